"""Lanes: which are shown, in which order, how high; and that all of it can be kept."""

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QMenu
from pytestqt.qtbot import QtBot

from core.kit import DRUM_NAMES
from melody_gui.document import Document, Services
from melody_gui.timeline.follow import FollowMode
from melody_gui.timeline.lane import Look
from melody_gui.timeline.lane_headers import _fitting
from melody_gui.timeline.lane_menu import header_menu, ruler_menu
from melody_gui.timeline.popup_button import PopupButton
from melody_gui.timeline.timeline_view import TimelineView
from tests.gui.timeline.made_songs import made_analysis, made_document
from tests.gui.timeline.mouse import drag


def shown(view: TimelineView) -> list[str]:
    return [placed.lane.key.removeprefix("drum:") for placed in view.stack.placed]


USUAL = ["waveform", "style", "spectrogram", "attention", "kick", "snare", "hihat_closed", "beats"]


def test_only_drums_that_occur_have_lanes(view: TimelineView) -> None:
    assert shown(view) == USUAL


def test_the_menu_shows_and_hides_lanes(view: TimelineView) -> None:
    menu = QMenu()
    view.fill_lanes_menu(menu)
    entries = {action.text(): action for action in menu.actions()}
    assert entries["Snare"].isChecked()
    assert not entries["Crash"].isChecked()
    entries["Crash"].trigger()
    entries["Attention"].trigger()
    assert "crash" in shown(view)
    assert "attention" not in shown(view)


def test_the_header_button_hides_its_lane(view: TimelineView, qtbot: QtBot) -> None:
    header = view.headers.header("attention")
    header.hide_button.show()
    qtbot.mouseClick(header.hide_button, Qt.MouseButton.LeftButton)
    assert "attention" not in shown(view)
    assert header.isHidden()


def test_every_lane_can_be_shown(view: TimelineView) -> None:
    view.stack.show_all()
    assert len(shown(view)) == 17 + 5
    view.stack.show_usual()
    assert shown(view) == USUAL


def test_dragging_a_header_reorders_the_lanes(view: TimelineView) -> None:
    header = view.headers.header("drum:kick")
    up = view.headers.header("waveform").y() - header.y()
    drag(header, QPoint(60, 12), QPoint(60, up + 4))
    assert shown(view)[:2] == ["kick", "waveform"]
    header = view.headers.header("waveform")
    last = view.stack.placed[-1]
    drag(header, QPoint(60, 12), QPoint(60, last.bottom - 2 - header.y()))
    assert shown(view)[-1] == "waveform"
    assert header.y() == view.stack.placed[-1].top


def test_arrow_keys_move_a_focused_lane(view: TimelineView, qtbot: QtBot) -> None:
    header = view.headers.header("drum:snare")
    qtbot.keyClick(header, Qt.Key.Key_Up)
    assert shown(view)[4:6] == ["snare", "kick"]
    qtbot.keyClick(header, Qt.Key.Key_Down)
    assert shown(view)[4:6] == ["kick", "snare"]


def height(view: TimelineView, key: str) -> int:
    placed = view.stack.place_of(key)
    assert placed is not None
    return placed.height


def test_dragging_a_headers_edge_resizes_the_lane(view: TimelineView) -> None:
    header = view.headers.header("drum:snare")
    before = height(view, "drum:snare")
    point = QPoint(60, before - 2)
    drag(header, point, point + QPoint(0, 40))
    assert height(view, "drum:snare") == pytest.approx(before + 38, abs=4)
    assert header.height() == height(view, "drum:snare")


def test_dragging_an_edge_between_lanes_resizes_the_upper_one(view: TimelineView) -> None:
    placed = view.stack.place_of("spectrogram")
    assert placed is not None
    edge = QPoint(300, placed.bottom)
    drag(view.canvas, edge, edge + QPoint(0, -50))
    assert height(view, "spectrogram") == pytest.approx(placed.height - 50, abs=3)


def test_lanes_fill_the_window_and_scroll_where_they_do_not_fit(
    view: TimelineView, qtbot: QtBot
) -> None:
    assert view.stack.height == view.canvas.height()
    assert view.lane_bar.isHidden()
    view.stack.show_all()
    view.resize(1000, 500)
    qtbot.waitUntil(lambda: not view.lane_bar.isHidden())
    view.lane_bar.setValue(view.lane_bar.maximum())
    last = view.stack.placed[-1]
    assert view.canvas.top_of(last) + last.height == view.canvas.height()
    assert view.headers.header(last.lane.key).y() == view.canvas.top_of(last)


def test_the_look_of_the_view_outlives_it(
    view: TimelineView, document: Document, services: Services, qtbot: QtBot
) -> None:
    view.stack.set_shown("attention", False)
    view.stack.set_shown("drum:crash", True)
    view.stack.move("drum:kick", "waveform")
    view.stack.resize("spectrogram", 211)
    view.set_look(Look("viridis", -55.0, 0.4))
    view.set_follow_mode(FollowMode.SMOOTH)
    view.axis.show_range(3, 7)
    look, state = json.loads(json.dumps([view.look_state(), view.view_state()]))
    other = TimelineView(services.runner)
    other.resize(view.size())
    qtbot.addWidget(other)
    with qtbot.waitExposed(other):
        other.show()
    other.set_document(document)
    other.restore_look_state(look)
    assert other.axis.shows_all
    other.restore_view_state(state)
    assert shown(other) == shown(view)
    assert height(other, "spectrogram") == 211
    assert other.canvas.look == Look("viridis", -55.0, 0.4)
    assert other.follow_mode is FollowMode.SMOOTH
    assert other.axis.start == pytest.approx(view.axis.start, abs=0.02)
    assert other.axis.span == pytest.approx(view.axis.span, rel=0.01)


