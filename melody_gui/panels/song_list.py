"""The list of open songs: what state each is in, which one is shown."""

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from melody_gui import theme
from melody_gui.panels.controls import ElidedLabel, describe, icon_button, label
from melody_gui.panels.drop import dropped_paths
from melody_gui.panels.failures import short_reason
from melody_gui.panels.times import clock

if TYPE_CHECKING:
    from melody_gui.document import Document

# So many rows are always in view, if there are so many songs.
_LEAST_ROWS = 4


class SongList(QWidget):
    """The open songs.

    `chosen`, `close_requested` and `retry_requested` carry a `Document`, `files_dropped` a list
    of `Path`s.
    """

    chosen = Signal(object)
    close_requested = Signal(object)
    retry_requested = Signal(object)
    files_dropped = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[Document, QListWidgetItem] = {}
        self.setAcceptDrops(True)
        self.list = QListWidget()
        self.list.setProperty("role", "flat")
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        describe(self.list, self.tr("Open songs; drop files here to open them"))
        self.list.currentItemChanged.connect(self._on_current_item_changed)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu_requested)
        self._hint = label(self.tr("Drop songs here"), "dim")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 4)
        column.setSpacing(6)
        heading = label(self.tr("Songs"), "caption")
        heading.setContentsMargins(6, 0, 0, 0)
        column.addWidget(heading)
        column.addWidget(self._hint, 1)
        column.addWidget(self.list, 1)
        self._show_hint()

    @property
    def documents(self) -> "tuple[Document, ...]":
        """The songs in the order in which they are listed."""
        return tuple(self._items)

    def row(self, document: "Document") -> "SongRow":
        """What shows this song."""
        widget = self.list.itemWidget(self._items[document])
        assert isinstance(widget, SongRow)
        return widget

    def add_document(self, document: "Document") -> None:
        """List one more song."""
        row = SongRow(document)
        row.close_button.clicked.connect(lambda: self.close_requested.emit(document))
        row.title_changed.connect(self._refresh_places)
        item = QListWidgetItem()
        self._items[document] = item
        blocked = self.list.blockSignals(True)
        self.list.addItem(item)
        self.list.setItemWidget(item, row)
        self.list.blockSignals(blocked)
        self._show_hint()
        self._refresh_places()

    def remove_document(self, document: "Document") -> None:
        """List this song no longer."""
        item = self._items.pop(document)
        blocked = self.list.blockSignals(True)
        self.list.takeItem(self.list.row(item))
        self.list.blockSignals(blocked)
        self._show_hint()
        self._refresh_places()

    def set_current(self, document: "Document | None") -> None:
        """Mark the song that is shown."""
        blocked = self.list.blockSignals(True)
        item = self._items.get(document) if document else None
        self.list.setCurrentItem(item) if item else self.list.setCurrentRow(-1)
        self.list.blockSignals(blocked)

    def menu_of(self, document: "Document") -> QMenu:
        """What may be done with this song."""
        menu = QMenu(self)
        again = menu.addAction(self.tr("Analyse again"))
        again.triggered.connect(lambda: self.retry_requested.emit(document))
        again.setEnabled(document.state.value == "failed")
        menu.addAction(self.tr("Show in folder"), lambda: _show_in_folder(document))
        menu.addSeparator()
        menu.addAction(self.tr("Close"), lambda: self.close_requested.emit(document))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete closes the song that is marked."""
        document = self._document_of(self.list.currentItem())
        if event.key() == Qt.Key.Key_Delete and document and self.list.hasFocus():
            self.close_requested.emit(document)
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if dropped_paths(event):
            event.acceptProposedAction()
            self._is_dropping = True
            self.update()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Accept files anywhere on the list."""
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The files went away again."""
        self._is_dropping = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over what was dropped."""
        self._is_dropping = False
        self.update()
        paths = dropped_paths(event)
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    _is_dropping = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame while files hang over the list."""
        if self._is_dropping:
            with QPainter(self) as painter:
                painter.setPen(theme.colours().accent)
                painter.drawRoundedRect(self.rect().adjusted(3, 3, -4, -4), 8, 8)

    def _show_hint(self) -> None:
        self._hint.setVisible(not self._items)
        self.list.setVisible(bool(self._items))

    def _refresh_places(self) -> None:
        """Songs of the same title are told apart by their files; rows are as high as needed."""
        titles = Counter(document.title for document in self._items)
        names = Counter(document.path.name for document in self._items)
        for document, item in self._items.items():
            path, place = document.path, ""
            if titles[document.title] > 1:
                is_unique = names[path.name] == 1
                place = path.name if is_unique else f"{path.parent.name}/{path.name}"
            self.row(document).show_place(place)
            # Lines of text and a bar, whatever the state.
            n_lines = 3 if place else 2
            item.setSizeHint(QSize(60, n_lines * self.fontMetrics().height() + 22))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, document.title)
        heights = [item.sizeHint().height() for item in self._items.values()]
        self.list.setMinimumHeight(sum(heights[:_LEAST_ROWS]) + 2)

    def _on_menu_requested(self, place: QPoint) -> None:
        document = self._document_of(self.list.itemAt(place))
        if document:
            menu = self.menu_of(document)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.list.viewport().mapToGlobal(place))

    def _document_of(self, item: QListWidgetItem | None) -> "Document | None":
        return next((d for d, each in self._items.items() if each is item), None)

    def _on_current_item_changed(self, item: QListWidgetItem | None) -> None:
        document = self._document_of(item)
        if document:
            self.chosen.emit(document)


class SongRow(QWidget):
    """One song: its title, its state, a dot while it has unsaved corrections."""

    title_changed = Signal()

    def __init__(self, document: "Document") -> None:
        super().__init__()
        self._document = document
        self.title = ElidedLabel()
        self.place = ElidedLabel("", "dim")
        self.place.setVisible(False)
        self.state = ElidedLabel("", "dim")
        self._dot = _Dot()
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self.close_button = icon_button("cancel", "")
        self.close_button.setIconSize(QSize(12, 12))
        self._lay_out()
        for signal in (
            document.state_changed, document.dirty_changed, document.corrections_changed,
            document.song_loaded, document.onsets_changed,
        ):  # fmt: skip
            signal.connect(self._refresh)
        document.progress_changed.connect(self._on_progress_changed)
        self._refresh()

    def show_place(self, place: str) -> None:
        """Show this below the title; nothing if it is empty."""
        self.place.setText(place)
        self.place.setToolTip(str(self._document.path))
        self.place.setVisible(bool(place))

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self.title)
        texts.addWidget(self.place)
        texts.addWidget(self.state)
        texts.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 5, 2, 5)
        row.setSpacing(6)
        row.addLayout(texts, 1)
        row.addWidget(self._dot)
        row.addWidget(self.close_button)

    def _on_progress_changed(self, fraction: float) -> None:
        self._bar.setValue(round(1000 * fraction))

    def _refresh(self) -> None:
        document = self._document
        is_renamed = document.title != self.title.text()
        self.title.setText(document.title)
        describe(self.close_button, self.tr("Close “{title}”").format(title=document.title))
        state = document.state.value
        is_busy = state in ("waiting", "reading", "analysing")
        self._bar.setVisible(is_busy)
        self._bar.setValue(round(1000 * document.fraction))
        has_failed = state == "failed" and not document.was_cancelled
        _give_role(self.state, "error" if has_failed else "dim")
        self.state.setText(self._state_text(state))
        if has_failed and document.failure:
            self.state.setToolTip(document.failure.message)
        self._dot.setVisible(document.is_dirty)
        self._dot.setToolTip(self.tr("This song has corrections that are not saved"))
        if is_renamed:
            self.title_changed.emit()

    def _state_text(self, state: str) -> str:
        document = self._document
        if state == "failed":
            if document.was_cancelled:
                return self.tr("Cancelled")
            return short_reason(document) or self.tr("Not opened")
        if state == "ready":
            text = self.tr("{duration} · {n} strokes")
            return text.format(duration=clock(document.duration), n=len(document.onsets))
        return {
            "waiting": self.tr("Waiting"),
            "reading": self.tr("Reading…"),
            "analysing": self.tr("Listening…"),
        }[state]


class _Dot(QWidget):
    """Stands beside what is not saved."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(8, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(0, 0, 0, 0))
            painter.setBrush(theme.colours().accent)
            painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))


def _show_in_folder(document: "Document") -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(document.path.parent)))


def _give_role(shown: QLabel, role: str) -> None:
    if shown.property("role") != role:
        shown.setProperty("role", role)
        shown.style().unpolish(shown)
        shown.style().polish(shown)
