"""The drum part as written music: the contract between quantising and the writers.

Positions and durations are `Fraction`s of a whole note, never floats. A bar holds two
voices (hands and feet); each voice is a sequence of chords, rests and tuplets that fills
the bar exactly, or is empty (an empty voice is not written; the hands' voice of a bar
whose both voices are empty is written as a bar rest).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from functools import cached_property

from core.errors import ScoreError
from core.kit import DRUMS
from core.meter import TimeSignature


class Beam(Enum):
    """How a chord's beam joins its neighbours."""

    NONE = "no"
    BEGIN = "begin"
    MIDDLE = "mid"
    END = "end"


class Grace(Enum):
    """Strokes before the main one: one for a flam, two for a drag."""

    FLAM = 1
    DRAG = 2


class Tremolo(Enum):
    """A roll on one note."""

    MEASURED_32 = "r32"
    BUZZ = "buzzroll"


@dataclass(frozen=True)
class Stroke:
    """One notehead: a drum struck with `velocity` 1..127.

    `onset` is the index of the onset that it was written from, if any, and `confidence`
    (0..1) is that onset's. Grace strokes belong to the same drum as the main one.
    """

    drum: str
    velocity: int
    ghost: bool = False
    accent: bool = False
    grace: Grace | None = None
    onset: int | None = None
    confidence: float = 1.0

    def __post_init__(self) -> None:
        if self.drum not in DRUMS:
            raise ScoreError(f"There is no drum named “{self.drum}” in the kit.")
        if not 1 <= self.velocity <= 127:
            raise ScoreError(f"A velocity lies between 1 and 127, not at {self.velocity}.")


_BASES = frozenset(Fraction(1, 2**k) for k in range(8))


@dataclass(frozen=True)
class NoteValue:
    """A written value: `base` (1, 1/2, 1/4 ... 1/64 of a whole note) with `n_dots` dots."""

    base: Fraction
    n_dots: int = 0

    def __post_init__(self) -> None:
        if self.base not in _BASES or not 0 <= self.n_dots <= 2:
            raise ScoreError(f"{self.base} with {self.n_dots} dots is not a note value.")

    @cached_property
    def length(self) -> Fraction:
        """Length as a fraction of a whole note, before any tuplet."""
        return self.base * (2 - Fraction(1, 2**self.n_dots))


@dataclass(frozen=True)
class Chord:
    """Strokes that are struck together, at most one a drum."""

    value: NoteValue
    strokes: tuple[Stroke, ...]
    beam: Beam = Beam.NONE
    tremolo: Tremolo | None = None
    tied_to_next: bool = False


@dataclass(frozen=True)
class Rest:
    """Silence of a written value; `is_hidden` rests only fill a voice and are not drawn."""

    value: NoteValue
    is_hidden: bool = False


@dataclass(frozen=True)
class Tuplet:
    """`actual` notes of value `base` in the time of `normal` (3 eighths in the time of 2)."""

    actual: int
    normal: int
    base: Fraction
    elements: tuple[Chord | Rest, ...]

    @property
    def ratio(self) -> Fraction:
        """Factor from written to sounding lengths, e.g. 2/3 for triplets."""
        return Fraction(self.normal, self.actual)

    @property
    def length(self) -> Fraction:
        """Sounding length as a fraction of a whole note."""
        return self.actual * self.base * self.ratio


VoiceElement = Chord | Rest | Tuplet


@dataclass(frozen=True)
class PlacedElement:
    """A chord or rest with its place in the bar and its sounding length."""

    position: Fraction
    length: Fraction
    element: Chord | Rest
    tuplet: Tuplet | None


def place_elements(voice: tuple[VoiceElement, ...]) -> list[PlacedElement]:
    """Chords and rests of a voice in order, tuplets opened, each with position and length."""
    placed: list[PlacedElement] = []
    position = Fraction(0)
    for item in voice:
        tuplet = item if isinstance(item, Tuplet) else None
        for element in tuplet.elements if tuplet else (item,):
            assert not isinstance(element, Tuplet)
            length = element.value.length
            if tuplet:
                length *= tuplet.ratio
            placed.append(PlacedElement(position, length, element, tuplet))
            position += length
    return placed


def voice_length(voice: tuple[VoiceElement, ...]) -> Fraction:
    """Sounding length of a voice as a fraction of a whole note."""
    return _end(place_elements(voice))


