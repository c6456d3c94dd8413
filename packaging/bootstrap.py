"""One command on a fresh machine: install Melody and try it, or install it and test it.

    python3 packaging/bootstrap.py demo     writes demo.mscx from the demo song
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
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
# Program -> the Debian package that holds it; tests that lack one are skipped.
TEST_PROGRAMS = {"mscore3": "musescore3", "pdftoppm": "poppler-utils"}


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description="Install Melody and try or test it.")
    parser.add_argument("what", choices=("demo", "test"))
    parser.add_argument("--venv", type=Path, default=PROJECT / ".venv", metavar="DIR")
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036 - this very file must say so
        sys.exit(f"Melody needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    install_system_packages(is_for_tests=options.what == "test")
    programs = make_environment(options.venv)
    if options.what == "demo":
        run(programs / "python", "-m", "pip", "install", "--quiet", "--editable", ".")
        song = next((PROJECT / "resources" / "demo").glob("*.ogg"))
        run(programs / "melody", "transcribe", song, "-o", PROJECT / "demo.mscx", "--force")
        print(f"Open {PROJECT / 'demo.mscx'} in MuseScore.")
    else:
        run(programs / "python", "-m", "pip", "install", "--quiet", "--editable", ".[dev]")
        run(programs / "python", "-m", "pytest")


def install_system_packages(*, is_for_tests: bool) -> None:
    """On a Debian-like system, install what is missing and say so; elsewhere do nothing."""
    has_venv = importlib.util.find_spec("ensurepip") is not None
    missing = [] if has_venv else ["python3-venv"]
    if is_for_tests:
        missing += [p for program, p in TEST_PROGRAMS.items() if not shutil.which(program)]
    if not missing or not shutil.which("apt-get"):
        return
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    if as_root and not shutil.which("sudo"):
        command = f"apt-get install {' '.join(missing)}"
        if has_venv:
            print(f"Some tests will be skipped. To run them too, do as root: {command}")
            return
        sys.exit(f"Please do as root: {command}")
    environment = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive"]
    run(*environment, "apt-get", "update", "-q")
    run(*environment, "apt-get", "install", "-y", "-q", "--no-install-recommends", *missing)


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
