"""The score's own arithmetic: values, tuplets, positions, and what makes a bar unsound."""

from fractions import Fraction

import pytest

from core.errors import ScoreError
from core.meter import TimeSignature
from core.score import (
    Bar,
    Chord,
    NoteValue,
    Rest,
    Score,
    Stroke,
    TempoMark,
    Tremolo,
    Tuplet,
    check_score,
    place_elements,
    voice_length,
)

FOUR_FOUR = TimeSignature(4, 4)
EIGHTH, QUARTER, HALF = (NoteValue(Fraction(1, n)) for n in (8, 4, 2))
SNARE, KICK = Stroke("snare", 90), Stroke("kick", 90)


def test_dots_lengthen_a_value() -> None:
    lengths = [NoteValue(Fraction(1, 4), n_dots).length for n_dots in (0, 1, 2)]
    assert lengths == [Fraction(1, 4), Fraction(3, 8), Fraction(7, 16)]


@pytest.mark.parametrize(("base", "n_dots"), [(Fraction(1, 3), 0), (Fraction(1, 4), 3)])
def test_a_length_that_cannot_be_written_is_refused(base: Fraction, n_dots: int) -> None:
    with pytest.raises(ScoreError, match="not a note value"):
        NoteValue(base, n_dots)


def test_a_stroke_needs_a_drum_of_the_kit_and_a_velocity() -> None:
    with pytest.raises(ScoreError, match="no drum named “gong”"):
        Stroke("gong", 90)
    with pytest.raises(ScoreError, match="between 1 and 127"):
        Stroke("snare", 0)


def test_elements_of_a_triplet_share_its_time() -> None:
    triplet = Tuplet(3, 2, Fraction(1, 8), (Chord(QUARTER, (SNARE,)), Chord(EIGHTH, (SNARE,))))
    assert triplet.length == Fraction(1, 4)
    placed = place_elements((Rest(QUARTER), triplet))
    assert [(p.position, p.length) for p in placed] == [
        (Fraction(0), Fraction(1, 4)),
        (Fraction(1, 4), Fraction(1, 6)),
        (Fraction(5, 12), Fraction(1, 12)),
    ]
    assert [p.tuplet for p in placed] == [None, triplet, triplet]
    assert voice_length((Rest(QUARTER), triplet)) == Fraction(1, 2)


def test_strokes_of_a_bar_come_in_order_and_held_rolls_count_once() -> None:
    roll = Chord(HALF, (SNARE,), tremolo=Tremolo.BUZZ, tied_to_next=True)
    bar = Bar(
        FOUR_FOUR,
        hands=(roll, Chord(HALF, (SNARE,), tremolo=Tremolo.BUZZ)),
        feet=(Rest(QUARTER), Chord(QUARTER, (KICK,)), Rest(HALF)),
    )
    assert bar.strokes() == [(Fraction(0), SNARE), (Fraction(1, 4), KICK)]
    assert not bar.is_silent
    assert Bar(FOUR_FOUR, hands=(Rest(HALF), Rest(HALF))).is_silent


def test_a_bar_that_is_not_filled_is_named() -> None:
    full = Bar(FOUR_FOUR, hands=(Chord(HALF, (SNARE,)), Rest(HALF)))
    short = Bar(FOUR_FOUR, hands=full.hands, feet=(Chord(QUARTER, (KICK,)), Rest(HALF)))
    check_score(Score((full, full)))
    with pytest.raises(ScoreError, match="Bar 2: the feet last 3/4, the bar 1"):
        check_score(Score((full, short)))


def test_a_pickup_bar_is_filled_to_its_own_length() -> None:
    pickup = Bar(FOUR_FOUR, hands=(Chord(QUARTER, (SNARE,)),), actual_length=Fraction(1, 4))
    check_score(Score((pickup,)))
    assert pickup.length == Fraction(1, 4)


def test_the_first_bar_repeats_nothing() -> None:
    with pytest.raises(ScoreError, match="Bar 1 cannot repeat"):
        check_score(Score((Bar(FOUR_FOUR, repeats_previous=True),)))


def test_a_tempo_in_dotted_quarters_counts_more_quarters() -> None:
    assert TempoMark(80, Fraction(3, 8)).quarters_per_minute == pytest.approx(120)
