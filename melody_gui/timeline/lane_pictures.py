"""Pictures of the lanes, each painted once and kept for as long as it is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap

from melody_gui import theme

if TYPE_CHECKING:
    from melody_gui.timeline.lane_canvas import LaneCanvas
    from melody_gui.timeline.lane_stack import PlacedLane

# Seconds after which a frame begins no more lanes whose old pictures can still be shown.
FRAME = 0.009
# An old picture that covers less than this share of the width is no stand-in for a new one.
_LEAST_COVERED = 0.5


@dataclass
class _Picture:
    """A lane as it was painted: from which second on, at which zoom, and in which frame."""

    pixmap: QPixmap
    start: float
    seconds_per_pixel: float
    frame: int

    @property
    def width(self) -> float:
        """Points."""
        return self.pixmap.width() / self.pixmap.devicePixelRatio()


class LanePictures:
    """Keeps a picture of each lane of a canvas.

    A frame paints as many pictures as there is time for, those first that have waited longest;
    meanwhile the old ones are shown, stretched to the new zoom. So zooming is as smooth with
    twenty lanes as with five, and a new score doesn't hold the window up.
    """

    def __init__(self, canvas: LaneCanvas) -> None:
        self._canvas = canvas
        self._pictures: dict[str, _Picture] = {}
        self._outdated: set[str] = set()
        self._frame = 0

    def forget(self) -> None:
        """Show none of the old pictures any more."""
        self._pictures.clear()

    def outdate(self, *keys: str) -> None:
        """Paint these lanes anew when their turn comes."""
        self._outdated.update(keys)

    def outdate_all(self) -> None:
        """Paint all lanes anew when their turn comes."""
        self._outdated.update(self._pictures)

    def refresh(self, lanes: Sequence[PlacedLane]) -> bool:
        """Paint what has to be; False if the frame was too short for all of it."""
        deadline = perf_counter() + FRAME
        self._frame += 1
        waiting: list[tuple[int, PlacedLane]] = []
        for placed in lanes:
            picture = self._pictures.get(placed.lane.key)
            if picture is None or self._covered(picture) < _LEAST_COVERED:
                self._paint(placed)
            elif not self._is_current(picture, placed) and not self._scroll(picture, placed):
                waiting.append((picture.frame, placed))
        waiting.sort(key=lambda each: each[0])
        for index, (_, placed) in enumerate(waiting):
            if index and perf_counter() > deadline:
                return False
            self._paint(placed)
        return True

    def draw(self, painter: QPainter, placed: PlacedLane, top: int) -> None:
        """Draw a lane, `top` points below the upper edge; from an old picture if need be."""
        picture, axis = self._pictures[placed.lane.key], self._canvas.axis
        place = QRectF(0, top, self._canvas.width(), placed.height)
        if self._is_in_place(picture, placed):
            painter.drawPixmap(place.topLeft(), picture.pixmap)
            return
        painter.fillRect(place, theme.colours().panel)
        left = axis.x_of(picture.start)
        width = picture.width * picture.seconds_per_pixel / axis.seconds_per_pixel
        target = QRectF(left, top, width, placed.height)
        painter.drawPixmap(target, picture.pixmap, QRectF(picture.pixmap.rect()))

    # What is right.

    def _size(self, placed: PlacedLane) -> tuple[int, int]:
        ratio = self._canvas.devicePixelRatioF()
        return round(self._canvas.width() * ratio), round(placed.height * ratio)

    def _has_size(self, picture: _Picture, placed: PlacedLane) -> bool:
        return (picture.pixmap.width(), picture.pixmap.height()) == self._size(placed)

    def _is_in_place(self, picture: _Picture, placed: PlacedLane) -> bool:
        axis = self._canvas.axis
        is_there = (picture.start, picture.seconds_per_pixel) == (
            axis.start,
            axis.seconds_per_pixel,
        )
        return is_there and self._has_size(picture, placed)

    def _is_current(self, picture: _Picture, placed: PlacedLane) -> bool:
        return placed.lane.key not in self._outdated and self._is_in_place(picture, placed)

    def _covered(self, picture: _Picture) -> float:
        """Which share of the width an old picture covers."""
        axis = self._canvas.axis
        end = picture.start + picture.width * picture.seconds_per_pixel
        seconds = min(end, axis.end) - max(picture.start, axis.start)
        return seconds / axis.span

    # Painting.

    def _scroll(self, picture: _Picture, placed: PlacedLane) -> bool:
        """Move the picture along and paint what comes into view; False if that can't be done."""
        axis, ratio = self._canvas.axis, self._canvas.devicePixelRatioF()
        is_painted = placed.lane.key not in self._outdated and self._has_size(picture, placed)
        if not is_painted or picture.seconds_per_pixel != axis.seconds_per_pixel:
            return False
        shift = round((axis.start - picture.start) / axis.seconds_per_pixel)
        # What is not ready has a notice in the middle, which stays there.
        is_whole = float(shift * ratio).is_integer()
        if not is_whole or not placed.lane.is_ready(self._canvas.data):
            return False
        picture.pixmap.scroll(round(-shift * ratio), 0, picture.pixmap.rect())
        left = self._canvas.width() - shift if shift > 0 else 0
        self._paint_part(picture.pixmap, placed, left, abs(shift))
        picture.start = axis.start
        return True

    def _paint(self, placed: PlacedLane) -> None:
        key, axis, ratio = placed.lane.key, self._canvas.axis, self._canvas.devicePixelRatioF()
        old = self._pictures.get(key)
        if old is not None and self._has_size(old, placed):
            pixmap = old.pixmap
        else:
            pixmap = QPixmap(*self._size(placed))
            pixmap.setDevicePixelRatio(ratio)
        self._outdated.discard(key)
        self._paint_part(pixmap, placed, 0, self._canvas.width())
        self._pictures[key] = _Picture(pixmap, axis.start, axis.seconds_per_pixel, self._frame)

    def _paint_part(self, pixmap: QPixmap, placed: PlacedLane, left: int, width: int) -> None:
        with QPainter(pixmap) as painter:
            painter.setFont(self._canvas.font())
            painter.setClipRect(QRect(left, 0, width, placed.height))
            painter.translate(left, 0)
            placed.lane.paint(painter, self._canvas.view_of(placed, left, width))
            separator = QRect(0, placed.height - 1, width, 1)
            painter.fillRect(separator, theme.colours().window)
