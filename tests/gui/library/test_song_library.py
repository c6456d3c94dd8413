"""The work on the library: listening to folders, stopping, forgetting, songs alike."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import torch
from pytestqt.qtbot import QtBot

from core.errors import ModelError
from core.library.entry import LibraryEntry
from core.library.index import LibraryIndex, Stamp
from core.library.scan import ScanResult
from melody_gui.job import JobRunner
from melody_gui.library.scanning import Ear
from melody_gui.library.song_library import SongLibrary
from melody_gui.settings import Settings
from tests.core.toy_analysis import rock_peaks, toy_analysis
from tests.gui.library.made_library import fill_library, made_ear, vector_of, write_songs
from tests.gui.made_classifications import made_classification
from tests.gui.watchdog import Watchdog


@contextmanager
def noted(signal: Any) -> Iterator[list[Any]]:
    """What the signal carried while the block lasts."""
    found: list[Any] = []

    def note(*content: Any) -> None:
        found.append(content[0] if content else None)

    signal.connect(note)
    yield found
    signal.disconnect(note)


def scan(library: SongLibrary, qtbot: QtBot, *folders: Path) -> ScanResult | None:
    """Listen to the folders, or to all again; what came of it."""
    with qtbot.waitSignal(library.scan_ended, timeout=60_000) as caught:
        if folders:
            library.add(folders)
        else:
            library.rescan()
    return caught.args[0]


def test_folder_is_listened_to_and_only_what_is_new_the_next_time(
    library: SongLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    heard: list[Path] = []
    library.make_ear = made_ear(heard)
    folder = tmp_path / "songs"
    write_songs(folder, "a.mp3", "b.mp3", "notes.txt")
    with noted(library.song_changed) as changed:
        result = scan(library, qtbot, folder)
    assert result is not None
    assert [path.name for path in result.added] == ["a.mp3", "b.mp3"]
    assert [entry.path.name for entry in changed] == ["a.mp3", "b.mp3"]
    assert library.folders == (folder,)
    assert library.scan_state is None
    write_songs(folder, "b.mp3 changed", "c.mp3")
    (folder / "b.mp3").write_bytes(b"longer than before")
    (folder / "a.mp3").unlink()
    with noted(library.song_removed) as removed:
        result = scan(library, qtbot)
    assert result is not None
    assert [path.name for path in heard] == ["a.mp3", "b.mp3", "b.mp3", "c.mp3"]
    assert [path.name for path in removed] == ["a.mp3"]
    assert result.n_current == 0
    result = scan(library, qtbot)
    assert result == ScanResult((), 2, ())


def test_progress_counts_the_songs_that_are_listened_to(
    library: SongLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "songs"
    write_songs(folder, "a.mp3")
    scan(library, qtbot, folder)
    write_songs(folder, "b.mp3", "c.mp3")
    states = []
    library.scan_changed.connect(lambda: states.append(library.scan_state))
    scan(library, qtbot)
    progresses = [state.progress for state in states if state and state.progress]
    assert {progress.n_songs for progress in progresses} == {2}
    assert progresses[0].path == folder / "b.mp3"
    assert progresses[-1].n_done == 2
    assert states[-1] is None


def test_bad_songs_and_missing_folders_are_told_and_stop_nothing(
    library: SongLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "songs"
    write_songs(folder, "a.mp3", "bad.mp3", "c.mp3")
    result = scan(library, qtbot, folder, tmp_path / "gone")
    assert result is not None
    assert [path.name for path in result.added] == ["a.mp3", "c.mp3"]
    reasons = {failure.path.name: failure.reason for failure in result.failures}
    assert reasons["bad.mp3"] == "“bad.mp3” holds no sound."
    assert "gone" in reasons["gone"]
    assert library.folders == (folder,)


def test_songs_of_a_disk_that_is_not_there_are_kept(
    library: SongLibrary, library_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "disk"
    write_songs(folder, "a.mp3")
    scan(library, qtbot, folder)
    (folder / "a.mp3").unlink()
    scan(library, qtbot)
    with LibraryIndex(library_path) as index:
        assert len(index) == 1


def test_stopping_keeps_what_was_heard(library: SongLibrary, tmp_path: Path, qtbot: QtBot) -> None:
    go_on = threading.Semaphore(1)
    library.make_ear = made_ear(wait=lambda: go_on.acquire(timeout=30))
    folder = tmp_path / "songs"
    write_songs(folder, *(f"{name}.mp3" for name in "abcdef"))
    with qtbot.waitSignal(library.song_changed, timeout=30_000):
        library.add([folder])
    with qtbot.waitSignal(library.scan_ended) as caught:
        library.cancel_scan()
    assert caught.args == [None]
    assert library.scan_state is None
    go_on.release(10)
    library.make_ear = made_ear()
    result = scan(library, qtbot)
    assert result is not None
    assert result.n_current >= 1
    assert result.n_current + len(result.added) == 6


def test_folder_added_while_listening_is_listened_to_as_well(
    library: SongLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    go_on = threading.Event()
    library.make_ear = made_ear(wait=lambda: go_on.wait(30))
    one, two = tmp_path / "one", tmp_path / "two"
    write_songs(one, "a.mp3")
    write_songs(two, "b.mp3")
    library.add([one])
    with qtbot.waitSignal(library.scan_ended, timeout=30_000) as caught:
        library.add([two])
        go_on.set()
    result = caught.args[0]
    assert result.n_current + len(result.added) == 2
    assert library.folders == (one, two)


def test_missing_network_is_told(library: SongLibrary, tmp_path: Path, qtbot: QtBot) -> None:
    def no_ear() -> Ear:
        raise ModelError("The weights are missing. Install Melody again.")

    library.make_ear = no_ear
    write_songs(tmp_path / "songs", "a.mp3")
    with qtbot.waitSignal(library.scan_failed, timeout=30_000) as caught:
        library.add([tmp_path / "songs"])
    assert caught.args[0].message == "The weights are missing. Install Melody again."
    assert library.scan_state is None


def test_removed_songs_stay_away_until_they_are_added_again(
    library: SongLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "songs"
    write_songs(folder, "a.mp3", "b.mp3")
    scan(library, qtbot, folder)
    with qtbot.waitSignal(library.song_removed) as caught:
        library.remove([folder / "a.mp3"])
    assert caught.args == [folder / "a.mp3"]
    assert scan(library, qtbot) == ScanResult((), 1, ())
    result = scan(library, qtbot, folder)
    assert result is not None
    assert result.added == (folder / "a.mp3",)


def test_folders_are_remembered_and_can_be_forgotten(
    library: SongLibrary, runner: JobRunner, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "songs & more"
    write_songs(folder, "a.mp3")
    scan(library, qtbot, folder)
    other = SongLibrary(runner, settings, tmp_path / "other.sqlite")
    assert other.folders == (folder,)
    with qtbot.waitSignal(other.folders_changed):
        other.forget_folder(folder)
    assert other.folders == ()


def test_songs_are_read_and_those_alike_found(
    library: SongLibrary, library_path: Path, qtbot: QtBot
) -> None:
    entries = fill_library(library_path, 30)
    with qtbot.waitSignal(library.songs_loaded, timeout=10_000) as caught:
        library.load()
    assert caught.args[0] == entries
    with qtbot.waitSignal(library.similar_found, timeout=10_000) as caught:
        library.find_similar(entries[10].path)
    path, songs = caught.args
    assert path == entries[10].path
    assert {song.entry.path for song in songs[:2]} == {entries[9].path, entries[11].path}
    likeness = [song.likeness for song in songs]
    assert likeness == sorted(likeness, reverse=True)


def test_nothing_is_written_where_there_is_no_library(
    library: SongLibrary, library_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(library.songs_loaded, timeout=10_000) as caught:
        library.load()
    assert caught.args == [[]]
    with qtbot.waitSignal(library.similar_found, timeout=10_000) as caught:
        library.find_similar(Path("/music/x.mp3"))
    assert caught.args[1] == []
    assert not library_path.exists()


def test_metre_drums_and_difficulty_are_learnt_of_songs_that_are_opened(
    library: SongLibrary, tmp_path: Path, qtbot: QtBot, make_document: Any
) -> None:
    folder = tmp_path / "songs"
    write_songs(folder, "a.mp3")
    scan(library, qtbot, folder)
    document = make_document(toy_analysis(rock_peaks()))
    known = Mock(path=folder / "a.mp3", transcription=document.transcription)
    with qtbot.waitSignal(library.song_changed, timeout=10_000) as caught:
        library.release(known)
    entry: LibraryEntry = caught.args[0]
    assert entry.time_signature == "4/4"
    assert entry.drums is not None
    assert "kick" in entry.drums
    assert entry.difficulty is not None
    assert entry.genres


def test_drums_are_found_of_all_songs_once_that_is_wanted(
    library: SongLibrary, library_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "songs"
    write_songs(folder, "a.mp3", "bad.mp3", "odd.mp3")
    result = scan(library, qtbot, folder)
    assert result is not None and len(result.added) == 2
    progresses = []
    library.scan_changed.connect(lambda: progresses.append(library.scan_state))
    with (
        noted(library.song_changed) as changed,
        qtbot.waitSignal(library.scan_ended, timeout=60_000) as caught,
    ):
        library.set_hears_drums(True)
    result = caught.args[0]
    assert result.added == (folder / "a.mp3",)
    assert {failure.path.name for failure in result.failures} == {"bad.mp3", "odd.mp3"}
    assert result.n_current == 0
    assert [(entry.path.name, entry.time_signature) for entry in changed] == [("a.mp3", "4/4")]
    assert any(each and each.progress and each.progress.is_of_drums for each in progresses)
    write_songs(folder, "c.mp3")
    scan(library, qtbot)
    with LibraryIndex(library_path) as index:
        entry = index.entry(folder / "c.mp3")
    assert entry is not None and entry.drums is not None and "kick" in entry.drums
    with qtbot.assertNotEmitted(library.scan_changed, wait=100):
        library.set_hears_drums(False)


def test_songs_that_are_opened_join_the_library_unless_they_were_removed(
    library: SongLibrary, library_path: Path, tmp_path: Path, qtbot: QtBot, make_document: Any
) -> None:
    write_songs(tmp_path, "a.mp3", "b.mp3")
    opened = make_document(toy_analysis(rock_peaks()))

    def open_song(path: Path) -> None:
        document = Mock(path=path, song=replace(opened.song, path=path), style=opened.style)
        document.transcription = opened.transcription
        library.watch(document, lambda: "made")
        opened.style.take(made_classification())

    path = tmp_path / "a.mp3"
    with qtbot.waitSignal(library.song_changed, timeout=10_000):
        open_song(path)
    with LibraryIndex(library_path) as index:
        entry = index.entry(path)
        assert index.is_current(path, Stamp.of(path, "made"))
    assert entry is not None
    assert entry.genres[0].label == "rock"
    assert entry.time_signature == "4/4"
    opened.style.changed.disconnect()
    with qtbot.waitSignal(library.song_removed):
        library.remove([tmp_path / "b.mp3"])
    with qtbot.assertNotEmitted(library.song_changed, wait=300):
        open_song(tmp_path / "b.mp3")


def test_songs_heard_by_other_weights_are_not_taken_for_alike(
    library: SongLibrary, library_path: Path, qtbot: QtBot
) -> None:
    entries = fill_library(library_path, 6)
    with LibraryIndex(library_path) as index:
        index.put(entries[2], vector_of(2), Stamp(1, 1, "newer"))
        assert index.weights(entries[2].path) == "newer"
        assert index.weights(Path("/music/unknown.mp3")) is None
    with qtbot.waitSignal(library.similar_found, timeout=10_000) as caught:
        library.find_similar(entries[3].path)
    assert {song.entry.path for song in caught.args[1]} == {entries[n].path for n in (0, 1, 4, 5)}


def test_window_goes_on_while_the_library_listens(
    library: SongLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    """The network's work is stood in for by products of matrices, as much as a second of song."""
    matrix = torch.rand(300, 300)

    def listen_hard() -> None:
        for _ in range(20):
            torch.mm(matrix, matrix)

    library.make_ear = made_ear(wait=listen_hard)
    folder = tmp_path / "songs"
    write_songs(folder, *(f"{number}.mp3" for number in range(40)))
    watchdog = Watchdog()
    n_threads = torch.get_num_threads()
    scan(library, qtbot, folder)
    watchdog.stop()
    assert max(watchdog.busy, default=0.0) < 0.1
    assert torch.get_num_threads() == n_threads
