"""The ruler over the lanes: marks of the music, bars and beats, time; seeking and loops."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from melody_gui import theme
from melody_gui.song_style import HIGHLIGHT_KEY
from melody_gui.timeline.lane import faded, rectangles
from melody_gui.timeline.lane_menu import ruler_menu
from melody_gui.timeline.navigation import turn_wheel
from melody_gui.timeline.ruler_painting import ROW_BARS, ROW_TIME, RULER_HEIGHT, paint_ruler
from melody_gui.timeline.song_data import Part, SongData
from melody_gui.timeline.texts import time_text
from melody_gui.timeline.time_axis import TimeAxis

# Points beside a loop's end from which it is grabbed.
_GRASP = 5


@dataclass
class _Press:
    """A press of the mouse: `fixed` is the end of the loop that stays."""

    x: float
    fixed: float
    button: Qt.MouseButton
    is_dragged: bool = False
    end: float = 0.0
    last_x: float = 0.0
    is_free: bool = False


class Ruler(QWidget):
    """Shows where in the music and in time the lanes are.

    A click seeks (`seek_requested`, seconds), a drag loops.
    """

    seek_requested = Signal(float)

    def __init__(self, data: SongData, axis: TimeAxis) -> None:
        super().__init__()
        self._data, self._axis = data, axis
        self._pixmap: QPixmap | None = None
        self._playhead = 0.0
        self._press: _Press | None = None
        self.setFixedHeight(RULER_HEIGHT)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Ruler"))
        self.setToolTip(self.tr("Click to go there, drag to loop, right-click for the “1”"))
        axis.changed.connect(self._repaint)
        data.changed.connect(self._on_data_changed)
        theme.notifier().changed.connect(self._repaint)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(400, RULER_HEIGHT)

    def set_playhead(self, seconds: float) -> None:
        """Move the playhead; the ruler is not painted again."""
        before, self._playhead = self._playhead_strip(), seconds
        after = self._playhead_strip()
        if before != after:
            self.update(before)
            self.update(after)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what has changed."""
        with QPainter(self) as painter:
            if self._pixmap is None:
                self._pixmap = self._painted()
            for area in rectangles(event.region()):
                painter.setClipRect(area)
                painter.drawPixmap(0, 0, self._pixmap)
                self._paint_loop(painter)
                self._paint_playhead(painter)

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        with QPainter(pixmap) as painter:
            painter.setFont(self.font())
            paint_ruler(painter, self._axis, self._data, self.width())
        return pixmap

    def _paint_loop(self, painter: QPainter) -> None:
        loop = self._shown_loop()
        if loop is None:
            return
        accent = theme.colours().accent
        left, right = (round(self._axis.x_of(time)) for time in loop)
        painter.fillRect(QRectF(left, ROW_TIME, right - left, 18), faded(accent, 0.28))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, way in ((left, 1), (right, -1)):
            painter.fillRect(QRectF(x - (way < 0), ROW_BARS, 1, RULER_HEIGHT), accent)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            corner = QPointF(x, ROW_TIME)
            painter.drawPolygon(
                QPolygonF([corner, corner + QPointF(7 * way, 0), corner + QPointF(0, 9)])
            )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_playhead(self, painter: QPainter) -> None:
        if self._data.waveform is None:
            return
        x = round(self._axis.x_of(self._playhead)) + 0.5
        colour = theme.colours().playhead
        painter.fillRect(QRectF(x - 0.5, RULER_HEIGHT - 12, 1, 12), colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        top, waist, foot = RULER_HEIGHT - 17, RULER_HEIGHT - 10, RULER_HEIGHT - 4
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x - 5, top),
                    QPointF(x + 5, top),
                    QPointF(x + 5, waist),
                    QPointF(x, foot),
                    QPointF(x - 5, waist),
                ]
            )
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _playhead_strip(self) -> QRect:
        return QRect(round(self._axis.x_of(self._playhead)) - 6, 0, 13, self.height())

    def _shown_loop(self) -> tuple[float, float] | None:
        """The loop, or the one that is being dragged."""
        press = self._press
        if press is not None and press.is_dragged and press.button == Qt.MouseButton.LeftButton:
            return min(press.fixed, press.end), max(press.fixed, press.end)
        return self._data.loop

    def event(self, event: QEvent) -> bool:
        """Tell what the highlight's bracket is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self._highlight_text(event.pos().x(), event.pos().y())
            if text:
                QToolTip.showText(event.globalPos(), text, self)
                return True
        return super().event(event)

    def _highlight_text(self, x: float, y: float) -> str:
        """What a place of the ruler says of the most typical part; nothing beside it."""
        highlight = self._data.highlight
        if highlight is None or y < ROW_TIME:
            return ""
        start, end = highlight
        if not self._axis.x_of(start) <= x <= self._axis.x_of(end):
            return ""
        text = self.tr("The most typical part of the song, {start}–{end}; play it with {key}")
        key = QKeySequence(HIGHLIGHT_KEY).toString(QKeySequence.SequenceFormat.NativeText)
        return text.format(start=time_text(start), end=time_text(end), key=key)

    def _repaint(self) -> None:
        self._pixmap = None
        self.update()

    def _on_data_changed(self, part: Part) -> None:
        if part & (Part.GRID | Part.SONG | Part.STATE | Part.STYLE):
            self._pixmap = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw all anew in the new size."""
        self._repaint()

    # Mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin what the mouse is about to do."""
        if self._data.waveform is None or self._press is not None:
            return
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        x = event.position().x()
        time = self._axis.song_time_of(x)
        other = self._other_end(x)
        self._press = _Press(x, time if other is None else other, event.button(), last_x=x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it, or show what can be grabbed."""
        x, press = event.position().x(), self._press
        if press is None:
            is_end = self._other_end(x) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if is_end else Qt.CursorShape.ArrowCursor)
            return
        if abs(x - press.x) >= QApplication.startDragDistance():
            press.is_dragged = True
        if press.is_dragged and press.button == Qt.MouseButton.MiddleButton:
            self._axis.pan(press.last_x - x)
        press.last_x, press.end = x, self._axis.song_time_of(x)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        press, document = self._press, self._data.document
        if press is None or event.button() != press.button:
            return
        self._press = None
        if press.button == Qt.MouseButton.LeftButton and document is not None:
            if press.is_dragged:
                is_free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
                document.set_loop(press.fixed, press.end, snapped=not is_free)
            else:
                self.seek_requested.emit(self._axis.song_time_of(event.position().x()))
        self.update()

    def _other_end(self, x: float) -> float | None:
        """The end of the loop that stays if the one under the mouse is dragged."""
        loop = self._data.loop
        if loop is None:
            return None
        start, end = (abs(self._axis.x_of(time) - x) for time in loop)
        if min(start, end) > _GRASP:
            return None
        return loop[1] if start < end else loop[0]

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move along, zoom, or change a velocity."""
        turn_wheel(self._axis, event)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the place."""
        document = self._data.document
        if document is None or document.song is None:
            return
        menu = ruler_menu(self, document, self._axis.song_time_of(event.pos().x()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
