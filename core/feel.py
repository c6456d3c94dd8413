"""Straight or swung: whether a song's pairs of notes are played long-short, and where.

Swung pairs are written as straight ones under one mark, as drummers read them. A shuffle whose
middle triplets are struck as well is no pair of anything: it is written in triplets.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median

from core.subdivision import (
    FINEST_PARTS,
    QUARTER,
    STRAIGHT,
    BeatSpan,
    Feel,
    Fit,
    Habits,
    divide_beats,
    fit_beats,
    learn_habits,
    pairs_in_beat,
    timing_errors,
)

_EIGHTH, _SIXTEENTH = Fraction(1, 8), Fraction(1, 16)
_SWUNG = (0.55, 0.73)
_LEAST_SWING = 0.57  # a mark for less would tell the reader nothing
_MIN_PAIRS = 6
_FASTEST_PAIR = 0.24  # seconds: nobody hears, or reads, a swing within less
_NEAR = 0.05
# Nats that the mark itself must earn, and that each change of feel must earn.
_MARK, _CHANGE = 8.0, 12.0
# With more middle triplets than this share of the pairs, the beats are triplets, not pairs.
_MAX_MIDDLES = 0.3
_MAX_OFFSET = 0.025
_MIN_FOR_OFFSET = 8
_MAX_DRIFT, _MAX_DRIFT_OF_BEAT = 0.040, 0.08
_STRETCH = 3  # beats to either side
_MIN_FOR_SPREAD = 20


@dataclass(frozen=True)
class Reading:
    """A whole song on its grids: a fit and a feel for each beat."""

    fits: list[Fit]
    feels: list[Feel]


@dataclass(frozen=True)
class Expectation:
    """What is known before reading: `spread` scales the timing errors that are expected;
    `is_coarse` leaves out 32nds and sextuplets, so that they cannot explain away a player's drift.
    """

    spread: float = 1.0
    is_coarse: bool = False


def read_song(
    spans: Sequence[BeatSpan],
    expectation: Expectation,
    forced: Sequence[Feel | None] = (),
) -> Reading:
    """The best reading: straight, or swung in 8ths or 16ths from bar to bar.

    `forced` gives the feel of beats where it is known; None, and beats beyond it, are free.
    """
    known = [*forced, *[None] * (len(spans) - len(forced))]
    if not any(known):
        return _read_freely(spans, expectation)
    if all(known):
        feels = [feel or STRAIGHT for feel in known]
    else:
        free = _read_freely(spans, expectation).feels
        feels = [feel or heard for feel, heard in zip(known, free, strict=True)]
    return _read_mixed(spans, feels, expectation)


def _read_freely(spans: Sequence[BeatSpan], expectation: Expectation) -> Reading:
    straight = _read(spans, STRAIGHT, expectation)
    swung = [
        reading
        for unit in (_EIGHTH, _SIXTEENTH)
        if (ratio := _usual_ratio(spans, unit)) is not None
        and _is_made_of_pairs(
            reading := _read(spans, Feel(unit, ratio), expectation), straight, unit
        )
    ]
    if not swung:
        return straight
    feels = _choose_feels(spans, [straight, *swung])
    if all(feel == STRAIGHT for feel in feels):
        return straight
    return _read_mixed(spans, _measure_ratios(spans, feels, swung), expectation)


def _read(spans: Sequence[BeatSpan], feel: Feel, expectation: Expectation) -> Reading:
    return _read_mixed(spans, [feel] * len(spans), expectation)


def _read_mixed(spans: Sequence[BeatSpan], feels: list[Feel], expectation: Expectation) -> Reading:
    """Divide the beats again and again, each time with the prices that the last time taught."""
    tables = {feel: fit_beats(spans, feel, expectation.spread) for feel in set(feels)}
    table: list[Sequence[Fit]] = [tables[feel][index] for index, feel in enumerate(feels)]
    if expectation.is_coarse:
        table = [
            [fit for fit in fits if not _is_fine(fit, span)]
            for span, fits in zip(spans, table, strict=True)
        ]
    habits = Habits()
    fits = divide_beats(spans, table, habits)
    for _ in range(2):
        taught = learn_habits(spans, fits)
        if taught == habits:
            break
        habits = taught
        fits = divide_beats(spans, table, habits)
    return Reading(fits, feels)


def _is_fine(fit: Fit, span: BeatSpan) -> bool:
    """True for 32nds and sextuplets."""
    return fit.parts in FINEST_PARTS or (fit.parts == 6 and not span.is_dotted)


def _pair_phases(span: BeatSpan, unit: Fraction) -> list[float]:
    """Where in their pair (0..1) the second notes of the beat's pairs may sound."""
    if span.length != QUARTER:
        return []
    n_pairs = pairs_in_beat(unit)
    phases = []
    for pair in range(n_pairs):
        inner = [event.phase * n_pairs - pair for event in span.events]
        inner = [phase for phase in inner if 0.15 < phase < 0.85]
        if inner and max(inner) - min(inner) < 0.12:
            phases.append(median(inner))
    return phases


