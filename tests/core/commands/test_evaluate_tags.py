"""`melody evaluate-tags` on noises and tones of made-up artists, with a made-up tagger."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.cli import main
from core.evaluation.labelled_clips import load_labelled_clips
from core.evaluation.listening import HeardClip, hear_clips
from core.evaluation.masking import MaskedSong
from core.evaluation.report import Weights
from core.evaluation.tag_report import (
    TagEvaluation,
    evaluate_clips,
    tag_evaluation_json,
    tag_evaluation_table,
)
from core.song import Song

N_ARTISTS, RATE = 8, 22050


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixteen clips of eight artists: half noise ("rock"), half tones ("classical")."""
    place = tmp_path_factory.mktemp("clips")
    rng = np.random.default_rng(0)
    rows = ["file,genre,artist_id,n_raters,amazement,power"]
    for number in range(16):
        is_rock = number % 2 == 0
        tone = np.sin(2 * np.pi * 110 * (number + 2) * np.arange(2 * RATE) / RATE)
        sound = rng.normal(0, 0.1, 2 * RATE) if is_rock else 0.2 * tone
        soundfile.write(place / f"{number}.wav", sound, RATE)
        power = (0.8 if is_rock else 0.1) + number / 200
        genre = "rock" if is_rock else "classical"
        rows.append(f"{number}.wav,{genre},{number % N_ARTISTS},9,0.1,{power}")
    (place / "songs.csv").write_text("\n".join(rows) + "\n")
    return place


def hear(song: Song) -> HeardClip:
    """A tagger that hears noise by its zero crossings."""
    crossings = float((np.diff(np.sign(song.samples)) != 0).mean())
    vector = np.array([crossings, 1 - crossings, 0.1], dtype=np.float32)
    masked = MaskedSong("rock", 0.9, 0.4, 0.8, 0.7)
    return HeardClip(vector, {"rock": crossings, "classical": 1 - crossings}, masked)


def baseline(song: Song) -> np.ndarray:
    return np.array([song.samples.std(), 1.0], dtype=np.float32)


def load(path: Path) -> Song:
    samples, rate = soundfile.read(path, dtype="float32")
    return Song(samples, rate)


@pytest.fixture(scope="module")
def evaluation(folder: Path) -> TagEvaluation:
    clips = load_labelled_clips(folder)
    heard, vectors = hear_clips(clips.paths, load, hear, baseline)
    return evaluate_clips(clips, heard, vectors, Weights("tags.pt", "ab" * 32))


def test_the_table_tells_vectors_beside_the_baseline(evaluation: TagEvaluation) -> None:
    table = tag_evaluation_table(evaluation)
    assert "16 clips of 8 artists" in table
    assert "tags.pt" in table
    line = next(line for line in table.splitlines() if line.startswith("genre accuracy"))
    assert line.split()[-2] == "1.000"
    assert "classical 1.000, rock 1.000" in table
    assert "attended places  0.5000" in table


def test_the_json_holds_all_figures(evaluation: TagEvaluation) -> None:
    content = json.loads(json.dumps(tag_evaluation_json(evaluation)))
    assert content["format"] == "melody-tag-evaluation"
    assert content["weights"] == {"file": "tags.pt", "sha256": "ab" * 32}
    assert content["vectors"]["genre_accuracy"] == 1.0
    assert content["vectors"]["confusion"] == [[8, 0], [0, 8]]
    assert content["zero_shot"] == {"classical": 1.0, "rock": 1.0}
    assert content["masking"]["more_than_random"] == pytest.approx(0.4)
    assert set(content["mfcc"]["emotions"]) == {"power"}


def test_progress_reaches_one_and_clips_are_loaded_once(folder: Path) -> None:
    loaded: list[str] = []
    done: list[float] = []

    def load_counted(path: Path) -> Song:
        loaded.append(path.name)
        return load(path)

    paths = load_labelled_clips(folder).paths[:4]
    hear_clips(paths, load_counted, hear, baseline, done.append)
    assert loaded == ["0.wav", "1.wav", "2.wav", "3.wav"]
    assert done == [0.25, 0.5, 0.75, 1.0]


def test_the_baseline_alone_needs_no_weights(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate-tags", str(folder), "--features", "mfcc", "--json", "--quiet"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["vectors"] is None and content["weights"] is None
    assert content["mfcc"]["genre_accuracy"] == 1.0


def test_missing_weights_and_folders_end_with_their_codes(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = str(tmp_path / "none.pt")
    assert main(["evaluate-tags", str(folder), "--weights", weights, "--quiet"]) == 8
    assert main(["evaluate-tags", str(tmp_path), "--features", "mfcc"]) == 11
    assert "songs.csv" in capsys.readouterr().err


def test_missing_libraries_are_named_with_how_to_get_them(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.commands.evaluate_tags.find_spec", lambda name: None)
    assert main(["evaluate-tags", str(folder), "--features", "mfcc"]) == 2
    assert "melody-drums[train]" in capsys.readouterr().err
