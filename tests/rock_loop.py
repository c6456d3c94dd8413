"""A plain rock loop, as a microphone in the room hears it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.live import LiveTranscriber
from core.onsets import Onset
from core.playback.drum_sounds import load_drum_sounds, render_drums

Sound = NDArray[np.float32]
SAMPLE_RATE = 44100
HEARD_AS = {
    "kick": "kick",
    "snare": "snare",
    "hihat_closed": "hi-hat",
    "hihat_open": "hi-hat",
    "hihat_pedal": "hi-hat",
}


def rock_loop(bpm: float, n_bars: int = 4, seed: int = 1) -> tuple[Onset, ...]:
    """Closed hi-hats in eighths, kick on 1 and 3 with a pickup, snare on 2 and 4, by hand."""
    rng = np.random.default_rng(seed)
    plan = [(0.5 * eighth, "hihat_closed", 84 if eighth % 2 == 0 else 66) for eighth in range(8)]
    plan += [(0, "kick", 100), (1, "snare", 104), (2, "kick", 98), (3, "snare", 106)]
    onsets = []
    for bar in range(n_bars):
        for beat, drum, velocity in [*plan, *([(2.5, "kick", 92)] if bar % 2 else [])]:
            time = 0.5 + (4 * bar + beat) * 60 / bpm + rng.normal(0, 0.005)
            onsets.append(Onset(time, drum, int(velocity + rng.normal(0, 5))))
    return tuple(sorted(onsets, key=lambda onset: onset.time))


def duration_of(onsets: tuple[Onset, ...]) -> float:
    """Seconds of sound that the strokes need."""
    return onsets[-1].time + 1.0


def shipped_drums(onsets: tuple[Onset, ...]) -> Sound:
    """The strokes on the drums that ship with Melody, mono."""
    stereo = render_drums(onsets, duration_of(onsets), load_drum_sounds())
    return np.asarray(stereo.mean(axis=1), dtype=np.float32)


def through_room(sound: Sound, seed: int = 1, peak_db: float = -12.0) -> Sound:
    """The sound in a small room, before a microphone that has little bass, with noise."""
    rng = np.random.default_rng(seed)
    n = int(0.25 * SAMPLE_RATE)
    tail = rng.normal(0, 1, n) * np.exp(-np.arange(n) / (0.05 * SAMPLE_RATE))
    tail *= 0.4 / np.sqrt((tail**2).sum())
    tail[0] = 1.0
    size = len(sound) + n
    heard = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]
    spectrum = np.fft.rfft(heard)
    frequencies = np.fft.rfftfreq(len(heard), 1 / SAMPLE_RATE)
    heard = np.fft.irfft(spectrum / np.sqrt(1 + (60 / (frequencies + 1)) ** 4), len(heard))
    heard *= 10 ** (peak_db / 20) / np.abs(heard).max()
    return (heard + rng.normal(0, 10 ** ((peak_db - 50) / 20), len(heard))).astype(np.float32)


def heard_live(
    live: LiveTranscriber,
    sound: Sound,
    n_block: int = 512,
    on_block: Callable[[int], None] = lambda _end: None,
) -> list[tuple[float, Onset]]:
    """The strokes, each with the seconds of sound that had come in when it was told.

    `on_block` gets how many samples have come in, after each block.
    """
    live.reset()
    told = []
    for start in range(0, len(sound), n_block):
        block = live.push(sound[start : start + n_block])
        end = min(start + n_block, len(sound))
        told += [(end / SAMPLE_RATE, onset) for onset in block.onsets]
        on_block(end)
    return told
