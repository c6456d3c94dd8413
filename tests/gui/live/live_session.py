"""A loop is played into the virtual microphone while the real live page listens."""

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import correlate

from tests.gui.live.loops import RATE, Loop, Samples, Shown, Verdict, judge
from tests.gui.pulse import Pulse

PROJECT = Path(__file__).parents[3]
_AFTER = 2.0


@dataclass(frozen=True)
class Session:
    """What came of it.

    Latencies count from the earlier of two times: when the page's microphone says that it took a
    sample in, and the earliest at which a second program that recorded the same microphone can
    have had it. `clock_lead` is by how many seconds the former is earlier. `likeness` is how alike
    the microphone's sound and the loop are, 1 the same.
    """

    verdict: Verdict
    likeness: float
    clock_lead: float
    tick_intervals: NDArray[np.float64]
    said: tuple[str, ...]


class _Witness:
    """A second program that records the microphone, and when it had which sample."""

    def __init__(self, pulse: Pulse) -> None:
        command = ["parec", "--device=microphone", "--channels=1", "--raw", f"--rate={RATE}"]
        self._process = subprocess.Popen(
            [*command, "--format=float32le", "--latency-msec=5"],
            stdout=subprocess.PIPE,
            env=pulse.environment,
        )
        self._parts: list[bytes] = []
        self._arrivals: list[tuple[int, float]] = []
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        n_bytes = 0
        while part := self._process.stdout.read1(1 << 16):
            n_bytes += len(part)
            self._parts.append(part)
            self._arrivals.append((n_bytes // 4, time.perf_counter()))

    def stop(self) -> tuple[Samples, float]:
        """The samples, and the earliest time at which the first could have been there."""
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        content = b"".join(self._parts)
        samples = np.frombuffer(content[: len(content) // 4 * 4], dtype=np.float32)
        return samples, min(at - n_samples / RATE for n_samples, at in self._arrivals[5:])


def listen_to(loop: Loop, pulse: Pulse, folder: Path) -> Session:
    """Play the loop to the live page, and judge what it showed."""
    seconds = len(loop.samples) / RATE + _AFTER
    command = [sys.executable, "-m", "tests.gui.live.live_scene", str(seconds), str(folder)]
    scene = subprocess.Popen(
        command, cwd=PROJECT, env=pulse.environment, stdout=subprocess.PIPE, text=True
    )
    assert scene.stdout is not None
    try:
        first = scene.stdout.readline()
        assert first == "ready\n", f"The live page did not get ready: {first!r}"
        witness = _Witness(pulse)
        talker = pulse.talker()
        talker.communicate(loop.samples.tobytes(), timeout=seconds + 30)
        scene.wait(timeout=60)
    finally:
        scene.kill()
        scene.stdout.close()
    assert scene.returncode == 0
    return _judged(loop, folder, witness.stop())


def _judged(loop: Loop, folder: Path, witnessed: tuple[Samples, float]) -> Session:
    report = json.loads((folder / "painted.json").read_text(encoding="utf-8"))
    heard = np.load(folder / "heard.npz")
    offset, likeness = _where(loop.samples, heard["samples"])
    starts = np.concatenate([[0], np.cumsum(heard["lengths"])[:-1]])

    def captured_at(seconds: float) -> float:
        sample = offset + seconds * RATE
        block = max(int(np.searchsorted(starts, sample, side="right")) - 1, 0)
        return float(heard["times"][block] + (sample - starts[block]) / RATE)

    samples, began = witnessed
    witness_offset, _ = _where(loop.samples, samples)
    times = np.array([stroke.time for stroke in loop.strokes])
    by_clock = np.array([captured_at(time) for time in times])
    by_witness = began + witness_offset / RATE + times
    drums = [stroke.drum for stroke in loop.strokes]
    true = list(zip(drums, np.minimum(by_clock, by_witness).tolist(), strict=True))
    shown = [
        Shown(each["drum"], each["captured_at"], each["painted_at"]) for each in report["painted"]
    ]
    return Session(
        judge(true, shown),
        likeness,
        float(np.median(by_witness - by_clock)),
        np.array(report["tick_intervals"]),
        tuple(report["said"]),
    )


def _where(played: Samples, heard: Samples) -> tuple[int, float]:
    """The sample of `heard` at which `played` begins, and how alike they are from there."""
    offset = int(np.argmax(correlate(heard, played, mode="full"))) - len(played) + 1
    first, last = max(offset, 0), min(offset + len(played), len(heard))
    piece, same = heard[first:last], played[first - offset : last - offset]
    likeness = float(piece @ same / np.sqrt((piece @ piece) * (same @ same)))
    return offset, likeness
