"""The window: start page first, the workspace as soon as the heavy parts are loaded.

Everything here is quick to import, so that the window stands on the screen before torch is
there; `workspace.py` brings the rest.
"""

import importlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QDialog, QFileDialog, QMainWindow, QStackedWidget

from core.errors import MelodyError
from melody_gui.dialogs.about_dialog import AboutDialog
from melody_gui.dialogs.error_dialog import ErrorDialog
from melody_gui.dialogs.question import ask
from melody_gui.dialogs.shortcuts_dialog import ShortcutsDialog
from melody_gui.job import Callbacks, Failure, JobRunner, Work, failure_of
from melody_gui.menus import Menus
from melody_gui.panels.empty_view import EmptyView
from melody_gui.settings import Preferences, Settings, data_folder, folder_for
from melody_gui.status_line import StatusLine

if TYPE_CHECKING:
    from melody_gui.document import Document
    from melody_gui.library.library_host import LibraryHost
    from melody_gui.session import Session
    from melody_gui.workspace import Workspace

SONG_SUFFIXES = (
    ".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".aac", ".wma", ".aif", ".aiff", ".mp4",
    ".mkv", ".webm",
)  # fmt: skip
DEMO = Path(__file__).parent.parent / "resources" / "demo" / "demo.ogg"
# Milliseconds for which a sentence stands in the status bar.
_SAID_FOR = 8000
# Imported by a worker, so that building the workspace finds them ready.
_HEAVY = (
    "torch", "scipy.ndimage", "core.transcribe", "core.project", "core.why", "core.confidence",
    "core.summary", "core.score_pages", "core.playback.drum_sounds", "core.library.scan",
    "core.tagging.classify", "av",
)  # fmt: skip


