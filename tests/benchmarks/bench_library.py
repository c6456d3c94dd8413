"""How long the library listens, and whether its window stays smooth meanwhile.

python -m tests.benchmarks.bench_library FOLDER [--drums]

Scans the songs of FOLDER in the library's window, which is scrolled and searched all the time, and
tells what 1,000 such songs would take.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from core.library.scan import ScanResult
from melody_gui.app import dress, name_application
from melody_gui.job import JobRunner
from melody_gui.library.library_window import LibraryWindow
from melody_gui.library.song_library import SongLibrary
from melody_gui.settings import Settings
from tests.gui.watchdog import Watchdog

# How often the user does something, in milliseconds.
_ACTION_INTERVAL = 250
_SEARCHES = ("", "ro", "rock", "quiet", "")


class _RestlessUser:
    """Scrolls through the table and searches in it."""

    def __init__(self, window: LibraryWindow) -> None:
        self._window, self._n = window, 0
        self._timer = QTimer()
        self._timer.timeout.connect(self._act)
        self._timer.start(_ACTION_INTERVAL)

    def _act(self) -> None:
        self._n += 1
        table = self._window.table
        rows = table.filter.rowCount()
        if self._n % 8 == 0:
            self._window.filter_bar.search.setText(_SEARCHES[self._n // 8 % len(_SEARCHES)])
        elif rows:
            table.selectRow(self._n % rows)
            table.scrollTo(table.currentIndex())


def main() -> None:
    """Scan, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--drums", action="store_true", help="metre, drums and difficulty too")
    options = parser.parse_args()
    application = QApplication([])
    home = Path(tempfile.mkdtemp(prefix="melody-bench-"))
    settings = Settings(QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat))
    name_application(application)
    dress(application, settings)
    runner = JobRunner()
    library = SongLibrary(runner, settings, home / "library.sqlite")
    if options.drums:
        library.set_hears_drums(True)
    window = LibraryWindow(library, settings)
    window.resize(1280, 800)
    window.show()
    user = _RestlessUser(window)
    watchdog, loop = Watchdog(), QEventLoop()
    results: list[ScanResult | None] = []
    library.scan_ended.connect(results.append)
    library.scan_ended.connect(loop.quit)
    start, cpu_start = time.monotonic(), time.process_time()
    library.add([options.folder])
    loop.exec()
    wall, cpu = time.monotonic() - start, time.process_time() - cpu_start
    watchdog.stop()
    del user
    result = results[0]
    assert result is not None
    n = len(result.added)
    print(f"{n} songs, {len(result.failures)} left out: {wall:.0f} s, {cpu:.0f} cpu seconds")
    print(f"1,000 songs: {wall / n * 1000 / 60:.0f} min, {cpu / n * 1000 / 60:.0f} cpu minutes")
    gaps, busy = (1000 * np.array(each) for each in (watchdog.gaps, watchdog.busy))
    for title, each in (("between two turns of the window", gaps), ("its own work in these", busy)):
        p99, p999, most = np.percentile(each, 99), np.percentile(each, 99.9), each.max()
        print(f"{title}: 99 % below {p99:.0f} ms, 99.9 % {p999:.0f} ms, longest {most:.0f} ms")
    runner.shut_down()


if __name__ == "__main__":
    main()
