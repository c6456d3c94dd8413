"""The lane of one drum: its activation, the threshold, and the strokes that were picked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.kit import DRUMS
from melody_gui.theme import Colours
from melody_gui.timeline.lane import (
    Lane,
    LaneView,
    faded,
    mixed,
    paint_ground,
    paint_level,
    paint_notice,
)
from melody_gui.timeline.markers import (
    N_SHARES,
    draw_marker,
    marker,
    radius_of,
    shares_of,
    sizes_of,
    stroke_colours,
)
from melody_gui.timeline.notices import listening_notice
from melody_gui.timeline.rasters import (
    N_SHADES,
    FloatArray,
    Shades,
    filled_curve,
    image_of,
    shade_table,
    stamp_dots,
)
from melody_gui.timeline.song_data import DrumStrokes, Part

if TYPE_CHECKING:
    from core.onsets import Onset

# Points free above an activation of 1 and below one of 0.
TOP, BOTTOM = 9, 5
# Strokes a point from which on they are drawn as dots.
_DENSE = 0.12
# A marker is grabbed from so many points beside its edge.
_GRASP = 3.0
_PARTS = Part.ACTIVATIONS | Part.STROKES | Part.THRESHOLDS | Part.SELECTION | Part.GRID | Part.STATE


def drum_title(drum: str) -> str:
    """The drum's name for the user."""
    return QCoreApplication.translate("Drums", DRUMS[drum].title)


def lane_key(drum: str) -> str:
    """The key of a drum's lane."""
    return f"drum:{drum}"


