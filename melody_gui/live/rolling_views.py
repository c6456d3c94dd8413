"""What the network sees and thinks, rolling by: the spectrogram and the drums' activations."""

from collections import deque
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from melody_gui import theme
from melody_gui.live.pad_painting import mixed
from melody_gui.live.rolling_picture import Colours32, RollingPicture
from melody_gui.live.strokes import PAD_OF_DRUM, LiveStroke, pad_title

N_FRAMES = 600
_LABEL_WIDTH = 76
_HEADING = 26
_PADDING = 8
_CORNER = 10.0


class _RollingView(QWidget):
    """A card with a heading, labels on the left, and a field that rolls to the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ""
        self.frame_rate = 100.0
        self.n_frames = 0
        self._picture: RollingPicture | None = None
        self._card: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 90)
        theme.notifier().changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        """The size that shows it well."""
        return QSize(460, 220)

    def field(self) -> QRect:
        """Where the picture rolls, in pixels."""
        width = max(self.width() - _LABEL_WIDTH - _PADDING, 10)
        height = max(self.height() - _HEADING - _PADDING, 10)
        return QRect(_LABEL_WIDTH, _HEADING, width, height)

    def picture(self) -> RollingPicture:
        """The rolling picture, made anew where the widget has another size or other colours."""
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.ratio != ratio:
            self._picture = RollingPicture(self.field().size(), ratio, N_FRAMES, self.ground())
            self.fill(self._picture)
        return self._picture

    def roll(self) -> None:
        """Show what came since the last time."""
        field = self.field()
        self.update(field)

    def restart(self) -> None:
        """Empty the picture."""
        self.n_frames = 0
        self._picture = None
        self._card = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is there now."""
        with QPainter(self) as painter:
            field = self.field()
            if not field.contains(event.rect()):
                painter.drawPixmap(0, 0, self._card_picture())
            self.picture().draw(painter, QPointF(field.topLeft()))
            self.paint_newest(painter, field)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pictures are painted anew."""
        self._picture = self._card = None
        super().resizeEvent(event)

    def ground(self) -> QColor:
        """The colour where nothing is."""
        return theme.colours().panel

    def fill(self, picture: RollingPicture) -> None:
        """Draw all that is known on a new picture."""
        raise NotImplementedError

    def paint_labels(self, painter: QPainter, field: QRectF) -> None:
        """Paint what stands beside the picture."""
        raise NotImplementedError

    def paint_newest(self, painter: QPainter, field: QRect) -> None:
        """Paint what is not yet part of the picture."""

    def mark_seconds(self, columns: Colours32, first_frame: int) -> None:
        """Thin lines, one a second, on new frames `(height, n_new)`."""
        rate = round(self.frame_rate)
        for index in range(columns.shape[1]):
            if (first_frame + index) % rate == 0:
                columns[:, index] = theme.colours().grid_line.rgb()

    def _card_picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._card is None or self._card.devicePixelRatio() != ratio:
            self._card = QPixmap(self.size() * ratio)
            self._card.setDevicePixelRatio(ratio)
            self._card.fill(theme.colours().window)
            with QPainter(self._card) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                colours = theme.colours()
                painter.setPen(QPen(colours.grid_line, 1))
                painter.setBrush(colours.panel)
                card = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
                painter.drawRoundedRect(card, _CORNER, _CORNER)
                painter.setPen(colours.dim_text)
                painter.setFont(_small_font(self.font(), QFont.Weight.DemiBold))
                left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
                painter.drawText(QRectF(12, 0, self.width() - 24, _HEADING), left, self.heading)
                self.paint_labels(painter, QRectF(self.field()))
        return self._card

    def _on_theme_changed(self) -> None:
        self._picture = self._card = None
        self.update()


class RollingSpectrogram(_RollingView):
    """The last six seconds of the spectrogram, low frequencies below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = self.tr("Spectrogram")
        self.setAccessibleName(self.tr("Rolling spectrogram"))
        self.setToolTip(self.tr("What the network hears: loudness by pitch in the last seconds."))
        self._frequencies: tuple[float, ...] = ()
        self._table = _spectrogram_colours()
        self._levels = np.zeros((N_FRAMES, 1), dtype=np.uint8)
        self._loudest = 0.3

    def set_bands(self, frequencies: tuple[float, ...], frame_rate: float) -> None:
        """Name the bands by their centre frequencies in Hz; empties the picture."""
        self._frequencies, self.frame_rate = frequencies, frame_rate
        self._levels = np.zeros((N_FRAMES, len(frequencies)), dtype=np.uint8)
        self._loudest = 0.3
        self.restart()

    def push(self, frames: NDArray[np.float32]) -> None:
        """Take new frames `(n_new, n_bands)` in."""
        if not len(frames) or frames.shape[1] != self._levels.shape[1]:
            return
        self._loudest = max(self._loudest * 0.999 ** len(frames), float(frames.max()), 0.3)
        levels = (np.clip(frames / self._loudest, 0, 1) ** 0.8 * 255).astype(np.uint8)
        self._levels = np.concatenate([self._levels, levels])[-N_FRAMES:]
        first = self.n_frames
        picture = self.picture()
        self.n_frames += len(frames)
        self._draw(picture, levels[-N_FRAMES:], max(first, self.n_frames - N_FRAMES))

    @property
    def newest(self) -> NDArray[np.uint8]:
        """The newest frame's levels, `(n_bands,)`, low frequencies first."""
        return np.array(self._levels[-1], dtype=np.uint8)

    def ground(self) -> QColor:
        """The colour of silence."""
        return QColor.fromRgb(int(self._table[0]))

    def fill(self, picture: RollingPicture) -> None:
        """Draw all that is known on a new picture."""
        n_known = min(self.n_frames, N_FRAMES)
        picture.restart(self.n_frames - n_known)
        if n_known:
            self._draw(picture, self._levels[-n_known:], self.n_frames - n_known)

    def paint_labels(self, painter: QPainter, field: QRectF) -> None:
        """The axis in Hz."""
        if not self._frequencies:
            return
        painter.setFont(_small_font(self.font()))
        painter.setPen(theme.colours().dim_text)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for frequency, text in ((100, "100 Hz"), (1000, "1 kHz"), (10000, "10 kHz")):
            band = float(np.interp(frequency, self._frequencies, range(len(self._frequencies))))
            y = field.bottom() - (band + 0.5) / len(self._frequencies) * field.height()
            painter.drawText(QRectF(0, y - 8, _LABEL_WIDTH - 8, 16), right, text)

    def _draw(self, picture: RollingPicture, levels: NDArray[np.uint8], first: int) -> None:
        # Between the middles of two bands, the rows are mixed of both.
        n_bands = levels.shape[1]
        place = (1 - (np.arange(picture.height) + 0.5) / picture.height) * n_bands - 0.5
        place = np.clip(place, 0, n_bands - 1)
        below = place.astype(int)
        above = np.minimum(below + 1, n_bands - 1)
        share = place - below
        rows = levels[:, below] * (1 - share) + levels[:, above] * share
        columns = self._table[rows.astype(np.uint8)].T.copy()
        picture.append(columns, first)

    def _on_theme_changed(self) -> None:
        self._table = _spectrogram_colours()
        super()._on_theme_changed()


