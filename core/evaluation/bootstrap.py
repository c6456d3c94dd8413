"""Bootstrap intervals: how far a figure would move with other songs of the same kind.

Songs are drawn with replacement, as many as there are, `N_DRAWS` times; the interval spans the
middle 95 % of the figures of the draws (percentile bootstrap, Efron 1979). Draws come from a
fixed seed, so the same songs give the same interval.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

N_DRAWS = 2000
_SEED = 0


@dataclass(frozen=True)
class Interval:
    """The 95 % interval of a figure."""

    low: float
    high: float


def bootstrap_interval(
    n_songs: int, figures_of: Callable[[NDArray[np.intp]], NDArray[np.float64]]
) -> Interval | None:
    """The interval of a figure over songs; None for fewer than two songs.

    `figures_of` takes draws `(n_draws, n_songs)` of song indices and returns the figure of
    each draw `(n_draws,)`, NaN where a draw has none.
    """
    if n_songs < 2:
        return None
    draws = np.random.default_rng(_SEED).integers(0, n_songs, (N_DRAWS, n_songs))
    figures = figures_of(draws)
    figures = figures[~np.isnan(figures)]
    if len(figures) == 0:
        return None
    low, high = np.percentile(figures, [2.5, 97.5])
    return Interval(float(low), float(high))
