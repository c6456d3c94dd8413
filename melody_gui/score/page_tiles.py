"""Pages as small pictures: drawn once a zoom, a few at a time, so that the window never waits."""

import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from core.drawing.shapes import Rectangle
from melody_gui.score.drawn_score import DrawnScore
from melody_gui.score.page_painter import PagePainter

# Device pixels a side: one takes about 4 ms to draw.
SIDE = 384
_MOST_TILES = 220

# Page, column, row.
TileKey = tuple[int, int, int]
# Colours of single shapes by their place in each page's shapes.
Inks = Mapping[int, Mapping[int, QColor]]


@dataclass
class _Layer:
    """The tiles of one zoom: `scale` is device pixels a page unit, `ratio` those a pixel."""

    scale: float
    ratio: float = 1.0
    tiles: OrderedDict[TileKey, QPixmap] = field(default_factory=OrderedDict)
    stale: set[TileKey] = field(default_factory=set)

    @property
    def side(self) -> float:
        """The side of a tile in page units."""
        return SIDE / self.scale

    def place(self, key: TileKey, origin: QPointF, scale: float) -> QRectF:
        """Where a tile lies in the window, if the page's corner is at `origin`.

        `scale` is pixels of the window a page unit.
        """
        _, column, row = key
        side = self.side * scale
        return QRectF(origin.x() + column * side, origin.y() + row * side, side, side)


class PageTiles:
    """Draws pages by tiles; old tiles stand in for those that are not drawn yet."""

    def __init__(self, drawn: DrawnScore, ink: QColor) -> None:
        self._drawn = drawn
        self._painter = PagePainter(drawn.pages.outlines)
        self._ink = ink
        self._inks: Inks = {}
        self._layer = _Layer(1.0)
        self._older: _Layer | None = None

    @property
    def glyphs(self) -> PagePainter:
        """Draws single glyphs of the same pages."""
        return self._painter

    def set_ink(self, ink: QColor) -> None:
        """Draw everything in another colour from now on."""
        if ink != self._ink:
            self._ink = ink
            self._layer.stale.update(self._layer.tiles)
            self._older = None

    def set_inks(self, inks: Inks) -> None:
        """Draw these shapes in colours of their own."""
        side = self._layer.side
        for number in {*inks, *self._inks}:
            old, new = self._inks.get(number, {}), inks.get(number, {})
            shapes = self._drawn.pages.pages[number].shapes
            for place in {*old, *new}:
                if old.get(place) != new.get(place):
                    self._layer.stale.update(_touched(number, shapes[place].bounds, side))
        self._inks = inks

    def set_scale(self, scale: float, ratio: float) -> None:
        """Draw so many pixels a page unit, each as `ratio` device pixels."""
        if (scale * ratio, ratio) != (self._layer.scale, self._layer.ratio):
            if len(self._layer.tiles) > 2 or self._older is None:
                self._older = self._layer
            self._layer = _Layer(scale * ratio, ratio)

    def draw(
        self, painter: QPainter, number: int, origin: QPointF, area: Rectangle, deadline: float
    ) -> bool:
        """Draw an area (in page units) of a page whose corner is at `origin` in the window.

        Draws new tiles until `deadline` (of `perf_counter`); True if all of it is up to date.
        """
        layer, is_complete = self._layer, True
        for key in _touched(number, area, layer.side):
            if key not in layer.tiles or key in layer.stale:
                if perf_counter() < deadline:
                    self._draw_tile(key)
                else:
                    is_complete = False
            tile = layer.tiles.get(key)
            if tile is not None:
                layer.tiles.move_to_end(key)
                corner = layer.place(key, origin, layer.scale / layer.ratio).topLeft()
                painter.drawPixmap(corner, tile)
            else:
                self._draw_older(painter, key, origin)
        return is_complete

    def _draw_tile(self, key: TileKey) -> None:
        number, column, row = key
        tile = QPixmap(SIDE, SIDE)
        tile.fill(Qt.GlobalColor.transparent)
        side = self._layer.side
        with QPainter(tile) as painter:
            painter.scale(self._layer.scale, self._layer.scale)
            painter.translate(-column * side, -row * side)
            area = Rectangle(column * side, row * side, (column + 1) * side, (row + 1) * side)
            shapes = self._drawn.pages.pages[number].shapes
            inks = self._inks.get(number, {})
            for place in self._drawn.shapes_near(number, area.grown(side * 0.01)):
                self._painter.draw(painter, (shapes[place],), inks.get(place, self._ink))
        tile.setDevicePixelRatio(self._layer.ratio)
        self._layer.tiles[key] = tile
        self._layer.stale.discard(key)
        while len(self._layer.tiles) > _MOST_TILES:
            self._layer.tiles.popitem(last=False)

    def _draw_older(self, painter: QPainter, key: TileKey, origin: QPointF) -> None:
        if self._older is None:
            return
        scale, side = self._layer.scale / self._layer.ratio, self._layer.side
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        target = self._layer.place(key, origin, scale)
        painter.setClipRect(target, Qt.ClipOperation.IntersectClip)
        _, column, row = key
        area = Rectangle(column * side, row * side, (column + 1) * side, (row + 1) * side)
        for older in _touched(key[0], area, self._older.side):
            tile = self._older.tiles.get(older)
            if tile is not None:
                place = self._older.place(older, origin, scale)
                painter.drawPixmap(place, tile, QRectF(tile.rect()))
        painter.restore()


def _touched(number: int, area: Rectangle, side: float) -> list[TileKey]:
    columns = range(max(math.floor(area.left / side), 0), math.floor(area.right / side) + 1)
    rows = range(max(math.floor(area.top / side), 0), math.floor(area.bottom / side) + 1)
    return [(number, column, row) for row in rows for column in columns]
