"""The texts of a page that are no music: title, artist, legend with true noteheads, page numbers.

They stand in the room that Verovio keeps for the header of an MEI file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from core.drawing.layout import PageLayout
from core.drawing.shapes import (
    Anchor,
    Drawing,
    GlyphOutline,
    Page,
    Shape,
    Text,
)
from core.kit import Notehead
from core.score import Score
from core.writers.layout import ENTRIES_PER_LINE, LegendEntry, legend_lines
from core.writers.names import HEADS

# Sizes and distances in hundredths of a millimetre.
TITLE_SIZE, ARTIST_SIZE, LEGEND_SIZE, FOOTER_SIZE = 800.0, 420.0, 330.0, 300.0
_TITLE_LINE, _ARTIST_LINE, _LEGEND_GAP, _LEGEND_LINE = 640.0, 560.0, 640.0, 470.0

_PARENTHESES = ("E0F5", "E0F6")
# Heads in a legend are as large as the words beside them ask for.
_HEAD_SCALE = 0.62
_HEAD_ROOM = 330.0

_GLYPHS = {
    Notehead.NORMAL: "E0A4",
    Notehead.CROSS: "E0A9",
    Notehead.DIAMOND: "E0DB",
}


def head_code(notehead: Notehead) -> str:
    """The glyph that Verovio draws for a short note with such a head."""
    return _GLYPHS.get(notehead) or HEADS[notehead].mei.removeprefix("U+")


# What the legend may need, and whoever draws a head of their own.
HEAD_CODES = (*(head_code(notehead) for notehead in Notehead), *_PARENTHESES)


def with_page_texts(drawing: Drawing, score: Score, layout: PageLayout) -> Drawing:
    """The drawing with its title on the first page and numbers on all; one line has neither."""
    if layout.is_one_line:
        return drawing
    n_pages = len(drawing.pages)
    pages = []
    for number, page in enumerate(drawing.pages):
        shapes: list[Shape] = []
        if number == 0:
            shapes += _title_block(page, score, drawing, layout.margin_units)
        shapes += _footer(page, number, n_pages, score, layout)
        # Behind the music, so that the places of note glyphs stay as they are.
        pages.append(replace(page, shapes=(*page.shapes, *shapes)))
    return replace(drawing, pages=tuple(pages))


def _title_block(page: Page, score: Score, drawing: Drawing, margin: float) -> Iterator[Shape]:
    room, y = page.width - 2 * margin, margin
    if score.title:
        y += _TITLE_LINE
        size = min(TITLE_SIZE, room / (0.5 * len(score.title)))
        yield Text(score.title, page.width / 2, y, size, Anchor.MIDDLE)
    if score.artist:
        y += _ARTIST_LINE
        yield Text(score.artist, page.width - margin, y, ARTIST_SIZE, Anchor.END)
    y += _LEGEND_GAP if y > margin else LEGEND_SIZE
    for line in legend_lines(score):
        for number, entry in enumerate(line):
            x = margin + number * room / ENTRIES_PER_LINE
            yield from _entry(entry, x, y, drawing.outlines)
        y += _LEGEND_LINE
    for note in score.notes:
        yield Text(note, margin, y, LEGEND_SIZE, is_italic=True)
        y += _LEGEND_LINE


def _entry(
    entry: LegendEntry, x: float, y: float, outlines: Mapping[str, GlyphOutline]
) -> Iterator[Shape]:
    head_y = y - 0.3 * LEGEND_SIZE
    code = _code(entry)
    width = outlines[code].bounds.width * _HEAD_SCALE
    if entry.is_ghost:
        left, right = _PARENTHESES
        yield outlines[left].placed(left, x, head_y, _HEAD_SCALE)
        x += outlines[left].bounds.width * _HEAD_SCALE + 15
        yield outlines[right].placed(right, x + width + 15, head_y, _HEAD_SCALE)
    yield outlines[code].placed(code, x, head_y, _HEAD_SCALE)
    after = 90 if entry.is_ghost else 0
    yield Text(entry.title, x + _HEAD_ROOM + after, y, LEGEND_SIZE)


def _code(entry: LegendEntry) -> str:
    return next(head_code(notehead) for notehead, names in HEADS.items() if names == entry.head)


def _footer(
    page: Page, number: int, n_pages: int, score: Score, layout: PageLayout
) -> Iterator[Shape]:
    if n_pages == 1:
        return
    y = page.height - layout.margin_units + FOOTER_SIZE
    yield Text(f"{number + 1} / {n_pages}", page.width / 2, y, FOOTER_SIZE, Anchor.MIDDLE)
    if number and score.title:
        yield Text(score.title, layout.margin_units, y, FOOTER_SIZE, is_italic=True)
