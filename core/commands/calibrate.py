"""`melody calibrate`: networks averaged, with thresholds of the validation."""

import argparse
import sys
from pathlib import Path
from typing import Any

from core.commands.options import add_device
from core.output import check_output

_TEXT = """\
Writes a checkpoint of trained weights with thresholds and calibrations that are best on the
validation: songs synthesised from kits, drummers and songs that training never uses. Several
weights become one network that averages what each of them hears, at the sum of their costs.
"""
_EXAMPLES = """\
examples:
  melody calibrate runs/varied/best.pt --out drums.pt --recipe varied --data data
  melody calibrate runs/first/best.pt runs/varied/best.pt --out drums.pt --recipe varied
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "calibrate",
        parents=[common],
        help="make a checkpoint of trained weights",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("weights", nargs="+", type=Path, metavar="WEIGHTS", help="checkpoints")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the checkpoint to write"
    )
    parser.add_argument(
        "--recipe", default="varied", help="whose songs to validate on (default: varied)"
    )
    parser.add_argument(
        "--shards", type=int, default=5, metavar="N", help="of 24 songs each (default: 5)"
    )
    for name, default in (
        ("--data", "../shared/data"),
        ("--accompaniment", "cache/accompaniment"),
        ("--cache", "cache/training"),
    ):
        parser.add_argument(
            name,
            type=Path,
            default=Path(default),
            metavar="FOLDER",
            help=f"as for melody train (default: {default})",
        )
    parser.add_argument("--force", action="store_true", help="overwrite the checkpoint")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    add_device(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the checkpoint; prints its figures and returns 0."""
    from dataclasses import replace  # noqa: PLC0415

    from tqdm import tqdm  # noqa: PLC0415

    from core.checkpoint import save_checkpoint  # noqa: PLC0415
    from core.errors import UsageError  # noqa: PLC0415
    from core.training.calibrate import calibrated, combine  # noqa: PLC0415
    from core.training.material import MaterialFolders  # noqa: PLC0415
    from core.training.recipe import load_recipe  # noqa: PLC0415
    from core.training.sources import RunFolders, SongSources  # noqa: PLC0415

    check_output(options.out, force=options.force)
    if options.shards < 1:
        raise UsageError("--shards is a whole number from 1 on.")
    checkpoint = combine(options.weights)
    recipe = load_recipe(options.recipe)
    plan = replace(recipe.shards, n_validation=options.shards, n_first=0, n_workers=0)
    material = MaterialFolders(options.data, options.accompaniment)
    sources = SongSources(
        replace(recipe, shards=plan), RunFolders(material, options.out.parent, options.cache)
    )
    shown = not options.quiet and sys.stderr.isatty()
    with tqdm(total=1.0, desc="preparing songs", file=sys.stderr, disable=not shown) as bar:

        def on_progress(fraction: float) -> None:
            bar.update(fraction - bar.n)

        songs = sources.validation_songs(on_progress)
    finished, figures = calibrated(checkpoint, songs, options.device)
    save_checkpoint(finished, options.out)
    threshold = next(iter(figures.thresholds.values()))
    print(
        f"{options.out}: threshold {threshold:.2f}, sum F {figures.sum_f:.3f}, mean F "
        f"{figures.mean_f:.3f}, beats {figures.beats:.3f}, downbeats {figures.downbeats:.3f}"
    )
    return 0
