"""Takes of the live page: files of their own, with their length and size, opened when finished."""

import contextlib
import time
from pathlib import Path

from PySide6.QtCore import QDateTime, QObject, Signal

from melody_gui.live.input_bar import InputBar
from melody_gui.microphone import Microphone
from melody_gui.recorder import Recorder

_SHORTEST_TAKE = 1.0


class Takes(QObject):
    """Records takes into a folder and shows them on the input bar.

    `recorded` carries the file of a finished take; `too_short` fires for one that is no song;
    `failed` carries why a take ended early or could not begin.
    """

    recorded = Signal(Path)
    too_short = Signal()
    failed = Signal(str)

    def __init__(self, microphone: Microphone, folder: Path, bar: InputBar) -> None:
        super().__init__(bar)
        self._folder = folder
        self._bar = bar
        self._recorder = Recorder(microphone, self)
        self._recorder.failed.connect(self._on_failed)
        self._path: Path | None = None
        self._began = 0.0

    @property
    def is_recording(self) -> bool:
        """True while a take is written."""
        return self._path is not None

    def begin(self) -> None:
        """Begin a take, named by the time of day."""
        stamp = QDateTime.currentDateTime().toString("yyyy-MM-dd HH.mm.ss")
        name = self.tr("Take {time}").format(time=stamp)
        path = self._folder / f"{name}.flac"
        number = 2
        while path.exists():
            path = self._folder / f"{name} ({number}).flac"
            number += 1
        if self._recorder.record(path):
            self._path, self._began = path, time.perf_counter()
            self.show_length()
        self._bar.set_recording(self.is_recording)

    def finish(self) -> None:
        """End the take, if one is recorded."""
        path, self._path = self._path, None
        self._recorder.stop()
        self._bar.set_recording(False)
        if path is None:
            return
        if time.perf_counter() - self._began < _SHORTEST_TAKE:
            with contextlib.suppress(OSError):
                path.unlink()
            self.too_short.emit()
        else:
            self.recorded.emit(path)

    def show_length(self) -> None:
        """Show how long the take is by now."""
        if self._path is not None:
            n_bytes = self._path.stat().st_size if self._path.exists() else 0
            self._bar.show_take(time.perf_counter() - self._began, n_bytes)

    def _on_failed(self, reason: str) -> None:
        self.finish()
        self.failed.emit(reason)
