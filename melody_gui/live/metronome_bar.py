"""The row above the staff: the metronome's tempo, metre, grid and click."""

import time

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from melody_gui import theme
from melody_gui.live.metronome import FASTEST_BPM, SLOWEST_BPM, DetectedTempo, TapTempo


class MetronomeBar(QWidget):
    """Controls of the metronome.

    `tempo_chosen` carries beats a minute; `tapped` the tempo of the taps and when the last one
    was; `follow_toggled` whether the metronome goes with the drummer.
    """

    tempo_chosen = Signal(float)
    tapped = Signal(float, float)
    follow_toggled = Signal(bool)
    beats_per_bar_chosen = Signal(int)
    division_chosen = Signal(int)
    click_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taps = TapTempo()
        self._make_tempo()
        self._make_choices()
        self.late_label = QLabel()
        self.late_label.setProperty("role", "dim")
        self.late_label.setAccessibleName(self.tr("Early or late on average"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (
            self.click_button, self.tempo_box, self.tap_button, self.follow_button,
            self.metre_box, self.division_box,
        ):  # fmt: skip
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.late_label)

    def set_tempo(self, bpm: float) -> None:
        """Show a tempo that was not set here."""
        self.tempo_box.blockSignals(True)
        self.tempo_box.setValue(bpm)
        self.tempo_box.blockSignals(False)

    def set_following(self, is_following: bool) -> None:
        """Show whether the metronome follows the drummer."""
        self.follow_button.setChecked(is_following)

    def set_click_on(self, is_on: bool) -> None:
        """Show whether the metronome sounds."""
        self.click_button.setChecked(is_on)

    def show_detected(self, detected: DetectedTempo | None) -> None:
        """Show the tempo that is heard."""
        if detected is None:
            self.follow_button.setText(self.tr("Follow me"))
        else:
            bpm = f"{detected.bpm:.0f}"
            self.follow_button.setText(self.tr("Follow me: {bpm}").format(bpm=bpm))
        self.follow_button.setShortcut("F12")

    def show_late(self, seconds: float | None) -> None:
        """Show by how much the last strokes were late on average, early if negative."""
        if seconds is None:
            self.late_label.setText("")
            return
        milliseconds = round(abs(seconds) * 1000)
        if milliseconds < 2:
            text = self.tr("On the beat")
        elif seconds < 0:
            text = self.tr("{n} ms early on average").format(n=milliseconds)
        else:
            text = self.tr("{n} ms late on average").format(n=milliseconds)
        self.late_label.setText(text)

    def tap(self, now: float | None = None) -> None:
        """One tap of the tempo, now or at a time of `time.perf_counter`."""
        now = time.perf_counter() if now is None else now
        bpm = self._taps.tap(now)
        if bpm is not None:
            self.set_tempo(bpm)
            self.tapped.emit(bpm, now)

    def _make_tempo(self) -> None:
        self.click_button = QToolButton()
        self.click_button.setCheckable(True)
        self.click_button.setIconSize(QSize(18, 18))
        self.click_button.setShortcut("Ctrl+K")
        self.click_button.setToolTip(self.tr("Metronome click (Ctrl+K); use headphones"))
        self.click_button.setAccessibleName(self.tr("Metronome click"))
        self.click_button.clicked.connect(self.click_toggled)
        theme.keep_icon(self.click_button, "metronome")
        self.tempo_box = QDoubleSpinBox(decimals=1, minimum=SLOWEST_BPM, maximum=FASTEST_BPM)
        self.tempo_box.setValue(100.0)
        self.tempo_box.setSuffix(self.tr(" bpm"))
        self.tempo_box.setKeyboardTracking(False)
        self.tempo_box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.tempo_box.setToolTip(self.tr("Tempo of the metronome in beats a minute"))
        self.tempo_box.setAccessibleName(self.tr("Tempo"))
        self.tempo_box.valueChanged.connect(self.tempo_chosen)
        self.tap_button = QPushButton(self.tr("Tap"))
        self.tap_button.setShortcut("F4")
        self.tap_button.setToolTip(self.tr("Tap the tempo, four times or more (F4)"))
        self.tap_button.setAccessibleName(self.tr("Tap the tempo"))
        # The tap counts when the button goes down, not when it comes up.
        self.tap_button.pressed.connect(self.tap)
        self.follow_button = QPushButton(self.tr("Follow me"))
        self.follow_button.setCheckable(True)
        self.follow_button.setShortcut("F12")
        self.follow_button.setMinimumWidth(124)
        self.follow_button.setToolTip(
            self.tr("Let the metronome follow the tempo that you play (F12)")
        )
        self.follow_button.setAccessibleName(self.tr("Follow my tempo"))
        self.follow_button.clicked.connect(self.follow_toggled)

    def _make_choices(self) -> None:
        self.metre_box = QComboBox()
        for n_beats in (2, 3, 4, 5, 6, 7):
            self.metre_box.addItem(f"{n_beats}/4", n_beats)
        self.metre_box.setCurrentIndex(self.metre_box.findData(4))
        self.metre_box.setToolTip(self.tr("Beats in a bar"))
        self.metre_box.setAccessibleName(self.tr("Metre"))
        self.metre_box.activated.connect(
            lambda index: self.beats_per_bar_chosen.emit(self.metre_box.itemData(index))
        )
        self.division_box = QComboBox()
        for text, division in (
            (self.tr("Eighths"), 2),
            (self.tr("Triplets"), 3),
            (self.tr("Sixteenths"), 4),
        ):
            self.division_box.addItem(text, division)
        self.division_box.setCurrentIndex(self.division_box.findData(4))
        self.division_box.setToolTip(self.tr("The grid that your strokes are held against"))
        self.division_box.setAccessibleName(self.tr("Grid"))
        self.division_box.activated.connect(
            lambda index: self.division_chosen.emit(self.division_box.itemData(index))
        )
