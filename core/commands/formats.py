"""Which format a file's name asks for."""

from pathlib import Path

from core.errors import UsageError
from core.writers import WRITERS

# What else files of these formats are called.
_MORE_SUFFIXES = {".midi": "midi", ".xml": "musicxml"}


def format_of_suffix(path: Path) -> str:
    """The name of the format that the path's suffix tells; raises `UsageError` if none."""
    if not path.suffix:
        raise UsageError(f"{path} has no suffix to tell the format: add one, or --format.")
    by_suffix = {writer.suffix: writer.name for writer in WRITERS.values()} | _MORE_SUFFIXES
    # The longest first: “.performed.mid” is more than “.mid”.
    for suffix in sorted(by_suffix, key=len, reverse=True):
        if path.name.lower().endswith(suffix):
            return by_suffix[suffix]
    known = ", ".join(writer.suffix for writer in WRITERS.values())
    raise UsageError(f"“{path.suffix}” names no format. Use {known}, or give --format.")
