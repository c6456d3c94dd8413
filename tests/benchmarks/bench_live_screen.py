"""How soon and how surely strokes in a virtual microphone are on the screen.

    python -m tests.benchmarks.bench_live_screen [BPM ...]

Needs PulseAudio. Loops of kick, snare and hi-hat are played into a private sound server's
microphone while the real live page listens in a process of its own, drawing to memory.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

from core.processors import keep_threads_quiet
from tests.gui.live.live_session import listen_to
from tests.gui.live.loops import rock_loop
from tests.gui.pulse import running_pulse


def main(tempi: list[float]) -> None:
    # As the app does; the live page's process inherits it.
    keep_threads_quiet()
    for number, bpm in enumerate(tempi):
        with tempfile.TemporaryDirectory() as folder, running_pulse() as pulse:
            session = listen_to(rock_loop(bpm, seed=number), pulse, Path(folder))
        ticks = 1000 * session.tick_intervals
        print(
            f"{bpm:5.0f} bpm: {session.verdict}; 33 ms timer {np.percentile(ticks, 50):.1f} ms "
            f"median, {np.percentile(ticks, 95):.1f} ms p95, {ticks.max():.0f} ms max",
            flush=True,
        )


if __name__ == "__main__":
    main([float(each) for each in sys.argv[1:]] or [80.0, 110.0, 140.0])
