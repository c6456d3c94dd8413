"""How far logits are from their targets."""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from core.networks import FrameLogits
from core.training.targets import HIHATS


class TargetTensors(NamedTuple):
    """Targets as in `Targets`, with a leading batch dimension; NaN is what is not known."""

    drums: Tensor
    velocities: Tensor
    hihats: Tensor
    beats: Tensor


@dataclass(frozen=True)
class LossWeights:
    """Weights of the parts of the loss; `stroke_weight` counts frames with a stroke more."""

    stroke_weight: float = 2.0
    velocities: float = 0.3
    beats: float = 0.5


def frame_loss(logits: FrameLogits, targets: TargetTensors, weights: LossWeights) -> Tensor:
    """Weighted cross-entropy of drums and beats, squared error of velocities; one number.

    Sums over drums, means over frames; what is not known adds nothing.
    """
    n_drums = targets.drums.shape[-1]
    drum_loss = _cross_entropy(logits.drums, targets.drums, weights.stroke_weight)
    # One of the hi-hats was struck, whichever: the surest of them is meant.
    any_hihat = logits.drums[..., HIHATS].amax(dim=-1)
    hihat_loss = _cross_entropy(any_hihat, targets.hihats, weights.stroke_weight)
    known = ~torch.isnan(targets.velocities)
    difference = torch.sigmoid(logits.velocities) - torch.nan_to_num(targets.velocities)
    velocity_loss = (difference.square() * known).sum() / known.sum().clamp(min=1)
    beat_loss = _cross_entropy(logits.beats, targets.beats, 5.0)
    return (
        n_drums * drum_loss
        + weights.velocities * velocity_loss
        + weights.beats * 2 * beat_loss
        + hihat_loss
    )


def _cross_entropy(logits: Tensor, targets: Tensor, stroke_weight: float) -> Tensor:
    """The mean over all places, those with a stroke weighed more, those with NaN as zero."""
    known = ~torch.isnan(targets)
    targets = torch.nan_to_num(targets)
    weight = (1 + (stroke_weight - 1) * targets) * known
    return binary_cross_entropy_with_logits(logits, targets, weight=weight)
