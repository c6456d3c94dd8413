"""Questions: what each key and button answers, and that no bare Qt icons show."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from melody_gui import theme
from melody_gui.dialogs.question import Question, ask
from melody_gui.style import style_sheet

CHOICES = (("save", "&Save"), ("discard", "&Don't save"), ("cancel", "Cancel"))


@pytest.fixture
def question(qtbot: QtBot) -> Question:
    made = Question(None, "Save <b>Song</b>?", "It has corrections that are not saved.")
    made.offer(CHOICES, "save", "cancel")
    qtbot.addWidget(made)
    made.open()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize("key", ["save", "discard", "cancel"])
def test_a_button_answers_with_its_key(question: Question, qtbot: QtBot, key: str) -> None:
    qtbot.mouseClick(question.button_of(key), Qt.MouseButton.LeftButton)
    assert question.answer == key


def test_return_takes_the_default_and_escape_gives_up(question: Question, qtbot: QtBot) -> None:
    assert question.answer == "cancel"
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert question.answer == "cancel"
    question.open()
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert question.answer == "save"


def test_closing_the_window_gives_up(question: Question) -> None:
    question.close()
    assert question.answer == "cancel"


def test_names_that_look_like_markup_are_shown_as_they_are(question: Question) -> None:
    shown = {label.text(): label.textFormat() for label in question.findChildren(QLabel)}
    assert shown["Save <b>Song</b>?"] is Qt.TextFormat.PlainText
    assert shown["It has corrections that are not saved."] is Qt.TextFormat.PlainText


def test_asking_waits_for_the_answer(qtbot: QtBot) -> None:
    def answer() -> None:
        shown = QApplication.activeModalWidget()
        assert isinstance(shown, Question)
        shown.button_of("discard").click()

    QTimer.singleShot(0, answer)
    assert ask(None, "Save?", "Not saved.", CHOICES, "save", "cancel") == "discard"


def test_standard_buttons_have_no_icons_in_our_style(qtbot: QtBot) -> None:
    buttons = QDialogButtonBox(
        QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Close
    )
    qtbot.addWidget(buttons)
    buttons.setStyleSheet(style_sheet(theme.colours()))
    buttons.show()
    assert all(button.icon().isNull() for button in buttons.buttons())
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setStyleSheet(style_sheet(theme.colours()))
    box.setStandardButtons(QMessageBox.StandardButton.Discard)
    box.open()
    assert box.button(QMessageBox.StandardButton.Discard).icon().isNull()
