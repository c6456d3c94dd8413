"""What the main window has of the library: its window when wanted, and news for both."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.library.index import SimilarSong
from melody_gui.job import JobRunner
from melody_gui.library.library_window import LibraryWindow
from melody_gui.library.similar_songs_view import SimilarSongsView
from melody_gui.library.song_library import SongLibrary
from melody_gui.session import Session
from melody_gui.settings import Settings

if TYPE_CHECKING:
    from melody_gui.document import Document
    from melody_gui.style_panel.style_panel import StylePanel

# Pixels: some songs are in view, however small the panel is.
_SIMILAR_HEIGHT = 210


class LibraryHost(QObject):
    """Holds the library; `open_requested` carries the paths of songs to open.

    `window` is None until it was shown for the first time.
    """

    open_requested = Signal(list)

    def __init__(
        self,
        runner: JobRunner,
        settings: Settings,
        session: Session,
        path: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._session = session
        self._followed: Document | None = None
        self.library = SongLibrary(runner, settings, path, self)
        self.window: LibraryWindow | None = None
        self.similar_view = SimilarSongsView()
        self.similar_view.heading.hide()
        self.similar_view.setMinimumHeight(_SIMILAR_HEIGHT)
        self.similar_view.song_chosen.connect(lambda song: self.open_requested.emit([song]))
        self.library.like_opened_found.connect(self._on_like_opened_found)
        self.library.scan_ended.connect(self._refresh_similar)
        session.document_added.connect(self._on_document_added)
        session.document_removed.connect(self.library.release)
        session.current_changed.connect(self._on_current_changed)

    def show(self) -> None:
        """Show the library's window, in front of all others."""
        if self.window is None:
            # A window of its own, not above the main one: a song is opened there while this stays.
            self.window = LibraryWindow(self.library, self._settings)
            self.window.open_requested.connect(self.open_requested)
            self._on_current_changed()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def shut_down(self) -> None:
        """Close the window; the work is ended by who runs it."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None

    def show_similar_in(self, panel: "StylePanel") -> None:
        """Let the panel of the open song's style show which songs are like it."""
        panel.set_similar_view(self.similar_view)

    def _on_document_added(self, document: "Document") -> None:
        self.library.watch(document, self._weights)

    def _weights(self) -> str:
        return self._session.services.model.tag_checkpoint().version

    def _on_current_changed(self) -> None:
        document = self._session.current
        if document is not self._followed:
            if self._followed is not None:
                self._followed.style.changed.disconnect(self._refresh_similar)
            self._followed = document
            if document is not None:
                document.style.changed.connect(self._refresh_similar)
            self._refresh_similar()
        if self.window is not None:
            self.window.show_opened(document.path if document else None)

    def _refresh_similar(self) -> None:
        document = self._followed
        found = document.style.classification if document else None
        if document is None or found is None:
            self.similar_view.clear()
            return
        self.library.find_similar_to(document.path, found.embedding, self._weights)

    def _on_like_opened_found(self, path: Path, songs: Sequence[SimilarSong]) -> None:
        if self._followed is not None and self._followed.path == path:
            self.similar_view.show_similar(songs)
