"""Scrolling and zooming over the sheets of a score."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from core.drawing.shapes import Rectangle
from melody_gui.score.drawn_score import DrawnScore
from melody_gui.score.sheet_layout import LARGEST, SMALLEST, SheetLayout, fitting_zoom

ZOOM_STEP = 1.2


class SheetView(QAbstractScrollArea):
    """Knows which pages are shown and where; draws nothing.

    `drawn` are the pages, `sheets` their places, None without pages. `zoom_changed` carries the
    zoom: 1 is the size on paper.
    """

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawn: DrawnScore | None = None
        self.sheets: SheetLayout | None = None
        self._zoom = 1.0
        self._is_fitting = True

    # Places.

    def picture_point(self, position: QPointF) -> QPointF:
        """The point of the whole picture that is shown at a point of the window."""
        return position + QPointF(self.scroll_offset())

    def scroll_offset(self) -> QPoint:
        """The point of the picture in the window's upper left corner."""
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def window_area(self, number: int, area: Rectangle) -> QRectF:
        """Where an area of a page lies in the window."""
        assert self.sheets is not None
        return self.sheets.picture_area(number, area).translated(-QPointF(self.scroll_offset()))

    def update_area(self, number: int, area: Rectangle) -> None:
        """Paint an area of a page anew."""
        if self.sheets:
            self.viewport().update(
                self.window_area(number, area).toAlignedRect().adjusted(-3, -3, 3, 3)
            )

    # Zoom.

    @property
    def zoom(self) -> float:
        """1 is the size on paper."""
        return self._zoom

    @property
    def is_fitting(self) -> bool:
        """True while the zoom follows the size of the window."""
        return self._is_fitting

    def fit(self) -> None:
        """Fit the page to the width, or one long line to the height, from now on."""
        self._is_fitting = True
        self.lay_out()

    def zoom_by(self, factor: float, anchor: QPointF | None = None) -> None:
        """Zoom about a point of the window, or its middle."""
        if self.sheets is None:
            return
        self._is_fitting = False
        self._zoom = min(max(self._zoom * factor, SMALLEST), LARGEST)
        self.lay_out(anchor or QPointF(self.viewport().rect().center()))

    def set_zoom(self, zoom: float) -> None:
        """Show the pages in this size from now on; 1 is the size on paper."""
        self._is_fitting = False
        self._zoom = min(max(zoom, SMALLEST), LARGEST)
        self.lay_out()

    def zoom_in(self) -> None:
        """A step larger."""
        self.zoom_by(ZOOM_STEP)

    def zoom_out(self) -> None:
        """A step smaller."""
        self.zoom_by(1 / ZOOM_STEP)

    def lay_out(self, anchor: QPointF | None = None) -> None:
        """Place the sheets anew; the music at a point of the window, or its corner, stays there."""
        old, viewport = self.sheets, self.viewport().size()
        if self.drawn is None or not self.drawn.pages.pages:
            self.sheets = None
            self.horizontalScrollBar().setRange(0, 0)
            self.verticalScrollBar().setRange(0, 0)
            self.viewport().update()
            return
        if self._is_fitting:
            self._zoom = fitting_zoom(self.drawn.pages, viewport)
        self.sheets = SheetLayout(self.drawn.pages, self._zoom, viewport)
        anchor = anchor or QPointF(0, 0)
        kept = old.page_point(self.picture_point(anchor)) if old else None
        self._set_ranges(self.sheets.size, viewport)
        if kept and old and old.pages.layout == self.drawn.pages.layout:
            number, x, y = kept
            number = min(number, len(self.drawn.pages.pages) - 1)
            spot = self.sheets.picture_area(number, Rectangle(x, y, x, y)).topLeft() - anchor
            self.horizontalScrollBar().setValue(round(spot.x()))
            self.verticalScrollBar().setValue(round(spot.y()))
        self.zoom_changed.emit(self._zoom)
        self.viewport().update()

    def _set_ranges(self, size: QSize, viewport: QSize) -> None:
        for bar, whole, part in (
            (self.horizontalScrollBar(), size.width(), viewport.width()),
            (self.verticalScrollBar(), size.height(), viewport.height()),
        ):
            bar.setRange(0, max(whole - part, 0))
            bar.setPageStep(part)
            bar.setSingleStep(40)

    # Events.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the sheets to the new size."""
        super().resizeEvent(event)
        self.lay_out()

    def sizeHint(self) -> QSize:
        """Room for some lines of music."""
        return QSize(900, 400)

    def minimumSizeHint(self) -> QSize:
        """Room for one line of music."""
        return QSize(240, 120)
