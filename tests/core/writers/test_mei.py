"""The MEI file: its elements, a kept file, and Verovio's word on random scores."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import pytest

from core.kit import DRUMS, KIT
from core.score import Bar, Beam, Chord, Grace, Rest, Score, Stroke, Tuplet
from core.writers.mei import NAMESPACE, mei_bytes, note_places
from core.writers.names import HEADS
from tests.core.random_scores import random_score
from tests.core.writers.golden import (
    COMMON_TIME,
    EIGHTH,
    HALF,
    QUARTER,
    golden_score,
    kept,
    kick,
)

needs_verovio = pytest.mark.skipif(find_spec("verovio") is None, reason="Verovio is not installed")
MEI = {"m": NAMESPACE}
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

# Warnings about narrow lines and missing line breaks, which random scores may well have.
HARMLESS = ("encoded breaks but nothing", "Justification is", "full width", "justifiable")

# Verovio ends its process on some faults, so it runs in one of its own.
DRAW = """
import sys, verovio
from pathlib import Path
for name in sys.argv[2:]:
    toolkit = verovio.toolkit()
    toolkit.setOptions({"font": sys.argv[1], "breaks": "encoded", "header": "encoded"})
    path = Path(name)
    assert toolkit.loadData(path.read_text(encoding="utf-8")), name
    pages = range(1, toolkit.getPageCount() + 1)
    path.with_suffix(".svg").write_text(
        "".join(toolkit.renderToSVG(page) for page in pages), encoding="utf-8"
    )
