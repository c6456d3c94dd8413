"""What stands on a drawn page, as plain data that any painter can draw.

All lengths are hundredths of a millimetre on the paper, x to the right and y down from the
page's upper left corner. A music glyph is drawn from its outline, so no music font is needed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

PER_MILLIMETRE = 100

# (operation, coordinates): "M" move to x y, "L" line to x y, "C" cubic curve to x1 y1 x2 y2 x y,
# "Z" close.
Outline = tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From the left to the right side."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From the upper to the lower side."""
        return self.bottom - self.top

    @property
    def center(self) -> tuple[float, float]:
        """The point in the middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def united(self, other: "Rectangle") -> "Rectangle":
        """The smallest rectangle that holds both."""
        return Rectangle(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def grown(self, margin: float) -> "Rectangle":
        """The rectangle with a margin on every side."""
        return Rectangle(
            self.left - margin, self.top - margin, self.right + margin, self.bottom + margin
        )

    def moved(self, x: float, y: float) -> "Rectangle":
        """The rectangle shifted by (x, y)."""
        return Rectangle(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def contains(self, x: float, y: float) -> bool:
        """True if the point lies inside or on the side."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


class Anchor(Enum):
    """The part of a text that stands at its x; named as SVG names it."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A sign of the music font: the outline of its `code` times `scale`, moved to (x, y)."""

    code: str
    x: float
    y: float
    scale: float
    bounds: Rectangle


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line `width` thick."""

    start: tuple[float, float]
    end: tuple[float, float]
    width: float
    bounds: Rectangle


@dataclass(frozen=True, slots=True)
class Area:
    """A filled outline: a beam, a tie, a dot; its edge is `stroke` thick on top of that."""

    outline: Outline
    stroke: float
    bounds: Rectangle


@dataclass(frozen=True, slots=True)
class Frame:
    """A box around a text, its line `width` thick."""

    width: float
    bounds: Rectangle


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a serif face of `size` (the height of an em); (x, y) lies on their base line.

    `bounds` is a guess that is never too small for ordinary words.
    """

    words: str
    x: float
    y: float
    size: float
    anchor: Anchor = Anchor.START
    is_bold: bool = False
    is_italic: bool = False

    @property
    def bounds(self) -> Rectangle:
        """Where the words may reach."""
        width = 0.75 * self.size * len(self.words)
        left = {Anchor.START: 0.0, Anchor.MIDDLE: -width / 2, Anchor.END: -width}[self.anchor]
        return Rectangle(
            self.x + left, self.y - self.size, self.x + left + width, self.y + 0.35 * self.size
        )


Shape = Glyph | Line | Area | Frame | Text


@dataclass(frozen=True, slots=True)
class StaffPart:
    """The staff within one bar: its `bounds` from the top line to the bottom line.

    `content_left` is where its music begins, right of a clef and a time signature; `system` is
    the number of its line on the page, from 0.
    """

    bar_id: str
    system: int
    bounds: Rectangle
    content_left: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size, its shapes, and where bars and notes stand.

    `staffs` are in the order of the bars. `notes` holds for the id of a note (or of a bar's
    repeat sign) its head; `note_glyphs` the places in `shapes` of what belongs to that head.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    staffs: tuple[StaffPart, ...]
    notes: Mapping[str, Rectangle]
    note_glyphs: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class GlyphOutline:
    """A glyph of the music font in its own units (1000 an em), y down, with its box."""

    outline: Outline
    bounds: Rectangle

    def placed(self, code: str, x: float, y: float, scale: float) -> Glyph:
        """The glyph with its origin at (x, y)."""
        own = self.bounds
        bounds = Rectangle(
            x + own.left * scale, y + own.top * scale, x + own.right * scale, y + own.bottom * scale
        )
        return Glyph(code, x, y, scale, bounds)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Drawn pages, with the outline of every glyph that they use."""

    pages: tuple[Page, ...]
    outlines: Mapping[str, GlyphOutline]


def outline_points(outline: Outline) -> Iterator[tuple[float, float]]:
    """All points of an outline, those that steer its curves included."""
    for _, values in outline:
        yield from zip(values[::2], values[1::2], strict=True)


def bounds_of(outline: Outline) -> Rectangle:
    """The box of an outline's points: the outline itself never reaches beyond it."""
    points = list(outline_points(outline))
    if not points:
        return Rectangle(0, 0, 0, 0)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Rectangle(min(xs), min(ys), max(xs), max(ys))
