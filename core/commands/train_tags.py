"""`melody train --task tags`: a network that hears genres, moods and tags."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands.messages import tell_warning
from core.errors import DatasetError, UsageError

if TYPE_CHECKING:
    from core.training.tags.recipe import TagRecipe
    from core.training.tags.run import TagEpoch, TagRun

DEFAULT_RECIPE = "tags"


def run_tags(options: argparse.Namespace) -> int:
    """Train a tagger; prints a line an epoch and the path of the best checkpoint; returns 0."""
    import torch  # noqa: PLC0415
    from tqdm import tqdm  # noqa: PLC0415

    from core.training.tags.run import TagReport  # noqa: PLC0415

    torch.set_num_threads(1)
    recipe = _recipe(options)
    folder = options.run_folder or Path("runs") / recipe.name
    if folder.joinpath("last.pt").exists() and not options.resume:
        raise UsageError(f"{folder} holds a run: go on with --resume, or name another folder.")
    run = _run(options, recipe, folder)
    n_steps = recipe.schedule.n_epochs * recipe.schedule.n_steps
    with tqdm(
        total=n_steps,
        unit="step",
        file=sys.stderr,
        dynamic_ncols=True,
        disable=options.quiet or not sys.stderr.isatty(),
    ) as bar:

        def tell(epoch: "TagEpoch") -> None:
            bar.write(_line(epoch), file=sys.stdout)
            sys.stdout.flush()

        report = TagReport(on_step=lambda _step, _n: bar.update() and None, on_epoch=tell)
        best = run.train(report, resume=options.resume)
    print(best)
    return 0


def _line(epoch: "TagEpoch") -> str:
    return (
        f"epoch {epoch.epoch}: {epoch.seconds:.0f} s, loss {epoch.training_loss:.3f},"
        f" validation {epoch.validation_loss:.3f}, agreement {epoch.agreement:.3f}"
    )


def _recipe(options: argparse.Namespace) -> "TagRecipe":
    from dataclasses import replace  # noqa: PLC0415

    from core.networks.tagging.build import TAG_NETWORKS  # noqa: PLC0415
    from core.training.tags.recipe import load_tag_recipe  # noqa: PLC0415

    name = options.recipe
    if name is None and options.resume and options.run_folder:
        name = str(options.run_folder / "recipe.json")
    recipe = load_tag_recipe(name or DEFAULT_RECIPE)
    if options.network is None:
        return recipe
    if options.network not in TAG_NETWORKS:
        raise UsageError(
            f"There is no tagger “{options.network}”. There are: {', '.join(TAG_NETWORKS)}."
        )
    return replace(recipe, network=options.network, name=f"{recipe.name}-{options.network}")


def _run(options: argparse.Namespace, recipe: "TagRecipe", folder: Path) -> "TagRun":
    from core.networks.tagging.build import TAG_NETWORKS  # noqa: PLC0415
    from core.tagging.labels import LABELS  # noqa: PLC0415
    from core.training.tags.datasets import list_tagged_dataset  # noqa: PLC0415
    from core.training.tags.labelled import labelled_source  # noqa: PLC0415
    from core.training.tags.run import TagRun  # noqa: PLC0415
    from core.training.tags.sources import LessonSource  # noqa: PLC0415

    hears = TAG_NETWORKS[recipe.network].hears
    if bool(options.lessons) == bool(options.datasets) or len(options.datasets) > 1:
        raise UsageError("--task tags learns from --lessons, or from one --dataset NAME=FOLDER.")
    if options.lessons:
        source = LessonSource(options.lessons, LABELS, hears)
        return TagRun(recipe, source, folder, start=options.start)
    ((name, place),) = options.datasets
    dataset = list_tagged_dataset(name, place)
    for warning in dataset.warnings:
        tell_warning(warning)
    labelled, complaints = labelled_source(dataset, options.cache / "tags", hears)
    for complaint in complaints:
        tell_warning(complaint)
    if len(dataset.classes) < 2:
        raise DatasetError(f"{place} holds songs of one class alone: there is nothing to learn.")
    is_single = not dataset.is_multi_label
    return TagRun(recipe, labelled, folder, is_single, options.start)
