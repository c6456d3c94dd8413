"""Several networks that are asked together: their logits are averaged.

Networks that were trained apart make different mistakes, and their mean makes fewer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from core.errors import ModelError
from core.networks.drum_network import DrumNetwork, DrumNetworkSizes, FrameLogits


@dataclass(frozen=True)
class DrumEnsembleSizes:
    """The sizes of each member, as plain values; kept in the checkpoint."""

    members: tuple[Mapping[str, Any], ...]

    def __post_init__(self) -> None:
        if not self.members:
            raise ModelError("An ensemble has at least one network.")


class DrumEnsemble(nn.Module):
    """Log-frequency spectrogram -> the mean of its members' logits."""

    def __init__(self, sizes: DrumEnsembleSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.members = nn.ModuleList(
            DrumNetwork(DrumNetworkSizes(**member)) for member in sizes.members
        )

    def forward(self, spectrogram: Tensor) -> FrameLogits:
        """Logits of spectrograms `(n, n_frames, n_bands)`."""
        heard = [member(spectrogram) for member in self.members]
        return FrameLogits(*(torch.stack(part).mean(dim=0) for part in zip(*heard, strict=True)))
