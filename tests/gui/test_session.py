"""Several songs, projects on disk, and what survives a crash."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.project import load_project
from melody_gui.document import Document, DocumentState, Services
from melody_gui.job import Failure
from melody_gui.session import Session

MakeSession = Callable[[], Session]


@pytest.fixture
def make_session(services: Services, tmp_path: Path) -> Iterator[MakeSession]:
    folder = tmp_path / "autosave"
    folder.mkdir()
    made: list[Session] = []

    def make() -> Session:
        made.append(Session(services, folder))
        return made[-1]

    yield make
    for session in made:
        for document in session.documents:
            document.close()
        session.shut_down()


def wait_ready(session: Session, qtbot: QtBot) -> Document:
    document = session.current
    assert document is not None
    qtbot.waitUntil(lambda: document.state is DocumentState.READY, timeout=30_000)
    return document


def opened(session: Session, path: Path, qtbot: QtBot) -> Document:
    session.open([path])
    return wait_ready(session, qtbot)


def test_song_opened_twice_is_only_shown_again(
    make_session: MakeSession, song_path: Path, demo_path: Path, qtbot: QtBot
) -> None:
    session = make_session()
    first = opened(session, song_path, qtbot)
    session.open([demo_path])
    assert session.current is not first
    session.open([song_path])
    assert session.current is first
    assert len(session.documents) == 2


def test_closing_shows_the_neighbour(
    make_session: MakeSession, song_path: Path, demo_path: Path
) -> None:
    session = make_session()
    session.open([song_path, demo_path])
    first, second = session.documents
    session.close(second)
    assert session.current is first
    session.close(first)
    assert session.current is None


def test_saved_project_brings_every_correction_back(
    make_session: MakeSession, song_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    session = make_session()
    document = opened(session, song_path, qtbot)
    document.add_stroke(2.0, "cowbell")
    document.set_names("Other", "Somebody")
    document.scale_tempo(2.0)
    assert document.is_dirty
    project = tmp_path / "mine.melody"
    session.save(document, project)
    assert not document.is_dirty
    corrections, onsets = document.corrections, document.onsets
    session.close(document)
    again = opened(session, project, qtbot)
    assert again.corrections == corrections
    assert again.onsets == onsets
    assert again.title == "Other"
    assert not again.is_dirty


def test_crash_loses_nothing(
    make_session: MakeSession, song_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    crashed = make_session()
    document = opened(crashed, song_path, qtbot)
    crashed.save(document, tmp_path / "mine.melody")
    document.add_stroke(2.0, "cowbell")
    crashed.autosave()
    crashed.shut_down()

    session = make_session()
    (kept,) = session.recoverable()
    session.open_recovered(kept)
    recovered = wait_ready(session, qtbot)
    assert recovered.corrections == document.corrections
    assert recovered.is_dirty
    assert recovered.project_path == tmp_path / "mine.melody"
    session.save(recovered, recovered.project_path)
    assert session.recoverable() == ()


def test_running_melody_keeps_its_autosaves_to_itself(
    make_session: MakeSession, song_path: Path, qtbot: QtBot
) -> None:
    running = make_session()
    opened(running, song_path, qtbot).add_stroke(2.0, "cowbell")
    running.autosave()
    assert make_session().recoverable() == ()


def test_undone_and_saved_songs_are_not_autosaved(
    make_session: MakeSession, song_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    session = make_session()
    document = opened(session, song_path, qtbot)
    document.add_stroke(2.0, "cowbell")
    session.autosave()
    assert len(session.recoverable()) == 1
    session.save(document, tmp_path / "mine.melody")
    assert session.recoverable() == ()
    session.autosave()
    assert session.recoverable() == ()


def test_damaged_project_is_told(make_session: MakeSession, tmp_path: Path, qtbot: QtBot) -> None:
    project = tmp_path / "bad.melody"
    project.write_text("{ no project")
    session = make_session()
    with qtbot.waitSignal(session.failed) as caught:
        session.open([project])
    assert caught.args is not None
    failure: Failure = caught.args[0]
    assert failure.is_expected
    assert "bad.melody" in failure.message
    assert session.documents == ()


def test_moved_song_is_asked_for_and_other_recordings_are_noticed(
    make_session: MakeSession, song_path: Path, tmp_path: Path, qtbot: QtBot, demo_path: Path
) -> None:
    song = tmp_path / "old place" / "song.wav"
    song.parent.mkdir()
    song.write_bytes(song_path.read_bytes())
    session = make_session()
    document = opened(session, song, qtbot)
    document.add_stroke(2.0, "cowbell")
    project = tmp_path / "mine.melody"
    session.save(document, project)
    session.close(document)
    moved = tmp_path / "elsewhere.wav"
    song.rename(moved)
    with qtbot.waitSignal(session.song_missed) as caught:
        session.open([project])
    assert caught.args == [project]
    with qtbot.assertNotEmitted(session.failed):
        session.open_moved(project, moved)
        found = wait_ready(session, qtbot)
    assert found.corrections == load_project(project).corrections
    session.close(found)
    with qtbot.waitSignal(session.failed, timeout=20_000) as caught:
        session.open_moved(project, demo_path)
    assert caught.args is not None
    assert "is not the recording" in caught.args[0].message
