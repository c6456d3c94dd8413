"""Speed of corrections: how soon strokes and score follow an edit.

    python -m tests.benchmarks.bench_revise [--minutes 4 10] [--runs 5]

The song is the demo song as the network hears it, repeated. Prints wall and processor
milliseconds, the medians of some runs (only the latter tell anything on a busy machine): the
strokes alone, then strokes and score after each kind of edit, and
how long a stored analysis takes to come back from the disk.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from core.analysis import Analysis, analyse
from core.analysis_cache import AnalysisCache, analysis_key
from core.attention import AttentionMap
from core.checkpoint import load_checkpoint
from core.corrections import (
    Corrections,
    add_grid_edit,
    add_stroke,
    remove_strokes,
    set_threshold,
)
from core.equal_bars import equal_bar_edits
from core.grid_edits import DownbeatAt
from core.revise import quick_onsets, revise
from core.song import load_song

DEMO = Path(__file__).parents[2] / "resources" / "demo"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minutes", type=float, nargs="+", default=[4, 10])
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    demo = analyse(load_song(next(DEMO.glob("*.ogg"))), load_checkpoint(), "cpu")
    for minutes in options.minutes:
        time_song(repeated(demo, 60 * minutes), minutes, options.runs)


def repeated(analysis: Analysis, seconds: float) -> Analysis:
    """The analysis of the song played again and again for that long."""
    n_frames = round(seconds * analysis.activations.frame_rate)

    def tiled(values: Any) -> Any:
        return np.resize(values, (n_frames, *values.shape[1:]))

    old = analysis.activations
    activations = replace(
        old,
        drums=tiled(old.drums),
        velocities=tiled(old.velocities),
        beats=tiled(old.beats),
        downbeats=tiled(old.downbeats),
    )
    assert analysis.attention is not None
    values = torch.from_numpy(tiled(analysis.spectrogram.values.numpy()))
    return replace(
        analysis,
        activations=activations,
        spectrogram=replace(analysis.spectrogram, values=values),
        attention=AttentionMap(tiled(analysis.attention.weights)),
    )


def time_song(analysis: Analysis, minutes: float, n_runs: int) -> None:
    first = revise(analysis, Corrections())
    print(f"{minutes:g} minutes, {len(first.onsets)} strokes, {len(first.grid.bars)} bars (ms)")
    edited = remove_strokes(Corrections(), first.onsets[10:20])
    added = add_stroke(edited, first.onsets[100].time + 0.05, "crash")
    before = revise(analysis, edited, first)
    works: list[tuple[str, Callable[[], object]]] = [
        ("strokes alone", lambda: quick_onsets(analysis, added)),
        ("score, nothing known", lambda: revise(analysis, Corrections())),
        ("score after an edit of a stroke", lambda: revise(analysis, added, before)),
        (
            "score after a threshold",
            lambda: revise(analysis, set_threshold(edited, "snare", 0.5), before),
        ),
        (
            "score after tapping the “1”",
            lambda: revise(analysis, add_grid_edit(edited, DownbeatAt(20.0)), before),
        ),
        ("score after a new title", lambda: revise(analysis, replace(edited, title="A"), before)),
        ("all equal bars", lambda: equal_bar_edits(before, added, [first.onsets[100].time])),
    ]
    for name, work in works:
        report(name, work, n_runs)
    with tempfile.TemporaryDirectory() as folder:
        cache, key = AnalysisCache(Path(folder), 10**10), analysis_key("song", "weights")
        report("storing the analysis", lambda: cache.store(key, analysis), n_runs)
        report("loading the analysis", lambda: cache.load(key, analysis.song), n_runs)
        print(f"  {'on the disk':34} {cache.n_bytes() / 1e6:8.1f} MB")


def report(name: str, work: Callable[[], object], n_runs: int) -> None:
    wall, processor = [], []
    for _ in range(n_runs):
        start, start_processor = time.perf_counter(), time.process_time()
        work()
        wall.append(1000 * (time.perf_counter() - start))
        processor.append(1000 * (time.process_time() - start_processor))
    print(f"  {name:34} {statistics.median(wall):8.1f} {statistics.median(processor):8.1f}")


if __name__ == "__main__":
    main()
