"""Ordering pages from the process that draws, starting it when needed."""

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.drawing.layout import PageLayout
from core.drawing.process import (
    ARGUMENT,
    Answer,
    Failure,
    Order,
    PackedDrawing,
    Progress,
    receive,
    send,
)
from core.drawing.shapes import Drawing
from core.errors import ScoreError

OnProgress = Callable[[float], None]

# No score takes nearly as long; a process that does has got stuck.
TIMEOUT_SECONDS = 120.0
_CRASH = (
    "The score could not be drawn: the notation engine stopped unexpectedly. "
    "The next change to the score tries again."
)


class Engraver:
    """Draws pages in a process of its own, which is kept for the next order.

    Any thread may order; orders wait for one another. A crash ends only that process; the next
    order starts another one.
    """

    def __init__(self, command: tuple[str, ...] | None = None) -> None:
        self._command = command or _own_command()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    @property
    def process_id(self) -> int | None:
        """The id of the process that draws, if one runs."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process and running else None

    def draw(
        self,
        mei: str,
        layout: PageLayout,
        glyphs: tuple[str, ...] = (),
        on_progress: OnProgress | None = None,
    ) -> Drawing:
        """The pages of an MEI file.

        `on_progress` gets the fraction drawn; what it raises cancels the order. Raises
        `ScoreError` if Verovio is missing, refuses the file, crashes or gets stuck.
        """
        with self._lock:
            try:
                return self._answered(Order(mei, layout, glyphs), on_progress)
            except (OSError, EOFError) as error:
                self._stop()
                raise ScoreError(_CRASH) from error

    def close(self) -> None:
        """End the process; a later order starts it again."""
        with self._lock:
            self._stop()

    def _answered(self, order: Order, on_progress: OnProgress | None) -> Drawing:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        with _killed_after(TIMEOUT_SECONDS, process):
            send(process.stdin, order)
            while True:
                answer: Answer = receive(process.stdout)
                if isinstance(answer, PackedDrawing):
                    return answer.unpacked()
                if isinstance(answer, Failure):
                    raise ScoreError(f"The score could not be drawn. {answer.reason}")
                assert isinstance(answer, Progress)
                is_wanted = False
                try:
                    if on_progress:
                        on_progress(answer.n_drawn / answer.n_pages)
                    is_wanted = True
                finally:
                    send(process.stdin, is_wanted)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                _close_quietly(stream.close)


@contextmanager
def _killed_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kill the process if the block lasts longer, which ends all waiting for its answers."""
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _close_quietly(close: Callable[[], None]) -> None:
    """Close a pipe whose other end may be gone with what was still to be written."""
    try:
        close()
    except OSError:
        return


def _own_command() -> tuple[str, ...]:
    if getattr(sys, "frozen", False):
        return (sys.executable, ARGUMENT)
    return (sys.executable, "-m", "core.drawing")


def _environment() -> dict[str, str]:
    """The child finds this very `core`, wherever it was imported from."""
    root = str(Path(__file__).parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}


_shared: Engraver | None = None
_shared_lock = threading.Lock()


def shared_engraver() -> Engraver:
    """The engraver of this program, closed when it ends."""
    global _shared  # noqa: PLW0603  (one process for the whole program)
    with _shared_lock:
        if _shared is None:
            _shared = Engraver()
            atexit.register(_shared.close)
        return _shared
