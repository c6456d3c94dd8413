"""Score -> MuseScore 4's own file: a zip of the score, its style and a table of contents."""

import io
import xml.etree.ElementTree as ET
import zipfile

from core.score import Score
from core.writers.mscx import MUSESCORE_4, add_style, mscx_bytes
from core.writers.xml import child, to_bytes

_SCORE_NAME = "score.mscx"
_STYLE_NAME = "score_style.mss"
# The same score gives the same bytes: a zip can't hold a date before this one.
_DATE = (1980, 1, 1, 0, 0, 0)


def mscz_bytes(score: Score) -> bytes:
    """The score as an `.mscz` file for MuseScore 4."""
    style = ET.Element("museScore", {"version": MUSESCORE_4.version})
    add_style(style, MUSESCORE_4)
    container = ET.Element("container")
    rootfiles = child(container, "rootfiles")
    for name in (_SCORE_NAME, _STYLE_NAME):
        child(rootfiles, "rootfile", attributes={"full-path": name})
    contents = {
        "META-INF/container.xml": to_bytes(container),
        _SCORE_NAME: mscx_bytes(score, MUSESCORE_4),
        _STYLE_NAME: to_bytes(style),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
