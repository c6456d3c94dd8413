"""Moving about in time by wheel and keyboard, the same over lanes and ruler."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent

from melody_gui.timeline.time_axis import TimeAxis

ZOOM_STEP = 1.5
# One notch of a wheel, in eighths of a degree, and what it does.
_NOTCH = 120
_NOTCH_ZOOM, _NOTCH_PIXELS = 1.25, 90
_ZOOM_KEYS = {
    Qt.Key.Key_Plus: ZOOM_STEP,
    Qt.Key.Key_Equal: ZOOM_STEP,
    Qt.Key.Key_Minus: 1 / ZOOM_STEP,
}
_STEP_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


def turn_wheel(axis: TimeAxis, event: QWheelEvent) -> None:
    """Zoom about the mouse with Ctrl, else move along in time."""
    turned = event.angleDelta()
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        axis.zoom(_NOTCH_ZOOM ** (turned.y() / _NOTCH), event.position().x())
        return
    pixels = event.pixelDelta()
    if not pixels.isNull():
        axis.pan(-(pixels.x() or pixels.y()))
    else:
        axis.pan(-(turned.x() or turned.y()) / _NOTCH * _NOTCH_PIXELS)


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
