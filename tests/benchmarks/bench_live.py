"""How soon, how surely and at what cost strokes are heard live.

    python -m tests.benchmarks.bench_live [--loops 8] [--block 512] [--data DATA] [--weights FILE]
        [--recordings FOLDER]

Plays rock loops (kick, snare, closed hi-hats) to the live transcriber, block by block: on the drums
that ship with Melody, through a small room; and with `--data` (the training's folder of kits) on
kits that the training never heard, through random rooms, tones and levels. Prints how many strokes
were heard right, how long after the stroke each was told (without the sound card's own delay), how
far off its time was, and what a frame of 10 ms cost on one thread. With `--recordings` it hears the
annotated songs of a folder (their drums alone) too, and prints the figures of `melody evaluate`.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from core.checkpoint import load_checkpoint, load_live_checkpoint
from core.live import LiveTranscriber
from core.onsets import Onset
from tests.rock_loop import (
    HEARD_AS,
    SAMPLE_RATE,
    Sound,
    duration_of,
    heard_live,
    rock_loop,
    shipped_drums,
    through_room,
)

WINDOW = 0.05
Loop = tuple[tuple[Onset, ...], Sound]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--loops", type=int, default=8)
    parser.add_argument("--block", type=int, default=512, help="samples a block")
    parser.add_argument("--data", type=Path, help="folder with the folder of kits")
    parser.add_argument("--weights", type=Path, help="a checkpoint (default: the shipped one)")
    parser.add_argument("--recordings", type=Path, help="folder with NAME.drums.flac and truth")
    options = parser.parse_args()
    torch.set_num_threads(1)
    checkpoint = load_checkpoint(options.weights) if options.weights else load_live_checkpoint()
    live = LiveTranscriber(checkpoint)
    live.warm_up()
    report("shipped drums", live, shipped_loops(options.loops), options.block)
    if options.data:
        loops = held_out_loops(options.loops, options.data)
        report("kits never heard", live, loops, options.block)
    if options.recordings:
        hear_recordings(live, options.recordings, options.block)


def hear_recordings(live: LiveTranscriber, folder: Path, n_block: int) -> None:
    """Print how right the strokes of annotated recordings were heard."""
    from core.evaluation.annotations import Annotation, load_annotation  # noqa: PLC0415
    from core.evaluation.pairs import pair_files  # noqa: PLC0415
    from core.evaluation.report import AnnotationPair, evaluate, evaluation_table  # noqa: PLC0415
    from core.song import load_song  # noqa: PLC0415

    pairs = []
    for file in pair_files(folder, sorted(folder.glob("*.drums.flac"))):
        told = heard_live(live, load_song(file.estimate).samples, n_block)
        onsets = sorted((onset for _, onset in told), key=lambda onset: (onset.time, onset.drum))
        reference = load_annotation(file.reference)
        pairs.append(AnnotationPair(file.name, reference, Annotation(tuple(onsets), None)))
    print(evaluation_table(evaluate(pairs)))


def shipped_loops(n_loops: int) -> Iterator[Loop]:
    """Loops of 80 to 160 bpm, at -6 to -30 dB."""
    for number in range(n_loops):
        share = number / max(n_loops - 1, 1)
        onsets = rock_loop(80 + 80 * share, seed=number)
        yield onsets, through_room(shipped_drums(onsets), number, -6 - 24 * (1 - share))


def held_out_loops(n_loops: int, data: Path) -> Iterator[Loop]:
    """Loops on kits of the validation, mixed across each other as in training."""
    from core.training.kit_in_song import render_drums  # noqa: PLC0415
    from core.training.kits import load_kits  # noqa: PLC0415 - the other loops need no kits
    from core.training.material import VALIDATION_KITS  # noqa: PLC0415
    from core.training.mixing import random_bus  # noqa: PLC0415
    from core.training.patterns import Pattern, PatternStroke  # noqa: PLC0415

    kits = load_kits(data / "kits").only(VALIDATION_KITS)
    for number in range(n_loops):
        rng = np.random.default_rng((77, number))
        onsets = rock_loop(float(rng.uniform(80, 160)), seed=number)
        strokes = tuple(PatternStroke(o.time, o.drum, o.velocity) for o in onsets)
        duration = duration_of(onsets)
        pattern = Pattern(strokes, None, duration, 120.0)
        drums = render_drums(rng, pattern, kits, int(duration * SAMPLE_RATE))
        sound = random_bus(rng, 6.0).apply(drums)
        sound *= 10 ** (rng.uniform(-30, -3) / 20) / np.abs(sound).max()
        noise = rng.normal(0, sound.std() * 10 ** (-rng.uniform(25, 50) / 20), len(sound))
        yield onsets, (sound + noise).astype(np.float32)


def report(title: str, live: LiveTranscriber, loops: Iterator[Loop], n_block: int) -> None:
    """Print what was heard of the loops."""
    counts = {name: np.zeros(3, dtype=int) for name in dict.fromkeys(HEARD_AS.values())}
    n_others, delays, errors = 0, [], []
    seconds, cpu_seconds, n_frames, slowest = 0.0, 0.0, 0, []
    for onsets, sound in loops:
        ends, cpu_start = [time.perf_counter()], time.process_time()
        told = heard_live(live, sound, n_block, lambda _end, e=ends: e.append(time.perf_counter()))
        seconds += ends[-1] - ends[0]
        cpu_seconds += time.process_time() - cpu_start
        n_frames += round(live.seconds * live.frame_rate)
        slowest += np.diff(ends).tolist()
        n_others += sum(onset.drum not in HEARD_AS for _, onset in told)
        for name, count in counts.items():
            reference = np.array([o.time for o in onsets if HEARD_AS[o.drum] == name])
            found = [(o.time, at) for at, o in told if HEARD_AS.get(o.drum) == name]
            pairs = paired(reference, np.array([t for t, _ in found]))
            counts[name] = count + np.array([len(pairs), len(reference), len(found)])
            delays += [found[j][1] - reference[i] for i, j in pairs]
            errors += [found[j][0] - reference[i] for i, j in pairs]
    total = sum(counts.values(), start=np.zeros(3, dtype=int))
    print(f"{title}: {total[0] / total[1]:.1%} of {total[1]} strokes heard as the right drum,")
    print(f"  {total[2] - total[0]} false ones of these drums, {n_others} of other drums")
    for name, (n_found, n_reference, n_told) in counts.items():
        print(f"  {name:7} F {2 * n_found / max(n_reference + n_told, 1):.3f}")
    delay, error = 1000 * np.array(delays or [0.0]), 1000 * np.array(errors or [0.0])
    print(f"  told {np.median(delay):.0f} ms after the stroke (p95 {np.percentile(delay, 95):.0f})")
    print(f"  times off by {np.median(error):+.1f} ms, spread {error.std():.1f} ms")
    per_frame, cpu = 1000 * seconds / max(n_frames, 1), 1000 * cpu_seconds / max(n_frames, 1)
    worst = 1000 * np.percentile(slowest, 95)
    print(f"  a frame took {per_frame:.2f} ms, {cpu:.2f} ms of them computing;", end=" ")
    print(f"a block of {n_block} samples {worst:.1f} ms (p95)")


def paired(reference: NDArray[np.float64], found: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pairs of indices of events that lie within the window of each other, each used once."""
    pairs: list[tuple[int, int]] = []
    free = list(range(len(found)))
    for i, expected in enumerate(reference):
        near = [j for j in free if abs(found[j] - expected) <= WINDOW]
        if near:
            j = min(near, key=lambda index: abs(float(found[index] - expected)))
            free.remove(j)
            pairs.append((i, j))
    return pairs


if __name__ == "__main__":
    main()
