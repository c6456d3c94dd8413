"""The microphone: blocks of sound with the time at which each was heard, and their level.

The device's callback copies and queues, nothing else. A thread of the microphone's own takes the
blocks from there, brings them to 44.1 kHz where the device has another rate, measures their level
and hands them to whoever listens.
"""

import queue
import threading
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from core.song import SAMPLE_RATE
from melody_gui.sound_devices import (
    SoundDevice,
    SoundDeviceError,
    close_stream,
    device_index,
    input_devices,
    open_stream,
    portaudio,
    refresh,
    translate,
)

BLOCK = 512
# Blocks that may wait, a minute of them: whoever listens may be kept busy for a while.
_LONGEST_QUEUE = 60 * SAMPLE_RATE // BLOCK
_LEVEL_INTERVAL = 1 / 30
_CLIPPED = 0.999
# A device that has sent nothing for this long after its first block has been unplugged; before
# its first block it may still be asking for permission.
_LONGEST_SILENCE = 1.0
_LONGEST_START = 8.0

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class CapturedBlock:
    """Samples `(n_samples,)` at 44.1 kHz; the first was in the air at `time`.

    `time` is of `time.perf_counter`. `first_sample` counts from the start of the recording, lost
    samples included; `n_lost` of them went missing just before this block.
    """

    samples: Samples
    time: float
    first_sample: int
    n_lost: int = 0


class BlockQueue:
    """The blocks that one listener has not yet taken; made by `Microphone.listen`."""

    def __init__(self) -> None:
        self._queue: queue.Queue[CapturedBlock | None] = queue.Queue(_LONGEST_QUEUE)
        self._lock = threading.Lock()
        self._n_refused = 0

    def take(self, timeout: float = 0.1) -> CapturedBlock | None:
        """The next block; None if none comes within `timeout` seconds."""
        try:
            return self._queue.get(timeout=timeout)
        except queue.Empty:
            return None

    def take_all(self) -> list[CapturedBlock]:
        """All blocks that wait, without waiting for more."""
        found: list[CapturedBlock] = []
        while True:
            try:
                block = self._queue.get_nowait()
            except queue.Empty:
                return found
            if block is not None:
                found.append(block)

    def _put(self, block: CapturedBlock) -> None:
        if self._n_refused:
            block = CapturedBlock(
                block.samples, block.time, block.first_sample, block.n_lost + self._n_refused
            )
        try:
            self._queue.put_nowait(block)
            self._n_refused = 0
        except queue.Full:
            self._n_refused = block.n_lost + len(block.samples)


@dataclass(frozen=True)
class _RawBlock:
    """What the device gave: samples `(n,)` at its rate, when the first was in the air, overflow."""

    samples: Samples
    time: float
    has_overflowed: bool


