"""Difficulty: countable demands of a part, and that more of any is never easier."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.corrections import Corrections
from core.library.difficulty import (
    Demands,
    busiest_strokes_per_second,
    difficulty_of,
    mean_limbs_at_once,
    measure_demands,
    syncopation,
)
from core.meter import TimeSignature
from core.onsets import Onset
from core.revise import revise
from core.score import Bar, Chord, NoteValue, Rest, Stroke
from tests.core.toy_analysis import rock_peaks, toy_analysis

FOUR_FOUR = TimeSignature(4, 4)
DEMANDS = st.builds(
    Demands,
    st.floats(0, 40),
    st.floats(1, 4),
    st.floats(0, 400),
    st.floats(0, 1),
)


def bar(hands: str = "", feet: str = "", metre: TimeSignature = FOUR_FOUR) -> Bar:
    """A bar of sixteenths: s snare, t floor tom, h hi-hat, b hi-hat with snare, k kick, . rest."""
    drums = {"s": ("snare",), "t": ("tom_low",), "h": ("hihat_closed",), "k": ("kick",)}
    drums |= {"b": ("hihat_closed", "snare")}
    value = NoteValue(Fraction(1, 16))

    def voice(text: str) -> tuple[Chord | Rest, ...]:
        return tuple(
            Rest(value)
            if sign == "."
            else Chord(value, tuple(Stroke(drum, 90) for drum in drums[sign]))
            for sign in text
        )

    length = Fraction(max(len(hands), len(feet)), 16)
    is_whole = length == metre.bar_length
    return Bar(metre, voice(hands), voice(feet), actual_length=None if is_whole else length)


def steady(per_second: float, seconds: float, start: float = 0.0) -> list[Onset]:
    n_strokes = round(per_second * seconds)
    return [Onset(start + number / per_second, "snare", 90) for number in range(n_strokes)]


@given(DEMANDS)
def test_difficulty_lies_between_one_and_five(demands: Demands) -> None:
    assert 1.0 <= difficulty_of(demands) <= 5.0 + 1e-9


@given(DEMANDS, st.sampled_from(("strokes_per_second", "tempo", "syncopation")), st.floats(0, 9))
def test_more_of_any_demand_is_never_easier(demands: Demands, name: str, more: float) -> None:
    harder = replace(demands, **{name: getattr(demands, name) + more})
    assert difficulty_of(harder) >= difficulty_of(demands)


def test_scale_runs_from_no_demands_to_all() -> None:
    assert difficulty_of(Demands()) == 1.0
    assert difficulty_of(Demands(14.0, 2.0, 200.0, 0.5)) == pytest.approx(5.0)
    each = [
        difficulty_of(replace(Demands(), **{name: value}))
        for name, value in (
            ("strokes_per_second", 14.0),
            ("limbs_at_once", 2.0),
            ("tempo", 200.0),
            ("syncopation", 0.5),
        )
    ]
    assert all(value > 1.5 for value in each)
    assert sum(value - 1 for value in each) == pytest.approx(4.0)


def test_steady_strokes_are_counted_by_the_second() -> None:
    assert busiest_strokes_per_second(steady(6.0, 60)) == pytest.approx(6.0, abs=0.3)


def test_busiest_passage_decides_and_silence_does_not_count() -> None:
    part = steady(2.0, 60) + steady(10.0, 20, start=60.0) + steady(2.0, 20, start=200.0)
    assert busiest_strokes_per_second(part) > 7.0
    assert busiest_strokes_per_second(part[::-1]) == busiest_strokes_per_second(part)


def test_part_shorter_than_a_window_is_counted_too() -> None:
    assert busiest_strokes_per_second(steady(8.0, 2)) == pytest.approx(4.0)
    assert busiest_strokes_per_second([]) == 0.0


def test_limbs_are_counted_where_something_is_struck() -> None:
    assert mean_limbs_at_once([bar("s...s...s...s...")]) == 1.0
    assert mean_limbs_at_once([bar("b...h...b...h...", "k...k...k...k...")]) == 2.5
    assert mean_limbs_at_once([bar("................")]) == 1.0


def test_part_on_the_beats_is_not_syncopated() -> None:
    assert syncopation([bar("h.h.b.h.h.h.b.h.", "k.......k.......")]) == 0.0


def test_kick_before_a_beat_that_it_leaves_out_is_syncopated() -> None:
    # Kicks on 1, on the last sixteenth before 2, and on 3; snares on 2 and 4.
    assert syncopation([bar("....s.......s...", "k..k....k.......")]) == pytest.approx(1 / 5)


def test_kick_that_leads_to_a_kick_is_not_syncopated() -> None:
    assert syncopation([bar("....s.......s...", "k.....kkk.......")]) == 0.0


def test_lead_into_the_next_bar_counts_what_is_struck_there() -> None:
    lead = bar("....s.......s...", "k.............k.")
    assert syncopation([lead, bar("....s.......s...", "k.......k.......")]) == 0.0
    assert syncopation([lead, bar("....s.......s...", "....k...k.......")]) == pytest.approx(1 / 8)


def test_roll_over_the_drums_is_not_syncopated() -> None:
    assert syncopation([bar("sssssssstttttttt"), bar("s...s...s...s...")]) == 0.0


def test_beats_of_a_compound_metre_are_dotted() -> None:
    six_eight = TimeSignature(6, 8)
    assert syncopation([bar("......s.....", "k...........", six_eight)]) == 0.0
    assert syncopation([bar("....s.......", "k...........", six_eight)]) == pytest.approx(1 / 2)


def test_pick_up_bar_counts_its_beats_from_its_end() -> None:
    # Two eighths before the first bar: the first of them on beat 4.
    assert syncopation([bar("s.s."), bar("s...s...s...s...")]) == 0.0
    # Three sixteenths: none on a beat, and the bar begins without a snare.
    assert syncopation([bar("s.s"), bar("....s...")]) == pytest.approx(2 / 3)


def test_demands_of_a_transcribed_rock_beat_are_those_that_were_played() -> None:
    demands = measure_demands(revise(toy_analysis(rock_peaks()), Corrections()))
    assert demands.tempo == pytest.approx(120, abs=1)
    assert demands.syncopation == 0.0
    assert demands.limbs_at_once == pytest.approx(1.5)
    assert demands.strokes_per_second == pytest.approx(6.0, abs=0.5)
    assert 1.5 < difficulty_of(demands) < 3.0


def test_song_without_drums_asks_nothing() -> None:
    assert difficulty_of(measure_demands(revise(toy_analysis([]), Corrections()))) == 1.0
