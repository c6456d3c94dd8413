"""`melody train` and `melody prepare-accompaniment`: options, lines, errors."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.cli import Parser
from core.commands import prepare_accompaniment, train
from core.errors import DatasetError, MelodyError, UsageError
from core.song import SAMPLE_RATE
from core.training import run as run_module
from tests.core.training.test_datasets import make_idmt
from tests.core.training.toy_material import TOY_RECIPE, make_accompaniment, make_data


@pytest.fixture
def melody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs one of the two commands in an empty folder."""
    monkeypatch.chdir(tmp_path)
    parser = Parser("melody")
    subparsers = parser.add_subparsers()
    for module in (train, prepare_accompaniment):
        module.add_parser(subparsers, argparse.ArgumentParser(add_help=False))

    def run(*arguments: str) -> int:
        options = parser.parse_args(arguments)
        return int(options.run(options))

    return run


@pytest.fixture
def toy_recipe(tmp_path: Path) -> str:
    shards = replace(TOY_RECIPE.shards, n_songs=2, n_workers=0)
    path = tmp_path / "toy.json"
    path.write_text(replace(TOY_RECIPE, shards=shards).to_json())
    return str(path)


def test_train_tells_each_epoch_and_resumes_a_stopped_run(
    melody: Callable[..., int],
    toy_recipe: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run_module, "draw_curves", lambda _history, _path: None)
    make_data(tmp_path / "data")
    make_accompaniment(tmp_path / "music")
    common = ("train", "--data", "data", "--accompaniment", "music", "--device", "cpu")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        learning_rate = run_module.learning_rate
        patch.setattr(
            run_module,
            "learning_rate",
            lambda step, s: stop() if step == 3 else learning_rate(step, s),
        )
        with pytest.raises(KeyboardInterrupt):
            melody(*common, "--recipe", toy_recipe)
    first = capsys.readouterr().out.splitlines()
    assert len(first) == 1
    assert first[0].startswith("epoch 1: ")
    assert " | " in first[0] and "kick 0." in first[0]
    with pytest.raises(DatasetError, match="holds a run already"):
        melody(*common, "--recipe", toy_recipe)
    assert melody(*common, "--run-folder", "runs/toy", "--resume") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("epoch 2: ")
    assert lines[1] == str(Path("runs/toy/best.pt"))
    assert len(json.loads(Path("runs/toy/metrics.json").read_text())) == 2
    assert any(Path("cache/training").glob("training-*.npz"))


def test_train_takes_recordings_alone(
    melody: Callable[..., int],
    toy_recipe: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run_module, "draw_curves", lambda _history, _path: None)
    make_idmt(tmp_path / "idmt")
    arguments = ("--dataset", "idmt=idmt", "--dataset-share", "1", "--cache", "made")
    assert melody("train", "--recipe", toy_recipe, *arguments, "--device", "cpu") == 0
    assert "accompaniment" not in capsys.readouterr().err
    assert all(path.suffix == ".npy" for path in Path("made").iterdir())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--dataset", "idmt"], "NAME=FOLDER"),
        (["--dataset", "enst=x"], "idmt, mdb, egmd"),
        (["--dataset-share", "2", "--dataset", "mdb=x"], "does not lie"),
        (["--dataset-share", "0.5"], "needs a --dataset"),
        (["--dataset", "mdb=nowhere"], "no folder nowhere"),
        (["--dataset", "melody=a", "--dataset", "melody=b"], "one folder a name"),
        (["--recipe", "none"], "no recipe"),
        (["--resume"], "no run to resume in"),
        (["--data", "nowhere"], "kits.csv is missing"),
        (["--jobs", "-1"], "--jobs"),
    ],
)
def test_train_tells_what_is_wrong(
    arguments: list[str], words: str, melody: Callable[..., int]
) -> None:
    with pytest.raises(MelodyError) as caught:
        melody("train", *arguments)
    assert words in str(caught.value)
    assert not Path("runs").exists()


def test_missing_accompaniment_is_warned_of(
    melody: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DatasetError):
        melody("train", "--data", "nowhere")
    assert "there is no accompaniment in" in capsys.readouterr().err


def test_accompaniment_is_prepared_from_folders_and_files(
    melody: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tone = np.sin(np.arange(2 * SAMPLE_RATE) / 20) * 0.3
    (tmp_path / "calm" / "deep").mkdir(parents=True)
    for name in ("calm/a.wav", "calm/deep/b.flac", "rock.ogg"):
        soundfile.write(tmp_path / name, tone, SAMPLE_RATE)
    (tmp_path / "calm" / "cover.txt").write_text("a picture")
    command = ("prepare-accompaniment", "--drumless", "calm", "--with-drums", "rock.ogg")
    assert melody(*command, "--out", "music") == 0
    names = {path.name for path in Path("music").iterdir()}
    assert {"calm-a.music.wav", "deep-b.music.wav"} < names
    assert len(names) == 3
    assert capsys.readouterr().out == "music: 3 files\n"


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ([], UsageError, "Name music"),
        (["--drumless", "nowhere"], DatasetError, "nowhere"),
        (["--songs", "nowhere"], DatasetError, ".mid"),
    ],
)
def test_accompaniment_from_nothing_is_refused(
    arguments: list[str], error: type[MelodyError], words: str, melody: Callable[..., int]
) -> None:
    with pytest.raises(error) as caught:
        melody("prepare-accompaniment", *arguments)
    assert words in str(caught.value)
