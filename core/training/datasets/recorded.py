"""What all datasets come to: recorded songs, whose features are made once and then kept."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import AudioError, DatasetError, SilentSongError, SongTooShortError
from core.features import FeatureSettings, log_spectrogram
from core.kit import DRUM_NAMES
from core.song import load_song
from core.training.shards import FeatureSong
from core.training.targets import Truth

TRAINING, VALIDATION = "training", "validation"
_EVERY_NTH_GROUP = 5


@dataclass(frozen=True)
class RecordedSong:
    """A recording and how to read what is known about it.

    Songs of one `group` sound alike (the drums alone and the mix of one performance): they
    never stand on both sides of the split.
    """

    group: str
    audio: Path
    read_truth: Callable[[], Truth]
    split: str = TRAINING


@dataclass(frozen=True)
class Stroke:
    """A stroke as an annotation tells it; velocity 0 where it does not tell how loud."""

    time: float
    drum: str
    velocity: int = 0


def truth_of(
    strokes: Iterable[Stroke],
    labelled: Iterable[str],
    beats: Sequence[tuple[float, int]] | None = None,
    *,
    tells_hihats: bool = True,
    doubts: Iterable[tuple[float, str]] = (),
) -> Truth:
    """The truth about a recording in which only the drums named in `labelled` are annotated.

    `beats` are (seconds, number in the bar), None where not known; `doubts` are (seconds, drum)
    where it is not known whether that drum was struck.
    """
    in_doubt = sorted(doubts)
    in_order = sorted(strokes, key=lambda stroke: stroke.time)
    names = set(labelled)
    return Truth(
        np.array([s.time for s in in_order], dtype=np.float32),
        np.array([DRUM_NAMES.index(s.drum) for s in in_order], dtype=np.int16),
        np.array([s.velocity for s in in_order], dtype=np.int16),
        np.array([time for time, _ in beats or ()], dtype=np.float32),
        np.array([number for _, number in beats or ()], dtype=np.int16),
        beats is not None,
        np.array([name in names for name in DRUM_NAMES], dtype=np.bool_),
        tells_hihats,
        np.array([time for time, _ in in_doubt], dtype=np.float32),
        np.array([DRUM_NAMES.index(drum) for _, drum in in_doubt], dtype=np.int16),
    )


def split_by_group(songs: Iterable[RecordedSong]) -> tuple[RecordedSong, ...]:
    """The songs with every fifth group held out for validation."""
    in_order = sorted(songs, key=lambda song: (song.group, song.audio))
    groups = sorted({song.group for song in in_order})
    held_out = set(groups[_EVERY_NTH_GROUP - 1 :: _EVERY_NTH_GROUP] or groups[1:2])
    return tuple(
        replace(song, split=VALIDATION if song.group in held_out else TRAINING) for song in in_order
    )


def load_recorded(song: RecordedSong, settings: FeatureSettings, cache: Path) -> FeatureSong | None:
    """The song as the training reads it; None if it is silent or shorter than a second.

    Features are kept in the folder `cache` and read from there piece by piece as needed, so
    that a song in use takes hardly any memory.
    """
    path = cache / f"recorded-{_digest(song.audio, settings)}.npy"
    if not path.is_file():
        features = _make_features(song.audio, settings)
        if features is None:
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished.npy")
        np.save(unfinished, features)
        unfinished.replace(path)
    return FeatureSong(np.load(path, mmap_mode="r"), song.read_truth())


def _digest(audio: Path, settings: FeatureSettings) -> str:
    status = audio.stat()
    key = (str(audio.resolve()), status.st_size, status.st_mtime_ns, asdict(settings))
    return hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]


def _make_features(audio: Path, settings: FeatureSettings) -> NDArray[np.float16] | None:
    try:
        song = load_song(audio)
    except (SilentSongError, SongTooShortError):
        return None
    except AudioError as error:
        raise DatasetError(f"A song of a dataset can't be used: {error}") from error
    return log_spectrogram(song, settings).values.numpy().astype(np.float16)
