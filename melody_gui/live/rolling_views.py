"""What the network sees and thinks, rolling by: the spectrogram and the drums' activations."""

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from melody_gui import theme
from melody_gui.live.pad_painting import faded, mixed
from melody_gui.live.strokes import PAD_OF_DRUM, LiveStroke, pad_title

N_FRAMES = 600
_LABEL_WIDTH = 76
_HEADING = 26
_PADDING = 8
_CORNER = 10.0


class _RollingView(QWidget):
    """A card with a heading, labels on the left, and a field that rolls to the left."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = heading
        self.frame_rate = 100.0
        self.setAccessibleName(heading)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 90)
        theme.notifier().changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        """The size that shows it well."""
        return QSize(460, 220)

    def field(self) -> QRectF:
        """Where the picture rolls, in pixels."""
        width = max(self.width() - _LABEL_WIDTH - _PADDING, 10)
        height = max(self.height() - _HEADING - _PADDING, 10)
        return QRectF(_LABEL_WIDTH, _HEADING, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is there now."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.colours()
        painter.setPen(QPen(colours.grid_line, 1))
        painter.setBrush(colours.panel)
        card = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(card, _CORNER, _CORNER)
        painter.setPen(colours.dim_text)
        painter.setFont(_small_font(self.font(), QFont.Weight.DemiBold))
        painter.drawText(
            QRectF(12, 0, self.width() - 24, _HEADING),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._heading,
        )
        self.paint_field(painter, self.field())
        painter.end()

    def paint_field(self, painter: QPainter, field: QRectF) -> None:
        """Paint the picture, and labels beside it."""
        raise NotImplementedError

    def paint_seconds(self, painter: QPainter, field: QRectF) -> None:
        """Thin lines, one a second back from now."""
        colour = faded(theme.colours().text, 0.1)
        painter.setPen(QPen(colour, 1))
        for second in range(1, int(N_FRAMES / self.frame_rate)):
            x = round(field.right() - second * self.frame_rate / N_FRAMES * field.width()) + 0.5
            painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))

    def _on_theme_changed(self) -> None:
        self.update()


class RollingSpectrogram(_RollingView):
    """The last six seconds of the spectrogram, low frequencies below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._heading = self.tr("Spectrogram")
        self.setAccessibleName(self.tr("Rolling spectrogram"))
        self.setToolTip(self.tr("What the network hears: loudness by pitch in the last seconds."))
        self._frequencies: tuple[float, ...] = ()
        self._loudest = 0.3
        self._position = 0
        self._set_bands(1)
        self._table = _spectrogram_colours()

    def set_bands(self, frequencies: tuple[float, ...], frame_rate: float) -> None:
        """Name the bands by their centre frequencies in Hz; empties the picture."""
        self._frequencies, self.frame_rate = frequencies, frame_rate
        self._set_bands(len(frequencies))
        self.update()

    def push(self, frames: NDArray[np.float32]) -> None:
        """Take new frames `(n_new, n_bands)` in."""
        if not len(frames) or frames.shape[1] != self._buffer.shape[0]:
            return
        frames = frames[-N_FRAMES:]
        self._loudest = max(self._loudest * 0.999 ** len(frames), float(frames.max()), 0.3)
        scaled = np.clip(frames / self._loudest, 0, 1) ** 0.8 * 255
        columns = np.flipud(scaled.T.astype(np.uint8))
        for first in (0, N_FRAMES):
            at = (np.arange(len(frames)) + self._position) % N_FRAMES + first
            self._buffer[:, at] = columns
        self._position = (self._position + len(frames)) % N_FRAMES

    @property
    def newest(self) -> NDArray[np.uint8]:
        """The newest column as painted, `(n_bands,)`, high frequencies first."""
        return self._buffer[:, (self._position - 1) % N_FRAMES].copy()

    def paint_field(self, painter: QPainter, field: QRectF) -> None:
        """Paint the picture, and labels beside it."""
        self._image.setColorTable(self._table)
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(field, 4, 4)
        painter.setClipPath(clip)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(
            field, self._image, QRectF(self._position, 0, N_FRAMES, self._buffer.shape[0])
        )
        self.paint_seconds(painter, field)
        painter.restore()
        self._paint_axis(painter, field)

    def _paint_axis(self, painter: QPainter, field: QRectF) -> None:
        if not self._frequencies:
            return
        painter.setFont(_small_font(self.font()))
        painter.setPen(theme.colours().dim_text)
        for frequency, text in ((100, "100 Hz"), (1000, "1 kHz"), (10000, "10 kHz")):
            band = float(np.interp(frequency, self._frequencies, range(len(self._frequencies))))
            y = field.bottom() - (band + 0.5) / len(self._frequencies) * field.height()
            rect = QRectF(0, y - 8, _LABEL_WIDTH - 8, 16)
            painter.drawText(
                rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )

    def _set_bands(self, n_bands: int) -> None:
        self._loudest = 0.3
        self._position = 0
        self._buffer: NDArray[np.uint8] = np.zeros((n_bands, 2 * N_FRAMES), dtype=np.uint8)
        self._image = _image_over(self._buffer)

    def _on_theme_changed(self) -> None:
        self._table = _spectrogram_colours()
        super()._on_theme_changed()


