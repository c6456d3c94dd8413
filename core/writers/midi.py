"""Score or onsets -> standard MIDI files on General MIDI's drum channel.

The quantised file plays the score as written: repeats unrolled, flams and drags just before
their beat, measured rolls as 32nds; swing is played straight, as it is written. The performed
file plays each stroke at its own time; its tempo map follows the beats, so that bar lines stand
where they were heard.
"""

import io
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from core.beats import BeatGrid
from core.kit import DRUMS
from core.onsets import Onset
from core.score import Chord, PlacedElement, Score, Stroke, TempoMark, place_elements
from core.writers.layout import (
    Tie,
    find_ties,
    grace_velocity,
    n_roll_notes,
    voices,
    without_repeat_signs,
)

TICKS_PER_QUARTER = 480
TICKS_PER_WHOLE = 4 * TICKS_PER_QUARTER
DRUM_CHANNEL = 9
# Drums ring as long as they like; a short note only says when they are struck.
_NOTE_TICKS = 30
# Seconds from each grace stroke to the next stroke.
_GRACE_STEP = 0.03


@dataclass(frozen=True)
class TimedStroke:
    """A stroke at `tick`, on MIDI note `note`, with `velocity` 1..127."""

    tick: int
    note: int
    velocity: int


@dataclass(frozen=True)
class _Change:
    """A tempo or time signature that holds from `tick`, or a marker."""

    tick: int
    kind: str
    values: dict[str, Any]


def midi_bytes(score: Score) -> bytes:
    """The score as a quantised MIDI file (format 0), repeats unrolled."""
    changes: list[_Change] = []
    start, meter = 0, None
    for bar in score.bars:
        if bar.time_signature != meter:
            meter = bar.time_signature
            changes.append(_meter_change(start, meter.numerator, meter.denominator))
        if bar.tempo:
            changes.append(_tempo_change(start, 60 / bar.tempo.quarters_per_minute))
        if bar.section:
            changes.append(_Change(start, "marker", {"text": _latin(bar.section)}))
        start += _ticks(bar.length)
    return _file_bytes(score.title, changes, score_strokes(score))


def score_strokes(score: Score) -> list[TimedStroke]:
    """Every stroke that the score plays, in order, 480 ticks a quarter."""
    strokes: list[TimedStroke] = []
    ties = find_ties(without_repeat_signs(score))
    start, tempo = 0, TempoMark(120.0)
    for index, bar in enumerate(score.bars):
        tempo = bar.tempo or tempo
        grace_ticks = round(_GRACE_STEP * tempo.quarters_per_minute / 60 * TICKS_PER_QUARTER)
        for voice, elements in voices(bar):
            for number, placed in enumerate(place_elements(elements)):
                tie = ties.get((index, voice, number), Tie())
                strokes += _chord_strokes(placed, tie, start, grace_ticks)
        start += _ticks(bar.length)
    return sorted(strokes, key=lambda s: (s.tick, s.note, s.velocity))


def _chord_strokes(
    placed: PlacedElement, tie: Tie, start: int, grace_ticks: int
) -> list[TimedStroke]:
    """What an element of a voice plays: a tied-to note only if it is a measured roll itself."""
    chord = placed.element
    if not isinstance(chord, Chord):
        return []
    is_roll = n_roll_notes(chord) > 1
    return [
        note
        for stroke in chord.strokes
        if is_roll or stroke.drum not in tie.from_previous
        for note in _stroke_notes(placed, stroke, start, grace_ticks)
    ]


