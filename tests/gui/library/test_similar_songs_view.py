"""The list of songs alike."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.library.index import SimilarSong
from melody_gui.library.similar_songs_view import SimilarSongsView
from tests.gui.library.made_library import made_entry

SONGS = [SimilarSong(made_entry(number), 0.9 - number / 10) for number in range(12)]


@pytest.fixture
def view(show: Callable[[QWidget], None]) -> SimilarSongsView:
    made = SimilarSongsView()
    made.resize(260, 400)
    show(made)
    return made


def test_songs_are_shown_with_their_likeness(view: SimilarSongsView) -> None:
    view.show_similar(SONGS, "Kettle on Monday")
    assert view.heading.text() == "Like “Kettle on Monday”"
    assert view.songs == tuple(SONGS)
    first = view.list.model().index(0, 0)
    read = first.data(Qt.ItemDataRole.AccessibleTextRole)
    assert read.startswith(SONGS[0].entry.title)
    assert read.endswith("90 %")
    opposite = view.list.model().index(11, 0)
    assert opposite.data(Qt.ItemDataRole.AccessibleTextRole).endswith(", 0 %")
    assert view.list.isVisible()


def test_double_click_and_enter_choose(view: SimilarSongsView, qtbot: QtBot) -> None:
    view.show_similar(SONGS)
    place = view.list.visualRect(view.list.model().index(1, 0)).center()
    with qtbot.waitSignal(view.song_chosen) as caught:
        qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == [Path("/music/0001.mp3")]
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.song_chosen) as caught:
        qtbot.keyClick(view.list, Qt.Key.Key_Return)
    assert caught.args == [Path("/music/0002.mp3")]


def test_one_click_opens_nothing(view: SimilarSongsView, qtbot: QtBot) -> None:
    view.show_similar(SONGS)
    place = view.list.visualRect(view.list.model().index(1, 0)).center()
    with qtbot.assertNotEmitted(view.song_chosen):
        qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_without_songs_it_says_what_to_do(view: SimilarSongsView) -> None:
    assert "Choose a song" in view.hint.text()
    view.show_similar([], "Kettle on Monday")
    assert "add folders" in view.hint.text()
    assert view.hint.isVisible()
    view.show_similar(SONGS)
    assert not view.hint.isVisible()
    view.clear()
    assert view.songs == ()