# One lane an instrument; those seldom played share the last one.
_LANES: tuple[tuple[str, ...], ...] = (
    ("crash",), ("ride",), ("hihat",), ("tom_high",), ("tom_mid",), ("tom_low",), ("snare",),
    ("kick",), ("splash", "china", "cowbell", "tambourine", "clap"),
)  # fmt: skip
_LANE_OF_PAD = {pad: lane for lane, pads in enumerate(_LANES) for pad in pads}
_N_LEVELS = 16
# A stroke becomes part of the picture when it is this old, in frames: until then, columns still
# come that would cut its dot.
_BURN_AFTER = 40


class RollingActivations(_RollingView):
    """The last six seconds of the activations, a lane an instrument, with the strokes on them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = self.tr("Strokes")
        self.setAccessibleName(self.tr("Rolling activations"))
        self.setToolTip(
            self.tr("How sure the network is of each drum; dots are strokes, larger when louder.")
        )
        self._lane_of_column: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        self._values = np.zeros((N_FRAMES, len(_LANES)), dtype=np.float32)
        self._strokes: deque[LiveStroke] = deque(maxlen=400)
        self._unburnt: deque[LiveStroke] = deque()
        self._table = _lane_colours()

    def set_drums(self, drum_names: tuple[str, ...], frame_rate: float) -> None:
        """Name the columns of the activations to come; empties the picture."""
        lanes = [_LANE_OF_PAD[PAD_OF_DRUM[name].name] for name in drum_names]
        self._lane_of_column = np.array(lanes, dtype=np.intp)
        self.frame_rate = frame_rate
        self._values[:] = 0
        self._strokes.clear()
        self._unburnt.clear()
        self.restart()

    def push(self, activations: NDArray[np.float32], first_frame: int) -> None:
        """Take new activations `(n_new, n_drums)` in, the first of which has that number."""
        if not len(activations) or activations.shape[1] != len(self._lane_of_column):
            return
        lanes = np.zeros((len(_LANES), len(activations)), dtype=np.float32)
        np.maximum.at(lanes, self._lane_of_column, activations.T)
        picture = self.picture()
        if first_frame != self.n_frames:
            picture.restart(first_frame)
        self._values = np.concatenate([self._values, lanes.T])[-N_FRAMES:]
        self.n_frames = first_frame + len(activations)
        self._draw(picture, min(len(activations), N_FRAMES))
        self._burn(picture)

    def add_strokes(self, strokes: tuple[LiveStroke, ...]) -> None:
        """Put strokes on their lanes."""
        self._strokes.extend(strokes)
        self._unburnt.extend(strokes)

    @property
    def strokes(self) -> tuple[LiveStroke, ...]:
        """The strokes that are on the lanes, the oldest first."""
        return tuple(self._strokes)

    def fill(self, picture: RollingPicture) -> None:
        """Draw all that is known on a new picture."""
        n_known = min(self.n_frames, N_FRAMES)
        picture.restart(self.n_frames - n_known)
        if n_known:
            self._draw(picture, n_known)
        oldest = self.n_frames - n_known
        shown = (s for s in self._strokes if s.time * self.frame_rate > oldest)
        self._unburnt = deque(shown)
        self._burn(picture)

    def paint_labels(self, painter: QPainter, field: QRectF) -> None:
        """The instruments' names."""
        painter.setFont(_small_font(self.font()))
        height = field.height() / len(_LANES)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for index, pads in enumerate(_LANES):
            title = pad_title(pads[0]) if len(pads) == 1 else self.tr("Others")
            painter.setPen(_lane_colour(index))
            top = field.top() + index * height
            painter.drawText(QRectF(4, top, _LABEL_WIDTH - 12, height), right, title)

    def paint_newest(self, painter: QPainter, field: QRect) -> None:
        """The dots of the newest strokes."""
        picture = self.picture()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(field)
        for stroke in self._unburnt:
            painter.save()
            x = min(picture.x(stroke.time * self.frame_rate), picture.width - 4)
            painter.translate(QPointF(field.topLeft()) + QPointF(x / picture.ratio, 0))
            painter.scale(1 / picture.ratio, 1 / picture.ratio)
            _paint_dot(painter, stroke, picture.height / len(_LANES))
            painter.restore()

    def _draw(self, picture: RollingPicture, n_new: int) -> None:
        rows = np.arange(picture.height)
        lane_height = picture.height / len(_LANES)
        lane = (rows / lane_height).astype(int)
        from_floor = (lane + 1) * lane_height - rows - 1
        # Those before may share a pixel with the first of the new frames.
        values = picture.frames_shown(self._values[-n_new - 8 :])[-n_new:]
        filled = values[:, lane] * (lane_height - 3) - from_floor
        levels = (np.clip(filled, 0, 1) * (_N_LEVELS - 1)).astype(np.uint8)
        columns = self._table[levels + lane * _N_LEVELS].T.copy()
        columns[from_floor < 1] = theme.colours().grid_line.rgb()
        first = self.n_frames - n_new
        self.mark_seconds(columns, first)
        picture.append(columns, first)

    def _burn(self, picture: RollingPicture) -> None:
        while self._unburnt:
            frame = self._unburnt[0].time * self.frame_rate
            if frame > self.n_frames - _BURN_AFTER:
                return
            stroke = self._unburnt.popleft()
            height = picture.height / len(_LANES)
            picture.paint_on(frame, partial(_paint_dot, stroke=stroke, lane_height=height))

    def _on_theme_changed(self) -> None:
        self._table = _lane_colours()
        super()._on_theme_changed()


