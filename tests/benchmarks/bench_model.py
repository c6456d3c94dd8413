"""All figures that the drum network is judged by, in one table.

    melody render-references --data DATA --accompaniment ACC --out references
    melody render-references --data DATA --exercises 60 --out exercises
    python -m tests.benchmarks.bench_model --recordings DATA/recordings \\
        --references references --exercises exercises [--weights FILE]

Each figure is one of `melody evaluate` (docs/evaluation.md), which this calls for each set of
songs; sets that are not named are left out. Network time is told for four minutes of noise and one
thread.
"""

import argparse
import contextlib
import io
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from core.activations import predict_activations
from core.checkpoint import load_checkpoint
from core.cli import main as melody
from core.features import Spectrogram

RARE = (
    "hihat_closed", "hihat_open", "hihat_pedal", "ride_bell", "china", "splash", "side_stick",
)  # fmt: skip


def evaluate(folder: Path, ending: str, weights: Path | None) -> dict[str, Any]:
    """The figures of `melody evaluate` on the folder's songs with that ending."""
    songs = sorted(str(path) for path in folder.glob(f"*{ending}"))
    chosen = ["--weights", str(weights)] if weights else []
    with tempfile.TemporaryDirectory() as scratch:
        table = Path(scratch) / "figures.json"
        with contextlib.redirect_stdout(io.StringIO()):
            code = melody(
                ["evaluate", str(folder), *songs, "--json", str(table), "--quiet", *chosen]
            )
        if code:
            raise SystemExit(f"melody evaluate failed on {folder}")
        figures: dict[str, Any] = json.loads(table.read_text(encoding="utf-8"))
        return figures


def drums_of(figures: dict[str, Any], classes: str, window: float) -> dict[str, Any]:
    """The figures of strokes with these classes and this window."""
    found: dict[str, Any] = next(
        f for f in figures["drums"] if (f["classes"], f["window"]) == (classes, window)
    )
    return found


def row(title: str, *values: float | None) -> None:
    """Print a line of the table."""
    shown = " / ".join("-" if v is None else f"{v:.3f}".replace("0.", ".", 1) for v in values)
    print(f"{title:<58}{shown}", flush=True)


def tell_songs(title: str, alone: dict[str, Any], mixes: dict[str, Any]) -> None:
    """Strokes, beats and, where they are known, scores and velocities."""
    both = (alone, mixes)
    for classes in ("5", "3", "all"):
        for window in (0.05, 0.025):
            row(
                f"{title}: sum F {classes} drums, ±{1000 * window:.0f} ms, alone / mix",
                *(drums_of(f, classes, window)["sum_f"] for f in both),
            )
        row(
            f"{title}: mean F {classes} drums, alone / mix",
            *(drums_of(f, classes, 0.05)["mean_f"] for f in both),
        )
    for kind, figures in (("alone", alone), ("mix", mixes)):
        each = drums_of(figures, "5", 0.05)["drums"]
        print(f"  {kind}: " + ", ".join(f"{name} {d['f'] or 0:.2f}" for name, d in each.items()))
        row(f"{title}: beat / downbeat F, {kind}", *beats_of(figures))
        if figures["score"]:
            print(
                f"{title}: edits per 100 notes, {kind}"
                f"{figures['score']['edits_per_100_notes']:>20.1f}"
            )
        if figures["velocities"]:
            drums = figures["velocities"]["drums"]
            for part in ("pooled", "mean"):
                row(
                    f"{title}: velocity r ({part}) of {', '.join(drums)}, {kind}",
                    *(drum[part] for drum in drums.values()),
                )


def beats_of(figures: dict[str, Any]) -> tuple[float | None, float | None]:
    """F of beats and downbeats."""
    beats = figures["beats"] or {"beat_f": None, "downbeat_f": None}
    return beats["beat_f"], beats["downbeat_f"]


def tell_network_time(weights: Path | None) -> None:
    """Processor seconds of the network for four minutes, the best of three."""
    torch.set_num_threads(1)
    checkpoint = load_checkpoint(weights)
    n_frames = round(240 * checkpoint.features.frame_rate)
    values = torch.rand(n_frames, checkpoint.features.n_bands)
    spent = []
    for _ in range(3):
        start = time.process_time()
        predict_activations(Spectrogram(values, checkpoint.features), checkpoint, "cpu")
        spent.append(time.process_time() - start)
    print(f"network, four minutes, one thread: {min(spent):.1f} cpu s")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("recordings", "references", "exercises", "weights"):
        parser.add_argument(f"--{name}", type=Path)
    options = parser.parse_args()
    for title in ("recordings", "references"):
        folder = getattr(options, title)
        if folder:
            alone, mixes = (
                evaluate(folder, ending, options.weights) for ending in (".drums.flac", ".mix.flac")
            )
            tell_songs(title, alone, mixes)
    if options.exercises:
        figures = evaluate(options.exercises, ".flac", options.weights)
        drums = drums_of(figures, "all", 0.05)["drums"]
        row("exercises on unseen kits: sum F all drums", drums_of(figures, "all", 0.05)["sum_f"])
        for drum in RARE:
            row(
                f"exercises on unseen kits: F of {drum}",
                drums[drum]["f"] if drum in drums else None,
            )
    tell_network_time(options.weights)


if __name__ == "__main__":
    main()
