"""Markers of strokes: size by velocity, colour by confidence, a ring where selected."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from melody_gui.theme import Colours
from melody_gui.timeline.lane import mixed

# Radii in points of the softest and the loudest stroke, in so many steps.
_SMALLEST, _LARGEST, _N_SIZES = 2.4, 6.0, 8
# Confidence from which a stroke has its drum's own colour, and below which it has none of it.
_SURE, _DOUBTFUL, N_SHARES = 0.85, 0.3, 6


class Marker(NamedTuple):
    """A picture, and how far its middle lies from its edges in points."""

    pixmap: QPixmap
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


def stroke_colours(drum: QColor, colours: Colours) -> tuple[QColor, ...]:
    """The colours of the steps of confidence, and last that of selected strokes."""
    return _stroke_colours(drum.rgb(), colours.low_confidence.rgb(), colours.selection.rgb())


@lru_cache(maxsize=64)
def _stroke_colours(drum: int, doubtful: int, selected: int) -> tuple[QColor, ...]:
    first, last = QColor.fromRgb(drum), QColor.fromRgb(doubtful)
    shares = [step / (N_SHARES - 1) for step in range(N_SHARES)]
    return (*(mixed(first, last, share) for share in shares), QColor.fromRgb(selected))


def marker(size: int, fill: QColor, edge: QColor, ring: QColor | None, ratio: float) -> Marker:
    """The marker of a step of size; drawn once and kept."""
    return _marker(size, fill.rgba(), edge.rgba(), ring.rgba() if ring else None, ratio)


@lru_cache(maxsize=2048)
def _marker(size: int, fill: int, edge: int, ring: int | None, ratio: float) -> Marker:
    radius = _SMALLEST + (_LARGEST - _SMALLEST) * (size + 0.5) / _N_SIZES
    reach = int(np.ceil(radius + 4))
    result = QPixmap(round(2 * reach * ratio), round(2 * reach * ratio))
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(reach, reach)
    if ring is not None:
        painter.setPen(QPen(QColor.fromRgba(ring), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(0, 0), radius + 2.4, radius + 2.4)
    painter.setPen(QPen(QColor.fromRgba(edge), 1))
    painter.setBrush(QColor.fromRgba(fill))
    painter.drawEllipse(QRectF(-radius, -radius, 2 * radius, 2 * radius))
    painter.end()
    return Marker(result, reach)
