"""The training loop: epochs, validation, checkpoints, pictures, and going on where it stopped."""

import json
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from core.activations import choose_device
from core.checkpoint import Checkpoint, save_checkpoint
from core.errors import DatasetError
from core.kit import DRUM_NAMES
from core.networks import build_network
from core.training.losses import frame_loss
from core.training.material import MaterialFolders
from core.training.recipe import Recipe, Schedule
from core.training.segments import Batch, SongPool, batches
from core.training.shards import FeatureSong, ShardCache, ShardSettings
from core.training.validation import ValidationFigures, validate


@dataclass(frozen=True)
class EpochMetrics:
    """What one epoch brought."""

    epoch: int
    training_loss: float
    validation_loss: float
    seconds: float
    figures: ValidationFigures


@dataclass(frozen=True)
class RunFolders:
    """Where a run reads (`material`) and writes: `run` its results, `cache` its shards."""

    material: MaterialFolders
    run: Path
    cache: Path


@dataclass(frozen=True)
class TrainingReport:
    """Whom to tell: `on_step` gets step, number of steps and loss; `on_epoch` each epoch."""

    on_step: Callable[[int, int, float], None] = lambda _step, _n_steps, _loss: None
    on_epoch: Callable[[EpochMetrics], None] = lambda _metrics: None


@dataclass
class _State:
    """Everything that changes during a run."""

    network: nn.Module
    average: AveragedModel
    optimizer: torch.optim.Optimizer
    epoch: int = 0
    history: list[dict[str, Any]] = field(default_factory=list)

    def save(self, path: Path) -> None:
        content = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
            "history": self.history,
        }
        unfinished = path.with_suffix(".unfinished")
        torch.save(content, unfinished)
        unfinished.replace(path)

    def load(self, path: Path) -> None:
        content = torch.load(path, map_location="cpu", weights_only=True)
        self.network.load_state_dict(content["network"])
        self.average.load_state_dict(content["average"])
        self.optimizer.load_state_dict(content["optimizer"])
        self.epoch, self.history = content["epoch"], content["history"]


def learning_rate(step: int, schedule: Schedule) -> float:
    """The learning rate at a step: a linear rise, then half a cosine down to zero."""
    n_steps = schedule.n_epochs * schedule.n_steps
    rise = min(1.0, (step + 1) / schedule.n_warmup_steps)
    return schedule.learning_rate * rise * 0.5 * (1 + float(np.cos(np.pi * step / n_steps)))


def train(
    recipe: Recipe,
    folders: RunFolders,
    report: TrainingReport,
    *,
    device: str = "auto",
    resume: bool = False,
) -> Path:
    """Train a network by a recipe; gives the path of the best checkpoint.

    The run folder gets `recipe.json`, `metrics.json`, `curves.png`, `best.pt` (a checkpoint)
    and `last.pt` (for `resume`).
    """
    last = folders.run / "last.pt"
    if resume and not last.is_file():
        raise DatasetError(f"There is nothing to resume: {last} is missing.")
    folders.run.mkdir(parents=True, exist_ok=True)
    (folders.run / "recipe.json").write_text(recipe.to_json(), encoding="utf-8")
    torch.manual_seed(recipe.seed)
    chosen = choose_device(device)
    state = _new_state(recipe, chosen)
    if resume:
        state.load(last)
    shards = ShardSettings(folders.material, recipe.features, recipe.synthesis, recipe.seed)
    cache = ShardCache(folders.cache, shards)
    try:
        _train_epochs(recipe, folders.run, state, cache, report)
    finally:
        cache.close()
    return folders.run / "best.pt"


def _new_state(recipe: Recipe, device: torch.device) -> _State:
    sizes = {"n_bands": recipe.features.n_bands, "n_drums": len(DRUM_NAMES), **recipe.sizes}
    network = build_network(recipe.network, sizes).to(device)
    average = AveragedModel(
        network, avg_fn=_averaging(recipe.schedule.average_decay), use_buffers=True
    )
    optimizer = torch.optim.AdamW(
        network.parameters(),
        recipe.schedule.learning_rate,
        weight_decay=recipe.schedule.weight_decay,
    )
    return _State(network, average, optimizer)


def _averaging(decay: float) -> Callable[[Tensor, Tensor, Tensor | int], Tensor]:
    """An exponential moving average that forgets the first, untrained weights quickly."""

    def average(averaged: Tensor, current: Tensor, n_averaged: Tensor | int) -> Tensor:
        if not averaged.is_floating_point():
            return current
        keep = min(decay, (1 + int(n_averaged)) / (10 + int(n_averaged)))
        return averaged * keep + current * (1 - keep)

    return average


