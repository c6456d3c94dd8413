"""A song slower or faster with its pitch kept.

The stretcher (Signalsmith, in python-stretch) hears what comes before and after; given pieces it
clicks at their joints. So the song is cut into long sections, each stretched with some sound
around it and faded into the next one. That gives progress, a way to cancel, and lets the player
begin with the section under the playhead while the rest is being made.

The stretcher holds Python's lock while it works, which would stop window and sound alike; the
work is therefore done in a process of its own. (Programs frozen into an executable call
`multiprocessing.freeze_support()` first of all.)
"""

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np
from numpy.typing import NDArray

from core.errors import AudioError
from core.playback.tape import check_speed
from core.song import SAMPLE_RATE

_SECTION = 6 * SAMPLE_RATE  # input samples
_MARGIN = SAMPLE_RATE // 2  # input samples on either side that the stretcher hears as well
_CROSSFADE = 882  # output samples
_SEED = 1
_POLL = 0.1  # seconds after which a cancelled stretch is noticed
_LONGEST_WAIT = 60.0  # seconds for one section, on the slowest machine

Samples = NDArray[np.int16]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class StretchProgress:
    """Where a stretch has got to.

    `samples` is the whole result `(n_samples, n_channels)`, still zero where nothing was
    stretched yet; sound is ready from `ready_from` up to `ready_to`.
    """

    samples: Samples
    ready_from: int
    ready_to: int
    fraction: float


@dataclass(frozen=True)
class _Section:
    """Input samples `start`..`end`, to be heard from `heard_from` to `heard_to`; its output."""

    start: int
    end: int
    heard_from: int
    heard_to: int
    output_start: int
    output_end: int

    def output_offset(self, speed: float) -> int:
        """The first wanted sample of what comes out of the stretcher."""
        return round(self.output_start - self.heard_from / speed)


def stretched_length(n_samples: int, speed: float) -> int:
    """Samples of the result of stretching `n_samples`."""
    return round(n_samples / check_speed(speed))


def stretch(
    song: Samples,
    speed: float,
    on_progress: Callable[[StretchProgress], None] | None = None,
    first_sample: int = 0,
) -> Samples:
    """The song, int16 `(n_samples, n_channels)`, at `speed`: `(n_samples / speed, n_channels)`.

    The time t of the song lies at t / speed of the result. What lies at `first_sample` of the
    song and after it is made first. To cancel, `on_progress` raises; it is called ten times a
    second. Raises `AudioError` if the stretcher fails.
    """
    result = np.zeros((stretched_length(len(song), speed), song.shape[1]), dtype=np.int16)
    sections = _sections(len(song), speed, first_sample)
    if not sections:
        return result
    ready_from = ready_to = sections[0].output_start
    fraction = 0.0

    def report() -> None:
        if on_progress:
            on_progress(StretchProgress(result, ready_from, ready_to, fraction))

    with _stretcher_process(speed) as connection:
        for number, section in enumerate(sections, 1):
            _send(connection, song[section.heard_from : section.heard_to])
            _add(result, section, _receive(connection, report), speed)
            if section.output_start >= ready_from:
                ready_to = min(section.output_end, len(result))
            fraction = number / len(sections)
            report()
    return result


def _sections(n_samples: int, speed: float, first_sample: int) -> list[_Section]:
    """The sections from the one that holds `first_sample` to the end, then those before it."""
    n_sections = -(-n_samples // _SECTION)
    first = min(max(first_sample, 0) // _SECTION, max(n_sections - 1, 0))
    found = []
    for number in (*range(first, n_sections), *range(first)):
        start, end = number * _SECTION, min((number + 1) * _SECTION, n_samples)
        found.append(
            _Section(
                start,
                end,
                max(start - _MARGIN, 0),
                min(end + _MARGIN, n_samples),
                round(start / speed),
                round(end / speed),
            )
        )
    return found


def _add(result: Samples, section: _Section, stretched: Floats, speed: float) -> None:
    """Add a section to the result, fading in and out over the joints."""
    offset = section.output_offset(speed)
    end = min(section.output_end + _CROSSFADE, len(result))
    part = stretched[offset : offset + end - section.output_start].copy()
    rise = np.linspace(0, 1, _CROSSFADE, dtype=np.float32)[:, None]
    if section.output_start > 0:
        n_fade = min(_CROSSFADE, len(part))
        part[:n_fade] *= rise[:n_fade]
    if end > section.output_end:
        n_fade = end - section.output_end
        part[len(part) - n_fade :] *= rise[::-1][:n_fade]
    target = result[section.output_start : section.output_start + len(part)]
    target[:] = np.clip(np.rint(part * 32768) + target, -32768, 32767)


def _send(connection: Connection, samples: Samples) -> None:
    try:
        connection.send(samples.shape)
        connection.send_bytes(np.ascontiguousarray(samples).data.cast("B"))
    except (OSError, EOFError) as error:
        raise _failure() from error


def _receive(connection: Connection, on_waiting: Callable[[], None]) -> Floats:
    waited = 0.0
    try:
        while not connection.poll(_POLL):
            on_waiting()
            waited += _POLL
            if waited > _LONGEST_WAIT:
                raise _failure()
        shape = connection.recv()
        return np.frombuffer(connection.recv_bytes(), dtype=np.float32).reshape(shape)
    except (OSError, EOFError) as error:
        raise _failure() from error


def _failure() -> AudioError:
    return AudioError("The song's speed could not be changed: the stretcher has ended early.")


@contextmanager
def _stretcher_process(speed: float) -> Iterator[Connection]:
    """A process that answers samples with stretched samples; ended with the block."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, speed), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()


def _serve(connection: Connection, speed: float) -> None:
    """Answer int16 samples `(n, n_channels)` with stretched float32 ones, until told no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's business
    while True:
        try:
            n_samples, n_channels = connection.recv()
            heard = np.frombuffer(connection.recv_bytes(), dtype=np.int16)
        except (EOFError, OSError):
            return
        stretched = stretch_at_once(heard.reshape(n_samples, n_channels), speed)
        connection.send(stretched.shape)
        connection.send_bytes(stretched.data.cast("B"))


def stretch_at_once(song: Samples, speed: float) -> Floats:
    """Int16 samples `(n, n_channels)` stretched as one, float32 `(n / speed, n_channels)`.

    Nothing else runs in this process meanwhile.
    """
    from python_stretch.Signalsmith import Stretch  # noqa: PLC0415

    stretcher = Stretch(_SEED)
    stretcher.preset(song.shape[1], SAMPLE_RATE)
    stretcher.setTimeFactor(speed)
    channels = np.ascontiguousarray(song.T.astype(np.float32) / 32768)
    return np.ascontiguousarray(np.asarray(stretcher.process(channels)).T)
