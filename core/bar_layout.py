"""Bars over a map from musical positions to seconds: how a grid is laid anew, without gaps.

Positions are `Fraction`s of a whole note from the grid's first beat. Any bars that follow one
another in position follow one another in time, so no change can leave a gap.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise

from core.beats import BeatGrid, GridBar
from core.meter import TimeSignature

_N_NEAR = 8  # beats that tell the tempo at an end
_FINEST = 16  # short bars are counted in nothing shorter than sixteenths
_INSTANT = Fraction(1, 1024)


@dataclass(frozen=True)
class TimeMap:
    """Positions and their times in seconds, both rising; straight lines between and beyond."""

    positions: tuple[Fraction, ...]
    times: tuple[float, ...]

    def time_at(self, position: Fraction) -> float:
        """The time of any position."""
        index = bisect_right(self.positions, position) - 1
        if index >= 0 and self.positions[index] == position:
            return self.times[index]
        last = len(self.positions) - 1
        if index < 0:
            return self._beyond(position, 0, min(_N_NEAR, last))
        if index == last:
            return self._beyond(position, last, max(last - _N_NEAR, 0))
        start, end = self.positions[index], self.positions[index + 1]
        share = float((position - start) / (end - start))
        return self.times[index] + share * (self.times[index + 1] - self.times[index])

    def position_near(self, time: float) -> float:
        """The position at a time, as a float; beyond the ends at the tempo there."""
        index = min(max(bisect_right(self.times, time) - 1, 0), len(self.times) - 2)
        start, end = self.times[index], self.times[index + 1]
        length = float(self.positions[index + 1] - self.positions[index])
        return float(self.positions[index]) + (time - start) / (end - start) * length

    def _beyond(self, position: Fraction, end: int, inner: int) -> float:
        seconds = abs(self.times[end] - self.times[inner])
        slope = seconds / float(abs(self.positions[end] - self.positions[inner]))
        return self.times[end] + slope * float(position - self.positions[end])


@dataclass(frozen=True)
class PlacedBar:
    """A bar from `start`, where beat `n_missing_beats` of its metre sounds."""

    start: Fraction
    time_signature: TimeSignature
    n_missing_beats: int = 0

    @property
    def end(self) -> Fraction:
        """The position of the next bar line."""
        return self.start + sum(self.beat_lengths, Fraction(0))

    @property
    def beat_lengths(self) -> tuple[Fraction, ...]:
        """Lengths of the beats that sound."""
        return self.time_signature.beat_lengths[self.n_missing_beats :]

    @property
    def beats(self) -> tuple[Fraction, ...]:
        """Positions of the beats that sound, and of the next bar line."""
        return tuple(accumulate(self.beat_lengths, initial=self.start))


@dataclass(frozen=True)
class Layout:
    """One bar or more, one after another, over a time map."""

    bars: tuple[PlacedBar, ...]
    time_map: TimeMap

    @classmethod
    def of(cls, grid: BeatGrid) -> "Layout":
        """The layout of a grid that has bars."""
        bars: list[PlacedBar] = []
        positions: list[Fraction] = []
        times: list[float] = []
        start = Fraction(0)
        for bar in grid.bars:
            bars.append(PlacedBar(start, bar.time_signature, bar.n_missing_beats))
            *beats, start = bars[-1].beats
            positions += beats
            times += bar.beats
        positions.append(start)
        times.append(grid.bars[-1].end)
        return cls(tuple(bars), TimeMap(tuple(positions), tuple(times)))

    def grid(self) -> BeatGrid:
        """The layout as a grid in seconds."""
        laid = []
        for bar in self.bars:
            *beats, end = (self.time_map.time_at(position) for position in bar.beats)
            laid.append(GridBar(bar.time_signature, tuple(beats), end, bar.n_missing_beats))
        return BeatGrid(tuple(laid))

    @property
    def start(self) -> Fraction:
        """Where the first bar begins."""
        return self.bars[0].start

    @property
    def end(self) -> Fraction:
        """Where the last bar ends."""
        return self.bars[-1].end

    @cached_property
    def bar_lines(self) -> tuple[Fraction, ...]:
        """Positions of all bar lines, the last one included."""
        return (*(bar.start for bar in self.bars), self.end)

    def bar_at(self, position: Fraction) -> PlacedBar:
        """The bar that holds a position; the first or last one for positions outside."""
        index = bisect_right(self.bar_lines, position) - 1
        return self.bars[min(max(index, 0), len(self.bars) - 1)]

    def nearest_bar_line(self, time: float) -> Fraction:
        """The bar line nearest to a time."""
        return min(self.bar_lines, key=lambda line: abs(self.time_map.time_at(line) - time))

    def nearest_beat(self, time: float) -> Fraction:
        """The beat nearest to a time, also one that was tracked but is none in this layout.

        In irregular metres, the count (eighth) nearest to it.
        """
        found = set(self._anchored().positions)
        for bar in self.bars:
            if len(set(bar.time_signature.beat_lengths)) > 1:
                unit = Fraction(1, bar.time_signature.denominator)
                found |= {bar.start + k * unit for k in range(int((bar.end - bar.start) / unit))}
        inside = [p for p in found if self.start <= p < self.end]
        # A place so fine that the bars beside it could not be written is no beat.
        inside = [p for p in inside if (p - self.bar_at(p).start).denominator <= _FINEST]
        return min(inside, key=lambda beat: abs(self.time_map.time_at(beat) - time))

    def counted_from(self, downbeat: Fraction) -> "Layout":
        """The same stretch in bars of the same metres, of which one begins at `downbeat`."""
        later = self._bars_on_from(downbeat)
        return Layout((*self._bars_back_from(downbeat), *later), self.time_map)

    def recounted_from(self, downbeat: Fraction) -> "Layout":
        """As `counted_from`, but the bars before stay; the last of them may become short."""
        before = [bar for bar in self.bars if bar.end <= downbeat]
        line = before[-1].end if before else self.start
        before += _short_bars(line, downbeat, self.bar_at(line))
        later = self._bars_on_from(before[-1].end if before else downbeat)
        return Layout((*before, *later), self.time_map)

    def _bars_on_from(self, start: Fraction) -> list[PlacedBar]:
        found: list[PlacedBar] = []
        while start < self.end or not found:
            found.append(PlacedBar(start, self.bar_at(start).time_signature))
            start = found[-1].end
        return found

    def _bars_back_from(self, end: Fraction) -> list[PlacedBar]:
        """Bars that end at `end`, back to the layout's start; the first may be a pick-up bar."""
        return _bars_back(end, self.start, self.bar_at)

    def reaching_back_to(self, time: float) -> "Layout":
        """The layout with as many beats before it that one begins at `time` or before."""
        position = self.time_map.position_near(time)
        if position >= float(self.start):
            return self
        first = self.bars[0]
        head = _bars_back(first.end, Fraction(position), lambda _: first)
        return Layout((*head, *self.bars[1:]), self.time_map)

    def rescaled(self, stretch: "Stretch") -> "Layout":
        """The bars of a stretch in other positions and metres; all others as they are."""
        first, last = self._line(stretch.first, 0), self._line(stretch.last, -1)
        anchored = self._anchored()
        positions = self._scaled_positions(anchored.positions, (first, last), stretch)
        new = dict(zip(anchored.positions, positions, strict=True))
        inside = [bar for bar in self.bars if first <= bar.start < last]
        before = [bar for bar in self.bars if bar.end <= first]
        after = [replace(bar, start=new[bar.start]) for bar in self.bars if bar.start >= last]
        laid = [*before, *self._laid_inside(inside, new, stretch)]
        scaled = TimeMap(positions, anchored.times)
        if after and laid and laid[-1].end != after[0].start:
            after = Layout(tuple(after), scaled)._bars_on_from(laid[-1].end)
        return Layout((*laid, *after), scaled)

    def _anchored(self) -> TimeMap:
        """The time map with every beat as a place that it knows."""
        known = {p for bar in self.bars for p in bar.beats} | {*self.time_map.positions}
        positions = tuple(sorted(known))
        return TimeMap(positions, tuple(self.time_map.time_at(p) for p in positions))

    def _line(self, position: Fraction | None, default: int) -> Fraction:
        return self.bar_lines[default] if position is None else position

    def _scaled_positions(
        self, old: Sequence[Fraction], ends: tuple[Fraction, Fraction], stretch: "Stretch"
    ) -> tuple[Fraction, ...]:
        """The positions `old` with every length between the ends scaled as the stretch asks."""
        positions = [old[0]]
        for start, end in pairwise(old):
            factor = Fraction(1)
            if ends[0] <= start < ends[1]:
                factor = stretch.factor(self.bar_at(start).time_signature)
            positions.append(positions[-1] + factor * (end - start))
        return tuple(positions)

    def _laid_inside(
        self, inside: Sequence[PlacedBar], new: dict[Fraction, Fraction], stretch: "Stretch"
    ) -> list[PlacedBar]:
        """The bars of a stretch, laid anew from its first whole bar."""
        if not inside:
            return []
        first = next((bar for bar in inside if not bar.n_missing_beats), None)
        anchor = new[first.start if first else inside[-1].end]
        end = new[inside[-1].end]
        metres = [(new[bar.start], stretch.metre(bar.time_signature)) for bar in inside]

        def metre_at(position: Fraction) -> TimeSignature:
            index = bisect_right([start for start, _ in metres], position) - 1
            return metres[max(index, 0)][1]

        laid = _bars_back(anchor, new[inside[0].start], lambda p: PlacedBar(p, metre_at(p)))
        while (start := laid[-1].end if laid else anchor) < end:
            bar = PlacedBar(start, metre_at(start))
            is_cut = bar.end > end and inside[-1] is not self.bars[-1]
            laid += _short_bars(start, end, bar) if is_cut else [bar]
        return laid


