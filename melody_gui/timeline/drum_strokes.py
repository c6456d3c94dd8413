"""The strokes of one drum as arrays, with what their markers look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from core.onsets import Onset
    from core.waveform import Curve

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

# Radii in points of the softest and the loudest stroke, in so many steps.
_SMALLEST, _LARGEST, N_SIZES = 2.4, 6.0, 8
# Confidence from which a stroke has its drum's own colour, and below which it has none of it.
_SURE, _DOUBTFUL, N_SHARES = 0.85, 0.3, 6
# So large a share of the strokes follow one another more closely than is usual.
_USUAL = 0.3


@dataclass(frozen=True)
class DrumStrokes:
    """The strokes of one drum in order of time, as arrays `(n_strokes,)`.

    `heights` are the activations 0..1 on which they are drawn, `sizes` the steps of size by
    velocity, `shares` the steps of doubt by confidence: 0 for sure ones. `spacing` is the usual
    distance of one from the next in seconds.
    """

    onsets: tuple[Onset, ...]
    times: FloatArray
    velocities: FloatArray
    heights: FloatArray
    sizes: IntArray
    shares: IntArray
    spacing: float

    @property
    def kinds(self) -> IntArray:
        """Which marker each stroke has: steps of size times `N_SHARES`, and steps of doubt."""
        return self.sizes * N_SHARES + self.shares

    def between(self, start: float, end: float) -> slice:
        """The strokes from `start` to `end` (seconds)."""
        first, stop = np.searchsorted(self.times, [start, end])
        return slice(int(first), int(stop))


def drum_strokes(onsets: Sequence[Onset], curve: Curve | None) -> DrumStrokes:
    """The strokes of one drum, drawn on that curve; at the bottom without one."""
    times = np.array([onset.time for onset in onsets], dtype=np.float64)
    velocities = np.array([onset.velocity for onset in onsets], dtype=np.float64)
    confidences = np.array([onset.confidence for onset in onsets], dtype=np.float64)
    return DrumStrokes(
        tuple(onsets),
        times,
        velocities,
        curve.value_at(times).astype(np.float64) if curve else np.zeros(len(times)),
        sizes_of(velocities),
        shares_of(confidences),
        float(np.quantile(np.diff(times), _USUAL)) if len(times) > 1 else float("inf"),
    )


def sizes_of(velocities: FloatArray) -> IntArray:
    """The step of size of each velocity."""
    return np.asarray(np.clip(velocities / 128 * N_SIZES, 0, N_SIZES - 1).astype(np.intp))


def shares_of(confidences: FloatArray) -> IntArray:
    """The step of doubt of each confidence: 0 for sure, `N_SHARES` - 1 for doubtful ones."""
    doubt = np.clip((_SURE - confidences) / (_SURE - _DOUBTFUL), 0, 1)
    return np.asarray(np.round(doubt * (N_SHARES - 1)).astype(np.intp))


def radius_of_step(size: int) -> float:
    """The radius in points of a marker of that step of size."""
    return _SMALLEST + (_LARGEST - _SMALLEST) * (size + 0.5) / N_SIZES


NO_STROKES = drum_strokes((), None)
