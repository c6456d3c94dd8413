"""What all labelled folders come to: songs with labels, artist and split."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import soundfile

from core.errors import DatasetError
from core.training.tags.datasets.names import merged_label, renamed

TRAIN, VALIDATION, TEST = "train", "validation", "test"
SPLITS = (TRAIN, VALIDATION, TEST)
# An MP3 of fewer bytes holds less than a second, even at 32 kbit/s.
_SMALLEST_FILE = 4096
# Without packing, a file's header tells at once whether it can be read and how long it is.
_QUICKLY_CHECKED = (".wav", ".au", ".flac")
_SHORTEST = 1.0
_N_NAMED = 5


@dataclass(frozen=True)
class TaggedSong:
    """A sound file with its labels; `artist` is empty where the dataset does not tell it.

    `split` is one of `SPLITS`. Only the listing is read, no sound: a file may still turn out
    to be damaged when it is decoded.
    """

    path: Path
    labels: frozenset[str]
    artist: str
    split: str

    def __post_init__(self) -> None:
        if self.split not in SPLITS:
            raise DatasetError(f"{self.path}: “{self.split}” is none of {', '.join(SPLITS)}.")


@dataclass(frozen=True)
class TaggedDataset:
    """The songs of a labelled folder and all classes that they may have, sorted.

    Where not `is_multi_label`, each song has exactly one class. `warnings` are sentences for the
    user: what was left out, and what makes figures incomparable.
    """

    songs: tuple[TaggedSong, ...]
    classes: tuple[str, ...]
    is_multi_label: bool
    warnings: tuple[str, ...] = ()

    def of_split(self, split: str) -> tuple[TaggedSong, ...]:
        """The songs of one split."""
        return tuple(song for song in self.songs if song.split == split)

    def merged(self) -> "TaggedDataset":
        """The same songs with only Melody's labels (`core.tagging.labels`), synonyms made one.

        "no vocals", "no vocal" and "no voice" become "instrumental"; what Melody has no label
        for is dropped, and with it songs that keep none. Figures are then not those of the
        dataset's own classes.
        """
        songs = tuple(
            replace(song, labels=labels)
            for song in self.songs
            if (labels := frozenset(filter(None, map(merged_label, song.labels))))
        )
        classes = {label for name in self.classes if (label := merged_label(name))}
        return replace(self, songs=songs, classes=tuple(sorted(classes)))


def tagged_dataset(
    songs: Iterable[TaggedSong],
    *,
    is_multi_label: bool,
    warnings: Iterable[str] = (),
    about: str,
) -> TaggedDataset:
    """The dataset of songs whose labels are still the dataset's own names.

    A name becomes Melody's label where it alone means that label, so the number of classes
    stays. Files that hold no sound are left out, with a warning. `about` names the dataset and
    its folder for the error raised where nothing is left.
    """
    kept: list[TaggedSong] = []
    damaged: list[TaggedSong] = []
    for song in songs:
        (damaged if is_damaged(song.path) else kept).append(song)
    if not kept:
        raise DatasetError(f"{about}: none of the sound files that are listed is there.")
    names = renamed(sorted({name for song in kept for name in song.labels}))
    return TaggedDataset(
        tuple(
            replace(song, labels=frozenset(names[label] for label in song.labels))
            for song in sorted(kept, key=lambda song: song.path)
        ),
        tuple(sorted(set(names.values()))),
        is_multi_label,
        (*warnings, *_left_out("can't be read and are left out", [s.path.name for s in damaged])),
    )


def is_damaged(path: Path) -> bool:
    """Whether a file that is there holds no second of sound, as far as is quickly seen."""
    if path.suffix.lower() not in _QUICKLY_CHECKED:
        return path.stat().st_size < _SMALLEST_FILE
    try:
        return bool(soundfile.info(path).duration < _SHORTEST)
    except (soundfile.LibsndfileError, OSError):
        return True


def missing_warnings(n_listed: int, n_found: int) -> tuple[str, ...]:
    """A warning where some listed sound files are not there."""
    if n_found == n_listed:
        return ()
    return (f"{n_listed - n_found} of {n_listed} listed sound files are not there.",)


def _left_out(reason: str, names: Sequence[str]) -> tuple[str, ...]:
    if not names:
        return ()
    named = ", ".join(names[:_N_NAMED]) + (" …" if len(names) > _N_NAMED else "")
    return (f"{len(names)} sound files {reason}: {named}.",)


def split_by_artist(
    groups: Sequence[tuple[str, str]], shares: tuple[float, float, float] = (0.5, 0.2, 0.3)
) -> tuple[str, ...]:
    """A split for each song, given its (class, artist): no artist stands in two of them.

    Class by class, the artists with the most songs first, each goes where most songs are still
    missing from `shares` of train, validation and test. An artist of several classes stays where
    he was put first.
    """
    place: dict[str, str] = {}
    for name in sorted({name for name, _ in groups}):
        sizes = Counter(artist for own, artist in groups if own == name)
        wanted = {s: share * sizes.total() for s, share in zip(SPLITS, shares, strict=True)}
        for artist, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
            if artist not in place:
                place[artist] = max(SPLITS, key=lambda split: wanted[split])
            wanted[place[artist]] -= size
    return tuple(place[artist] for _, artist in groups)
