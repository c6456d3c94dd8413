"""Markers of strokes: size by velocity, colour by confidence, a ring where selected."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from melody_gui.theme import Colours
from melody_gui.timeline.lane import mixed

# Radii in points of the softest and the loudest stroke, in so many steps.
_SMALLEST, _LARGEST, _N_SIZES = 2.4, 6.0, 8
# Confidence from which a stroke has its drum's own colour, and below which it has none of it.
_SURE, _DOUBTFUL, N_SHARES = 0.85, 0.3, 6
# How much of the ground is in the middle of the most doubtful stroke.
_HOLLOW = 0.8


class Marker(NamedTuple):
    """A picture, and how far its middle lies from its edges in points."""

    image: QImage
    reach: int


def radius_of(velocity: float) -> float:
    """The radius of a marker in points."""
    return _SMALLEST + (_LARGEST - _SMALLEST) * min(max(velocity, 1), 127) / 127


def sizes_of(velocities: NDArray[np.float64]) -> NDArray[np.intp]:
    """The step of size of each velocity, 0.._N_SIZES - 1."""
    return np.asarray(np.clip(velocities / 128 * _N_SIZES, 0, _N_SIZES - 1).astype(np.intp))


def shares_of(confidences: NDArray[np.float64]) -> NDArray[np.intp]:
    """The step of colour of each confidence: 0 for sure, `N_SHARES` - 1 for doubtful ones."""
    doubt = np.clip((_SURE - confidences) / (_SURE - _DOUBTFUL), 0, 1)
    return np.asarray(np.round(doubt * (N_SHARES - 1)).astype(np.intp))


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


@lru_cache(maxsize=2048)
def marker(size: int, share: int, inks: Inks, is_selected: bool, ratio: float) -> Marker:
    """The marker of a step of size and one of confidence; drawn once and kept.

    Sure strokes are filled; the more doubtful one is, the hollower it is too.
    """
    radius = _SMALLEST + (_LARGEST - _SMALLEST) * (size + 0.5) / _N_SIZES
    reach = int(np.ceil(radius + 4))
    n_pixels = round(2 * reach * ratio)
    result = QImage(n_pixels, n_pixels, QImage.Format.Format_ARGB32_Premultiplied)
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
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
    painter.end()
    return Marker(result, reach)
