"""What kind of song it is, is heard after the chart, and harms nothing when it is not."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from core.analysis import Analysis
from core.errors import ModelError
from core.tagging.classification import Classification
from melody_gui.document import Document, Services
from melody_gui.job import Callbacks, Work
from melody_gui.song_style import SongStyle, StyleState
from tests.gui.made_classifications import made_classification
from tests.gui.timeline.made_songs import made_analysis, made_document

# As it is before the tests of everything else silence it.
LISTEN = SongStyle.listen


@pytest.fixture
def styles_are_heard(monkeypatch: pytest.MonkeyPatch, _styles_stay_unknown: None) -> None:
    monkeypatch.setattr(SongStyle, "listen", LISTEN)


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return made_analysis(6.0)


@pytest.fixture
def style(
    services: Services, styles_are_heard: None
) -> Iterator[Callable[[Callable[[Work], Classification]], SongStyle]]:
    """A function that makes a style heard by that work."""
    made: list[SongStyle] = []

    def make(work: Callable[[Work], Classification]) -> SongStyle:
        made.append(SongStyle(services.runner, lambda: work))
        return made[-1]

    yield make
    for each in made:
        each.close()


def hears(_work: Work) -> Classification:
    return made_classification()


@pytest.mark.usefixtures("styles_are_heard")
def test_the_style_is_heard_once_the_chart_is_there(
    services: Services, analysis: Analysis, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked: list[object] = []

    def work(song: object, _model: object) -> Callable[[Work], Classification]:
        asked.append((song, document.transcription is not None))
        return hears

    monkeypatch.setattr("melody_gui.document.classification_work", work)
    document = made_document(services, analysis)
    assert asked == []
    with qtbot.waitSignal(document.transcription_changed):
        pass
    qtbot.waitUntil(lambda: document.style.state is StyleState.READY)
    assert asked == [(document.song, True)]
    assert document.style.classification is not None
    assert document.style.classification.genres[0].label == "rock"
    document.close()


@pytest.mark.usefixtures("styles_are_heard")
def test_a_correction_does_not_have_the_style_heard_again(
    services: Services, analysis: Analysis, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    heard: list[object] = []
    monkeypatch.setattr(
        "melody_gui.document.classification_work", lambda *each: heard.append(each) or hears
    )
    document = made_document(services, analysis)
    qtbot.waitUntil(lambda: document.style.state is StyleState.READY)
    with qtbot.waitSignal(document.transcription_changed):
        document.set_threshold("snare", 0.9)
    assert len(heard) == 1
    document.close()


def test_a_failure_is_noted_and_told_to_nobody(
    style: Callable[..., SongStyle], services: Services, qtbot: QtBot
) -> None:
    attempts: list[str] = []

    def work(_work: Work) -> Classification:
        attempts.append("")
        if len(attempts) == 1:
            raise ModelError("The weights are missing.")
        return made_classification()

    found = style(work)
    told: list[object] = []
    services.runner.failed.connect(told.append)
    found.listen("song")
    qtbot.waitUntil(lambda: found.state is StyleState.FAILED)
    assert found.failure is not None
    assert found.failure.message == "The weights are missing."
    assert told == []
    found.listen_again()
    qtbot.waitUntil(lambda: found.state is StyleState.READY)
    assert found.failure is None


def test_what_was_closed_hears_no_more(
    style: Callable[..., SongStyle], services: Services, qtbot: QtBot
) -> None:
    is_closed, went_on = Event(), Event()

    def work(work: Work) -> Classification:
        is_closed.wait(10)
        went_on.set()
        return made_classification()

    found = style(work)
    found.listen("song")
    found.close()
    is_closed.set()
    qtbot.waitUntil(lambda: not services.runner.jobs)
    assert found.classification is None
    assert found.state is StyleState.LISTENING


def test_a_song_opened_meanwhile_goes_first(
    style: Callable[..., SongStyle], services: Services, qtbot: QtBot
) -> None:
    order: list[str] = []
    has_begun, may_end = Event(), Event()

    def work(work: Work) -> Classification:
        has_begun.set()
        may_end.wait(10)
        work.check()
        order.append("style")
        return made_classification()

    found = style(work)
    found.listen("song")
    qtbot.waitUntil(has_begun.is_set)
    services.runner.start("", lambda _work: order.append("chart"), Callbacks())
    found.wait_for_others()
    may_end.set()
    qtbot.waitUntil(lambda: found.state is StyleState.READY)
    assert order == ["chart", "style"]


def test_stopping_it_in_the_status_bar_can_be_made_up_for(
    style: Callable[..., SongStyle], services: Services, qtbot: QtBot
) -> None:
    may_end = Event()

    def work(work: Work) -> Classification:
        may_end.wait(10)
        work.check()
        return made_classification()

    found = style(work)
    found.listen("song")
    (job,) = (job for job in services.runner.jobs if job.title)
    job.cancel()
    may_end.set()
    qtbot.waitUntil(lambda: found.state is StyleState.FAILED)
    assert found.failure is None
    found.listen_again()
    qtbot.waitUntil(lambda: found.state is StyleState.READY)


def test_a_label_is_chosen_and_taken_back(style: Callable[..., SongStyle], qtbot: QtBot) -> None:
    found = style(hears)
    found.toggle_label("rock")
    assert found.label is None  # nothing is known yet
    found.take(made_classification())
    with qtbot.waitSignal(found.label_changed):
        found.toggle_label("rock")
    assert found.label == "rock"
    found.toggle_label("happy")
    assert found.label == "happy"
    found.toggle_label("no such label")
    assert found.label == "happy"
    found.toggle_label("happy")
    assert found.label is None


def test_opening_a_song_lets_the_styles_of_others_wait(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from melody_gui.session import Session  # noqa: PLC0415

    waited: list[SongStyle] = []

    def wait(style: SongStyle) -> None:
        waited.append(style)

    monkeypatch.setattr(SongStyle, "wait_for_others", wait)
    monkeypatch.setattr(Document, "start", lambda _self: None)
    session = Session(services, tmp_path)
    session.open([tmp_path / "a.wav"])
    first = session.documents[0]
    waited.clear()
    session.open([tmp_path / "b.wav"])
    assert first.style in waited
    waited.clear()
    session.retry(session.documents[1])
    assert first.style in waited
    session.shut_down()
