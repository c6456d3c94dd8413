"""The click track: a click on each stroke, over the song or alone."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from core.kit import DRUM_NAMES
from core.onsets import Onset
from core.playback.stereo import load_stereo
from core.song import SAMPLE_RATE, Song, load_song
from core.writers.clicks import clicks_bytes, render_onset_clicks
from tests.sound_files import steady_sound, write_sound

ONSETS = (Onset(0.25, "kick", 127), Onset(0.5, "snare", 64), Onset(0.75, "hihat_closed", 100))


def song(level: float) -> Song:
    times = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    return Song((level * np.sin(2 * np.pi * 110 * times)).astype(np.float32))


def read(content: bytes) -> NDArray[np.float32]:
    samples, rate = soundfile.read(io.BytesIO(content), dtype="float32")
    assert rate == SAMPLE_RATE
    return np.asarray(samples, dtype=np.float32)


def test_clicks_begin_on_the_sample_of_their_strokes() -> None:
    track = read(clicks_bytes(song(0.5), ONSETS, with_song=False))
    loud = np.flatnonzero(np.abs(track) > 0.1)
    starts = loud[np.diff(loud, prepend=-1000) > 900]
    np.testing.assert_array_equal(starts, [round(o.time * SAMPLE_RATE) for o in ONSETS])


def test_the_song_is_heard_under_the_clicks() -> None:
    alone = read(clicks_bytes(song(0.5), ONSETS, with_song=False))
    both = read(clicks_bytes(song(0.5), ONSETS))
    np.testing.assert_allclose(both, alone + 0.5 * song(0.5).samples, atol=2 / 32768)


def test_a_song_in_stereo_stays_so_under_the_clicks(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "song.wav", 0.5 * steady_sound(2.0), SAMPLE_RATE)
    loaded = load_song(path)
    both, alone = (read(clicks_bytes(loaded, ONSETS, with_song=w)) for w in (True, False))
    assert both.shape == (2 * SAMPLE_RATE, 2) and alone.shape == (2 * SAMPLE_RATE,)
    stereo = load_stereo(path, len(loaded.samples))
    np.testing.assert_allclose(both, alone[:, None] + 0.5 * stereo, atol=2 / 32768)
    path.unlink()
    mono = read(clicks_bytes(loaded, ONSETS))
    np.testing.assert_allclose(mono, alone + 0.5 * loaded.samples, atol=2 / 32768)


def test_harder_strokes_click_louder_and_higher_drums_higher() -> None:
    def spectrum(drum: str, velocity: int) -> NDArray[np.float64]:
        return np.abs(np.fft.rfft(render_onset_clicks([Onset(0, drum, velocity)], 8820)))

    assert spectrum("snare", 100).max() > 1.9 * spectrum("snare", 50).max()
    pitches = [int(spectrum(drum, 100).argmax()) for drum in ("kick", "tom_low", "snare", "crash")]
    assert pitches == sorted(set(pitches))


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_many_strokes_at_once_do_not_clip(level: float) -> None:
    strokes = [Onset(0.5, drum, 127) for drum in DRUM_NAMES]
    samples = read(clicks_bytes(song(level), strokes))
    assert np.abs(samples).max() >= 0.99
    assert np.count_nonzero(np.abs(samples) > 0.999) < 5


def test_strokes_beyond_the_song_and_none_at_all_do_no_harm() -> None:
    assert render_onset_clicks([Onset(2.0, "kick", 90)], SAMPLE_RATE).any() == np.False_
    assert len(read(clicks_bytes(song(0.5), ()))) == SAMPLE_RATE
