"""The MuseScore 4 file: what lies in the zip, and in what its score differs from MuseScore 3's."""

import io
import xml.etree.ElementTree as ET
import zipfile

import pytest

from core.writers.mscx import MUSESCORE_4, STYLE, mscx_bytes
from core.writers.mscz import mscz_bytes
from tests.core.random_scores import random_score
from tests.core.writers.golden import golden_score


def files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def parts() -> tuple[ET.Element, ET.Element]:
    """The four bars in the schema of MuseScore 4, and of MuseScore 3."""
    found = files(mscz_bytes(golden_score()))
    return ET.fromstring(found["score.mscx"]), ET.fromstring(mscx_bytes(golden_score()))


def test_the_container_names_every_file_of_the_zip() -> None:
    found = files(mscz_bytes(golden_score()))
    assert next(iter(found)) == "META-INF/container.xml"
    listed = {
        file.get("full-path")
        for file in ET.fromstring(found["META-INF/container.xml"]).iter("rootfile")
    }
    assert listed == set(found) - {"META-INF/container.xml"}
    assert sum(name.endswith(".mscx") for name in found) == 1


def test_the_style_lies_beside_the_score() -> None:
    found = files(mscz_bytes(golden_score()))
    style = ET.fromstring(found["score_style.mss"]).find("Style")
    assert style is not None and {item.tag: item.text for item in style} == (
        STYLE | MUSESCORE_4.more_style
    )
    assert ET.fromstring(found["score.mscx"]).find(".//Style") is None


def test_repeat_signs_are_those_of_musescore_4() -> None:
    new, old = parts()
    assert new.get("version") == "4.00"
    assert new.findtext(".//MeasureRepeat/subtype") == "1"
    assert new.findtext(".//measureRepeatCount") == "1"
    assert new.find(".//RepeatMeasure") is None and old.find(".//MeasureRepeat") is None


def test_velocities_stay_but_need_no_type() -> None:
    new, old = parts()
    assert list(new.iter("veloType")) == []
    velocities = [[e.text for e in root.iter("velocity")] for root in (new, old)]
    assert velocities[0] == velocities[1] and len(velocities[0]) > 10


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_score_gives_the_same_bytes(seed: int) -> None:
    assert mscz_bytes(random_score(seed)) == mscz_bytes(random_score(seed))
