"""E-GMD v1.0.0 (Callender et al. 2020): performances on an electronic kit with 43 sounds.

`e-gmd-v1.0.0.csv` names for each recording, relative to the folder, its `midi_filename` and
`audio_filename`, its `bpm`, `time_signature` ("4-4"), `duration` in seconds, and its `split`
(train, validation, test). The kit's pads send the notes of the Groove MIDI Dataset; it has no
pads for some drums. Rows whose files are not there are left out: a part of the dataset will do.
"""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import MappingProxyType

import mido

from core.errors import DatasetError
from core.training.datasets.recorded import (
    TRAINING,
    VALIDATION,
    RecordedSong,
    Stroke,
    truth_of,
)
from core.training.patterns import TD11_NOTE_TO_DRUM, click_beats, midi_strokes
from core.training.targets import Truth

_TABLE = "e-gmd-v1.0.0.csv"
_SHORTEST = 1.0
# The notes of the pads: kick, snare, rim, toms, hi-hats, crashes with edges, ride and bell.
_PADS = (36, 38, 40, 37, 48, 50, 45, 47, 43, 58, 42, 22, 46, 26, 44, 49, 55, 57, 52, 51, 59, 53)
_LABELLED = frozenset(TD11_NOTE_TO_DRUM[note] for note in _PADS)
_SPLITS = MappingProxyType({"train": TRAINING, "validation": VALIDATION})


def list_egmd(folder: Path) -> tuple[RecordedSong, ...]:
    """The songs of the dataset's training and validation splits."""
    table = folder / _TABLE
    if not table.is_file():
        raise DatasetError(f"{folder} is not laid out like E-GMD: it holds no {_TABLE}.")
    try:
        with table.open(newline="", encoding="utf-8") as rows:
            songs = tuple(_songs(folder, csv.DictReader(rows)))
    except (KeyError, TypeError, ValueError) as error:
        raise DatasetError(f"{table} is not the table of E-GMD v1.0.0: {error}") from error
    if not songs:
        raise DatasetError(f"None of the recordings that {table} names lies in {folder}.")
    return songs


def _songs(folder: Path, rows: "csv.DictReader[str]") -> Iterator[RecordedSong]:
    for row in rows:
        audio, midi = folder / row["audio_filename"], folder / row["midi_filename"]
        split = _SPLITS.get(row["split"])
        duration = float(row["duration"])
        if split is None or duration < _SHORTEST or not (audio.is_file() and midi.is_file()):
            continue
        beats = click_beats(float(row["bpm"]), row["time_signature"], duration)
        yield RecordedSong(f"egmd {row['id']}", audio, partial(_read_truth, midi, beats), split)


def _read_truth(midi: Path, beats: tuple[tuple[float, int], ...] | None) -> Truth:
    try:
        played = midi_strokes(mido.MidiFile(midi), TD11_NOTE_TO_DRUM)
    except (OSError, ValueError, EOFError, KeyError, IndexError) as error:
        raise DatasetError(f"{midi} is no readable MIDI file: {error}") from error
    strokes = [Stroke(s.time, s.drum, s.velocity) for s in played if s.drum in _LABELLED]
    return truth_of(strokes, _LABELLED, beats)
