"""The whole flow: from samples to a score with every stage kept, and from a file by command."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from core.checkpoint import Checkpoint
from core.errors import CancelledError, UsageError
from core.features import FeatureSettings
from core.kit import DRUM_NAMES
from core.networks import build_network
from core.score import check_score
from core.song import SAMPLE_RATE, Song
from core.transcribe import (
    LISTENING,
    READING,
    SCORE,
    STAGES,
    TranscribeSettings,
    stage_at,
    transcribe,
)
from core.weights_file import shipped_weights_path

DEMO = Path(__file__).parents[2] / "resources" / "demo"
needs_weights = pytest.mark.skipif(
    not (shipped_weights_path().is_file() and DEMO.is_dir()),
    reason="the shipped weights or the demo song are missing",
)


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    """A network that learned nothing: enough to walk the whole way."""
    torch.manual_seed(1)
    features = FeatureSettings()
    sizes = {"n_bands": features.n_bands, "n_drums": len(DRUM_NAMES)}
    # Two drums lie below what an untrained network says, so that strokes go the whole way too.
    thresholds = dict.fromkeys(DRUM_NAMES, 0.999) | {"kick": 0.001, "snare": 0.001}
    return Checkpoint(build_network("melody", sizes).eval(), features, thresholds=thresholds)


@pytest.fixture(scope="module")
def clicks() -> Song:
    """Twelve seconds of noise bursts, two a second."""
    samples = np.random.default_rng(0).normal(0, 0.001, 12 * SAMPLE_RATE).astype(np.float32)
    burst = np.random.default_rng(1).normal(0, 0.3, 2000) * np.linspace(1, 0, 2000)
    for start in range(0, len(samples), SAMPLE_RATE // 2):
        samples[start : start + 2000] += burst.astype(np.float32)
    return Song(samples, title="Clicks", artist="Nobody", path=Path("clicks.wav"))


def test_every_intermediate_result_is_kept(clicks: Song, checkpoint: Checkpoint) -> None:
    result = transcribe(clicks, checkpoint, TranscribeSettings(device="cpu"))
    assert result.song is clicks
    assert result.spectrogram.n_frames == result.activations.n_frames == 1201
    assert len(result.onsets) > 10
    assert result.grid.bars[-1].end >= 11
    assert sum(len(bar.strokes()) for bar in result.score.bars) > 10
    assert (result.score.title, result.score.artist) == ("Clicks", "Nobody")
    check_score(result.score)


def test_song_in_which_nothing_is_heard_gives_an_empty_score_and_says_so(
    clicks: Song, checkpoint: Checkpoint
) -> None:
    deaf = replace(checkpoint, thresholds=dict.fromkeys(DRUM_NAMES, 0.999))
    result = transcribe(clicks, deaf, TranscribeSettings(device="cpu"))
    assert result.onsets == ()
    assert all(bar.is_silent for bar in result.score.bars)
    assert result.warnings == ("No drums were heard: the score is empty.",)


def test_settings_name_the_score_and_fix_its_grid(clicks: Song, checkpoint: Checkpoint) -> None:
    settings = TranscribeSettings(tempo=60.0, device="cpu", title="Other", artist="")
    result = transcribe(clicks, checkpoint, settings)
    assert (result.score.title, result.score.artist) == ("Other", "")
    # A tempo holds to within 15 %.
    assert all(51 <= bar.tempo <= 69 for bar in result.grid.bars)


def test_file_name_stands_in_for_a_missing_title(clicks: Song, checkpoint: Checkpoint) -> None:
    song = replace(clicks, title="")
    assert transcribe(song, checkpoint, TranscribeSettings(device="cpu")).score.title == "clicks"


def test_progress_rises_from_nothing_to_all(clicks: Song, checkpoint: Checkpoint) -> None:
    seen: list[float] = []
    transcribe(clicks, checkpoint, TranscribeSettings(device="cpu"), seen.append)
    assert seen[0] == pytest.approx(0, abs=1e-9)
    assert seen[-1] == 1.0
    assert all(a <= b + 1e-9 for a, b in pairwise(seen))


def test_callback_that_raises_stops_the_work(clicks: Song, checkpoint: Checkpoint) -> None:
    def stop(fraction: float) -> None:
        if fraction > 0.05:
            raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        transcribe(clicks, checkpoint, TranscribeSettings(device="cpu"), stop)


def test_stages_share_the_whole_time_and_follow_one_another() -> None:
    assert sum(stage.share for stage in STAGES) == pytest.approx(1)
    assert stage_at(0.0) is READING
    assert stage_at(READING.share) is not READING
    assert stage_at(0.5) is LISTENING
    assert stage_at(1.0) is SCORE


@pytest.mark.parametrize("sensitivity", [0.0, 1.0, -1.0, float("nan")])
def test_sensitivity_out_of_bounds_is_refused(sensitivity: float) -> None:
    with pytest.raises(UsageError, match="sensitivity"):
        TranscribeSettings(sensitivity=sensitivity)


def melody(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "core.cli", *map(str, arguments)]


@needs_weights
@pytest.mark.slow
def test_demo_song_is_heard_well_enough(tmp_path: Path) -> None:
    """Guards the whole flow with the shipped weights; the figures belong to the song's card."""
    song, figures = next(DEMO.glob("*.ogg")), tmp_path / "figures.json"
    command = melody("evaluate", song.with_suffix(".json"), song, "--json", figures)
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    content = json.loads(figures.read_text(encoding="utf-8"))
    five = next(d for d in content["drums"] if (d["classes"], d["window"]) == ("5", 0.05))
    assert five["sum_f"] > 0.75
    assert content["beats"]["beat_f"] > 0.8


@needs_weights
@pytest.mark.slow
def test_workers_write_the_same_files_as_one_process(tmp_path: Path) -> None:
    song = next(DEMO.glob("*.ogg"))
    other = tmp_path / "other.ogg"
    other.write_bytes(song.read_bytes())
    for folder, jobs in (("one", "1"), ("two", "2")):
        command = melody("transcribe", song, tmp_path / "none.mp3", other, "--format", "csv,mscx")
        command += ["--jobs", jobs, "--output-dir", str(tmp_path / folder)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert result.returncode == 4, result.stderr
        assert "none.mp3" in result.stderr
    ones, twos = (sorted((tmp_path / folder).iterdir()) for folder in ("one", "two"))
    assert len(ones) == 4
    assert [f.name for f in ones] == [f.name for f in twos]
    assert [f.read_bytes() for f in ones] == [f.read_bytes() for f in twos]


@needs_weights
@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no signals to send on Windows")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupt_ends_the_command_with_130_and_no_traceback(tmp_path: Path, jobs: str) -> None:
    songs = []
    for number in range(12):
        songs.append(tmp_path / f"{number}.ogg")
        songs[-1].write_bytes(next(DEMO.glob("*.ogg")).read_bytes())
    output = tmp_path / "out"
    # Where these tests run in the background, SIGINT is ignored, also by what they start.
    listening = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from core.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["transcribe", *map(str, songs), "--output-dir", str(output), "--jobs", jobs]
    command = [sys.executable, "-c", listening, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 120
        while not (output.is_dir() and any(output.glob("*.mscx"))):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 130
    assert told.splitlines()[-1] == "melody: stopped"
    assert "Traceback" not in told
    assert not list(output.glob(".*"))