# One lane an instrument; those seldom played share the last one.
_LANES: tuple[tuple[str, ...], ...] = (
    ("crash",), ("ride",), ("hihat",), ("tom_high",), ("tom_mid",), ("tom_low",), ("snare",),
    ("kick",), ("splash", "china", "cowbell", "tambourine", "clap"),
)  # fmt: skip
_N_LEVELS = 16


class RollingActivations(_RollingView):
    """The last six seconds of the activations, a lane an instrument, with the strokes on them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._heading = self.tr("Strokes")
        self.setAccessibleName(self.tr("Rolling activations"))
        self.setToolTip(
            self.tr("How sure the network is of each drum; dots are strokes, larger when louder.")
        )
        self._lane_of_column: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        self._values = np.zeros((len(_LANES), N_FRAMES), dtype=np.float32)
        self._n_frames = 0
        self._strokes: deque[LiveStroke] = deque(maxlen=400)

    def set_drums(self, drum_names: tuple[str, ...], frame_rate: float) -> None:
        """Name the columns of the activations to come; empties the picture."""
        lane_of_pad = {pad: lane for lane, pads in enumerate(_LANES) for pad in pads}
        lanes = [lane_of_pad[PAD_OF_DRUM[name].name] for name in drum_names]
        self._lane_of_column = np.array(lanes, dtype=np.intp)
        self.frame_rate = frame_rate
        self._n_frames = 0
        self._values[:] = 0
        self._strokes.clear()
        self.update()

    def push(self, activations: NDArray[np.float32], first_frame: int) -> None:
        """Take new activations `(n_new, n_drums)` in, the first of which has that number."""
        if not len(activations) or activations.shape[1] != len(self._lane_of_column):
            return
        lanes = np.zeros((len(_LANES), len(activations)), dtype=np.float32)
        np.maximum.at(lanes, self._lane_of_column, activations.T)
        lanes = lanes[:, -N_FRAMES:]
        self._values = np.concatenate([self._values[:, lanes.shape[1] :], lanes], axis=1)
        self._n_frames = first_frame + len(activations)

    def add_strokes(self, strokes: tuple[LiveStroke, ...]) -> None:
        """Put strokes on their lanes."""
        self._strokes.extend(strokes)

    @property
    def strokes(self) -> tuple[LiveStroke, ...]:
        """The strokes that are on the lanes, the oldest first."""
        return tuple(self._strokes)

    def paint_field(self, painter: QPainter, field: QRectF) -> None:
        """Paint the picture, and labels beside it."""
        lane_height = field.height() / len(_LANES)
        rows = max(round(lane_height * self.devicePixelRatioF()), 4)
        image = _image_over(_lane_levels(self._values, rows))
        image.setColorTable(_lane_colours())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(field, image)
        self.paint_seconds(painter, field)
        self._paint_lanes(painter, field, lane_height)
        self._paint_strokes(painter, field, lane_height)

    def _paint_lanes(self, painter: QPainter, field: QRectF, lane_height: float) -> None:
        colours = theme.colours()
        painter.setFont(_small_font(self.font()))
        for index, pads in enumerate(_LANES):
            bottom = field.top() + (index + 1) * lane_height
            painter.setPen(QPen(colours.grid_line, 1))
            painter.drawLine(QPointF(field.left(), bottom), QPointF(field.right(), bottom))
            title = pad_title(pads[0]) if len(pads) == 1 else self.tr("Others")
            painter.setPen(_lane_colour(index))
            rect = QRectF(4, bottom - lane_height, _LABEL_WIDTH - 12, lane_height)
            painter.drawText(
                rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, title
            )

    def _paint_strokes(self, painter: QPainter, field: QRectF, lane_height: float) -> None:
        colours = theme.colours()
        now = self._n_frames / self.frame_rate
        span = N_FRAMES / self.frame_rate
        lane_of_pad = {pad: lane for lane, pads in enumerate(_LANES) for pad in pads}
        painter.setPen(QPen(colours.panel, 1))
        for stroke in self._strokes:
            age = now - stroke.time
            if not -0.2 <= age < span - 0.05:
                continue
            x = min(field.right() - age / span * field.width(), field.right() - 3)
            lane = lane_of_pad[PAD_OF_DRUM[stroke.drum].name]
            radius = (0.16 + 0.24 * stroke.velocity / 127) * min(lane_height, 26.0)
            y = field.top() + (lane + 0.5) * lane_height
            painter.setBrush(mixed(colours.drums[stroke.drum], colours.text, 0.25))
            painter.drawEllipse(QPointF(x, y), radius, radius)


def _lane_levels(values: NDArray[np.float32], rows: int) -> NDArray[np.uint8]:
    """Colour indices `(n_lanes * rows, n_frames)`: bars from each lane's floor, edges soft."""
    filled = values[:, None, :] * (rows - 2) - np.arange(rows - 1, -1, -1)[None, :, None]
    levels = (np.clip(filled, 0, 1) * (_N_LEVELS - 1)).astype(np.uint8)
    levels += (np.arange(len(values), dtype=np.uint8) * _N_LEVELS)[:, None, None]
    return np.asarray(levels.reshape(len(values) * rows, -1))


