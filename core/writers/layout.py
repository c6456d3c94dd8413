"""What every writer that draws a page decides alike: lines, ties, legend, shown texts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from core.kit import KIT, Drum, Notehead, Voice
from core.score import (
    Bar,
    Chord,
    Grace,
    NoteValue,
    PlacedElement,
    Rest,
    Score,
    Stroke,
    TempoMark,
    Tremolo,
    VoiceElement,
)
from core.writers.names import HEADS, HeadNames

# So many drums of a legend fit on one line of an A4 page.
ENTRIES_PER_LINE = 7

# Grace strokes are played softer than the stroke that they lead to.
GRACE_VELOCITY = Fraction(3, 5)


def grace_velocity(stroke: Stroke) -> int:
    """Velocity 1..127 of the strokes before `stroke`."""
    return max(1, int(stroke.velocity * GRACE_VELOCITY))


def chord_grace(chord: Chord) -> Grace | None:
    """The longest grace among the chord's strokes, which is what stands before it."""
    graces = [stroke.grace for stroke in chord.strokes if stroke.grace]
    return max(graces, key=lambda grace: grace.value) if graces else None


def grace_strokes(chord: Chord) -> list[Stroke]:
    """The strokes of the chord that have grace strokes before them."""
    return [stroke for stroke in chord.strokes if stroke.grace]


def n_flags(value: NoteValue) -> int:
    """Flags or beams of a note of this value: 1 for an eighth, 2 for a sixteenth."""
    return max(0, value.base.denominator.bit_length() - 3)


def tremolo_strokes(chord: Chord) -> int:
    """Strokes through the stem of a measured roll: with the flags they make three, for 32nds."""
    if chord.tremolo is not Tremolo.MEASURED_32:
        return 0
    return max(0, 3 - n_flags(chord.value))


def n_roll_notes(chord: Chord) -> int:
    """How many 32nds a measured roll holds; 1 for a chord that is struck once."""
    return int(chord.value.length * 32) if tremolo_strokes(chord) else 1


def voices(bar: Bar) -> list[tuple[Voice, tuple[VoiceElement, ...]]]:
    """The bar's voices that are to be written; empty for a bar rest."""
    if bar.is_silent:
        return []
    both = ((Voice.HANDS, bar.hands), (Voice.FEET, bar.feet))
    return [(voice, elements) for voice, elements in both if elements]


def placed_voice(bar: Bar, voice: Voice) -> tuple[PlacedElement, ...]:
    """The elements of one voice of a bar with their places."""
    return bar.placed_hands if voice is Voice.HANDS else bar.placed_feet


def shows_repeat(bar: Bar) -> bool:
    """True when the bar is drawn as a repeat of the one before it."""
    return bar.repeats_previous and not bar.is_silent


def without_repeat_signs(score: Score) -> Score:
    """The score with every bar written out."""
    return score.with_bars(tuple(replace(bar, repeats_previous=False) for bar in score.bars))


def silent_run(score: Score, index: int) -> int:
    """Number of bars in the multi-bar rest that begins at bar `index`; 1 if none does."""
    wished = score.bars[index].n_silent_bars
    n_bars = 0
    for bar in score.bars[index : index + wished]:
        if not bar.is_silent or bar.length != score.bars[index].length:
            break
        n_bars += 1
    return max(n_bars, 1)


def inside_silent_run(score: Score) -> frozenset[int]:
    """Indices of bars that belong to a multi-bar rest, its first bar left out."""
    inside: set[int] = set()
    for index in range(len(score.bars)):
        if index not in inside:
            inside.update(range(index + 1, index + silent_run(score, index)))
    return frozenset(inside)


def line_ends(score: Score) -> frozenset[int]:
    """Indices of the bars after which a new line begins, never inside a multi-bar rest."""
    inside = inside_silent_run(score)
    ends: set[int] = set()
    for index, bar in enumerate(score.bars[:-1]):
        if bar.line_break:
            last = index
            while last + 1 in inside:
                last += 1
            ends.add(last)
    return frozenset(ends - {len(score.bars) - 1})


