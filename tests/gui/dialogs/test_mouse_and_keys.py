"""What the list of shortcuts says of mouse and keys is what the views do."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from melody_gui.dialogs.mouse_and_keys import HABITS, LIVE, TIMELINE
from melody_gui.dialogs.shortcuts_dialog import ShortcutsDialog
from melody_gui.live.input_bar import InputBar
from melody_gui.live.metronome_bar import MetronomeBar
from melody_gui.timeline.navigation import steps_of_key, zoom_of_key

Show = Callable[[QWidget], None]


def event_of(keys: str) -> QKeyEvent:
    pressed = QKeySequence(keys)[0]
    return QKeyEvent(QEvent.Type.KeyPress, pressed.key(), pressed.keyboardModifiers())


def keys_that(group: str, words: str) -> list[str]:
    habit = next(each for each in HABITS[group] if each.words == words)
    return habit.keys.split(" · ")


def test_the_keys_of_the_live_page_are_those_of_its_buttons(qtbot: QtBot) -> None:
    found: set[str] = set()
    for bar in (InputBar(), MetronomeBar()):
        qtbot.addWidget(bar)
        keys = (button.shortcut().toString() for button in bar.findChildren(QAbstractButton))
        found.update(key for key in keys if key)
    assert {habit.keys for habit in HABITS[LIVE]} == found


def test_the_keys_of_the_timeline_go_and_zoom() -> None:
    beats = [steps_of_key(event_of(k)) for k in keys_that(TIMELINE, "A beat back or on")]
    bars = [steps_of_key(event_of(k)) for k in keys_that(TIMELINE, "A bar back or on")]
    zooms = [zoom_of_key(event_of(k)) or 0.0 for k in keys_that(TIMELINE, "Zoom in or out")]
    assert beats == [(-1, False), (1, False)]
    assert bars == [(-1, True), (1, True)]
    assert zooms[0] > 1 > zooms[1] > 0


def test_mouse_and_keys_are_found_by_searching(show: Show, qtbot: QtBot) -> None:
    dialog = ShortcutsDialog(())
    show(dialog)
    qtbot.keyClicks(dialog.search, "tap")
    assert dialog.shown_titles() == ("Tap the tempo",)
    dialog.search.setText("score ctrl+wheel")
    assert dialog.shown_titles() == ("Zoom about the mouse",)
    dialog.search.clear()
    qtbot.keyClick(dialog.search, Qt.Key.Key_Escape)


def test_undo_and_redo_are_listed_without_what_they_would_undo(show: Show, qtbot: QtBot) -> None:
    redo = QAction("&Redo: Change the swing")
    redo.setObjectName("redo")
    redo.setShortcut("Ctrl+Y")
    dialog = ShortcutsDialog([redo])
    show(dialog)
    assert dialog.shown_titles()[0] == "Redo"
