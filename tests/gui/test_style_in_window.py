"""The style in the whole window: played by menu and key, shown and hidden, remembered."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from melody_gui.document import Document, DocumentState
from melody_gui.main_window import MainWindow
from melody_gui.player import Player
from melody_gui.settings import Settings
from melody_gui.workspace import Workspace
from tests.gui.made_classifications import made_classification
from tests.gui.timeline.made_songs import made_analysis, made_document


@pytest.fixture
def window(qtbot: QtBot, settings: Settings) -> Iterator[MainWindow]:
    made = MainWindow(settings)
    made.resize(1600, 1000)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    qtbot.waitUntil(lambda: made.workspace is not None, timeout=120_000)
    yield made
    made.quit_at_once()


def opened(window: MainWindow, qtbot: QtBot) -> tuple[Document, Workspace]:
    """A song of sixteen seconds, as if it had just been opened and heard."""
    workspace = window.workspace
    assert workspace is not None
    session = workspace.session
    document = made_document(session.services, made_analysis(16.0))
    session._documents.append(document)
    session.document_added.emit(document)
    session.show(document)
    qtbot.waitUntil(lambda: document.state is DocumentState.READY, timeout=60_000)
    return document, workspace


def test_the_highlight_is_one_key_away(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    document, workspace = opened(window, qtbot)
    played: list[float] = []
    monkeypatch.setattr(Player, "toggle", lambda self: played.append(self.position))
    action = window.menus.action("play-highlight")
    assert not action.isEnabled()
    document.style.take(made_classification(document.duration))
    assert action.isEnabled()
    document.set_loop(0.0, 1.0, snapped=False)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(workspace.timeline, Qt.Key.Key_H)
    start = 0.5 * document.duration
    assert played == [pytest.approx(start, abs=0.01)]
    assert document.loop is None, "a loop elsewhere would take the playhead back"
    document.set_loop(start - 0.5, start + 1.0, snapped=False)
    workspace.seek(0.0)
    workspace.style_panel.play_button.click()
    assert workspace.player.position == pytest.approx(start, abs=0.01)
    assert document.loop is not None


def test_the_look_of_the_style_is_remembered(
    window: MainWindow, settings: Settings, qtbot: QtBot
) -> None:
    workspace = window.workspace
    assert workspace is not None
    action = window.menus.action("show-style")
    was_shown = workspace.shows_part("style")
    action.trigger()
    assert workspace.shows_part("style") is not was_shown
    workspace.style_panel.heatmap_box.click()
    assert not workspace.timeline.canvas.look.shows_heatmap
    workspace.shut_down()
    again = Workspace(window.runner, settings)
    qtbot.addWidget(again)
    assert again.shows_part("style") is not was_shown
    assert not again.style_panel.heatmap_box.isChecked()
    assert not again.timeline.canvas.look.shows_heatmap
    again.shut_down()


def test_the_column_on_the_right_goes_with_the_last_view_in_it(window: MainWindow) -> None:
    workspace = window.workspace
    assert workspace is not None
    for name in ("style", "why"):
        if workspace.shows_part(name):
            workspace.toggle_part(name)
    column = workspace.style_panel.parentWidget()
    assert column is not None
    assert column.isHidden()
    workspace.toggle_part("style")
    assert not column.isHidden()


def test_another_song_hears_nothing_of_the_first_ones_style(
    window: MainWindow, qtbot: QtBot
) -> None:
    first, workspace = opened(window, qtbot)
    first.style.take(made_classification(first.duration))
    second, _ = opened(window, qtbot)
    assert window.document is second
    assert not window.menus.action("play-highlight").isEnabled()
    assert workspace.style_panel.notice.text()
    first.style.toggle_label("rock")
    assert workspace.timeline.data.style_pictures is None
    workspace.session.close(second)
    assert window.document is first
    qtbot.waitUntil(lambda: workspace.timeline.data.style_pictures is not None)
    assert window.menus.action("play-highlight").isEnabled()
