"""Which octave of the tempo is felt: half, double, or what the most likely path says."""

from dataclasses import dataclass

import numpy as np

from core.beat_tracking.evidence import BeatEvidence, FloatArray, Role, Strokes
from core.beat_tracking.path import BeatPath, TempoRange, find_beat_path

ALL_TEMPOS = TempoRange(55, 215)
# Listeners' tempos scatter log-normally (van Noorden & Moelants 1999); drummers' songs about here.
_USUAL_TEMPO, _TEMPO_SPREAD = 115.0, 0.42
_PATH_WEIGHT = 0.6
_BACKBEAT_WEIGHT = 1.6
_DENSITY_WEIGHT = 0.3
_USUAL_STROKES_A_BEAT = 2.0
_WIDE_RANGE = 1.7  # tempos further apart than this may be octaves mixed up within a song
_GIVEN_TEMPO_MARGIN = 1.15


@dataclass(frozen=True)
class BeatSearch:
    """What is known beforehand.

    `tempo` in felt beats a minute or None; `cycle` the relative beat lengths of a bar (mean 1),
    `[1.0]` if all beats are equal; `bonuses` `(n_frames, len(cycle))` for beats at frames.
    """

    tempos: TempoRange
    tempo: float | None
    cycle: FloatArray
    bonuses: FloatArray


def find_beats(evidence: BeatEvidence, strokes: Strokes, search: BeatSearch) -> BeatPath:
    """The path of beats in the octave that network, drums and usual tempos agree on best."""
    if search.tempo is not None:
        margin = _GIVEN_TEMPO_MARGIN
        tempos = TempoRange(search.tempo / margin, search.tempo * margin)
        return find_beat_path(evidence, tempos, search.cycle, search.bonuses)
    path = find_beat_path(evidence, search.tempos, search.cycle, search.bonuses)
    paths = [path]
    for tempos in _other_octaves(path, search.tempos, evidence.frame_rate):
        paths.append(find_beat_path(evidence, tempos, search.cycle, search.bonuses))
    return max(paths, key=lambda each: _plausibility(each, strokes, evidence.frame_rate))


def _other_octaves(path: BeatPath, allowed: TempoRange, frame_rate: float) -> list[TempoRange]:
    """Ranges of tempo that stand half and double to the path's.

    Where the path itself mixes tempos that far apart, its commonest one is tried alone too.
    """
    tempos = np.sort(np.repeat(60 * frame_rate / path.intervals, path.intervals.astype(int)))
    slowest, middle, fastest = np.quantile(tempos, (0.05, 0.5, 0.95))
    factors = [0.5, 2.0]
    if fastest / slowest > _WIDE_RANGE:
        slowest, fastest = middle / 1.25, middle * 1.25
        factors.append(1.0)
    ranges = []
    for factor in factors:
        low = max(allowed.slowest, slowest * factor / 1.12)
        high = min(allowed.fastest, fastest * factor * 1.12)
        if low * 1.1 < high and low <= middle * factor <= high:
            ranges.append(TempoRange(low, high))
    return ranges


def _plausibility(path: BeatPath, strokes: Strokes, frame_rate: float) -> float:
    tempos = 60 * frame_rate / path.intervals
    distance = np.log(tempos / _USUAL_TEMPO) / _TEMPO_SPREAD
    tempo_prior = -0.5 * float(np.average(distance**2, weights=path.intervals))
    beats = np.append(path.frames, path.end_frame) / frame_rate
    return (
        _PATH_WEIGHT * path.score
        + tempo_prior
        + _BACKBEAT_WEIGHT * backbeat_strength(beats, strokes)
        - _DENSITY_WEIGHT * _density_distance(beats, strokes)
    )


def strokes_at(beats: FloatArray, strokes: Strokes) -> tuple[FloatArray, FloatArray]:
    """Strength `(n_beats,)` of the strokes at each beat, and how much of all strokes that is.

    A stroke belongs to the nearest beat if it is within an eighth of a beat and 60 ms.
    """
    strength = np.zeros(len(beats))
    if len(strokes) == 0 or len(beats) < 2:
        return strength, np.zeros(0)
    nearest = nearest_indices(beats, strokes.times)
    interval = np.gradient(beats)[nearest]
    is_on = np.abs(strokes.times - beats[nearest]) <= np.minimum(0.06, interval / 8)
    np.maximum.at(strength, nearest[is_on], strokes.weights[is_on])
    return strength, is_on.astype(float)


def nearest_indices(sorted_times: FloatArray, times: FloatArray) -> np.ndarray:
    """For each of `times` the index of the nearest in `sorted_times` (at least one)."""
    right = np.clip(np.searchsorted(sorted_times, times), 1, max(1, len(sorted_times) - 1))
    right = np.minimum(right, len(sorted_times) - 1)
    left = np.maximum(right - 1, 0)
    is_left = np.abs(times - sorted_times[left]) <= np.abs(sorted_times[right] - times)
    return np.where(is_left, left, right)


def backbeat_strength(beats: FloatArray, strokes: Strokes) -> float:
    """1 if loud snare strokes fall on every other beat and nowhere else, down to -1."""
    snares = strokes.only(Role.SNARE)
    if len(snares) < 4 or len(beats) < 5:
        return 0.0
    is_loud = snares.weights >= 0.6 * np.quantile(snares.weights, 0.8)
    loud = Strokes(snares.times[is_loud], snares.roles[is_loud], snares.weights[is_loud])
    strength, is_on = strokes_at(beats, loud)
    total = strength[:-2].sum()
    if total == 0:
        return 0.0
    next_beat = (strength[:-2] * strength[1:-1]).sum() / (strength[:-2] ** 2).sum()
    second_beat = (strength[:-2] * strength[2:]).sum() / (strength[:-2] ** 2).sum()
    is_enough = min(1.0, len(loud.times) / 8)
    return float(is_on.mean() * np.clip(second_beat - next_beat, -1, 1) * is_enough)


def _density_distance(beats: FloatArray, strokes: Strokes) -> float:
    """How far (octaves, squared) the hi-hat or ride is from its usual two strokes a beat."""
    times = strokes.only(Role.TIME).times
    counts = np.histogram(times, beats)[0] if len(beats) > 1 else np.zeros(0)
    played = counts[counts > 0]
    if len(played) < 8:
        return 0.0
    return float(np.log2(played.mean() / _USUAL_STROKES_A_BEAT) ** 2)
