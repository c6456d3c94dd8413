"""The process that draws: `python -m core.drawing` reads orders, writes pages.

Verovio holds Python's interpreter while it works and ends its whole process on some faults,
so it lives here, beside the program and not in it. Orders and answers are pickles, each after its
length in 8 bytes, on the standard input and output. It ends when its input does.
"""

import contextlib
import os
import pickle
import re
import signal
import struct
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from core.drawing.layout import PageLayout
from core.drawing.outlines import parse_path
from core.drawing.shapes import Drawing, Glyph, GlyphOutline, Page, bounds_of
from core.drawing.verovio_svg import read_page

# The only argument of the program when a frozen app starts itself anew as this process.
ARGUMENT = "--draw-pages"
FONT = "Leland"
# Where Verovio looks for a glyph that the font lacks.
_FALLBACK_FONT = "Leipzig"
_LENGTH = struct.Struct(">Q")
# Verovio counts a page in tenths of a millimetre, music in half staff spaces.
_TENTHS = 10
# Half staff spaces between the header and the music, and between lines of music.
_HEADER_ROOM, _LINE_ROOM = 11.0, 9
# Of so many pages it is remembered how they look: those of a long song, before an edit and after.
_KEPT_PAGES = 64
# What Verovio names by chance, and differently each time; only ids of our own tell anything.
_CHANCE = re.compile(
    r"<style.*?</style>|<g [^>]*Milestone[^>]*/>"
    r'| id="(?!bar\d+[-"])[^"]*"|(?<==.#\w{4})-\w+(?=")'
)


@dataclass(frozen=True)
class Order:
    """Pages to draw. `glyphs` are codes of further glyphs whose outlines the caller needs."""

    mei: str
    layout: PageLayout
    glyphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """So many pages of all are drawn; the answer True asks for the others, too."""

    n_drawn: int
    n_pages: int


@dataclass(frozen=True)
class Failure:
    """What Verovio could not do."""

    reason: str


@dataclass(frozen=True)
class PackedDrawing:
    """A `Drawing` whose pages are pickles: equal bytes are equal pages, read only once."""

    pages: tuple[bytes, ...]
    outlines: Mapping[str, GlyphOutline]

    def unpacked(self) -> Drawing:
        """The drawing itself; the pages that an older one had too are the very same ones."""
        return Drawing(tuple(_unpacked(page) for page in self.pages), self.outlines)


@lru_cache(maxsize=_KEPT_PAGES)
def _unpacked(page: bytes) -> Page:
    found: Page = pickle.loads(page)
    return found


Answer = Progress | PackedDrawing | Failure


def send(stream: IO[bytes], message: object) -> None:
    """Write one message."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message; raises `EOFError` when there is none, or only a part of one."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)


def main() -> None:
    """Answer orders until the input ends."""
    # Ctrl+C in a terminal reaches this process too: the program decides when it ends.
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the messages.
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 1)
    draughtsman = _Draughtsman(source, target)
    while True:
        try:
            order = receive(source)
        except EOFError:
            return
        with contextlib.suppress(_Unwanted):
            send(target, draughtsman.answer(order))


class _Unwanted(BaseException):
    """Nobody waits for the rest of these pages."""


class _Draughtsman:
    """Verovio, its glyphs, and the streams to tell of its progress."""

    def __init__(self, source: IO[bytes], target: IO[bytes]) -> None:
        self._source = source
        self._target = target
        self._toolkit: Any = None
        self._outlines = _FontGlyphs(Path())
        # An edit leaves most pages as they were, and reading a page takes longer than drawing it.
        self._read = lru_cache(maxsize=_KEPT_PAGES)(self._read_anew)

    def answer(self, order: Order) -> Answer:
        """The drawing, or why there is none."""
        try:
            return self._draw(order)
        except ModuleNotFoundError:
            return Failure("It needs the package “verovio”: install melody-drums[gui].")
        except Exception as error:  # the message crosses to the process that asked
            return Failure(f"{type(error).__name__}: {error}")

    def _draw(self, order: Order) -> PackedDrawing | Failure:
        toolkit = self._loaded_toolkit()
        toolkit.setOptions(_options(order.layout))
        if not toolkit.loadData(order.mei):
            return Failure("Verovio does not understand the score.")
        n_pages = toolkit.getPageCount()
        pages: list[bytes] = []
        codes = set(order.glyphs)
        for number in range(1, n_pages + 1):
            page, used = self._read(_CHANCE.sub("", toolkit.renderToSVG(number)))
            pages.append(page)
            codes |= used
            send(self._target, Progress(number, n_pages))
            if not receive(self._source):
                raise _Unwanted
        return PackedDrawing(tuple(pages), {code: self._outlines[code] for code in sorted(codes)})

    def _read_anew(self, svg: str) -> tuple[bytes, frozenset[str]]:
        """A page as a pickle, and the codes of the glyphs on it."""
        page = read_page(svg, self._outlines)
        used = frozenset(shape.code for shape in page.shapes if isinstance(shape, Glyph))
        return pickle.dumps(page, protocol=pickle.HIGHEST_PROTOCOL), used

    def _loaded_toolkit(self) -> Any:
        if self._toolkit is None:
            import verovio  # noqa: PLC0415  (its absence is an answer, not the end)

            verovio.enableLog(verovio.LOG_OFF)
            self._toolkit = verovio.toolkit()
            self._outlines = _FontGlyphs(Path(verovio.__file__).parent / "data")
        return self._toolkit


def _options(layout: PageLayout) -> dict[str, Any]:
    one_line = layout.is_one_line
    return {
        "font": FONT,
        "breaks": "none" if one_line else "line",
        "header": "none" if one_line else "encoded",
        "footer": "none",
        "adjustPageWidth": one_line,
        "adjustPageHeight": one_line,
        "pageWidth": 100_000 if one_line else round(layout.width * _TENTHS),
        "pageHeight": round(layout.height * _TENTHS),
        "pageMarginLeft": round(layout.margin * _TENTHS),
        "pageMarginRight": round(layout.margin * _TENTHS),
        "pageMarginTop": round(layout.margin * _TENTHS),
        "pageMarginBottom": round(layout.margin * _TENTHS),
        "unit": layout.staff_space / 2 * _TENTHS,
        "svgViewBox": True,
        "svgFormatRaw": True,
        "smuflTextFont": "none",
        "bottomMarginHeader": _HEADER_ROOM,
        "spacingSystem": _LINE_ROOM,
        "minLastJustification": 0.75,
        "mnumInterval": 0,
    }


class _FontGlyphs(dict[str, GlyphOutline]):
    """The glyphs of the music font that Verovio brings, by hexadecimal code, read when needed."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds the fonts of Verovio."""
        super().__init__()
        self._folder = folder

    def __missing__(self, code: str) -> GlyphOutline:
        files = (self._folder / font / f"{code}.xml" for font in (FONT, _FALLBACK_FONT))
        file = next((file for file in files if file.is_file()), None)
        if file is None:
            raise KeyError(code)
        path = ET.parse(file).getroot().find("path")
        outline = parse_path("" if path is None else path.get("d", ""), flipped=True)
        self[code] = GlyphOutline(outline, bounds_of(outline))
        return self[code]
