"""A library's file: where it lies, and that no other or damaged file is ever replaced."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import LibraryError
from core.library import index as index_module
from core.library.index import LibraryIndex, default_library_path
from tests.core.library.made_songs import STAMP, fill, made_entry, made_vectors, vector


def refused(path: Path) -> str:
    """The message with which a file is refused, after which it is as it was before."""
    before = path.read_bytes()
    with pytest.raises(LibraryError) as caught, LibraryIndex(path) as index:
        index.entries()
    assert path.read_bytes() == before
    assert path.name in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "content", [b"no database at all, but a text of some length", b"\0" * 9999]
)
def test_file_of_another_kind_is_refused_and_left_alone(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "music.txt"
    path.write_bytes(content)
    assert "not a library" in refused(path)


def test_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "browser.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE songs (path TEXT)")
    assert "not a library" in refused(path)


def test_library_of_a_newer_melody_is_refused_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.sqlite"
    with monkeypatch.context() as patch:
        patch.setattr(index_module, "VERSION", index_module.VERSION + 1)
        LibraryIndex(path).close()
    assert "newer Melody" in refused(path)


def test_library_of_an_older_melody_is_emptied_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.sqlite"
    with LibraryIndex(path) as index:
        index.put(made_entry(tmp_path / "a.mp3"), vector(), STAMP)
    monkeypatch.setattr(index_module, "VERSION", index_module.VERSION + 1)
    with LibraryIndex(path) as index:
        assert index.was_rebuilt
        assert index.entries() == []
        index.put(made_entry(tmp_path / "a.mp3"), vector(), STAMP)
    with LibraryIndex(path) as index:
        assert not index.was_rebuilt
        assert len(index) == 1


@pytest.mark.parametrize("where", [0.2, 0.5, 0.8])
def test_damaged_library_is_refused_and_left_alone(where: float, tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with LibraryIndex(path) as index:
        fill(index, tmp_path, made_vectors(200))
    content = bytearray(path.read_bytes())
    start = int(where * len(content)) // 4096 * 4096
    content[start : start + 4096] = os.urandom(4096)
    path.write_bytes(content)
    assert "damaged" in refused(path)


def test_library_that_is_cut_off_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with LibraryIndex(path) as index:
        fill(index, tmp_path, made_vectors(200))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "damaged" in refused(path)


def test_row_that_holds_nonsense_is_told_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with LibraryIndex(path) as index:
        index.put(made_entry(tmp_path / "a.mp3"), vector(), STAMP)
        with closing(sqlite3.connect(path)) as other:
            other.execute("UPDATE songs SET labels = '{'")
            other.commit()
        with pytest.raises(LibraryError, match="damaged"):
            index.entries()


def test_folder_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="is a folder"):
        LibraryIndex(tmp_path)


def test_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LibraryError, match="cannot be made"):
        LibraryIndex(tmp_path / "file" / "library.sqlite")


def test_default_place_is_that_of_the_window() -> None:
    pytest.importorskip("PySide6.QtCore")
    program = (
        "from PySide6.QtCore import QCoreApplication, QStandardPaths\n"
        "QCoreApplication.setOrganizationName('Melody')\n"
        "QCoreApplication.setApplicationName('Melody')\n"
        "place = QStandardPaths.StandardLocation.AppDataLocation\n"
        "print(QStandardPaths.writableLocation(place))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert default_library_path().parent == Path(done.stdout.strip())


@pytest.mark.skipif(sys.platform != "linux", reason="XDG is Linux's")
@pytest.mark.parametrize("value", ["", "relative"])
def test_default_place_passes_over_a_folder_that_is_none(
    value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", value)
    assert default_library_path().is_relative_to(tmp_path / ".local" / "share")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert default_library_path().is_relative_to(tmp_path / "data")
