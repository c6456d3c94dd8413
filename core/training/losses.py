"""How far logits are from their targets."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from core.networks import FrameLogits


@dataclass(frozen=True)
class LossWeights:
    """Weights of the parts of the loss; `stroke_weight` counts frames with a stroke more."""

    stroke_weight: float = 2.0
    velocities: float = 0.3
    beats: float = 0.5


def frame_loss(
    logits: FrameLogits, drums: Tensor, velocities: Tensor, beats: Tensor, weights: LossWeights
) -> Tensor:
    """Weighted cross-entropy of drums and beats, squared error of velocities; one number.

    Targets as in `Targets`, with a leading batch dimension. Sums over drums, means over frames.
    """
    stroke_weight = 1 + (weights.stroke_weight - 1) * drums
    drum_loss = binary_cross_entropy_with_logits(logits.drums, drums, weight=stroke_weight)
    known = ~torch.isnan(velocities)
    difference = torch.sigmoid(logits.velocities) - torch.nan_to_num(velocities)
    velocity_loss = (difference.square() * known).sum() / known.sum().clamp(min=1)
    known = ~torch.isnan(beats)
    beat_weight = (1 + 4 * torch.nan_to_num(beats)) * known
    beat_loss = binary_cross_entropy_with_logits(
        logits.beats, torch.nan_to_num(beats), weight=beat_weight
    )
    n_drums = drums.shape[-1]
    return n_drums * drum_loss + weights.velocities * velocity_loss + weights.beats * 2 * beat_loss
