"""The table of songs on the screen: columns, keys, mouse, and its context menu."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from core.library.entry import LibraryEntry
from melody_gui.library.cell_delegate import DrumsDelegate, ShareDelegate
from melody_gui.library.song_filter import SongFilter
from melody_gui.library.song_table_model import Column, SongTableModel
from melody_gui.panels.controls import describe

# Pixels above and below the text of a row; the bar of a share has its place there.
_ROW_ROOM = 16
_WIDTHS = {
    Column.TITLE: 224,
    Column.ARTIST: 140,
    Column.GENRE: 130,
    Column.MOOD: 134,
    Column.TEMPO: 64,
    Column.METRE: 64,
    Column.DRUMS: 170,
    Column.DIFFICULTY: 80,
    Column.DURATION: 64,
}
_NARROWEST = 48


class SongTable(QTableView):
    """Shows the songs that fit; `songs` holds all of them, `filter` what is looked for.

    `songs_chosen` carries the paths of the songs that the user wants opened, `removal_requested`
    those to be forgotten, `folder_requested` the one whose folder is to be shown,
    `similar_requested` the one that others shall be like; `current_changed` fires when another
    row is marked.
    """

    songs_chosen = Signal(list)
    removal_requested = Signal(list)
    folder_requested = Signal(Path)
    similar_requested = Signal(Path)
    current_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.songs = SongTableModel(self)
        self.filter = SongFilter(self.songs, self)
        self.setModel(self.filter)
        for column in (Column.GENRE, Column.MOOD, Column.DIFFICULTY):
            self.setItemDelegateForColumn(column, ShareDelegate(self))
        self.setItemDelegateForColumn(Column.DRUMS, DrumsDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        describe(self, self.tr("Songs of the library; double-click one to open it"), "Enter")
        self._set_up_headers()
        self.doubleClicked.connect(lambda _index: self._choose())
        self.customContextMenuRequested.connect(self._on_menu_requested)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.current_changed.emit())

    @property
    def current_entry(self) -> LibraryEntry | None:
        """The song of the row that is marked."""
        return self.filter.entry_at(self.currentIndex())

    @property
    def selected_paths(self) -> list[Path]:
        """The songs of the selected rows, from above."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        entries = [self.filter.entry_at(self.filter.index(row, 0)) for row in rows]
        return [entry.path for entry in entries if entry]

    def select_song(self, path: Path) -> bool:
        """Mark the row of that song and show it; False if it is not shown."""
        row = self.songs.row_of(path)
        if row is None:
            return False
        index = self.filter.mapFromSource(self.songs.index(row, 0))
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def set_songs(self, entries: list[LibraryEntry]) -> None:
        """Show these songs; what is selected, and the place that is shown, stay."""
        selected, current = set(self.selected_paths), self.current_entry
        place = self.verticalScrollBar().value()
        self.songs.set_entries(entries)
        model = self.selectionModel()
        rows = QItemSelectionModel.SelectionFlag.Rows
        for row, entry in enumerate(self.songs.entries):
            index = self.filter.mapFromSource(self.songs.index(row, 0))
            if entry.path in selected:
                model.select(index, QItemSelectionModel.SelectionFlag.Select | rows)
            if current and entry.path == current.path and index.isValid():
                model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.verticalScrollBar().setValue(place)

    def look_state(self) -> QByteArray:
        """Widths, order and sorting of the columns."""
        return self.horizontalHeader().saveState()

    def restore_look(self, state: object) -> None:
        """Take over what `look_state` gave; anything else changes nothing."""
        if isinstance(state, QByteArray):
            self.horizontalHeader().restoreState(state)

    def menu(self) -> QMenu:
        """What may be done with the selected songs."""
        menu = QMenu(self)
        paths, entry = self.selected_paths, self.current_entry
        menu.addAction(self.tr("Open"), self._choose).setEnabled(bool(paths))
        if entry is not None:
            path = entry.path
            folder = menu.addAction(self.tr("Show in folder"))
            folder.triggered.connect(lambda: self.folder_requested.emit(path))
            similar = menu.addAction(self.tr("Similar songs"))
            similar.triggered.connect(lambda: self.similar_requested.emit(path))
        menu.addSeparator()
        menu.addAction(self.tr("Remove from the library"), self._remove).setEnabled(bool(paths))
        return menu

    def columns_menu(self) -> QMenu:
        """Which columns are shown."""
        menu = QMenu(self)
        header = self.horizontalHeader()
        for column in Column:
            title = self.songs.headerData(column, Qt.Orientation.Horizontal)
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(column))
            action.setEnabled(column is not Column.TITLE)
            action.toggled.connect(
                lambda is_shown, place=column: header.setSectionHidden(place, not is_shown)
            )
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete forgets."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)

    def _set_up_headers(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + _ROW_ROOM)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_NARROWEST)
        header.setAccessibleName(self.tr("Columns; click to sort, drag to move"))
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        header.setSortIndicator(Column.TITLE, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda place: _pop_up(self.columns_menu(), header.viewport().mapToGlobal(place))
        )

    def _on_menu_requested(self, place: QPoint) -> None:
        if self.indexAt(place).isValid():
            _pop_up(self.menu(), self.viewport().mapToGlobal(place))

    def _choose(self) -> None:
        paths = self.selected_paths
        if paths:
            self.songs_chosen.emit(paths)

    def _remove(self) -> None:
        paths = self.selected_paths
        if paths:
            self.removal_requested.emit(paths)


def _pop_up(menu: QMenu, place: QPoint) -> None:
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(place)
