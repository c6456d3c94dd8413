"""A flat button with a menu that opens where its owner wishes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCursor, QShowEvent
from PySide6.QtWidgets import QMenu, QToolButton


class PopupButton(QToolButton):
    """Shows its menu at a press, at the global point `place` says if it is given one."""

    def __init__(self, place: Callable[[], QPoint] | None = None) -> None:
        super().__init__()
        self.popup_menu = _PlacedMenu(self, place)
        self.popup_menu.aboutToHide.connect(self._on_menu_closing)
        self.setMenu(self.popup_menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _on_menu_closing(self) -> None:
        # Once the menu is gone: while it was open, no event said that the mouse has left.
        QTimer.singleShot(0, self, self._forget_mouse)

    def _forget_mouse(self) -> None:
        self.setDown(False)
        is_under = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, is_under)
        self.update()


class _PlacedMenu(QMenu):
    """A menu that goes to its own place on the screen when it opens."""

    def __init__(self, button: QToolButton, place: Callable[[], QPoint] | None) -> None:
        super().__init__(button)
        self._place = place

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._place is None:
            return
        room, point = self.screen().availableGeometry(), self._place()
        x = min(max(point.x(), room.left()), room.right() - self.width())
        y = min(max(point.y(), room.top()), room.bottom() - self.height())
        self.move(x, y)
