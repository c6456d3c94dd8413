"""Plays a song with its transcription and a metronome; knows to the sample where it is.

Without a sound device everything goes on in silence, the playhead included.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from core.playback.click import CountIn, Subdivision, count_in, render_count_in
from core.playback.deck import Deck
from core.playback.mixing import Mix, to_int16
from core.playback.tape import Tape
from core.song import SAMPLE_RATE
from melody_gui.job import JobRunner
from melody_gui.sound_devices import SoundDevice, SoundDeviceError, output_devices
from melody_gui.sound_output import Output, SilentClock, SoundOutput
from melody_gui.tape_maker import AnySamples, TapeMaker

if TYPE_CHECKING:
    from core.beats import BeatGrid
    from core.onsets import Onset

_TICK = 16  # milliseconds
# Seconds after which a paused player lets the device go.
_IDLE = 3.0


class Player(QObject):
    """The one place where sound comes out.

    `position_changed` carries seconds of the song, about 60 times a second while it plays;
    `sound_lost` a sentence that says why nothing is heard (the clock goes on in silence), and
    `sound_found` fires when there is sound again. `wished_speed_changed` carries the speed that
    was chosen, `speed_changed` the one that sounds from now on; between the two
    `speed_pending_changed` is True, and `speed_progressed` tells how far its making has got.
    `waiting_changed` is True while playing waits for sound that is still being made; `counted`
    carries each beat of a count-in as it sounds (1, 2, 3, 4), and 0 when that is over.
    """

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    waiting_changed = Signal(bool)
    counting_in_changed = Signal(bool)
    counted = Signal(int)
    loop_changed = Signal()
    mix_changed = Signal()
    speed_changed = Signal(float)
    wished_speed_changed = Signal(float)
    speed_pending_changed = Signal(bool)
    speed_progressed = Signal(float)
    speed_failed = Signal(str)
    sound_lost = Signal(str)
    sound_found = Signal()

    def __init__(
        self, jobs: JobRunner, parent: QObject | None = None, *, output_device: str = ""
    ) -> None:
        super().__init__(parent)
        self._device = output_device
        self._deck = Deck()
        self._output: Output | None = None
        self._has_lost_sound = False
        self._tape = Tape()
        self._duration = 0.0
        self._grid: BeatGrid | None = None
        self._n_bars_of_count_in = 0
        self._position = 0.0
        self._is_playing = self._is_counting_in = self._is_waiting = False
        self._is_waiting_for_tape = self._is_speed_pending = False
        self._count_in = CountIn()
        self._count = 0
        self._idle_since = 0.0
        self._maker = TapeMaker(jobs, self)
        self._maker.tape_made.connect(self._on_tape_made)
        self._maker.progressed.connect(self.speed_progressed)
        self._maker.speed_failed.connect(self._on_speed_failed)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._on_tick)

    # What is played.

    def set_song(self, samples: AnySamples | None) -> None:
        """Load samples `(n_samples,)` or `(n_samples, 2)` at 44.1 kHz; None unloads.

        Stops, goes to the start, forgets loop, strokes and grid; but samples as long as those
        that are loaded replace them without a break: the same song in stereo.
        """
        if samples is not None and len(samples) == round(self._duration * SAMPLE_RATE):
            self._maker.replace_song(samples)
            return
        self.pause()
        self.set_loop(None)
        self._grid = None
        self._duration = 0.0 if samples is None else len(samples) / SAMPLE_RATE
        self._tape = Tape(speed=self._maker.speed)
        self._deck.load(self._tape)
        self.seek(0.0)
        self._maker.set_song(samples)
        self._update_speed_pending()

    def set_onsets(self, onsets: "Sequence[Onset]") -> None:
        """Strokes for the drums to play; heard a moment later."""
        self._maker.set_onsets(onsets)

    def set_grid(self, grid: "BeatGrid | None") -> None:
        """Beats for the metronome and the count-in."""
        self._grid = grid
        self._maker.set_grid(grid)

    @property
    def duration(self) -> float:
        """Length of the song in seconds, 0 without a song."""
        return self._duration

    # Playing.

    @property
    def position(self) -> float:
        """The time of the song, in seconds, that is heard now."""
        return self._position

    @property
    def is_playing(self) -> bool:
        """True from `play` to `pause` or the song's end."""
        return self._is_playing

    @property
    def is_waiting(self) -> bool:
        """True while playing waits for sound that is still being made."""
        return self._is_waiting

    @property
    def is_counting_in(self) -> bool:
        """True while the count-in clicks before the song goes on."""
        return self._is_counting_in

    @Slot()
    def play(self) -> None:
        """Start at the playhead; at the loop's or song's start if it lies outside or at the end."""
        if self._is_playing or not self._duration:
            return
        self._set_playing(True)
        if not self._tape.n_samples:
            self._is_waiting_for_tape = True
            self._set_waiting(True)
            return
        self._start()

    @Slot()
    def pause(self) -> None:
        """Stop where the playhead is."""
        if not self._is_playing:
            return
        self._is_waiting_for_tape = False
        self._deck.pause()
        self._obey()
        self._idle_since = time.perf_counter()
        self._set_counting_in(False)
        self._set_waiting(False)
        self._set_playing(False)

    @Slot()
    def toggle(self) -> None:
        """Play, or pause."""
        if self._is_playing:
            self.pause()
        else:
            self.play()

    @Slot(float)
    def seek(self, seconds: float) -> None:
        """Go to a time of the song; playing goes on there."""
        self._set_counting_in(False)
        self._deck.seek(min(max(seconds, 0.0), self._duration))
        self._obey()
        self._set_position(min(max(seconds, 0.0), self._duration))

    # Loop, speed, levels.

    @property
    def loop(self) -> tuple[float, float] | None:
        """Start and end of the loop in seconds."""
        return self._deck.loop

    def set_loop(self, span: tuple[float, float] | None) -> None:
        """Repeat from start to end, in seconds; None plays through. Shortest is 0.1 s."""
        if span != self._deck.loop:
            self._deck.loop = self._maker.loop = span
            self.loop_changed.emit()

    @property
    def speed(self) -> float:
        """The speed that sounds now; 1 is the song's own."""
        return self._tape.speed

    @property
    def wished_speed(self) -> float:
        """The speed that was chosen last; it may still be in the making."""
        return self._maker.speed

    @Slot(float)
    def set_speed(self, speed: float) -> None:
        """Choose 0.25..1.5; the old speed goes on until the new one is made."""
        is_other = speed != self._maker.speed
        self._maker.set_speed(speed)
        if is_other:
            self.wished_speed_changed.emit(speed)
            self._update_speed_pending()

    @property
    def is_speed_pending(self) -> bool:
        """True until the speed that was chosen last is heard."""
        return self._is_speed_pending

    @property
    def mix(self) -> Mix:
        """The levels."""
        return self._deck.mix

    @Slot(float)
    def set_volume(self, volume: float) -> None:
        """Loudness of everything, 0..1."""
        self._set_mix(volume=volume)

    @Slot(float)
    def set_balance(self, balance: float) -> None:
        """0 is the song alone, 1 the drums alone."""
        self._set_mix(balance=balance)
        self._maker.set_needs_drums(balance > 0)

    @Slot(bool)
    def set_click_on(self, is_on: bool) -> None:
        """Switch the metronome."""
        self._set_mix(is_click_on=is_on)

    @Slot(float)
    def set_click_level(self, level: float) -> None:
        """Loudness of metronome and count-in, 0..1."""
        self._set_mix(click_level=level)

    def set_click_subdivision(self, subdivision: Subdivision) -> None:
        """Beats alone, or eighths between them."""
        self._maker.set_subdivision(subdivision)

    @Slot(int)
    def set_count_in(self, n_bars: int) -> None:
        """Bars that are clicked before playing starts; 0 for none."""
        self._n_bars_of_count_in = n_bars

    # Single sounds.

    def sound(self, samples: NDArray[np.float32]) -> None:
        """Sound `(n_samples,)` or `(n_samples, 2)` once, beside whatever plays."""
        stereo = samples[:, None] if samples.ndim == 1 else samples
        self._need_output()
        self._deck.sound(np.ascontiguousarray(np.broadcast_to(stereo, (len(stereo), 2))))
        self._idle_since = time.perf_counter() + len(samples) / SAMPLE_RATE

    # The device.

    @property
    def has_sound(self) -> bool:
        """False while the clock runs in silence."""
        return not self._has_lost_sound

    @property
    def n_underflows(self) -> int:
        """Gaps that the open device has reported."""
        return self._output.n_underflows if isinstance(self._output, SoundOutput) else 0

    def devices(self) -> tuple[SoundDevice, ...]:
        """Devices to choose from; none where PortAudio is missing."""
        try:
            return output_devices()
        except SoundDeviceError:
            return ()

    @Slot(str)
    def choose_device(self, key: str) -> None:
        """Play on another device, named by its `key`; "" is the system's default."""
        self._device = key
        if self._output is not None:
            self._close_output()
            self._need_output()

    def shut_down(self) -> None:
        """Stop and let the device go; for closing the window."""
        self.pause()
        self._maker.cancel()
        self._close_output()

    def _start(self) -> None:
        loop = self._deck.loop
        start = self._position
        if loop and not loop[0] <= start < loop[1]:
            start = loop[0]
        elif start >= self._tape.duration - 1e-3:
            start = 0.0
        if start != self._position:
            self.seek(start)
        lead = None
        if self._n_bars_of_count_in and self._grid is not None:
            bars_and_speed = self._n_bars_of_count_in, self._tape.speed
            lead = to_int16(render_count_in(self._grid, start, *bars_and_speed))
            self._count_in = count_in(self._grid, start, *bars_and_speed)
        self._need_output()
        self._deck.play(lead)

    def _need_output(self) -> None:
        if self._output is None or not self._output.has_sound:
            self._close_output()
            try:
                self._output = SoundOutput(self._deck, self._device)
            except SoundDeviceError as error:
                self._lose_sound(str(error))
            else:
                self._find_sound()
        self._timer.start()

    def _lose_sound(self, reason: str) -> None:
        self._close_output()
        self._output = SilentClock(self._deck)
        self._timer.start()
        if not self._has_lost_sound:
            self._has_lost_sound = True
            self.sound_lost.emit(
                self.tr("{reason} The playhead goes on in silence.").format(reason=reason)
            )

    def _find_sound(self) -> None:
        if self._has_lost_sound:
            self._has_lost_sound = False
            self.sound_found.emit()

    def _close_output(self) -> None:
        self._timer.stop()
        if self._output is not None:
            self._output.close()
            self._output = None
        self._deck.obey()

    def _obey(self) -> None:
        if self._output is None:
            self._deck.obey()

    def _on_tape_made(self, tape: Tape) -> None:
        has_new_speed = tape.speed != self._tape.speed
        self._tape = tape
        self._deck.load(tape)
        if has_new_speed and not self._is_playing:
            # A change of speed rounds the place to a sample; the playhead stays where it is.
            self._deck.seek(self._position)
        self._obey()
        if self._is_waiting_for_tape and tape.n_samples:
            self._is_waiting_for_tape = False
            self._set_waiting(False)
            self._start()
        if has_new_speed:
            self.speed_changed.emit(tape.speed)
        self._update_speed_pending()

    def _on_speed_failed(self, reason: str) -> None:
        self.wished_speed_changed.emit(self._maker.speed)
        self._update_speed_pending()
        self.speed_failed.emit(reason)

    def _on_tick(self) -> None:
        output = self._output
        if output is None:
            return
        try:
            output.check()
        except SoundDeviceError as error:
            self._lose_sound(str(error))
            return
        heard = self._deck.heard_at(output.heard_clock())
        if heard is not None:
            self._set_counting_in(self._is_playing and heard.is_counting_in)
            if self._is_counting_in:
                self._set_count(self._count_in.number_at(heard.count_in_left))
            if not self._is_waiting_for_tape:
                self._set_waiting(self._is_playing and heard.is_waiting)
            self._set_position(min(heard.time, self._duration))
            if self._is_playing and not heard.is_playing:
                self._idle_since = time.perf_counter()
                self._set_playing(False)
        if not self._is_playing and time.perf_counter() > self._idle_since + _IDLE:
            self._close_output()

    def _set_mix(self, **levels: Any) -> None:
        self._deck.mix = replace(self._deck.mix, **levels)
        self.mix_changed.emit()

    def _set_position(self, seconds: float) -> None:
        if seconds != self._position:
            self._position = self._maker.playhead = seconds
            self.position_changed.emit(seconds)

    def _set_playing(self, is_playing: bool) -> None:
        if is_playing != self._is_playing:
            self._is_playing = is_playing
            self.playing_changed.emit(is_playing)

    def _set_counting_in(self, is_counting_in: bool) -> None:
        if is_counting_in != self._is_counting_in:
            self._is_counting_in = is_counting_in
            self.counting_in_changed.emit(is_counting_in)
            if not is_counting_in:
                self._set_count(0)

    def _set_count(self, number: int) -> None:
        if number != self._count:
            self._count = number
            self.counted.emit(number)

    def _set_waiting(self, is_waiting: bool) -> None:
        if is_waiting != self._is_waiting:
            self._is_waiting = is_waiting
            self.waiting_changed.emit(is_waiting)

    def _update_speed_pending(self) -> None:
        is_pending = self._maker.is_changing_speed
        if is_pending != self._is_speed_pending:
            self._is_speed_pending = is_pending
            self.speed_pending_changed.emit(is_pending)
