"""Analyses made by hand: what a network might have said of a song."""

from collections.abc import Iterable

import numpy as np
import torch

from core.activations import Activations
from core.analysis import Analysis
from core.attention import AttentionMap
from core.calibration import Calibration
from core.features import FeatureSettings, Spectrogram
from core.kit import DRUM_NAMES
from core.onsets import PeakPicking
from core.song import Song

SETTINGS = FeatureSettings(bands_per_octave=3)
FRAME_RATE = 100.0

Peak = tuple[float, str, float]


def toy_analysis(peaks: Iterable[Peak], seconds: float = 8.0) -> Analysis:
    """The analysis of a silent song with peaks (time, drum, height) in the activations.

    Each peak falls off within two frames; every velocity is .7; beats are 120 a minute. The
    calibrations take activations for probabilities.
    """
    n_frames = round(seconds * FRAME_RATE) + 1
    drums = np.zeros((n_frames, len(DRUM_NAMES)), dtype=np.float32)
    for time, drum, height in peaks:
        frame, column = round(time * FRAME_RATE), DRUM_NAMES.index(drum)
        for offset, share in ((-1, 0.4), (0, 1.0), (1, 0.5)):
            if 0 <= frame + offset < n_frames:
                drums[frame + offset, column] = height * share
    beats = np.zeros(n_frames, dtype=np.float32)
    downbeats = beats.copy()
    beats[::50], downbeats[::200] = 0.9, 0.9
    velocities = np.full_like(drums, 0.7)
    activations = Activations(drums, velocities, beats, downbeats, DRUM_NAMES, FRAME_RATE)
    n_bands = SETTINGS.n_bands
    generator = torch.Generator().manual_seed(1)
    return Analysis(
        Song(np.zeros(round(44100 * seconds), dtype=np.float32), title="Toy", artist="Nobody"),
        Spectrogram(torch.rand(n_frames, n_bands, generator=generator), SETTINGS),
        activations,
        AttentionMap(np.ones((n_frames, n_bands), dtype=np.float32)),
        PeakPicking(dict.fromkeys(DRUM_NAMES, 0.3), dict.fromkeys(DRUM_NAMES, Calibration())),
    )


def rock_peaks(n_bars: int = 4, height: float = 0.95) -> list[Peak]:
    """Kick and snare in turn on the beats, closed hi-hats on the eighths."""
    peaks: list[Peak] = []
    for beat in range(4 * n_bars):
        peaks.append((0.5 * beat, "snare" if beat % 2 else "kick", height))
        peaks += [(0.5 * beat + offset, "hihat_closed", height) for offset in (0.0, 0.25)]
    return peaks
