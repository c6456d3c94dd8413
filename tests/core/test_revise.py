"""Analysis + corrections -> transcription, and what of the last one is taken over."""

import itertools
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.beats import BeatSettings, track_beats
from core.corrections import (
    Corrections,
    add_grid_edit,
    add_stroke,
    change_drum,
    find_strokes,
    remove_strokes,
    set_threshold,
)
from core.errors import CancelledError
from core.grid_edits import DownbeatAt, MetreFrom, SwingFrom, TempoScaled
from core.kit import DRUM_NAMES
from core.meter import TimeSignature
from core.onsets import PeakPicking
from core.revise import (
    BEATS_DONE,
    STROKES_DONE,
    Transcription,
    corrected_peak_picking,
    picked_onsets,
    quick_onsets,
    revise,
)
from core.score import Swing, check_score
from tests.core.analyses import TEMPO, analysis_of, rock_analysis
from tests.core.performances import ROCK, Playing, perform


@pytest.fixture(scope="module")
def analysis():
    return rock_analysis()


@pytest.fixture(scope="module")
def first(analysis) -> Transcription:
    return revise(analysis, Corrections())


def test_without_corrections_the_song_is_as_it_was_heard(analysis, first) -> None:
    assert first.onsets == first.picked == quick_onsets(analysis, Corrections())
    assert len(first.onsets) == 8 * 12
    assert (
        first.grid
        == first.tracked
        == track_beats(analysis.activations, first.onsets, BeatSettings())
    )
    assert [str(bar.time_signature) for bar in first.grid.bars] == ["4/4"] * 8
    assert first.attention is analysis.attention
    assert (first.score.title, first.score.artist) == ("Drawn", "Nobody")
    check_score(first.score)


def test_quick_strokes_are_those_of_the_transcription(analysis, first) -> None:
    corrections = remove_strokes(Corrections(), first.onsets[5:7])
    corrections = set_threshold(add_stroke(corrections, 3.3, "crash"), "snare", 0.95)
    result = revise(analysis, corrections, first)
    assert result.onsets == quick_onsets(analysis, corrections)
    assert not [o for o in result.onsets if o.drum == "snare"]


@pytest.mark.parametrize(
    "corrections",
    [
        add_stroke(Corrections(), 3.25, "tom_low"),
        set_threshold(add_stroke(Corrections(), 3.25, "tom_low"), "snare", 0.95),
        add_grid_edit(Corrections(), DownbeatAt(1.5)),
        add_grid_edit(add_stroke(Corrections(), 0.1, "kick"), SwingFrom(None, Swing(62))),
        Corrections(beats=BeatSettings(tempo=60.0)),
        Corrections(title="Other", artist="One"),
    ],
)
def test_older_transcription_saves_work_and_changes_nothing(analysis, first, corrections) -> None:
    fresh, reused = revise(analysis, corrections), revise(analysis, corrections, first)
    for name in ("onsets", "grid", "score", "bars", "picked", "tracked", "heard"):
        assert getattr(fresh, name) == getattr(reused, name), name


def test_edits_of_strokes_track_and_place_nothing_again(analysis, first, monkeypatch) -> None:
    placed = []

    def quantize(onsets, grid, feels, check):
        placed.append(onsets)
        return first.bars

    monkeypatch.setattr("core.revise.track_beats", None)
    monkeypatch.setattr("core.revise.quantize_onsets", quantize)
    result = revise(analysis, remove_strokes(Corrections(), first.onsets[:8]), first)
    assert result.grid == first.grid
    assert result.heard is first.heard
    assert placed == [result.onsets]
    revise(analysis, Corrections(title="Other"), first)
    assert len(placed) == 1


def test_thresholds_do_not_move_the_grid(analysis, first) -> None:
    corrections = Corrections(thresholds=dict.fromkeys(DRUM_NAMES, 0.95))
    result = revise(analysis, corrections)
    assert result.onsets == ()
    assert result.grid == first.grid


def test_transcription_of_another_song_is_not_taken_over(analysis, first) -> None:
    other = rock_analysis(n_bars=4)
    assert revise(other, Corrections(), first).grid == revise(other, Corrections()).grid


def test_added_stroke_stands_in_the_score(analysis, first) -> None:
    corrections = add_stroke(Corrections(), 2.3, "tom_low", 100)
    result = revise(analysis, corrections, first)
    bar = result.bars[1]
    found = [s for s in bar.strokes if s.stroke.drum == "tom_low"]
    assert [str(s.position) for s in found] == ["1/8"]
    assert result.onsets[found[0].stroke.onset].time == 2.3


