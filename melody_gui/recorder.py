"""Writes what the microphone hears to disk while it is played, for hours if need be."""

import contextlib
import os
import shutil
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.song import SAMPLE_RATE
from melody_gui.sound_devices import translate

if TYPE_CHECKING:
    from melody_gui.microphone import BlockQueue, Microphone

# Written every second, so that a crash costs no more.
_FLUSH_INTERVAL = 1.0
# Below this a take ends by itself, before the system runs out of space altogether.
_LEAST_FREE_SPACE = 200_000_000
_LONGEST_GAP = 10 * SAMPLE_RATE


class Recorder(QObject):
    """Records takes as FLAC of 24 bits, about 250 MB an hour.

    `recording_changed` tells whether a take is being recorded; `duration_changed` its seconds,
    once a second; `failed` a sentence if it ended early. What was written until then is kept.
    """

    recording_changed = Signal(bool)
    duration_changed = Signal(float)
    failed = Signal(str)
    _stopped_early = Signal(str)

    def __init__(self, microphone: "Microphone", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._microphone = microphone
        self._take: _Take | None = None
        self._stopped_early.connect(self._on_stopped_early)

    @property
    def is_recording(self) -> bool:
        """True from `record` to `stop` or a failure."""
        return self._take is not None

    @property
    def duration(self) -> float:
        """Seconds written so far."""
        return self._take.duration if self._take else 0.0

    def record(self, path: Path) -> bool:
        """Begin a take at `path`, a new .flac file; False, and `failed`, where that is refused."""
        self.stop()
        reason = _obstacle(path)
        if reason is None:
            try:
                self._take = _Take(self._microphone.listen(), path, self)
            except (OSError, RuntimeError) as error:
                reason = _refusal(path, error)
        if reason is not None:
            self.failed.emit(reason)
            return False
        self.recording_changed.emit(True)
        return True

    def stop(self) -> Path | None:
        """End the take; its path, or None if nothing was being recorded."""
        take, self._take = self._take, None
        if take is None:
            return None
        self._microphone.unlisten(take.blocks)
        take.finish()
        self.recording_changed.emit(False)
        return take.path

    def _on_stopped_early(self, reason: str) -> None:
        if self._take is not None:
            self.stop()
            self.failed.emit(reason)


class _Take:
    """One file that is being written, by a thread of its own."""

    def __init__(self, blocks: "BlockQueue", path: Path, recorder: Recorder) -> None:
        import soundfile  # noqa: PLC0415

        self.blocks = blocks
        self.path = path
        self.duration = 0.0
        self._recorder = recorder
        self._is_finishing = threading.Event()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: Any = soundfile.SoundFile(
            path, "x", SAMPLE_RATE, 1, subtype="PCM_24", format="FLAC"
        )
        self._writer = threading.Thread(target=self._write, name="recorder", daemon=True)
        self._writer.start()

    def finish(self) -> None:
        """Write what still waits and close the file."""
        self._is_finishing.set()
        self._writer.join()

    def _write(self) -> None:
        try:
            self._write_blocks()
        except (OSError, RuntimeError) as error:
            self._recorder._stopped_early.emit(_refusal(self.path, error))
        finally:
            with contextlib.suppress(OSError, RuntimeError):
                self._file.close()

    def _write_blocks(self) -> None:
        last_flush = time.monotonic()
        while True:
            is_finishing = self._is_finishing.is_set()
            block = self.blocks.take(timeout=0.05)
            if block is None and is_finishing:
                return
            if block is not None:
                # Lost sound becomes silence, so that what follows stays in time.
                if block.n_lost:
                    self._file.write(np.zeros(min(block.n_lost, _LONGEST_GAP), np.float32))
                self._file.write(block.samples)
            if time.monotonic() - last_flush > _FLUSH_INTERVAL:
                last_flush = time.monotonic()
                self._flush()

    def _flush(self) -> None:
        self._file.flush()
        self.duration = self._file.frames / SAMPLE_RATE
        self._recorder.duration_changed.emit(self.duration)
        if shutil.disk_usage(self.path.parent).free < _LEAST_FREE_SPACE:
            self._recorder._stopped_early.emit(
                translate(
                    "Recorder",
                    "The disk is nearly full, so the recording was ended. What was played until "
                    "now is kept.",
                )
            )


def _obstacle(path: Path) -> str | None:
    """Why a take cannot be recorded there, if so."""
    folder = next((each for each in path.parents if each.is_dir()), None)
    if folder is None or not os.access(folder, os.W_OK):
        return translate("Recorder", "Nothing can be written to {folder}.").format(
            folder=path.parent
        )
    if shutil.disk_usage(folder).free < _LEAST_FREE_SPACE:
        return translate("Recorder", "The disk is nearly full: free some space, then record again.")
    return None


def _refusal(path: Path, error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return translate("Recorder", "The recording {name} could not be written: {reason}.").format(
        name=path.name, reason=reason
    )
