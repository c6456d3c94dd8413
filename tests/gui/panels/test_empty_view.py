"""The start page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from melody_gui.panels.empty_view import EmptyView

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(show: Callable[[QWidget], None]) -> EmptyView:
    made = EmptyView()
    made.resize(900, 700)
    show(made)
    return made


def test_buttons_wish(page: EmptyView, qtbot: QtBot) -> None:
    for button, signal in (
        (page.open_button, page.open_requested), (page.demo_button, page.demo_requested),
        (page.live_button, page.live_requested), (page.library_button, page.library_requested),
    ):  # fmt: skip
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, LEFT)
        button.setFocus()
        with qtbot.waitSignal(signal):
            qtbot.keyClick(button, Qt.Key.Key_Space)


def test_recent_songs_are_offered_and_chosen(page: EmptyView, qtbot: QtBot) -> None:
    paths = [Path("/music/Rock & Roll.mp3"), Path("/music/Blue.melody")]
    page.set_recent(paths)
    assert [button.toolTip() for button in page.recent_buttons] == [str(path) for path in paths]
    assert page.recent_buttons[0].text() == "Rock && Roll.mp3"
    with qtbot.waitSignal(page.recent_chosen) as caught:
        qtbot.mouseClick(page.recent_buttons[1], LEFT)
    assert caught.args == [paths[1]]
    page.set_recent([])
    assert not page._recent_title.isVisible()


def test_long_history_shows_its_latest_part(page: EmptyView) -> None:
    page.set_recent([Path(f"/music/{number}.mp3") for number in range(20)])
    assert len(page.recent_buttons) == 6
    assert page.recent_buttons[0].toolTip() == "/music/0.mp3"


def test_drop_zone_lights_up_and_hands_over(page: EmptyView, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/music/a.mp3"), QUrl.fromLocalFile("/music/b.wav")])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(9, 9), copy, mime, LEFT, none))
    assert page._drop.property("dropping") is True
    with qtbot.waitSignal(page.files_dropped) as caught:
        QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), copy, mime, LEFT, none))
    assert caught.args == [[Path("/music/a.mp3"), Path("/music/b.wav")]]
    assert page._drop.property("dropping") is False


def test_text_that_is_dragged_over_is_refused(page: EmptyView) -> None:
    mime = QMimeData()
    mime.setText("no file")
    event = QDragEnterEvent(
        QPoint(9, 9), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier
    )
    event.setAccepted(False)
    QApplication.sendEvent(page, event)
    assert not event.isAccepted()
