"""The open songs, which one is shown, and keeping their corrections safe on disk."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from core.errors import MelodyError
from core.project import (
    Project,
    SongReference,
    autosave_path,
    find_song,
    list_recoverable,
    load_project,
    save_project,
)
from melody_gui.document import Document, DocumentState, Services
from melody_gui.job import Failure, failure_of

PROJECT_SUFFIX = ".melody"
# In an autosaved project: where the project itself lies.
_SAVED_AT = "saved_at"


class Session(QObject):
    """Holds the documents; `current` is the one that the views show."""

    document_added = Signal(object)
    document_removed = Signal(object)
    current_changed = Signal()
    # A project whose song is not where it was: the window asks for it.
    song_missed = Signal(Path)
    failed = Signal(Failure)

    def __init__(
        self, services: Services, autosave_folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.services = services
        self._autosave_folder = autosave_folder
        self._documents: list[Document] = []
        self._current: Document | None = None
        self._autosaved: dict[Document, object] = {}
        # Another Melody that runs now has autosaves too: only the first one may offer them.
        self._lock = QLockFile(str(autosave_folder / "running.lock"))
        self._is_first = self._lock.tryLock(0)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.autosave)
        services.settings.preferences_changed.connect(self._on_preferences_changed)
        self._on_preferences_changed()

    @property
    def documents(self) -> tuple[Document, ...]:
        """The open songs in the order in which they were opened."""
        return tuple(self._documents)

    @property
    def current(self) -> Document | None:
        """The song that is shown."""
        return self._current

    @property
    def dirty_documents(self) -> tuple[Document, ...]:
        """Songs with corrections that were not saved."""
        return tuple(document for document in self._documents if document.is_dirty)

    def show(self, document: Document | None) -> None:
        """Make a document the current one."""
        if document is not self._current:
            self._current = document
            self.current_changed.emit()

    def open(self, paths: Iterable[Path]) -> None:
        """Open songs and projects; the first of them is shown. One already open is only shown."""
        found = [self._find(path) or self._open(path) for path in paths]
        self.show(next((document for document in found if document), self._current))

    def open_recovered(self, path: Path) -> None:
        """Open what was saved by itself before a crash; it counts as not saved."""
        document = self._open_project(path, is_recovered=True)
        if document:
            self.show(document)

    def recoverable(self) -> tuple[Path, ...]:
        """Autosaved projects that an earlier run left behind."""
        return tuple(list_recoverable(self._autosave_folder)) if self._is_first else ()

    def discard_recovered(self, path: Path) -> None:
        """Delete an autosaved project."""
        path.unlink(missing_ok=True)

    def open_moved(self, project_path: Path, song_path: Path) -> None:
        """Open a project with its song at another place."""
        document = self._open_project(project_path, song_path)
        if document:
            self.show(document)

    def shut_down(self) -> None:
        """Let another Melody offer what was kept."""
        self._timer.stop()
        self._lock.unlock()

    def retry(self, document: Document) -> None:
        """Open once more what could not be opened."""
        self._start(document)

    def close(self, document: Document) -> None:
        """Close a song without asking; its autosave goes too."""
        document.close()
        self._forget_autosave(document)
        index = self._documents.index(document)
        self._documents.remove(document)
        if document is self._current:
            left = self._documents
            self.show(left[min(index, len(left) - 1)] if left else None)
        self.document_removed.emit(document)
        document.deleteLater()

    def save(self, document: Document, path: Path) -> None:
        """Write the project file; raises `OutputError`."""
        save_project(_project_of(document, path), path)
        document.project_path = path
        document.mark_saved()
        self._forget_autosave(document)
        self.services.settings.add_recent_song(path)

    def autosave(self) -> None:
        """Keep a copy of every song's unsaved corrections, for the case of a crash."""
        for document in self.dirty_documents:
            if self._autosaved.get(document) == document.corrections:
                continue
            path = self._autosave_path(document)
            try:
                save_project(_project_of(document, path), path)
            except MelodyError as error:
                self.failed.emit(failure_of(error))
                self._timer.stop()  # once is enough: the disk is full or gone
                return
            self._autosaved[document] = document.corrections

    def _open(self, path: Path) -> Document | None:
        if path.suffix.lower() == PROJECT_SUFFIX:
            return self._open_project(path)
        return self._add(Document(path, self.services, self))

    def _open_project(
        self, path: Path, song_path: Path | None = None, *, is_recovered: bool = False
    ) -> Document | None:
        try:
            project = load_project(path)
        except MelodyError as error:
            self.failed.emit(failure_of(error))
            return None
        found = song_path or find_song(project, path)
        if found is None:
            self.song_missed.emit(path)
            return None
        document = Document(found, self.services, self)
        document.song_loaded.connect(partial(self._check_recording, document, project.song))
        document.restore(project.corrections, project.view, is_saved=not is_recovered)
        if is_recovered:
            # Stays on disk until it is saved or given up: there may be another crash.
            self._autosaved[document] = project.corrections
            saved_at = project.settings.get(_SAVED_AT)
            document.project_path = Path(saved_at) if saved_at else None
        else:
            document.project_path = path
        return self._add(document)

    def _check_recording(self, document: Document, song: SongReference) -> None:
        if not song.is_same_recording(document.sha256):
            message = self.tr(
                "“{name}” is not the recording that this project was made for. Its corrections "
                "may not fit; if you have the old file, close this and put it back."
            ).format(name=document.path.name)
            self.failed.emit(Failure(message, "", True))

    def _add(self, document: Document) -> Document:
        self._documents.append(document)
        self.document_added.emit(document)
        self.services.settings.add_recent_song(document.project_path or document.path)
        self._start(document)
        return document

    def _start(self, document: Document) -> None:
        document.start()
        # A chart is what was asked for: what songs are like is heard after all charts.
        for other in self._documents:
            other.style.wait_for_others()

    def _find(self, path: Path) -> Document | None:
        for document in self._documents:
            is_same = path in (document.path, document.project_path)
            if is_same and document.state is not DocumentState.FAILED:
                return document
            if is_same:
                self.close(document)
                return None
        return None

    def _autosave_path(self, document: Document) -> Path:
        return autosave_path(self._autosave_folder, document.path)

    def _forget_autosave(self, document: Document) -> None:
        if document in self._autosaved:
            del self._autosaved[document]
            self._autosave_path(document).unlink(missing_ok=True)

    def _on_preferences_changed(self) -> None:
        seconds = self.services.settings.preferences.autosave_seconds
        if seconds:
            self._timer.start(1000 * seconds)
        else:
            self._timer.stop()


def _project_of(document: Document, path: Path) -> Project:
    song = SongReference.of(document.path, path, document.sha256, document.duration)
    saved_at = {_SAVED_AT: str(document.project_path)} if document.project_path else {}
    return Project(song, document.corrections, settings=saved_at, view=document.view_state)
