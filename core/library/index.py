"""A library on disk: its songs and their vectors in one SQLite file; docs/library.md tells more.

All that it holds can be made again from the songs, at the price of hearing them again: so a file
that is damaged, newer or another program's is refused and left as it is, never replaced.
"""

import contextlib
import os
import sqlite3
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import LibraryError
from core.library.entry import LibraryEntry, ScoreFacts, library_path
from core.library.failures import damaged, told
from core.library.rows import ENTRY_COLUMNS, entry_in, key_of, path_of, row_of

# Written into the file, so that no other program's database is taken for a library ("Mldy").
APPLICATION_ID = 0x4D6C6479
# Raised whenever the tables change: libraries of an older version are emptied and filled anew.
VERSION = 1
FILE_NAME = "library.sqlite"

_BUSY_SECONDS = 30.0
# The labels, by far the longest, stand last: SQLite reads a row up to the columns asked for.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS songs (
    path BLOB PRIMARY KEY,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    weights TEXT NOT NULL,
    title TEXT NOT NULL,
    artist TEXT NOT NULL,
    duration REAL NOT NULL,
    tempo_bpm REAL,
    tempo_probability REAL,
    highlight_start REAL,
    highlight_end REAL,
    time_signature TEXT,
    drums TEXT,
    difficulty REAL,
    vector BLOB NOT NULL,
    labels TEXT NOT NULL
)
"""
# What a transcription told of a file stays known when the same file is only heard anew.
_PUT = f"""
INSERT INTO songs ({ENTRY_COLUMNS}, size, modified_ns, weights, vector)
VALUES ({", ".join("?" * 16)})
ON CONFLICT (path) DO UPDATE SET
    title = excluded.title, artist = excluded.artist, duration = excluded.duration,
    labels = excluded.labels,
    tempo_bpm = CASE WHEN {{keeps}} AND difficulty IS NOT NULL
        THEN tempo_bpm ELSE excluded.tempo_bpm END,
    tempo_probability = CASE WHEN {{keeps}} AND difficulty IS NOT NULL
        THEN tempo_probability ELSE excluded.tempo_probability END,
    highlight_start = excluded.highlight_start, highlight_end = excluded.highlight_end,
    time_signature = CASE WHEN {{keeps}} THEN time_signature ELSE excluded.time_signature END,
    drums = CASE WHEN {{keeps}} THEN drums ELSE excluded.drums END,
    difficulty = CASE WHEN {{keeps}} THEN difficulty ELSE excluded.difficulty END,
    size = excluded.size, modified_ns = excluded.modified_ns,
    weights = excluded.weights, vector = excluded.vector
""".format(
    keeps="excluded.difficulty IS NULL AND size = excluded.size"
    " AND modified_ns = excluded.modified_ns"
)  # fmt: skip


@dataclass(frozen=True)
class Stamp:
    """What an entry was made from: the file's size in bytes and time of change, the weights."""

    size: int
    modified_ns: int
    weights: str

    @classmethod
    def of(cls, path: Path, weights: str) -> "Stamp":
        """The stamp of a file as it is now, heard by these weights; raises `OSError`."""
        status = path.stat()
        return cls(status.st_size, status.st_mtime_ns, weights)


@dataclass(frozen=True)
class SimilarSong:
    """A song, and the cosine of the angle between its vector and another's: 1 for the same."""

    entry: LibraryEntry
    likeness: float


def default_library_path() -> Path:
    """Where the user's own library lies: the same place for the window and the command line."""
    return _data_folder() / "Melody" / "Melody" / FILE_NAME


def _data_folder() -> Path:
    """The folder that the system sets apart for the data of programs."""
    if sys.platform == "win32":
        roaming = os.environ.get("APPDATA")
        return Path(roaming) if roaming else Path.home() / "AppData" / "Roaming"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    chosen = os.environ.get("XDG_DATA_HOME", "")
    return Path(chosen) if Path(chosen).is_absolute() else Path.home() / ".local" / "share"


