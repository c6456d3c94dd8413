"""Scanning folders: what is new or changed is listened to, and nothing that is done is lost."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.corrections import Corrections
from core.errors import CancelledError, DatasetError, NotAudioError
from core.library.entry import LibraryEntry, ScoreFacts
from core.library.index import LibraryIndex
from core.library.scan import ScanProgress, find_songs, scan, scan_drums
from core.revise import Transcription, revise
from tests.core.library.made_songs import made_entry, made_vectors
from tests.core.toy_analysis import rock_peaks, toy_analysis


class FakeEar:
    """Listens to files that hold a number, and notes to which."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def __call__(self, path: Path) -> tuple[LibraryEntry, np.ndarray]:
        self.heard.append(path.name)
        text = path.read_text()
        if text == "noise":
            raise NotAudioError(f"{path} is no audio.")
        if text == "bug":
            raise ZeroDivisionError("division by zero")
        if text == "stop":
            raise CancelledError("stopped")
        return made_entry(path, int(text)), made_vectors(1, int(text))[0]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LibraryIndex]:
    with LibraryIndex(tmp_path / "library.sqlite") as opened:
        yield opened


@pytest.fixture
def ear() -> FakeEar:
    return FakeEar()


def make_songs(folder: Path, **contents: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.mp3" for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_text(content)
    return paths


def test_songs_of_folders_within_are_found_each_once(tmp_path: Path) -> None:
    names = ("b.mp3", "a.FLAC", "in/c.ogg", "in/deep/d.m4a", "notes.txt", "cover.jpg")
    for name in (*names, "._b.mp3", ".hidden/e.mp3", "in/.f.mp3"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    (tmp_path / "folder.mp3").mkdir()
    found = find_songs([tmp_path, tmp_path / "in", tmp_path / "b.mp3"])
    assert found == [tmp_path / name for name in ("a.FLAC", "b.mp3", "in/c.ogg", "in/deep/d.m4a")]


def test_folder_given_relatively_gives_absolute_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = make_songs(tmp_path / "music", a="1")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert find_songs([Path("../music")]) == [path]


def test_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no file or folder"):
        find_songs([tmp_path / "nowhere"])


def test_second_scan_listens_to_nothing(tmp_path: Path, index: LibraryIndex, ear: FakeEar) -> None:
    songs = make_songs(tmp_path / "music", a="1", b="2")
    first = scan(songs, index, ear, "v1")
    assert (first.added, first.n_current, first.failures) == (tuple(songs), 0, ())
    second = scan(songs, index, ear, "v1")
    assert (second.added, second.n_current, second.failures) == ((), 2, ())
    assert ear.heard == ["a.mp3", "b.mp3"]
    assert [entry.title for entry in index.entries()] == ["Song 1", "Song 2"]


def test_scan_touches_only_what_changed(tmp_path: Path, index: LibraryIndex, ear: FakeEar) -> None:
    folder = tmp_path / "music"
    songs = make_songs(folder, a="1", b="2", c="3", d="4")
    scan(songs, index, ear, "v1")
    ear.heard.clear()
    songs[0].write_text("11")  # another size
    status = songs[1].stat()
    songs[1].write_text("9")  # the same size, another time
    os.utime(songs[1], ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000))
    songs[2].unlink()
    (new,) = make_songs(folder, e="5")
    result = scan(find_songs([folder]), index, ear, "v1")
    assert ear.heard == ["a.mp3", "b.mp3", "e.mp3"]
    assert result.added == (songs[0], songs[1], new)
    assert result.n_current == 1
    titles = [entry.title for entry in index.entries()]
    assert titles == ["Song 11", "Song 9", "Song 3", "Song 4", "Song 5"]


def test_other_weights_listen_to_all_anew(
    tmp_path: Path, index: LibraryIndex, ear: FakeEar
) -> None:
    songs = make_songs(tmp_path / "music", a="1", b="2")
    scan(songs, index, ear, "v1")
    assert scan(songs, index, ear, "v2").added == tuple(songs)
    assert scan(songs, index, ear, "v2").n_current == 2


def test_song_that_changes_while_it_is_listened_to_is_heard_again(
    tmp_path: Path, index: LibraryIndex, ear: FakeEar
) -> None:
    (song,) = make_songs(tmp_path / "music", a="1")

    def changing(path: Path) -> tuple[LibraryEntry, np.ndarray]:
        heard = ear(path)
        path.write_text("222")
        return heard

    scan([song], index, changing, "v1")
    assert scan([song], index, ear, "v1").added == (song,)
    assert index.entries()[0].title == "Song 222"


def test_songs_that_fail_are_told_and_stop_nothing(
    tmp_path: Path, index: LibraryIndex, ear: FakeEar
) -> None:
    songs = make_songs(tmp_path / "music", a="1", b="noise", c="bug", d="4")
    gone = tmp_path / "gone.mp3"
    result = scan([gone, *songs], index, ear, "v1")
    assert result.added == (songs[0], songs[3])
    assert [failure.path for failure in result.failures] == [gone, songs[1], songs[2]]
    assert [failure.reason for failure in result.failures] == [
        f"“{gone}” could not be read: No such file or directory.",
        f"{songs[1]} is no audio.",
        "unexpected ZeroDivisionError: division by zero",
    ]
    ear.heard.clear()
    songs[1].write_text("2")
    assert scan(songs, index, ear, "v1").added == (songs[1],)
    assert ear.heard == ["b.mp3", "c.mp3"]


def test_progress_names_each_song_and_ends_at_one(
    tmp_path: Path, index: LibraryIndex, ear: FakeEar
) -> None:
    songs = make_songs(tmp_path / "music", a="1", b="noise")
    seen: list[ScanProgress] = []
    scan(songs, index, ear, "v1", seen.append)
    assert [progress.path for progress in seen] == [*songs, None]
    assert [progress.fraction for progress in seen] == [0.0, 0.5, 1.0]
    assert scan([], index, ear, "v1", seen.append).added == ()
    assert seen[-1].fraction == 1.0


def test_cancelling_keeps_what_was_done_and_the_next_scan_goes_on(
    tmp_path: Path, index: LibraryIndex, ear: FakeEar
) -> None:
    songs = make_songs(tmp_path / "music", a="1", b="2", c="3", d="4")

    def stop_at_third(progress: ScanProgress) -> None:
        if progress.n_done == 2:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        scan(songs, index, ear, "v1", stop_at_third)
    with LibraryIndex(index.path) as other:
        assert [entry.path for entry in other.entries()] == songs[:2]
    result = scan(songs, index, ear, "v1")
    assert (result.added, result.n_current) == (tuple(songs[2:]), 2)
    assert ear.heard == ["a.mp3", "b.mp3", "c.mp3", "d.mp3"]


def test_listening_itself_can_be_cancelled(
    tmp_path: Path, index: LibraryIndex, ear: FakeEar
) -> None:
    songs = make_songs(tmp_path / "music", a="1", b="stop", c="3")
    with pytest.raises(CancelledError):
        scan(songs, index, ear, "v1")
    assert [entry.path for entry in index.entries()] == songs[:1]


@pytest.mark.skipif(sys.platform != "linux", reason="such names exist on Linux only")
def test_song_whose_name_is_no_text_is_scanned(
    tmp_path: Path, index: LibraryIndex, ear: FakeEar
) -> None:
    folder = tmp_path / os.fsdecode(b"m\xfcsic")
    folder.mkdir()
    path = folder / os.fsdecode(b"\xe9.mp3")
    path.write_text("3")
    songs = find_songs([tmp_path])
    assert scan(songs, index, ear, "v1").added == (path,)
    assert scan(songs, index, ear, "v1").n_current == 1


def test_drums_are_heard_of_songs_that_are_held_without(
    index: LibraryIndex, ear: FakeEar, tmp_path: Path
) -> None:
    paths = make_songs(tmp_path / "songs", a="1", b="2", c="noise", d="3")
    scan(paths, index, ear, "v1")
    index.add_score(paths[1], ScoreFacts("3/4", (), 1.0))
    asked: list[str] = []
    told: list[ScanProgress] = []

    def transcribe(path: Path) -> Transcription:
        asked.append(path.stem)
        if path.stem == "d":
            raise NotAudioError("no sound")
        return revise(toy_analysis(rock_peaks()), Corrections())

    result = scan_drums(paths, index, transcribe, told.append)
    assert asked == ["a", "d"]
    assert result.added == (paths[0],)
    assert result.n_current == 1
    assert [failure.path for failure in result.failures] == [paths[3]]
    assert all(progress.is_of_drums and progress.n_songs == 3 for progress in told)
    entry = index.entry(paths[0])
    assert entry is not None and entry.time_signature == "4/4" and entry.drums
    assert scan_drums(paths[:3], index, transcribe).added == ()
