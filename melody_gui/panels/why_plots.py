"""Pictures of one stroke: its spectrogram with the attention, and its activation."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from melody_gui import theme

if TYPE_CHECKING:
    from core.why import Explanation

_LEFT, _BOTTOM, _TOP = 34, 18, 4
_PROFILE_WIDTH, _GAP = 52, 8
_LINE = 11
_FREQUENCIES = (50, 100, 200, 500, 1000, 2000, 5000, 10000)


class _Plot(QWidget):
    """A picture of an `Explanation` with axes; empty without one."""

    preferred_height = 130

    def __init__(self) -> None:
        super().__init__()
        self._found: Explanation | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.notifier().changed.connect(self._on_theme_changed)

    def set_explanation(self, found: "Explanation | None") -> None:
        """Draw this stroke."""
        self._found = found
        self._on_theme_changed()

    def sizeHint(self) -> QSize:
        """As high as is needed to read it."""
        return QSize(220, self.preferred_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the stroke."""
        if self._found is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            font = self.font()
            font.setPixelSize(10)
            painter.setFont(font)
            self._draw(painter, self._found)

    def _draw(self, painter: QPainter, found: "Explanation") -> None:
        raise NotImplementedError

    def _on_theme_changed(self) -> None:
        self.update()

    def _draw_times(self, painter: QPainter, area: QRectF, span: float) -> None:
        """Ticks of milliseconds before and after the stroke."""
        painter.setPen(theme.colours().dim_text)
        step = 0.1
        for k in range(-int(span / step), int(span / step) + 1):
            x = area.center().x() + k * step / span * area.width() / 2
            text = self.tr("{n} ms").format(n=0) if k == 0 else f"{round(1000 * k * step):+d}"
            place = QRectF(x - 30, area.bottom() + 2, 60, _BOTTOM - 2)
            if place.left() > -12 and x < self.width() - 8:
                painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, text)

    def _draw_moment(self, painter: QPainter, area: QRectF, colour: QColor) -> None:
        """The line at the stroke."""
        painter.setPen(QPen(colour, 1.5))
        x = area.center().x()
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


