"""Beats to the frame -> beats to the millisecond, straight where the song was made to a click."""

import numpy as np

from core.beat_tracking.evidence import BeatEvidence, FloatArray, Strokes
from core.beat_tracking.path import BeatPath
from core.beat_tracking.tempo import nearest_indices

_REACH = 0.045  # seconds within which strokes and peaks speak for a beat
_CLICK_RESIDUAL = 0.015  # seconds: players against a click stay within this
_SHORTEST_CLICK = 16  # beats of constant tempo that are worth a straight line
_SMOOTHING = 3  # beats on either side in music played freely
_LARGEST_SMOOTHING = 0.012  # seconds: a real change of tempo must not be smoothed away
_STROKE_WEIGHT_FLOOR = 0.15


def refine_beats(
    path: BeatPath, cycle: FloatArray, evidence: BeatEvidence, strokes: Strokes
) -> FloatArray:
    """Times of the path's beats and of the beat after the last, in seconds, strictly rising.

    Each beat goes to the strokes (or else the activation peak) near it. Stretches where these
    lie on a straight line are put on that line; elsewhere they are smoothed a little, and beats
    with nothing near are set between their neighbours.
    """
    tracked = np.append(path.frames, path.end_frame) / evidence.frame_rate
    observed, weights = _observe(tracked, evidence, strokes)
    positions = np.concatenate([[0.0], np.cumsum(cycle[path.positions])])
    refined = _fill_gaps(positions, tracked, observed, weights)
    for first, stop in _constant_stretches(positions, refined, weights):
        piece = slice(first, stop)
        slope, start = _robust_line(positions[piece], observed[piece], weights[piece])
        refined[piece] = start + slope * positions[piece]
    return _rising(refined, tracked)


def _observe(
    tracked: FloatArray, evidence: BeatEvidence, strokes: Strokes
) -> tuple[FloatArray, FloatArray]:
    """Where strokes and activation say each beat is, and how much that is worth (0: nothing).

    Activation peaks are first moved by their median distance to the strokes: what a player
    reads must agree with what is heard to the millisecond.
    """
    by_strokes, stroke_weights = _observe_strokes(tracked, strokes)
    by_peaks, peak_weights = _observe_peaks(tracked, evidence)
    both = (stroke_weights > 0.4) & (peak_weights > 0.3)
    if both.sum() >= 4:
        by_peaks = by_peaks + np.median((by_strokes - by_peaks)[both])
    has_strokes = stroke_weights >= _STROKE_WEIGHT_FLOOR
    observed = np.where(has_strokes, by_strokes, by_peaks)
    weights = np.where(has_strokes, stroke_weights, 0.5 * peak_weights)
    return np.where(weights > 0, observed, tracked), weights


def _observe_strokes(tracked: FloatArray, strokes: Strokes) -> tuple[FloatArray, FloatArray]:
    """Weighted mean time of the strokes near each beat, and the weight of the strongest."""
    total, weighted, strongest = (np.zeros(len(tracked)) for _ in range(3))
    if len(strokes):
        nearest = nearest_indices(tracked, strokes.times)
        distance = strokes.times - tracked[nearest]
        near = np.abs(distance) <= _REACH
        # Flams and fills reach into the window from its edges; the middle counts more.
        weights = (strokes.weights * np.exp(-0.5 * (distance / 0.025) ** 2))[near]
        np.add.at(total, nearest[near], weights)
        np.add.at(weighted, nearest[near], weights * strokes.times[near])
        np.maximum.at(strongest, nearest[near], strokes.weights[near])
    return np.where(total > 0, weighted / np.maximum(total, 1e-9), tracked), strongest


def _observe_peaks(tracked: FloatArray, evidence: BeatEvidence) -> tuple[FloatArray, FloatArray]:
    """Centre of the beat head's peak near each beat, to a fraction of a frame, and its height."""
    reach = max(1, round(_REACH * evidence.frame_rate))
    centres = np.round(tracked * evidence.frame_rate).astype(int)
    frames = centres[:, None] + np.arange(-reach, reach + 1)
    inside = (frames >= 0) & (frames < evidence.n_frames)
    values = evidence.network[np.clip(frames, 0, evidence.n_frames - 1)] * inside
    height = values.max(axis=1)
    sharp = np.maximum(values - 0.5 * height[:, None], 0)
    centre = (sharp * frames).sum(axis=1) / np.maximum(sharp.sum(axis=1), 1e-9)
    usable = height > 0.1
    return np.where(usable, centre / evidence.frame_rate, tracked), np.where(usable, height, 0.0)


