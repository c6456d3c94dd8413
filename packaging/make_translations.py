"""Brings the translations up to date with the window's strings, and compiles them.

    python packaging/make_translations.py

New strings appear in resources/translations/*.ts as unfinished: translate them there (Qt
Linguist or any editor), and run this again. A test keeps anything from being left unfinished.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "melody_gui"
TRANSLATIONS = ROOT / "resources" / "translations"


def main() -> int:
    """Update every .ts and compile it to a .qm beside it; the exit code."""
    sources = sorted(str(path.relative_to(ROOT)) for path in SOURCES.rglob("*.py"))
    for ts in sorted(TRANSLATIONS.glob("melody_*.ts")):
        name = str(ts.relative_to(ROOT))
        _run("pyside6-lupdate", "-no-obsolete", "-locations", "none", *sources, "-ts", name)
        _run("pyside6-lrelease", name, "-qm", str(ts.with_suffix(".qm").relative_to(ROOT)))
    return 0


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program, path=str(Path(sys.executable).parent)) or program
    subprocess.run([found, *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
