"""A time -> the nearest place of the grid where a stroke may stand, and bars around a time."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from core.beats import BeatGrid, GridBar

# Sixteenths and eighth triplets, as parts of a whole note.
_PARTS = (Fraction(1, 16), Fraction(1, 12))
# Times nearer than this (seconds) are one place.
_SAME = 0.002


def bar_index(grid: BeatGrid, time: float) -> int:
    """The index of the bar that holds `time`; the first or last one for times outside."""
    return max(bisect_right(grid.bars, time + 1e-6, key=lambda bar: bar.start) - 1, 0)


def nearest_tatum(grid: BeatGrid, time: float) -> float:
    """The sixteenth or eighth triplet nearest to `time`, in seconds; `time` without any bars."""
    if not grid.bars:
        return time
    bar = grid.bars[bar_index(grid, time)]
    tatums = np.array(_tatums(bar))
    return float(tatums[np.argmin(np.abs(tatums - time))])


def neighbour_tatum(grid: BeatGrid, time: float, n_steps: int) -> float:
    """The sixteenth next after `time` (`n_steps` 1) or before it (-1), in seconds."""
    if not grid.bars:
        return time
    index = bar_index(grid, time)
    near = grid.bars[max(index - 1, 0) : index + 2]
    tatums = np.unique([t for bar in near for t in _tatums(bar, _PARTS[:1])])
    if n_steps > 0:
        later = tatums[tatums > time + _SAME]
        return float(later[0]) if len(later) else time
    earlier = tatums[tatums < time - _SAME]
    return float(earlier[-1]) if len(earlier) else time


def nearest_bar_line(grid: BeatGrid, time: float) -> float:
    """The bar line nearest to `time`, in seconds; `time` without any bars."""
    if not grid.bars:
        return time
    lines = np.array([bar.start for bar in grid.bars] + [grid.bars[-1].end])
    return float(lines[np.argmin(np.abs(lines - time))])


def _tatums(bar: GridBar, parts: Sequence[Fraction] = _PARTS) -> list[float]:
    """Times of all tatums of a bar, its end included."""
    lengths = bar.time_signature.beat_lengths[bar.n_missing_beats :]
    beats = [*bar.beats, bar.end]
    found = [bar.end]
    for start, stop, length in zip(beats, beats[1:], lengths, strict=False):
        for part in parts:
            n_parts = max(round(length / part), 1)
            found += [start + (stop - start) * k / n_parts for k in range(n_parts)]
    return found
