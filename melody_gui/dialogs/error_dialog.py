"""Says what went wrong: a sentence, and the details for a report."""

import platform

from PySide6 import __version__ as qt_version
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from melody_gui.dialogs.version import melody_version
from melody_gui.job import Failure
from melody_gui.panels.controls import IconLabel, describe, label, with_icon
from melody_gui.settings import data_folder

_WIDTH = 460


class ErrorDialog(QDialog):
    """Shows a `Failure`; the details of unexpected ones can be copied."""

    def __init__(self, failure: Failure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._failure = failure
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Melody")
        self.setMinimumWidth(_WIDTH)
        self.message = label(failure.message)
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details = self._make_details()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(self._heading())
        column.addWidget(self.details)
        column.addLayout(self._make_buttons())
        self.details.setVisible(False)
        self._close.setFocus()

    def report(self) -> str:
        """What to send to those who can mend it."""
        parts = (
            f"Melody {melody_version()}, Python {platform.python_version()}, Qt {qt_version}, "
            f"{platform.platform()}",
            self._failure.message,
            self._failure.details,
        )
        return "\n\n".join(part for part in parts if part)

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        icon = IconLabel("warning", "warning" if self._failure.is_expected else "error", 32)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(6)
        title = (
            self.tr("That did not work")
            if self._failure.is_expected
            else self.tr("Something went wrong")
        )
        column.addWidget(label(title, "heading"))
        column.addWidget(self.message)
        row.addLayout(column, 1)
        return row

    def _make_details(self) -> QPlainTextEdit:
        field = QPlainTextEdit(self.report())
        field.setReadOnly(True)
        field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        field.setMinimumHeight(180)
        field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        describe(field, self.tr("Details for a bug report"))
        return field

    def _make_buttons(self) -> QHBoxLayout:
        self.details_button = QPushButton(self.tr("Details"))
        self.details_button.setCheckable(True)
        describe(self.details_button, self.tr("Show the technical details"))
        self.details_button.toggled.connect(self._on_details_toggled)
        self.copy_button = QPushButton(self.tr("Copy details"))
        describe(self.copy_button, self.tr("Copy the message and its details for a bug report"))
        with_icon(self.copy_button, "copy")
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.log_button = QPushButton(self.tr("Show log"))
        describe(self.log_button, self.tr("Open the folder that holds Melody's log"))
        self.log_button.clicked.connect(self._on_log_clicked)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        self._close = close = box.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        close.setDefault(True)
        describe(close, self.tr("Close this message"), "Esc")
        row = QHBoxLayout()
        for button in (self.details_button, self.copy_button, self.log_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(box)
        self.details_button.setVisible(bool(self._failure.details))
        self.log_button.setVisible(not self._failure.is_expected)
        return row

    def _on_details_toggled(self, is_shown: bool) -> None:
        self.details.setVisible(is_shown)
        self.adjustSize()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.report())
        self.copy_button.setText(self.tr("Copied"))

    def _on_log_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(data_folder("log"))))
