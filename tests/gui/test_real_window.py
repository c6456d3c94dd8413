"""The program as a user starts it: a real window, real keys, a real mouse, pictures."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.gui.xvfb import Screen, require_screen, screen, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def shown() -> Iterator[Screen]:
    require_screen()
    with screen() as made:
        yield made


@contextmanager
def melody_on(shown: Screen, home: Path, *songs: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """Melody with a home of its own, drawing on that screen; what it complains of is a file."""
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE")}
    with (home / "complaints.txt").open("wb") as complaints:
        melody = subprocess.Popen(
            [sys.executable, "-m", "melody_gui.launch", *map(str, songs)],
            env=shown.environment | folders | {"HOME": str(home)},
            stderr=complaints,
        )
        try:
            yield melody
        finally:
            melody.kill()
            melody.wait()


def log_of(home: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in home.rglob("melody.log"))


def titles(shown: Screen) -> str:
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", "Melody", "getwindowname", "%@"],
        env=shown.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout


def test_song_is_opened_edited_and_closed_by_hand(
    shown: Screen, tmp_path: Path, demo_path: Path
) -> None:
    with melody_on(shown, tmp_path, demo_path) as melody:
        wait_for(lambda: "Melody" in titles(shown), 30, "a window")
        wait_for(lambda: "Ready: demo.ogg" in log_of(tmp_path), 90, "the score")
        wait_for(lambda: "Kettle on Monday" in titles(shown), 5, "the song's title")
        before = shown.shoot(tmp_path / "before.png")
        assert shown.n_colours(before) > 300
        shown.click(640, 300)
        shown.key("ctrl+a", "Delete")
        wait_for(lambda: "*" in titles(shown), 10, "the sign of unsaved corrections")
        after = shown.shoot(tmp_path / "after.png")
        assert after.read_bytes() != before.read_bytes()
        shown.key("ctrl+z")
        wait_for(lambda: "*" not in titles(shown), 10, "the undoing")
        shown.key("ctrl+q")
        assert melody.wait(20) == 0
        assert "Traceback" not in (tmp_path / "complaints.txt").read_text()


def test_terminated_window_offers_the_corrections_at_its_next_start(
    shown: Screen, tmp_path: Path, demo_path: Path
) -> None:
    with melody_on(shown, tmp_path, demo_path) as melody:
        wait_for(lambda: "Ready: demo.ogg" in log_of(tmp_path), 90, "the score")
        shown.click(640, 300)
        shown.key("ctrl+a", "Delete")
        wait_for(lambda: "*" in titles(shown), 10, "the sign of unsaved corrections")
        melody.terminate()
        assert melody.wait(20) == 0
    (log,) = tmp_path.rglob("melody.log")
    log.unlink()
    with melody_on(shown, tmp_path):
        wait_for(lambda: len(titles(shown).splitlines()) == 2, 60, "the question")

        def is_restored() -> bool:
            press_return(shown)
            return "Ready: demo.ogg, 0 strokes" in log_of(tmp_path)

        wait_for(is_restored, 60, "the corrections")


def press_return(shown: Screen) -> None:
    """Press Return in every window: without a window manager none has the keyboard by itself."""
    search = ["xdotool", "search", "--onlyvisible", "--name", "Melody"]
    found = subprocess.run(
        search, env=shown.environment, capture_output=True, text=True, check=False
    )
    for window in found.stdout.split():
        command = ["xdotool", "windowfocus", window, "key", "Return"]
        subprocess.run(command, env=shown.environment, capture_output=True, check=False)
