"""`melody similar`: songs ranked by the angle between their vectors."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.cli import main
from core.library.index import LibraryIndex
from tests.core.commands.library_songs import FakeNetwork, install, make_song


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeNetwork:
    """A fake network; songs 1, 2, 4 and 8 in a folder, their vectors 10 degrees a number apart."""
    monkeypatch.chdir(tmp_path)
    for number in (1, 2, 4, 8):
        make_song(tmp_path / "music" / f"{number}.wav")
    return install(monkeypatch)


def similar(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["similar", *arguments, "--json"]) == 0
    plain: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (plain["format"], plain["version"]) == ("melody-similar", 1)
    return plain


def numbers(plain: dict[str, Any]) -> list[int]:
    return [int(Path(song["file"]).stem) for song in plain["songs"]]


def test_songs_of_a_folder_are_ranked_by_angle_without_the_song_itself(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = similar(capsys, "music/4.wav", "music", "--index", "lib.sqlite")
    assert plain["file"] == "music/4.wav"
    assert numbers(plain) == [2, 1, 8]
    angles = np.radians([20, 30, 40])
    assert [song["likeness"] for song in plain["songs"]] == pytest.approx(np.cos(angles), abs=1e-4)


def test_folder_is_listened_to_once(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    similar(capsys, "music/4.wav", "music", "--index", "lib.sqlite")
    network.heard.clear()
    assert numbers(similar(capsys, "music/8.wav", "music", "--index", "lib.sqlite")) == [4, 2, 1]
    assert network.heard == []


def test_library_file_is_ranked_as_it_is(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["library", "music", "--index", "lib.sqlite", "--quiet"]) == 0
    make_song(Path("music/5.wav"))
    make_song(Path("elsewhere/3.wav"))
    network.heard.clear()
    assert numbers(similar(capsys, "elsewhere/3.wav", "lib.sqlite", "--count", "2")) == [2, 4]
    assert network.heard == ["3"]
    with LibraryIndex(Path("lib.sqlite")) as index:
        assert len(index) == 4  # the song that is asked about does not join the library


def test_folder_gives_only_its_own_songs_of_a_larger_library(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    make_song(Path("other/3.wav"))
    assert main(["library", "music", "other", "--index", "lib.sqlite", "--quiet"]) == 0
    assert numbers(similar(capsys, "other/3.wav", "music", "--index", "lib.sqlite")) == [2, 4, 1, 8]
    assert numbers(similar(capsys, "music/2.wav", "other", "--index", "lib.sqlite")) == [3]


def test_lines_begin_with_the_likeness(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["similar", "music/1.wav", "music", "--index", "lib.sqlite", "--count", "1"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{np.cos(np.radians(10)):.3f}  ")
    assert line.endswith(str(Path("music/2.wav")))


def test_song_of_the_folder_that_fails_is_told_and_the_rest_ranked(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("music/bad.mp3").write_bytes(b"no sound at all" * 99)
    assert main(["similar", "music/4.wav", "music", "--index", "lib.sqlite"]) == 0
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 3
    (line,) = captured.err.splitlines()
    assert line.startswith("melody: warning: ") and "bad.mp3" in line


def test_songs_heard_by_other_weights_are_not_compared(
    network: FakeNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["library", "music", "--index", "lib.sqlite", "--quiet"]) == 0
    network.version = "v2"
    assert main(["similar", "music/4.wav", "lib.sqlite"]) == 8
    assert "other weights" in capsys.readouterr().err
    assert numbers(similar(capsys, "music/4.wav", "music", "--index", "lib.sqlite")) == [2, 1, 8]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["none.wav", "music", "--index", "lib.sqlite"], 4, "none.wav"),
        (["music/1.wav", "nowhere"], 11, "no library or folder nowhere"),
        (["music/1.wav", "music", "--count", "0"], 2, "--count"),
        (["music/1.wav", "music/2.wav"], 13, "not a library"),
        (["music/1.wav", "music/2.wav", "--index", "lib.sqlite"], 2, "leave out --index"),
    ],
)
def test_wrong_command_is_told(
    arguments: list[str],
    code: int,
    told: str,
    network: FakeNetwork,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["similar", *arguments]) == code
    assert told in capsys.readouterr().err
    assert network.heard == []