def _train_epochs(
    recipe: Recipe,
    run_folder: Path,
    state: _State,
    cache: ShardCache,
    report: TrainingReport,
) -> None:
    plan, schedule = recipe.shards, recipe.schedule
    device = next(state.network.parameters()).device
    pool = SongPool(plan.n_in_memory)
    n_loaded = 0
    held_out = range(plan.n_validation)
    cache.request("validation", held_out)
    validation_songs = [song for index in held_out for song in cache.load("validation", index)]
    while state.epoch < schedule.n_epochs and not _is_stalled(state.history, schedule.patience):
        start = time.perf_counter()
        n_wanted = plan.n_first + state.epoch * plan.n_each_epoch
        cache.request("training", range(n_loaded, n_wanted + 2 * plan.n_each_epoch))
        for index in range(max(n_loaded, n_wanted - plan.n_in_memory), n_wanted):
            pool.add(cache.load("training", index))
        n_loaded = n_wanted
        loss = _train_epoch(recipe, state, pool, report)
        checkpoint = Checkpoint(deepcopy(state.average.module).eval(), recipe.features)
        figures = validate(checkpoint, validation_songs, device.type)
        metrics = EpochMetrics(
            state.epoch,
            loss,
            _validation_loss(recipe, checkpoint.network, validation_songs, device),
            time.perf_counter() - start,
            figures,
        )
        state.epoch += 1
        state.history.append(asdict(metrics))
        _keep(recipe, run_folder, state, checkpoint, figures)
        report.on_epoch(metrics)


def _is_stalled(history: list[dict[str, Any]], patience: int) -> bool:
    scores = [_score(entry["figures"]) for entry in history]
    return bool(scores) and len(scores) - 1 - int(np.argmax(scores)) >= patience


def _score(figures: Mapping[str, Any]) -> float:
    """What the best epoch is chosen by: common and rare drums alike."""
    return float((figures["sum_f"] + figures["mean_f"]) / 2)


def _train_epoch(
    recipe: Recipe,
    state: _State,
    pool: SongPool,
    report: TrainingReport,
) -> float:
    schedule = recipe.schedule
    rng = np.random.default_rng((recipe.seed, 2, state.epoch))
    feed = batches(rng, pool, schedule.batch_size, schedule.n_frames, recipe.features.frame_rate)
    state.network.train()
    total = 0.0
    for number in range(schedule.n_steps):
        step = state.epoch * schedule.n_steps + number
        for group in state.optimizer.param_groups:
            group["lr"] = learning_rate(step, schedule)
        loss = _step(recipe, state, next(feed))
        total += loss
        report.on_step(step, schedule.n_epochs * schedule.n_steps, loss)
    return total / schedule.n_steps


def _step(recipe: Recipe, state: _State, batch: Batch) -> float:
    device = next(state.network.parameters()).device
    batch = batch.to(device)
    state.optimizer.zero_grad(set_to_none=True)
    is_cuda = device.type == "cuda"
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=is_cuda):
        logits = state.network(batch.features)
    logits = type(logits)(*(part.float() for part in logits))
    loss = frame_loss(logits, batch.drums, batch.velocities, batch.beats, recipe.loss)
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(state.network.parameters(), 1.0)
    state.optimizer.step()
    state.average.update_parameters(state.network)
    return float(loss.detach())


def _validation_loss(
    recipe: Recipe, network: nn.Module, songs: list[FeatureSong], device: torch.device
) -> float:
    pool = SongPool(1)
    pool.add(songs)
    rng = np.random.default_rng((recipe.seed, 3))
    feed = batches(rng, pool, 16, recipe.schedule.n_frames, recipe.features.frame_rate)
    with torch.inference_mode():
        losses = []
        for _ in range(4):
            batch = next(feed).to(device)
            logits = network(batch.features)
            loss = frame_loss(logits, batch.drums, batch.velocities, batch.beats, recipe.loss)
            losses.append(float(loss))
    return float(np.mean(losses))


def _keep(
    recipe: Recipe,
    folder: Path,
    state: _State,
    checkpoint: Checkpoint,
    figures: ValidationFigures,
) -> None:
    """Write the state, the metrics, their picture, and the checkpoint if it is the best."""
    state.save(folder / "last.pt")
    (folder / "metrics.json").write_text(json.dumps(state.history, indent=1), encoding="utf-8")
    scores = [_score(entry["figures"]) for entry in state.history]
    if scores[-1] == max(scores):
        best = Checkpoint(
            checkpoint.network,
            checkpoint.features,
            checkpoint.drum_names,
            dict(figures.thresholds),
            {"recipe": recipe.name, "epoch": state.epoch, "validation": asdict(figures)},
        )
        save_checkpoint(best, folder / "best.pt")
    _draw_curves(state.history, folder / "curves.png")


def _draw_curves(history: list[dict[str, Any]], path: Path) -> None:
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to import, needed here alone

    figure = Figure(figsize=(11, 4.5), layout="constrained")
    losses, f_measures = figure.subplots(1, 2)
    epochs = [entry["epoch"] + 1 for entry in history]
    losses.plot(epochs, [e["training_loss"] for e in history], label="training")
    losses.plot(epochs, [e["validation_loss"] for e in history], label="validation")
    losses.set(xlabel="epoch", ylabel="loss", yscale="log")
    losses.legend()
    for drum in history[-1]["figures"]["drums"]:
        f_measures.plot(epochs, [e["figures"]["drums"].get(drum) for e in history], label=drum)
    f_measures.plot(epochs, [e["figures"]["sum_f"] for e in history], "k", lw=2, label="all")
    f_measures.set(xlabel="epoch", ylabel="F-measure at ±50 ms", ylim=(0, 1))
    f_measures.legend(fontsize="x-small", ncols=2)
    figure.savefig(path, dpi=110)
