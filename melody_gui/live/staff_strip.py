"""Two bars of staff that fill with what is played, held against the metronome."""

import math
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.kit import DRUMS, Voice
from melody_gui import theme
from melody_gui.live.metronome import Metronome
from melody_gui.live.noteheads import HEAD_WIDTH, paint_notehead
from melody_gui.live.pad_painting import faded, mixed
from melody_gui.live.strokes import LiveStroke

N_BARS = 2
# Strokes this near to the grid, in seconds, are on time.
ON_TIME = 0.015
_RIGHT = 14.0
# Room before the first beat, in beats: for strokes that come early.
_PICKUP = 0.3
# A metronome that is moved by more, in beats, begins anew.
_LARGEST_SHIFT = 0.1
_TOP_LINES, _BOTTOM_LINES = 8, 13


@dataclass(frozen=True)
class PlacedStroke:
    """A stroke against the metronome.

    `beats` counts from the metronome's origin, `slot` is the nearest place of the grid, and
    `late` how many seconds after that the stroke came, negative if early.
    """

    stroke: LiveStroke
    beats: float
    slot: float
    late: float

    @property
    def drum_voice(self) -> Voice:
        """Hands or feet."""
        return DRUMS[self.stroke.drum].voice


def place_stroke(stroke: LiveStroke, metronome: Metronome, division: int) -> PlacedStroke:
    """The stroke's place; the grid has `division` places a beat."""
    beats = metronome.beats_at(stroke.captured_at)
    slot = round(beats * division) / division
    return PlacedStroke(stroke, beats, slot, (beats - slot) * metronome.beat_length)


