"""The edits to expect, from probabilities alone."""

from dataclasses import replace

import pytest

from core.confidence import expected_edits, likely_strokes
from core.corrections import Corrections, RemovedStroke
from core.onsets import Onset
from core.revise import quick_onsets
from tests.core.toy_analysis import toy_analysis

NO_CORRECTIONS = Corrections()


def test_clear_song_needs_hardly_any_edits() -> None:
    analysis = toy_analysis([(0.5 * k, "kick", 0.999) for k in range(1, 11)])
    onsets = quick_onsets(analysis, NO_CORRECTIONS)
    assert len(onsets) == 10
    found = expected_edits(likely_strokes(analysis), onsets, NO_CORRECTIONS)
    assert found.total < 0.1


def test_doubtful_strokes_count_by_how_doubtful_they_are() -> None:
    analysis = toy_analysis([(0.5 * k, "kick", 0.6) for k in range(1, 11)])
    onsets = quick_onsets(analysis, NO_CORRECTIONS)
    found = expected_edits(likely_strokes(analysis), onsets, NO_CORRECTIONS)
    assert found.n_wrong == pytest.approx(4, abs=0.05)
    assert found.n_missing == pytest.approx(0, abs=0.01)
    assert found.total == found.n_wrong + found.n_missing


def test_peaks_that_were_not_picked_may_be_missing() -> None:
    analysis = toy_analysis([(0.5 * k, "snare", 0.2) for k in range(1, 11)])
    assert quick_onsets(analysis, NO_CORRECTIONS) == ()
    found = expected_edits(likely_strokes(analysis), (), NO_CORRECTIONS)
    assert found.n_missing == pytest.approx(2, abs=0.05)


def test_stroke_on_a_sister_drum_explains_the_peak() -> None:
    analysis = toy_analysis([(1.0, "tom_high", 0.2)])
    likely = likely_strokes(analysis)
    beside = expected_edits(likely, [Onset(1.01, "tom_low", 90)], NO_CORRECTIONS)
    assert beside.n_missing == pytest.approx(0, abs=0.01)
    other = expected_edits(likely, [Onset(1.01, "kick", 90)], NO_CORRECTIONS)
    assert other.n_missing == pytest.approx(0.2, abs=0.01)


def test_removed_and_made_strokes_are_settled() -> None:
    analysis = toy_analysis([(1.0, "kick", 0.6)])
    likely = likely_strokes(analysis)
    removed = replace(NO_CORRECTIONS, edits=(RemovedStroke(1.0, "kick"),))
    assert expected_edits(likely, (), removed).total == pytest.approx(0, abs=0.01)
    made = expected_edits(likely, [Onset(1.0, "kick", 90, confidence=1.0)], NO_CORRECTIONS)
    assert made.total == pytest.approx(0, abs=0.01)
