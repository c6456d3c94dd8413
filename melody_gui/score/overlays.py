"""What is painted over and under the pages: cursor, loop, selection, heads not drawn yet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPen

from core.corrections import StrokeKey
from core.drawing.shapes import Rectangle
from core.kit import DRUMS
from core.onsets import Onset
from core.score_pages import BarMark, PagePoint
from core.writers.title_block import head_code
from melody_gui.score.drawn_score import DrawnScore
from melody_gui.score.page_painter import PagePainter
from melody_gui.score.page_tiles import Inks
from melody_gui.score.paper import Paper, seen_through

# How far the cursor and a loop reach above and below the staff, in staff heights.
_REACH = 0.8
# Verovio's size of a head on the staff: font units to staff spaces.
_HEAD_PER_SPACE = 1 / 250


@dataclass(frozen=True)
class Head:
    """A notehead to paint: its drum, its page, the middle of the head in page units."""

    drum: str
    page: int
    x: float
    y: float
    space: float

    @property
    def bounds(self) -> Rectangle:
        """Around the head and its ledger lines."""
        half = 1.3 * self.space
        return Rectangle(self.x - half, self.y - half, self.x + half, self.y + half)


def head_at(point: PagePoint, drum: str) -> Head:
    """The head of a drum at a point in time."""
    bar = point.bar
    y = bar.y_of_line(DRUMS[drum].staff_line)
    return Head(drum, bar.page, point.x, y, bar.bounds.height / 4)


def note_inks(
    drawn: DrawnScore, keys: Collection[StrokeKey], selection: Collection[StrokeKey], paper: Paper
) -> Inks:
    """Colours of noteheads: selected, gone (not among `keys` any more), or doubtful."""
    inks: dict[int, dict[int, QColor]] = {}
    for note in drawn.pages.notes:
        onset = drawn.onset(note)
        if onset is None:
            continue
        key = (onset.time, onset.drum)
        if key in selection:
            colour = paper.accent
        elif drawn.pages.bars[note.place.bar].is_repeat:
            continue
        elif key not in keys:
            colour = paper.faded
        else:
            colour = paper.ink_for(onset.confidence)
            if colour == paper.ink:
                continue
        page = inks.setdefault(note.page, {})
        for place in drawn.pages.pages[note.page].note_glyphs[note.place.xml_id]:
            page[place] = colour
    return inks


def missing_heads(drawn: DrawnScore, onsets: Iterable[Onset]) -> list[tuple[StrokeKey, Head]]:
    """Heads for strokes that the pages do not show yet."""
    known = {(onset.time, onset.drum) for onset in drawn.onsets}
    heads = []
    for onset in onsets:
        key = (onset.time, onset.drum)
        point = None if key in known else drawn.pages.point_at(onset.time)
        if point:
            heads.append((key, head_at(point, onset.drum)))
    return heads


def cursor_area(bar: BarMark, x: float) -> Rectangle:
    """Where the cursor stands, in page units: a band around x, through the staff."""
    half = bar.bounds.height * 0.28
    reach = bar.bounds.height * _REACH
    return Rectangle(x - half, bar.bounds.top - reach, x + half, bar.bounds.bottom + reach)


def loop_area(span: Rectangle) -> Rectangle:
    """The shade of a loop behind a part of the staff."""
    reach = span.height * _REACH
    return Rectangle(span.left, span.top - reach, span.right, span.bottom + reach)


def draw_cursor(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """A soft band with a line in its middle."""
    gradient = QLinearGradient(area.topLeft(), area.topRight())
    for place, opacity in ((0.0, 0.0), (0.35, 0.16), (0.65, 0.16), (1.0, 0.0)):
        gradient.setColorAt(place, seen_through(colour, opacity))
    painter.fillRect(area, QBrush(gradient))
    pen = QPen(seen_through(colour, 0.85), 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    x = area.center().x()
    painter.drawLine(QPointF(x, area.top() + 2), QPointF(x, area.bottom() - 2))


def draw_loop(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """A shaded part of the staff."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(seen_through(colour, 0.11))
    painter.drawRoundedRect(area, 4, 4)


def draw_halo(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """A soft ground behind a selected head."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(seen_through(colour, 0.2))
    painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)


def draw_head(painter: QPainter, glyphs: PagePainter, head: Head, colour: QColor) -> None:
    """A head by itself, with ledger lines where it stands off the staff; in page units."""
    code = head_code(DRUMS[head.drum].notehead)
    path = glyphs.glyph_path(code)
    box, scale = path.boundingRect(), head.space * _HEAD_PER_SPACE
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(head.x, head.y)
    painter.scale(scale, scale)
    painter.fillPath(path.translated(-box.center().x(), -box.center().y()), colour)
    painter.restore()
    line = DRUMS[head.drum].staff_line
    painter.setPen(QPen(colour, 0.13 * head.space))
    for ledger in (*range(-2, line - 1, -2), *range(10, line + 1, 2)):
        y = head.y + (ledger - line) * head.space / 2
        painter.drawLine(QPointF(head.x - head.space, y), QPointF(head.x + head.space, y))


def draw_band(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """The rubber band."""
    painter.setPen(QPen(seen_through(colour, 0.8), 1))
    painter.setBrush(seen_through(colour, 0.12))
    painter.drawRect(area)
