"""The window of the library: what is looked for, the table, songs alike, and how listening goes."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.library.entry import LibraryEntry
from core.library.index import SimilarSong
from core.library.scan import ScanFailure
from melody_gui.library.failures_dialog import FailuresDialog
from melody_gui.library.filter_bar import FilterBar
from melody_gui.library.no_songs_view import NoSongsView, NothingFoundView
from melody_gui.library.scan_bar import ScanBar
from melody_gui.library.similar_songs_view import SimilarSongsView
from melody_gui.library.song_filter import Wish, offer_of
from melody_gui.library.song_library import SongLibrary
from melody_gui.library.song_table import SongTable
from melody_gui.library.song_words import title_text
from melody_gui.panels.controls import describe, label, with_icon
from melody_gui.panels.drop import dropped_paths
from melody_gui.settings import Settings

# Milliseconds: who walks through the rows asks for songs alike only where he stops; and songs that
# come one after another change the counts only now and then.
_SIMILAR_DELAY, _OFFER_DELAY = 150, 400
_COLUMNS, _SPLITTER, _GEOMETRY, _SHOWS_SIMILAR = (
    "library-columns", "library-splitter", "library-geometry", "library-similar",
)  # fmt: skip


class LibraryWindow(QWidget):
    """All songs of the library; `open_requested` carries the paths of songs to open."""

    open_requested = Signal(list)

    def __init__(self, library: SongLibrary, settings: Settings) -> None:
        super().__init__()
        self._library = library
        self._settings = settings
        self._opened: Path | None = None
        self._asked: Path | None = None
        self._is_loaded = False
        self._shows_similar = True
        self.setWindowTitle(self.tr("Library – Melody"))
        self.setAcceptDrops(True)
        self.resize(1380, 800)
        self.table = SongTable()
        self.filter_bar = FilterBar()
        self.count = label("", "dim")
        self.similar_view = SimilarSongsView()
        self.scan_bar = ScanBar()
        self.no_songs = NoSongsView()
        self.nothing_found = NothingFoundView()
        self._similar_timer = self._timer(_SIMILAR_DELAY, self._ask_similar)
        self._offer_timer = self._timer(_OFFER_DELAY, self._refresh_offer)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._restore_look()
        self._on_folders_changed()
        self._refresh()

    # What the main window wishes for.

    def show_opened(self, path: Path | None) -> None:
        """Mark the song that is open in the main window, and show songs like it."""
        self._opened = path
        self.table.songs.set_opened(path)
        if path is not None:
            self.table.select_song(path)
            self._similar_timer.start()

    def keep_look(self) -> None:
        """Remember columns, sizes and place for the next time."""
        self._settings.set_value(_COLUMNS, self.table.look_state())
        self._settings.set_value(_SPLITTER, self._splitter.saveState())
        self._settings.set_value(_GEOMETRY, self.saveGeometry())
        self._settings.set_value(_SHOWS_SIMILAR, int(self._shows_similar))

    # What the user wishes for.

    def ask_folder(self) -> None:
        """Ask for a folder to listen to."""
        last = str(self._settings.value("library-open-folder", Path.home()))
        name = QFileDialog.getExistingDirectory(self, self.tr("Add a folder with songs"), last)
        if name:
            self._settings.set_value("library-open-folder", name)
            self._library.add([Path(name)])

    def toggle_similar(self, is_shown: bool) -> None:
        """Show or hide the songs alike."""
        self._shows_similar = is_shown
        self.similar_button.setChecked(is_shown)
        self._refresh()
        if is_shown:
            self._similar_timer.start()

    def show_failures(self, failures: Sequence[ScanFailure]) -> None:
        """Tell which songs were left out, and why."""
        dialog = FailuresDialog(failures, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def folders_menu(self) -> QMenu:
        """The folders that are looked through; each may be forgotten."""
        return self._folders_menu

    def showEvent(self, event: QShowEvent) -> None:
        """Read the songs when first shown."""
        super().showEvent(event)
        if not self._is_loaded:
            self._is_loaded = True
            self._library.load()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the look; listening goes on."""
        self.keep_look()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept folders and songs."""
        if dropped_paths(event):
            event.acceptProposedAction()
            self._show_dropping(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went away again."""
        self._show_dropping(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Listen to what was dropped."""
        self._show_dropping(False)
        paths = dropped_paths(event)
        if paths:
            event.acceptProposedAction()
            self._library.add(paths)

    def _show_dropping(self, is_dropping: bool) -> None:
        self.no_songs.show_dropping(is_dropping)
        if is_dropping:
            self.scan_bar.say(self.tr("Drop to listen to these folders and songs."))
        elif self._library.scan_state is None:
            self.scan_bar.say("")

    # Putting together.

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    def _make_buttons(self) -> None:
        self.add_button = QPushButton(self.tr("Add folder…"))
        with_icon(self.add_button, "folder")
        describe(self.add_button, self.tr("Listen to the songs of one more folder"), "Ctrl+O")
        self.rescan_button = QToolButton()
        self.rescan_button.setText(self.tr("Look again"))
        self.rescan_button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        describe(
            self.rescan_button,
            self.tr("Look through your folders for songs that are new, changed or gone"),
            "F5",
        )
        self._folders_menu = QMenu(self)
        self._folders_menu.setToolTipsVisible(True)
        self.rescan_button.setMenu(self._folders_menu)
        self.similar_button = QPushButton(self.tr("Similar songs"))
        self.similar_button.setCheckable(True)
        describe(self.similar_button, self.tr("Show songs that are like the chosen one"), "F6")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 10, 12, 8)
        top.setSpacing(8)
        top.addWidget(self.filter_bar, 1)
        top.addSpacing(8)
        for button in (self.add_button, self.rescan_button, self.similar_button):
            top.addWidget(button)
        self._pages = QStackedWidget()
        for page in (self.table, self.no_songs, self.nothing_found):
            self._pages.addWidget(page)
        self._similar_box = QWidget()
        column = QVBoxLayout(self._similar_box)
        column.setContentsMargins(6, 4, 0, 0)
        column.addWidget(self.similar_view)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._pages)
        self._splitter.addWidget(self._similar_box)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([950, 260])
        middle = QHBoxLayout()
        middle.setContentsMargins(12, 0, 12, 0)
        middle.addWidget(self._splitter)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 12, 0)
        foot.addWidget(self.scan_bar, 1)
        foot.addWidget(self.count)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 4)
        whole.setSpacing(4)
        whole.addLayout(top)
        whole.addLayout(middle, 1)
        whole.addLayout(foot)

    def _connect(self) -> None:
        library, table = self._library, self.table
        library.songs_loaded.connect(self._on_songs_loaded)
        library.song_changed.connect(self._on_song_changed)
        library.song_removed.connect(self._on_song_removed)
        library.folders_changed.connect(self._on_folders_changed)
        library.scan_changed.connect(self._on_scan_changed)
        library.scan_ended.connect(self.scan_bar.show_result)
        library.scan_failed.connect(self.scan_bar.show_failure)
        library.similar_found.connect(self._on_similar_found)
        self.scan_bar.cancel_requested.connect(library.cancel_scan)
        self.scan_bar.failures_requested.connect(self.show_failures)
        self.filter_bar.wish_changed.connect(self._on_wish_changed)
        self.filter_bar.left_downwards.connect(self._on_left_downwards)
        self.nothing_found.clear_requested.connect(self.filter_bar.clear)
        self.no_songs.add_requested.connect(self.ask_folder)
        self.add_button.clicked.connect(self.ask_folder)
        self.rescan_button.clicked.connect(library.rescan)
        self.similar_button.clicked.connect(self.toggle_similar)
        table.songs_chosen.connect(self.open_requested)
        table.removal_requested.connect(self._on_removal_requested)
        table.folder_requested.connect(_show_in_folder)
        table.similar_requested.connect(lambda _path: self.toggle_similar(True))
        table.current_changed.connect(self._similar_timer.start)
        self.similar_view.song_chosen.connect(lambda path: self.open_requested.emit([path]))
        for keys, slot in (
            ("Ctrl+F", self.filter_bar.focus_search),
            ("Ctrl+O", self.ask_folder),
            ("F5", library.rescan),
            ("F6", lambda: self.toggle_similar(not self._shows_similar)),
            ("Esc", self._on_escape),
            ("Ctrl+W", self.close),
        ):
            QShortcut(QKeySequence(keys), self, slot)

    def _restore_look(self) -> None:
        self.table.restore_look(self._settings.value(_COLUMNS))
        splitter, geometry = self._settings.value(_SPLITTER), self._settings.value(_GEOMETRY)
        if isinstance(splitter, QByteArray):
            self._splitter.restoreState(splitter)
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self.toggle_similar(str(self._settings.value(_SHOWS_SIMILAR, 1)) != "0")

    # News.

    def _on_songs_loaded(self, entries: list[LibraryEntry]) -> None:
        self.table.set_songs(entries)
        self._refresh_offer()
        self.show_opened(self._opened)
        if entries and self.focusWidget() in (None, self.add_button):
            self.filter_bar.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_song_changed(self, entry: LibraryEntry) -> None:
        self.table.songs.put(entry)
        self._offer_timer.start()
        self._refresh()

    def _on_song_removed(self, path: Path) -> None:
        self.table.songs.remove(path)
        self._offer_timer.start()
        self._refresh()

    def _refresh_offer(self) -> None:
        self.filter_bar.set_offer(offer_of(self.table.songs.entries))
        self._refresh()

    def _on_wish_changed(self, wish: Wish) -> None:
        self.table.filter.set_wish(wish)
        if self.table.currentIndex().isValid():
            self.table.scrollTo(self.table.currentIndex())
        self._refresh()

    def _on_escape(self) -> None:
        if self.filter_bar.search.hasFocus() and self.filter_bar.search.text():
            self.filter_bar.search.clear()
        else:
            self._library.cancel_scan()

    def _on_left_downwards(self) -> None:
        if self.table.filter.rowCount():
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.table.currentIndex().isValid():
                self.table.selectRow(0)

    def _refresh(self) -> None:
        """Show the page that fits, and how many songs are shown."""
        n_all, n_shown = self.table.songs.rowCount(), self.table.filter.rowCount()
        if not n_all:
            page: QWidget = self.no_songs
        else:
            page = self.table if n_shown else self.nothing_found
        self._pages.setCurrentWidget(page)
        self._similar_box.setVisible(bool(n_all) and self._shows_similar)
        self.filter_bar.setEnabled(bool(n_all))
        if n_shown < n_all:
            text = self.tr("{n} of {total} songs").format(n=n_shown, total=n_all)
        elif n_all == 1:
            text = self.tr("One song")
        else:
            text = self.tr("{n} songs").format(n=n_all) if n_all else ""
        self.count.setText(text)

    def _on_scan_changed(self) -> None:
        self.scan_bar.set_state(self._library.scan_state)

    def _on_folders_changed(self) -> None:
        menu, folders = self._folders_menu, self._library.folders
        menu.clear()
        menu.addAction(self.tr("Folders that are looked through:")).setEnabled(False)
        for folder in folders:
            one = menu.addMenu(str(folder).replace("&", "&&"))
            look = one.addAction(self.tr("Look through this one now"))
            look.triggered.connect(lambda _on=False, place=folder: self._library.add([place]))
            forget = one.addAction(self.tr("Look through it no longer"))
            forget.triggered.connect(
                lambda _on=False, place=folder: self._library.forget_folder(place)
            )
        menu.addSeparator()
        drums = menu.addAction(self.tr("Find metre, drums and difficulty too"))
        drums.setToolTip(self.tr("Takes several times as long"))
        drums.setCheckable(True)
        drums.setChecked(self._library.hears_drums)
        drums.toggled.connect(self._library.set_hears_drums)
        self.rescan_button.setEnabled(bool(folders))

    def _on_removal_requested(self, paths: list[Path]) -> None:
        self._library.remove(paths)
        if len(paths) == 1:
            self.scan_bar.say(
                self.tr("Removed “{name}”; the file stays.").format(name=paths[0].name)
            )
        else:
            text = self.tr("Removed {n} songs; the files stay.")
            self.scan_bar.say(text.format(n=len(paths)))

    # Songs alike.

    def _ask_similar(self) -> None:
        entry = self.table.current_entry
        path = entry.path if entry else self._opened
        if not self._shows_similar:
            return
        self._asked = path
        if path is None or self.table.songs.row_of(path) is None:
            self.similar_view.clear()
        else:
            self._library.find_similar(path)

    def _on_similar_found(self, path: Path, songs: list[SimilarSong]) -> None:
        if path != self._asked:
            return
        row = self.table.songs.row_of(path)
        title = "" if row is None else title_text(self.table.songs.entries[row])
        self.similar_view.show_similar(songs, title)


def _show_in_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
