"""The work of making the library know the songs of some folders, beside the window."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import monotonic

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from core.checkpoint import load_checkpoint
from core.errors import DatasetError
from core.library.entry import LibraryEntry, ScoreFacts, entry_of
from core.library.index import LibraryIndex, Stamp
from core.library.scan import (
    ScanFailure,
    ScanProgress,
    ScanResult,
    find_songs,
    scan,
    scan_drums,
)
from core.revise import Transcription
from core.song import load_song
from core.tagging.classify import classify_song
from core.tagging.tag_checkpoint import load_tag_checkpoint
from core.transcribe import transcribe_file
from melody_gui.job import Work

OnProgress = Callable[[float], None]
# Seconds between two reports of how far it is; known songs take less than a millisecond each.
_REPORT_INTERVAL = 0.1


@dataclass(frozen=True)
class Ear:
    """What listens to songs: a path -> its entry and its vector `(n_dimensions,)`.

    `weights` names the version of the network. `transcribe` finds what the drums play. Both are
    cancelled by their progress.
    """

    listen: Callable[[Path, OnProgress], tuple[LibraryEntry, NDArray[np.float32]]]
    weights: str
    transcribe: Callable[[Path, OnProgress], Transcription]


@dataclass(frozen=True)
class ThreadSet:
    """The worker has set its own number of threads: others may have theirs again."""


@dataclass(frozen=True)
class Forgotten:
    """Songs whose files are gone, and which the library knows no longer."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class ScanOrder:
    """Folders (and single songs) to look through, except for the songs in `left_out`.

    With `hears_drums` metre, drums and difficulty are found out too, when all styles are known.
    """

    library: Path
    places: tuple[Path, ...]
    left_out: frozenset[Path] = frozenset()
    hears_drums: bool = False


def shipped_ear() -> Ear:
    """The network that comes with Melody; raises `ModelError` if it is missing or damaged."""
    checkpoint = load_tag_checkpoint()

    def listen(path: Path, on_progress: OnProgress) -> tuple[LibraryEntry, NDArray[np.float32]]:
        song = load_song(path, on_progress)
        classification = classify_song(song, checkpoint, on_progress)
        return entry_of(song, classification), classification.embedding

    # Loaded when the first song's drums are wanted.
    drum_checkpoint = cache(load_checkpoint)

    def hear_drums(path: Path, on_progress: OnProgress) -> Transcription:
        return transcribe_file(path, drum_checkpoint(), on_progress=on_progress)

    return Ear(listen, checkpoint.version, hear_drums)


def scan_folders(order: ScanOrder, make_ear: Callable[[], Ear]) -> Callable[[Work], ScanResult]:
    """The work: reports `ThreadSet`, `Forgotten`, `ScanProgress` and each `LibraryEntry` that is
    new or changed; returns the `ScanResult`.
    """

    def run(work: Work) -> ScanResult:
        # One core: the window, the player and the song that is opened need the others.
        torch.set_num_threads(1)
        work.report(ThreadSet())
        songs, missing = _found(order, work)
        with _ToldIndex(order.library, work) as index:
            work.report(Forgotten(_forget_missing(index, songs)))
            ear = make_ear()
            paths = [path for path in dict.fromkeys(_joined(songs)) if path not in order.left_out]
            new = [path for path in paths if not _is_known(index, path, ear.weights)]
            result = scan(
                new,
                index,
                lambda path: ear.listen(path, lambda _fraction: work.check()),
                ear.weights,
                _Teller(work),
            )
            changed, failures = result.added, result.failures
            if order.hears_drums:
                drums = scan_drums(
                    [path for path in paths if _lacks_drums(index, path)],
                    index,
                    lambda path: ear.transcribe(path, lambda _fraction: work.check()),
                    _Teller(work),
                )
                changed = tuple(dict.fromkeys((*changed, *drums.added)))
                failures += drums.failures
        touched = {*changed, *(failure.path for failure in failures)}
        n_current = sum(path not in touched for path in paths)
        return ScanResult(changed, n_current, (*missing, *failures))

    return run


class _ToldIndex(LibraryIndex):
    """A library that reports what is put into it."""

    def __init__(self, path: Path, work: Work) -> None:
        super().__init__(path)
        self._work = work

    def put(self, entry: LibraryEntry, embedding: ArrayLike, stamp: Stamp) -> None:
        """Add a song, and report it as it is known from now on."""
        super().put(entry, embedding, stamp)
        self._work.report(self.entry(entry.path))

    def add_score(self, path: Path, facts: ScoreFacts) -> bool:
        """Add what is played in a song, and report the song as it is known from now on."""
        is_held = super().add_score(path, facts)
        if is_held:
            self._work.report(self.entry(path))
        return is_held


class _Teller:
    """Reports progress now and then; every call is where the scan may be cancelled."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._told_at = 0.0

    def __call__(self, progress: ScanProgress) -> None:
        self._work.check()
        now = monotonic()
        if progress.path is None or now - self._told_at >= _REPORT_INTERVAL:
            self._told_at = now
            self._work.report(progress)


def _found(order: ScanOrder, work: Work) -> tuple[dict[Path, list[Path]], list[ScanFailure]]:
    """The songs of each place, and the places that are not there."""
    songs: dict[Path, list[Path]] = {}
    missing: list[ScanFailure] = []
    for place in order.places:
        work.check()
        try:
            songs[place] = find_songs([place])
        except DatasetError as error:
            missing.append(ScanFailure(place, error))
    return songs, missing


def _forget_missing(index: LibraryIndex, songs: dict[Path, list[Path]]) -> tuple[Path, ...]:
    # A folder without any song may be that of a disk which is not connected now.
    folders = [place for place, found in songs.items() if found and place.is_dir()]
    return tuple(index.forget_missing(folders)) if folders else ()


def _joined(songs: dict[Path, list[Path]]) -> Iterator[Path]:
    for found in songs.values():
        yield from found


def _lacks_drums(index: LibraryIndex, path: Path) -> bool:
    entry = index.entry(path)
    return entry is not None and entry.drums is None


def _is_known(index: LibraryIndex, path: Path, weights: str) -> bool:
    try:
        return index.is_current(path, Stamp.of(path, weights))
    except OSError:
        return False  # the scan tells why
