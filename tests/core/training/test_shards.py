"""Shards: the same songs however they were made, and files that come back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import DatasetError
from core.features import FeatureSettings
from core.training.datasets.recorded import Stroke, truth_of
from core.training.material import MaterialFolders, load_material
from core.training.shards import (
    FeatureSong,
    ShardCache,
    ShardSettings,
    load_shard,
    save_shard,
)
from core.training.synthesis import SynthesisSettings
from tests.core.training.toy_material import TOY_FEATURES, make_accompaniment, make_data


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> ShardSettings:
    folder = tmp_path_factory.mktemp("material")
    folders = MaterialFolders(make_data(folder / "data"), make_accompaniment(folder / "music"))
    return ShardSettings(folders, TOY_FEATURES, SynthesisSettings(duration=2.0), 1, n_songs=2)


def test_songs_come_back_from_their_file(tmp_path: Path) -> None:
    strokes, doubts = [Stroke(0.5, "kick")], [(0.7, "snare")]
    truth = truth_of(strokes, ("kick", "snare"), [(0.5, 1)], tells_hihats=False, doubts=doubts)
    features = np.arange(12, dtype=np.float16).reshape(4, 3)
    save_shard([FeatureSong(features, truth)] * 2, tmp_path / "a.npz")
    again = load_shard(tmp_path / "a.npz")
    assert len(again) == 2
    assert np.array_equal(again[1].features, features)
    for name, value in vars(truth).items():
        assert np.array_equal(getattr(again[1].truth, name), value), name
    assert again[1].truth.tells_hihats is False
    assert again[1].truth.has_beats is True
    assert again[1].truth.doubt_times.tolist() == [np.float32(0.7)]


def test_file_made_before_doubts_were_kept_has_none(tmp_path: Path) -> None:
    truth = truth_of([], (), doubts=[(0.7, "snare")])
    save_shard([FeatureSong(np.zeros((4, 3), dtype=np.float16), truth)], tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as arrays:
        old = {n: arrays[n] for n in arrays.files if not n.startswith("doubt")}
    np.savez(tmp_path / "old.npz", **old)
    again = load_shard(tmp_path / "old.npz")[0].truth
    assert again.doubt_times.shape == again.doubt_drums.shape == (0,)


def test_file_without_label_masks_is_labelled_in_full(tmp_path: Path) -> None:
    truth = truth_of([], ())
    save_shard([FeatureSong(np.zeros((4, 3), dtype=np.float16), truth)], tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as arrays:
        old = {n: arrays[n] for n in arrays.files if "labelled" not in n and "tells" not in n}
    np.savez(tmp_path / "old.npz", **old)
    assert load_shard(tmp_path / "old.npz")[0].truth.is_labelled.all()
    assert load_shard(tmp_path / "old.npz")[0].truth.tells_hihats


@pytest.mark.slow
def test_worker_process_makes_the_same_shard_as_the_training_itself(
    settings: ShardSettings, tmp_path: Path
) -> None:
    here, there = ShardCache(tmp_path / "a", settings, 0), ShardCache(tmp_path / "b", settings, 1)
    try:
        there.request("training", range(2))
        for index in range(2):
            own, others = here.load("training", index), there.load("training", index)
            assert all(
                np.array_equal(a.features, b.features) for a, b in zip(own, others, strict=True)
            )
    finally:
        there.close()


def test_shard_is_made_once_and_differs_by_index_split_and_seed(
    settings: ShardSettings, tmp_path: Path
) -> None:
    cache = ShardCache(tmp_path, settings, 0)
    first = cache.load("training", 0)
    (path,) = tmp_path.iterdir()
    written = path.stat().st_mtime_ns
    cache.load("training", 0)
    assert path.stat().st_mtime_ns == written
    others = [
        cache.load("training", 1),
        cache.load("validation", 0),
        ShardCache(tmp_path, replace(settings, seed=2), 0).load("training", 0),
    ]
    assert len(list(tmp_path.iterdir())) == 4
    for other in others:
        assert not np.array_equal(first[0].features, other[0].features)
    assert len({song.features.tobytes() for song in first}) == settings.n_songs


def test_settings_that_change_the_songs_change_the_name(settings: ShardSettings) -> None:
    names = {
        changed.digest
        for changed in (
            settings,
            replace(settings, seed=9),
            replace(settings, features=FeatureSettings()),
            replace(settings, synthesis=SynthesisSettings(duration=3.0)),
            replace(settings, n_songs=3),
        )
    }
    assert len(names) == 5


def test_validation_has_kits_drummers_and_songs_that_training_never_sees(
    settings: ShardSettings,
) -> None:
    training = load_material(settings.folders, "training")
    validation = load_material(settings.folders, "validation")
    assert training.kits.kit_names == {"osdk"}
    assert validation.kits.kit_names == {"black_pearl"}
    assert {groove.drummer for groove in training.grooves} == {"drummer1"}
    assert {groove.drummer for groove in validation.grooves} == {"drummer4"}
    assert [stem for stem, _ in training.songs] == ["b"]
    assert [stem for stem, _ in validation.songs] == ["a"]
    assert set(training.accompaniment.songs) == {"b"}
    with pytest.raises(DatasetError):
        load_material(settings.folders, "test")
