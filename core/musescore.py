"""A score -> PDF pages, drawn by the MuseScore that is installed on this machine."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from core.errors import ScoreError

# MuseScore 3 first: it starts several times faster, and both draw the same page.
_PROGRAMS = ("mscore3", "musescore3", "MuseScore3", "mscore", "musescore", "mscore4", "MuseScore4")
_PLACES = (
    Path("/Applications/MuseScore 4.app/Contents/MacOS/mscore"),
    Path("/Applications/MuseScore 3.app/Contents/MacOS/mscore"),
    Path("C:/Program Files/MuseScore 4/bin/MuseScore4.exe"),
    Path("C:/Program Files/MuseScore 3/bin/MuseScore3.exe"),
)
_TIMEOUT_SECONDS = 120


def find_musescore() -> Path | None:
    """Where MuseScore's program lies; None if it isn't installed."""
    for name in _PROGRAMS:
        found = shutil.which(name)
        if found:
            return Path(found)
    return next((place for place in _PLACES if place.is_file()), None)


def pdf_of_mscx(content: bytes) -> bytes:
    """The pages of a MuseScore file; raises `ScoreError` without MuseScore or if it fails."""
    program = find_musescore()
    if program is None:
        raise ScoreError("A PDF needs MuseScore, which is not on this machine. Install it.")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "score.mscx", Path(folder) / "score.pdf"
        source.write_bytes(content)
        environment = os.environ | {"XDG_RUNTIME_DIR": folder}
        if sys.platform == "linux":
            environment["QT_QPA_PLATFORM"] = "offscreen"
        try:
            subprocess.run(
                [program, "-o", target, source],
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=True,
                timeout=_TIMEOUT_SECONDS,
            )
            return target.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise ScoreError(f"MuseScore ({program}) could not draw the pages: {error}") from error
