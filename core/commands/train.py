"""`melody train`: a network from data."""

import argparse
from pathlib import Path
from typing import Any

from core.commands.options import add_device

_DEFAULT_RECIPES = {"melody": "first", "findyourrhythm": "findyourrhythm"}


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "train",
        parents=[common],
        help="train a network",
        description="Trains a network on songs that it makes from kits, grooves and songs.",
        epilog="example:\n  melody train --data ../shared/data --run-folder runs/first --resume\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("../shared/data"),
        metavar="FOLDER",
        help="with the folders kits, grooves and songs (default: ../shared/data)",
    )
    parser.add_argument(
        "--accompaniment",
        type=Path,
        default=Path("cache/accompaniment"),
        metavar="FOLDER",
        help="prepared music to drum over (default: cache/accompaniment)",
    )
    parser.add_argument(
        "--recipe",
        metavar="NAME",
        help="training settings: a name or a JSON file (default: the network's own)",
    )
    parser.add_argument(
        "--run-folder",
        type=Path,
        metavar="DIR",
        help="where results are kept (default: runs/RECIPE)",
    )
    parser.add_argument("--resume", action="store_true", help="go on where the run stopped")
    parser.add_argument(
        "--network", choices=tuple(_DEFAULT_RECIPES), default="melody", help="what to train"
    )
    add_device(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Train a network; prints the path of the best checkpoint and returns 0."""
    from tqdm import tqdm  # noqa: PLC0415

    from core.training.material import MaterialFolders  # noqa: PLC0415
    from core.training.recipe import load_recipe  # noqa: PLC0415
    from core.training.run import (  # noqa: PLC0415
        EpochMetrics,
        RunFolders,
        TrainingReport,
        train,
    )

    recipe = load_recipe(options.recipe or _DEFAULT_RECIPES[options.network])
    run_folder = options.run_folder or Path("runs") / recipe.name
    material = MaterialFolders(options.data, options.accompaniment)
    with tqdm(unit="step", dynamic_ncols=True) as bar:

        def on_step(step: int, n_steps: int, loss: float) -> None:
            bar.total = n_steps
            bar.set_postfix(loss=f"{loss:.4f}", refresh=False)
            bar.update(step + 1 - bar.n)

        def on_epoch(metrics: EpochMetrics) -> None:
            figures = metrics.figures
            bar.write(
                f"epoch {metrics.epoch + 1}: loss {metrics.training_loss:.4f}, validation"
                f" {metrics.validation_loss:.4f}, sum F {figures.sum_f:.3f},"
                f" mean F {figures.mean_f:.3f}, beats {figures.beats:.3f}"
            )

        best = train(
            recipe,
            RunFolders(material, run_folder, run_folder / "cache"),
            TrainingReport(on_step, on_epoch),
            device=options.device,
            resume=options.resume,
        )
    print(best)
    return 0
