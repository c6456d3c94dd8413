"""The page that is shown without a song: open one, drop one, or try the demo."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from melody_gui import theme
from melody_gui.panels.controls import IconLabel, describe, label, with_icon
from melody_gui.panels.drop import dropped_paths

_WIDTH = 520
_N_RECENT = 6


class EmptyView(QWidget):
    """What to do first.

    `recent_chosen` carries a `Path`, `files_dropped` a list of them.
    """

    open_requested = Signal()
    demo_requested = Signal()
    live_requested = Signal()
    library_requested = Signal()
    recent_chosen = Signal(Path)
    files_dropped = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.recent_buttons: list[QPushButton] = []
        self._recent: tuple[Path, ...] = ()
        self._make_buttons()
        self._drop = self._make_drop_zone()
        self._recent_box = QVBoxLayout()
        self._recent_box.setSpacing(2)
        self._recent_title = label(self.tr("Recent"), "caption")
        self._lay_out()
        self.set_recent(())

    def set_recent(self, paths: Sequence[Path]) -> None:
        """Offer the songs and projects opened last, the latest first."""
        self._recent = tuple(paths[:_N_RECENT])
        for button in self.recent_buttons:
            button.hide()
            button.deleteLater()
        self.recent_buttons = [self._recent_button(path) for path in self._recent]
        for button in self.recent_buttons:
            self._recent_box.addWidget(button)
        self._recent_title.setVisible(bool(self.recent_buttons))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Show that files may be dropped."""
        if dropped_paths(event):
            event.acceptProposedAction()
            self._show_dropping(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The files went away again."""
        self._show_dropping(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over what was dropped."""
        self._show_dropping(False)
        paths = dropped_paths(event)
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def _make_buttons(self) -> None:
        self.open_button = QPushButton(self.tr("Open songs…"))
        self.open_button.setProperty("role", "primary")
        describe(self.open_button, self.tr("Choose songs or projects to open"), "Ctrl+O")
        self.open_button.clicked.connect(self.open_requested)
        self.demo_button = QPushButton(self.tr("Try the demo song"))
        describe(self.demo_button, self.tr("Open a short song that comes with Melody"))
        self.demo_button.clicked.connect(self.demo_requested)
        with_icon(self.demo_button, "song")
        self.live_button = QPushButton(self.tr("Play live"))
        describe(self.live_button, self.tr("Show what the microphone hears as you play"), "Ctrl+M")
        self.live_button.clicked.connect(self.live_requested)
        with_icon(self.live_button, "microphone")
        self.library_button = QPushButton(self.tr("Library"))
        describe(self.library_button, self.tr("Find songs by style, tempo and drums"), "Ctrl+L")
        self.library_button.clicked.connect(self.library_requested)
        with_icon(self.library_button, "list")
        for button in (self.open_button, *self._others()):
            button.setCursor(Qt.CursorShape.PointingHandCursor)

    def _others(self) -> tuple[QPushButton, ...]:
        return self.demo_button, self.live_button, self.library_button

    def _make_drop_zone(self) -> QFrame:
        zone = QFrame()
        zone.setProperty("role", "drop")
        column = QVBoxLayout(zone)
        column.setContentsMargins(24, 28, 24, 28)
        column.setSpacing(10)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(IconLabel("file-music", "dim_text", 40), 0, centre)
        column.addWidget(label(self.tr("Drop songs here"), "heading"), 0, centre)
        kinds = self.tr("mp3, wav, flac, m4a, ogg, video, or a Melody project")
        column.addWidget(label(kinds, "dim"), 0, centre)
        column.addSpacing(6)
        column.addWidget(self.open_button, 0, centre)
        return zone

    def _lay_out(self) -> None:
        body = QWidget()
        body.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(body)
        column.setSpacing(16)
        column.addLayout(self._heading())
        column.addWidget(self._drop)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self._others():
            row.addWidget(button, 1)
        column.addLayout(row)
        column.addSpacing(4)
        column.addWidget(self._recent_title)
        column.addLayout(self._recent_box)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 16, 24, 16)
        whole.addStretch(2)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(body, 100)
        across.addStretch(1)
        whole.addLayout(across)
        whole.addStretch(3)

    def _heading(self) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(ProgramIcon())
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(label("Melody", "title"))
        promise = label(self.tr("Hears the drums in a song and writes the chart."), "dim")
        promise.setWordWrap(True)
        column.addWidget(promise)
        row.addLayout(column, 1)
        return row

    def _recent_button(self, path: Path) -> QPushButton:
        # Ampersands in names are no shortcuts.
        button = QPushButton(path.name.replace("&", "&&"))
        button.setProperty("role", "link")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        with_icon(button, "file-music", "dim_text")
        describe(button, str(path))
        button.clicked.connect(partial(self.recent_chosen.emit, path))
        return button

    def _show_dropping(self, is_dropping: bool) -> None:
        self._drop.setProperty("dropping", is_dropping)
        self._drop.style().unpolish(self._drop)
        self._drop.style().polish(self._drop)


class ProgramIcon(QWidget):
    """The icon of the program, large."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(64, 64))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        with QPainter(self) as painter:
            theme.application_icon().paint(painter, self.rect())