class MainWindow(QMainWindow):
    """The one window; holds the start page, the workspace and the live page."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.runner = JobRunner(self)
        self.runner.failed.connect(self.tell)
        self.workspace: Workspace | None = None
        self._pending: list[Path] = []
        self._wants_live = False
        self.library_host: LibraryHost | None = None
        self._wants_library = False
        self._is_preparing = False
        self._is_quitting = False
        self._told: set[str] = set()
        self.setWindowTitle("Melody")
        self.setAcceptDrops(True)
        room = self.screen().availableGeometry()
        self.resize(min(1600, room.width() * 9 // 10), min(1000, room.height() * 9 // 10))
        self._pages = QStackedWidget()
        self.setCentralWidget(self._pages)
        self.start_page = EmptyView()
        self._pages.addWidget(self.start_page)
        self.status_line = StatusLine(self.runner)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(_SAID_FOR)
        self._silence.timeout.connect(self._fall_silent)
        self.statusBar().addPermanentWidget(self.status_line, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.menus = Menus(self)
        self._connect_start_page()
        self._on_recent_songs_changed()
        settings.recent_songs_changed.connect(self._on_recent_songs_changed)
        settings.preferences_changed.connect(self._on_preferences_changed)
        self._restore_geometry()
        self.menus.refresh(None, None)

    # What is shown.

    @property
    def document(self) -> "Document | None":
        """The song that is shown."""
        return self.workspace.session.current if self.workspace else None

    @property
    def playhead(self) -> float:
        """Where playing stands, in seconds."""
        return self.workspace.player.position if self.workspace else 0.0

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to load the heavy parts once the window has been painted."""
        super().showEvent(event)
        if not self._is_preparing:
            self._is_preparing = True
            QTimer.singleShot(0, self._prepare)

    def _prepare(self) -> None:
        self.runner.start(
            self.tr("Getting ready"),
            _import_heavy_parts,
            Callbacks(on_result=self._on_prepared),
            may_be_cancelled=False,
        )

    def _on_prepared(self, _nothing: object) -> None:
        from melody_gui.workspace import Workspace  # noqa: PLC0415 - now it is quick

        try:
            self.workspace = Workspace(self.runner, self.settings)
        except MelodyError as error:
            self.tell(failure_of(error))
            return
        self._pages.addWidget(self.workspace)
        # Style sheets and fonts take their time when first drawn: better now than with a song.
        self.workspace.resize(self._pages.size())
        self.workspace.grab()
        session = self.workspace.session
        session.current_changed.connect(self._on_current_changed)
        session.failed.connect(self.tell)
        session.song_missed.connect(self._on_song_missed)
        self.workspace.changed.connect(self._refresh)
        self.workspace.said.connect(self.say)
        self.workspace.close_requested.connect(self.close_document)
        self.workspace.live_view.take_recorded.connect(self._on_take_recorded)
        self.workspace.live_view.closed.connect(self._on_live_closed)
        self._pages.addWidget(self.workspace.live_view)
        self._make_library(session)
        self._refresh()
        self._offer_recovery()
        if self._pending:
            self.open(self._pending)
            self._pending = []
        if self._wants_live:
            self.show_live()
        if self._wants_library:
            self.show_library()

    def _on_current_changed(self) -> None:
        assert self.workspace is not None
        page = self.workspace if self.document else self.start_page
        if self._pages.currentWidget() is not self.workspace.live_view:
            self._pages.setCurrentWidget(page)
        self._refresh()

    def _refresh(self) -> None:
        document = self.document
        self.menus.refresh(document, self.workspace)
        self.setWindowTitle(f"{document.title}[*] – Melody" if document else "Melody")
        self.setWindowModified(bool(document and document.is_dirty))

    # Opening.

    def open(self, paths: Sequence[Path]) -> None:
        """Open songs and projects, now or as soon as Melody is ready."""
        if not paths:
            return
        if self.workspace is None:
            self._pending += paths
            self.status_line.say(self.tr("“{name}” opens in a moment…").format(name=paths[0].name))
            return
        self.status_line.say("")
        self._pages.setCurrentWidget(self.workspace)
        self.workspace.session.open(paths)

    def ask_open(self) -> None:
        """Ask which songs to open."""
        patterns = " ".join(f"*{suffix}" for suffix in (*SONG_SUFFIXES, ".melody"))
        songs = self.tr("Songs and projects") + f" ({patterns})"
        others = self.tr("All files")
        names, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Open songs"),
            str(self.settings.value("open-folder", Path.home())),
            f"{songs};;{others} (*)",
        )
        if names:
            self.settings.set_value("open-folder", str(Path(names[0]).parent))
            self.open([Path(name) for name in names])

    def open_demo(self) -> None:
        """Open the song that comes with Melody."""
        self.open([DEMO])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if _dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        event.acceptProposedAction()
        self.open(_dropped_files(event))

    def close_song(self) -> None:
        """Close the song that is shown; asks if corrections would be lost."""
        document = self.document
        if self.workspace and document and self._may_close([document]):
            self.workspace.session.close(document)

    def close_document(self, document: "Document") -> None:
        """Close any open song; asks if corrections would be lost."""
        if self.workspace and self._may_close([document]):
            self.workspace.session.close(document)

    # Saving.

    def save(self) -> bool:
        """Save the project where it was; False if that failed or was given up."""
        document = self.document
        if document is None or self.workspace is None:
            return False
        return self._save(document, document.project_path)

    def save_as(self) -> bool:
        """Save the project under another name."""
        return self._save(self.document, None) if self.document else False

    def _save(self, document: "Document", path: Path | None) -> bool:
        assert self.workspace is not None
        if path is None:
            beside = folder_for(document.path) / f"{document.path.stem}.melody"
            proposed = document.project_path or beside
            name, _ = QFileDialog.getSaveFileName(
                self,
                self.tr("Save the project"),
                str(proposed),
                self.tr("Melody projects") + " (*.melody)",
            )
            if not name:
                return False
            path = Path(name)
            if path.suffix.lower() != ".melody":
                path = path.with_name(path.name + ".melody")
        self.workspace.keep_view_state()
        try:
            self.workspace.session.save(document, path)
        except MelodyError as error:
            self.tell(failure_of(error))
            return False
        self.say(self.tr("Saved “{name}”.").format(name=path.name))
        return True

    def _may_close(self, documents: "Sequence[Document]") -> bool:
        """Ask about unsaved corrections; False if the user would rather go on."""
        for document in documents:
            if not document.is_dirty:
                continue
            answer = ask(
                self,
                self.tr("Save your corrections?"),
                self.tr("“{title}” has corrections that are not saved.").format(
                    title=document.title
                ),
                (
                    ("save", self.tr("&Save")),
                    ("discard", self.tr("&Don't save")),
                    ("cancel", self.tr("Cancel")),
                ),
                default="save",
                escape="cancel",
            )
            if answer == "cancel":
                return False
            if answer == "save" and not self._save(document, document.project_path):
                return False
        return True

    def _offer_recovery(self) -> None:
        assert self.workspace is not None
        session = self.workspace.session
        found = session.recoverable()
        if not found:
            return
        text = self.tr("Melody ended unexpectedly last time. Your corrections of these were kept:")
        answer = ask(
            self,
            self.tr("Restore your work?"),
            "\n".join((text, *(_readable(path) for path in found))),
            (
                ("restore", self.tr("&Restore")),
                ("later", self.tr("&Not now")),
                ("delete", self.tr("&Delete them")),
            ),
            default="restore",
            escape="later",
        )
        for path in found:
            if answer == "restore":
                session.open_recovered(path)
            elif answer == "delete":
                session.discard_recovered(path)

    def _on_song_missed(self, project: Path) -> None:
        text = self.tr(
            "It is not where it was when “{name}” was saved. Show Melody where it is now; your "
            "corrections are kept."
        ).format(name=project.name)
        choices = (("find", self.tr("&Find it…")), ("cancel", self.tr("Cancel")))
        title = self.tr("Where is the song?")
        if ask(self, title, text, choices, default="find", escape="cancel") == "cancel":
            return
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Find the song"), str(project.parent))
        if name and self.workspace:
            self.workspace.session.open_moved(project, Path(name))

    # Taking the chart away.

    def export(self) -> None:
        """Ask for formats and a folder, then write."""
        if self.workspace and self.document:
            from melody_gui.dialogs.export_dialog import ExportDialog  # noqa: PLC0415

            _open(ExportDialog(self.document, self.runner, self.settings, self))

    # Live.

    def show_live(self) -> None:
        """Show what the microphone hears."""
        if self.workspace is None:
            self._wants_live = True
            return
        self._pages.setCurrentWidget(self.workspace.live_view)

    def _on_live_closed(self) -> None:
        assert self.workspace is not None
        self._pages.setCurrentWidget(self.workspace if self.document else self.start_page)

    def _on_take_recorded(self, path: Path) -> None:
        self._on_live_closed()
        self.open([path])

    # The library.

    def show_library(self) -> None:
        """Show all songs of the library, in a window of their own."""
        self._wants_library = self.library_host is None
        if self.library_host is not None:
            self.library_host.show()

    def _make_library(self, session: "Session") -> None:
        from melody_gui.library.library_host import LibraryHost  # noqa: PLC0415

        self.library_host = LibraryHost(self.runner, self.settings, session, parent=self)
        self.library_host.open_requested.connect(self._on_open_requested)
        if self.workspace is not None:
            self.library_host.show_similar_in(self.workspace.style_panel)

    def _on_open_requested(self, paths: list[Path]) -> None:
        self.open(paths)
        self.raise_()
        self.activateWindow()

    # Looks, help.

    def toggle_full_screen(self) -> None:
        """Fill the screen, or no longer."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def show_shortcuts(self) -> None:
        """Show all shortcuts."""
        _open(ShortcutsDialog(self.menus.actions, self))

    def show_preferences(self) -> None:
        """Let the user choose."""
        from melody_gui.dialogs.preferences_dialog import PreferencesDialog  # noqa: PLC0415

        _open(PreferencesDialog(self.settings, self))

    def show_about(self) -> None:
        """Tell what Melody is."""
        _open(AboutDialog(self))

    def show_log(self) -> None:
        """Open the folder of the log."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(data_folder("log"))))

    # Errors, closing.

    def tell(self, failure: Failure) -> None:
        """Say in a dialog what went wrong; what an open one says is not said again."""
        if failure.message in self._told:
            return
        self._told.add(failure.message)
        dialog = ErrorDialog(failure, self)
        dialog.finished.connect(lambda _result: self._told.discard(failure.message))
        _open(dialog)

    def say(self, sentence: str) -> None:
        """Say something in the status bar for a while."""
        self.status_line.say(sentence)
        self._silence.start()

    def _fall_silent(self) -> None:
        self.status_line.say("")

    def tell_unexpected(self, error: BaseException) -> None:
        """Log and tell an error that nobody foresaw."""
        self.tell(failure_of(error))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved corrections, then stop all work and remember the look."""
        if self.workspace and not self._is_quitting:
            if not self._may_close(self.workspace.session.documents):
                event.ignore()
                return
            for document in self.workspace.session.documents:
                self.workspace.session.close(document)
        self._remember_geometry()
        if self.library_host:
            self.library_host.shut_down()
        if self.workspace:
            self.workspace.shut_down()
        self.runner.shut_down()
        if self.workspace:
            # An order that was under way may have started the process that draws once more.
            self.workspace.score_view.shut_down()
        event.accept()

    def quit_at_once(self) -> None:
        """End without asking; unsaved corrections are offered at the next start."""
        if self.workspace:
            self.workspace.session.autosave()
        self._is_quitting = True
        self.close()

    def _connect_start_page(self) -> None:
        page = self.start_page
        page.open_requested.connect(self.ask_open)
        page.demo_requested.connect(self.open_demo)
        page.live_requested.connect(self.show_live)
        page.library_requested.connect(self.show_library)
        page.recent_chosen.connect(lambda path: self.open([path]))
        page.files_dropped.connect(self.open)

    def _on_recent_songs_changed(self) -> None:
        recent = self.settings.recent_songs
        self.start_page.set_recent(recent)
        menu = self.menus.recent_menu
        menu.clear()
        for path in recent:
            menu.addAction(path.name, partial(self.open, [path])).setToolTip(str(path))
        menu.addSeparator()
        menu.addAction(self.tr("Forget these"), self.settings.clear_recent_songs)
        menu.setEnabled(bool(recent))

    def _on_preferences_changed(self, old: Preferences, new: Preferences) -> None:
        if old.language != new.language:
            self.say(self.tr("The language changes when Melody starts again."))

    def _remember_geometry(self) -> None:
        self.settings.set_value("geometry", self.saveGeometry())
        self.settings.sync()

    def _restore_geometry(self) -> None:
        geometry = self.settings.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)


def _open(dialog: QDialog) -> None:
    """Show a dialog over the window; it goes when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _import_heavy_parts(work: Work) -> None:
    """Import what the workspace needs; the window is painted already."""
    for name in _HEAVY:
        importlib.import_module(name)
        work.check()


def _readable(autosave: Path) -> str:
    """The song's name in an autosave's, which ends in a hash."""
    return autosave.stem.rsplit("-", maxsplit=1)[0]


def songs_in(paths: Sequence[Path]) -> list[Path]:
    """The files among the paths, and the songs in the folders among them."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(p for p in path.iterdir() if p.suffix.lower() in SONG_SUFFIXES)
        elif path.exists():
            files.append(path)
    return files


def _dropped_files(event: QDropEvent) -> list[Path]:
    urls = event.mimeData().urls()
    return songs_in([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