def test_stroke_added_before_the_first_bar_gets_a_pick_up() -> None:
    late = analysis_of(perform([ROCK] * 4, Playing(TEMPO, spread=0.0), 4.05), 12.2)
    before = revise(late, Corrections(beats=BeatSettings(first_downbeat=4.05)))
    assert before.grid.bars[0].start == pytest.approx(4.05, abs=0.01)
    result = revise(late, add_stroke(before.corrections, 3.55, "snare"), before)
    assert result.grid.bars[0].start == pytest.approx(3.55, abs=0.02)
    assert result.grid.bars[0].n_missing_beats == 3
    assert result.grid.bars[1:] == before.grid.bars


def test_grid_edits_reach_the_score(analysis, first) -> None:
    edits = [
        (TempoScaled(2.0), lambda t: len(t.score.bars) == 16),
        (TempoScaled(0.5), lambda t: len(t.score.bars) == 4),
        (MetreFrom(None, TimeSignature(2, 4)), lambda t: len(t.score.bars) == 16),
        (DownbeatAt(1.5), lambda t: t.score.bars[0].actual_length is not None),
        (SwingFrom(8.0, Swing(60)), lambda t: t.score.bars[4].swing == Swing(60)),
    ]
    for edit, holds in edits:
        result = revise(analysis, add_grid_edit(Corrections(), edit), first)
        assert holds(result), edit
        check_score(result.score)


def test_forced_swing_holds_in_its_bars_and_is_taken_back_behind_them(analysis, first) -> None:
    corrections = add_grid_edit(Corrections(), SwingFrom(4.0, Swing(62), 8.0))
    swings = [bar.swing for bar in revise(analysis, corrections, first).bars]
    assert swings == [None] * 2 + [Swing(62)] * 2 + [None] * 4


def test_progress_rises_and_ends_the_work_where_it_raises(analysis) -> None:
    seen: list[float] = []
    revise(analysis, Corrections(), None, seen.append)
    assert seen[0] == 0 and seen[-1] == 1
    assert all(a <= b for a, b in pairwise(seen))


def test_work_can_be_ended_within_each_of_its_long_steps(analysis) -> None:
    seen: list[float] = []
    revise(analysis, Corrections(), None, seen.append)
    for step in (STROKES_DONE, BEATS_DONE):
        assert seen.count(step) > 2
    for last in range(1, len(seen)):
        n_calls = itertools.count(1)

        def stop(_: float, last: int = last, n_calls: "itertools.count[int]" = n_calls) -> None:
            if next(n_calls) == last:
                raise CancelledError("Stopped.")

        with pytest.raises(CancelledError):
            revise(analysis, Corrections(), None, stop)
        assert next(n_calls) == last + 1


def test_edits_survive_another_analysis_and_thresholds(analysis, first) -> None:
    snares = [o for o in first.onsets if o.drum == "snare"]
    corrections = change_drum(Corrections(), snares[:1], "side_stick")
    corrections = remove_strokes(corrections, snares[1:2])
    later = np.roll(analysis.activations.drums, 1, axis=0)
    other = replace(analysis, activations=replace(analysis.activations, drums=later))
    for changed, heard in ((corrections, other), (set_threshold(corrections, "kick", 0.5), other)):
        after = quick_onsets(heard, changed)
        assert find_strokes(after, {(snares[0].time, "side_stick")})
        assert len([o for o in after if o.drum == "snare"]) == len(snares) - 2


SUITED = PeakPicking(dict.fromkeys(DRUM_NAMES, 0.3) | {"kick": 0.02, "ride": 0.97})


def test_even_sensitivity_keeps_the_thresholds() -> None:
    assert corrected_peak_picking(SUITED, Corrections()) == SUITED


def test_more_sensitivity_lowers_every_threshold_and_stays_in_bounds() -> None:
    levels = [
        corrected_peak_picking(SUITED, Corrections(sensitivity=s)).thresholds
        for s in (0.01, 0.4, 0.6, 0.99)
    ]
    for lower, higher in pairwise(levels):
        assert all(0 < higher[drum] < lower[drum] < 1 for drum in DRUM_NAMES)


def test_own_threshold_of_a_drum_holds_whatever_the_sensitivity() -> None:
    corrections = Corrections({"ride": 0.8}, sensitivity=0.9)
    thresholds = corrected_peak_picking(SUITED, corrections).thresholds
    assert thresholds["ride"] == 0.8
    assert thresholds["snare"] < 0.3


def test_more_sensitivity_never_loses_a_stroke(analysis) -> None:
    counts = [
        len(picked_onsets(analysis, Corrections(sensitivity=s))) for s in (0.05, 0.3, 0.5, 0.9)
    ]
    assert counts == sorted(counts)
