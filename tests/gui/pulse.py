"""Real sound without a sound card: a private PulseAudio with a loudspeaker and a microphone.

What is played on the sink `speaker` can be recorded from its monitor; what is played on the sink
`cable` is what the microphone hears. PortAudio looks for devices when it is loaded, so whatever
plays or records runs in a process of its own, with `Pulse.environment`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

RATE = 44100
_PROGRAMS = ("pulseaudio", "pactl", "parec", "pacat")
_FORMAT = ("--raw", "--format=float32le", f"--rate={RATE}")


@dataclass(frozen=True)
class Pulse:
    """A running server: its folder, its process, and the environment of its clients."""

    folder: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def recorder(self, n_channels: int = 2) -> subprocess.Popen[bytes]:
        """A process that writes what the speaker plays to its stdout, float32, 10 ms late."""
        command = ["parec", "--device=speaker.monitor", f"--channels={n_channels}", *_FORMAT]
        return subprocess.Popen(
            [*command, "--latency-msec=10"], stdout=subprocess.PIPE, env=self.environment
        )

    def talker(self) -> subprocess.Popen[bytes]:
        """A process that plays mono float32 from its stdin into the microphone."""
        command = ["pacat", "--playback", "--device=cable", "--channels=1", *_FORMAT]
        return subprocess.Popen(
            [*command, "--latency-msec=1000"], stdin=subprocess.PIPE, env=self.environment
        )

    def stop(self) -> None:
        """End the server; to the devices' clients this is a pulled plug."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def running_pulse() -> Iterator[Pulse]:
    """A server of one's own; skips the test where PulseAudio is not installed."""
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if missing or not sys.platform.startswith("linux"):
        pytest.skip(f"needs PulseAudio on the machine: {', '.join(missing)} not found")
    # A socket's name may have 107 letters at most, too few for pytest's folders.
    folder = Path(tempfile.mkdtemp(prefix="pulse-"))
    pulse = _start(folder)
    try:
        _wait_until_ready(pulse)
        yield pulse
    finally:
        pulse.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> Pulse:
    socket = folder / "native"
    script = folder / "default.pa"
    script.write_text(
        f"load-module module-native-protocol-unix socket={socket} auth-anonymous=1\n"
        f"load-module module-null-sink sink_name=speaker rate={RATE} format=float32le channels=2\n"
        f"load-module module-null-sink sink_name=cable rate={RATE} format=float32le channels=1\n"
        "load-module module-remap-source source_name=microphone master=cable.monitor\n"
        "set-default-sink speaker\n"
        "set-default-source microphone\n",
        encoding="utf-8",
    )
    own = {
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_SERVER": f"unix:{socket}",
        "PULSE_COOKIE": str(folder / "cookie"),
        "HOME": str(folder),
    }
    environment = {**os.environ, **own}
    options = ["--daemonize=no", "-n", "--exit-idle-time=-1", "--use-pid-file=no"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ["pulseaudio", *options, "--high-priority=no", "--realtime=no", "-F", str(script)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    return Pulse(folder, process, environment)


def _wait_until_ready(pulse: Pulse) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and pulse.process.poll() is None:
        with suppress(subprocess.CalledProcessError, subprocess.TimeoutExpired):
            listed = subprocess.run(
                ["pactl", "list", "short", "sources"],
                env=pulse.environment,
                capture_output=True,
                text=True,
                check=True,
                timeout=5,
            )
            if "microphone" in listed.stdout:
                return
        time.sleep(0.02)
    log = (pulse.folder / "log").read_text(encoding="utf-8", errors="replace")
    pytest.fail(f"PulseAudio did not start:\n{log}")
