"""Real mouse events at places of the timeline that are named by lane, time and activation."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from melody_gui.timeline.drum_lane import DrumLane, lane_key
from melody_gui.timeline.timeline_view import TimelineView

NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def place(view: TimelineView, lane: str, time: float, activation: float | None = None) -> QPoint:
    """A point of the canvas: on a lane (a drum's name or a key), at a time."""
    key = lane if view.stack.place_of(lane) else lane_key(lane)
    placed = view.stack.place_of(key)
    assert placed is not None, f"{lane} is hidden"
    y = view.canvas.top_of(placed) + placed.height / 2
    if activation is not None:
        y = view.canvas.top_of(placed) + DrumLane.y_of(activation, placed.height)
    return QPoint(round(view.axis.x_of(time)), round(y))


def send(
    widget: QWidget,
    kind: QMouseEvent.Type,
    point: QPoint,
    button: Qt.MouseButton,
    keys: Qt.KeyboardModifier,
) -> None:
    """One event of the mouse; QTest's own moves carry no button."""
    is_move = kind == QMouseEvent.Type.MouseMove
    is_release = kind == QMouseEvent.Type.MouseButtonRelease
    event = QMouseEvent(
        kind,
        QPointF(point),
        QPointF(widget.mapToGlobal(point)),
        Qt.MouseButton.NoButton if is_move else button,
        Qt.MouseButton.NoButton if is_release else button,
        keys,
    )
    QApplication.sendEvent(widget, event)


def click(widget: QWidget, point: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press and let go."""
    send(widget, QMouseEvent.Type.MouseButtonPress, point, LEFT, keys)
    send(widget, QMouseEvent.Type.MouseButtonRelease, point, LEFT, keys)


def double_click(widget: QWidget, point: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """Click twice."""
    click(widget, point, keys)
    send(widget, QMouseEvent.Type.MouseButtonDblClick, point, LEFT, keys)
    send(widget, QMouseEvent.Type.MouseButtonRelease, point, LEFT, keys)


def drag(
    widget: QWidget,
    start: QPoint,
    end: QPoint,
    keys: Qt.KeyboardModifier = NO_KEY,
    button: Qt.MouseButton = LEFT,
) -> None:
    """Press at `start`, go to `end` in some steps, let go there."""
    begin_drag(widget, start, end, keys, button)
    send(widget, QMouseEvent.Type.MouseButtonRelease, end, button, keys)


def begin_drag(
    widget: QWidget,
    start: QPoint,
    end: QPoint,
    keys: Qt.KeyboardModifier = NO_KEY,
    button: Qt.MouseButton = LEFT,
) -> None:
    """Press at `start` and go to `end`, without letting go."""
    send(widget, QMouseEvent.Type.MouseButtonPress, start, button, keys)
    for step in range(1, 6):
        between = start + (end - start) * step / 5
        send(widget, QMouseEvent.Type.MouseMove, between, button, keys)


def turn_wheel(
    widget: QWidget, point: QPoint, notches: float, keys: Qt.KeyboardModifier = NO_KEY
) -> None:
    """Turn the wheel by so many notches, away from the user."""
    event = QWheelEvent(
        QPointF(point),
        QPointF(widget.mapToGlobal(point)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
