"""What stands in the place of a song that could not be opened."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from melody_gui.document import Document, DocumentState
from melody_gui.job import Failure
from melody_gui.panels.failure_view import FailureView
from melody_gui.panels.failures import short_reason

if TYPE_CHECKING:
    from melody_gui.document import Services

Make = Callable[..., Document]


@pytest.fixture
def view(show: Callable[[QWidget], None]) -> FailureView:
    made = FailureView()
    made.resize(800, 600)
    show(made)
    return made


@pytest.fixture
def failed(make_document: Make) -> Document:
    document = make_document(name="notes.mp3")
    message = f"“{document.path}” is not a sound file: it is damaged. Give a song as wav."
    document._on_failed(Failure(message, "Traceback", True))
    return document


def test_the_reason_is_told_with_the_name_and_without_the_path(
    view: FailureView, failed: Document
) -> None:
    view.set_document(failed)
    assert view.title.text() == "“notes” could not be opened"
    assert view.message.text() == (
        "“notes.mp3” is not a sound file: it is damaged. Give a song as wav."
    )
    assert view.place.text() == str(failed.path.parent)


def test_a_reason_that_comes_while_the_song_is_shown_appears(
    view: FailureView, make_document: Make
) -> None:
    document = make_document()
    view.set_document(document)
    assert view.title.text() == ""
    document._on_failed(Failure("It is silent.", "", True))
    assert view.message.text() == "It is silent."
    view.set_document(None)
    assert view.message.text() == ""


@pytest.mark.parametrize(
    ("message", "short"),
    [
        ("“{path}” is empty (0 bytes). Get the song again.", "Empty (0 bytes)"),
        ("“{path}” has no sound: it holds only silence. Check it.", "Has no sound"),
        ("There is no file “{path}”. Check its name.", "There is no file “notes.mp3”"),
    ],
)
def test_the_short_reason_is_one_sentence_without_the_path(
    make_document: Make, message: str, short: str
) -> None:
    document = make_document(name="notes.mp3")
    document._on_failed(Failure(message.format(path=document.path), "", True))
    assert short_reason(document) == short


def test_a_stopped_song_is_no_fault(
    view: FailureView, services: "Services", song_path: Path, qtbot: QtBot
) -> None:
    document = Document(song_path, services)
    document.start()
    document.cancel()
    qtbot.waitUntil(lambda: document.state is DocumentState.FAILED, timeout=20_000)
    view.set_document(document)
    assert view.title.text() == "“first bars” is not open"
    assert view._stopped.isVisible()
    assert not view._warning.isVisible()
    document.close()


def test_the_buttons_name_the_song(view: FailureView, failed: Document, qtbot: QtBot) -> None:
    view.set_document(failed)
    left = Qt.MouseButton.LeftButton
    with qtbot.waitSignal(view.retry_requested) as caught:
        qtbot.mouseClick(view.retry_button, left)
    assert caught.args == [failed]
    with qtbot.waitSignal(view.close_requested) as caught:
        qtbot.mouseClick(view.close_button, left)
    assert caught.args == [failed]
    qtbot.mouseClick(view.copy_button, left)
    copied = QGuiApplication.clipboard().text()
    assert str(failed.path) in copied
    assert "Traceback" in copied
