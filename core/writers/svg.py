"""Drawn pages -> one SVG, a page below the other, that every program draws alike.

Plain paths with their attributes and no style sheet; only words are text.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable

from core.drawing.engraver import Engraver, shared_engraver
from core.drawing.layout import A4, PageLayout
from core.drawing.shapes import (
    PER_MILLIMETRE,
    Area,
    Drawing,
    Frame,
    Glyph,
    Line,
    Outline,
    Page,
    Shape,
    Text,
)
from core.score import Score
from core.writers.mei import mei_bytes
from core.writers.title_block import HEAD_CODES, with_page_texts
from core.writers.xml import child, to_bytes

NAMESPACE = "http://www.w3.org/2000/svg"
FONTS = "Liberation Serif, Times New Roman, Times, serif"
_GAP = 500.0


def svg_bytes(score: Score, layout: PageLayout = A4, engraver: Engraver | None = None) -> bytes:
    """The pages of the score as an SVG; raises `ScoreError` if they can't be drawn."""
    mei = mei_bytes(score).decode("utf-8")
    drawing = (engraver or shared_engraver()).draw(mei, layout, HEAD_CODES)
    return svg_of_pages(with_page_texts(drawing, score, layout), score.title)


def svg_of_pages(drawing: Drawing, title: str) -> bytes:
    """Drawn pages as an SVG of their true size in millimetres."""
    width = max((page.width for page in drawing.pages), default=0.0)
    height = sum(page.height for page in drawing.pages) + _GAP * (len(drawing.pages) - 1)
    root = ET.Element("svg", {"xmlns": NAMESPACE, "viewBox": f"0 0 {_n(width)} {_n(height)}"})
    root.attrib |= {
        "xmlns:xlink": "http://www.w3.org/1999/xlink",
        "width": f"{_n(width / PER_MILLIMETRE)}mm",
        "height": f"{_n(height / PER_MILLIMETRE)}mm",
    }
    child(root, "title", title)
    _add_glyphs(child(root, "defs"), drawing)
    top = 0.0
    for page in drawing.pages:
        _add_page(root, page, top)
        top += page.height + _GAP
    return to_bytes(root)


def _add_glyphs(parent: ET.Element, drawing: Drawing) -> None:
    for code, glyph in drawing.outlines.items():
        child(parent, "path", attributes={"id": f"glyph-{code}", "d": _d(glyph.outline)})


def _add_page(root: ET.Element, page: Page, top: float) -> None:
    group = child(root, "g", attributes={"transform": f"translate(0 {_n(top)})"})
    sheet = {"width": _n(page.width), "height": _n(page.height), "fill": "white"}
    child(group, "rect", attributes=sheet)
    _add_shapes(group, page.shapes)


def _add_shapes(parent: ET.Element, shapes: Iterable[Shape]) -> None:
    for shape in shapes:
        if isinstance(shape, Glyph):
            place = f"translate({_n(shape.x)} {_n(shape.y)}) scale({shape.scale:g})"
            # Programs that know no SVG 2 know only the older name of the reference.
            glyph = {"xlink:href": f"#glyph-{shape.code}", "transform": place}
            child(parent, "use", attributes=glyph)
        elif isinstance(shape, Line):
            path = _d((("M", shape.start), ("L", shape.end)))
            child(parent, "path", attributes={"d": path} | _stroke(shape.width))
        elif isinstance(shape, Area):
            edge = _stroke(shape.stroke) if shape.stroke else {}
            child(parent, "path", attributes={"d": _d(shape.outline)} | edge)
        elif isinstance(shape, Frame):
            _add_frame(parent, shape)
        else:
            _add_text(parent, shape)


def _add_frame(parent: ET.Element, frame: Frame) -> None:
    bounds = frame.bounds
    attributes = {
        "x": _n(bounds.left),
        "y": _n(bounds.top),
        "width": _n(bounds.width),
        "height": _n(bounds.height),
        "rx": _n(3 * frame.width),
        "fill": "none",
    }
    child(parent, "rect", attributes=attributes | _stroke(frame.width))


def _add_text(parent: ET.Element, text: Text) -> None:
    attributes = {
        "x": _n(text.x),
        "y": _n(text.y),
        "font-family": FONTS,
        "font-size": _n(text.size),
        "text-anchor": text.anchor.value,
    }
    if text.is_bold:
        attributes["font-weight"] = "bold"
    if text.is_italic:
        attributes["font-style"] = "italic"
    child(parent, "text", text.words, attributes)


def _stroke(width: float) -> dict[str, str]:
    return {"stroke": "black", "stroke-width": _n(width)}


def _d(outline: Outline) -> str:
    return " ".join(operation + " ".join(map(_n, values)) for operation, values in outline)


def _n(value: float) -> str:
    """A hundredth of a millimetre is fine enough; a tenth of that for glyphs."""
    return f"{value:.1f}".removesuffix(".0")
