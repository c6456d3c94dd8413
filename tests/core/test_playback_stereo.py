"""The song in stereo: beside the mono mix, sample for sample."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import AudioError, CancelledError
from core.playback.stereo import load_stereo
from core.song import load_song
from tests.sound_files import encode, steady_sound, write_sound


@pytest.mark.parametrize("rate", [44100, 48000, 22050])
@pytest.mark.parametrize("suffix", ["wav", "flac", "m4a"])
def test_the_mean_of_both_channels_is_the_mono_song(tmp_path: Path, rate: int, suffix: str) -> None:
    sound = 0.8 * steady_sound(2.0, rate)
    path = tmp_path / f"song.{suffix}"
    if suffix == "m4a":
        encode(path, sound, rate, "aac")
    else:
        write_sound(path, sound, rate)
    song = load_song(path)
    stereo = load_stereo(path, len(song.samples))
    assert stereo.shape == (len(song.samples), 2)
    np.testing.assert_allclose(stereo.mean(axis=1), song.samples, atol=2e-6)
    assert np.abs(stereo[:, 0] - stereo[:, 1]).max() > 0.1


def test_a_mono_file_stays_mono(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "song.wav", steady_sound(2.0, n_channels=1), 44100)
    song = load_song(path)
    np.testing.assert_array_equal(load_stereo(path, len(song.samples))[:, 0], song.samples)


def test_surround_sound_is_heard_as_its_mix(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "song.wav", steady_sound(2.0, n_channels=6), 44100)
    song = load_song(path)
    np.testing.assert_array_equal(load_stereo(path, len(song.samples))[:, 0], song.samples)


def test_a_channel_beyond_full_scale_is_brought_back(tmp_path: Path) -> None:
    sound = steady_sound(2.0)
    sound[:, 0] *= 3 / np.abs(sound[:, 0]).max()
    path = write_sound(tmp_path / "song.wav", sound, 44100, subtype="FLOAT")
    assert np.abs(load_stereo(path, len(sound))).max() == pytest.approx(1.0)


def test_a_file_that_has_changed_is_refused(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "song.wav", steady_sound(2.0), 44100)
    with pytest.raises(AudioError, match="has changed since"):
        load_stereo(path, 44100)


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "song.wav", steady_sound(2.0), 44100)

    def cancel(_fraction: float) -> None:
        raise CancelledError("stop")

    with pytest.raises(CancelledError):
        load_stereo(path, 2 * 44100, cancel)
