"""GTZAN (Tzanetakis & Cook 2002): 1,000 clips of 30 s, 100 of each of ten genres.

    genres/GENRE/GENRE.00000.wav   or .au; the folder is also published as genres_original
    train_filtered.txt             the fault-filtered split (Kereliuk, Sturm & Larsen 2015),
    valid_filtered.txt             443, 197 and 290 lines such as blues/blues.00029.wav: without
    test_filtered.txt              repeated clips, no artist in two of the lists
    GTZANindex.txt                 Sturm's index, a line a clip: blues.00000.wav :: artist :: title

Both the lists and the index are others' work on the dataset and are published apart from it; they
are looked for beside the clips. With the lists, clips that stand in none are left out. With only
the index, artists are shared out among the splits (repeated clips stay in). With neither, splits
are blocks of numbers, since clips of one artist often have neighbouring numbers: a warning tells
that artists are known to stand on both sides then, which raises accuracy by ten points and more
(Sturm 2013). `jazz.00054.wav` can't be read in the copies that go round; so it is left out.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from core.errors import DatasetError
from core.training.tags.datasets.tagged import (
    TEST,
    TRAIN,
    VALIDATION,
    TaggedDataset,
    TaggedSong,
    missing_warnings,
    split_by_artist,
    tagged_dataset,
)

_GENRES = (
    "blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock",
)  # fmt: skip
_CLIP_FOLDERS = ("genres", "genres_original", "")
_LISTS = MappingProxyType(
    {
        TRAIN: "train_filtered.txt",
        VALIDATION: "valid_filtered.txt",
        TEST: "test_filtered.txt",
    }
)
_INDEX = "GTZANindex.txt"
_ENDINGS = (".wav", ".au")
# Blocks of clip numbers where nothing better is known: half, a fifth, the rest.
_BLOCK_ENDS = ((50, TRAIN), (70, VALIDATION))


def list_gtzan(folder: Path) -> TaggedDataset:
    """The clips of GTZAN, fault-filtered if the lists lie beside them."""
    clips = _clips(folder)
    if not clips:
        raise DatasetError(
            f"{folder} is not laid out like GTZAN: it holds no genres/blues/blues.00000.wav."
        )
    artists = _artists(folder)
    splits, warnings = _splits(folder, clips, artists)
    songs = [
        TaggedSong(clips[stem], frozenset({_genre(stem)}), artists.get(stem, ""), split)
        for stem, split in splits.items()
        if stem in clips
    ]
    warnings = (*warnings, *missing_warnings(len(splits), len(songs)))
    about = f"GTZAN in {folder}"
    return tagged_dataset(songs, is_multi_label=False, warnings=warnings, about=about)


def _genre(stem: str) -> str:
    return stem.partition(".")[0]


def _clips(folder: Path) -> dict[str, Path]:
    """The path of each clip by its name without ending, such as "blues.00029"."""
    for name in _CLIP_FOLDERS:
        clips = {
            path.stem: path
            for genre in _GENRES
            for path in sorted((folder / name / genre).glob(f"{genre}.*"))
            if path.suffix.lower() in _ENDINGS
        }
        if clips:
            return clips
    return {}


def _splits(
    folder: Path, clips: Mapping[str, Path], artists: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The split of each clip by its name, and what is wrong with it."""
    lists = {split: path for split, name in _LISTS.items() if (path := _find(folder, name))}
    if lists:
        if len(lists) < len(_LISTS):
            raise DatasetError(
                f"{folder} holds only a part of GTZAN's fault-filtered split: all of"
                f" {', '.join(_LISTS.values())} are needed."
            )
        return _read_lists(lists), ()
    if artists:
        known = sorted(stem for stem in clips if stem in artists)
        places = split_by_artist([(_genre(stem), artists[stem]) for stem in known])
        return dict(zip(known, places, strict=True)), (
            f"GTZAN is split by the artists of {_INDEX}: figures are not those of the usual"
            " fault-filtered split, whose lists are not there.",
        )
    return {stem: _block(stem) for stem in clips}, (
        "GTZAN is split by the clips' numbers, since neither the lists of the fault-filtered split"
        f" ({', '.join(_LISTS.values())}) nor {_INDEX} is there: some artists stand on both sides,"
        " so accuracies come out ten points and more too high.",
    )


def _block(stem: str) -> str:
    number = stem.partition(".")[2]
    if not number.isdecimal():
        raise DatasetError(f"GTZAN has no clip “{stem}”: after the genre stands a number.")
    return next((split for end, split in _BLOCK_ENDS if int(number) < end), TEST)


def _read_lists(lists: Mapping[str, Path]) -> dict[str, str]:
    splits: dict[str, str] = {}
    for split, path in lists.items():
        for number, line in _lines(path):
            stem = re.sub(r"\.(wav|au)$", "", line.replace("\\", "/").rsplit("/", maxsplit=1)[-1])
            if _genre(stem) not in _GENRES:
                raise DatasetError(f"{path}, line {number}: “{line}” is no clip of GTZAN.")
            if splits.setdefault(stem, split) != split:
                raise DatasetError(f"{path}, line {number}: {stem} stands in two lists.")
    return splits


def _artists(folder: Path) -> dict[str, str]:
    """The artist of each clip that the index names."""
    path = _find(folder, _INDEX)
    if path is None:
        return {}
    artists = {}
    for _, line in _lines(path):
        fields = [field.strip() for field in re.split(r":{2,}", line)]
        stem = re.sub(r"\.(wav|au)$", "", fields[0])
        if len(fields) > 1 and fields[1] and _genre(stem) in _GENRES:
            artists[stem] = fields[1]
    if not artists:
        raise DatasetError(f"{path} names no artist: its lines are “clip :: artist :: title”.")
    return artists


def _find(folder: Path, name: str) -> Path | None:
    places = [folder / inner / name for inner in _CLIP_FOLDERS]
    return next((path for path in places if path.is_file()), None)


def _lines(path: Path) -> Sequence[tuple[int, str]]:
    """Number and text of each line that is not blank."""
    try:
        # Artists' names in older copies of the index are not UTF-8; only equality counts.
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise DatasetError(f"{path} can't be read: {error.strerror}.") from error
    lines = enumerate((line.strip() for line in text.splitlines()), start=1)
    return [(number, line) for number, line in lines if line]
