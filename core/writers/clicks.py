"""Onsets -> a sound file with a click on each: the quickest way to hear whether they are right.

The higher a drum stands on the staff, the higher its click; the harder the stroke, the louder.
"""

import io
from collections.abc import Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from core.errors import AudioError
from core.kit import DRUMS
from core.onsets import Onset
from core.playback.stereo import load_stereo
from core.song import SAMPLE_RATE, Song

_LENGTH = 0.05
_DECAY = 0.008
# Staff lines count downwards; four of them are an octave, the middle line is A4.
_MIDDLE_LINE, _MIDDLE_PITCH, _LINES_PER_OCTAVE = 4, 440.0, 4
_CLICK_LEVEL = 0.7
_SONG_LEVEL = 0.5


def clicks_bytes(song: Song, onsets: Sequence[Onset], *, with_song: bool = True) -> bytes:
    """A wav file, 16 bits, as long as the song: clicks on it, or the clicks alone (mono).

    The song is heard in stereo if it is and its file is still there.
    """
    import soundfile  # noqa: PLC0415

    clicks = render_onset_clicks(onsets, len(song.samples))[:, None]
    mixed = clicks + np.float32(_SONG_LEVEL) * _heard(song) if with_song else clicks
    peak = float(np.abs(mixed).max(initial=0.0))
    if peak > 1:
        mixed /= peak
    file = io.BytesIO()
    soundfile.write(file, mixed, SAMPLE_RATE, format="WAV", subtype="PCM_16")
    return file.getvalue()


def _heard(song: Song) -> NDArray[np.float32]:
    """The song as it is in its file, `(n_samples, 1 or 2)`; the mono mix where that is gone."""
    if song.path is not None:
        with suppress(AudioError):
            return load_stereo(song.path, len(song.samples))
    return song.samples[:, None]


def render_onset_clicks(onsets: Sequence[Onset], n_samples: int) -> NDArray[np.float32]:
    """A click on each onset, float32 `(n_samples,)`; it begins on the onset's sample."""
    track = np.zeros(n_samples, dtype=np.float32)
    sounds = {drum: _click(drum) for drum in {onset.drum for onset in onsets}}
    for onset in onsets:
        start = round(onset.time * SAMPLE_RATE)
        if 0 <= start < n_samples:
            part = sounds[onset.drum][: n_samples - start]
            track[start : start + len(part)] += part * np.float32(onset.velocity / 127)
    return track


def _click(drum: str) -> NDArray[np.float32]:
    lines_up = _MIDDLE_LINE - DRUMS[drum].staff_line
    pitch = _MIDDLE_PITCH * 2 ** (lines_up / _LINES_PER_OCTAVE)
    times = np.arange(round(_LENGTH * SAMPLE_RATE)) / SAMPLE_RATE
    # A cosine: it begins at its peak, so that the click is where the onset is.
    wave = np.cos(2 * np.pi * pitch * times) * np.exp(-times / _DECAY)
    return np.asarray(_CLICK_LEVEL * wave, dtype=np.float32)
