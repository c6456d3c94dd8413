"""What explains a stroke: slices of what the network saw, and other drums that it may be."""

from dataclasses import replace

import numpy as np
import pytest

from core.onsets import Onset
from core.why import doubtful, explain, most_doubtful
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
