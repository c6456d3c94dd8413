"""The drawn page: MuseScore keeps the lines that the score asks for, however dense their bars."""

import random
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pytest

from core.engrave import build_score
from core.quantize import QuantizedBar, QuantizedStroke
from core.score import Grace, Score, Stroke
from core.writers.layout import line_ends
from core.writers.mscx import mscx_bytes
from tests.core.performances import grid_of
from tests.musescore import convert_all, needs_musescore

DRUMS = ("hihat_closed", "snare", "kick", "crash", "tom_low")
N_BARS = 24


def busy_score(n_columns: int, seed: int) -> Score:
    """Bars of about `n_columns` different sixteenths each, with ghost notes and flams."""
    chance = random.Random(seed)
    bars = []
    for grid_bar in grid_of(N_BARS, 110).bars:
        strokes = []
        for place in sorted(chance.sample(range(16), n_columns + chance.randint(-2, 2))):
            for drum in chance.sample(DRUMS, chance.choice((1, 1, 2))):
                is_ghost = drum == "snare" and chance.random() < 0.4
                is_flam = drum == "tom_low" and chance.random() < 0.1
                stroke = Stroke(drum, 90, is_ghost, grace=Grace.FLAM if is_flam else None)
                strokes.append(QuantizedStroke(Fraction(place, 16), stroke))
        bars.append(QuantizedBar(grid_bar, tuple(strokes), None))
    return build_score(bars, title="Busy")


def n_lines(positions: Path) -> int:
    """Number of lines on which MuseScore put the bars."""
    elements = ET.parse(positions).iter("element")
    return len({(element.get("page"), element.get("y")) for element in elements})


@pytest.mark.slow
@pytest.mark.musescore
@needs_musescore
def test_no_dense_line_overflows(tmp_path: Path) -> None:
    scores = {
        tmp_path / f"{n_columns}-{seed}.mscx": busy_score(n_columns, seed)
        for n_columns in (6, 10, 11, 12, 13, 14)
        for seed in range(3)
    }
    for path, score in scores.items():
        path.write_bytes(mscx_bytes(score))
    convert_all(scores, [".mpos"], tmp_path)
    found = {path.stem: n_lines(path.with_suffix(".mpos")) for path in scores}
    assert found == {path.stem: len(line_ends(score)) + 1 for path, score in scores.items()}
