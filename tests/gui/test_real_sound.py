"""Sound as it leaves the loudspeaker and enters the microphone, through a real sound server."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from scipy.signal import correlate

from tests.gui.pulse import RATE, Pulse, running_pulse

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]
Samples = NDArray[np.float32]


@pytest.fixture
def pulse() -> Iterator[Pulse]:
    with running_pulse() as server:
        yield server


def start_scene(pulse: Pulse, scene: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.gui.sound_scenes", scene, str(folder)]
    return subprocess.Popen(
        command, cwd=PROJECT, env=pulse.environment, stdout=subprocess.PIPE, text=True
    )


def last_words(process: subprocess.Popen[str]) -> dict[str, Any]:
    output, _ = process.communicate(timeout=90)
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found


class Recording:
    """What the speaker plays: samples `(n, 2)` and the times at which their chunks arrived."""

    def __init__(self, pulse: Pulse) -> None:
        self.arrivals: list[tuple[int, float]] = []
        self._parts: list[bytes] = []
        self._process = pulse.recorder()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        n_bytes = 0
        while part := self._process.stdout.read1(1 << 16):
            n_bytes += len(part)
            self.arrivals.append((n_bytes // 8, time.monotonic()))
            self._parts.append(part)

    def wait_until_running(self) -> None:
        while not self.arrivals:
            time.sleep(0.01)

    def stop(self) -> Samples:
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        content = b"".join(self._parts)
        return np.frombuffer(content[: len(content) // 8 * 8], dtype=np.float32).reshape(-1, 2)


def noise(seconds: float) -> Samples:
    generator = np.random.default_rng(4)
    return (0.2 * generator.standard_normal((round(seconds * RATE), 2))).astype(np.float32)


def position_of(excerpt: Samples, recorded: Samples) -> int:
    """Where the excerpt `(n,)` lies in the recording `(m,)`."""
    return int(np.argmax(correlate(recorded, excerpt, mode="valid", method="fft")))


def test_what_is_played_leaves_the_speaker_sample_for_sample(pulse: Pulse, tmp_path: Path) -> None:
    song = noise(8.0).clip(-1, 1)
    np.save(tmp_path / "song.npy", song)
    recording = Recording(pulse)
    recording.wait_until_running()
    said = last_words(start_scene(pulse, "play", tmp_path))
    recorded = recording.stop()
    assert said == {"ended": True, "lost": [], "underflows": 0}
    start = position_of(song[RATE : 2 * RATE, 0], recorded[:, 0]) - RATE
    heard = recorded[start : start + len(song)]
    assert np.abs(heard - song).max() <= 0.5 / 32768 + 1e-7


def test_a_loop_comes_round_to_the_sample(pulse: Pulse, tmp_path: Path) -> None:
    song = noise(8.0)
    np.save(tmp_path / "song.npy", song)
    recording = Recording(pulse)
    recording.wait_until_running()
    last_words(start_scene(pulse, "loop", tmp_path))
    recorded = recording.stop()[:, 0]
    start, end, fade = round(0.5 * RATE), round(1.25 * RATE), 220
    excerpt = song[start : end - fade, 0]
    first = position_of(excerpt, recorded[: 3 * RATE])
    for turn in range(4):
        at = first + turn * (end - start)
        np.testing.assert_allclose(recorded[at : at + len(excerpt)], excerpt, atol=2e-5)


def test_the_playhead_is_where_the_sound_is(pulse: Pulse, tmp_path: Path) -> None:
    song = noise(6.0)
    np.save(tmp_path / "song.npy", song)
    recording = Recording(pulse)
    recording.wait_until_running()
    last_words(start_scene(pulse, "playhead", tmp_path))
    recorded = recording.stop()
    start = position_of(song[RATE : 2 * RATE, 0], recorded[:, 0]) - RATE
    # When each sample had left the sink, by the promptest arrivals: a line through them.
    arrivals = np.array(recording.arrivals)
    offset = float((arrivals[:, 1] - arrivals[:, 0] / RATE)[len(arrivals) // 4 :].min())
    noted = np.load(tmp_path / "noted.npy")
    moving = noted[(noted[:, 1] > 1.0) & (noted[:, 1] < 5.5)]
    heard = (moving[:, 0] - offset) * RATE - start
    errors = moving[:, 1] - heard / RATE
    # The monitor hears each sample when the sink takes it, some ms before it would sound.
    print(f"playhead - sound: {1e3 * np.median(errors):.1f} ms, {1e3 * np.ptp(errors):.1f} spread")
    assert abs(np.median(errors)) < 0.02
    assert np.percentile(np.abs(errors - np.median(errors)), 95) < 0.005
    assert len(moving) > 4.0 * 40


def test_a_pulled_plug_is_told_and_the_playhead_goes_on(pulse: Pulse, tmp_path: Path) -> None:
    process = start_scene(pulse, "unplug", tmp_path)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline()) == {"ready": True}
    pulse.stop()
    said = last_words(process)
    assert len(said["lost"]) == 1 and "unplugged" in said["lost"][0]
    assert len(said["failed"]) == 1 and "unplugged" in said["failed"][0]
    assert 0.9 < said["moved"] < 1.2
    assert not said["has_sound"] and not said["is_running"]


def talk(pulse: Pulse, samples: Samples) -> subprocess.Popen[bytes]:
    talker = pulse.talker()
    assert talker.stdin is not None
    talker.stdin.write(samples.tobytes())
    talker.stdin.close()
    return talker


def test_the_microphone_loses_nothing_for_20_seconds_under_load(
    pulse: Pulse, tmp_path: Path
) -> None:
    process = start_scene(pulse, "listen", tmp_path)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline()) == {"ready": True}
    spoken = noise(20.0)[:, 0].copy()
    talker = talk(pulse, spoken)
    said = last_words(process)
    talker.wait(30)
    assert said["overflows"] == 0
    heard, times = np.load(tmp_path / "heard.npy"), np.load(tmp_path / "times.npy")
    start = position_of(spoken[RATE : 2 * RATE], heard) - RATE
    n_compared = min(len(spoken), len(heard) - start)
    assert n_compared > 19.5 * RATE
    np.testing.assert_allclose(heard[start : start + n_compared], spoken[:n_compared], atol=2e-5)
    # Blocks follow one another without gaps, and their times run with the samples.
    assert not times[:, 2].any()
    # (A sound server that was idle mistakes its own delay at first.)
    drift = (times[:, 1] - times[:, 0] / RATE)[len(times) // 8 :]
    print(f"block times scatter by {1e3 * drift.std():.1f} ms, {1e3 * said['latency']:.0f} ms late")
    assert np.ptp(np.diff(times[:, 0])) == 0
    assert np.percentile(np.abs(drift - np.median(drift)), 95) < 0.02
    assert said["levels"] > 20 * 20


def test_a_take_holds_what_was_played(pulse: Pulse, tmp_path: Path) -> None:
    process = start_scene(pulse, "record", tmp_path)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline()) == {"ready": True}
    spoken = noise(3.0)[:, 0].copy()
    talker = talk(pulse, spoken)
    said = last_words(process)
    talker.wait(30)
    take, rate = soundfile.read(said["path"], dtype="float32")
    assert rate == RATE and 4.5 < len(take) / RATE < 6
    start = position_of(spoken[RATE : 2 * RATE], take) - RATE
    np.testing.assert_allclose(take[start : start + len(spoken)], spoken, atol=2e-7)
