"""A page of Verovio's SVG -> plain shapes, and the places of bars and notes.

Verovio nests an <svg> in an <svg>, styles by CSS classes and splits texts into nested tspans;
few renderers but browsers draw that. Read into shapes, every painter draws the same page.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.drawing.outlines import parse_path
from core.drawing.shapes import (
    Anchor,
    Area,
    Frame,
    GlyphOutline,
    Line,
    Outline,
    Page,
    Rectangle,
    Shape,
    StaffPart,
    Text,
    bounds_of,
)

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
# The title is set by us, so that its legend has true noteheads.
_SKIPPED = frozenset({"pgHead", "pgFoot", "placeholder"})
_BOLD = frozenset({"tempo", "reh"})
_ITALIC = frozenset({"dir"})
# Their ids are the ids of our notes, and of bars that are drawn by one sign.
_SIGNS = frozenset({"note", "mRpt"})
# What stands left of the music of a bar, and the room after it.
_LEFT_SIGNS = frozenset({"clef", "meterSig", "keySig"})
_ROOM = 60.0
# Verovio draws the note of a tempo as large as those of the staff; here it suits its words.
_TEXT_GLYPH_SIZE = 0.7
# Between the glyphs of a text, in thousandths of their size.
_GLYPH_GAP = 40
# Verovio's circles as four curves.
_KAPPA = 0.5523


def read_page(svg: str, outlines: Mapping[str, GlyphOutline]) -> Page:
    """The page that a string of Verovio's SVG describes, drawn with these glyph outlines."""
    root = ET.fromstring(svg)
    inner = root.find(f"{_SVG}svg")
    if inner is None:
        raise ValueError("This is no page of Verovio.")
    width, height = (float(n) for n in _NUMBER.findall(inner.get("viewBox", ""))[2:])
    reader = _PageReader(outlines)
    for group in inner:
        x, y = _numbers(group.get("transform", "0 0"))[:2]
        reader.read(group, _Context(x, y))
    return Page(
        width,
        height,
        tuple(reader.shapes),
        tuple(reader.staffs.values()),
        reader.notes,
        {name: tuple(places) for name, places in reader.note_glyphs.items()},
    )


@dataclass(frozen=True)
class _Context:
    """What holds for an element because of those around it."""

    x: float
    y: float

    classes: frozenset[str] = frozenset()
    system: int = -1
    bar: str = ""
    sign: str = ""


class _PageReader:
    """Collects the shapes of a page, walking down its groups."""

    def __init__(self, outlines: Mapping[str, GlyphOutline]) -> None:
        self.shapes: list[Shape] = []
        self.staffs: dict[str, StaffPart] = {}
        self.notes: dict[str, Rectangle] = {}
        self.note_glyphs: dict[str, list[int]] = {}
        self._outlines = outlines
        self._n_systems = 0

    def read(self, element: ET.Element, context: _Context) -> None:
        """Add what the element and all inside it draw."""
        kind, inside = element.tag.removeprefix(_SVG), self._entered(element, context)
        if inside.classes & _SKIPPED:
            return
        if kind == "g":
            first = len(self.shapes)
            for item in element:
                self.read(item, inside)
            if element.get("class") == "reh":
                self._align_mark(first, inside)
        elif kind == "text":
            self.shapes += self._texts(element, inside)
        elif kind == "use":
            self._add_glyph(element, inside)
        else:
            shape = _plain_shape(kind, element, inside)
            if shape:
                self.shapes.append(shape)
                self._note_staff_line(shape, inside)

    def _entered(self, element: ET.Element, context: _Context) -> _Context:
        classes = frozenset(element.get("class", "").split())
        if not classes:
            return context
        system, bar, sign = context.system, context.bar, context.sign
        if "system" in classes:
            system, self._n_systems = self._n_systems, self._n_systems + 1
        elif "measure" in classes:
            bar = element.get("id", "")
        elif classes & _SIGNS:
            sign = element.get("id", "")
        return replace(
            context, classes=context.classes | classes, system=system, bar=bar, sign=sign
        )

    def _align_mark(self, first: int, context: _Context) -> None:
        """Let the box of a section, centred on the first note, begin where the bar's music does."""
        mark = self.shapes[first:]
        frames = [shape for shape in mark if isinstance(shape, Frame)]
        staff = self.staffs.get(context.bar)
        if not frames or staff is None:
            return
        shift = staff.content_left - frames[0].bounds.left
        for number, shape in enumerate(mark, start=first):
            if isinstance(shape, Frame):
                self.shapes[number] = replace(shape, bounds=shape.bounds.moved(shift, 0))
            elif isinstance(shape, Text):
                self.shapes[number] = replace(shape, x=shape.x + shift)

    def _add_glyph(self, element: ET.Element, context: _Context) -> None:
        code = element.get(_HREF, "").lstrip("#").split("-")[0]
        x, y, scale = _numbers(element.get("transform", ""))[:3]
        glyph = self._outlines[code].placed(code, context.x + x, context.y + y, scale)
        if context.sign and context.classes & {"notehead", "mRpt"}:
            self._note_head(context.sign, glyph.bounds)
        elif context.bar in self.staffs and context.classes & _LEFT_SIGNS:
            staff = self.staffs[context.bar]
            left = max(staff.content_left, glyph.bounds.right + _ROOM)
            self.staffs[context.bar] = replace(staff, content_left=left)
        self.shapes.append(glyph)

    def _note_head(self, name: str, bounds: Rectangle) -> None:
        self.note_glyphs.setdefault(name, []).append(len(self.shapes))
        # A ghost's parentheses come with its head; the head alone is the note's place.
        known = self.notes.get(name)
        self.notes[name] = bounds if known is None or _is_head(bounds, known) else known

    def _note_staff_line(self, shape: Shape, context: _Context) -> None:
        is_staff = "staff" in context.classes and not context.classes & {"layer", "ledgerLines"}
        if not context.bar or not is_staff or not isinstance(shape, Line):
            return
        (left, top), (right, _) = shape.start, shape.end
        line = Rectangle(left, top, right, top)
        known = self.staffs.get(context.bar)
        bounds = known.bounds.united(line) if known else line
        self.staffs[context.bar] = StaffPart(context.bar, context.system, bounds, left)

    def _texts(self, element: ET.Element, context: _Context) -> Iterator[Shape]:
        """The runs of a text: words as texts, glyphs as glyphs, one after the other."""
        anchor = Anchor(element.get("text-anchor", "start"))
        x, y = (context.x + _float(element, "x"), context.y + _float(element, "y"))
        for words, family, size in _runs(element):
            if family:
                for letter in words:
                    code = f"{ord(letter):04X}"
                    outline, scale = self._outlines[code], _TEXT_GLYPH_SIZE * size / 1000
                    yield outline.placed(code, x, y, scale)
                    x += (outline.bounds.right + _GLYPH_GAP) * scale
                continue
            is_bold, is_italic = bool(context.classes & _BOLD), bool(context.classes & _ITALIC)
            blank = 0.25 * size * (len(words) - len(words.lstrip()))
            yield Text(words.strip(), x + blank, y, size, anchor, is_bold, is_italic)
            x += blank + 0.5 * size * len(words.strip())


