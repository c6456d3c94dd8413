"""Noteheads as vector shapes, round the origin; the unit is the distance of two staff lines."""

from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QTransform

from core.kit import Notehead

HEAD_WIDTH = 1.25


@lru_cache(maxsize=8)
def notehead_path(notehead: Notehead) -> QPainterPath:
    """The filled outline of a notehead, one staff space high."""
    if notehead is Notehead.CROSS:
        return _cross(0.46)
    if notehead is Notehead.CIRCLED_CROSS:
        circle = QPainterPath()
        circle.addEllipse(QPointF(0, 0), 0.58, 0.58)
        return _widened(circle, 0.13).united(_cross(0.36))
    if notehead is Notehead.DIAMOND:
        return _polygon((0, -0.58), (0.6, 0), (0, 0.58), (-0.6, 0))
    if notehead is Notehead.TRIANGLE:
        return _polygon((0, -0.55), (0.62, 0.5), (-0.62, 0.5))
    oval = QPainterPath()
    oval.addEllipse(QPointF(0, 0), 0.64, 0.44)
    oval = QTransform().rotate(-22).map(oval)
    if notehead is Notehead.SLASHED:
        slash = QPainterPath(QPointF(-0.8, 0.6))
        slash.lineTo(0.8, -0.6)
        return oval.united(_widened(slash, 0.14))
    return oval


def paint_notehead(painter: QPainter, notehead: Notehead, place: QPointF, space: float) -> None:
    """Fill a notehead with the painter's brush; `space` is pixels between two staff lines."""
    path = QTransform().translate(place.x(), place.y()).scale(space, space)
    painter.fillPath(path.map(notehead_path(notehead)), painter.brush())


def _cross(half: float) -> QPainterPath:
    path = QPainterPath(QPointF(-half, -half))
    path.lineTo(half, half)
    path.moveTo(-half, half)
    path.lineTo(half, -half)
    return _widened(path, 0.17)


def _widened(path: QPainterPath, width: float) -> QPainterPath:
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    return stroker.createStroke(path)


def _polygon(*corners: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*corners[0]))
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.closeSubpath()
    return path
