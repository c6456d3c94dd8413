"""`melody evaluate` from sound to figures, on the demo song."""

import json
from pathlib import Path

import pytest

from core.cli import main
from core.weights_file import shipped_weights_path


@pytest.mark.slow
def test_the_demo_transcribed_twice_takes_no_edit(
    demo_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written, figures = tmp_path / "demo.json", tmp_path / "figures.json"
    quiet = ["--quiet", "--device", "cpu"]
    assert main(["transcribe", str(demo_path), "-o", str(written), *quiet]) == 0
    weights = ["--weights", str(shipped_weights_path())]
    command = ["evaluate", str(written), str(demo_path), "--json", str(figures)]
    assert main([*command, *weights, *quiet]) == 0
    assert "transcribed with drums.pt" in capsys.readouterr().out
    content = json.loads(figures.read_text(encoding="utf-8"))
    assert content["score"]["n_edits"] == 0
    assert content["score"]["n_notes"] > 150
    assert content["score"]["n_bars_in_metre"] == content["score"]["n_reference_bars"] > 15
    assert content["drums"][-1]["sum_f"] == 1
    assert content["velocities"]["drums"]["snare"]["pooled"] == pytest.approx(1)
    recorded = shipped_weights_path().with_suffix(".sha256").read_text().split()[0]
    assert content["weights"] == {"file": "drums.pt", "sha256": recorded}


def test_weights_that_are_not_there_are_told(
    demo_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = str(demo_path.with_suffix(".json"))
    missing = str(tmp_path / "none.pt")
    assert main(["evaluate", truth, str(demo_path), "--weights", missing]) == 8
    assert "There are no weights at" in capsys.readouterr().err
