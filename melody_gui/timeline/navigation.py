"""Moving about in time by wheel and keyboard, the same over lanes and ruler."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent

from melody_gui.timeline.time_axis import TimeAxis

ZOOM_STEP = 1.5
# One notch of a wheel, in eighths of a degree, and what it does.
_NOTCH = 120
_NOTCH_ZOOM, _NOTCH_PIXELS, _NOTCH_DOWN = 1.25, 90, 60
_ZOOM_KEYS = {
    Qt.Key.Key_Plus: ZOOM_STEP,
    Qt.Key.Key_Equal: ZOOM_STEP,
    Qt.Key.Key_Minus: 1 / ZOOM_STEP,
}
_STEP_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


def turn_wheel(axis: TimeAxis, event: QWheelEvent, *, scrolls_down: bool = False) -> int:
    """Zoom about the mouse with Ctrl, else move along in time; returns points to go down.

    With `scrolls_down` a plain wheel goes up and down, and Shift or a wheel to the sides moves
    along in time.
    """
    turned = event.angleDelta()
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        axis.zoom(_NOTCH_ZOOM ** (turned.y() / _NOTCH), event.position().x())
        return 0
    is_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    pixels = event.pixelDelta()
    across = pixels.x() if not pixels.isNull() else turned.x() / _NOTCH * _NOTCH_PIXELS
    if scrolls_down and not is_shift:
        axis.pan(-across)
        return points_down(event)
    down = pixels.y() if not pixels.isNull() else turned.y() / _NOTCH * _NOTCH_PIXELS
    axis.pan(-(across or down))
    return 0


def points_down(event: QWheelEvent) -> int:
    """How far a wheel goes down (below 0: up)."""
    pixels = event.pixelDelta()
    return -(
        pixels.y() if not pixels.isNull() else round(event.angleDelta().y() / _NOTCH * _NOTCH_DOWN)
    )


def zoom_of_key(event: QKeyEvent) -> float | None:
    """By how much a key zooms; None for keys that don't."""
    held = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    return None if held else _ZOOM_KEYS.get(Qt.Key(event.key()))


def steps_of_key(event: QKeyEvent) -> tuple[int, bool] | None:
    """How many beats (or, if True, bars) an arrow key goes; None for other keys."""
    steps = _STEP_KEYS.get(Qt.Key(event.key()))
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if steps is None or held not in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ControlModifier,
    ):
        return None
    return steps, held == Qt.KeyboardModifier.ControlModifier


def is_timeline_key(event: QKeyEvent) -> bool:
    """True for keys that mean something here although menus may use them too."""
    return zoom_of_key(event) is not None or steps_of_key(event) is not None
