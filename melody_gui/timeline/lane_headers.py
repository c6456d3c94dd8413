"""The column left of the lanes: names, counts, scales; hiding, reordering, resizing lanes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from melody_gui import theme
from melody_gui.timeline.drum_lane import DrumLane
from melody_gui.timeline.lane import Lane
from melody_gui.timeline.lane_menu import header_menu
from melody_gui.timeline.lane_stack import LaneStack
from melody_gui.timeline.navigation import points_down
from melody_gui.timeline.picture_lanes import FREQUENCY_LABELS, frequency_place
from melody_gui.timeline.song_data import Part, SongData

HEADER_WIDTH = 176
# Points above a header's lower edge from which the lane's height is dragged.
_EDGE = 4
_LEFT = 12
# Points of height from which a header has room for a second line.
_TWO_LINES = 32
# Points on the right that a scale of frequencies takes.
_SCALE = 46


class LaneHeader(QWidget):
    """One lane's name; drag it to put the lane elsewhere, its lower edge to resize the lane."""

    def __init__(self, column: HeaderColumn, lane: Lane) -> None:
        super().__init__(column)
        self.lane = lane
        self._column = column
        self._pressed: QPointF | None = None
        self._is_resizing = False
        self._is_moving = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide_button = QToolButton(self)
        self.hide_button.setFixedSize(24, 22)
        self.hide_button.setAutoRaise(True)
        self.hide_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide_button.setToolTip(self.tr("Hide this lane"))
        self.hide_button.setAccessibleName(self.tr("Hide {lane}").format(lane=lane.title))
        self.hide_button.clicked.connect(lambda: column.stack.set_shown(lane.key, False))
        self.hide_button.hide()
        theme.keep_icon(self.hide_button, "eye-off", "dim_text")
        self.describe()

    def describe(self) -> None:
        """Say again what the lane holds."""
        count = self._count()
        name = self.lane.title
        if count is not None:
            name = self.tr("{lane}, {n} strokes").format(lane=name, n=count)
        details = self._details()
        if details:
            name = f"{name}, {details[0]}"
        self.setAccessibleName(name)
        self.setToolTip(
            self.tr(
                "{lane}\nDrag to reorder, drag the lower edge to resize, turn the wheel to scroll"
            ).format(lane=name)
        )
        self.update()

    def _details(self) -> tuple[str, ...]:
        return self.lane.details(self._column.data)

    def _count(self) -> int | None:
        data = self._column.data
        if not isinstance(self.lane, DrumLane) or data.pictures is None:
            return None
        return len(data.strokes(self.lane.drum).onsets)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what has changed."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colours = theme.colours()
            ground = colours.raised if self._is_moving else colours.window
            painter.fillRect(self.rect(), ground)
            middle = min(self.height() / 2, 23.0)
            chip = self.lane.colour(colours)
            if chip is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(chip)
                painter.drawRoundedRect(QRectF(_LEFT, middle - 5, 4, 10), 2, 2)
            painter.setPen(colours.text)
            left = _LEFT + 12
            count = self._count()
            right = self._title_end(count)
            title, font = _fitting(self.lane.title, self.font(), right - left)
            painter.setFont(font)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            details = self._details() if self.height() >= _TWO_LINES else ()
            up = 8 if details else 0
            painter.drawText(QRectF(left, middle - 10 - up, right - left, 20), flags, title)
            if details:
                end = self.width() - 6 if self.hide_button.isHidden() else right
                self._paint_details(painter, details, QRectF(left, middle - 2, end - left, 18))
            if count is not None and self.hide_button.isHidden():
                self._paint_count(painter, count, middle)
            if self._has_scale():
                self._paint_scale(painter)
            if self.hasFocus():
                painter.setPen(colours.accent)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -3.5), 4, 4)
            painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), colours.grid_line)

    def _paint_details(self, painter: QPainter, details: tuple[str, ...], area: QRectF) -> None:
        """The first words that there is room for, or as much of the last as there is."""
        font = QFont(self.font())
        font.setPixelSize(11)
        metrics, room = QFontMetrics(font), int(area.width())
        fitting = (text for text in details if metrics.horizontalAdvance(text) <= room)
        shown = next(fitting, details[-1])
        shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(theme.colours().dim_text)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _title_end(self, count: int | None) -> int:
        """Where the title has to end for what stands behind it."""
        if self._has_scale():
            return self.width() - _SCALE
        if count is None:
            return self.hide_button.x()
        return min(self.width() - 20 - 8 * len(str(count)), self.hide_button.x())

    def _paint_count(self, painter: QPainter, count: int, middle: float) -> None:
        font = QFont(self.font())
        font.setPixelSize(12)
        font.setFeature(QFont.Tag("tnum"), 1)
        painter.setFont(font)
        painter.setPen(theme.colours().dim_text)
        area = QRectF(self.width() - 62, middle - 10, 50, 20)
        painter.drawText(
            area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(count)
        )

    def _has_scale(self) -> bool:
        return self.lane.key in ("spectrogram", "attention") and (
            self._column.data.spectrogram is not None
        )

    def _paint_scale(self, painter: QPainter) -> None:
        """Frequencies in Hz, on the lane's scale of octaves."""
        picture = self._column.data.spectrogram
        assert picture is not None
        colours, height = theme.colours(), self.height()
        font = QFont(self.font())
        font.setPixelSize(10)
        painter.setFont(font)
        last = float(height + 20)
        for frequency, label in FREQUENCY_LABELS:
            if not picture.frequencies[0] <= frequency <= picture.frequencies[-1]:
                continue
            y = height * (1 - frequency_place(frequency, picture.frequencies))
            painter.fillRect(QRectF(self.width() - 5, round(y), 5, 1), colours.bar_line)
            button = self.hide_button.geometry()
            is_covered = not self.hide_button.isHidden() and abs(button.center().y() - y) < 16
            if last - y < 14 or not 6 < y < height - 6 or is_covered:
                continue
            last = y
            painter.setPen(colours.dim_text)
            area = QRectF(self.width() - 48, y - 7, 41, 14)
            painter.drawText(
                area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw all anew in the new size."""
        middle = min(self.height() / 2, 23.0)
        self.hide_button.move(self.width() - 32, round(middle - 11))

    # Mouse and keyboard.

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show what can be done."""
        self.hide_button.show()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self.hide_button.hide()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin what the mouse is about to do."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self._is_resizing = self._is_at_edge(event)
            if self._is_resizing:
                self._column.stack.begin_resizing()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it, or show what can be grabbed."""
        if self._pressed is None:
            is_edge = self._is_at_edge(event)
            self.setCursor(Qt.CursorShape.SplitVCursor if is_edge else Qt.CursorShape.ArrowCursor)
            return
        y = event.position().y()
        if self._is_resizing:
            self._column.stack.resize(self.lane.key, round(y))
        elif self._is_moving or abs(y - self._pressed.y()) >= QApplication.startDragDistance():
            self._is_moving = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._column.show_drop(self.y() + y)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        was_moving, was_resizing = self._is_moving, self._is_resizing
        self._pressed, self._is_moving, self._is_resizing = None, False, False
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.update()
        if was_resizing:
            self._column.stack.end_resizing()
        elif was_moving:
            self._column.drop(self.lane.key, self.y() + event.position().y())

    def _is_at_edge(self, event: QMouseEvent) -> bool:
        return event.position().y() >= self.height() - _EDGE

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the place."""
        menu = header_menu(self, self._column.stack, self._column.data, self.lane)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key stands for."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self._column.stack.step(self.lane.key, -1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)


class HeaderColumn(QWidget):
    """All headers, each beside its lane.

    `scroll_requested` asks for lanes so many points further down.
    """

    scroll_requested = Signal(int)

    def __init__(self, data: SongData, stack: LaneStack) -> None:
        super().__init__()
        self.data, self.stack = data, stack
        self._scroll = 0
        self._headers: dict[str, LaneHeader] = {}
        self._line = _DropLine(self)
        self.setFixedWidth(HEADER_WIDTH)
        self.setAccessibleName(self.tr("Lanes"))
        stack.changed.connect(self._place)
        data.changed.connect(self._on_data_changed)
        theme.notifier().changed.connect(self.update)
        self._place()

    def header(self, key: str) -> LaneHeader:
        """The header of a lane that is shown."""
        return self._headers[key]

    def set_scroll(self, scroll: int) -> None:
        """Show the headers from so many points down."""
        self._scroll = scroll
        self._place()

    def show_drop(self, y: float) -> None:
        """Mark where a dragged lane would go."""
        key = self._key_before(y)
        placed = self.stack.place_of(key) if key else None
        top = (placed.top if placed else self.stack.height) - self._scroll
        self._line.setGeometry(0, max(top - 1, 0), self.width(), 3)
        self._line.show()
        self._line.raise_()

    def drop(self, key: str, y: float) -> None:
        """Put a dragged lane where it was let go."""
        self._line.hide()
        self.stack.move(key, self._key_before(y))

    def _key_before(self, y: float) -> str | None:
        """The lane before which a lane goes that is dropped at `y`; None at the end."""
        at = y + self._scroll
        following = (p for p in self.stack.placed if at < p.top + p.height / 2)
        found = next(following, None)
        if found is not None:
            return found.lane.key
        # Behind the last lane that is shown, before the hidden ones after it.
        order = [lane.key for lane in self.stack.lanes]
        shown = [placed.lane.key for placed in self.stack.placed]
        after = order[order.index(shown[-1]) + 1 :] if shown else []
        return after[0] if after else None

    def _place(self) -> None:
        shown = {placed.lane.key for placed in self.stack.placed}
        for key, header in self._headers.items():
            if key not in shown:
                header.hide()
        before: QWidget | None = None
        for placed in self.stack.placed:
            key = placed.lane.key
            if key not in self._headers:
                self._headers[key] = LaneHeader(self, placed.lane)
            header = self._headers[key]
            header.setGeometry(0, placed.top - self._scroll, self.width(), placed.height)
            header.show()
            if before is not None:
                QWidget.setTabOrder(before, header)
            before = header
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll."""
        self.scroll_requested.emit(points_down(event))
        event.accept()

    def _on_data_changed(self, part: Part) -> None:
        if part & (Part.STROKES | Part.ACTIVATIONS | Part.SPECTROGRAM | Part.SONG | Part.STYLE):
            for header in self._headers.values():
                header.describe()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what has changed."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colours().window)


class _DropLine(QWidget):
    """Where a dragged lane would go."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colours().accent)


def _fitting(text: str, font: QFont, width: int) -> tuple[str, QFont]:
    """A text in smaller letters where it is long, and cut off only where that is not enough."""
    found = QFont(font)
    for size in (13, 12, 11):
        found.setPixelSize(size)
        if QFontMetrics(found).horizontalAdvance(text) <= width:
            return text, found
    return QFontMetrics(found).elidedText(text, Qt.TextElideMode.ElideRight, width), found
