"""The live metronome's click: a sound device of its own, kept on the beat to the sample."""

import math
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.song import SAMPLE_RATE
from melody_gui.live.metronome import Metronome
from melody_gui.sound_devices import (
    SoundDeviceError,
    close_stream,
    device_index,
    open_stream,
    portaudio,
    translate,
)

_BLOCK = 512
_LATENCY = 0.06
_SMOOTHING = 0.02
# A device's clock that jumps by more than this, in seconds, is believed at once.
_JUMP = 0.05
_VOLUME = 0.7
# Clicks nearer to each other than this, in samples, are one whose beat was shifted.
_SHORTEST_GAP = SAMPLE_RATE // 12


class ClickTrack:
    """The clicks of `metronome`, block by block; it may be replaced at any time."""

    def __init__(self, metronome: Metronome) -> None:
        self.metronome = metronome
        self.n_played = 0
        self._downbeat, self._beat = _click_sounds()
        # The sample at which each beat's click begins, of the clicks that sound.
        self._starts: dict[int, int] = {}

    def fill(self, out: NDArray[np.float32], sounds_at: float) -> None:
        """Write the clicks of a block `(n_samples, n_channels)` that sounds at that time."""
        out[:] = 0
        first, stop = self.n_played, self.n_played + len(out)
        self.n_played = stop
        self._begin_clicks(first, len(out), sounds_at)
        for number, start in list(self._starts.items()):
            sound = self._beat if number % self.metronome.beats_per_bar else self._downbeat
            if start + len(sound) > first:
                begin = max(start, first)
                piece = sound[begin - start : min(stop, start + len(sound)) - start]
                out[begin - first : begin - first + len(piece)] += piece[:, None]
            elif first - start > SAMPLE_RATE:
                # Kept for a while, so that a beat that the clock revisits is not heard twice.
                del self._starts[number]

    def _begin_clicks(self, first: int, n_samples: int, sounds_at: float) -> None:
        metronome = self.metronome
        from_beat = math.ceil(metronome.beats_at(sounds_at))
        to_beat = math.ceil(metronome.beats_at(sounds_at + n_samples / SAMPLE_RATE))
        for number in range(from_beat, to_beat):
            start = first + round((metronome.time_of(number) - sounds_at) * SAMPLE_RATE)
            nearest = min((abs(start - other) for other in self._starts.values()), default=start)
            if number not in self._starts and (not self._starts or nearest > _SHORTEST_GAP):
                self._starts[number] = max(start, first)


class ClickOutput:
    """Clicks on the beats of a metronome through a sound device.

    Raises `SoundDeviceError`, with a sentence for the user, where no device can be opened.
    """

    def __init__(self, metronome: Metronome, device: str = "") -> None:
        self._track = ClickTrack(metronome)
        self._offset: float | None = None
        sounddevice = portaudio()
        try:
            index = device_index(device, "output")
            self._stream: Any = open_stream(
                lambda: sounddevice.OutputStream(
                    samplerate=SAMPLE_RATE,
                    channels=2,
                    dtype="float32",
                    blocksize=_BLOCK,
                    latency=_LATENCY,
                    device=index,
                    callback=self._on_block_wanted,
                )
            )
        except (sounddevice.PortAudioError, ValueError) as error:
            raise SoundDeviceError(_refusal()) from error
        self._latency = float(self._stream.latency)
        try:
            self._stream.start()
        except sounddevice.PortAudioError as error:
            self.close()
            raise SoundDeviceError(_refusal()) from error

    def set_metronome(self, metronome: Metronome) -> None:
        """Click on the beats of another metronome."""
        self._track.metronome = metronome

    def close(self) -> None:
        """Click no more."""
        close_stream(self._stream)

    def _on_block_wanted(
        self, out: NDArray[np.float32], _n_samples: int, block_time: Any, _status: Any
    ) -> None:
        now = time.perf_counter()
        delay = block_time.outputBufferDacTime - block_time.currentTime
        played = self._track.n_played / SAMPLE_RATE
        offset = now + (delay if delay > 0 else self._latency) - played
        if self._offset is None or abs(offset - self._offset) > _JUMP:
            self._offset = offset
        else:
            self._offset += _SMOOTHING * (offset - self._offset)
        self._track.fill(out, self._offset + played)


def _click_sounds() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The sounds of a downbeat and of another beat: those of the player's metronome."""
    from core.beats import BeatGrid, GridBar  # noqa: PLC0415 - needs torch
    from core.meter import TimeSignature  # noqa: PLC0415
    from core.playback.click import render_clicks  # noqa: PLC0415

    bar = GridBar(TimeSignature(2, 4), (0.0, 0.5), 1.0)
    rendered = _VOLUME * render_clicks(BeatGrid((bar,)), 1.0)
    half = SAMPLE_RATE // 2
    return rendered[:half], rendered[half:]


def _refusal() -> str:
    return translate("ClickOutput", "The click cannot be heard: no sound device could be opened.")
