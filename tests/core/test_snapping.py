"""Times snap to the notes that a drummer plays."""

import pytest

from core.beats import BeatGrid, GridBar
from core.meter import TimeSignature
from core.snapping import bar_index, nearest_bar_line, nearest_tatum, neighbour_tatum

FOUR = TimeSignature(4, 4)
GRID = BeatGrid(
    (
        GridBar(FOUR, (1.0, 1.5, 2.0, 2.5), 3.0),
        GridBar(FOUR, (3.0, 3.5, 4.0, 4.5), 5.0),
    )
)


@pytest.mark.parametrize(
    ("time", "expected"),
    [(1.13, 1.125), (1.16, 1.0 + 0.5 / 3), (2.99, 3.0), (0.2, 1.0), (9.0, 5.0), (3.26, 3.25)],
)
def test_time_snaps_to_the_nearest_sixteenth_or_triplet(time: float, expected: float) -> None:
    assert nearest_tatum(GRID, time) == pytest.approx(expected)


def test_dotted_quarters_hold_six_sixteenths() -> None:
    grid = BeatGrid((GridBar(TimeSignature(6, 8), (0.0, 0.6), 1.2),))
    assert nearest_tatum(grid, 0.11) == pytest.approx(0.1)


def test_pick_up_bar_keeps_its_beats() -> None:
    grid = BeatGrid((GridBar(FOUR, (1.0,), 1.5, 3), *GRID.bars[1:]))
    assert nearest_tatum(grid, 1.26) == pytest.approx(1.25)


def test_bar_lines_include_the_end() -> None:
    assert nearest_bar_line(GRID, 4.9) == 5.0
    assert nearest_bar_line(GRID, 2.1) == 3.0
    assert [bar_index(GRID, time) for time in (0.0, 1.0, 2.99, 3.0, 99.0)] == [0, 0, 0, 1, 1]


def test_without_bars_times_stay() -> None:
    assert nearest_tatum(BeatGrid(()), 1.23) == 1.23
    assert nearest_bar_line(BeatGrid(()), 1.23) == 1.23


def test_steps_go_to_the_sixteenth_beside_and_over_bar_lines() -> None:
    assert neighbour_tatum(GRID, 1.0, 1) == pytest.approx(1.125)
    assert neighbour_tatum(GRID, 1.1251, -1) == pytest.approx(1.0)
    assert neighbour_tatum(GRID, 2.9, 1) == pytest.approx(3.0)
    assert neighbour_tatum(GRID, 3.0, -1) == pytest.approx(2.875)
    assert neighbour_tatum(GRID, 1.0, -1) == 1.0
    assert neighbour_tatum(GRID, 5.0, 1) == 5.0
