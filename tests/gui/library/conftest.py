"""A library of made-up songs in a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melody_gui.job import JobRunner
from melody_gui.library.song_library import SongLibrary
from melody_gui.settings import Settings
from tests.gui.library.made_library import made_ear
from tests.gui.panels.conftest import make_document, show

__all__ = ["make_document", "show"]


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    assert made.shut_down()


@pytest.fixture
def library_path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.sqlite"


@pytest.fixture
def library(runner: JobRunner, settings: Settings, library_path: Path) -> Iterator[SongLibrary]:
    """A library that hears without a network; it is empty unless the test fills its file."""
    made = SongLibrary(runner, settings, library_path)
    made.make_ear = made_ear()
    yield made
    # News must not reach a library that is gone.
    assert runner.shut_down()
