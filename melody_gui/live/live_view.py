"""The live page: what the microphone hears, shown as it is played."""

import statistics
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from melody_gui.job import Callbacks, Failure, JobRunner, Lane
from melody_gui.live.beat_keeper import BeatKeeper
from melody_gui.live.figures import Figures
from melody_gui.live.hearing import FellBehind, Heard, Prepared, Transcriber, core_transcriber, hear
from melody_gui.live.input_bar import InputBar
from melody_gui.live.kit_pads import KitPads, PaintedStroke
from melody_gui.live.message_bar import MessageBar
from melody_gui.live.metronome import Metronome
from melody_gui.live.metronome_bar import MetronomeBar
from melody_gui.live.rolling_views import RollingActivations, RollingSpectrogram
from melody_gui.live.staff_strip import StaffStrip
from melody_gui.live.takes import Takes
from melody_gui.microphone import BlockQueue, Microphone
from melody_gui.sound_devices import SoundDevice, SoundDeviceError, portaudio

if TYPE_CHECKING:
    from core.checkpoint import Checkpoint

_TICK_MS = 33
_N_LATENCIES = 40
# Seconds between looks at the tempo and the like.
_SLOW_TICK = 0.4
_WARNING_MS = 6000


class LiveView(QWidget):
    """Listens to a microphone and shows strokes as they are played.

    `take_recorded` carries the file of a finished take, `input_device_chosen` the key of a
    device, `strokes_painted` the `PaintedStroke`s that were just put on the screen; `closed`
    fires when the user wants to go back.
    """

    take_recorded = Signal(Path)
    input_device_chosen = Signal(str)
    listening_changed = Signal(bool)
    strokes_painted = Signal(object)
    closed = Signal()

    def __init__(
        self,
        runner: JobRunner,
        microphone: Microphone,
        load_checkpoint: "Callable[[], Checkpoint]",
        takes_folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._microphone = microphone
        self._load_checkpoint = load_checkpoint
        self.make_transcriber: Callable[[Checkpoint], Transcriber] = core_transcriber
        self._takes_folder = takes_folder
        self._blocks: BlockQueue | None = None
        self._is_prepared = False
        self._device = ""
        self._has_listed_devices = self._is_listing_devices = False
        self._wants_to_start = False
        self._latencies: deque[float] = deque(maxlen=_N_LATENCIES)
        self._slow_tick_at = 0.0
        self.tick_intervals: deque[float] = deque(maxlen=3000)
        self._ticked_at = 0.0
        self._make_widgets()
        self._lay_out()
        self._connect()

    @property
    def is_listening(self) -> bool:
        """True while the microphone is open for this page."""
        return self._blocks is not None

    @property
    def is_prepared(self) -> bool:
        """True while the network hears."""
        return self._is_prepared

    @property
    def is_recording(self) -> bool:
        """True while a take is written."""
        return self._takes.is_recording

    @property
    def metronome(self) -> Metronome:
        """The metronome that strokes are held against."""
        return self.beat_keeper.metronome

    @property
    def latency(self) -> float | None:
        """Seconds from sound to screen, the median of the last strokes."""
        return statistics.median(self._latencies) if self._latencies else None

    def set_input_device(self, key: str) -> None:
        """Listen to that device from now on; "" is the system's default."""
        if key == self._device:
            return
        self._device = key
        self._list_devices()
        if self.is_listening:
            self._takes.finish()
            self.stop()
            self.start()

    def set_output_device(self, key: str) -> None:
        """Click there from the next time that the click is switched on."""
        self.beat_keeper.output_device = key

    def start(self) -> None:
        """Open the microphone and show what it hears."""
        if self.is_listening:
            return
        if self._is_listing_devices:
            # The sound library cannot open a device while it looks for others.
            self._wants_to_start = True
            return
        self.message_bar.clear()
        if not self._microphone.start(self._device):
            self.input_bar.set_listening(False)
            return
        self._blocks = self._microphone.listen()
        self._clear()
        self.pads.set_hint(self.tr("Getting ready…"))
        self._runner.start(
            "",
            hear(self._load_checkpoint, self.make_transcriber, self._blocks),
            Callbacks(on_report=self._on_report, on_failure=self._on_job_failed),
            lane=Lane.LIVE,
            key="live",
        )
        self.input_bar.set_listening(True)
        self.staff.set_running(True)
        self._timer.start()
        self.listening_changed.emit(True)

    def stop(self) -> None:
        """Close the microphone; a take that is being recorded is finished."""
        self._wants_to_start = False
        if not self.is_listening:
            return
        assert self._blocks is not None
        self._takes.finish()
        self._runner.cancel("live")
        self._microphone.unlisten(self._blocks)
        self._blocks = None
        self._is_prepared = False
        self._microphone.stop()
        self._timer.stop()
        self.beat_keeper.set_click(False)
        self.input_bar.set_listening(False)
        self.input_bar.meter.clear()
        self.staff.set_running(False)
        self.pads.clear()
        self.pads.set_hint(self._idle_hint())
        self.listening_changed.emit(False)

    def shut_down(self) -> None:
        """Let the microphone go; a take that was being recorded stays on disk, unopened."""
        self.blockSignals(True)
        self.stop()
        self.blockSignals(False)

    def showEvent(self, event: QShowEvent) -> None:
        """Look for devices the first time that the page is seen."""
        super().showEvent(event)
        if not self._has_listed_devices:
            self._has_listed_devices = True
            self._list_devices()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody listens to a page that is not seen, except to record."""
        super().hideEvent(event)
        if not event.spontaneous() and not self.is_recording:
            self.stop()

    # Putting together.

    def _make_widgets(self) -> None:
        self.input_bar = InputBar()
        self.message_bar = MessageBar()
        self.pads = KitPads()
        self.pads.set_hint(self._idle_hint())
        self.figures = Figures()
        self.spectrogram = RollingSpectrogram()
        self.activations = RollingActivations()
        self.metronome_bar = MetronomeBar()
        self.staff = StaffStrip()
        self.beat_keeper = BeatKeeper(self.metronome_bar, self.staff)
        self._takes = Takes(self._microphone, self._takes_folder, self.input_bar)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._message_timer = QTimer(self)
        self._message_timer.setSingleShot(True)
        self._message_timer.setInterval(_WARNING_MS)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.figures)
        right.addWidget(self.spectrogram, 2)
        right.addWidget(self.activations, 3)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.pads, 11)
        middle.addLayout(right, 9)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.input_bar)
        layout.addWidget(self.message_bar)
        layout.addLayout(middle, 5)
        layout.addWidget(self.metronome_bar)
        layout.addWidget(self.staff, 2)

    def _connect(self) -> None:
        bar = self.input_bar
        bar.listening_toggled.connect(self._on_listening_toggled)
        bar.recording_toggled.connect(self._on_recording_toggled)
        bar.device_chosen.connect(self._on_device_chosen)
        bar.refresh_requested.connect(self._list_devices)
        bar.close_requested.connect(self._on_close_requested)
        self.message_bar.retried.connect(self.start)
        self._message_timer.timeout.connect(self.message_bar.clear)
        self._microphone.level_changed.connect(self._on_level_changed)
        self._microphone.failed.connect(self._on_microphone_failed)
        self._microphone.overflowed.connect(self._on_overflowed)
        self._takes.recorded.connect(self.take_recorded)
        self._takes.too_short.connect(self._on_take_too_short)
        self._takes.failed.connect(self._on_take_failed)
        self.beat_keeper.click_failed.connect(self._warn)
        self.pads.strokes_painted.connect(self._on_strokes_painted)
        self._timer.timeout.connect(self._on_tick)

    def _idle_hint(self) -> str:
        return self.tr("Press Listen and play")

    # What the worker reports.

    def _on_report(self, report: Any) -> None:
        if isinstance(report, Heard):
            self._on_heard(report)
        elif isinstance(report, Prepared):
            self._is_prepared = True
            self.spectrogram.set_bands(report.band_frequencies, report.frame_rate)
            self.activations.set_drums(report.drum_names, report.frame_rate)
            self.pads.set_hint("")
        elif isinstance(report, FellBehind):
            self._warn(
                self.tr(
                    "The computer is too busy: {n} s were not heard here. A recording has them."
                ).format(n=f"{report.seconds:.1f}")
            )

    def _on_heard(self, heard: Heard) -> None:
        if heard.strokes:
            # First of all: the pads are painted before this returns.
            self.pads.show_strokes(heard.strokes)
            self.activations.add_strokes(heard.strokes)
            self.staff.add_strokes(heard.strokes)
            self.beat_keeper.add_strokes(heard.strokes)
        self.spectrogram.push(heard.spectrogram)
        self.activations.push(heard.activations, heard.first_frame)

    def _on_strokes_painted(self, painted: tuple[PaintedStroke, ...]) -> None:
        self._latencies.extend(each.latency for each in painted)
        self.strokes_painted.emit(painted)

    def _on_job_failed(self, failure: Failure) -> None:
        self.stop()
        self._say_error(failure.message, can_retry=True)

    # The clock.

    def _on_tick(self) -> None:
        now = time.perf_counter()
        if self._ticked_at:
            self.tick_intervals.append(now - self._ticked_at)
        self._ticked_at = now
        self.pads.prepare()
        self.spectrogram.roll()
        self.activations.roll()
        self.staff.roll()
        if now - self._slow_tick_at >= _SLOW_TICK:
            self._slow_tick_at = now
            self._show_figures(now)
            self._takes.show_length()

    def _show_figures(self, now: float) -> None:
        detected = self.beat_keeper.look(now)
        self.figures.strokes.setText(str(self.beat_keeper.strokes_per_minute(now)))
        self.figures.tempo.setText(f"{detected.bpm:.0f}" if detected else "–")
        latency = self.latency
        self.figures.latency.setText("–" if latency is None else f"{1000 * latency:.0f}")

    def _clear(self) -> None:
        self.beat_keeper.clear()
        self._latencies.clear()
        self.tick_intervals.clear()
        self._ticked_at = 0.0
        self.staff.clear()
        self.figures.clear()

    # Messages.

    def _warn(self, text: str) -> None:
        """Say something that passes."""
        self.message_bar.say(text)
        self._message_timer.start()

    def _say_error(self, text: str, *, can_retry: bool) -> None:
        self._message_timer.stop()
        self.message_bar.say(text, is_error=True, can_retry=can_retry)

    # The microphone.

    def _list_devices(self) -> None:
        """Look for devices beside the window: that takes a while on some systems."""
        if self._is_listing_devices:
            return
        self._is_listing_devices = True
        self._runner.start(
            "",
            lambda work: self._microphone.devices(),
            Callbacks(
                on_result=self._on_devices_listed,
                on_failure=lambda failure: self._on_devices_listed(()),
                on_cancelled=lambda: self._on_devices_listed(()),
            ),
            lane=Lane.SOUND,
        )

    def _on_devices_listed(self, devices: tuple[SoundDevice, ...]) -> None:
        self._is_listing_devices = False
        self.input_bar.set_devices(devices, self._device)
        if self._wants_to_start:
            self._wants_to_start = False
            self.start()
        elif not devices:
            self._say_error(self._why_no_devices(), can_retry=False)
        elif not self.is_listening:
            self.message_bar.clear()

    def _why_no_devices(self) -> str:
        try:
            portaudio()
        except SoundDeviceError as error:
            return str(error)
        return self.tr("No microphone was found. Connect one, then look for devices again.")

    def _on_listening_toggled(self, is_wished: bool) -> None:
        if is_wished:
            self.start()
        else:
            self.message_bar.clear()
            self.stop()

    def _on_device_chosen(self, key: str) -> None:
        self.set_input_device(key)
        self.input_device_chosen.emit(key)

    def _on_level_changed(self, peak: float, _rms: float, _clipped: bool) -> None:
        if self.is_listening:
            self.input_bar.meter.show_peak(peak)

    def _on_microphone_failed(self, reason: str) -> None:
        self.stop()
        self._say_error(reason, can_retry=True)

    def _on_overflowed(self, n_times: int) -> None:
        if self.is_listening:
            self._warn(
                self.tr(
                    "Some sound was lost because the computer was busy (so far: {n} times)."
                ).format(n=n_times)
            )

    def _on_close_requested(self) -> None:
        self.stop()
        self.closed.emit()

    def _on_recording_toggled(self, is_wished: bool) -> None:
        if not is_wished:
            self._takes.finish()
        elif self.is_listening:
            self._takes.begin()

    def _on_take_too_short(self) -> None:
        self._warn(self.tr("A take must last a second at least."))

    def _on_take_failed(self, reason: str) -> None:
        self._say_error(reason, can_retry=False)
