"""What the mouse does between press and release on the lanes: one class a gesture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication

from melody_gui import theme
from melody_gui.timeline.drum_lane import DrumLane
from melody_gui.timeline.hover import hover_at, paint_threshold
from melody_gui.timeline.lane import faded
from melody_gui.timeline.lane_stack import PlacedLane, lane_of_drum

if TYPE_CHECKING:
    from core.corrections import StrokeKey
    from core.onsets import Onset
    from melody_gui.timeline.lane_canvas import LaneCanvas

# Milliseconds between two thresholds that are sent while the line is dragged.
_THRESHOLD_INTERVAL = 40
# More strokes than these are moved without being shown on their way.
_LARGEST_PREVIEW = 200


class Gesture:
    """A press of `button` on the canvas, and what follows until it is let go."""

    def __init__(self, canvas: LaneCanvas, event: QMouseEvent) -> None:
        self.canvas = canvas
        self.button = event.button()
        self.start = event.position()
        self.is_dragged = False

    def move(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        way = event.position() - self.start
        if not self.is_dragged and way.manhattanLength() < QApplication.startDragDistance():
            return
        self.is_dragged = True
        self.drag(event)

    def release(self, event: QMouseEvent) -> None:
        """End: as a click if the mouse did not go far."""
        if self.is_dragged:
            self.drop(event)
        else:
            self.click(event)

    def drag(self, event: QMouseEvent) -> None:
        """The mouse has gone on."""

    def drop(self, event: QMouseEvent) -> None:
        """The mouse was let go after a drag."""

    def click(self, event: QMouseEvent) -> None:
        """The mouse was let go where it was pressed."""

    def paint(self, painter: QPainter) -> None:
        """Show over the lanes what will come of it."""


def begin_gesture(canvas: LaneCanvas, event: QMouseEvent) -> Gesture | None:
    """The gesture that a press begins."""
    if event.button() == Qt.MouseButton.MiddleButton:
        return Panning(canvas, event)
    placed = canvas.lane_at(event.position())
    if event.button() != Qt.MouseButton.LeftButton or placed is None:
        return None
    return _begin_on_lane(canvas, event, placed)


def _begin_on_lane(canvas: LaneCanvas, event: QMouseEvent, placed: PlacedLane) -> Gesture:
    found = hover_at(canvas, event.position())
    if found.onset is not None:
        return MovingStrokes(canvas, event, found.onset)
    if found.edge is not None:
        return ResizingLane(canvas, event, found.edge)
    if found.threshold is not None:
        return DraggingThreshold(canvas, event, found.threshold, placed)
    has_strokes = isinstance(placed.lane, DrumLane) and canvas.data.pictures is not None
    return Banding(canvas, event) if has_strokes else Panning(canvas, event)


def _is_extending(event: QMouseEvent) -> bool:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    return bool(event.modifiers() & held)


class _Empty(Gesture):
    """A gesture that began where nothing lies: a click seeks."""

    def click(self, event: QMouseEvent) -> None:
        if self.button != Qt.MouseButton.LeftButton:
            return
        document = self.canvas.data.document
        if document is not None and not _is_extending(event):
            document.clear_selection()
        self.canvas.seek_requested.emit(self.canvas.axis.song_time_of(event.position().x()))


class Panning(_Empty):
    """The lanes go along with the mouse."""

    def __init__(self, canvas: LaneCanvas, event: QMouseEvent) -> None:
        super().__init__(canvas, event)
        self._last_x = event.position().x()

    def drag(self, event: QMouseEvent) -> None:
        """Go along with the mouse."""
        self.canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        x = round(event.position().x())
        self.canvas.axis.pan(self._last_x - x)
        self._last_x = x

    def drop(self, event: QMouseEvent) -> None:
        """Do it."""
        self.canvas.setCursor(Qt.CursorShape.ArrowCursor)


class Banding(_Empty):
    """A band that selects the strokes within, over several lanes."""

    def __init__(self, canvas: LaneCanvas, event: QMouseEvent) -> None:
        super().__init__(canvas, event)
        self._start_time = canvas.axis.time_of(event.position().x())
        self._start_y = event.position().y() + canvas.hidden_above
        self._end = event.position()

    def drag(self, event: QMouseEvent) -> None:
        """Go along with the mouse."""
        self._end = event.position()
        _pan_at_edges(self.canvas, event)

    def drop(self, event: QMouseEvent) -> None:
        """Do it."""
        document = self.canvas.data.document
        if document is not None:
            document.select(self._keys(), extend=_is_extending(event))

    def paint(self, painter: QPainter) -> None:
        """Show what will come of it."""
        if self.is_dragged:
            accent = theme.colours().accent
            painter.setPen(QPen(accent, 1))
            painter.setBrush(faded(accent, 0.15))
            painter.drawRect(self._area().adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _area(self) -> QRectF:
        start = QPointF(
            self.canvas.axis.x_of(self._start_time), self._start_y - self.canvas.hidden_above
        )
        return QRectF(start, self._end).normalized()

    def _keys(self) -> list[StrokeKey]:
        area = self._area()
        keys: list[StrokeKey] = []
        for placed in self.canvas.stack.placed:
            top = self.canvas.top_of(placed)
            reaches = area.top() < top + placed.height and area.bottom() > top
            if reaches and isinstance(placed.lane, DrumLane):
                view = self.canvas.view_of(placed)
                onsets = placed.lane.strokes_in(view, area.translated(0, -top))
                keys += [(onset.time, onset.drum) for onset in onsets]
        return keys


class MovingStrokes(Gesture):
    """Selecting a stroke by a click; moving the selected ones in time, or to another drum."""

    def __init__(self, canvas: LaneCanvas, event: QMouseEvent, onset: Onset) -> None:
        super().__init__(canvas, event)
        self._key: StrokeKey = (onset.time, onset.drum)
        self._end = event.position()
        self._is_free = False
        document = canvas.data.document
        assert document is not None
        self._was_selected = self._key in document.selection
        if not self._was_selected:
            document.select([self._key], extend=_is_extending(event))
        self._onsets = document.selected_onsets()
        self._drums = {each.drum for each in self._onsets}

    def click(self, event: QMouseEvent) -> None:
        """Do what a click does."""
        document = self.canvas.data.document
        if document is None or not self._was_selected:
            return
        if _is_extending(event):
            document.select(document.selection - {self._key})
        else:
            document.select([self._key])

    def drag(self, event: QMouseEvent) -> None:
        """Go along with the mouse."""
        self._end = event.position()
        self._is_free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        _pan_at_edges(self.canvas, event)

    def drop(self, event: QMouseEvent) -> None:
        """Do it."""
        document, drum = self.canvas.data.document, self._target_drum()
        if document is None:
            return
        seconds = self._seconds()
        if drum is None:
            document.move_selected(seconds, snapped=not self._is_free)
            return
        text = QCoreApplication.translate("Timeline", "Move to another drum")
        document.undo_stack.beginMacro(text)
        try:
            if self._changes_time():
                document.move_selected(seconds, snapped=not self._is_free)
            document.set_drum_of_selected(drum)
        finally:
            document.undo_stack.endMacro()

    def paint(self, painter: QPainter) -> None:
        """Show what will come of it."""
        if not self.is_dragged:
            return
        colours = theme.colours()
        drum = self._target_drum()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for onset in self._onsets[:_LARGEST_PREVIEW]:
            placed = lane_of_drum(self.canvas.stack, drum or onset.drum)
            if placed is not None:
                self._paint_stroke(painter, self._new_time(onset), placed, colours.selection)
        painter.restore()

    def _paint_stroke(
        self, painter: QPainter, time: float, placed: PlacedLane, colour: QColor
    ) -> None:
        x = self.canvas.axis.x_of(time)
        top = self.canvas.top_of(placed)
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(faded(colour, 0.4))
        painter.drawLine(QPointF(x, top), QPointF(x, top + placed.height - 1))
        painter.drawEllipse(QPointF(x, top + placed.height / 2), 6, 6)

    def _seconds(self) -> float:
        if not self._changes_time():
            return 0.0
        return (self._end.x() - self.start.x()) * self.canvas.axis.seconds_per_pixel

    def _changes_time(self) -> bool:
        """A drag straight up or down changes the drum alone."""
        return abs(self._end.x() - self.start.x()) >= QApplication.startDragDistance() / 2

    def _new_time(self, onset: Onset) -> float:
        document, seconds = self.canvas.data.document, self._seconds()
        if document is None or seconds == 0.0:
            return onset.time
        time = min(max(onset.time + seconds, 0.0), document.duration)
        return time if self._is_free else document.snapped_time(time)

    def _target_drum(self) -> str | None:
        """The drum of the lane under the mouse, if it is another one and all are of one drum."""
        placed = self.canvas.lane_at(self._end)
        if placed is None or not isinstance(placed.lane, DrumLane) or len(self._drums) != 1:
            return None
        return None if placed.lane.drum in self._drums else placed.lane.drum


class DraggingThreshold(Gesture):
    """The threshold's line goes along with the mouse, and strokes are picked anew."""

    def __init__(
        self, canvas: LaneCanvas, event: QMouseEvent, drum: str, placed: PlacedLane
    ) -> None:
        super().__init__(canvas, event)
        self._drum = drum
        self._height = placed.height
        self._top = canvas.top_of(placed)
        self._value = canvas.data.threshold(drum) or 0.0
        self._grip = event.position().y() - self._top - DrumLane.y_of(self._value, self._height)
        self._timer = QTimer(canvas)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_THRESHOLD_INTERVAL)
        self._timer.timeout.connect(self._send)

    def drag(self, event: QMouseEvent) -> None:
        """Go along with the mouse."""
        y = event.position().y() - self._top - self._grip
        self._value = min(max(DrumLane.activation_at(y, self._height), 0.01), 0.99)
        if not self._timer.isActive():
            self._timer.start()

    def drop(self, event: QMouseEvent) -> None:
        """Do it."""
        self._timer.stop()
        self._send()

    def paint(self, painter: QPainter) -> None:
        """Show what will come of it."""
        paint_threshold(painter, self.canvas, self._drum, self._value)

    def _send(self) -> None:
        document = self.canvas.data.document
        if document is not None:
            document.set_threshold(self._drum, self._value)


class ResizingLane(Gesture):
    """A lane's lower edge goes along with the mouse."""

    def __init__(self, canvas: LaneCanvas, event: QMouseEvent, key: str) -> None:
        super().__init__(canvas, event)
        self._key = key
        canvas.stack.begin_resizing()

    def drag(self, event: QMouseEvent) -> None:
        """Go along with the mouse."""
        placed = self.canvas.stack.place_of(self._key)
        if placed is not None:
            bottom = round(event.position().y()) + self.canvas.hidden_above
            self.canvas.stack.resize(self._key, bottom - placed.top)

    def release(self, event: QMouseEvent) -> None:
        """End it."""
        self.canvas.stack.end_resizing()


def _pan_at_edges(canvas: LaneCanvas, event: QMouseEvent) -> None:
    """Show more of the song when something is dragged beyond the left or right edge."""
    x = event.position().x()
    beyond = min(x, 0.0) + max(x - canvas.width(), 0.0)
    if beyond:
        canvas.axis.pan(min(max(beyond, -60.0), 60.0))
