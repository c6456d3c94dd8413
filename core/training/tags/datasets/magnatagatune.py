"""MagnaTagATune (Law et al. 2009): 25,863 clips of 29 s with 188 tags that players agreed on.

    annotations_final.csv   tab-separated: "clip_id", a column of 0 and 1 a tag, "mp3_path"
    clip_info_final.csv     tab-separated, with "clip_id" and "artist"
    0/ 1/ ... f/            the clips, as mp3_path names them; they may also lie in mp3/ or mp3s/

Of the tags the 50 that most clips have are used, and clips that have none of them left out, as is
usual. Synonyms ("no vocals", "no voice") stay classes of their own, as in published figures;
`TaggedDataset.merged` makes them one. The usual split goes by folder: 0 to b are for training, c
for validation, d to f for the test. Albums keep to a folder, artists mostly do.
Three clips are published as empty files.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

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

_ANNOTATIONS, _INFO = "annotations_final.csv", "clip_info_final.csv"
_N_TAGS = 50
_CLIP_FOLDERS = ("", "mp3", "mp3s", "audio")
_SPLIT_OF_FOLDER = {
    **dict.fromkeys("0123456789ab", TRAIN),
    "c": VALIDATION,
    **dict.fromkeys("def", TEST),
}


def list_magnatagatune(folder: Path) -> TaggedDataset:
    """The clips of MagnaTagATune with their tags among the 50 most frequent."""
    table = folder / _ANNOTATIONS
    rows = tuple(_annotations(table))
    counts = Counter(tag for _, tags in rows for tag in tags)
    kept_tags = frozenset(tag for tag, _ in counts.most_common(_N_TAGS))
    tagged = [(row, tags & kept_tags) for row, tags in rows if tags & kept_tags]
    artists = _artists(folder / _INFO)
    root = _clip_folder(folder, [row["mp3_path"] for row, _ in tagged])
    songs = [
        TaggedSong(
            root / row["mp3_path"],
            tags,
            artists.get(row["clip_id"], ""),
            _split(row["mp3_path"], table),
        )
        for row, tags in tagged
        if (root / row["mp3_path"]).is_file()
    ]
    return tagged_dataset(
        songs,
        is_multi_label=True,
        warnings=missing_warnings(len(tagged), len(songs)),
        about=f"MagnaTagATune in {folder}",
    )


def _annotations(table: Path) -> Iterator[tuple[dict[str, str], frozenset[str]]]:
    """Each clip's row with the tags it has; clips without a file are left out."""
    with open_table(table, "MagnaTagATune", delimiter="\t") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        names = rows.fieldnames or ()
        if "clip_id" not in names or "mp3_path" not in names:
            raise DatasetError(f"{table} has no columns clip_id and mp3_path, tab-separated.")
        tags = [name for name in names if name not in ("clip_id", "mp3_path")]
        for row in rows:
            if row["mp3_path"]:
                yield row, frozenset(tag for tag in tags if row[tag] == "1")


def _artists(table: Path) -> dict[str, str]:
    with open_table(table, "MagnaTagATune", delimiter="\t") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        if not {"clip_id", "artist"} <= set(rows.fieldnames or ()):
            raise DatasetError(f"{table} has no columns clip_id and artist, tab-separated.")
        return {row["clip_id"]: row["artist"] or "" for row in rows}


def _split(mp3_path: str, table: Path) -> str:
    name = mp3_path.partition("/")[0]
    if name not in _SPLIT_OF_FOLDER:
        raise DatasetError(f"{table}: “{mp3_path}” lies in none of the folders 0 to f.")
    return _SPLIT_OF_FOLDER[name]


def _clip_folder(folder: Path, paths: list[str]) -> Path:
    """The folder below which the clips lie."""
    for name in _CLIP_FOLDERS:
        if any((folder / name / path).is_file() for path in paths):
            return folder / name
    return folder