class LibraryIndex:
    """A library's file, opened; made, with its folder, where there is none.

    For one thread: each opens an index of its own on the same file, and may read while another
    writes. `was_rebuilt` is True if the file was of an older version and had to be emptied. All
    methods raise `LibraryError` where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.was_rebuilt = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or error
            raise LibraryError(f"“{path}” cannot be made: {reason}.") from error
        with self._telling():
            self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            with self._telling():
                self._open()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "LibraryIndex":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __len__(self) -> int:
        with self._telling():
            (count,) = self._connection.execute("SELECT count(*) FROM songs").fetchone()
        return int(count)

    def put(self, entry: LibraryEntry, embedding: ArrayLike, stamp: Stamp) -> None:
        """Add a song, or replace what was known of it; it is on the disk when this returns.

        `embedding (n_dimensions,)` is its vector, of any length. An entry without facts of a
        score keeps those that are stored, if the file is still the same.
        """
        vector = _unit(embedding)
        with self._telling():
            self._connection.execute(
                _PUT,
                (*row_of(entry), stamp.size, stamp.modified_ns, stamp.weights, vector.tobytes()),
            )

    def add_score(self, path: Path, facts: ScoreFacts) -> bool:
        """Add what a transcription tells of a song; False if the library does not hold it."""
        with self._telling():
            cursor = self._connection.execute(
                "UPDATE songs SET time_signature = ?, drums = ?, difficulty = ? WHERE path = ?",
                (facts.time_signature, " ".join(facts.drums), facts.difficulty, key_of(path)),
            )
            if facts.tempo is not None:
                self._connection.execute(
                    "UPDATE songs SET tempo_bpm = ?, tempo_probability = 1.0 WHERE path = ?",
                    (facts.tempo, key_of(path)),
                )
        return cursor.rowcount > 0

    def entries(self) -> list[LibraryEntry]:
        """All songs, sorted by path."""
        with self._telling():
            rows = self._connection.execute(f"SELECT {ENTRY_COLUMNS} FROM songs ORDER BY path")
            return [entry_in(row) for row in rows]

    def entry(self, path: Path) -> LibraryEntry | None:
        """The entry of the song at `path`, None if the library does not hold it."""
        with self._telling():
            row = self._connection.execute(
                f"SELECT {ENTRY_COLUMNS} FROM songs WHERE path = ?", (key_of(path),)
            ).fetchone()
            return entry_in(row) if row else None

    def embedding(self, path: Path) -> NDArray[np.float32] | None:
        """The vector `(n_dimensions,)` of the song at `path`, of length 1; None if not held."""
        with self._telling():
            row = self._connection.execute(
                "SELECT vector FROM songs WHERE path = ?", (key_of(path),)
            ).fetchone()
        return np.frombuffer(row[0], dtype="<f4").astype(np.float32) if row else None

    def weights(self, path: Path) -> str | None:
        """The version of the weights that the song at `path` was heard by; None if not held."""
        with self._telling():
            row = self._connection.execute(
                "SELECT weights FROM songs WHERE path = ?", (key_of(path),)
            ).fetchone()
        return str(row[0]) if row else None

    def remove(self, path: Path) -> bool:
        """Forget a song; False if the library did not hold it."""
        with self._telling():
            cursor = self._connection.execute("DELETE FROM songs WHERE path = ?", (key_of(path),))
        return cursor.rowcount > 0

    def forget_missing(self, folders: Iterable[Path] | None = None) -> list[Path]:
        """Forget songs whose file is gone, in these folders or everywhere; returns their paths.

        Files on a disk that is not there now count as gone.
        """
        within = None if folders is None else [library_path(folder) for folder in folders]
        missing = [
            path
            for path in self._paths()
            if (within is None or any(path.is_relative_to(folder) for folder in within))
            and not path.is_file()
        ]
        with self._telling():
            self._connection.execute("BEGIN IMMEDIATE")
            with self._transaction():
                self._connection.executemany(
                    "DELETE FROM songs WHERE path = ?", [(key_of(path),) for path in missing]
                )
        return missing

    def is_current(self, path: Path, stamp: Stamp) -> bool:
        """True if what is known of the song was made from just this file by these weights."""
        with self._telling():
            row = self._connection.execute(
                "SELECT size, modified_ns, weights FROM songs WHERE path = ?", (key_of(path),)
            ).fetchone()
        return row is not None and Stamp(*row) == stamp

    def similar(
        self,
        embedding: ArrayLike,
        n: int,
        *,
        without: Path | None = None,
        among: Collection[Path] | None = None,
        weights: str | None = None,
    ) -> list[SimilarSong]:
        """The `n` songs most like a vector `(n_dimensions,)`, the likest first; ties by path.

        `without` names a song to leave out, `among` those to choose from. Vectors of different
        weights cannot be compared: `weights` leaves only those of one version.
        """
        wanted = _unit(embedding)
        names, matrix = self._vectors(len(wanted), weights)
        likeness = matrix @ wanted
        allowed = self._allowed(names, without, among)
        likeness, names = likeness[allowed], [names[place] for place in allowed]
        # Sorted by path already, so that a stable sort keeps that order among equals.
        best = np.argsort(-likeness, kind="stable")[: max(n, 0)]
        found = []
        for place in best:
            entry = self.entry(path_of(names[place]))
            if entry is not None:  # forgotten meanwhile by another thread
                found.append(SimilarSong(entry, float(np.clip(likeness[place], -1, 1))))
        return found

    def _allowed(
        self, names: Sequence[bytes], without: Path | None, among: Collection[Path] | None
    ) -> NDArray[np.intp]:
        left_out = None if without is None else key_of(without)
        wanted = None if among is None else {key_of(path) for path in among}
        return np.array(
            [
                place
                for place, name in enumerate(names)
                if name != left_out and (wanted is None or name in wanted)
            ],
            dtype=np.intp,
        )

    def _vectors(
        self, n_dimensions: int, weights: str | None
    ) -> tuple[list[bytes], NDArray[np.float32]]:
        """Paths, sorted, and vectors `(n_songs, n_dimensions)`, of those with so many numbers."""
        with self._telling():
            rows = self._connection.execute(
                "SELECT path, vector FROM songs WHERE length(vector) = ?"
                " AND (? IS NULL OR weights = ?) ORDER BY path",
                (4 * n_dimensions, weights, weights),
            ).fetchall()
        joined = b"".join(vector for _, vector in rows)
        matrix = np.frombuffer(joined, dtype="<f4").reshape(len(rows), n_dimensions)
        return [name for name, _ in rows], matrix

    def _paths(self) -> list[Path]:
        with self._telling():
            rows = self._connection.execute("SELECT path FROM songs ORDER BY path").fetchall()
        return [path_of(name) for (name,) in rows]

    def _open(self) -> None:
        """Check whose file it is before a byte of it is changed; then make what is missing."""
        version = self._version()
        if version == VERSION and self._value("PRAGMA quick_check(1)") != "ok":
            raise damaged(self.path)
        self._value("PRAGMA journal_mode = WAL")
        # A lost last song after a power cut is heard again; waiting for the disk is slow.
        self._connection.execute("PRAGMA synchronous = NORMAL")
        if version == VERSION:
            return
        self._connection.execute("BEGIN IMMEDIATE")
        with self._transaction():
            # Another thread may have been quicker.
            version = self._version()
            if version < VERSION:
                self.was_rebuilt = version > 0
                self._connection.execute("DROP TABLE IF EXISTS songs")
                self._connection.execute(_SCHEMA)
                self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                self._connection.execute(f"PRAGMA user_version = {VERSION}")

    def _version(self) -> int:
        """The version of the file, 0 for a new one; raises `LibraryError` for others' files."""
        # As they are at one moment: another thread may be making the library just now.
        is_alone = not self._connection.in_transaction
        if is_alone:
            self._connection.execute("BEGIN")
        try:
            version = int(self._value("PRAGMA user_version"))
            owner = int(self._value("PRAGMA application_id"))
            n_tables = int(self._value("SELECT count(*) FROM sqlite_master"))
        finally:
            if is_alone:
                self._connection.execute("COMMIT")
        if (version, owner, n_tables) == (0, 0, 0):
            return 0
        if owner != APPLICATION_ID:
            raise LibraryError(f"“{self.path}” is a database, but not a library of Melody.")
        if version > VERSION:
            raise LibraryError(
                f"“{self.path}” was made by a newer Melody. Update Melody to use it."
            )
        if version == VERSION and not n_tables:
            raise damaged(self.path)
        return version

    def _value(self, query: str) -> Any:
        return self._connection.execute(query).fetchone()[0]

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing of what was begun."""
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        """Failures of the database in the user's words; misuse of it stays what it is."""
        try:
            yield
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.Error as error:
            raise told(error, self.path) from error
        except (ValueError, TypeError, KeyError) as error:  # a row that holds nonsense
            raise damaged(self.path) from error


def _unit(embedding: ArrayLike) -> NDArray[np.float32]:
    """The vector `(n_dimensions,)` scaled to length 1; one of zeros stays so."""
    vector = np.asarray(embedding, dtype=np.float64)
    if vector.ndim != 1 or not len(vector) or not np.isfinite(vector).all():
        raise LibraryError("A song's vector must be a row of numbers.")
    length = float(np.linalg.norm(vector))
    return (vector / length if length > 0 else vector).astype("<f4")
