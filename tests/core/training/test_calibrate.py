"""Networks averaged into one, and calibrated on the validation."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.attention import predict_attention
from core.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from core.cli import main
from core.errors import ModelError
from core.features import Spectrogram
from core.kit import DRUM_NAMES
from core.networks import DrumEnsemble, DrumEnsembleSizes, build_network
from core.training.calibrate import combine
from tests.core.training.toy_material import TOY_FEATURES, TOY_RECIPE, make_accompaniment, make_data


def save_toy(path: Path, seed: int, kind: str = "melody", n_recurrent: int = 8) -> Path:
    """A small network with random weights."""
    torch.manual_seed(seed)
    sizes = {"n_bands": TOY_FEATURES.n_bands, "n_drums": len(DRUM_NAMES)}
    if kind == "melody":
        sizes |= {**TOY_RECIPE.sizes, "n_recurrent": n_recurrent}
    save_checkpoint(Checkpoint(build_network(kind, sizes).eval(), TOY_FEATURES), path)
    return path


def spectrogram() -> Spectrogram:
    values = torch.rand(150, TOY_FEATURES.n_bands, generator=torch.Generator().manual_seed(1))
    return Spectrogram(values, TOY_FEATURES)


def test_ensemble_says_the_mean_of_its_members_and_survives_its_file(tmp_path: Path) -> None:
    paths = [save_toy(tmp_path / "a.pt", 1), save_toy(tmp_path / "b.pt", 2, n_recurrent=5)]
    both = combine(paths)
    save_checkpoint(both, tmp_path / "both.pt")
    reopened = load_checkpoint(tmp_path / "both.pt")
    assert isinstance(reopened.network, DrumEnsemble)
    values = spectrogram().values.unsqueeze(0)
    with torch.inference_mode():
        apart = [load_checkpoint(path).network(values) for path in paths]
        together = reopened.network(values)
    for part, first, second in zip(together, *apart, strict=True):
        assert torch.allclose(part, (first + second) / 2, atol=1e-6)
        assert not torch.allclose(first, second, atol=1e-3)


def test_attention_of_an_ensemble_is_the_mean_of_its_members(tmp_path: Path) -> None:
    paths = [save_toy(tmp_path / "a.pt", 1), save_toy(tmp_path / "b.pt", 2)]
    apart = [predict_attention(spectrogram(), load_checkpoint(path)).weights for path in paths]
    together = predict_attention(spectrogram(), combine(paths)).weights
    assert np.allclose(together, np.mean(apart, axis=0), atol=1e-5)
    assert np.abs(apart[0] - apart[1]).max() > 1e-3


def test_ensembles_join_and_strangers_do_not(tmp_path: Path) -> None:
    a, b = save_toy(tmp_path / "a.pt", 1), save_toy(tmp_path / "b.pt", 2)
    save_checkpoint(combine([a, b]), tmp_path / "both.pt")
    three = combine([tmp_path / "both.pt", a]).network
    assert isinstance(three, DrumEnsemble) and len(three.members) == 3
    plain = save_toy(tmp_path / "plain.pt", 1, kind="findyourrhythm")
    with pytest.raises(ModelError, match=r"plain\.pt holds no network"):
        combine([a, plain])
    other = load_checkpoint(b)
    features = replace(TOY_FEATURES, hop_length=512)
    save_checkpoint(Checkpoint(other.network, features), tmp_path / "other.pt")
    with pytest.raises(ModelError, match=r"other\.pt hears other features"):
        combine([a, tmp_path / "other.pt"])
    with pytest.raises(ModelError, match="at least one"):
        DrumEnsembleSizes(())


def test_command_writes_a_checkpoint_with_one_threshold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = make_data(tmp_path / "data")
    music = make_accompaniment(tmp_path / "music")
    recipe = tmp_path / "toy.json"
    recipe.write_text(
        replace(TOY_RECIPE, shards=replace(TOY_RECIPE.shards, n_songs=2)).to_json(),
        encoding="utf-8",
    )
    weights = [str(save_toy(tmp_path / f"{seed}.pt", seed)) for seed in (1, 2)]
    out = tmp_path / "out.pt"
    arguments = ["calibrate", *weights, "--out", str(out), "--recipe", str(recipe)]
    arguments += ["--shards", "1", "--data", str(data), "--accompaniment", str(music)]
    arguments += ["--cache", str(tmp_path / "cache"), "--quiet"]
    assert main(arguments) == 0
    assert "threshold" in capsys.readouterr().out
    checkpoint = load_checkpoint(out)
    assert set(checkpoint.thresholds) == set(DRUM_NAMES)
    assert len(set(checkpoint.thresholds.values())) == 1
    assert len(checkpoint.training["members"]) == 2
    assert main(arguments) == 10
    assert main([*arguments[:2], *arguments[3:], "--force", "--shards", "0"]) == 2
