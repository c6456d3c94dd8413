"""Beams between the chords of a voice, level by level, for formats that ask for each."""

from collections.abc import Sequence
from enum import Enum

from core.score import Beam, Chord, Rest
from core.writers.layout import n_flags


class BeamPart(Enum):
    """What a chord does with one of the beams above it, in the words of MusicXML."""

    BEGIN = "begin"
    CONTINUE = "continue"
    END = "end"
    FORWARD_HOOK = "forward hook"
    BACKWARD_HOOK = "backward hook"


def beam_groups(elements: Sequence[Chord | Rest]) -> list[list[int]]:
    """Indices of the chords under one beam, for every beam of a voice."""
    groups: list[list[int]] = []
    current: list[int] = []
    for index, element in enumerate(elements):
        if isinstance(element, Rest):
            continue
        if element.beam in (Beam.NONE, Beam.BEGIN):
            current = []
        if element.beam is Beam.BEGIN:
            groups.append(current)
        if element.beam is not Beam.NONE and n_flags(element.value):
            current.append(index)
    return [group for group in groups if len(group) > 1]


def beam_parts(elements: Sequence[Chord | Rest]) -> dict[int, list[BeamPart]]:
    """What each beamed chord (by index) does at every level, the main beam first."""
    parts: dict[int, list[BeamPart]] = {}
    for group in beam_groups(elements):
        flags = [n_flags(elements[index].value) for index in group]
        for place, index in enumerate(group):
            before = flags[place - 1] if place else 0
            after = flags[place + 1] if place + 1 < len(group) else 0
            parts[index] = [
                _part(level <= before, level <= after, place > 0)
                for level in range(1, flags[place] + 1)
            ]
    return parts


def _part(joins_before: bool, joins_after: bool, has_before: bool) -> BeamPart:
    if joins_before and joins_after:
        return BeamPart.CONTINUE
    if joins_before:
        return BeamPart.END
    if joins_after:
        return BeamPart.BEGIN
    return BeamPart.BACKWARD_HOOK if has_before else BeamPart.FORWARD_HOOK
