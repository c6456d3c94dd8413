"""Recipes as JSON, and the learning rate that follows from them."""

from itertools import pairwise
from pathlib import Path

import pytest

from core.errors import UsageError
from core.networks import DrumNetworkSizes, build_network
from core.training.material import MaterialFolders
from core.training.recipe import Recipe, RecordingPlan, Schedule, load_recipe
from core.training.run import learning_rate
from core.training.shards import ShardSettings
from tests.core.training.toy_material import TOY_RECIPE


def test_recipe_comes_back_from_json() -> None:
    assert Recipe.from_json(TOY_RECIPE.to_json()).to_json() == TOY_RECIPE.to_json()
    shipped = load_recipe("first")
    assert Recipe.from_json(shipped.to_json()) == shipped


def test_live_recipe_describes_a_causal_network(tmp_path: Path) -> None:
    recipe = load_recipe("live")
    sizes = {"n_bands": recipe.features.n_bands, "n_drums": 17, **recipe.sizes}
    network = build_network(recipe.network, sizes)
    assert network.sizes == DrumNetworkSizes(**sizes)
    assert recipe.sizes["causal"] and recipe.sizes["look_ahead"] <= 1
    assert recipe.microphone.share > 0
    assert Recipe.from_json(recipe.to_json()).to_json() == recipe.to_json()


def test_recipe_of_a_run_builds_the_same_network(tmp_path: Path) -> None:
    path = tmp_path / "recipe.json"
    path.write_text(TOY_RECIPE.to_json())
    assert load_recipe(str(path)).sizes["channels"] == [4, 4]


@pytest.mark.parametrize("text", ["", "[]", "3", '{"seeds": 1}', '{"schedule": {"n": 1}}', "{}"])
def test_what_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Recipe.from_json(text)


def test_unknown_recipe_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="findyourrhythm, first"):
        load_recipe("second")
    with pytest.raises(UsageError, match="no recipe file"):
        load_recipe(str(tmp_path / "mine.json"))


@pytest.mark.parametrize("share", [0.0, -1.0, 1.5])
def test_share_of_recordings_must_be_a_share(share: float) -> None:
    with pytest.raises(UsageError):
        RecordingPlan(share=share)


def test_learning_rate_rises_then_falls_to_nothing() -> None:
    schedule = Schedule(n_epochs=10, n_steps=100, learning_rate=0.002, n_warmup_steps=50)
    rates = [learning_rate(step, schedule) for step in range(1000)]
    assert rates[0] == pytest.approx(0.002 / 50)
    assert rates[24] == pytest.approx(0.001, rel=0.01)
    assert max(rates) == pytest.approx(0.002, rel=0.01)
    assert rates.index(max(rates)) == 49
    assert rates[524] == pytest.approx(0.001, rel=0.1)
    assert rates[-1] < 1e-6
    assert all(a > b for a, b in pairwise(rates[50:]))


def test_shards_of_the_shipped_recipe_keep_their_name() -> None:
    recipe = load_recipe("first")
    folders = MaterialFolders(Path("data"), Path("accompaniment"))
    usual = ShardSettings(folders, recipe.features, recipe.synthesis, recipe.seed)
    assert usual.digest == "8fa6c53ef1"
    fewer = ShardSettings(folders, recipe.features, recipe.synthesis, recipe.seed, 2)
    assert fewer.digest != usual.digest
