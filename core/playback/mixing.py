"""How loud song, drums and click are against each other, and what keeps the mix from clipping."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError

# Up to here the limiter changes nothing; above, it bends towards full scale.
_KNEE = 0.8


@dataclass(frozen=True)
class Mix:
    """Levels, all 0..1: `balance` 0 is the song alone, 1 the drums alone, 0.5 both in full."""

    volume: float = 1.0
    balance: float = 0.0
    click_level: float = 0.7
    is_click_on: bool = False

    def __post_init__(self) -> None:
        for name in ("volume", "balance", "click_level"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise UsageError(f"The {name.replace('_', ' ')} lies between 0 and 1, not {value}.")

    @property
    def song_gain(self) -> float:
        """Factor on the song's samples."""
        return self.volume * min(1.0, 2 * (1 - self.balance))

    @property
    def drums_gain(self) -> float:
        """Factor on the drums' samples."""
        return self.volume * min(1.0, 2 * self.balance)

    @property
    def click_gain(self) -> float:
        """Factor on the click's samples."""
        return self.volume * self.click_level if self.is_click_on else 0.0


class Limiter:
    """Bends what exceeds full scale back below it, in place and without new memory.

    Samples below the knee stay as they are to the bit; louder ones follow a tanh, so that
    nothing passes 1.
    """

    def __init__(self, longest: int) -> None:
        self._level = np.empty((longest, 2), dtype=np.float32)
        self._excess = np.empty((longest, 2), dtype=np.float32)

    def limit(self, samples: NDArray[np.float32]) -> None:
        """Limit `(n_samples, 2)`, at most as long as announced."""
        level, excess = self._level[: len(samples)], self._excess[: len(samples)]
        np.abs(samples, out=level)
        if level.size == 0 or float(level.max()) <= _KNEE:
            return
        np.subtract(level, _KNEE, out=excess)
        np.maximum(excess, 0, out=excess)
        np.minimum(level, _KNEE, out=level)
        # tanh only lowers what it is given, so quiet samples gain exactly nothing.
        np.divide(excess, 1 - _KNEE, out=excess)
        np.tanh(excess, out=excess)
        np.multiply(excess, 1 - _KNEE, out=excess)
        np.add(level, excess, out=level)
        np.copysign(level, samples, out=samples)


def limited(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """A copy of `(n_samples, 2)` of which nothing passes full scale."""
    found = samples.copy()
    step = 1 << 16
    limiter = Limiter(step)
    for start in range(0, len(found), step):
        limiter.limit(found[start : start + step])
    return found


def to_int16(samples: NDArray[np.float32] | NDArray[np.int16]) -> NDArray[np.int16]:
    """Samples `(n, 1)` or `(n, 2)` in 16 bits, clipped to full scale; mono gets its axis.

    Half the memory of float32: an hour of stereo takes 635 MB. What has 16 bits stays as it is.
    """
    columns = samples[:, None] if samples.ndim == 1 else samples
    if columns.dtype == np.int16:
        return np.asarray(columns, dtype=np.int16)
    found = np.empty(columns.shape, dtype=np.int16)
    step = 1 << 20
    for start in range(0, len(columns), step):
        scaled = np.rint(columns[start : start + step] * np.float32(32768))
        found[start : start + step] = np.clip(scaled, -32768, 32767)
    return found
