"""Task: velocities. How well louder and softer strokes are told apart.

A velocity is 1..127. Strokes of reference and estimate are matched as in `drums`, within ±50 ms
and in each of the classes kick, snare and hi-hat (strokes merged there keep the loudest velocity).
The figure is Pearson's correlation r of the velocities of matched strokes, as the reference and
as the estimate have them:

- **pooled**: over all matched strokes of all songs, with a 95 % interval by bootstrap over songs;
- **mean**: the mean of the songs' own r. It tells dynamics within songs alone; pooled, a song that
  is louder than another as a whole tells too.

Strokes count only where both sides tell their velocities; songs where either tells none are left
out. An r without ground (fewer than 3 strokes, or equal velocities on either side) is None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from mir_eval.util import match_events
from numpy.typing import NDArray

from core.errors import DatasetError
from core.evaluation.bootstrap import Interval, bootstrap_interval
from core.evaluation.drums import CLASS_SETS, MERGE_DISTANCE, WINDOWS, DrumClasses
from core.onsets import Onset

CLASSES = CLASS_SETS[0]
_WINDOW = WINDOWS[0] + 1e-9
_FEWEST = 3
_Pairs = NDArray[np.float64]  # (n_strokes, 2): velocities of reference and estimate


@dataclass(frozen=True)
class VelocityPair:
    """The strokes of one song with their velocities (None: not told) on both sides."""

    name: str
    reference: tuple[Onset, ...]
    reference_velocities: tuple[int | None, ...]
    estimate: tuple[Onset, ...]
    estimate_velocities: tuple[int | None, ...]


@dataclass(frozen=True)
class Correlation:
    """Pearson's r of one class over all songs, with what it was computed from."""

    pooled: float | None
    pooled_interval: Interval | None
    mean: float | None
    n_strokes: int
    songs: Mapping[str, float | None]


@dataclass(frozen=True)
class VelocityFigures:
    """Correlations by class, and the number of songs that tell velocities."""

    drums: Mapping[str, Correlation]
    n_songs: int


def validate(pair: VelocityPair) -> None:
    """Raise `DatasetError` if a side has not as many velocities as strokes."""
    for side, onsets, velocities in (
        ("reference", pair.reference, pair.reference_velocities),
        ("estimate", pair.estimate, pair.estimate_velocities),
    ):
        if len(onsets) != len(velocities):
            raise DatasetError(f"{pair.name}: the velocities of the {side} are not its strokes'.")


def evaluate_velocities(pairs: Sequence[VelocityPair]) -> VelocityFigures | None:
    """The figures of all songs, as the module's docstring defines them; None without songs."""
    if not pairs:
        return None
    matched: dict[str, list[_Pairs]] = {name: [] for name in CLASSES.classes}
    for pair in pairs:
        validate(pair)
        reference = _strokes(pair.reference, pair.reference_velocities, CLASSES)
        estimate = _strokes(pair.estimate, pair.estimate_velocities, CLASSES)
        for name in CLASSES.classes:
            matched[name].append(_matched_velocities(reference[name], estimate[name]))
    names = [pair.name for pair in pairs]
    return VelocityFigures(
        {name: _correlation(names, songs) for name, songs in matched.items()}, len(pairs)
    )


def _strokes(
    onsets: Sequence[Onset], velocities: Sequence[int | None], classes: DrumClasses
) -> dict[str, _Pairs]:
    """Time and velocity (NaN: not told) of the strokes of each class, simultaneous ones merged."""
    kept: dict[str, list[list[float]]] = {name: [] for name in classes.classes}
    for onset, velocity in zip(onsets, velocities, strict=True):
        name = classes.class_of.get(onset.drum)
        if name is None:
            continue
        strokes = kept[name]
        told = np.nan if velocity is None else float(velocity)
        if strokes and onset.time - strokes[-1][0] < MERGE_DISTANCE - 1e-9:
            strokes[-1][1] = float(np.fmax(strokes[-1][1], told))
        else:
            strokes.append([onset.time, told])
    return {name: np.array(strokes).reshape(-1, 2) for name, strokes in kept.items()}


def _matched_velocities(reference: _Pairs, estimate: _Pairs) -> _Pairs:
    """Velocities of matched strokes that both sides tell."""
    pairs = match_events(reference[:, 0], estimate[:, 0], _WINDOW)
    both = np.array([(reference[r, 1], estimate[e, 1]) for r, e in pairs]).reshape(-1, 2)
    kept: _Pairs = both[~np.isnan(both).any(axis=1)]
    return kept


def _correlation(names: Sequence[str], songs: Sequence[_Pairs]) -> Correlation:
    sums = np.array([_sums(song) for song in songs])
    own = [_plain(r) for r in _pearson(sums)]
    told = [r for r in own if r is not None]
    return Correlation(
        _plain(_pearson(sums.sum(axis=0)[None])[0]),
        bootstrap_interval(len(songs), lambda draws: _pearson(sums[draws].sum(axis=1))),
        float(np.mean(told)) if told else None,
        sum(len(song) for song in songs),
        dict(zip(names, own, strict=True)),
    )


def _sums(pairs: _Pairs) -> NDArray[np.float64]:
    """What r of several songs together follows from: n, sums, squares, products."""
    x, y = pairs[:, 0], pairs[:, 1]
    return np.array([len(x), x.sum(), y.sum(), (x * x).sum(), (y * y).sum(), (x * y).sum()])


def _pearson(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlations `(n,)` of `_sums` `(n, 6)`; NaN without ground."""
    # Velocities are whole numbers: these sums are exact.
    n, x, y, xx, yy, xy = sums.T
    spread = (n * xx - x * x) * (n * yy - y * y)
    has_ground = (n >= _FEWEST) & (spread > 0)
    return np.where(has_ground, (n * xy - x * y) / np.sqrt(np.where(has_ground, spread, 1)), np.nan)


def _plain(r: float) -> float | None:
    """The value as a plain number; None for NaN."""
    return None if np.isnan(r) else float(r)
