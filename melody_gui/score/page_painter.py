"""Drawing the shapes of a page with Qt: on the screen, into pictures and into PDF."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPainterPath, QPen

from core.drawing.shapes import (
    Anchor,
    Area,
    Frame,
    Glyph,
    GlyphOutline,
    Line,
    Outline,
    Rectangle,
    Shape,
    Text,
)

FONT_FOLDER = Path(__file__).parents[2] / "resources" / "fonts"
_FALLBACKS = ("Times New Roman", "Times", "serif")
# Text is laid out in a font of this size and scaled, so that no hinting moves its letters.
_FONT_PIXELS = 100


@cache
def text_families() -> tuple[str, ...]:
    """The families of the page's texts: the fonts that ship with Melody, then the system's."""
    families: list[str] = []
    for file in sorted(FONT_FOLDER.glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(file))
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys((*families, *_FALLBACKS)))


@cache
def text_font(is_bold: bool, is_italic: bool) -> QFont:
    """The font for texts of a page, 100 pixels large."""
    font = QFont()
    font.setFamilies(list(text_families()))
    font.setPixelSize(_FONT_PIXELS)
    font.setBold(is_bold)
    font.setItalic(is_italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


class PagePainter:
    """Draws shapes in page units; keeps the paths of glyphs for the next time."""

    def __init__(self, outlines: Mapping[str, GlyphOutline]) -> None:
        self._outlines = outlines
        self._paths: dict[str, QPainterPath] = {}

    def draw(self, painter: QPainter, shapes: Iterable[Shape], ink: QColor) -> None:
        """Draw the shapes; the painter is scaled so that its units are those of the page."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for shape in shapes:
            if isinstance(shape, Glyph):
                self.draw_glyph(painter, shape, ink)
            elif isinstance(shape, Line):
                pen = QPen(ink, shape.width)
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                painter.setPen(pen)
                painter.drawLine(QPointF(*shape.start), QPointF(*shape.end))
            elif isinstance(shape, Area):
                _draw_area(painter, shape, ink)
            elif isinstance(shape, Frame):
                _draw_frame(painter, shape, ink)
            else:
                _draw_text(painter, shape, ink)

    def draw_glyph(self, painter: QPainter, glyph: Glyph, ink: QColor) -> None:
        """Draw one glyph."""
        painter.save()
        painter.translate(glyph.x, glyph.y)
        painter.scale(glyph.scale, glyph.scale)
        painter.fillPath(self.glyph_path(glyph.code), ink)
        painter.restore()

    def glyph_path(self, code: str) -> QPainterPath:
        """The outline of a glyph in the units of the font."""
        if code not in self._paths:
            path = outline_path(self._outlines[code].outline)
            path.setFillRule(Qt.FillRule.WindingFill)
            self._paths[code] = path
        return self._paths[code]


def outline_path(outline: Outline) -> QPainterPath:
    """The outline as Qt draws it."""
    path = QPainterPath()
    for operation, values in outline:
        if operation == "M":
            path.moveTo(*values)
        elif operation == "L":
            path.lineTo(*values)
        elif operation == "C":
            path.cubicTo(*values)
        else:
            path.closeSubpath()
    return path


def rectangle(bounds: Rectangle) -> QRectF:
    """The rectangle as Qt has it."""
    return QRectF(bounds.left, bounds.top, bounds.width, bounds.height)


def _draw_area(painter: QPainter, shape: Area, ink: QColor) -> None:
    path = outline_path(shape.outline)
    painter.fillPath(path, ink)
    if shape.stroke:
        pen = QPen(ink, shape.stroke)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.strokePath(path, pen)


def _draw_frame(painter: QPainter, shape: Frame, ink: QColor) -> None:
    painter.setPen(QPen(ink, shape.width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = 3 * shape.width
    painter.drawRoundedRect(rectangle(shape.bounds), radius, radius)


def _draw_text(painter: QPainter, text: Text, ink: QColor) -> None:
    font = text_font(text.is_bold, text.is_italic)
    width = QFontMetricsF(font).horizontalAdvance(text.words)
    shift = {Anchor.START: 0.0, Anchor.MIDDLE: -width / 2, Anchor.END: -width}[text.anchor]
    painter.save()
    painter.translate(text.x, text.y)
    painter.scale(text.size / _FONT_PIXELS, text.size / _FONT_PIXELS)
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(QPointF(shift, 0), text.words)
    painter.restore()
