"""The neural networks: modules only, no paths and no audio."""

from core.networks.build import NETWORKS, build_network
from core.networks.drum_network import DrumNetwork, DrumNetworkSizes, FrameLogits
from core.networks.ensemble import DrumEnsemble, DrumEnsembleSizes
from core.networks.find_your_rhythm import FindYourRhythm, FindYourRhythmSizes

__all__ = [
    "NETWORKS",
    "DrumEnsemble",
    "DrumEnsembleSizes",
    "DrumNetwork",
    "DrumNetworkSizes",
    "FindYourRhythm",
    "FindYourRhythmSizes",
    "FrameLogits",
    "build_network",
]
