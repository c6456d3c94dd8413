"""The menus of the right mouse button: on strokes and lanes, on the ruler, on lane headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from melody_gui.timeline.correction_menu import (
    add_grid_actions,
    add_loop_action,
    add_stroke_actions,
)
from melody_gui.timeline.drum_lane import DrumLane, drum_title
from melody_gui.timeline.lane import Lane

if TYPE_CHECKING:
    from core.onsets import Onset
    from melody_gui.document import Document
    from melody_gui.timeline.lane_canvas import LaneCanvas
    from melody_gui.timeline.lane_stack import LaneStack
    from melody_gui.timeline.song_data import SongData


def lane_menu(canvas: LaneCanvas, lane: Lane | None, onset: Onset | None, x: float) -> QMenu:
    """The menu of a place on the lanes, or of the selected strokes."""
    document = canvas.data.document
    menu = QMenu(canvas)
    assert document is not None
    if onset is not None:
        add_stroke_actions(menu, document, canvas.data.drum_names)
        chosen = {drum for _, drum in document.selection}
        if len(chosen) == 1:
            menu.addSeparator()
            _add_drum_actions(menu, document, canvas.data, next(iter(chosen)))
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
        add_loop_action(menu, document, time)
        add_grid_actions(menu, document, time)
    return menu


def ruler_menu(parent: QWidget, document: Document, time: float) -> QMenu:
    """The menu of a place on the ruler."""
    menu = QMenu(parent)
    if document.transcription is not None:
        add_grid_actions(menu, document, time)
        menu.addSeparator()
        add_loop_action(menu, document, time)
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
