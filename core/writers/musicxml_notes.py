"""The notes and rests of a bar in MusicXML, one `<note>` for each notehead."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.kit import DRUMS, Drum, Voice
from core.score import (
    Beam,
    Chord,
    Grace,
    NoteValue,
    PlacedElement,
    Rest,
    Stroke,
    Tremolo,
    Tuplet,
    VoiceElement,
    place_elements,
)
from core.writers.beams import BeamPart, beam_parts
from core.writers.layout import (
    Tie,
    chord_grace,
    grace_strokes,
    grace_velocity,
    tremolo_strokes,
)
from core.writers.names import HEADS, VALUE_NAMES
from core.writers.xml import child

# The velocity that MusicXML calls 100 percent.
FORTE_VELOCITY = 90

# A percussion clef is read like a treble clef: F5 is the top line. Steps are counted from C0.
_TOP_LINE_STEP = 5 * 7 + 3
_STEP_NAMES = "CDEFGAB"

_STEM = {Voice.HANDS: "up", Voice.FEET: "down"}


def instrument_id(drum: Drum) -> str:
    """The id of the drum's `<score-instrument>`."""
    return f"P1-I{drum.midi_note + 1}"


def display_pitch(drum: Drum) -> tuple[str, int]:
    """Step and octave at which the drum is drawn."""
    octave, step = divmod(_TOP_LINE_STEP - drum.staff_line, 7)
    return _STEP_NAMES[step], octave


def add_bar_rest(measure: ET.Element, length: int, *, is_hidden: bool) -> None:
    """Append a rest of a whole bar of `length` divisions in voice 1."""
    note = child(measure, "note")
    if is_hidden:
        note.set("print-object", "no")
    child(note, "rest", attributes={"measure": "yes"})
    child(note, "duration", length)
    child(note, "voice", Voice.HANDS.value)


def rests_that_fill(length: Fraction, *, is_hidden: bool) -> tuple[Rest, ...]:
    """Plain rests, the longest first, that fill `length` of a whole note."""
    rests: list[Rest] = []
    for base in sorted(VALUE_NAMES, reverse=True):
        count, length = divmod(length, base)
        rests += [Rest(NoteValue(base), is_hidden)] * int(count)
    return tuple(rests)


@dataclass(frozen=True)
class _Column:
    """A chord or rest with all that its `<note>`s need to know."""

    placed: PlacedElement
    voice: Voice
    duration: int
    beams: Sequence[BeamPart]
    tuplet_edges: tuple[str, ...]
    tie: Tie


@dataclass(frozen=True)
class NoteWriter:
    """Writes voices, with `divisions` of a quarter and the ties of the score."""

    divisions: int
    ties: Mapping[tuple[int, Voice, int], Tie]

    def add_voice(
        self, measure: ET.Element, elements: tuple[VoiceElement, ...], bar: int, voice: Voice
    ) -> None:
        """Append the notes and rests of one voice of the bar with index `bar`."""
        placed = place_elements(elements)
        beams = beam_parts([item.element for item in placed])
        edges = _tuplet_edges(elements)
        for number, item in enumerate(placed):
            column = _Column(
                item,
                voice,
                int(item.length * 4 * self.divisions),
                beams.get(number, ()),
                edges.get(number, ()),
                self.ties.get((bar, voice, number), Tie()),
            )
            if isinstance(item.element, Rest):
                _add_rest(measure, column, item.element)
            else:
                _add_graces(measure, item.element, voice)
                for stroke in item.element.strokes:
                    _add_note(measure, column, item.element, stroke)


def _tuplet_edges(elements: tuple[VoiceElement, ...]) -> dict[int, tuple[str, ...]]:
    """Which numbers of `place_elements` start or stop a tuplet."""
    edges: dict[int, tuple[str, ...]] = {}
    number = 0
    for item in elements:
        n_members = len(item.elements) if isinstance(item, Tuplet) else 1
        if isinstance(item, Tuplet):
            edges[number] = ("start",)
            last = number + n_members - 1
            edges[last] = (*edges.get(last, ()), "stop")
        number += n_members
    return edges


def _add_rest(measure: ET.Element, column: _Column, rest: Rest) -> None:
    note = child(measure, "note")
    if rest.is_hidden:
        note.set("print-object", "no")
    child(note, "rest")
    child(note, "duration", column.duration)
    child(note, "voice", column.voice.value)
    _add_value(note, column.placed)
    if column.tuplet_edges:
        _add_tuplet_edges(child(note, "notations"), column)