class StaffStrip(QWidget):
    """The last two bars in notation; each note stands where it was played."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._metronome = Metronome()
        self._division = 4
        self._is_running = False
        self._placed: deque[PlacedStroke] = deque(maxlen=300)
        # All but the cursor and the lit beat, and what it was painted for.
        self._layer: QPixmap | None = None
        self._layer_key = (0, 0)
        self._cursor = QRect()
        self._now = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(400, 132)
        self.setMaximumHeight(260)
        self.setAccessibleName(self.tr("What you play, in notation"))
        self.setToolTip(self.tr("The last two bars. Blue notes came early, orange ones late."))
        theme.notifier().changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        """The size that shows it well."""
        return QSize(900, 150)

    @property
    def placed(self) -> tuple[PlacedStroke, ...]:
        """The strokes of the last bars against the metronome, the oldest first."""
        return tuple(self._placed)

    @property
    def mean_late(self) -> float | None:
        """By how many seconds the last strokes came late on average; None without strokes."""
        last = list(self._placed)[-32:]
        return sum(each.late for each in last) / len(last) if last else None

    def set_metronome(self, metronome: Metronome) -> None:
        """Hold strokes to come against this metronome."""
        now = time.perf_counter()
        jump = abs(metronome.beats_at(now) - self._metronome.beats_at(now))
        if metronome.beats_per_bar != self._metronome.beats_per_bar or jump > _LARGEST_SHIFT:
            # What was played so far stood against other beats.
            self._placed.clear()
            self._layer = None
            self.update()
        self._metronome = metronome

    def set_division(self, division: int) -> None:
        """Hold strokes against a grid of that many places a beat."""
        self._division = division

    def set_running(self, is_running: bool) -> None:
        """Let the cursor run."""
        self._is_running = is_running
        self._layer = None
        self.update()

    def clear(self) -> None:
        """Take all notes off."""
        self._placed.clear()
        self._layer = None
        self.update()

    def add_strokes(self, strokes: tuple[LiveStroke, ...]) -> None:
        """Write strokes down."""
        for stroke in strokes:
            self._placed.append(place_stroke(stroke, self._metronome, self._division))
        self._layer = None
        self.update()

    def roll(self) -> None:
        """Move the cursor on: only what changes is painted."""
        # What is painted later, and perhaps late, stands where this says: nothing is left over.
        now = self._now = self._metronome.beats_at(time.perf_counter())
        if self._key(now) != self._layer_key:
            self._layer = None
            self.update()
        cursor = self._cursor_rect(now)
        self.update(QRegion(self._cursor) + QRegion(cursor) + self._beat_region(now))
        self._cursor = cursor

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is there now."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            now = self._now
            painter.drawPixmap(0, 0, self._layer_picture(now))
            if self._is_running:
                self._paint_lit_beat(painter, now)
                x = self._x(now % self._n_beats)
                painter.setPen(QPen(theme.colours().playhead, 2))
                painter.drawLine(QPointF(x, 26), QPointF(x, self.height() - 8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture is painted anew."""
        self._layer = None
        super().resizeEvent(event)

    def _layer_picture(self, now: float) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._layer is None or self._layer.devicePixelRatio() != ratio:
            self._layer_key = self._key(now)
            self._layer = QPixmap(self.size() * ratio)
            self._layer.setDevicePixelRatio(ratio)
            self._layer.fill(theme.colours().window)
            with QPainter(self._layer) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                colours = theme.colours()
                painter.setPen(QPen(colours.grid_line, 1))
                painter.setBrush(colours.panel)
                card = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
                painter.drawRoundedRect(card, 10, 10)
                self._paint_staff(painter)
                self._paint_beats(painter)
                self._paint_notes(painter, now)
        return self._layer

    def _key(self, now: float) -> tuple[int, int]:
        """Changes with the time round, and as notes of the last one vanish before the cursor."""
        n_stale = sum(self._is_stale(each, now) for each in self._placed)
        return math.floor(now / self._n_beats), n_stale

    def _cursor_rect(self, now: float) -> QRect:
        return QRect(int(self._x(now % self._n_beats)) - 3, 24, 7, self.height() - 30)

    def _beat_region(self, now: float) -> QRegion:
        """The numbers of the beat that sounds and of the one before."""
        region = QRegion()
        for beat in (math.floor(now), math.floor(now) - 1):
            region += QRect(int(self._x(beat % self._n_beats)) - 11, 3, 23, 23)
        return region

    @property
    def _n_beats(self) -> int:
        return N_BARS * self._metronome.beats_per_bar

    @property
    def _space(self) -> float:
        """Pixels between two staff lines."""
        return (self.height() - 30) / ((_TOP_LINES + _BOTTOM_LINES) / 2)

    def _x(self, beats: float) -> float:
        """Pixel of a place counted in beats from the first of the two bars."""
        # Clef and time signature stand before.
        left = 26 + 4.4 * self._space
        width = self.width() - left - _RIGHT
        return left + (beats + _PICKUP) / (self._n_beats + _PICKUP) * width

    def _y(self, staff_line: float) -> float:
        """Pixel of a staff line: 0 is the top one, 8 the bottom one."""
        return 24 + (staff_line + _TOP_LINES) * self._space / 2

    def _paint_staff(self, painter: QPainter) -> None:
        colours, space = theme.colours(), self._space
        ink = mixed(colours.panel, colours.text, 0.38)
        painter.setPen(QPen(ink, 1))
        for line in range(0, 9, 2):
            y = round(self._y(line)) + 0.5
            painter.drawLine(QPointF(14, y), QPointF(self.width() - _RIGHT, y))
        top, bottom = self._y(0), self._y(8)
        for bar in range(N_BARS + 1):
            x = self._x(bar * self._metronome.beats_per_bar - _PICKUP) if bar else 14.0
            if bar == N_BARS:
                x = self.width() - _RIGHT
            painter.setPen(QPen(mixed(ink, colours.text, 0.4), 1.4))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.text)
        for offset in (0.0, 0.85):
            clef = QRectF(22 + offset * space, self._y(2), 0.45 * space, 2 * space)
            painter.drawRect(clef)
        font = QFont("DejaVu Serif")
        font.setStyleHint(QFont.StyleHint.Serif)
        font.setBold(True)
        font.setPixelSize(max(round(2.05 * space), 8))
        painter.setFont(font)
        painter.setPen(colours.text)
        left = 22 + 2 * space
        for text, line in ((str(self._metronome.beats_per_bar), 2), ("4", 6)):
            rect = QRectF(left, self._y(line) - 1.5 * space, 2 * space, 3 * space)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_beats(self, painter: QPainter) -> None:
        """The numbers of the beats."""
        colours = theme.colours()
        painter.setFont(self._beat_font())
        for beat in range(self._n_beats):
            x = self._x(beat)
            painter.setPen(QPen(faded(colours.text, 0.07), 1))
            painter.drawLine(QPointF(x, 28), QPointF(x, self.height() - 8))
            painter.setPen(colours.dim_text)
            number = str(beat % self._metronome.beats_per_bar + 1)
            painter.drawText(QRectF(x - 12, 4, 24, 20), Qt.AlignmentFlag.AlignCenter, number)

    def _paint_lit_beat(self, painter: QPainter, now: float) -> None:
        """The beat that sounds is lit: the metronome for the eye."""
        colours = theme.colours()
        beat = math.floor(now) % self._n_beats
        number = beat % self._metronome.beats_per_bar
        light = math.exp(-3 * (now - math.floor(now)))
        colour = colours.accent if number else colours.playhead
        x = self._x(beat)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(colours.panel, colour, 0.25 + 0.75 * light))
        painter.drawEllipse(QPointF(x, 14), 9.5, 9.5)
        painter.setFont(self._beat_font())
        painter.setPen(colours.accent_text if light > 0.4 else colours.text)
        rect = QRectF(x - 12, 4, 24, 20)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(number + 1))

    def _beat_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(11)
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _is_stale(self, placed: PlacedStroke, now: float) -> bool:
        """True for a note of the last time round that the cursor has yet to reach."""
        first = math.floor(now / self._n_beats) * self._n_beats
        return (
            first - self._n_beats <= placed.slot < first and placed.slot + self._n_beats > now + 0.4
        )

    def _paint_notes(self, painter: QPainter, now: float) -> None:
        first = math.floor(now / self._n_beats) * self._n_beats if self._is_running else None
        if first is None and self._placed:
            first = math.floor(self._placed[-1].slot / self._n_beats) * self._n_beats
        if first is None:
            return
        fresh = [each for each in self._placed if first <= each.slot < first + self._n_beats]
        stale = [each for each in self._placed if self._is_stale(each, now)]
        self._paint_voices(painter, stale, first - self._n_beats, 0.3)
        self._paint_voices(painter, fresh, first, 1.0)

    def _paint_voices(
        self, painter: QPainter, strokes: Iterable[PlacedStroke], first: float, alpha: float
    ) -> None:
        for voice in Voice:
            own = sorted((s for s in strokes if s.drum_voice is voice), key=lambda s: s.slot)
            chords = [list(chord) for _, chord in groupby(own, key=lambda s: s.slot)]
            for _, beat in groupby(chords, key=lambda chord: math.floor(chord[0].slot)):
                self._paint_beat(painter, list(beat), (voice, first, alpha))

    def _paint_beat(
        self,
        painter: QPainter,
        chords: list[list[PlacedStroke]],
        kind: tuple[Voice, float, float],
    ) -> None:
        """The chords of one voice in one beat, beamed."""
        voice, first, alpha = kind
        is_up = voice is Voice.HANDS
        end = self._y(-7 if is_up else 12.5)
        ink = faded(theme.colours().text, 0.85 * alpha)
        stems = []
        for chord in chords:
            middle = sum(each.beats for each in chord) / len(chord)
            x = self._x(middle - first)
            half = 0.48 * HEAD_WIDTH * self._space * (1 if is_up else -1)
            lines = [DRUMS[each.stroke.drum].staff_line for each in chord]
            painter.setPen(QPen(ink, max(0.11 * self._space, 1.0)))
            start = self._y(max(lines) if is_up else min(lines))
            painter.drawLine(QPointF(x + half, start), QPointF(x + half, end))
            self._paint_ledgers(painter, x, lines)
            for each in chord:
                painter.setBrush(faded(self._colour(each), alpha))
                drum = DRUMS[each.stroke.drum]
                place = QPointF(x, self._y(drum.staff_line))
                paint_notehead(painter, drum.notehead, place, self._space)
            stems.append((chord[0].slot, x + half))
        self._paint_beams(painter, stems, (end, 1 if is_up else -1, ink))

    def _paint_ledgers(self, painter: QPainter, x: float, lines: list[int]) -> None:
        half = 0.95 * self._space
        for line in [*range(-2, min(lines) - 1, -2), *range(10, max(lines) + 1, 2)]:
            painter.drawLine(QPointF(x - half, self._y(line)), QPointF(x + half, self._y(line)))

    def _paint_beams(
        self,
        painter: QPainter,
        stems: list[tuple[float, float]],
        place: tuple[float, int, QColor],
    ) -> None:
        if len(stems) < 2:
            return
        end, towards, ink = place
        thick = 0.45 * self._space
        painter.setPen(QPen(ink, thick, c=Qt.PenCapStyle.FlatCap))
        y = end + towards * thick / 2
        painter.drawLine(QPointF(stems[0][1], y), QPointF(stems[-1][1], y))
        second = y + towards * 0.75 * self._space
        for (slot, x), (next_slot, next_x) in pairwise(stems):
            if next_slot - slot < 0.3:
                painter.drawLine(QPointF(x, second), QPointF(next_x, second))

    def _colour(self, placed: PlacedStroke) -> QColor:
        colours = theme.colours()
        if abs(placed.late) <= ON_TIME:
            return colours.text
        return colours.accent if placed.late < 0 else colours.low_confidence

    def _on_theme_changed(self) -> None:
        self._layer = None
        self.update()
