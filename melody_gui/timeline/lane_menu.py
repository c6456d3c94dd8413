"""The menus of the right mouse button: on strokes and lanes, on the ruler, on lane headers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from core.meter import TimeSignature
from core.score import Swing
from melody_gui.choices import METRES, SWINGS, SwingChoice, as_heard
from melody_gui.timeline.drum_lane import DrumLane, drum_title
from melody_gui.timeline.lane import Lane

if TYPE_CHECKING:
    from core.onsets import Onset
    from melody_gui.document import Document
    from melody_gui.timeline.lane_canvas import LaneCanvas
    from melody_gui.timeline.lane_stack import LaneStack
    from melody_gui.timeline.song_data import SongData

# Velocities that a drummer has names for.
_GHOST, _PLAIN, _ACCENT = 35, 85, 118


def lane_menu(canvas: LaneCanvas, lane: Lane | None, onset: Onset | None, x: float) -> QMenu:
    """The menu of a place on the lanes, or of the selected strokes."""
    document = canvas.data.document
    menu = QMenu(canvas)
    assert document is not None
    if onset is not None:
        _add_stroke_actions(menu, document, canvas.data)
        return menu
    time = canvas.axis.song_time_of(x)
    text = QCoreApplication.translate("Timeline", "Go here")
    menu.addAction(text, lambda: canvas.seek_requested.emit(time))
    if isinstance(lane, DrumLane) and document.analysis is not None:
        drum = lane.drum
        text = QCoreApplication.translate("Timeline", "Add a stroke here")
        menu.addAction(text, lambda: document.add_stroke(time, drum))
        menu.addSeparator()
        _add_drum_actions(menu, document, canvas.data, drum)
    if document.transcription is not None:
        menu.addSeparator()
        _add_grid_actions(menu, document, time)
    return menu


def ruler_menu(parent: QWidget, document: Document, time: float) -> QMenu:
    """The menu of a place on the ruler."""
    menu = QMenu(parent)
    if document.transcription is not None:
        _add_grid_actions(menu, document, time)
        menu.addSeparator()
        text = QCoreApplication.translate("Timeline", "Loop this bar")
        menu.addAction(text, lambda: document.set_loop_of_bars(time, time))
    clear = menu.addAction(QCoreApplication.translate("Timeline", "Clear the loop"))
    clear.triggered.connect(document.clear_loop)
    clear.setEnabled(document.loop is not None)
    return menu


def header_menu(parent: QWidget, stack: LaneStack, data: SongData, lane: Lane) -> QMenu:
    """The menu of a lane's header."""
    menu, key = QMenu(parent), lane.key
    text = QCoreApplication.translate("Timeline", "Hide this lane")
    menu.addAction(text, lambda: stack.set_shown(key, False))
    text = QCoreApplication.translate("Timeline", "Move up")
    menu.addAction(text, lambda: stack.step(key, -1))
    text = QCoreApplication.translate("Timeline", "Move down")
    menu.addAction(text, lambda: stack.step(key, 1))
    if isinstance(lane, DrumLane) and data.document and data.document.analysis:
        menu.addSeparator()
        _add_drum_actions(menu, data.document, data, lane.drum)
    menu.addSeparator()
    add_lane_actions(menu, stack)
    return menu


def fill_lanes_menu(menu: QMenu, stack: LaneStack) -> None:
    """One entry for each lane, to show and hide it."""
    menu.clear()
    for lane in stack.lanes:
        action = menu.addAction(lane.title)
        action.setCheckable(True)
        action.setChecked(stack.is_shown(lane.key))

        def show(is_shown: bool, key: str = lane.key) -> None:
            stack.set_shown(key, is_shown)

        action.toggled.connect(show)
    menu.addSeparator()
    add_lane_actions(menu, stack)


def add_lane_actions(menu: QMenu, stack: LaneStack) -> None:
    """What concerns all lanes."""
    menu.addAction(QCoreApplication.translate("Timeline", "Show all lanes"), stack.show_all)
    text = QCoreApplication.translate("Timeline", "Usual lanes and heights")
    menu.addAction(text, stack.show_usual)


def _add_stroke_actions(menu: QMenu, document: Document, data: SongData) -> None:
    translate = QCoreApplication.translate
    drums = menu.addMenu(translate("Timeline", "Drum"))
    chosen = {drum for _, drum in document.selection}
    for name in data.drum_names:
        action = drums.addAction(drum_title(name))
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
    if len(chosen) == 1:
        menu.addSeparator()
        _add_drum_actions(menu, document, data, next(iter(chosen)))


def _add_drum_actions(menu: QMenu, document: Document, data: SongData, drum: str) -> None:
    translate = QCoreApplication.translate
    title = drum_title(drum)
    keys = [(onset.time, drum) for onset in data.strokes(drum).onsets]
    select = menu.addAction(translate("Timeline", "Select all of {drum}").format(drum=title))
    select.triggered.connect(lambda: document.select(keys))
    select.setEnabled(bool(keys))
    reset = menu.addAction(
        translate("Timeline", "Reset the threshold of {drum}").format(drum=title)
    )
    reset.triggered.connect(lambda: document.reset_threshold(drum))
    reset.setEnabled(drum in document.corrections.thresholds)


def _add_grid_actions(menu: QMenu, document: Document, time: float) -> None:
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
