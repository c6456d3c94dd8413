"""Strokes and beats of a song as files tell them: text, JSON, CSV, MIDI.

Times are seconds. Strokes are read from

- text (`NAME.onsets.txt`, `NAME.txt`): a line a stroke, its time and its kind, parted by blanks
  or tabs; a kind is a subclass of MDB Drums (KD, SDG, CHH ...) or a drum as named in `KIT`;
- JSON: a transcription that `melody transcribe --format json` wrote, or an object with the same
  lists `onsets` and `beats` (the demo song's truth);
- CSV: a header line with at least the columns `time` and `drum`;
- MIDI: the notes of channel 10, or all notes if it has none; notes of no drum in the kit are
  left out and counted in `warnings`. A MIDI file's tempo says nothing sure about a
  recording's beats, so none are read from it.

Beats are read from the JSON or from `NAME.beats.txt` beside the strokes: a line a beat, its time
and its number in the bar (1 is the downbeat). Written bars are read from the JSON's `bars`.

JSON, MIDI and (in a column `velocity`) CSV tell velocities. For text they are read from the MIDI
file `NAME.velocities.mid` beside it: its notes and the strokes of each of the 8 classes are
matched within ±30 ms, as many as possible; a stroke without a note there has no velocity.
"""

import csv
import io
import json
import math
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from mir_eval.util import match_events

from core.errors import DatasetError
from core.evaluation.written import WrittenBar, bars_from_json, bars_of_score
from core.kit import DRUMS, MIDI_NOTE_TO_DRUM
from core.onsets import Onset
from core.revise import Transcription

MDB_KINDS = MappingProxyType(
    {
        "KD": "kick",
        "SD": "snare",
        "SDG": "snare",
        "SDB": "snare",
        "SDD": "snare",
        "SDF": "snare",
        "SDNS": "snare",
        "SST": "side_stick",
        "CHH": "hihat_closed",
        "OHH": "hihat_open",
        "PHH": "hihat_pedal",
        "HIT": "tom_high",
        "MHT": "tom_mid",
        "HFT": "tom_low",
        "LFT": "tom_low",
        "RDC": "ride",
        "RDB": "ride_bell",
        "CRC": "crash",
        "CHC": "china",
        "SPC": "splash",
        "TMB": "tambourine",
    }
)
ONSETS_ENDING = ".onsets.txt"
BEATS_ENDING = ".beats.txt"
VELOCITIES_ENDING = ".velocities.mid"
ENDINGS = (ONSETS_ENDING, ".txt", ".json", ".csv", ".midi", ".mid")
_DRUM_CHANNEL = 9
_VELOCITY = 100
_VELOCITY_WINDOW = 0.03
_JSON_FORMAT = "melody-transcription"


@dataclass(frozen=True)
class Beat:
    """A felt beat: `time` in seconds, `number` in its bar from 1."""

    time: float
    number: int


@dataclass(frozen=True)
class Annotation:
    """What is known about a song: strokes in order of time, and what else is told (None: not).

    `velocities` are those of the onsets, one by one, None for a stroke without: the velocity of
    its `Onset` is then made up. `bars` are the bars as written.
    """

    onsets: tuple[Onset, ...]
    beats: tuple[Beat, ...] | None = None
    warnings: tuple[str, ...] = ()
    bars: tuple[WrittenBar, ...] | None = None
    velocities: tuple[int | None, ...] | None = None

    def __post_init__(self) -> None:
        if self.velocities is not None and len(self.velocities) != len(self.onsets):
            raise DatasetError("There are not as many velocities as strokes.")


def song_name(path: Path) -> str:
    """The song's name in a file name: what stands before the known ending."""
    for ending in (BEATS_ENDING, *ENDINGS):
        if path.name.lower().endswith(ending):
            return path.name[: -len(ending)]
    return path.stem


