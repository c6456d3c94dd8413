"""The words on a MuseScore page: title, legend, tempo, sections, swing and remarks."""

import xml.etree.ElementTree as ET
from fractions import Fraction
from typing import TYPE_CHECKING

from core.score import Bar, Score, Swing, TempoMark
from core.writers.layout import LegendEntry, legend_lines, shown_bpm
from core.writers.names import VALUE_NAMES
from core.writers.xml import child, clean

if TYPE_CHECKING:
    from core.writers.mscx import Dialect

# Points at MuseScore's own spatium; noteheads of the legend are as large as on the staff.
TEXT_SIZE = 10
HEAD_SIZE = 20
BETWEEN_ENTRIES = "\u2003\u2003"

_METRONOME_NOTES = {
    Fraction(1): "metNoteWhole",
    Fraction(1, 2): "metNoteHalfUp",
    Fraction(1, 4): "metNoteQuarterUp",
    Fraction(1, 8): "metNote8thUp",
    Fraction(1, 16): "metNote16thUp",
}


def add_frames(staff: ET.Element, score: Score, dialect: "Dialect") -> None:
    """Append the title and, below it, the legend and the score's notes."""
    box = child(staff, "VBox")
    child(box, "height", 8)
    child(box, "bottomGap", 1)
    for style, text in ((dialect.title_style, score.title), (dialect.composer_style, score.artist)):
        if text:
            element = child(box, "Text")
            child(element, "style", style)
            child(element, "text", text)
    legend = legend_lines(score)
    if not legend and not score.notes:
        return
    frame = child(staff, "TBox")
    child(frame, "height", 1)
    child(frame, "topGap", 0)
    child(frame, "bottomGap", 6)
    legend_text = child(frame, "Text")
    child(legend_text, "style", dialect.frame_style)
    child(legend_text, "size", TEXT_SIZE)
    content = _Mixed(child(legend_text, "text"))
    for line_number, entries in enumerate(legend):
        content.add_text("\n" if line_number else "")
        for number, entry in enumerate(entries):
            content.add_text(BETWEEN_ENTRIES if number else "")
            _add_head(content, entry)
            content.add_text(f"\u00a0{entry.title}")
    for number, note in enumerate(score.notes):
        content.add_text("\n" if legend or number else "")
        content.add_text(note)


class _Mixed:
    """Text and elements in turn inside one `<text>`."""

    def __init__(self, element: ET.Element) -> None:
        self.element = element

    def add_text(self, text: str) -> None:
        text = clean(text)
        if len(self.element):
            self.element[-1].tail = (self.element[-1].tail or "") + text
        else:
            self.element.text = (self.element.text or "") + text

    def set_size(self, points: int) -> None:
        ET.SubElement(self.element, "font", {"size": str(points)})

    def add_symbol(self, name: str) -> None:
        ET.SubElement(self.element, "sym").text = name


def _add_head(content: _Mixed, entry: LegendEntry) -> None:
    """The notehead of a legend's entry, in parentheses for ghost notes."""
    if not entry.head.smufl:
        content.add_text(f"({entry.head.plain})" if entry.is_ghost else entry.head.plain)
        return
    content.set_size(HEAD_SIZE)
    if entry.is_ghost:
        content.add_symbol("noteheadParenthesisLeft")
    content.add_symbol(entry.head.smufl)
    if entry.is_ghost:
        content.add_symbol("noteheadParenthesisRight")
    content.set_size(TEXT_SIZE)


def add_marks(voice: ET.Element, bar: Bar) -> None:
    """Append what stands above the bar's beginning."""
    if bar.section:
        child(child(voice, "RehearsalMark"), "text", bar.section)
    if bar.tempo:
        _add_tempo(voice, bar.tempo)
    if bar.swing:
        _add_swing(voice, bar.swing)
    if bar.text:
        child(child(voice, "StaffText"), "text", bar.text)


def _add_tempo(voice: ET.Element, mark: TempoMark) -> None:
    element = child(voice, "Tempo")
    child(element, "tempo", round(mark.quarters_per_minute / 60, 6))
    # With followText, MuseScore takes the tempo from the rounded figure when it is edited.
    child(element, "followText", 1 if shown_bpm(mark) == mark.bpm else 0)
    if mark.is_hidden:
        child(element, "visible", 0)
    content = _Mixed(child(element, "text"))
    base, is_dotted = mark.beat_length, False
    if base.numerator == 3:
        base, is_dotted = base * Fraction(2, 3), True
    content.add_symbol(_METRONOME_NOTES[base])
    if is_dotted:
        content.add_symbol("metAugmentationDot")
    content.add_text(f" = {shown_bpm(mark)}")


def _add_swing(voice: ET.Element, swing: Swing) -> None:
    element = child(voice, "SystemText")
    unit = VALUE_NAMES[swing.unit]
    child(element, "swing", attributes={"unit": unit, "ratio": str(swing.ratio)})
    child(element, "text", "Straight" if swing.ratio == 50 else "Swing")
