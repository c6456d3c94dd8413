"""What a timeline draws at every zoom: peaks of samples, reduced pictures, reduced curves.

Each thing is kept at several levels, every level a fraction of the length of the one before;
whoever draws asks for as many columns as there are pixels and reads little more than that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError

FloatArray: TypeAlias = NDArray[np.float32]
_Item = TypeVar("_Item", np.float32, np.uint8)

# Samples of a block of the first level, and blocks of a level that make one of the next.
_FIRST_BLOCK = 128
_FACTOR = 4
# Levels shorter than this would save nothing more.
_SHORTEST_LEVEL = 256


@dataclass(frozen=True)
class Peaks:
    """Lowest and highest sample and the root of the mean power of each column `(n_columns,)`."""

    lowest: FloatArray
    highest: FloatArray
    rms: FloatArray


@dataclass(frozen=True)
class PeakLevel:
    """Lowest, highest and mean power `(n_blocks,)` of blocks of `n_samples` samples."""

    n_samples: int
    lowest: FloatArray
    highest: FloatArray
    power: FloatArray


@dataclass(frozen=True)
class Waveform:
    """Samples `(n_samples,)` in -1..1 with their peaks at several levels."""

    samples: FloatArray
    sample_rate: int
    levels: tuple[PeakLevel, ...]

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate

    @property
    def loudest(self) -> float:
        """The greatest distance of a sample from 0."""
        last = self.levels[-1]
        return float(max(last.highest.max(), -last.lowest.min()))

    def peaks(self, start: float, end: float, n_columns: int) -> Peaks:
        """The peaks of `n_columns` equal columns from `start` to `end` (seconds).

        Columns outside the song are silent.
        """
        level = self._level((end - start) * self.sample_rate / n_columns)
        block = level.n_samples if level else 1
        n_items = len(level.lowest) if level else len(self.samples)
        rows = _columns((start, end), n_columns, self.sample_rate / block, 0.0, n_items)
        if level:
            lowest, highest = level.lowest[rows.inside], level.highest[rows.inside]
            power = level.power[rows.inside]
        else:
            lowest = highest = self.samples[rows.inside]
            power = lowest * lowest
        return Peaks(
            rows.reduce(np.minimum, lowest),
            rows.reduce(np.maximum, highest),
            np.sqrt(rows.mean(power)),
        )

    def _level(self, samples_per_column: float) -> PeakLevel | None:
        """The coarsest level with at least two blocks a column; None for the samples."""
        fine_enough = [le for le in self.levels if 2 * le.n_samples <= samples_per_column]
        return fine_enough[-1] if fine_enough else None


@dataclass(frozen=True)
class ImagePyramid:
    """A picture of frames by rows, 0..255; each level keeps the greatest of two frames.

    `levels[k]` is `(ceil(n_frames / 2**k), n_rows)`, and frame i of the first one is centred on
    i / frame_rate seconds.
    """

    levels: tuple[NDArray[np.uint8], ...]
    frame_rate: float

    def sample(self, start: float, end: float, n_columns: int) -> NDArray[np.uint8]:
        """The picture from `start` to `end` (seconds) as `(n_columns, n_rows)`.

        Interpolated where columns are finer than frames; 0 outside the song.
        """
        frames_per_column = (end - start) * self.frame_rate / n_columns
        level = min(max(int(np.ceil(np.log2(max(frames_per_column, 1e-9)))), 0), self._last)
        values = self.levels[level]
        centres = start + (np.arange(n_columns) + 0.5) * (end - start) / n_columns
        places = (centres * self.frame_rate + 0.5) / 2**level - 0.5
        return _between_rows(values, places)

    @property
    def _last(self) -> int:
        return len(self.levels) - 1


@dataclass(frozen=True, eq=False)
class Curve:
    """Values `(n_frames,)` over time; each further level keeps the greatest of `_FACTOR` frames.

    Frame i of the first level is centred on i / frame_rate seconds.
    """

    levels: tuple[FloatArray, ...]
    frame_rate: float

    def heights(self, start: float, end: float, n_columns: int) -> FloatArray:
        """The greatest value in each of `n_columns` columns from `start` to `end` (seconds)."""
        frames_per_column = (end - start) * self.frame_rate / n_columns
        if frames_per_column < 1:
            return self._interpolated(np.linspace(start, end, n_columns + 1) * self.frame_rate)
        level, block = 0, 1
        while level + 1 < len(self.levels) and 2 * _FACTOR * block <= frames_per_column:
            level, block = level + 1, block * _FACTOR
        values = self.levels[level]
        rate = self.frame_rate / block
        columns = _columns((start, end), n_columns, rate, 0.5 / block, len(values))
        return columns.reduce(np.maximum, values[columns.inside])

    def _interpolated(self, edges: NDArray[np.float64]) -> FloatArray:
        """The greatest value between `edges` (in frames) of the line through the frames."""
        values = self.levels[0]
        centres = (edges[:-1] + edges[1:]) / 2
        first, stop = (int(np.clip(edge, 0, len(values))) for edge in (edges[0], edges[-1] + 1))
        frames = np.arange(max(first - 1, 0), min(stop + 1, len(values)))
        if not len(frames):
            return np.zeros(len(centres), dtype=np.float32)
        found = np.interp(centres, frames, values[frames], left=0.0, right=0.0)
        columns = np.searchsorted(edges, frames, side="right") - 1
        is_inside = (columns >= 0) & (columns < len(centres))
        np.maximum.at(found, columns[is_inside], values[frames[is_inside]])
        return np.asarray(found, dtype=np.float32)

    def value_at(self, times: NDArray[np.float64], reach: float = 0.025) -> FloatArray:
        """The greatest value within `reach` seconds of each time `(n_times,)`."""
        values = self.levels[0]
        n_reach = round(reach * self.frame_rate)
        centres = np.round(times * self.frame_rate).astype(np.intp)
        near = centres[:, None] + np.arange(-n_reach, n_reach + 1)
        found = values[np.clip(near, 0, len(values) - 1)]
        return np.asarray(found.max(axis=1), dtype=np.float32)


def build_waveform(samples: FloatArray, sample_rate: int) -> Waveform:
    """The waveform of samples `(n_samples,)`; some 100 ms for ten minutes."""
    if samples.ndim != 1 or not len(samples):
        raise UsageError("A waveform is drawn of the samples of one channel.")
    starts = np.arange(0, len(samples), _FIRST_BLOCK)
    n_whole = len(samples) // _FIRST_BLOCK
    blocks = samples[: n_whole * _FIRST_BLOCK].reshape(n_whole, _FIRST_BLOCK)
    rest = samples[n_whole * _FIRST_BLOCK :]
    lowest, highest = blocks.min(axis=1), blocks.max(axis=1)
    power = np.einsum("ij,ij->i", blocks, blocks) / _FIRST_BLOCK
    if len(starts) > n_whole:
        lowest = np.append(lowest, rest.min())
        highest = np.append(highest, rest.max())
        power = np.append(power, np.mean(rest * rest))
    levels = [PeakLevel(_FIRST_BLOCK, lowest, highest, power.astype(np.float32))]
    while len(levels[-1].lowest) > _SHORTEST_LEVEL:
        last = levels[-1]
        levels.append(
            PeakLevel(
                last.n_samples * _FACTOR,
                _pooled(np.minimum, last.lowest, _FACTOR),
                _pooled(np.maximum, last.highest, _FACTOR),
                _pooled(np.add, last.power, _FACTOR) / np.float32(_FACTOR),
            )
        )
    return Waveform(samples, sample_rate, tuple(levels))


def build_image(values: FloatArray, limits: tuple[float, float], frame_rate: float) -> ImagePyramid:
    """The picture of values `(n_frames, n_rows)`: `limits` become 0 and 255."""
    lowest, highest = limits
    scaled = (values - np.float32(lowest)) * np.float32(255 / (highest - lowest))
    levels = [np.clip(scaled, 0, 255).astype(np.uint8)]
    while len(levels[-1]) > _SHORTEST_LEVEL:
        levels.append(_pooled(np.maximum, levels[-1], 2))
    return ImagePyramid(tuple(levels), frame_rate)


def build_curve(values: FloatArray, frame_rate: float) -> Curve:
    """The curve of values `(n_frames,)`."""
    levels = [np.ascontiguousarray(values, dtype=np.float32)]
    while len(levels[-1]) > _SHORTEST_LEVEL:
        levels.append(_pooled(np.maximum, levels[-1], _FACTOR))
    return Curve(tuple(levels), frame_rate)


def decibels(log_magnitudes: FloatArray, log_gain: float, lowest: float) -> FloatArray:
    """Decibels below the loudest of log10(1 + log_gain * magnitude), none under `lowest`."""
    magnitudes = np.power(np.float32(10), log_magnitudes) - np.float32(1)
    loudest = max(float(magnitudes.max(initial=0.0)), 1e-12)
    floor = np.float32(10 ** (lowest / 20))
    relative = np.maximum(magnitudes / np.float32(loudest), floor)
    return np.asarray(20 * np.log10(relative), dtype=np.float32)


def mixed_rows(
    image: NDArray[np.uint8], row_values: Sequence[float], wanted: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """A picture `(n_columns, n_rows)` with rows at `wanted` instead of at rising `row_values`."""
    places = np.interp(wanted, row_values, np.arange(len(row_values)))
    mixed = _between_rows(np.ascontiguousarray(image.T), places)
    return np.ascontiguousarray(mixed)


@dataclass(frozen=True)
class _Columns:
    """Which items of a level fall into each column: `pairs` are the first and the stop of each.

    Both count from the start of `inside`, the items that are needed at all.
    """

    inside: slice
    pairs: NDArray[np.intp]
    is_empty: NDArray[np.bool_]

    def reduce(self, ufunc: np.ufunc, items: FloatArray) -> FloatArray:
        """The items of each column reduced to one; 0 where there are none."""
        # One more item, so that the last column's stop is a valid place to end at.
        padded = np.concatenate((items, items[-1:]))
        found: FloatArray = ufunc.reduceat(padded, self.pairs)[::2]
        found[self.is_empty] = 0
        return found

    def mean(self, items: FloatArray) -> FloatArray:
        """The mean of the items of each column."""
        total = self.reduce(np.add, items)
        return np.asarray(total / (self.pairs[1::2] - self.pairs[::2]), dtype=np.float32)


@lru_cache(maxsize=16)
def _columns(
    span: tuple[float, float], n_columns: int, rate: float, offset: float, n_items: int
) -> _Columns:
    """The columns of a `span` (seconds); item i begins at (i - offset) / rate.

    Kept, as all curves of a song are asked for the same columns.
    """
    edges = np.linspace(*span, n_columns + 1) * rate + offset
    first = np.floor(edges[:-1] + 1e-6).astype(np.intp)
    stop = np.maximum(np.ceil(edges[1:] - 1e-6).astype(np.intp), first + 1)
    is_empty = (stop <= 0) | (first >= n_items)
    first = np.minimum(np.maximum(first, 0), n_items - 1)
    stop = np.minimum(np.maximum(stop, 1), n_items)
    lowest = int(first[0])
    pairs = np.column_stack((first - lowest, stop - lowest)).ravel()
    return _Columns(slice(lowest, int(stop[-1])), pairs, is_empty)


def _pooled(ufunc: np.ufunc, values: NDArray[_Item], n_each: int) -> NDArray[_Item]:
    """Each `n_each` items along the first axis reduced to one; the last ones as they are."""
    n_whole = len(values) // n_each
    whole = values[: n_whole * n_each].reshape(n_whole, n_each, *values.shape[1:])
    pooled = ufunc.reduce(whole, axis=1)
    if n_whole * n_each < len(values):
        rest = ufunc.reduce(values[n_whole * n_each :], axis=0)
        pooled = np.concatenate([pooled, rest[None]])
    return np.asarray(pooled, dtype=values.dtype)


def _between_rows(values: NDArray[np.uint8], places: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Rows of `values` at fractional `places`, interpolated; 0 beyond half a row outside."""
    n_rows = len(values)
    is_outside = (places < -0.5) | (places > n_rows - 0.5)
    inside = np.clip(places, 0, n_rows - 1)
    lower = np.minimum(inside.astype(np.intp), max(n_rows - 2, 0))
    upper = np.minimum(lower + 1, n_rows - 1)
    share = np.round((inside - lower) * 256).astype(np.uint16)[:, None]
    low, high = values[lower].astype(np.uint16), values[upper].astype(np.uint16)
    # (255 * 256) fits into 16 bits, as both shares sum to 256.
    mixed = ((low * (256 - share) + high * share) >> 8).astype(np.uint8)
    mixed[is_outside] = 0
    return np.asarray(mixed)
