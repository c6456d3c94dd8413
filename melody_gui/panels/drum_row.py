"""One drum of the song: how often it was found, and the threshold by which it is."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from melody_gui import theme
from melody_gui.drum_titles import drum_title
from melody_gui.panels.controls import Slider, describe

SLIDER_WIDTH = 84


class DrumRow(QWidget):
    """`threshold_moved` carries drum and threshold 0..1, `threshold_reset` the drum."""

    threshold_moved = Signal(str, float)
    threshold_reset = Signal(str)

    def __init__(self, drum: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drum = drum
        self.gauge = _Gauge(drum)
        self.slider = Slider(1, 99, 30)
        self.slider.setFixedWidth(SLIDER_WIDTH)
        self.slider.setProperty("centred", True)
        self.slider.moved.connect(self._on_moved)
        self.slider.was_reset.connect(lambda: self.threshold_reset.emit(self.drum))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.gauge, 1)
        row.addWidget(self.slider)
        self._describe()

    def show_count(self, count: int, largest: int) -> None:
        """Show the number of strokes beside the largest one of all drums."""
        self.gauge.show_count(count, largest)

    def show_threshold(self, threshold: float, default: float) -> None:
        """Show the threshold, and remember which one the model proposes."""
        self.slider.default = round(100 * default)
        self.slider.show_value(round(100 * threshold))
        self._describe()

    def _on_moved(self, value: int) -> None:
        self._describe()
        self.threshold_moved.emit(self.drum, value / 100)

    def _describe(self) -> None:
        text = self.tr(
            "Threshold of {drum}: {value}. Further right, fewer but surer strokes; double click "
            "to reset"
        )
        title = drum_title(self.drum)
        describe(self.slider, text.format(drum=title, value=f"{self.slider.value() / 100:.2f}"))


class _Gauge(QWidget):
    """Name and count over a bar as long as the count."""

    def __init__(self, drum: str) -> None:
        super().__init__()
        self._drum = drum
        self._count, self._largest = 0, 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.notifier().changed.connect(self.update)
        self.show_count(0, 1)

    def show_count(self, count: int, largest: int) -> None:
        self._count, self._largest = count, max(largest, 1)
        text = self.tr("{drum}: {n} strokes").format(drum=drum_title(self._drum), n=count)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 11)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colours = theme.colours()
            height = self.fontMetrics().height()
            count = str(self._count)
            place = self.rect().adjusted(0, 1, 0, height + 1 - self.height())
            painter.setPen(colours.text if self._count else colours.dim_text)
            room = place.width() - self.fontMetrics().horizontalAdvance(count) - 8
            name = self.fontMetrics().elidedText(
                drum_title(self._drum), Qt.TextElideMode.ElideRight, room
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, name)
            painter.setPen(colours.dim_text)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, count)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.grid_line)
            groove = QRectF(0, height + 4, self.width(), 4)
            painter.drawRoundedRect(groove, 2, 2)
            if self._count:
                painter.setBrush(colours.drums[self._drum])
                groove.setWidth(max(self.width() * self._count / self._largest, 4))
                painter.drawRoundedRect(groove, 2, 2)
