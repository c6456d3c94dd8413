"""What mouse and keyboard do on the score: seek, select, move and change strokes, add some."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu

from core.corrections import StrokeKey
from core.drawing.shapes import Rectangle
from core.onsets import Onset
from core.score_pages import BarMark, NoteMark
from melody_gui.drum_titles import drum_title
from melody_gui.score.drawn_score import drum_at
from melody_gui.score.overlays import Head, head_at
from melody_gui.score.preview import Preview
from melody_gui.score.score_menu import bar_menu, note_menu

if TYPE_CHECKING:
    from melody_gui.document import Document
    from melody_gui.score.drawn_score import DrawnScore
    from melody_gui.score.score_canvas import ScoreCanvas

# A head is hit within this many pixels around it.
_MARGIN_PIXELS = 3.0
NEW_VELOCITY = 90


class _Mode(Enum):
    IDLE = 0
    ON_NOTE = 1
    MOVING = 2
    CHANGING_DRUM = 3
    ON_BLANK = 4
    BAND = 5


@dataclass(frozen=True)
class _Spot:
    """A point of the window on the pages: number of the page, place on it, what is there."""

    page: int
    x: float
    y: float
    note: NoteMark | None
    bar: BarMark | None


class Gestures:
    """Turns events of a canvas into wishes to its document."""

    def __init__(self, canvas: "ScoreCanvas") -> None:
        self._canvas = canvas
        self._mode = _Mode.IDLE
        self._start = QPointF()
        self._note: NoteMark | None = None
        self._anchor: StrokeKey | None = None
        self._kept: frozenset[StrokeKey] = frozenset()
        self._wish: tuple[float, str] | None = None
        self.is_pencil = False

    def set_pencil(self, is_on: bool) -> None:
        """With the pencil, a click adds a stroke."""
        self.is_pencil = is_on
        self._canvas.show_preview(Preview())
        self._canvas.viewport().setCursor(
            Qt.CursorShape.CrossCursor if is_on else Qt.CursorShape.ArrowCursor
        )

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        spot, document = self._spot(event.position()), self._canvas.document
        if spot is None or document is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._start, self._note = event.position(), spot.note
        if spot.note:
            self._mode = _Mode.ON_NOTE
            self._select_note(spot.note, event.modifiers())
        else:
            self._mode = _Mode.ON_BLANK
            extends = _extends(event.modifiers())
            self._kept = document.selection if extends else frozenset()

    def move(self, event: QMouseEvent) -> None:
        """The mouse moves, with or without a button."""
        position = event.position()
        if self._mode is _Mode.IDLE:
            self._hover(position, event.modifiers())
            return
        way = position - self._start
        has_begun = self._mode in (_Mode.MOVING, _Mode.CHANGING_DRUM, _Mode.BAND)
        if not has_begun and way.manhattanLength() < QApplication.startDragDistance():
            return
        if self._mode is _Mode.ON_NOTE:
            is_sideways = abs(way.x()) >= abs(way.y())
            self._mode = _Mode.MOVING if is_sideways else _Mode.CHANGING_DRUM
        elif self._mode is _Mode.ON_BLANK:
            self._mode = _Mode.BAND
        if self._mode is _Mode.BAND:
            self._stretch_band(position)
        else:
            self._drag_note(position, event.modifiers())

    def release(self, event: QMouseEvent) -> None:
        """The button comes up: what was begun is done."""
        mode, self._mode = self._mode, _Mode.IDLE
        document = self._canvas.document
        spot = self._spot(event.position())
        wish, self._wish = self._wish, None
        self._canvas.show_preview(Preview())
        if document is None:
            return
        if mode is _Mode.ON_NOTE and self._note:
            self._seek(self._time_of(self._note))
        elif mode is _Mode.MOVING and wish:
            document.move_selected(wish[0], snapped=not _is_free(event.modifiers()))
        elif mode is _Mode.CHANGING_DRUM and wish:
            document.set_drum_of_selected(wish[1])
        elif mode is _Mode.ON_BLANK:
            self._click_blank(spot, document, event.modifiers())

    def double_click(self, event: QMouseEvent) -> None:
        """A double click beside the notes adds a stroke."""
        spot, document = self._spot(event.position()), self._canvas.document
        if spot and document and spot.note is None and not self.is_pencil:
            self._add(spot, document, event.modifiers())

    def leave(self) -> None:
        """The mouse has left the window."""
        if self._mode is _Mode.IDLE:
            self._canvas.show_preview(Preview())

    def key(self, event: QKeyEvent) -> bool:
        """A key goes down; True if it meant something here."""
        document, drawn = self._canvas.document, self._canvas.drawn
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if document is None or drawn is None or not is_plain:
            return False
        if step:
            document.step_selection(step, self._canvas.seconds)
            if document.selection:
                self._seek(min(document.selection)[0])
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._mode, self._wish = _Mode.IDLE, None
            self._canvas.show_preview(Preview())
            document.clear_selection()
            return True
        return False

    def tool_tip(self, position: QPointF) -> str:
        """What to say about the note under the mouse; empty beside notes."""
        spot, drawn = self._spot(position), self._canvas.drawn
        if spot is None or drawn is None or spot.note is None:
            return ""
        if drawn.pages.bars[spot.note.place.bar].is_repeat:
            return QCoreApplication.translate(
                "Score", "Bar {bar} repeats the one before it\nClick to select its {n} strokes"
            ).format(bar=_bar_number(drawn, spot.note), n=len(drawn.keys_under(spot.note)))
        onset = drawn.onset(spot.note)
        return _about(onset, _bar_number(drawn, spot.note)) if onset else ""

    def menu(self, position: QPointF) -> QMenu | None:
        """The menu of a point of the window, if any; a note there is selected."""
        spot, document, drawn = self._spot(position), self._canvas.document, self._canvas.drawn
        if spot is None or document is None or drawn is None or self._mode is not _Mode.IDLE:
            return None
        if spot.note:
            keys, time = drawn.keys_under(spot.note), self._time_of(spot.note)
            if not keys or time is None:
                return None
            if not document.selection.issuperset(keys):
                document.select(keys)
            return note_menu(self._canvas, document, time)
        time = spot.bar.time_at(spot.x) if spot.bar else None
        if spot.bar is None or time is None:
            return None
        return bar_menu(self._canvas, document, time, drum_at(spot.bar.staff_line_at(spot.y)))

    # Selecting.

    def _select_note(self, note: NoteMark, modifiers: Qt.KeyboardModifier) -> None:
        document, drawn = self._canvas.document, self._canvas.drawn
        assert document is not None and drawn is not None
        keys = drawn.keys_under(note)
        if not keys:
            return
        if modifiers & Qt.KeyboardModifier.ShiftModifier and self._anchor:
            document.select(_between(document, self._anchor, keys[0]))
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            document.select(document.selection.symmetric_difference(keys))
        elif not document.selection.issuperset(keys):
            document.select(keys)
        if not modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._anchor = keys[0]

    def _stretch_band(self, position: QPointF) -> None:
        document, drawn = self._canvas.document, self._canvas.drawn
        first, last = self._spot(self._start), self._spot(position)
        if document is None or drawn is None or first is None or last is None:
            return
        self._canvas.show_preview(Preview(band=QRectF(self._start, position).normalized()))
        area = Rectangle(
            min(first.x, last.x), min(first.y, last.y), max(first.x, last.x), max(first.y, last.y)
        )
        found = drawn.pages.notes_in(first.page, area)
        keys = {key for key in map(drawn.key, found) if key}
        document.select(self._kept | keys)

    def _click_blank(
        self, spot: _Spot | None, document: "Document", modifiers: Qt.KeyboardModifier
    ) -> None:
        if spot is None or spot.bar is None:
            document.clear_selection()
        elif self.is_pencil or modifiers & Qt.KeyboardModifier.AltModifier:
            self._add(spot, document, modifiers)
        else:
            if not _extends(modifiers):
                document.clear_selection()
            self._seek(spot.bar.time_at(spot.x))

    # Correcting.

    def _drag_note(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        spot, document, drawn = self._spot(position), self._canvas.document, self._canvas.drawn
        onset = drawn.onset(self._note) if drawn and self._note else None
        if spot is None or document is None or drawn is None or onset is None or not self._note:
            return
        self._wish = None
        head: Head | None = None
        if self._mode is _Mode.MOVING and spot.bar:
            time = spot.bar.time_at(spot.x)
            if time is not None:
                time = time if _is_free(modifiers) else document.snapped_time(time)
                self._wish = (time - onset.time, onset.drum)
                head = self._head(time, onset.drum)
        elif self._mode is _Mode.CHANGING_DRUM:
            bar = drawn.pages.bars[self._note.place.bar]
            drum = drum_at(bar.staff_line_at(spot.y))
            if drum != onset.drum:
                self._wish = (0.0, drum)
            head = self._head(onset.time, drum)
        self._canvas.show_preview(Preview((head,) if head else ()))

    def _add(self, spot: _Spot, document: "Document", modifiers: Qt.KeyboardModifier) -> None:
        time = spot.bar.time_at(spot.x) if spot.bar else None
        if spot.bar and time is not None:
            drum = drum_at(spot.bar.staff_line_at(spot.y))
            snapped = not modifiers & Qt.KeyboardModifier.ShiftModifier
            document.add_stroke(time, drum, NEW_VELOCITY, snapped=snapped)

    def _hover(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        spot, document = self._spot(position), self._canvas.document
        adds = self.is_pencil or bool(modifiers & Qt.KeyboardModifier.AltModifier)
        head: Head | None = None
        if adds and spot and document and spot.bar and spot.note is None:
            time = spot.bar.time_at(spot.x)
            if time is not None:
                drum = drum_at(spot.bar.staff_line_at(spot.y))
                head = self._head(document.snapped_time(time), drum)
        self._canvas.show_preview(Preview((head,) if head else ()))
        if not self.is_pencil:
            is_note = spot is not None and spot.note is not None
            shape = Qt.CursorShape.PointingHandCursor if is_note else Qt.CursorShape.ArrowCursor
            self._canvas.viewport().setCursor(shape)

    def _head(self, time: float, drum: str) -> Head | None:
        drawn = self._canvas.drawn
        point = drawn.pages.point_at(time) if drawn else None
        return head_at(point, drum) if point else None

    # Places and times.

    def _spot(self, position: QPointF) -> _Spot | None:
        sheets, drawn = self._canvas.sheets, self._canvas.drawn
        if sheets is None or drawn is None:
            return None
        number, x, y = sheets.page_point(self._canvas.picture_point(position))
        note = drawn.pages.note_at(number, x, y, _MARGIN_PIXELS / sheets.scale)
        return _Spot(number, x, y, note, drawn.pages.bar_at(number, x, y))

    def _time_of(self, note: NoteMark) -> float | None:
        drawn = self._canvas.drawn
        onset = drawn.onset(note) if drawn else None
        return onset.time if onset else note.place.time

    def _seek(self, seconds: float | None) -> None:
        if seconds is not None:
            self._canvas.seek_requested.emit(seconds)


def _extends(modifiers: Qt.KeyboardModifier) -> bool:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    return bool(modifiers & both)


def _is_free(modifiers: Qt.KeyboardModifier) -> bool:
    """True if strokes go where the mouse is, not to the nearest place of the grid."""
    return bool(modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier))


def _between(document: "Document", first: StrokeKey, last: StrokeKey) -> Collection[StrokeKey]:
    start, end = sorted((first[0], last[0]))
    keys = ((onset.time, onset.drum) for onset in document.onsets)
    return [key for key in keys if start <= key[0] <= end]


def _bar_number(drawn: "DrawnScore", note: NoteMark) -> int:
    """The bar's number as it is printed: a pick-up bar is number 0."""
    bars = drawn.pages.score.bars
    return note.place.bar + (0 if bars and bars[0].actual_length else 1)


def _about(onset: Onset, bar: int) -> str:
    minutes, seconds = divmod(onset.time, 60)
    text = QCoreApplication.translate(
        "Score",
        "{drum}\nBar {bar} · {minutes}:{seconds:05.2f}\n"
        "Velocity {velocity} · confidence {confidence} %\n"
        "The more orange a note, the less sure it is.",
    )
    return text.format(
        drum=drum_title(onset.drum),
        bar=bar,
        minutes=int(minutes),
        seconds=seconds,
        velocity=onset.velocity,
        confidence=round(100 * onset.confidence),
    )