def load_annotation(path: Path) -> Annotation:
    """The strokes and beats that the file at `path` (and its beats file, if any) tells."""
    suffix = path.suffix.lower()
    try:
        if suffix in (".mid", ".midi"):
            annotation = _from_midi(path)
        elif suffix == ".json":
            annotation = _from_json(path.read_text(encoding="utf-8"))
        elif suffix == ".csv":
            annotation = _from_csv(path.read_text(encoding="utf-8-sig"))
        elif suffix == ".txt":
            annotation = Annotation(_onsets_from_text(path.read_text(encoding="utf-8-sig")))
        else:
            raise DatasetError(f"its name ends in none of {', '.join(ENDINGS)}.")
        annotation = _with_files_beside(annotation, path)
    except FileNotFoundError as error:
        raise DatasetError(f"There is no file {path}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} could not be read: {error}") from error
    except DatasetError as error:
        raise DatasetError(f"{path}: {error}") from error
    return annotation


def annotation_of(transcription: Transcription) -> Annotation:
    """What Melody heard in a song."""
    song, onsets = transcription.song, transcription.onsets
    beats = tuple(
        Beat(time, number)
        for bar in transcription.grid.bars
        for number, time in enumerate(bar.beats, start=1 + bar.n_missing_beats)
    )
    return Annotation(
        onsets,
        beats,
        tuple(f"{song.path}: {warning}" for warning in transcription.warnings),
        bars_of_score(transcription.score),
        tuple(onset.velocity for onset in onsets),
    )


def _with_files_beside(annotation: Annotation, path: Path) -> Annotation:
    """The annotation with beats and velocities that it lacks from the files beside it."""
    beats_path = path.with_name(song_name(path) + BEATS_ENDING)
    if annotation.beats is None and beats_path.is_file():
        beats = _beats_from_text(beats_path.read_text(encoding="utf-8-sig"), beats_path.name)
        annotation = replace(annotation, beats=beats)
    midi_path = path.with_name(song_name(path) + VELOCITIES_ENDING)
    if path.suffix.lower() == ".txt" and midi_path.is_file():
        played = _from_midi(midi_path).onsets
        velocities = _matched_velocities(annotation.onsets, played)
        annotation = replace(annotation, velocities=velocities)
    return annotation


def _matched_velocities(
    onsets: tuple[Onset, ...], played: tuple[Onset, ...]
) -> tuple[int | None, ...]:
    """For each onset the velocity of its partner among the notes played, None without one."""
    velocities: list[int | None] = [None] * len(onsets)
    for class_8 in {drum.class_8 for drum in DRUMS.values()}:
        strokes = [i for i, o in enumerate(onsets) if DRUMS[o.drum].class_8 == class_8]
        notes = [note for note in played if DRUMS[note.drum].class_8 == class_8]
        times = np.array([onsets[i].time for i in strokes])
        note_times = np.array([note.time for note in notes])
        for stroke, note in match_events(times, note_times, _VELOCITY_WINDOW):
            velocities[strokes[stroke]] = notes[note].velocity
    return tuple(velocities)


def _onset(time: float, drum: str, velocity: float = _VELOCITY, confidence: float = 1) -> Onset:
    if not (math.isfinite(time) and time >= 0):
        raise DatasetError(f"{time} is not a time in seconds.")
    if drum not in DRUMS:
        raise DatasetError(f"there is no drum named “{drum}”.")
    return Onset(time, drum, min(max(round(velocity), 1), 127), confidence)


def _in_order(onsets: list[Onset]) -> tuple[Onset, ...]:
    return tuple(sorted(onsets, key=lambda onset: onset.time))


def _in_order_with_velocities(onsets: list[Onset], is_told: list[bool]) -> Annotation:
    """The annotation with those velocities of the onsets that are told (None if none is)."""
    order = sorted(range(len(onsets)), key=lambda index: onsets[index].time)
    velocities = tuple(onsets[i].velocity if is_told[i] else None for i in order)
    return Annotation(
        tuple(onsets[i] for i in order), velocities=velocities if any(is_told) else None
    )


def _fields_of_lines(text: str) -> list[tuple[int, str, str]]:
    """Line number, time and second field of each line that is not blank."""
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        fields = line.split()
        if not fields:
            continue
        if len(fields) < 2:
            raise DatasetError(f"line {number} holds no time with its kind: “{line.strip()}”.")
        rows.append((number, fields[0], fields[1]))
    return rows


