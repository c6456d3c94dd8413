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
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache

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
        n_pairs = pairs_in_beat(self.unit)
        pair, within = divmod(written * n_pairs, 1.0)
        if within <= 0.5:
            within *= 2 * self.ratio
        else:
            within = self.ratio + (2 * within - 1) * (1 - self.ratio)
        return (pair + within) / n_pairs


STRAIGHT = Feel()


@cache
def pairs_in_beat(unit: Fraction) -> int:
    """How many pairs of `unit` a quarter holds."""
    return int(QUARTER / (2 * unit))


# What a beat's fit depends on of an event: phase, drum, weight.
_Heard = tuple[float, str, float]


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
    def is_dotted(self) -> bool:
        """True for a beat that falls into thirds."""
        return self.length.numerator == 3

    @property
    def parts(self) -> tuple[int, ...]:
        """The grids to choose from."""
        return COMPOUND_PARTS if self.is_dotted else SIMPLE_PARTS


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

    def prices(self, is_dotted: bool) -> dict[int, float]:
        """What it costs to write a beat in so many parts; thirds of dotted beats are plain."""
        if is_dotted:
            return {1: 0.0, 3: 0.2, 6: 0.8, 12: 0.8 + self.fine}
        return {
            1: 0.0,
            2: self.straight + 0.2,
            4: self.straight + 0.8,
            8: self.straight + 0.8 + self.fine,
            3: self.triple + _TUPLET_TO_READ,
            6: self.triple + _TUPLET_TO_READ + self.sextuplet,
        }


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


def fit_beats(spans: Sequence[BeatSpan], feel: Feel, spread: float) -> list[tuple[Fit, ...]]:
    """Each beat on each grid that it may have, priced by how badly it fits."""
    table = []
    for index, span in enumerate(spans):
        following = spans[index + 1].events if index + 1 < len(spans) else ()
        taken = frozenset(event.drum for event in following if event.phase < 0.1)
        is_divided = any(abs(e.phase) > 1e-9 for e in span.events)
        grids = _grids(feel, span.length, span.parts if is_divided else (1,))
        sigma = spread * math.hypot(_STRAY, _STRAY_OF_BEAT * span.duration)
        scale = span.duration**2 / (2 * sigma**2)
        heard = tuple((event.phase, event.drum, event.weight) for event in span.events)
        table.append(_fit_beat(heard, grids, scale, taken))
    return table


# A song is read again after each edit: most of its beats have been fitted before.
@lru_cache(maxsize=8192)
def _fit_beat(
    heard: tuple[_Heard, ...],
    grids: tuple[tuple[float, ...], ...],
    scale: float,
    taken: frozenset[str],
) -> tuple[Fit, ...]:
    """A beat on some grids; `taken` are the drums struck on the next beat."""
    return tuple(_fit_grid(heard, lines, scale, taken) for lines in grids)


def _fit_grid(
    heard: Sequence[_Heard], lines: Sequence[float], scale: float, taken: frozenset[str]
) -> Fit:
    parts = len(lines) - 1
    slots = [_nearest(lines, phase) for phase, _, _ in heard]
    places = [(slot, drum) for slot, (_, drum, _) in zip(slots, heard, strict=True)]
    seen = {(parts, drum) for drum in taken}
    is_crowded = len({*places, *seen}) < len(places) + len(seen)
    if is_crowded:
        slots = _spread_out(heard, lines, scale, taken)
        places = [(slot, drum) for slot, (_, drum, _) in zip(slots, heard, strict=True)]
    cost = 0.0
    if parts in _RARE_SLOT:
        cost = _price_of_slots(parts, frozenset((*slots, parts) if taken else slots))
    for place, (phase, _, weight) in zip(places, heard, strict=True):
        cost += weight * min(scale * (lines[place[0]] - phase) ** 2, _WORST_FIT)
        if is_crowded:
            cost += weight * _LOST_STROKE * (place in seen)
            seen.add(place)
    return Fit(parts, tuple(slots), cost)


