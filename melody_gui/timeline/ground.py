"""The ground of all lanes: the lines of bars and beats, painted once for the whole width."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap

from melody_gui.theme import Colours
from melody_gui.timeline.grid_lines import GridLines

# The height in points that is painted once; higher lanes repeat it.
_HEIGHT = 64


class Ground:
    """Lines on plain ground, for lanes of any height."""

    def __init__(self, lines: GridLines, colours: Colours, width: int, ratio: float) -> None:
        self._lines = lines
        self._ratio = ratio
        self._pixmap = QPixmap(max(round(width * ratio), 1), round(_HEIGHT * ratio))
        self._pixmap.setDevicePixelRatio(ratio)
        self._pixmap.fill(colours.panel)
        with QPainter(self._pixmap) as painter:
            for places, colour in (
                (lines.parts, _thinned(colours.grid_line, 0.45)),
                (lines.beats, colours.grid_line),
                (lines.bars, _thinned(colours.bar_line, 0.75)),
            ):
                for x in places:
                    painter.fillRect(QRect(x, 0, 1, _HEIGHT), colour)

    def paint(self, painter: QPainter, left: int, width: int, height: int) -> None:
        """Draw the ground from `left` on at the painter's origin."""
        ratio = self._ratio
        for top in range(0, height, _HEIGHT):
            part = min(_HEIGHT, height - top)
            painter.drawPixmap(
                QRectF(0, top, width, part),
                self._pixmap,
                QRectF(left * ratio, 0, width * ratio, part * ratio),
            )

    def lighten(self, pixels: NDArray[np.uint32], left: int) -> None:
        """Show the lines of bars on a picture `(n_rows, n_columns)` that begins at `left`."""
        thickness = max(round(self._ratio), 1)
        places = np.array(self._lines.bars, dtype=np.float64) - left
        first = np.round(places * self._ratio).astype(np.intp)
        columns = (first[:, None] + np.arange(thickness)).ravel()
        columns = columns[(columns >= 0) & (columns < pixels.shape[1])]
        # A quarter of white, in all four channels at once.
        quarter = np.uint32(0x3F3F3F3F)
        pixels[:, columns] = (pixels[:, columns] >> np.uint32(2) & quarter) * 3 + quarter


def _thinned(colour: QColor, opacity: float) -> QColor:
    result = QColor(colour)
    result.setAlphaF(opacity)
    return result
