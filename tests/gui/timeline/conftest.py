"""A timeline that shows a made song, with its real document."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from core.analysis import Analysis
from melody_gui.document import Document, Services
from melody_gui.timeline.timeline_view import TimelineView
from tests.gui.timeline.made_songs import made_analysis, made_document


@pytest.fixture(autouse=True)
def _frames_as_long_as_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture of the widget is whole, however slow the machine is."""
    monkeypatch.setattr("melody_gui.timeline.lane_pictures.FRAME", 60.0)


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    """Sixteen seconds of rock in 4/4 at 120, the first bar at 0.5 s."""
    return made_analysis(16.0)


@pytest.fixture
def document(services: Services, analysis: Analysis, qtbot: QtBot) -> Document:
    """The song with its score."""
    document = made_document(services, analysis)
    qtbot.waitUntil(lambda: document.transcription is not None)
    return document


@pytest.fixture
def empty_view(services: Services, qtbot: QtBot) -> Iterator[TimelineView]:
    """A timeline without a song, on the screen."""
    view = TimelineView(services.runner)
    view.resize(1176, 900)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    yield view


@pytest.fixture
def view(empty_view: TimelineView, document: Document, qtbot: QtBot) -> TimelineView:
    """A timeline that shows the song, all pictures made."""
    empty_view.set_document(document)
    qtbot.waitUntil(lambda: empty_view.data.pictures is not None)
    qtbot.waitUntil(lambda: empty_view.data.spectrogram is not None)
    return empty_view