def _paint_dot(painter: QPainter, stroke: LiveStroke, lane_height: float) -> None:
    """A stroke on its lane, at the origin's place in time; all in device pixels."""
    colours = theme.colours()
    lane = _LANE_OF_PAD[PAD_OF_DRUM[stroke.drum].name]
    radius = (0.16 + 0.24 * stroke.velocity / 127) * min(lane_height, 30.0)
    painter.setPen(QPen(colours.panel, 1))
    painter.setBrush(mixed(colours.drums[stroke.drum], colours.text, 0.25))
    painter.drawEllipse(QPointF(0, (lane + 0.5) * lane_height), radius, radius)


def _lane_colour(index: int) -> QColor:
    drum = next(d for d, pad in PAD_OF_DRUM.items() if pad.name == _LANES[index][0])
    return theme.colours().drums[drum]


def _lane_colours() -> Colours32:
    panel = theme.colours().panel
    return np.array(
        [
            mixed(panel, _lane_colour(lane), 0.7 * level / (_N_LEVELS - 1)).rgb()
            for lane in range(len(_LANES))
            for level in range(_N_LEVELS)
        ],
        dtype=np.uint32,
    )


def _spectrogram_colours() -> Colours32:
    """256 colours from the panel over the accent to the brightest."""
    colours = theme.colours()
    ground = mixed(colours.panel, colours.window, 0.6)
    warm = mixed(colours.accent, colours.warning, 0.85)
    top = mixed(colours.warning, colours.paper, 0.75) if colours.is_dark else colours.ink
    stops = [
        (0.0, ground),
        (0.12, mixed(ground, colours.accent, 0.14)),
        (0.5, mixed(ground, colours.accent, 0.75)),
        (0.8, warm),
        (1.0, top),
    ]
    table = []
    for index in range(256):
        at = index / 255
        after = next(i for i in range(1, len(stops)) if at <= stops[i][0])
        (low, first), (high, second) = stops[after - 1], stops[after]
        table.append(mixed(first, second, (at - low) / (high - low)).rgb())
    return np.array(table, dtype=np.uint32)


def _small_font(font: QFont, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    result = QFont(font)
    result.setPixelSize(11)
    result.setWeight(weight)
    return result
