"""Corrections: what the user does to strokes, and what is shown after it."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.corrections import (
    AddedStroke,
    ChangedStroke,
    Corrections,
    RemovedStroke,
    add_stroke,
    change_drum,
    change_velocity,
    corrected_onsets,
    find_strokes,
    key_of,
    move_strokes,
    move_strokes_to,
    nudge_velocity,
    remove_strokes,
    reset_grid,
    reset_strokes,
    reset_thresholds,
    set_sensitivity,
    set_threshold,
)
from core.errors import UsageError
from core.grid_edits import DownbeatAt
from core.kit import DRUM_NAMES
from core.onsets import Onset

PICKED = (
    Onset(0.5, "kick", 100, 0.9),
    Onset(1.0, "hihat_closed", 60, 0.4),
    Onset(1.0, "snare", 110, 0.8),
    Onset(1.5, "kick", 90, 0.7),
)
KICK, HAT, SNARE, LATE_KICK = PICKED


def shown(corrections: Corrections, picked: tuple[Onset, ...] = PICKED) -> tuple[Onset, ...]:
    return corrected_onsets(picked, corrections)


def keys(onsets: tuple[Onset, ...]) -> list[tuple[float, str]]:
    return [key_of(onset) for onset in onsets]


def test_without_edits_the_strokes_are_those_picked() -> None:
    assert shown(Corrections()) == PICKED


def test_added_stroke_is_sure_and_in_order_of_time() -> None:
    after = shown(add_stroke(Corrections(), 1.2, "crash", 120))
    assert after[3] == Onset(1.2, "crash", 120, 1.0)
    assert len(after) == 5


def test_adding_and_removing_a_stroke_leaves_nothing() -> None:
    added = add_stroke(Corrections(), 1.2, "crash")
    stroke = find_strokes(shown(added), {(1.2, "crash")})
    assert remove_strokes(added, stroke) == Corrections()


def test_an_added_stroke_that_is_changed_again_and_again_stays_one_edit() -> None:
    corrections = add_stroke(Corrections(), 1.2, "crash")
    corrections = move_strokes(corrections, find_strokes(shown(corrections), {(1.2, "crash")}), 0.1)
    moved = find_strokes(shown(corrections), {(1.3, "crash")})
    corrections = change_drum(corrections, moved, "ride")
    corrections = change_velocity(corrections, [replace(moved[0], drum="ride")], 33)
    assert corrections.edits == (AddedStroke(1.2 + 0.1, "ride", 33),)


def test_a_found_stroke_that_is_changed_twice_and_removed_is_one_removal() -> None:
    corrections = change_drum(Corrections(), [SNARE], "side_stick")
    assert corrections.edits == (ChangedStroke(1.0, "snare", 1.0, "side_stick", 110),)
    stroke = find_strokes(shown(corrections), {(1.0, "side_stick")})
    corrections = nudge_velocity(corrections, stroke, -20)
    assert corrections.edits == (ChangedStroke(1.0, "snare", 1.0, "side_stick", 90),)
    stroke = find_strokes(shown(corrections), {(1.0, "side_stick")})
    corrections = remove_strokes(corrections, stroke)
    assert corrections.edits == (RemovedStroke(1.0, "snare"),)
    assert keys(shown(corrections)) == [key_of(KICK), key_of(HAT), key_of(LATE_KICK)]


def test_many_strokes_move_at_once_and_none_goes_before_the_start() -> None:
    after = shown(move_strokes(Corrections(), PICKED[:2], -0.75))
    assert keys(after) == [
        (0.0, "kick"),
        (0.25, "hihat_closed"),
        (1.0, "snare"),
        (1.5, "kick"),
    ]


def test_strokes_move_to_given_times() -> None:
    after = shown(move_strokes_to(Corrections(), [KICK, LATE_KICK], [0.6, 1.6]))
    assert [o.time for o in after if o.drum == "kick"] == [0.6, 1.6]


def test_velocities_stay_in_bounds() -> None:
    louder = shown(nudge_velocity(Corrections(), PICKED, 500))
    assert {o.velocity for o in louder} == {127}
    assert {o.velocity for o in shown(change_velocity(Corrections(), PICKED, 0))} == {1}


def test_a_change_that_changes_nothing_is_no_edit() -> None:
    assert change_velocity(Corrections(), [KICK], KICK.velocity) == Corrections()
    assert move_strokes(Corrections(), [KICK], 0.0) == Corrections()


def test_edits_find_their_strokes_where_another_analysis_puts_them() -> None:
    corrections = remove_strokes(Corrections(), [SNARE])
    corrections = change_drum(corrections, [HAT], "hihat_open")
    again = tuple(replace(o, time=o.time + 0.02) for o in PICKED)
    assert keys(shown(corrections, again)) == [
        (0.52, "kick"),
        (1.0, "hihat_open"),
        (1.52, "kick"),
    ]
    far = tuple(replace(o, time=o.time + 0.04) for o in PICKED)
    assert (1.04, "snare") in keys(shown(corrections, far))


def test_an_edit_means_one_stroke_of_a_flam() -> None:
    flam = (Onset(1.0, "snare", 40), Onset(1.025, "snare", 110))
    assert shown(remove_strokes(Corrections(), [flam[0]]), flam) == (flam[1],)
    assert shown(remove_strokes(Corrections(), [flam[1]]), flam) == (flam[0],)
    assert shown(remove_strokes(Corrections(), flam), flam) == ()


def test_a_changed_stroke_stays_when_the_model_loses_it() -> None:
    corrections = change_drum(Corrections(), [HAT], "ride")
    without = tuple(o for o in PICKED if o is not HAT)
    assert (1.0, "ride") in keys(shown(corrections, without))


def test_a_removed_stroke_stays_away_when_the_model_finds_it_again() -> None:
    corrections = remove_strokes(Corrections(), [HAT])
    without = tuple(o for o in PICKED if o is not HAT)
    assert shown(corrections, without) == without
    assert HAT not in shown(corrections)


def test_a_stroke_that_the_model_comes_to_find_too_is_shown_once() -> None:
    corrections = add_stroke(Corrections(), 1.21, "crash")
    found = (*PICKED[:3], Onset(1.2, "crash", 80, 0.3), LATE_KICK)
    assert keys(shown(corrections, found)).count((1.21, "crash")) == 1
    assert (1.2, "crash") not in keys(shown(corrections, found))


def test_a_stroke_put_on_another_of_the_user_takes_its_place() -> None:
    corrections = add_stroke(Corrections(), 1.2, "crash", 50)
    corrections = add_stroke(corrections, 1.2, "crash", 100)
    assert corrections.edits == (AddedStroke(1.2, "crash", 100),)
    corrections = move_strokes_to(corrections, [KICK], [1.2])
    kick = find_strokes(shown(corrections), {(1.2, "kick")})
    corrections = change_drum(corrections, kick, "crash")
    assert corrections.edits == (ChangedStroke(0.5, "kick", 1.2, "crash", 100),)


def test_strokes_that_change_places_keep_their_number() -> None:
    corrections = add_stroke(add_stroke(Corrections(), 2.0, "snare", 10), 2.5, "snare", 20)
    strokes = find_strokes(shown(corrections), {(2.0, "snare"), (2.5, "snare")})
    corrections = move_strokes_to(corrections, strokes, [2.5, 3.0])
    assert corrections.edits == (AddedStroke(2.5, "snare", 10), AddedStroke(3.0, "snare", 20))


def test_old_corrections_do_not_change() -> None:
    old = add_stroke(Corrections(), 1.2, "crash")
    same = add_stroke(Corrections(), 1.2, "crash")
    remove_strokes(set_threshold(old, "kick", 0.5), [SNARE])
    assert old == same


def test_thresholds_are_set_and_given_back() -> None:
    corrections = set_threshold(Corrections(), "kick", 0.5)
    assert corrections.thresholds == {"kick": 0.5}
    assert set_threshold(corrections, "kick", None) == Corrections()
    assert reset_thresholds(set_sensitivity(corrections, 0.7)) == Corrections()


def test_strokes_and_grid_are_reset() -> None:
    corrections = remove_strokes(add_stroke(Corrections(), 5.0, "crash"), [KICK])
    assert reset_strokes(corrections, 0.0, 1.0).edits == (AddedStroke(5.0, "crash"),)
    assert reset_strokes(corrections) == Corrections()
    assert reset_grid(Corrections(grid=(DownbeatAt(1.0),))) == Corrections()


@pytest.mark.parametrize(
    "build",
    [
        lambda: AddedStroke(-1.0, "kick"),
        lambda: AddedStroke(float("nan"), "kick"),
        lambda: AddedStroke(1.0, "triangle"),
        lambda: AddedStroke(1.0, "kick", 128),
        lambda: Corrections(sensitivity=1.0),
        lambda: Corrections(thresholds={"kick": 0.0}),
    ],
)
def test_values_that_make_no_sense_are_refused(build) -> None:
    with pytest.raises(UsageError):
        build()


# Any session of edits, drawn at random: a wish is applied to strokes that are shown.
TIMES = st.integers(0, 400).map(lambda n: n / 100)
PICKS = st.lists(
    st.builds(
        Onset,
        TIMES,
        st.sampled_from(DRUM_NAMES[:4]),
        st.integers(1, 127),
        st.floats(0.1, 0.9),
    ),
    max_size=12,
    unique_by=key_of,
).map(lambda onsets: tuple(sorted(onsets, key=key_of)))
WISHES = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "move", "drum", "velocity"]),
        st.integers(0, 100),
        TIMES,
        st.sampled_from(DRUM_NAMES[:4]),
    ),
    max_size=20,
)


def grant(corrections: Corrections, wish: tuple[str, int, float, str], now: tuple[Onset, ...]):
    kind, index, time, drum = wish
    if kind == "add":
        return add_stroke(corrections, time, drum, index + 1), {(time, drum)}
    if not now:
        return corrections, set()
    stroke = now[index % len(now)]
    match kind:
        case "remove":
            return remove_strokes(corrections, [stroke]), set()
        case "move":
            return move_strokes_to(corrections, [stroke], [time]), {(time, stroke.drum)}
        case "drum":
            return change_drum(corrections, [stroke], drum), {(stroke.time, drum)}
        case _:
            return change_velocity(corrections, [stroke], index + 1), {key_of(stroke)}


@settings(max_examples=300, deadline=None)
@given(PICKS, WISHES)
def test_every_wish_is_granted_and_keys_stay_unique(picked, wishes) -> None:
    corrections = Corrections()
    for wish in wishes:
        before = shown(corrections, picked)
        corrections, expected = grant(corrections, wish, before)
        after = shown(corrections, picked)
        assert expected <= set(keys(after))
        if wish[0] == "remove" and before:
            assert len(after) >= len(before) - 1
        assert all(a < b for a, b in pairwise(keys(after)))
        n_needed = len(picked) + len([o for o in after if o.confidence == 1.0])
        assert len(corrections.edits) <= n_needed
