"""What the library shows where there are no songs, and what to do about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from melody_gui.panels.controls import IconLabel, describe, label

_WIDTH = 460
_MARGIN = 28


class NoSongsView(QWidget):
    """An invitation to add folders."""

    add_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add_button = QPushButton(self.tr("Add folder…"))
        self.add_button.setProperty("role", "primary")
        self.add_button.setCursor(Qt.CursorShape.PointingHandCursor)
        describe(self.add_button, self.tr("Choose a folder with songs to listen to"), "Ctrl+O")
        self.add_button.clicked.connect(self.add_requested)
        promise = label(
            self.tr(
                "Melody listens to every song once, a few seconds each, and tells genre, mood and "
                "tempo. Your files stay where and as they are."
            ),
            "dim",
        )
        promise.setWordWrap(True)
        promise.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.zone = QFrame()
        self.zone.setProperty("role", "drop")
        self.zone.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self.zone)
        column.setContentsMargins(_MARGIN, 32, _MARGIN, 32)
        column.setSpacing(12)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(IconLabel("folder", "dim_text", 40), 0, centre)
        column.addWidget(label(self.tr("Drop folders with songs here"), "heading"), 0, centre)
        # Aligned in its layout it would not get the height that its lines need.
        promise.setMinimumHeight(promise.heightForWidth(_WIDTH - 2 * _MARGIN))
        column.addWidget(promise)
        column.addSpacing(6)
        column.addWidget(self.add_button, 0, centre)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addWidget(self.zone, 0, centre)
        whole.addStretch(3)

    def show_dropping(self, is_dropping: bool) -> None:
        """Show that what hangs over the library may be dropped, or no longer."""
        self.zone.setProperty("dropping", is_dropping)
        self.zone.style().unpolish(self.zone)
        self.zone.style().polish(self.zone)


class NothingFoundView(QWidget):
    """No song fits what is looked for."""

    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clear_button = QPushButton(self.tr("Show all songs"))
        describe(self.clear_button, self.tr("Look for nothing in particular"))
        self.clear_button.clicked.connect(self.clear_requested)
        column = QVBoxLayout(self)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(2)
        column.addWidget(IconLabel("search", "dim_text", 32), 0, centre)
        column.addWidget(label(self.tr("No song fits"), "heading"), 0, centre)
        column.addWidget(self.clear_button, 0, centre)
        column.addStretch(3)
        column.setSpacing(12)
