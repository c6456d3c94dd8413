"""The live page with a microphone and a network that tests control."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from melody_gui.job import JobRunner
from melody_gui.live.live_view import LiveView
from tests.gui.live.fakes import FakeMicrophone, FakeTranscriber


@pytest.fixture
def microphone(qtbot: QtBot) -> FakeMicrophone:
    return FakeMicrophone()


@pytest.fixture
def view(qtbot: QtBot, microphone: FakeMicrophone, tmp_path: Path) -> Iterator[LiveView]:
    from core.checkpoint import load_live_checkpoint  # noqa: PLC0415

    runner = JobRunner()
    made = LiveView(runner, microphone, load_live_checkpoint, tmp_path / "takes")
    made.make_transcriber = FakeTranscriber  # type: ignore[assignment]
    made.resize(1280, 720)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.input_bar.device_box.count() > 1 or not microphone.offered)
    yield made
    made.shut_down()
    assert runner.shut_down()


@pytest.fixture
def listen(view: LiveView, qtbot: QtBot) -> Callable[[], None]:
    """Press Listen and wait until the network hears."""

    def press() -> None:
        qtbot.mouseClick(view.input_bar.listen_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: view.is_prepared, timeout=20_000)

    return press
