"""What lies under the mouse, and how it shows that it can be grabbed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from melody_gui import theme
from melody_gui.timeline.drum_lane import DrumLane

if TYPE_CHECKING:
    from core.onsets import Onset
    from melody_gui.timeline.lane_canvas import LaneCanvas

# Points beside an edge or a threshold's line from which it is grabbed.
EDGE_GRASP, LINE_GRASP = 3, 4


@dataclass(frozen=True)
class Hover:
    """A stroke, the threshold of the drum `threshold`, the lower edge of the lane `edge`."""

    onset: Onset | None = None
    threshold: str | None = None
    edge: str | None = None

    @property
    def cursor(self) -> Qt.CursorShape:
        """The mouse's shape."""
        if self.onset is not None:
            return Qt.CursorShape.PointingHandCursor
        if self.edge is not None:
            return Qt.CursorShape.SplitVCursor
        if self.threshold is not None:
            return Qt.CursorShape.SizeVerCursor
        return Qt.CursorShape.ArrowCursor

    def paint(self, painter: QPainter, canvas: LaneCanvas) -> None:
        """Mark what can be grabbed."""
        value = canvas.data.threshold(self.threshold) if self.threshold else None
        if self.threshold and value is not None:
            paint_threshold(painter, canvas, self.threshold, value)


NOTHING = Hover()


def hover_at(canvas: LaneCanvas, point: QPointF) -> Hover:
    """What lies under a point."""
    edge = canvas.stack.edge_at(point.y() + canvas.hidden_above, EDGE_GRASP)
    placed = canvas.lane_at(point)
    if placed is not None and isinstance(placed.lane, DrumLane):
        lane, view = placed.lane, canvas.view_of(placed)
        y = point.y() - canvas.top_of(placed)
        onset = lane.stroke_at(view, point.x(), y)
        if onset is not None:
            return Hover(onset=onset)
        if edge is None:
            threshold = canvas.data.threshold(lane.drum)
            if threshold is None or canvas.data.pictures is None:
                return NOTHING
            if abs(lane.y_of(threshold, placed.height) - y) <= LINE_GRASP:
                return Hover(threshold=lane.drum)
    if edge is not None:
        return Hover(edge=edge.lane.key)
    return NOTHING


def paint_threshold(painter: QPainter, canvas: LaneCanvas, drum: str, value: float) -> None:
    """A threshold's line as it is grabbed, with its value."""
    lane = next(
        (p for p in canvas.stack.placed if isinstance(p.lane, DrumLane) and p.lane.drum == drum),
        None,
    )
    if lane is None:
        return
    colours = theme.colours()
    y = round(canvas.top_of(lane) + DrumLane.y_of(value, lane.height)) + 0.5
    painter.setPen(QPen(colours.accent, 1))
    painter.drawLine(QPointF(0, y), QPointF(canvas.width(), y))
    font = QFont(canvas.font())
    font.setPixelSize(11)
    painter.setFont(font)
    paint_label(painter, QPointF(canvas.width() - 6, y), f"{value:.2f}")


def paint_label(painter: QPainter, right_middle: QPointF, text: str) -> None:
    """Words on a plate of the accent's colour, that ends at a point."""
    colours = theme.colours()
    width = painter.fontMetrics().horizontalAdvance(text) + 12
    plate = QRectF(right_middle.x() - width, right_middle.y() - 8, width, 16)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.accent)
    painter.drawRoundedRect(plate, 4, 4)
    painter.setPen(colours.accent_text)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
