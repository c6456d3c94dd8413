"""Mel spectrograms are those that the published taggers hear."""

import librosa
import numpy as np
import pytest

from core.errors import UsageError
from core.tagging.mel import MelSettings, mel_of_samples, mel_spectrogram
from tests.core.tagging.toy_tagger import tones


def test_values_are_those_of_librosa() -> None:
    samples = np.random.default_rng(1).normal(0, 0.1, 40000).astype(np.float32)
    wanted = librosa.feature.melspectrogram(
        y=samples, sr=16000, n_fft=512, hop_length=256, n_mels=96
    ).T
    found = mel_of_samples(samples, MelSettings()).numpy()
    assert found.shape == wanted.shape
    assert found == pytest.approx(np.log10(1 + 10000 * wanted), abs=1e-3)


def test_a_tone_lies_in_the_band_of_its_frequency() -> None:
    mel = mel_spectrogram(tones([1000.0], 2.0), MelSettings())
    loudest = int(mel.values[20:-20].mean(dim=0).argmax())
    assert mel.settings.band_frequencies[loudest] == pytest.approx(1000, rel=0.05)
    assert mel.n_frames == pytest.approx(2 * mel.settings.frame_rate, abs=2)


def test_settings_refuse_hops_longer_than_the_window() -> None:
    with pytest.raises(UsageError):
        MelSettings(hop_length=600)
