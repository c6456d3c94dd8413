"""The sound devices of the machine, and what goes wrong with them in the user's words.

PortAudio is loaded when it is first needed: it may be missing, and the window must start all the
same. It lists the devices that were there when it was loaded; `refresh` looks again.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from core.errors import MelodyError

# Under this name the strings are found by Qt Linguist.
translate = QCoreApplication.translate


class SoundDeviceError(MelodyError):
    """A sound device is missing or refuses to work."""


@dataclass(frozen=True)
class SoundDevice:
    """A device as PortAudio lists it: `key` names it in the settings."""

    key: str
    name: str
    n_channels: int
    sample_rate: float
    is_default: bool


_lock = threading.Lock()
_n_open = 0


def portaudio() -> Any:
    """The sounddevice module; raises `SoundDeviceError` where PortAudio is missing."""
    try:
        import sounddevice  # noqa: PLC0415
    except (OSError, ImportError) as error:
        raise SoundDeviceError(
            translate(
                "SoundDevices",
                "The sound library PortAudio is missing on this machine. Install it (on Debian "
                "and Ubuntu: libportaudio2) and start Melody again.",
            )
        ) from error
    return sounddevice


def output_devices() -> tuple[SoundDevice, ...]:
    """Devices that can play; raises `SoundDeviceError` where PortAudio is missing."""
    return _devices("output")


def input_devices() -> tuple[SoundDevice, ...]:
    """Devices that can record; raises `SoundDeviceError` where PortAudio is missing."""
    return _devices("input")


def refresh() -> bool:
    """Look for devices that came or went; False while a device is in use, which forbids it."""
    sounddevice = portaudio()
    with _lock:
        if _n_open:
            return False
        sounddevice._terminate()
        sounddevice._initialize()
    return True


def open_stream(make: Callable[[], Any]) -> Any:
    """The stream that `make` opens, counted; raises what PortAudio raises."""
    global _n_open  # noqa: PLW0603
    with _lock:
        stream = make()
        _n_open += 1
    return stream


def close_stream(stream: Any) -> None:
    """Stop a stream at once and close it, even if its device is gone."""
    global _n_open  # noqa: PLW0603
    sounddevice = portaudio()
    with _lock:
        try:
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)
        except sounddevice.PortAudioError:
            pass  # a device that was pulled out cannot be stopped
        _n_open -= 1


def device_index(key: str, kind: str) -> int | None:
    """PortAudio's number of a device; None for "", the default. `kind`: input or output."""
    if not key:
        return None
    sounddevice = portaudio()
    for index, found in enumerate(sounddevice.query_devices()):
        if found[f"max_{kind}_channels"] > 0 and _key(sounddevice, found) == key:
            return index
    raise SoundDeviceError(
        translate("SoundDevices", "The sound device “{name}” is not connected.").format(
            name=key.split(" | ", maxsplit=1)[0]
        )
    )


def _devices(kind: str) -> tuple[SoundDevice, ...]:
    sounddevice = portaudio()
    default = sounddevice.default.device[kind]
    return tuple(
        SoundDevice(
            _key(sounddevice, found),
            found["name"],
            found[f"max_{kind}_channels"],
            found["default_samplerate"],
            index == default,
        )
        for index, found in enumerate(sounddevice.query_devices())
        if found[f"max_{kind}_channels"] > 0
    )


def _key(sounddevice: Any, found: Any) -> str:
    return f"{found['name']} | {sounddevice.query_hostapis(found['hostapi'])['name']}"
