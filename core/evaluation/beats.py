"""Task: beats and downbeats. How well the grid follows the song.

Times are seconds. A beat is right if it lies within ±70 ms of a reference beat, each matched at
most once; F = 2 tp / (2 tp + fp + fn) a song (`mir_eval.beat.f_measure`, Dixon 2001). Downbeats
are the beats numbered 1, scored alike among themselves. All beats count, the first five seconds
too: a chart begins with its first bar. The figure of several songs is the mean of their figures,
with a 95 % interval by bootstrap over songs. Songs whose reference or estimate tells no beats are
left out; an empty list of beats against a reference scores 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from mir_eval import beat as mir_eval_beat
from mir_eval.util import validate_events
from numpy.typing import NDArray

from core.errors import DatasetError
from core.evaluation.annotations import Beat
from core.evaluation.bootstrap import Interval, bootstrap_interval

WINDOW = 0.07


@dataclass(frozen=True)
class BeatPair:
    """The beats of one song, as the reference and as the estimate have them."""

    name: str
    reference: tuple[Beat, ...]
    estimate: tuple[Beat, ...]


@dataclass(frozen=True)
class SongBeatFigures:
    """F of one song's beats and downbeats."""

    beat_f: float
    downbeat_f: float


@dataclass(frozen=True)
class BeatFigures:
    """Means over songs, with their intervals (None for fewer than two songs)."""

    beat_f: float
    downbeat_f: float
    beat_f_interval: Interval | None
    downbeat_f_interval: Interval | None
    songs: Mapping[str, SongBeatFigures]


def validate(pair: BeatPair) -> None:
    """Raise `DatasetError` if the reference has no beats or times are not finite and in order."""
    if not pair.reference:
        raise DatasetError(f"{pair.name}: the reference lists no beats.")
    for side, beats in (("reference", pair.reference), ("estimate", pair.estimate)):
        times = _times(beats)
        try:
            if not np.all(np.isfinite(times)):
                raise ValueError("Times must be finite.")
            validate_events(times)
        except ValueError as error:
            raise DatasetError(f"{pair.name}: the beats of the {side}: {error}") from error


def evaluate_beats(pairs: Sequence[BeatPair]) -> BeatFigures | None:
    """The figures of all songs, as the module's docstring defines them; None without songs."""
    if not pairs:
        return None
    songs = {}
    for pair in pairs:
        validate(pair)
        downbeats = [tuple(b for b in side if b.number == 1) for side in _sides(pair)]
        songs[pair.name] = SongBeatFigures(
            _f_measure(*_sides(pair)), _f_measure(downbeats[0], downbeats[1])
        )
    beat_fs = np.array([song.beat_f for song in songs.values()])
    downbeat_fs = np.array([song.downbeat_f for song in songs.values()])
    return BeatFigures(
        float(beat_fs.mean()),
        float(downbeat_fs.mean()),
        bootstrap_interval(len(songs), lambda draws: beat_fs[draws].mean(axis=1)),
        bootstrap_interval(len(songs), lambda draws: downbeat_fs[draws].mean(axis=1)),
        songs,
    )


def _sides(pair: BeatPair) -> tuple[tuple[Beat, ...], tuple[Beat, ...]]:
    return pair.reference, pair.estimate


def _times(beats: tuple[Beat, ...]) -> NDArray[np.float64]:
    return np.array([beat.time for beat in beats], dtype=np.float64)


def _f_measure(reference: tuple[Beat, ...], estimate: tuple[Beat, ...]) -> float:
    if not reference or not estimate:
        return 1.0 if not reference and not estimate else 0.0
    return float(mir_eval_beat.f_measure(_times(reference), _times(estimate), WINDOW))
