"""How fast a song is stretched and its drums are rendered, and what a block of sound costs.

python tests/benchmarks/bench_playback.py [--minutes 4]
"""

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from core.kit import DRUM_NAMES
from core.onsets import Onset
from core.playback.click import ClickKind, ClickTrack
from core.playback.deck import Deck
from core.playback.drum_sounds import load_drum_sounds
from core.playback.drum_track import DrumTrack, empty_drum_track, renewed_drums
from core.playback.mixing import Mix, to_int16
from core.playback.stretching import StretchProgress, stretch
from core.playback.tape import Tape
from core.song import SAMPLE_RATE

BLOCK = 512


def seconds(function: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def song(minutes: float) -> np.ndarray:
    """Noise with tones, `(n_samples, 2)`."""
    n_samples = round(60 * minutes * SAMPLE_RATE)
    generator = np.random.default_rng(1)
    noise = 0.05 * generator.standard_normal((n_samples, 2), dtype=np.float32)
    times = np.arange(n_samples, dtype=np.float32) / SAMPLE_RATE
    return noise + 0.2 * np.sin(2 * np.pi * 220 * times)[:, None]


def note_head_start(start: float, first: list[float], progress: StretchProgress) -> None:
    """Note in `first` how long after `start` two seconds are ready."""
    is_long_enough = any(b - a > 2 * SAMPLE_RATE for a, b in progress.ready)
    if is_long_enough and not first:
        first.append(time.perf_counter() - start)


def bench_stretch(tape: np.ndarray, minutes: float) -> None:
    """Seconds until the new speed can be heard, and until all is made."""
    for speed in (0.5, 0.75, 1.25):
        start = time.perf_counter()
        first: list[float] = []

        wanted = [(len(tape) // 2, len(tape))]
        stretch(tape, speed, partial(note_head_start, start, first), lambda wanted=wanted: wanted)
        total = time.perf_counter() - start
        print(
            f"stretch to {speed:.0%}: heard after {first[0]:.2f} s, all after {total:.1f} s "
            f"({60 * minutes / total:.0f} x real time)"
        )


def clicks(minutes: float) -> ClickTrack:
    """Eighths at 120 beats a minute."""
    starts = tuple(range(0, round(60 * minutes * SAMPLE_RATE), SAMPLE_RATE // 4))
    return ClickTrack(starts, (ClickKind.BEAT,) * len(starts))


def bench_drums(minutes: float) -> DrumTrack:
    """Ten strokes a second."""
    generator = np.random.default_rng(2)
    times = np.sort(generator.uniform(0, 60 * minutes, round(600 * minutes)))
    strokes = [
        Onset(float(time), str(generator.choice(DRUM_NAMES)), int(generator.integers(20, 128)))
        for time in times
    ]
    print(f"drum sounds loaded in {seconds(load_drum_sounds):.2f} s")
    sounds = load_drum_sounds()
    start = time.perf_counter()
    *_, track = renewed_drums(empty_drum_track(60 * minutes), strokes, sounds)
    print(f"{len(strokes)} strokes rendered in {time.perf_counter() - start:.2f} s")
    del strokes[len(strokes) // 2]
    start = time.perf_counter()
    *_, track = renewed_drums(track, strokes, sounds)
    print(f"an edit of one of them in {1000 * (time.perf_counter() - start):.0f} ms")
    return track


def bench_callback(tape: Tape) -> None:
    """Time of one block, all three sources sounding, with and without the limiter at work."""
    for name, mix in (
        ("song alone", Mix()),
        ("song, drums, click, limited", Mix(balance=0.5, is_click_on=True)),
    ):
        deck = Deck()
        deck.mix = mix
        deck.load(tape)
        deck.loop = (1.0, 1.5)
        deck.play()
        out = np.empty((BLOCK, 2), dtype=np.float32)
        each = np.array([seconds(lambda deck=deck, out=out: deck.fill(out)) for _ in range(5000)])
        print(
            f"a block of {1000 * BLOCK / SAMPLE_RATE:.1f} ms, {name}: median "
            f"{1e6 * np.median(each):.0f} us, p99.9 {1e6 * np.percentile(each, 99.9):.0f} us"
        )


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description="Benchmark of the player.")
    parser.add_argument("--minutes", type=float, default=4.0)
    minutes = parser.parse_args().minutes
    samples = song(minutes)
    print(f"{minutes:g} minutes to 16 bits: {seconds(lambda: to_int16(samples)):.2f} s")
    tape = to_int16(samples)
    drums = bench_drums(minutes)
    bench_callback(Tape(tape, drums.sound, clicks(minutes)))
    bench_stretch(tape, minutes)


if __name__ == "__main__":
    main()
