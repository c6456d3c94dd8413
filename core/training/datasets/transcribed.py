"""Songs that Melody transcribed: what it is sure of is learnt, what is in doubt is not.

    NAME.wav .flac .ogg .mp3 ...   the song
    NAME.json                      its transcription, as `melody transcribe --format json` or
                                   `melody label-songs` writes it, corrected or not
    NAME.doubts.csv                columns time (seconds) and drum: places at which that drum may
                                   have been struck; `melody label-songs` writes it; optional

A stroke less sure than `SURE` is a doubt about all drums of its family, as one is easily taken
for another. Without beats in the JSON, beats count as unknown. None of the songs is ever held out
for validation: a network would be measured by what it, or its teacher, believes.
"""

import csv
import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from core.errors import DatasetError
from core.evaluation.annotations import load_annotation
from core.kit import DRUM_NAMES
from core.onsets import families
from core.song import AUDIO_SUFFIXES
from core.training.datasets.recorded import RecordedSong, Stroke, truth_of
from core.training.targets import Truth

# Strokes with a lower confidence (0..1) are in doubt.
SURE = 0.75
DOUBTS_ENDING = ".doubts.csv"
DOUBTS_HEADER = ("time", "drum")


def list_transcribed(folder: Path) -> tuple[RecordedSong, ...]:
    """The songs in the folder that have a transcription beside them, all of them for training."""
    songs = tuple(_songs(folder))
    if not songs:
        raise DatasetError(
            f"{folder} is not laid out like songs that Melody transcribed: it holds no NAME.json"
            " with its song NAME.flac (or .wav, .ogg, .mp3 ...) beside it."
        )
    return songs


def _songs(folder: Path) -> Iterator[RecordedSong]:
    for transcription in sorted(folder.glob("*.json")):
        # Not with_suffix: names may hold dots.
        name = transcription.name.removesuffix(".json")
        audios = (folder / f"{name}{suffix}" for suffix in sorted(AUDIO_SUFFIXES))
        audio = next((path for path in audios if path.is_file()), None)
        if audio is not None:
            doubts = folder / f"{name}{DOUBTS_ENDING}"
            read_truth = partial(_read_truth, transcription, doubts)
            yield RecordedSong(f"melody {name}", audio, read_truth)


def _read_truth(transcription: Path, doubts: Path) -> Truth:
    found = load_annotation(transcription)
    in_doubt = _read_doubts(doubts) if doubts.is_file() else []
    strokes = []
    velocities = found.velocities or (None,) * len(found.onsets)
    for onset, velocity in zip(found.onsets, velocities, strict=True):
        if onset.confidence >= SURE:
            strokes.append(Stroke(onset.time, onset.drum, velocity or 0))
        else:
            in_doubt += [(onset.time, drum) for drum in _family_of(onset.drum)]
    beats = [(beat.time, beat.number) for beat in found.beats or ()]
    return truth_of(strokes, DRUM_NAMES, beats or None, doubts=in_doubt)


def _family_of(drum: str) -> tuple[str, ...]:
    index = DRUM_NAMES.index(drum)
    family = next(family for family in families(DRUM_NAMES) if index in family)
    return tuple(DRUM_NAMES[member] for member in family)


def _read_doubts(path: Path) -> list[tuple[float, str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            if not set(DOUBTS_HEADER) <= set(rows.fieldnames or ()):
                raise DatasetError(f"{path}: its first line does not name the columns time, drum.")
            return [_doubt(row, f"{path}, line {rows.line_num}") for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"{path} can't be read: {error}") from error


def _doubt(row: dict[str, str], place: str) -> tuple[float, str]:
    try:
        time, drum = float(row["time"]), row["drum"].strip()
    except (TypeError, ValueError, AttributeError) as error:
        raise DatasetError(f"{place} is no time with a drum.") from error
    if not (math.isfinite(time) and time >= 0):
        raise DatasetError(f"{place}: {row['time']} is not a time in seconds.")
    if drum not in DRUM_NAMES:
        raise DatasetError(f"{place}: there is no drum named “{drum}”.")
    return time, drum
