"""The whole window by its own menus, keys and mouse: from opening to the exported file."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from melody_gui.dialogs.error_dialog import ErrorDialog
from melody_gui.dialogs.export_dialog import ExportDialog
from melody_gui.dialogs.shortcuts_dialog import ShortcutsDialog
from melody_gui.document import Document, DocumentState
from melody_gui.main_window import MainWindow
from melody_gui.settings import Settings
from tests.gui.watchdog import Watchdog

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot, settings: Settings) -> Iterator[MainWindow]:
    made = MainWindow(settings)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    qtbot.waitUntil(lambda: made.workspace is not None, timeout=60_000)
    yield made
    made.quit_at_once()


def ready(window: MainWindow, qtbot: QtBot) -> Document:
    qtbot.waitUntil(
        lambda: window.document is not None and window.document.state is DocumentState.READY,
        timeout=60_000,
    )
    assert window.document is not None
    return window.document


def trigger(window: MainWindow, name: str) -> None:
    action = window.menus.action(name)
    assert action.isEnabled(), name
    action.trigger()


def answer(monkeypatch: pytest.MonkeyPatch, key: str) -> list[str]:
    """Answer every question so; what was asked is noted."""
    asked: list[str] = []

    def ask(_parent: object, title: str, text: str, *_: object, **__: object) -> str:
        asked.append(f"{title} {text}")
        return key

    monkeypatch.setattr("melody_gui.main_window.ask", ask)
    return asked


def dialogs(kind: type) -> list[ErrorDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]


def test_the_whole_way_from_song_to_reopened_project(
    window: MainWindow,
    song_path: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choice = ([str(song_path)], "")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: choice)
    trigger(window, "open")
    document = ready(window, qtbot)
    assert window.workspace is not None
    assert document.title in window.windowTitle()
    before = document.onsets

    trigger(window, "select-all")
    qtbot.keyClick(window.workspace.timeline, Qt.Key.Key_Delete)
    assert document.onsets == ()
    assert window.isWindowModified()
    trigger(window, "undo")
    assert document.onsets == before

    document.select([(before[3].time, before[3].drum)])
    trigger(window, "drum-cowbell")
    assert [o.drum for o in document.selected_onsets()] == ["cowbell"]
    with qtbot.waitSignal(document.transcription_changed, timeout=10_000):
        trigger(window, "louder")
    corrected = document.onsets

    project = tmp_path / "my song.melody"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(project), ""))
    trigger(window, "save")
    assert project.is_file()
    assert not window.isWindowModified()

    trigger(window, "export")
    (dialog,) = dialogs(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    for name, box in dialog.format_boxes.items():
        box.setChecked(name in ("mscx", "csv"))
    dialog.folder_field.setText(str(tmp_path / "charts"))
    dialog.name_field.setText("chart")
    qtbot.mouseClick(dialog.export_button, LEFT)
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 1, timeout=30_000)
    dialog.reject()
    score = ET.parse(tmp_path / "charts" / "chart.mscx").getroot()
    pitches = [int(pitch.text or 0) for pitch in score.iter("pitch")]
    assert pitches.count(56) == 1  # the cowbell
    assert (tmp_path / "charts" / "chart.csv").read_text().count("cowbell") == 1

    trigger(window, "close")
    assert window.document is None
    window.open([project])
    assert ready(window, qtbot).onsets == corrected


def test_closing_asks_and_giving_up_keeps_the_song(
    window: MainWindow, song_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.open([song_path])
    document = ready(window, qtbot)
    document.add_stroke(2.0, "clap")
    asked = answer(monkeypatch, "cancel")
    assert not window.close()
    trigger(window, "close")
    assert window.document is document
    assert len(asked) == 2
    answer(monkeypatch, "discard")
    trigger(window, "close")
    assert window.document is None


def test_saving_that_fails_keeps_the_window_open(
    window: MainWindow,
    song_path: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.open([song_path])
    document = ready(window, qtbot)
    document.add_stroke(2.0, "clap")
    blocked = tmp_path / "file"
    blocked.touch()
    target = str(blocked / "inside.melody")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (target, ""))
    answer(monkeypatch, "save")
    assert not window.close()
    assert document.is_dirty
    (dialog,) = dialogs(ErrorDialog)
    assert "inside.melody" in dialog.report()
    dialog.close()


def test_dropped_files_and_folders_open(
    window: MainWindow, song_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "album"
    folder.mkdir()
    (folder / "one.wav").write_bytes(song_path.read_bytes())
    (folder / "notes.txt").touch()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder)), QUrl.fromLocalFile(str(song_path))])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    modifiers = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(100, 100), actions, mime, buttons, modifiers)
    window.dropEvent(event)
    assert window.workspace is not None
    opened = [document.path.name for document in window.workspace.session.documents]
    assert opened == ["one.wav", song_path.name]


def test_bad_song_is_told_and_the_others_go_on(
    window: MainWindow, song_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"no sound")
    window.open([song_path, bad])
    assert ready(window, qtbot).path == song_path
    assert window.workspace is not None
    other = window.workspace.session.documents[1]
    qtbot.waitUntil(lambda: other.state is DocumentState.FAILED)
    assert other.failure is not None
    assert "bad.mp3" in other.failure.message
    window.workspace.session.show(other)
    bad.write_bytes(song_path.read_bytes())
    window.workspace.session.retry(other)
    qtbot.waitUntil(lambda: other.state is DocumentState.READY, timeout=30_000)


def test_cancel_stops_the_analysis_within_a_second(
    window: MainWindow, demo_path: Path, qtbot: QtBot
) -> None:
    window.open([demo_path])
    document = window.document
    assert document is not None
    qtbot.waitUntil(lambda: document.state is DocumentState.ANALYSING, timeout=30_000)
    window.status_line.cancel()
    qtbot.waitUntil(lambda: document.state is DocumentState.FAILED, timeout=1_000)
    assert not [job for job in window.runner.jobs if job.title]


def test_window_may_be_closed_while_it_works(
    qtbot: QtBot, settings: Settings, demo_path: Path
) -> None:
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.show()
    window.open([demo_path])
    qtbot.waitUntil(lambda: window.document is not None, timeout=60_000)
    assert window.close()
    assert not window.isVisible()
    assert window.runner.jobs == ()


def test_transport_plays_loops_and_seeks_in_silence(
    window: MainWindow, song_path: Path, qtbot: QtBot
) -> None:
    window.open([song_path])
    document = ready(window, qtbot)
    assert window.workspace is not None
    player = window.workspace.player
    qtbot.mouseClick(window.workspace.transport_bar.play, LEFT)
    qtbot.waitUntil(lambda: player.is_playing and player.position > 0.3, timeout=10_000)
    trigger(window, "play")
    qtbot.waitUntil(lambda: not player.is_playing)
    window.workspace.seek(4.0)
    trigger(window, "loop")
    assert document.loop is not None
    assert document.loop[0] <= 4.0 < document.loop[1]
    assert player.loop == document.loop
    trigger(window, "loop")
    assert document.loop is None
    trigger(window, "slower")
    assert player.wished_speed == pytest.approx(0.95)
    trigger(window, "normal-speed")
    trigger(window, "metronome")
    assert player.mix.is_click_on
    trigger(window, "to-start")
    assert player.position == 0.0


def test_views_are_hidden_and_shown(window: MainWindow, song_path: Path, qtbot: QtBot) -> None:
    window.open([song_path])
    ready(window, qtbot)
    assert window.workspace is not None
    view = window.workspace.score_view
    trigger(window, "show-score")
    assert not view.isVisible()
    assert not window.menus.action("show-score").isChecked()
    trigger(window, "show-score")
    assert view.isVisible()


def test_the_look_is_remembered(window: MainWindow, qtbot: QtBot) -> None:
    assert window.workspace is not None
    trigger(window, "score-beside")
    window.workspace.toggle_part("songs")
    shows_why = window.workspace.shows_part("why")
    window.workspace.toggle_part("why")
    window.workspace.player.set_volume(0.4)
    assert window.close()
    again = MainWindow(window.settings)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: again.workspace is not None, timeout=60_000)
    assert again.workspace is not None
    assert again.workspace.is_score_beside
    assert again.menus.action("score-beside").isChecked()
    assert not again.workspace.shows_part("songs")
    assert not again.menus.action("show-songs").isChecked()
    assert again.workspace.shows_part("why") is not shows_why
    assert again.workspace.player.mix.volume == pytest.approx(0.4)
    assert again.close()


@pytest.mark.parametrize(("key", "n_left"), [("later", 1), ("delete", 0), ("restore", 1)])
def test_kept_corrections_are_deleted_only_on_demand(
    window: MainWindow,
    song_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    n_left: int,
) -> None:
    window.open([song_path])
    document = ready(window, qtbot)
    document.add_stroke(2.0, "clap")
    window.quit_at_once()  # as a signal does
    again = MainWindow(window.settings)
    qtbot.addWidget(again)
    asked = answer(monkeypatch, key)
    again.show()
    qtbot.waitUntil(lambda: again.workspace is not None, timeout=60_000)
    assert again.workspace is not None
    assert len(asked) == 1
    assert len(again.workspace.session.recoverable()) == n_left
    assert (again.document is not None) == (key == "restore")
    again.quit_at_once()


def test_every_action_has_a_name_and_no_two_share_a_shortcut(window: MainWindow) -> None:
    shortcuts = [
        action.shortcut().toString() for action in window.menus.actions if action.shortcut()
    ]
    taken = [s for s in shortcuts if s]
    assert len(set(taken)) == len(taken)
    assert len(taken) > 40
    assert all(action.text() for action in window.menus.actions)


def test_f1_lists_the_shortcuts(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    (dialog,) = dialogs(ShortcutsDialog)
    dialog.close()


def test_unexpected_error_in_a_slot_is_told_with_its_details(
    window: MainWindow, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):  # as when painting fails, again and again
        window.tell_unexpected(ZeroDivisionError("division by zero"))
    (dialog,) = dialogs(ErrorDialog)
    assert "ZeroDivisionError" in dialog.report()
    assert "ZeroDivisionError" in caplog.text
    dialog.close()


@pytest.mark.slow
def test_event_loop_never_works_long_while_a_song_is_analysed(
    window: MainWindow, demo_path: Path, qtbot: QtBot
) -> None:
    qtbot.wait(500)
    watchdog = Watchdog()
    window.open([demo_path])
    ready(window, qtbot)
    qtbot.wait(1500)
    watchdog.stop()
    # The machine may be busy with others: what counts is the window's own work.
    assert len(watchdog.busy) > 100
    assert watchdog.longest_work < 0.05


def test_live_page_comes_and_goes(window: MainWindow) -> None:
    assert window.workspace is not None
    trigger(window, "live")
    assert window.workspace.live_view.isVisible()
    window.workspace.live_view.closed.emit()
    assert window.start_page.isVisible()
