"""The picture of a training run: losses, and F-measures of each drum, over the epochs."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.errors import UsageError


def check_can_draw() -> None:
    """Raise `UsageError` if the drawing library is not installed: told before long work."""
    if find_spec("matplotlib") is None:
        raise UsageError(
            "Training draws its curves with matplotlib, which is not installed."
            " Run: pip install 'melody-drums[train]'"
        )


def draw_curves(history: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw the epochs of `metrics.json` into a PNG file."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to import, needed here alone

    figure = Figure(figsize=(11, 4.5), layout="constrained")
    losses, f_measures = figure.subplots(1, 2)
    epochs = [entry["epoch"] + 1 for entry in history]
    losses.plot(epochs, [e["training_loss"] for e in history], label="training")
    losses.plot(epochs, [e["validation_loss"] for e in history], label="validation")
    losses.set(xlabel="epoch", ylabel="loss", yscale="log")
    losses.legend()
    for drum in sorted({drum for entry in history for drum in entry["figures"]["drums"]}):
        values = [e["figures"]["drums"].get(drum, float("nan")) for e in history]
        f_measures.plot(epochs, values, label=drum)
    f_measures.plot(epochs, [e["figures"]["sum_f"] for e in history], "k", lw=2, label="all")
    f_measures.set(xlabel="epoch", ylabel="F-measure at ±50 ms", ylim=(0, 1))
    f_measures.legend(fontsize="x-small", ncols=2)
    figure.savefig(path, dpi=110)
