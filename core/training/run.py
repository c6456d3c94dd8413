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
from core.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from core.errors import DatasetError, ModelError
from core.kit import DRUM_NAMES
from core.networks import build_network
from core.training.curves import check_can_draw, draw_curves
from core.training.losses import frame_loss
from core.training.material import MaterialFolders
from core.training.recipe import Recipe, Schedule
from core.training.segments import Batch, Pool, SegmentSettings, SongPool, batches
from core.training.shards import FeatureSong
from core.training.sources import RunFolders, SongSources
from core.training.validation import ValidationFigures, validate

__all__ = ["EpochMetrics", "MaterialFolders", "RunFolders", "TrainingReport", "train"]


@dataclass(frozen=True)
class EpochMetrics:
    """What one epoch brought."""

    epoch: int
    training_loss: float
    validation_loss: float
    seconds: float
    figures: ValidationFigures


@dataclass(frozen=True)
class TrainingReport:
    """Whom to tell: `on_step` gets step, number of steps and loss; `on_epoch` each epoch;
    `on_prepare` a fraction while songs are waited for. An exception from one ends the run.
    """

    on_step: Callable[[int, int, float], None] = lambda _step, _n_steps, _loss: None
    on_epoch: Callable[[EpochMetrics], None] = lambda _metrics: None
    on_prepare: Callable[[float], None] = lambda _fraction: None


