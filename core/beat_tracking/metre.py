"""Beats -> bars: which metre, and where the '1' is.

A hidden Markov model over beats (as the bar tracking of Krebs, Böck & Widmer 2016): its states
are the beats of the bar in each metre and drum pattern; its evidence is the downbeat head, the
kick, snare and crash strokes on the beat, and how well the drums repeat after one bar.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.beat_tracking.evidence import BeatEvidence, FloatArray, Role, Strokes
from core.beat_tracking.tempo import is_compound, strokes_at
from core.meter import TimeSignature

_PATTERN_WEIGHT = 0.5  # strokes of a loop repeat one another: less than independent evidence
_DOWNBEAT_WEIGHT = 1.4
_OTHERS_QUANTILE, _FIRSTS_QUANTILE = 0.4, 0.92  # of beats in bars of up to 8 beats
_USABLE_FIRSTS = 0.03
_ODDS_LIMITS = (-2.2, 2.8)
_REPETITION_WEIGHT = 2.0
_METRE_CHANGE_COST = 11.0
_PATTERN_CHANGE_COST = 2.5
_PICK_UP_COST = 0.5
_FORCED = 1e6


@dataclass(frozen=True)
class BarPosition:
    """Where a beat stands: beat `index` (from 0) of a bar of `time_signature`."""

    time_signature: TimeSignature
    index: int


@dataclass(frozen=True)
class Pattern:
    """What drummers play on the beats of a bar: probabilities of a kick and a snare on each.

    None stands for the song's own average. `prior` is the metre's log probability at first,
    `bar_cost` a cost of each bar.
    """

    time_signature: TimeSignature
    kicks: tuple[float | None, ...]
    snares: tuple[float | None, ...]
    prior: float = 0.0
    bar_cost: float = 0.0


def plain_pattern(
    time_signature: TimeSignature, prior: float, bar_cost: float, n_beats: int | None = None
) -> Pattern:
    """Nothing known but that bars begin with a kick and seldom with a snare.

    `n_beats` are counted in a bar; as many as are felt if None.
    """
    n_others = (n_beats or len(time_signature.beat_lengths)) - 1
    others: tuple[float | None, ...] = (None,) * n_others
    return Pattern(time_signature, (0.8, *others), (0.12, *others), prior, bar_cost)


_2_4, _3_4, _4_4, _5_4, _6_4, _7_4 = (TimeSignature(n, 4) for n in range(2, 8))
_6_8, _12_8 = TimeSignature(6, 8), TimeSignature(12, 8)


def _common_patterns(of_four: TimeSignature, prior: float, bar_cost: float) -> list[Pattern]:
    backbeat = ((0.85, 0.2, 0.6, 0.2), (0.06, 0.85, 0.1, 0.85))
    half_time = ((0.85, 0.3, 0.15, 0.3), (0.06, 0.08, 0.85, 0.1))
    return [
        Pattern(of_four, *backbeat, prior, bar_cost),
        Pattern(of_four, *half_time, prior - 1.0, bar_cost),
        plain_pattern(of_four, prior, bar_cost),
    ]


_SIMPLE_PATTERNS: tuple[Pattern, ...] = (
    *_common_patterns(_4_4, 0.0, 0.0),
    Pattern(_3_4, (0.85, 0.15, 0.2), (0.06, 0.6, 0.6), -2.5, 0.5),
    plain_pattern(_3_4, -2.5, 0.5),
    Pattern(_2_4, (0.85, 0.15), (0.06, 0.85), -6.0, 1.4),
    plain_pattern(_2_4, -6.0, 1.4),
    plain_pattern(_5_4, -4.0, 0.7),
    plain_pattern(_6_4, -5.0, 0.9),
    plain_pattern(_7_4, -5.0, 1.1),
)
_COMPOUND_PATTERNS: tuple[Pattern, ...] = (
    Pattern(_6_8, (0.85, 0.2), (0.06, 0.85), 0.0, 0.3),
    plain_pattern(_6_8, 0.0, 0.3),
    *_common_patterns(_12_8, -4.0, 0.3),
)


@dataclass(frozen=True)
class BarReading:
    """The place of each beat, and how well that explains what is heard (nats)."""

    positions: list[BarPosition]
    score: float


@dataclass(frozen=True)
class BeatFeatures:
    """What is heard on each beat, all `(n_beats,)`; `repetition[n]` after n beats."""

    downbeats: FloatArray
    kicks: FloatArray
    snares: FloatArray
    crashes: FloatArray
    has_strokes: NDArray[np.bool_]
    repetition: dict[int, FloatArray]


def find_bar_positions(
    beats: FloatArray,
    evidence: BeatEvidence,
    strokes: Strokes,
    given: TimeSignature | None,
    downbeat: int | None,
) -> list[BarPosition]:
    """The place in its bar of each beat in `beats` (seconds).

    `given` fixes the metre (of equal beats). Beat number `downbeat` begins a bar if not None; if
    that is not what the evidence says, the song keeps its commonest metre throughout.
    """
    patterns = _patterns_for(beats, strokes, given)
    features = hear_beats(beats, evidence, strokes, patterns)
    positions = most_likely_bars(features, patterns).positions
    if downbeat is None or positions[downbeat].index == 0:
        return positions
    # The user contradicts the evidence: neither an odd bar nor another metre may undo that.
    commonest = Counter(each.time_signature for each in positions).most_common(1)[0][0]
    patterns = [each for each in patterns if each.time_signature == commonest]
    return most_likely_bars(features, patterns, downbeat=downbeat).positions


def _patterns_for(
    beats: FloatArray, strokes: Strokes, given: TimeSignature | None
) -> Sequence[Pattern]:
    known = (*_SIMPLE_PATTERNS, *_COMPOUND_PATTERNS)
    if given is not None:
        n_beats = len(given.beat_lengths)
        likened = [p for p in known if len(p.kicks) == n_beats] or [plain_pattern(given, 0.0, 0.0)]
        return [Pattern(given, p.kicks, p.snares) for p in likened]
    return _COMPOUND_PATTERNS if is_compound(beats, strokes) else _SIMPLE_PATTERNS


def hear_beats(
    beats: FloatArray, evidence: BeatEvidence, strokes: Strokes, patterns: Sequence[Pattern]
) -> BeatFeatures:
    """What is heard on each beat (or pulse) that tells where bars of these patterns begin."""
    heard = [strokes_at(beats, strokes.only(role))[0] for role in Role]
    loud_kicks, loud_snares = (np.clip(heard[role] / 0.6, 0, 1) for role in (Role.KICK, Role.SNARE))
    lags = sorted({len(pattern.kicks) for pattern in patterns})
    return BeatFeatures(
        _downbeat_odds(beats, evidence),
        loud_kicks,
        loud_snares,
        heard[Role.CRASH],
        np.sum(heard, axis=0) > 0,
        _repetition(beats, strokes, lags),
    )


def _downbeat_odds(beats: FloatArray, evidence: BeatEvidence) -> FloatArray:
    """Log odds of a downbeat at each beat, from the network alone; zeros if it says nothing.

    How much of what the beat head hears there the downbeat head hears too: softly played beats
    count like loud ones. Even odds lie half-way between the song's beats and its downbeats.
    """
    reach = max(1, round(0.05 * evidence.frame_rate))
    frames = np.round(beats * evidence.frame_rate).astype(int)[:, None]
    frames = frames + np.arange(-reach, reach + 1)
    inside = (frames >= 0) & (frames < evidence.n_frames)
    frames = np.clip(frames, 0, evidence.n_frames - 1)
    firsts = (evidence.downbeats[frames] * inside).max(axis=1)
    heard = np.maximum((evidence.network[frames] * inside).max(axis=1), firsts)
    # Beats that only complete the bars at the song's ends say nothing of its activations.
    is_heard = inside.any(axis=1)
    if not is_heard.any() or np.quantile(firsts[is_heard], _FIRSTS_QUANTILE) < _USABLE_FIRSTS:
        return np.zeros(len(beats))
    share = np.clip(firsts / np.maximum(heard, 1e-6), 0.03, 0.97)
    odds = np.log(share / (1 - share))
    low, high = np.quantile(odds[is_heard], (_OTHERS_QUANTILE, _FIRSTS_QUANTILE))
    odds = np.clip(odds - (low + high) / 2, *_ODDS_LIMITS)
    return np.where(is_heard, odds, 0.0)


def _repetition(beats: FloatArray, strokes: Strokes, lags: Sequence[int]) -> dict[int, FloatArray]:
    """How alike the strokes of each beat are to those `lag` beats away, against other lags."""
    n_beats, n_cells = len(beats), 4
    cells = np.zeros((n_beats, n_cells * len(Role)))
    if len(strokes) and n_beats > 1:
        lengths = np.append(np.diff(beats), beats[-1] - beats[-2])
        index = np.searchsorted(beats - lengths / 8, strokes.times, side="right") - 1
        inside = (index >= 0) & (strokes.times < beats[-1] + lengths[-1])
        index, roles = index[inside], strokes.roles[inside]
        phase = (strokes.times[inside] - beats[index]) / lengths[index]
        cell = np.clip(np.round(phase * n_cells), 0, n_cells - 1).astype(int)
        np.maximum.at(cells, (index, cell * len(Role) + roles), strokes.weights[inside])
    norms = np.linalg.norm(cells, axis=1)
    found = {}
    for lag in sorted({2, 3, 4, 5} | set(lags)):
        alike = np.zeros(n_beats)
        if n_beats > lag:
            product = (cells[lag:] * cells[:-lag]).sum(axis=1)
            both = product / np.maximum(norms[lag:] * norms[:-lag], 1e-9)
            alike[lag:] += both / 2
            alike[:-lag] += both / 2
        found[lag] = alike
    average = np.mean([found[lag] for lag in (2, 3, 4, 5)], axis=0)
    return {lag: found[lag] - average for lag in lags}


def most_likely_bars(
    features: BeatFeatures,
    patterns: Sequence[Pattern],
    change_cost: float = _METRE_CHANGE_COST,
    downbeat: int | None = None,
) -> BarReading:
    """The best reading: Viterbi over beats; patterns change at bar lines only.

    `change_cost` nats are paid for another metre; beat number `downbeat` begins a bar.
    """
    scores = np.concatenate([_pattern_scores(features, each) for each in patterns], axis=1)
    starts = np.cumsum([0] + [len(each.kicks) for each in patterns])
    firsts, lasts = starts[:-1], starts[1:] - 1
    if downbeat is not None:
        is_first = np.isin(np.arange(scores.shape[1]), firsts)
        scores[downbeat] += np.where(is_first, _FORCED, 0.0)
    changes = _change_scores(patterns, change_cost)
    prior = np.concatenate([np.full(len(p.kicks), p.prior - _PICK_UP_COST) for p in patterns])
    prior[firsts] += _PICK_UP_COST
    score, previous = prior + scores[0], np.zeros(scores.shape, dtype=np.int64)
    for beat in range(1, len(scores)):
        came_from = np.arange(scores.shape[1]) - 1
        arrived = score[came_from]
        candidates = score[lasts][:, None] + changes
        best = candidates.argmax(axis=0)
        came_from[firsts] = lasts[best]
        arrived[firsts] = candidates[best, np.arange(len(patterns))]
        previous[beat] = came_from
        score = arrived + scores[beat]
    states = [int(score.argmax())]
    for beat in range(len(scores) - 1, 0, -1):
        states.append(int(previous[beat, states[-1]]))
    owners = np.repeat(np.arange(len(patterns)), np.diff(starts))
    positions = [
        BarPosition(patterns[owners[state]].time_signature, int(state - firsts[owners[state]]))
        for state in reversed(states)
    ]
    return BarReading(positions, float(score.max()))


def _change_scores(patterns: Sequence[Pattern], change_cost: float) -> FloatArray:
    """Score of going from one pattern's last beat to another's first `(from, to)`."""
    changes = np.zeros((len(patterns), len(patterns)))
    for i, one in enumerate(patterns):
        for j, other in enumerate(patterns):
            if one.time_signature != other.time_signature:
                changes[i, j] = -change_cost
            elif i != j:
                changes[i, j] = -_PATTERN_CHANGE_COST
            changes[i, j] -= other.bar_cost
    return changes


def _pattern_scores(features: BeatFeatures, pattern: Pattern) -> FloatArray:
    """Score of each beat at each place of the pattern: `(n_beats, n_places)`."""
    n_places = len(pattern.kicks)
    scores = np.empty((len(features.kicks), n_places))
    for place in range(n_places):
        strokes = _stroke_score(features.kicks, pattern.kicks[place])
        strokes = strokes + _stroke_score(features.snares, pattern.snares[place])
        scores[:, place] = _PATTERN_WEIGHT * strokes * features.has_strokes
    scores[:, 0] += _DOWNBEAT_WEIGHT * features.downbeats + 1.2 * features.crashes
    scores[:, 1:] -= 0.6 * features.crashes[:, None]
    return scores + _REPETITION_WEIGHT * features.repetition[n_places][:, None]


def _stroke_score(heard: FloatArray, probability: float | None) -> FloatArray:
    """Log probability of what is heard, against the song's average share of such beats."""
    if probability is None:
        return np.zeros(len(heard))
    average = float(np.clip(heard.mean(), 0.1, 0.9))
    hit, rest = np.log(probability / average), np.log((1 - probability) / (1 - average))
    score: FloatArray = heard * hit + (1 - heard) * rest
    return score
