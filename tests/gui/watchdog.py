"""Notices when the window's event loop stands still."""

import time

from PySide6.QtCore import QObject, Qt, QTimer


class Watchdog(QObject):
    """Ticks every few milliseconds; `gaps` are the times between ticks in seconds.

    `busy` is how much of each gap the window's own thread worked: the rest went to other
    programs of the machine.
    """

    def __init__(self, interval: int = 5) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.busy: list[float] = []
        self._last = (time.perf_counter(), time.thread_time())
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(interval)

    def reset(self) -> None:
        """Forget what was."""
        self.gaps.clear()
        self.busy.clear()
        self._last = (time.perf_counter(), time.thread_time())

    def stop(self) -> None:
        """End the ticking."""
        self._timer.stop()

    @property
    def longest_gap(self) -> float:
        """The longest time without a tick, in seconds."""
        return max(self.gaps, default=0.0)

    @property
    def longest_work(self) -> float:
        """The longest that the thread itself worked between two ticks, in seconds."""
        return max(self.busy, default=0.0)

    def _on_tick(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        self.gaps.append(now[0] - self._last[0])
        self.busy.append(now[1] - self._last[1])
        self._last = now
