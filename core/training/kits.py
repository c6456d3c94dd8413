"""One-shot samples of drum kits, ready to be struck.

Reads and writes a folder with `kits.csv` (file, kit, piece, loudness_rank, ...) and the sound
files that it names. The stroke begins `ATTACK_OFFSET` seconds into each file.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import soundfile
from numpy.random import Generator
from numpy.typing import NDArray

from core.errors import DatasetError, UsageError
from core.song import SAMPLE_RATE

ATTACK_OFFSET = 0.002
LONGEST_SAMPLE = 3.5
# The recorded kits begin where the sound first comes within 30 dB of its peak.
_ATTACK_LEVEL = 10 ** (-30 / 20)
_SILENT = 1e-4
# How often kits of each origin are drawn. There are more made kits than recorded ones, which
# would become rare if all kits were drawn alike.
ORIGIN_SHARES: Mapping[str, float] = MappingProxyType(
    {"recorded": 0.6, "soundfont": 0.28, "machine": 0.12}
)
# A made kit with fewer drums gives single pieces, but is nobody's kit for a song.
_FEWEST_DRUMS = 4
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
    origin: str = "recorded"

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

    def with_kits_of(self, other: "KitLibrary") -> "KitLibrary":
        """The pieces of both."""
        drums = {**self.pieces, **other.pieces}
        return KitLibrary({d: (*self.pieces.get(d, ()), *other.pieces.get(d, ())) for d in drums})

    def draw_kit(self, rng: Generator) -> str:
        """The name of a kit for a song: the origin by its share, then its kits alike.

        With kits of one origin alone, chance is asked once.
        """
        drums: dict[str, dict[str, set[str]]] = {}
        for drum, pieces in self.pieces.items():
            for piece in pieces:
                drums.setdefault(piece.origin, {}).setdefault(piece.kit, set()).add(drum)
        kits = {origin: _whole_kits(origin, own) for origin, own in drums.items()}
        origin = _draw_origin(rng, {origin: len(names) for origin, names in kits.items()})
        return str(rng.choice(kits[origin]))

    def draw_piece(self, rng: Generator, drum: str) -> Piece:
        """A piece of any kit that is heard as `drum`: the origin by its share, then alike.

        Raises `KeyError` if no kit has the drum. With pieces of one origin alone, chance is
        asked once.
        """
        pieces = self.pieces[drum]
        origin = _draw_origin(rng, Counter(p.origin for p in pieces))
        own = [p for p in pieces if p.origin == origin]
        return own[int(rng.integers(len(own)))]


def _whole_kits(origin: str, drums: Mapping[str, set[str]]) -> list[str]:
    """The kits (names with their drums) that can be a song's, in order; all if none can."""
    whole = [k for k, own in drums.items() if origin == "recorded" or len(own) >= _FEWEST_DRUMS]
    return sorted(whole or drums)


def _draw_origin(rng: Generator, counts: Mapping[str, int]) -> str:
    """An origin by its share, from how many things to be drawn there are of each.

    A made thing is not drawn more often than a recorded one: where a soundfont has but one crash,
    songs must not be full of it.
    """
    origins = sorted(counts)
    if len(origins) == 1:
        return origins[0]
    weights = np.array([ORIGIN_SHARES[origin] for origin in origins])
    if "recorded" in counts:
        most = ORIGIN_SHARES["recorded"] / counts["recorded"]
        weights = np.minimum(weights, [most * counts[origin] for origin in origins])
    return origins[int(rng.choice(len(origins), p=weights / weights.sum()))]


def begin_at_attack(sound: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """The sound from `ATTACK_OFFSET` before its attack to 60 dB below its peak, which is 1.

    None if there is next to nothing to be heard.
    """
    heights = np.abs(sound)
    peak = float(heights.max(initial=0.0))
    if peak < _SILENT:
        return None
    attack = int(np.argmax(heights >= peak * _ATTACK_LEVEL))
    end = int(np.flatnonzero(heights > peak * 1e-3)[-1]) + 1
    n_before = round(ATTACK_OFFSET * SAMPLE_RATE)
    begin = attack - n_before
    n_longest = int(LONGEST_SAMPLE * SAMPLE_RATE)
    cut = np.concatenate([np.zeros(max(-begin, 0), np.float32), sound[max(begin, 0) : end]])
    cut = cut[:n_longest] / np.float32(peak)
    n_fade = min(len(cut) // 4, SAMPLE_RATE // 20)
    cut[len(cut) - n_fade :] *= np.linspace(1, 0, n_fade, dtype=np.float32)
    return np.asarray(cut, dtype=np.float32)


def save_kits(pieces: Iterable[Piece], folder: Path) -> None:
    """Write the pieces as a folder that `load_kits` reads; kits.csv appears when all is written.

    Raises `UsageError` if the folder holds kits already.
    """
    table = folder / "kits.csv"
    if table.exists():
        raise UsageError(f"{folder} holds kits already: name another folder with --out.")
    rows = [row for piece in pieces for row in _save_piece(piece, folder)]
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = table.with_suffix(".unfinished")
    with unfinished.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "kit", "piece", "loudness_rank", "origin"))
        writer.writerows(rows)
    unfinished.replace(table)


def _save_piece(piece: Piece, folder: Path) -> list[Sequence[object]]:
    """Write the samples of a piece; returns its rows of the table."""
    (folder / piece.kit).mkdir(parents=True, exist_ok=True)
    rows: list[Sequence[object]] = []
    for rank, sample in enumerate(piece.samples, start=1):
        # Not Vorbis: it would smear what the stroke begins with to before its beginning.
        name = f"{piece.kit}/{piece.name}-{rank}.flac"
        peak = float(np.abs(sample).max()) or 1.0
        scaled = sample * (0.9 / peak)
        soundfile.write(folder / name, scaled, SAMPLE_RATE, subtype="PCM_16")
        rows.append((name, piece.kit, piece.name, rank, piece.origin))
    return rows


def load_kits(folder: Path) -> KitLibrary:
    """All kits below `folder`; pieces that are no drum of `KIT` (shakers) are left out.

    Where the table doesn't tell the origin, kits are recorded ones.
    """
    table = folder / "kits.csv"
    if not table.is_file():
        raise DatasetError(f"{folder} is no folder of drum kits: it holds no kits.csv.")
    by_piece: dict[tuple[str, str], list[tuple[int, Path]]] = {}
    origins: dict[str, str] = {}
    with table.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["piece"] in PIECE_TO_DRUM:
                key = (row["kit"], row["piece"])
                origins[row["kit"]] = _read_origin(row.get("origin"), table)
                by_piece.setdefault(key, []).append(
                    (int(row["loudness_rank"]), folder / row["file"])
                )
    pieces: dict[str, list[Piece]] = {}
    for (kit, name), files in sorted(by_piece.items()):
        samples = tuple(_load_sample(path) for _, path in sorted(files))
        piece = Piece(kit, name, samples, origins[kit])
        pieces.setdefault(piece.drum, []).append(piece)
    return KitLibrary({drum: tuple(found) for drum, found in pieces.items()})


def _read_origin(told: str | None, table: Path) -> str:
    origin = told or "recorded"
    if origin not in ORIGIN_SHARES:
        raise DatasetError(
            f"{table} tells of kits that are “{origin}”; known are {', '.join(ORIGIN_SHARES)}."
        )
    return origin


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