@dataclass(frozen=True)
class Stretch:
    """A stretch between two bar lines (None: the ends), and what becomes of it.

    Lengths are multiplied by `scale`, and bars get `time_signature` unless it is None.
    """

    first: Fraction | None = None
    last: Fraction | None = None
    scale: Fraction = Fraction(1)
    time_signature: TimeSignature | None = None

    def metre(self, old: TimeSignature) -> TimeSignature:
        """The metre that bars get."""
        return self.time_signature or old

    def factor(self, old: TimeSignature) -> Fraction:
        """By how much the lengths in a bar of this metre are multiplied."""
        new = self.metre(old)
        lengths = {*old.beat_lengths}, {*new.beat_lengths}
        if old.bar_length == new.bar_length or any(len(each) > 1 for each in lengths):
            return self.scale
        return self.scale * new.beat_lengths[0] / old.beat_lengths[0]


def _bars_back(
    end: Fraction, start: Fraction, bar_at: Callable[[Fraction], PlacedBar]
) -> list[PlacedBar]:
    """Bars that end at `end`, back to `start`; of the first one, only the beats that reach it."""
    found: list[PlacedBar] = []
    while end > start:
        metre = bar_at(end - _INSTANT).time_signature
        bar = PlacedBar(end - metre.bar_length, metre)
        n_missing = sum(beat <= start for beat in bar.beats[1:])
        found.append(PlacedBar(bar.beats[n_missing], metre, n_missing))
        end = bar.start
    return found[::-1]


def _short_bars(start: Fraction, end: Fraction, usual: PlacedBar) -> list[PlacedBar]:
    """The bar that fills what is left before `end`, in a metre of its own.

    The usual bar if what is left cannot be written as a metre; none if nothing is left.
    """
    left = end - start
    if left == 0:
        return []
    if left.denominator > _FINEST:
        return [PlacedBar(start, usual.time_signature)]
    denominator = max(left.denominator, usual.time_signature.denominator)
    return [PlacedBar(start, TimeSignature(int(left * denominator), denominator))]
