"""What the network weighed: attention over frequency, read by a forward hook."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.activations import pieces
from core.checkpoint import Checkpoint
from core.errors import ModelError
from core.features import Spectrogram
from core.networks.drum_network import DrumNetwork


@dataclass(frozen=True)
class AttentionMap:
    """Weights `(n_frames, n_bands)`, float32, on the bands of the spectrogram.

    The mean over the network's heads; 1 is even attention, and each frame's mean is 1.
    """

    weights: NDArray[np.float32]


def predict_attention(spectrogram: Spectrogram, checkpoint: Checkpoint) -> AttentionMap:
    """The attention of the network over the bands of each frame of a song.

    Raises `ModelError` for a network without attention.
    """
    network = checkpoint.network
    if not isinstance(network, DrumNetwork):
        raise ModelError("This network has no attention over frequency.")
    seen_weights: list[Tensor] = []
    handle = network.attention.weights.register_forward_hook(
        lambda _module, _inputs, output: seen_weights.append(output.detach())
    )
    parts = []
    try:
        with torch.inference_mode():
            for seen, counted in pieces(spectrogram.n_frames):
                device = next(network.parameters()).device
                network.eval()(spectrogram.values[seen].unsqueeze(0).to(device))
                parts.append(seen_weights.pop()[0].mean(dim=0)[counted].cpu())
    finally:
        handle.remove()
    pooled = torch.cat(parts)
    # Each weighed band stands for a few neighbouring bands of the spectrogram.
    n_bands = spectrogram.settings.n_bands
    n_each = -(-n_bands // pooled.shape[1])
    spread = pooled.repeat_interleave(n_each, dim=1)[:, :n_bands]
    return AttentionMap((spread / spread.mean(dim=1, keepdim=True)).numpy())
