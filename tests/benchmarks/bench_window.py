"""How quick the window is there, how long its event loop ever stands still, what it keeps.

python -m tests.benchmarks.bench_window start            seconds to first paint and to ready
python -m tests.benchmarks.bench_window loop SONG        gaps of the event loop in an analysis
python -m tests.benchmarks.bench_window session [N]      memory over N songs opened and closed
"""

import argparse
import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication

from melody_gui.app import dress, name_application
from melody_gui.main_window import MainWindow
from melody_gui.settings import Settings

if TYPE_CHECKING:
    from melody_gui.document import Document
from tests.gui.watchdog import Watchdog

DEMO = Path(__file__).parents[2] / "resources" / "demo" / "demo.ogg"


class _FirstPaint(QObject):
    """Notes when a widget is painted first."""

    def __init__(self) -> None:
        super().__init__()
        self.time: float | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.time is None:
            self.time = time.time()
        return False


def own_home() -> Path:
    """A home for settings, caches and data that nothing else uses."""
    home = Path(tempfile.mkdtemp(prefix="melody-bench-"))
    for name in ("CONFIG", "DATA", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    return home


def make_window(home: Path) -> MainWindow:
    """The window as the program makes it, with settings of its own."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    name_application(app)
    settings = Settings(QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat))
    dress(app, settings)
    return MainWindow(settings)


def wait_until(condition: Callable[[], bool], seconds: float = 300) -> None:
    """Run the event loop until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        QCoreApplication.processEvents()
        if time.monotonic() > end:
            sys.exit("waited in vain")
        time.sleep(0.001)


def resident_megabytes() -> float:
    """What the process holds in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


def measure_start() -> None:
    """Print one line of JSON: seconds from the process's start."""
    begun = float(os.environ["MELODY_BENCH_BEGUN"])
    window = make_window(own_home())
    painted = _FirstPaint()
    window.start_page.installEventFilter(painted)
    window.show()
    wait_until(lambda: painted.time is not None)
    wait_until(lambda: window.workspace is not None)
    assert painted.time is not None
    print(json.dumps({"paint": painted.time - begun, "ready": time.time() - begun}))
    window.close()


def bench_start(n_runs: int) -> None:
    """Start the program several times; the first run warms the disk's cache."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_window", "one-start"]
    for run in range(n_runs + 1):
        environment = os.environ | {"MELODY_BENCH_BEGUN": str(time.time())}
        result = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        )
        if result.returncode:
            sys.exit(result.stderr)
        found = json.loads(result.stdout.splitlines()[-1])
        label = "cold" if run == 0 else "warm"
        print(f"{label}: first paint {found['paint']:.2f} s, ready {found['ready']:.2f} s")


def bench_loop(song: Path) -> None:
    """Watch the event loop while a song is analysed, from opening to the score on the screen."""
    window = make_window(own_home())
    window.resize(1400, 900)
    window.show()
    wait_until(lambda: window.workspace is not None)
    for _ in range(50):
        QCoreApplication.processEvents()
        time.sleep(0.01)
    watchdog = Watchdog()
    window.open([song])
    begun = time.perf_counter()
    wait_until(lambda: bool(window.document and window.document.transcription))
    analysed = time.perf_counter() - begun
    end = time.monotonic() + 3
    wait_until(lambda: time.monotonic() > end)
    gaps = 1000 * np.array(watchdog.gaps)
    busy = 1000 * np.array(watchdog.busy)
    print(f"score after {analysed:.1f} s; {len(gaps)} ticks of the event loop")
    for name, values in (("gap between ticks", gaps), ("work between ticks", busy)):
        p50, p99 = np.percentile(values, [50, 99])
        print(
            f"{name}: median {p50:.1f}, p99 {p99:.1f}, longest {values.max():.1f} ms, "
            f"{np.sum(values > 50)} over 50 ms"
        )
    window.close()


def bench_session(n_songs: int) -> None:
    """Open, play, edit, undo and close songs; what stays in memory must not grow."""
    home = own_home()
    window = make_window(home)
    window.show()
    wait_until(lambda: window.workspace is not None)
    assert window.workspace is not None
    figures = []
    for number in range(n_songs):
        song = home / f"song {number}.ogg"
        shutil.copy(DEMO, song)
        window.open([song])
        wait_until(lambda: bool(window.document and window.document.transcription))
        document = window.document
        assert document is not None
        window.workspace.toggle_play()
        end = time.monotonic() + 0.5
        wait_until(lambda: time.monotonic() > end)  # noqa: B023 - run within this turn
        _edit(document)
        window.workspace.toggle_play()
        window.workspace.session.close(document)
        del document
        song.unlink()
        wait_until(lambda: not window.runner.jobs)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        figures.append(resident_megabytes())
        if number % 5 == 4 or number == 0:
            n_objects = len(window.findChildren(QObject))
            print(f"{number + 1} songs: {figures[-1]:.0f} MB, {n_objects} Qt objects", flush=True)
    half = len(figures) // 2
    slope = np.polyfit(np.arange(half, len(figures)), figures[half:], 1)[0]
    print(f"second half: {slope:+.2f} MB a song")
    window.close()
    shutil.rmtree(home)


def _edit(document: "Document") -> None:
    document.select([(o.time, o.drum) for o in document.onsets[:20]])
    before = document.transcription
    document.delete_selected()
    wait_until(lambda: document.transcription is not before)
    document.undo_stack.undo()


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("start", "one-start", "loop", "session"))
    parser.add_argument("argument", nargs="?")
    options = parser.parse_args()
    if options.what == "start":
        bench_start(int(options.argument or 5))
    elif options.what == "one-start":
        measure_start()
    elif options.what == "loop":
        bench_loop(Path(options.argument or DEMO))
    else:
        bench_session(int(options.argument or 50))


if __name__ == "__main__":
    main()
