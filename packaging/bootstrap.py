"""One command on a fresh machine: install Melody and try it, or install it and test it.

    python3 packaging/bootstrap.py window   opens the window with the demo song
    python3 packaging/bootstrap.py demo     writes demo.mscx from the demo song, without a window
    python3 packaging/bootstrap.py test     runs all tests

Needs Python 3.11 or newer and nothing else; on Debian and Ubuntu, missing system packages are
installed (with sudo where needed). Everything of Python's goes into the folder .venv. Run it as
often as you like: what is there already is kept.
"""

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
# Debian's packages: what Qt draws with and sound comes through, and what tests look with.
WINDOW_PACKAGES = (
    "libegl1", "libgl1", "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4",
    "libxcb-keysyms1", "libxcb-image0", "libxcb-render-util0", "libxcb-randr0", "libxcb-shape0",
    "libxcb-xkb1", "libfontconfig1", "libdbus-1-3", "libportaudio2", "libasound2-plugins",
)  # fmt: skip
# Tests that lack one of these are skipped.
TEST_PACKAGES = (
    "musescore3", "poppler-utils", "xvfb", "xauth", "xdotool", "imagemagick", "pulseaudio",
    "pulseaudio-utils",
)  # fmt: skip
# What each of the three commands installs of Debian's and of Melody's parts.
NEEDS = {
    "window": (WINDOW_PACKAGES, ".[gui]"),
    "demo": ((), "."),
    "test": ((*WINDOW_PACKAGES, *TEST_PACKAGES), ".[dev]"),
}


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description="Install Melody and try or test it.")
    parser.add_argument("what", choices=tuple(NEEDS))
    parser.add_argument("--venv", type=Path, default=PROJECT / ".venv", metavar="DIR")
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036 - this very file must say so
        sys.exit(f"Melody needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    packages, parts = NEEDS[options.what]
    install_system_packages(packages)
    programs = make_environment(options.venv)
    run(programs / "python", "-m", "pip", "install", "--quiet", "--editable", parts)
    song = PROJECT / "resources" / "demo" / "demo.ogg"
    if options.what == "window":
        run(programs / "melody", song)
    elif options.what == "demo":
        run(programs / "melody", "transcribe", song, "-o", PROJECT / "demo.mscx", "--force")
        print(f"Open {PROJECT / 'demo.mscx'} in MuseScore.")
    else:
        run(programs / "python", "-m", "pytest")


def install_system_packages(wanted: Sequence[str]) -> None:
    """On a Debian-like system, install what is missing and say so; elsewhere do nothing."""
    if not shutil.which("apt-get"):
        return
    has_venv = importlib.util.find_spec("ensurepip") is not None
    missing = [] if has_venv else ["python3-venv"]
    missing += [package for package in wanted if not is_installed(package)]
    if not missing:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    if as_root and not shutil.which("sudo"):
        command = f"apt-get install {' '.join(missing)}"
        if has_venv:
            print(f"Some things may not work. To have them too, do as root: {command}")
            return
        sys.exit(f"Please do as root: {command}")
    environment = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive"]
    run(*environment, "apt-get", "update", "-q")
    run(*environment, "apt-get", "install", "-y", "-q", "--no-install-recommends", *missing)


def is_installed(package: str) -> bool:
    """Whether Debian's package is there; newer releases rename some with the ending t64."""
    for name in (package, package + "t64"):
        command = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", name]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.stdout == "installed":
            return True
    return False


def make_environment(folder: Path) -> Path:
    """Make the virtual environment unless it is there; returns the folder of its programs."""
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    if not list(programs.glob("pip*")):
        run(sys.executable, "-m", "venv", "--clear", folder)
    return programs


def run(*command: str | Path) -> None:
    """Run a command in the project's folder, shown first; end with its code if it fails."""
    words = [str(word) for word in command]
    print("+", *words, flush=True)
    code = subprocess.run(words, cwd=PROJECT, check=False).returncode
    if code != 0:
        sys.exit(code)


if __name__ == "__main__":
    main()
