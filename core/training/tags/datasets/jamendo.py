"""MTG-Jamendo (Bogdanov et al. 2019): 55,000 whole songs with genres, instruments and moods.

    data/autotagging.tsv                        all tags; also _genre, _instrument, _moodtheme
                                                and _top50tags after "autotagging"
    data/splits/split-0/autotagging-train.tsv   the same rows, split by artist; -validation, -test
    14/214.mp3                                  the songs, as PATH names them; 14/214.low.mp3 in
                                                the smaller edition

Rows are tab-separated: TRACK_ID, ARTIST_ID, ALBUM_ID, PATH, DURATION, and one tag or more, each in
a field of its own, such as genre---rock, mood/theme---happy, instrument---guitar. Of the five
splits the first is used, which is usual for comparing. The songs may lie in the folder itself or
in audio/, songs/, raw_30s/audio/ or audio-low/.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
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

_SPLIT_FOLDERS = ("data/splits/split-0", "splits/split-0")
_SONG_FOLDERS = ("", "audio", "songs", "raw_30s/audio", "audio-low", "raw_30s/audio-low")
_SPLITS = (TRAIN, VALIDATION, TEST)
_COLUMNS = ("TRACK_ID", "ARTIST_ID", "ALBUM_ID", "PATH", "DURATION", "TAGS")


def list_jamendo(folder: Path, subset: str = "autotagging") -> TaggedDataset:
    """The songs of one of the dataset's sets of tags, in its first split."""
    tables = folder / next((s for s in _SPLIT_FOLDERS if (folder / s).is_dir()), _SPLIT_FOLDERS[0])
    rows = [(split, row) for split in _SPLITS for row in _rows(tables / f"{subset}-{split}.tsv")]
    songs = []
    for split, (artist, path, tags) in rows:
        if song := _find(folder, path):
            songs.append(TaggedSong(song, frozenset(tags), artist, split))
    return tagged_dataset(
        songs,
        is_multi_label=True,
        warnings=missing_warnings(len(rows), len(songs)),
        about=f"MTG-Jamendo in {folder}",
    )


JAMENDO_SUBSETS: Mapping[str, Callable[[Path], TaggedDataset]] = MappingProxyType(
    {
        "jamendo": list_jamendo,
        **{
            f"jamendo-{name}": partial(list_jamendo, subset=f"autotagging_{name}")
            for name in ("genre", "instrument", "moodtheme", "top50tags")
        },
    }
)


def _rows(table: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Artist, path and tags of each song."""
    with open_table(table, "MTG-Jamendo", delimiter="\t") as lines:
        header = tuple(next(lines, "").rstrip("\r\n").split("\t"))
        if header != _COLUMNS:
            raise DatasetError(f"{table} does not begin with {', '.join(_COLUMNS)}, tab-separated.")
        for number, line in enumerate(lines, start=2):
            fields = line.rstrip("\r\n").split("\t")
            if len(fields) < len(_COLUMNS):
                raise DatasetError(f"{table}, line {number}: {len(fields)} fields, not 6 or more.")
            yield fields[1], fields[3], tuple(filter(None, fields[5:]))


def _find(folder: Path, path: str) -> Path | None:
    """The song at `path`, whole or in the smaller edition."""
    low = path.removesuffix(".mp3") + ".low.mp3"
    places = (folder / inner / name for inner in _SONG_FOLDERS for name in (path, low))
    return next((place for place in places if place.is_file()), None)
