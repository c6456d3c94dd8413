"""FMA, small and medium (Defferrard et al. 2017): clips of 30 s with one top genre each.

    fma_metadata/tracks.csv    two header rows and one that names the index, then a row a track:
                               number, (set, split), (set, subset), (track, genre_top), (artist, id)
    fma_small/000/000002.mp3   8,000 clips of 8 genres, as many of each
    fma_medium/000/000002.mp3  25,000 clips of 16 genres, those of small among them

The dataset's own split keeps artists apart. What to use is told by which folder is there; medium
if both are. Some clips are published damaged or shorter than a second: files of a few hundred
bytes, which are left out.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from core.errors import DatasetError
from core.training.tags.datasets.tables import open_table
from core.training.tags.datasets.tagged import (
    TEST,
    TRAIN,
    VALIDATION,
    TaggedDataset,
    TaggedSong,
    missing_warnings,
    tagged_dataset,
)

_TABLES = ("fma_metadata/tracks.csv", "tracks.csv")
# Each subset holds the smaller ones.
_SUBSETS = MappingProxyType(
    {"fma_medium": frozenset({"small", "medium"}), "fma_small": frozenset({"small"})}
)
_SPLITS = MappingProxyType({"training": TRAIN, "validation": VALIDATION, "test": TEST})
_GENRE, _SPLIT, _SUBSET = ("track", "genre_top"), ("set", "split"), ("set", "subset")
_ARTIST = ("artist", "id")
_N_HEADER_ROWS = 3


def list_fma(folder: Path) -> TaggedDataset:
    """The clips of FMA medium, or small where only that is there."""
    table = next((folder / name for name in _TABLES if (folder / name).is_file()), None)
    clips = next((folder / name for name in _SUBSETS if (folder / name).is_dir()), None)
    if table is None or clips is None:
        missing = " and ".join(
            name
            for name, is_there in (
                ("fma_metadata/tracks.csv", table is not None),
                ("a folder fma_small or fma_medium", clips is not None),
            )
            if not is_there
        )
        raise DatasetError(f"{folder} is not laid out like FMA: it lacks {missing}.")
    listed = tuple(_songs(table, clips))
    songs = [song for song in listed if song.path.is_file()]
    return tagged_dataset(
        songs,
        is_multi_label=False,
        warnings=missing_warnings(len(listed), len(songs)),
        about=f"FMA in {folder}",
    )


def _songs(table: Path, clips: Path) -> Iterator[TaggedSong]:
    subsets = _SUBSETS[clips.name]
    with open_table(table, "FMA") as lines:
        rows = csv.reader(lines)
        top, second, _ = (next(rows, []) for _ in range(_N_HEADER_ROWS))
        columns = {pair: n for n, pair in enumerate(zip(top, second, strict=False))}
        wanted = (_GENRE, _SPLIT, _SUBSET, _ARTIST)
        if lacking := [" ".join(pair) for pair in wanted if pair not in columns]:
            raise DatasetError(
                f"{table} is not FMA's table with two header rows: it lacks {', '.join(lacking)}."
            )
        genre, split, subset, artist = (columns[pair] for pair in wanted)
        for number, row in enumerate(rows, start=_N_HEADER_ROWS + 1):
            if len(row) != len(top):
                raise DatasetError(f"{table}, row {number}: {len(row)} fields, not {len(top)}.")
            if row[subset] in subsets and row[genre]:
                yield TaggedSong(
                    _clip(clips, row[0], table, number),
                    frozenset({row[genre]}),
                    row[artist],
                    _SPLITS.get(row[split], row[split]),
                )


def _clip(clips: Path, track: str, table: Path, number: int) -> Path:
    if not track.isdecimal():
        raise DatasetError(f"{table}, row {number}: “{track}” is no track's number.")
    name = f"{int(track):06d}"
    return clips / name[:3] / f"{name}.mp3"