def test_another_part_of_the_song_leaves_the_look_as_it_is(view: TimelineView) -> None:
    view.stack.set_shown("drum:crash", True)
    view.set_look(Look("viridis", -55.0, 0.4))
    view.restore_view_state({"start": 2.0, "end": 5.0})
    assert "crash" in shown(view)
    assert view.canvas.look == Look("viridis", -55.0, 0.4)
    view.restore_view_state({})
    assert view.axis.shows_all


def test_a_low_window_leaves_its_room_to_kick_snare_and_hi_hat(
    services: Services, qtbot: QtBot
) -> None:
    groove = {drum: (n % 8,) for n, drum in enumerate(DRUM_NAMES)}
    document = made_document(services, made_analysis(16.0, groove=groove))
    view = TimelineView(services.runner)
    # What is left of a window of 1280 x 720.
    view.resize(738, 322)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    view.set_document(document)
    qtbot.waitUntil(lambda: len(shown(view)) == 17 + 3)
    bottom = view.canvas.height()
    seen = [each.lane.key for each in view.stack.placed if each.bottom <= bottom]
    drums = [key.removeprefix("drum:") for key in seen if key.startswith("drum:")]
    assert drums[:4] == ["kick", "snare", "hihat_closed", "hihat_open"]
    assert {"waveform", "spectrogram"} < set(seen)
    assert "attention" not in shown(view)
    view.resize(738, 700)
    qtbot.waitUntil(lambda: "attention" in shown(view))


def test_attention_that_was_asked_for_stays_in_a_low_window(
    view: TimelineView, qtbot: QtBot
) -> None:
    view.resize(1000, 300)
    qtbot.waitUntil(lambda: "attention" not in shown(view))
    view.stack.set_shown("attention", True)
    assert "attention" in shown(view)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"order": ["gone", "drum:kick"], "shown": {"gone": True}, "heights": {"gone": 5}},
        {"look": {"colour_map": "gone"}, "follow": "gone"},
        {"look": {"lowest_decibels": "loud"}, "start": 3.0},
    ],
)
def test_a_state_of_another_version_does_no_harm(
    view: TimelineView, state: dict[str, object]
) -> None:
    view.restore_look_state(state)
    view.restore_view_state(state)
    assert set(shown(view)) == set(USUAL)
    assert view.canvas.look == Look()


def test_a_bar_and_a_metre_are_chosen_on_the_ruler(
    view: TimelineView, document: Document, qtbot: QtBot
) -> None:
    menu = ruler_menu(view.ruler, document, 5.0)
    entries = {action.text(): action for action in menu.actions()}
    with qtbot.waitSignal(document.transcription_changed):
        entries["This is the “1”"].trigger()
    grid = view.data.grid
    assert grid is not None
    assert min(abs(grid.bar_lines - 5.0)) < 0.03
    metres = entries["Metre from here on"].menu()
    assert isinstance(metres, QMenu)
    with qtbot.waitSignal(document.transcription_changed):
        next(action for action in metres.actions() if action.text() == "3/4").trigger()
    assert view.data.grid is not None
    assert "3/4" in [mark.text for mark in view.data.grid.metres]


def test_a_lanes_menu_selects_all_its_strokes_and_resets_its_threshold(
    view: TimelineView, document: Document
) -> None:
    document.set_threshold("snare", 0.5)
    menu = header_menu(view.headers, view.stack, view.data, view.stack.lane("drum:snare"))
    entries = {action.text(): action for action in menu.actions()}
    entries["Select all of Snare"].trigger()
    assert {drum for _, drum in document.selection} == {"snare"}
    assert len(document.selection) == len(view.data.strokes("snare").onsets)
    entries["Reset the threshold of Snare"].trigger()
    assert "snare" not in document.corrections.thresholds


def test_every_control_has_a_name_and_a_tooltip(view: TimelineView) -> None:
    for button in view.findChildren(QAbstractButton):
        assert button.accessibleName(), button
        assert button.toolTip(), button
    header = view.headers.header("drum:snare")
    assert header.accessibleName() == "Snare, 15 strokes"


def test_a_long_name_is_written_smaller_and_told_by_its_tooltip(
    view: TimelineView, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = view.headers.header("attention")
    long = "Aufmerksamkeit des Netzes auf alle Frequenzen"
    monkeypatch.setattr(type(header.lane), "title", long)
    header.describe()
    assert long in header.toolTip()
    whole, font = _fitting(long, header.font(), 1000)
    assert (whole, font.pixelSize()) == (long, 13)
    short, font = _fitting(long, header.font(), header._title_end(None) - 24)
    assert font.pixelSize() == 11
    assert short.endswith("…")
    assert short.startswith("Aufmerk")


def test_the_panel_of_looks_opens_below_the_pictures_that_it_changes(
    view: TimelineView, qtbot: QtBot
) -> None:
    view.resize(900, 460)
    button = next(each for each in view.findChildren(PopupButton) if "Colours" in each.toolTip())
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    button.popup_menu.popup(QPoint(0, 0))
    qtbot.waitUntil(button.popup_menu.isVisible)
    for key in ("spectrogram", "attention"):
        placed = view.stack.place_of(key)
        if placed is not None:
            bottom = view.canvas.mapToGlobal(QPoint(0, view.canvas.top_of(placed) + placed.height))
            assert button.popup_menu.y() >= bottom.y()
    button.popup_menu.hide()
    qtbot.waitUntil(lambda: not button.testAttribute(Qt.WidgetAttribute.WA_UnderMouse))
    assert not button.isDown()
