"""The spectrogram: frames at their times, bands at their frequencies, pieces like the whole."""

import numpy as np
import pytest
import torch

from core.errors import UsageError
from core.features import FeatureSettings, log_bands, log_spectrogram
from core.song import SAMPLE_RATE, Song

SETTINGS = FeatureSettings()


def noise(n_samples):
    generator = np.random.default_rng(0)
    return generator.uniform(-0.5, 0.5, n_samples).astype(np.float32)


@pytest.mark.parametrize("n_samples", [441, 44100, 44100 + 440, 44100 + 441, 100_000])
def test_there_is_a_frame_for_each_hop_and_one_at_the_start(n_samples):
    spectrogram = log_spectrogram(Song(noise(n_samples)), SETTINGS)

    assert spectrogram.n_frames == n_samples // 441 + 1
    assert spectrogram.values.shape == (spectrogram.n_frames, SETTINGS.n_bands)
    assert spectrogram.values.dtype == torch.float32


def test_frames_come_at_100_per_second():
    assert SETTINGS.frame_rate == 100
    assert SETTINGS.sample_rate == SAMPLE_RATE


@pytest.mark.parametrize("n_samples", [6000 * 441 - 1, 6000 * 441, 6000 * 441 + 1, 13000 * 441 + 7])
def test_a_spectrogram_made_in_pieces_is_that_of_the_whole(n_samples):
    song = Song(noise(n_samples))

    whole = log_bands(torch.from_numpy(song.samples), SETTINGS)

    torch.testing.assert_close(log_spectrogram(song, SETTINGS).values, whole)


@pytest.mark.parametrize("frequency", [100.0, 440.0, 1000.0, 5000.0, 12000.0])
def test_a_sine_is_loudest_in_the_band_of_its_frequency(frequency):
    times = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    song = Song((0.5 * np.sin(2 * np.pi * frequency * times)).astype(np.float32))

    frame = log_spectrogram(song, SETTINGS).values[50]

    loudest = SETTINGS.band_frequencies[int(frame.argmax())]
    spacing = max(2 ** (1 / SETTINGS.bands_per_octave), 1 + 22 / frequency)
    assert frequency / spacing < loudest < frequency * spacing


@pytest.mark.parametrize("frame", [0, 1, 57, 99])
def test_an_impulse_is_loudest_in_the_frame_at_its_time(frame):
    samples = np.zeros(SAMPLE_RATE, dtype=np.float32)
    samples[frame * 441] = 1

    loudness = log_spectrogram(Song(samples), SETTINGS).values.sum(dim=1)

    assert int(loudness.argmax()) == frame


def test_silence_gives_zeros():
    assert not log_spectrogram(Song(np.zeros(44100, dtype=np.float32)), SETTINGS).values.any()


def test_a_batch_gives_what_each_of_it_gives():
    batch = torch.from_numpy(noise(3 * 30_000)).reshape(3, 30_000)

    together = log_bands(batch, SETTINGS)

    for one, values in zip(batch, together, strict=True):
        torch.testing.assert_close(log_bands(one, SETTINGS), values)


def test_bands_rise_and_are_as_many_as_told():
    frequencies = SETTINGS.band_frequencies

    assert len(frequencies) == SETTINGS.n_bands
    assert list(frequencies) == sorted(set(frequencies))
    assert SETTINGS.lowest_frequency < frequencies[0]
    assert frequencies[-1] < SETTINGS.highest_frequency


@pytest.mark.parametrize(
    "settings",
    [
        {"hop_length": 0},
        {"hop_length": 4096},
        {"lowest_frequency": 0.0},
        {"lowest_frequency": 18000.0},
        {"highest_frequency": 30000.0},
    ],
)
def test_impossible_settings_are_refused(settings):
    with pytest.raises(UsageError):
        FeatureSettings(**settings)
