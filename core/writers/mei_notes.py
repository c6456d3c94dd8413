"""The layers of an MEI staff: chords, rests, beams, tuplets, each note with its id."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from core.kit import DRUMS, Voice
from core.score import Chord, PlacedElement, Rest, Stroke, Tremolo, Tuplet, VoiceElement
from core.score import place_elements as place
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


def layer(parent: ET.Element, elements: tuple[VoiceElement, ...], index: int, voice: Voice) -> None:
    """Append all that a voice of bar `index` holds.

    A beam inside a tuplet stands in the tuplet; one that reaches beyond it holds the tuplet.
    """
    groups = {group[0]: group[-1] for group in beam_groups([p.element for p in place(elements)])}
    number, beam_end, target = 0, -1, parent
    for item in elements:
        members = item.elements if isinstance(item, Tuplet) else (item,)
        last = number + len(members) - 1
        holder = target
        if isinstance(item, Tuplet):
            starts = groups.get(number)
            if beam_end < 0 and starts is not None and starts > last:
                target, beam_end = child(parent, "beam"), starts
            holder = _open_tuplet(target, item)
        inner_end, inner = -1, holder
        for member in members:
            ends_at = groups.get(number)
            if beam_end < 0 and inner_end < 0 and ends_at is not None:
                if isinstance(item, Tuplet):
                    inner, inner_end = child(holder, "beam"), ends_at
                else:
                    target, beam_end = child(parent, "beam"), ends_at
                    inner = target
            _add_member(inner, member, (index, voice, number))
            if number == inner_end:
                inner, inner_end = holder, -1
            if number == beam_end:
                target, beam_end = parent, -1
            number += 1


def _open_tuplet(parent: ET.Element, tuplet: Tuplet) -> ET.Element:
    element = child(parent, "tuplet")
    element.set("num", str(tuplet.actual))
    element.set("numbase", str(tuplet.normal))
    return element


def _add_member(parent: ET.Element, member: Chord | Rest, key: tuple[int, Voice, int]) -> None:
    if isinstance(member, Rest):
        child(parent, "space" if member.is_hidden else "rest", attributes=_value(member))
        return
    voice = key[1]
    _add_graces(parent, member, voice)
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
