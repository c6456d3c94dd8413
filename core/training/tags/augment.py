"""Windows made to sound otherwise, so that songs seen again are not known by heart.

On mel spectrograms `(n_frames, n_bands)` of log powers, except for time shift, which is where in
a song a window is cut. Masks as in SpecAugment (Park et al. 2019).
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.errors import UsageError

Mel = NDArray[np.float32]


@dataclass(frozen=True)
class WindowChanges:
    """Shares of windows that are changed, and by how much at most.

    `stretched_share` are played up to `stretch` times as fast or slow; `shifted_share` sound up
    to `n_shifted` bands higher or lower; `noisy_share` get noise of up to `noise` (log power);
    `masked_share` lose a stretch of up to `masked_frames` frames and `masked_bands` bands.
    """

    stretched_share: float = 0.0
    stretch: float = 1.15
    shifted_share: float = 0.0
    n_shifted: int = 3
    noisy_share: float = 0.0
    noise: float = 1.0
    masked_share: float = 0.0
    masked_frames: int = 30
    masked_bands: int = 14

    def __post_init__(self) -> None:
        shares = (self.stretched_share, self.shifted_share, self.noisy_share, self.masked_share)
        if not all(0 <= share <= 1 for share in shares):
            raise UsageError("Shares of windows lie in 0..1.")

    def apply(self, rng: Generator, mel: Mel) -> Mel:
        """The window, changed at random; its shape stays."""
        if rng.random() < self.stretched_share:
            mel = stretched(mel, float(np.exp(rng.uniform(-1, 1) * np.log(self.stretch))))
        if rng.random() < self.shifted_share:
            mel = shifted(mel, int(rng.integers(-self.n_shifted, self.n_shifted + 1)))
        if rng.random() < self.noisy_share:
            level = rng.uniform(0, self.noise)
            noise = level * rng.random(mel.shape)
            mel = np.log10(10.0**mel + 10.0**noise - 1)
        if rng.random() < self.masked_share:
            mel = masked(rng, mel, self.masked_frames, self.masked_bands)
        return np.asarray(mel, dtype=np.float32)


def stretched(mel: Mel, speed: float) -> Mel:
    """The window `speed` times as fast about its middle; where it is too short its ends last."""
    middle = (len(mel) - 1) / 2
    places = np.clip((np.arange(len(mel)) - middle) * speed + middle, 0, len(mel) - 1)
    before = np.floor(places).astype(int)
    after = np.minimum(before + 1, len(mel) - 1)
    share = (places - before)[:, None]
    return np.asarray(mel[before] * (1 - share) + mel[after] * share, dtype=np.float32)


def shifted(mel: Mel, n_bands: int) -> Mel:
    """The window `n_bands` higher; the bands that nothing comes to are silent."""
    moved = np.zeros_like(mel)
    if n_bands >= 0:
        moved[:, n_bands:] = mel[:, : mel.shape[1] - n_bands]
    else:
        moved[:, :n_bands] = mel[:, -n_bands:]
    return moved


def masked(rng: Generator, mel: Mel, most_frames: int, most_bands: int) -> Mel:
    """The window with the mean in place of some frames and some bands beside each other."""
    kept = mel.copy()
    n_frames = int(rng.integers(most_frames + 1))
    start = int(rng.integers(len(mel) - n_frames + 1))
    kept[start : start + n_frames] = mel.mean()
    n_bands = int(rng.integers(most_bands + 1))
    band = int(rng.integers(mel.shape[1] - n_bands + 1))
    kept[:, band : band + n_bands] = mel.mean()
    return kept
