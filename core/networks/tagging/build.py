"""The networks of the family by name, rebuilt from their sizes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor, nn

from core.errors import ModelError
from core.networks.tagging.convolutional import (
    OneDimensional,
    Residual,
    SampleLevel,
    SqueezeExcitation,
    TwoDimensional,
)
from core.networks.tagging.melody import MelodyTagger
from core.networks.tagging.parts import TagLogits, TagNetwork, TagNetworkSizes
from core.networks.tagging.recurrent import ConvolutionalRecurrent, JoinedPaths, SelfAttention

TAG_NETWORKS: Mapping[str, type[TagNetwork]] = MappingProxyType(
    {
        "melody": MelodyTagger,
        "cnn-1d": OneDimensional,
        "cnn-2d": TwoDimensional,
        "sample-level": SampleLevel,
        "crnn": ConvolutionalRecurrent,
        "residual": Residual,
        "squeeze-excitation": SqueezeExcitation,
        "lstm-attention": SelfAttention,
        "joined": JoinedPaths,
    }
)


class Voting(nn.Module):
    """Several networks that hear the same: their labels' logits averaged, their vectors joined."""

    def __init__(self, members: Sequence[TagNetwork]) -> None:
        super().__init__()
        if not members or len({member.hears for member in members}) > 1:
            raise ModelError("Networks vote together if there is one, and all hear the same.")
        self.members = nn.ModuleList(members)

    def forward(self, windows: Tensor) -> TagLogits:
        """Labels and joined vectors of the windows."""
        heard = [member(windows) for member in self.members]
        labels = torch.stack([one.labels for one in heard]).mean(dim=0)
        importance = torch.stack([one.importance for one in heard]).mean(dim=0)
        vectors, hidden = (
            torch.cat(parts, dim=1)
            for parts in zip(*((one.vector, one.hidden) for one in heard), strict=True)
        )
        return TagLogits(labels, vectors, importance, hidden)


def build_tag_network(name: str, sizes: Mapping[str, Any]) -> TagNetwork:
    """The network of that name with the given sizes and fresh weights."""
    if name not in TAG_NETWORKS:
        known = ", ".join(TAG_NETWORKS)
        raise ModelError(f"There is no network named “{name}”; there are {known}.")
    try:
        return TAG_NETWORKS[name](TagNetworkSizes(**sizes))
    except TypeError as error:
        raise ModelError(f"These sizes do not fit the network “{name}”: {error}") from error


def tag_network_name(network: TagNetwork) -> str:
    """The name under which `build_tag_network` knows the network."""
    for name, kind in TAG_NETWORKS.items():
        if type(network) is kind:
            return name
    raise ModelError(f"{type(network).__name__} is none of Melody's networks.")


def tag_network_sizes(network: TagNetwork) -> dict[str, Any]:
    """The sizes from which `build_tag_network` rebuilds the network."""
    return asdict(network.sizes)
