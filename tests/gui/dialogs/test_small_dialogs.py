"""Errors, shortcuts, and what Melody is."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from melody_gui.dialogs.about_dialog import AboutDialog
from melody_gui.dialogs.error_dialog import ErrorDialog
from melody_gui.dialogs.shortcuts_dialog import ShortcutsDialog
from melody_gui.job import Failure
from melody_gui.settings import data_folder

LEFT = Qt.MouseButton.LeftButton
Show = Callable[[QWidget], None]
UNEXPECTED = Failure("Something went wrong.", "Traceback\nZeroDivisionError", False)


def test_expected_error_is_a_sentence_alone(show: Show) -> None:
    dialog = ErrorDialog(Failure("The song is empty.", "", True))
    show(dialog)
    assert dialog.message.text() == "The song is empty."
    assert not dialog.details_button.isVisible()
    assert not dialog.log_button.isVisible()


def test_details_of_an_unexpected_error_are_copied(show: Show, qtbot: QtBot) -> None:
    dialog = ErrorDialog(UNEXPECTED)
    show(dialog)
    qtbot.mouseClick(dialog.copy_button, LEFT)
    copied = QGuiApplication.clipboard().text()
    assert "Something went wrong." in copied
    assert "ZeroDivisionError" in copied
    assert "Python" in copied


def test_details_are_shown_on_demand(show: Show, qtbot: QtBot) -> None:
    dialog = ErrorDialog(UNEXPECTED)
    show(dialog)
    assert not dialog.details.isVisible()
    qtbot.mouseClick(dialog.details_button, LEFT)
    assert dialog.details.isVisible()
    assert "Traceback" in dialog.details.toPlainText()


def test_log_is_shown(show: Show, qtbot: QtBot, opened: list[Path]) -> None:
    dialog = ErrorDialog(UNEXPECTED)
    show(dialog)
    qtbot.mouseClick(dialog.log_button, LEFT)
    assert opened == [data_folder("log")]


def test_escape_closes_the_error(show: Show, qtbot: QtBot) -> None:
    dialog = ErrorDialog(UNEXPECTED)
    show(dialog)
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def window_with_actions(qtbot: QtBot) -> tuple[QMainWindow, list[QAction]]:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = []
    for menu, entries in (("&File", (("&Open…", "Ctrl+O"), ("&Log", ""))), ("&Play", (
        ("&Play or pause", "Space"), ("Rock && roll", "R"),
    ))):  # fmt: skip
        bar = window.menuBar().addMenu(menu)
        for text, keys in entries:
            action = QAction(text, window)
            action.setShortcut(keys)
            bar.addAction(action)
            made.append(action)
    return window, made


def test_shortcuts_are_listed_by_menu(show: Show, qtbot: QtBot) -> None:
    _window, actions = window_with_actions(qtbot)
    dialog = ShortcutsDialog(actions)
    show(dialog)
    assert dialog.shown_titles()[:3] == ("Open", "Play or pause", "Rock & roll")
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"File", "Play", "Ctrl+O", "Space"} <= texts


def test_shortcuts_are_searched_by_name_key_and_menu(show: Show, qtbot: QtBot) -> None:
    _window, actions = window_with_actions(qtbot)
    dialog = ShortcutsDialog(actions)
    show(dialog)
    qtbot.keyClicks(dialog.search, "pause")
    assert dialog.shown_titles() == ("Play or pause",)
    dialog.search.setText("ctrl+o")
    assert dialog.shown_titles() == ("Open", "Add a folder of songs")
    dialog.search.setText("play ro")
    assert dialog.shown_titles() == ("Rock & roll",)
    dialog.search.setText("xyz")
    assert dialog.shown_titles() == ()
    assert dialog._nothing.isVisible()


def test_about_names_the_version_and_the_licence(show: Show) -> None:
    dialog = AboutDialog()
    show(dialog)
    texts = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Version 0" in texts
    assert "MIT" in texts
