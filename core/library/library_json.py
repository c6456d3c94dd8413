"""Songs of a library as JSON; docs/library.md tells what stands in it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.library.entry import LibraryEntry
from core.library.index import SimilarSong
from core.tagging.classification import LabelProbability

LIBRARY_FORMAT, SIMILAR_FORMAT = "melody-library", "melody-similar"
VERSION = 1


def library_object(entries: Sequence[LibraryEntry]) -> dict[str, Any]:
    """What `melody library --json` writes."""
    return {
        "format": LIBRARY_FORMAT,
        "version": VERSION,
        "songs": [entry_object(entry) for entry in entries],
    }


def similar_object(song: Path, found: Sequence[SimilarSong]) -> dict[str, Any]:
    """What `melody similar --json` writes."""
    return {
        "format": SIMILAR_FORMAT,
        "version": VERSION,
        "file": str(song),
        "songs": [{"likeness": round(one.likeness, 4), **entry_object(one.entry)} for one in found],
    }


def entry_object(entry: LibraryEntry) -> dict[str, Any]:
    """One song: all that is known of it; null where something is not known."""
    tempo, highlight = entry.tempo, entry.highlight
    return {
        "file": str(entry.path),
        "title": entry.title,
        "artist": entry.artist,
        "duration": round(entry.duration, 2),
        "genres": _ranked(entry.genres),
        "moods": _ranked(entry.moods),
        "tags": _ranked(entry.tags),
        "tempo": tempo and {"bpm": round(tempo.bpm, 1), "probability": round(tempo.probability, 3)},
        "highlight": highlight
        and {"start": round(highlight.start, 2), "end": round(highlight.end, 2)},
        "time_signature": entry.time_signature,
        "drums": None if entry.drums is None else list(entry.drums),
        "difficulty": None if entry.difficulty is None else round(entry.difficulty, 2),
    }


def _ranked(labels: Sequence[LabelProbability]) -> list[dict[str, Any]]:
    return [{"label": one.label, "probability": round(one.probability, 4)} for one in labels]
