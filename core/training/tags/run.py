"""The training loop of taggers: epochs, validation, checkpoints, going on where it stopped."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from core.errors import ModelError
from core.networks.tagging.build import build_tag_network, member_named
from core.networks.tagging.parts import TagLogits, TagNetwork
from core.tagging.tag_checkpoint import TagCheckpoint, load_tag_checkpoint, save_tag_checkpoint
from core.training.tags.agreement import agreement
from core.training.tags.losses import TeacherLayers, teacher_loss, triplet_loss, weak_label_loss
from core.training.tags.recipe import TagRecipe, TagSchedule
from core.training.tags.sources import TagBatch, TagSource


@dataclass(frozen=True)
class TagEpoch:
    """What one epoch brought; losses as in `core.training.tags.losses`.

    `agreement` is the mean over labels of the correlation of what is said of the windows (of
    songs, where these are labelled) held out with what should be.
    """

    epoch: int
    training_loss: float
    validation_loss: float
    agreement: float
    seconds: float


@dataclass(frozen=True)
class TagReport:
    """Whom to tell: `on_step` gets step and number of steps, `on_epoch` each epoch."""

    on_step: Callable[[int, int], None] = lambda _step, _n_steps: None
    on_epoch: Callable[[TagEpoch], None] = lambda _epoch: None


class _Learner(nn.Module):
    """The network, and beside it the teachers' layers, where there are teachers."""

    def __init__(self, network: TagNetwork, n_taught: tuple[int, int] | None) -> None:
        super().__init__()
        # Convolutions on CPUs take a fifth less time so.
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.layers = TeacherLayers(*n_taught) if n_taught else None


