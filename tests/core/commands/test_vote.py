"""`melody vote`: taggers that vote, and what it refuses."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.cli import main
from core.errors import ModelError, OutputError
from core.networks.tagging.build import Voting
from core.tagging.labels import LABELS
from core.tagging.tag_checkpoint import TagCheckpoint, load_tag_checkpoint, save_tag_checkpoint
from core.training.tags.distillation import Lesson, save_lesson
from tests.core.tagging.toy_tagger import toy_checkpoint


@pytest.fixture
def weights(tmp_path: Path) -> list[str]:
    paths = [tmp_path / f"{name}.pt" for name in ("melody", "lstm-attention")]
    for path in paths:
        toy = toy_checkpoint(path.stem)
        save_tag_checkpoint(replace(toy, training={"version": path.stem}), path)
    return [str(path) for path in paths]


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons"
    folder.mkdir()
    rng = np.random.default_rng(1)
    for number in range(11):
        mel = rng.random((4, 187, 96)).astype(np.float16)
        labels = rng.random((4, len(LABELS))).astype(np.float32)
        none = np.zeros((4, 3), np.float16)
        lesson = Lesson(mel, np.zeros((4, 9), np.int16), labels, none, none)
        save_lesson(lesson, folder / f"{number:05d}.npz")
    return folder


def test_taggers_vote_and_their_agreement_is_told(
    weights: list[str], lessons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tags.pt"
    assert main(["vote", *weights, "--out", str(out), "--lessons", str(lessons)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == [*weights, str(out)]
    assert all(-1 <= float(line.split()[-1]) <= 1 for line in lines)
    voting = load_tag_checkpoint(out)
    assert isinstance(voting.network, Voting)
    assert len(voting.version) == 12
    assert main(["vote", *weights, "--out", str(out)]) == OutputError.exit_code
    assert main(["vote", *weights[::-1], "--out", str(out), "--force"]) == 0
    assert load_tag_checkpoint(out).version != voting.version


def test_taggers_that_cannot_vote_are_told(
    weights: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = toy_checkpoint("cnn-1d")
    path = tmp_path / "other.pt"
    save_tag_checkpoint(TagCheckpoint(other.network, LABELS[::-1]), path)
    out = str(tmp_path / "tags.pt")
    assert main(["vote", weights[0], str(path), "--out", out]) == ModelError.exit_code
    assert "other labels" in capsys.readouterr().err
    assert main(["vote", weights[0], "--out", out]) == ModelError.exit_code
    assert not Path(out).exists()
