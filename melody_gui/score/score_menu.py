"""The menu of the right mouse button on the score: of its notes, and of its bars."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from core.kit import DRUM_NAMES
from melody_gui.drum_titles import drum_title
from melody_gui.timeline.correction_menu import (
    add_grid_actions,
    add_loop_action,
    add_stroke_actions,
)

if TYPE_CHECKING:
    from melody_gui.document import Document
    from melody_gui.score.score_canvas import ScoreCanvas


def note_menu(canvas: "ScoreCanvas", document: "Document", time: float) -> QMenu:
    """The menu of the selected strokes, and of the bar at `time` (seconds)."""
    menu = QMenu(canvas)
    add_stroke_actions(menu, document, DRUM_NAMES)
    menu.addSeparator()
    add_loop_action(menu, document, time)
    add_grid_actions(menu, document, time)
    return menu


def bar_menu(canvas: "ScoreCanvas", document: "Document", time: float, drum: str) -> QMenu:
    """The menu of a place in a bar: a time (seconds), and the drum of the staff line there."""
    menu = QMenu(canvas)
    text = QCoreApplication.translate("Timeline", "Go here")
    menu.addAction(text, lambda: canvas.seek_requested.emit(time))
    text = QCoreApplication.translate("Score", "Add here: {drum}").format(drum=drum_title(drum))
    menu.addAction(text, lambda: document.add_stroke(time, drum, snapped=True))
    menu.addSeparator()
    add_loop_action(menu, document, time)
    add_grid_actions(menu, document, time)
    return menu
