"""Distance of logits from targets, with labels that may be missing."""

import numpy as np
import pytest
import torch

from core.kit import DRUM_NAMES
from core.networks import FrameLogits
from core.training.losses import LossWeights, TargetTensors, frame_loss
from core.training.targets import HIHATS

N = len(DRUM_NAMES)
NAN = float("nan")


def targets(n_frames: int = 20) -> TargetTensors:
    """Strokes in every tenth frame, velocity .5; a beat there too; all known."""
    drums = torch.zeros(1, n_frames, N)
    drums[:, ::10] = 1
    velocities = torch.where(drums > 0, 0.5, NAN)
    return TargetTensors(drums, velocities, torch.full((1, n_frames), NAN), drums[..., :2].clone())


def perfect(known: TargetTensors) -> FrameLogits:
    sure = [(2 * torch.nan_to_num(part) - 1) * 20 for part in (known.drums, known.beats)]
    return FrameLogits(sure[0], torch.zeros_like(known.drums), sure[1])


def loss_of(logits: FrameLogits, known: TargetTensors) -> float:
    return float(frame_loss(logits, known, LossWeights()))


def test_perfect_logits_cost_next_to_nothing_and_wrong_ones_much() -> None:
    known = targets()
    right = perfect(known)
    assert loss_of(right, known) < 1e-5
    assert loss_of(right._replace(drums=-right.drums), known) > 100
    assert loss_of(right._replace(beats=-right.beats), known) > 10
    assert loss_of(right._replace(velocities=right.velocities + 9), known) > 0.05


def test_loss_without_missing_labels_is_the_plain_cross_entropy() -> None:
    known = targets()
    logits = FrameLogits(*(torch.randn(1, 20, n) for n in (N, N, 2)))
    plain = torch.nn.functional.binary_cross_entropy_with_logits(
        logits.drums, known.drums, reduction="none"
    )
    weights = LossWeights(stroke_weight=3.0, velocities=0.0, beats=0.0)
    expected = (plain * (1 + 2 * known.drums)).sum(dim=-1).mean()
    assert torch.allclose(frame_loss(logits, known, weights), expected)


@pytest.mark.parametrize("part", ["drums", "velocities", "beats"])
def test_nothing_depends_on_what_is_not_known(part: str) -> None:
    known = targets()
    blank = known._replace(**{part: torch.full_like(getattr(known, part), NAN)})
    logits = perfect(known)
    other = logits._replace(**{part: torch.randn_like(getattr(logits, part)).requires_grad_()})
    loss = frame_loss(other, blank, LossWeights())
    assert float(loss.detach()) < 1e-5
    loss.backward()
    gradient = getattr(other, part).grad
    assert (gradient == 0).all()


def test_any_hihat_will_do_where_the_kind_is_not_known() -> None:
    known = targets()
    drums = known.drums.clone()
    drums[:, ::10, HIHATS] = NAN
    hihats = torch.full((1, 20), NAN)
    hihats[:, ::10] = 1
    unknown = known._replace(drums=drums, hihats=hihats)
    none = perfect(known).drums.clone()
    none[:, ::10, HIHATS] = -20
    silent = perfect(known)._replace(drums=none)
    assert loss_of(silent, unknown) > 1
    for index in HIHATS:
        one = none.clone()
        one[:, ::10, index] = 20
        assert loss_of(silent._replace(drums=one), unknown) < 1e-5
    assert np.isfinite(loss_of(silent, unknown))
