"""All lanes in one widget: each is painted once and kept, and the playhead moves over them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from melody_gui import theme
from melody_gui.timeline.drum_lane import DrumLane
from melody_gui.timeline.gestures import Gesture, begin_gesture
from melody_gui.timeline.grid_lines import grid_lines
from melody_gui.timeline.ground import Ground
from melody_gui.timeline.hover import NOTHING, Hover, hover_at
from melody_gui.timeline.lane import LaneView, Look, faded, rectangles
from melody_gui.timeline.lane_menu import lane_menu
from melody_gui.timeline.lane_pictures import LanePictures
from melody_gui.timeline.lane_stack import LaneStack, PlacedLane
from melody_gui.timeline.navigation import is_timeline_key, steps_of_key, turn_wheel, zoom_of_key
from melody_gui.timeline.song_data import EVERYTHING, Part, SongData
from melody_gui.timeline.texts import stroke_text
from melody_gui.timeline.time_axis import TimeAxis

# The lanes on whose ground the most typical part stands out.
HIGHLIGHTED = ("waveform", "style")
# One notch of a wheel, in eighths of a degree, and how much harder a stroke it makes.
_NOTCH, _NOTCH_VELOCITY = 120, 4


class LaneCanvas(QWidget):
    """The lanes below one another, with everything that the mouse does on them.

    `seek_requested` carries seconds. `scroll_requested` asks for lanes so many points further
    down, `stroke_reached` for the stroke of that key to be in view.
    """

    seek_requested = Signal(float)
    scroll_requested = Signal(int)
    stroke_reached = Signal(object)
    resized = Signal()

    def __init__(self, data: SongData, axis: TimeAxis, stack: LaneStack) -> None:
        super().__init__()
        self.data, self.axis, self.stack = data, axis, stack
        self._look = Look()
        self._scroll = 0
        self._pictures = LanePictures(self)
        self._ground: Ground | None = None
        self._playhead = 0.0
        self._gesture: Gesture | None = None
        self._hover: Hover = NOTHING
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Timeline lanes"))
        self.setAccessibleDescription(
            self.tr("Arrow keys move the playhead by beats, Tab goes from stroke to stroke.")
        )
        axis.changed.connect(self._on_axis_changed)
        stack.changed.connect(self._on_stack_changed)
        data.changed.connect(self._on_data_changed)
        theme.notifier().changed.connect(self.repaint_lanes)

    # What is shown.

    @property
    def look(self) -> Look:
        """How pictures are drawn."""
        return self._look

    def set_look(self, look: Look) -> None:
        """Draw pictures in another way."""
        self._look = look
        self._pictures.outdate("spectrogram", "attention")
        self.update()

    @property
    def hidden_above(self) -> int:
        """Points of the lanes above the upper edge."""
        return self._scroll

    def set_scroll(self, scroll: int) -> None:
        """Show the lanes from so many points down."""
        if scroll != self._scroll:
            self._scroll = scroll
            self.update()

    @property
    def playhead(self) -> float:
        """Seconds."""
        return self._playhead

    def set_playhead(self, seconds: float) -> None:
        """Move the playhead; the lanes are not painted again."""
        before, self._playhead = self._playhead_strip(), seconds
        after = self._playhead_strip()
        if after != before:
            self.update(before)
            self.update(after)

    def repaint_lanes(self) -> None:
        """Paint all lanes anew."""
        self._pictures.outdate_all()
        self._ground = None
        self.update()

    # Where things are.

    def view_of(self, placed: PlacedLane, left: int = 0, width: int | None = None) -> LaneView:
        """What a lane (or `width` points of it from `left` on) paints and measures with."""
        colours, ratio = theme.colours(), self.devicePixelRatioF()
        if self._ground is None:
            lines = grid_lines(self.data.grid, self.axis)
            self._ground = Ground(lines, colours, self.width(), ratio)
        return LaneView(
            self.data,
            self._look,
            colours,
            self._ground,
            self.axis.time_of(left),
            self.axis.seconds_per_pixel,
            left,
            self.width() if width is None else width,
            placed.height,
            ratio,
        )

    def top_of(self, placed: PlacedLane) -> int:
        """Where a lane begins, in points of this widget."""
        return placed.top - self._scroll

    def lane_at(self, point: QPointF) -> PlacedLane | None:
        """The lane under a point."""
        return self.stack.lane_at(point.y() + self._scroll)

    def _playhead_strip(self) -> QRect:
        return QRect(round(self.axis.x_of(self._playhead)) - 1, 0, 3, self.height())

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what has changed."""
        exposed = event.rect()
        lanes = [
            placed
            for placed in self.stack.placed
            if self.top_of(placed) <= exposed.bottom()
            and self.top_of(placed) + placed.height > exposed.top()
        ]
        if not self._pictures.refresh(lanes):
            self.update()
        bottom = self.stack.height - self._scroll
        with QPainter(self) as painter:
            for area in rectangles(event.region()):
                painter.setClipRect(area)
                for placed in lanes:
                    self._pictures.draw(painter, placed, self.top_of(placed))
                below = QRect(area.left(), bottom, area.width(), self.height() - bottom)
                painter.fillRect(below, theme.colours().window)
                self._paint_overlay(painter)

    def _paint_overlay(self, painter: QPainter) -> None:
        colours = theme.colours()
        self._paint_highlight(painter)
        loop = self.data.loop
        if loop is not None:
            left, right = (self.axis.x_of(time) for time in loop)
            painter.fillRect(
                QRectF(left, 0, right - left, self.height()), faded(colours.accent, 0.10)
            )
            for x in (left, right):
                painter.fillRect(QRectF(round(x), 0, 1, self.height()), faded(colours.accent, 0.8))
        if self._hover is not NOTHING and self._gesture is None:
            self._hover.paint(painter, self)
        if self._gesture is not None:
            self._gesture.paint(painter)
        if self.data.waveform is not None:
            strip = self._playhead_strip()
            painter.fillRect(QRect(strip.left() + 1, 0, 1, self.height()), colours.playhead)
            painter.fillRect(strip, faded(colours.playhead, 0.22))
        if self.hasFocus() and self.property("by_keyboard"):
            painter.setPen(faded(colours.accent, 0.9))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_highlight(self, painter: QPainter) -> None:
        """Tint the most typical part where the song as a whole is seen."""
        highlight = self.data.highlight
        if highlight is None:
            return
        left, right = (self.axis.x_of(time) for time in highlight)
        tint = faded(theme.colours().attention, 0.16)
        for key in HIGHLIGHTED:
            placed = self.stack.place_of(key)
            if placed is not None:
                top = self.top_of(placed)
                painter.fillRect(QRectF(left, top, right - left, placed.height - 1), tint)

    # What changes.

    def _on_axis_changed(self) -> None:
        self._ground = None
        self.update()

    def _on_stack_changed(self) -> None:
        self.update()

    def _on_data_changed(self, part: Part) -> None:
        if part & Part.GRID:
            self._ground = None
        if part == EVERYTHING:
            self._pictures.forget()
            self.end_gesture()
        for lane in self.stack.lanes:
            if lane.is_touched(part, self.data):
                self._pictures.outdate(lane.key)
        self._hover = NOTHING
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw all anew in the new size."""
        self.axis.set_width(self.width())
        self.resized.emit()

    # Mouse.

    def end_gesture(self) -> None:
        """Give up what the mouse is about to do."""
        self._gesture = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin what the mouse is about to do."""
        self.setProperty("by_keyboard", False)
        if self._gesture is None and self.data.waveform is not None:
            self._gesture = begin_gesture(self, event)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it, or show what can be grabbed."""
        if self._gesture is not None:
            self._gesture.move(event)
            self.update()
            return
        self._show_hover(event.position(), event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        if self._gesture is not None and event.button() == self._gesture.button:
            gesture, self._gesture = self._gesture, None
            gesture.release(event)
            self._show_hover(event.position(), event.modifiers())
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Add a stroke where none is."""
        document, placed = self.data.document, self.lane_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or document is None or placed is None:
            return
        lane = placed.lane
        if not isinstance(lane, DrumLane) or document.analysis is None:
            return
        if hover_at(self, event.position()).onset is not None:
            return
        time = self.axis.song_time_of(event.position().x())
        is_free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        velocity = usual_velocity(self.data, lane.drum)
        document.add_stroke(time, lane.drum, velocity, snapped=not is_free)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self._set_hover(NOTHING)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move along, zoom, or change a velocity."""
        document = self.data.document
        onset = hover_at(self, event.position()).onset
        is_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if is_shift and onset and document and (onset.time, onset.drum) in document.selection:
            turned = event.angleDelta().y() or event.angleDelta().x()
            document.nudge_velocity(round(turned / _NOTCH * _NOTCH_VELOCITY))
        else:
            scrolls = self.stack.height > self.height()
            n_points = turn_wheel(self.axis, event, scrolls_down=scrolls)
            if n_points:
                self.scroll_requested.emit(n_points)
                self._show_hover(event.position(), event.modifiers())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the place."""
        document = self.data.document
        if document is None or document.song is None or self._gesture is not None:
            return
        point = QPointF(event.pos())
        placed, onset = self.lane_at(point), hover_at(self, point).onset
        if onset and (onset.time, onset.drum) not in document.selection:
            document.select([(onset.time, onset.drum)])
        menu = lane_menu(self, placed.lane if placed else None, onset, point.x())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Show tooltips, and claim keys."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tooltip(event.pos(), event.globalPos())
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            self._claim_key(event)
            return event.isAccepted()
        return super().event(event)

    def _claim_key(self, event: QKeyEvent) -> None:
        """Keys that mean something here go before the menus' shortcuts."""
        is_escape = self._gesture is not None and event.key() == Qt.Key.Key_Escape
        if is_timeline_key(event) or is_escape:
            event.accept()

    def _show_tooltip(self, point: QPoint, global_point: QPoint) -> None:
        onset = hover_at(self, QPointF(point)).onset
        if onset is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(global_point, stroke_text(onset, self.data.grid), self)

    def _show_hover(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._set_hover(hover_at(self, point))

    def _set_hover(self, hover: Hover) -> None:
        if hover != self._hover:
            self._hover = hover
            self.setCursor(hover.cursor)
            self.update()

    # Keyboard.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key stands for."""
        zoom, steps = zoom_of_key(event), steps_of_key(event)
        if self._gesture is not None and event.key() == Qt.Key.Key_Escape:
            self.end_gesture()
        elif zoom is not None:
            self.axis.zoom(zoom, self.zoom_centre())
        elif steps is not None and self.data.grid is not None:
            n_steps, by_bar = steps
            time = self.data.grid.stepped(self._playhead, n_steps, by_bar=by_bar)
            self.seek_requested.emit(min(max(time, 0.0), self.axis.duration))
        elif steps is not None and self.data.waveform is not None:
            n_seconds = steps[0] * (5 if steps[1] else 1)
            time = self._playhead + n_seconds
            self.seek_requested.emit(min(max(time, 0.0), self.axis.duration))
        else:
            super().keyPressEvent(event)

    def zoom_centre(self) -> float:
        """The place about which keys zoom: the playhead, or the middle where it is not seen."""
        x = self.axis.x_of(self._playhead)
        return x if 0 <= x <= self.width() else self.width() / 2

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from stroke to stroke, and on to the next widget after the last one."""
        self.setProperty("by_keyboard", True)
        document = self.data.document
        if document is None or not document.onsets or not self.hasFocus():
            return super().focusNextPrevChild(forward)
        before = document.selection
        document.step_selection(1 if forward else -1, self._playhead)
        if document.selection == before:
            return super().focusNextPrevChild(forward)
        chosen = document.selected_onsets()
        self.stroke_reached.emit((chosen[0].time, chosen[0].drum))
        return True


def usual_velocity(data: SongData, drum: str) -> int:
    """The velocity with which a drum is struck most often, for a new stroke."""
    velocities = sorted(data.strokes(drum).velocities.tolist())
    return round(velocities[len(velocities) // 2]) if velocities else 90