class DrumLane(Lane):
    """Activation, threshold and strokes of one drum."""

    def __init__(self, drum: str) -> None:
        super().__init__(lane_key(drum), 46, _PARTS)
        self.drum = drum

    @property
    def title(self) -> str:
        """The drum's name for the user."""
        return drum_title(self.drum)

    def colour(self, colours: Colours) -> QColor | None:
        """The drum's colour."""
        return colours.drums[self.drum]

    # Where things lie.

    @staticmethod
    def y_of(activation: float, height: float) -> float:
        """Points from the lane's top for an activation 0..1."""
        return height - BOTTOM - activation * (height - TOP - BOTTOM)

    @staticmethod
    def activation_at(y: float, height: float) -> float:
        """The activation 0..1 at `y` points from the lane's top."""
        share = (height - BOTTOM - y) / max(height - TOP - BOTTOM, 1)
        return min(max(share, 0.0), 1.0)

    def stroke_at(self, view: LaneView, x: float, y: float) -> Onset | None:
        """The stroke whose marker lies under a point, the nearest one of several."""
        strokes = view.data.strokes(self.drum)
        reach = 12 * view.axis.seconds_per_pixel
        time = view.axis.time_of(x)
        best: tuple[float, Onset] | None = None
        inside = strokes.between(time - reach, time + reach)
        for index in range(inside.start, inside.stop):
            across = view.axis.x_of(strokes.times[index]) - x
            down = self.y_of(strokes.heights[index], view.height) - y
            distance = float(np.hypot(across, down))
            if distance <= radius_of(strokes.velocities[index]) + _GRASP and (
                best is None or distance < best[0]
            ):
                best = distance, strokes.onsets[index]
        return best[1] if best else None

    def strokes_in(self, view: LaneView, area: QRectF) -> list[Onset]:
        """The strokes whose stem or marker lies in an area of the lane (points)."""
        strokes = view.data.strokes(self.drum)
        axis = view.axis
        inside = strokes.between(axis.time_of(area.left()), axis.time_of(area.right()))
        foot = view.height - BOTTOM
        return [
            strokes.onsets[index]
            for index in range(inside.start, inside.stop)
            if self.y_of(strokes.heights[index], view.height) <= area.bottom()
            and area.top() <= foot
        ]

    # Drawing.

    def paint(self, painter: QPainter, view: LaneView) -> None:
        """Draw the curves, the threshold's line, and the strokes over both."""
        paint_ground(painter, view)
        pictures = view.data.pictures
        colour = view.colours.drums[self.drum]
        if pictures is None or self.drum not in pictures.drums:
            paint_notice(painter, view, listening_notice(view.data.document))
            return
        axis, strokes = view.axis, view.data.strokes(self.drum)
        margin = 12 * axis.seconds_per_pixel
        inside = strokes.between(axis.start - margin, axis.end + margin)
        is_dense = (inside.stop - inside.start) > _DENSE * view.width
        self._paint_family(painter, view)
        shades = self._curve(view, pictures.drums[self.drum].heights)
        table = shade_table(colour, stroke_colours(colour, view.colours))
        if is_dense:
            self._stamp(shades, view, strokes, inside)
        painter.drawImage(QPointF(0, 0), image_of(table[shades], view.ratio))
        self._paint_threshold(painter, view)
        if not is_dense:
            self._paint_strokes(painter, view, strokes, inside)

    def _curve(self, view: LaneView, heights: Callable[[float, float, int], FloatArray]) -> Shades:
        reach = np.float32((view.height - TOP - BOTTOM) * view.ratio)
        foot = round(BOTTOM * view.ratio)
        values = heights(view.axis.start, view.axis.end, view.n_columns) * reach
        shades = np.zeros((view.n_rows, view.n_columns), dtype=np.uint8)
        shades[: view.n_rows - foot] = filled_curve(
            values, view.n_rows - foot, 0.2, 0.75, 1.1 * view.ratio
        )
        return shades

    def _paint_family(self, painter: QPainter, view: LaneView) -> None:
        """The activation of all drums of the family, with which the threshold is compared."""
        pictures = view.data.pictures
        family = pictures.families.get(self.drum) if pictures else None
        if family is None:
            return
        shades = self._curve(view, family.heights)
        grey = mixed(view.colours.panel, view.colours.drums[self.drum], 0.28)
        painter.drawImage(QPointF(0, 0), image_of(shade_table(grey)[shades], view.ratio))

    def _paint_threshold(self, painter: QPainter, view: LaneView) -> None:
        threshold = view.data.threshold(self.drum)
        if threshold is None:
            return
        pen = QPen(faded(view.colours.text, 0.45), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 4])
        paint_level(painter, view, round(self.y_of(threshold, view.height)) + 0.5, pen)

    def _stamp(self, shades: Shades, view: LaneView, strokes: DrumStrokes, inside: slice) -> None:
        """Strokes as dots, for views where markers would lie over one another."""
        values = shares_of(strokes.confidences[inside]) + N_SHADES
        selection = view.data.selection
        if selection:
            chosen = [(o.time, o.drum) in selection for o in strokes.onsets[inside]]
            values[np.array(chosen, dtype=bool)] = N_SHADES + N_SHARES
        # The doubtful ones last, so that they are seen.
        order = np.argsort(values, kind="stable")
        x = (strokes.times[inside] - view.axis.start) / view.axis.seconds_per_pixel
        y = view.height - BOTTOM - strokes.heights[inside] * (view.height - TOP - BOTTOM)
        columns = np.floor(x * view.ratio).astype(np.intp)
        rows = np.floor(y * view.ratio).astype(np.intp)
        is_inside = (columns >= 0) & (columns < view.n_columns)
        order = order[is_inside[order]]
        dots = values[order].astype(np.uint8)
        stamp_dots(shades, columns[order], rows[order], dots, round(3 * view.ratio))

    def _paint_strokes(
        self, painter: QPainter, view: LaneView, strokes: DrumStrokes, inside: slice
    ) -> None:
        colours = stroke_colours(view.colours.drums[self.drum], view.colours)
        places = (strokes.times[inside] - view.axis.start) / view.axis.seconds_per_pixel
        xs = (np.round(places * view.ratio) / view.ratio).tolist()
        reach = view.height - TOP - BOTTOM
        ys = (view.height - BOTTOM - strokes.heights[inside] * reach).tolist()
        foot = view.height - BOTTOM
        painter.setPen(QPen(faded(colours[0], 0.55), 1))
        painter.drawLines([QLineF(x, y, x, foot) for x, y in zip(xs, ys, strict=True)])
        sizes = sizes_of(strokes.velocities[inside]).tolist()
        shares = shares_of(strokes.confidences[inside]).tolist()
        selection = view.data.selection
        onsets = strokes.onsets[inside]
        edge = view.colours.panel
        for x, y, size, share, onset in zip(xs, ys, sizes, shares, onsets, strict=True):
            is_chosen = bool(selection) and (onset.time, onset.drum) in selection
            ring = colours[-1] if is_chosen else None
            draw_marker(painter, x, y, marker(size, colours[share], edge, ring, view.ratio))
