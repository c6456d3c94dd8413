"""Whatever the user says of beats and bars, the bars follow one another without gaps."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.beats import BeatGrid, GridBar
from core.errors import UsageError
from core.grid_edits import (
    DownbeatAt,
    FirstDownbeat,
    GridEdit,
    MetreFrom,
    SoundingPart,
    SwingAsHeard,
    SwingFrom,
    TempoScaled,
    corrected_grid,
    forced_feels,
    with_grid_edit,
)
from core.meter import TimeSignature
from core.quantize import quantize_onsets
from core.score import Swing
from core.subdivision import STRAIGHT

METRES = [TimeSignature.parse(t) for t in ("4/4", "3/4", "6/8", "12/8", "7/8", "5/4", "2/2", "5/8")]


def steady_grid(n_bars: int = 8, metre: str = "4/4", start: float = 0.5, beat: float = 0.5):
    """Bars of even beats, the first one at `start`."""
    time_signature = TimeSignature.parse(metre)
    bars = []
    for _ in range(n_bars):
        lengths = time_signature.beat_lengths
        beats = [start]
        for length in lengths:
            beats.append(beats[-1] + beat * float(length / lengths[0]))
        bars.append(GridBar(time_signature, tuple(beats[:-1]), beats[-1]))
        start = beats[-1]
    return BeatGrid(tuple(bars))


def whole(grid: BeatGrid) -> SoundingPart:
    """Strokes from the first beat to the last."""
    return SoundingPart(grid.bars[-1].end, grid.bars[0].start, grid.bars[-1].beats[-1])


def edited(grid: BeatGrid, *edits: GridEdit) -> BeatGrid:
    return corrected_grid(grid, edits, whole(grid))


def starts(grid: BeatGrid) -> list[float]:
    return [bar.start for bar in grid.bars]


def metres(grid: BeatGrid) -> list[str]:
    return [str(bar.time_signature) for bar in grid.bars]


@st.composite
def grids(draw: st.DrawFn) -> BeatGrid:
    """Bars in changing metres and tempos, perhaps after a pick-up."""
    bars: list[GridBar] = []
    time = draw(st.floats(-0.3, 3))
    for _ in range(draw(st.integers(1, 12))):
        metre = draw(st.sampled_from(METRES))
        lengths = metre.beat_lengths
        n_missing = 0 if bars else draw(st.integers(0, len(lengths) - 1))
        beats = [time]
        for length in lengths[n_missing:]:
            beats.append(beats[-1] + 2.0 * float(length) * draw(st.floats(0.7, 1.4)))
        time = beats[-1]
        bars.append(GridBar(metre, tuple(beats[:-1]), time, n_missing))
    return BeatGrid(tuple(bars))


TIMES = st.floats(-1, 60)
STRETCHES = st.tuples(st.none() | TIMES, st.none() | st.floats(0.1, 40)).map(
    lambda pair: (pair[0], None if pair[1] is None else (pair[0] or 0.0) + pair[1])
)
EDITS = st.one_of(
    st.builds(DownbeatAt, TIMES, st.booleans()),
    st.builds(FirstDownbeat, TIMES),
    st.builds(
        lambda factor, ends: TempoScaled(factor, *ends), st.sampled_from([0.5, 2.0]), STRETCHES
    ),
    st.builds(
        lambda metre, ends: MetreFrom(ends[0], metre, ends[1]), st.sampled_from(METRES), STRETCHES
    ),
    st.builds(lambda ends: SwingFrom(ends[0], Swing(62), ends[1]), STRETCHES),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grids(), st.lists(EDITS, max_size=6))
def test_bars_are_full_ordered_and_without_gaps_after_any_edits(
    grid: BeatGrid, edits: list[GridEdit]
) -> None:
    result = corrected_grid(grid, edits, whole(grid))
    assert result.bars
    for index, bar in enumerate(result.bars):
        lengths = bar.time_signature.beat_lengths
        assert len(bar.beats) == len(lengths) - bar.n_missing_beats > 0
        assert index == 0 or bar.n_missing_beats == 0
        assert all(a < b for a, b in pairwise((*bar.beats, bar.end)))
    assert all(a.end == b.start for a, b in pairwise(result.bars))
    part = whole(grid)
    assert part.first_stroke is not None and part.last_stroke is not None
    one_beat = result.bars[0].end - result.bars[0].start
    assert result.bars[0].start <= part.first_stroke + 0.13 * one_beat
    assert result.bars[-1].end > part.last_stroke
    # What follows accepts it.
    assert len(quantize_onsets((), result, forced_feels(result.bars, edits))) == len(result.bars)


@settings(max_examples=100, deadline=None)
@given(grids())
def test_no_edits_change_nothing(grid: BeatGrid) -> None:
    assert corrected_grid(grid, (), whole(grid)) is grid


def test_tapped_one_moves_all_bar_lines_and_makes_a_pick_up() -> None:
    result = edited(steady_grid(), DownbeatAt(3.02))  # the second beat of the second bar
    assert starts(result)[:3] == pytest.approx([0.5, 1.0, 3.0])
    assert result.bars[0].n_missing_beats == 3
    assert set(metres(result)) == {"4/4"}


def test_tapped_one_that_keeps_the_bars_before_shortens_one_of_them() -> None:
    result = edited(steady_grid(), DownbeatAt(5.5, keeps_before=True))
    assert metres(result)[:4] == ["4/4", "4/4", "2/4", "4/4"]
    assert starts(result)[:4] == pytest.approx([0.5, 2.5, 4.5, 5.5])


def test_tapping_the_one_twice_at_its_place_changes_nothing_more() -> None:
    once = edited(steady_grid(), DownbeatAt(3.0))
    assert edited(steady_grid(), DownbeatAt(3.0), DownbeatAt(5.01)) == once


def test_bars_count_from_the_first_downbeat() -> None:
    grid = steady_grid()
    part = SoundingPart(16.5, 4.6, 16)
    result = corrected_grid(grid, [FirstDownbeat(4.0)], part)
    assert result.bars[0].start == pytest.approx(4.0)
    assert result.bars[0].n_missing_beats == 0


def test_strokes_before_the_first_downbeat_keep_their_bars() -> None:
    result = edited(steady_grid(), FirstDownbeat(4.0))
    assert result.bars[0].start == pytest.approx(0.5)
    assert any(start == pytest.approx(4.0) for start in starts(result))


def test_twice_the_tempo_halves_every_beat() -> None:
    result = edited(steady_grid(), TempoScaled(2.0))
    assert len(result.bars) == 16
    assert [bar.tempo for bar in result.bars] == pytest.approx([240] * 16)
    assert starts(result)[:3] == pytest.approx([0.5, 1.5, 2.5])


def test_half_the_tempo_of_a_stretch_leaves_the_others_in_place() -> None:
    result = edited(steady_grid(), TempoScaled(0.5, 2.4, 8.6))
    assert metres(result) == ["4/4", "4/4", "2/4", "4/4", "4/4", "4/4", "4/4"]
    assert starts(result) == pytest.approx([0.5, 2.5, 6.5, 8.5, 10.5, 12.5, 14.5])


def test_the_one_may_be_on_a_beat_that_halving_left_out() -> None:
    result = edited(steady_grid(), TempoScaled(0.5), DownbeatAt(1.0))
    assert any(start == pytest.approx(1.0) for start in starts(result))


def test_tempo_is_not_doubled_without_end() -> None:
    fast = edited(steady_grid(), *[TempoScaled(2.0)] * 30)
    slow = edited(steady_grid(), *[TempoScaled(0.5)] * 30)
    assert fast.bars[0].tempo <= 600
    assert slow.bars[0].tempo >= 15


def test_felt_beats_stay_when_a_shuffle_becomes_twelve_eight() -> None:
    grid = steady_grid()
    result = edited(grid, MetreFrom(None, TimeSignature(12, 8)))
    assert [bar.beats for bar in result.bars] == [bar.beats for bar in grid.bars]
    assert set(metres(result)) == {"12/8"}


def test_bars_stay_when_three_four_becomes_six_eight() -> None:
    grid = steady_grid(metre="3/4")
    result = edited(grid, MetreFrom(None, TimeSignature(6, 8)))
    assert starts(result) == pytest.approx(starts(grid))
    assert result.bars[0].beats == pytest.approx([0.5, 1.25])


def test_eighths_stay_when_four_four_becomes_seven_eight() -> None:
    result = edited(steady_grid(), MetreFrom(None, TimeSignature(7, 8)))
    assert starts(result)[:2] == pytest.approx([0.5, 2.25])
    assert result.bars[0].beats == pytest.approx([0.5, 1.0, 1.5])


def test_metre_of_a_stretch_ends_at_its_bar_line() -> None:
    result = edited(steady_grid(), MetreFrom(2.5, TimeSignature(3, 4), 6.5))
    assert metres(result)[:6] == ["4/4", "3/4", "3/4", "2/4", "4/4", "4/4"]
    assert starts(result)[4] == pytest.approx(6.5)


def test_metre_from_a_time_holds_to_the_end() -> None:
    result = edited(steady_grid(), MetreFrom(8.4, TimeSignature(3, 4)))
    assert metres(result)[:5] == ["4/4"] * 4 + ["3/4"]
    assert set(metres(result)[4:]) == {"3/4"}


def test_stroke_before_the_first_beat_gets_a_bar() -> None:
    grid = steady_grid(start=2.0)
    result = corrected_grid(grid, (), SoundingPart(20, 1.02, 17))
    assert result.bars[0].n_missing_beats == 2
    assert result.bars[0].beats == pytest.approx((1.0, 1.5))
    assert result.bars[1:] == grid.bars


def test_swing_holds_in_the_bars_of_its_stretch_and_the_last_word_counts() -> None:
    bars = steady_grid().bars
    edits = [SwingFrom(None, Swing(67)), SwingFrom(4.5, None, 8.4), SwingAsHeard(14.4)]
    feels = forced_feels(bars, edits)
    assert [feel and feel.ratio for feel in feels] == [0.67] * 2 + [0.5] * 2 + [0.67] * 3 + [None]
    assert feels[2] == STRAIGHT


def test_an_edit_that_undoes_the_last_one_leaves_nothing() -> None:
    assert with_grid_edit((TempoScaled(2.0),), TempoScaled(0.5)) == ()
    assert with_grid_edit((TempoScaled(2.0),), TempoScaled(2.0)) == (TempoScaled(2.0),) * 2
    assert with_grid_edit((TempoScaled(2.0, 1.0),), TempoScaled(0.5)) == (
        TempoScaled(2.0, 1.0),
        TempoScaled(0.5),
    )


def test_tapping_the_one_again_replaces_the_last_tap() -> None:
    assert with_grid_edit((DownbeatAt(1.0),), DownbeatAt(2.0)) == (DownbeatAt(2.0),)
    kept = DownbeatAt(2.0, keeps_before=True)
    assert with_grid_edit((DownbeatAt(1.0),), kept) == (DownbeatAt(1.0), kept)


@pytest.mark.parametrize(
    "build",
    [
        lambda: TempoScaled(3.0),
        lambda: DownbeatAt(float("nan")),
        lambda: MetreFrom(0.0, TimeSignature(33, 8)),
        lambda: MetreFrom(5.0, TimeSignature(3, 4), 5.0),
        lambda: SwingFrom(0.0, Swing(90)),
    ],
)
def test_edits_that_make_no_sense_are_refused(build) -> None:
    with pytest.raises(UsageError):
        build()
