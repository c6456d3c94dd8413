"""Trained networks -> a checkpoint: averaged, with the thresholds of the validation."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch

from core.checkpoint import Checkpoint, load_checkpoint
from core.errors import ModelError
from core.networks import DrumEnsemble, DrumEnsembleSizes, DrumNetwork
from core.training.shards import FeatureSong
from core.training.validation import ValidationFigures, validate


def combine(paths: Sequence[Path]) -> Checkpoint:
    """The checkpoint at the path, or an ensemble of several; not yet calibrated.

    Raises `ModelError` if they hear other features or drums, or are no networks of the kind
    "melody" (an ensemble's members count each).
    """
    found = [load_checkpoint(path) for path in paths]
    first = found[0]
    if len(found) == 1:
        return first
    members: list[DrumNetwork] = []
    for path, checkpoint in zip(paths, found, strict=True):
        if (checkpoint.features, checkpoint.drum_names) != (first.features, first.drum_names):
            raise ModelError(f"{path} hears other features or drums than {paths[0]}.")
        members += _members(checkpoint, path)
    ensemble = DrumEnsemble(DrumEnsembleSizes(tuple(asdict(m.sizes) for m in members)))
    for own, member in zip(ensemble.members, members, strict=True):
        own.load_state_dict(member.state_dict())
    training = {"members": [dict(checkpoint.training) for checkpoint in found]}
    return Checkpoint(ensemble.eval(), first.features, first.drum_names, training=training)


def _members(checkpoint: Checkpoint, path: Path) -> list[DrumNetwork]:
    network = checkpoint.network
    members = list(network.members) if isinstance(network, DrumEnsemble) else [network]
    fitting = [member for member in members if isinstance(member, DrumNetwork)]
    if len(fitting) < len(members):
        raise ModelError(f"{path} holds no network of the kind “melody”.")
    return fitting


def calibrated(
    checkpoint: Checkpoint, songs: Sequence[FeatureSong], device: str = "cpu"
) -> tuple[Checkpoint, ValidationFigures]:
    """The checkpoint with the thresholds and calibrations that suit the songs, and its figures."""
    with torch.inference_mode():
        figures = validate(checkpoint, songs, device)
    training = {**checkpoint.training, "calibration": asdict(figures)}
    return (
        Checkpoint(
            checkpoint.network,
            checkpoint.features,
            checkpoint.drum_names,
            dict(figures.thresholds),
            dict(figures.calibrations),
            training,
        ),
        figures,
    )
