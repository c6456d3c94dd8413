"""Recorded songs with known strokes, in the layouts in which their authors publish them.

One layout is Melody's own: songs that it transcribed.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from core.errors import DatasetError, UsageError
from core.training.datasets.egmd import list_egmd
from core.training.datasets.idmt import list_idmt
from core.training.datasets.mdb import list_mdb
from core.training.datasets.recorded import RecordedSong
from core.training.datasets.transcribed import list_transcribed

DATASETS: Mapping[str, Callable[[Path], tuple[RecordedSong, ...]]] = MappingProxyType(
    {"idmt": list_idmt, "mdb": list_mdb, "egmd": list_egmd, "melody": list_transcribed}
)

__all__ = ["DATASETS", "RecordedSong", "list_dataset"]


def list_dataset(name: str, folder: Path) -> tuple[RecordedSong, ...]:
    """The songs below `folder`, laid out as `DATASETS` calls `name`; no sound is read yet."""
    if name not in DATASETS:
        raise UsageError(f"There is no dataset “{name}”; there are {', '.join(DATASETS)}.")
    if not folder.is_dir():
        raise DatasetError(f"There is no folder {folder}, named for the dataset {name}.")
    return DATASETS[name](folder)