def _add_note(measure: ET.Element, column: _Column, chord: Chord, stroke: Stroke) -> None:
    is_first = stroke is chord.strokes[0]
    note = _open_note(measure, stroke.velocity)
    if not is_first:
        child(note, "chord")
    _add_place(note, DRUMS[stroke.drum])
    child(note, "duration", column.duration)
    tie_types = _tie_types(column.tie, stroke)
    for kind in tie_types:
        child(note, "tie", attributes={"type": kind})
    child(note, "instrument", attributes={"id": instrument_id(DRUMS[stroke.drum])})
    child(note, "voice", column.voice.value)
    _add_value(note, column.placed)
    child(note, "stem", _STEM[column.voice])
    _add_notehead(note, stroke)
    for level, part in enumerate(column.beams if is_first else (), start=1):
        child(note, "beam", part.value, {"number": str(level)})
    notations = ET.Element("notations")
    for kind in tie_types:
        child(notations, "tied", attributes={"type": kind})
    if is_first:
        _add_chord_notations(notations, column, chord)
    if len(notations):
        note.append(notations)


def _add_graces(measure: ET.Element, chord: Chord, voice: Voice) -> None:
    grace = chord_grace(chord)
    for number in range(grace.value if grace else 0):
        for position, stroke in enumerate(grace_strokes(chord)):
            note = _open_note(measure, grace_velocity(stroke))
            child(note, "grace", attributes={"slash": "yes"} if grace is Grace.FLAM else None)
            if position:
                child(note, "chord")
            _add_place(note, DRUMS[stroke.drum])
            child(note, "instrument", attributes={"id": instrument_id(DRUMS[stroke.drum])})
            child(note, "voice", voice.value)
            child(note, "type", "eighth" if grace is Grace.FLAM else "16th")
            child(note, "stem", _STEM[voice])
            _add_notehead(note, Stroke(stroke.drum, 1))
            if grace is Grace.DRAG and not position:
                for level in ("1", "2"):
                    child(note, "beam", "end" if number else "begin", {"number": level})


def _open_note(measure: ET.Element, velocity: int) -> ET.Element:
    percent = f"{100 * velocity / FORTE_VELOCITY:.2f}"
    return child(measure, "note", attributes={"dynamics": percent})


def _add_place(note: ET.Element, drum: Drum) -> None:
    step, octave = display_pitch(drum)
    unpitched = child(note, "unpitched")
    child(unpitched, "display-step", step)
    child(unpitched, "display-octave", octave)


def _add_value(note: ET.Element, placed: PlacedElement) -> None:
    child(note, "type", VALUE_NAMES[placed.element.value.base])
    for _ in range(placed.element.value.n_dots):
        child(note, "dot")
    if placed.tuplet:
        modification = child(note, "time-modification")
        child(modification, "actual-notes", placed.tuplet.actual)
        child(modification, "normal-notes", placed.tuplet.normal)
        child(modification, "normal-type", VALUE_NAMES[placed.tuplet.base])


def _add_notehead(note: ET.Element, stroke: Stroke) -> None:
    name = HEADS[DRUMS[stroke.drum].notehead].musicxml
    if name != "normal" or stroke.ghost:
        child(note, "notehead", name, {"parentheses": "yes"} if stroke.ghost else None)


def _tie_types(tie: Tie, stroke: Stroke) -> list[str]:
    sides = (("stop", tie.from_previous), ("start", tie.to_next))
    return [kind for kind, drums in sides if stroke.drum in drums]


def _add_chord_notations(notations: ET.Element, column: _Column, chord: Chord) -> None:
    """Append what belongs to the chord as a whole, and so to its first note."""
    _add_tuplet_edges(notations, column)
    marks = tremolo_strokes(chord)
    if marks:
        child(child(notations, "ornaments"), "tremolo", marks, {"type": "single"})
    elif chord.tremolo is Tremolo.BUZZ:
        child(child(notations, "ornaments"), "tremolo", 0, {"type": "unmeasured"})
    if any(stroke.accent for stroke in chord.strokes):
        side = "above" if column.voice is Voice.HANDS else "below"
        child(child(notations, "articulations"), "accent", attributes={"placement": side})


def _add_tuplet_edges(notations: ET.Element, column: _Column) -> None:
    tuplet = column.placed.tuplet
    for edge in column.tuplet_edges:
        assert tuplet is not None
        element = child(notations, "tuplet", attributes={"type": edge, "number": "1"})
        if edge == "start":
            element.set("bracket", "no" if _is_beamed_whole(tuplet) else "yes")
            for name, n_notes in (("actual", tuplet.actual), ("normal", tuplet.normal)):
                side = child(element, f"tuplet-{name}")
                child(side, "tuplet-number", n_notes)
                child(side, "tuplet-type", VALUE_NAMES[tuplet.base])


def _is_beamed_whole(tuplet: Tuplet) -> bool:
    """True when one beam reaches from the first to the last note, which needs no bracket."""
    beams = [item.beam if isinstance(item, Chord) else Beam.NONE for item in tuplet.elements]
    middle = all(beam is Beam.MIDDLE for beam in beams[1:-1])
    return len(beams) > 1 and beams[0] is Beam.BEGIN and beams[-1] is Beam.END and middle
