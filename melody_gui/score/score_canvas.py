"""The scrolled pages: zoom, cursor, colours of notes. What the mouse does stands in `gestures`."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from core.corrections import StrokeKey
from core.drawing.shapes import Rectangle
from core.score_pages import PagePoint
from melody_gui import theme
from melody_gui.score import overlays
from melody_gui.score.drawn_score import DrawnScore
from melody_gui.score.follower import Follower
from melody_gui.score.gestures import Gestures
from melody_gui.score.overlays import Head
from melody_gui.score.page_tiles import PageTiles
from melody_gui.score.paper import Paper, paper
from melody_gui.score.preview import Preview
from melody_gui.score.sheet_view import ZOOM_STEP, SheetView

if TYPE_CHECKING:
    from melody_gui.document import Document

# How long one painting may draw tiles, in seconds; the rest follows with the next one.
_DRAWING_SECONDS = 0.012
_DIMMED = 0.45
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class ScoreCanvas(SheetView):
    """Pages of a score below each other, or its one long line.

    `seek_requested` carries seconds.
    """

    seek_requested = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document: Document | None = None
        self.preview = Preview()
        self._tiles: PageTiles | None = None
        self._paper_choice = "light"
        self._paper: Paper = paper("light")
        self._deadline = 0.0
        self._shows_focus = False
        self._is_dimmed = False
        self._notice = ""
        self._missing: list[tuple[StrokeKey, Head]] = []
        self._seconds = 0.0
        self._point: PagePoint | None = None
        self._follower = Follower(self)
        self.gestures = Gestures(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Score"))
        self.setAccessibleDescription(
            self.tr("The drum part. Left and right go from stroke to stroke.")
        )
        theme.notifier().changed.connect(self._on_colours_changed)

    # What is shown.

    @property
    def point(self) -> PagePoint | None:
        """Where the cursor is."""
        return self._point

    @property
    def seconds(self) -> float:
        """The time of the cursor."""
        return self._seconds

    @property
    def follower(self) -> Follower:
        """Keeps the cursor in view."""
        return self._follower

    @property
    def paper(self) -> Paper:
        """The colours of the page."""
        return self._paper

    def set_drawn(self, drawn: DrawnScore | None) -> None:
        """Show other pages, at the same place if they are of the same kind."""
        old, self.drawn = self.drawn, drawn
        self._is_dimmed = False
        self.preview = Preview()
        self._tiles = PageTiles(drawn, self._paper.ink) if drawn else None
        self._point = drawn.pages.point_at(self._seconds) if drawn else None
        is_one_line = drawn is not None and drawn.pages.layout.is_one_line
        # Scroll bars that came and went would change what fits, and come and go again.
        always, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(always if is_one_line else needed)
        self.setVerticalScrollBarPolicy(always if drawn and not is_one_line else needed)
        self.refresh_notes()
        self.lay_out()
        if drawn and (old is None or old.pages.layout != drawn.pages.layout):
            self._follower.begin(self._point)

    def set_dimmed(self, is_dimmed: bool) -> None:
        """Show the pages faintly while newer ones are drawn."""
        if is_dimmed != self._is_dimmed:
            self._is_dimmed = is_dimmed
            self.viewport().update()

    def set_notice(self, text: str) -> None:
        """What to say where there are no pages."""
        self._notice = text
        self.viewport().update()

    def set_paper(self, choice: str) -> None:
        """Draw on "light" or "dark" paper, or as the "theme" is."""
        self._paper_choice = choice
        self._on_colours_changed()

    def set_playhead(self, seconds: float) -> None:
        """Move the cursor; cheap, for many times a second."""
        before, self._seconds = self._seconds, seconds
        if self.drawn is None:
            return
        old, self._point = self._point, self.drawn.pages.point_at(seconds)
        for point in (old, self._point):
            if point:
                self.update_area(point.bar.page, overlays.cursor_area(point.bar, point.x))
        self._follower.follow(self._point, has_jumped=abs(seconds - before) > 1.0)

    def refresh_notes(self) -> None:
        """Colour the notes by what is selected, gone, or doubtful now."""
        document = self.document
        if self.drawn is None or self._tiles is None or document is None:
            return
        keys = {(onset.time, onset.drum) for onset in document.onsets}
        selection = document.selection
        self._tiles.set_inks(overlays.note_inks(self.drawn, keys, selection, self._paper))
        self._missing = overlays.missing_heads(self.drawn, document.onsets)
        self.viewport().update()

    def show_preview(self, preview: Preview) -> None:
        """Show what a gesture would do."""
        if preview != self.preview:
            self.preview = preview
            self.viewport().update()

    def show_selection(self) -> None:
        """Scroll so that the first selected stroke is in view."""
        if self.drawn and self.document and self.document.selection:
            marks = self.drawn.marks.get(min(self.document.selection))
            if marks:
                self._follower.show(marks[0].page, marks[0].bounds)

    def _selected_place(self) -> QPointF | None:
        """Where in the window the first selected note is."""
        marks = None
        if self.drawn and self.document and self.document.selection:
            marks = self.drawn.marks.get(min(self.document.selection))
        return self.window_area(marks[0].page, marks[0].bounds).center() if marks else None

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what has changed."""
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), theme.colours().window)
            if self.sheets is None or self._tiles is None:
                painter.setPen(theme.colours().dim_text)
                margins = self.viewport().rect().adjusted(24, 24, -24, -24)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(margins, int(flags), self._notice)
            else:
                self._tiles.set_scale(self.sheets.scale, self.devicePixelRatioF())
                offset = QPointF(self.scroll_offset())
                self._deadline = perf_counter() + _DRAWING_SECONDS
                is_complete = True
                for number, sheet in enumerate(self.sheets.sheets()):
                    place = sheet.translated(-offset)
                    if place.toAlignedRect().intersects(event.rect()):
                        is_complete &= self._paint_sheet(painter, number, place, event.rect())
                if self.preview.band:
                    overlays.draw_band(painter, self.preview.band, self._paper.accent)
                if not is_complete:
                    self.viewport().update()
            if self._shows_focus and self.hasFocus():
                painter.setPen(QPen(theme.colours().accent, 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _paint_sheet(self, painter: QPainter, number: int, place: QRectF, exposed: QRect) -> bool:
        assert self.sheets is not None and self._tiles is not None
        painter.setPen(QPen(self._paper.edge, 1))
        painter.setBrush(self._paper.sheet)
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
        self._paint_ground(painter, number)
        scale = self.sheets.scale
        visible = place.intersected(QRectF(exposed)).translated(-place.topLeft())
        area = Rectangle(
            visible.left() / scale,
            visible.top() / scale,
            visible.right() / scale,
            visible.bottom() / scale,
        )
        painter.setOpacity(_DIMMED if self._is_dimmed else 1.0)
        is_complete = self._tiles.draw(painter, number, place.topLeft(), area, self._deadline)
        painter.setOpacity(1.0)
        self._paint_heads(painter, number, place.topLeft())
        if self._point and self._point.bar.page == number:
            cursor = overlays.cursor_area(self._point.bar, self._point.x)
            overlays.draw_cursor(painter, self.window_area(number, cursor), self._paper.playhead)
        return is_complete

    def _paint_ground(self, painter: QPainter, number: int) -> None:
        """What lies behind the notes: the loop, and light behind what is selected."""
        drawn, document = self.drawn, self.document
        if drawn is None or document is None:
            return
        if document.loop:
            for page, span in drawn.pages.spans(*document.loop):
                if page == number:
                    area = self.window_area(page, overlays.loop_area(span))
                    overlays.draw_loop(painter, area, self._paper.loop)
        for key in document.selection:
            for mark in drawn.marks.get(key, ()):
                if mark.page == number:
                    halo = mark.bounds.grown(0.35 * mark.bounds.height)
                    overlays.draw_halo(painter, self.window_area(number, halo), self._paper.accent)

    def _paint_heads(self, painter: QPainter, number: int, corner: QPointF) -> None:
        assert self.sheets is not None and self._tiles is not None
        selection = self.document.selection if self.document else frozenset()
        heads: list[tuple[Head, QColor]] = [
            (head, self._paper.accent if key in selection else self._paper.ink)
            for key, head in self._missing
        ]
        heads += [(head, self._paper.accent) for head in self.preview.heads]
        with _page_units(painter, corner, self.sheets.scale):
            painter.setOpacity(0.75)
            for head, colour in heads:
                if head.page == number:
                    overlays.draw_head(painter, self._tiles.glyphs, head, colour)

    # Events.

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Draw anew at the new place."""
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tool tips, and the mouse leaving."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            text = self.gestures.tool_tip(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        if event.type() is QEvent.Type.Leave:
            self.gestures.leave()
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        self.gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a gesture."""
        self.gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a gesture."""
        self.gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Add a stroke."""
        self.gestures.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the place; by keyboard, of the selected note."""
        place = QPointF(event.pos())
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = self._selected_place() or place
        menu = self.gestures.menu(place)
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(place.toPoint()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus to those who came by keyboard."""
        self._shows_focus = event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The focus is elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that mean something on the score."""
        if not self.gestures.key(event):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom with Ctrl."""
        steps = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP ** (steps.y() / 120), event.position())
            return
        self._follower.hold()
        is_line = self.drawn is not None and self.drawn.pages.layout.is_one_line
        if is_line and not steps.x() and self.verticalScrollBar().maximum() == 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - steps.y())
            return
        super().wheelEvent(event)

    def _on_colours_changed(self) -> None:
        self._paper = paper(self._paper_choice)
        if self._tiles:
            self._tiles.set_ink(self._paper.ink)
        self.refresh_notes()
        self.viewport().update()


@contextmanager
def _page_units(painter: QPainter, corner: QPointF, scale: float) -> Iterator[None]:
    """Let the painter draw in the units of a page whose corner is at a point of the window."""
    painter.save()
    painter.translate(corner)
    painter.scale(scale, scale)
    yield
    painter.restore()
