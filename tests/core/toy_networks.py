"""Checkpoints of small, untrained networks."""

import torch

from core.checkpoint import Checkpoint
from core.features import FeatureSettings, Spectrogram
from core.kit import DRUM_NAMES
from core.networks import build_network

SETTINGS = FeatureSettings(bands_per_octave=3)


def toy_checkpoint(name: str = "melody", seed: int = 1) -> Checkpoint:
    """A network whose weights follow from the seed, and whose logits spread over their range."""
    torch.manual_seed(seed)
    sizes = {"n_bands": SETTINGS.n_bands, "n_drums": len(DRUM_NAMES), "n_recurrent": 8}
    if name == "melody":
        sizes |= {"n_scale_channels": 2, "channels": (4, 8), "n_joined": 8}
    network = build_network(name, sizes).eval()
    with torch.no_grad():
        network.drum_head.weight *= 30
        network.drum_head.bias.zero_()
    return Checkpoint(network, SETTINGS, thresholds={"kick": 0.4}, training={"recipe": "toy"})


def toy_live_checkpoint(seed: int = 1) -> Checkpoint:
    """As `toy_checkpoint`, with a causal network that looks one frame ahead."""
    torch.manual_seed(seed)
    sizes = {"n_bands": SETTINGS.n_bands, "n_drums": len(DRUM_NAMES), "n_recurrent": 8}
    sizes |= {"n_scale_channels": 2, "channels": (4, 8), "n_joined": 8}
    network = build_network("melody", {**sizes, "causal": True, "look_ahead": 1})
    # Statistics of something: those of a fresh network would hide mistakes.
    network.train()
    with torch.no_grad():
        for _ in range(20):
            network(2 * torch.rand(4, 50, SETTINGS.n_bands))
        network.drum_head.weight *= 30
        network.drum_head.bias.zero_()
    return Checkpoint(network.eval(), SETTINGS, training={"recipe": "toy"})


def noise(n_frames: int, seed: int = 1) -> Spectrogram:
    """A spectrogram of nothing in particular."""
    generator = torch.Generator().manual_seed(seed)
    return Spectrogram(torch.rand(n_frames, SETTINGS.n_bands, generator=generator), SETTINGS)
