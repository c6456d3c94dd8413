"""Which songs could not be listened to, and why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.library.scan import ScanFailure
from melody_gui.panels.controls import describe, label


class FailuresDialog(QDialog):
    """A row a song: its file's name, its folder, the reason."""

    def __init__(self, failures: Sequence[ScanFailure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._failures = tuple(failures)
        self.setWindowTitle(self.tr("Left out of the library"))
        self.resize(760, 420)
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels([self.tr("File"), self.tr("Reason"), self.tr("Folder")])
        describe(self.list, self.tr("Songs that could not be read, with the reasons"))
        for failure in failures:
            item = QTreeWidgetItem([failure.path.name, failure.reason, str(failure.path.parent)])
            for place, text in enumerate((str(failure.path), failure.reason, str(failure.path))):
                item.setToolTip(place, text)
            self.list.addTopLevelItem(item)
        self.list.setColumnWidth(0, 200)
        self.list.setColumnWidth(1, 330)
        self.copy_button = QPushButton(self.tr("Copy"))
        self.copy_button.setAutoDefault(False)
        describe(self.copy_button, self.tr("Copy this list as text"))
        self.copy_button.clicked.connect(self._on_copy_clicked)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        hint = label(self.tr("The next look through the folders tries these again."), "dim")
        row = QHBoxLayout()
        row.addWidget(self.copy_button)
        row.addWidget(hint, 1)
        row.addWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """The list as text, a line a song: the file, a tab, the reason."""
        return "\n".join(f"{failure.path}\t{failure.reason}" for failure in self._failures)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self.copy_button.setText(self.tr("Copied"))
