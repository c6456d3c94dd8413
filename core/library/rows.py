"""An entry of a library <-> a row of the table `songs`."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.library.entry import LibraryEntry, library_path
from core.tagging.classification import Highlight, LabelProbability, Tempo

ENTRY_COLUMNS = (
    "path, title, artist, duration, labels, tempo_bpm, tempo_probability,"
    " highlight_start, highlight_end, time_signature, drums, difficulty"
)


def key_of(path: Path) -> bytes:
    """The name under which a song is stored: bytes, as not every file name is text."""
    return os.fsencode(library_path(path))


def path_of(key: bytes) -> Path:
    """The path of the song that is stored under `key`."""
    return Path(os.fsdecode(key))


def row_of(entry: LibraryEntry) -> tuple[Any, ...]:
    """The values of `ENTRY_COLUMNS`."""
    tempo, highlight = entry.tempo, entry.highlight
    labels = {"genres": entry.genres, "moods": entry.moods, "tags": entry.tags}
    plain = {
        kind: [[o.label, float(o.probability)] for o in ranked] for kind, ranked in labels.items()
    }
    return (
        key_of(entry.path),
        _text(entry.title),
        _text(entry.artist),
        float(entry.duration),
        json.dumps(plain, separators=(",", ":")),
        float(tempo.bpm) if tempo else None,
        float(tempo.probability) if tempo else None,
        float(highlight.start) if highlight else None,
        float(highlight.end) if highlight else None,
        entry.time_signature,
        None if entry.drums is None else " ".join(entry.drums),
        entry.difficulty,
    )


def entry_in(row: Sequence[Any]) -> LibraryEntry:
    """The entry in a row of `ENTRY_COLUMNS`."""
    path, title, artist, duration, labels, bpm, sure, start, end, metre, drums, difficulty = row
    kinds = json.loads(labels)
    return LibraryEntry(
        path_of(path),
        title,
        artist,
        duration,
        _ranked(kinds["genres"]),
        _ranked(kinds["moods"]),
        _ranked(kinds["tags"]),
        None if bpm is None else Tempo(bpm, sure),
        None if start is None else Highlight(start, end),
        metre,
        None if drums is None else tuple(drums.split()),
        difficulty,
    )


def _ranked(labels: Sequence[tuple[str, float]]) -> tuple[LabelProbability, ...]:
    return tuple(LabelProbability(label, probability) for label, probability in labels)


def _text(text: str) -> str:
    """The text with what cannot be stored (halves of characters) replaced."""
    return text.encode("utf-8", errors="replace").decode()
