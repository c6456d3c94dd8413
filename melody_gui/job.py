"""The only file with worker threads: long work runs beside the window and reports to it.

Work is a plain function of `core`. It gets a `Work` whose `on_progress` it calls now and then;
that is where a cancelled job ends. All callbacks run in the window's thread, and those of a job
that was cancelled or replaced by a newer one of the same key are dropped.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThread, QThreadPool, Signal, Slot

from core.errors import CancelledError, MelodyError

_log = logging.getLogger(__name__)

# Seconds for which a thread may hold Python's lock while others wait. Of Python's own 5 ms the
# window would lose as many as there are busy workers, each time that it wants to draw.
_SWITCH_INTERVAL = 0.0005


class Lane(Enum):
    """Which jobs wait for each other: those of one lane run one after another.

    `SLOW` is for the network and reading songs, `QUICK` for what an edit waits for, `DRAWING` for
    pages of the score, `READING` for the song in stereo, `SOUND` for what else the player needs,
    `LIVE` for the microphone, `LIBRARY` for listening to folders of songs, which takes hours, and
    `INDEX` for questions to the library, which must not wait for that.
    """

    SLOW = "slow"
    QUICK = "quick"
    DRAWING = "drawing"
    READING = "reading"
    SOUND = "sound"
    LIVE = "live"
    LIBRARY = "library"
    INDEX = "index"


_PRIORITIES = {
    Lane.SLOW: QThread.Priority.LowPriority,
    Lane.LIBRARY: QThread.Priority.LowestPriority,
}


@dataclass(frozen=True)
class Failure:
    """Why a job failed: a sentence for the user, and the traceback for a report.

    `is_expected` is set for a `MelodyError`, which the user can understand and mend.
    """

    message: str
    details: str
    is_expected: bool


class Work:
    """What a running function sees of its job."""

    def __init__(self, job: "Job", post: Callable[["Job", str, Any], None]) -> None:
        self._job = job
        self._post = post

    def on_progress(self, fraction: float) -> None:
        """Report the fraction done, 0..1; raises `CancelledError` if the job was cancelled."""
        self.check()
        self._post(self._job, "progressed", fraction)

    def report(self, partial: object) -> None:
        """Hand over a part of the result before the whole is there."""
        self.check()
        self._post(self._job, "reported", partial)

    def check(self) -> None:
        """Raise `CancelledError` if the job was cancelled."""
        if self._job.is_cancelled:
            raise CancelledError("The work was cancelled.")


@dataclass(frozen=True)
class Callbacks:
    """What the window does with a job's news; each runs in the window's thread."""

    on_result: Callable[[Any], None] | None = None
    on_report: Callable[[Any], None] | None = None
    on_progress: Callable[[float], None] | None = None
    on_failure: Callable[[Failure], None] | None = None
    on_cancelled: Callable[[], None] | None = None


class Job:
    """One piece of work: `title` says to the user what is being done."""

    def __init__(
        self, title: str, key: str, callbacks: Callbacks, *, may_be_cancelled: bool = True
    ) -> None:
        self.title = title
        self.may_be_cancelled = may_be_cancelled
        self.key = key
        self.callbacks = callbacks
        self.fraction = 0.0
        self.is_stale = False
        self._cancelled = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        """True once the job was asked to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop; it does at its next `on_progress`."""
        self._cancelled.set()


class JobRunner(QObject):
    """Runs jobs, each lane in a thread of its own.

    `jobs_changed` fires whenever a job begins, gets on or ends; `failed` for every failure that
    has no callback of its own.
    """

    jobs_changed = Signal()
    failed = Signal(Failure)
    _posted = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(_SWITCH_INTERVAL)
        self._pools: dict[Lane, QThreadPool] = {}
        self._jobs: list[Job] = []
        self._is_shut_down = False
        self._posted.connect(self._on_posted)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs that wait or run, oldest first, without cancelled ones."""
        return tuple(job for job in self._jobs if not job.is_cancelled)

    def start(  # noqa: PLR0913 - options by name
        self,
        title: str,
        function: Callable[[Work], Any],
        callbacks: Callbacks,
        *,
        lane: Lane = Lane.SLOW,
        key: str = "",
        may_be_cancelled: bool = True,
    ) -> Job:
        """Run `function` beside the window; an older job of the same key is cancelled.

        `may_be_cancelled` is False for what the user has no reason to stop: without it, what is
        shown would be wrong.
        """
        if key:
            self.cancel(key)
        job = Job(title, key, callbacks, may_be_cancelled=may_be_cancelled)
        if self._is_shut_down:
            job.cancel()
            return job
        self._jobs.append(job)
        self._pool(lane).start(_Runnable(job, function, self._posted.emit))
        self.jobs_changed.emit()
        return job

    def cancel(self, key: str) -> None:
        """Cancel the jobs of that key; their news reach nobody from now on."""
        for job in self._jobs:
            if job.key == key:
                job.is_stale = True
                job.cancel()
        self.jobs_changed.emit()

    def shut_down(self, longest_wait: float = 5.0) -> bool:
        """Cancel all and wait, in seconds; True if every thread ended. No job starts any more."""
        self._is_shut_down = True
        for job in self._jobs:
            job.is_stale = True
            job.cancel()
        for pool in self._pools.values():
            pool.clear()
        return all(pool.waitForDone(int(1000 * longest_wait)) for pool in self._pools.values())

    def _pool(self, lane: Lane) -> QThreadPool:
        if lane not in self._pools:
            pool = QThreadPool(self)
            pool.setMaxThreadCount(1)
            # Threads that end take torch's and Verovio's per-thread memory along; keep them.
            pool.setExpiryTimeout(-1)
            if lane in _PRIORITIES:
                pool.setThreadPriority(_PRIORITIES[lane])
            self._pools[lane] = pool
        return self._pools[lane]

    @Slot(object, str, object)
    def _on_posted(self, job: Job, news: str, content: Any) -> None:
        callbacks = job.callbacks
        if news in ("succeeded", "failed", "cancelled"):
            self._jobs.remove(job)
        if news == "progressed":
            job.fraction = content
        self.jobs_changed.emit()
        if job.is_stale or (job.is_cancelled and news != "cancelled"):
            return
        if news == "progressed" and callbacks.on_progress:
            callbacks.on_progress(content)
        elif news == "reported" and callbacks.on_report:
            callbacks.on_report(content)
        elif news == "succeeded" and callbacks.on_result:
            callbacks.on_result(content)
        elif news == "cancelled" and callbacks.on_cancelled:
            callbacks.on_cancelled()
        elif news == "failed":
            (callbacks.on_failure or self.failed.emit)(content)


