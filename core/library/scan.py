"""Folders of songs -> a library that knows them: only what is new or changed is listened to.

`scan` hears what kind of songs they are; `scan_drums`, which takes several times as long, what is
played: metre, drums, difficulty.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from numpy.typing import ArrayLike

from core.errors import AudioError, CancelledError, DatasetError, LibraryError, MelodyError
from core.library.entry import LibraryEntry, library_path, score_facts
from core.library.index import LibraryIndex, Stamp
from core.revise import Transcription
from core.song import AUDIO_SUFFIXES

# What listening to the song at a path gives: its entry and its vector `(n_dimensions,)`.
Classify = Callable[[Path], tuple[LibraryEntry, ArrayLike]]
Transcribe = Callable[[Path], Transcription]


@dataclass(frozen=True)
class ScanProgress:
    """How far a scan is: `path` is the song listened to next, None at the end.

    `is_of_drums` tells `scan_drums` from `scan`.
    """

    n_done: int
    n_songs: int
    path: Path | None
    is_of_drums: bool = False

    @property
    def fraction(self) -> float:
        """The share of the songs that is done, 0..1."""
        return self.n_done / self.n_songs if self.n_songs else 1.0


@dataclass(frozen=True)
class ScanFailure:
    """A song that could not be listened to, and the exception that tells why."""

    path: Path
    error: Exception

    @property
    def reason(self) -> str:
        """Why, in the user's words where the failure was foreseen."""
        if isinstance(self.error, MelodyError):
            return str(self.error)
        return f"unexpected {type(self.error).__name__}: {self.error}".rstrip(": ")


@dataclass(frozen=True)
class ScanResult:
    """The songs newly listened to, how many were known already, and those that failed."""

    added: tuple[Path, ...]
    n_current: int
    failures: tuple[ScanFailure, ...]


def find_songs(folders: Iterable[Path]) -> list[Path]:
    """The sound files in folders and all folders within, absolute, sorted, each once.

    A file named instead of a folder is taken as it is. Hidden files and folders are passed
    over, as are folders that may not be read. Raises `DatasetError` for a place that is not
    there.
    """
    found: list[Path] = []
    for folder in folders:
        place = library_path(folder)
        if place.is_file():
            found.append(place)
        elif place.is_dir():
            found += sorted(_songs_within(place))
        else:
            raise DatasetError(f"There is no file or folder “{folder}”.")
    return list(dict.fromkeys(found))


def scan(
    paths: Sequence[Path],
    index: LibraryIndex,
    classify: Classify,
    weights: str,
    on_progress: Callable[[ScanProgress], None] | None = None,
) -> ScanResult:
    """Make `index` know the songs at `paths`, listening to those that it does not know as they are.

    `weights` names the version of the weights by which `classify` hears; a song heard by others
    is heard anew. A song that fails is told in the result and stops nothing; it is tried again by
    the next scan. Each song is kept as soon as it is done: to cancel, `on_progress` (or
    `classify`) raises `CancelledError`, which ends the scan.
    """

    def hear(path: Path) -> bool:
        try:
            # Before listening: what is changed meanwhile must count as changed.
            stamp = Stamp.of(path, weights)
        except OSError as error:
            raise _unreadable(path, error) from error
        if index.is_current(path, stamp):
            return False
        entry, embedding = classify(path)
        index.put(entry, embedding, stamp)
        return True

    return _hear_each(paths, hear, on_progress, is_of_drums=False)


def scan_drums(
    paths: Sequence[Path],
    index: LibraryIndex,
    transcribe: Transcribe,
    on_progress: Callable[[ScanProgress], None] | None = None,
) -> ScanResult:
    """Make `index` know metre, drums and difficulty of those of its songs whose it does not know.

    Failures and cancelling as in `scan`; songs that `index` does not hold are passed over.
    """

    def hear(path: Path) -> bool:
        entry = index.entry(path)
        if entry is None or entry.drums is not None:
            return False
        return index.add_score(path, score_facts(transcribe(path)))

    held = [path for path in paths if index.entry(path) is not None]
    return _hear_each(held, hear, on_progress, is_of_drums=True)


def _hear_each(
    paths: Sequence[Path],
    hear: Callable[[Path], bool],
    on_progress: Callable[[ScanProgress], None] | None,
    *,
    is_of_drums: bool,
) -> ScanResult:
    """`hear` each song; it returns False for one that was known already."""
    report = on_progress or (lambda _: None)
    added: list[Path] = []
    failures: list[ScanFailure] = []
    for number, path in enumerate(paths):
        report(ScanProgress(number, len(paths), path, is_of_drums))
        try:
            if hear(path):
                added.append(path)
        except (CancelledError, LibraryError):
            raise
        except Exception as error:  # one bad song must not stop the rest
            failures.append(ScanFailure(path, error))
    report(ScanProgress(len(paths), len(paths), None, is_of_drums))
    n_current = len(paths) - len(added) - len(failures)
    return ScanResult(tuple(added), n_current, tuple(failures))


def _songs_within(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            is_sound = path.suffix.lower() in AUDIO_SUFFIXES and not name.startswith(".")
            if is_sound and path.is_file():
                yield path


def _unreadable(path: Path, error: OSError) -> AudioError:
    return AudioError(f"“{path}” could not be read: {error.strerror or error}.")
