"""Into how many parts each beat is divided: the grid on which its strokes are written.

A choice costs how badly the strokes fit (errors in seconds under a Gaussian, cut off so that
one stray stroke proves nothing) plus how much there is to read (8ths are cheap, 16ths hardly
dearer, triplets and 32nds must be earned), in nats, as in a shortest description. What the
song does often becomes cheap. One grid holds for all drums of a beat; a Viterbi search over
the beats makes leaps between triplets and straight notes dear.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache

from core.beats import GridBar
from core.ornaments import PlayedStroke

QUARTER = Fraction(1, 4)
# Numbers of parts: of a beat that halves, and of a dotted beat.
FINEST_PARTS = (8, 12)
SIMPLE_PARTS = (1, 2, 4, 3, 8, 6)
COMPOUND_PARTS = (1, 3, 6, 12)
# A performance strays by this much (seconds), and by this share of a beat, added as squares.
_STRAY, _STRAY_OF_BEAT = 0.010, 0.020
_WORST_FIT = 10.0
_LOST_STROKE = 5.0
_CHANGE_OF_FAMILY = 1.0
_TUPLET_TO_READ = 0.7
_RARE_SLOT = {8: 0.8, 12: 0.8, 6: 0.6}
# A 32nd with no stroke on either side is most often a stroke that came early or late.
_LONELY_SLOT = {8: 6.0, 12: 6.0, 6: 4.0}
# Strokes as near as this to one another share the same error of the beat grid.
_TOGETHER = 0.020


@dataclass(frozen=True)
class Feel:
    """How pairs of `unit` are played: the first takes `ratio` of the pair (0.5 straight)."""

    unit: Fraction = Fraction(1, 8)
    ratio: float = 0.5

    def played(self, part: int, parts: int, beat_length: Fraction) -> float:
        """Where in a beat (0..1) the line `part` of `parts` sounds."""
        written = part / parts
        if self.ratio == 0.5 or parts % 3 == 0 or beat_length != QUARTER:
            return written
        n_pairs = int(QUARTER / (2 * self.unit))
        pair, within = divmod(written * n_pairs, 1.0)
        if within <= 0.5:
            within *= 2 * self.ratio
        else:
            within = self.ratio + (2 * within - 1) * (1 - self.ratio)
        return (pair + within) / n_pairs


STRAIGHT = Feel()


@dataclass(frozen=True)
class Event:
    """A stroke in a beat: `phase` 0..1 of the beat (a little below 0 if early)."""

    phase: float
    drum: str
    weight: float
    stroke: PlayedStroke


@dataclass
class BeatSpan:
    """At most a (dotted) quarter of a bar, in which one grid holds.

    `position` and `length` are fractions of a whole note, `start` and `duration` seconds.
    """

    bar: int
    position: Fraction
    length: Fraction
    start: float
    duration: float
    events: list[Event] = field(default_factory=list)

    @property
    def parts(self) -> tuple[int, ...]:
        """The grids to choose from."""
        return SIMPLE_PARTS if self.length.numerator == 1 else COMPOUND_PARTS


@dataclass(frozen=True)
class Fit:
    """A beat on one grid: `slots` holds the line of each event."""

    parts: int
    slots: tuple[int, ...]
    cost: float


@dataclass(frozen=True)
class Habits:
    """Prices in nats of what a beat may need."""

    straight: float = 0.05
    triple: float = 3.0
    fine: float = 7.0
    sextuplet: float = 3.0

    def price(self, parts: int, beat_length: Fraction) -> float:
        """What it costs to write a beat in so many parts; thirds of dotted beats are plain."""
        if beat_length.numerator == 3:
            return {1: 0.0, 3: 0.2, 6: 0.8, 12: 0.8 + self.fine}[parts]
        return {
            1: 0.0,
            2: self.straight + 0.2,
            4: self.straight + 0.8,
            8: self.straight + 0.8 + self.fine,
            3: self.triple + _TUPLET_TO_READ,
            6: self.triple + _TUPLET_TO_READ + self.sextuplet,
        }[parts]


def beat_spans(bars: Sequence[GridBar]) -> list[BeatSpan]:
    """The beats of all bars in order; beats longer than a quarter are halved."""
    spans = []
    for index, bar in enumerate(bars):
        lengths = bar.time_signature.beat_lengths[bar.n_missing_beats :]
        edges = (*bar.beats, bar.end)
        position = Fraction(0)
        for start, end, length in zip(edges, edges[1:], lengths, strict=False):
            n_quarters = int(length / QUARTER) if length.numerator == 1 and length > QUARTER else 1
            for k in range(n_quarters):
                duration = (end - start) / n_quarters
                spans.append(
                    BeatSpan(index, position, length / n_quarters, start + k * duration, duration)
                )
                position += length / n_quarters
    return spans


def place_events(
    spans: list[BeatSpan], strokes: Sequence[PlayedStroke], lateness: Mapping[int, float]
) -> None:
    """Fill the spans with the strokes, each taken to be `lateness` seconds late.

    `lateness` is by onset index; a stroke that is not in it is on time.
    """
    starts = [span.start for span in spans]
    times = sorted(stroke.time for stroke in strokes)
    moved: dict[str, list[float]] = {}
    for stroke in strokes:
        moved.setdefault(stroke.drum, []).append(stroke.time - lateness.get(stroke.onset, 0.0))
    for span in spans:
        span.events.clear()
    for stroke in strokes:
        time = stroke.time - lateness.get(stroke.onset, 0.0)
        index = max(bisect_right(starts, time) - 1, 0)
        if index + 1 < len(spans) and _is_early(time, moved[stroke.drum], spans[index + 1]):
            index += 1
        span = spans[index]
        phase = (time - span.start) / span.duration
        near = bisect_right(times, stroke.time + _TOGETHER) - bisect_right(
            times, stroke.time - _TOGETHER
        )
        weight = (0.4 + 0.6 * stroke.confidence) / math.sqrt(max(near, 1))
        span.events.append(Event(max(phase, -0.5), stroke.drum, weight, stroke))


def _is_early(time: float, of_drum: Sequence[float], following: BeatSpan) -> bool:
    """True for a stroke just before a beat that no later stroke of its drum fits better."""
    tolerance = 0.5 / max(following.parts) * following.duration
    early = following.start - time
    if early > tolerance:
        return False
    index = bisect_right(of_drum, time)
    return index == len(of_drum) or of_drum[index] - following.start > min(early, tolerance)


def fit_beats(spans: Sequence[BeatSpan], feel: Feel, spread: float) -> list[list[Fit]]:
    """Each beat on each grid that it may have, priced by how badly it fits."""
    table = []
    for index, span in enumerate(spans):
        following = spans[index + 1].events if index + 1 < len(spans) else ()
        taken = frozenset(event.drum for event in following if event.phase < 0.1)
        parts = span.parts if any(abs(e.phase) > 1e-9 for e in span.events) else (1,)
        table.append([_fit_beat(span, _lines(feel, n, span.length), spread, taken) for n in parts])
    return table


def _fit_beat(span: BeatSpan, lines: Sequence[float], spread: float, taken: frozenset[str]) -> Fit:
    """The beat on one grid; `taken` are the drums struck on the next beat."""
    parts = len(lines) - 1
    sigma = spread * math.hypot(_STRAY, _STRAY_OF_BEAT * span.duration)
    scale = span.duration**2 / (2 * sigma**2)
    slots = [_nearest(lines, event.phase) for event in span.events]
    places = [(slot, event.drum) for slot, event in zip(slots, span.events, strict=True)]
    seen = {(parts, drum) for drum in taken}
    if len({*places, *seen}) < len(places) + len(seen):
        slots = _spread_out(span.events, lines, scale, taken)
        places = [(slot, event.drum) for slot, event in zip(slots, span.events, strict=True)]
    cost = _price_of_slots(parts, {*slots, parts} if taken else set(slots))
    for event, place in zip(span.events, places, strict=True):
        cost += event.weight * min(scale * (lines[place[0]] - event.phase) ** 2, _WORST_FIT)
        cost += event.weight * _LOST_STROKE * (place in seen)
        seen.add(place)
    return Fit(parts, tuple(slots), cost)


def _nearest(lines: Sequence[float], phase: float) -> int:
    """The line nearest to a phase."""
    after = min(max(bisect_right(lines, phase), 1), len(lines) - 1)
    return after if lines[after] - phase < phase - lines[after - 1] else after - 1


def _price_of_slots(parts: int, struck: set[int]) -> float:
    """What the finest lines of a grid cost, more so where they stand alone."""
    if parts not in _RARE_SLOT:
        return 0.0
    fine = [slot for slot in struck if math.gcd(slot, parts) == 1]
    n_lonely = sum(not {slot - 1, slot + 1} & struck for slot in fine)
    return _RARE_SLOT[parts] * len(fine) + _LONELY_SLOT[parts] * n_lonely


@cache
def _lines(feel: Feel, parts: int, beat_length: Fraction) -> tuple[float, ...]:
    return tuple(feel.played(part, parts, beat_length) for part in range(parts + 1))


def _spread_out(
    events: Sequence[Event], lines: Sequence[float], scale: float, taken: frozenset[str]
) -> list[int]:
    """The cheapest lines for events whose nearest ones coincide, in order for each drum."""
    slots = [_nearest(lines, event.phase) for event in events]
    for drum in sorted({event.drum for event in events}):
        indexes = [k for k, event in enumerate(events) if event.drum == drum]
        places = [slots[k] for k in indexes] + [len(lines) - 1] * (drum in taken)
        if len(set(places)) == len(places):
            continue
        # ways[slot]: cost and slots of the events so far, the last of them at `slot`
        ways: dict[int, tuple[float, tuple[int, ...]]] = {-1: (0.0, ())}
        for index in indexes:
            event, following = events[index], {}
            for slot, line in enumerate(lines):
                misfit = min(scale * (line - event.phase) ** 2, _WORST_FIT)
                lost = slot == len(lines) - 1 and drum in taken
                options = [
                    (cost + misfit + _LOST_STROKE * (lost or slot == last), (*path, slot))
                    for last, (cost, path) in ways.items()
                    if last <= slot
                ]
                following[slot] = min(options)
            ways = following
        for index, slot in zip(indexes, min(ways.values())[1], strict=True):
            slots[index] = slot
    return slots


def _family(parts: int, length: Fraction) -> int:
    """0 for a bare beat, 1 for straight notes, 3 for triplets."""
    if parts == 1 or length.numerator == 3:
        return 0
    return 3 if parts % 3 == 0 else 1


def divide_beats(
    spans: Sequence[BeatSpan], table: Sequence[Sequence[Fit]], habits: Habits
) -> list[Fit]:
    """The cheapest grid for each beat, all beats seen together (Viterbi).

    `table` is that of `fit_beats`; the fits that come back cost their prices too.
    """
    if not spans:
        return []
    candidates = [
        [replace(fit, cost=fit.cost + habits.price(fit.parts, span.length)) for fit in fits]
        for span, fits in zip(spans, table, strict=True)
    ]
    totals = [[fit.cost for fit in candidates[0]]]
    sources: list[list[int]] = []
    for index in range(1, len(spans)):
        before = [_family(fit.parts, spans[index - 1].length) for fit in candidates[index - 1]]
        row, chosen = [], []
        for fit in candidates[index]:
            family = _family(fit.parts, spans[index].length)
            ways = [
                total + _CHANGE_OF_FAMILY * (family * other != 0 and family != other)
                for total, other in zip(totals[-1], before, strict=True)
            ]
            best = min(range(len(ways)), key=ways.__getitem__)
            row.append(ways[best] + fit.cost)
            chosen.append(best)
        totals.append(row)
        sources.append(chosen)
    state = min(range(len(totals[-1])), key=totals[-1].__getitem__)
    path = [candidates[-1][state]]
    for index in range(len(spans) - 1, 0, -1):
        state = sources[index - 1][state]
        path.append(candidates[index - 1][state])
    return path[::-1]


def learn_habits(spans: Sequence[BeatSpan], fits: Sequence[Fit]) -> Habits:
    """Prices after what the song was found to do."""
    count = {parts: 0 for parts in (*SIMPLE_PARTS, *COMPOUND_PARTS)}
    n_fine = n_beats = 0
    for span, fit in zip(spans, fits, strict=True):
        if not span.events or fit.parts == 1:
            continue
        n_beats += 1
        n_fine += fit.parts in FINEST_PARTS
        if span.length.numerator == 1:
            count[fit.parts] += 1
    n_triple = count[3] + count[6]
    n_straight = count[2] + count[4] + count[8]
    share = (n_triple + 0.6) / (n_triple + n_straight + 4.0)
    return Habits(
        straight=_price(1 - share, 0.0, 3.0),
        triple=_price(share, 0.0, 4.0),
        fine=_price((n_fine + 0.3) / (n_beats + 30), 3.5, 8.0),
        sextuplet=_price((count[6] + 0.5) / (n_triple + n_straight / 4 + 3.0), 1.2, 4.0),
    )


def _price(share: float, least: float, most: float) -> float:
    return min(max(-math.log(share), least), most)


def timing_errors(
    spans: Sequence[BeatSpan], fits: Sequence[Fit], feels: Sequence[Feel]
) -> list[tuple[Event, float, float]]:
    """Each event with its error in seconds and the error that is usual at its tempo."""
    errors = []
    for span, fit, feel in zip(spans, fits, feels, strict=True):
        usual = math.hypot(_STRAY, _STRAY_OF_BEAT * span.duration)
        for event, slot in zip(span.events, fit.slots, strict=True):
            line = feel.played(slot, fit.parts, span.length)
            errors.append((event, (event.phase - line) * span.duration, usual))
    return errors