def _end(placed: Sequence[PlacedElement]) -> Fraction:
    return placed[-1].position + placed[-1].length if placed else Fraction(0)


@dataclass(frozen=True)
class TempoMark:
    """Beats of `beat_length` a minute; shown as "♩ = 120" unless hidden.

    `beat_length` is a fraction of a whole note: 1/4, or 3/8 in compound metre.
    """

    bpm: float
    beat_length: Fraction = Fraction(1, 4)
    is_hidden: bool = False

    @property
    def quarters_per_minute(self) -> float:
        """The same tempo counted in quarter notes."""
        return self.bpm * float(self.beat_length * 4)


@dataclass(frozen=True)
class Swing:
    """Straight-written pairs of `unit` played long-short: `ratio` of the pair for the first.

    `ratio` is in percent, 50 straight, 67 triplet swing. `unit` is 1/8 or 1/16.
    """

    ratio: int
    unit: Fraction = Fraction(1, 8)


@dataclass(frozen=True)
class Bar:
    """One bar. `start` is its time in the song in seconds (None for scores without a song).

    Marks stand on the bar where they begin to hold: `time_signature` is given on every bar;
    `tempo` and `swing` only where they change. `repeats_previous` shows the bar as a repeat
    sign; its voices still hold the notes (playback and edits need them). `n_silent_bars` > 1
    on the first of that many silent bars asks for a multi-bar rest. `actual_length` is given
    for a pick-up or shortened bar only.
    """

    time_signature: TimeSignature
    hands: tuple[VoiceElement, ...] = ()
    feet: tuple[VoiceElement, ...] = ()
    start: float | None = None
    end: float | None = None
    section: str | None = None
    tempo: TempoMark | None = None
    swing: Swing | None = None
    text: str | None = None
    repeats_previous: bool = False
    n_silent_bars: int = 1
    line_break: bool = False
    actual_length: Fraction | None = None

    @property
    def length(self) -> Fraction:
        """Length as a fraction of a whole note (shorter than the metre in a pick-up bar)."""
        return self.actual_length or self.time_signature.bar_length

    @property
    def is_silent(self) -> bool:
        """True when no stroke falls into the bar."""
        return not any(_is_struck(element) for element in (*self.hands, *self.feet))

    @cached_property
    def placed_hands(self) -> tuple[PlacedElement, ...]:
        """The elements of the hands as `place_elements` lists them."""
        return tuple(place_elements(self.hands))

    @cached_property
    def placed_feet(self) -> tuple[PlacedElement, ...]:
        """The elements of the feet as `place_elements` lists them."""
        return tuple(place_elements(self.feet))

    @cached_property
    def _strokes(self) -> tuple[tuple[Fraction, Stroke], ...]:
        found = []
        for voice in (self.placed_hands, self.placed_feet):
            tied = False
            for placed in voice:
                if isinstance(placed.element, Chord):
                    if not tied:
                        found += [(placed.position, stroke) for stroke in placed.element.strokes]
                    tied = placed.element.tied_to_next
        # Places are far enough apart for floats, which compare much faster.
        return tuple(sorted(found, key=lambda item: float(item[0])))

    def strokes(self) -> list[tuple[Fraction, Stroke]]:
        """Main strokes (grace strokes are fields of theirs) with positions, in order."""
        return list(self._strokes)


def _is_struck(element: VoiceElement) -> bool:
    if isinstance(element, Tuplet):
        return any(_is_struck(member) for member in element.elements)
    return isinstance(element, Chord) and bool(element.strokes)


@dataclass(frozen=True)
class Score:
    """A drum part: title, artist and bars, with everything that its page shows."""

    bars: tuple[Bar, ...]
    title: str = ""
    artist: str = ""
    show_legend: bool = True
    notes: tuple[str, ...] = field(default=())

    def with_bars(self, bars: tuple[Bar, ...]) -> "Score":
        """The same score with other bars."""
        return replace(self, bars=bars)


def check_score(score: Score) -> None:
    """Raise `ScoreError` naming the first bar that its voices do not fill exactly."""
    for number, bar in enumerate(score.bars, start=1):
        for name, voice in (("hands", bar.placed_hands), ("feet", bar.placed_feet)):
            length = _end(voice)
            if voice and length != bar.length:
                raise ScoreError(f"Bar {number}: the {name} last {length}, the bar {bar.length}.")
        if bar.repeats_previous and number == 1:
            raise ScoreError("Bar 1 cannot repeat the bar before it.")
