"""`melody label-songs`: what counts as sure and as doubt, and the files that come of it."""

import argparse
import csv
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.calibration import Calibration
from core.checkpoint import save_checkpoint
from core.cli import Parser
from core.commands import label_songs
from core.commands.label_songs import label_name
from core.errors import DatasetError, UsageError
from core.evaluation.annotations import load_annotation
from core.kit import DRUM_NAMES
from core.song import SAMPLE_RATE, Song, load_song
from core.training import labels as labels_module
from core.training.datasets import list_dataset
from core.training.labels import (
    Labels,
    LabelSettings,
    doubts_csv,
    labels_json,
    labels_of,
    middle_of,
    song_flac,
)
from tests.core.toy_analysis import Peak, rock_peaks, toy_analysis
from tests.core.toy_networks import toy_checkpoint
from tests.core.training.toy_material import click_song

TOMS = ("tom_high", "tom_low", "tom_mid")


def labels(peaks: Iterable[Peak], settings: LabelSettings | None = None) -> Labels:
    return labels_of(toy_analysis(peaks), settings or LabelSettings())


def strokes_of(found: Labels) -> list[tuple[float, str]]:
    return [(round(stroke.time, 1), stroke.drum) for stroke in found.strokes]


def test_sure_strokes_are_labels_and_likely_ones_doubts_and_unlikely_ones_nothing() -> None:
    found = labels([(1.0, "kick", 0.9), (2.0, "kick", 0.7), (3.0, "kick", 0.2), (4, "kick", 0.1)])
    assert strokes_of(found) == [(1.0, "kick")]
    assert found.doubts == ((2.0, "kick"), (3.0, "kick"))


def test_sure_and_doubtful_are_settings() -> None:
    peaks = [(1.0, "kick", 0.9), (2.0, "kick", 0.7), (3.0, "kick", 0.2), (4.0, "kick", 0.1)]
    found = labels(peaks, LabelSettings(sure=0.6, doubtful=0.25))
    assert strokes_of(found) == [(1.0, "kick"), (2.0, "kick")]
    assert not found.doubts
    assert labels(peaks, LabelSettings(doubtful=0.05)).doubts[-1] == (4.0, "kick")


def test_sure_that_a_tom_was_struck_but_not_which_is_a_doubt_about_all_toms() -> None:
    found = labels([(1.0, drum, 0.6) for drum in TOMS])
    assert not found.strokes, "any of them: 0.94; each of them: 0.6"
    assert found.doubts == tuple((1.0, drum) for drum in TOMS)


def test_doubt_about_a_tom_is_one_about_all_toms_and_about_no_other_drum() -> None:
    assert labels([(1.0, "tom_mid", 0.5)]).doubts == tuple((1.0, drum) for drum in TOMS)


def test_drum_that_peaks_beside_a_sure_one_of_its_family_is_a_doubt_alone() -> None:
    found = labels([(1.0, "hihat_closed", 0.9), (1.02, "hihat_open", 0.3)])
    assert strokes_of(found) == [(1.0, "hihat_closed")]
    assert found.doubts == ((1.02, "hihat_open"),)


def test_likely_second_stroke_of_a_flam_is_a_doubt() -> None:
    found = labels([(1.0, "snare", 0.9), (1.03, "snare", 0.5)])
    assert strokes_of(found) == [(1.0, "snare")]
    assert found.doubts == ((1.03, "snare"),)


def test_stroke_that_is_picked_but_calibrated_as_unlikely_is_a_doubt() -> None:
    analysis = toy_analysis([(1.0, "cowbell", 0.6)])
    calibrations = {"cowbell": Calibration(1.0, -4.0)}
    picking = replace(analysis.peak_picking, calibrations=calibrations)
    found = labels_of(replace(analysis, peak_picking=picking), LabelSettings())
    assert not found.strokes
    assert found.doubts == ((1.0, "cowbell"),)


def test_beats_are_labels_only_where_the_network_hears_them() -> None:
    analysis = toy_analysis(rock_peaks())
    heard = labels_of(analysis, LabelSettings())
    starts = [bar.start for bar in heard.grid.bars]
    assert np.allclose(starts[:4], [0, 2, 4, 6], atol=0.03)
    for changed in (
        {"beats": np.zeros_like(analysis.activations.beats)},
        {"downbeats": np.zeros_like(analysis.activations.downbeats)},
        # Twice as many as the strokes let one count.
        {"beats": np.where(np.arange(801) % 20 == 0, 0.9, 0.0).astype(np.float32)},
    ):
        activations = replace(analysis.activations, **changed)
        assert not labels_of(replace(analysis, activations=activations), LabelSettings()).grid.bars


def test_files_tell_what_the_labels_are(tmp_path: Path) -> None:
    found = labels([*rock_peaks(), (3.1, "crash", 0.4)])
    (tmp_path / "a.json").write_bytes(labels_json(found, "a.flac"))
    (tmp_path / "a.doubts.csv").write_bytes(doubts_csv(found))
    (tmp_path / "a.flac").write_bytes(song_flac(found))
    annotation = load_annotation(tmp_path / "a.json")
    assert [o.drum for o in annotation.onsets] == [stroke.drum for stroke in found.strokes]
    (song,) = list_dataset("melody", tmp_path)
    truth = song.read_truth()
    assert len(truth.onset_times) == len(found.strokes) == 48
    assert set(truth.onset_velocities.tolist()) == {89}
    assert truth.has_beats
    in_doubt = {DRUM_NAMES[drum] for drum in truth.doubt_drums}
    assert in_doubt == {"crash", "ride", "ride_bell", "china", "splash"}
    assert np.allclose(truth.doubt_times, 3.1)
    assert soundfile.info(tmp_path / "a.flac").frames == len(found.song.samples)


