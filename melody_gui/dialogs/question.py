"""Asks a short question with a few answers in plain words."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget

from melody_gui import theme

_ICON_WIDTH = 32

Choice = tuple[str, str]
"""A choice: the key that names it in code, and the words on its button."""


class Question(QMessageBox):
    """A heading, a sentence or two, and a button for each choice."""

    def __init__(self, parent: QWidget | None, title: str, text: str, icon: str = "help") -> None:
        super().__init__(parent)
        self._icon = icon
        self._buttons: dict[str, QPushButton] = {}
        self._escape = ""
        self.setWindowTitle("Melody")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(title)
        self.setInformativeText(text)
        for words in self.findChildren(QLabel):
            # Names of songs may look like markup.
            words.setTextFormat(Qt.TextFormat.PlainText)
        theme.notifier().changed.connect(self._show_icon)
        self._show_icon()

    def offer(self, choices: Sequence[Choice], default: str, escape: str) -> None:
        """Offer these choices: Return takes `default`; Esc and closing the dialog `escape`."""
        self._escape = escape
        for key, words in choices:
            button = self.addButton(words, _role(key, default, escape))
            button.setAccessibleName(words.replace("&", ""))
            self._buttons[key] = button
        self.setDefaultButton(self._buttons[default])
        self.setEscapeButton(self._buttons[escape])

    def button_of(self, key: str) -> QPushButton:
        """The button of that choice."""
        return self._buttons[key]

    @property
    def answer(self) -> str:
        """The key of the choice that was taken."""
        clicked = self.clickedButton()
        return next((k for k, button in self._buttons.items() if button is clicked), self._escape)

    def _show_icon(self) -> None:
        ratio = self.devicePixelRatioF()
        colour = theme.colours().warning if self._icon == "warning" else theme.colours().accent
        pixmap = theme.pixmap(self._icon, colour, round(_ICON_WIDTH * ratio))
        pixmap.setDevicePixelRatio(ratio)
        self.setIconPixmap(pixmap)


def ask(  # noqa: PLR0913, PLR0917 - what a question is made of
    parent: QWidget | None,
    title: str,
    text: str,
    choices: Sequence[Choice],
    default: str,
    escape: str,
) -> str:
    """Ask and wait; the key of the choice taken.

    `choices` holds a key and the words of a button each. Return takes the choice `default`;
    Esc and the window's close button take `escape`.
    """
    question = Question(parent, title, text)
    question.offer(choices, default, escape)
    question.exec()
    answer = question.answer
    question.deleteLater()
    return answer


def _role(key: str, default: str, escape: str) -> QMessageBox.ButtonRole:
    """Places the button as the system is used to."""
    if key == default:
        return QMessageBox.ButtonRole.AcceptRole
    if key == escape:
        return QMessageBox.ButtonRole.RejectRole
    return QMessageBox.ButtonRole.DestructiveRole
