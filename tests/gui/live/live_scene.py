"""The real live page in a process of its own, listening to the real default microphone.

    python -m tests.gui.live.live_scene SECONDS FOLDER

says "ready" when the network hears, listens for so long, and writes to FOLDER what it painted
(painted.json) and what the microphone heard (heard.npz).
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from core.checkpoint import load_live_checkpoint
from melody_gui import theme
from melody_gui.job import JobRunner
from melody_gui.live.kit_pads import PaintedStroke
from melody_gui.live.live_view import LiveView
from melody_gui.microphone import BlockQueue, CapturedBlock, Microphone


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Run the event loop until the condition holds; False if it does not in time."""
    loop, timer = QEventLoop(), QTimer()
    end = time.perf_counter() + seconds
    timer.timeout.connect(lambda: loop.quit() if condition() or time.perf_counter() > end else None)
    timer.start(50)
    loop.exec()
    return condition()


class Keeper:
    """Keeps all that the microphone hears."""

    def __init__(self, blocks: BlockQueue) -> None:
        self._queue = blocks
        self.blocks: list[CapturedBlock] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self.drain)
        self._timer.start(500)

    def drain(self) -> None:
        self.blocks += self._queue.take_all()

    def save(self, path: Path) -> None:
        self.drain()
        np.savez(
            path,
            samples=np.concatenate([block.samples for block in self.blocks]),
            lengths=[len(block.samples) for block in self.blocks],
            times=[block.time for block in self.blocks],
        )


def main(seconds: float, folder: Path) -> None:
    application = QApplication([])
    theme.choose("dark")
    application.setPalette(theme.palette())
    runner, microphone = JobRunner(), Microphone()
    view = LiveView(runner, microphone, load_live_checkpoint, folder / "takes")
    view.resize(1280, 720)
    view.show()
    painted: list[PaintedStroke] = []
    view.strokes_painted.connect(painted.extend)
    said: list[str] = []
    microphone.failed.connect(said.append)
    microphone.overflowed.connect(lambda n: said.append(f"overflow {n}"))
    runner.failed.connect(lambda failure: said.append(failure.details))
    view.start()
    assert wait_until(lambda: view.is_prepared or bool(said), 60), view.message_bar.text
    assert not said, said
    keeper = Keeper(microphone.listen())
    print("ready", flush=True)
    view.tick_intervals.clear()
    wait_until(lambda: not view.is_listening, seconds)
    report = {
        "painted": [
            {
                "drum": each.stroke.drum,
                "captured_at": each.stroke.captured_at,
                "painted_at": each.painted_at,
            }
            for each in painted
        ],
        "tick_intervals": list(view.tick_intervals),
        "shown_latency": view.latency,
        "said": said,
    }
    view.grab().save(str(folder / "live.png"))
    view.stop()
    keeper.save(folder / "heard.npz")
    (folder / "painted.json").write_text(json.dumps(report), encoding="utf-8")
    runner.shut_down()


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]))
