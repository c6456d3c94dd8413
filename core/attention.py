"""What the network weighed: attention over frequency, read by a forward hook."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

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


@dataclass(frozen=True)
class RecordedAttention:
    """The weights of the pieces of one song, each `(n_frames_seen, n_pooled_bands)`."""

    seen: list[Tensor] = field(default_factory=list)

    def attention_map(self, spectrogram: Spectrogram) -> AttentionMap | None:
        """The attention over the whole spectrogram whose pieces the network has just seen.

        None if the network has no attention.
        """
        if not self.seen:
            return None
        cut = pieces(spectrogram.n_frames)
        parts = [each[counted] for each, (_, counted) in zip(self.seen, cut, strict=True)]
        return AttentionMap(spread_over_bands(torch.cat(parts), spectrogram.settings.n_bands))


@contextmanager
def record_attention(network: nn.Module) -> Iterator[RecordedAttention]:
    """Records the attention of every piece that the network sees inside the block."""
    recorded = RecordedAttention()
    if not isinstance(network, DrumNetwork):
        yield recorded
        return
    handle = network.attention.weights.register_forward_hook(
        lambda _module, _inputs, output: recorded.seen.append(output[0].mean(dim=0).float().cpu())
    )
    try:
        yield recorded
    finally:
        handle.remove()


def predict_attention(spectrogram: Spectrogram, checkpoint: Checkpoint) -> AttentionMap:
    """The attention of the network over the bands of each frame of a song.

    Raises `ModelError` for a network without attention.
    """
    network = checkpoint.network.eval()
    device = next(network.parameters()).device
    with record_attention(network) as recorded, torch.inference_mode():
        for seen, _ in pieces(spectrogram.n_frames):
            network(spectrogram.values[seen].unsqueeze(0).to(device))
    found = recorded.attention_map(spectrogram)
    if found is None:
        raise ModelError("This network has no attention over frequency.")
    return found


def spread_over_bands(pooled: Tensor, n_bands: int) -> NDArray[np.float32]:
    """Weights `(n_frames, n_pooled_bands)` on the bands of the spectrogram, each frame's mean 1.

    Each weighed band stands for a few neighbouring bands.
    """
    n_each = -(-n_bands // pooled.shape[1])
    spread = pooled.repeat_interleave(n_each, dim=1)[:, :n_bands]
    return (spread / spread.mean(dim=1, keepdim=True)).numpy()