def _fill_gaps(
    positions: FloatArray, tracked: FloatArray, observed: FloatArray, weights: FloatArray
) -> FloatArray:
    """Observed times, smoothed; beats without evidence lie evenly between those with it."""
    known = weights > 0
    if known.sum() < 2:
        return tracked.copy()
    times = observed.copy()
    times[~known] = np.interp(positions[~known], positions[known], observed[known])
    first, last = np.flatnonzero(known)[[0, -1]]
    times[:first] = observed[first] + tracked[:first] - tracked[first]
    times[last + 1 :] = observed[last] + tracked[last + 1 :] - tracked[last]
    return times + np.clip(
        _smoothed(positions, times, np.maximum(weights, 0.05)) - times,
        -_LARGEST_SMOOTHING,
        _LARGEST_SMOOTHING,
    )


def _smoothed(positions: FloatArray, times: FloatArray, weights: FloatArray) -> FloatArray:
    """Local straight lines over a few beats, weighted."""
    shifts = np.arange(-_SMOOTHING, _SMOOTHING + 1)
    index = np.clip(np.arange(len(times))[:, None] + shifts, 0, len(times) - 1)
    kernel = weights[index] * (1 - (np.abs(shifts) / (_SMOOTHING + 1)) ** 2)
    x = positions[index] - positions[:, None]
    y = times[index]
    total = kernel.sum(axis=1)
    mean_x, mean_y = (kernel * x).sum(axis=1) / total, (kernel * y).sum(axis=1) / total
    centred = x - mean_x[:, None]
    spread = (kernel * centred**2).sum(axis=1)
    slope = (kernel * centred * y).sum(axis=1) / np.maximum(spread, 1e-9)
    return np.where(spread > 1e-9, mean_y - slope * mean_x, times)


def _constant_stretches(
    positions: FloatArray, times: FloatArray, weights: FloatArray
) -> list[tuple[int, int]]:
    """Stretches `(first, stop)` that a straight line fits: halved where it doesn't, then grown."""
    stretches: list[tuple[int, int]] = []
    todo = [(0, len(times))]
    while todo:
        first, stop = todo.pop()
        if stop - first < _SHORTEST_CLICK:
            continue
        if _is_straight(positions[first:stop], times[first:stop], weights[first:stop]):
            stretches.append((first, stop))
        else:
            split = first + _bend(positions[first:stop], times[first:stop])
            todo += [(first, split), (split, stop)]
    return _joined(sorted(stretches), positions, times, weights)


def _bend(positions: FloatArray, times: FloatArray) -> int:
    """Where to split: the beat furthest from the chord, kept off the ends."""
    chord = np.interp(positions, positions[[0, -1]], times[[0, -1]])
    margin = min(4, len(times) // 3)
    inner = np.abs(times - chord)[margin : len(times) - margin]
    return margin + int(inner.argmax())


def _joined(
    stretches: list[tuple[int, int]], positions: FloatArray, times: FloatArray, weights: FloatArray
) -> list[tuple[int, int]]:
    """Neighbouring stretches made one where one line fits both."""
    joined: list[tuple[int, int]] = []
    for first, stop in stretches:
        if joined:
            piece = slice(joined[-1][0], stop)
            if _is_straight(positions[piece], times[piece], weights[piece]):
                joined[-1] = (joined[-1][0], stop)
                continue
        joined.append((first, stop))
    return joined


def _is_straight(positions: FloatArray, times: FloatArray, weights: FloatArray) -> bool:
    """Whether beats lie on a line: all but the odd one, and without a slow drift."""
    known = weights > 0
    if known.sum() < _SHORTEST_CLICK // 2:
        return False
    slope, start = _robust_line(positions, times, weights)
    residuals = (times - start - slope * positions)[known]
    if np.quantile(np.abs(residuals), 0.9) > _CLICK_RESIDUAL:
        return False
    # A drift is small against the jitter but lasts: it shows in the means of long pieces.
    drift = [abs(piece.mean()) for piece in np.array_split(residuals, max(1, len(residuals) // 8))]
    return bool(max(drift) <= 0.6 * _CLICK_RESIDUAL)


def _robust_line(
    positions: FloatArray, times: FloatArray, weights: FloatArray
) -> tuple[float, float]:
    """Slope (seconds a beat) and start of the line through the beats, outliers left out."""
    used = weights > 0
    slope, start = 0.5, float(times[0])
    for _ in range(4):
        slope, start = np.polyfit(positions[used], times[used], 1, w=np.sqrt(weights[used]))
        distances = np.abs(times - start - slope * positions)
        limit = max(0.006, 2.5 * float(np.median(distances[weights > 0])))
        used = (weights > 0) & (distances <= limit)
    return float(slope), float(start)


def _rising(times: FloatArray, tracked: FloatArray) -> FloatArray:
    """The times, but as tracked wherever two of them came nearer than half the beat there."""
    too_near = np.diff(times) < 0.5 * np.diff(tracked)
    if not too_near.any():
        return times
    affected = np.append(too_near, False) | np.append(False, too_near)
    mended = np.where(affected, tracked, times)
    return mended if (np.diff(mended) > 0.25 * np.diff(tracked)).all() else tracked
