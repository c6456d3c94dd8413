"""The most likely path through beat phase and tempo: a bar-pointer model, solved exactly.

The state space is that of Krebs, Böck & Widmer 2015 (position in a beat or bar x tempo, tempo
changing at beats only). Because nothing but the interval is decided between two beats, the
path is searched from beat to beat: `score[t, position, interval]` is the best score of all
paths whose latest beat is at frame t and lasts `interval` frames. All frames nearer than the
shortest interval are independent of one another and are solved together.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.beat_tracking.evidence import BeatEvidence, FloatArray, IntArray

_FLOOR = 0.03  # probabilities below say "no evidence": all tempos cost the same there
_BEAT_GAIN = 0.045  # weight of a beat's evidence a frame of its length
_FREE_STEP_COST = 0.4  # of changing the interval by one frame (rounding of tempos in between)
_STEP_COST = 80.0  # of any further change, times the logarithm of the intervals' ratio
_JUMP_COST = 14.0  # of a change to any other tempo
_BLOCKS_A_CHECK = 100
_GUARD = 3  # frames on either side of a beat that belong to its peak


@dataclass(frozen=True)
class TempoRange:
    """The felt tempos that are searched, in beats a minute."""

    slowest: float
    fastest: float

    def intervals(self, frame_rate: float) -> IntArray:
        """All beat intervals in the range, in whole frames (at least one)."""
        shortest = max(2, round(60 / self.fastest * frame_rate))
        longest = max(shortest, round(60 / self.slowest * frame_rate))
        return np.arange(shortest, longest + 1)


@dataclass(frozen=True)
class BeatPath:
    """Beats found: `frames` and their `positions` in the cycle; `score` a second of the song.

    `end_frame` is where the beat after the last one would be.
    """

    frames: IntArray
    positions: IntArray
    end_frame: int
    score: float

    @property
    def intervals(self) -> FloatArray:
        """Frames from each beat to the next."""
        return np.diff(np.append(self.frames, self.end_frame)).astype(float)


@dataclass(frozen=True)
class _Model:
    """Everything the search needs, in frames: `(n_positions, n_intervals)` durations etc."""

    durations: IntArray
    gains: FloatArray  # (n_frames,) of a beat at a frame, a frame of the beat's length
    missed: FloatArray  # (n_frames + 1 + padding,) cumulated cost of no beat in a frame
    bonuses: FloatArray  # (n_frames, n_positions) of a beat of that position at a frame
    steps: FloatArray  # (n_intervals,) rising: the cost of a change is their difference
    tie_break: FloatArray  # (n_intervals,) a frame, in favour of usual tempos


def find_beat_path(
    evidence: BeatEvidence,
    tempos: TempoRange,
    cycle: FloatArray,
    bonuses: FloatArray,
    check: Callable[[], None] | None = None,
) -> BeatPath:
    """The best path whose beat lengths repeat as in `cycle` (mean 1; `[1.0]` if all are equal).

    `bonuses` `(n_frames, len(cycle))` are added for a beat of that position at a frame. `check`
    is called again and again; what it raises ends the search.
    """
    model = _build_model(evidence, tempos, cycle, bonuses)
    last, score, previous = _search(model, check)
    frames, positions = [last[0]], [last[1]]
    frame, position, index = last
    while previous[frame, position, index] >= 0:
        index = int(previous[frame, position, index])
        position = (position - 1) % len(cycle)
        frame -= int(model.durations[position, index])
        frames.append(frame)
        positions.append(position)
    return BeatPath(
        np.array(frames[::-1]),
        np.array(positions[::-1]),
        last[0] + int(model.durations[last[1], last[2]]),
        score / (evidence.n_frames / evidence.frame_rate),
    )


def _build_model(
    evidence: BeatEvidence, tempos: TempoRange, cycle: FloatArray, bonuses: FloatArray
) -> _Model:
    intervals = tempos.intervals(evidence.frame_rate)
    durations = np.maximum(2, np.round(cycle[:, None] * intervals[None, :])).astype(np.int64)
    beats = np.maximum(evidence.beats, _FLOOR)
    # A beat may miss the top of its peak by a frame: players' jitter is no change of tempo.
    widened = np.maximum(beats, 0.8 * np.maximum(np.append(beats[1:], 0), np.append(0, beats[:-1])))
    missed = np.log((1 - beats) / (1 - _FLOOR))
    padding = int(durations.max()) + 1
    bpm = 60 * evidence.frame_rate / intervals
    return _Model(
        durations,
        _BEAT_GAIN * np.log(widened / _FLOOR),
        np.pad(np.concatenate([[0.0], np.cumsum(missed)]), (0, padding), mode="edge"),
        bonuses,
        _STEP_COST * np.log(intervals),
        -1e-4 * np.log(bpm / 115) ** 2,
    )


def _search(
    model: _Model, check: Callable[[], None] | None
) -> tuple[tuple[int, int, int], float, NDArray[np.int16]]:
    """The last state of the best path (frame, position, interval), its score, back pointers."""
    durations = model.durations
    n_frames, (n_positions, n_intervals) = len(model.gains), durations.shape
    n_block, n_past = int(durations.min()), int(durations.max())
    previous = np.full((n_frames, n_positions, n_intervals), -1, dtype=np.int16)
    scores = np.full((n_past + n_block, n_positions, n_intervals), -np.inf)
    # Flat places in `scores` from which a beat that ends at a frame of the block came.
    in_block = np.arange(n_block)[:, None, None]
    came_from = np.ravel_multi_index(
        (
            n_past + in_block - durations[None],
            np.arange(n_positions)[None, :, None],
            np.arange(n_intervals)[None, None, :],
        ),
        scores.shape,
    )
    best, best_state = -np.inf, (0, 0, 0)
    for first in range(0, n_frames, n_block):
        if check and first // n_block % _BLOCKS_A_CHECK == 0:
            check()
        n_here = min(n_block, n_frames - first)
        frames = np.arange(first, first + n_here)
        ended = scores.ravel()[came_from[:n_here]]
        if n_positions > 1:
            ended = np.roll(ended, 1, axis=1)
        arrived, index = _best_transitions(ended, model.steps)
        if first <= n_past:
            starting = np.where(frames <= n_past, model.missed[frames], -np.inf)[:, None, None]
            index = np.where(starting > arrived, -1, index)
            arrived = np.maximum(arrived, starting)
        arrived += _beat_scores(model, frames)
        previous[frames] = index
        if first + n_here >= n_frames - n_past:
            is_last = frames[:, None, None] + durations[None] >= n_frames
            ending = np.where(is_last, arrived, -np.inf)
            place = np.unravel_index(int(ending.argmax()), ending.shape)
            if ending[place] > best:
                best = float(ending[place])
                best_state = (first + int(place[0]), int(place[1]), int(place[2]))
        scores[n_past : n_past + n_here] = arrived
        scores[:n_past] = scores[n_here : n_past + n_here].copy()
    return best_state, best, previous


def _best_transitions(ended: FloatArray, steps: FloatArray) -> tuple[FloatArray, IntArray]:
    """Best score with which each interval can begin, and the interval before it.

    Changes cost what lies between the intervals in `steps`, so the best of all shorter ones is
    a running maximum, and so is that of all longer ones.
    """
    shorter, shorter_index = _running_best(ended + steps)
    longer, longer_index = _running_best((ended - steps)[..., ::-1])
    longer, longer_index = longer[..., ::-1], ended.shape[-1] - 1 - longer_index[..., ::-1]
    best, index = ended.copy(), np.empty(ended.shape, dtype=np.int64)
    index[...] = np.arange(ended.shape[-1])
    # The first frame of a change is free: tempos lie between whole frames.
    for here, there, arrived, came_from in (
        (np.s_[..., 1:], np.s_[..., :-1], shorter - steps, shorter_index),
        (np.s_[..., :-1], np.s_[..., 1:], longer + steps, longer_index),
    ):
        changed = arrived[there] - _FREE_STEP_COST
        is_better = changed > best[here]
        np.copyto(best[here], changed, where=is_better)
        np.copyto(index[here], came_from[there], where=is_better)
    jump_index = ended.argmax(axis=-1)[..., None]
    jumped = np.take_along_axis(ended, jump_index, axis=-1) - _JUMP_COST
    return np.maximum(best, jumped), np.where(jumped > best, jump_index, index)


def _running_best(scores: FloatArray) -> tuple[FloatArray, IntArray]:
    """The highest score up to each place of the last axis, and where it is."""
    best = np.maximum.accumulate(scores, axis=-1)
    places = np.where(scores == best, np.arange(scores.shape[-1]), 0)
    return best, np.maximum.accumulate(places, axis=-1)


def _beat_scores(model: _Model, frames: IntArray) -> FloatArray:
    """What beats at these frames score: `(n_frames, n_positions, n_intervals)`."""
    durations = model.durations
    guard = np.minimum(_GUARD, durations // 2)
    stop = np.minimum(frames[:, None, None] + durations - guard + 1, len(model.missed) - 1)
    start = np.minimum(frames[:, None, None] + guard, stop)
    between = model.missed[stop] - model.missed[start]
    gain = durations * (model.gains[frames][:, None, None] + model.tie_break)
    scores: FloatArray = gain + between + model.bonuses[frames][:, :, None]
    return scores
