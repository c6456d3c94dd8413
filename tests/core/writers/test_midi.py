"""MIDI files, read back by mido."""

import io
from dataclasses import replace
from fractions import Fraction

import mido
import pytest

from core.beats import BeatGrid, GridBar
from core.meter import TimeSignature
from core.onsets import Onset
from core.score import (
    Bar,
    Chord,
    Grace,
    NoteValue,
    Rest,
    Score,
    Stroke,
    TempoMark,
    Tremolo,
    Tuplet,
    VoiceElement,
)
from core.writers.midi import midi_bytes, performed_midi_bytes
from tests.core.random_scores import random_score
from tests.core.writers.golden import FOLDER, golden_score
from tests.musescore import musescore_events

FOUR = TimeSignature(4, 4)
QUARTER, HALF = NoteValue(Fraction(1, 4)), NoteValue(Fraction(1, 2))
SNARE = Stroke("snare", 100)


def read(content: bytes) -> mido.MidiFile:
    return mido.MidiFile(file=io.BytesIO(content))


def ticks(file: mido.MidiFile) -> list[tuple[int, int, int]]:
    tick, found = 0, []
    for message in file.tracks[0]:
        tick += message.time
        if message.type == "note_on" and message.velocity:
            assert message.channel == 9
            found.append((tick, message.note, message.velocity))
    return found


def seconds(file: mido.MidiFile) -> list[float]:
    time, found = 0.0, []
    for message in file:
        time += message.time
        if message.type == "note_on" and message.velocity:
            found.append(time)
    return found


def score_of(*bars: Bar) -> Score:
    return Score(bars, title="Título ♩")


def test_voices_sound_together_and_repeated_bars_again() -> None:
    hands = (Chord(HALF, (SNARE,)), Rest(HALF))
    feet = (Rest(QUARTER), Chord(QUARTER, (Stroke("kick", 80),)), Rest(HALF))
    first = Bar(FOUR, hands, feet, tempo=TempoMark(120))
    second = Bar(FOUR, hands, feet, repeats_previous=True)
    assert ticks(read(midi_bytes(score_of(first, second)))) == [
        (0, 38, 100),
        (480, 36, 80),
        (1920, 38, 100),
        (2400, 36, 80),
    ]


def test_grace_strokes_come_softer_just_before_the_beat() -> None:
    flam = Chord(QUARTER, (Stroke("snare", 100, grace=Grace.FLAM),))
    drag = Chord(QUARTER, (Stroke("snare", 100, grace=Grace.DRAG),))
    bar = Bar(FOUR, (Rest(QUARTER), flam, Rest(QUARTER), drag), tempo=TempoMark(120))
    found = ticks(read(midi_bytes(score_of(bar))))
    assert [t for t, _, v in found if v == 100] == [480, 1440]
    graces = [t for t, _, v in found if v == 60]
    assert len(graces) == 3
    assert 440 < graces[0] < 480
    assert 1370 < graces[1] < graces[2] < 1440


def test_a_measured_roll_is_played_as_32nds_and_its_tie_is_not_restruck() -> None:
    roll = Chord(HALF, (SNARE,), tremolo=Tremolo.MEASURED_32, tied_to_next=True)
    bar = Bar(FOUR, (roll, Chord(HALF, (SNARE,))), tempo=TempoMark(100))
    assert [t for t, _, _ in ticks(read(midi_bytes(score_of(bar))))] == [60 * k for k in range(16)]


def test_tempo_and_metre_follow_the_bars() -> None:
    six = TimeSignature(6, 8)
    bars = (
        Bar(FOUR, tempo=TempoMark(120)),
        Bar(six, tempo=TempoMark(60, Fraction(3, 8))),
    )
    file = read(midi_bytes(score_of(*bars)))
    tempos = [m.tempo for m in file.tracks[0] if m.type == "set_tempo"]
    meters = [(m.numerator, m.denominator) for m in file.tracks[0] if m.type == "time_signature"]
    assert tempos == [500000, round(60e6 / 90)]
    assert meters == [(4, 4), (6, 8)]


@pytest.mark.parametrize("first_beat", [-0.04, 0.0, 0.7])
def test_a_performance_keeps_its_times_and_its_bar_lines(first_beat: float) -> None:
    first = GridBar(FOUR, tuple(first_beat + 0.5 * k for k in range(4)), first_beat + 2.0)
    second = GridBar(FOUR, tuple(first_beat + 2 + 0.4 * k for k in range(4)), first_beat + 3.6)
    grid = BeatGrid((first, second))
    times = [0.01, 0.8, 1.234, 2.5, first_beat + 2.8, 5.0]
    onsets = [Onset(time, "snare", 90) for time in times]
    file = read(performed_midi_bytes(onsets, grid))
    assert seconds(file) == pytest.approx(times, abs=0.002)
    on_a_beat = ticks(file)[4][0]
    assert on_a_beat % 480 == 0


def test_an_empty_performance_is_a_file() -> None:
    assert ticks(read(performed_midi_bytes((), BeatGrid(())))) == []


def test_a_roll_tied_over_the_bar_line_is_not_restruck() -> None:
    roll = Chord(HALF, (SNARE,), tremolo=Tremolo.BUZZ, tied_to_next=True)
    first = Bar(FOUR, (Rest(HALF), roll))
    second = Bar(FOUR, (Chord(HALF, (SNARE, Stroke("crash", 90))), Rest(HALF)))
    found = ticks(read(midi_bytes(score_of(first, second))))
    assert found == [(960, 38, 100), (1920, 49, 90)]


def test_grace_strokes_never_fall_on_another_stroke_or_before_the_file() -> None:
    drag = Chord(QUARTER, (Stroke("snare", 100, grace=Grace.DRAG),))
    bar = Bar(FOUR, (drag, drag, Rest(HALF)), tempo=TempoMark(120))
    assert [tick for tick, _, _ in ticks(read(midi_bytes(score_of(bar))))] == [0, 422, 451, 480]


def plain(element: VoiceElement) -> VoiceElement:
    """The element without what MuseScore and a sequencer may time in different ways."""
    if isinstance(element, Tuplet):
        members = tuple(plain(member) for member in element.elements)
        return replace(element, elements=members)  # type: ignore[arg-type]
    if isinstance(element, Rest):
        return element
    strokes = tuple(replace(stroke, grace=None) for stroke in element.strokes)
    return replace(element, strokes=strokes, tremolo=None)


@pytest.mark.parametrize("seed", range(60))
def test_random_scores_are_played_stroke_for_stroke(seed: int) -> None:
    score = random_score(seed)
    bars = tuple(
        replace(
            bar,
            hands=tuple(map(plain, bar.hands)),
            feet=tuple(map(plain, bar.feet)),
            swing=None,
            repeats_previous=False,
        )
        for bar in score.bars
    )
    expected = musescore_events(score.with_bars(bars))
    assert ticks(read(midi_bytes(score.with_bars(bars)))) == expected


def test_the_kept_file_is_written_again_byte_for_byte() -> None:
    assert midi_bytes(golden_score()) == (FOLDER / "four_bars.mid").read_bytes()
