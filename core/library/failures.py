"""What can go wrong with a library's file, in the user's words."""

import sqlite3
from pathlib import Path

from core.errors import LibraryError

_NO_WRITING = "cannot be opened for writing: may you write in its folder?"
_IN_USE = "is being written by another program. Try again later."
# By SQLite's kinds of failure; the sentences begin with the file's name.
_REASONS = {
    sqlite3.SQLITE_NOTADB: "is not a library of Melody, or it is damaged. It was left as it is.",
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_FULL: "could not be written: the disk is full.",
    sqlite3.SQLITE_CANTOPEN: _NO_WRITING,
    sqlite3.SQLITE_READONLY: _NO_WRITING,
    sqlite3.SQLITE_PERM: _NO_WRITING,
}


def told(error: sqlite3.Error, path: Path) -> LibraryError:
    """What went wrong with the database at `path`, in the user's words."""
    if path.is_dir():
        return LibraryError(f"“{path}” is a folder, not the file of a library.")
    # The lowest byte tells the kind, the rest details.
    kind = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if kind == sqlite3.SQLITE_CORRUPT:
        return damaged(path)
    reason = _REASONS.get(kind, f"could not be used as a library: {error}.")
    return LibraryError(f"“{path}” {reason}")


def damaged(path: Path) -> LibraryError:
    """The file at `path` holds what no library can hold."""
    return LibraryError(
        f"The library “{path}” is damaged. It was left as it is: move it away and look through"
        " your folders again to make a new one."
    )
