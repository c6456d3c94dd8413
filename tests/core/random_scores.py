"""Random scores for the tests of the writers: rare drums, odd metres, rolls, holes, marks."""

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

from core.kit import KIT, Voice
from core.meter import TimeSignature
from core.score import (
    Bar,
    Beam,
    Chord,
    Grace,
    NoteValue,
    Rest,
    Score,
    Stroke,
    Swing,
    TempoMark,
    Tremolo,
    Tuplet,
    VoiceElement,
)

METERS = ("4/4", "4/4", "4/4", "3/4", "2/4", "5/4", "6/8", "7/8", "9/8", "12/8", "5/8", "2/2")
HANDS = tuple(drum.name for drum in KIT if drum.voice is Voice.HANDS)
FEET = tuple(drum.name for drum in KIT if drum.voice is Voice.FEET)

WHOLE, HALF, QUARTER = Fraction(1), Fraction(1, 2), Fraction(1, 4)
EIGHTH, SIXTEENTH, THIRTY_SECOND = Fraction(1, 8), Fraction(1, 16), Fraction(1, 32)
Q, E, S, T = (NoteValue(v) for v in (QUARTER, EIGHTH, SIXTEENTH, THIRTY_SECOND))
H, QD, ED, SD = (
    NoteValue(HALF),
    NoteValue(QUARTER, 1),
    NoteValue(EIGHTH, 1),
    NoteValue(SIXTEENTH, 1),
)

# Ways to fill a beat: plain values, or (actual, normal, values) for a tuplet.
_Values = tuple[NoteValue, ...]
_Pattern = _Values | tuple[int, int, _Values]
PATTERNS: dict[Fraction, tuple[_Pattern, ...]] = {
    HALF: ((H,), (Q, Q), (QD, E), (E, Q, E), (Q, E, E)),
    QUARTER: (
        (Q,),
        (Q,),
        (E, E),
        (E, E),
        (E, S, S),
        (S, S, E),
        (S, E, S),
        (S, S, S, S),
        (ED, S),
        (S, ED),
        (SD, T, E),
        (T,) * 8,
        (3, 2, (E, E, E)),
        (3, 2, (Q, E)),
        (3, 2, (E, S, S, E)),
        (6, 4, (S,) * 6),
        (5, 4, (S,) * 5),
    ),
    3 * EIGHTH: (
        (QD,),
        (Q, E),
        (E, Q),
        (E, E, E),
        (S,) * 6,
        (ED, S, E),
        (E, S, S, E),
        (E, E, S, S),
    ),
}  # fmt: skip


