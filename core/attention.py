"""What the network weighed: attention over frequency, read by a forward hook."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.activations import pieces
from core.checkpoint import Checkpoint
from core.errors import ModelError
from core.features import Spectrogram
from core.networks.drum_network import DrumNetwork
from core.networks.ensemble import DrumEnsemble


@dataclass(frozen=True)
class AttentionMap:
    """Weights `(n_frames, n_bands)`, float32, on the bands of the spectrogram.

    The mean over the network's heads (of an ensemble, over all networks'); 1 is even attention,
    and each frame's mean is 1.
    """

    weights: NDArray[np.float32]


@dataclass(frozen=True)
class RecordedAttention:
    """The weights of the pieces of one song, each `(n_frames_seen, n_pooled_bands)`, by network."""

    seen: tuple[list[Tensor], ...] = ()

    def attention_map(self, spectrogram: Spectrogram) -> AttentionMap | None:
        """The attention over the whole spectrogram whose pieces the network has just seen.

        None if the network has no attention.
        """
        if not self.seen:
            return None
        cut = pieces(spectrogram.n_frames)
        whole = [
            torch.cat([each[counted] for each, (_, counted) in zip(parts, cut, strict=True)])
            for parts in self.seen
        ]
        mean = torch.stack(whole).mean(dim=0)
        return AttentionMap(spread_over_bands(mean, spectrogram.settings.n_bands))


@contextmanager
def record_attention(network: nn.Module) -> Iterator[RecordedAttention]:
    """Records the attention of every piece that the network sees inside the block."""
    listening = _listening(network)
    recorded = RecordedAttention(tuple([] for _ in listening))
    with ExitStack() as stack:
        for member, seen in zip(listening, recorded.seen, strict=True):
            stack.enter_context(_recorded_to(seen, member))
        yield recorded


def _listening(network: nn.Module) -> list[DrumNetwork]:
    """The networks in it that have attention over frequency."""
    members = list(network.members) if isinstance(network, DrumEnsemble) else [network]
    return [member for member in members if isinstance(member, DrumNetwork)]


@contextmanager
def _recorded_to(seen: list[Tensor], network: DrumNetwork) -> Iterator[None]:
    handle = network.attention.weights.register_forward_hook(
        lambda _module, _inputs, output: seen.append(output[0].mean(dim=0).float().cpu())
    )
    try:
        yield
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
