"""Markers of strokes: size by velocity, colour by confidence, a ring where selected."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from melody_gui.theme import Colours
from melody_gui.timeline.drum_strokes import N_SHARES, N_SIZES, radius_of_step
from melody_gui.timeline.lane import mixed

# How much of the ground is in the middle of the most doubtful stroke.
_HOLLOW = 0.8


class Marker(NamedTuple):
    """A picture, and how far its middle lies from its edges in points."""

    image: QImage
    reach: int


class Inks(NamedTuple):
    """The colours 0xAARRGGBB that markers of one drum are made of."""

    sure: int
    doubtful: int
    selected: int
    ground: int

    @classmethod
    def of(cls, drum: QColor, colours: Colours) -> Inks:
        """The colours for strokes of a drum in that colour."""
        others = (colours.low_confidence, colours.selection, colours.panel)
        return cls(drum.rgb(), *(colour.rgb() for colour in others))


@lru_cache(maxsize=64)
def stroke_colours(inks: Inks) -> tuple[int, ...]:
    """The colours 0xAARRGGBB of the steps of confidence, and last that of selected strokes."""
    first, last = QColor.fromRgb(inks.sure), QColor.fromRgb(inks.doubtful)
    shares = [step / (N_SHARES - 1) for step in range(N_SHARES)]
    return (*(mixed(first, last, share).rgb() for share in shares), inks.selected)


@lru_cache(maxsize=128)
def markers(inks: Inks, is_selected: bool, ratio: float) -> tuple[Marker, ...]:
    """The markers of all kinds, in the order of `DrumStrokes.kinds`; drawn once and kept."""
    return tuple(
        _marker(size, share, inks, is_selected, ratio)
        for size in range(N_SIZES)
        for share in range(N_SHARES)
    )


def _marker(size: int, share: int, inks: Inks, is_selected: bool, ratio: float) -> Marker:
    """Sure strokes are filled; the more doubtful one is, the hollower it is too."""
    radius = radius_of_step(size)
    reach = int(np.ceil(radius + 4))
    n_pixels = round(2 * reach * ratio)
    result = QImage(n_pixels, n_pixels, QImage.Format.Format_ARGB32_Premultiplied)
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    with QPainter(result) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(reach, reach)
        middle, ground = QPointF(0, 0), QColor.fromRgb(inks.ground)
        if is_selected:
            painter.setPen(QPen(QColor.fromRgb(inks.selected), 2))
            painter.drawEllipse(middle, radius + 2.4, radius + 2.4)
        colour = QColor.fromRgb(stroke_colours(inks)[share])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawEllipse(middle, radius + 0.6, radius + 0.6)
        if share:
            painter.setPen(QPen(colour, 1.5))
            radius -= 0.75
        painter.setBrush(mixed(colour, ground, _HOLLOW * share / (N_SHARES - 1)))
        painter.drawEllipse(middle, radius, radius)
    return Marker(result, reach)
