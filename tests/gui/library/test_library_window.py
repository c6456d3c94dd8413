"""The window of the library: looking for songs, opening them, adding folders, remembering."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.library.entry import LibraryEntry
from melody_gui.dialogs.mouse_and_keys import HABITS, LIBRARY
from melody_gui.library.failures_dialog import FailuresDialog
from melody_gui.library.library_window import LibraryWindow
from melody_gui.library.song_library import SongLibrary
from melody_gui.library.song_table_model import Column
from melody_gui.settings import Settings
from tests.gui.library.made_library import fill_library, made_ear, write_songs

LEFT = Qt.MouseButton.LeftButton
N_SONGS = 40


@pytest.fixture
def entries(library_path: Path) -> list[LibraryEntry]:
    return fill_library(library_path, N_SONGS)


@pytest.fixture
def empty(
    library: SongLibrary, settings: Settings, show: Callable[[QWidget], None], qtbot: QtBot
) -> LibraryWindow:
    """The window of a library without songs."""
    made = LibraryWindow(library, settings)
    with qtbot.waitSignal(library.songs_loaded, timeout=10_000):
        show(made)
    return made


@pytest.fixture
def window(
    entries: list[LibraryEntry],
    library: SongLibrary,
    settings: Settings,
    show: Callable[[QWidget], None],
    qtbot: QtBot,
) -> LibraryWindow:
    """The window of a library with songs."""
    made = LibraryWindow(library, settings)
    with qtbot.waitSignal(library.songs_loaded, timeout=10_000):
        show(made)
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    return made


def row_place(window: LibraryWindow, row: int) -> QPoint:
    return window.table.visualRect(window.table.filter.index(row, 0)).center()


def test_drums_are_wanted_in_the_menu_of_folders(
    window: LibraryWindow, library: SongLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    write_songs(tmp_path / "songs", "a.mp3")
    with qtbot.waitSignal(library.scan_ended, timeout=30_000):
        library.add([tmp_path / "songs"])
    wish = window.folders_menu().actions()[-1]
    assert wish.isCheckable() and not wish.isChecked()
    with qtbot.waitSignal(library.scan_ended, timeout=30_000):
        wish.trigger()
    row = window.table.songs.row_of(tmp_path / "songs" / "a.mp3")
    assert row is not None
    assert window.table.songs.entries[row].time_signature == "4/4"
    assert library.hears_drums


def test_the_list_of_shortcuts_tells_its_keys(window: LibraryWindow) -> None:
    found = {shortcut.key().toString() for shortcut in window.findChildren(QShortcut)}
    told = {habit.keys for habit in HABITS[LIBRARY]}
    assert told - {"Enter", "Delete"} == found - {"Esc", "Ctrl+W"}


def drop(window: LibraryWindow, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(20, 20), copy, mime, LEFT, none)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(20, 20), copy, mime, LEFT, none))


def test_empty_library_says_what_to_do(
    empty: LibraryWindow,
    library: SongLibrary,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert empty.no_songs.isVisible()
    assert not empty.rescan_button.isEnabled()
    write_songs(tmp_path / "songs", "a.mp3", "b.mp3")
    folder = str(tmp_path / "songs")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: folder)
    with qtbot.waitSignal(library.scan_ended, timeout=30_000):
        qtbot.mouseClick(empty.no_songs.add_button, LEFT)
    assert empty.table.isVisible()
    assert empty.count.text() == "2 songs"
    assert empty.scan_bar.text.text() == "2 songs were added or heard anew."
    assert empty.rescan_button.isEnabled()


def test_typing_narrows_the_songs_down(
    window: LibraryWindow, entries: list[LibraryEntry], qtbot: QtBot
) -> None:
    assert window.count.text() == f"{N_SONGS} songs"
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.filter_bar.search.hasFocus()
    qtbot.keyClicks(window.filter_bar.search, "kettle")
    n_kettles = sum("Kettle" in entry.title for entry in entries)
    assert window.table.filter.rowCount() == n_kettles
    assert window.count.text() == f"{n_kettles} of {N_SONGS} songs"
    qtbot.keyClicks(window.filter_bar.search, " nowhere")
    assert window.nothing_found.isVisible()
    qtbot.mouseClick(window.nothing_found.clear_button, LEFT)
    assert window.table.isVisible()
    assert window.count.text() == f"{N_SONGS} songs"


def test_escape_empties_the_search(window: LibraryWindow, qtbot: QtBot) -> None:
    window.filter_bar.focus_search()
    qtbot.keyClicks(window.filter_bar.search, "kettle")
    qtbot.keyClick(window.filter_bar.search, Qt.Key.Key_Escape)
    assert window.filter_bar.search.text() == ""


def test_genre_mood_and_tempo_are_chosen(
    window: LibraryWindow, entries: list[LibraryEntry], qtbot: QtBot
) -> None:
    bar = window.filter_bar
    bar.genre.setCurrentIndex(1)
    genre = bar.genre.currentData()
    shown = [window.table.filter.index(row, 0) for row in range(window.table.filter.rowCount())]
    assert bar.genre.currentText().endswith(f"({len(shown)})")
    assert all(
        genre in [g.label for g in window.table.filter.entry_at(i).genres[:4]] for i in shown
    )
    bar.genre.setCurrentIndex(0)
    bar.slowest.setValue(90)
    bar.fastest.setValue(120)
    expected = {e.path for e in entries if e.tempo and 90 <= round(e.tempo.bpm) <= 120}
    window.table.selectAll()
    assert set(window.table.selected_paths) == expected
    assert bar.clear_button.isVisible()
    qtbot.mouseClick(bar.clear_button, LEFT)
    assert bar.wish.is_empty
    assert not bar.clear_button.isVisible()


def test_double_click_and_enter_open(window: LibraryWindow, qtbot: QtBot) -> None:
    viewport = window.table.viewport()
    with qtbot.waitSignal(window.open_requested) as caught:
        qtbot.mouseClick(viewport, LEFT, pos=row_place(window, 2))
        qtbot.mouseDClick(viewport, LEFT, pos=row_place(window, 2))
    assert caught.args == [[window.table.songs.entries[2].path]]
    window.filter_bar.focus_search()
    qtbot.keyClick(window.filter_bar.search, Qt.Key.Key_Down)
    assert window.table.hasFocus()
    with qtbot.waitSignal(window.open_requested) as caught:
        qtbot.keyClick(window.table, Qt.Key.Key_Return)
    assert caught.args == [[window.table.songs.entries[2].path]]


def test_menu_of_a_song(
    window: LibraryWindow, library: SongLibrary, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    window.table.selectRow(1)
    entry = window.table.songs.entries[1]
    open_it, folder, similar, remove = (
        action for action in window.table.menu().actions() if not action.isSeparator()
    )
    with qtbot.waitSignal(window.open_requested) as caught:
        open_it.trigger()
    assert caught.args == [[entry.path]]
    folder.trigger()
    assert shown == [str(entry.path.parent)]
    window.toggle_similar(False)
    similar.trigger()
    assert window.similar_view.isVisible()
    with qtbot.waitSignal(library.song_removed):
        remove.trigger()
    assert window.count.text() == f"{N_SONGS - 1} songs"
    assert window.table.songs.row_of(entry.path) is None
    assert "the file stays" in window.scan_bar.text.text()


def test_delete_key_removes_the_selected_songs(
    window: LibraryWindow, library: SongLibrary, qtbot: QtBot
) -> None:
    window.table.selectRow(0)
    qtbot.keyClick(window.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignals([library.song_removed] * 2):
        qtbot.keyClick(window.table, Qt.Key.Key_Delete)
    assert window.table.songs.rowCount() == N_SONGS - 2


def test_songs_like_the_marked_one_are_shown(
    window: LibraryWindow, entries: list[LibraryEntry], library: SongLibrary, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(library.similar_found, timeout=10_000):
        window.table.select_song(entries[10].path)
    assert window.similar_view.heading.text() == f"Like “{entries[10].title}”"
    found = {song.entry.path for song in window.similar_view.songs[:2]}
    assert found == {entries[9].path, entries[11].path}
    with qtbot.waitSignal(window.open_requested) as caught:
        window.similar_view.song_chosen.emit(entries[9].path)
    assert caught.args == [[entries[9].path]]


def test_the_open_song_is_marked_and_others_like_it_shown(
    window: LibraryWindow, entries: list[LibraryEntry], library: SongLibrary, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(library.similar_found, timeout=10_000):
        window.show_opened(entries[20].path)
    assert window.table.current_entry == entries[20]
    assert window.similar_view.songs


def test_dropped_folders_are_listened_to_with_progress(
    window: LibraryWindow, library: SongLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    texts: list[str] = []
    library.scan_changed.connect(lambda: texts.append(window.scan_bar.text.text()))
    folder = tmp_path / "songs"
    write_songs(folder, "a.mp3", "bad.mp3")
    with qtbot.waitSignal(library.scan_ended, timeout=30_000):
        drop(window, folder)
        assert window.scan_bar.cancel_button.isVisible()
    assert not window.scan_bar.cancel_button.isVisible()
    assert "Listening to song 1 of 2: a.mp3" in texts
    assert window.table.songs.row_of(folder / "a.mp3") is not None
    assert window.count.text() == f"{N_SONGS + 1} songs"
    assert window.scan_bar.failures_button.text() == "One was left out…"
    qtbot.mouseClick(window.scan_bar.failures_button, LEFT)
    dialog = window.findChild(FailuresDialog)
    assert dialog is not None
    assert dialog.list.topLevelItem(0).text(1) == "“bad.mp3” holds no sound."
    qtbot.mouseClick(dialog.copy_button, LEFT)
    assert QApplication.clipboard().text().startswith(str(folder / "bad.mp3"))
    dialog.reject()


def test_stop_button_stops(
    window: LibraryWindow, library: SongLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    go_on = threading.Event()
    library.make_ear = made_ear(wait=lambda: go_on.wait(30))
    write_songs(tmp_path / "songs", "a.mp3", "b.mp3")
    library.add([tmp_path / "songs"])
    qtbot.waitUntil(lambda: "1 of 2" in window.scan_bar.text.text(), timeout=30_000)
    with qtbot.waitSignal(library.scan_ended):
        qtbot.mouseClick(window.scan_bar.cancel_button, LEFT)
    go_on.set()
    assert window.scan_bar.text.text() == "Stopped. What was heard is kept."
    assert not window.scan_bar.cancel_button.isVisible()


def test_folders_are_listed_and_can_be_forgotten(
    window: LibraryWindow, library: SongLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    write_songs(tmp_path / "rock & roll", "a.mp3")
    with qtbot.waitSignal(library.scan_ended, timeout=30_000):
        library.add([tmp_path / "rock & roll"])
    one = window.folders_menu().actions()[1]
    assert one.text() == str(tmp_path / "rock && roll")
    one.menu().actions()[1].trigger()
    assert library.folders == ()
    assert not window.rescan_button.isEnabled()


def test_columns_are_remembered(
    window: LibraryWindow,
    library: SongLibrary,
    settings: Settings,
    show: Callable[[QWidget], None],
    qtbot: QtBot,
) -> None:
    header = window.table.horizontalHeader()
    header.resizeSection(Column.ARTIST, 201)
    header.moveSection(0, 3)
    window.table.sortByColumn(Column.TEMPO, Qt.SortOrder.DescendingOrder)
    hide = window.table.columns_menu().actions()[Column.METRE]
    hide.setChecked(False)
    window.toggle_similar(False)
    window.close()
    again = LibraryWindow(library, settings)
    with qtbot.waitSignal(library.songs_loaded, timeout=10_000):
        show(again)
    header = again.table.horizontalHeader()
    assert header.sectionSize(Column.ARTIST) == 201
    assert header.visualIndex(Column.TITLE) == 3
    assert header.isSectionHidden(Column.METRE)
    assert not again.similar_view.isVisible()
    tempos = [entry.tempo.bpm for entry in again.table.songs.entries if entry.tempo]
    assert tempos == sorted(tempos, reverse=True)


def test_every_control_tells_what_it_does(window: LibraryWindow) -> None:
    kinds = (QAbstractButton, QComboBox, QSpinBox, QLineEdit)
    for control in [each for kind in kinds for each in window.findChildren(kind)]:
        if control.objectName().startswith("qt_") or not control.isVisible():
            continue  # parts of Qt's own controls
        if isinstance(control.parent(), QLineEdit | QSpinBox | QComboBox):
            continue
        if type(control).__name__ == "QTableCornerButton":
            continue
        assert control.toolTip(), control
        assert control.accessibleName(), control
    assert window.table.accessibleName()
    assert window.similar_view.list.accessibleName()


def test_opening_from_the_library_shows_the_song_in_the_main_window(
    settings: Settings,
    song_path: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from melody_gui.main_window import MainWindow  # noqa: PLC0415 - it brings everything

    main = MainWindow(settings)
    qtbot.addWidget(main)
    main.show()
    main.menus.action("library").trigger()
    qtbot.waitUntil(
        lambda: main.library_host is not None and main.library_host.window is not None,
        timeout=60_000,
    )
    host: Any = main.library_host
    assert host.window.isVisible()
    host.window.open_requested.emit([song_path])
    assert main.document is not None
    assert main.document.path == song_path
    main.quit_at_once()
    assert host.window is None
