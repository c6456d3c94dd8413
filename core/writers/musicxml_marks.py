"""What stands above a bar in MusicXML: sections, tempo, swing and words."""

import xml.etree.ElementTree as ET
from fractions import Fraction
from itertools import count

from core.score import Bar, Swing, TempoMark
from core.writers.layout import shown_bpm
from core.writers.names import VALUE_NAMES
from core.writers.xml import child


def add_marks(measure: ET.Element, bar: Bar) -> None:
    """Append what stands above the bar's beginning."""
    if bar.section:
        child(_add_direction(measure), "rehearsal", bar.section, {"enclosure": "square"})
    if bar.tempo:
        _add_tempo(measure, bar.tempo)
    if bar.swing:
        _add_swing(measure, bar.swing)
    if bar.text:
        child(_add_direction(measure), "words", bar.text)


def _add_direction(measure: ET.Element) -> ET.Element:
    """A new direction above the staff; returns its `<direction-type>`."""
    direction = child(measure, "direction", attributes={"placement": "above"})
    return child(direction, "direction-type")


def _add_tempo(measure: ET.Element, mark: TempoMark) -> None:
    tempo = {"tempo": f"{mark.quarters_per_minute:.10g}"}
    if mark.is_hidden:
        child(measure, "sound", attributes=tempo)
        return
    metronome = child(_add_direction(measure), "metronome", attributes={"parentheses": "no"})
    base, is_dotted = mark.beat_length, False
    if base.numerator == 3:
        base, is_dotted = base * Fraction(2, 3), True
    child(metronome, "beat-unit", VALUE_NAMES[base])
    if is_dotted:
        child(metronome, "beat-unit-dot")
    child(metronome, "per-minute", shown_bpm(mark))
    child(measure[-1], "sound", attributes=tempo)


def _add_swing(measure: ET.Element, swing: Swing) -> None:
    is_straight = swing.ratio == 50
    child(_add_direction(measure), "words", "Straight" if is_straight else "Swing")
    element = child(child(measure[-1], "sound"), "swing")
    if is_straight:
        child(element, "straight")
        return
    ratio = swing_proportion(swing)
    child(element, "first", ratio.numerator)
    child(element, "second", ratio.denominator)
    child(element, "swing-type", VALUE_NAMES[swing.unit])


def swing_proportion(swing: Swing) -> Fraction:
    """The first of two swung notes to the second, in the smallest numbers for its percentage."""
    exact = Fraction(swing.ratio, 100 - swing.ratio)
    for limit in count(1):
        simple = exact.limit_denominator(limit)
        if round(100 * simple / (simple + 1)) == swing.ratio:
            return simple
    raise AssertionError("the exact proportion is among those tried")
