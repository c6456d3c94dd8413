"""The form of a song: its sections, its fills, and where its tempo really changes.

Sections are stretches of bars that resemble one another. They are found by dynamic
programming: each section pays for how much its bars differ from their mean and for an unusual
length, and gains from a crash on its first beat and a fill before it.
"""

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

import numpy as np
from numpy.typing import NDArray

from core.beats import GridBar
from core.kit import DRUMS
from core.quantize import QuantizedBar
from core.score import TempoMark

_SECTION = 1.6
_LONGEST_SECTION = 32
_USUAL_LENGTHS = {8: 0.0, 16: 0.2, 4: 0.7, 12: 0.6, 24: 0.6, 32: 0.6}
_EVEN_LENGTH, _ODD_LENGTH, _SHORT_LENGTH = 1.2, 2.2, 3.5
_CRASH, _FILL, _SILENCE = 1.4, 1.0, 1.5
# A crash on more downbeats than this is part of the groove and marks nothing.
_USUAL_CRASHES = 0.35
# A fill has so many strokes more than the bars before it.
_MORE_TOMS, _MORE_SNARE = 3, 4
_VISIBLE_CHANGE, _HIDDEN_CHANGE = 0.04, 0.02
_LASTING = 4  # bars


def find_sections(bars: Sequence[QuantizedBar]) -> list[int]:
    """Indexes of the bars where sections begin, in order; the first one is the first full bar."""
    first = 1 if bars and bars[0].grid_bar.n_missing_beats and len(bars) > 1 else 0
    inner = bars[first:]
    if not inner:
        return []
    profiles = _profiles(inner)
    sums = np.concatenate([np.zeros((1, profiles.shape[1])), np.cumsum(profiles, axis=0)])
    squares = np.concatenate([[0.0], np.cumsum((profiles**2).sum(axis=1))])
    gains = np.array(_boundary_gains(inner, profiles))
    n = len(inner)
    totals, sources = np.zeros(n + 1), [0]
    for end in range(1, n + 1):
        starts = np.arange(max(0, end - _LONGEST_SECTION), end)
        lengths = end - starts
        mean_part = ((sums[end] - sums[starts]) ** 2).sum(axis=1) / lengths
        differences = squares[end] - squares[starts] - mean_part
        unusual = _LENGTH_PRICES[lengths] * (0.5 if end == n else 1.0)
        prices = totals[starts] + _SECTION + differences + unusual - gains[starts]
        best = int(prices.argmin())
        totals[end] = prices[best]
        sources.append(int(starts[best]))
    found = []
    end = n
    while end > 0:
        end = sources[end]
        found.append(end + first)
    return found[::-1]


def _length_price(n_bars: int) -> float:
    if n_bars < 4:
        return _SHORT_LENGTH
    return _USUAL_LENGTHS.get(n_bars, _ODD_LENGTH if n_bars % 2 else _EVEN_LENGTH)


_LENGTH_PRICES = np.array([_length_price(n_bars) for n_bars in range(_LONGEST_SECTION + 1)])


def _profiles(bars: Sequence[QuantizedBar]) -> NDArray[np.float64]:
    """What is struck where, `(n_bars, n_places)`; the mean squared length of a row is 1."""
    places: dict[tuple[Fraction, str], int] = {}
    for bar in bars:
        for stroke in bar.strokes:
            places.setdefault((stroke.position, stroke.stroke.drum), len(places))
    profiles = np.zeros((len(bars), max(len(places), 1)))
    for row, bar in zip(profiles, bars, strict=True):
        for stroke in bar.strokes:
            soft = 0.5 if stroke.stroke.ghost else 1.0
            row[places[stroke.position, stroke.stroke.drum]] = soft
    energy = float((profiles**2).sum(axis=1).mean())
    return profiles / np.sqrt(energy) if energy > 0 else profiles


