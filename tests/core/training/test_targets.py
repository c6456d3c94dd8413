"""What the network should say about each frame."""

import numpy as np

from core.kit import DRUM_NAMES
from core.training.datasets.recorded import Stroke, truth_of
from core.training.patterns import Pattern, PatternStroke
from core.training.targets import HIHATS, Truth, frame_targets

SNARE, HAT = DRUM_NAMES.index("snare"), DRUM_NAMES.index("hihat_closed")


def truth(
    *strokes: tuple[float, str, int], beats: tuple[tuple[float, int], ...] | None = ()
) -> Truth:
    return Truth.of(Pattern(tuple(PatternStroke(*s) for s in strokes), beats, 10.0, 120.0))


def test_stroke_is_one_in_its_frame_and_half_beside_it() -> None:
    targets = frame_targets(truth((0.05, "snare", 127)), 0, 10, 100)
    assert targets.drums[:, SNARE].tolist() == [0, 0, 0, 0, 0.5, 1, 0.5, 0, 0, 0]
    assert targets.drums.sum() == 2
    assert targets.velocities[4:7, SNARE].tolist() == [1, 1, 1]
    assert np.isnan(targets.velocities).sum() == targets.velocities.size - 3


def test_segment_counts_from_its_first_frame_and_keeps_its_borders() -> None:
    targets = frame_targets(truth((1.0, "snare", 64), (1.1, "snare", 64)), 101, 9, 100)
    assert targets.drums[:, SNARE].tolist() == [0.5, 0, 0, 0, 0, 0, 0, 0, 0.5]


def test_flam_keeps_both_velocities() -> None:
    targets = frame_targets(truth((0.03, "snare", 32), (0.05, "snare", 127)), 0, 10, 100)
    assert targets.drums[2:7, SNARE].tolist() == [0.5, 1, 0.5, 1, 0.5]
    assert np.allclose(targets.velocities[[3, 5], SNARE], [32 / 127, 1])


def test_beats_and_downbeats_are_told_apart_and_unknown_beats_are_nan() -> None:
    targets = frame_targets(truth(beats=((0.02, 1), (0.06, 2))), 0, 9, 100)
    assert targets.beats[[2, 6], 0].tolist() == [1, 1]
    assert targets.beats[[2, 6], 1].tolist() == [1, 0]
    assert np.isnan(frame_targets(truth(beats=None), 0, 9, 100).beats).all()


def test_unlabelled_drums_and_velocities_are_nan() -> None:
    known = truth_of([Stroke(0.05, "kick")], ("kick", "snare"))
    targets = frame_targets(known, 0, 10, 100)
    assert not np.isnan(targets.drums[:, : SNARE + 1]).any()
    assert np.isnan(targets.drums[:, SNARE + 1 :]).all()
    assert np.isnan(targets.velocities).all()
    assert np.isnan(targets.hihats).all()


def test_hihat_of_unknown_kind_is_one_target_for_all_hihats() -> None:
    strokes = [Stroke(0.05, "hihat_closed")]
    known = truth_of(strokes, (DRUM_NAMES[index] for index in HIHATS), tells_hihats=False)
    targets = frame_targets(known, 0, 10, 100)
    assert targets.hihats[4:7].tolist() == [0.5, 1, 0.5]
    assert np.isnan(targets.hihats[[3, 7]]).all()
    assert np.isnan(targets.drums[4:7][:, HIHATS]).all()
    assert (targets.drums[[0, 1, 2, 3, 7, 8, 9]][:, HIHATS] == 0).all()


def test_nothing_is_said_near_a_doubt_but_of_sure_strokes() -> None:
    strokes = [Stroke(0.07, "snare", 127)]
    doubts = [(0.05, "snare"), (0.05, "hihat_closed"), (0.3, "snare")]
    known = truth_of(strokes, DRUM_NAMES, doubts=doubts)
    targets = frame_targets(known, 0, 12, 100)
    expected = [0, 0, np.nan, np.nan, np.nan, np.nan, 0.5, 1, 0.5, 0, 0, 0]
    assert np.array_equal(targets.drums[:, SNARE], expected, equal_nan=True)
    assert np.flatnonzero(np.isnan(targets.drums[:, HAT])).tolist() == [2, 3, 4, 5, 6, 7, 8]
    assert np.isnan(targets.drums).sum() == 4 + 7
    assert np.flatnonzero(~np.isnan(targets.velocities[:, SNARE])).tolist() == [6, 7, 8]


def test_doubt_reaches_over_the_borders_of_a_segment() -> None:
    known = truth_of((), DRUM_NAMES, doubts=[(1.0, "snare"), (1.1, "snare")])
    targets = frame_targets(known, 102, 7, 100)
    assert np.isnan(targets.drums[:, SNARE]).tolist() == [1, 1, 0, 0, 0, 1, 1]
