"""How hard a drum part is to play, from facts that can be counted in it.

No judgement of taste or style, and nothing learnt: four measures, each set on a scale from
easy (0) to hard (1), and their weighted mean stretched to 1..5.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from core.onsets import Onset
from core.revise import Transcription
from core.score import Bar
from core.summary import summarize

EASIEST, HARDEST = 1.0, 5.0

# What is played where strokes are thickest decides: this share of all moments is less busy.
_BUSY_QUANTILE = 0.9
_WINDOW_SECONDS = 4.0
_N_LIMBS = 4
# Drums that mark a rhythm's shape; hi-hat and cymbals keep time, and rarely pull against it.
_RHYTHM_GROUPS = {
    "kick": "feet",
    "snare": "hands",
    "side_stick": "hands",
    "tom_high": "hands",
    "tom_mid": "hands",
    "tom_low": "hands",
}


@dataclass(frozen=True)
class Demands:
    """What a part asks of a drummer.

    `strokes_per_second` in its busiest tenth (windows of four seconds; silent ones don't count);
    `limbs_at_once`, the mean number of drums struck together, 1..4; `tempo` in felt beats a
    minute, 0 if unknown; `syncopation`, the share (0..1) of kick, snare and tom strokes that
    stand off the beat with nothing by the same limbs on the next beat.
    """

    strokes_per_second: float = 0.0
    limbs_at_once: float = 1.0
    tempo: float = 0.0
    syncopation: float = 0.0


@dataclass(frozen=True)
class _Scale:
    """A measure's value in easy and in hard parts, and its weight; the weights sum to 1."""

    easy: float
    hard: float
    weight: float

    def __call__(self, value: float) -> float:
        share = (value - self.easy) / (self.hard - self.easy)
        return self.weight * min(max(share, 0.0), 1.0)


# From quarters on two drums at a slow tempo to sixteenths of hands and feet at a fast one.
_STROKES = _Scale(1.0, 14.0, 0.4)
_LIMBS = _Scale(1.0, 2.0, 0.2)
_TEMPO = _Scale(60.0, 200.0, 0.15)
_SYNCOPATION = _Scale(0.0, 0.5, 0.25)


def difficulty_of(demands: Demands) -> float:
    """The difficulty, from 1 (easy) to 5 (hard); more of any demand is never easier."""
    share = (
        _STROKES(demands.strokes_per_second)
        + _LIMBS(demands.limbs_at_once)
        + _TEMPO(demands.tempo)
        + _SYNCOPATION(demands.syncopation)
    )
    return EASIEST + (HARDEST - EASIEST) * share


def measure_demands(transcription: Transcription) -> Demands:
    """What the transcribed part asks; of a song without strokes nothing."""
    if not transcription.onsets:
        return Demands()
    bars = transcription.score.bars
    tempo = summarize(transcription).tempo
    return Demands(
        busiest_strokes_per_second(transcription.onsets),
        mean_limbs_at_once(bars),
        tempo.usual if tempo else 0.0,
        syncopation(bars),
    )


def busiest_strokes_per_second(onsets: Sequence[Onset]) -> float:
    """Strokes a second in the busiest tenth of the part, in windows of four seconds."""
    times = np.sort(np.array([onset.time for onset in onsets]))
    if not len(times):
        return 0.0
    last = max(times[-1] - _WINDOW_SECONDS, times[0])
    starts = np.arange(times[0], last + 1e-9, 1.0)
    counts = np.searchsorted(times, starts + _WINDOW_SECONDS) - np.searchsorted(times, starts)
    # A long rest makes no passage before or after it easier.
    return float(np.quantile(counts[counts > 0], _BUSY_QUANTILE)) / _WINDOW_SECONDS


def mean_limbs_at_once(bars: Sequence[Bar]) -> float:
    """The mean number of drums that are written on one place, over all places struck."""
    together: dict[tuple[int, Fraction], int] = defaultdict(int)
    for number, bar in enumerate(bars):
        for position, _ in bar.strokes():
            together[number, position] += 1
    counts = [min(count, _N_LIMBS) for count in together.values()]
    return sum(counts) / len(counts) if counts else 1.0


def syncopation(bars: Sequence[Bar]) -> float:
    """The share of kick, snare and tom strokes off the beat whose limbs leave out the next one."""
    beats: list[Fraction] = []
    struck: dict[str, list[Fraction]] = defaultdict(list)
    start = Fraction(0)
    for bar in bars:
        # A pick-up bar lacks the first beats of its metre.
        beat = start + bar.length - bar.time_signature.bar_length
        for length in bar.time_signature.beat_lengths:
            beats += [beat] if beat >= start else []
            beat += length
        for position, stroke in bar.strokes():
            if stroke.drum in _RHYTHM_GROUPS:
                struck[_RHYTHM_GROUPS[stroke.drum]].append(start + position)
        start += bar.length
    n_strokes = sum(map(len, struck.values()))
    if not n_strokes:
        return 0.0
    return sum(_n_syncopated(places, [*beats, start]) for places in struck.values()) / n_strokes


def _n_syncopated(places: Sequence[Fraction], beats: Sequence[Fraction]) -> int:
    on_beats, all_beats = set(places).intersection(beats), set(beats)
    off = [place for place in places if place not in all_beats]
    return sum(beats[bisect_left(beats, place)] not in on_beats for place in off)
