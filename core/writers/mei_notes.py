"""The layers of an MEI staff: chords, rests, beams, tuplets, each note with its id."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from core.kit import DRUMS, Voice
from core.score import (
    Chord,
    PlacedElement,
    Rest,
    Stroke,
    Tremolo,
    Tuplet,
    VoiceElement,
)
from core.writers.beams import beam_groups
from core.writers.layout import chord_grace, grace_strokes, tremolo_strokes
from core.writers.names import HEADS
from core.writers.xml import child

XML_ID = "xml:id"


def bar_id(index: int) -> str:
    """The id of the bar with that index."""
    return f"bar{index}"


def note_id(bar: int, voice: Voice, number: int, drum: str) -> str:
    """The id of a note: its bar, its voice, the number of its chord there, its drum."""
    return f"bar{bar}-voice{voice.value}-{number}-{drum}"


def chords_of(placed: Sequence[PlacedElement]) -> list[tuple[int, Chord]]:
    """The chords of a voice with their numbers among all its elements."""
    return [
        (number, item.element)
        for number, item in enumerate(placed)
        if isinstance(item.element, Chord)
    ]


def add_layer(
    parent: ET.Element, elements: tuple[VoiceElement, ...], index: int, voice: Voice
) -> None:
    """Append all that a voice of bar `index` holds."""
    writer = _LayerWriter(parent, elements)
    number = 0
    for item in elements:
        tuplet = item if isinstance(item, Tuplet) else None
        members = tuplet.elements if tuplet else (item,)
        for place, member in enumerate(members):
            assert not isinstance(member, Tuplet)
            # Graces stand before the beam or tuplet that begins with their chord: inside,
            # Verovio would draw beams from them on.
            if isinstance(member, Chord):
                _add_graces(writer.holder, member, voice)
            if tuplet and place == 0:
                writer.open_tuplet(tuplet, number)
            writer.open_beam(number)
            _add_member(writer.holder, member, (index, voice, number))
            writer.close(number)
            number += 1


class _LayerWriter:
    """Opens and closes the beams and tuplets of a layer, one inside the other."""

    def __init__(self, parent: ET.Element, elements: tuple[VoiceElement, ...]) -> None:
        chords_and_rests = [
            member
            for item in elements
            for member in (item.elements if isinstance(item, Tuplet) else (item,))
        ]
        self._beams = {group[0]: group[-1] for group in beam_groups(chords_and_rests)}
        self._stack: list[tuple[ET.Element, int]] = [(parent, len(chords_and_rests))]

    @property
    def holder(self) -> ET.Element:
        """The innermost element that is open."""
        return self._stack[-1][0]

    def open_tuplet(self, tuplet: Tuplet, number: int) -> None:
        """Open the tuplet whose first member is element `number`, in a beam that outlasts it."""
        last = number + len(tuplet.elements) - 1
        if self._beams.get(number, -1) > last:
            self.open_beam(number)
        element = child(self.holder, "tuplet")
        element.set("num", str(tuplet.actual))
        element.set("numbase", str(tuplet.normal))
        self._stack.append((element, last))

    def open_beam(self, number: int) -> None:
        """Open the beam that begins with element `number`, if one does."""
        if number in self._beams:
            last = min(self._beams.pop(number), self._stack[-1][1])
            self._stack.append((child(self.holder, "beam"), last))

    def close(self, number: int) -> None:
        """Close what ends with element `number`."""
        while len(self._stack) > 1 and self._stack[-1][1] <= number:
            self._stack.pop()


def _add_member(parent: ET.Element, member: Chord | Rest, key: tuple[int, Voice, int]) -> None:
    if isinstance(member, Rest):
        child(parent, "space" if member.is_hidden else "rest", attributes=_value(member))
        return
    voice = key[1]
    strokes = tremolo_strokes(member)
    if strokes or member.tremolo is Tremolo.BUZZ:
        parent = child(parent, "bTrem")
    attributes = _value(member) | {"stem.dir": _stem(voice)}
    if member.tremolo is Tremolo.BUZZ:
        attributes["stem.mod"] = "z"
    elif strokes:
        attributes["stem.mod"] = f"{strokes}slash"
    chord = child(parent, "chord", attributes=attributes)
    for stroke in member.strokes:
        _add_note(chord, stroke, {XML_ID: note_id(*key, stroke.drum)})
    if any(stroke.accent for stroke in member.strokes):
        side = "above" if voice is Voice.HANDS else "below"
        child(chord, "artic", attributes={"artic": "acc", "place": side})


def _add_graces(parent: ET.Element, chord: Chord, voice: Voice) -> None:
    grace = chord_grace(chord)
    n_graces = grace.value if grace else 0
    if not n_graces:
        return
    # A group of its own keeps the graces' beam apart from the beam around them.
    group = child(child(parent, "graceGrp"), "beam") if n_graces > 1 else parent
    for _ in range(n_graces):
        attributes = {"grace": "unacc", "stem.dir": _stem(voice)}
        attributes["dur"] = "8" if n_graces == 1 else "16"
        if n_graces == 1:
            attributes["stem.mod"] = "1slash"
        element = child(group, "chord", attributes=attributes)
        for stroke in grace_strokes(chord):
            _add_note(element, Stroke(stroke.drum, 1), {})


def _stem(voice: Voice) -> str:
    return "up" if voice is Voice.HANDS else "down"


def _value(element: Chord | Rest) -> dict[str, str]:
    value = {"dur": str(element.value.base.denominator)}
    if element.value.n_dots:
        value["dots"] = str(element.value.n_dots)
    return value


def _add_note(chord: ET.Element, stroke: Stroke, identity: dict[str, str]) -> None:
    drum = DRUMS[stroke.drum]
    # `loc` counts up from the bottom line, the kit's table down from the top one.
    note = child(chord, "note", attributes=identity | {"loc": str(8 - drum.staff_line)})
    shape = HEADS[drum.notehead].mei
    if shape:
        note.set("head.shape", shape)
    if stroke.ghost:
        note.set("head.mod", "paren")
