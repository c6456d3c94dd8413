"""Seeking, panning, zooming, looping and following, by mouse, wheel and keyboard."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from melody_gui.document import Document
from melody_gui.timeline.follow import FollowMode
from melody_gui.timeline.timeline_view import TimelineView
from tests.gui.timeline.mouse import click, drag, place, turn_wheel

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def ruler_place(view: TimelineView, time: float) -> QPoint:
    return QPoint(round(view.axis.x_of(time)), 30)


def test_a_click_on_the_ruler_seeks(view: TimelineView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.seek_requested) as caught:
        click(view.ruler, ruler_place(view, 6.0))
    assert caught.args is not None
    assert caught.args[0] == pytest.approx(6.0, abs=view.axis.seconds_per_pixel)


@pytest.mark.parametrize("lane", ["waveform", "spectrogram", "attention", "beats", "snare"])
def test_a_click_on_an_empty_place_of_a_lane_seeks(
    view: TimelineView, qtbot: QtBot, lane: str
) -> None:
    with qtbot.waitSignal(view.seek_requested) as caught:
        click(view.canvas, place(view, lane, 6.1))
    assert caught.args is not None
    assert caught.args[0] == pytest.approx(6.1, abs=view.axis.seconds_per_pixel)


def test_a_click_beyond_the_song_goes_to_its_end(view: TimelineView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.seek_requested) as caught:
        click(view.ruler, QPoint(view.ruler.width() - 1, 30))
    assert caught.args == [16.0]


def test_a_drag_on_the_ruler_loops_whole_bars(view: TimelineView, document: Document) -> None:
    drag(view.ruler, ruler_place(view, 4.7), ruler_place(view, 8.3))
    assert document.loop == pytest.approx((4.5, 8.5), abs=0.02)


def test_a_drag_with_alt_loops_what_was_dragged(view: TimelineView, document: Document) -> None:
    drag(view.ruler, ruler_place(view, 9.1), ruler_place(view, 5.2), ALT)
    assert document.loop == pytest.approx((5.2, 9.1), abs=0.03)


def test_the_end_of_a_loop_is_dragged_by_its_handle(view: TimelineView, document: Document) -> None:
    document.set_loop(4.5, 8.5)
    drag(view.ruler, ruler_place(view, 8.5), ruler_place(view, 12.6))
    assert document.loop == pytest.approx((4.5, 12.5), abs=0.02)


def test_dragging_the_waveform_pans(view: TimelineView) -> None:
    view.axis.show_range(4, 8)
    start = view.axis.start
    point = place(view, "waveform", 6.0)
    drag(view.canvas, point, point + QPoint(-100, 0))
    moved = (view.axis.start - start) / view.axis.seconds_per_pixel
    assert moved == pytest.approx(100, abs=1)


def test_the_middle_button_pans_over_strokes_too(view: TimelineView, document: Document) -> None:
    view.axis.show_range(4, 8)
    start = view.axis.start
    point = place(view, "snare", 5.5, 0.9)
    drag(view.canvas, point, point + QPoint(60, 0), button=Qt.MouseButton.MiddleButton)
    assert (start - view.axis.start) / view.axis.seconds_per_pixel == pytest.approx(60, abs=1)
    assert not document.selection


def test_the_wheel_moves_along_in_time(view: TimelineView) -> None:
    view.axis.show_range(4, 8)
    start = view.axis.start
    turn_wheel(view.canvas, place(view, "waveform", 6.0), -1)
    assert view.axis.start > start
    turn_wheel(view.ruler, ruler_place(view, 6.0), 1)
    assert view.axis.start == pytest.approx(start)


@pytest.fixture
def low_view(view: TimelineView, qtbot: QtBot) -> TimelineView:
    """All lanes in a window that is too low for them."""
    view.stack.show_all()
    view.resize(1000, 500)
    qtbot.waitUntil(lambda: view.lane_bar.maximum() > 100)
    view.axis.show_range(4, 8)
    return view


def test_the_wheel_goes_down_where_the_lanes_do_not_fit(low_view: TimelineView) -> None:
    start, point = low_view.axis.start, QPoint(300, 20)
    turn_wheel(low_view.canvas, point, -1)
    assert low_view.lane_bar.value() == low_view.canvas.hidden_above > 30
    assert low_view.axis.start == start
    turn_wheel(low_view.canvas, point, 1)
    assert low_view.lane_bar.value() == 0


def test_shift_and_wheel_moves_along_in_time_in_any_window(low_view: TimelineView) -> None:
    start = low_view.axis.start
    turn_wheel(low_view.canvas, QPoint(300, 20), -1, SHIFT)
    assert low_view.axis.start > start
    assert low_view.lane_bar.value() == 0


def test_the_wheel_over_the_headers_scrolls_the_lanes(low_view: TimelineView) -> None:
    turn_wheel(low_view.headers, QPoint(40, 10), -2)
    assert low_view.lane_bar.value() > 60
    assert low_view.headers.header("waveform").y() == -low_view.lane_bar.value()


def test_a_stroke_is_brought_into_view_in_time_and_with_its_lane(low_view: TimelineView) -> None:
    low_view.stack.move("drum:snare", None)
    low_view.show_stroke((13.5, "snare"))
    placed = low_view.stack.place_of("drum:snare")
    assert placed is not None
    assert low_view.canvas.top_of(placed) + placed.height == low_view.canvas.height()
    assert low_view.axis.x_of(13.5) == pytest.approx(low_view.canvas.width() / 2, abs=20)
    low_view.stack.move("drum:snare", "waveform")
    low_view.show_stroke((13.5, "snare"))
    assert low_view.lane_bar.value() == 0


def test_a_stroke_that_is_in_view_stays_where_it_is(low_view: TimelineView) -> None:
    low_view.lane_bar.setValue(40)
    start = low_view.axis.start
    low_view.show_stroke((5.5, "snare"))
    assert (low_view.axis.start, low_view.lane_bar.value()) == (start, 40)


def test_tab_brings_the_lane_of_its_stroke_into_view(
    low_view: TimelineView, document: Document, qtbot: QtBot
) -> None:
    with qtbot.waitActive(low_view):
        low_view.activateWindow()
    low_view.stack.move("drum:snare", None)
    low_view.canvas.setFocus()
    index = next(n for n, onset in enumerate(document.onsets) if onset.drum == "snare")
    before = document.onsets[index - 1]
    document.select([(before.time, before.drum)])
    qtbot.keyClick(low_view.canvas, Qt.Key.Key_Tab)
    assert {drum for _, drum in document.selection} == {"snare"}
    assert low_view.lane_bar.value() == low_view.lane_bar.maximum()


@pytest.mark.parametrize("notches", [1, -1])
def test_the_wheel_with_control_zooms_about_the_mouse(view: TimelineView, notches: int) -> None:
    view.axis.show_range(4, 8)
    span = view.axis.span
    point = place(view, "spectrogram", 5.0)
    time = view.axis.time_of(point.x())
    turn_wheel(view.canvas, point, notches, CONTROL)
    assert (view.axis.span < span) == (notches > 0)
    assert view.axis.time_of(point.x()) == pytest.approx(time, abs=view.axis.seconds_per_pixel)


def test_the_scroll_bar_and_the_axis_follow_each_other(view: TimelineView) -> None:
    view.axis.show_range(4, 8)
    bar = view.time_bar
    assert bar.minimum() < bar.value() < bar.maximum()
    bar.setValue(bar.maximum())
    assert view.axis.x_of(16.0) == pytest.approx(view.canvas.width() - 10, abs=1)
    view.fit_all()
    assert bar.maximum() == 0


def test_plus_and_minus_zoom_about_the_playhead(view: TimelineView, qtbot: QtBot) -> None:
    view.axis.show_range(2, 14)
    view.set_playhead(6.0)
    span, x = view.axis.span, view.axis.x_of(6.0)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Plus)
    assert view.axis.span < span
    assert view.axis.x_of(6.0) == pytest.approx(x, abs=1)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Minus)
    assert view.axis.span == pytest.approx(span)


def test_arrows_go_from_beat_to_beat_and_bar_to_bar(view: TimelineView, qtbot: QtBot) -> None:
    sought: list[float] = []
    view.seek_requested.connect(sought.append)
    view.seek_requested.connect(view.set_playhead)
    view.set_playhead(4.6)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Left)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right, CONTROL)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Left, CONTROL)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Left, CONTROL)
    assert sought == pytest.approx([5.0, 5.5, 5.0, 6.5, 4.5, 2.5], abs=0.03)


def test_keys_of_the_timeline_go_before_shortcuts_of_menus(
    view: TimelineView, qtbot: QtBot
) -> None:
    shortcut = QAction(view)
    shortcut.setShortcut("-")
    view.addAction(shortcut)
    used: list[str] = []
    shortcut.triggered.connect(lambda: used.append("menu"))
    with qtbot.waitActive(view):
        view.activateWindow()
    view.axis.show_range(4, 8)
    span = view.axis.span
    view.canvas.setFocus()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Minus)
    assert used == []
    assert view.axis.span > span


def test_tab_goes_from_stroke_to_stroke_and_on_after_the_last(
    view: TimelineView, document: Document, qtbot: QtBot
) -> None:
    with qtbot.waitActive(view):
        view.activateWindow()
    view.canvas.setFocus()
    document.select([(o.time, o.drum) for o in document.onsets[-2:-1]])
    qtbot.keyClick(view.canvas, Qt.Key.Key_Tab)
    last = document.onsets[-1]
    assert document.selection == {(last.time, last.drum)}
    assert view.canvas.hasFocus()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Tab)
    assert document.selection == {(last.time, last.drum)}
    assert not view.canvas.hasFocus()


def test_zoom_to_the_selection_to_the_loop_or_to_the_song(
    view: TimelineView, document: Document
) -> None:
    document.set_loop(4.5, 8.5)
    view.fit_selection()
    assert view.axis.x_of(4.5) == pytest.approx(10, abs=1)
    assert view.axis.x_of(8.5) == pytest.approx(view.canvas.width() - 10, abs=1)
    stroke = document.onsets[20]
    document.select([(stroke.time, stroke.drum)])
    view.fit_selection()
    assert view.axis.start < stroke.time < view.axis.end
    assert view.axis.span < 2.5
    document.clear_selection()
    document.clear_loop()
    view.fit_selection()
    assert view.axis.shows_all


def play(view: TimelineView, start: float, end: float) -> None:
    """Move the playhead as a player does, 60 times a second."""
    for step in range(int((end - start) * 60)):
        view.set_playhead(start + step / 60)


def test_playing_turns_the_page_before_its_end(view: TimelineView) -> None:
    view.axis.show_range(2, 4)
    view.set_playing(True)
    play(view, 2.0, 4.2)
    assert view.axis.start > 3.5
    assert 0 <= view.axis.x_of(4.2) < view.canvas.width() * 0.3


def test_playing_smoothly_keeps_the_playhead_in_the_middle(view: TimelineView) -> None:
    view.set_follow_mode(FollowMode.SMOOTH)
    view.axis.show_range(2, 4)
    view.set_playing(True)
    play(view, 3.0, 6.0)
    assert view.axis.x_of(6.0) == pytest.approx(view.canvas.width() / 2, abs=10)


def test_playing_without_following_shows_what_it_showed(view: TimelineView) -> None:
    view.set_follow_mode(FollowMode.OFF)
    view.axis.show_range(2, 4)
    start = view.axis.start
    view.set_playing(True)
    play(view, 2.0, 6.0)
    assert view.axis.start == start


def test_who_looks_elsewhere_while_the_song_plays_is_left_there(view: TimelineView) -> None:
    view.axis.show_range(2, 4)
    view.set_playing(True)
    play(view, 2.0, 2.5)
    view.axis.show_range(10, 12)
    start = view.axis.start
    play(view, 2.5, 4.5)
    assert view.axis.start == start
    view.axis.show_range(4, 6)
    play(view, 4.5, 6.2)
    assert view.axis.start > 5.5


def test_a_seek_from_elsewhere_is_brought_onto_the_screen(view: TimelineView) -> None:
    view.axis.show_range(2, 4)
    view.set_playhead(12.0)
    assert view.axis.start < 12.0 < view.axis.end
