"""A microphone without a device and a transcriber without a network."""

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.checkpoint import Checkpoint
from core.kit import DRUM_NAMES
from core.live import LiveBlock
from core.onsets import Onset
from melody_gui.microphone import CapturedBlock, Microphone
from melody_gui.sound_devices import SoundDevice

RATE = 44100
HOP = 441
N_BANDS = 81
BLOCK = 512


class FakeMicrophone(Microphone):
    """Hears what tests play to it; `refuses` is why it cannot be opened, if so."""

    def __init__(self) -> None:
        super().__init__()
        self.refuses = ""
        self.is_on = False
        self.started_with: list[str] = []
        self.offered: tuple[SoundDevice, ...] = (
            SoundDevice("Kit mic | ALSA", "Kit mic", 1, 44100.0, True),
            SoundDevice("Interface | ALSA", "Interface", 2, 48000.0, False),
        )
        self._n_played = 0

    def devices(self) -> tuple[SoundDevice, ...]:
        return self.offered

    @property
    def is_running(self) -> bool:
        return self.is_on

    @property
    def n_listeners(self) -> int:
        return len(self._listeners)

    def start(self, device: str = "") -> bool:
        self.started_with.append(device)
        if self.refuses:
            self.failed.emit(self.refuses)
            return False
        self.is_on = True
        return True

    def stop(self) -> None:
        self.is_on = False

    def pull_the_plug(self) -> None:
        self.is_on = False
        self.failed.emit("The microphone was unplugged.")

    def play(self, samples: NDArray[np.float32]) -> None:
        """Hand the samples out in blocks, the last one heard just now."""
        began = time.perf_counter() - len(samples) / RATE
        for first in range(0, len(samples), BLOCK):
            block = samples[first : first + BLOCK]
            self._hand_out(CapturedBlock(block, began + first / RATE, self._n_played))
            self._n_played += len(block)

    def strike(self, *drums: str, velocity: int = 100) -> None:
        """Play a block whose first samples tell the fake transcriber what was struck."""
        samples = np.zeros(BLOCK, dtype=np.float32)
        for drum in drums:
            samples[DRUM_NAMES.index(drum)] = velocity / 127
        self.play(samples)


class FakeTranscriber:
    """Hears what `FakeMicrophone.strike` plays."""

    drum_names: Sequence[str] = DRUM_NAMES
    frame_rate = RATE / HOP

    def __init__(self, _checkpoint: Checkpoint | None = None) -> None:
        self.n_samples = self.n_frames = 0

    def warm_up(self) -> None:
        pass

    def push(self, samples: NDArray[np.float32]) -> LiveBlock:
        start = self.n_samples
        self.n_samples += len(samples)
        first, self.n_frames = self.n_frames, self.n_samples // HOP
        n_new = self.n_frames - first
        codes = samples[: len(DRUM_NAMES)]
        onsets = tuple(
            Onset(start / RATE, DRUM_NAMES[i], round(127 * float(codes[i])), 0.9)
            for i in np.flatnonzero(codes > 0)
        )
        activations = np.tile(codes, (n_new, 1)).astype(np.float32)
        return LiveBlock(
            first,
            np.full((n_new, N_BANDS), float(np.abs(samples).max(initial=0)), np.float32),
            first,
            activations,
            activations,
            np.zeros((n_new, N_BANDS), np.float32),
            np.zeros(n_new, np.float32),
            np.zeros(n_new, np.float32),
            onsets,
        )
