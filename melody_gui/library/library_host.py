"""What the main window has of the library: its window when wanted, and news for both."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from melody_gui.job import JobRunner
from melody_gui.library.library_window import LibraryWindow
from melody_gui.library.song_library import SongLibrary
from melody_gui.session import Session
from melody_gui.settings import Settings


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
        self.library = SongLibrary(runner, settings, path, self)
        self.window: LibraryWindow | None = None
        session.document_added.connect(self.library.watch)
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

    def _on_current_changed(self) -> None:
        if self.window is not None:
            document = self._session.current
            self.window.show_opened(document.path if document else None)
