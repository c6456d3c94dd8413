"""Where pages lie in the scrolled view: below each other, centred; pixels and page units."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize

from core.drawing.shapes import Rectangle
from core.score_pages import ScorePages

# Pixels around and between sheets.
GAP = 16
# Pixels a page unit at 100 %: 96 an inch.
FULL_SIZE = 96 / 2540
SMALLEST, LARGEST = 0.3, 4.0
# A page that would fit only larger than this is not enlarged further.
LARGEST_FIT = 1.7


@dataclass(frozen=True)
class SheetLayout:
    """The sheets of a score at one zoom, as one large picture of `size` pixels."""

    pages: ScorePages
    zoom: float
    viewport: QSize

    @property
    def scale(self) -> float:
        """Pixels a page unit."""
        return self.zoom * FULL_SIZE

    @property
    def size(self) -> QSize:
        """The whole picture, with the gaps around it."""
        sheets = self.sheets()
        width = max((sheet.width() for sheet in sheets), default=0.0) + 2 * GAP
        height = sheets[-1].bottom() + GAP if sheets else 0.0
        return QSize(round(width), round(height))

    def sheets(self) -> list[QRectF]:
        """Each page's place in the picture, at whole pixels."""
        found, top = [], float(GAP)
        if self.pages.layout.is_one_line and self.pages.pages:
            free = self.viewport.height() - self.pages.pages[0].height * self.scale
            top = float(max(round(free / 2), GAP))
        for page in self.pages.pages:
            width, height = round(page.width * self.scale), round(page.height * self.scale)
            left = max(round((self.viewport.width() - width) / 2), GAP)
            found.append(QRectF(left, top, width, height))
            top += height + GAP
        return found

    def page_point(self, position: QPointF) -> tuple[int, float, float]:
        """The page nearest to a point of the picture, and the point in its units."""
        sheets = self.sheets()
        number = min(range(len(sheets)), key=lambda n: _beyond(position.y(), sheets[n]), default=0)
        corner = sheets[number].topLeft()
        x, y = position.x() - corner.x(), position.y() - corner.y()
        return number, x / self.scale, y / self.scale

    def picture_area(self, number: int, area: Rectangle) -> QRectF:
        """Where an area of a page lies in the picture."""
        corner, scale = self.sheets()[number].topLeft(), self.scale
        return QRectF(
            corner.x() + area.left * scale,
            corner.y() + area.top * scale,
            area.width * scale,
            area.height * scale,
        )


def fitting_zoom(pages: ScorePages, viewport: QSize) -> float:
    """The zoom at which a page fits the width, or one long line the height."""
    page = pages.pages[0]
    if pages.layout.is_one_line:
        fit = (viewport.height() - 2 * GAP) / (page.height * FULL_SIZE)
        return min(max(fit, 0.6), LARGEST_FIT)
    fit = (viewport.width() - 2 * GAP) / (page.width * FULL_SIZE)
    return min(max(fit, SMALLEST), LARGEST_FIT)


def _beyond(y: float, sheet: QRectF) -> float:
    return max(sheet.top() - y, y - sheet.bottom(), 0.0)
