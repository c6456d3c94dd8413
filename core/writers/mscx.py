"""Score -> MuseScore's own format.

The default is schema 3.01, which MuseScore 3.1 and later and MuseScore 4 open. One table,
`Dialect`, holds all in which schema 4.00 differs (see `mscz.py`).
"""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from fractions import Fraction

from core.kit import DRUMS, KIT, Voice
from core.score import (
    Bar,
    Beam,
    Chord,
    Rest,
    Score,
    Stroke,
    Tremolo,
    Tuplet,
    VoiceElement,
    check_score,
)
from core.writers.layout import (
    Tie,
    chord_grace,
    find_ties,
    grace_strokes,
    grace_velocity,
    inside_silent_run,
    line_ends,
    shows_repeat,
    tremolo_strokes,
    voices,
)
from core.writers.mscx_texts import add_frames, add_marks
from core.writers.names import HEADS, VALUE_NAMES
from core.writers.xml import child, to_bytes

MIXED_TAGS = frozenset({"text"})


@dataclass(frozen=True)
class Dialect:
    """In what the versions of MuseScore's format differ."""

    version: str
    program: str
    instrument_attributes: dict[str, str]
    title_style: str
    composer_style: str
    frame_style: str
    measure_repeat: str
    counts_measure_repeats: bool
    writes_velocity_type: bool
    has_style_file: bool
    more_style: dict[str, str]


MUSESCORE_3 = Dialect(
    version="3.01",
    program="3.2.3",
    instrument_attributes={},
    title_style="Title",
    composer_style="Composer",
    frame_style="Frame",
    measure_repeat="RepeatMeasure",
    counts_measure_repeats=False,
    writes_velocity_type=True,
    has_style_file=False,
    more_style={},
)
MUSESCORE_4 = Dialect(
    version="4.00",
    program="4.0.0",
    instrument_attributes={"id": "drumset"},
    title_style="title",
    composer_style="composer",
    frame_style="frame",
    measure_repeat="MeasureRepeat",
    counts_measure_repeats=True,
    writes_velocity_type=False,
    has_style_file=True,
    # Or systems are spread over the page and the first one begins further to the right.
    more_style={"enableVerticalSpread": "0", "enableIndentationOnFirstSystem": "0"},
)

# Lengths in inches except the spatium (mm): A4 with narrow margins, and staves far enough apart
# that cymbals and boxed letters keep clear of the feet above them. Notes may stand as close as
# four bars of 48 strokes ask for, or MuseScore would push the fourth bar to a line of its own.
STYLE: dict[str, str] = {
    "pageWidth": "8.27",
    "pageHeight": "11.69",
    "pagePrintableWidth": "7.47",
    "pageEvenLeftMargin": "0.4",
    "pageOddLeftMargin": "0.4",
    "pageEvenTopMargin": "0.5",
    "pageEvenBottomMargin": "0.6",
    "pageOddTopMargin": "0.5",
    "pageOddBottomMargin": "0.6",
    "pageTwosided": "0",
    "minSystemDistance": "9",
    "maxSystemDistance": "13",
    # The one text font of both versions with noteheads of the size and height of the staff's.
    "musicalTextFont": "MScore Text",
    "createMultiMeasureRests": "1",
    "minEmptyMeasures": "2",
    "minMMRestWidth": "6",
    "hideInstrumentNameIfOneInstrument": "1",
    "showMeasureNumberOne": "0",
    "measureSpacing": "1.1",
    "minNoteDistance": "0.2",
    "Spatium": "1.5",
}

# Part of its written length for which a note sounds, in percent.
GATE_TIME = 25

# Tonal pitch classes of the twelve semitones; a note without one makes MuseScore guess.
_TPC = (14, 21, 16, 11, 18, 13, 20, 15, 22, 17, 12, 19)


def mscx_bytes(score: Score, dialect: Dialect = MUSESCORE_3) -> bytes:
    """The score as an `.mscx` file."""
    check_score(score)
    root = ET.Element("museScore", {"version": dialect.version})
    child(root, "programVersion", dialect.program)
    tree = child(root, "Score")
    child(tree, "Division", 480)
    if not dialect.has_style_file:
        add_style(tree, dialect)
    child(tree, "metaTag", score.artist, {"name": "composer"})
    child(tree, "metaTag", score.title, {"name": "workTitle"})
    _add_part(tree, dialect)
    staff = child(tree, "Staff", attributes={"id": "1"})
    add_frames(staff, score, dialect)
    _StaffWriter(score, dialect).write(staff)
    return to_bytes(root, MIXED_TAGS)


def add_style(parent: ET.Element, dialect: Dialect) -> None:
    """Append the style of the page."""
    style = child(parent, "Style")
    for name, value in (STYLE | dialect.more_style).items():
        child(style, name, value)