class _Runnable(QRunnable):
    def __init__(
        self,
        job: Job,
        function: Callable[[Work], Any],
        post: Callable[[Job, str, Any], None],
    ) -> None:
        super().__init__()
        self._job = job
        self._function = function
        self._post = post

    def run(self) -> None:
        job = self._job
        try:
            Work(job, self._post).check()
            result = self._function(Work(job, self._post))
        except CancelledError:
            self._say("cancelled", None)
        except Exception as error:  # the worker is one of the two places that catch all
            self._say("failed", failure_of(error))
        else:
            self._say("cancelled" if job.is_cancelled else "succeeded", result)

    def _say(self, news: str, content: object) -> None:
        # The window may be gone by the time that a job ends.
        if QCoreApplication.instance() is not None:
            try:
                self._post(self._job, news, content)
            except RuntimeError:
                _log.info("A job ended after the window: %s", self._job.title)


def failure_of(error: BaseException) -> Failure:
    """The failure that an exception stands for; unexpected ones are logged."""
    details = "".join(traceback.format_exception(error))
    if isinstance(error, MelodyError):
        return Failure(str(error), details, True)
    _log.error("Unexpected error\n%s", details)
    message = QCoreApplication.translate(
        "JobRunner", "Something went wrong inside Melody: {error}. Your work is safe."
    ).format(error=f"{type(error).__name__}: {error}")
    return Failure(message, details, False)
