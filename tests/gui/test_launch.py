"""`melody` alone opens the window, subcommands stay on the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.drawing import process
from melody_gui import launch


def test_subcommands_go_to_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        launch.main(["transcribe", "--help"])
    assert end.value.code == 0
    assert "usage: melody transcribe" in capsys.readouterr().out


def test_help_names_the_window_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        launch.main(["--help"])
    assert "melody song.mp3" in capsys.readouterr().out


def test_missing_song_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert launch.main(["transcibe"]) == 4
    told = capsys.readouterr().err
    assert told.startswith("melody: error: There is no song “transcibe”")
    assert told.count("\n") == 1


def test_what_is_missing_does_not_keep_the_others_from_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr("melody_gui.app.run", lambda *given: opened.extend(given) or 0)
    (tmp_path / "song.wav").touch()
    assert launch.main([str(tmp_path / "song.wav"), str(tmp_path), "gone.mp3"]) == 0
    paths, problems = opened
    assert paths == [tmp_path / "song.wav", tmp_path]
    assert "gone.mp3" in str(problems[0])


def test_without_qt_the_user_learns_what_to_install(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    song.touch()
    program = (
        "import sys\n"
        "sys.modules['PySide6'] = None\n"
        "from melody_gui.launch import main\n"
        f"sys.exit(main([{str(song)!r}]))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 2
    assert 'pip install "melody-drums[gui]"' in result.stderr
    assert "Traceback" not in result.stderr


def test_the_window_itself_loads_nothing_heavy() -> None:
    program = (
        "import sys\nimport melody_gui.app\nprint(*{name.split('.')[0] for name in sys.modules})\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    heavy = {"torch", "scipy", "pyqtgraph", "verovio", "sounddevice", "av", "librosa"}
    assert not set(result.stdout.split()) & heavy


def test_the_process_that_draws_pages_is_started_by_the_same_word() -> None:
    assert launch.DRAW_PAGES == process.ARGUMENT