@dataclass
class TagRun:
    """A run of a recipe on a source; `folder` gets best.pt, last.pt, metrics.json, recipe.json.

    A new run begins with those weights of the checkpoint `start` that fit, if that is given: of
    the member of the recipe's kind, where networks vote in it.
    """

    recipe: TagRecipe
    source: TagSource
    folder: Path
    is_single: bool = False
    start: Path | None = None

    def train(self, report: TagReport, *, resume: bool = False) -> Path:
        """Train; returns the path of the best checkpoint. An exception from `report` ends it.

        With `resume` the run goes on after its last whole epoch, where there is one.
        """
        schedule = self.recipe.schedule
        torch.manual_seed(self.recipe.seed)
        learner = _Learner(self._new_network(), self.source.n_taught)
        average = AveragedModel(
            learner,
            multi_avg_fn=get_ema_multi_avg_fn(schedule.average_decay),  # type: ignore[no-untyped-call]
            use_buffers=True,
        )
        optimizer = torch.optim.AdamW(
            learner.parameters(), lr=schedule.learning_rate, weight_decay=schedule.weight_decay
        )
        history = self._take_up(learner, average, optimizer) if resume else []
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "recipe.json").write_text(self.recipe.to_json(), encoding="utf-8")
        held_out = self.source.held_out(8)
        for epoch in range(len(history), schedule.n_epochs):
            start = time.monotonic()
            loss = self._epoch(learner, average, optimizer, epoch, report)
            assert isinstance(average.module, _Learner)
            validation, agreed = self._validate(average.module, held_out)
            told = TagEpoch(epoch + 1, loss, validation, agreed, time.monotonic() - start)
            history.append(asdict(told))
            self._keep(learner, average, optimizer, history)
            report.on_epoch(told)
        return self.folder / "best.pt"

    def _new_network(self) -> TagNetwork:
        name, taught = self.recipe.network, self.source.n_taught
        known = member_named(load_tag_checkpoint(self.start).network, name) if self.start else None
        sizes = {**(asdict(known.sizes) if known else {}), **self.recipe.sizes}
        sizes["n_labels"] = len(self.source.labels)
        if taught:
            sizes["n_vector"] = taught[0]
        network = build_tag_network(name, sizes)
        if known:
            own = network.state_dict()
            fitting = {
                layer: weights
                for layer, weights in known.state_dict().items()
                if layer in own and own[layer].shape == weights.shape
            }
            network.load_state_dict({**own, **fitting})
        return network

    def _epoch(
        self,
        learner: _Learner,
        average: AveragedModel,
        optimizer: torch.optim.Optimizer,
        epoch: int,
        report: TagReport,
    ) -> float:
        schedule = self.recipe.schedule
        learner.train()
        losses = []
        for step in range(schedule.n_steps):
            rng = np.random.default_rng((self.recipe.seed, epoch, step))
            batch = self.source.draw(rng, schedule.n_songs, schedule.n_windows, self.recipe.changes)
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(epoch * schedule.n_steps + step, schedule)
            loss = self._loss(learner, batch)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(learner.parameters(), 5.0)
            optimizer.step()
            average.update_parameters(learner)
            losses.append(float(loss.detach()))
            report.on_step(step + 1, schedule.n_steps)
        return float(np.mean(losses))

    def _loss(self, learner: _Learner, batch: TagBatch) -> torch.Tensor:
        heard: TagLogits = learner.network(batch.windows)
        weights = self.recipe.loss
        if batch.taught is None or learner.layers is None:
            loss = weights.labels * weak_label_loss(
                heard, batch.labels, batch.n_windows, is_single=self.is_single
            )
        else:
            loss = teacher_loss(heard, batch.taught, learner.layers, weights)
        by_song = heard.vector.reshape(-1, batch.n_windows, heard.vector.shape[1])
        return loss + weights.triplets * triplet_loss(by_song, weights.margin)

    def _validate(self, learner: _Learner, held_out: Sequence[TagBatch]) -> tuple[float, float]:
        learner.eval()
        losses, said, wanted = [], [], []
        with torch.inference_mode():
            for batch in held_out:
                heard: TagLogits = learner.network(batch.windows)
                losses.append(float(self._loss(learner, batch)))
                labels = torch.sigmoid(heard.labels)
                said.append(labels if batch.taught is not None else labels.mean(0, keepdim=True))
                wanted.append(batch.labels)
        return float(np.mean(losses)), agreement(torch.cat(said), torch.cat(wanted))

    def _take_up(
        self, learner: _Learner, average: AveragedModel, optimizer: torch.optim.Optimizer
    ) -> list[dict[str, Any]]:
        last = self.folder / "last.pt"
        if not last.is_file():
            return []
        try:
            content = torch.load(last, map_location="cpu", weights_only=True)
            learner.load_state_dict(content["learner"])
            average.load_state_dict(content["average"])
            optimizer.load_state_dict(content["optimizer"])
            torch.set_rng_state(content["random"])
        except Exception as error:  # torch raises many kinds, none of them documented
            raise ModelError(f"{last} is damaged or of another recipe.") from error
        return list(content["history"])

    def _keep(
        self,
        learner: _Learner,
        average: AveragedModel,
        optimizer: torch.optim.Optimizer,
        history: list[dict[str, Any]],
    ) -> None:
        best = min(history, key=lambda told: float(told["validation_loss"]))
        if best is history[-1]:
            assert isinstance(average.module, _Learner)
            self._save_best(average.module.network, history)
        content = {
            "learner": learner.state_dict(),
            "average": average.state_dict(),
            "optimizer": optimizer.state_dict(),
            "random": torch.get_rng_state(),
            "history": history,
        }
        unfinished = self.folder / "last.unfinished"
        torch.save(content, unfinished)
        unfinished.replace(self.folder / "last.pt")
        text = json.dumps(history, indent=1)
        (self.folder / "metrics.json").write_text(text, encoding="utf-8")

    def _save_best(self, network: nn.Module, history: list[dict[str, Any]]) -> None:
        assert isinstance(network, TagNetwork)
        weights = hashlib.sha256()
        for values in network.state_dict().values():
            weights.update(values.cpu().numpy().tobytes())
        training = {
            "recipe": self.recipe.to_json(),
            "figures": history[-1],
            "version": weights.hexdigest()[:12],
        }
        checkpoint = TagCheckpoint(network.eval(), self.source.labels, training=training)
        save_tag_checkpoint(checkpoint, self.folder / "best.pt")


def learning_rate(step: int, schedule: TagSchedule) -> float:
    """The learning rate at a step: a linear rise, then half a cosine down to zero."""
    n_steps = schedule.n_epochs * schedule.n_steps
    rise = min(1.0, (step + 1) / schedule.n_warmup_steps)
    return schedule.learning_rate * rise * 0.5 * (1 + float(np.cos(np.pi * step / n_steps)))
