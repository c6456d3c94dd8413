"""The training loop with a network of a few hundred weights and songs of three seconds."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from core.checkpoint import load_checkpoint
from core.errors import CancelledError, DatasetError, ModelError
from core.kit import DRUM_NAMES
from core.training import curves, run
from core.training.material import MaterialFolders
from core.training.recipe import Recipe, RecordingPlan
from core.training.run import EpochMetrics, TrainingReport, train
from core.training.segments import MixedPool, SegmentSettings, SongPool, batches
from core.training.shards import FeatureSong
from core.training.sources import RunFolders
from core.training.targets import Truth
from tests.core.training.test_datasets import make_idmt, make_mdb
from tests.core.training.toy_material import TOY_RECIPE, make_accompaniment, make_data

QUIET = TrainingReport()
TOY = replace(TOY_RECIPE, shards=replace(TOY_RECIPE.shards, n_songs=3, n_workers=0))


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> MaterialFolders:
    folder = tmp_path_factory.mktemp("material")
    return MaterialFolders(make_data(folder / "data"), make_accompaniment(folder / "music"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def whole_run(
    material: MaterialFolders, cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[EpochMetrics]]:
    """A run that nobody stopped, and what it told."""
    folder, told = tmp_path_factory.mktemp("runs") / "whole", []
    report = TrainingReport(on_epoch=told.append)
    train(TOY, RunFolders(material, folder, cache), report, device="cpu")
    return folder, told


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures take longest; that of `whole_run`, made before this, is enough."""
    monkeypatch.setattr(run, "draw_curves", lambda _history, _path: None)


def weights(folder: Path, part: str = "average") -> dict[str, Tensor]:
    content: Mapping[str, Any] = torch.load(folder / "last.pt", weights_only=True)
    return dict(content[part])


