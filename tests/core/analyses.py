"""Analyses of songs that nobody recorded: activations drawn from known strokes and beats."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from core.activations import Activations
from core.analysis import Analysis
from core.attention import AttentionMap
from core.features import FeatureSettings, Spectrogram
from core.kit import DRUM_NAMES
from core.onsets import Onset, PeakPicking
from core.song import SAMPLE_RATE, Song
from tests.core.performances import ROCK, Part, Playing, perform

TEMPO = 120.0
START = 0.05  # seconds: where the first bar begins
SETTINGS = FeatureSettings(bands_per_octave=3)


def drawn(times: Sequence[float], heights: Sequence[float], n_frames: int) -> NDArray[np.float32]:
    """Peaks of three frames at these times."""
    frames = np.arange(n_frames)[:, None] - 100 * np.array(times)[None, :]
    peaks = np.array(heights) * np.exp(-0.5 * (frames / 1.0) ** 2)
    return peaks.max(axis=1, initial=0.0).astype(np.float32)


def analysis_of(onsets: Sequence[Onset], duration: float, start: float = START) -> Analysis:
    """An analysis in which these strokes are heard, each as surely as its confidence.

    Beats at `TEMPO`, in 4/4 from `start` on.
    """
    n_frames = round(100 * duration)
    drums = np.zeros((n_frames, len(DRUM_NAMES)), dtype=np.float32)
    velocities = np.full_like(drums, 0.7)
    for column, drum in enumerate(DRUM_NAMES):
        own = [onset for onset in onsets if onset.drum == drum]
        if own:
            drums[:, column] = drawn([o.time for o in own], [o.confidence for o in own], n_frames)
        for onset in own:
            frame = round(100 * onset.time)
            velocities[max(frame - 2, 0) : frame + 3, column] = onset.velocity / 127
    beats = np.arange(start, duration, 60 / TEMPO).tolist()
    activations = Activations(
        drums,
        velocities,
        drawn(beats, [0.9] * len(beats), n_frames),
        drawn(beats[::4], [0.9] * len(beats[::4]), n_frames),
        DRUM_NAMES,
        100.0,
    )
    rng = np.random.default_rng(0)
    samples = rng.normal(0, 0.1, round(duration * SAMPLE_RATE)).astype(np.float32)
    values = torch.from_numpy(rng.random((n_frames, SETTINGS.n_bands), dtype=np.float32))
    weights = (1 + 0.5 * rng.random((n_frames, SETTINGS.n_bands))).astype(np.float32)
    return Analysis(
        Song(samples, title="Drawn", artist="Nobody"),
        Spectrogram(values, SETTINGS),
        activations,
        AttentionMap(weights),
        PeakPicking(dict.fromkeys(DRUM_NAMES, 0.3)),
    )


def rock_analysis(n_bars: int = 8, fill: Part | None = None) -> Analysis:
    """Bars of rock, two seconds each from `START` on; perhaps with another last bar."""
    parts = [ROCK] * n_bars
    if fill is not None:
        parts[-1] = fill
    onsets = perform(parts, Playing(TEMPO, spread=0.0), START)
    onsets = [replace(onset, confidence=0.9) for onset in onsets]
    return analysis_of(onsets, START + 2.0 * n_bars)
