"""The timeline: ruler, lane headers and lanes on one time axis, with their controls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QScrollBar,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from melody_gui import theme
from melody_gui.job import JobRunner
from melody_gui.timeline.colour_maps import COLOUR_MAPS
from melody_gui.timeline.follow import Follower, FollowMode
from melody_gui.timeline.lane import Look
from melody_gui.timeline.lane_canvas import LaneCanvas
from melody_gui.timeline.lane_headers import HEADER_WIDTH, HeaderColumn
from melody_gui.timeline.lane_menu import fill_lanes_menu
from melody_gui.timeline.lane_stack import LaneStack, lane_of_drum
from melody_gui.timeline.look_panel import LookPanel
from melody_gui.timeline.navigation import ZOOM_STEP
from melody_gui.timeline.popup_button import PopupButton
from melody_gui.timeline.ruler import Ruler
from melody_gui.timeline.song_data import EVERYTHING, Part, SongData
from melody_gui.timeline.time_axis import TimeAxis

if TYPE_CHECKING:
    from core.corrections import StrokeKey
    from melody_gui.document import Document

# Seconds around a single stroke or an instant that is shown.
_SURROUNDINGS = 2.0
# Points beside the edges within which a stroke's marker is cut off.
_REACH = 8


class TimelineView(QWidget):
    """All that is known of a song over time, to look at and to correct.

    `runner` draws pictures beside the window; without one the view has its own.
    `seek_requested` carries seconds, `look_changed` the new `Look`.
    """

    seek_requested = Signal(float)
    look_changed = Signal(object)

    def __init__(self, runner: JobRunner | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.data = SongData(runner or JobRunner(self), self)
        self._axis = TimeAxis(self)
        self._stack = LaneStack(self.data, self)
        self._follower = Follower(self._axis)
        self._playhead = 0.0
        self._is_following = False
        self.ruler = Ruler(self.data, self._axis)
        self.headers = HeaderColumn(self.data, self._stack)
        self.canvas = LaneCanvas(self.data, self._axis, self._stack)
        self.look_panel = LookPanel()
        self.time_bar = QScrollBar(Qt.Orientation.Horizontal)
        self.lane_bar = QScrollBar(Qt.Orientation.Vertical)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.canvas)
        self.setAccessibleName(self.tr("Timeline"))

    # For the window.

    @property
    def axis(self) -> TimeAxis:
        """Which seconds are on the screen."""
        return self._axis

    @property
    def stack(self) -> LaneStack:
        """Which lanes are shown, and where."""
        return self._stack

    @property
    def follow_mode(self) -> FollowMode:
        """How the playhead is followed."""
        return self._follower.mode

    def set_document(self, document: Document | None) -> None:
        """Show another song, or none."""
        self._axis.set_duration(document.duration if document else 0.0)
        self.data.set_document(document)
        self.set_playhead(0.0)

    def set_playhead(self, seconds: float) -> None:
        """Move the playhead, and the page along with it."""
        before, self._playhead = self._playhead, seconds
        if self._axis.duration:
            self._is_following = True
            self._follower.follow(seconds, before)
            self._is_following = False
        self.canvas.set_playhead(seconds)
        self.ruler.set_playhead(seconds)

    def set_playing(self, is_playing: bool) -> None:
        """Follow the playhead from now on, or no longer."""
        self._follower.is_playing = is_playing
        if is_playing:
            self._follower.begin()

    def set_follow_mode(self, mode: FollowMode) -> None:
        """Follow the playhead in another way."""
        self._follower.mode = mode
        self.look_panel.set_follow(mode)

    def zoom(self, factor: float) -> None:
        """Show `factor` times as much detail about the playhead."""
        self._axis.zoom(factor, self.canvas.zoom_centre())

    def zoom_in(self) -> None:
        """Show more detail about the playhead."""
        self.zoom(ZOOM_STEP)

    def zoom_out(self) -> None:
        """Show more of the song about the playhead."""
        self.zoom(1 / ZOOM_STEP)

    def fit_all(self) -> None:
        """Show the whole song."""
        self._axis.fit()

    def fit_selection(self) -> None:
        """Show the selected strokes, else the loop, else the whole song."""
        times = [time for time, _ in self.data.selection]
        if times:
            margin = 0.0 if max(times) - min(times) > _SURROUNDINGS else _SURROUNDINGS / 2
            self._axis.show_range(min(times) - margin, max(times) + margin)
        elif self.data.loop:
            self._axis.show_range(*self.data.loop)
        else:
            self.fit_all()

    def show_stroke(self, key: StrokeKey) -> None:
        """Bring a stroke into view in time, and its lane; what is in view stays where it is."""
        time, drum = key
        if not _REACH <= self._axis.x_of(time) <= self._axis.width - _REACH:
            self._axis.show_from(time - self._axis.span / 2)
        placed = lane_of_drum(self._stack, drum)
        if placed is None:
            return
        top, height = self.lane_bar.value(), self.canvas.height()
        if placed.top < top:
            self.lane_bar.setValue(placed.top)
        elif placed.bottom > top + height:
            self.lane_bar.setValue(placed.bottom - height)

    def set_look(self, look: Look) -> None:
        """Draw pictures in another way."""
        self.look_panel.set_look(look)
        self._on_look_changed(look)

    def set_heatmap_shown(self, is_shown: bool) -> None:
        """Lay attention for the style over the spectrogram, or no longer."""
        self.set_look(replace(self.canvas.look, shows_heatmap=is_shown))

    def fill_lanes_menu(self, menu: QMenu) -> None:
        """Put one entry a lane into a menu, to show and hide it."""
        fill_lanes_menu(menu, self._stack)

    def view_state(self) -> dict[str, Any]:
        """Which part of the song is shown, as JSON can hold it."""
        return {
            "shows_all": self._axis.shows_all,
            "start": self._axis.start,
            "end": self._axis.end,
        }

    def restore_view_state(self, state: Mapping[str, Any]) -> None:
        """Show that part of the song again; without any, show all of it."""
        start, end = state.get("start"), state.get("end")
        if state.get("shows_all") or start is None or end is None:
            self._axis.fit()
        else:
            self._axis.restore(float(start), float(end))

    def look_state(self) -> dict[str, Any]:
        """How songs are shown, whichever it is: lanes, colours, following; as JSON can hold it."""
        return {
            **self._stack.state(),
            "look": asdict(self.canvas.look),
            "follow": self._follower.mode.value,
        }

    def restore_look_state(self, state: Mapping[str, Any]) -> None:
        """Take over a look; what is missing or makes no sense stays as it is."""
        self._stack.restore(state)
        self.set_look(_restored_look(state.get("look", {}), self.canvas.look))
        if state.get("follow") in {mode.value for mode in FollowMode}:
            self.set_follow_mode(FollowMode(state["follow"]))

    # Putting together.

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        corner = _row(self._lanes_button(), self._look_button())
        zoom = _row(
            self._button("zoom-out", self.tr("Zoom out (−, or Ctrl+wheel)"), self.zoom_out),
            self._button("zoom-in", self.tr("Zoom in (+, or Ctrl+wheel)"), self.zoom_in),
            self._button("fit", self.tr("Whole song"), self.fit_all),
            self._button("search", self.tr("Selection or loop"), self.fit_selection),
        )
        for row in (corner, zoom):
            row.setFixedWidth(HEADER_WIDTH)
        layout.addWidget(corner, 0, 0)
        layout.addWidget(self.ruler, 0, 1, 1, 2)
        layout.addWidget(self.headers, 1, 0)
        layout.addWidget(self.canvas, 1, 1)
        layout.addWidget(self.lane_bar, 1, 2)
        layout.addWidget(zoom, 2, 0)
        layout.addWidget(self.time_bar, 2, 1)
        layout.setRowStretch(1, 1)
        layout.setColumnStretch(1, 1)
        self.time_bar.setAccessibleName(self.tr("Time"))
        self.time_bar.setToolTip(self.tr("Move along in time (Shift+wheel, or drag a lane)"))
        self.lane_bar.setAccessibleName(self.tr("Lanes"))
        self.lane_bar.setToolTip(self.tr("More lanes (wheel)"))
        self.setMinimumSize(QSize(420, 180))

    def _lanes_button(self) -> QToolButton:
        button = PopupButton()
        self._equip(button, "lanes", self.tr("Show and hide lanes"))
        menu = button.popup_menu
        menu.aboutToShow.connect(lambda: fill_lanes_menu(menu, self._stack))
        return button

    def _look_button(self) -> QToolButton:
        button = PopupButton(self._below_pictures)
        self._equip(button, "layers", self.tr("Colours, range, attention, following"))
        action = QWidgetAction(button.popup_menu)
        action.setDefaultWidget(self.look_panel)
        button.popup_menu.addAction(action)
        return button

    def _below_pictures(self) -> QPoint:
        """Where the look's panel hides none of the pictures that it changes (global)."""
        pictures = [self._stack.place_of(key) for key in ("spectrogram", "attention")]
        bottoms = [self.canvas.top_of(placed) + placed.height for placed in pictures if placed]
        y = min(max([*bottoms, 0]), self.canvas.height())
        return self.headers.mapToGlobal(QPoint(0, y))

    def _button(self, icon: str, text: str, wish: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        self._equip(button, icon, text)
        # Without the checked state that the signal carries.
        button.clicked.connect(lambda _checked: wish())
        return button

    @staticmethod
    def _equip(button: QToolButton, icon: str, text: str) -> None:
        theme.keep_icon(button, icon)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _connect(self) -> None:
        for part in (self.canvas, self.ruler):
            part.seek_requested.connect(self.seek_requested)
        self.canvas.scroll_requested.connect(self._on_scroll_requested)
        self.headers.scroll_requested.connect(self._on_scroll_requested)
        self.canvas.stroke_reached.connect(self.show_stroke)
        self._axis.changed.connect(self._on_axis_changed)
        self._stack.changed.connect(self._on_stack_changed)
        self.canvas.resized.connect(self._on_canvas_resized)
        self.data.changed.connect(self._on_data_changed)
        self.time_bar.valueChanged.connect(self._on_scrolled_across)
        self.lane_bar.valueChanged.connect(self._on_scrolled_down)
        self.look_panel.look_changed.connect(self._on_look_changed)
        self.look_panel.follow_changed.connect(self.set_follow_mode)
        theme.notifier().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what has changed."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colours().window)

    # What happens.

    def _on_data_changed(self, part: Part) -> None:
        document = self.data.document
        if part & Part.SONG and part != EVERYTHING:
            self._axis.set_duration(document.duration if document else 0.0)

    def _on_look_changed(self, look: Look) -> None:
        self.canvas.set_look(look)
        self.look_changed.emit(look)

    def _on_axis_changed(self) -> None:
        axis = self._axis
        if not self._is_following:
            self._follower.let_go(self._playhead)
        earliest, latest = axis.limits
        bar = self.time_bar
        bar.blockSignals(True)
        bar.setRange(0, round((latest - earliest) / axis.seconds_per_pixel))
        bar.setPageStep(axis.width)
        bar.setSingleStep(max(axis.width // 10, 1))
        bar.setValue(round((axis.start - earliest) / axis.seconds_per_pixel))
        bar.blockSignals(False)

    def _on_scrolled_across(self, value: int) -> None:
        earliest, _ = self._axis.limits
        self._axis.show_from(earliest + value * self._axis.seconds_per_pixel)

    def _on_scroll_requested(self, n_points: int) -> None:
        self.lane_bar.setValue(self.lane_bar.value() + n_points)

    def _on_scrolled_down(self, value: int) -> None:
        self.canvas.set_scroll(value)
        self.headers.set_scroll(value)

    def _on_canvas_resized(self) -> None:
        self._stack.set_available(self.canvas.height())
        self._on_stack_changed()

    def _on_stack_changed(self) -> None:
        hidden = max(self._stack.height - self.canvas.height(), 0)
        self.lane_bar.setRange(0, hidden)
        self.lane_bar.setPageStep(self.canvas.height())
        self.lane_bar.setSingleStep(24)
        self.lane_bar.setVisible(hidden > 0)


def _row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(8, 2, 8, 2)
    layout.setSpacing(2)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return row


def _restored_look(state: Mapping[str, Any], look: Look) -> Look:
    """The look of a state; a look that this version does not know becomes the present one."""
    values = {each.name: state.get(each.name, getattr(look, each.name)) for each in fields(Look)}
    try:
        found = Look(
            str(values["colour_map"]),
            min(max(float(values["lowest_decibels"]), -100.0), -30.0),
            min(max(float(values["attention_opacity"]), 0.0), 1.0),
            bool(values["shows_heatmap"]),
            min(max(float(values["heatmap_opacity"]), 0.0), 1.0),
        )
    except (TypeError, ValueError):
        return look
    return found if found.colour_map in COLOUR_MAPS else look
