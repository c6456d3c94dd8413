"""Onsets + beat grid -> strokes at exact places in bars (`Fraction`s of a whole note).

The timing is read in two rounds: the first finds how late each drum usually is and how widely
the player strays, the second reads the song again with that taken into account.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from statistics import median

from core.beats import BeatGrid, GridBar
from core.dynamics import find_accents, find_ghosts
from core.feel import Expectation, Reading, read_song, usual_lateness, usual_spread
from core.kit import DRUM_NAMES
from core.onsets import Onset
from core.ornaments import PlayedStroke, gather_strokes
from core.score import Stroke, Swing, Tremolo
from core.subdivision import STRAIGHT, BeatSpan, Feel, beat_spans, place_events

# Drums of which only one can sound at a time; they share a place on the staff.
_EXCLUSIVE = {"hihat_open": "hihat_closed", "ride_bell": "ride", "side_stick": "snare"}


@dataclass(frozen=True)
class Roll:
    """A roll on one note for `length` (fraction of a whole note), within its bar."""

    length: Fraction
    tremolo: Tremolo = Tremolo.BUZZ


@dataclass(frozen=True)
class QuantizedStroke:
    """`stroke` at `position`, a fraction of a whole note from the first sounding beat of its
    bar (in a pick-up bar that is not the downbeat).
    """

    position: Fraction
    stroke: Stroke
    roll: Roll | None = None


@dataclass(frozen=True)
class QuantizedBar:
    """A bar of the grid with its strokes in order of position, then of the kit.

    `swing` is the feel of this bar (given on every bar it holds for); None is straight.
    """

    grid_bar: GridBar
    strokes: tuple[QuantizedStroke, ...]
    swing: Swing | None = None

    @property
    def length(self) -> Fraction:
        """Length as a fraction of a whole note; shorter than the metre in a pick-up bar."""
        lengths = self.grid_bar.time_signature.beat_lengths
        return sum(lengths[self.grid_bar.n_missing_beats :], Fraction(0))


def quantize_onsets(
    onsets: Sequence[Onset],
    grid: BeatGrid,
    feels: Sequence[Feel | None] = (),
    check: Callable[[], None] | None = None,
) -> tuple[QuantizedBar, ...]:
    """The bars of `grid` with every stroke at its written place.

    `feels` gives the feel of bars where it is known, from the first bar on; None leaves it open.

    Bars are added behind the last one if there are onsets left. Onsets that do not become a
    stroke of their own are grace strokes, strokes of a roll, or doubles of a louder onset.
    `check` is called between the steps; what it raises ends the work.
    """
    if not grid.bars:
        return ()
    bars = list(grid.bars)
    while onsets and bars[-1].end <= max(onset.time for onset in onsets):
        bars.append(_next_bar(bars[-1]))
    spans = beat_spans(bars)
    strokes = gather_strokes(onsets, _usual_quarter(spans))
    place_events(spans, strokes, {})
    known = [*feels, *[feels[-1] if feels else None] * (len(bars) - len(feels))]
    forced = [known[span.bar] for span in spans]
    first = read_song(spans, Expectation(is_coarse=True), forced)
    if check:
        check()
    spread = usual_spread(spans, first)
    place_events(spans, strokes, usual_lateness(spans, first))
    reading = read_song(spans, Expectation(spread), forced)
    if check:
        check()
    if reading.fits[-1].parts in reading.fits[-1].slots:
        bars.append(_next_bar(bars[-1]))
    return _write_down(bars, spans, reading, strokes)


def _next_bar(bar: GridBar) -> GridBar:
    """A full bar behind `bar`, in its metre and tempo."""
    lengths = bar.time_signature.beat_lengths
    beat = (bar.end - bar.start) / float(sum(lengths[bar.n_missing_beats :]))
    starts = [bar.end + beat * float(sum(lengths[:k])) for k in range(len(lengths) + 1)]
    return GridBar(bar.time_signature, tuple(starts[:-1]), starts[-1])


def _usual_quarter(spans: Sequence[BeatSpan]) -> float:
    """Length of the song's usual quarter note in seconds."""
    return median(span.duration / float(4 * span.length) for span in spans)


