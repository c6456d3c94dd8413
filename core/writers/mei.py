"""Score -> MEI 5, for drawing with Verovio, with an id of our own for every note.

Notes stand by their place on the staff (`loc`), not by pitch. `note_places` tells for every
note its id and its time in the song: Verovio's own map of times does not unroll repeats.
"""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from fractions import Fraction

from core.kit import Voice
from core.score import Bar, Score, TempoMark, check_score
from core.writers.layout import (
    LegendEntry,
    Tie,
    find_ties,
    inside_silent_run,
    legend_lines,
    line_ends,
    placed_voice,
    shown_bpm,
    shows_repeat,
    silent_run,
    voices,
)
from core.writers.mei_notes import XML_ID, add_layer, bar_id, chords_of, note_id
from core.writers.xml import child, to_bytes

NAMESPACE = "http://www.music-encoding.org/ns/mei"
MIXED_TAGS = frozenset({"tempo", "reh", "dir", "rend", "title", "name"})

_METRONOME_NOTES = {
    Fraction(1): "\ueca2",
    Fraction(1, 2): "\ueca3",
    Fraction(1, 4): "\ueca5",
    Fraction(1, 8): "\ueca7",
    Fraction(1, 16): "\ueca9",
}
_METRONOME_DOT = "\uecb7"


def mei_bytes(score: Score) -> bytes:
    """The score as an MEI file."""
    check_score(score)
    root = ET.Element("mei", {"xmlns": NAMESPACE, "meiversion": "5.1"})
    _add_head(root, score)
    mdiv = child(child(child(root, "music"), "body"), "mdiv")
    tree = child(mdiv, "score")
    _add_definition(tree, score)
    section = child(tree, "section")
    _SectionWriter(score).write(section)
    return to_bytes(root, MIXED_TAGS)


def _add_head(root: ET.Element, score: Score) -> None:
    description = child(child(root, "meiHead"), "fileDesc")
    statement = child(description, "titleStmt")
    child(statement, "title", score.title)
    if score.artist:
        responsible = child(statement, "respStmt")
        child(responsible, "name", score.artist, {"role": "artist"})
    child(description, "pubStmt")


def _add_definition(tree: ET.Element, score: Score) -> None:
    definition = child(tree, "scoreDef")
    head = child(definition, "pgHead", attributes={"func": "first"})
    rows = [
        (score.title, {"halign": "center", "valign": "top", "fontsize": "200%"}),
        (score.artist, {"halign": "right", "valign": "middle"}),
    ]
    for text, attributes in rows:
        if text:
            child(head, "rend", text, attributes)
    _add_legend(head, score)
    if score.bars:
        definition.set("meter.count", str(score.bars[0].time_signature.numerator))
        definition.set("meter.unit", str(score.bars[0].time_signature.denominator))
    staff = child(child(definition, "staffGrp"), "staffDef")
    staff.attrib |= {"n": "1", "lines": "5", "clef.shape": "perc", "clef.line": "3"}


def _add_legend(head: ET.Element, score: Score) -> None:
    lines = legend_lines(score)
    if not lines and not score.notes:
        return
    block = child(head, "rend", attributes={"halign": "left", "valign": "bottom"})
    for number, line in enumerate(lines):
        if number:
            child(block, "lb")
        words = [_words(entry) for entry in line]
        child(block, "rend", "\u2003".join(words))
    for number, note in enumerate(score.notes):
        if lines or number:
            child(block, "lb")
        child(block, "rend", note)


def _words(entry: LegendEntry) -> str:
    """A legend's entry in ordinary characters, for its words can't count on a music font."""
    head = f"({entry.head.mei_plain})" if entry.is_ghost else entry.head.mei_plain
    return f"{head}\u00a0{entry.title}"