def _nearest(lines: Sequence[float], phase: float) -> int:
    """The line nearest to a phase."""
    after = bisect_right(lines, phase, 1, len(lines) - 1)
    return after if lines[after] - phase < phase - lines[after - 1] else after - 1


@lru_cache(maxsize=4096)
def _price_of_slots(parts: int, struck: frozenset[int]) -> float:
    """What the finest lines of a fine grid cost, more so where they stand alone."""
    fine = [slot for slot in struck if math.gcd(slot, parts) == 1]
    n_lonely = sum(not {slot - 1, slot + 1} & struck for slot in fine)
    return _RARE_SLOT[parts] * len(fine) + _LONELY_SLOT[parts] * n_lonely


@cache
def _grids(
    feel: Feel, beat_length: Fraction, choices: tuple[int, ...]
) -> tuple[tuple[float, ...], ...]:
    """Where the lines of some grids sound, 0..1 of the beat."""
    return tuple(
        tuple(feel.played(part, parts, beat_length) for part in range(parts + 1))
        for parts in choices
    )


def _spread_out(
    heard: Sequence[_Heard], lines: Sequence[float], scale: float, taken: frozenset[str]
) -> list[int]:
    """The cheapest lines for events whose nearest ones coincide, in order for each drum."""
    slots = [_nearest(lines, phase) for phase, _, _ in heard]
    last_line = len(lines) - 1
    for drum in sorted({drum for _, drum, _ in heard}):
        indexes = [k for k, event in enumerate(heard) if event[1] == drum]
        places = [slots[k] for k in indexes] + [last_line] * (drum in taken)
        if len(set(places)) == len(places):
            continue
        # ways[slot]: cost and slots of the events so far, the last of them at `slot`
        ways: dict[int, tuple[float, tuple[int, ...]]] = {-1: (0.0, ())}
        for index in indexes:
            phase, following = heard[index][0], {}
            for slot, line in enumerate(lines):
                misfit = min(scale * (line - phase) ** 2, _WORST_FIT)
                lost = slot == last_line and drum in taken
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


def _family(parts: int, is_dotted: bool) -> int:
    """0 for a bare beat, 1 for straight notes, 3 for triplets."""
    if parts == 1 or is_dotted:
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
    prices = {is_dotted: habits.prices(is_dotted) for is_dotted in (False, True)}
    costs, families = [], []
    for span, fits in zip(spans, table, strict=True):
        is_dotted = span.is_dotted
        price = prices[is_dotted]
        costs.append([fit.cost + price[fit.parts] for fit in fits])
        families.append([_family(fit.parts, is_dotted) for fit in fits])
    totals, sources = costs[0], []
    for before, here, own in zip(families, families[1:], costs[1:], strict=False):
        # Which way is the cheapest depends on nothing of a fit but its family.
        ways = {family: _cheapest_way(totals, before, family) for family in set(here)}
        sources.append([ways[family][1] for family in here])
        totals = [ways[family][0] + cost for family, cost in zip(here, own, strict=True)]
    state = min(range(len(totals)), key=totals.__getitem__)
    path = []
    for index in range(len(spans) - 1, -1, -1):
        fit = table[index][state]
        path.append(Fit(fit.parts, fit.slots, costs[index][state]))
        state = sources[index - 1][state] if index else 0
    return path[::-1]


def _cheapest_way(
    totals: Sequence[float], families: Sequence[int], family: int
) -> tuple[float, int]:
    """Cost and number of the fit of a beat from which the next one comes to a family."""
    ways = [
        total + _CHANGE_OF_FAMILY * (family * other != 0 and family != other)
        for total, other in zip(totals, families, strict=True)
    ]
    best = min(ways)
    return best, ways.index(best)


def learn_habits(spans: Sequence[BeatSpan], fits: Sequence[Fit]) -> Habits:
    """Prices after what the song was found to do."""
    count = {parts: 0 for parts in (*SIMPLE_PARTS, *COMPOUND_PARTS)}
    n_fine = n_beats = 0
    for span, fit in zip(spans, fits, strict=True):
        if not span.events or fit.parts == 1:
            continue
        n_beats += 1
        n_fine += fit.parts in FINEST_PARTS
        if not span.is_dotted:
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
