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


def batches(
    rng: Generator,
    pool: Pool,
    batch_size: int,
    n_frames: int,
    frame_rate: float,
) -> Iterator[Batch]:
    """Batches without end."""
    while True:
        parts = [_segment(rng, pool.draw(rng), n_frames, frame_rate) for _ in range(batch_size)]
        features, *targets = (torch.from_numpy(np.stack(part)) for part in zip(*parts, strict=True))
        yield Batch(features, TargetTensors(*targets))


def _segment(
    rng: Generator, song: FeatureSong, n_frames: int, frame_rate: float
) -> tuple[NDArray[np.float32], ...]:
    n_song = len(song.features)
    start = int(rng.integers(0, max(n_song - n_frames, 0) + 1))
    features = song.features[start : start + n_frames].astype(np.float32)
    features = np.pad(features, ((0, n_frames - len(features)), (0, 0)))
    targets = frame_targets(song.truth, start, n_frames, frame_rate)
    masked = _with_masked_bands(rng, features)
    return masked, targets.drums, targets.velocities, targets.hihats, targets.beats


def _with_masked_bands(rng: Generator, features: NDArray[np.float32]) -> NDArray[np.float32]:
    """A few neighbouring bands silenced in some segments (Park et al. 2019)."""
    if rng.random() < 0.3:
        width = int(rng.integers(1, 9))
        first = int(rng.integers(0, features.shape[1] - width))
        features[:, first : first + width] = 0
    return features
