"""Segments as a microphone hears them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import UsageError
from core.kit import DRUM_NAMES
from core.training.segments import (
    MicrophoneSettings,
    MixingSettings,
    SegmentSettings,
    SongPool,
    batches,
    overlaid,
    shifted,
    through_microphone,
    with_tone,
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


def rms(values: NDArray[np.float32]) -> float:
    """Root mean square of the magnitudes behind features."""
    return float(np.sqrt(((10**values - 1) ** 2).mean()))


def test_music_lies_under_the_strokes_at_its_level() -> None:
    strokes = features()
    music = np.zeros_like(strokes)
    music[:, 5] = 1.0
    together = overlaid(strokes, music, -10.0)
    assert rms(together) == pytest.approx(rms(strokes), rel=1e-3)
    alone = np.zeros_like(strokes)
    alone[:, 5] = together[21, 5]
    # Of the sum's power a tenth is the music's, but for the strokes' share.
    assert 20 * np.log10(rms(alone) / rms(strokes)) == pytest.approx(-10.4, abs=0.1)
    # Where no music is, strokes stand as clear as before.
    assert np.ptp((10 ** together[20, 6:] - 1) / (10 ** strokes[20, 6:] - 1)) < 1e-3


def test_tone_makes_bands_louder_and_shifting_moves_them() -> None:
    gain = np.zeros(30)
    gain[3] = 20.0
    changed = (10 ** with_tone(features(), gain) - 1) / np.maximum(10 ** features() - 1, 1e-9)
    assert changed[20, 3] == pytest.approx(10, rel=1e-3)
    assert np.allclose(np.delete(changed[20], 3), 1, rtol=1e-3)
    assert np.array_equal(shifted(features(), 1)[:, 1:], features()[:, :-1])
    assert np.array_equal(shifted(features(), -1)[:, :-1], features()[:, 1:])


def test_music_is_laid_over_segments_only_where_asked_for() -> None:
    nothing = np.zeros(0)
    silence = Truth(nothing, nothing.astype(int), nothing, nothing, nothing, False)
    one = np.ones(1)
    played = Truth(0.2 * one, one.astype(int), 90 * one, nothing, nothing, False)
    music = np.zeros((200, 30), dtype=np.float16)
    music[:, 5] = 1.0
    pool = SongPool(2)
    pool.add([FeatureSong(features().astype(np.float16), played)])
    settings = SegmentSettings(40, 200, 100.0, mixing=MixingSettings(overlaid_share=0.5))

    def n_overlaid() -> int:
        batch = next(batches(np.random.default_rng(1), pool, settings))
        # Only songs with strokes: those between which there is sound, but not in all bands.
        between = batch.features[:, 22:58]
        return int(((between[..., 5] > 0).all(dim=1) & (batch.features[:, 20, 6] > 0)).sum())

    assert n_overlaid() == 0
    pool.add([FeatureSong(music, silence)])
    assert 4 <= n_overlaid() <= 20
    with pytest.raises(UsageError, match="Shares"):
        MixingSettings(tone_share=1.5)
