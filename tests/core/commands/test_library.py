"""`melody library`: what it listens to, tells and prints."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from core.corrections import Corrections
from core.errors import NotAudioError
from core.library.entry import ScoreFacts
from core.library.index import LibraryIndex, default_library_path
from core.revise import OnProgress, Transcription, revise
from tests.core.commands.library_songs import FakeNetwork, install, make_song
from tests.core.toy_analysis import rock_peaks, toy_analysis


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeNetwork:
    """A fake network, and an empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return install(monkeypatch)


def listed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    plain = json.loads(capsys.readouterr().out)
    assert (plain["format"], plain["version"]) == ("melody-library", 1)
    songs: list[dict[str, Any]] = plain["songs"]
    return songs


def test_songs_of_a_folder_are_listened_to_once(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    make_song(Path("music/1.wav"))
    make_song(Path("music/in/2.wav"))
    command = ["library", "music", "--index", "lib.sqlite"]
    assert main(command) == 0
    told = "lib.sqlite: 2 songs listened to, 0 known already, 0 failed\n"
    assert capsys.readouterr().out == told
    make_song(Path("music/3.wav"))
    assert main(command) == 0
    told = "lib.sqlite: 1 song listened to, 2 known already, 0 failed\n"
    assert capsys.readouterr().out == told
    assert network.heard == ["1", "2", "3"]


def test_json_tells_all_that_is_known(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    make_song(Path("music/1.wav"))
    make_song(Path("music/2.wav"))
    assert main(["library", "music", "--index", "lib.sqlite", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    with LibraryIndex(Path("lib.sqlite")) as index:
        index.add_score(Path("music/2.wav"), ScoreFacts("6/8", ("kick", "ride"), 2.345))
    assert main(["library", "--json", "--index", "lib.sqlite"]) == 0
    first, second = listed(capsys)
    assert first["file"] == str(tmp_path / "music" / "1.wav")
    assert (first["title"], first["artist"], first["duration"]) == ("1", "", 3.0)
    assert first["tempo"] == {"bpm": 100.0, "probability": 0.5}
    assert first["highlight"] == {"start": 0.5, "end": 1.5}
    for kind in ("genres", "moods", "tags"):
        values = [one["probability"] for one in first[kind]]
        assert len(values) > 5
        assert values == sorted(values, reverse=True)
    facts = ("time_signature", "drums", "difficulty")
    assert [first[name] for name in facts] == [None, None, None]
    assert [second[name] for name in facts] == ["6/8", ["kick", "ride"], 2.35]


def test_list_is_a_line_a_song_of_the_named_folders(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    make_song(Path("a/1.wav"))
    make_song(Path("b/2.wav"))
    assert main(["library", "a", "b", "--index", "lib.sqlite", "--quiet", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [Path(line.split()[-1]).stem for line in lines] == ["1", "2"]
    assert all("100 bpm" in line for line in lines)
    assert main(["library", "b", "--index", "lib.sqlite", "--quiet", "--list"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.endswith(str(Path("b/2.wav")))


def test_drums_are_found_out_when_asked(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def transcribe(path: Path, _checkpoint: object, on_progress: OnProgress) -> Transcription:
        on_progress(0.5)
        if path.stem == "2":
            raise NotAudioError("no beat in it")
        return revise(toy_analysis(rock_peaks()), Corrections())

    monkeypatch.setattr("core.transcribe.transcribe_file", transcribe)
    make_song(Path("music/1.wav"))
    make_song(Path("music/2.wav"))
    code = main(["library", "music", "--index", "lib.sqlite", "--drums"])
    captured = capsys.readouterr()
    assert code == NotAudioError.exit_code
    assert captured.out.splitlines() == [
        "lib.sqlite: 2 songs listened to, 0 known already, 0 failed",
        "lib.sqlite: 1 song transcribed, 0 known already, 1 failed",
    ]
    assert "no beat in it" in captured.err
    assert main(["library", "--json", "--index", "lib.sqlite"]) == 0
    first, second = listed(capsys)
    assert first["time_signature"] == "4/4" and "kick" in first["drums"]
    assert second["drums"] is None


def test_bad_song_is_told_and_gives_the_code(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    make_song(Path("music/1.wav"))
    Path("music/noise.mp3").write_bytes(b"no sound at all" * 99)
    make_song(Path("music/3.wav"))
    assert main(["library", "music", "--index", "lib.sqlite"]) == 5
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert line.startswith("melody: error: ") and "noise.mp3" in line
    assert "2 songs listened to, 0 known already, 1 failed" in captured.out


def test_interrupted_scan_keeps_what_was_done(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in "123":
        make_song(Path(f"music/{name}.wav"))
    network.stops_at = "3"
    command = ["library", "music", "--index", "lib.sqlite"]
    assert main(command) == 130
    assert "melody: stopped" in capsys.readouterr().err
    network.stops_at = ""
    assert main(command) == 0
    assert network.heard == ["1", "2", "3"]


def test_missing_songs_are_forgotten_only_when_asked(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a/1", "a/2", "b/3", "b/4"):
        make_song(Path(f"{name}.wav"))
    common = ["--index", "lib.sqlite", "--quiet"]
    assert main(["library", "a", "b", *common]) == 0
    Path("a/2.wav").unlink()
    Path("b/4.wav").unlink()

    def files() -> list[str]:
        capsys.readouterr()
        assert main(["library", "--json", *common]) == 0
        return [Path(song["file"]).stem for song in listed(capsys)]

    assert main(["library", "a", *common]) == 0
    assert files() == ["1", "2", "3", "4"]
    assert main(["library", "a", "--forget-missing", *common]) == 0
    assert files() == ["1", "3", "4"]
    assert main(["library", "--forget-missing", "--index", "lib.sqlite"]) == 0
    assert capsys.readouterr().out == "lib.sqlite: 1 song forgotten\n"
    assert files() == ["1", "3"]


def test_folder_without_songs_makes_nothing_be_forgotten(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    song = make_song(Path("disk/1.wav"))
    assert main(["library", "disk", "--index", "lib.sqlite"]) == 0
    song.unlink()  # as if the disk were not there
    assert main(["library", "disk", "--forget-missing", "--index", "lib.sqlite"]) == 11
    assert "disk holds no song" in capsys.readouterr().err
    with LibraryIndex(Path("lib.sqlite")) as index:
        assert len(index) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 2, "Name a FOLDER"),
        (["--list", "--index", "none.sqlite"], 11, "no library none.sqlite"),
        (["nowhere"], 11, "no file or folder"),
    ],
)
def test_wrong_command_is_told_and_makes_no_file(
    arguments: list[str],
    code: int,
    told: str,
    network: FakeNetwork,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["library", *arguments]) == code
    assert told in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def test_other_file_than_a_library_is_not_written_over(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    song = make_song(Path("music/1.wav"))
    before = song.read_bytes()
    assert main(["library", "music", "--index", str(song)]) == 13
    assert "not a library" in capsys.readouterr().err
    assert song.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="the place and such names are Linux's")
def test_own_library_lies_in_the_folder_for_data_whatever_songs_are_called(
    network: FakeNetwork,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = Path(os.fsdecode(b"m\xfcsik"))
    make_song(tmp_path / "1.wav").rename(_made(folder) / "1.wav")
    assert main(["library", str(folder), "--json"]) == 0
    (song,) = listed(capsys)
    assert Path(song["file"]) == tmp_path / folder / "1.wav"
    assert default_library_path().is_relative_to(tmp_path / "data")
    assert default_library_path().is_file()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
