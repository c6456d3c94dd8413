"""The library's file: what is put in comes out, ranked by likeness; bad files are left alone."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import LibraryError
from core.library import index as index_module
from core.library.entry import LibraryEntry, ScoreFacts, with_score
from core.library.index import LibraryIndex, SimilarSong
from tests.core.library.made_songs import (
    N_DIMENSIONS,
    STAMP,
    fill,
    made_entry,
    made_vectors,
    vector,
)

FACTS = ScoreFacts("7/8", ("kick", "snare", "ride_bell"), 3.25, 118.5)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[LibraryIndex]:
    with LibraryIndex(tmp_path / "new" / "library.sqlite") as index:
        yield index


def plainly_ranked(vectors: np.ndarray, wanted: np.ndarray) -> tuple[list[int], np.ndarray]:
    """By cosines in double precision, one song at a time."""
    cosines = np.array(
        [
            np.dot(own.astype(float), wanted.astype(float))
            / (np.linalg.norm(own.astype(float)) * np.linalg.norm(wanted.astype(float)))
            for own in vectors
        ]
    )
    return sorted(range(len(vectors)), key=lambda place: -cosines[place]), cosines


def test_entry_comes_back_as_it_was_put(library: LibraryIndex, tmp_path: Path) -> None:
    bare = LibraryEntry(tmp_path / "bare.mp3", "", "", 61.5)
    full = with_score(made_entry(tmp_path / "full.mp3", 3), FACTS)
    silent = with_score(made_entry(tmp_path / "silent.mp3", 4), ScoreFacts(None, (), 1.0))
    for entry in (silent, full, bare):
        library.put(entry, vector(), STAMP)
    assert library.entries() == [bare, full, silent]
    assert library.entry(full.path) == full
    assert library.entry(tmp_path / "other.mp3") is None
    assert len(library) == 3
    assert silent.drums == ()
    assert bare.drums is None


def test_numbers_of_numpy_are_stored_as_numbers(library: LibraryIndex, tmp_path: Path) -> None:
    entry = made_entry(tmp_path / "a.mp3")
    labels = tuple(replace(o, probability=np.float32(o.probability)) for o in entry.genres)
    tempo = replace(entry.tempo, bpm=np.float32(90.5))
    library.put(replace(entry, genres=labels, tempo=tempo), vector(), STAMP)
    found = library.entry(entry.path)
    assert found is not None
    assert found.tempo == entry.tempo
    assert found.top_genre is not None and type(found.top_genre.probability) is float


def test_vector_comes_back_with_length_one(library: LibraryIndex, tmp_path: Path) -> None:
    library.put(made_entry(tmp_path / "a.mp3"), 7 * vector(), STAMP)
    found = library.embedding(tmp_path / "a.mp3")
    assert found is not None
    np.testing.assert_allclose(found, vector() / np.linalg.norm(vector()), atol=1e-6)
    assert library.embedding(tmp_path / "b.mp3") is None


@pytest.mark.parametrize("bad", [[], [[1.0, 2.0]], [1.0, float("nan")], [float("inf")], 3.0])
def test_vector_that_is_none_is_refused(bad: object, library: LibraryIndex, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="vector"):
        library.put(made_entry(tmp_path / "a.mp3"), bad, STAMP)  # type: ignore[arg-type]
    assert len(library) == 0


def test_thousands_of_songs_are_ranked_as_plain_numpy_ranks_them(
    library: LibraryIndex, tmp_path: Path
) -> None:
    vectors = made_vectors(3000)
    paths = fill(library, tmp_path, vectors)
    for seed in range(1, 6):
        wanted = 5 * vector(seed)
        order, cosines = plainly_ranked(vectors, wanted)
        found = library.similar(wanted, 50)
        assert [one.entry.path for one in found] == [paths[place] for place in order[:50]]
        np.testing.assert_allclose([one.likeness for one in found], cosines[order[:50]], atol=1e-6)


def test_song_is_its_own_likest_unless_it_is_left_out(
    library: LibraryIndex, tmp_path: Path
) -> None:
    vectors = made_vectors(20)
    paths = fill(library, tmp_path, vectors)
    first = library.similar(vectors[7], 1)[0]
    assert (first.entry.path, round(first.likeness, 6)) == (paths[7], 1.0)
    rest = library.similar(vectors[7], 100, without=paths[7])
    assert {one.entry.path for one in rest} == set(paths) - {paths[7]}


def test_equal_songs_stand_in_the_order_of_their_paths(
    library: LibraryIndex, tmp_path: Path
) -> None:
    paths = fill(library, tmp_path, np.ones((9, N_DIMENSIONS), dtype=np.float32))
    found = library.similar(np.ones(N_DIMENSIONS), 9)
    assert [one.entry.path for one in found] == paths


def test_ranking_keeps_to_the_songs_that_are_named(library: LibraryIndex, tmp_path: Path) -> None:
    vectors = made_vectors(30)
    paths = fill(library, tmp_path, vectors)
    among = [paths[3], paths[20], paths[11], tmp_path / "unknown.mp3"]
    found = library.similar(vector(9), 10, without=paths[20], among=among)
    assert {one.entry.path for one in found} == {paths[3], paths[11]}
    assert found[0].likeness >= found[1].likeness


def test_vectors_that_cannot_be_compared_are_left_out(
    library: LibraryIndex, tmp_path: Path
) -> None:
    library.put(made_entry(tmp_path / "long.mp3"), np.ones(N_DIMENSIONS + 1), STAMP)
    library.put(made_entry(tmp_path / "old.mp3"), vector(), replace(STAMP, weights="v0"))
    library.put(made_entry(tmp_path / "now.mp3"), vector(), STAMP)

    def names(found: list[SimilarSong]) -> list[str]:
        return [one.entry.path.name for one in found]

    assert names(library.similar(vector(), 9)) == ["now.mp3", "old.mp3"]
    assert names(library.similar(vector(), 9, weights="v1")) == ["now.mp3"]
    assert library.similar(vector(), 9, weights="v2") == []


def test_nothing_is_like_a_song_in_an_empty_library(library: LibraryIndex) -> None:
    assert library.similar(vector(), 5) == []
    assert library.entries() == []


def test_song_is_current_until_file_or_weights_change(
    library: LibraryIndex, tmp_path: Path
) -> None:
    path = tmp_path / "a.mp3"
    assert not library.is_current(path, STAMP)
    library.put(made_entry(path), vector(), STAMP)
    assert library.is_current(path, STAMP)
    for other in (
        replace(STAMP, size=999),
        replace(STAMP, modified_ns=STAMP.modified_ns + 1),
        replace(STAMP, weights="v2"),
    ):
        assert not library.is_current(path, other)


def test_facts_of_a_score_outlive_new_weights_but_no_other_file(
    library: LibraryIndex, tmp_path: Path
) -> None:
    heard = made_entry(tmp_path / "a.mp3")
    library.put(heard, vector(), STAMP)
    assert library.add_score(heard.path, FACTS)
    assert library.entry(heard.path) == with_score(heard, FACTS)
    anew = replace(heard, title="Heard by other weights")
    library.put(anew, vector(), replace(STAMP, weights="v2"))
    assert library.entry(heard.path) == with_score(anew, FACTS)
    library.put(heard, vector(), replace(STAMP, size=5))
    assert library.entry(heard.path) == heard


def test_new_facts_of_a_score_replace_old_ones(library: LibraryIndex, tmp_path: Path) -> None:
    entry = with_score(made_entry(tmp_path / "a.mp3"), FACTS)
    library.put(entry, vector(), STAMP)
    newer = with_score(entry, ScoreFacts("4/4", ("kick",), 1.5))
    library.put(newer, vector(), STAMP)
    assert library.entry(entry.path) == newer


def test_score_of_an_unknown_song_is_not_added(library: LibraryIndex, tmp_path: Path) -> None:
    assert not library.add_score(tmp_path / "a.mp3", FACTS)
    assert len(library) == 0


def test_one_song_is_removed(library: LibraryIndex, tmp_path: Path) -> None:
    paths = fill(library, tmp_path, made_vectors(3))
    assert library.remove(paths[1])
    assert not library.remove(paths[1])
    assert [entry.path for entry in library.entries()] == [paths[0], paths[2]]


def test_only_missing_songs_of_the_named_folders_are_forgotten(
    library: LibraryIndex, tmp_path: Path
) -> None:
    names = ("here/there.mp3", "here/gone.mp3", "here-too/gone.mp3", "far/gone.mp3")
    paths = [tmp_path / name for name in names]
    for path in paths:
        library.put(made_entry(path), vector(), STAMP)
    paths[0].parent.mkdir()
    paths[0].write_bytes(b"sound")
    assert library.forget_missing([tmp_path / "here"]) == [paths[1]]
    assert len(library) == 3
    assert library.forget_missing() == sorted(paths[2:])
    assert [entry.path for entry in library.entries()] == [paths[0]]


@pytest.mark.parametrize("spelling", ["{0}/x/../a.mp3", "{0}/./a.mp3", "{0}//a.mp3"])
def test_one_file_is_one_song_however_its_path_is_written(
    spelling: str, library: LibraryIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put(made_entry(tmp_path / "a.mp3"), vector(), STAMP)
    library.put(made_entry(Path(spelling.format(tmp_path))), vector(), STAMP)
    monkeypatch.chdir(tmp_path)
    assert library.entry(Path("a.mp3")) is not None
    assert [entry.path for entry in library.entries()] == [tmp_path / "a.mp3"]


@pytest.mark.parametrize(
    "name", ["Motörhead – 東京 🥁.mp3", 'it\'s "50%"; DROP TABLE songs.mp3', "line\nbreak.mp3"]
)
def test_any_name_of_a_file_is_kept(name: str, library: LibraryIndex, tmp_path: Path) -> None:
    entry = replace(made_entry(tmp_path / name), title=name, artist=name)
    library.put(entry, vector(), STAMP)
    assert library.entries() == [entry]
    assert library.similar(vector(), 1)[0].entry == entry


@pytest.mark.skipif(sys.platform != "linux", reason="such names exist on Linux only")
def test_names_that_are_no_text_are_kept_byte_by_byte(
    library: LibraryIndex, tmp_path: Path
) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9 \xff.mp3")
    path.write_bytes(b"sound")
    library.put(replace(made_entry(path), title=path.stem), vector(), STAMP)
    assert [entry.path for entry in library.entries()] == [path]
    assert library.entries()[0].path.read_bytes() == b"sound"
    assert library.is_current(path, STAMP)
    assert library.similar(vector(), 5, without=path) == []
    assert library.forget_missing() == []


def test_library_is_there_again_when_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with LibraryIndex(path) as index:
        index.put(made_entry(tmp_path / "a.mp3"), vector(), STAMP)
    with LibraryIndex(path) as index:
        assert index.entries() == [made_entry(tmp_path / "a.mp3")]
        assert not index.was_rebuilt
    assert [each.name for each in tmp_path.iterdir()] == ["library.sqlite"]


def test_song_is_on_the_disk_although_the_index_was_never_closed(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    program = (
        "import os\n"
        "from pathlib import Path\n"
        "from core.library.index import LibraryIndex, Stamp\n"
        "from tests.core.library.made_songs import made_entry, made_vectors\n"
        f"index = LibraryIndex(Path({str(path)!r}))\n"
        "index.put(made_entry(Path('/a.mp3')), made_vectors(1)[0], Stamp(1, 2, 'v'))\n"
        "os._exit(9)\n"
    )
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 9
    with LibraryIndex(path) as index:
        assert len(index) == 1


def test_one_thread_reads_and_ranks_while_another_writes(tmp_path: Path) -> None:
    path, n_songs = tmp_path / "library.sqlite", 150
    errors: list[BaseException] = []
    sizes: list[int] = []
    is_done = threading.Event()

    def write(first: int) -> None:
        try:
            with LibraryIndex(path) as index:
                for number in range(first, n_songs, 2):
                    index.put(made_entry(tmp_path / f"{number}.mp3", number), vector(number), STAMP)
        except BaseException as error:
            errors.append(error)

    def read() -> None:
        try:
            with LibraryIndex(path) as index:
                while not is_done.is_set():
                    sizes.append(len(index.similar(vector(), 1000)))
                    assert len(index.entries()) >= sizes[-1]
        except BaseException as error:
            errors.append(error)

    # All three open the new file at once.
    writers = [threading.Thread(target=write, args=(first,)) for first in (0, 1)]
    reader = threading.Thread(target=read)
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join()
    is_done.set()
    reader.join()
    assert errors == []
    assert sizes == sorted(sizes)
    with LibraryIndex(path) as index:
        assert len(index) == n_songs


def test_a_new_library_can_be_opened_by_several_at_once(tmp_path: Path) -> None:
    errors: list[BaseException] = []

    def open_it(path: Path) -> None:
        try:
            with LibraryIndex(path) as index:
                assert len(index) == 0
        except BaseException as error:
            errors.append(error)

    for number in range(100):
        path = tmp_path / f"{number}.sqlite"
        threads = [threading.Thread(target=open_it, args=(path,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert errors == []


def test_file_that_another_program_writes_is_told_as_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "_BUSY_SECONDS", 0.01)
    path = tmp_path / "library.sqlite"
    with LibraryIndex(path) as index, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryError, match="another program"):
            index.put(made_entry(tmp_path / "a.mp3"), vector(), STAMP)
        other.rollback()
        index.put(made_entry(tmp_path / "a.mp3"), vector(), STAMP)