class _SectionWriter:
    """Writes the bars of one score."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self.ties: dict[int, list[tuple[tuple[int, Voice, int], Tie]]] = {}
        for key, tie in find_ties(score).items():
            self.ties.setdefault(key[0], []).append((key, tie))
        self.line_ends = line_ends(score)
        self.inside_run = inside_silent_run(score)

    def write(self, section: ET.Element) -> None:
        first = 0 if self.score.bars and self.score.bars[0].actual_length else 1
        for index, bar in enumerate(self.score.bars):
            if index in self.inside_run:
                continue
            previous = self.score.bars[index - 1] if index else bar
            if previous.time_signature != bar.time_signature:
                change = child(section, "scoreDef")
                change.set("meter.count", str(bar.time_signature.numerator))
                change.set("meter.unit", str(bar.time_signature.denominator))
            measure = child(section, "measure", attributes={XML_ID: bar_id(index)})
            measure.set("n", str(first + index))
            if bar.actual_length:
                measure.set("metcon", "false")
            last = index + silent_run(self.score, index) - 1
            if last == len(self.score.bars) - 1:
                measure.set("right", "end")
            self._add_staff(measure, index, bar)
            _add_marks(measure, bar)
            self._add_ties(measure, index)
            if last in self.line_ends:
                child(section, "sb")

    def _add_staff(self, measure: ET.Element, index: int, bar: Bar) -> None:
        staff = child(measure, "staff", attributes={"n": "1"})
        n_silent = silent_run(self.score, index)
        hands = child(staff, "layer", attributes={"n": "1"})
        identity = {XML_ID: f"{bar_id(index)}-whole"}
        if n_silent > 1:
            child(hands, "multiRest", attributes=identity | {"num": str(n_silent), "block": "true"})
        elif shows_repeat(bar):
            child(hands, "mRpt", attributes=identity | {"num.visible": "false"})
        elif bar.is_silent:
            child(hands, "mRest", attributes=identity)
        else:
            written = dict(voices(bar))
            if Voice.HANDS in written:
                add_layer(hands, written[Voice.HANDS], index, Voice.HANDS)
            else:
                child(hands, "mSpace")
            if Voice.FEET in written:
                feet = child(staff, "layer", attributes={"n": "2"})
                add_layer(feet, written[Voice.FEET], index, Voice.FEET)

    def _add_ties(self, measure: ET.Element, index: int) -> None:
        for (bar, voice, number), tie in self.ties.get(index, ()):
            n_bars, _ = tie.until
            end = 0 if n_bars else number + 1
            for drum in sorted(tie.to_next):
                ends = {
                    "startid": f"#{note_id(bar, voice, number, drum)}",
                    "endid": f"#{note_id(bar + n_bars, voice, end, drum)}",
                }
                child(measure, "tie", attributes=ends)


def _add_marks(measure: ET.Element, bar: Bar) -> None:
    place = {"tstamp": "1", "staff": "1", "place": "above"}
    if bar.section:
        mark = child(measure, "reh", attributes=place)
        child(mark, "rend", bar.section, {"rend": "box", "fontweight": "bold"})
    if bar.tempo and not bar.tempo.is_hidden:
        _add_tempo(measure, bar.tempo, place)
    if bar.swing:
        child(measure, "dir", "Straight" if bar.swing.ratio == 50 else "Swing", place)
    if bar.text:
        child(measure, "dir", bar.text, place)


def _add_tempo(measure: ET.Element, mark: TempoMark, place: dict[str, str]) -> None:
    base, dot = mark.beat_length, ""
    if base.numerator == 3:
        base, dot = base * Fraction(2, 3), _METRONOME_DOT
    tempo = child(measure, "tempo", attributes=place)
    tempo.set("midi.bpm", f"{mark.quarters_per_minute:.3f}")
    glyphs = child(tempo, "rend", _METRONOME_NOTES[base] + dot, {"glyph.auth": "smufl"})
    glyphs.tail = f" = {shown_bpm(mark)}"


@dataclass(frozen=True)
class NotePlace:
    """A note of the drawn page and when it sounds.

    `xml_id` names the note, or the sign of a bar that is drawn as a repeat. `bar` and `position`
    (a fraction of a whole note) say where it stands; `time` is in seconds, None where the bar has
    no time; `onset` is the index of the onset that it was written from.
    """

    xml_id: str
    bar: int
    position: Fraction
    drum: str
    time: float | None
    onset: int | None


def note_places(score: Score) -> list[NotePlace]:
    """Every stroke of the score in the order of time, repeated bars included."""
    places = []
    ties = find_ties(score)
    for index, bar in enumerate(score.bars):
        for voice, _ in voices(bar):
            placed = placed_voice(bar, voice)
            for number, chord in chords_of(placed):
                position = placed[number].position
                tied = ties.get((index, voice, number))
                for stroke in chord.strokes:
                    if tied and stroke.drum in tied.from_previous:
                        continue
                    name = note_id(index, voice, number, stroke.drum)
                    if shows_repeat(bar):
                        name = f"{bar_id(index)}-whole"
                    time = _time_at(bar, position)
                    places.append(NotePlace(name, index, position, stroke.drum, time, stroke.onset))
    # Places are far enough apart for floats, which compare much faster.
    return sorted(places, key=lambda place: (place.bar, float(place.position)))


def _time_at(bar: Bar, position: Fraction) -> float | None:
    if bar.start is None or bar.end is None:
        return None
    return bar.start + float(position / bar.length) * (bar.end - bar.start)
