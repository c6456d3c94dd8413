"""A folder of labelled clips: what people said of them, to measure vectors and tags against.

`songs.csv` names for each clip its `file` (relative to the folder), `genre` and `artist_id`; every
other column of numbers, `n_raters` apart, is the clip's mean rating by listeners. "amazement" is
not used: listeners hardly agree on it (split-half correlation .16 on Emotify, Aljanaki et al.
2016, whose layout this is).
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import DatasetError

_TABLE = "songs.csv"
_FILE, _GENRE, _ARTIST = "file", "genre", "artist_id"
_UNUSED = (_FILE, _GENRE, _ARTIST, "n_raters", "amazement")


@dataclass(frozen=True)
class LabelledClips:
    """Clips in the table's order: genre and artist of each, `ratings (n_clips, n_emotions)`."""

    paths: tuple[Path, ...]
    genres: tuple[str, ...]
    artists: tuple[str, ...]
    emotions: tuple[str, ...]
    ratings: NDArray[np.float64]

    @property
    def classes(self) -> tuple[str, ...]:
        """The genres that clips have, sorted."""
        return tuple(sorted(set(self.genres)))


def load_labelled_clips(folder: Path) -> LabelledClips:
    """The clips of a folder; raises `DatasetError` if its table or one of its files is missing."""
    table = folder / _TABLE
    try:
        with table.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines)
            names = tuple(reader.fieldnames or ())
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise DatasetError(f"{table} can't be read: {reason}.") from error
    if lacking := [name for name in (_FILE, _GENRE, _ARTIST) if name not in names]:
        raise DatasetError(f"{table} has no column {', '.join(lacking)}.")
    if not rows:
        raise DatasetError(f"{table} names no clip.")
    emotions = tuple(name for name in names if name not in _UNUSED)
    try:
        ratings = [[float(row[name]) for name in emotions] for row in rows]
    except (TypeError, ValueError) as error:
        raise DatasetError(f"{table} holds a rating that is no number: {error}") from error
    paths = tuple(folder / row[_FILE] for row in rows)
    if missing := [path.name for path in paths if not path.is_file()]:
        raise DatasetError(
            f"{len(missing)} of {len(paths)} clips that {table} names are not there, such as"
            f" {missing[0]}."
        )
    return LabelledClips(
        paths,
        tuple(row[_GENRE] for row in rows),
        tuple(row[_ARTIST] for row in rows),
        emotions,
        np.array(ratings, dtype=np.float64).reshape(len(rows), len(emotions)),
    )
