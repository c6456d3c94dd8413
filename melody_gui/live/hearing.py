"""The live worker: blocks from the microphone -> strokes and frames for the screen.

Runs in a job of `Lane.LIVE`; nothing here touches a widget. torch is imported only when the work
begins, so that the page is on the screen at once.
"""

import time
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from melody_gui.job import Work
from melody_gui.live.strokes import LiveStroke
from melody_gui.microphone import BlockQueue, CapturedBlock

if TYPE_CHECKING:
    from core.checkpoint import Checkpoint
    from core.live import LiveBlock
    from core.onsets import Onset

Samples = NDArray[np.float32]

# Frames without a stroke are handed over this often: often enough for the rolling pictures.
_REPORT_SECONDS = 0.03
# With more unheard sound than this, in seconds, the rest is left out and the newest is heard.
_LONGEST_BACKLOG = 0.5
_LONGEST_WAIT = 0.1
_N_REMEMBERED_BLOCKS = 400


class Transcriber(Protocol):
    """What the worker needs of `core.live.LiveTranscriber`."""

    @property
    def drum_names(self) -> tuple[str, ...]:
        """Names of the activations' columns."""

    @property
    def frame_rate(self) -> float:
        """Frames a second."""

    def warm_up(self) -> None:
        """Get ready, so that the first block is not slow."""

    def push(self, samples: Samples) -> "LiveBlock":
        """What is known with the next samples `(n,)`."""


@dataclass(frozen=True)
class Prepared:
    """The network is loaded and hears from now on."""

    drum_names: tuple[str, ...]
    band_frequencies: tuple[float, ...]
    frame_rate: float


@dataclass(frozen=True)
class Heard:
    """News since the last time; `first_frame` is the number of the first activations."""

    spectrogram: NDArray[np.float32]
    activations: NDArray[np.float32]
    first_frame: int
    strokes: tuple[LiveStroke, ...]


@dataclass(frozen=True)
class FellBehind:
    """So many seconds of sound were left out because the computer was too slow."""

    seconds: float


class CaptureClock:
    """When each sample was taken in, told by the blocks' own times."""

    def __init__(self, sample_rate: int) -> None:
        self._sample_rate = sample_rate
        self._starts: deque[int] = deque(maxlen=_N_REMEMBERED_BLOCKS)
        self._times: deque[float] = deque(maxlen=_N_REMEMBERED_BLOCKS)
        self.n_samples = 0

    def add(self, n_samples: int, captured_at: float) -> None:
        """The next samples, the first of which was taken in at `captured_at`."""
        self._starts.append(self.n_samples)
        self._times.append(captured_at)
        self.n_samples += n_samples

    def captured_at(self, seconds: float) -> float:
        """When the sound at `seconds` after the first sample was taken in."""
        sample = seconds * self._sample_rate
        block = max(bisect_right(self._starts, sample) - 1, 0)
        return self._times[block] + (sample - self._starts[block]) / self._sample_rate


def hear(
    load_checkpoint: "Callable[[], Checkpoint]",
    make_transcriber: "Callable[[Checkpoint], Transcriber]",
    blocks: BlockQueue,
) -> Callable[[Work], None]:
    """The work of listening until cancelled: reports `Prepared`, `Heard` and `FellBehind`."""

    def run(work: Work) -> None:
        checkpoint = load_checkpoint()
        with _one_thread():
            transcriber = make_transcriber(checkpoint)
            transcriber.warm_up()
            frequencies = checkpoint.features.band_frequencies
            # What was played while the network was loading is too old to be shown.
            blocks.take_all()
            work.report(Prepared(transcriber.drum_names, frequencies, transcriber.frame_rate))
            _Listener(work, transcriber, checkpoint.features.sample_rate).listen(blocks)

    return run


def core_transcriber(checkpoint: "Checkpoint") -> Transcriber:
    """The transcriber of `core`."""
    from core.live import LiveTranscriber  # noqa: PLC0415 - torch takes a second

    return LiveTranscriber(checkpoint)


@contextmanager
def _one_thread() -> Iterator[None]:
    """One thread for torch: a frame is little work, and threads on a busy machine wait for each
    other, which took three times as long.
    """
    import torch  # noqa: PLC0415

    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)


class _Listener:
    """Hears block after block and reports what is new."""

    def __init__(self, work: Work, transcriber: Transcriber, sample_rate: int) -> None:
        self._work = work
        self._transcriber = transcriber
        self._sample_rate = sample_rate
        self._clock = CaptureClock(sample_rate)
        self._unreported: list[LiveBlock] = []
        self._reported_at = 0.0

    def listen(self, blocks: BlockQueue) -> None:
        """Hear what comes until the job is cancelled."""
        while True:
            self._work.check()
            first = blocks.take(_LONGEST_WAIT)
            if first is None:
                continue
            for block in self._without_backlog([first, *blocks.take_all()]):
                self._hear(block)
                self._work.check()

    def _without_backlog(self, blocks: Sequence[CapturedBlock]) -> Sequence[CapturedBlock]:
        n_samples = sum(len(block.samples) for block in blocks)
        seconds = n_samples / self._sample_rate
        if seconds <= _LONGEST_BACKLOG:
            return blocks
        newest = blocks[-1]
        self._work.report(FellBehind(seconds - len(newest.samples) / self._sample_rate))
        return [newest]

    def _hear(self, block: CapturedBlock) -> None:
        self._clock.add(len(block.samples), block.time)
        heard = self._transcriber.push(block.samples)
        self._unreported.append(heard)
        now = time.perf_counter()
        if heard.onsets or now - self._reported_at >= _REPORT_SECONDS:
            self._report()
            self._reported_at = now

    def _report(self) -> None:
        blocks = self._unreported
        self._unreported = []
        onsets = [onset for block in blocks for onset in block.onsets]
        self._work.report(
            Heard(
                np.concatenate([block.spectrogram for block in blocks]),
                np.concatenate([block.activations for block in blocks]),
                blocks[0].first_frame,
                tuple(self._stroke(onset) for onset in onsets),
            )
        )

    def _stroke(self, onset: "Onset") -> LiveStroke:
        captured_at = self._clock.captured_at(onset.time)
        return LiveStroke(onset.drum, onset.velocity, onset.time, captured_at, onset.confidence)