@dataclass(frozen=True)
class Tie:
    """Drums of a chord that are tied from the chord before and to the next one.

    `since` and `until` are the distances to those chords: bars, and a fraction of a whole
    note from the one place in its bar to the other in its own.
    """

    from_previous: frozenset[str] = frozenset()
    to_next: frozenset[str] = frozenset()
    since: tuple[int, Fraction] = (0, Fraction(0))
    until: tuple[int, Fraction] = (0, Fraction(0))


@dataclass(frozen=True)
class _Place:
    bar: int
    voice: Voice
    number: int
    position: Fraction


def _chords_and_rests(score: Score, voice: Voice) -> Iterator[tuple[_Place, Chord | Rest | None]]:
    """What a voice holds in order, bars opened; None where it is interrupted."""
    for bar_number, bar in enumerate(score.bars):
        elements = placed_voice(bar, voice)
        if bar.is_silent or shows_repeat(bar) or not elements:
            yield _Place(bar_number, voice, 0, Fraction(0)), None
            continue
        for number, placed in enumerate(elements):
            yield _Place(bar_number, voice, number, placed.position), placed.element


def find_ties(score: Score) -> dict[tuple[int, Voice, int], Tie]:
    """Ties by (bar index, voice, number of the chord in `place_elements` of that voice).

    A drum is tied when its chord says `tied_to_next` and the next chord holds it too, without
    a rest or an empty or repeated bar between them, and not with grace strokes before it.
    """
    ties: dict[tuple[int, Voice, int], Tie] = {}
    for voice in Voice:
        before: tuple[_Place, Chord | Rest | None] | None = None
        for place, element in _chords_and_rests(score, voice):
            if before and isinstance(before[1], Chord) and isinstance(element, Chord):
                here, there = place, before[0]
                restruck = {stroke.drum for stroke in grace_strokes(element)}
                drums = _drums(before[1]) & _drums(element) - restruck
                if before[1].tied_to_next and drums:
                    step = (here.bar - there.bar, here.position - there.position)
                    key = (there.bar, voice, there.number)
                    old = ties.get(key, Tie())
                    ties[key] = Tie(old.from_previous, drums, old.since, step)
                    ties[(here.bar, voice, here.number)] = Tie(
                        from_previous=drums, since=(-step[0], -step[1])
                    )
            before = (place, element)
    return ties


def _drums(chord: Chord) -> frozenset[str]:
    return frozenset(stroke.drum for stroke in chord.strokes)


def shown_bpm(mark: TempoMark) -> int:
    """The tempo as it is printed."""
    return round(mark.bpm)


@dataclass(frozen=True)
class LegendEntry:
    """One notehead of the legend, in parentheses for a ghost note, and what it stands for."""

    head: HeadNames
    title: str
    is_ghost: bool = False


def legend_lines(score: Score) -> list[list[LegendEntry]]:
    """The drums that the score uses, from the top of the staff down, then ghost notes."""
    if not score.show_legend:
        return []
    strokes = [stroke for bar in score.bars for _, stroke in bar.strokes()]
    used = {stroke.drum for stroke in strokes}
    drums: list[Drum] = sorted(
        (drum for drum in KIT if drum.name in used), key=lambda drum: drum.staff_line
    )
    entries = [LegendEntry(HEADS[drum.notehead], drum.title) for drum in drums]
    if any(stroke.ghost for stroke in strokes):
        entries.append(LegendEntry(HEADS[Notehead.NORMAL], "Ghost note", is_ghost=True))
    n_lines = -(-len(entries) // ENTRIES_PER_LINE)
    size = -(-len(entries) // n_lines) if n_lines else 1
    return [entries[first : first + size] for first in range(0, len(entries), size)]
