"""Speed and memory of `melody transcribe` on a mp3 of four minutes, from a cold start.

    python -m tests.benchmarks.bench_transcribe [--song FILE] [--minutes 4] [--runs 3]

Prints wall seconds, cpu seconds and peak memory of the whole command, process start included,
for each run; then where the time goes, stage by stage, in one more fresh process. The mp3 is made
of the demo song (or the song given), repeated.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

from core.commands.machine import n_cores
from core.processors import keep_threads_quiet

P = ParamSpec("P")
R = TypeVar("R")
DEMO = Path(__file__).parents[2] / "resources" / "demo"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--song", type=Path, help="what to repeat (default: the demo song)")
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--stages", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stages:
        time_stages(options.stages)
        return
    with tempfile.TemporaryDirectory() as folder:
        song = Path(folder) / "song.mp3"
        make_mp3(options.song or next(DEMO.glob("*.ogg")), 60 * options.minutes, song)
        size = song.stat().st_size / 1e6
        print(f"{options.minutes:g} minutes of mp3, {size:.1f} MB; {n_cores()} cores")
        for run in range(options.runs):
            time_command(run, song, Path(folder) / f"{run}.mscx")
        command = [sys.executable, "-m", "tests.benchmarks.bench_transcribe", "--stages", str(song)]
        subprocess.run(command, check=True)


def make_mp3(source: Path, seconds: float, target: Path) -> None:
    """The song `source`, repeated to last that long, as a mp3 of 192 kbit/s at `target`."""
    import av  # noqa: PLC0415 - the processes that are measured must not pay for it
    import numpy as np  # noqa: PLC0415

    from core.song import load_song  # noqa: PLC0415

    song = load_song(source)
    samples = np.resize(song.samples, round(seconds * song.sample_rate))
    with av.open(str(target), "w") as container:
        stream = container.add_stream("libmp3lame", rate=song.sample_rate, layout="mono")
        stream.bit_rate = 192_000
        for start in range(0, len(samples), 1152):
            frame = av.AudioFrame.from_ndarray(
                samples[None, start : start + 1152].copy(), format="fltp", layout="mono"
            )
            frame.sample_rate = song.sample_rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def time_command(run: int, song: Path, target: Path) -> None:
    """Run the real command once and print what it cost."""
    command = [sys.executable, "-m", "core.cli", "transcribe", str(song), "-o", str(target)]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    told = process.stdout.read().strip() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"the command failed with code {os.waitstatus_to_exitcode(status)}")
    # Linux counts the peak in KiB, macOS in bytes.
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e9
    cpu = usage.ru_utime + usage.ru_stime
    summary = told.removeprefix(f"{song}: ").rsplit(" -> ", 1)[0]
    print(f"run {run + 1}: {wall:5.2f} s wall, {cpu:5.2f} s cpu, {peak:.2f} GB peak  ({summary})")


@contextmanager
def stopwatch(title: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    print(
        f"  {title:<14}{time.perf_counter() - wall:6.2f} s wall, "
        f"{time.process_time() - cpu:6.2f} s cpu",
        flush=True,
    )


def time_stages(path: Path) -> None:
    """Print what each stage costs in this fresh process."""
    keep_threads_quiet()
    with stopwatch("imports"):
        from core import analysis  # noqa: PLC0415
        from core import transcribe as flow  # noqa: PLC0415
        from core.checkpoint import load_checkpoint  # noqa: PLC0415
        from core.commands.jobs import _use_one_thread  # noqa: PLC0415
        from core.writers import WRITERS  # noqa: PLC0415
    _use_one_thread()
    with stopwatch("weights"):
        checkpoint = load_checkpoint()
    stages = (
        (flow, "load_song", "reading"),
        (analysis, "log_spectrogram", "spectrogram"),
        (analysis, "predict_activations", "listening"),
        (analysis, "with_levels", "velocities"),
        (flow, "revise", "beats to score"),
    )
    for module, name, title in stages:
        setattr(module, name, timed(getattr(module, name), title))
    transcription = flow.transcribe_file(path, checkpoint)
    with stopwatch("writing mscx"):
        WRITERS["mscx"].function(transcription)


def timed(function: Callable[P, R], title: str) -> Callable[P, R]:
    def measured(*arguments: P.args, **options: P.kwargs) -> R:
        with stopwatch(title):
            return function(*arguments, **options)

    return measured


if __name__ == "__main__":
    main()
