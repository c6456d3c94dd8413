"""A sounddevice module of one's own: devices that refuse, go silent, or are called by hand."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray


class PortAudioError(Exception):
    """What sounddevice raises."""


@dataclass
class FakeStream:
    """A stream that moves only when the test says so."""

    options: dict[str, Any]
    latency: float = 0.05
    active: bool = False
    is_closed: bool = False

    def start(self) -> None:
        self.active = True

    def abort(self, ignore_errors: bool = True) -> None:
        self.active = False

    def close(self, ignore_errors: bool = True) -> None:
        self.is_closed = True

    def ask(self, n_samples: int = 512, *, underflow: bool = False) -> NDArray[np.float32]:
        """Take a block from an output's callback, those of silence before its first put aside."""
        while getattr(getattr(self.options["callback"], "__self__", None), "n_silent_blocks", 0):
            assert not self._asked(512, underflow=False).any()
        return self._asked(n_samples, underflow=underflow)

    def _asked(self, n_samples: int, *, underflow: bool) -> NDArray[np.float32]:
        out = np.full((n_samples, 2), np.nan, dtype=np.float32)
        block_time = SimpleNamespace(currentTime=10.0, outputBufferDacTime=10.05)
        status = SimpleNamespace(output_underflow=underflow)
        self.options["callback"](out, n_samples, block_time, status)
        return out

    def give(self, samples: NDArray[np.float32], *, overflow: bool = False) -> None:
        """Hand a block to an input's callback."""
        block_time = SimpleNamespace(currentTime=10.02, inputBufferAdcTime=10.0)
        status = SimpleNamespace(input_overflow=overflow)
        self.options["callback"](samples[:, None], len(samples), block_time, status)

    def end(self) -> None:
        """What happens when the device is pulled out."""
        self.active = False
        self.options["finished_callback"]()


class FakeSounddevice(ModuleType):
    """The parts of sounddevice that Melody uses."""

    PortAudioError = PortAudioError

    def __init__(self) -> None:
        super().__init__("sounddevice")
        self.streams: list[FakeStream] = []
        self.refuse: Callable[[dict[str, Any]], None] = lambda options: None
        self.default = SimpleNamespace(device={"input": 1, "output": 0})
        self.n_refreshed = 0
        self.devices = [
            self.device("Speakers", 0, 2),
            self.device("Headset", 1, 2, 48000.0),
        ]

    @staticmethod
    def device(name: str, n_in: int, n_out: int, rate: float = 44100.0) -> dict[str, Any]:
        return {
            "name": name,
            "hostapi": 0,
            "max_input_channels": n_in,
            "max_output_channels": n_out,
            "default_samplerate": rate,
        }

    def query_devices(self, index: int | None = None, kind: str = "") -> Any:
        if not kind:
            return self.devices
        found = [each for each in self.devices if each[f"max_{kind}_channels"]]
        if not found:
            raise PortAudioError("Error querying device -1")
        return found[0] if index is None else self.devices[index]

    def query_hostapis(self, _index: int) -> dict[str, str]:
        return {"name": "ALSA"}

    def _open(self, **options: Any) -> FakeStream:
        self.refuse(options)
        stream = FakeStream(options)
        self.streams.append(stream)
        return stream

    OutputStream = InputStream = _open

    def _terminate(self) -> None:
        self.n_refreshed += 1

    def _initialize(self) -> None:
        pass


def install(monkeypatch: pytest.MonkeyPatch) -> FakeSounddevice:
    """The fake in the place of the real module."""
    fake = FakeSounddevice()
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    return fake


def remove_portaudio(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the PortAudio library."""

    class Finder:
        def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
