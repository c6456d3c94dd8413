"""Written bars as an evaluation compares them: from a score, or from Melody's JSON.

Positions are `Fraction`s of a whole note from the bar's start. A pick-up bar counts from where
its whole bar would have begun, so that it makes no difference whether the beats before the first
note are left out or written as rests.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from core.errors import DatasetError, ScoreError
from core.kit import DRUMS
from core.meter import TimeSignature
from core.score import Score

_SAME_TIME = 0.002  # a bar begins with its first beat; JSON rounds both


@dataclass(frozen=True)
class WrittenNote:
    """A notehead: `position` in its bar as a fraction of a whole note, and its drum."""

    position: Fraction
    drum: str


@dataclass(frozen=True)
class WrittenBar:
    """A bar: its metre, its notes (one for a drum at a place), its start in seconds if known."""

    time_signature: TimeSignature
    notes: frozenset[WrittenNote]
    start: float | None = None


def bars_of_score(score: Score) -> tuple[WrittenBar, ...]:
    """The bars of a score, repeat signs written out; grace strokes are no notes of their own."""
    return tuple(
        WrittenBar(
            bar.time_signature,
            frozenset(
                WrittenNote(position + bar.time_signature.bar_length - bar.length, stroke.drum)
                for position, stroke in bar.strokes()
            ),
            bar.start,
        )
        for bar in score.bars
    )


def bars_from_json(
    bars: Sequence[Any], beats: Sequence[tuple[float, int]]
) -> tuple[WrittenBar, ...]:
    """The bars of docs/json-format.md; `beats` (seconds, number in the bar) tell pick-ups.

    Raises `DatasetError` naming the bar that is none.
    """
    written = []
    for number, bar in enumerate(bars, start=1):
        try:
            written.append(_bar_from_json(bar, beats))
        except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
            raise DatasetError(f"bar {number} of its list is no bar.") from error
        except (DatasetError, ScoreError) as error:
            raise DatasetError(f"bar {number}: {error}") from error
    return tuple(written)


def _bar_from_json(bar: Any, beats: Sequence[tuple[float, int]]) -> WrittenBar:
    time_signature = TimeSignature.parse(bar["meter"])
    start = None if bar["start"] is None else float(bar["start"])
    missing = _missing_start(time_signature, start, beats)
    notes = set()
    for note in bar["notes"]:
        if note["drum"] not in DRUMS:
            raise DatasetError(f"there is no drum named “{note['drum']}”.")
        position = Fraction(note["position"])
        if position < 0:
            raise DatasetError(f"a note stands before its bar, at {position}.")
        notes.add(WrittenNote(missing + position, note["drum"]))
    return WrittenBar(time_signature, frozenset(notes), start)


def _missing_start(
    time_signature: TimeSignature, start: float | None, beats: Sequence[tuple[float, int]]
) -> Fraction:
    """Length of what a pick-up bar lacks: its first beat is not beat 1."""
    if start is None or not beats:
        return Fraction(0)
    time, number = min(beats, key=lambda beat: abs(beat[0] - start))
    if abs(time - start) > _SAME_TIME:
        return Fraction(0)
    return sum(time_signature.beat_lengths[: number - 1], Fraction(0))
