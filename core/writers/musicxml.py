"""Score -> MusicXML 4.0, partwise, for any notation program.

Repeated bars hold their notes and are marked as repeats: programs that know the sign draw it,
the others show the notes, and all of them play the same.
"""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm

from core.kit import KIT, Drum, Voice
from core.meter import TimeSignature
from core.score import Bar, Score, check_score, place_elements
from core.writers.layout import (
    find_ties,
    inside_silent_run,
    line_ends,
    shows_repeat,
    silent_run,
    voices,
)
from core.writers.mscx import STYLE
from core.writers.musicxml_marks import add_marks
from core.writers.musicxml_notes import (
    NoteWriter,
    add_bar_rest,
    instrument_id,
    rests_that_fill,
)
from core.writers.xml import child, to_bytes

DOCTYPE = (
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    '"http://www.musicxml.org/dtds/partwise.dtd">'
)
DRUM_CHANNEL = 10

_MM_PER_INCH = Fraction(254, 10)
_TENTHS_PER_STAFF = 40


def musicxml_bytes(score: Score) -> bytes:
    """The score as an uncompressed `.musicxml` file."""
    check_score(score)
    if not score.bars:
        # The format knows no part without a bar.
        score = score.with_bars((Bar(TimeSignature(4, 4)),))
    root = ET.Element("score-partwise", {"version": "4.0"})
    _add_header(root, score)
    _add_part_list(root, used_drums(score))
    _PartWriter(score).write(child(root, "part", attributes={"id": "P1"}))
    return to_bytes(root, doctype=DOCTYPE)


def used_drums(score: Score) -> tuple[Drum, ...]:
    """The drums that the score strikes, in the order of the kit; all for a silent score."""
    used = {stroke.drum for bar in score.bars for _, stroke in bar.strokes()}
    return tuple(drum for drum in KIT if drum.name in used) or KIT


def divisions_of(score: Score) -> int:
    """The least number of divisions of a quarter that counts every length of the score."""
    lengths = [bar.length for bar in score.bars] + [
        placed.length
        for bar in score.bars
        for _, elements in voices(bar)
        for placed in place_elements(elements)
    ]
    return lcm(*((length * 4).denominator for length in lengths))


def _add_header(root: ET.Element, score: Score) -> None:
    if score.title:
        child(child(root, "work"), "work-title", score.title)
    identification = child(root, "identification")
    if score.artist:
        child(identification, "creator", score.artist, {"type": "composer"})
    encoding = child(identification, "encoding")
    child(encoding, "software", "Melody")
    for element, attribute in (("beam", ""), ("print", "new-system")):
        support = child(encoding, "supports", attributes={"element": element, "type": "yes"})
        if attribute:
            support.set("attribute", attribute)
            support.set("value", "yes")
    if score.notes:
        miscellaneous = child(identification, "miscellaneous")
        for note in score.notes:
            child(miscellaneous, "miscellaneous-field", note, {"name": "note"})
    _add_defaults(root)


def _add_defaults(root: ET.Element) -> None:
    """The size of the page, in tenths of the distance between two staff lines."""
    spatium = Fraction(STYLE["Spatium"])

    def tenths(inches: str) -> str:
        return f"{float(Fraction(inches) * _MM_PER_INCH * 10 / spatium):.2f}"

    defaults = child(root, "defaults")
    scaling = child(defaults, "scaling")
    child(scaling, "millimeters", float(spatium * 4))
    child(scaling, "tenths", _TENTHS_PER_STAFF)
    page = child(defaults, "page-layout")
    child(page, "page-height", tenths(STYLE["pageHeight"]))
    child(page, "page-width", tenths(STYLE["pageWidth"]))
    margins = child(page, "page-margins", attributes={"type": "both"})
    left = STYLE["pageOddLeftMargin"]
    right = Fraction(STYLE["pageWidth"]) - Fraction(STYLE["pagePrintableWidth"]) - Fraction(left)
    child(margins, "left-margin", tenths(left))
    child(margins, "right-margin", tenths(str(right)))
    child(margins, "top-margin", tenths(STYLE["pageOddTopMargin"]))
    child(margins, "bottom-margin", tenths(STYLE["pageOddBottomMargin"]))


