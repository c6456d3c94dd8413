"""The bar of playing: start and stop, place, loop, speed, click, balance and volume."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from melody_gui import theme
from melody_gui.panels.click_menu import ClickMenuButton
from melody_gui.panels.controls import (
    ElidedLabel,
    IconLabel,
    Slider,
    describe,
    icon_button,
    label,
    line,
)
from melody_gui.panels.place_display import PlaceDisplay
from melody_gui.panels.times import bars_text

if TYPE_CHECKING:
    from core.beats import BeatGrid
    from melody_gui.document import Document

SLOWEST, FASTEST = 0.25, 1.5


class TransportBar(QWidget):
    """Wishes of playing as signals, and setters that show what holds.

    Speed is a factor .25..1.5; balance 0 is the song alone, 1 the drums alone; volume 0..1.
    """

    play_toggled = Signal()
    to_start_requested = Signal()
    loop_toggled = Signal(bool)
    speed_changed = Signal(float)
    clicks_toggled = Signal(bool)
    click_level_changed = Signal(float)
    eighths_toggled = Signal(bool)
    count_in_toggled = Signal(bool)
    balance_changed = Signal(float)
    volume_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._position = 0.0
        self._is_playing = False
        self._shortcuts: dict[str, str] = {}
        self._is_speed_pending = False
        self._make_buttons()
        self._make_sliders()
        self._lay_out()
        self._describe()
        self._paint_play()
        self._show_speed(self.speed.value())
        self.set_document(None)

    # Showing what holds.

    def set_document(self, document: "Document | None") -> None:
        """Show places and the loop of this song."""
        if self._document:
            self._document.loop_changed.disconnect(self._on_loop_changed)
            self._document.transcription_changed.disconnect(self._on_loop_changed)
            self._document.song_loaded.disconnect(self._on_song_loaded)
        self._document = document
        if document:
            document.loop_changed.connect(self._on_loop_changed)
            document.transcription_changed.connect(self._on_loop_changed)
            document.song_loaded.connect(self._on_song_loaded)
        self._on_song_loaded()
        self._on_loop_changed()

    def set_playing(self, is_playing: bool) -> None:
        """Show that the player plays, or that it doesn't."""
        self._is_playing = is_playing
        self._paint_play()
        self.describe_shortcuts(self._shortcuts)

    def set_playhead(self, seconds: float) -> None:
        """Show the place that is played."""
        self._position = seconds
        self.display.show_place(seconds, self._grid())

    def set_waiting(self, is_waiting: bool) -> None:
        """Show that playing waits for sound that is still being made."""
        self.display.show_waiting(is_waiting)

    def set_count(self, number: int) -> None:
        """Show the beat of the count-in that sounds, 1, 2, 3, 4; 0 when it is over."""
        self.display.show_count(number)

    def set_speed_pending(self, is_pending: bool) -> None:
        """Show that the chosen speed is not heard yet."""
        self._is_speed_pending = is_pending
        self._show_speed(self.speed.value())

    def set_speed(self, speed: float) -> None:
        """Show the speed, a factor."""
        self.speed.show_value(round(100 * speed))
        self._show_speed(round(100 * speed))

    def set_balance(self, balance: float) -> None:
        """Show the balance: 0 the song, 1 the drums."""
        self.balance.show_value(round(100 * balance))

    def set_volume(self, volume: float) -> None:
        """Show the volume, 0..1."""
        self.volume.show_value(round(100 * volume))

    def set_clicks(self, is_on: bool) -> None:
        """Show whether the metronome clicks."""
        self.clicks.setChecked(is_on)

    def set_click_level(self, level: float) -> None:
        """Show the loudness of metronome and count-in, 0..1."""
        self.click_menu.show_level(level)

    def set_eighths(self, is_on: bool) -> None:
        """Show whether the metronome clicks eighths."""
        self.click_menu.show_eighths(is_on)

    def set_count_in(self, is_on: bool) -> None:
        """Show whether a bar is counted in."""
        self.count_in.setChecked(is_on)

    def describe_shortcuts(self, keys: dict[str, str]) -> None:
        """Name the keys in the tooltips: of "play", "to_start", "loop", "clicks", "count_in"."""
        self._shortcuts = dict(keys)
        play = self.tr("Pause") if self._is_playing else self.tr("Play")
        describe(self.play, play, keys.get("play", ""))
        describe(self.to_start, self.tr("Back to the start"), keys.get("to_start", ""))
        describe(self.loop, self.tr("Loop over these bars"), keys.get("loop", ""))
        describe(self.clicks, self.tr("Metronome on the beats of the song"), keys.get("clicks", ""))
        describe(self.count_in, self.tr("Count in a bar before playing"), keys.get("count_in", ""))

    # Making the controls.

    def _make_buttons(self) -> None:
        self.to_start = icon_button("to-start", "")
        self.to_start.clicked.connect(self.to_start_requested)
        self.play = QToolButton()
        self.play.setProperty("role", "play")
        self.play.setFixedSize(36, 36)
        self.play.setIconSize(QSize(20, 20))
        self.play.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.play.setCursor(Qt.CursorShape.PointingHandCursor)
        self.play.clicked.connect(self.play_toggled)
        self.loop = icon_button("loop", "", is_checkable=True)
        self.loop_bars = ElidedLabel("", "dim")
        self.loop.clicked.connect(self._on_loop_clicked)
        self.clicks = icon_button("metronome", "", is_checkable=True)
        self.clicks.clicked.connect(self.clicks_toggled)
        self.click_menu = ClickMenuButton()
        self.click_menu.level_changed.connect(self.click_level_changed)
        self.click_menu.eighths_toggled.connect(self.eighths_toggled)
        self.count_in = icon_button("count-in", "", is_checkable=True)
        self.count_in.clicked.connect(self.count_in_toggled)
        self.mute = icon_button("volume", self.tr("Silence the sound"), is_checkable=True)
        self.mute.toggled.connect(self._on_muted)

    def _make_sliders(self) -> None:
        self.speed = Slider(round(100 * SLOWEST), round(100 * FASTEST), 100)
        self.speed.setProperty("centred", True)
        self.speed.moved.connect(self._on_speed_moved)
        self.balance = Slider(0, 100, 0)
        self.balance.setProperty("centred", True)
        self.balance.moved.connect(lambda value: self.balance_changed.emit(value / 100))
        self.volume = Slider(0, 100, 80)
        self.volume.moved.connect(self._on_volume_moved)
        for slider in (self.speed, self.balance, self.volume):
            slider.was_reset.connect(partial(_announce, slider))
        for slider, width in ((self.speed, 120), (self.balance, 96), (self.volume, 88)):
            slider.setMinimumWidth(width * 2 // 3)
            slider.setMaximumWidth(width)

    def _lay_out(self) -> None:
        self.display = PlaceDisplay()
        self._percent = label()
        room = self.fontMetrics().horizontalAdvance
        self._percent.setFixedWidth(room(self._speed_text(150, is_pending=True)) + 2)
        bars = QCoreApplication.translate("Times", "bars {first}–{last}")
        self.loop_bars.setFixedWidth(room(bars.format(first=888, last=888)))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(6)
        row.addWidget(self.to_start)
        row.addWidget(self.play)
        row.addSpacing(8)
        row.addWidget(self.display)
        row.addSpacing(4)
        row.addWidget(line(is_upright=True))
        row.addWidget(self.clicks)
        row.addSpacing(-6)
        # The loop's bars stand last, where their coming and going moves no control.
        for widget in (self.click_menu, self.count_in, self.loop, self.loop_bars):
            row.addWidget(widget)
        row.addStretch(1)
        for group in (
            (IconLabel("speed"), self.speed, self._percent),
            (IconLabel("song"), self.balance, IconLabel("drums")),
            (self.mute, self.volume),
        ):
            for part in group:
                row.addWidget(part)
            row.addSpacing(10)
        self.setFixedHeight(52)

    def _describe(self) -> None:
        describe(self.speed, self.tr("Speed, with the pitch kept; double click for 100 %"))
        describe(
            self.balance, self.tr("Balance of the song and Melody's drums; double click for song")
        )
        describe(self.volume, self.tr("Volume; double click for the usual one"))
        self.describe_shortcuts({})

    def _paint_play(self) -> None:
        theme.keep_icon(self.play, "pause" if self._is_playing else "play", "accent_text")

    def _grid(self) -> "BeatGrid | None":
        found = self._document.transcription if self._document else None
        return found.grid if found else None

    def _show_speed(self, percent: int) -> None:
        self._percent.setText(self._speed_text(percent, is_pending=self._is_speed_pending))
        role = "dim" if self._is_speed_pending else ""
        if self._percent.property("role") != role:
            self._percent.setProperty("role", role)
            self._percent.style().polish(self._percent)

    def _speed_text(self, percent: int, *, is_pending: bool) -> str:
        text = self.tr("{percent} %…") if is_pending else self.tr("{percent} %")
        return text.format(percent=percent)

    # What happens.

    def _on_song_loaded(self) -> None:
        can_play = self._document is not None and self._document.song is not None
        for control in (
            self.play, self.to_start, self.loop, self.clicks, self.click_menu, self.count_in,
        ):  # fmt: skip
            control.setEnabled(can_play)
        for slider in (self.speed, self.balance):
            slider.setEnabled(can_play)
        self.set_playhead(self._position if can_play else 0.0)

    def _on_loop_changed(self) -> None:
        loop = self._document.loop if self._document else None
        self.loop.setChecked(loop is not None)
        self.loop_bars.setText(bars_text(self._grid(), *loop) if loop else "")
        self.set_playhead(self._position)

    def _on_loop_clicked(self, is_on: bool) -> None:
        self.loop_toggled.emit(is_on)
        # Whether there is a loop now, the document knows.
        self._on_loop_changed()

    def _on_speed_moved(self, percent: int) -> None:
        if abs(percent - 100) <= 2:
            percent = 100
            self.speed.show_value(percent)
        self._show_speed(percent)
        self.speed_changed.emit(percent / 100)

    def _on_volume_moved(self, percent: int) -> None:
        self.mute.setChecked(False)
        self.volume_changed.emit(percent / 100)

    def _on_muted(self, is_muted: bool) -> None:
        theme.keep_icon(self.mute, "volume-off" if is_muted else "volume")
        self.volume_changed.emit(0.0 if is_muted else self.volume.value() / 100)


def _announce(slider: Slider) -> None:
    slider.moved.emit(slider.value())
