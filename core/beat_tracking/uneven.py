"""Eighths -> bars of 5/8 and 7/8, where a song has any.

Beats of unequal length are no path of steady beats, but their eighths are. The eighths are read
twice: in bars of whole quarters, and in bars that may also hold five or seven eighths. Songs in
quarters gain nothing by the second reading; where it explains far more, it holds.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

import numpy as np

from core.beat_tracking.evidence import BeatEvidence, FloatArray, Strokes
from core.beat_tracking.metre import (
    BarPosition,
    BarReading,
    BeatFeatures,
    Pattern,
    hear_beats,
    most_likely_bars,
    plain_pattern,
)
from core.meter import TimeSignature

# Nats a second by which odd bars must explain what is heard better. Songs in 5/8 or 7/8 gained
# .3 or more, others .1 at most, nearly all of them nothing.
_ODD_GAIN = 0.18
_SHORTEST = 50.0  # seconds: shorter songs must gain as much
# Few songs change their metre again and again; those that do change it easily.
_EASY_CHANGE_COST, _EASY_CHANGES_PRIOR = 3.5, -20.0
_SLOWEST_EIGHTH, _FASTEST_EIGHTH = 150.0, 330.0  # a minute
_EIGHTH = Fraction(1, 8)


def _pattern(n_eighths: int) -> Pattern:
    """Bars of so many eighths, of which nothing is known but that they begin with a kick."""
    signature = f"{n_eighths // 2}/4" if n_eighths % 2 == 0 else f"{n_eighths}/8"
    return plain_pattern(TimeSignature.parse(signature), -3.0, 0.5, n_eighths)


_WHOLE = tuple(_pattern(n) for n in (6, 8, 10, 12, 14))
_ODD = (*_WHOLE, *(_pattern(n) for n in (5, 7)))


def find_uneven_bars(
    beats: FloatArray, evidence: BeatEvidence, strokes: Strokes
) -> tuple[FloatArray, list[BarPosition]] | None:
    """Felt beats (seconds) and their places if the bars hold odd numbers of eighths, else None.

    The eighths are `beats` themselves, if they are fast enough, or lie half-way between them too.
    """
    found = None
    best = _ODD_GAIN * max(_SHORTEST, beats[-1] - beats[0])
    for eighths in _possible_eighths(beats):
        features = hear_beats(eighths, evidence, strokes, _ODD)
        odd = _read(features, _ODD)
        gain = odd.score - _read(features, _WHOLE).score
        if gain > best:
            best, found = gain, _felt_beats(eighths, odd.positions)
    return found


def _read(features: BeatFeatures, patterns: Sequence[Pattern]) -> BarReading:
    """The best reading with few changes of metre, or with many if that explains far more."""
    steady = most_likely_bars(features, patterns)
    changing = most_likely_bars(features, patterns, _EASY_CHANGE_COST)
    return changing if changing.score + _EASY_CHANGES_PRIOR > steady.score else steady


def _possible_eighths(beats: FloatArray) -> list[FloatArray]:
    if len(beats) < 16:
        return []
    halves = np.interp(np.arange(2 * len(beats) - 1) / 2, np.arange(len(beats)), beats)
    return [
        times
        for times in (beats, halves)
        if _SLOWEST_EIGHTH <= 60 / np.median(np.diff(times)) <= _FASTEST_EIGHTH
    ]


def _felt_beats(
    eighths: FloatArray, positions: Sequence[BarPosition]
) -> tuple[FloatArray, list[BarPosition]]:
    """The eighths on which felt beats begin, and these beats' places in their bars."""
    times, places = [], []
    for time, position in zip(eighths, positions, strict=True):
        lengths = position.time_signature.beat_lengths
        starts = [int(start / _EIGHTH) for start in accumulate(lengths, initial=Fraction(0))][:-1]
        if position.index in starts:
            times.append(float(time))
            places.append(BarPosition(position.time_signature, starts.index(position.index)))
    return np.array(times), places
