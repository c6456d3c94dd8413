"""Segments as a microphone hears them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import UsageError
from core.kit import DRUM_NAMES
from core.training.segments import (
    MicrophoneSettings,
    SegmentSettings,
    SongPool,
    batches,
    through_microphone,
)
from core.training.shards import FeatureSong
from core.training.targets import Truth


def features(n_frames: int = 200, n_bands: int = 30) -> NDArray[np.float32]:
    """Log magnitudes of strokes that come and go, between silence."""
    magnitudes = np.zeros((n_frames, n_bands), dtype=np.float32)
    magnitudes[20::40] = np.linspace(30, 10, n_bands)
    return np.log10(1 + magnitudes).astype(np.float32)


def test_nothing_but_softer_without_noise() -> None:
    settings = MicrophoneSettings(1.0, 40.0, 300.0, 300.0)
    heard = through_microphone(np.random.default_rng(1), features(), settings)
    assert heard.dtype == np.float32
    gains = (10**heard - 1)[20] / (10 ** features() - 1)[20]
    assert np.allclose(gains, gains[0], rtol=1e-3)
    assert 0.01 <= gains[0] <= 1
    assert np.abs(heard[21]).max() < 1e-6


def test_noise_lies_as_far_below_the_sound_as_is_asked() -> None:
    settings = MicrophoneSettings(1.0, 0.0, 20.0, 20.0)
    sound = features()
    heard = 10 ** through_microphone(np.random.default_rng(1), sound, settings) - 1
    loudest = (10**sound - 1).mean(axis=0).max()
    # The lowest bands: there the noise's colour has not set in yet.
    assert 0.05 < heard[21:59, :3].mean() / loudest < 0.2
    assert heard[21:59].std(axis=0).min() > 0
    # Strokes stand out as before.
    assert np.allclose(heard[20], (10**sound - 1)[20], rtol=0.05)


def test_share_of_segments_is_that_of_the_settings() -> None:
    nothing = np.zeros(0)
    truth = Truth(nothing, nothing.astype(int), nothing, nothing, nothing, False)
    pool = SongPool(1)
    pool.add([FeatureSong(features().astype(np.float16), truth)])
    for share, expected in ((0.0, 0), (0.5, 20), (1.0, 40)):
        settings = SegmentSettings(40, 100, 100.0, MicrophoneSettings(share))
        batch = next(batches(np.random.default_rng(1), pool, settings))
        assert batch.targets.drums.shape == (40, 100, len(DRUM_NAMES))
        is_noisy = (batch.features > 0).float().mean(dim=(1, 2)) > 0.5
        assert abs(int(is_noisy.sum()) - expected) <= 6


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_share_must_be_a_share(share: float) -> None:
    with pytest.raises(UsageError):
        MicrophoneSettings(share)