@dataclass
class _State:
    """Everything that changes during a run."""

    network: nn.Module
    average: AveragedModel
    optimizer: torch.optim.Optimizer
    epoch: int = 0
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def device(self) -> torch.device:
        """Where the network is."""
        return next(self.network.parameters()).device

    def save(self, path: Path) -> None:
        content = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
            "history": self.history,
            # Dropout draws from these.
            "random": torch.get_rng_state(),
            "cuda_random": torch.cuda.get_rng_state() if self.device.type == "cuda" else None,
        }
        unfinished = path.with_suffix(".unfinished")
        torch.save(content, unfinished)
        unfinished.replace(path)

    def load(self, path: Path) -> None:
        try:
            content = torch.load(path, map_location="cpu", weights_only=True)
        except Exception as error:  # torch raises many kinds, none of them documented
            raise ModelError(f"{path} is damaged: the run can't be resumed.") from error
        try:
            self.network.load_state_dict(content["network"])
            self.average.load_state_dict(content["average"])
            self.optimizer.load_state_dict(content["optimizer"])
            self.epoch, self.history = content["epoch"], content["history"]
        except (KeyError, TypeError, RuntimeError, ValueError) as error:
            raise ModelError(
                f"{path} does not fit the recipe: {error}. Resume with the run's own recipe."
            ) from error
        # A run that began before these were kept goes on with fresh ones.
        if content.get("random") is not None:
            torch.set_rng_state(content["random"])
        if content.get("cuda_random") is not None and self.device.type == "cuda":
            torch.cuda.set_rng_state(content["cuda_random"])


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
    and `last.pt` (for `resume`), all of them after each epoch. Stopped and resumed, a run
    comes to the same weights as one that never stopped. A new run begins with those weights of
    the checkpoint `folders.start` that fit, if that is given.
    """
    chosen = choose_device(device)
    check_can_draw()
    last = folders.run / "last.pt"
    if resume and not last.is_file():
        raise DatasetError(f"There is nothing to resume: {last} is missing.")
    if not resume and last.is_file():
        raise DatasetError(f"{folders.run} holds a run already. Resume it or name another folder.")
    torch.manual_seed(recipe.seed)
    state = _new_state(recipe, chosen)
    if resume:
        state.load(last)
    elif folders.start:
        _start_from(state, folders.start)
    sources = SongSources(recipe, folders)
    try:
        folders.run.mkdir(parents=True, exist_ok=True)
        (folders.run / "recipe.json").write_text(recipe.to_json(), encoding="utf-8")
        _train_epochs(recipe, folders.run, state, sources, report)
    finally:
        sources.close()
    return folders.run / "best.pt"


def _start_from(state: _State, path: Path) -> None:
    """Give the fresh state the weights of a checkpoint, as far as their shapes fit.

    So a network may grow: what has another size now begins anew.
    """
    own = state.network.state_dict()
    found = load_checkpoint(path).network.state_dict()
    fitting = {name: w for name, w in found.items() if name in own and own[name].shape == w.shape}
    if not any(weights.dim() > 1 for weights in fitting.values()):
        raise ModelError(f"{path} does not fit the recipe's network: no layer has its size.")
    state.network.load_state_dict({**own, **fitting})
    state.average.module.load_state_dict({**own, **fitting})


def _new_state(recipe: Recipe, device: torch.device) -> _State:
    sizes = {"n_bands": recipe.features.n_bands, "n_drums": len(DRUM_NAMES), **recipe.sizes}
    network = build_network(recipe.network, sizes).to(device)
    if device.type == "cpu":
        # Convolutions are a quarter faster so.
        network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
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
    sources: SongSources,
    report: TrainingReport,
) -> None:
    schedule = recipe.schedule
    if _is_finished(state, schedule):
        return
    validation_songs = sources.validation_songs(report.on_prepare)
    while not _is_finished(state, schedule):
        start = time.perf_counter()
        pool = sources.pool(state.epoch, report.on_prepare)
        loss = _train_epoch(recipe, state, pool, report)
        checkpoint = Checkpoint(deepcopy(state.average.module).eval(), recipe.features)
        figures = validate(checkpoint, validation_songs, state.device.type)
        metrics = EpochMetrics(
            state.epoch,
            loss,
            _validation_loss(recipe, checkpoint.network, validation_songs, state.device),
            time.perf_counter() - start,
            figures,
        )
        state.epoch += 1
        state.history.append(asdict(metrics))
        _keep(recipe, run_folder, state, checkpoint, figures)
        report.on_epoch(metrics)


def _is_finished(state: _State, schedule: Schedule) -> bool:
    return state.epoch >= schedule.n_epochs or _is_stalled(state.history, schedule.patience)


def _is_stalled(history: list[dict[str, Any]], patience: int) -> bool:
    scores = [_score(entry["figures"]) for entry in history]
    return bool(scores) and len(scores) - 1 - int(np.argmax(scores)) >= patience


def _score(figures: Mapping[str, Any]) -> float:
    """What the best epoch is chosen by: common and rare drums alike."""
    return float((figures["sum_f"] + figures["mean_f"]) / 2)


def _train_epoch(
    recipe: Recipe,
    state: _State,
    pool: Pool,
    report: TrainingReport,
) -> float:
    schedule = recipe.schedule
    rng = np.random.default_rng((recipe.seed, 2, state.epoch))
    settings = SegmentSettings(
        schedule.batch_size,
        schedule.n_frames,
        recipe.features.frame_rate,
        recipe.microphone,
        recipe.mixing,
    )
    feed = batches(rng, pool, settings)
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
    batch = batch.to(state.device)
    state.optimizer.zero_grad(set_to_none=True)
    # bfloat16 has the range of float32, so the loss needs no scaling.
    with torch.autocast(
        state.device.type, dtype=torch.bfloat16, enabled=state.device.type == "cuda"
    ):
        logits = state.network(batch.features)
    logits = type(logits)(*(part.float() for part in logits))
    loss = frame_loss(logits, batch.targets, recipe.loss)
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
    settings = SegmentSettings(16, recipe.schedule.n_frames, recipe.features.frame_rate)
    feed = batches(rng, pool, settings)
    with torch.inference_mode():
        losses = []
        for _ in range(4):
            batch = next(feed).to(device)
            losses.append(float(frame_loss(network(batch.features), batch.targets, recipe.loss)))
    return float(np.mean(losses))


def _keep(
    recipe: Recipe,
    folder: Path,
    state: _State,
    checkpoint: Checkpoint,
    figures: ValidationFigures,
) -> None:
    """Write the state, the metrics, their picture, and the checkpoint if it is the best."""
    scores = [_score(entry["figures"]) for entry in state.history]
    if scores[-1] == max(scores):
        best = Checkpoint(
            checkpoint.network,
            checkpoint.features,
            checkpoint.drum_names,
            dict(figures.thresholds),
            dict(figures.calibrations),
            {"recipe": recipe.name, "epoch": state.epoch, "validation": asdict(figures)},
        )
        save_checkpoint(best, folder / "best.pt")
    (folder / "metrics.json").write_text(json.dumps(state.history, indent=1), encoding="utf-8")
    draw_curves(state.history, folder / "curves.png")
    # Last: a run stopped in between repeats this epoch and writes the others again.
    state.save(folder / "last.pt")
