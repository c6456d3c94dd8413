"""What the user knows of beats and bars: the tracked grid -> the corrected one.

Without the network and without tracking again: beats keep their times, and bars are laid anew
over them, one after another without gaps.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median
from typing import TypeAlias

from core.bar_layout import Layout, Stretch
from core.beats import BeatGrid, GridBar
from core.errors import UsageError
from core.meter import TimeSignature
from core.score import Swing
from core.subdivision import STRAIGHT, Feel

# Felt beats a minute beyond which a tempo is not halved or doubled any more.
_SLOWEST, _FASTEST = 15.0, 600.0
# The share of a beat by which a stroke may miss the beat it is meant for.
_TOLERANCE = 0.12


@dataclass(frozen=True)
class DownbeatAt:
    """The "1" is at the beat nearest to `time` (seconds); bars count from there, both ways.

    With `keeps_before` the bars before stay as they are, and the last of them may become short.
    """

    time: float
    keeps_before: bool = False

    def __post_init__(self) -> None:
        _check_times(self.time, None)


@dataclass(frozen=True)
class FirstDownbeat:
    """As `DownbeatAt`, and bars are counted from here: silent ones before are left out."""

    time: float

    def __post_init__(self) -> None:
        _check_times(self.time, None)


@dataclass(frozen=True)
class TempoScaled:
    """The tempo is twice (`factor` 2) or half (.5) the tracked one.

    From the bar nearest to `start` to the bar line nearest to `end` (None: the song's ends).
    """

    factor: float
    start: float | None = None
    end: float | None = None

    def __post_init__(self) -> None:
        if self.factor not in (0.5, 2.0):
            raise UsageError(f"The tempo is doubled or halved, not multiplied by {self.factor}.")
        _check_times(self.start, self.end)


@dataclass(frozen=True)
class MetreFrom:
    """Another metre from the bar line nearest to `time` to the one nearest to `end`.

    None stands for the song's ends. Felt beats stay felt beats (4/4 as 12/8), but between metres
    of one bar length (3/4, 6/8) bars stay bars, and irregular metres (7/8) keep their eighths.
    """

    time: float | None
    time_signature: TimeSignature
    end: float | None = None

    def __post_init__(self) -> None:
        if self.time_signature.numerator > 32:
            raise UsageError(f"A bar of {self.time_signature} is too long: 32 beats at most.")
        _check_times(self.time, self.end)


@dataclass(frozen=True)
class SwingFrom:
    """Swing from the bar line nearest to `time` to the one nearest to `end`.

    `swing` None is straight.
    """

    time: float | None
    swing: Swing | None
    end: float | None = None

    def __post_init__(self) -> None:
        if self.swing is not None and not 50 <= self.swing.ratio <= 80:
            raise UsageError(f"A swing lies between 50 and 80 %, not at {self.swing.ratio} %.")
        _check_times(self.time, self.end)


@dataclass(frozen=True)
class SwingAsHeard:
    """What was said of swing from `time` to `end` is taken back: the strokes decide."""

    time: float | None = None
    end: float | None = None

    def __post_init__(self) -> None:
        _check_times(self.time, self.end)


GridEdit: TypeAlias = (
    DownbeatAt | FirstDownbeat | TempoScaled | MetreFrom | SwingFrom | SwingAsHeard
)


def _check_times(start: float | None, end: float | None) -> None:
    for time in (start, end):
        if time is not None and not math.isfinite(time):
            raise UsageError(f"{time} is no time in the song.")
    if start is not None and end is not None and end <= start:
        raise UsageError("A stretch of the song must end after it begins.")


def with_grid_edit(edits: Sequence[GridEdit], edit: GridEdit) -> tuple[GridEdit, ...]:
    """The edits and one more, which replaces the last one where it makes that one moot."""
    if edits and _is_moot(edits[-1], edit):
        return (*edits[:-1], edit)
    if isinstance(edit, TempoScaled) and edits and _cancels(edits[-1], edit):
        return tuple(edits[:-1])
    return (*edits, edit)


def _is_moot(last: GridEdit, edit: GridEdit) -> bool:
    """True if after `edit` nothing is left of `last`, which was made just before."""
    if isinstance(edit, DownbeatAt) and isinstance(last, DownbeatAt):
        return not (last.keeps_before or edit.keeps_before)
    if isinstance(edit, FirstDownbeat):
        return isinstance(last, FirstDownbeat)
    if isinstance(edit, SwingFrom | SwingAsHeard) and isinstance(last, SwingFrom | SwingAsHeard):
        return (edit.time, edit.end) == (last.time, last.end)
    return False


def _cancels(last: GridEdit, edit: TempoScaled) -> bool:
    return (
        isinstance(last, TempoScaled)
        and last.factor * edit.factor == 1
        and (last.start, last.end) == (edit.start, edit.end)
    )


@dataclass(frozen=True)
class SoundingPart:
    """Times in seconds of a song's end and of its first and last stroke (None: no strokes)."""

    duration: float
    first_stroke: float | None = None
    last_stroke: float | None = None


def corrected_grid(grid: BeatGrid, edits: Sequence[GridEdit], part: SoundingPart) -> BeatGrid:
    """The grid after the edits, in their order; silent bars beyond the song's ends are left out.

    The grid reaches from the first stroke, or before, to the end; without edits and without
    strokes before it, it is the grid given.
    """
    if not grid.bars:
        return grid
    layout = Layout.of(grid)
    relaid = [edit for edit in edits if not isinstance(edit, SwingFrom | SwingAsHeard)]
    for edit in relaid:
        layout = _edited(layout, edit, part)
    if relaid:
        layout = _without_silent_ends(layout, part)
    held = _holding_first_stroke(layout, part)
    return held.grid() if relaid or held is not layout else grid


def forced_feels(bars: Sequence[GridBar], edits: Sequence[GridEdit]) -> tuple[Feel | None, ...]:
    """The feel that the edits ask for in each bar; None where the strokes decide."""
    feels: list[Feel | None] = [None] * len(bars)
    lines = [bar.start for bar in bars] + [bars[-1].end] if bars else []
    for edit in edits:
        if not isinstance(edit, SwingFrom | SwingAsHeard) or not bars:
            continue
        feel = None if isinstance(edit, SwingAsHeard) else _feel(edit.swing)
        first = 0 if edit.time is None else _nearest(lines, edit.time)
        last = len(bars) if edit.end is None else max(_nearest(lines, edit.end), first + 1)
        feels[first:last] = [feel] * (min(last, len(bars)) - first)
    return tuple(feels)


def _feel(swing: Swing | None) -> Feel:
    if swing is None or swing.ratio == 50:
        return STRAIGHT
    return Feel(swing.unit, swing.ratio / 100)


def _nearest(times: Sequence[float], time: float) -> int:
    return min(range(len(times)), key=lambda index: abs(times[index] - time))


def _edited(layout: Layout, edit: GridEdit, part: SoundingPart) -> Layout:
    """The layout after one edit."""
    match edit:
        case DownbeatAt(time, keeps_before):
            beat = layout.nearest_beat(time)
            return layout.recounted_from(beat) if keeps_before else layout.counted_from(beat)
        case FirstDownbeat(time):
            beat = layout.nearest_beat(time)
            return _begun_at(layout.counted_from(beat), beat, part)
        case TempoScaled(factor, start, end):
            stretch = _stretch(layout, start, end)
            if not _SLOWEST <= factor * _usual_tempo(layout, stretch) <= _FASTEST:
                return layout
            return layout.rescaled(replace(stretch, scale=Fraction(factor)))
        case MetreFrom(start, time_signature, end):
            stretch = _stretch(layout, start, end)
            return layout.rescaled(replace(stretch, time_signature=time_signature))
        case _:
            return layout


def _stretch(layout: Layout, start: float | None, end: float | None) -> Stretch:
    """The stretch of one bar or more that lies nearest to these times."""
    lines = layout.bar_lines
    first = 0 if start is None else lines.index(layout.nearest_bar_line(start))
    first = min(first, len(lines) - 2)
    last = len(lines) - 1 if end is None else lines.index(layout.nearest_bar_line(end))
    last = max(last, first + 1)
    return Stretch(lines[first], lines[last])


def _usual_tempo(layout: Layout, stretch: Stretch) -> float:
    """Median of the tempos of the bars in a stretch."""
    bars = layout.grid().bars
    lines = zip(layout.bar_lines, bars, strict=False)
    assert stretch.first is not None and stretch.last is not None
    return median(bar.tempo for line, bar in lines if stretch.first <= line < stretch.last)


def _begun_at(layout: Layout, downbeat: Fraction, part: SoundingPart) -> Layout:
    """The layout without what comes before a downbeat and before the first stroke."""
    bars = list(layout.bars)
    while len(bars) > 1 and bars[0].end <= downbeat:
        length = layout.time_map.time_at(bars[0].end) - layout.time_map.time_at(bars[0].start)
        tolerance = _TOLERANCE * length / len(bars[0].beat_lengths)
        end = layout.time_map.time_at(bars[0].end)
        if part.first_stroke is not None and part.first_stroke < end - tolerance:
            break
        bars = bars[1:]
    return Layout(tuple(bars), layout.time_map)


def _without_silent_ends(layout: Layout, part: SoundingPart) -> Layout:
    """The layout without a silent pick-up bar, and without silent bars after the song's end."""
    bars, grid = list(layout.bars), list(layout.grid().bars)
    first = math.inf if part.first_stroke is None else part.first_stroke
    last = -math.inf if part.last_stroke is None else part.last_stroke
    if len(bars) > 1 and grid[0].n_missing_beats and first >= grid[0].end - _tolerance(grid[0]):
        bars, grid = bars[1:], grid[1:]
    while len(bars) > 1:
        bar = grid[-1]
        is_struck = last >= bar.start - _tolerance(grid[-2])
        if is_struck or (bar.start + bar.end) / 2 < part.duration:
            break
        bars, grid = bars[:-1], grid[:-1]
    return Layout(tuple(bars), layout.time_map)


def _holding_first_stroke(layout: Layout, part: SoundingPart) -> Layout:
    """The layout with beats before it if strokes come before it."""
    first_bar = layout.grid().bars[0]
    tolerance = _tolerance(first_bar)
    if part.first_stroke is None or part.first_stroke >= first_bar.start - tolerance:
        return layout
    return layout.reaching_back_to(part.first_stroke + tolerance)


def _tolerance(bar: GridBar) -> float:
    return _TOLERANCE * (bar.end - bar.start) / len(bar.beats)