def _add_part_list(root: ET.Element, drums: Sequence[Drum]) -> None:
    part = child(child(root, "part-list"), "score-part", attributes={"id": "P1"})
    child(part, "part-name", "Drumset", {"print-object": "no"})
    child(part, "part-abbreviation", "D. Set", {"print-object": "no"})
    for drum in drums:
        instrument = child(part, "score-instrument", attributes={"id": instrument_id(drum)})
        child(instrument, "instrument-name", drum.title)
    for drum in drums:
        instrument = child(part, "midi-instrument", attributes={"id": instrument_id(drum)})
        child(instrument, "midi-channel", DRUM_CHANNEL)
        child(instrument, "midi-program", 1)
        # MusicXML counts MIDI notes from 1.
        child(instrument, "midi-unpitched", drum.midi_note + 1)


class _PartWriter:
    """Writes the bars of one score into its part."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self.divisions = divisions_of(score)
        self.new_lines = {index + 1 for index in line_ends(score)}
        self.inside_run = inside_silent_run(score)
        # Here repeated bars are written out, so that ties run through them too.
        written = tuple(replace(bar, repeats_previous=False) for bar in score.bars)
        self.notes = NoteWriter(self.divisions, find_ties(score.with_bars(written)))

    def write(self, part: ET.Element) -> None:
        has_pickup = bool(self.score.bars and self.score.bars[0].actual_length)
        for index, bar in enumerate(self.score.bars):
            number = index if has_pickup else index + 1
            measure = child(part, "measure", attributes={"number": str(number)})
            if has_pickup and index == 0:
                measure.set("implicit", "yes")
            if index in self.new_lines:
                child(measure, "print", attributes={"new-system": "yes"})
            self._add_attributes(measure, index)
            add_marks(measure, bar)
            self._add_voices(measure, index, bar)
            if index == len(self.score.bars) - 1:
                barline = child(measure, "barline", attributes={"location": "right"})
                child(barline, "bar-style", "light-heavy")

    def _add_attributes(self, measure: ET.Element, index: int) -> None:
        bar = self.score.bars[index]
        previous = self.score.bars[index - 1] if index else None
        attributes = ET.Element("attributes")
        if previous is None:
            child(attributes, "divisions", self.divisions)
        if previous is None or previous.time_signature != bar.time_signature:
            time = child(attributes, "time")
            child(time, "beats", bar.time_signature.numerator)
            child(time, "beat-type", bar.time_signature.denominator)
        if previous is None:
            child(child(attributes, "clef"), "sign", "percussion")
        self._add_measure_style(attributes, index)
        if len(attributes):
            measure.append(attributes)

    def _add_measure_style(self, attributes: ET.Element, index: int) -> None:
        n_silent = 1 if index in self.inside_run else silent_run(self.score, index)
        if n_silent > 1:
            child(child(attributes, "measure-style"), "multiple-rest", n_silent)
        repeats = shows_repeat(self.score.bars[index])
        if repeats != (index > 0 and shows_repeat(self.score.bars[index - 1])):
            style = child(attributes, "measure-style")
            sign = child(
                style, "measure-repeat", attributes={"type": "start" if repeats else "stop"}
            )
            if repeats:
                sign.text = "1"

    def _add_voices(self, measure: ET.Element, index: int, bar: Bar) -> None:
        written = dict(voices(bar))
        if Voice.HANDS in written:
            self.notes.add_voice(measure, written[Voice.HANDS], index, Voice.HANDS)
        else:
            # Voice 1 has to fill the bar even where only the feet play.
            self._add_silence(measure, index, is_hidden=Voice.FEET in written)
        if Voice.FEET in written:
            child(child(measure, "backup"), "duration", int(bar.length * 4 * self.divisions))
            self.notes.add_voice(measure, written[Voice.FEET], index, Voice.FEET)

    def _add_silence(self, measure: ET.Element, index: int, *, is_hidden: bool) -> None:
        bar = self.score.bars[index]
        if bar.actual_length:
            # Some programs take a bar rest for as long as the metre, even in a pick-up.
            rests = rests_that_fill(bar.length, is_hidden=is_hidden)
            self.notes.add_voice(measure, rests, index, Voice.HANDS)
        else:
            add_bar_rest(measure, int(bar.length * 4 * self.divisions), is_hidden=is_hidden)
