"""Checkpoints: what is saved comes back, and nothing else is taken for one."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from core import weights_file
from core.checkpoint import VERSION, load_checkpoint, save_checkpoint
from core.errors import ModelError
from tests.core.toy_networks import noise, toy_checkpoint


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "new folder" / "drums.pt"
    save_checkpoint(toy_checkpoint(), path)
    return path


@pytest.mark.parametrize("name", ["melody", "findyourrhythm"])
def test_checkpoint_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    before = toy_checkpoint(name)
    save_checkpoint(before, tmp_path / "a.pt")
    after = load_checkpoint(tmp_path / "a.pt")
    assert after.features == before.features
    assert after.drum_names == before.drum_names
    assert after.thresholds == {"kick": 0.4}
    assert after.training == {"recipe": "toy"}
    assert not after.network.training
    values = noise(20).values.unsqueeze(0)
    with torch.inference_mode():
        assert torch.equal(after.network(values).drums, before.network(values).drums)
    assert [path.name for path in tmp_path.iterdir()] == ["a.pt"], "an unfinished file is left"


def test_failed_save_keeps_the_older_file(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()

    def fail(_content: object, path: Path) -> None:
        Path(path).write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        save_checkpoint(toy_checkpoint(seed=2), saved)
    assert saved.read_bytes() == before


def rewrite(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = torch.load(path, weights_only=True)
    change(content)
    torch.save(content, path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c["state"].pop("drum_head.bias"), "drum_head.bias"),
        (lambda c: c["state"].update(more=torch.zeros(1)), "more"),
        (lambda c: c["sizes"].update(n_recurrent=4), "does not fit"),
        (lambda c: c["sizes"].update(n_layers=4), "n_layers"),
        (lambda c: c.pop("thresholds"), "thresholds"),
        (lambda c: c["features"].update(colour="red"), "colour"),
        (lambda c: c.update(network="other"), "other"),
        (lambda c: c.update(version=VERSION + 1), "newer Melody"),
        (lambda c: c.update(format="cookbook"), "not a checkpoint"),
        (lambda c: c.clear(), "not a checkpoint"),
    ],
)
def test_what_does_not_fit_is_refused(
    change: Callable[[dict[str, Any]], object], words: str, saved: Path
) -> None:
    rewrite(saved, change)
    with pytest.raises(ModelError, match=words):
        load_checkpoint(saved)


def test_other_files_are_no_checkpoints(saved: Path, tmp_path: Path) -> None:
    content = saved.read_bytes()
    for damaged in (b"", b"some text", content[: len(content) // 2]):
        saved.write_bytes(damaged)
        with pytest.raises(ModelError, match="damaged or is not a checkpoint"):
            load_checkpoint(saved)
    torch.save([1, 2], saved)
    with pytest.raises(ModelError, match="not a checkpoint"):
        load_checkpoint(saved)
    with pytest.raises(ModelError, match="no weights"):
        load_checkpoint(tmp_path / "nothing.pt")


class Trap:
    """Does harm when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path("harm"),))


def test_code_in_a_checkpoint_is_not_run(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"format": "melody-checkpoint", "trap": Trap()}, saved)
    with pytest.raises(ModelError):
        load_checkpoint(saved)
    assert not (tmp_path / "harm").exists()


def test_shipped_weights_must_have_their_recorded_sha256(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights_file, "shipped_weights_path", lambda _name: saved)
    recorded = saved.with_suffix(".sha256")
    with pytest.raises(ModelError, match=r"sha256 is missing"):
        load_checkpoint()
    recorded.write_text(f"{hashlib.sha256(saved.read_bytes()).hexdigest()}  {saved.name}\n")
    assert load_checkpoint().thresholds == {"kick": 0.4}
    recorded.write_text(f"{'0' * 64}  {saved.name}\n")
    with pytest.raises(ModelError, match="damaged"):
        load_checkpoint()
