"""Figures of a network on songs with known strokes."""

import mir_eval
import numpy as np
import pytest
import torch
from torch import Tensor, nn

from core.checkpoint import Checkpoint
from core.kit import DRUM_NAMES
from core.networks import FrameLogits
from core.training.datasets.recorded import Stroke, truth_of
from core.training.shards import FeatureSong
from core.training.targets import Truth, frame_targets
from core.training.validation import (
    CANDIDATE_THRESHOLDS,
    ValidationFigures,
    count_matches,
    validate,
)
from tests.core.training.toy_material import TOY_FEATURES

BEATS = tuple((0.5 * index, index % 4 + 1) for index in range(8))
STROKES = [Stroke(0.5 * index + 0.1, "kick" if index % 2 else "snare", 90) for index in range(7)]


@pytest.mark.parametrize("seed", range(20))
def test_matches_are_those_of_mir_eval(seed: int) -> None:
    rng = np.random.default_rng(seed)
    reference = np.sort(rng.uniform(0, 10, int(rng.integers(0, 60))))
    estimate = np.sort(
        np.concatenate(
            [reference[::2] + rng.normal(0, 0.04, len(reference[::2])), rng.uniform(0, 10, 9)]
        )
    )
    expected = len(mir_eval.util.match_events(reference, estimate, 0.05))
    assert count_matches(reference, estimate, 0.05) == expected


class Oracle(nn.Module):
    """Says what the targets say, whatever it hears."""

    def __init__(self, truth: Truth, n_frames: int, sureness: float | Tensor = 1.0) -> None:
        super().__init__()
        targets = frame_targets(truth, 0, n_frames, TOY_FEATURES.frame_rate)
        self.drums, self.beats = torch.from_numpy(targets.drums), torch.from_numpy(targets.beats)
        self.drums = self.drums * sureness

    def forward(self, spectrogram: Tensor) -> FrameLogits:
        drums, beats = (
            torch.logit(torch.nan_to_num(part), eps=1e-4).unsqueeze(0)
            for part in (self.drums, self.beats)
        )
        return FrameLogits(drums, torch.zeros_like(drums), beats)


def figures_of(heard: Truth, truth: Truth) -> ValidationFigures:
    features = np.zeros((400, TOY_FEATURES.n_bands), dtype=np.float16)
    checkpoint = Checkpoint(Oracle(heard, 400), TOY_FEATURES)
    return validate(checkpoint, [FeatureSong(features, truth)], "cpu")


def test_hearing_all_gives_one_and_hearing_half_gives_less() -> None:
    truth = truth_of(STROKES, DRUM_NAMES, BEATS)
    figures = figures_of(truth, truth)
    assert figures.sum_f == figures.mean_f == figures.beats == figures.downbeats == 1
    assert figures.drums == {"kick": 1, "snare": 1}
    assert set(figures.thresholds) == set(DRUM_NAMES)
    assert len(set(figures.thresholds.values())) == 1
    assert set(figures.thresholds.values()) <= set(CANDIDATE_THRESHOLDS)
    kicks = truth_of([s for s in STROKES if s.drum == "kick"], DRUM_NAMES, BEATS[:4])
    half = figures_of(kicks, truth)
    assert half.drums == {"kick": 1, "snare": 0}
    assert half.sum_f == pytest.approx(2 * 3 / (7 + 3))
    assert half.mean_f == 0.5
    assert half.beats == pytest.approx(2 * 4 / (8 + 4))


def test_threshold_of_all_drums_keeps_strokes_and_leaves_doubts() -> None:
    truth = truth_of([s for s in STROKES if s.drum == "kick"], DRUM_NAMES)
    heard = truth_of(STROKES, DRUM_NAMES)
    # Kicks are heard at .64, and snares that nobody struck at .33.
    sureness = torch.full((len(DRUM_NAMES),), 0.33)
    sureness[DRUM_NAMES.index("kick")] = 0.64
    features = np.zeros((400, TOY_FEATURES.n_bands), dtype=np.float16)
    checkpoint = Checkpoint(Oracle(heard, 400, sureness), TOY_FEATURES)
    figures = validate(checkpoint, [FeatureSong(features, truth)], "cpu")
    assert figures.sum_f == 1
    assert all(0.33 < threshold <= 0.64 for threshold in figures.thresholds.values())


def test_drums_that_a_recording_does_not_label_are_not_counted() -> None:
    heard = truth_of([*STROKES, Stroke(0.3, "crash", 90)], DRUM_NAMES)
    told = truth_of(STROKES, ("kick", "snare"))
    assert figures_of(heard, told).sum_f == 1
    assert figures_of(heard, truth_of(STROKES, DRUM_NAMES)).drums == {"kick": 1, "snare": 1}
    hats = [Stroke(0.3, "hihat_closed")]
    unclear = truth_of([*STROKES, *hats], DRUM_NAMES, tells_hihats=False)
    assert set(figures_of(heard, unclear).drums) == {"kick", "snare"}


def test_songs_without_strokes_and_beats_give_zero() -> None:
    nothing = truth_of((), DRUM_NAMES)
    figures = figures_of(nothing, nothing)
    assert (figures.sum_f, figures.mean_f, figures.beats) == (0, 0, 0)
