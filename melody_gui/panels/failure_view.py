"""Stands in the place of a song that could not be opened: why, and what can be done."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from melody_gui.panels.controls import ElidedLabel, IconLabel, describe, label, with_icon
from melody_gui.panels.failures import named_reason

if TYPE_CHECKING:
    from melody_gui.document import Document

_WIDTH = 520


class FailureView(QWidget):
    """Why the song is not shown.

    `retry_requested` and `close_requested` carry the `Document`.
    """

    retry_requested = Signal(object)
    close_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._warning = IconLabel("warning", "warning", 48)
        self._stopped = IconLabel("stop", "dim_text", 48)
        self.title = label("", "heading")
        self.message = label()
        self.place = ElidedLabel("", "dim")
        for text in (self.title, self.message):
            text.setWordWrap(True)
        for shown in (self.title, self.message, self.place):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for shown in (self.message, self.place):
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._make_buttons()
        self._lay_out()

    def set_document(self, document: "Document | None") -> None:
        """Tell of this song."""
        if self._document is not None:
            self._document.state_changed.disconnect(self._refresh)
        self._document = document
        if document is not None:
            document.state_changed.connect(self._refresh)
        self._refresh()

    def report(self) -> str:
        """What to send to those who can mend it."""
        failure = self._document.failure if self._document else None
        if self._document is None or failure is None:
            return ""
        parts = (str(self._document.path), failure.message, failure.details)
        return "\n\n".join(part for part in parts if part)

    def _make_buttons(self) -> None:
        self.retry_button = QPushButton(self.tr("Try again"))
        self.retry_button.setProperty("role", "primary")
        describe(self.retry_button, self.tr("Read and analyse the song again"))
        self.retry_button.clicked.connect(self._on_retry_clicked)
        self.close_button = QPushButton(self.tr("Close song"))
        describe(self.close_button, self.tr("Remove the song from the list"), "Ctrl+W")
        self.close_button.clicked.connect(self._on_close_clicked)
        self.copy_button = QPushButton(self.tr("Copy details"))
        describe(
            self.copy_button, self.tr("Copy the file name, message and details for a bug report")
        )
        with_icon(self.copy_button, "copy")
        self.copy_button.clicked.connect(self._on_copy_clicked)

    def _lay_out(self) -> None:
        body = QWidget()
        body.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for icon in (self._warning, self._stopped):
            column.addWidget(icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self.message)
        column.addWidget(self.place)
        column.addSpacing(10)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.retry_button, self.close_button, self.copy_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(body, 100)
        across.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 16, 24, 16)
        whole.addStretch(2)
        whole.addLayout(across)
        whole.addStretch(3)

    def _refresh(self) -> None:
        document = self._document
        failure = document.failure if document else None
        if document is None or failure is None:
            for shown in _texts(self):
                shown.clear()
            return
        is_stopped = document.was_cancelled
        self._warning.setVisible(not is_stopped)
        self._stopped.setVisible(is_stopped)
        self.copy_button.setVisible(not is_stopped)
        words = (
            self.tr("“{title}” is not open")
            if is_stopped
            else self.tr("“{title}” could not be opened")
        )
        self.title.setText(words.format(title=document.title))
        stopped = self.tr("You cancelled it before it was analysed.")
        self.message.setText(stopped if is_stopped else named_reason(document))
        self.place.setText(str(document.path.parent))
        self.copy_button.setText(self.tr("Copy details"))
        self.setAccessibleName(f"{self.title.text()}. {self.message.text()}")

    def _on_retry_clicked(self) -> None:
        self.retry_requested.emit(self._document)

    def _on_close_clicked(self) -> None:
        self.close_requested.emit(self._document)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.report())
        self.copy_button.setText(self.tr("Copied"))


def _texts(view: FailureView) -> tuple[QLabel, ...]:
    return view.title, view.message, view.place