def _stroke_notes(
    placed: PlacedElement, stroke: Stroke, start: int, grace_ticks: int
) -> list[TimedStroke]:
    chord, note = placed.element, DRUMS[stroke.drum].midi_note
    assert isinstance(chord, Chord)
    first = start + _ticks(placed.position)
    # There is no time before the first beat of a file: its grace strokes are left out.
    n_graces = stroke.grace.value if stroke.grace and first else 0
    step = min(grace_ticks, first // max(n_graces, 1))
    graces = [
        TimedStroke(first - k * step, note, grace_velocity(stroke)) for k in range(n_graces, 0, -1)
    ]
    n_notes = n_roll_notes(chord)
    return graces + [
        TimedStroke(first + _ticks(placed.length * k / n_notes), note, stroke.velocity)
        for k in range(n_notes)
    ]


def performed_midi_bytes(onsets: Sequence[Onset], grid: BeatGrid, title: str = "") -> bytes:
    """The onsets as they were played, over a tempo map that follows the grid's beats.

    Time before the grid's first beat is kept by a tempo of its own.
    """
    anchors, changes = _tempo_map(grid)
    strokes = [
        TimedStroke(_tick_at(onset.time, anchors), DRUMS[onset.drum].midi_note, onset.velocity)
        for onset in onsets
    ]
    return _file_bytes(title, changes, sorted(strokes, key=lambda s: (s.tick, s.note)))


def _tempo_map(grid: BeatGrid) -> tuple[list[tuple[float, int]], list[_Change]]:
    """(seconds, tick) of every beat, and the changes that make a player keep to them."""
    anchors: list[tuple[float, int]] = []
    changes: list[_Change] = []
    tick, meter = 0, None
    if grid.bars and grid.bars[0].start > 0:
        anchors.append((0.0, 0))
        tick = TICKS_PER_WHOLE
    for bar in grid.bars:
        if bar.time_signature != meter:
            meter = bar.time_signature
            changes.append(_meter_change(tick, meter.numerator, meter.denominator))
        lengths = bar.time_signature.beat_lengths[bar.n_missing_beats :]
        for beat, length in zip(bar.beats, lengths, strict=True):
            anchors.append((max(beat, 0.0), tick))
            tick += _ticks(length)
    if grid.bars:
        anchors.append((grid.bars[-1].end, tick))
    for (time, at), (next_time, next_at) in pairwise(anchors):
        seconds = max(next_time - time, 1e-3)
        changes.append(_tempo_change(at, seconds * TICKS_PER_QUARTER / (next_at - at)))
    return anchors or [(0.0, 0)], changes


def _tick_at(time: float, anchors: list[tuple[float, int]]) -> int:
    """The tick at a time, interpolated between beats and carried on after the last."""
    if len(anchors) < 2:
        return round(time * 2 * TICKS_PER_QUARTER)
    index = min(max(bisect_right(anchors, (time, 1 << 40)) - 1, 0), len(anchors) - 2)
    (start, first), (end, last) = anchors[index], anchors[index + 1]
    return max(0, round(first + (time - start) / max(end - start, 1e-3) * (last - first)))


def _file_bytes(title: str, changes: list[_Change], strokes: list[TimedStroke]) -> bytes:
    import mido  # noqa: PLC0415 - not needed before a file is written

    track = mido.MidiTrack([mido.MetaMessage("track_name", name=_latin(title) or "Drums")])
    # At one tick: marks first, then ends of notes, then strokes.
    events = [(c.tick, 0, mido.MetaMessage(c.kind, **c.values)) for c in changes]
    for stroke in strokes:
        message = {"channel": DRUM_CHANNEL, "note": stroke.note}
        events.append(
            (stroke.tick, 2, mido.Message("note_on", velocity=stroke.velocity, **message))
        )
        end = stroke.tick + _NOTE_TICKS
        events.append((end, 1, mido.Message("note_off", velocity=0, **message)))
    tick = 0
    for at, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy(time=at - tick))
        tick = at
    file = mido.MidiFile(type=0, ticks_per_beat=TICKS_PER_QUARTER)
    file.tracks.append(track)
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def _meter_change(tick: int, numerator: int, denominator: int) -> _Change:
    return _Change(tick, "time_signature", {"numerator": numerator, "denominator": denominator})


def _tempo_change(tick: int, seconds_per_quarter: float) -> _Change:
    microseconds = min(max(round(seconds_per_quarter * 1e6), 1), 0xFFFFFF)
    return _Change(tick, "set_tempo", {"tempo": microseconds})


def _latin(text: str) -> str:
    """The text as MIDI files can hold it."""
    return text.encode("latin-1", "replace").decode("latin-1")


def _ticks(length: Fraction) -> int:
    return round(length * TICKS_PER_WHOLE)