def _boundary_gains(bars: Sequence[QuantizedBar], profiles: NDArray[np.float64]) -> list[float]:
    """What speaks for a section to begin at each bar."""
    crashes = [_crashes_on_downbeat(bar) for bar in bars]
    crashes_tell = sum(crashes) <= _USUAL_CRASHES * len(bars)
    gains = []
    for index, bar in enumerate(bars):
        gain = _CRASH if crashes[index] and crashes_tell else 0.0
        if index > 0:
            groove = profiles[max(0, index - 5) : index - 1]
            gain += _FILL * (
                len(groove) > 0 and is_fill(bars[index - 1], bars[max(0, index - 5) : index - 1])
            )
            gain += _SILENCE * (bool(bar.strokes) != bool(bars[index - 1].strokes))
        gains.append(gain)
    return gains


def _crashes_on_downbeat(bar: QuantizedBar) -> bool:
    return any(
        stroke.position == 0 and DRUMS[stroke.stroke.drum].class_8 == "crash"
        for stroke in bar.strokes
    )


def is_fill(bar: QuantizedBar, groove: Sequence[QuantizedBar]) -> bool:
    """True if toms or a dense snare break what the bars of `groove` usually do."""
    n_toms, n_snare = _n_struck(bar, "toms"), _n_struck(bar, "snare")
    if not groove or (n_toms < _MORE_TOMS and n_snare < _MORE_SNARE):
        return False
    usual_toms = median(_n_struck(other, "toms") for other in groove)
    usual_snare = median(_n_struck(other, "snare") for other in groove)
    many_toms = n_toms >= usual_toms + _MORE_TOMS
    dense_snare = n_snare >= max(2 * usual_snare, usual_snare + _MORE_SNARE)
    return many_toms or dense_snare


def _n_struck(bar: QuantizedBar, class_8: str) -> int:
    return sum(
        DRUMS[stroke.stroke.drum].class_8 == class_8 and not stroke.stroke.ghost
        for stroke in bar.strokes
    )


def section_letter(index: int) -> str:
    """A, B ... Z, AA, AB ... for sections counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def find_tempo_marks(bars: Sequence[GridBar]) -> dict[int, TempoMark]:
    """Tempo marks by the index of their bar: at the first bar, then where a change lasts.

    Small lasting changes get hidden marks, so that playback keeps to the song.
    """
    if not bars:
        return {}
    tempos = [quarters_per_minute(bar) for bar in bars]
    shown = played = median(tempos[: 2 * _LASTING])
    marks = {0: _mark(bars[0], shown, is_hidden=False)}
    index = 1
    while index + _LASTING <= len(bars):
        here = median(tempos[index : index + _LASTING])
        later = median(tempos[index : index + 2 * _LASTING])
        for limit, current in ((_VISIBLE_CHANGE, shown), (_HIDDEN_CHANGE, played)):
            step = limit * current
            rises = min(here, later) - current > step and tempos[index] - current > step / 2
            falls = current - max(here, later) > step and current - tempos[index] > step / 2
            if rises or falls:
                played = here
                is_hidden = limit == _HIDDEN_CHANGE
                shown = shown if is_hidden else here
                marks[index] = _mark(bars[index], here, is_hidden=is_hidden)
                index += _LASTING - 1
                break
        index += 1
    return marks


def quarters_per_minute(bar: GridBar) -> float:
    """The tempo of a bar in quarter notes, whatever its metre."""
    lengths = bar.time_signature.beat_lengths[bar.n_missing_beats :]
    return 60 * float(4 * sum(lengths)) / (bar.end - bar.start)


def _mark(bar: GridBar, quarters: float, *, is_hidden: bool) -> TempoMark:
    """The tempo in the beats that are felt; in uneven metres, in quarters."""
    lengths = set(bar.time_signature.beat_lengths)
    beat = lengths.pop() if len(lengths) == 1 else Fraction(1, 4)
    if beat < Fraction(1, 8):
        beat = Fraction(1, 4)
    bpm = quarters / float(4 * beat)
    return TempoMark(round(bpm, 1) if is_hidden else float(round(bpm)), beat, is_hidden)