def are_equal(a: dict[str, Tensor], b: dict[str, Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


def test_run_leaves_checkpoint_metrics_recipe_and_picture(
    whole_run: tuple[Path, list[EpochMetrics]],
) -> None:
    folder, told = whole_run
    checkpoint = load_checkpoint(folder / "best.pt")
    assert checkpoint.features == TOY.features
    assert checkpoint.training["recipe"] == "toy"
    assert Recipe.from_json((folder / "recipe.json").read_text()).schedule == TOY.schedule
    metrics = json.loads((folder / "metrics.json").read_text())
    assert [entry["epoch"] for entry in metrics] == [metric.epoch for metric in told] == [0, 1]
    assert all(np.isfinite(entry["validation_loss"]) for entry in metrics)
    assert "kick" in metrics[0]["figures"]["drums"]
    assert (folder / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_resumed_run_comes_to_the_weights_of_one_that_never_stopped(
    material: MaterialFolders,
    cache: Path,
    whole_run: tuple[Path, list[EpochMetrics]],
    tmp_path: Path,
) -> None:
    folders = RunFolders(material, tmp_path / "run", cache)

    def stop(step: int, _n_steps: int, _loss: float) -> None:
        if step == 2:  # within the second epoch
            raise CancelledError("enough")

    with pytest.raises(CancelledError):
        train(TOY, folders, TrainingReport(on_step=stop), device="cpu")
    assert not are_equal(weights(folders.run), weights(whole_run[0]))
    torch.rand(3)  # whatever happens in between
    train(TOY, folders, QUIET, device="cpu", resume=True)
    for part in ("network", "average"):
        assert are_equal(weights(folders.run, part), weights(whole_run[0], part))
    first, second = (
        json.loads((f / "metrics.json").read_text()) for f in (folders.run, whole_run[0])
    )
    assert [entry["figures"] for entry in first] == [entry["figures"] for entry in second]


def test_same_seed_gives_the_same_weights_and_another_does_not(
    material: MaterialFolders,
    cache: Path,
    whole_run: tuple[Path, list[EpochMetrics]],
    tmp_path: Path,
) -> None:
    train(TOY, RunFolders(material, tmp_path / "same", cache), QUIET, device="cpu")
    assert are_equal(weights(tmp_path / "same"), weights(whole_run[0]))
    other = replace(TOY, seed=2, schedule=replace(TOY.schedule, n_epochs=1, n_steps=1))
    train(other, RunFolders(material, tmp_path / "other", cache), QUIET, device="cpu")
    assert not are_equal(weights(tmp_path / "other"), weights(whole_run[0]))


def test_run_is_not_overwritten_and_nothing_is_not_resumed(
    material: MaterialFolders,
    cache: Path,
    whole_run: tuple[Path, list[EpochMetrics]],
    tmp_path: Path,
) -> None:
    with pytest.raises(DatasetError, match="holds a run already"):
        train(TOY, RunFolders(material, whole_run[0], cache), QUIET, device="cpu")
    with pytest.raises(DatasetError, match="nothing to resume"):
        train(TOY, RunFolders(material, tmp_path / "new", cache), QUIET, resume=True)
    wider = replace(TOY, sizes={**TOY.sizes, "n_joined": 12})
    with pytest.raises(ModelError, match="does not fit the recipe"):
        train(wider, RunFolders(material, whole_run[0], cache), QUIET, device="cpu", resume=True)


def test_network_that_grows_keeps_the_layers_that_fit(
    material: MaterialFolders,
    cache: Path,
    whole_run: tuple[Path, list[EpochMetrics]],
    tmp_path: Path,
) -> None:
    # One step so small that no weight moves visibly.
    schedule = replace(TOY.schedule, n_epochs=1, n_steps=1, learning_rate=1e-12, weight_decay=0.0)
    larger = replace(TOY, schedule=schedule, sizes={**TOY.sizes, "n_recurrent": 12})
    best = whole_run[0] / "best.pt"
    folders = RunFolders(material, tmp_path / "larger", cache, start=best)
    train(larger, folders, QUIET, device="cpu")
    grown = weights(folders.run, "network")
    start = load_checkpoint(best).network.state_dict()
    for name in ("convolution_1.0.weight", "join.0.weight"):
        assert torch.allclose(grown[name], start[name], atol=1e-6)
    assert grown["drum_head.weight"].shape == (len(DRUM_NAMES), 2 * 12 + 8)
    other = replace(larger, sizes=dict.fromkeys(("n_scale_channels", "n_joined"), 3) | {
        "channels": (6, 9), "n_attention_heads": 3, "n_recurrent": 5
    }, features=replace(TOY.features, bands_per_octave=5))  # fmt: skip
    folders = RunFolders(material, tmp_path / "other", cache, start=best)
    with pytest.raises(ModelError, match="no layer has its size"):
        train(other, folders, QUIET, device="cpu")


def test_missing_kits_and_missing_matplotlib_are_told_before_any_work(
    material: MaterialFolders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = RunFolders(MaterialFolders(tmp_path, tmp_path), tmp_path / "run", tmp_path / "cache")
    with pytest.raises(DatasetError, match=r"kits\.csv"):
        train(TOY, nowhere, QUIET, device="cpu")
    assert not (tmp_path / "run").exists()
    monkeypatch.setattr(curves, "find_spec", lambda _name: None)
    with pytest.raises(Exception, match="pip install"):
        train(TOY, RunFolders(material, tmp_path / "run", tmp_path), QUIET, device="cpu")


def test_run_without_progress_stops_early(
    material: MaterialFolders, cache: Path, tmp_path: Path
) -> None:
    schedule = replace(TOY.schedule, n_epochs=9, n_steps=1, patience=1, learning_rate=1e-9)
    plan = replace(TOY.shards, n_each_epoch=0)
    told: list[EpochMetrics] = []
    report = TrainingReport(on_epoch=told.append)
    recipe = replace(TOY, schedule=schedule, shards=plan)
    train(recipe, RunFolders(material, tmp_path / "run", cache), report, device="cpu")
    assert len(told) == 2


def test_network_learns_from_recordings_alone(tmp_path: Path) -> None:
    schedule = replace(TOY.schedule, n_epochs=2, n_steps=20, batch_size=4, n_warmup_steps=5)
    recipe = replace(TOY, schedule=schedule, recordings=RecordingPlan(share=1.0, n_each_epoch=4))
    folders = RunFolders(
        MaterialFolders(tmp_path / "no kits", tmp_path / "no music"),
        tmp_path / "run",
        tmp_path / "cache",
        {"idmt": make_idmt(tmp_path / "idmt", 3), "mdb": make_mdb(tmp_path / "mdb")},
    )
    losses: list[float] = []
    report = TrainingReport(on_step=lambda _step, _n_steps, loss: losses.append(loss))
    train(recipe, folders, report, device="cpu")
    assert np.mean(losses[-5:]) < 0.9 * np.mean(losses[:5])
    assert all(path.name.startswith("recorded-") for path in (tmp_path / "cache").iterdir())
    figures = json.loads((folders.run / "metrics.json").read_text())[-1]["figures"]
    assert {"kick", "snare", "side_stick"} <= set(figures["drums"])


def test_recordings_join_synthesised_songs(
    material: MaterialFolders, cache: Path, tmp_path: Path
) -> None:
    datasets = {"mdb": make_mdb(tmp_path / "mdb")}
    schedule = replace(TOY.schedule, n_epochs=1, n_steps=1)
    recipe = replace(TOY, schedule=schedule, recordings=RecordingPlan(share=0.5))
    folders = RunFolders(material, tmp_path / "run", cache, datasets)
    seen: list[float] = []
    train(recipe, folders, TrainingReport(on_prepare=seen.append), device="cpu")
    assert any(cache.glob("recorded-*.npy"))
    assert seen[-1] == 1.0
    assert (
        "side_stick"
        in json.loads((folders.run / "metrics.json").read_text())[0]["figures"]["drums"]
    )


def song(value: float) -> FeatureSong:
    nothing = np.zeros(0, dtype=np.float32)
    truth = Truth(
        nothing, nothing.astype(np.int16), nothing.astype(np.int16), nothing, nothing, True
    )
    return FeatureSong(np.full((50, 30), value, dtype=np.float16), truth)


def test_share_of_segments_comes_from_recordings() -> None:
    synthesised, recorded = SongPool(1), SongPool(1)
    synthesised.add([song(1.0)])
    recorded.add([song(2.0), song(3.0)])
    rng = np.random.default_rng(1)
    mixed = MixedPool(synthesised, recorded, 0.25)
    drawn = [float(mixed.draw(rng).features[0, 0]) for _ in range(2000)]
    assert np.mean([value > 1 for value in drawn]) == pytest.approx(0.25, abs=0.04)


def test_full_pool_forgets_its_oldest_songs() -> None:
    pool = SongPool(2)
    for value in (1.0, 2.0, 3.0):
        pool.add([song(value)])
    rng = np.random.default_rng(1)
    assert {float(pool.draw(rng).features[0, 0]) for _ in range(50)} == {2.0, 3.0}


def test_short_songs_are_filled_up_with_silence() -> None:
    pool = SongPool(1)
    pool.add([song(1.0)])
    batch = next(batches(np.random.default_rng(1), pool, SegmentSettings(3, 80, 100.0)))
    assert batch.features.shape == (3, 80, 30)
    assert (batch.features[:, 50:] == 0).all()
    assert batch.targets.drums.shape == (3, 80, len(DRUM_NAMES))