def test_the_middle_of_a_long_song_is_what_its_file_holds(tmp_path: Path) -> None:
    ramp = np.linspace(-1, 1, 5 * SAMPLE_RATE, dtype=np.float32)
    middle = middle_of(Song(ramp), 2.0)
    assert len(middle.samples) == 2 * SAMPLE_RATE
    assert abs(middle.samples.mean()) < 1e-4
    assert len(middle_of(Song(ramp), 60.0).samples) == len(ramp)
    found = replace(labels([]), song=middle)
    (tmp_path / "a.flac").write_bytes(song_flac(found))
    assert np.array_equal(load_song(tmp_path / "a.flac").samples, middle.samples)


@pytest.mark.parametrize(
    "values", [{"sure": 1.0}, {"doubtful": 0.0}, {"sure": 0.1}, {"seconds": 0.5}]
)
def test_settings_that_make_no_sense_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        LabelSettings(**values)


@pytest.fixture
def melody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs `melody label-songs` with a toy network that hears rock in every song but soft ones."""
    monkeypatch.chdir(tmp_path)
    save_checkpoint(toy_checkpoint(), tmp_path / "toy.pt")
    parser = Parser("melody")
    label_songs.add_parser(parser.add_subparsers(), argparse.ArgumentParser(add_help=False))

    def heard(song: Song, *_: object) -> object:
        is_soft = float(np.abs(song.samples).max()) < 0.2
        peaks = rock_peaks(height=0.5 if is_soft else 0.95)
        return replace(toy_analysis(peaks, song.duration), song=song)

    monkeypatch.setattr(labels_module, "analyse", heard)

    def run(*arguments: str) -> int:
        options = parser.parse_args(
            ("label-songs", *arguments, "--out", "out", "--weights", "toy.pt", "--device", "cpu")
        )
        return int(options.run(options))

    return run


def save_songs(folder: Path) -> None:
    """Two songs with the same name, one of them twice, and one that is too soft."""
    loud = click_song([(1.0, "kick"), (2.0, "snare")], 8.0, silence=1e-3)
    for place, sound in (("a", loud), ("b", loud[::-1]), ("c", loud), ("soft", 0.1 * loud)):
        (folder / place).mkdir(parents=True)
        soundfile.write(folder / place / "song.wav", sound, SAMPLE_RATE)


def test_songs_are_labelled_once_and_those_without_sure_strokes_left_out(
    melody: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    save_songs(Path("music"))
    names = {place: label_name(Path(f"music/{place}/song.wav")) for place in ("a", "b", "soft")}
    assert melody("music") == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "out: 2 songs labelled, 1 were there, 1 left out, 0 failed"
    assert "soft/song.wav is left out: 0 sure" in err.replace("\\", "/")
    written = {path.name for path in Path("out").iterdir()}
    endings = ("flac", "json", "doubts.csv")
    assert written == {"left-out.csv"} | {f"{names[p]}.{e}" for p in ("a", "b") for e in endings}
    with Path("out/left-out.csv").open(newline="", encoding="utf-8") as table:
        assert [row["name"] for row in csv.DictReader(table)] == [names["soft"]]
    assert len(list_dataset("melody", Path("out"))) == 2


def test_what_is_there_is_kept_when_labelling_goes_on(
    melody: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save_songs(Path("music"))
    assert melody("music/a/song.wav", "music/soft/song.wav") == 0
    before = {path: path.stat().st_mtime_ns for path in Path("out").iterdir()}
    heard = labels_module.analyse
    asked: list[Song] = []

    def counted(song: Song, *rest: object) -> object:
        asked.append(song)
        return heard(song, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(labels_module, "analyse", counted)
    capsys.readouterr()
    assert melody("music", "--quiet") == 0
    assert capsys.readouterr().out == "out: 1 songs labelled, 2 were there, 1 left out, 0 failed\n"
    assert [song.path for song in asked] == [Path("music/b/song.wav")]
    assert all(path.stat().st_mtime_ns == time for path, time in before.items())


def test_bad_song_is_told_and_the_others_are_labelled(
    melody: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    save_songs(Path("music"))
    Path("music/bad.mp3").write_bytes(b"no sound")
    assert melody("music", "nowhere.mp3") == 5
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "out: 2 songs labelled, 1 were there, 1 left out, 2 failed"
    assert "bad.mp3" in err
    assert "no file nowhere.mp3" in err


def test_folder_without_songs_is_told(melody: Callable[..., int]) -> None:
    Path("empty").mkdir()
    with pytest.raises(DatasetError, match="holds no song"):
        melody("empty")


def test_labels_follow_from_a_real_network(tmp_path: Path) -> None:
    sound = click_song([(1.0, "kick"), (2.0, "snare")], 4.0, silence=1e-3)
    progress: list[float] = []
    found = labels_module.label_song(
        Song(sound), toy_checkpoint(), LabelSettings(seconds=3.0), "cpu", progress.append
    )
    assert found.song.duration == 3.0
    assert progress[-1] == 1.0
    assert all(0 <= time <= 3.0 for time, _ in found.doubts)
