"""Onsets -> positions: what was played is read back, whatever the player's hands did."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.beats import BeatGrid, GridBar
from core.kit import DRUM_NAMES
from core.meter import TimeSignature
from core.onsets import Onset
from core.quantize import QuantizedBar, quantize_onsets
from core.score import Grace, Swing, Tremolo
from tests.core.performances import (
    BACKBEAT,
    ROCK,
    SEXTUPLETS,
    SIXTEENTHS,
    THIRTY_SECONDS,
    TRIPLET_FILL,
    TRIPLETS,
    Part,
    Playing,
    each,
    grid_of,
    perform,
    struck,
)


def read_back(bars: tuple[QuantizedBar, ...]) -> list[Part]:
    return [sorted((s.position, s.stroke.drum) for s in bar.strokes) for bar in bars]


def quantize(parts: list[Part], playing: Playing) -> tuple[QuantizedBar, ...]:
    return quantize_onsets(perform(parts, playing), grid_of(len(parts), playing.tempo))


def assert_read_back(parts: list[Part], playing: Playing) -> None:
    bars = quantize(parts, playing)
    assert read_back(bars) == [sorted(part) for part in parts]
    assert {bar.swing for bar in bars} == {None}


@pytest.mark.parametrize("tempo", [80, 100, 120, 140, 160, 180])
@pytest.mark.parametrize(
    "parts",
    [[ROCK] * 8, [SIXTEENTHS] * 8, [TRIPLETS] * 8, [ROCK] * 4 + [TRIPLET_FILL] + [ROCK] * 3],
    ids=["rock", "sixteenths", "triplets", "triplet fill"],
)
def test_common_bars_are_read_back_at_every_tempo(parts: list[Part], tempo: int) -> None:
    assert_read_back(parts, Playing(tempo, seed=tempo))


@pytest.mark.parametrize("tempo", [80, 100, 120, 140])
@pytest.mark.parametrize("fill", [THIRTY_SECONDS, SEXTUPLETS], ids=["32nds", "sextuplets"])
def test_fast_fills_are_read_back_stroke_by_stroke(fill: Part, tempo: int) -> None:
    assert_read_back([ROCK] * 7 + [fill], Playing(tempo, seed=tempo))


@st.composite
def musical_songs(draw: st.DrawFn) -> list[Part]:
    """Two grooves of four bars, each with variations and a fill, straight or in triplets."""
    song: list[Part] = []
    for _ in range(2):
        groove = BACKBEAT + each(
            draw(st.sampled_from(["hihat_closed", "ride"])), draw(st.sampled_from([4, 8, 16]))
        )
        offbeats = [Fraction(k, 16) for k in (3, 6, 7, 10, 11, 14)]
        kicks = draw(st.lists(st.sampled_from(offbeats), unique=True, max_size=3))
        groove += [(position, "kick") for position in kicks]
        fill = groove
        if draw(st.booleans()):
            n = draw(st.sampled_from([12, 16]))
            fill = struck("kick", "0") + [
                (Fraction(k, n), "snare" if k < 2 * n // 3 else "tom_low") for k in range(n)
            ]
        song += [groove] * 3 + [fill]
    return song


@settings(max_examples=40, deadline=None, derandomize=True)
@given(musical_songs(), st.integers(80, 180), st.integers(0, 10**6))
def test_a_known_part_is_read_back(song: list[Part], tempo: int, seed: int) -> None:
    assert_read_back(song, Playing(tempo, seed=seed))


@pytest.mark.parametrize("tempo", [80, 110, 140, 170])
@pytest.mark.parametrize("ratio", [0.6, 0.667])
def test_swung_eighths_are_written_straight_with_their_ratio(tempo: int, ratio: float) -> None:
    bars = quantize([ROCK] * 8, Playing(tempo, swing=ratio, seed=3))
    assert read_back(bars) == [sorted(ROCK)] * 8
    for bar in bars:
        assert bar.swing is not None
        assert bar.swing.unit == Fraction(1, 8)
        assert abs(bar.swing.ratio - 100 * ratio) <= 2


def test_a_shuffle_with_middle_triplets_is_written_in_triplets() -> None:
    shuffle = each("hihat_closed", 12) + BACKBEAT
    bars = quantize([shuffle] * 8, Playing(120))
    assert read_back(bars) == [sorted(shuffle)] * 8
    assert {bar.swing for bar in bars} == {None}


def test_straight_eighths_get_no_swing_mark() -> None:
    bars = quantize([ROCK] * 8, Playing(120, swing=0.53))
    assert {bar.swing for bar in bars} == {None}


def test_a_song_may_start_to_swing() -> None:
    straight = perform([ROCK] * 12, Playing(120))
    swung = perform([ROCK] * 12, Playing(120, swing=0.64), start=1.0 + 12 * 2.0)
    bars = quantize_onsets(straight + swung, grid_of(24, 120))
    assert [bar.swing for bar in bars[:12]] == [None] * 12
    (swing,) = {bar.swing for bar in bars[12:]}
    assert swing in (Swing(63), Swing(64), Swing(65))


def test_dotted_rhythms_are_no_swing() -> None:
    dotted = BACKBEAT + struck("ride", "0", "3/16", "1/4", "7/16", "1/2", "11/16", "3/4", "15/16")
    assert_read_back([dotted] * 8, Playing(100))


def test_a_player_who_is_always_late_is_read_as_on_time() -> None:
    assert_read_back([SIXTEENTHS] * 8, Playing(120, lateness=0.024))


def test_a_stroke_just_before_the_bar_line_belongs_to_the_downbeat() -> None:
    bars = quantize_onsets([Onset(2.985, "kick", 90), Onset(5.0, "snare", 90)], grid_of(3, 120))
    assert [(s.position, s.stroke.drum) for s in bars[1].strokes] == [(Fraction(0), "kick")]
    assert bars[0].strokes == ()


def test_a_stroke_on_the_end_of_the_last_bar_gets_a_bar_of_its_own() -> None:
    bars = quantize_onsets([Onset(1.0, "kick", 90), Onset(2.99, "crash", 90)], grid_of(1, 120))
    assert read_back(bars) == [struck("kick", "0"), struck("crash", "0")]
    assert bars[1].grid_bar.start == pytest.approx(3.0)


def test_two_quick_strokes_of_a_snare_are_a_flam() -> None:
    onsets = [Onset(1.472, "snare", 50), Onset(1.5, "snare", 100), Onset(2.5, "snare", 100)]
    strokes = quantize_onsets(onsets, grid_of(1, 120))[0].strokes
    assert [(s.position, s.stroke.grace, s.stroke.onset) for s in strokes] == [
        (Fraction(1, 4), Grace.FLAM, 1),
        (Fraction(3, 4), None, 2),
    ]


def test_two_light_strokes_before_a_main_one_are_a_drag() -> None:
    onsets = [Onset(1.41, "snare", 40), Onset(1.455, "snare", 42), Onset(1.5, "snare", 100)]
    (stroke,) = quantize_onsets(onsets, grid_of(1, 120))[0].strokes
    assert (stroke.position, stroke.stroke.grace) == (Fraction(1, 4), Grace.DRAG)


def test_thirty_seconds_are_not_taken_for_flams() -> None:
    bars = quantize([ROCK] * 3 + [THIRTY_SECONDS], Playing(160, spread=0.003))
    assert all(s.stroke.grace is None for bar in bars for s in bar.strokes)
    assert read_back(bars)[3] == sorted(THIRTY_SECONDS)


def test_doubles_of_a_cymbal_keep_the_louder_one() -> None:
    onsets = [Onset(1.5, "hihat_closed", 60), Onset(1.52, "hihat_closed", 90)]
    (stroke,) = quantize_onsets(onsets, grid_of(1, 120))[0].strokes
    assert (stroke.position, stroke.stroke.velocity) == (Fraction(1, 4), 90)


def test_open_and_closed_hat_cannot_sound_together() -> None:
    onsets = [Onset(1.5, "hihat_closed", 90, 0.4), Onset(1.5, "hihat_open", 80, 0.9)]
    (stroke,) = quantize_onsets(onsets, grid_of(1, 120))[0].strokes
    assert stroke.stroke.drum == "hihat_open"


def test_a_bouncing_pedal_is_one_kick() -> None:
    onsets = [Onset(1.0, "kick", 100), Onset(1.06, "kick", 30), Onset(2.0, "kick", 100)]
    bars = quantize_onsets(onsets, grid_of(1, 120))
    assert read_back(bars) == [struck("kick", "0", "1/2")]


def test_a_buzz_roll_is_one_note_with_its_length() -> None:
    roll = [Onset(2.0 + 0.035 * k, "snare", 60) for k in range(28)]
    bars = quantize_onsets(
        [Onset(1.0, "kick", 90), *roll, Onset(3.0, "crash", 99)], grid_of(2, 120)
    )
    rolls = [stroke for stroke in bars[0].strokes if stroke.roll]
    assert [stroke.position for stroke in rolls] == [Fraction(1, 2)]
    assert rolls[0].roll is not None
    assert rolls[0].roll.tremolo is Tremolo.BUZZ
    assert rolls[0].roll.length == Fraction(1, 2)


def test_soft_snare_strokes_are_ghosts_and_backbeats_are_not() -> None:
    onsets = [Onset(1.0 + 0.125 * k, "snare", 105 if k % 8 == 4 else 35) for k in range(64)]
    strokes = [s.stroke for bar in quantize_onsets(onsets, grid_of(4, 120)) for s in bar.strokes]
    assert len(strokes) == 64
    assert all(stroke.ghost == (stroke.velocity == 35) for stroke in strokes)
    assert not any(stroke.accent for stroke in strokes)


def test_a_quiet_song_has_no_ghosts() -> None:
    bars = quantize_onsets(
        [Onset(1.5 + k, "snare", 40 + k % 3) for k in range(16)], grid_of(8, 120)
    )
    assert not any(s.stroke.ghost for bar in bars for s in bar.strokes)


def test_a_few_loud_hats_are_accents_but_every_second_one_is_none() -> None:
    def accents(every: int) -> int:
        onsets = [
            Onset(1.0 + 0.25 * k, "hihat_closed", 110 if k % every == 0 else 70) for k in range(64)
        ]
        bars = quantize_onsets(onsets, grid_of(8, 120))
        return sum(s.stroke.accent for bar in bars for s in bar.strokes)

    assert accents(8) == 8
    assert accents(2) == 0


def test_a_single_stray_stroke_earns_no_triplet() -> None:
    onsets = perform([SIXTEENTHS] * 8, Playing(120))
    onsets.append(Onset(1.0 + 0.34, "cowbell", 50, 0.3))
    bars = quantize_onsets(onsets, grid_of(8, 120))
    assert all((s.position * 16).denominator == 1 for bar in bars for s in bar.strokes)


def test_compound_metre_is_read_in_eighths_without_triplets() -> None:
    grid = grid_of(8, 120, "6/8")
    onsets = [
        Onset(1.0 + 0.25 * k, drum, 90)
        for k in range(48)
        for drum in [
            "hihat_closed",
            *(["kick"] if k % 6 == 0 else []),
            *(["snare"] if k % 6 == 3 else []),
        ]
    ]
    expected = each("hihat_closed", 8, Fraction(3, 4))
    expected += struck("kick", "0") + struck("snare", "3/8")
    assert read_back(quantize_onsets(onsets, grid)) == [sorted(expected)] * 8


def test_positions_in_a_pickup_bar_count_from_its_first_beat() -> None:
    full = grid_of(1, 120, start=2.0).bars[0]
    pickup = GridBar(TimeSignature(4, 4), (1.0, 1.5), 2.0, n_missing_beats=2)
    onsets = [Onset(1.25, "snare", 90), Onset(1.5, "snare", 90), Onset(2.0, "crash", 90)]
    bars = quantize_onsets(onsets, BeatGrid((pickup, full)))
    assert bars[0].length == Fraction(1, 2)
    assert read_back(bars) == [struck("snare", "1/8", "1/4"), struck("crash", "0")]


def test_no_onsets_give_silent_bars_and_no_grid_gives_none() -> None:
    assert [bar.strokes for bar in quantize_onsets([], grid_of(3, 120))] == [()] * 3
    assert quantize_onsets([Onset(1.0, "kick", 90)], BeatGrid(())) == ()


@st.composite
def random_grids(draw: st.DrawFn) -> BeatGrid:
    """Bars of any metre and wandering tempo, perhaps after a pick-up."""
    meters = ["4/4", "3/4", "2/4", "5/4", "6/8", "7/8", "12/8", "2/2", "5/8", "3/8", "4/2", "2/8"]
    time, bars = 0.5, []
    for index in range(draw(st.integers(1, 5))):
        time_signature = TimeSignature.parse(draw(st.sampled_from(meters)))
        lengths = time_signature.beat_lengths
        n_missing = draw(st.integers(0, len(lengths) - 1)) if index == 0 else 0
        beats = []
        for length in lengths[n_missing:]:
            beats.append(time)
            time += float(4 * length) * 60 / draw(st.floats(50, 240))
        bars.append(GridBar(time_signature, tuple(beats), time, n_missing))
    return BeatGrid(tuple(bars))


random_onsets = st.lists(
    st.builds(
        Onset,
        st.floats(0.4, 14),
        st.sampled_from(DRUM_NAMES),
        st.integers(1, 127),
        st.floats(0, 1),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(random_onsets, random_grids())
def test_whatever_is_played_every_stroke_lies_in_its_bar_once(
    onsets: list[Onset], grid: BeatGrid
) -> None:
    bars = quantize_onsets(onsets, grid)
    assert [bar.grid_bar for bar in bars[: len(grid.bars)]] == list(grid.bars)
    indexes = []
    for bar in bars:
        places = [(s.position, s.stroke.drum) for s in bar.strokes]
        assert len(set(places)) == len(places)
        assert [position for position, _ in places] == sorted(position for position, _ in places)
        assert all(0 <= position < bar.length for position, _ in places)
        indexes += [s.stroke.onset for s in bar.strokes if not s.roll]
    assert len(set(indexes)) == len(indexes)
    for bar in bars:
        for stroke in bar.strokes:
            assert stroke.stroke.onset is not None
            assert onsets[stroke.stroke.onset].drum == stroke.stroke.drum