class Microphone(QObject):
    """A microphone that can be started, listened to and stopped.

    `level_changed` carries peak and RMS (0..1) and whether the sound clipped, 30 times a second;
    `failed` a sentence for the user when the microphone ended; `overflowed` how many times sound
    was lost so far, while it goes on; `running_changed` whether it runs.
    """

    level_changed = Signal(float, float, bool)
    running_changed = Signal(bool)
    overflowed = Signal(int)
    failed = Signal(str)
    _ended = Signal(str, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: _Session | None = None
        self._n_sessions = 0
        self._listeners: list[BlockQueue] = []
        self._ended.connect(self._on_ended)
        self._watch = QTimer(self)
        self._watch.setInterval(250)
        self._watch.timeout.connect(self._on_watch)

    def devices(self) -> tuple[SoundDevice, ...]:
        """The devices to choose from; none where PortAudio is missing."""
        try:
            if self._session is None:
                refresh()
            return input_devices()
        except SoundDeviceError:
            return ()

    @property
    def is_running(self) -> bool:
        """True from `start` to `stop` or a failure."""
        return self._session is not None

    @property
    def n_overflows(self) -> int:
        """How many times the running microphone has lost sound."""
        return self._session.n_overflows if self._session else 0

    @property
    def latency(self) -> float:
        """Seconds from the air to the first listener, as the device states it."""
        return self._session.latency if self._session else 0.0

    def start(self, device: str = "") -> bool:
        """Begin to hear; `device` is the `key` of one of `devices`, "" the system's default.

        False, and `failed` is emitted, where it cannot be opened.
        """
        self.stop()
        self._n_sessions += 1
        try:
            self._session = _Session(self, device, self._n_sessions)
        except SoundDeviceError as error:
            self.failed.emit(str(error))
            return False
        self._watch.start()
        self.running_changed.emit(True)
        return True

    def stop(self) -> None:
        """Hear nothing more; listeners may still take what waits."""
        self._watch.stop()
        session, self._session = self._session, None
        if session is not None:
            session.close()
            self.running_changed.emit(False)

    def listen(self) -> BlockQueue:
        """A queue that gets every block from now on, of this and later starts."""
        blocks = BlockQueue()
        self._listeners = [*self._listeners, blocks]
        return blocks

    def unlisten(self, blocks: BlockQueue) -> None:
        """Give a queue nothing more."""
        self._listeners = [each for each in self._listeners if each is not blocks]

    def _hand_out(self, block: CapturedBlock) -> None:
        for listener in self._listeners:
            listener._put(block)

    def _on_watch(self) -> None:
        if self._session is not None and self._session.is_dead:
            self._fail(_gone())

    def _on_ended(self, reason: str, number: int) -> None:
        if self._session is not None and self._session.number == number:
            self._fail(reason)

    def _fail(self, reason: str) -> None:
        self.stop()
        self.failed.emit(reason)


class _Session:
    """One start of the microphone: its open device, and the thread that reads from it.

    Raises `SoundDeviceError` where the device cannot be opened.
    """

    def __init__(self, microphone: Microphone, device: str, number: int) -> None:
        self.number = number
        self.n_overflows = 0
        self._microphone = microphone
        self._raw: queue.Queue[_RawBlock | None] = queue.Queue(_LONGEST_QUEUE)
        self._n_refused = 0
        self._has_ended = False
        self._last_block: float | None = None
        self._started = time.perf_counter()
        sounddevice = portaudio()
        try:
            self._stream, self.rate = _open(sounddevice, device, self._on_block, self._on_finished)
            self.latency = float(self._stream.latency)
            self._reader = threading.Thread(target=self._read, name="microphone", daemon=True)
            self._reader.start()
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            if hasattr(self, "_stream"):
                self.close()
            raise SoundDeviceError(_reason(error)) from error

    @property
    def is_dead(self) -> bool:
        """True if the device has ended or gone silent."""
        now = time.perf_counter()
        if self._last_block is None:
            return self._has_ended or now - self._started > _LONGEST_START
        return self._has_ended or now - self._last_block > _LONGEST_SILENCE

    def close(self) -> None:
        """Close the device, hand out what it has sent, end the thread."""
        close_stream(self._stream)
        self._raw.put(None)
        self._reader.join(2.0)

    def _on_block(
        self, samples: NDArray[np.float32], _n_samples: int, block_time: Any, status: Any
    ) -> None:
        now = time.perf_counter()
        age = block_time.currentTime - block_time.inputBufferAdcTime
        if not 0 < age < 1:  # some drivers leave the times out
            age = self.latency
        try:
            self._raw.put_nowait(
                _RawBlock(samples[:, 0].copy(), now - age, bool(status.input_overflow))
            )
        except queue.Full:
            self._n_refused += len(samples)
        self._last_block = now

    def _on_finished(self) -> None:
        self._has_ended = True

    def _read(self) -> None:
        resampler = _Resampler(self.rate)
        meter = _Meter()
        n_handed_out = 0
        previous_end: float | None = None
        while (raw := self._raw.get()) is not None:
            n_lost = 0
            if raw.has_overflowed or self._n_refused:
                n_lost = self._n_lost_before(raw, previous_end)
                self.n_overflows += 1
                self._microphone.overflowed.emit(self.n_overflows)
            previous_end = raw.time + len(raw.samples) / self.rate
            samples = resampler.push(raw.samples)
            n_handed_out += n_lost
            if len(samples):
                heard_at = raw.time - resampler.delay
                block = CapturedBlock(samples, heard_at, n_handed_out, n_lost)
                self._microphone._hand_out(block)
                n_handed_out += len(samples)
            level = meter.push(raw.samples, raw.time)
            if level is not None:
                self._microphone.level_changed.emit(*level)

    def _n_lost_before(self, raw: _RawBlock, previous_end: float | None) -> int:
        """Samples at 44.1 kHz that went missing, from the clock or what the queue refused."""
        refused, self._n_refused = self._n_refused, 0
        if refused:
            return round(refused * SAMPLE_RATE / self.rate)
        gap = 0.0 if previous_end is None else raw.time - previous_end
        return round(gap * SAMPLE_RATE) if gap > BLOCK / SAMPLE_RATE / 2 else 0


class _Resampler:
    """Brings blocks of a device's rate to 44.1 kHz; hands them through where it is that."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._stream: Any = None
        self._n_pushed = self._n_given = 0
        if rate != SAMPLE_RATE:
            import soxr  # noqa: PLC0415

            self._stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, "float32", quality="MQ")
        self.delay = 0.0

    def push(self, samples: Samples) -> Samples:
        """The samples at 44.1 kHz that are ready; the first is `delay` older than the given."""
        if self._stream is None:
            return samples
        self.delay = self._n_pushed / self._rate - self._n_given / SAMPLE_RATE
        found: Samples = self._stream.resample_chunk(samples)
        self._n_pushed += len(samples)
        self._n_given += len(found)
        return found


class _Meter:
    """Peak and RMS of the sound since the level was last told."""

    def __init__(self) -> None:
        self._peak = self._energy = 0.0
        self._n_samples = 0
        self._last = 0.0

    def push(self, samples: Samples, now: float) -> tuple[float, float, bool] | None:
        """Peak, RMS, clipped: once in a thirtieth of a second, else None."""
        self._peak = max(self._peak, float(np.abs(samples).max(initial=0.0)))
        self._energy += float(np.dot(samples, samples))
        self._n_samples += len(samples)
        if now - self._last < _LEVEL_INTERVAL or not self._n_samples:
            return None
        rms = (self._energy / self._n_samples) ** 0.5
        level = self._peak, rms, self._peak >= _CLIPPED
        self._peak = self._energy = 0.0
        self._n_samples, self._last = 0, now
        return level


def _open(sounddevice: Any, device: str, callback: Any, on_finished: Any) -> tuple[Any, float]:
    """An input stream and its rate: 44.1 kHz, or the device's own where it has no other."""
    index = device_index(device, "input")
    own_rate = float(sounddevice.query_devices(index, "input")["default_samplerate"])
    error: Exception | None = None
    for rate in dict.fromkeys((float(SAMPLE_RATE), own_rate)):
        block = round(BLOCK * rate / SAMPLE_RATE)
        try:
            stream = open_stream(
                partial(
                    sounddevice.InputStream,
                    samplerate=rate,
                    channels=1,
                    dtype="float32",
                    blocksize=block,
                    latency="low",
                    device=index,
                    callback=callback,
                    finished_callback=on_finished,
                )
            )
        except sounddevice.PortAudioError as refused:
            if "sample rate" not in str(refused).lower():
                raise
            error = refused
        else:
            return stream, rate
    assert error is not None
    raise error


def _gone() -> str:
    return translate(
        "Microphone",
        "The microphone does not answer any more; it may have been unplugged. Connect it again, "
        "or choose another one.",
    )


def _reason(error: Exception) -> str:
    text = str(error).lower()
    if isinstance(error, ValueError) or "querying device" in text:
        return translate("Microphone", "No microphone is connected. Connect one and try again.")
    if "sample rate" in text:
        return translate("Microphone", "The microphone's sample rate cannot be used.")
    if "permission" in text or "unanticipated host" in text or "denied" in text:
        return translate(
            "Microphone",
            "Melody may not use the microphone. Allow it in the privacy settings of your system.",
        )
    return translate(
        "Microphone", "The microphone could not be opened; another program may use it."
    )
