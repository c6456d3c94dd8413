"""Which octave of the tempo is felt: half, double, or what the most likely path says."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

from core.beat_tracking.evidence import BeatEvidence, FloatArray, IntArray, Role, Strokes
from core.beat_tracking.path import BeatPath, TempoRange, find_beat_path

ALL_TEMPOS = TempoRange(42, 240)
# Tempos scatter log-normally (van Noorden & Moelants 1999). The centre is lower than that of
# written tempos: fast beats miss no peak of the beat head, which marks many eighths too.
_USUAL_TEMPO, _TEMPO_SPREAD = 89.0, 0.39
_AGREEMENT_WEIGHT = 6.2
_FIRSTS_WEIGHT = 3.0  # of the downbeat head's peaks
_BACKBEAT_WEIGHT = 1.6
_COMPOUND_COST = 1.0  # quarters in eighths, grouped by three, look like dotted quarters
# Tempos that may be right where the path's is not: it may have left out every second beat, or
# taken groups of three eighths or sixteenths for beats.
_RATIOS = (1 / 2, 2.0, 2 / 3, 3 / 2, 3 / 4)
_LEAST_PEAK = 0.15
_TWO_TEMPOS = 1.25  # tempos further apart than this are two, each with an octave of its own
_MIXED_OCTAVES = 1.8  # and these may be one tempo, with its octaves mixed up
_GIVEN_TEMPO_MARGIN = 1.15


@dataclass(frozen=True)
class BeatSearch:
    """What is known beforehand.

    `tempo` in felt beats a minute or None; `cycle` the relative beat lengths of a bar (mean 1),
    `[1.0]` if all beats are equal; `bonuses` `(n_frames, len(cycle))` for beats at frames. What
    `check` raises, which is called again and again, ends the search.
    """

    tempos: TempoRange
    tempo: float | None
    cycle: FloatArray
    bonuses: FloatArray
    check: Callable[[], None] | None = None


def find_beats(evidence: BeatEvidence, strokes: Strokes, search: BeatSearch) -> BeatPath:
    """The path of beats in the octave that network, drums and usual tempos agree on best."""
    if search.tempo is not None:
        margin = _GIVEN_TEMPO_MARGIN
        tempos = TempoRange(search.tempo / margin, search.tempo * margin)
        return find_beat_path(evidence, tempos, search.cycle, search.bonuses, search.check)
    path = find_beat_path(evidence, search.tempos, search.cycle, search.bonuses, search.check)
    paths = [path]
    for tempos in _other_octaves(path, search.tempos, evidence.frame_rate):
        paths.append(find_beat_path(evidence, tempos, search.cycle, search.bonuses, search.check))
    if len(search.cycle) == 1:
        paths += [_offbeats(each) for each in paths if len(each.frames) > 1]
    return max(paths, key=lambda each: _plausibility(each, strokes, evidence))


def _offbeats(path: BeatPath) -> BeatPath:
    """The beats that would lie half-way between those of the path."""
    frames = path.frames + np.diff(np.append(path.frames, path.end_frame)) // 2
    return BeatPath(frames[:-1], path.positions[:-1], int(frames[-1]), path.score)


def _other_octaves(path: BeatPath, allowed: TempoRange, frame_rate: float) -> list[TempoRange]:
    """Ranges of tempo that stand half and double to the path's, as a whole or in part."""
    by_frame = np.repeat(60 * frame_rate / path.intervals, path.intervals.astype(int))
    slowest, middle, fastest = np.quantile(by_frame, (0.05, 0.5, 0.95))
    wanted: list[tuple[float, float]] = []
    if fastest / slowest > _MIXED_OCTAVES:
        slowest, fastest = middle / 1.25, middle * 1.25
        wanted.append((slowest, fastest))
    elif fastest / slowest > _TWO_TEMPOS:
        # 100 then 140 may have been taken for 200 then 140, or for 100 then 70.
        wanted += [(fastest / 2, slowest), (fastest, 2 * slowest)]
    wanted += [(slowest * ratio, fastest * ratio) for ratio in _RATIOS]
    ranges = []
    for low, high in wanted:
        tempos = TempoRange(max(allowed.slowest, low / 1.12), min(allowed.fastest, high * 1.12))
        if tempos.slowest * 1.1 < tempos.fastest:
            ranges.append(tempos)
    return ranges