def _usual_ratio(spans: Sequence[BeatSpan], unit: Fraction) -> float | None:
    """The long-short ratio around which most swung pairs gather, if enough of them do."""
    pair = median(span.duration / float(span.length) for span in spans) * float(2 * unit)
    if pair < _FASTEST_PAIR:
        return None
    phases = [phase for span in spans for phase in _pair_phases(span, unit)]
    swung = [phase for phase in phases if _SWUNG[0] <= phase <= _SWUNG[1]]
    if len(swung) < _MIN_PAIRS:
        return None

    def n_near(ratio: float) -> int:
        return sum(abs(phase - ratio) < _NEAR for phase in swung)

    centre = max(swung, key=n_near)
    near = [phase for phase in swung if abs(phase - centre) < _NEAR]
    ratio = sum(near) / len(near)
    return ratio if len(near) >= _MIN_PAIRS and ratio >= _SWUNG[0] else None


def _is_made_of_pairs(swung: Reading, straight: Reading, unit: Fraction) -> bool:
    """False where the beats between the pairs are full triplets, however they are read."""
    parts = 2 if unit == _EIGHTH else 4
    n_pairs = sum(fit.parts == parts and any(slot % 2 for slot in fit.slots) for fit in swung.fits)
    middles = {(3, 1), (6, 2)} if unit == _EIGHTH else {(6, 1), (6, 4)}
    n_middles = max(
        sum(any((fit.parts, slot) in middles for slot in fit.slots) for fit in reading.fits)
        for reading in (swung, straight)
    )
    return n_pairs >= _MIN_PAIRS and n_middles <= _MAX_MIDDLES * (n_pairs + n_middles)


def _choose_feels(spans: Sequence[BeatSpan], readings: list[Reading]) -> list[Feel]:
    """A feel for each beat, changing only at bars and only where that earns its mark."""
    n_bars = spans[-1].bar + 1
    costs = [[0.0] * n_bars for _ in readings]
    for row, reading in zip(costs, readings, strict=True):
        for span, fit in zip(spans, reading.fits, strict=True):
            row[span.bar] += fit.cost
    n = len(readings)
    totals = [costs[k][0] + (_MARK if k else 0.0) for k in range(n)]
    sources = []
    for bar in range(1, n_bars):
        ways = [_cheapest(totals, k) for k in range(n)]
        totals = [totals[ways[k]] + _CHANGE * (ways[k] != k) + costs[k][bar] for k in range(n)]
        sources.append(ways)
    state = min(range(n), key=totals.__getitem__)
    states = [state]
    for ways in reversed(sources):
        state = ways[state]
        states.append(state)
    states.reverse()
    return [readings[states[span.bar]].feels[0] for span in spans]


def _cheapest(totals: list[float], feel: int) -> int:
    """The feel from which it is cheapest to come to `feel`."""
    return min(range(len(totals)), key=lambda other: totals[other] + _CHANGE * (other != feel))


def _measure_ratios(
    spans: Sequence[BeatSpan], feels: list[Feel], readings: Sequence[Reading]
) -> list[Feel]:
    """The feels with the ratios that their own bars show; barely swung is straight."""
    measured = {STRAIGHT: STRAIGHT}
    for feel in set(feels) - {STRAIGHT}:
        reading = next(reading for reading in readings if reading.feels[0] == feel)
        phases = [
            phase
            for span, own, fit in zip(spans, feels, reading.fits, strict=True)
            if own == feel and fit.parts % 3
            for phase in _pair_phases(span, feel.unit)
            if abs(phase - feel.ratio) < 2 * _NEAR
        ]
        ratio = median(phases) if phases else feel.ratio
        is_swung = _LEAST_SWING <= ratio <= _SWUNG[1]
        measured[feel] = replace(feel, ratio=ratio) if is_swung else STRAIGHT
    return [measured[feel] for feel in feels]


def usual_lateness(spans: Sequence[BeatSpan], reading: Reading) -> dict[int, float]:
    """By how many seconds each onset is late by habit, by onset index.

    Two habits: a drum that is always late (a laid-back snare), and a stretch in which all
    drums are (the player drifts against the grid). Neither is a rhythm.
    """
    errors = timing_errors(spans, reading.fits, reading.feels)
    by_drum: dict[str, list[float]] = {}
    for event, error, _ in errors:
        by_drum.setdefault(event.drum, []).append(error)
    of_drum = {
        drum: _clamp(median(found)) if len(found) >= _MIN_FOR_OFFSET else 0.0
        for drum, found in by_drum.items()
    }
    in_span: dict[int, list[float]] = {index: [] for index in range(len(spans))}
    lateness = {}
    found_errors = iter(errors)
    for index, span in enumerate(spans):
        for _ in span.events:
            event, error, _usual = next(found_errors)
            in_span[index].append(error - of_drum[event.drum])
    for index, span in enumerate(spans):
        around = [
            error
            for other in range(index - _STRETCH, index + _STRETCH + 1)
            for error in in_span.get(other, ())
        ]
        drift = median(around) if len(around) >= _MIN_FOR_OFFSET else 0.0
        most = min(_MAX_DRIFT, _MAX_DRIFT_OF_BEAT * span.duration)
        drift = min(max(drift, -most), most)
        for event in span.events:
            lateness[event.stroke.onset] = of_drum[event.drum] + drift
    return lateness


def _clamp(late: float) -> float:
    return min(max(late, -_MAX_OFFSET), _MAX_OFFSET)


def usual_spread(spans: Sequence[BeatSpan], reading: Reading) -> float:
    """How widely this performance strays, against what is usual (1)."""
    ratios = [
        abs(error) / usual for _, error, usual in timing_errors(spans, reading.fits, reading.feels)
    ]
    if len(ratios) < _MIN_FOR_SPREAD:
        return 1.0
    return min(max(1.2 * 1.4826 * median(ratios), 0.6), 1.5)
