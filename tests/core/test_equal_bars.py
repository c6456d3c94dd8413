"""One correction, made in all bars that were equal."""

from dataclasses import replace

import pytest

from core.corrections import (
    Corrections,
    add_stroke,
    change_drum,
    change_velocity,
    move_strokes,
    remove_strokes,
)
from core.equal_bars import equal_bar_edits
from core.onsets import Onset
from core.revise import Transcription, quick_onsets, revise
from tests.core.analyses import analysis_of, rock_analysis
from tests.core.performances import SIXTEENTHS

# Eight bars of two seconds from .05 on; the last one differs.
N_EQUAL = 7


@pytest.fixture(scope="module")
def analysis():
    return rock_analysis(8, fill=SIXTEENTHS)


@pytest.fixture(scope="module")
def first(analysis) -> Transcription:
    return revise(analysis, Corrections())


def struck_at(first: Transcription, time: float, drum: str) -> Onset:
    return next(o for o in first.onsets if o.drum == drum and abs(o.time - time) < 0.02)


def places(onsets, drum: str) -> list[tuple[int, float]]:
    """Bar and seconds in the bar of the strokes of a drum."""
    return [
        (int((o.time - 0.03) // 2), round((o.time - 0.03) % 2 - 0.02, 2))
        for o in onsets
        if o.drum == drum
    ]


def test_added_stroke_comes_into_all_equal_bars(analysis, first) -> None:
    corrections = add_stroke(Corrections(), 4.3, "tom_low", 77)
    spread = equal_bar_edits(first, corrections, [4.3])
    assert spread.n_bars == N_EQUAL - 1
    after = quick_onsets(analysis, spread.corrections)
    found = places(after, "tom_low")
    assert [bar for bar, _ in found] == list(range(7))
    assert [place for _, place in found] == pytest.approx([0.25] * 7, abs=0.02)
    assert {o.velocity for o in after if o.drum == "tom_low"} == {77}


def test_removed_moved_and_changed_strokes_follow_in_equal_bars(analysis, first) -> None:
    hat = struck_at(first, 2.3, "hihat_closed")
    snare, kick = struck_at(first, 2.55, "snare"), struck_at(first, 3.05, "kick")
    corrections = remove_strokes(Corrections(), [hat])
    corrections = change_drum(corrections, [snare], "side_stick")
    corrections = move_strokes(corrections, [kick], 0.25)
    spread = equal_bar_edits(first, corrections, [2.55])
    assert spread.n_bars == N_EQUAL - 1
    assert len(spread.corrections.edits) == 3 * N_EQUAL
    after = quick_onsets(analysis, spread.corrections)
    assert (0, 0.25) not in places(after, "hihat_closed")
    assert [bar for bar, _ in places(after, "side_stick")] == list(range(7))
    kicks = places(after, "kick")
    assert [place for bar, place in kicks if bar == 4] == pytest.approx([0.0, 1.25], abs=0.02)
    assert [place for bar, place in kicks if bar == 7] == pytest.approx([0.0, 1.0], abs=0.02)


def test_bars_equal_after_it_are_written_alike(analysis, first) -> None:
    corrections = add_stroke(Corrections(), 4.3, "tom_low")
    corrections = remove_strokes(corrections, [struck_at(first, 4.55, "snare")])
    spread = equal_bar_edits(first, corrections, [4.3])
    bars = revise(analysis, spread.corrections, first).bars
    contents = {tuple((s.position, s.stroke.drum) for s in bar.strokes) for bar in bars[:7]}
    assert len(contents) == 1


def test_velocity_follows_and_other_values_stay(analysis, first) -> None:
    corrections = change_velocity(Corrections(), [struck_at(first, 2.55, "snare")], 33)
    after = quick_onsets(analysis, equal_bar_edits(first, corrections, [2.55]).corrections)
    soft = [o for o in after if o.velocity == 33]
    assert len(soft) == N_EQUAL
    assert {o.time for o in soft} < {o.time for o in first.onsets}


def test_doing_it_twice_changes_nothing_more(first) -> None:
    corrections = add_stroke(Corrections(), 4.3, "tom_low")
    once = equal_bar_edits(first, corrections, [4.3])
    twice = equal_bar_edits(first, once.corrections, [4.3])
    assert twice.n_bars == 0
    assert twice.corrections == once.corrections


def test_bar_that_was_corrected_otherwise_is_left_alone(analysis, first) -> None:
    corrections = remove_strokes(Corrections(), [struck_at(first, 8.55, "snare")])
    corrections = add_stroke(corrections, 4.3, "tom_low")
    spread = equal_bar_edits(first, corrections, [4.3])
    assert spread.n_bars == N_EQUAL - 2
    after = places(quick_onsets(analysis, spread.corrections), "tom_low")
    assert 4 not in {bar for bar, _ in after}


def test_without_corrections_there_is_nothing_to_apply(first) -> None:
    assert equal_bar_edits(first, Corrections(), [4.3]).n_bars == 0
    elsewhere = add_stroke(Corrections(), 14.3, "tom_low")
    assert equal_bar_edits(first, elsewhere, [4.3]).n_bars == 0


def test_bar_without_equals_changes_no_other(first) -> None:
    corrections = add_stroke(Corrections(), 14.3, "tom_low")
    assert equal_bar_edits(first, corrections, [14.3]).n_bars == 0


def missing(first: Transcription, drum: str, time: float) -> Transcription:
    """What comes out where the network does not hear that stroke."""
    lost = struck_at(first, time, drum)
    heard = [o for o in first.picked if o is not lost]
    return revise(analysis_of(heard, first.activations.duration), Corrections())


def test_bar_in_which_another_drum_was_missed_is_still_equal(first) -> None:
    corrections = add_stroke(Corrections(), 4.3, "tom_low")
    without_snare = missing(first, "snare", 8.55)
    assert equal_bar_edits(without_snare, corrections, [4.3]).n_bars == N_EQUAL - 1


def test_bar_in_which_the_same_drum_differs_is_another_one(first) -> None:
    corrections = add_stroke(Corrections(), 4.3, "snare")
    without_snare = missing(first, "snare", 8.55)
    assert equal_bar_edits(without_snare, corrections, [4.3]).n_bars == N_EQUAL - 2


def test_transcription_without_bars_gives_none(first) -> None:
    corrections = add_stroke(Corrections(), 4.3, "tom_low")
    assert equal_bar_edits(replace(first, heard=()), corrections, [4.3]).n_bars == 0
