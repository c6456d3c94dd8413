"""How loud the microphone is: a bar with the last peak held, and a light for clipping."""

import math
import time

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from melody_gui import theme
from melody_gui.live.pad_painting import faded, mixed

LOWEST_DB = -60.0
_TOO_QUIET_DB = -30.0
_TOO_LOUD_DB = -1.5
_CLIPPED = 0.999
_HOLD_SECONDS = 1.5
_CLIP_SECONDS = 3.0
# After this long without a stroke nothing is said about the gain.
_JUDGE_SECONDS = 4.0
_FALL_DB_PER_SECOND = 30.0


class LevelMeter(QWidget):
    """A level meter in decibels of full scale.

    `hint_changed` carries what to tell the drummer about the gain, empty if nothing.
    """

    hint_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = self._held = LOWEST_DB
        self._held_at = self._clipped_at = self._shown_at = -math.inf
        self._loudest = LOWEST_DB
        self._loudest_at = self._began_at = -math.inf
        self._hint = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Microphone level"))
        self.setToolTip(
            self.tr("Loudness of the microphone. Loud strokes should reach the right third.")
        )

    def sizeHint(self) -> QSize:
        """The size that shows it well."""
        return QSize(180, 26)

    def minimumSizeHint(self) -> QSize:
        """The least size that is of use."""
        return QSize(90, 26)

    @property
    def is_clipping(self) -> bool:
        """True for a while after the microphone was overdriven."""
        return time.perf_counter() - self._clipped_at < _CLIP_SECONDS

    @property
    def hint(self) -> str:
        """What is told about the gain."""
        return self._hint

    @property
    def level(self) -> float:
        """The level shown, in decibels of full scale."""
        return self._level

    def clear(self) -> None:
        """Show silence and forget what was heard."""
        self._level = self._held = self._loudest = LOWEST_DB
        self._held_at = self._clipped_at = self._loudest_at = self._began_at = -math.inf
        self._tell("")
        self.update()

    def show_peak(self, peak: float) -> None:
        """Take the greatest magnitude since the last call, 0..1."""
        now = time.perf_counter()
        decibels = max(20 * math.log10(peak), LOWEST_DB) if peak > 0 else LOWEST_DB
        elapsed = min(max(now - self._shown_at, 0.0), 0.2)
        self._shown_at = now
        self._level = max(decibels, self._level - _FALL_DB_PER_SECOND * elapsed)
        if decibels >= self._held or now - self._held_at > _HOLD_SECONDS:
            self._held, self._held_at = self._level, now
        if peak >= _CLIPPED:
            self._clipped_at = now
        if self._began_at == -math.inf:
            self._began_at = now
        if decibels >= self._loudest or now - self._loudest_at > _JUDGE_SECONDS:
            self._loudest, self._loudest_at = decibels, now
        self._tell(self._judgement(now))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is there now."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colours = theme.colours()
            bar = QRectF(0, self.height() / 2 - 4, self.width() - 20, 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mixed(colours.panel, colours.text, 0.12))
            painter.drawRoundedRect(bar, 4, 4)
            gradient = QLinearGradient(bar.topLeft(), bar.topRight())
            good = colours.drums["tom_low"]
            for at, colour in (
                (0.0, good),
                (0.72, good),
                (0.88, colours.warning),
                (1.0, colours.error),
            ):
                gradient.setColorAt(at, colour)
            painter.setBrush(gradient)
            share = 1 - self._level / LOWEST_DB
            if share > 0:
                painter.save()
                painter.setClipRect(
                    QRectF(bar.left(), bar.top(), bar.width() * share, bar.height())
                )
                painter.drawRoundedRect(bar, 4, 4)
                painter.restore()
            if self._held > LOWEST_DB:
                x = bar.left() + bar.width() * (1 - self._held / LOWEST_DB)
                painter.setPen(QPen(colours.text, 2))
                painter.drawLine(QPointF(x - 1, bar.top() - 2), QPointF(x - 1, bar.bottom() + 2))
            self._paint_clip_light(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click puts the clipping light out."""
        self._clipped_at = -math.inf
        self.update()
        event.accept()

    def _paint_clip_light(self, painter: QPainter) -> None:
        colours = theme.colours()
        middle = QPointF(self.width() - 8, self.height() / 2)
        if self.is_clipping:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faded(colours.error, 0.3))
            painter.drawEllipse(middle, 8, 8)
            painter.setBrush(colours.error)
        else:
            painter.setPen(QPen(colours.bar_line, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, 4.5, 4.5)

    def _judgement(self, now: float) -> str:
        if self.is_clipping or self._loudest > _TOO_LOUD_DB:
            return self.tr("Too loud: turn the input down")
        if self._loudest > _TOO_QUIET_DB:
            return self.tr("Good level")
        if now - self._began_at < 2.0:
            return ""
        if self._loudest <= LOWEST_DB + 1:
            return self.tr("No sound from this input")
        return self.tr("Too quiet: turn the input up")

    def _tell(self, hint: str) -> None:
        if hint != self._hint:
            self._hint = hint
            self.hint_changed.emit(hint)
