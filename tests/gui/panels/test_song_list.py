"""The list of open songs: states, choosing, closing, dropping."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from melody_gui.document import Document, DocumentState
from melody_gui.job import Failure
from melody_gui.panels.song_list import SongList
from tests.core.toy_analysis import rock_peaks, toy_analysis

Make = Callable[..., Document]


@pytest.fixture
def songs(show: Callable[[QWidget], None]) -> SongList:
    made = SongList()
    made.resize(260, 400)
    show(made)
    return made


def test_states_are_told_in_words(songs: SongList, rock: Document, make_document: Make) -> None:
    waiting, failed = make_document(name="a.wav"), make_document(name="b.wav")
    for document in (rock, waiting, failed):
        songs.add_document(document)
    assert songs.row(rock).state.text() == f"0:08 · {len(rock.onsets)} strokes"
    assert songs.row(waiting).state.text() == "Waiting"
    waiting._set_state(DocumentState.ANALYSING)
    assert songs.row(waiting).state.text() == "Listening…"
    failed._on_failed(Failure(f"“{failed.path}” is empty. Get it again.", "", True))
    assert songs.row(failed).state.text() == "Empty"
    assert songs.row(failed).state.property("role") == "error"
    assert songs.row(failed).state.toolTip() == f"“{failed.path}” is empty. Get it again."


def test_a_cancelled_song_is_no_error(songs: SongList, make_document: Make) -> None:
    document = make_document(name="a.wav")
    songs.add_document(document)
    document._on_cancelled()
    assert songs.row(document).state.text() == "Cancelled"
    assert songs.row(document).state.property("role") == "dim"


def test_songs_of_the_same_title_are_told_apart(
    songs: SongList, make_document: Make, rock: Document
) -> None:
    one, two, other = make_document(name="a/x.wav"), make_document(name="x.mp3"), rock
    for document in (one, two, other):
        songs.add_document(document)
    assert songs.row(one).place.text() == "x.wav"
    assert songs.row(two).place.text() == "x.mp3"
    assert not songs.row(other).place.isVisible()
    other.set_names("x", "")
    assert songs.row(other).place.text() == "toy.wav"
    assert songs.row(other).place.isVisible()
    for document in (two, other):
        songs.remove_document(document)
    assert not songs.row(one).place.isVisible()


def test_equal_names_of_files_show_their_folders(songs: SongList, make_document: Make) -> None:
    for folder in ("one", "two"):
        songs.add_document(make_document(name=f"{folder}/x.wav"))
    places = [songs.row(document).place.text() for document in songs.documents]
    assert places == ["one/x.wav", "two/x.wav"]


def test_four_rows_are_in_view_however_small_the_list(
    songs: SongList, make_document: Make, qtbot: QtBot
) -> None:
    for name in "abcdef":
        songs.add_document(make_document(name=f"{name}.wav"))
    songs.resize(200, 10)
    area = songs.list.viewport().rect()
    assert area.contains(songs.list.visualItemRect(songs.list.item(3)))
    assert not area.contains(songs.list.visualItemRect(songs.list.item(5)))


def test_the_menu_of_a_song(
    songs: SongList, make_document: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    document = make_document(name="a.wav")
    songs.add_document(document)
    again, folder, close = (a for a in songs.menu_of(document).actions() if not a.isSeparator())
    assert not again.isEnabled()
    folder.trigger()
    assert shown == [str(document.path.parent)]
    with qtbot.waitSignal(songs.close_requested) as caught:
        close.trigger()
    assert caught.args == [document]
    document._on_failed(Failure("It is empty.", "", True))
    again = songs.menu_of(document).actions()[0]
    with qtbot.waitSignal(songs.retry_requested) as caught:
        again.trigger()
    assert caught.args == [document]


def test_progress_is_shown_while_listening(
    songs: SongList, make_document: Make, qtbot: QtBot
) -> None:
    document = make_document(name="a.wav")
    songs.add_document(document)
    document._on_progress(0.4)
    assert songs.row(document)._bar.value() == 400


def test_unsaved_corrections_show_a_dot(songs: SongList, rock: Document) -> None:
    songs.add_document(rock)
    assert not songs.row(rock)._dot.isVisible()
    rock.add_stroke(3.0, "cowbell")
    assert songs.row(rock)._dot.isVisible()
    rock.undo_stack.undo()
    assert not songs.row(rock)._dot.isVisible()


def test_click_and_arrow_keys_choose_a_song(
    songs: SongList, rock: Document, make_document: Make, qtbot: QtBot
) -> None:
    other = make_document(toy_analysis(rock_peaks()), "other.wav")
    for document in (rock, other):
        songs.add_document(document)
    songs.set_current(rock)
    with qtbot.waitSignal(songs.chosen) as caught:
        place = songs.list.visualItemRect(songs.list.item(1)).center()
        qtbot.mouseClick(songs.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == [other]
    with qtbot.waitSignal(songs.chosen) as caught:
        qtbot.keyClick(songs.list, Qt.Key.Key_Up)
    assert caught.args == [rock]


def test_showing_the_current_song_announces_nothing(
    songs: SongList, rock: Document, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(songs.chosen):
        songs.add_document(rock)
        songs.set_current(rock)
        songs.remove_document(rock)
        songs.set_current(None)
    assert songs.documents == ()


def test_close_button_and_delete_key_ask_to_close(
    songs: SongList, rock: Document, qtbot: QtBot
) -> None:
    songs.add_document(rock)
    songs.set_current(rock)
    with qtbot.waitSignal(songs.close_requested) as caught:
        qtbot.mouseClick(songs.row(rock).close_button, Qt.MouseButton.LeftButton)
    assert caught.args == [rock]
    songs.list.setFocus()
    with qtbot.waitSignal(songs.close_requested) as caught:
        qtbot.keyClick(songs.list, Qt.Key.Key_Delete)
    assert caught.args == [rock]


def test_dropped_files_are_handed_over(songs: SongList, qtbot: QtBot, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.mp3"))])
    copy, left, none = (
        Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    entering = QDragEnterEvent(QPoint(20, 20), copy, mime, left, none)
    QApplication.sendEvent(songs, entering)
    assert entering.isAccepted()
    with qtbot.waitSignal(songs.files_dropped) as caught:
        QApplication.sendEvent(songs, QDropEvent(QPointF(20, 20), copy, mime, left, none))
    assert caught.args == [[tmp_path / "a.mp3"]]
