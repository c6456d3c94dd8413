"""Cost and quality of `track_beats` on long made-up songs.

`python -m tests.benchmarks.bench_beats` prints CPU seconds, peak memory and mir_eval's beat and
downbeat F-measures for 4 and 30 minutes.
"""

import resource
import sys
import time

import mir_eval
import numpy as np

from core.beats import BeatSettings, track_beats
from tests.core.test_beats import even_beats, make_song, rock


def main() -> None:
    """Track songs of 4 and of 30 minutes and print what it took."""
    for minutes in (4, 30):
        tempo = 123.4
        n_bars = int(minutes * tempo / 4)
        song = make_song(even_beats(tempo, 4 * n_bars), [(4, rock(4))] * n_bars)
        started = time.process_time()
        grid = track_beats(song.activations, song.onsets, BeatSettings())
        seconds = time.process_time() - started
        beats = np.array([beat for bar in grid.bars for beat in bar.beats])
        downbeats = np.array([bar.start for bar in grid.bars])
        beat_f = mir_eval.beat.f_measure(song.beats, beats)
        downbeat_f = mir_eval.beat.f_measure(song.downbeats, downbeats)
        # Kilobytes on Linux, bytes on a Mac.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        megabytes = peak / (2**20 if sys.platform == "darwin" else 2**10)
        print(
            f"{minutes:2d} min, {len(song.onsets)} onsets: {seconds:.2f} cpu s, "
            f"peak {megabytes:.0f} MB, beat F {beat_f:.3f}, downbeat F {downbeat_f:.3f}"
        )


if __name__ == "__main__":
    main()
