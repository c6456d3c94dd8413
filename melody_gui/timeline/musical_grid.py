"""Bars, beats and marks of a transcription, laid out for drawing over time."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from core.score import TempoMark
    from core.transcribe import Transcription

_BEAT_SIGNS = {
    Fraction(1, 4): "♩",
    Fraction(3, 8): "♩.",
    Fraction(1, 8): "♪",
    Fraction(1, 2): "𝅗𝅥",
}


@dataclass(frozen=True)
class Mark:
    """A sign that begins to hold at `time` (seconds)."""

    time: float
    text: str


@dataclass(frozen=True)
class Place:
    """Where a time falls: the bar's number, the beat's (1, 2, ...), and how far into the beat."""

    bar: int
    beat: int
    fraction: float


@dataclass(frozen=True)
class MusicalGrid:
    """Times in seconds: `bar_lines` `(n_bars + 1,)`, `beats` `(n_beats,)`, downbeats included.

    `first_number` is the number of the first bar: 0 for a pick-up. `first_beats` `(n_bars,)`
    are the places in `beats` of the bars' first beats, `missing_beats` what a pick-up lacks.
    """

    bar_lines: NDArray[np.float64]
    beats: NDArray[np.float64]
    first_beats: NDArray[np.intp]
    missing_beats: NDArray[np.intp]
    first_number: int
    sections: tuple[Mark, ...]
    tempos: tuple[Mark, ...]
    metres: tuple[Mark, ...]
    swings: tuple[Mark, ...]

    @property
    def n_bars(self) -> int:
        """Number of bars."""
        return len(self.bar_lines) - 1

    def bar_at(self, time: float) -> int:
        """The index of the bar that holds `time`; the first or last one outside."""
        index = int(np.searchsorted(self.bar_lines, time + 1e-6, side="right")) - 1
        return min(max(index, 0), self.n_bars - 1)

    def place_of(self, time: float) -> Place:
        """The bar and beat of a time."""
        bar = self.bar_at(time)
        index = int(np.searchsorted(self.beats, time + 1e-6, side="right")) - 1
        index = min(max(index, int(self.first_beats[bar])), len(self.beats) - 1)
        following = self.beats[index + 1 : index + 2]
        end = float(following[0]) if len(following) else float(self.bar_lines[-1])
        start = float(self.beats[index])
        beat = index - int(self.first_beats[bar]) + int(self.missing_beats[bar]) + 1
        fraction = min(max((time - start) / max(end - start, 1e-6), 0.0), 0.999)
        return Place(bar + self.first_number, beat, fraction)

    def parts_of_beats(self, start: float, end: float, n_parts: int) -> NDArray[np.float64]:
        """Times between `start` and `end` that cut each beat into equal parts, beats left out."""
        inside = np.append(self.beats, self.bar_lines[-1])
        first = max(int(np.searchsorted(inside, start)) - 1, 0)
        inside = inside[first : int(np.searchsorted(inside, end)) + 1]
        if len(inside) < 2:
            return np.zeros(0)
        shares = np.arange(1, n_parts) / n_parts
        return np.asarray((inside[:-1, None] + np.diff(inside)[:, None] * shares).ravel())

    def stepped(self, time: float, n_steps: int, *, by_bar: bool) -> float:
        """The beat (or bar line) that lies `n_steps` after, or before, `time`."""
        stops = self.bar_lines if by_bar else np.append(self.beats, self.bar_lines[-1])
        # A time that lies on a stop goes to the next one, not to itself.
        if n_steps > 0:
            index = int(np.searchsorted(stops, time + 0.01, side="right")) + n_steps - 1
        else:
            index = int(np.searchsorted(stops, time - 0.01, side="left")) + n_steps
        return float(stops[min(max(index, 0), len(stops) - 1)])


def musical_grid(transcription: Transcription) -> MusicalGrid | None:
    """The grid of a transcription; None if it has no bars."""
    bars = transcription.grid.bars
    if not bars:
        return None
    counts = np.array([len(bar.beats) for bar in bars])
    written = list(zip(bars, transcription.score.bars, strict=False))
    metres = [Mark(bars[0].start, str(bars[0].time_signature))]
    for before, bar in itertools.pairwise(bars):
        if bar.time_signature != before.time_signature:
            metres.append(Mark(bar.start, str(bar.time_signature)))
    return MusicalGrid(
        bar_lines=np.array([*(bar.start for bar in bars), bars[-1].end]),
        beats=np.array([beat for bar in bars for beat in bar.beats]),
        first_beats=np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp),
        missing_beats=np.array([bar.n_missing_beats for bar in bars], dtype=np.intp),
        first_number=0 if bars[0].n_missing_beats else 1,
        sections=tuple(Mark(b.start, w.section) for b, w in written if w.section),
        tempos=tuple(
            Mark(b.start, _tempo_text(w.tempo))
            for b, w in written
            if w.tempo and not w.tempo.is_hidden
        ),
        metres=tuple(metres),
        swings=tuple(Mark(b.start, f"{w.swing.ratio} %") for b, w in written if w.swing),
    )


def _tempo_text(tempo: TempoMark) -> str:
    return f"{_BEAT_SIGNS.get(tempo.beat_length, '♩')} = {tempo.bpm:.0f}"
