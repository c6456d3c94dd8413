"""Batches of segments, drawn at random from songs that come and go: data larger than memory."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from core.errors import UsageError
from core.training.losses import TargetTensors
from core.training.shards import FeatureSong
from core.training.targets import frame_targets


@dataclass(frozen=True)
class Batch:
    """Features `(n, n_frames, n_bands)` and their targets."""

    features: Tensor
    targets: TargetTensors

    def to(self, device: torch.device) -> "Batch":
        """The batch on a device."""
        targets = TargetTensors(*(part.to(device) for part in self.targets))
        return Batch(self.features.to(device), targets)


class Pool(Protocol):
    """Whatever songs can be drawn from."""

    def draw(self, rng: Generator) -> FeatureSong:
        """Any of the songs."""
        ...


class SongPool:
    """The songs in memory; when it is full, the oldest shard makes room."""

    def __init__(self, n_shards: int) -> None:
        self._shards: deque[Sequence[FeatureSong]] = deque(maxlen=n_shards)

    def add(self, songs: Sequence[FeatureSong]) -> None:
        """One more shard."""
        self._shards.append(songs)

    def draw(self, rng: Generator) -> FeatureSong:
        """Any song of any shard."""
        shard = self._shards[int(rng.integers(len(self._shards)))]
        return shard[int(rng.integers(len(shard)))]


@dataclass(frozen=True)
class MixedPool:
    """Of the songs drawn, the given share comes from `recorded`, the rest from `synthesised`."""

    synthesised: Pool
    recorded: Pool
    share: float

    def draw(self, rng: Generator) -> FeatureSong:
        """Any song of either."""
        pool = self.recorded if rng.random() < self.share else self.synthesised
        return pool.draw(rng)


@dataclass(frozen=True)
class MicrophoneSettings:
    """How `share` of all segments are made to sound as if a microphone had heard them.

    They get softer by up to `softer_db`, and noise of a random colour lies between
    `least_noise_db` and `most_noise_db` below their loudest band. Without a share segments stay
    as they are.
    """

    share: float = 0.0
    softer_db: float = 36.0
    most_noise_db: float = 20.0
    least_noise_db: float = 60.0

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise UsageError("The share of segments heard by a microphone lies in 0..1.")


@dataclass(frozen=True)
class SegmentSettings:
    """What segments are cut: `n_frames` long, `batch_size` to a batch, at `frame_rate` a second."""

    batch_size: int
    n_frames: int
    frame_rate: float
    microphone: MicrophoneSettings = MicrophoneSettings()


def batches(rng: Generator, pool: Pool, settings: SegmentSettings) -> Iterator[Batch]:
    """Batches without end."""
    while True:
        parts = [_segment(rng, pool.draw(rng), settings) for _ in range(settings.batch_size)]
        features, *targets = (torch.from_numpy(np.stack(part)) for part in zip(*parts, strict=True))
        yield Batch(features, TargetTensors(*targets))


def _segment(
    rng: Generator, song: FeatureSong, settings: SegmentSettings
) -> tuple[NDArray[np.float32], ...]:
    n_song, n_frames = len(song.features), settings.n_frames
    start = int(rng.integers(0, max(n_song - n_frames, 0) + 1))
    features = song.features[start : start + n_frames].astype(np.float32)
    features = np.pad(features, ((0, n_frames - len(features)), (0, 0)))
    targets = frame_targets(song.truth, start, n_frames, settings.frame_rate)
    masked = _with_masked_bands(rng, features)
    microphone = settings.microphone
    # No chance is drawn in vain: runs without a microphone stay as they were.
    if microphone.share > 0 and rng.random() < microphone.share:
        masked = through_microphone(rng, masked, microphone)
    return masked, targets.drums, targets.velocities, targets.hihats, targets.beats


def through_microphone(
    rng: Generator, features: NDArray[np.float32], settings: MicrophoneSettings
) -> NDArray[np.float32]:
    """The features `(n_frames, n_bands)`, softer and noisier.

    Powers of sound and noise add up, near enough; each band's noise wavers as the magnitudes
    of noise do (Rayleigh), less in the wide bands, which are means over many bins.
    """
    n_frames, n_bands = features.shape
    magnitudes = (10**features - 1) * 10 ** (-rng.uniform(0, settings.softer_db) / 20)
    loudest = float(magnitudes.mean(axis=0).max())
    level = loudest * 10 ** (-rng.uniform(settings.most_noise_db, settings.least_noise_db) / 20)
    bands = np.arange(n_bands) / n_bands
    colour = 10 ** (rng.uniform(-1.2, 0.3) * bands)
    wavering = rng.rayleigh(0.8, (n_frames, n_bands))
    wavering = 1 + (wavering - 1) * (1 - 0.8 * bands)
    noisy = np.hypot(magnitudes, level * colour * wavering)
    return np.asarray(np.log10(1 + noisy), dtype=np.float32)


def _with_masked_bands(rng: Generator, features: NDArray[np.float32]) -> NDArray[np.float32]:
    """A few neighbouring bands silenced in some segments (Park et al. 2019)."""
    if rng.random() < 0.3:
        width = int(rng.integers(1, 9))
        first = int(rng.integers(0, features.shape[1] - width))
        features[:, first : first + width] = 0
    return features
