"""Songs alike: a list with the likest first, to be shown beside a table or in a panel."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.library.index import SimilarSong
from melody_gui import theme
from melody_gui.library.cell_delegate import draw_share
from melody_gui.library.song_words import line_text, percent_text, place_text, title_text
from melody_gui.panels.controls import ElidedLabel, describe, label

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SONG_ROLE = int(Qt.ItemDataRole.UserRole)
_MARGIN, _LINE_GAP, _BAR_ROOM = 8, 2, 9


class SimilarSongsView(QWidget):
    """The songs most like one, with how like they are; `song_chosen` carries a `Path`."""

    song_chosen = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ElidedLabel(self.tr("Similar songs"), "caption")
        self._model = _SimilarSongs()
        self.list = _List()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_SongDelegate(self.list))
        self.list.setProperty("role", "flat")
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        describe(self.list, self.tr("Songs that sound alike; double-click one to open it"), "Enter")
        self.list.chosen.connect(self._on_chosen)
        self._hint = label("", "dim")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._hint.setContentsMargins(_MARGIN, 4, _MARGIN, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.heading)
        # In its place before it is filled: it shows its first page at once, else as a window.
        self._pages = QStackedLayout()
        column.addLayout(self._pages, 1)
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self.list)
        theme.notifier().changed.connect(self.list.viewport().update)
        self.clear()

    @property
    def songs(self) -> tuple[SimilarSong, ...]:
        """The songs that are shown, the likest first."""
        return self._model.songs

    @property
    def hint(self) -> QLabel:
        """What stands where there are no songs."""
        return self._hint

    def show_similar(self, songs: Sequence[SimilarSong], title: str = "") -> None:
        """Show these songs, the likest first; `title` is that of the song they are like."""
        self._model.set_songs(songs)
        self.list.scrollToTop()
        self.heading.setText(
            self.tr("Like “{title}”").format(title=title) if title else self.tr("Similar songs")
        )
        self._hint.setText(
            self.tr("The library knows no other song to compare with this one: add folders to it.")
        )
        self._pages.setCurrentIndex(1 if songs else 0)

    def clear(self) -> None:
        """Show no songs, and what has to be done to see some."""
        self._model.set_songs(())
        self.heading.setText(self.tr("Similar songs"))
        self._hint.setText(self.tr("Choose a song to see which others of the library are like it."))
        self._pages.setCurrentIndex(0)

    def _on_chosen(self, index: QModelIndex) -> None:
        song = index.data(_SONG_ROLE)
        if isinstance(song, SimilarSong):
            self.song_chosen.emit(song.entry.path)


class _List(QListView):
    """Double click and Enter choose a row; a click alone only marks it."""

    chosen = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.doubleClicked.connect(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _SimilarSongs(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.songs: tuple[SimilarSong, ...] = ()

    def set_songs(self, songs: Sequence[SimilarSong]) -> None:
        self.beginResetModel()
        self.songs = tuple(songs)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.songs)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        song = self.songs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return title_text(song.entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            return place_text(song.entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (title_text(song.entry), line_text(song.entry), percent_text(_share(song)))
            return ", ".join(part for part in parts if part)
        return song if role == _SONG_ROLE else None


class _SongDelegate(QStyledItemDelegate):
    """Title and percentage, below them artist, genre and tempo, and a bar along the foot."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        height = 2 * option.fontMetrics.height() + _LINE_GAP + _BAR_ROOM + _MARGIN
        return QSize(120, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        looks = QStyleOptionViewItem(option)
        self.initStyleOption(looks, index)
        looks.text = ""
        element = QStyle.ControlElement.CE_ItemViewItem
        QApplication.style().drawControl(element, looks, painter, looks.widget)
        song: SimilarSong = index.data(_SONG_ROLE)
        area = looks.rect.adjusted(_MARGIN, 4, -_MARGIN, -2)
        height = looks.fontMetrics.height()
        note = percent_text(_share(song))
        width = looks.fontMetrics.horizontalAdvance(note)
        upper = QRect(area.left(), area.top(), area.width(), height)
        lower = upper.translated(0, height + _LINE_GAP)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        elide, end = looks.fontMetrics.elidedText, Qt.TextElideMode.ElideRight
        painter.save()
        painter.setFont(looks.font)
        painter.setPen(theme.colours().text)
        title = elide(title_text(song.entry), end, area.width() - width - _MARGIN)
        painter.drawText(upper, left, title)
        painter.setPen(theme.colours().dim_text)
        painter.drawText(upper, right, note)
        painter.drawText(lower, left, elide(line_text(song.entry), end, area.width()))
        draw_share(painter, area, _share(song))
        painter.restore()


def _share(song: SimilarSong) -> float:
    """How like the songs are, 0..1: opposite ones are as unlike as those with nothing in common."""
    return max(song.likeness, 0.0)