class SpectrogramSlice(_Plot):
    """The spectrogram around the stroke, and beside it how the network weighed the bands."""

    preferred_height = 190

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setAccessibleName(self.tr("Spectrogram around the stroke, with attention"))
        self.setToolTip(
            self.tr(
                "What the song sounded like around the stroke; on the right, which frequencies the "
                "network paid most attention to (the dashed line: all alike)"
            )
        )

    def _on_theme_changed(self) -> None:
        self._image = _picture(self._found.spectrogram) if self._found else QImage()
        super()._on_theme_changed()

    def _draw(self, painter: QPainter, found: "Explanation") -> None:
        has_profile = found.attention is not None
        right = _PROFILE_WIDTH + _GAP if has_profile else 0
        area = QRectF(_LEFT, _TOP, self.width() - _LEFT - right, self.height() - _TOP - _BOTTOM)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._image)
        self._draw_moment(painter, area, theme.colours().playhead)
        self._draw_frequencies(painter, area, found)
        half = len(found.spectrogram) / 2 / found.frame_rate
        self._draw_times(painter, area, half)
        if has_profile:
            beside = QRectF(area.right() + _GAP, _TOP, _PROFILE_WIDTH, area.height())
            self._draw_attention(painter, beside, found)

    def _draw_frequencies(self, painter: QPainter, area: QRectF, found: "Explanation") -> None:
        painter.setPen(theme.colours().dim_text)
        bands = np.interp(_FREQUENCIES, found.frequencies, np.arange(len(found.frequencies)))
        last = area.bottom() + _LINE
        for hertz, band in zip(_FREQUENCIES, bands, strict=True):
            y = area.bottom() - (float(band) + 0.5) / len(found.frequencies) * area.height()
            if last - y < _LINE:
                continue  # low bands lie close together
            last = y
            text = str(hertz) if hertz < 1000 else f"{hertz // 1000}k"
            place = QRectF(0, y - 8, _LEFT - 5, 16)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, flags, text)

    def _draw_attention(self, painter: QPainter, area: QRectF, found: "Explanation") -> None:
        weights = found.attention
        assert weights is not None
        largest = max(float(weights.max()), 2.0)
        colours = theme.colours()
        n = len(weights)
        points = [
            QPointF(
                area.left() + float(weight) / largest * area.width(),
                area.bottom() - (band + 0.5) / n * area.height(),
            )
            for band, weight in enumerate(weights)
        ]
        outline = [QPointF(area.left(), points[0].y()), *points]
        outline.append(QPointF(area.left(), points[-1].y()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_faded(colours.accent, 0.45))
        painter.drawPolygon(QPolygonF(outline))
        painter.setPen(QPen(colours.accent, 1.2))
        painter.drawPolyline(QPolygonF(points))
        even = area.left() + area.width() / largest
        painter.setPen(QPen(colours.dim_text, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(even, area.top()), QPointF(even, area.bottom()))
        painter.setPen(colours.dim_text)
        place = QRectF(area.left() - _GAP, area.bottom() + 2, area.width() + _GAP, _BOTTOM - 2)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight, self.tr("attention"))


class ActivationCurve(_Plot):
    """How sure the network was around the stroke, against what it had to exceed."""

    preferred_height = 116

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Activation against the threshold"))
        self.setToolTip(
            self.tr(
                "How sure the network was that this drum or one that sounds like it was struck; "
                "the dashed line is the threshold that it had to exceed"
            )
        )

    def _draw(self, painter: QPainter, found: "Explanation") -> None:
        area = QRectF(_LEFT, _TOP + 4, self.width() - _LEFT - 6, self.height() - _TOP - _BOTTOM - 4)
        colours = theme.colours()
        colour = colours.drums[found.onset.drum]
        self._draw_levels(painter, area)
        curve = _polyline(found.activation, area)
        path = QPainterPath(QPointF(area.left(), area.bottom()))
        for point in curve:
            path.lineTo(point)
        path.lineTo(area.right(), area.bottom())
        painter.fillPath(path, _faded(colour, 0.2))
        if len(found.family) > 1:
            painter.setPen(QPen(_faded(colour, 0.6), 1, Qt.PenStyle.DotLine))
            painter.drawPolyline(QPolygonF(_polyline(found.own, area)))
        painter.setPen(QPen(colour, 1.8))
        painter.drawPolyline(QPolygonF(curve))
        painter.setPen(QPen(colours.text, 1, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF(_polyline(found.threshold, area)))
        self._draw_moment(painter, area, colours.playhead)
        self._draw_times(painter, area, len(found.activation) / 2 / found.frame_rate)

    def _draw_levels(self, painter: QPainter, area: QRectF) -> None:
        colours = theme.colours()
        for level in (0.0, 0.5, 1.0):
            y = area.bottom() - level * area.height()
            painter.setPen(colours.grid_line)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colours.dim_text)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 8, _LEFT - 5, 16), flags, f"{level:g}")


def _polyline(values: NDArray[np.float32], area: QRectF) -> list[QPointF]:
    """Values 0..1 across the area."""
    step = area.width() / max(len(values) - 1, 1)
    return [
        QPointF(area.left() + k * step, area.bottom() - min(float(value), 1.0) * area.height())
        for k, value in enumerate(values)
    ]


def _picture(spectrogram: NDArray[np.float32]) -> QImage:
    """The slice `(n_frames, n_bands)` as a picture, low bands at the bottom."""
    low, high = float(np.percentile(spectrogram, 5)), float(spectrogram.max())
    shares = np.clip((spectrogram - low) / max(high - low, 1e-6), 0, 1)
    colours = theme.colours()
    stops = (colours.panel, colours.accent, colours.text)
    channels = np.array([[c.red(), c.green(), c.blue()] for c in stops], dtype=np.float32)
    pixels = np.empty((*shares.T.shape, 3), dtype=np.uint8)
    for channel in range(3):
        pixels[..., channel] = np.interp(shares.T[::-1], (0, 0.6, 1), channels[:, channel])
    height, width = pixels.shape[:2]
    form = QImage.Format.Format_RGB888
    return QImage(pixels.tobytes(), width, height, 3 * width, form).copy()


def _faded(colour: QColor, opacity: float) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(opacity)
    return faded
