"""Seconds on the screen: zoom, pan and their limits."""

import pytest
from PySide6.QtWidgets import QApplication

from melody_gui.timeline.time_axis import TimeAxis


@pytest.fixture
def axis(qapp: QApplication) -> TimeAxis:
    axis = TimeAxis()
    axis.set_width(1000)
    axis.set_duration(100.0)
    return axis


def test_a_new_song_is_shown_as_a_whole(axis: TimeAxis) -> None:
    assert 0 < axis.x_of(0.0) < 20
    assert 980 < axis.x_of(100.0) < 1000


@pytest.mark.parametrize("x", [100, 500, 930])
def test_zoom_keeps_the_time_under_the_mouse(axis: TimeAxis, x: float) -> None:
    time = axis.time_of(x)
    for _ in range(10):
        axis.zoom(1.3, x)
        assert axis.time_of(x) == pytest.approx(time, abs=6 * axis.seconds_per_pixel)
    assert axis.span < 10


def test_zoom_ends_at_the_whole_song_and_at_a_few_milliseconds(axis: TimeAxis) -> None:
    whole = axis.span
    axis.zoom(1e-6, 300)
    assert axis.span == pytest.approx(whole)
    axis.zoom(1e9, 300)
    assert axis.span == pytest.approx(0.05)


def test_pan_ends_at_both_ends_of_the_song(axis: TimeAxis) -> None:
    axis.zoom(10, 500)
    axis.pan(-1e6)
    assert axis.x_of(0.0) == pytest.approx(10, abs=1)
    axis.pan(1e6)
    assert axis.x_of(100.0) == pytest.approx(990, abs=1)


def test_the_left_edge_lies_on_a_whole_pixel(axis: TimeAxis) -> None:
    axis.show_range(12.3, 18.9)
    axis.pan(7.4)
    n_pixels = axis.start / axis.seconds_per_pixel
    assert n_pixels == pytest.approx(round(n_pixels), abs=1e-6)


def test_a_wider_window_shows_more_of_the_song_at_the_same_zoom(axis: TimeAxis) -> None:
    axis.show_range(10, 20)
    start, zoom = axis.start, axis.seconds_per_pixel
    axis.set_width(1500)
    assert (axis.start, axis.seconds_per_pixel) == (pytest.approx(start), zoom)


def test_the_whole_song_stays_whole_in_a_wider_window(axis: TimeAxis) -> None:
    axis.set_width(1500)
    assert axis.x_of(100.0) == pytest.approx(1490, abs=1)


def test_a_time_off_the_screen_is_revealed_and_one_on_it_moves_nothing(axis: TimeAxis) -> None:
    axis.show_range(10, 20)
    start = axis.start
    axis.reveal(15)
    assert axis.start == start
    axis.reveal(70, 0.5)
    assert axis.x_of(70) == pytest.approx(500, abs=1)


def test_nothing_is_announced_that_did_not_change(axis: TimeAxis) -> None:
    changes: list[int] = []
    axis.changed.connect(lambda: changes.append(1))
    axis.fit()
    axis.pan(0)
    assert changes == []
    axis.zoom(2, 0)
    assert changes == [1]
