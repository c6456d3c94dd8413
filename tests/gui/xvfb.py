"""A screen that exists in memory only, with a hand on mouse and keyboard and an eye on it."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_PROGRAMS = ("Xvfb", "xdotool", "import", "convert")


def require_screen() -> None:
    """Skip the test where the screen cannot be had."""
    missing = [program for program in _PROGRAMS if not shutil.which(program)]
    if missing:
        pytest.skip(f"needs {', '.join(missing)} (Debian: xvfb, xdotool, imagemagick)")


@dataclass(frozen=True)
class Screen:
    """An X server; `environment` is what a program needs to draw there."""

    display: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment of this process, with the screen in it."""
        inherited = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
        return inherited | {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def run(self, *command: str) -> str:
        """Run a program on the screen; its output."""
        result = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=True, timeout=30
        )
        return result.stdout

    def key(self, *keys: str) -> None:
        """Press keys, named as xdotool does."""
        self.run("xdotool", "key", "--delay", "40", *keys)

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Click at a place of the screen."""
        self.run("xdotool", "mousemove", str(x), str(y), "click", str(button))

    def shoot(self, path: Path) -> Path:
        """A picture of the screen."""
        self.run("import", "-window", "root", str(path))
        return path

    def n_colours(self, picture: Path) -> int:
        """How many different colours a picture holds."""
        return int(self.run("convert", str(picture), "-format", "%k", "info:"))


@contextmanager
def screen(width: int = 1280, height: int = 800) -> Iterator[Screen]:
    """An X server of that size while the block lasts."""
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width}x{height}x24"]
    server = subprocess.Popen(
        [*command, "-nolisten", "tcp"], pass_fds=[write_end], stderr=subprocess.DEVNULL
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as told:
            number = told.readline().strip()
        yield Screen(f":{number}")
    finally:
        server.terminate()
        server.wait(10)


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Look ten times a second until the condition holds; fails with `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds:g} s for {what}"
        time.sleep(0.1)
