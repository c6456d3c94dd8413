"""The library as the window knows it: its folders, the work on it, and news of its songs."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import torch
from numpy.typing import ArrayLike
from PySide6.QtCore import QObject, Signal

from core.library.entry import LibraryEntry, entry_of, library_path, score_facts
from core.library.index import LibraryIndex, SimilarSong, Stamp, default_library_path
from core.library.scan import ScanProgress, ScanResult
from melody_gui.job import Callbacks, Failure, JobRunner, Lane, Work
from melody_gui.library.scanning import (
    Ear,
    Forgotten,
    ScanOrder,
    ThreadSet,
    scan_folders,
    shipped_ear,
)
from melody_gui.settings import Settings

if TYPE_CHECKING:
    from core.revise import Transcription
    from melody_gui.document import Document

_SCAN, _READ = "library-scan", "library-read"
_SIMILAR, _LIKE_OPENED = "library-similar", "library-like-opened"
_FOLDERS, _LEFT_OUT = "library-folders", "library-left-out"
_HEARS_DRUMS = "library-hears-drums"
_N_SIMILAR = 20
# Before so many songs, or seconds, the time left would be a guess.
_LEAST_SONGS, _LEAST_SECONDS = 2, 3.0


@dataclass(frozen=True)
class ScanState:
    """How far the scan is; before the songs are found, `progress` is None.

    `seconds_left` is None as long as it would be a guess.
    """

    progress: ScanProgress | None = None
    seconds_left: float | None = None


class SongLibrary(QObject):
    """The one library of this user.

    `songs_loaded` carries all songs (a list of `LibraryEntry`), `song_changed` one that is new or
    changed, `song_removed` the path of one. `scan_changed` fires when a scan begins, gets on or
    ends; then `scan_ended` carries its `ScanResult` (None if it was stopped), `scan_failed` a
    `Failure` that ended it. `similar_found` and `like_opened_found` carry the path of the song that
    was asked about, and a list of `SimilarSong`, the likest first.
    """

    songs_loaded = Signal(list)
    song_changed = Signal(object)
    song_removed = Signal(Path)
    folders_changed = Signal()
    scan_changed = Signal()
    scan_ended = Signal(object)
    scan_failed = Signal(Failure)
    similar_found = Signal(Path, list)
    like_opened_found = Signal(Path, list)

    def __init__(
        self,
        runner: JobRunner,
        settings: Settings,
        path: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._settings = settings
        self._path = path or default_library_path()
        self.make_ear: Callable[[], Ear] = shipped_ear
        self._scanned: tuple[Path, ...] = ()
        self._state: ScanState | None = None
        self._begun = 0.0
        self._transcribed: set[object] = set()

    # Songs.

    def load(self) -> None:
        """Read all songs; `songs_loaded` brings them."""

        def read(_work: Work) -> list[LibraryEntry]:
            if not self._path.is_file():
                return []
            with LibraryIndex(self._path) as index:
                return index.entries()

        self._ask(read, self.songs_loaded.emit, _READ)

    def find_similar(self, path: Path) -> None:
        """Look for songs like one of the library; `similar_found` brings them."""

        def find(index: LibraryIndex) -> list[SimilarSong]:
            embedding, weights = index.embedding(path), index.weights(path)
            if embedding is None or weights is None:
                return []
            return index.similar(embedding, _N_SIMILAR, without=path, weights=weights)

        self._look(find, partial(self.similar_found.emit, path), _SIMILAR)

    def find_similar_to(self, path: Path, embedding: ArrayLike, weights: Callable[[], str]) -> None:
        """Look for songs like one that needs not be in the library; `like_opened_found` brings
        them.

        `embedding` is its vector, which the network gave whose version `weights` tells.
        """

        def find(index: LibraryIndex) -> list[SimilarSong]:
            return index.similar(embedding, _N_SIMILAR, without=path, weights=weights())

        self._look(find, partial(self.like_opened_found.emit, path), _LIKE_OPENED)

    def _look(
        self,
        find: Callable[[LibraryIndex], list[SimilarSong]],
        tell: Callable[[list[SimilarSong]], None],
        key: str,
    ) -> None:
        def look(_work: Work) -> list[SimilarSong]:
            if not self._path.is_file():
                return []
            with LibraryIndex(self._path) as index:
                return find(index)

        self._ask(look, tell, key)

    def remove(self, paths: Sequence[Path]) -> None:
        """Forget songs, and pass them over from now on; their files stay."""
        self._keep_paths(_LEFT_OUT, {*self._left_out, *paths})

        def forget(_work: Work) -> None:
            with LibraryIndex(self._path) as index:
                for path in paths:
                    index.remove(path)

        def tell(_nothing: object) -> None:
            for path in paths:
                self.song_removed.emit(path)

        self._ask(forget, tell)

    def watch(self, document: "Document", weights: Callable[[], str]) -> None:
        """Hold a song that is opened, unless it was removed from the library once.

        Metre, drums and difficulty are learned when it is transcribed, and once more when it is
        closed, with all its corrections. `weights` tells the version of the network that hears it.
        """
        document.transcription_changed.connect(partial(self._on_transcribed, document))
        document.style.changed.connect(partial(self._on_heard, document, weights))

    def release(self, document: "Document") -> None:
        """The song is closed."""
        self._transcribed.discard(document)
        if document.transcription is not None:
            self._learn(document.path, document.transcription)

    def _on_transcribed(self, document: "Document") -> None:
        if document not in self._transcribed and document.transcription is not None:
            self._transcribed.add(document)
            self._learn(document.path, document.transcription)

    def _on_heard(self, document: "Document", weights: Callable[[], str]) -> None:
        song, classification = document.song, document.style.classification
        if song is None or classification is None or library_path(document.path) in self._left_out:
            return

        transcription = document.transcription

        def hold(index: LibraryIndex) -> None:
            stamp = Stamp.of(document.path, weights())
            index.put(entry_of(song, classification), classification.embedding, stamp)
            if transcription is not None:
                index.add_score(document.path, score_facts(transcription))

        self._teach(document.path, hold)

    def _learn(self, path: Path, transcription: "Transcription") -> None:
        if self._path.is_file():
            self._teach(path, lambda index: index.add_score(path, score_facts(transcription)))

    def _teach(self, path: Path, change: Callable[[LibraryIndex], object]) -> None:
        """Change what is known of a song, and tell it if the library holds it."""

        def teach(_work: Work) -> LibraryEntry | None:
            with LibraryIndex(self._path) as index:
                change(index)
                return index.entry(path)

        def tell(entry: LibraryEntry | None) -> None:
            if entry is not None:
                self.song_changed.emit(entry)

        # What an opened song could teach is no reason to complain to anybody.
        self._ask(teach, tell, on_failure=lambda _failure: None)

    def _ask(
        self,
        question: Callable[[Work], Any],
        on_result: Callable[[Any], None],
        key: str = "",
        on_failure: Callable[[Failure], None] | None = None,
    ) -> None:
        callbacks = Callbacks(on_result=on_result, on_failure=on_failure)
        self._runner.start("", question, callbacks, lane=Lane.INDEX, key=key)

    # Folders.

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that are looked through, in the order in which they were added."""
        return self._kept_paths(_FOLDERS)

    def add(self, paths: Iterable[Path]) -> None:
        """Listen to folders, which are remembered, and to single songs."""
        places = tuple(dict.fromkeys(library_path(path) for path in paths))
        if not places:
            return
        folders = [place for place in places if place.is_dir()]
        self._keep_paths(_FOLDERS, dict.fromkeys((*self.folders, *folders)))
        # What was removed and is now added by hand is wanted again.
        left_out = {path for path in self._left_out if not any(map(path.is_relative_to, places))}
        self._keep_paths(_LEFT_OUT, left_out)
        self.folders_changed.emit()
        self._scan(tuple(dict.fromkeys((*self._scanned, *places))))

    def forget_folder(self, folder: Path) -> None:
        """Look through the folder no longer; its songs stay in the library."""
        self._keep_paths(_FOLDERS, [each for each in self.folders if each != folder])
        self.folders_changed.emit()

    def rescan(self) -> None:
        """Look through all folders for what is new, changed or gone."""
        places = tuple(dict.fromkeys((*self._scanned, *self.folders)))
        if places:
            self._scan(places)

    @property
    def hears_drums(self) -> bool:
        """Whether metre, drums and difficulty are found out too."""
        return str(self._settings.value(_HEARS_DRUMS, 0)) == "1"

    def set_hears_drums(self, is_wanted: bool) -> None:
        """Find metre, drums and difficulty out too, of all songs of the folders, or no longer."""
        self._settings.set_value(_HEARS_DRUMS, int(is_wanted))
        if is_wanted or self._state is not None:
            self.rescan()

    @property
    def _left_out(self) -> frozenset[Path]:
        return frozenset(self._kept_paths(_LEFT_OUT))

    def _kept_paths(self, name: str) -> tuple[Path, ...]:
        try:
            return tuple(Path(each) for each in json.loads(self._settings.value(name, "[]")))
        except (TypeError, ValueError):
            return ()

    def _keep_paths(self, name: str, paths: Iterable[Path]) -> None:
        self._settings.set_value(name, json.dumps([str(path) for path in paths]))

    # Listening to folders.

    @property
    def scan_state(self) -> ScanState | None:
        """How far the scan is; None while there is none."""
        return self._state

    def cancel_scan(self) -> None:
        """Stop listening; what was heard is kept."""
        if self._state is not None:
            self._runner.cancel(_SCAN)
            self._end_scan()
            # What was put just before the end was reported to nobody.
            self.load()
            self.scan_ended.emit(None)

    def _scan(self, places: tuple[Path, ...]) -> None:
        was_running = self._state is not None
        self._scanned = places
        self._state = ScanState()
        order = ScanOrder(self._path, places, self._left_out, self.hears_drums)
        callbacks = Callbacks(
            on_result=self._on_scanned,
            on_report=self._on_reported,
            on_failure=self._on_scan_failed,
        )
        work = scan_folders(order, self.make_ear)
        self._runner.start("", work, callbacks, lane=Lane.LIBRARY, key=_SCAN)
        self.scan_changed.emit()
        if was_running:
            self.load()

    def _on_reported(self, news: object) -> None:
        if isinstance(news, ScanProgress):
            self._on_progress(news)
        elif isinstance(news, LibraryEntry):
            self.song_changed.emit(news)
        elif isinstance(news, Forgotten):
            for path in news.paths:
                self.song_removed.emit(path)
        elif isinstance(news, ThreadSet):
            # torch gives the worker's number to all threads that come later, unless told again.
            torch.set_num_threads(torch.get_num_threads())

    def _on_progress(self, progress: ScanProgress) -> None:
        now = monotonic()
        before = self._state.progress if self._state else None
        if before is None or before.is_of_drums != progress.is_of_drums:
            self._begun = now
        seconds_left = None
        spent = now - self._begun
        if progress.n_done >= _LEAST_SONGS and spent >= _LEAST_SECONDS:
            seconds_left = spent / progress.n_done * (progress.n_songs - progress.n_done)
        self._state = ScanState(progress, seconds_left)
        self.scan_changed.emit()

    def _on_scanned(self, result: ScanResult) -> None:
        self._end_scan()
        self.scan_ended.emit(result)

    def _on_scan_failed(self, failure: Failure) -> None:
        self._end_scan()
        self.load()
        self.scan_failed.emit(failure)

    def _end_scan(self) -> None:
        self._state, self._scanned = None, ()
        self.scan_changed.emit()
