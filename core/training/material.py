"""Where training material lies, and which of it only the validation may use."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.errors import DatasetError
from core.training.accompaniment import Accompaniment, load_accompaniment
from core.training.kits import KitLibrary, load_kits
from core.training.patterns import Groove, load_grooves, load_song_pattern
from core.training.synthesis import Material

# Kits, drummers and songs that training never sees.
VALIDATION_KITS = frozenset({"black_pearl", "samssonor"})
VALIDATION_DRUMMERS = frozenset({"drummer4", "drummer6", "drummer9", "drummer10"})
_EVERY_NTH_SONG = 9


@dataclass(frozen=True)
class MaterialFolders:
    """`data` holds the folders kits, grooves and songs; `accompaniment` the prepared files.

    `more_kits` is a folder made by `melody prepare-kits`, for the training alone.
    """

    data: Path
    accompaniment: Path
    more_kits: Path | None = None


def check_material(folders: MaterialFolders) -> None:
    """Raise `DatasetError` if there is nothing to make songs from: told before long work."""
    for folder, kind in (("kits", "kits.csv"), ("grooves", "info.csv")):
        if not (folders.data / folder / kind).is_file():
            raise DatasetError(
                f"There is nothing to make songs from: {folders.data / folder / kind} is missing."
                " Name the folder that holds kits, grooves and songs with --data."
            )
    if folders.more_kits is not None and not (folders.more_kits / "kits.csv").is_file():
        raise DatasetError(
            f"{folders.more_kits}, named with --more-kits, holds no kits.csv."
            " melody prepare-kits makes such a folder."
        )


@lru_cache(maxsize=2)
def _kits_and_grooves(data: Path) -> tuple[KitLibrary, tuple[Groove, ...]]:
    return load_kits(data / "kits"), tuple(load_grooves(data / "grooves"))


@lru_cache(maxsize=2)
def load_material(folders: MaterialFolders, split: str) -> Material:
    """The material of the split "training" or "validation"."""
    if split not in ("training", "validation"):
        raise DatasetError(f"There is no split named “{split}”.")
    is_validation = split == "validation"
    all_kits, grooves = _kits_and_grooves(folders.data)
    more = KitLibrary({})
    if folders.more_kits is not None and not is_validation:
        more = load_kits(folders.more_kits)
    paths = sorted((folders.data / "songs").glob("*.mid"))
    chosen = [p for i, p in enumerate(paths) if _is_held_out(i) == is_validation]
    songs = [(p.stem, load_song_pattern(p)) for p in chosen]
    return Material(
        _split_kits(all_kits, more, is_validation),
        tuple(g for g in grooves if (g.drummer in VALIDATION_DRUMMERS) == is_validation),
        tuple((stem, pattern) for stem, pattern in songs if len(pattern.strokes) > 50),
        _split_accompaniment(
            load_accompaniment(folders.accompaniment), {p.stem for p in chosen}, is_validation
        ),
    )


def _is_held_out(index: int) -> bool:
    return index % _EVERY_NTH_SONG == 0


def _split_kits(kits: KitLibrary, more: KitLibrary, is_validation: bool) -> KitLibrary:
    """The split's kits and `more`; a drum that none of them has is taken from the other split's."""
    held_out = kits.kit_names & VALIDATION_KITS
    own = kits.only(held_out if is_validation else kits.kit_names - held_out)
    return KitLibrary({**kits.pieces, **own.with_kits_of(more).pieces})


def _split_accompaniment(
    accompaniment: Accompaniment, stems: set[str], is_validation: bool
) -> Accompaniment:
    return Accompaniment(
        {s: parts for s, parts in accompaniment.songs.items() if s in stems},
        tuple(p for i, p in enumerate(accompaniment.others) if _is_held_out(i) == is_validation),
    )
