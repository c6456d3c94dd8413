"""Batches of segments, drawn at random from songs that come and go: data larger than memory."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

from core.training.shards import FeatureSong
from core.training.targets import frame_targets


@dataclass(frozen=True)
class Batch:
    """Features `(n, n_frames, n_bands)` and targets as in `Targets`, with a batch dimension."""

    features: Tensor
    drums: Tensor
    velocities: Tensor
    beats: Tensor

    def to(self, device: torch.device) -> "Batch":
        """The batch on a device."""
        return Batch(
            self.features.to(device),
            self.drums.to(device),
            self.velocities.to(device),
            self.beats.to(device),
        )


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


def batches(
    rng: Generator,
    pool: SongPool,
    batch_size: int,
    n_frames: int,
    frame_rate: float,
) -> Iterator[Batch]:
    """Batches without end."""
    while True:
        parts = [_segment(rng, pool.draw(rng), n_frames, frame_rate) for _ in range(batch_size)]
        yield Batch(*(torch.from_numpy(np.stack(part)) for part in zip(*parts, strict=True)))


def _segment(
    rng: Generator, song: FeatureSong, n_frames: int, frame_rate: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    n_song = len(song.features)
    start = int(rng.integers(0, max(n_song - n_frames, 0) + 1))
    features = song.features[start : start + n_frames].astype(np.float32)
    features = np.pad(features, ((0, n_frames - len(features)), (0, 0)))
    targets = frame_targets(song.truth, start, n_frames, frame_rate)
    return _with_masked_bands(rng, features), targets.drums, targets.velocities, targets.beats


def _with_masked_bands(rng: Generator, features: np.ndarray) -> np.ndarray:
    """A few neighbouring bands silenced in some segments (Park et al. 2019)."""
    if rng.random() < 0.3:
        width = int(rng.integers(1, 9))
        first = int(rng.integers(0, features.shape[1] - width))
        features[:, first : first + width] = 0
    return features
