"""Songs made from numbers, as the network would have heard them; no network is run."""

from pathlib import Path

import numpy as np
import torch

from core.activations import Activations
from core.analysis import Analysis
from core.attention import AttentionMap
from core.features import FeatureSettings, Spectrogram
from core.kit import DRUM_NAMES
from core.onsets import PeakPicking
from core.song import SAMPLE_RATE, Song
from core.waveform import build_waveform
from melody_gui.document import Document, Services
from melody_gui.loading import SongRead, SpectrogramMade

FRAME_RATE = 100
# Which eighths of a bar each drum plays.
GROOVE = {"kick": (0, 4), "snare": (2, 6), "hihat_closed": tuple(range(8))}


def made_analysis(
    seconds: float, tempo: float = 120.0, groove: dict[str, tuple[int, ...]] | None = None
) -> Analysis:
    """A song in 4/4 that begins with bar 1 at 0.5 s, each stroke sure and at velocity 80."""
    groove = GROOVE if groove is None else groove
    rng = np.random.default_rng(0)
    n_frames = int(seconds * FRAME_RATE)
    drums = rng.random((n_frames, len(DRUM_NAMES))).astype(np.float32) * 0.02
    beats, downbeats = (np.full(n_frames, 0.01, dtype=np.float32) for _ in range(2))
    samples = rng.normal(0, 0.02, int(seconds * SAMPLE_RATE)).astype(np.float32)
    eighth = 30.0 / tempo
    for index in range(int((seconds - 1.0) / eighth)):
        frame = round((0.5 + index * eighth) * FRAME_RATE)
        if index % 2 == 0:
            beats[frame] = 0.95
        if index % 8 == 0:
            downbeats[frame] = 0.95
        for drum, eighths in groove.items():
            if index % 8 in eighths:
                drums[frame, DRUM_NAMES.index(drum)] = 0.9
                start = frame * SAMPLE_RATE // FRAME_RATE
                samples[start : start + 400] += 0.5
    settings = FeatureSettings()
    values = torch.from_numpy(rng.random((n_frames, settings.n_bands)).astype(np.float32))
    return Analysis(
        Song(samples),
        Spectrogram(values, settings),
        Activations(
            drums,
            np.full_like(drums, 80 / 127),
            beats,
            downbeats,
            DRUM_NAMES,
            float(FRAME_RATE),
        ),
        AttentionMap(rng.random((n_frames, settings.n_bands)).astype(np.float32) * 2),
        PeakPicking(dict.fromkeys(DRUM_NAMES, 0.3)),
    )


def read_song(document: Document, analysis: Analysis) -> None:
    """Give a document its song, as the worker does that reads it."""
    song = analysis.song
    waveform = build_waveform(song.samples, song.sample_rate)
    document._on_part(SongRead(song, waveform, "0" * 64))


def made_document(services: Services, analysis: Analysis) -> Document:
    """A document that was read and analysed; its score comes from a worker."""
    document = Document(Path("made.wav"), services)
    read_song(document, analysis)
    document._on_part(SpectrogramMade(analysis.spectrogram))
    document._on_analysed(analysis)
    return document
