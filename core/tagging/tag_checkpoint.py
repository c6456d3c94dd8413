"""A trained tagger in one file: network, sizes, mel settings, labels, weights."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from torch import Tensor

from core.errors import ModelError
from core.networks.tagging.build import build_tag_network, tag_network_name, tag_network_sizes
from core.networks.tagging.parts import TagNetwork
from core.tagging.labels import LABELS
from core.tagging.mel import MelSettings
from core.weights_file import TAG_WEIGHTS, load_weights, save_weights

FORMAT = "melody-tag-checkpoint"
VERSION = 1


@dataclass(frozen=True)
class TagCheckpoint:
    """A tagger ready to use; `n_frames` is the length of the windows that it hears.

    `training` tells how it was trained, and `version` names these weights among all others.
    """

    network: TagNetwork
    labels: tuple[str, ...] = LABELS
    mel: MelSettings = field(default_factory=MelSettings)
    n_frames: int = 187
    training: Mapping[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """What tells these weights from others."""
        return str(self.training.get("version", "untold"))


def save_tag_checkpoint(checkpoint: TagCheckpoint, path: Path) -> None:
    """Write the checkpoint; an older file at `path` is replaced only when all is written.

    Weights are kept in half precision, which changes no figure and halves the file.
    """
    content = {
        "format": FORMAT,
        "version": VERSION,
        "network": tag_network_name(checkpoint.network),
        "sizes": tag_network_sizes(checkpoint.network),
        "mel": asdict(checkpoint.mel),
        "labels": list(checkpoint.labels),
        "n_frames": checkpoint.n_frames,
        "training": dict(checkpoint.training),
        "state": {k: _small(v) for k, v in checkpoint.network.state_dict().items()},
    }
    save_weights(content, path)


def load_tag_checkpoint(path: Path | None = None) -> TagCheckpoint:
    """The checkpoint at `path`, or the one shipped with Melody, its network in inference mode.

    Raises `ModelError` as `core.weights_file.load_weights` does, or if the content doesn't fit.
    """
    content, file = load_weights(path, TAG_WEIGHTS, (FORMAT, VERSION))
    try:
        network = build_tag_network(content["network"], content["sizes"])
        network.load_state_dict(content["state"], strict=True)
        return TagCheckpoint(
            network.eval(),
            tuple(content["labels"]),
            MelSettings(**content["mel"]),
            content["n_frames"],
            content["training"],
        )
    except (KeyError, TypeError, RuntimeError) as error:
        raise ModelError(f"{file} does not fit this version of Melody: {error}") from error


def _small(values: Tensor) -> Tensor:
    """A matrix in half precision; statistics and offsets as they are."""
    values = values.detach().cpu()
    return values.half() if values.is_floating_point() and values.ndim > 1 else values
