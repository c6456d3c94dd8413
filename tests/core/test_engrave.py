"""Quantized bars -> a page that a drummer reads at sight: golden bars, form, and invariants."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from core.beats import BeatGrid, GridBar
from core.engrave import Repeats, build_score
from core.meter import TimeSignature
from core.onsets import Onset
from core.quantize import QuantizedBar, QuantizedStroke, Roll, quantize_onsets
from core.score import (
    Bar,
    Beam,
    Chord,
    Grace,
    Rest,
    Score,
    Stroke,
    Swing,
    Tuplet,
    VoiceElement,
    check_score,
    place_elements,
)
from tests.core.performances import (
    BACKBEAT,
    ROCK,
    SIXTEENTHS,
    TRIPLET_FILL,
    Part,
    each,
    grid_of,
    struck,
)
from tests.core.test_quantize import random_grids, random_onsets

_NAMES = {1: "w", 2: "h", 4: "q", 8: "8", 16: "16", 32: "32", 64: "64"}
_BEAMS = {Beam.NONE: "", Beam.BEGIN: "[", Beam.MIDDLE: "-", Beam.END: "]"}
_SHORT = {"hihat_closed": "hh", "hihat_open": "oh", "snare": "sd", "kick": "bd", "ride": "rd"}


def spelled(voice: Sequence[VoiceElement]) -> str:
    """A voice as text: `sd8[` begins a beam, `r` is a rest, `(r` a hidden one, `=` a tie."""
    return " ".join(_spelled(element) for element in voice)


def _spelled(element: VoiceElement) -> str:
    if isinstance(element, Tuplet):
        return f"{element.actual}{{{spelled(element.elements)}}}"
    value = _NAMES[element.value.base.denominator] + "." * element.value.n_dots
    if isinstance(element, Rest):
        return ("(r" if element.is_hidden else "r") + value
    strokes = "+".join(_spelled_stroke(stroke) for stroke in element.strokes)
    roll = "~" if element.tremolo else ""
    return strokes + value + _BEAMS[element.beam] + roll + ("=" if element.tied_to_next else "")


def _spelled_stroke(stroke: Stroke) -> str:
    name = _SHORT.get(stroke.drum, stroke.drum)
    grace = "o" * stroke.grace.value if stroke.grace else ""
    return grace + (f"({name})" if stroke.ghost else name) + ">" * stroke.accent


def quantized(
    parts: Sequence[Part], meter: str = "4/4", swing: Swing | None = None
) -> list[QuantizedBar]:
    grid = grid_of(len(parts), 120, meter)
    return [
        QuantizedBar(
            grid_bar,
            tuple(QuantizedStroke(position, Stroke(drum, 90)) for position, drum in sorted(part)),
            swing,
        )
        for grid_bar, part in zip(grid.bars, parts, strict=True)
    ]


def engrave(bars: Sequence[QuantizedBar], repeats: Repeats = Repeats.SIMILE) -> Score:
    return build_score(bars, repeats=repeats)


def one_bar(part: Part, meter: str = "4/4") -> Bar:
    return engrave(quantized([part], meter)).bars[0]


def test_a_rock_beat_is_eighths_over_quarters() -> None:
    bar = one_bar(ROCK)
    assert spelled(bar.hands) == "hh8[ hh8] sd+hh8[ hh8] hh8[ hh8] sd+hh8[ hh8]"
    assert spelled(bar.feet) == "bdq (rq bdq (rq"


def test_sixteenth_hats_with_offbeat_kicks() -> None:
    bar = one_bar(SIXTEENTHS + struck("kick", "7/16", "5/8"))
    beat = "hh16[ hh16- hh16- hh16]"
    snare_beat = "sd+hh16[ hh16- hh16- hh16]"
    assert spelled(bar.hands) == f"{beat} {snare_beat} {beat} {snare_beat}"
    assert spelled(bar.feet) == "bdq r8. bd16 bd8[ bd8] (rq"


def test_a_swing_ride_pattern_is_quarters_and_eighths() -> None:
    bar = one_bar(each("ride", 4) + struck("ride", "3/8", "7/8") + struck("hihat_pedal", "1/4"))
    assert spelled(bar.hands) == "rdq rd8[ rd8] rdq rd8[ rd8]"
    assert spelled(bar.feet) == "(rq hihat_pedalq (rh"


def test_a_shuffle_in_triplets_is_quarter_and_eighth_within_each() -> None:
    shuffle = each("ride", 4) + struck("ride", "1/6", "5/12", "2/3", "11/12")
    assert spelled(one_bar(shuffle).hands) == " ".join(["3{rdq rd8}"] * 4)


def test_a_triplet_fill() -> None:
    assert spelled(one_bar(TRIPLET_FILL).hands) == " ".join(
        ["3{sd8[ sd8- sd8]}"] * 2 + ["3{tom_low8[ tom_low8- tom_low8]}"] * 2
    )


def test_a_sextuplet_is_one_bracket_and_a_half_beat_triplet_stands_beside_an_eighth() -> None:
    bar = one_bar(each("snare", 24, Fraction(1, 4)) + struck("snare", "1/4", "7/24", "1/3", "3/8"))
    assert spelled(bar.hands) == (
        "6{sd16[ sd16- sd16- sd16- sd16- sd16]} 3{sd16[ sd16- sd16-} sd8] rh"
    )


def test_a_six_eight_groove_is_beamed_by_dotted_quarters() -> None:
    part = each("hihat_closed", 8, Fraction(3, 4)) + struck("kick", "0") + struck("snare", "3/8")
    bar = one_bar(part, "6/8")
    assert spelled(bar.hands) == "hh8[ hh8- hh8] sd+hh8[ hh8- hh8]"
    assert spelled(bar.feet) == "bdq. (rq."


def test_seven_eight_is_beamed_two_two_three() -> None:
    bar = one_bar(each("hihat_closed", 8, Fraction(7, 8)), "7/8")
    assert spelled(bar.hands) == "hh8[ hh8] hh8[ hh8] hh8[ hh8- hh8]"


def test_a_long_beat_of_cut_time_is_spelled_by_quarters() -> None:
    bar = one_bar(struck("snare", "0", "1/2", "3/4", "7/8"), "2/2")
    assert spelled(bar.hands) == "sdh sdq sd8[ sd8]"


def test_notes_last_to_the_next_stroke_of_their_beat_without_dotted_clutter() -> None:
    bar = one_bar(struck("snare", "0", "3/16", "5/16", "1/2", "17/32", "7/8"))
    assert spelled(bar.hands) == "sd8.[ sd16] r16 sd8. sd32[ sd16.] r8 r8 sd8"


@pytest.mark.parametrize(
    ("part", "meter", "expected"),
    [
        (struck("snare", "3/4"), "4/4", "rh rq sdq"),
        (struck("snare", "0"), "4/4", "sdq rq rh"),
        (struck("snare", "1/4"), "4/4", "rq sdq rh"),
        (struck("snare", "1/2"), "3/4", "rq rq sdq"),
        (struck("snare", "9/8"), "12/8", "rh. rq. sdq."),
        (struck("snare", "5/8"), "6/8", "rq. rq sd8"),
    ],
)
def test_rests_are_merged_by_the_metre(part: Part, meter: str, expected: str) -> None:
    assert spelled(one_bar(part, meter).hands) == expected


def test_feet_alone_keep_their_rests_in_sight() -> None:
    bar = one_bar(struck("kick", "0", "5/8"))
    assert (spelled(bar.hands), spelled(bar.feet)) == ("", "bdq rq r8 bd8 rq")


def test_a_silent_bar_has_no_voices() -> None:
    bar = one_bar([])
    assert (bar.hands, bar.feet) == ((), ())


def test_flams_and_ghosts_and_accents_stay_on_their_notes() -> None:
    (bar,) = quantized([[]])
    strokes = (
        QuantizedStroke(Fraction(0), Stroke("snare", 90, grace=Grace.FLAM)),
        QuantizedStroke(Fraction(1, 16), Stroke("snare", 30, ghost=True)),
        QuantizedStroke(Fraction(1, 4), Stroke("snare", 120, accent=True)),
    )
    score = engrave([replace(bar, strokes=strokes)])
    assert spelled(score.bars[0].hands) == "osd16[ (sd)8.] sd>q rh"


def test_a_roll_is_held_with_the_only_ties_of_a_chart() -> None:
    (bar,) = quantized([[]])
    strokes = (QuantizedStroke(Fraction(1, 4), Stroke("snare", 60), Roll(Fraction(3, 4))),)
    score = engrave([replace(bar, strokes=strokes)])
    assert spelled(score.bars[0].hands) == "rq sdq~= sdh~"
    assert len(score.bars[0].strokes()) == 1


def test_equal_bars_become_repeat_signs_but_never_the_first_of_a_line() -> None:
    bars = engrave(quantized([ROCK] * 8)).bars
    assert [bar.repeats_previous for bar in bars] == ([False] + [True] * 3) * 2
    assert [bar.line_break for bar in bars] == [False, False, False, True] + [False] * 4
    assert bars[1].hands == bars[0].hands


def test_written_repeats_have_no_signs() -> None:
    bars = engrave(quantized([ROCK] * 8), Repeats.WRITTEN).bars
    assert not any(bar.repeats_previous for bar in bars)


def test_a_bar_with_another_accent_or_ghost_is_no_repeat() -> None:
    first, second = quantized([ROCK] * 2)
    changed = tuple(
        replace(stroke, stroke=replace(stroke.stroke, ghost=stroke.stroke.drum == "snare"))
        for stroke in second.strokes
    )
    assert not engrave([first, replace(second, strokes=changed)]).bars[1].repeats_previous


def test_a_louder_bar_is_still_a_repeat() -> None:
    first, second = quantized([ROCK] * 2)
    louder = tuple(replace(s, stroke=replace(s.stroke, velocity=101)) for s in second.strokes)
    assert engrave([first, replace(second, strokes=louder)]).bars[1].repeats_previous


def test_sections_begin_at_a_new_groove_with_letters_and_a_new_line() -> None:
    ride = each("ride", 8) + BACKBEAT
    bars = engrave(quantized([ROCK] * 8 + [ride] * 8 + [SIXTEENTHS] * 8)).bars
    letters = {index: bar.section for index, bar in enumerate(bars) if bar.section}
    assert letters == {0: "A", 8: "B", 16: "C"}
    assert bars[7].line_break
    assert bars[15].line_break


def test_a_crash_after_a_fill_marks_a_section_of_the_same_groove() -> None:
    crash = struck("crash", "0") + ROCK[1:]
    bars = engrave(quantized(([crash] + [ROCK] * 6 + [TRIPLET_FILL]) * 2)).bars
    assert {index: bar.section for index, bar in enumerate(bars) if bar.section} == {0: "A", 8: "B"}
    assert [index for index, bar in enumerate(bars) if bar.text == "Fill"] == [7]


def test_one_groove_throughout_needs_no_letters() -> None:
    assert not any(bar.section for bar in engrave(quantized([ROCK] * 8)).bars)


def test_silent_bars_are_counted_in_one_rest() -> None:
    bars = engrave(quantized([[]] * 4 + [ROCK] * 8 + [[]] * 2)).bars
    assert [bar.n_silent_bars for bar in bars] == [4, *[1] * 11, 2, 1]
    assert bars[0].section is None
    assert not any(bar.section for bar in bars[4:])


def test_no_line_is_left_with_a_single_bar() -> None:
    bars = engrave(quantized([ROCK] * 9)).bars
    breaks = [index for index, bar in enumerate(bars) if bar.line_break]
    assert breaks == [3, 6]


def test_dense_bars_stand_two_a_line() -> None:
    def dense(shift: int) -> Part:
        return SIXTEENTHS + struck("kick", f"{shift}/16")

    bars = engrave(quantized([dense(k) for k in (1, 3, 5, 7)])).bars
    assert [bar.line_break for bar in bars] == [False, True, False, False]


def test_marks_of_swing_stand_where_the_feel_changes() -> None:
    bars = quantized([ROCK] * 4, swing=Swing(62)) + quantized([ROCK] * 4)
    marks = [bar.swing for bar in engrave(bars).bars]
    assert marks == [Swing(62), None, None, None, Swing(50), None, None, None]


def with_tempos(tempos: Sequence[float]) -> list[Bar]:
    time, bars = 0.0, []
    for tempo in tempos:
        beats = tuple(time + k * 60 / tempo for k in range(4))
        time += 240 / tempo
        bars.append(QuantizedBar(GridBar(TimeSignature(4, 4), beats, time), ()))
    return list(engrave(bars).bars)


def test_a_steady_tempo_is_marked_once_and_jitter_never() -> None:
    marks = [bar.tempo for bar in with_tempos([120.3, 118, 122, 119, 121, 120, 117, 123] * 4)]
    assert marks[0] is not None
    assert (marks[0].bpm, marks[0].beat_length) == (120, Fraction(1, 4))
    assert marks[1:] == [None] * 31


def test_a_lasting_change_of_tempo_is_marked_where_it_happens() -> None:
    marks = [bar.tempo for bar in with_tempos([120.0] * 8 + [140.0] * 8)]
    assert {k: mark.bpm for k, mark in enumerate(marks) if mark} == {0: 120, 8: 140}
    assert not any(mark.is_hidden for mark in marks if mark)


def test_a_small_lasting_drift_is_followed_by_hidden_marks() -> None:
    marks = [bar.tempo for bar in with_tempos([120.0] * 8 + [123.5] * 8)]
    shown = {k: mark.is_hidden for k, mark in enumerate(marks) if mark}
    assert shown == {0: False, 8: True}


def test_a_compound_tempo_counts_dotted_quarters() -> None:
    mark = one_bar(each("ride", 8, Fraction(3, 4)), "6/8").tempo
    assert mark is not None
    assert (mark.bpm, mark.beat_length) == (80, Fraction(3, 8))


def test_a_pickup_bar_is_short_and_the_form_begins_behind_it() -> None:
    full = quantized([ROCK] * 8 + [SIXTEENTHS] * 8)
    pickup = QuantizedBar(
        GridBar(TimeSignature(4, 4), (0.5,), 1.0, n_missing_beats=3),
        (QuantizedStroke(Fraction(1, 8), Stroke("snare", 90)),),
    )
    bars = engrave([pickup, *full]).bars
    assert (bars[0].actual_length, spelled(bars[0].hands)) == (Fraction(1, 4), "r8 sd8")
    assert {k: bar.section for k, bar in enumerate(bars) if bar.section} == {1: "A", 9: "B"}
    assert next(k for k, bar in enumerate(bars) if bar.line_break) == 4


def test_times_title_and_artist_are_carried_over() -> None:
    score = build_score(quantized([ROCK]), title="Song", artist="Band")
    assert (score.title, score.artist, score.show_legend) == ("Song", "Band", True)
    assert (score.bars[0].start, score.bars[0].end) == (1.0, 3.0)


def test_no_bars_make_an_empty_score() -> None:
    assert build_score(()).bars == ()


@settings(max_examples=60, deadline=None)
@given(random_onsets, random_grids())
def test_whatever_is_played_makes_a_sound_score(onsets: list[Onset], grid: BeatGrid) -> None:
    bars = quantize_onsets(onsets, grid)
    score = build_score(bars)
    check_score(score)
    for quantized_bar, bar in zip(bars, score.bars, strict=True):
        wanted = sorted(
            ((s.position, s.stroke) for s in quantized_bar.strokes),
            key=lambda item: (item[0], item[1].drum),
        )
        assert sorted(bar.strokes(), key=lambda item: (item[0], item[1].drum)) == wanted
        for voice in (bar.hands, bar.feet):
            check_beams_and_rests(voice)
    for before, bar in zip(score.bars, score.bars[1:], strict=False):
        if bar.repeats_previous:
            assert (bar.time_signature, before.line_break) == (before.time_signature, False)
            assert [(p, s.drum) for p, s in bar.strokes()] == [
                (p, s.drum) for p, s in before.strokes()
            ]


def test_bars_of_one_rhythm_keep_their_own_strokes() -> None:
    def bar_of(strokes: Sequence[Stroke]) -> QuantizedBar:
        places = (Fraction(0), Fraction(1, 12), Fraction(1, 4))
        found = [QuantizedStroke(p, s) for p, s in zip(places, strokes, strict=True)]
        found[-1] = replace(found[-1], roll=Roll(Fraction(3, 4)))
        return QuantizedBar(grid_of(1, 120).bars[0], tuple(found))

    first = [Stroke("ride", 50 + k, onset=k) for k in range(3)]
    second = [
        Stroke("snare", 90, ghost=True, onset=7, confidence=0.4),
        Stroke("snare", 91, grace=Grace.FLAM, onset=8),
        Stroke("snare", 92, accent=True, grace=Grace.DRAG, onset=9),
    ]
    bars = build_score([bar_of(first), bar_of(second)]).bars
    assert [[stroke for _, stroke in bar.strokes()] for bar in bars] == [first, second]
    assert spelled(bars[0].hands) == "3{rd8 rdq} rdq~= rdh~"
    held = [
        p.element.strokes[0]
        for p in place_elements(bars[1].hands)
        if isinstance(p.element, Chord) and p.element.tremolo
    ]
    assert held[0] == second[2]
    assert held[1] == replace(second[2], accent=False, grace=None)


def check_beams_and_rests(voice: tuple[VoiceElement, ...]) -> None:
    """Beams open and close; a tie means a roll; a voice that is written holds a stroke."""
    chords = [p.element for p in place_elements(voice) if isinstance(p.element, Chord)]
    assert bool(chords) == bool(voice)
    is_open = False
    for placed in place_elements(voice):
        element = placed.element
        if isinstance(element, Rest):
            assert not is_open
            continue
        assert is_open == (element.beam in (Beam.MIDDLE, Beam.END))
        is_open = element.beam in (Beam.BEGIN, Beam.MIDDLE)
        if element.value.base >= Fraction(1, 4):
            assert element.beam is Beam.NONE
        if element.tied_to_next:
            assert element.tremolo is not None
    assert not is_open
