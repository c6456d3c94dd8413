"""One-shot samples of real drum kits, ready to be struck.

Reads a folder with `kits.csv` (file, kit, piece, loudness_rank, ...) and the sound files that
it names. The stroke begins `ATTACK_OFFSET` seconds into each file.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import soundfile
from numpy.typing import NDArray

from core.errors import DatasetError
from core.song import SAMPLE_RATE

ATTACK_OFFSET = 0.002
LONGEST_SAMPLE = 3.5
PIECE_TO_DRUM: Mapping[str, str] = MappingProxyType(
    {
        "kick": "kick",
        "snare": "snare",
        "snare_rimshot": "snare",
        "snare_brush": "snare",
        "side_stick": "side_stick",
        "hihat_closed": "hihat_closed",
        "hihat_half_open": "hihat_open",
        "hihat_open": "hihat_open",
        "hihat_pedal": "hihat_pedal",
        "tom_high": "tom_high",
        "tom_mid": "tom_mid",
        "tom_low": "tom_low",
        "crash": "crash",
        "ride": "ride",
        "ride_bell": "ride_bell",
        "china": "china",
        "splash": "splash",
        "cowbell": "cowbell",
        "tambourine": "tambourine",
        "clap": "clap",
    }
)


@dataclass(frozen=True)
class Piece:
    """All samples of one piece of one kit, softest first; each peaks at 1."""

    kit: str
    name: str
    samples: tuple[NDArray[np.float32], ...]

    @property
    def drum(self) -> str:
        """The drum in `KIT` as which the piece is heard."""
        return PIECE_TO_DRUM[self.name]


@dataclass(frozen=True)
class KitLibrary:
    """Pieces by drum: `pieces["snare"]` are the snares of all kits."""

    pieces: Mapping[str, tuple[Piece, ...]]

    def only(self, kits: frozenset[str]) -> "KitLibrary":
        """The pieces of the named kits alone."""
        kept = {d: tuple(p for p in ps if p.kit in kits) for d, ps in self.pieces.items()}
        return KitLibrary({d: ps for d, ps in kept.items() if ps})

    @property
    def kit_names(self) -> frozenset[str]:
        """Names of the kits that have a piece here."""
        return frozenset(p.kit for pieces in self.pieces.values() for p in pieces)


def load_kits(folder: Path) -> KitLibrary:
    """All kits below `folder`; pieces that are no drum of `KIT` (shakers) are left out."""
    table = folder / "kits.csv"
    if not table.is_file():
        raise DatasetError(f"{folder} is no folder of drum kits: it holds no kits.csv.")
    by_piece: dict[tuple[str, str], list[tuple[int, Path]]] = {}
    with table.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["piece"] in PIECE_TO_DRUM:
                key = (row["kit"], row["piece"])
                by_piece.setdefault(key, []).append(
                    (int(row["loudness_rank"]), folder / row["file"])
                )
    pieces: dict[str, list[Piece]] = {}
    for (kit, name), files in sorted(by_piece.items()):
        samples = tuple(_load_sample(path) for _, path in sorted(files))
        piece = Piece(kit, name, samples)
        pieces.setdefault(piece.drum, []).append(piece)
    return KitLibrary({drum: tuple(found) for drum, found in pieces.items()})


def _load_sample(path: Path) -> NDArray[np.float32]:
    """One stroke, its tail cut where it is 60 dB below the peak, peaking at 1."""
    try:
        samples, rate = soundfile.read(path, dtype="float32", frames=int(LONGEST_SAMPLE * 48000))
    except (OSError, RuntimeError) as error:
        raise DatasetError(f"{path}, named in kits.csv, can't be read: {error}") from error
    if samples.ndim > 1:
        samples = samples.mean(axis=1)
    if rate != SAMPLE_RATE:
        raise DatasetError(f"{path} has {rate} samples a second; kits need {SAMPLE_RATE}.")
    peak = float(np.abs(samples).max()) or 1.0
    loud = np.flatnonzero(np.abs(samples) > peak * 1e-3)
    end = int(loud[-1]) + 1 if len(loud) else len(samples)
    cut = samples[:end] / peak
    n_fade = min(len(cut), 441)
    cut[len(cut) - n_fade :] *= np.linspace(1, 0, n_fade, dtype=np.float32)
    return np.asarray(cut, dtype=np.float32)
