"""The kit seen from the drummer's stool: pads that light up as they are struck, and fade."""

import math
import time
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from melody_gui import theme
from melody_gui.live.pad_painting import light_rect, paint_kit, paint_light
from melody_gui.live.strokes import (
    FIELD_HEIGHT,
    FIELD_WIDTH,
    PAD_OF_DRUM,
    PADS,
    LiveStroke,
    Pad,
    Shape,
    manner_title,
    pad_title,
)

_FADE_SECONDS = 0.17
_DARK_AFTER = 0.8
_FRAME_MS = 33


@dataclass(frozen=True)
class PaintedStroke:
    """A stroke and when it stood on the screen, in seconds of `time.perf_counter`."""

    stroke: LiveStroke
    painted_at: float

    @property
    def latency(self) -> float:
        """Seconds from the sound in the microphone to the screen."""
        return self.painted_at - self.stroke.captured_at


@dataclass(frozen=True)
class _Light:
    stroke: LiveStroke
    lit_at: float

    def strength(self, now: float) -> float:
        first = 0.4 + 0.6 * self.stroke.velocity / 127
        return first * math.exp(-max(now - self.lit_at, 0.0) / _FADE_SECONDS)


class KitPads(QWidget):
    """Drum pads laid out like a kit.

    `strokes_painted` carries the `PaintedStroke`s of each painting that showed new strokes.
    """

    strokes_painted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lights: dict[str, _Light] = {}
        self._unpainted: list[LiveStroke] = []
        self._still: QPixmap | None = None
        self._full_lights: dict[str, QPixmap] = {}
        self._timer = QTimer(self, interval=_FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_frame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 200)
        self.setAccessibleName(self.tr("Drum kit"))
        self.setAccessibleDescription(self.tr("Each drum lights up when it is struck."))
        self.setToolTip(self.tr("The kit as you see it from your stool; it lights up as you play."))
        self._hint = QLabel(self)
        self._hint.setProperty("role", "key")
        self._hint.hide()
        theme.notifier().changed.connect(self._on_theme_changed)

    def set_hint(self, text: str) -> None:
        """Say something over the kit, as long as `text` is not empty."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))
        self._place_hint()

    def sizeHint(self) -> QSize:
        """The size that shows it well."""
        return QSize(640, 400)

    @property
    def lit_drums(self) -> dict[str, float]:
        """How brightly each lit pad shines now, 0..1, by the drum that lit it."""
        now = time.perf_counter()
        return {light.stroke.drum: light.strength(now) for light in self._lights.values()}

    def show_strokes(self, strokes: tuple[LiveStroke, ...]) -> None:
        """Light the pads of these strokes at once."""
        now = time.perf_counter()
        region = QRegion()
        for stroke in strokes:
            pad = PAD_OF_DRUM.get(stroke.drum)
            if pad is None:
                continue
            self._lights[pad.name] = _Light(stroke, now)
            self._unpainted.append(stroke)
            region += self._reach(pad)
        if region.isEmpty():
            return
        if not self.isVisible():
            self._unpainted.clear()
            return
        self._timer.start()
        self.repaint(region)

    def prepare(self) -> None:
        """Paint one of the lights that are not yet painted, so that the first stroke is fast."""
        missing = next((d for d in PAD_OF_DRUM if d not in self._full_lights), None)
        if missing and self._still is not None:
            self._full_light(PAD_OF_DRUM[missing], missing)

    def clear(self) -> None:
        """Put all lights out."""
        self._lights.clear()
        self._unpainted.clear()
        self._timer.stop()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is there now."""
        now = time.perf_counter()
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._still_picture())
            for pad in PADS:
                light = self._lights.get(pad.name)
                if light and event.region().intersects(self._reach(pad)):
                    painter.setOpacity(light.strength(now))
                    full = self._full_light(pad, light.stroke.drum)
                    painter.drawPixmap(self._reach(pad).topLeft(), full)
                    painter.setOpacity(1.0)
                    self._paint_lit_name(painter, pad, light, now)
        if self._unpainted:
            painted_at = time.perf_counter()
            done = tuple(PaintedStroke(stroke, painted_at) for stroke in self._unpainted)
            self._unpainted.clear()
            self.strokes_painted.emit(done)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture at rest is painted anew."""
        self._forget_pictures()
        self._place_hint()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Other fonts or colours: the picture at rest is painted anew."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._forget_pictures()
        super().changeEvent(event)

    def _forget_pictures(self) -> None:
        self._still = None
        self._full_lights.clear()

    def _place_hint(self) -> None:
        self._hint.adjustSize()
        rect = self._hint.rect()
        rect.moveCenter(self.rect().center())
        rect.moveBottom(self.height() - 8)
        self._hint.move(rect.topLeft())

    def _field(self) -> tuple[float, QPointF]:
        """Pixels to a unit of the field, and where it begins."""
        scale = min(self.width() / FIELD_WIDTH, self.height() / FIELD_HEIGHT)
        left = (self.width() - scale * FIELD_WIDTH) / 2
        return scale, QPointF(left, (self.height() - scale * FIELD_HEIGHT) / 2)

    def _reach(self, pad: Pad) -> QRect:
        """Pixels that the pad's light and name touch."""
        scale, origin = self._field()
        rect = light_rect(pad)
        lit = QRectF(
            origin.x() + rect.x() * scale, origin.y() + rect.y() * scale,
            rect.width() * scale, rect.height() * scale,
        )  # fmt: skip
        return lit.united(self._name_rect(pad).adjusted(-2, -2, 2, 2)).toAlignedRect()

    def _full_light(self, pad: Pad, drum: str) -> QPixmap:
        """The pad's light at its brightest, over `_reach`."""
        if drum not in self._full_lights:
            ratio = self.devicePixelRatioF()
            reach = self._reach(pad)
            picture = QPixmap(reach.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                scale, origin = self._field()
                painter.translate(origin - QPointF(reach.topLeft()))
                painter.scale(scale, scale)
                paint_light(painter, pad, theme.colours().drums[drum], drum)
            self._full_lights[drum] = picture
        return self._full_lights[drum]

    def _still_picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._still is None or self._still.devicePixelRatio() != ratio:
            self._forget_pictures()
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(theme.colours().window)
            with QPainter(picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                scale, origin = self._field()
                painter.translate(origin)
                painter.scale(scale, scale)
                paint_kit(painter, theme.colours())
                painter.resetTransform()
                self._paint_names(painter)
            self._still = picture
        return self._still

    def _name_font(self, pad: Pad) -> QFont:
        font = QFont(self.font())
        size = self._field()[0] * (2.3 if pad.shape in (Shape.SMALL, Shape.COWBELL) else 2.9)
        font.setPixelSize(round(min(max(size, 9.0), 22.0)))
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _name_rect(self, pad: Pad) -> QRectF:
        """Where the pad's name stands: on drums in their middle, on cymbals below."""
        scale, origin = self._field()
        metrics = QFontMetricsF(self._name_font(pad))
        line = metrics.height()
        x, y = origin.x() + pad.x * scale, origin.y() + pad.y * scale
        if pad.shape is Shape.KICK:
            y -= 0.2 * pad.height * scale
        elif pad.shape in (Shape.CYMBAL, Shape.HIHAT):
            y += 0.27 * pad.height * scale
        elif pad.shape in (Shape.SMALL, Shape.COWBELL):
            y += 0.5 * pad.height * scale + 0.6 * line
        width = max(pad.width * scale, metrics.horizontalAdvance(pad_title(pad.name)) + 8, 60.0)
        return QRectF(x - width / 2, y - line / 2, width, 2 * line)

    def _paint_names(self, painter: QPainter) -> None:
        colours = theme.colours()
        top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        for pad in PADS:
            painter.setPen(colours.dim_text if pad.shape is Shape.SMALL else colours.text)
            painter.setFont(self._name_font(pad))
            painter.drawText(self._name_rect(pad), top, pad_title(pad.name))

    def _paint_lit_name(self, painter: QPainter, pad: Pad, light: _Light, now: float) -> None:
        """The name in a colour that is read on light, with manner and velocity below."""
        strength = light.strength(now)
        if strength < 0.05:
            return
        colours = theme.colours()
        is_beside = pad.shape in (Shape.SMALL, Shape.COWBELL)
        lit = colours.text if is_beside else colours.ink
        # Never a colour between: on a light that fades it could not be read.
        painter.setPen(lit if strength > 0.35 else colours.text)
        painter.setFont(self._name_font(pad))
        rect = self._name_rect(pad)
        top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(rect, top, pad_title(pad.name))
        manner = manner_title(light.stroke.drum)
        text = f"{manner} {light.stroke.velocity}".strip()
        bottom = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        painter.drawText(rect, bottom, text)

    def _on_frame(self) -> None:
        now = time.perf_counter()
        for name, light in list(self._lights.items()):
            self.update(self._reach(PAD_OF_DRUM[light.stroke.drum]))
            if now - light.lit_at > _DARK_AFTER:
                del self._lights[name]
        if not self._lights:
            self._timer.stop()

    def _on_theme_changed(self) -> None:
        self._forget_pictures()
        self.update()
