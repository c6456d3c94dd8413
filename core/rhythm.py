"""One voice of a bar, spelled: note values, rests, tuplets and beams.

Drums have no length, so a note lasts to the next stroke of its voice or to the end of its
beat, whatever needs the fewest rests and ties. No value crosses a beat, but for rests and
rolls that fill whole halves of a bar of four beats.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from core.errors import ScoreError
from core.kit import DRUM_NAMES
from core.quantize import QuantizedStroke
from core.score import Beam, Chord, NoteValue, Rest, Stroke, Tremolo, Tuplet, VoiceElement

_QUARTER = Fraction(1, 4)
_WHOLE, _NOTHING = Fraction(1), Fraction(0)


@dataclass(frozen=True)
class _Note:
    """What is struck at one position. A roll sounds until `roll_end` (position in the bar);
    `is_held` on the part of a roll that is tied to the next beat.
    """

    position: Fraction
    strokes: tuple[Stroke, ...]
    tremolo: Tremolo | None = None
    roll_end: Fraction | None = None
    is_held: bool = False


# All of a note but its strokes: position, tremolo, end of the roll, and whether it is held.
_Struck = tuple[Fraction, Tremolo | None, Fraction | None, bool]


def spell_voice(
    strokes: Sequence[QuantizedStroke],
    beat_lengths: Sequence[Fraction],
    *,
    n_missing_beats: int = 0,
    hide_silent_beats: bool = False,
) -> tuple[VoiceElement, ...]:
    """The elements of one voice, filling the bar exactly; empty if nothing is struck.

    `beat_lengths` are those of a whole bar, of which a pick-up lacks the first ones.
    `hide_silent_beats` hides rests that last for whole beats.
    """
    if not strokes:
        return ()
    notes = _hold_rolls(_gather(strokes), beat_lengths[n_missing_beats:])
    rhythm = tuple((note.position, note.tremolo, note.roll_end, note.is_held) for note in notes)
    pattern = _spell_rhythm(rhythm, tuple(beat_lengths), n_missing_beats, hide_silent_beats)
    return tuple(_played(element, notes) for element in pattern)


def _played(element: VoiceElement, notes: Sequence[_Note]) -> VoiceElement:
    """An element of a spelled rhythm with the strokes of its notes."""
    if isinstance(element, Tuplet):
        members = tuple(_struck(member, notes) for member in element.elements)
        return Tuplet(element.actual, element.normal, element.base, members)
    return _struck(element, notes)


def _struck(element: Chord | Rest, notes: Sequence[_Note]) -> Chord | Rest:
    if isinstance(element, Rest):
        return element
    number = element.strokes[0].onset
    assert number is not None
    strokes = notes[number].strokes
    return Chord(element.value, strokes, element.beam, element.tremolo, element.tied_to_next)


# The bars of a song share a few rhythms, and an edit leaves most of them as they were.
@lru_cache(maxsize=1024)
def _spell_rhythm(
    rhythm: tuple[_Struck, ...],
    beat_lengths: tuple[Fraction, ...],
    n_missing_beats: int,
    hide_silent_beats: bool,
) -> tuple[VoiceElement, ...]:
    """The elements of a voice; the only stroke of a chord is a stand-in for all of its note.

    The `onset` of a stand-in is the number of the note in `rhythm`.
    """
    notes = [
        _Note(position, (Stroke(DRUM_NAMES[0], 1, onset=number),), tremolo, roll_end, is_held)
        for number, (position, tremolo, roll_end, is_held) in enumerate(rhythm)
    ]
    lengths = beat_lengths[n_missing_beats:]
    beats: list[list[VoiceElement]] = []
    start = Fraction(0)
    for length in lengths:
        here = [note for note in notes if start <= note.position < start + length]
        if here:
            beats.append(_spell_beat(start, length, here))
        else:
            beats.append([Rest(_value(length), is_hidden=hide_silent_beats)])
        start += length
    if len(beat_lengths) % 4 == 0 and len(set(beat_lengths)) == 1:
        beats = _merge_pairs(beats, n_missing_beats)
    return tuple(element for beat in beats for element in beat)


def _gather(strokes: Iterable[QuantizedStroke]) -> list[_Note]:
    """Strokes at the same position as one note, in order."""
    by_position: dict[Fraction, list[QuantizedStroke]] = {}
    for stroke in strokes:
        by_position.setdefault(stroke.position, []).append(stroke)
    notes = []
    # Places are far enough apart for floats, which compare much faster.
    for position, together in sorted(by_position.items(), key=lambda item: float(item[0])):
        together.sort(key=lambda quantized: DRUM_NAMES.index(quantized.stroke.drum))
        roll = next((quantized.roll for quantized in together if quantized.roll), None)
        notes.append(
            _Note(
                position,
                tuple(quantized.stroke for quantized in together),
                roll.tremolo if roll else None,
                position + roll.length if roll else None,
            )
        )
    return notes


def _hold_rolls(notes: list[_Note], lengths: Sequence[Fraction]) -> list[_Note]:
    """Rolls cut at each beat, all parts but the last held over to the next one."""
    cells = [
        piece
        for length in lengths
        for piece in ([_QUARTER] * int(length / _QUARTER) if _is_long(length) else [length])
    ]
    edges = [sum(cells[:k], Fraction(0)) for k in range(len(cells) + 1)]
    held: list[_Note] = []
    for index, note in enumerate(notes):
        if note.roll_end is None:
            held.append(note)
            continue
        stop = notes[index + 1].position if index + 1 < len(notes) else edges[-1]
        end = min(note.roll_end, stop)
        inner = [edge for edge in edges if note.position < edge < end]
        again = tuple(replace(stroke, grace=None, accent=False) for stroke in note.strokes)
        for k, position in enumerate([note.position, *inner]):
            strokes = note.strokes if k == 0 else again
            held.append(_Note(position, strokes, note.tremolo, end, is_held=k < len(inner)))
    return held


def _spell_beat(start: Fraction, length: Fraction, notes: list[_Note]) -> list[VoiceElement]:
    """One felt beat with at least one note; a long beat is spelled by its quarters."""
    if not _is_long(length):
        return _beam(_spell_cell(start, length, notes))
    if all(note.position == start for note in notes):
        return _beam(_spell_plain(start, length, notes))
    elements: list[VoiceElement] = []
    for k in range(int(length / _QUARTER)):
        cell = start + k * _QUARTER
        here = [note for note in notes if cell <= note.position < cell + _QUARTER]
        elements += _beam(_spell_cell(cell, _QUARTER, here))
    return elements


def _is_long(length: Fraction) -> bool:
    return length.numerator == 1 and length > _QUARTER


def _spell_cell(start: Fraction, length: Fraction, notes: list[_Note]) -> list[VoiceElement]:
    """At most a (dotted) quarter: plain values, or a tuplet, or one half of each."""
    if not notes:
        return [Rest(_value(length))]
    parts = [(note.position - start) / length for note in notes]
    if length.numerator == 3:
        parts = [part * 3 for part in parts]
    if all(_is_power_of_two(part.denominator) for part in parts):
        return _spell_plain(start, length, notes)
    if length.numerator == 1:
        return _spell_tuplet(start, length, notes)
    raise ScoreError(f"No rhythm is known for strokes at {_list(notes)} of a bar.")


def _spell_tuplet(start: Fraction, length: Fraction, notes: list[_Note]) -> list[VoiceElement]:
    """A triplet or sextuplet, or a half-beat triplet beside a plain half."""
    middle = start + length / 2
    halves = (
        [note for note in notes if note.position < middle],
        [note for note in notes if note.position >= middle],
    )
    is_plain = [
        all(_is_power_of_two(((note.position - start) / length).denominator) for note in half)
        for half in halves
    ]
    if any(note.position == middle for note in notes) and any(is_plain):
        return _spell_cell(start, length / 2, halves[0]) + _spell_cell(
            middle, length / 2, halves[1]
        )
    parts = {((note.position - start) / length).denominator for note in notes}
    if not parts <= {1, 2, 3, 6}:
        raise ScoreError(f"No rhythm is known for strokes at {_list(notes)} of a bar.")
    actual = 3 if parts <= {1, 3} else 6
    normal = 2 * actual // 3
    base = length / normal
    ratio = Fraction(actual, normal)
    written = [
        replace(note, position=(note.position - start) * ratio, roll_end=None) for note in notes
    ]
    inner = _spell_plain(Fraction(0), base * actual, written)
    elements = tuple(element for element in inner if not isinstance(element, Tuplet))
    return [Tuplet(actual, normal, base, elements)]


def _spell_plain(start: Fraction, length: Fraction, notes: list[_Note]) -> list[VoiceElement]:
    """Values without a tuplet, each note lasting to the next one."""
    end = start + length
    elements: list[VoiceElement] = _rests(Fraction(0), notes[0].position - start, length)
    for note, following in zip(notes, [*notes[1:], None], strict=True):
        stop = following.position if following else end
        if note.roll_end is not None and not note.is_held:
            stop = min(stop, note.roll_end)
        values = _note_values(note.position - start, stop - note.position)
        chord = Chord(values[0], note.strokes, tremolo=note.tremolo)
        if note.is_held:
            again = replace(chord, tied_to_next=True)
            elements += [replace(again, value=value) for value in values]
            continue
        elements.append(chord)
        rest_start = note.position - start + values[0].length
        rest_end = (following.position if following else end) - start
        elements += _rests(rest_start, rest_end - rest_start, length)
    return elements


def _note_values(start: Fraction, length: Fraction) -> list[NoteValue]:
    """The value of a note, followed by what is left over if no single value fits."""
    if _is_single(length):
        return [_value(length)]
    pieces = _aligned_pieces(start, length)
    n_joined = max(k for k in range(1, len(pieces) + 1) if _is_single(sum(pieces[:k], _NOTHING)))
    pieces[:n_joined] = [sum(pieces[:n_joined], _NOTHING)]
    return [_value(piece) for piece in pieces]


def _rests(start: Fraction, length: Fraction, beat: Fraction) -> list[VoiceElement]:
    """Rests that show the beat: dotted ones only at the start of a beat that halves."""
    if length == 0:
        return []
    if start == 0 and _is_single(length) and (length.numerator == 1 or beat.numerator == 1):
        return [Rest(_value(length))]
    return [Rest(_value(piece)) for piece in _aligned_pieces(start, length)]


def _aligned_pieces(start: Fraction, length: Fraction) -> list[Fraction]:
    """Undotted values, each beginning at a multiple of itself."""
    pieces = []
    while length > 0:
        piece = _WHOLE
        while piece > length or (start / piece).denominator != 1:
            piece /= 2
        pieces.append(piece)
        start += piece
        length -= piece
    return pieces


def _is_power_of_two(number: int) -> bool:
    return number & (number - 1) == 0


def _is_single(length: Fraction) -> bool:
    return length.numerator in (1, 3) and _is_power_of_two(length.denominator)


def _value(length: Fraction) -> NoteValue:
    """The note value that lasts `length`: undotted or dotted."""
    if length.numerator == 3:
        return NoteValue(length * Fraction(2, 3), 1)
    return NoteValue(length)


def _list(notes: Sequence[_Note]) -> str:
    return ", ".join(str(note.position) for note in notes)


def _merge_pairs(beats: list[list[VoiceElement]], n_missing: int) -> list[list[VoiceElement]]:
    """Rests and held rolls of two whole beats as one, within each half of the bar."""
    merged: list[list[VoiceElement]] = []
    index = 0
    while index < len(beats):
        pair = beats[index : index + 2]
        one = _merge(pair) if (index + n_missing) % 2 == 0 and len(pair) == 2 else None
        merged.append([one] if one else beats[index])
        index += 2 if one else 1
    return merged


def _merge(pair: list[list[VoiceElement]]) -> VoiceElement | None:
    if any(len(beat) != 1 for beat in pair):
        return None
    first, second = pair[0][0], pair[1][0]
    if isinstance(first, Rest) and isinstance(second, Rest):
        return replace(first, value=_doubled(first.value))
    if isinstance(first, Chord) and isinstance(second, Chord) and first.tied_to_next:
        value = _doubled(first.value)
        if first.value == second.value:
            return replace(first, value=value, tied_to_next=second.tied_to_next)
    return None


def _doubled(value: NoteValue) -> NoteValue:
    return replace(value, base=value.base * 2)


def _beam(elements: list[VoiceElement]) -> list[VoiceElement]:
    """The same elements with beams over neighbouring chords shorter than a quarter."""
    flat = [
        part
        for element in elements
        for part in (element.elements if isinstance(element, Tuplet) else (element,))
    ]
    short = [isinstance(part, Chord) and part.value.base < _QUARTER for part in flat]
    beamed: list[Chord | Rest] = []
    for index, part in enumerate(flat):
        if not isinstance(part, Chord) or not short[index]:
            beamed.append(part)
            continue
        before = index > 0 and short[index - 1]
        after = index + 1 < len(flat) and short[index + 1]
        beam = {
            (False, False): Beam.NONE,
            (False, True): Beam.BEGIN,
            (True, True): Beam.MIDDLE,
            (True, False): Beam.END,
        }[before, after]
        beamed.append(replace(part, beam=beam))
    result: list[VoiceElement] = []
    for element in elements:
        if isinstance(element, Tuplet):
            n = len(element.elements)
            result.append(replace(element, elements=tuple(beamed[:n])))
        else:
            n = 1
            result.append(beamed[0])
        beamed = beamed[n:]
    return result
