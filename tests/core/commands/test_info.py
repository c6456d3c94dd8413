"""`melody info`: what it tells, also where something is missing."""

import hashlib

import pytest

from core.cli import main
from core.errors import ModelError
from core.weights_file import DRUM_WEIGHTS, LIVE_WEIGHTS, TAG_WEIGHTS, shipped_weights_path


def test_all_weights_are_named_with_their_hashes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info"]) == 0
    told = capsys.readouterr().out
    for name in (DRUM_WEIGHTS, LIVE_WEIGHTS, TAG_WEIGHTS):
        path = shipped_weights_path(name)
        assert str(path) in told
        assert hashlib.sha256(path.read_bytes()).hexdigest() in told


def test_damaged_weights_are_told_after_all_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(**_shipped: str) -> None:
        raise ModelError("drums.pt is damaged.")

    monkeypatch.setattr("core.checkpoint.load_checkpoint", damaged)
    assert main(["info"]) == ModelError.exit_code
    captured = capsys.readouterr()
    assert "weights  drums.pt is damaged." in captured.out
    assert "72 labels" in captured.out
