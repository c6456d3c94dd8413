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

    def draw_music(self, rng: Generator) -> FeatureSong | None:
        """Any of the songs without strokes, None if there is none."""
        ...


class SongPool:
    """The songs in memory; when it is full, the oldest shard makes room."""

    def __init__(self, n_shards: int) -> None:
        self._shards: deque[Sequence[FeatureSong]] = deque(maxlen=n_shards)
        self._music: deque[Sequence[FeatureSong]] = deque(maxlen=n_shards)

    def add(self, songs: Sequence[FeatureSong]) -> None:
        """One more shard."""
        self._shards.append(songs)
        self._music.append([song for song in songs if _is_music_only(song)])

    def draw(self, rng: Generator) -> FeatureSong:
        """Any song of any shard."""
        shard = self._shards[int(rng.integers(len(self._shards)))]
        return shard[int(rng.integers(len(shard)))]

    def draw_music(self, rng: Generator) -> FeatureSong | None:
        """Any song without strokes of any shard."""
        music = [song for shard in self._music for song in shard]
        return music[int(rng.integers(len(music)))] if music else None


def _is_music_only(song: FeatureSong) -> bool:
    truth = song.truth
    nothing_played = not len(truth.onset_times) and not len(truth.doubt_times)
    return nothing_played and bool(truth.is_labelled.all())


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

    def draw_music(self, rng: Generator) -> FeatureSong | None:
        """Synthesised music, of which it is sure that it has no strokes."""
        return self.synthesised.draw_music(rng)


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
class MixingSettings:
    """How segments vary from one time that a song is drawn to the next; shares of all segments.

    `overlaid_share` get the music of a song without strokes laid over them, from `softest_db` to
    `loudest_db` relative to their own sound; `tone_share` another tone, up to `tone_db` brighter
    or darker in places; `shifted_share` sound higher or lower by a band of the spectrogram.
    """

    overlaid_share: float = 0.0
    softest_db: float = -15.0
    loudest_db: float = 6.0
    tone_share: float = 0.0
    tone_db: float = 9.0
    shifted_share: float = 0.0

    def __post_init__(self) -> None:
        shares = (self.overlaid_share, self.tone_share, self.shifted_share)
        if not all(0 <= share <= 1 for share in shares):
            raise UsageError("Shares of segments lie in 0..1.")


@dataclass(frozen=True)
class SegmentSettings:
    """What segments are cut: `n_frames` long, `batch_size` to a batch, at `frame_rate` a second."""

    batch_size: int
    n_frames: int
    frame_rate: float
    microphone: MicrophoneSettings = MicrophoneSettings()
    mixing: MixingSettings = MixingSettings()


def batches(rng: Generator, pool: Pool, settings: SegmentSettings) -> Iterator[Batch]:
    """Batches without end."""
    while True:
        parts = [_segment(rng, pool, settings) for _ in range(settings.batch_size)]
        features, *targets = (torch.from_numpy(np.stack(part)) for part in zip(*parts, strict=True))
        yield Batch(features, TargetTensors(*targets))


def _segment(
    rng: Generator, pool: Pool, settings: SegmentSettings
) -> tuple[NDArray[np.float32], ...]:
    song = pool.draw(rng)
    n_frames = settings.n_frames
    start = _random_start(rng, song, n_frames)
    features = _excerpt(song, start, n_frames)
    targets = frame_targets(song.truth, start, n_frames, settings.frame_rate)
    features = _with_masked_bands(rng, _mixed(rng, features, pool, settings))
    microphone = settings.microphone
    if _happens(rng, microphone.share):
        features = through_microphone(rng, features, microphone)
    return features, targets.drums, targets.velocities, targets.hihats, targets.beats


def _happens(rng: Generator, share: float) -> bool:
    # No chance is drawn in vain: runs without a kind of change stay as they were.
    return share > 0 and bool(rng.random() < share)


def _random_start(rng: Generator, song: FeatureSong, n_frames: int) -> int:
    return int(rng.integers(0, max(len(song.features) - n_frames, 0) + 1))


def _excerpt(song: FeatureSong, start: int, n_frames: int) -> NDArray[np.float32]:
    features = song.features[start : start + n_frames].astype(np.float32)
    return np.pad(features, ((0, n_frames - len(features)), (0, 0)))


def _mixed(
    rng: Generator, features: NDArray[np.float32], pool: Pool, settings: SegmentSettings
) -> NDArray[np.float32]:
    """The features `(n_frames, n_bands)` as `settings.mixing` says."""
    mixing = settings.mixing
    if _happens(rng, mixing.shifted_share):
        features = shifted(features, int(rng.choice((-1, 1))))
    if _happens(rng, mixing.overlaid_share):
        music = pool.draw_music(rng)
        if music is not None:
            excerpt = _excerpt(music, _random_start(rng, music, len(features)), len(features))
            level = rng.uniform(mixing.softest_db, mixing.loudest_db)
            features = overlaid(features, excerpt, level)
    if _happens(rng, mixing.tone_share):
        features = with_tone(features, random_tone_db(rng, features.shape[1], mixing.tone_db))
    return features


def overlaid(
    features: NDArray[np.float32], music: NDArray[np.float32], level_db: float
) -> NDArray[np.float32]:
    """Features of both sounds together, the music at `level_db` relative to the other sound.

    Powers add up, near enough; the sum gets as loud as the features were.
    """
    sound, other = 10**features - 1, 10**music - 1
    loudness = np.sqrt((sound**2).mean())
    gain = 10 ** (level_db / 20) * loudness / (np.sqrt((other**2).mean()) + 1e-6)
    together = np.hypot(sound, other * gain)
    together *= loudness / (np.sqrt((together**2).mean()) + 1e-6)
    return np.asarray(np.log10(1 + together), dtype=np.float32)


def with_tone(features: NDArray[np.float32], gain_db: NDArray[np.float64]) -> NDArray[np.float32]:
    """Features with each band `(n_bands,)` so much louder."""
    return np.asarray(np.log10(1 + (10**features - 1) * 10 ** (gain_db / 20)), dtype=np.float32)


def random_tone_db(rng: Generator, n_bands: int, strength_db: float) -> NDArray[np.float64]:
    """A smooth curve over the bands `(n_bands,)` within `strength_db` of 0."""
    corners = rng.uniform(-strength_db, strength_db, int(rng.integers(2, 7)))
    places = np.linspace(0, len(corners) - 1, n_bands)
    return np.interp(places, np.arange(len(corners)), corners)


def shifted(features: NDArray[np.float32], n_bands: int) -> NDArray[np.float32]:
    """The features with what was in a band `n_bands` higher; the edge is repeated."""
    places = np.clip(np.arange(features.shape[1]) - n_bands, 0, features.shape[1] - 1)
    return features[:, places]


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
