"""What drives a `Deck`: a sound device, or a silent clock where there is none.

Both tell which sample of the deck sounds at this moment, so that the playhead is where the ear is.
"""

import time
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.playback.deck import Deck
from core.song import SAMPLE_RATE
from melody_gui.sound_devices import (
    SoundDeviceError,
    close_stream,
    device_index,
    open_stream,
    portaudio,
    translate,
)

# Long enough that neither painting nor the network's Python makes the sound stop.
_LATENCY = 0.08
_BLOCK = 512
# Sound systems swallow the first few milliseconds of a stream now and then: these are silent.
_N_SILENT_BLOCKS = 2
# A device that asked for nothing this long has been unplugged. Virtual ones may take their time
# before they ask for the second block.
_LONGEST_SILENCE = 4.0

# How far a block's announced time may lie from where the blocks before let it be expected.
_JUMP = 0.03
_SMOOTHING = 0.05


class Output(Protocol):
    """Something that takes samples of a deck as time goes by."""

    has_sound: bool

    def heard_clock(self) -> float:
        """How many of the deck's samples have sounded by now."""

    def check(self) -> None:
        """Raise `SoundDeviceError` if the device is gone."""

    def close(self) -> None:
        """Take nothing more."""


class SilentClock:
    """Moves a deck on as time goes by, without sound."""

    has_sound = False

    def __init__(self, deck: Deck) -> None:
        self._deck = deck
        self._offset = time.perf_counter() - deck.clock / SAMPLE_RATE

    def heard_clock(self) -> float:
        """How many of the deck's samples would have sounded by now; takes them."""
        clock = (time.perf_counter() - self._offset) * SAMPLE_RATE
        self._deck.advance(max(int(clock) + 1 - self._deck.clock, 0))
        return clock

    def check(self) -> None:
        """A clock cannot be unplugged."""

    def close(self) -> None:
        """Take nothing more."""


class SoundOutput:
    """An open sound device that plays a deck.

    `n_silent_blocks` more blocks of silence come before the deck's first sample. `n_underflows`
    counts the gaps that the device reported. Raises `SoundDeviceError`, with a
    sentence for the user, where it cannot be opened.
    """

    has_sound = True

    def __init__(self, deck: Deck, device: str = "") -> None:
        self.n_underflows = 0
        self._deck = deck
        self.n_silent_blocks = _N_SILENT_BLOCKS
        self._offset: float | None = None
        self._last_call = time.perf_counter()
        self._has_ended = False
        self._last_clock = float(deck.clock)
        sounddevice = portaudio()
        try:
            index = device_index(device, "output")
            self._stream: Any = open_stream(lambda: self._make_stream(sounddevice, index))
        except (sounddevice.PortAudioError, ValueError) as error:
            raise SoundDeviceError(_reason(error)) from error
        self._latency = float(self._stream.latency)
        try:
            self._stream.start()
        except sounddevice.PortAudioError as error:
            self.close()
            raise SoundDeviceError(_reason(error)) from error

    def heard_clock(self) -> float:
        """How many of the deck's samples have sounded by now, as far as the device tells.

        Never runs backwards, whatever the device says.
        """
        if self._offset is not None:
            clock = (time.perf_counter() - self._offset) * SAMPLE_RATE
            self._last_clock = max(self._last_clock, min(clock, self._deck.clock))
        return self._last_clock

    def check(self) -> None:
        """Raise `SoundDeviceError` if the device ended or asks for nothing more."""
        silence = time.perf_counter() - self._last_call
        if self._has_ended or silence > _LONGEST_SILENCE or not self._stream.active:
            raise SoundDeviceError(
                translate(
                    "SoundOutput",
                    "The sound device does not answer any more; it may have been unplugged.",
                )
            )

    def close(self) -> None:
        """Stop at once."""
        close_stream(self._stream)

    def _make_stream(self, sounddevice: Any, index: int | None) -> Any:
        extra = None
        if "WASAPI" in _host_name(sounddevice, index):
            extra = sounddevice.WasapiSettings(auto_convert=True)
        return sounddevice.OutputStream(
            samplerate=SAMPLE_RATE,
            channels=2,
            dtype="float32",
            blocksize=_BLOCK,
            latency=_LATENCY,
            device=index,
            callback=self._on_block_wanted,
            finished_callback=self._on_ended,
            extra_settings=extra,
        )

    def _on_block_wanted(
        self, out: NDArray[np.float32], n_samples: int, block_time: Any, status: Any
    ) -> None:
        now = time.perf_counter()
        clock = self._deck.clock - self.n_silent_blocks * n_samples
        if self.n_silent_blocks:
            self.n_silent_blocks -= 1
            out.fill(0)
        else:
            self._deck.fill(out)
        if status.output_underflow:
            self.n_underflows += 1
        delay = block_time.outputBufferDacTime - block_time.currentTime
        # While the device's buffer is filled for the first time, some systems announce no delay.
        self._note_time(clock, now + (delay if delay > 0 else self._latency))
        self._last_call = now

    def _note_time(self, clock: int, sounding_at: float) -> None:
        offset = sounding_at - clock / SAMPLE_RATE
        known = self._offset
        if known is None or abs(offset - known) > _JUMP:
            self._offset = offset
        else:
            self._offset = known + _SMOOTHING * (offset - known)

    def _on_ended(self) -> None:
        self._has_ended = True


def _host_name(sounddevice: Any, index: int | None) -> str:
    device = sounddevice.query_devices(index, "output")
    return str(sounddevice.query_hostapis(device["hostapi"])["name"])


def _reason(error: Exception) -> str:
    text = str(error)
    if "sample rate" in text.lower():
        return translate(
            "SoundOutput",
            "The sound device does not play 44.1 kHz. Choose another one in the preferences.",
        )
    if isinstance(error, ValueError) or "querying device" in text.lower():
        return translate("SoundOutput", "No sound device is connected.")
    return translate(
        "SoundOutput", "The sound device could not be opened; another program may use it."
    )