def _add_part(tree: ET.Element, dialect: Dialect) -> None:
    part = child(tree, "Part")
    staff = child(part, "Staff", attributes={"id": "1"})
    staff_type = child(staff, "StaffType", attributes={"group": "percussion"})
    child(staff_type, "name", "perc5Line")
    child(staff_type, "keysig", 0)
    child(staff, "defaultClef", "PERC")
    child(part, "trackName", "Drumset")
    instrument = child(part, "Instrument", attributes=dialect.instrument_attributes)
    child(instrument, "longName", "Drumset")
    child(instrument, "shortName", "D. Set")
    child(instrument, "trackName", "Drumset")
    child(instrument, "instrumentId", "drum.group.set")
    child(instrument, "useDrumset", 1)
    for drum in KIT:
        entry = child(instrument, "Drum", attributes={"pitch": str(drum.midi_note)})
        child(entry, "head", HEADS[drum.notehead].musescore)
        child(entry, "line", drum.staff_line)
        child(entry, "voice", drum.voice.value - 1)
        child(entry, "name", drum.title)
        child(entry, "stem", 1 if drum.voice is Voice.HANDS else 2)
    child(instrument, "clef", "PERC")
    # Short notes: one that lasts into the next of its drum (after a flam, with swing) would make
    # MuseScore drop that next one.
    articulation = child(instrument, "Articulation")
    child(articulation, "velocity", 100)
    child(articulation, "gateTime", GATE_TIME)
    channel = child(instrument, "Channel")
    child(channel, "controller", attributes={"ctrl": "0", "value": "1"})
    child(channel, "program", attributes={"value": "0"})
    child(channel, "synti", "Fluid")


class _StaffWriter:
    """Writes the bars of one score into its staff."""

    def __init__(self, score: Score, dialect: Dialect) -> None:
        self.score = score
        self.dialect = dialect
        self.ties = find_ties(score)
        self.line_ends = line_ends(score)
        self.inside_run = inside_silent_run(score)

    def write(self, staff: ET.Element) -> None:
        for index, bar in enumerate(self.score.bars):
            measure = child(staff, "Measure")
            if bar.actual_length:
                measure.set("len", fraction(bar.length))
            if bar.actual_length and index == 0:
                child(measure, "irregular", 1)
            if index in self.line_ends:
                _add_line_break(measure)
            if bar.is_silent and index not in self.inside_run:
                # Without this MuseScore joins the bar to the silent ones before it.
                child(measure, "breakMultiMeasureRest", 1)
            if shows_repeat(bar) and self.dialect.counts_measure_repeats:
                child(measure, "measureRepeatCount", 1)
            self._add_voices(measure, index, bar)

    def _add_voices(self, measure: ET.Element, index: int, bar: Bar) -> None:
        first = child(measure, "voice")
        previous = self.score.bars[index - 1] if index else None
        if previous is None or previous.time_signature != bar.time_signature:
            signature = child(first, "TimeSig")
            child(signature, "sigN", bar.time_signature.numerator)
            child(signature, "sigD", bar.time_signature.denominator)
        add_marks(first, bar)
        if shows_repeat(bar):
            self._add_measure_repeat(first, bar)
            return
        written = dict(voices(bar))
        if Voice.HANDS in written:
            self._add_voice(first, written[Voice.HANDS], index, Voice.HANDS)
        else:
            # Voice 1 has to fill the bar even where only the feet play.
            _add_bar_rest(first, bar, is_hidden=Voice.FEET in written)
        if Voice.FEET in written:
            self._add_voice(child(measure, "voice"), written[Voice.FEET], index, Voice.FEET)

    def _add_measure_repeat(self, voice: ET.Element, bar: Bar) -> None:
        repeat = child(voice, self.dialect.measure_repeat)
        if self.dialect.counts_measure_repeats:
            child(repeat, "subtype", 1)
        child(repeat, "durationType", "measure")
        child(repeat, "duration", fraction(bar.length))

    def _add_voice(
        self, parent: ET.Element, elements: tuple[VoiceElement, ...], index: int, voice: Voice
    ) -> None:
        number = 0
        for item in elements:
            members = item.elements if isinstance(item, Tuplet) else (item,)
            if isinstance(item, Tuplet):
                _open_tuplet(parent, item)
            for member in members:
                if isinstance(member, Rest):
                    _add_rest(parent, member)
                else:
                    assert isinstance(member, Chord)
                    tie = self.ties.get((index, voice, number), Tie())
                    self._add_chord(parent, member, voice, tie)
                number += 1
            if isinstance(item, Tuplet):
                child(parent, "endTuplet")

    def _add_chord(self, parent: ET.Element, chord: Chord, voice: Voice, tie: Tie) -> None:
        self._add_graces(parent, chord, voice)
        element = child(parent, "Chord")
        if chord.value.base < Fraction(1, 4):
            child(element, "BeamMode", chord.beam.value)
        if chord.value.n_dots:
            child(element, "dots", chord.value.n_dots)
        child(element, "durationType", VALUE_NAMES[chord.value.base])
        if any(stroke.accent for stroke in chord.strokes):
            accent = child(element, "Articulation")
            side = "Above" if voice is Voice.HANDS else "Below"
            child(accent, "subtype", f"articAccent{side}")
            child(accent, "anchor", 3 if voice is Voice.HANDS else 4)
        child(element, "StemDirection", "up" if voice is Voice.HANDS else "down")
        for stroke in chord.strokes:
            note = self._add_note(element, stroke, stroke.velocity)
            if stroke.drum in tie.to_next:
                _add_tie_end(note, "next", tie.until)
            if stroke.drum in tie.from_previous:
                _add_tie_end(note, "prev", tie.since)
        tremolo = tremolo_name(chord)
        if tremolo:
            child(child(element, "Tremolo"), "subtype", tremolo)

    def _add_graces(self, parent: ET.Element, chord: Chord, voice: Voice) -> None:
        grace = chord_grace(chord)
        for number in range(grace.value if grace else 0):
            element = child(parent, "Chord")
            if grace and grace.value > 1:
                beam = Beam.END if number == grace.value - 1 else Beam.BEGIN
                child(element, "BeamMode", beam.value)
            child(element, "durationType", "16th" if grace and grace.value > 1 else "eighth")
            child(element, "StemDirection", "up" if voice is Voice.HANDS else "down")
            child(element, "grace16" if grace and grace.value > 1 else "acciaccatura")
            for stroke in grace_strokes(chord):
                self._add_note(element, Stroke(stroke.drum, 1), grace_velocity(stroke))

    def _add_note(self, chord: ET.Element, stroke: Stroke, velocity: int) -> ET.Element:
        drum = DRUMS[stroke.drum]
        note = child(chord, "Note")
        if stroke.ghost:
            for side in ("Left", "Right"):
                child(child(note, "Symbol"), "name", f"noteheadParenthesis{side}")
        child(note, "pitch", drum.midi_note)
        child(note, "tpc", _TPC[drum.midi_note % 12])
        if HEADS[drum.notehead].musescore != "normal":
            child(note, "head", HEADS[drum.notehead].musescore)
        if self.dialect.writes_velocity_type:
            child(note, "veloType", "user")
        child(note, "velocity", velocity)
        return note


