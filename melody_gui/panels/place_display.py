"""Where playing is: time, bar and beat; the beats of a count-in in large instead."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont, QFontDatabase, QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from melody_gui import theme
from melody_gui.panels.controls import label
from melody_gui.panels.times import clock, place_text

if TYPE_CHECKING:
    from core.beats import BeatGrid

_TIME_PIXELS, _COUNT_PIXELS = 17, 32


class PlaceDisplay(QStackedWidget):
    """Shows the place in the song; as wide as it ever gets, so that nothing beside it moves."""

    def __init__(self) -> None:
        super().__init__()
        self.time, self.place = label("0:00.0"), label("", "dim")
        self.big_count = _Count()
        self._tenth = -1
        self._place_text = ""
        self._is_waiting = False
        self.time.setFont(_digits(_TIME_PIXELS))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self.time)
        column.addWidget(self.place)
        column.addStretch(1)
        self.addWidget(page)
        self.addWidget(self.big_count)
        self.time.setToolTip(self.tr("Place in the song: minutes, seconds, tenths"))
        self.time.setAccessibleName(self.tr("Place in the song"))
        self.place.setToolTip(self.tr("Bar and beat"))
        self._waiting_text = self.tr("preparing…")
        bar = QCoreApplication.translate("Times", "bar {bar}.{beat}").format(bar=888, beat=8)
        self.ensurePolished()
        room = self.fontMetrics().horizontalAdvance
        digits = self.time.fontMetrics().horizontalAdvance("00:00.0")
        self.setFixedWidth(max(room(bar), room(self._waiting_text), digits) + 4)

    def show_place(self, seconds: float, grid: "BeatGrid | None") -> None:
        """Show a time of the song, and its bar and beat."""
        tenth = int(seconds * 10 + 1e-6)
        if tenth != self._tenth:
            self._tenth = tenth
            self.time.setText(clock(seconds, has_tenths=True))
        self._place_text = place_text(grid, seconds)
        self._show_below()

    def show_waiting(self, is_waiting: bool) -> None:
        """Say that playing waits for sound that is still being made."""
        self._is_waiting = is_waiting
        self._show_below()

    def show_count(self, number: int) -> None:
        """Show the beat of a count-in in large; 0: the place again."""
        self.big_count.show_number(number)
        self.setCurrentIndex(1 if number else 0)

    def _show_below(self) -> None:
        text = self._waiting_text if self._is_waiting else self._place_text
        if text != self.place.text():
            self.place.setText(text)


class _Count(QWidget):
    """A large number in the accent's colour."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        self.setAccessibleName(self.tr("Count-in"))
        theme.notifier().changed.connect(self.update)

    def show_number(self, number: int) -> None:
        self.number = number
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(_digits(_COUNT_PIXELS))
            painter.setPen(theme.colours().accent)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self.number))


def _digits(pixels: int) -> QFont:
    """The system's font with figures of one width."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(pixels)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setWeight(QFont.Weight.DemiBold)
    return font
