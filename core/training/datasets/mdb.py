"""MDB Drums (Southall et al. 2017): 23 songs of MedleyDB with strokes of 21 kinds.

    annotations/subclass/MusicDelta_NAME_subclass.txt   a line a stroke: seconds, kind
    annotations/class/MusicDelta_NAME_class.txt         the same in six classes (not used)
    annotations/beats/MusicDelta_NAME_MIX.beats         a line a beat: seconds, number in the bar
    audio/drum_only/MusicDelta_NAME_Drum.wav            the drums alone
    audio/full_mix/MusicDelta_NAME_MIX.wav              the song

Velocities are not known, and of the kit's drums some have no kind. The licence
(CC BY-NC-SA 4.0) asks whoever trains with it to keep to non-commercial use.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from core.errors import DatasetError
from core.evaluation.annotations import MDB_KINDS
from core.training.datasets.recorded import RecordedSong, Stroke, split_by_group, truth_of
from core.training.targets import Truth

_ENDING = "_subclass.txt"


def list_mdb(folder: Path) -> tuple[RecordedSong, ...]:
    """The songs of the dataset in the folder that holds `annotations` and `audio`.

    The folder above it, as one clones it, does too.
    """
    inner = folder / "MDB Drums"
    songs = tuple(_songs(inner if inner.is_dir() else folder))
    if not songs:
        raise DatasetError(
            f"{folder} is not laid out like MDB Drums: it holds no annotations/subclass/"
            "MusicDelta_NAME_subclass.txt with a sound file in audio/drum_only or audio/full_mix."
        )
    return split_by_group(songs)


def _songs(folder: Path) -> Iterator[RecordedSong]:
    for annotation in sorted((folder / "annotations" / "subclass").glob(f"*{_ENDING}")):
        name = annotation.name.removesuffix(_ENDING)
        beats = folder / "annotations" / "beats" / f"{name}_MIX.beats"
        for audio in (
            folder / "audio" / "drum_only" / f"{name}_Drum.wav",
            folder / "audio" / "full_mix" / f"{name}_MIX.wav",
        ):
            if audio.is_file():
                yield RecordedSong(f"mdb {name}", audio, partial(_read_truth, annotation, beats))


def _read_truth(annotation: Path, beats: Path) -> Truth:
    strokes = []
    for number, (time, kind) in _pairs(annotation):
        if kind not in MDB_KINDS:
            raise DatasetError(f"{annotation}, line {number}: there is no kind “{kind}”.")
        strokes.append(Stroke(_number(time, annotation, number), MDB_KINDS[kind]))
    known_beats = None
    if beats.is_file():
        known_beats = [
            (_number(time, beats, number), round(_number(position, beats, number)))
            for number, (time, position) in _pairs(beats)
        ]
    return truth_of(strokes, MDB_KINDS.values(), known_beats)


def _pairs(path: Path) -> Iterator[tuple[int, tuple[str, str]]]:
    """Number and two fields of each line that is not blank."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} can't be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        fields = line.split()
        if fields and len(fields) < 2:
            raise DatasetError(f"{path}, line {number}: “{line.strip()}” is no time with a kind.")
        if fields:
            yield number, (fields[0], fields[1])


def _number(text: str, path: Path, number: int) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise DatasetError(f"{path}, line {number}: “{text}” is no number.") from error
