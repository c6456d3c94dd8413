"""Milliseconds a frame of the timeline: a song of ten minutes, every lane shown, 1400 x 800.

`python -m tests.benchmarks.bench_timeline` draws offscreen; with QT_QPA_PLATFORM=xcb under a
real or virtual screen it draws there.
"""

import os
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from core.kit import DRUM_NAMES
from melody_gui import style, theme
from melody_gui.document import Services
from melody_gui.job import JobRunner
from melody_gui.settings import Settings
from melody_gui.timeline.lane import Look
from melody_gui.timeline.timeline_view import TimelineView
from tests.gui.timeline.made_songs import made_analysis, made_document

MINUTES = 10
SIZE = (1400, 800)
N_FRAMES = 60


def main() -> None:
    """Pan, zoom and play, and print what each frame took."""
    app = QApplication(sys.argv[:1])
    theme.choose("dark")
    app.setStyleSheet(style.style_sheet(theme.colours()))
    runner = JobRunner()
    # No song is read and none is kept: neither the network nor the cache is asked for.
    services = Services(runner, Settings(), None, None)  # type: ignore[arg-type]
    groove = {drum: tuple(range(n % 3, 8, 1 + n % 4)) for n, drum in enumerate(DRUM_NAMES)}
    started = time.perf_counter()
    document = made_document(services, made_analysis(60 * MINUTES, 120.0, groove))
    view = TimelineView(runner)
    view.resize(*SIZE)
    view.set_document(document)
    view.stack.show_all()
    view.show()
    while runner.jobs:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    print(
        f"{app.platformName()}, {len(document.onsets)} strokes in {len(view.stack.placed)} lanes, "
        f"ready after {time.perf_counter() - started:.1f} s"
    )
    axis = view.axis
    for look in (Look(), Look(attention_opacity=0.5)):
        view.set_look(look)
        print(f"attention over the spectrogram: {look.attention_opacity:.0%}")
        for span in (600.0, 120.0, 30.0, 5.0):
            middle = 60 * MINUTES / 2
            axis.show_range(middle - span / 2, middle + span / 2)
            if span < 600:
                _report(f"pan, {span:.0f} s on the screen", lambda _: axis.pan(17))
            _report(
                f"zoom about {span:.0f} s",
                lambda i: axis.zoom(1.02 if i % 2 else 1 / 1.02, 600),
            )
    axis.show_range(300, 330)
    _report("playhead alone", lambda i: view.set_playhead(300 + i * 0.033), 10 * N_FRAMES)
    _report("scroll down", lambda i: view.lane_bar.setValue(i * 3))
    _report("threshold, as it is drawn", lambda i: document.set_threshold("snare", 0.3 + i / 200))
    runner.shut_down()


def _report(name: str, change: Callable[[int], object], n_frames: int = N_FRAMES) -> None:
    """Change something and draw, `n_frames` times; print the mean and the slowest tenth."""
    spans = []
    for index in range(n_frames + 3):
        started = time.perf_counter()
        change(index)
        QApplication.processEvents()
        spans.append(1000 * (time.perf_counter() - started))
    # The first frames fill what is kept.
    taken = np.array(spans[3:])
    print(
        f"  {name:28s} mean {taken.mean():6.2f} ms, 90 % within {np.quantile(taken, 0.9):6.2f} ms"
    )


if __name__ == "__main__":
    main()