class _Maker:
    """Draws the parts of one score from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.hands = tuple(self.random.sample(HANDS, self.random.randint(1, 6)))
        self.has_effects = self.random.random() < 0.7

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def stroke(self, drum: str, length: Fraction) -> Stroke:
        # MuseScore plays grace strokes on the beat: on shorter notes they run into the next one.
        may_grace = self.has_effects and length >= SIXTEENTH
        grace = self.random.choice(list(Grace)) if may_grace and self.chance(0.06) else None
        ghost = self.has_effects and self.chance(0.1)
        accent = self.has_effects and not ghost and self.chance(0.1)
        return Stroke(drum, self.random.randint(1, 127), ghost, accent, grace)

    def chord_or_rest(
        self,
        value: NoteValue,
        drums: tuple[str, ...],
        rests: float,
        ratio: Fraction = Fraction(1),
    ) -> Chord | Rest:
        if self.chance(rests):
            return Rest(value, is_hidden=self.chance(0.3))
        count = min(len(drums), self.random.choice((1, 1, 1, 2, 3)))
        strokes = tuple(
            self.stroke(drum, value.length * ratio) for drum in self.random.sample(drums, count)
        )
        has_roll = value.base >= SIXTEENTH and self.has_effects and self.chance(0.05)
        if has_roll and not any(stroke.grace for stroke in strokes):
            return Chord(
                value,
                strokes,
                tremolo=self.random.choice(list(Tremolo)),
                tied_to_next=self.chance(0.4),
            )
        return Chord(value, strokes)

    def beat(self, length: Fraction, drums: tuple[str, ...]) -> list[VoiceElement]:
        pattern = self.random.choice(PATTERNS[length])
        rests = self.random.choice((0.0, 0.0, 0.1, 0.3, 1.0))
        if isinstance(pattern[0], int):
            actual, normal, values = pattern
            ratio = Fraction(normal, actual)
            members = beamed(
                [self.chord_or_rest(value, drums, rests * 0.6, ratio) for value in values]
            )
            base = length / normal
            return [Tuplet(actual, normal, base, tuple(members))]
        return list(beamed([self.chord_or_rest(value, drums, rests) for value in pattern]))

    def voice(self, beats: list[Fraction], drums: tuple[str, ...]) -> tuple[VoiceElement, ...]:
        elements: list[VoiceElement] = []
        for length in beats:
            if length in PATTERNS:
                elements += self.beat(length, drums)
            else:
                elements += [self.chord_or_rest(NoteValue(length), drums, 0.3)]
        return tuple(elements)

    def bar(self, signature: TimeSignature, beats: list[Fraction]) -> Bar:
        hands = self.voice(beats, self.hands) if self.chance(0.9) else ()
        feet = self.voice(beats, FEET) if self.chance(0.8) else ()
        return Bar(signature, hands, feet)


def beamed(elements: list[Chord | Rest]) -> list[Chord | Rest]:
    """The elements of one beat with beams over each run of short chords."""
    result: list[Chord | Rest] = []
    for index, element in enumerate(elements):
        if not _has_flag(element):
            result.append(element)
            continue
        assert isinstance(element, Chord)
        joins_left = index > 0 and _has_flag(elements[index - 1])
        joins_right = index + 1 < len(elements) and _has_flag(elements[index + 1])
        beam = {
            (False, False): Beam.NONE,
            (False, True): Beam.BEGIN,
            (True, True): Beam.MIDDLE,
            (True, False): Beam.END,
        }[joins_left, joins_right]
        result.append(
            Chord(element.value, element.strokes, beam, element.tremolo, element.tied_to_next)
        )
    return result


def _has_flag(element: Chord | Rest) -> bool:
    return isinstance(element, Chord) and element.value.base < QUARTER


def _pickup(maker: _Maker, signature: TimeSignature) -> Bar:
    beats = list(signature.beat_lengths)
    kept = beats[maker.random.randrange(1, len(beats)) :] if len(beats) > 1 else beats
    bar = maker.bar(signature, kept)
    length = sum(kept, Fraction(0))
    return Bar(signature, bar.hands, bar.feet, actual_length=length if len(beats) > 1 else None)


def _block(maker: _Maker, signature: TimeSignature) -> list[Bar]:
    """One to a few bars: new, repeated or silent."""
    if maker.chance(0.2):
        count = maker.random.randint(1, 9)
        return [Bar(signature, n_silent_bars=count)] + [Bar(signature)] * (count - 1)
    bar = maker.bar(signature, list(signature.beat_lengths))
    repeat = Bar(signature, bar.hands, bar.feet, repeats_previous=True)
    return [bar] + [repeat] * maker.random.choice((0, 0, 0, 1, 3))


def random_score(seed: int, n_blocks: int = 10) -> Score:
    """A score of 1 to about 40 bars, always the same for one seed."""
    maker = _Maker(seed)
    signature = TimeSignature.parse(maker.random.choice(METERS))
    bars: list[Bar] = [_pickup(maker, signature)] if maker.chance(0.3) else []
    for number in range(maker.random.randint(1, n_blocks)):
        if maker.chance(0.15):
            signature = TimeSignature.parse(maker.random.choice(METERS))
        block = _block(maker, signature)
        block[0] = _with_marks(maker, block[0], is_first=number == 0)
        bars += block
    bars[0] = _with_tempo(maker, bars[0])
    return Score(
        tuple(bars),
        title=maker.random.choice(("", "Random", "Größe & <Ruhm> “7/8”", "太鼓")),
        artist=maker.random.choice(("", "Nobody")),
        show_legend=maker.chance(0.8),
        notes=("Written by chance.",) if maker.chance(0.2) else (),
    )


def _with_tempo(maker: _Maker, bar: Bar) -> Bar:
    beat = max(bar.time_signature.beat_lengths)
    bpm = maker.random.choice((60.0, 90.0, 120.0, 137.4, 183.25))
    mark = TempoMark(bpm, beat, is_hidden=maker.chance(0.1))
    return replace(bar, tempo=mark)


def _with_marks(maker: _Maker, bar: Bar, is_first: bool) -> Bar:
    changes: dict[str, Any] = {}
    if maker.chance(0.3):
        changes["section"] = maker.random.choice(("A", "B Verse", "C Solo & out"))
    if maker.chance(0.2) and not bar.repeats_previous:
        unit = maker.random.choice((EIGHTH, EIGHTH, SIXTEENTH))
        changes["swing"] = Swing(maker.random.choice((50, 57, 60, 67)), unit)
    if maker.chance(0.15):
        changes["text"] = maker.random.choice(("fill", "on the snare", "half time"))
    if maker.chance(0.2):
        changes["line_break"] = True
    if maker.chance(0.1) and not is_first:
        changes["tempo"] = TempoMark(maker.random.choice((100.0, 155.5)))
    return replace(bar, **changes)
