"""What explains a stroke: slices of what the network saw, and other drums that it may be."""

from dataclasses import replace

import numpy as np
import pytest

from core.corrections import Corrections, add_stroke, change_velocity, corrected_onsets
from core.onsets import Onset
from core.why import doubtful, drums_beside, explain, is_added, most_doubtful, open_rivals
from tests.core.toy_analysis import FRAME_RATE, SETTINGS, toy_analysis

PEAKS = [(1.0, "kick", 0.9), (1.0, "tom_low", 0.4), (1.0, "snare", 0.1), (2.0, "tom_high", 0.5)]


def test_curves_stand_around_the_stroke() -> None:
    analysis = toy_analysis(PEAKS)
    found = explain(analysis, Onset(1.0, "kick", 90, 0.9), analysis.peak_picking)
    middle = round((1.0 - found.activation_start) * FRAME_RATE)
    assert found.activation[middle] == pytest.approx(0.9)
    assert int(np.argmax(found.activation)) == middle == 30
    assert len(found.activation) == len(found.threshold) == len(found.own) == 61
    assert found.threshold[middle] >= 0.3
    assert found.is_found_by_network


def test_spectrogram_slice_is_that_of_the_stroke() -> None:
    analysis = toy_analysis(PEAKS)
    found = explain(analysis, Onset(1.0, "kick", 90), analysis.peak_picking)
    expected = analysis.spectrogram.values.numpy()[85:116]
    np.testing.assert_array_equal(found.spectrogram, expected)
    assert found.slice_start == pytest.approx(0.85)
    assert len(found.frequencies) == SETTINGS.n_bands
    assert found.attention is not None and len(found.attention) == SETTINGS.n_bands


@pytest.mark.parametrize("time", [0.0, 7.99])
def test_strokes_at_the_songs_ends_are_padded_with_silence(time: float) -> None:
    analysis = toy_analysis([(time, "kick", 0.9)])
    found = explain(analysis, Onset(time, "kick", 90), analysis.peak_picking)
    assert found.spectrogram.shape == (31, SETTINGS.n_bands)
    assert len(found.activation) == 61
    outside = found.activation[:20] if time == 0 else found.activation[-20:]
    assert not outside.any()
    assert found.activation[30] == pytest.approx(0.9)


def test_rivals_are_ranked_by_their_activation() -> None:
    analysis = toy_analysis(PEAKS)
    found = explain(analysis, Onset(1.004, "kick", 90), analysis.peak_picking)
    assert [rival.drum for rival in found.rivals[:3]] == ["kick", "tom_low", "snare"]
    assert found.rivals[0].activation == pytest.approx(0.9)


def test_family_is_compared_and_the_drum_shown_beside_it() -> None:
    analysis = toy_analysis([(1.0, "tom_high", 0.5), (1.0, "tom_low", 0.5)])
    found = explain(analysis, Onset(1.0, "tom_low", 90), analysis.peak_picking)
    assert found.own[30] == pytest.approx(0.5)
    assert found.activation[30] == pytest.approx(0.75)


def test_a_faint_drum_of_a_clear_family_lies_above_the_threshold() -> None:
    cymbals = [(1.0, drum, 0.2) for drum in ("ride", "crash", "china", "splash", "ride_bell")]
    analysis = toy_analysis(cymbals)
    found = explain(analysis, Onset(1.0, "ride", 90), analysis.peak_picking)
    assert set(found.family) == {drum for _, drum, _ in cymbals}
    assert found.own[30] < found.threshold[30] <= found.activation[30]
    assert found.is_found_by_network


def test_a_family_is_picked_with_its_lowest_threshold_and_named_by_the_drums_own() -> None:
    analysis = toy_analysis([(1.0, "ride", 0.5)])
    picking = replace(analysis.peak_picking, thresholds={"ride": 0.6, "crash": 0.1})
    ride = explain(analysis, Onset(1.0, "ride", 90), picking)
    crash = explain(analysis, Onset(1.0, "crash", 90), picking)
    assert ride.threshold[30] == pytest.approx(0.6)
    assert not ride.is_found_by_network
    assert 0.1 < crash.threshold[30] < 0.2
    assert crash.is_found_by_network


def test_drums_struck_at_the_same_moment_are_no_rivals() -> None:
    analysis = toy_analysis(PEAKS)
    tom, kick = Onset(1.0, "tom_low", 90, 0.4), Onset(1.02, "kick", 90, 0.9)
    found = explain(analysis, tom, analysis.peak_picking)
    left = [rival.drum for rival in open_rivals(found, [tom, kick])]
    assert left[:2] == ["tom_low", "snare"]
    assert "kick" not in left
    assert drums_beside(tom, [tom, kick, Onset(1.1, "snare", 90)]) == ("kick",)
    assert "kick" in [rival.drum for rival in open_rivals(found, [tom, Onset(1.05, "kick", 90)])]


def test_only_strokes_where_none_was_are_added() -> None:
    picked = Onset(1.0, "kick", 90, 0.9)
    corrections = change_velocity(add_stroke(Corrections(), 2.0, "snare"), [picked], 50)
    strokes = corrected_onsets([picked], corrections)
    assert {stroke.drum: is_added(stroke, corrections) for stroke in strokes} == {
        "kick": False, "snare": True,
    }  # fmt: skip


def test_stroke_that_the_network_did_not_hear_is_told_from_others() -> None:
    analysis = toy_analysis(PEAKS)
    found = explain(analysis, Onset(4.0, "cowbell", 90), analysis.peak_picking)
    assert not found.is_found_by_network


def test_unknown_drum_has_no_activation() -> None:
    analysis = toy_analysis(PEAKS)
    names = tuple(name for name in analysis.activations.drum_names if name != "clap")
    columns = [analysis.activations.drum_names.index(name) for name in names]
    fewer = replace(
        analysis.activations,
        drums=analysis.activations.drums[:, columns],
        velocities=analysis.activations.velocities[:, columns],
        drum_names=names,
    )
    found = explain(
        replace(analysis, activations=fewer), Onset(1.0, "clap", 90), analysis.peak_picking
    )
    assert not found.activation.any()


def test_network_without_attention_leaves_it_out() -> None:
    analysis = replace(toy_analysis(PEAKS), attention=None)
    found = explain(analysis, Onset(1.0, "kick", 90), analysis.peak_picking)
    assert found.attention is None


def test_most_doubtful_stroke_comes_first_and_only_once() -> None:
    onsets = [
        Onset(1.0, "kick", 90, 0.95), Onset(2.0, "kick", 90, 0.4), Onset(3.0, "snare", 90, 0.6),
    ]  # fmt: skip
    assert most_doubtful(onsets, ()) == onsets[1]
    assert most_doubtful(onsets, {(2.0, "kick")}) == onsets[2]
    assert most_doubtful(onsets, {(2.0, "kick"), (3.0, "snare")}) is None
    assert doubtful(onsets, ()) == (onsets[1], onsets[2])
