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
VOTING = "voting"


class Voting(TagNetwork):
    """Several networks that hear the same: what they say averaged.

    Their vectors are averaged too. They mean the same where the same teachers taught them; those
    of networks that learned from labelled songs don't.
    """

    def __init__(self, members: Sequence[TagNetwork]) -> None:
        kinds = {(one.hears, one.sizes.n_labels, one.sizes.n_vector) for one in members}
        if len(kinds) != 1:
            raise ModelError("Networks vote that hear the same, with labels and vectors alike.")
        super().__init__(members[0].sizes)
        self.hears = members[0].hears  # type: ignore[misc]
        self.members = nn.ModuleList(members)

    def forward(self, windows: Tensor) -> TagLogits:
        """What the members hear in the windows, as one."""
        return vote([member(windows) for member in self.members])


def vote(heard: Sequence[TagLogits]) -> TagLogits:
    """What members hear in the same windows, as one."""
    return TagLogits(*(torch.stack(parts).mean(dim=0) for parts in zip(*heard, strict=True)))


def build_tag_network(name: str, sizes: Mapping[str, Any]) -> TagNetwork:
    """The network of that name with the given sizes and fresh weights.

    The sizes of one that votes are those of its members, with their names.
    """
    if name == VOTING:
        return Voting([build_tag_network(one["network"], one["sizes"]) for one in sizes["members"]])
    if name not in TAG_NETWORKS:
        known = ", ".join(TAG_NETWORKS)
        raise ModelError(f"There is no network named “{name}”; there are {known}.")
    try:
        return TAG_NETWORKS[name](TagNetworkSizes(**sizes))
    except TypeError as error:
        raise ModelError(f"These sizes do not fit the network “{name}”: {error}") from error


def tag_network_name(network: TagNetwork) -> str:
    """The name under which `build_tag_network` knows the network."""
    if isinstance(network, Voting):
        return VOTING
    for name, kind in TAG_NETWORKS.items():
        if type(network) is kind:
            return name
    raise ModelError(f"{type(network).__name__} is none of Melody's networks.")


def tag_network_sizes(network: TagNetwork) -> dict[str, Any]:
    """The sizes from which `build_tag_network` rebuilds the network."""
    if isinstance(network, Voting):
        members = [one for one in network.members if isinstance(one, TagNetwork)]
        return {
            "members": [
                {"network": tag_network_name(one), "sizes": tag_network_sizes(one)}
                for one in members
            ]
        }
    return asdict(network.sizes)


def member_named(network: TagNetwork, name: str) -> TagNetwork:
    """The network itself if it is of that kind, or the member of that kind that votes in it."""
    for one in (network, *(network.members if isinstance(network, Voting) else ())):
        if isinstance(one, TagNetwork) and tag_network_name(one) == name:
            return one
    raise ModelError(f"The checkpoint holds no network of the kind “{name}” to begin with.")
