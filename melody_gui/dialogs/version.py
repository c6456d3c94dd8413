"""Which Melody this is."""

from importlib.metadata import PackageNotFoundError, version


def melody_version() -> str:
    """The version of the installed package, "unknown" where it runs without being installed."""
    try:
        return version("melody-drums")
    except PackageNotFoundError:
        return "unknown"
