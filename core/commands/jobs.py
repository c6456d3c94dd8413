"""Songs -> the bytes of their files, in this process or several at once in worker processes.

A worker sends back bytes, never files: what is written is written by one process, and a
worker that is stopped leaves nothing behind.
"""

import multiprocessing
import queue
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from core.checkpoint import Checkpoint, load_checkpoint
from core.errors import MelodyError
from core.transcribe import TranscribeSettings, Transcription, transcribe_file
from core.writers import WRITERS

OnJobProgress = Callable[[int, float], None]
_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class SongJob:
    """A song to transcribe, and the formats in which it is wanted."""

    song: Path
    formats: tuple[str, ...]
    settings: TranscribeSettings


@dataclass(frozen=True)
class SongResult:
    """The contents of a song's files by format, and what to tell the user."""

    contents: dict[str, bytes]
    summary: str
    warnings: tuple[str, ...]


JobOutcome = tuple[int, SongResult | Exception]


def run_jobs(
    jobs: Sequence[SongJob], workers: int, on_progress: OnJobProgress
) -> Iterator[JobOutcome]:
    """Each job's index with its result, or with the exception that ended it, as they end.

    Raises `ModelError` at once if there are no usable weights.
    """
    _checkpoint()
    if workers == 1:
        _use_one_thread()
        return _run_here(jobs, on_progress)
    return _run_in_workers(jobs, workers, on_progress)


def _run_here(jobs: Sequence[SongJob], on_progress: OnJobProgress) -> Iterator[JobOutcome]:
    for index, job in enumerate(jobs):
        try:
            yield index, _run_job(job, partial(on_progress, index))
        except Exception as error:  # one bad song must not stop the rest
            yield index, error


def _run_in_workers(
    jobs: Sequence[SongJob], workers: int, on_progress: OnJobProgress
) -> Iterator[JobOutcome]:
    # Not forked: torch's threads don't survive a fork.
    context = multiprocessing.get_context("spawn")
    reports = context.Queue()
    pool = ProcessPoolExecutor(workers, context, _start_worker, (reports,))
    try:
        futures = {pool.submit(_run_reporting_job, i, job): i for i, job in enumerate(jobs)}
        unfinished = set(futures)
        while unfinished:
            finished, unfinished = wait(unfinished, _POLL_SECONDS, FIRST_COMPLETED)
            _pass_on(reports, on_progress)
            for future in finished:
                yield futures[future], _outcome(future)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()


def _outcome(future: "Future[SongResult]") -> SongResult | Exception:
    try:
        return future.result()
    except BrokenProcessPool:
        return MelodyError("its process ended suddenly (out of memory?). Try fewer --jobs.")
    except Exception as error:  # one bad song must not stop the rest
        return error


def _pass_on(reports: Any, on_progress: OnJobProgress) -> None:
    while True:
        try:
            on_progress(*reports.get_nowait())
        except queue.Empty:
            return


_worker_reports: Any = None


def _start_worker(reports: Any) -> None:
    global _worker_reports  # noqa: PLW0603 - the only way into a pool's worker
    _worker_reports = reports
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _use_one_thread()


def _run_reporting_job(index: int, job: SongJob) -> SongResult:
    return _run_job(job, lambda fraction: _worker_reports.put((index, fraction)))


def _use_one_thread() -> None:
    """Keep torch to one thread: it takes 2 s for a song of 4 minutes, busy machine or not.

    Two threads take from 0.8 s to over 30 s, as they must wait for each other at every step of a
    recurrent network; to use more cores there are more jobs.
    """
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)


@lru_cache(maxsize=1)
def _checkpoint() -> Checkpoint:
    return load_checkpoint()


def _run_job(job: SongJob, on_progress: Callable[[float], None]) -> SongResult:
    transcription = transcribe_file(job.song, _checkpoint(), job.settings, on_progress)
    contents = {name: WRITERS[name].function(transcription) for name in job.formats}
    return SongResult(contents, _summary(transcription), transcription.warnings)


def _summary(transcription: Transcription) -> str:
    """Length, bars, strokes, tempo and metre of a transcription in half a line."""
    minutes, seconds = divmod(round(transcription.song.duration), 60)
    bars = transcription.grid.bars
    text = f"{minutes}:{seconds:02}, {len(bars)} bars, {len(transcription.onsets)} strokes"
    if not bars:
        return text
    tempos = sorted(bar.tempo for bar in bars)
    meters = [str(bar.time_signature) for bar in bars]
    common = max(dict.fromkeys(meters), key=meters.count)
    return f"{text}, {common} at {tempos[len(tempos) // 2]:.0f} bpm"
