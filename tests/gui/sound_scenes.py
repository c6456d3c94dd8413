"""What the tests of real sound do in a process of their own: play, loop, listen, record.

    python -m tests.gui.sound_scenes SCENE FOLDER

reads and writes .npy files in FOLDER, and prints what it measured as JSON.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from melody_gui.job import JobRunner
from melody_gui.microphone import Microphone
from melody_gui.player import Player
from melody_gui.recorder import Recorder

RATE = 44100


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Run the event loop until the condition holds; False if it does not in time."""
    loop, timer = QEventLoop(), QTimer()
    end = time.perf_counter() + seconds
    timer.timeout.connect(lambda: loop.quit() if condition() or time.perf_counter() > end else None)
    timer.start(5)
    loop.exec()
    return condition()


def wait(seconds: float) -> None:
    """Run the event loop for a while."""
    wait_until(lambda: False, seconds)


def loaded_player(jobs: JobRunner, folder: Path) -> Player:
    """A player with the song of the folder on its tape."""
    player = Player(jobs)
    player.set_song(np.load(folder / "song.npy"))
    assert wait_until(lambda: not jobs.jobs, 10)
    return player


def play(folder: Path) -> dict[str, Any]:
    """Play the song to its end."""
    jobs = JobRunner()
    player = loaded_player(jobs, folder)
    lost: list[str] = []
    player.sound_lost.connect(lost.append)
    player.play()
    ended = wait_until(lambda: not player.is_playing, 30)
    result = {"ended": ended, "lost": lost, "underflows": player.n_underflows}
    wait(0.5)
    player.shut_down()
    jobs.shut_down()
    return result


def loop(folder: Path) -> dict[str, Any]:
    """Play with a loop until it has come round four times."""
    jobs = JobRunner()
    player = loaded_player(jobs, folder)
    player.set_loop((0.5, 1.25))
    player.play()
    wait(4.5)
    player.shut_down()
    jobs.shut_down()
    return {"underflows": player.n_underflows}


def playhead(folder: Path) -> dict[str, Any]:
    """Play, noting where the playhead was at which moment of `time.monotonic`."""
    jobs = JobRunner()
    player = loaded_player(jobs, folder)
    noted: list[tuple[float, float]] = []
    player.position_changed.connect(lambda seconds: noted.append((time.monotonic(), seconds)))
    player.play()
    wait_until(lambda: not player.is_playing, 30)
    np.save(folder / "noted.npy", np.array(noted))
    player.shut_down()
    jobs.shut_down()
    return {"underflows": player.n_underflows}


def unplug(_folder: Path) -> dict[str, Any]:
    """Play and listen until the server is gone; report what the user is told."""
    jobs = JobRunner()
    player, microphone = Player(jobs), Microphone()
    lost: list[str] = []
    failed: list[str] = []
    player.sound_lost.connect(lost.append)
    microphone.failed.connect(failed.append)
    player.set_song(np.zeros(60 * RATE, dtype=np.float32))
    wait_until(lambda: not jobs.jobs, 10)
    blocks = microphone.listen()
    microphone.start()
    player.play()
    heard = wait_until(lambda: player.position > 0.2 and blocks.take(0) is not None, 10)
    print(json.dumps({"ready": heard}), flush=True)
    wait_until(lambda: bool(lost) and bool(failed), 20)
    position = player.position
    wait(1.0)
    result = {
        "lost": lost,
        "failed": failed,
        "moved": player.position - position,
        "has_sound": player.has_sound,
        "is_running": microphone.is_running,
    }
    player.shut_down()
    jobs.shut_down()
    return result


def listen(folder: Path) -> dict[str, Any]:
    """Hear 20 seconds while two threads keep the machine busy; keep the blocks."""
    microphone = Microphone()
    blocks = microphone.listen()
    levels: list[tuple[float, float, bool]] = []
    microphone.level_changed.connect(lambda *level: levels.append(level))
    microphone.start()
    microphone_works = wait_until(lambda: bool(levels), 10)
    print(json.dumps({"ready": microphone_works}), flush=True)
    stopping = threading.Event()
    load = [threading.Thread(target=_keep_busy, args=(stopping,)) for _ in range(2)]
    for thread in load:
        thread.start()
    wait(21.0)
    stopping.set()
    for thread in load:
        thread.join()
    n_overflows, latency = microphone.n_overflows, microphone.latency
    microphone.stop()
    found = blocks.take_all()
    np.save(folder / "heard.npy", np.concatenate([block.samples for block in found]))
    np.save(folder / "times.npy", np.array([(b.first_sample, b.time, b.n_lost) for b in found]))
    return {"overflows": n_overflows, "levels": len(levels), "latency": latency}


def _keep_busy(stopping: threading.Event) -> None:
    values: NDArray[np.float64] = np.random.default_rng(0).standard_normal((300, 300))
    while not stopping.is_set():
        np.linalg.svd(values)
        sum(range(10_000))


def record(folder: Path) -> dict[str, Any]:
    """Record five seconds to take.flac."""
    microphone = Microphone()
    recorder = Recorder(microphone)
    levels: list[float] = []
    microphone.level_changed.connect(lambda peak, _rms, _clipped: levels.append(peak))
    microphone.start()
    wait_until(lambda: bool(levels), 10)
    recorder.record(folder / "take.flac")
    print(json.dumps({"ready": True}), flush=True)
    wait(5.0)
    path = recorder.stop()
    microphone.stop()
    return {"path": str(path), "loudest": max(levels)}


SCENES = {each.__name__: each for each in (play, loop, playhead, unplug, listen, record)}


if __name__ == "__main__":
    app = QCoreApplication(sys.argv)
    print(json.dumps(SCENES[sys.argv[1]](Path(sys.argv[2]))), flush=True)
