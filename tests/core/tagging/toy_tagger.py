"""A tagger with chance weights, and songs made from numbers."""

import numpy as np
import torch

from core.networks.tagging.build import build_tag_network
from core.song import SAMPLE_RATE, Song
from core.tagging.labels import LABELS
from core.tagging.tag_checkpoint import TagCheckpoint


def toy_checkpoint(network: str = "melody", seed: int = 1) -> TagCheckpoint:
    """A small tagger whose answers differ from window to window."""
    torch.manual_seed(seed)
    sizes = {"n_labels": len(LABELS), "n_vector": 16, "width": 0.25}
    built = build_tag_network(network, sizes).train()
    # Batch normalisation learns what spectrograms are like.
    with torch.no_grad():
        for _ in range(30):
            built(torch.rand(8, 187, 96) * 3)
    return TagCheckpoint(built.eval())


def clicks(bpm: float, seconds: float, seed: int = 1) -> Song:
    """Short noises at an even tempo."""
    rng = np.random.default_rng(seed)
    samples = rng.normal(0, 1e-3, int(seconds * SAMPLE_RATE)).astype(np.float32)
    n = SAMPLE_RATE // 20
    shape = np.exp(-np.arange(n) / (0.01 * SAMPLE_RATE))
    for time in np.arange(0, seconds - 0.1, 60 / bpm):
        start = int(time * SAMPLE_RATE)
        samples[start : start + n] += (rng.normal(0, 0.2, n) * shape).astype(np.float32)
    return Song(samples)


def tones(frequencies: list[float], seconds: float) -> Song:
    """Sines after each other, `seconds` each."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    parts = [0.3 * np.sin(2 * np.pi * frequency * time) for frequency in frequencies]
    return Song(np.concatenate(parts).astype(np.float32))
