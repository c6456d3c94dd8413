"""Bars and beats over time: numbers, places and steps."""

import numpy as np
import pytest

from core.beats import BeatGrid, GridBar
from core.meter import TimeSignature
from core.score import Bar, Score, Swing, TempoMark
from melody_gui.timeline.musical_grid import MusicalGrid, musical_grid
from melody_gui.timeline.texts import time_text


class _Transcription:
    """As much of a transcription as the grid needs."""

    def __init__(self, bars: tuple[GridBar, ...], written: tuple[Bar, ...]) -> None:
        self.grid = BeatGrid(bars)
        self.score = Score(written)


FOUR, SIX = TimeSignature(4, 4), TimeSignature(6, 8)


@pytest.fixture
def grid() -> MusicalGrid:
    """A pick-up of one beat, a bar of 4/4 from 1 s, a bar of 6/8 from 3 s to 4 s."""
    bars = (
        GridBar(FOUR, (0.5,), 1.0, 3),
        GridBar(FOUR, (1.0, 1.5, 2.0, 2.5), 3.0),
        GridBar(SIX, (3.0, 3.5), 4.0),
    )
    written = (
        Bar(FOUR, tempo=TempoMark(120.0)),
        Bar(FOUR, section="A", swing=Swing(62)),
        Bar(SIX, section="B", tempo=TempoMark(119.0, is_hidden=True)),
    )
    found = musical_grid(_Transcription(bars, written))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_marks_stand_where_they_begin_to_hold(grid: MusicalGrid) -> None:
    assert [(m.time, m.text) for m in grid.sections] == [(1.0, "A"), (3.0, "B")]
    assert [(m.time, m.text) for m in grid.metres] == [(0.5, "4/4"), (3.0, "6/8")]
    assert [(m.time, m.text) for m in grid.tempos] == [(0.5, "♩ = 120")]
    assert [(m.time, m.text) for m in grid.swings] == [(1.0, "62 %")]


def test_a_pick_up_is_bar_0_and_keeps_its_beats_number(grid: MusicalGrid) -> None:
    place = grid.place_of(0.6)
    assert (place.bar, place.beat) == (0, 4)
    assert place.fraction == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("time", "bar", "beat"), [(1.0, 1, 1), (2.2, 1, 3), (3.6, 2, 2), (9.0, 2, 2), (0.0, 0, 4)]
)
def test_a_time_has_its_bar_and_beat(grid: MusicalGrid, time: float, bar: int, beat: int) -> None:
    place = grid.place_of(time)
    assert (place.bar, place.beat) == (bar, beat)


def test_steps_go_to_the_next_beat_or_bar_and_end_at_the_ends(grid: MusicalGrid) -> None:
    assert grid.stepped(1.5, 1, by_bar=False) == 2.0
    assert grid.stepped(1.6, -1, by_bar=False) == 1.5
    assert grid.stepped(1.6, 1, by_bar=True) == 3.0
    assert grid.stepped(1.0, -1, by_bar=True) == 0.5
    assert grid.stepped(9.0, 1, by_bar=True) == 4.0


def test_beats_are_cut_into_equal_parts(grid: MusicalGrid) -> None:
    np.testing.assert_allclose(grid.parts_of_beats(1.0, 1.9, 2), [0.75, 1.25, 1.75])


def test_a_song_without_bars_has_no_grid() -> None:
    assert musical_grid(_Transcription((), ())) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "n_decimals", "text"),
    [(0, 0, "0:00"), (65.4, 0, "1:05"), (59.9996, 3, "1:00.000"), (3.25, 2, "0:03.25")],
)
def test_times_are_written_in_minutes_and_seconds(
    seconds: float, n_decimals: int, text: str
) -> None:
    assert time_text(seconds, n_decimals) == text