def _is_head(bounds: Rectangle, known: Rectangle) -> bool:
    """True if `bounds` is a head and `known` a parenthesis: heads are wider than high."""
    return bounds.width / (bounds.height or 1) > known.width / (known.height or 1)


def _runs(element: ET.Element) -> Iterator[tuple[str, str, float]]:
    """The words of a text element with their font family, if set, and size in pixels."""
    for item in element.iter(f"{_SVG}tspan"):
        if item.text and item.text.strip() and item.get("font-size"):
            yield item.text, item.get("font-family", ""), _float(item, "font-size")


def _plain_shape(kind: str, element: ET.Element, context: _Context) -> Shape | None:
    reader = _PLAIN_SHAPES.get(kind)
    return reader(element, context) if reader else None


def _rect(element: ET.Element, context: _Context) -> Shape:
    left, top = context.x + _float(element, "x"), context.y + _float(element, "y")
    right, bottom = left + _float(element, "width"), top + _float(element, "height")
    if element.get("fill-opacity") == "0":
        return Frame(_float(element, "stroke-width"), Rectangle(left, top, right, bottom))
    return _polygon_area([(left, top), (right, top), (right, bottom), (left, bottom)])


def _polygon(element: ET.Element, context: _Context) -> Area:
    return _polygon_area(_pairs(element.get("points", ""), context))


def _polygon_area(points: Sequence[tuple[float, float]]) -> Area:
    return _area((("M", points[0]), *(("L", point) for point in points[1:]), ("Z", ())))


def _path(element: ET.Element, context: _Context) -> Shape:
    outline: Outline = tuple(
        (operation, _shifted(values, context))
        for operation, values in parse_path(element.get("d", ""))
    )
    width = _float(element, "stroke-width")
    if [operation for operation, _ in outline] == ["M", "L"]:
        (x1, y1), (x2, y2) = outline[0][1], outline[1][1]
        bounds = bounds_of(outline).grown(width / 2)
        return Line((x1, y1), (x2, y2), width, bounds)
    return _area(outline, width)


def _bracket(element: ET.Element, context: _Context) -> Area:
    """An open line through several points, as the area of its thickness."""
    points = _pairs(element.get("points", ""), context)
    parts = tuple(("L" if place else "M", point) for place, point in enumerate(points))
    # There and back again: a filled line without an inside, drawn by its edge alone.
    back = tuple(("L", point) for point in reversed(points[:-1]))
    return _area((*parts, *back), _float(element, "stroke-width"))


def _ellipse(element: ET.Element, context: _Context) -> Area:
    x, y = context.x + _float(element, "cx"), context.y + _float(element, "cy")
    rx, ry = _float(element, "rx"), _float(element, "ry")
    kx, ky = rx * _KAPPA, ry * _KAPPA
    return _area(
        (
            ("M", (x + rx, y)),
            ("C", (x + rx, y + ky, x + kx, y + ry, x, y + ry)),
            ("C", (x - kx, y + ry, x - rx, y + ky, x - rx, y)),
            ("C", (x - rx, y - ky, x - kx, y - ry, x, y - ry)),
            ("C", (x + kx, y - ry, x + rx, y - ky, x + rx, y)),
            ("Z", ()),
        )
    )


_PLAIN_SHAPES: Mapping[str, Callable[[ET.Element, _Context], Shape]] = {
    "path": _path,
    "polygon": _polygon,
    "polyline": _bracket,
    "ellipse": _ellipse,
    "rect": _rect,
}


def _area(outline: Outline, stroke: float = 0.0) -> Area:
    return Area(outline, stroke, bounds_of(outline).grown(stroke / 2))


def _pairs(text: str, context: _Context) -> list[tuple[float, float]]:
    values = _shifted(tuple(_numbers(text)), context)
    return list(zip(values[::2], values[1::2], strict=True))


def _shifted(values: tuple[float, ...], context: _Context) -> tuple[float, ...]:
    return tuple(
        value + (context.y if place % 2 else context.x) for place, value in enumerate(values)
    )


def _numbers(text: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text)]


def _float(element: ET.Element, name: str) -> float:
    found = _NUMBER.match(element.get(name, ""))
    return float(found.group()) if found else 0.0
