"""Music with known genres, moods and tags, in the layouts in which its authors publish it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from core.errors import DatasetError, UsageError
from core.training.tags.datasets.fma import list_fma
from core.training.tags.datasets.gtzan import list_gtzan
from core.training.tags.datasets.jamendo import JAMENDO_SUBSETS
from core.training.tags.datasets.magnatagatune import list_magnatagatune
from core.training.tags.datasets.tagged import (
    SPLITS,
    TEST,
    TRAIN,
    VALIDATION,
    TaggedDataset,
    TaggedSong,
)

TAGGED_DATASETS: Mapping[str, Callable[[Path], TaggedDataset]] = MappingProxyType(
    {
        "gtzan": list_gtzan,
        "magnatagatune": list_magnatagatune,
        "fma": list_fma,
        **JAMENDO_SUBSETS,
    }
)

__all__ = [
    "SPLITS",
    "TAGGED_DATASETS",
    "TEST",
    "TRAIN",
    "VALIDATION",
    "TaggedDataset",
    "TaggedSong",
    "list_tagged_dataset",
]


def list_tagged_dataset(name: str, folder: Path) -> TaggedDataset:
    """The songs below `folder`, laid out as `TAGGED_DATASETS` calls `name`; no sound is read."""
    if name not in TAGGED_DATASETS:
        names = ", ".join(TAGGED_DATASETS)
        raise UsageError(f"There is no labelled dataset “{name}”; there are {names}.")
    if not folder.is_dir():
        raise DatasetError(f"There is no folder {folder}, named for the dataset {name}.")
    return TAGGED_DATASETS[name](folder)
