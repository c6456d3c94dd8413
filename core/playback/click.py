"""The metronome: clicks on the beats of a grid, and the bars that are counted in."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.song import SAMPLE_RATE

if TYPE_CHECKING:
    from core.beats import BeatGrid, GridBar

Samples = NDArray[np.float32]

# Pitch in Hz, level and decay in seconds of a click: high and loud on the downbeat.
_DOWNBEAT = (1760.0, 0.8, 0.018)
_BEAT = (1175.0, 0.6, 0.015)
_BETWEEN = (880.0, 0.3, 0.010)
_CLICK_LENGTH = 0.07
_DEFAULT_INTERVAL = 0.5  # seconds a beat where the grid has no bars
_DEFAULT_BEATS = 4


class Subdivision(Enum):
    """What is clicked: the felt beats, or also the eighths between them."""

    BEATS = "beats"
    EIGHTHS = "eighths"


class ClickKind(Enum):
    """What a click marks."""

    DOWNBEAT = "downbeat"
    BEAT = "beat"
    BETWEEN = "between"


@dataclass(frozen=True)
class Click:
    """A click at `time` in seconds."""

    time: float
    kind: ClickKind


def grid_clicks(grid: "BeatGrid", subdivision: Subdivision = Subdivision.BEATS) -> list[Click]:
    """The clicks of all bars in order of time."""
    return [click for bar in grid.bars for click in bar_clicks(bar, subdivision)]


def bar_clicks(bar: "GridBar", subdivision: Subdivision = Subdivision.BEATS) -> list[Click]:
    """The clicks of one bar; a pick-up bar has no downbeat."""
    lengths = bar.time_signature.beat_lengths[bar.n_missing_beats :]
    ends = (*bar.beats[1:], bar.end)
    clicks = []
    for index, (start, end, length) in enumerate(zip(bar.beats, ends, lengths, strict=False)):
        is_downbeat = index == 0 and bar.n_missing_beats == 0
        clicks.append(Click(start, ClickKind.DOWNBEAT if is_downbeat else ClickKind.BEAT))
        if subdivision is Subdivision.EIGHTHS:
            n_eighths = max(1, round(float(8 * length)))
            step = (end - start) / n_eighths
            clicks += [Click(start + k * step, ClickKind.BETWEEN) for k in range(1, n_eighths)]
    return clicks


@dataclass(frozen=True, eq=False)
class ClickTrack:
    """Clicks as a list: the sample at which each begins, in order, and what it marks."""

    starts: tuple[int, ...] = ()
    kinds: tuple[ClickKind, ...] = ()

    def pieces(self, first: int, last: int) -> Iterator[tuple[int, NDArray[np.int16]]]:
        """What sounds from sample `first` to `last`: pieces `(n, 1)` and where each begins."""
        if not self.starts:
            return
        sounds = _click_sounds()
        longest = len(sounds[ClickKind.DOWNBEAT])
        for index in range(bisect_left(self.starts, first - longest + 1), len(self.starts)):
            start = self.starts[index]
            if start >= last:
                return
            begin = max(start, first)
            yield begin, sounds[self.kinds[index]][begin - start : last - start]


def click_track(
    grid: "BeatGrid | None", subdivision: Subdivision = Subdivision.BEATS, speed: float = 1.0
) -> ClickTrack:
    """The clicks of a song that is played at `speed`."""
    clicks = [] if grid is None else grid_clicks(grid, subdivision)
    starts = tuple(round(each.time / speed * SAMPLE_RATE) for each in clicks)
    return ClickTrack(starts, tuple(each.kind for each in clicks))


def render_clicks(
    grid: "BeatGrid | None",
    duration: float,
    subdivision: Subdivision = Subdivision.BEATS,
    speed: float = 1.0,
) -> Samples:
    """Clicks `(n_samples,)`, float32, for a song of `duration` seconds played at `speed`."""
    n_samples = round(duration / speed * SAMPLE_RATE)
    clicks = [] if grid is None else grid_clicks(grid, subdivision)
    return _render((Click(each.time / speed, each.kind) for each in clicks), n_samples)


def count_in_clicks(grid: "BeatGrid", start: float, n_bars: int) -> tuple[list[Click], float]:
    """Clicks of `n_bars` like the bar that holds `start`, and their whole length in seconds.

    The last of them leads to `start` as the bar's own beats do: beginning in the middle of a
    bar, the beats before `start` are counted on top of the whole bars.
    """
    bar = _bar_at(grid, start)
    if bar is None:
        beats = [
            Click(k * _DEFAULT_INTERVAL, ClickKind.BEAT) for k in range(_DEFAULT_BEATS * n_bars)
        ]
        return beats, _DEFAULT_BEATS * n_bars * _DEFAULT_INTERVAL
    lengths = [float(each) for each in bar.time_signature.beat_lengths]
    whole = sum(lengths)
    bar_seconds = (bar.end - bar.start) * whole / sum(lengths[bar.n_missing_beats :])
    starts = np.cumsum([0.0, *lengths[:-1]]) / whole * bar_seconds
    # A bar's downbeat in time: before a pick-up's first beat lies what it lacks.
    into_bar = start - (bar.end - bar_seconds)
    # A start within a fortieth of a second of a downbeat is meant to be that downbeat.
    into_bar = 0.0 if min(into_bar, bar_seconds - into_bar) < 0.025 else into_bar
    length = n_bars * bar_seconds + into_bar
    clicks = []
    for number in range(n_bars + 1):
        for beat, offset in enumerate(starts):
            time = number * bar_seconds + float(offset)
            if time < length - 0.025:
                kind = ClickKind.DOWNBEAT if beat == 0 else ClickKind.BEAT
                clicks.append(Click(time, kind))
    return clicks, length


@dataclass(frozen=True)
class CountIn:
    """The beats of a count-in: how many seconds before its end each begins, and its number."""

    beats: tuple[tuple[float, int], ...] = ()

    def number_at(self, seconds_left: float) -> int:
        """The beat that was counted last, 0 before the first."""
        return next((n for left, n in reversed(self.beats) if left >= seconds_left - 1e-6), 0)


def count_in(grid: "BeatGrid", start: float, n_bars: int, speed: float = 1.0) -> CountIn:
    """What a drummer counts aloud with `render_count_in`: 1, 2, 3, 4, and 1 on each downbeat."""
    clicks, length = count_in_clicks(grid, start, n_bars)
    has_downbeats = any(each.kind is ClickKind.DOWNBEAT for each in clicks)
    beats: list[tuple[float, int]] = []
    for index, each in enumerate(clicks):
        number = index % _DEFAULT_BEATS + 1
        if has_downbeats:
            number = 1 if each.kind is ClickKind.DOWNBEAT else beats[-1][1] + 1
        beats.append(((length - each.time) / speed, number))
    return CountIn(tuple(beats))


def render_count_in(grid: "BeatGrid", start: float, n_bars: int, speed: float = 1.0) -> Samples:
    """The count-in `(n_samples,)` that ends where the song begins to play, at `start` seconds."""
    clicks, length = count_in_clicks(grid, start, n_bars)
    n_samples = round(length / speed * SAMPLE_RATE)
    return _render((Click(each.time / speed, each.kind) for each in clicks), n_samples)


def _bar_at(grid: "BeatGrid", time: float) -> "GridBar | None":
    if not grid.bars:
        return None
    # A hair before a downbeat is that downbeat.
    later = (bar for bar in grid.bars if bar.end > time + 0.025)
    return next(later, grid.bars[-1])


def _render(clicks: Iterable[Click], n_samples: int) -> Samples:
    sounds = {kind: _click_sound(kind) for kind in ClickKind}
    track = np.zeros(n_samples, dtype=np.float32)
    for click in clicks:
        start = round(click.time * SAMPLE_RATE)
        if 0 <= start < n_samples:
            part = sounds[click.kind][: n_samples - start]
            track[start : start + len(part)] += part
    return track


@lru_cache(maxsize=1)
def _click_sounds() -> dict[ClickKind, NDArray[np.int16]]:
    """Each click's sound in 16 bits, `(n_samples, 1)`."""
    sounds = {kind: np.rint(_click_sound(kind) * 32767) for kind in ClickKind}
    return {kind: sound.astype(np.int16)[:, None] for kind, sound in sounds.items()}


def _click_sound(kind: ClickKind) -> Samples:
    pitch, level, decay = {
        ClickKind.DOWNBEAT: _DOWNBEAT,
        ClickKind.BEAT: _BEAT,
        ClickKind.BETWEEN: _BETWEEN,
    }[kind]
    times = np.arange(round(_CLICK_LENGTH * SAMPLE_RATE)) / SAMPLE_RATE
    tone = np.sin(2 * np.pi * pitch * times) + 0.4 * np.sin(4 * np.pi * pitch * times)
    attack = np.minimum(times / 0.0005, 1.0)
    sound = level / 1.2 * attack * tone * np.exp(-times / decay)
    return np.asarray(sound, dtype=np.float32)