def _write_down(
    bars: list[GridBar],
    spans: list[BeatSpan],
    reading: Reading,
    strokes: list[PlayedStroke],
) -> tuple[QuantizedBar, ...]:
    """The strokes of a reading as quantized bars."""
    ghosts = find_ghosts(strokes)
    accents = find_accents(strokes, ghosts)
    placed: list[dict[tuple[Fraction, str], QuantizedStroke]] = [{} for _ in bars]
    lengths = [QuantizedBar(bar, ()).length for bar in bars]
    for span, fit in zip(spans, reading.fits, strict=True):
        lines = _places_in_bar(span.position, span.length, fit.parts)
        is_last = lines[-1] == lengths[span.bar]
        for event, slot in zip(span.events, fit.slots, strict=True):
            bar, position = span.bar, lines[slot]
            if is_last and slot == fit.parts:
                bar, position = bar + 1, Fraction(0)
            played = event.stroke
            stroke = Stroke(
                played.drum,
                played.velocity,
                ghost=played.onset in ghosts,
                accent=played.onset in accents,
                grace=played.grace,
                onset=played.onset,
                confidence=played.confidence,
            )
            quantized = QuantizedStroke(position, stroke)
            if not played.roll:
                _keep_best(placed[bar], quantized)
                continue
            for part_bar, part in _split_roll(quantized, bar, played, (spans, lengths)):
                _keep_best(placed[part_bar], part)
    swings = _swings(bars, spans, reading)
    return tuple(
        QuantizedBar(bar, tuple(sorted(found.values(), key=_order)), swing)
        for bar, found, swing in zip(bars, placed, swings, strict=True)
    )


@cache
def _places_in_bar(start: Fraction, length: Fraction, parts: int) -> tuple[Fraction, ...]:
    """The lines of a beat's grid as fractions of a whole note from the begin of the bar."""
    return tuple(start + length * Fraction(part, parts) for part in range(parts + 1))


def _order(stroke: QuantizedStroke) -> tuple[float, int]:
    # Places are far enough apart for floats, which compare much faster.
    return float(stroke.position), DRUM_NAMES.index(stroke.stroke.drum)


def _keep_best(placed: dict[tuple[Fraction, str], QuantizedStroke], new: QuantizedStroke) -> None:
    """Put a stroke in its place; of two that cannot sound together the surer one stays."""
    drum = new.stroke.drum
    key = (new.position, _EXCLUSIVE.get(drum, drum))
    old = placed.get(key)
    if old is None or _strength(new.stroke, old.stroke) > _strength(old.stroke, new.stroke):
        placed[key] = new


def _strength(stroke: Stroke, other: Stroke) -> tuple[float, int]:
    """Doubles of one drum go by loudness, rival drums by confidence first."""
    return (0.0 if stroke.drum == other.drum else stroke.confidence, stroke.velocity)


def _split_roll(
    first: QuantizedStroke,
    bar: int,
    played: PlayedStroke,
    layout: tuple[list[BeatSpan], list[Fraction]],
) -> list[tuple[int, QuantizedStroke]]:
    """A roll as one stroke for each bar that it lasts in; `layout` is spans, bar lengths."""
    spans, lengths = layout
    gap = median(b - a for a, b in zip(played.roll, played.roll[1:], strict=False))
    end = played.roll[-1] + gap
    last = max((span for span in spans if span.start < end), key=lambda span: span.start)
    halves = 2 * min((end - last.start) / last.duration, 1.0)
    end_position = last.position + last.length * Fraction(round(halves), 2)
    parts = []
    for index in range(bar, last.bar + 1):
        start = first.position if index == bar else Fraction(0)
        stop = end_position if index == last.bar else lengths[index]
        if stop <= start and index > bar:
            continue
        length = max(stop - start, Fraction(1, 8))
        onset = first.stroke.onset
        if index > bar:
            bar_start = next(span.start for span in spans if span.bar == index)
            nearest = min(range(len(played.roll)), key=lambda k: abs(played.roll[k] - bar_start))
            onset = played.roll_onsets[nearest]
        stroke = replace(first.stroke, onset=onset)
        length = min(length, lengths[index] - start)
        parts.append((index, QuantizedStroke(start, stroke, Roll(length))))
    return parts or [(bar, replace(first, roll=Roll(Fraction(1, 8))))]


def _swings(bars: list[GridBar], spans: list[BeatSpan], reading: Reading) -> list[Swing | None]:
    """The swing of each bar; bars without a stroke keep that of the bar before."""
    swings: list[Swing | None] = [None] * len(bars)
    for span, feel in zip(spans, reading.feels, strict=True):
        if feel != STRAIGHT:
            swings[span.bar] = Swing(round(100 * feel.ratio), feel.unit)
    if len(bars) > spans[-1].bar + 1:
        swings[-1] = swings[-2]
    return swings
