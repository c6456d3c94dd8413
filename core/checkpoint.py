"""A trained network in one file: sizes, feature settings, drum names, thresholds, weights.

The network is rebuilt from the file alone. Loading is strict: nothing may be missing, too much
or damaged, and nothing but tensors and plain values is unpickled.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from torch import nn

from core.calibration import Calibration
from core.errors import ModelError
from core.features import FeatureSettings
from core.kit import DRUM_NAMES
from core.networks.build import build_network, network_name, network_sizes
from core.weights_file import DRUM_WEIGHTS, LIVE_WEIGHTS, load_weights, save_weights

FORMAT = "melody-checkpoint"
VERSION = 1


@dataclass(frozen=True)
class Checkpoint:
    """A network ready to use, with all that belongs to it.

    `thresholds` gives the peak-picking threshold (0..1) of each drum, and `calibrations` what its
    activations are worth; `training` tells how the network was trained (recipe, epoch, figures).
    """

    network: nn.Module
    features: FeatureSettings
    drum_names: tuple[str, ...] = DRUM_NAMES
    thresholds: Mapping[str, float] = field(default_factory=dict)
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
    training: Mapping[str, Any] = field(default_factory=dict)


def save_checkpoint(checkpoint: Checkpoint, path: Path) -> None:
    """Write the checkpoint; an older file at `path` is replaced only when all is written."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "network": network_name(checkpoint.network),
        "sizes": network_sizes(checkpoint.network),
        "features": asdict(checkpoint.features),
        "drum_names": list(checkpoint.drum_names),
        "thresholds": dict(checkpoint.thresholds),
        "calibrations": {d: asdict(c) for d, c in checkpoint.calibrations.items()},
        "training": dict(checkpoint.training),
        "state": {k: v.detach().cpu() for k, v in checkpoint.network.state_dict().items()},
    }
    save_weights(content, path)


def load_live_checkpoint() -> Checkpoint:
    """The checkpoint shipped with Melody for playing live; raises as `load_checkpoint`."""
    return load_checkpoint(shipped=LIVE_WEIGHTS)


def load_checkpoint(path: Path | None = None, *, shipped: str = DRUM_WEIGHTS) -> Checkpoint:
    """The checkpoint at `path`, or the `shipped` one, its network in inference mode.

    Raises `ModelError` if the file is missing, damaged, not a checkpoint, of a newer version,
    or (for the shipped one) differs from its recorded SHA-256.
    """
    content, file = load_weights(path, shipped, (FORMAT, VERSION))
    return _rebuild(content, file)


def _rebuild(content: dict[str, Any], file: Path) -> Checkpoint:
    try:
        network = build_network(content["network"], _with_tuples(content["sizes"]))
        network.load_state_dict(content["state"], strict=True)
        return Checkpoint(
            network.eval(),
            FeatureSettings(**content["features"]),
            tuple(content["drum_names"]),
            content["thresholds"],
            {d: _calibration(c) for d, c in content["calibrations"].items()},
            content["training"],
        )
    except (KeyError, TypeError, RuntimeError) as error:
        raise ModelError(f"{file} does not fit this version of Melody: {error}") from error


def _calibration(values: dict[str, float]) -> Calibration:
    # Calibrations once told more than is needed now.
    return Calibration(values["slope"], values["offset"])


def _with_tuples(sizes: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in sizes.items()}