def _onsets_from_text(text: str) -> tuple[Onset, ...]:
    onsets = []
    for number, time, kind in _fields_of_lines(text):
        drum = MDB_KINDS.get(kind, kind)
        try:
            onsets.append(_onset(float(time), drum))
        except ValueError as error:
            raise DatasetError(f"line {number}: “{time}” is not a time.") from error
        except DatasetError as error:
            raise DatasetError(f"line {number}: {error}") from error
    return _in_order(onsets)


def _beats_from_text(text: str, file_name: str) -> tuple[Beat, ...]:
    try:
        beats = [Beat(float(time), int(number)) for _, time, number in _fields_of_lines(text)]
    except ValueError as error:
        raise DatasetError(f"{file_name} is not a list of beats: {error}") from error
    return _checked_beats(beats)


def _checked_beats(beats: list[Beat]) -> tuple[Beat, ...]:
    for beat in beats:
        if not (math.isfinite(beat.time) and beat.number >= 1):
            raise DatasetError(f"beat {beat.number} at {beat.time} s is not a beat.")
    return tuple(sorted(beats, key=lambda beat: beat.time))


def _from_csv(text: str) -> Annotation:
    rows = csv.DictReader(io.StringIO(text))
    if not {"time", "drum"} <= set(rows.fieldnames or ()):
        raise DatasetError("its first line does not name the columns time and drum.")
    onsets, is_told = [], []
    for row in rows:
        try:
            is_told.append(bool(row.get("velocity")))
            velocity = float(row.get("velocity") or _VELOCITY)
            onsets.append(_onset(float(row["time"]), row["drum"].strip(), velocity))
        except (ValueError, TypeError, AttributeError) as error:
            raise DatasetError(f"line {rows.line_num} is not a stroke.") from error
        except DatasetError as error:
            raise DatasetError(f"line {rows.line_num}: {error}") from error
    return _in_order_with_velocities(onsets, is_told)


def _from_json(text: str) -> Annotation:
    try:
        content: Any = json.loads(text)
        if content.get("format", _JSON_FORMAT) != _JSON_FORMAT:
            raise DatasetError("it is no transcription that Melody wrote.")
        onsets = [
            _onset(
                float(o["time"]), o["drum"], o.get("velocity", _VELOCITY), o.get("confidence", 1)
            )
            for o in content["onsets"]
        ]
        is_told = [o.get("velocity") is not None for o in content["onsets"]]
        beats = [Beat(float(beat["time"]), int(beat["number"])) for beat in content["beats"]]
        bars = content.get("bars")
        written = None
        if bars is not None:
            written = bars_from_json(bars, [(beat.time, beat.number) for beat in beats])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DatasetError("it is no transcription that Melody wrote.") from error
    annotation = _in_order_with_velocities(onsets, is_told)
    return replace(annotation, beats=_checked_beats(beats), bars=written)


def _from_midi(path: Path) -> Annotation:
    import mido  # noqa: PLC0415 - read only where MIDI is

    try:
        messages = list(mido.MidiFile(path))
    except (ValueError, EOFError, KeyError, IndexError) as error:
        raise DatasetError("it is not a MIDI file, or is damaged.") from error
    strokes: list[tuple[float, int, int, int]] = []
    time = 0.0
    for message in messages:
        time += message.time
        if message.type == "note_on" and message.velocity > 0:
            strokes.append((time, message.channel, message.note, message.velocity))
    if any(channel == _DRUM_CHANNEL for _, channel, _, _ in strokes):
        strokes = [stroke for stroke in strokes if stroke[1] == _DRUM_CHANNEL]
    unknown = Counter(note for _, _, note, _ in strokes if note not in MIDI_NOTE_TO_DRUM)
    onsets = [
        _onset(time, MIDI_NOTE_TO_DRUM[note], velocity)
        for time, _, note, velocity in strokes
        if note in MIDI_NOTE_TO_DRUM
    ]
    warnings = tuple(
        f"{path.name}: {n} strokes of MIDI note {note}, which is no drum of the kit, left out."
        for note, n in sorted(unknown.items())
    )
    annotation = _in_order_with_velocities(onsets, [True] * len(onsets))
    return replace(annotation, warnings=warnings)