def _plausibility(path: BeatPath, strokes: Strokes, evidence: BeatEvidence) -> float:
    tempos = 60 * evidence.frame_rate / path.intervals
    distance = np.log(tempos / _USUAL_TEMPO) / _TEMPO_SPREAD
    tempo_prior = -0.5 * float(np.average(distance**2, weights=path.intervals))
    beats = np.append(path.frames, path.end_frame) / evidence.frame_rate
    return (
        _AGREEMENT_WEIGHT * _agreement(path, evidence)
        + _FIRSTS_WEIGHT * _firsts_on_beats(path, evidence)
        + tempo_prior
        + _BACKBEAT_WEIGHT * backbeat_strength(beats, strokes)
        - _COMPOUND_COST * is_compound(beats, strokes)
    )


def _agreement(path: BeatPath, evidence: BeatEvidence) -> float:
    """F-measure 0..1 of the beats against the peaks of the beat head, weighted by their height.

    Unlike the path's own score it does not lean towards fast tempos, which miss no peak. The
    evidence of the strokes takes the head's place where it says nothing.
    """
    activation = evidence.network if evidence.is_network_usable else evidence.beats
    reach = max(1, round(0.04 * evidence.frame_rate))
    around = maximum_filter1d(activation, 2 * reach + 1)
    is_peak = (activation == around) & (activation > _LEAST_PEAK)
    total = float(activation[is_peak].sum())
    hits = np.where(around > _LEAST_PEAK, around, 0.0)[path.frames]
    return 2 * float(hits.sum()) / max(1e-9, total + len(hits))


def _firsts_on_beats(path: BeatPath, evidence: BeatEvidence) -> float:
    """The share 0..1 of the downbeat head's peaks, weighted by height, that beats lie on."""
    reach = max(1, round(0.04 * evidence.frame_rate))
    around = maximum_filter1d(evidence.downbeats, 2 * reach + 1)
    peaks = np.flatnonzero((evidence.downbeats == around) & (around > _LEAST_PEAK))
    if len(peaks) == 0:
        return 0.0
    heights = evidence.downbeats[peaks]
    nearest = nearest_indices(path.frames.astype(float), peaks.astype(float))
    is_on = np.abs(path.frames[nearest] - peaks) <= reach
    return float(heights[is_on].sum() / heights.sum())


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


def nearest_indices(sorted_times: FloatArray, times: FloatArray) -> IntArray:
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


def is_compound(beats: FloatArray, strokes: Strokes) -> bool:
    """Whether the beats fall into three throughout: both inner thirds struck, no halves.

    A shuffle leaves the middle third out, and fills of triplets do not last: both stay simple.
    """
    if len(strokes) == 0 or len(beats) < 8:
        return False
    index = np.searchsorted(beats, strokes.times, side="right") - 1
    inside = (index >= 0) & (index < len(beats) - 1)
    index, times = index[inside], strokes.times[inside]
    phase = (times - beats[index]) / np.diff(beats)[index]

    def beats_with(place: float) -> NDArray[np.bool_]:
        found = np.zeros(len(beats) - 1, dtype=bool)
        found[index[np.abs(phase - place) < 0.075]] = True
        return found

    thirds, two_thirds = beats_with(1 / 3), beats_with(2 / 3)
    straight = beats_with(1 / 2) & ~(thirds & two_thirds)
    is_divided = thirds | two_thirds | straight | beats_with(1 / 4) | beats_with(3 / 4)
    n_divided = max(1, int(is_divided.sum()))
    in_three = thirds & two_thirds & ~beats_with(1 / 2)
    return bool(
        n_divided >= 12
        and n_divided >= 0.3 * len(beats)
        and in_three.sum() >= 0.6 * n_divided
        and straight.sum() <= 0.15 * n_divided
    )