def tremolo_name(chord: Chord) -> str:
    """The name of the chord's roll in MuseScore, empty for none."""
    if chord.tremolo is Tremolo.BUZZ:
        return "buzzroll"
    return {3: "r32", 2: "r16", 1: "r8"}.get(tremolo_strokes(chord), "")


def fraction(value: Fraction) -> str:
    """The fraction as MuseScore writes it, 1/1 included."""
    return f"{value.numerator}/{value.denominator}"


def _add_line_break(measure: ET.Element) -> None:
    child(child(measure, "LayoutBreak"), "subtype", "line")


def _add_bar_rest(voice: ET.Element, bar: Bar, is_hidden: bool) -> None:
    rest = child(voice, "Rest")
    if is_hidden:
        child(rest, "visible", 0)
    child(rest, "durationType", "measure")
    child(rest, "duration", fraction(bar.length))


def _add_rest(voice: ET.Element, rest: Rest) -> None:
    element = child(voice, "Rest")
    if rest.is_hidden:
        child(element, "visible", 0)
    if rest.value.n_dots:
        child(element, "dots", rest.value.n_dots)
    child(element, "durationType", VALUE_NAMES[rest.value.base])


def _open_tuplet(voice: ET.Element, tuplet: Tuplet) -> None:
    element = child(voice, "Tuplet")
    child(element, "normalNotes", tuplet.normal)
    child(element, "actualNotes", tuplet.actual)
    child(element, "baseNote", VALUE_NAMES[tuplet.base])
    number = child(element, "Number")
    child(number, "style", "Tuplet")
    child(number, "text", tuplet.actual)


def _add_tie_end(note: ET.Element, side: str, step: tuple[int, Fraction]) -> None:
    spanner = child(note, "Spanner", attributes={"type": "Tie"})
    if side == "next":
        child(spanner, "Tie")
    location = child(child(spanner, side), "location")
    n_bars, distance = step
    if n_bars:
        child(location, "measures", n_bars)
    if distance:
        child(location, "fractions", fraction(distance))
