"""A song slower or faster with its pitch kept.

The stretcher (Signalsmith, in python-stretch) hears what comes before and after; given pieces it
clicks at their joints. So the song is cut into sections, each stretched with some sound around it
and faded into the next one just before a strong attack, which masks the joint. That gives
progress, a way to cancel, and lets the player begin with the section under the playhead while the
rest is being made: always that section next which will be heard next, wherever the user goes.

The stretcher holds Python's lock while it works, which would stop window and sound alike; the
work is therefore done in a process of its own. (Programs frozen into an executable call
`multiprocessing.freeze_support()` first of all.)
"""

import itertools
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np
from numpy.typing import NDArray

from core.errors import AudioError
from core.playback.tape import check_speed
from core.song import SAMPLE_RATE

# Input samples: short, so that it is soon there; long beside what is stretched around it.
_SECTION = 6 * SAMPLE_RATE
_REACH = 3 * SAMPLE_RATE // 2  # how far a joint may be moved to an attack
_HOP = 220  # in which attacks are looked for
_MARGIN = SAMPLE_RATE // 2  # input samples on either side that the stretcher hears as well
_CROSSFADE = 441  # output samples
_SEED = 1
_POLL = 0.1  # seconds after which a cancelled stretch is noticed
_LONGEST_WAIT = 60.0  # seconds for one section, on the slowest machine

Samples = NDArray[np.int16]
Floats = NDArray[np.float32]
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class StretchProgress:
    """Where a stretch has got to.

    `samples` is the whole result `(n_samples, n_channels)`, still zero where nothing was
    stretched yet; `ready` holds the spans of samples that are made, in order of time.
    """

    samples: Samples
    ready: Spans
    fraction: float


@dataclass(frozen=True)
class _Section:
    """Input samples `start`..`end`, heard from `heard_from` to `heard_to`, and their output.

    Each section but the first fades in before `output_start`, to be whole from there on; each
    but the last fades out before `output_end`.
    """

    start: int
    end: int
    heard_from: int
    heard_to: int
    output_start: int
    output_end: int
    n_fade_in: int
    n_fade_out: int


def stretched_length(n_samples: int, speed: float) -> int:
    """Samples of the result of stretching `n_samples`."""
    return round(n_samples / check_speed(speed))


def stretch(
    song: Samples,
    speed: float,
    on_progress: Callable[[StretchProgress], None] | None = None,
    wanted: Callable[[], Sequence[tuple[int, int]]] | None = None,
) -> Samples:
    """The song, int16 `(n_samples, n_channels)`, at `speed`: `(n_samples / speed, n_channels)`.

    The time t of the song lies at t / speed of the result. `wanted` is asked again and again for
    the spans of the song, in samples, that are to be made first, the most urgent one at the head.
    To cancel, `on_progress` raises; it is called ten times a second. Raises `AudioError` if the
    stretcher fails.
    """
    result = np.zeros((stretched_length(len(song), speed), song.shape[1]), dtype=np.int16)
    sections = _sections(song, speed)
    made: set[int] = set()

    def report() -> None:
        if on_progress:
            fraction = len(made) / len(sections)
            on_progress(StretchProgress(result, _ready_spans(sections, made), fraction))

    if sections:
        with _stretcher_process(speed) as connection:
            while len(made) < len(sections):
                index = _next_section(sections, made, wanted() if wanted else ())
                section = sections[index]
                _send(connection, song[section.heard_from : section.heard_to])
                _add(result, section, _receive(connection, report), speed)
                made.add(index)
                report()
    return result


def _next_section(
    sections: Sequence[_Section], made: set[int], wanted: Sequence[tuple[int, int]]
) -> int:
    missing = [index for index in range(len(sections)) if index not in made]
    for start, end in wanted:
        for index in missing:
            if sections[index].end > start and sections[index].start < end:
                return index
    return missing[0]


def _ready_spans(sections: Sequence[_Section], made: set[int]) -> Spans:
    """The output of the made sections, without the joints to what is missing."""
    spans: list[tuple[int, int]] = []
    for index in sorted(made):
        section = sections[index]
        start, end = section.output_start, section.output_end - section.n_fade_out
        if index - 1 in made:
            start = spans.pop()[0]
        spans.append((start, end))
    return tuple(spans)


def _sections(song: Samples, speed: float) -> list[_Section]:
    """The sections in order of time."""
    n_samples = len(song)
    joints = [_attack_near(song, each) for each in range(_SECTION, n_samples - _REACH, _SECTION)]
    sections = []
    for start, end in itertools.pairwise([0, *joints, n_samples] if n_samples else []):
        output_start, output_end = round(start / speed), round(end / speed)
        n_fade = min(_CROSSFADE, output_start)
        n_fade_out = 0 if end == n_samples else min(_CROSSFADE, output_end - output_start)
        heard = max(start - _MARGIN, 0), min(end + _MARGIN, n_samples)
        sections.append(_Section(start, end, *heard, output_start, output_end, n_fade, n_fade_out))
    return sections


def _attack_near(song: Samples, sample: int) -> int:
    """The strongest attack within reach of a sample."""
    start = sample - _REACH
    near = song[start : sample + _REACH]
    n_hops = len(near) // _HOP
    if n_hops < 2:
        return sample
    peaks = np.abs(near[: n_hops * _HOP].astype(np.int32)).reshape(n_hops, -1).max(axis=1)
    return start + _HOP * (1 + int(np.argmax(np.diff(peaks))))


def _add(result: Samples, section: _Section, stretched: Floats, speed: float) -> None:
    """Add a section to the result, fading in and out over the joints."""
    start = section.output_start - section.n_fade_in
    offset = round(start - section.heard_from / speed)
    part = stretched[offset : offset + section.output_end - start].copy()
    rise = np.linspace(0, 1, section.n_fade_in, dtype=np.float32)[:, None]
    part[: section.n_fade_in] *= rise
    fall = np.linspace(1, 0, section.n_fade_out, dtype=np.float32)[:, None]
    part[len(part) - section.n_fade_out :] *= fall
    target = result[start : start + len(part)]
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
