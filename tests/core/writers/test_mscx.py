"""The MuseScore file: its elements, a kept file, and real MuseScore's word on random scores."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from core.errors import ScoreError
from core.kit import KIT
from core.meter import TimeSignature
from core.score import Bar, Chord, Grace, Rest, Score, Stroke, Tremolo, Tuplet
from core.writers.mscx import mscx_bytes
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
from tests.musescore import (
    check_with_musescore,
    compare_events,
    convert_all,
    corrupt_lines,
    needs_musescore,
)


def written(*bars: Bar, **score: object) -> ET.Element:
    """The file of a score with these bars, parsed."""
    return ET.fromstring(mscx_bytes(replace(Score(bars), **score)))  # type: ignore[arg-type]


def bar_of(*strokes: Stroke, tremolo: Tremolo | None = None) -> Bar:
    """A bar of one half note and a rest."""
    return Bar(COMMON_TIME, (Chord(HALF, strokes, tremolo=tremolo), Rest(HALF)))


def chords(root: ET.Element) -> list[ET.Element]:
    return list(root.iter("Chord"))


def test_the_kept_file_is_written_again_byte_for_byte() -> None:
    assert mscx_bytes(golden_score()) == kept("four_bars.mscx")


def test_the_drumset_map_holds_every_drum_of_the_kit() -> None:
    entries = list(written(bar_of(Stroke("snare", 80))).iter("Drum"))
    assert {int(entry.get("pitch", "0")) for entry in entries} == {d.midi_note for d in KIT}
    lines = {int(e.get("pitch", "0")): int(e.findtext("line", "")) for e in entries}
    assert lines == {drum.midi_note: drum.staff_line for drum in KIT}


def test_a_stroke_keeps_its_pitch_head_and_velocity() -> None:
    (note,) = written(bar_of(Stroke("ride_bell", 77))).iter("Note")
    assert note.findtext("pitch") == "53"
    assert note.findtext("head") == "diamond"
    assert note.findtext("velocity") == "77"
    assert note.findtext("veloType") == "user"


def test_a_ghost_note_stands_in_parentheses() -> None:
    root = written(bar_of(Stroke("snare", 20, ghost=True), Stroke("hihat_closed", 60)))
    by_pitch = {note.findtext("pitch"): note for note in root.iter("Note")}
    symbols = [symbol.findtext("name") for symbol in by_pitch["38"].iter("Symbol")]
    assert symbols == ["noteheadParenthesisLeft", "noteheadParenthesisRight"]
    assert not list(by_pitch["42"].iter("Symbol"))


def test_an_accent_stands_on_the_side_of_its_stem() -> None:
    feet = (Chord(HALF, (Stroke("kick", 120, accent=True),)), Rest(HALF))
    hands = (Chord(HALF, (Stroke("snare", 120, accent=True),)), Rest(HALF))
    root = written(Bar(COMMON_TIME, hands, feet))
    sides = [c.findtext("Articulation/subtype") for c in chords(root)]
    assert sides == ["articAccentAbove", "articAccentBelow"]
    assert [c.findtext("StemDirection") for c in chords(root)] == ["up", "down"]


def test_a_flam_is_one_slashed_grace_chord_of_its_drum_alone() -> None:
    root = written(bar_of(Stroke("snare", 100, grace=Grace.FLAM), Stroke("crash", 110)))
    flam, main = chords(root)
    assert flam.find("acciaccatura") is not None
    assert [note.findtext("pitch") for note in flam.iter("Note")] == ["38"]
    assert [note.findtext("velocity") for note in flam.iter("Note")] == ["60"]
    assert {note.findtext("pitch") for note in main.iter("Note")} == {"38", "49"}


def test_a_drag_is_two_beamed_sixteenths() -> None:
    first, second, main = chords(written(bar_of(Stroke("snare", 100, grace=Grace.DRAG))))
    assert first.find("grace16") is not None and second.find("grace16") is not None
    assert (first.findtext("BeamMode"), second.findtext("BeamMode")) == ("begin", "end")
    assert main.find("grace16") is None


@pytest.mark.parametrize(
    ("tremolo", "value", "name"),
    [
        (Tremolo.BUZZ, HALF, "buzzroll"),
        (Tremolo.MEASURED_32, HALF, "r32"),
        (Tremolo.MEASURED_32, EIGHTH, "r16"),
    ],
)
def test_a_roll_has_as_many_strokes_as_make_32nds(
    tremolo: Tremolo, value: object, name: str
) -> None:
    roll = Chord(value, (Stroke("snare", 90),), tremolo=tremolo)  # type: ignore[arg-type]
    rest = Rest(HALF) if value is HALF else Rest(EIGHTH)
    signature = COMMON_TIME if value is HALF else TimeSignature(1, 4)
    (chord,) = chords(written(Bar(signature, (roll, rest))))
    assert chord.findtext("Tremolo/subtype") == name


def test_rolls_are_tied_to_the_next_bar() -> None:
    roll = Chord(HALF, (Stroke("snare", 80),), tremolo=Tremolo.BUZZ, tied_to_next=True)
    first = Bar(COMMON_TIME, (Rest(HALF), roll))
    start, end = written(first, bar_of(Stroke("snare", 90))).iter("Spanner")
    assert start.findtext("next/location/measures") == "1"
    assert start.findtext("next/location/fractions") == "-1/2"
    assert end.findtext("prev/location/measures") == "-1"


def test_a_hidden_rest_fills_its_voice_unseen() -> None:
    feet = (kick(QUARTER), Rest(QUARTER, is_hidden=True), Rest(HALF))
    root = written(Bar(COMMON_TIME, (Chord(HALF, (Stroke("snare", 9),)), Rest(HALF)), feet))
    feet_voice = list(root.iter("voice"))[-1]
    shown = [rest.findtext("visible", "1") for rest in feet_voice.iter("Rest")]
    assert shown == ["0", "1"]


def test_feet_alone_stay_in_the_second_voice() -> None:
    (measure,) = written(Bar(COMMON_TIME, (), (kick(HALF), Rest(HALF)))).iter("Measure")
    hands, feet = measure.findall("voice")
    assert hands.findtext("Rest/durationType") == "measure"
    assert hands.findtext("Rest/visible") == "0"
    assert feet.find("Chord") is not None


def test_a_pick_up_bar_is_short_and_not_counted() -> None:
    signature = TimeSignature(4, 4)
    pick_up = Bar(
        signature, (Chord(QUARTER, (Stroke("snare", 9),)),), (), actual_length=QUARTER.base
    )
    first, second = written(pick_up, bar_of(Stroke("snare", 90))).iter("Measure")
    assert first.get("len") == "1/4" and first.findtext("irregular") == "1"
    assert second.get("len") is None and second.find("irregular") is None


def test_each_run_of_silent_bars_becomes_one_rest_of_its_own() -> None:
    silent = Bar(COMMON_TIME, n_silent_bars=3)
    more = replace(silent, n_silent_bars=2)
    root = written(silent, replace(silent, n_silent_bars=1), silent, more, silent)
    breaks = [m.find("breakMultiMeasureRest") is not None for m in root.iter("Measure")]
    assert breaks == [True, False, False, True, False]
    assert root.findtext(".//Style/createMultiMeasureRests") == "1"


def test_equal_bars_are_repeat_signs() -> None:
    bar = bar_of(Stroke("snare", 90))
    _, sign = written(bar, replace(bar, repeats_previous=True)).iter("Measure")
    assert sign.findtext("voice/RepeatMeasure/duration") == "1/1"
    assert sign.find("voice/Chord") is None


def test_lines_break_where_the_score_says_but_not_after_the_last_bar() -> None:
    bar = replace(bar_of(Stroke("snare", 90)), line_break=True)
    breaks = [m.find("LayoutBreak") is not None for m in written(bar, bar).iter("Measure")]
    assert breaks == [True, False]


def test_a_tuplet_says_its_ratio() -> None:
    triplet = Tuplet(3, 2, EIGHTH.base, (Chord(EIGHTH, (Stroke("snare", 90),)),) * 3)
    root = written(Bar(TimeSignature(1, 4), (triplet,)))
    tuplet = root.find(".//Tuplet")
    assert tuplet is not None
    ratio = [tuplet.findtext(n) for n in ("actualNotes", "normalNotes", "baseNote")]
    assert ratio == ["3", "2", "eighth"]
    assert len(list(root.iter("endTuplet"))) == 1


def test_the_legend_names_the_drums_in_use_and_ghost_notes() -> None:
    root = written(bar_of(Stroke("snare", 20, ghost=True), Stroke("crash", 99)))
    legend = "".join(root.find(".//TBox/Text/text").itertext())  # type: ignore[union-attr]
    assert "Crash" in legend and "Snare" in legend and "Ghost note" in legend
    assert "Cowbell" not in legend
    assert written(bar_of(Stroke("snare", 9)), show_legend=False).find(".//TBox") is None


def test_title_and_artist_stand_on_the_page() -> None:
    root = written(bar_of(Stroke("snare", 9)), title="A & <B>", artist="\x00Größe")
    texts = {t.findtext("style"): t.findtext("text") for t in root.iter("Text")}
    assert texts["Title"] == "A & <B>" and texts["Composer"] == "Größe"


def test_a_bar_that_is_not_full_is_refused_with_its_number() -> None:
    short = Bar(COMMON_TIME, (Chord(HALF, (Stroke("snare", 9),)),))
    with pytest.raises(ScoreError, match="Bar 2"):
        mscx_bytes(Score((bar_of(Stroke("snare", 9)), short)))


def _problems(seeds: range, folder: Path) -> list[str]:
    """What MuseScore finds wrong in the random scores of `seeds`: log, stderr and MIDI."""
    scores = {folder / f"{seed}.mscx": random_score(seed) for seed in seeds}
    for path, score in scores.items():
        path.write_bytes(mscx_bytes(score))
    problems = corrupt_lines(convert_all(scores, [".mlog", ".mid"], folder))
    for path, score in scores.items():
        log, midi = path.with_suffix(".mlog"), path.with_suffix(".mid")
        if not (log.exists() and midi.exists()):
            problems.append(f"{path.name}: MuseScore wrote nothing")
            continue
        said = log.read_text().strip()
        if not said.startswith('{"result":0}'):
            problems.append(f"{path.name}: {said}")
        problems += [f"{path.name}: {text}" for text in compare_events(midi, score)]
    return problems


@pytest.mark.musescore
@needs_musescore
def test_musescore_reads_and_plays_the_kept_score(tmp_path: Path) -> None:
    path = tmp_path / "four_bars.mscx"
    path.write_bytes(mscx_bytes(golden_score()))
    assert check_with_musescore(path, golden_score()) == []


@pytest.mark.musescore
@needs_musescore
def test_musescore_finds_the_fault_of_a_broken_file(tmp_path: Path) -> None:
    broken = golden_score()
    path = tmp_path / "broken.mscx"
    content = mscx_bytes(broken).replace(b"<velocity>105</velocity>", b"<velocity>5</velocity>", 1)
    path.write_bytes(content.replace(b"<TimeSig>\n            <sigN>4", b"<TimeSig><sigN>3"))
    found = check_with_musescore(path, broken)
    assert any("incomplete" in problem for problem in found)
    assert any("strokes instead of" in problem for problem in found)


@pytest.mark.musescore
@needs_musescore
def test_musescore_reads_and_plays_a_few_random_scores(tmp_path: Path) -> None:
    assert _problems(range(8), tmp_path) == []


@pytest.mark.slow
@pytest.mark.musescore
@needs_musescore
def test_musescore_reads_and_plays_many_random_scores(tmp_path: Path) -> None:
    assert _problems(range(8, 208), tmp_path) == []


def test_random_scores_hold_everything_that_a_score_may_hold() -> None:
    scores = [random_score(seed) for seed in range(60)]
    text = b"".join(mscx_bytes(score) for score in scores).decode()
    for element in (
        "acciaccatura", "grace16", "Tremolo", "Tuplet", "RepeatMeasure", "Spanner", "swing ",
        "RehearsalMark", "StaffText", "LayoutBreak", "irregular", "Symbol", "Articulation",
    ):  # fmt: skip
        assert f"<{element}" in text, element
    assert len({bar.time_signature for score in scores for bar in score.bars}) >= 9
    shortest = min(b.length for s in scores for b in s.bars)
    assert shortest < Fraction(1, 2)
