"""`melody train`: a network from data."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.messages import tell_warning
from core.commands.options import add_device
from core.commands.train_tags import run_tags

if TYPE_CHECKING:
    from core.training.recipe import Recipe
    from core.training.run import EpochMetrics, TrainingReport

DEFAULT_RECIPES = {"melody": "first", "findyourrhythm": "findyourrhythm"}
_DATASETS = ("idmt", "mdb", "egmd", "melody")
_TAG_DATASETS = (
    "gtzan", "magnatagatune", "fma", "jamendo", "jamendo-genre", "jamendo-instrument",
    "jamendo-moodtheme", "jamendo-top50tags",
)  # fmt: skip
_TEXT = """\
Trains a network on songs that it makes from kits, grooves, MIDI songs and accompaniment, on
recorded songs with known strokes, or on both. After each epoch the run folder holds best.pt (the
checkpoint), last.pt (for --resume), metrics.json and curves.png. Ctrl-C stops the run; --resume
goes on after its last epoch and comes to the same weights.
"""
_EXAMPLES = """\
examples:
  melody train --data data --accompaniment accompaniment
  melody train --data data --accompaniment accompaniment --more-kits kits
  melody train --run-folder runs/first --resume
  melody train --dataset egmd=e-gmd-v1.0.0 --dataset idmt=IDMT-SMT-DRUMS-V2 --dataset-share 0.5
  melody train --dataset egmd=e-gmd-v1.0.0 --dataset-share 1     (nothing synthesised)
  melody train --task tags --lessons lessons                     (genres, moods and tags)
  melody train --task tags --dataset gtzan=GTZAN --network cnn-2d
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "train",
        parents=[common],
        help="train a network",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_sources(parser.add_argument_group("what to train with"))
    parser.add_argument(
        "--task",
        choices=("drums", "tags"),
        default="drums",
        help="what the network is to hear: drum strokes, or genres, moods and tags"
        " (default: drums)",
    )
    parser.add_argument(
        "--network",
        metavar="NAME",
        help=f"what to train: {', '.join(DEFAULT_RECIPES)} (drums); melody, cnn-1d, cnn-2d,"
        " sample-level, crnn, residual, squeeze-excitation, lstm-attention, joined (tags)"
        " (default: melody)",
    )
    parser.add_argument(
        "--recipe",
        metavar="NAME|FILE",
        help="settings: a recipe's name or a JSON file (default: the network's own; when resuming,"
        " the run's)",
    )
    parser.add_argument(
        "--run-folder",
        type=Path,
        metavar="FOLDER",
        help="where results are kept (default: runs/RECIPE)",
    )
    parser.add_argument(
        "--start",
        type=Path,
        metavar="FILE",
        help="a checkpoint whose weights a new run begins with",
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on where the run stopped; name the same folders again",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help="processes that make songs beside the training (default: the recipe's, 1)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    add_device(parser)
    parser.set_defaults(run=run)


def _add_sources(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--data",
        type=Path,
        default=Path("../shared/data"),
        metavar="FOLDER",
        help="with the folders kits, grooves and songs (default: ../shared/data)",
    )
    group.add_argument(
        "--accompaniment",
        type=Path,
        default=Path("cache/accompaniment"),
        metavar="FOLDER",
        help="music to drum over, made by melody prepare-accompaniment"
        " (default: cache/accompaniment)",
    )
    group.add_argument(
        "--more-kits",
        type=Path,
        metavar="FOLDER",
        help="drum kits made by melody prepare-kits, to train with beside those of --data",
    )
    group.add_argument(
        "--dataset",
        type=_dataset,
        action="append",
        default=[],
        dest="datasets",
        metavar="NAME=FOLDER",
        help="recorded songs: idmt (IDMT-SMT-Drums V2), mdb (MDB Drums) or egmd (E-GMD) as"
        " published, or melody (songs with the JSON of melody label-songs or melody transcribe);"
        " may be given several times, once a name. For tags: gtzan, magnatagatune, fma,"
        " jamendo (or jamendo-genre, -instrument, -moodtheme, -top50tags)",
    )
    group.add_argument(
        "--lessons",
        type=Path,
        metavar="FOLDER",
        help="for tags: what teachers hear in music, made by melody prepare-lessons",
    )
    group.add_argument(
        "--dataset-share",
        type=_share,
        metavar="SHARE",
        help="share of training taken from recorded songs, above 0 to 1 (default: the recipe's,"
        " 0.3)",
    )
    group.add_argument(
        "--cache",
        type=Path,
        default=Path("cache/training"),
        metavar="FOLDER",
        help="where songs made ready for training are kept for other runs too"
        " (default: cache/training)",
    )


def _dataset(text: str) -> tuple[str, Path]:
    name, sign, folder = text.partition("=")
    known = (*_DATASETS, *_TAG_DATASETS)
    if name not in known or not sign or not folder:
        raise argparse.ArgumentTypeError(
            f"“{text}” is not NAME=FOLDER with a name out of {', '.join(known)}"
        )
    return name, Path(folder)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number") from error
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"{text} does not lie above 0, and at 1 at most")
    return share


def run(options: argparse.Namespace) -> int:
    """Train a network; prints a line an epoch and the path of the best checkpoint; returns 0."""
    if options.task == "tags":
        return run_tags(options)
    from core.errors import UsageError  # noqa: PLC0415
    from core.training.material import MaterialFolders  # noqa: PLC0415
    from core.training.run import train  # noqa: PLC0415
    from core.training.sources import RunFolders  # noqa: PLC0415

    recipe = read_recipe(options)
    names = [name for name, _ in options.datasets]
    if not set(names) <= set(_DATASETS) or options.lessons:
        raise UsageError(f"Drums are learnt from {', '.join(_DATASETS)}. Did you mean --task tags?")
    if len(set(names)) < len(names):
        raise UsageError("--dataset takes one folder a name: put songs of one kind together.")
    run_folder = options.run_folder or Path("runs") / recipe.name
    folders = RunFolders(
        MaterialFolders(options.data, options.accompaniment, options.more_kits),
        run_folder,
        options.cache,
        dict(options.datasets),
        options.start,
    )
    is_synthesising = not options.datasets or recipe.recordings.share < 1
    if is_synthesising and not any(options.accompaniment.glob("*.wav")):
        tell_warning(
            f"there is no accompaniment in {options.accompaniment}: songs will be drums alone,"
            " and the network will fail on mixes. See melody prepare-accompaniment --help."
        )
    with TrainingBar(is_shown=not options.quiet) as bar:
        best = train(recipe, folders, bar.report(), device=options.device, resume=options.resume)
    print(best)
    return 0


def read_recipe(options: argparse.Namespace) -> "Recipe":
    """The recipe that the options name, with what they change in it."""
    from dataclasses import replace  # noqa: PLC0415

    from core.errors import DatasetError, UsageError  # noqa: PLC0415
    from core.training.recipe import load_recipe  # noqa: PLC0415

    name, network = options.recipe, options.network or "melody"
    if network not in DEFAULT_RECIPES:
        raise UsageError(
            f"There is no network “{network}” for drums. There are: {', '.join(DEFAULT_RECIPES)}."
        )
    if name is None and options.resume:
        folder = options.run_folder or Path("runs") / DEFAULT_RECIPES[network]
        if not (folder / "recipe.json").is_file():
            raise DatasetError(f"There is no run to resume in {folder}. Name it with --run-folder.")
        name = str(folder / "recipe.json")
    recipe = load_recipe(name or DEFAULT_RECIPES[network])
    if options.jobs is not None:
        if options.jobs < 0:
            raise UsageError("--jobs is a number of processes, 0 or more.")
        recipe = replace(recipe, shards=replace(recipe.shards, n_workers=options.jobs))
    if options.dataset_share is not None:
        if not options.datasets:
            raise UsageError("--dataset-share needs a --dataset to take songs from.")
        recordings = replace(recipe.recordings, share=options.dataset_share)
        recipe = replace(recipe, recordings=recordings)
    return recipe


class TrainingBar:
    """Steps of the whole run with the time left, on stderr where somebody watches.

    The lines of the epochs go to stdout and stay.
    """

    def __init__(self, *, is_shown: bool = True) -> None:
        from tqdm import tqdm  # noqa: PLC0415

        self._bar = tqdm(
            unit="step",
            desc="preparing songs",
            dynamic_ncols=True,
            file=sys.stderr,
            disable=not (is_shown and sys.stderr.isatty()),
        )

    def __enter__(self) -> "TrainingBar":
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def report(self) -> "TrainingReport":
        """What `train` tells to."""
        from core.training.run import TrainingReport  # noqa: PLC0415

        return TrainingReport(self._on_step, self._on_epoch, self._on_prepare)

    def _on_step(self, step: int, n_steps: int, loss: float) -> None:
        if self._bar.total is None:
            # A resumed run begins later: the time left follows from the steps made now.
            self._bar.reset(total=n_steps)
            self._bar.initial = self._bar.n = step
        self._bar.set_description("training", refresh=False)
        self._bar.set_postfix(loss=f"{loss:.4f}", refresh=False)
        self._bar.update(step + 1 - self._bar.n)

    def _on_prepare(self, fraction: float) -> None:
        self._bar.set_description(f"preparing songs {fraction:4.0%}")

    def _on_epoch(self, metrics: "EpochMetrics") -> None:
        self._bar.write(epoch_line(metrics))


def epoch_line(metrics: "EpochMetrics") -> str:
    """The figures of an epoch: losses, F of all strokes, of beats, and of each drum."""
    figures = metrics.figures
    drums = " ".join(f"{drum} {f:.2f}" for drum, f in figures.drums.items())
    return (
        f"epoch {metrics.epoch + 1}: {metrics.seconds:.0f} s,"
        f" loss {metrics.training_loss:.4f}, validation {metrics.validation_loss:.4f},"
        f" sum F {figures.sum_f:.3f}, mean F {figures.mean_f:.3f},"
        f" beats {figures.beats:.3f}, downbeats {figures.downbeats:.3f} | {drums}"
    )
