"""What menus on lanes and on the score offer alike: to correct strokes, bars and beats."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from core.meter import TimeSignature
from core.score import Swing
from melody_gui.choices import METRES, SWINGS, SwingChoice, as_heard
from melody_gui.drum_titles import drum_title

if TYPE_CHECKING:
    from melody_gui.document import Document

# Velocities that a drummer has names for.
_GHOST, _PLAIN, _ACCENT = 35, 85, 118


def add_stroke_actions(menu: QMenu, document: Document, drums: Sequence[str]) -> None:
    """Change the selected strokes: into one of these drums, their velocity, all equal bars."""
    translate = QCoreApplication.translate
    kit = menu.addMenu(translate("Timeline", "Drum"))
    chosen = {drum for _, drum in document.selection}
    for name in drums:
        action = kit.addAction(drum_title(name))
        action.setCheckable(True)
        action.setChecked(name in chosen)

        def change(_checked: bool, drum: str = name) -> None:
            document.set_drum_of_selected(drum)

        action.triggered.connect(change)
    velocities = menu.addMenu(translate("Timeline", "Velocity"))
    for text, velocity in (
        (translate("Timeline", "Ghost note"), _GHOST),
        (translate("Timeline", "Plain"), _PLAIN),
        (translate("Timeline", "Accent"), _ACCENT),
    ):

        def strike(value: int = velocity) -> None:
            document.set_velocity_of_selected(value)

        velocities.addAction(text, strike)
    menu.addAction(translate("Timeline", "Delete"), document.delete_selected)
    menu.addSeparator()
    text = translate("Timeline", "Apply to all equal bars")
    menu.addAction(text, document.apply_selection_to_equal_bars)


def add_loop_action(menu: QMenu, document: Document, time: float) -> None:
    """Loop the bar at a time (seconds)."""
    text = QCoreApplication.translate("Timeline", "Loop this bar")
    menu.addAction(text, lambda: document.set_loop_of_bars(time, time))


def add_grid_actions(menu: QMenu, document: Document, time: float) -> None:
    """Change bars and beats about or from a time (seconds) on."""
    translate = QCoreApplication.translate
    menu.addAction(translate("Timeline", "This is the “1”"), lambda: document.set_downbeat(time))
    metres = menu.addMenu(translate("Timeline", "Metre from here on"))
    for metre in METRES:

        def bar(chosen: TimeSignature = metre) -> None:
            document.set_time_signature(chosen, time)

        metres.addAction(str(metre), bar)
    tempo = menu.addMenu(translate("Timeline", "Tempo"))
    tempo.addAction(translate("Timeline", "Double"), lambda: document.scale_tempo(2.0))
    tempo.addAction(translate("Timeline", "Half"), lambda: document.scale_tempo(0.5))
    swing = menu.addMenu(translate("Timeline", "Swing from here on"))
    _add_swing_actions(swing, document, time)
    menu.addAction(translate("Timeline", "Bars and beats as found"), document.reset_grid)


def _add_swing_actions(menu: QMenu, document: Document, time: float) -> None:
    menu.addAction(as_heard(), lambda: document.set_swing(None, time))
    for each in SWINGS:

        def swing(choice: SwingChoice = each) -> None:
            document.set_swing(Swing(choice.ratio, Fraction(1, choice.unit)), time)

        menu.addAction(each.title, swing)
