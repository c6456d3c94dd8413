"""Metres and swings are offered in the same words in the menus, the panel and the timeline."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QComboBox, QMenu
from pytestqt.qtbot import QtBot

from melody_gui.choices import METRES, SWINGS, swing_title
from melody_gui.main_window import MainWindow
from melody_gui.settings import Settings

if TYPE_CHECKING:
    from melody_gui.document import Document

# ruff: noqa: PLC0415

SWING_WORDS = ["As heard", *(choice.title for choice in SWINGS)]


def entries(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def submenu(menu: QMenu, title: str) -> QMenu:
    found = next(action.menu() for action in menu.actions() if action.text() == title)
    assert isinstance(found, QMenu)
    return found


def items(combo: QComboBox) -> list[str]:
    return [combo.itemText(index) for index in range(combo.count())]


def test_the_panel_offers_them(qtbot: QtBot) -> None:
    from melody_gui.panels.song_facts import SongFacts

    facts = SongFacts()
    qtbot.addWidget(facts)
    assert items(facts.metre) == [str(metre) for metre in METRES]
    assert items(facts.swing) == SWING_WORDS


def test_the_timeline_offers_them(open_document: "Callable[[], Document]", qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    from melody_gui.timeline.lane_menu import ruler_menu

    parent, document = QWidget(), open_document()
    qtbot.addWidget(parent)
    menu = ruler_menu(parent, document, 2.0)
    assert entries(submenu(menu, "Metre from here on")) == [str(metre) for metre in METRES]
    swings = submenu(menu, "Swing from here on")
    assert entries(swings) == SWING_WORDS
    swings.actions()[-1].trigger()
    edit = document.corrections.grid[-1]
    assert (edit.swing.ratio, edit.swing.unit.denominator) == (67, 16)  # type: ignore[union-attr]


def test_the_menu_bar_offers_them(qtbot: QtBot, settings: Settings) -> None:
    window = MainWindow(settings)
    qtbot.addWidget(window)
    actions = {action.objectName(): action.text() for action in window.menus.actions}
    swings = [text for name, text in actions.items() if name.startswith("swing-")]
    metres = [text for name, text in actions.items() if name.startswith("metre-song-")]
    assert swings == SWING_WORDS
    assert metres == [str(metre) for metre in METRES]


@pytest.mark.parametrize(
    ("ratio", "unit", "title"),
    [(50, 8, "Straight"), (67, 8, "Triplet 8ths (67 %)"), (61, 16, "16ths (61 %)")],
)
def test_every_swing_has_a_title(ratio: int, unit: int, title: str) -> None:
    assert swing_title(ratio, unit) == title