"""


def draw(scores: dict[Path, Score], font: str = "Leipzig") -> str:
    """Draw the scores with Verovio, each to an SVG beside its path; returns what it warned of."""
    for path, score in scores.items():
        path.write_bytes(mei_bytes(score))
    result = subprocess.run(
        [sys.executable, "-c", DRAW, font, *map(str, scores)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, f"Verovio ended with {result.returncode}: {result.stderr}"
    return result.stderr


def problems(scores: dict[Path, Score]) -> list[str]:
    """Faults of what Verovio drew: warnings, and notes that are not on the page."""
    found = [line for line in draw(scores).splitlines() if not any(map(line.count, HARMLESS))]
    for path, score in scores.items():
        page = path.with_suffix(".svg").read_text(encoding="utf-8")
        missing = {p.xml_id for p in note_places(score) if f'id="{p.xml_id}"' not in page}
        found += [f"{path.name}: not drawn: {sorted(missing)[:5]}"] if missing else []
    return found


def written(*bars: Bar) -> ET.Element:
    """The file of a score with these bars, parsed."""
    return ET.fromstring(mei_bytes(Score(bars, show_legend=False)))


def bar_of(*strokes: Stroke) -> Bar:
    return Bar(COMMON_TIME, (Chord(HALF, strokes), Rest(HALF)))


def test_the_kept_file_is_written_again_byte_for_byte() -> None:
    assert mei_bytes(golden_score()) == kept("four_bars.mei")


@pytest.mark.parametrize("drum", DRUMS)
def test_a_note_stands_on_the_line_and_has_the_head_of_its_drum(drum: str) -> None:
    note = written(bar_of(Stroke(drum, 80))).find(".//m:note", MEI)
    assert note is not None
    assert int(note.get("loc", "")) == 8 - DRUMS[drum].staff_line
    assert note.get("head.shape", "") == HEADS[DRUMS[drum].notehead].mei


def test_every_stroke_has_an_id_of_its_own() -> None:
    for seed in range(12):
        ids = [e.get(XML_ID) for e in ET.fromstring(mei_bytes(random_score(seed))).iter()]
        named = [name for name in ids if name]
        assert len(named) == len(set(named))


def test_every_place_names_an_element_of_the_file() -> None:
    for seed in range(12):
        score = random_score(seed)
        ids = {e.get(XML_ID) for e in ET.fromstring(mei_bytes(score)).iter()}
        assert {place.xml_id for place in note_places(score)} <= ids


def test_places_count_repeated_bars_by_their_sign() -> None:
    bar = replace(bar_of(Stroke("snare", 90, onset=4)), start=1.0, end=3.0)
    again = replace(bar, repeats_previous=True, start=3.0, end=5.0)
    first, second = note_places(Score((bar, again)))
    assert (first.xml_id, first.time, first.onset) == ("bar0-voice1-0-snare", 1.0, 4)
    assert (second.xml_id, second.time) == ("bar1-whole", 3.0)


def test_times_of_places_lie_between_the_ends_of_their_bar() -> None:
    bar = Bar(COMMON_TIME, (Rest(HALF), Chord(HALF, (Stroke("snare", 9),))), start=2.0, end=4.0)
    (place,) = note_places(Score((bar,)))
    assert (place.position, place.time, place.drum) == (Fraction(1, 2), 3.0, "snare")
    assert note_places(Score((bar_of(Stroke("crash", 99)),)))[0].time is None


def test_a_tied_note_sounds_once() -> None:
    roll = Chord(HALF, (Stroke("snare", 80),), tied_to_next=True)
    first = Bar(COMMON_TIME, (Rest(HALF), roll))
    score = Score((first, bar_of(Stroke("snare", 90))))
    assert [place.bar for place in note_places(score)] == [0]
    (tie,) = ET.fromstring(mei_bytes(score)).iter(f"{{{NAMESPACE}}}tie")
    assert tie.get("startid") == "#bar0-voice1-1-snare"
    assert tie.get("endid") == "#bar1-voice1-0-snare"


def test_grace_notes_stand_before_the_beam_of_their_chord() -> None:
    flam = Chord(EIGHTH, (Stroke("snare", 90, grace=Grace.FLAM),), Beam.BEGIN)
    other = Chord(EIGHTH, (Stroke("snare", 90),), Beam.END)
    layer = written(Bar(COMMON_TIME, (flam, other, Rest(QUARTER), Rest(HALF)))).find(
        ".//m:layer", MEI
    )
    assert layer is not None
    tags = [element.tag.split("}")[1] for element in layer]
    assert tags == ["chord", "beam", "rest", "rest"]
    assert layer[0].get("grace") == "unacc"


def test_a_beam_that_reaches_beyond_a_tuplet_holds_it() -> None:
    beams = (Beam.BEGIN, Beam.MIDDLE, Beam.MIDDLE)
    members = tuple(Chord(EIGHTH, (Stroke("snare", 90),), beam) for beam in beams)
    last = Chord(EIGHTH, (Stroke("snare", 90),), Beam.END)
    voice = (Tuplet(3, 2, Fraction(1, 8), members), last, Rest(EIGHTH), Rest(HALF))
    root = written(Bar(COMMON_TIME, voice))
    assert len(root.findall(".//m:beam/m:tuplet/m:chord", MEI)) == 3
    assert len(root.findall(".//m:beam/m:chord", MEI)) == 1


def test_silent_bars_are_one_rest_and_hidden_rests_leave_room() -> None:
    silent = Bar(COMMON_TIME, n_silent_bars=3)
    one = replace(silent, n_silent_bars=1)
    rest = written(silent, one, one, one).findall(".//m:measure", MEI)
    assert [bar.get("n") for bar in rest] == ["1", "4"]
    assert [e.get("num") for e in rest[0].iter(f"{{{NAMESPACE}}}multiRest")] == ["3"]
    feet = (kick(), Rest(QUARTER, is_hidden=True), Rest(HALF))
    layer = written(Bar(COMMON_TIME, (), feet)).findall(".//m:layer", MEI)[1]
    assert [element.tag.split("}")[1] for element in layer] == ["chord", "space", "rest"]


@needs_verovio
@pytest.mark.parametrize("font", ["Leipzig", "Leland", "Bravura", "Petaluma"])
def test_verovio_has_every_notehead_in_its_fonts(font: str, tmp_path: Path) -> None:
    bars = tuple(bar_of(Stroke(drum.name, 80)) for drum in KIT)
    draw({tmp_path / "heads.mei": Score(bars)}, font)
    page = (tmp_path / "heads.svg").read_text(encoding="utf-8")
    for drum in KIT:
        code = HEADS[drum.notehead].mei.removeprefix("U+")
        if code.startswith("E0"):
            assert f"#{code}" in page, f"{drum.name}: {font} has no {code}"


@needs_verovio
def test_verovio_draws_the_kept_score_and_a_few_random_ones(tmp_path: Path) -> None:
    scores = {tmp_path / f"{seed}.mei": random_score(seed) for seed in range(8)}
    assert problems(scores | {tmp_path / "kept.mei": golden_score()}) == []


@pytest.mark.slow
@needs_verovio
def test_verovio_draws_many_random_scores(tmp_path: Path) -> None:
    assert problems({tmp_path / f"{seed}.mei": random_score(seed) for seed in range(8, 108)}) == []