def _lane_colour(index: int) -> QColor:
    drum = next(d for d, pad in PAD_OF_DRUM.items() if pad.name == _LANES[index][0])
    return theme.colours().drums[drum]


def _lane_colours() -> list[int]:
    panel = theme.colours().panel
    return [
        mixed(panel, _lane_colour(lane), 0.7 * level / (_N_LEVELS - 1)).rgba()
        for lane in range(len(_LANES))
        for level in range(_N_LEVELS)
    ]


def _spectrogram_colours() -> list[int]:
    """256 colours from the panel over the accent to the brightest."""
    colours = theme.colours()
    ground = mixed(colours.panel, colours.window, 0.6)
    middle = mixed(ground, colours.accent, 0.75)
    warm = mixed(colours.accent, colours.warning, 0.85)
    top = mixed(colours.warning, colours.paper, 0.75) if colours.is_dark else colours.ink
    stops = [(0.0, ground), (0.12, mixed(ground, colours.accent, 0.14)), (0.5, middle), (0.8, warm)]
    stops.append((1.0, top))
    table = []
    for index in range(256):
        at = index / 255
        after = next(i for i in range(1, len(stops)) if at <= stops[i][0])
        (low, first), (high, second) = stops[after - 1], stops[after]
        table.append(mixed(first, second, (at - low) / (high - low)).rgba())
    return table


def _small_font(font: QFont, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    result = QFont(font)
    result.setPixelSize(11)
    result.setWeight(weight)
    return result


def _image_over(values: NDArray[np.uint8]) -> QImage:
    """An indexed picture that shares the memory of `(height, width)` values."""
    height, width = values.shape
    data: Any = values.data
    return QImage(data, width, height, width, QImage.Format.Format_Indexed8)
