"""The window's tests draw to memory, on any machine, with settings and folders of their own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import soundfile
from PySide6.QtCore import QSettings, QStandardPaths
from pytestqt.qtbot import QtBot

from melody_gui.job import JobRunner
from melody_gui.settings import Settings

if TYPE_CHECKING:
    from melody_gui.document import Document, Services
    from melody_gui.loading import Model

# What stands above loads quickly; tests of small parts need not wait for the rest.
# ruff: noqa: PLC0415

# A song this short is analysed in a moment, and still holds some bars.
SECONDS = 12


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads or writes the folders of whoever runs it."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    QStandardPaths.setTestModeEnabled(False)
    QSettings.setPath(
        QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "config")
    )
    yield


@pytest.fixture(autouse=True)
def _styles_stay_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts come without styles, which would keep the worker busy; some tests undo this."""
    monkeypatch.setattr("melody_gui.song_style.SongStyle.listen", lambda _self, _title: None)


@pytest.fixture(scope="session")
def song_path(tmp_path_factory: pytest.TempPathFactory, demo_path: Path) -> Path:
    """The first bars of the demo song as a file of their own."""
    samples, sample_rate = soundfile.read(demo_path, frames=44100 * SECONDS)
    path = tmp_path_factory.mktemp("songs") / "first bars.wav"
    soundfile.write(path, samples, sample_rate)
    return path


@pytest.fixture(scope="session")
def model() -> "Model":
    """The shipped network, loaded once."""
    from melody_gui.loading import Model

    return Model()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings in a file of their own."""
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def services(
    qtbot: QtBot, tmp_path: Path, model: "Model", settings: Settings
) -> "Iterator[Services]":
    """What documents share, with an empty cache."""
    from core.analysis_cache import AnalysisCache
    from melody_gui.document import Services

    cache = AnalysisCache(tmp_path / "analyses", 100_000_000)
    runner = JobRunner()
    yield Services(runner, settings, model, cache)
    assert runner.shut_down()


@pytest.fixture
def open_document(
    services: "Services", song_path: Path, qtbot: QtBot
) -> "Iterator[Callable[..., Document]]":
    """A function that opens a song and waits until its score is there."""
    from melody_gui.document import Document, DocumentState

    opened: list[Document] = []

    def open_it(path: Path = song_path) -> Document:
        document = Document(path, services)
        opened.append(document)
        document.start()
        qtbot.waitUntil(lambda: document.state is DocumentState.READY, timeout=30_000)
        return document

    yield open_it
    for document in opened:
        document.close()
