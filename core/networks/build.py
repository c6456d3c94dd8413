"""The networks by name, rebuilt from their sizes."""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from torch import nn

from core.errors import ModelError
from core.networks.drum_network import DrumNetwork, DrumNetworkSizes
from core.networks.ensemble import DrumEnsemble, DrumEnsembleSizes
from core.networks.find_your_rhythm import FindYourRhythm, FindYourRhythmSizes

NETWORKS: Mapping[str, tuple[type[nn.Module], type]] = MappingProxyType(
    {
        "melody": (DrumNetwork, DrumNetworkSizes),
        "ensemble": (DrumEnsemble, DrumEnsembleSizes),
        "findyourrhythm": (FindYourRhythm, FindYourRhythmSizes),
    }
)


def build_network(name: str, sizes: Mapping[str, Any]) -> nn.Module:
    """The network `name` with the given sizes and fresh weights."""
    if name not in NETWORKS:
        known = ", ".join(NETWORKS)
        raise ModelError(f"There is no network named “{name}”; there are {known}.")
    network, sizes_type = NETWORKS[name]
    try:
        return network(sizes_type(**sizes))
    except TypeError as error:
        raise ModelError(f"These sizes do not fit the network “{name}”: {error}") from error


def network_name(network: nn.Module) -> str:
    """The name under which `build_network` knows the network."""
    for name, (network_type, _) in NETWORKS.items():
        if isinstance(network, network_type):
            return name
    raise ModelError(f"{type(network).__name__} is none of Melody's networks.")


def network_sizes(network: nn.Module) -> dict[str, Any]:
    """The sizes from which `build_network` rebuilds the network."""
    return asdict(network.sizes)  # type: ignore[call-overload, no-any-return]
