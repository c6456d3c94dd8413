"""The lane of one drum: its activation, the threshold, and the strokes that were picked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from core.kit import DRUMS
from core.waveform import Curve
from melody_gui.theme import Colours
from melody_gui.timeline.drum_strokes import N_SHARES, DrumStrokes, radius_of_step
from melody_gui.timeline.lane import (
    Lane,
    LaneView,
    mixed,
    paint_ground,
    paint_notice,
)
from melody_gui.timeline.markers import Inks, markers, stroke_colours
from melody_gui.timeline.notices import listening_notice
from melody_gui.timeline.pictures import AnalysisPictures
from melody_gui.timeline.rasters import (
    CurveStyle,
    Shades,
    draw_pixels,
    filled_curve,
    shade_ramp,
    stamp_dots,
)
from melody_gui.timeline.song_data import OF_DRUMS, Part, SongData

if TYPE_CHECKING:
    from core.onsets import Onset

# Points free above an activation of 1 and below one of 0.
TOP, BOTTOM = 9, 5
# Points from stroke to stroke below which they are drawn as dots.
_DENSE = 8
# Values of pixels: the family's curve, the drum's own, dots of strokes, the threshold's line.
_N_CURVE_SHADES = 112
_FIRST_DOT, _DASH = 2 * _N_CURVE_SHADES, 255
# A drum's own shades come above all of its family's, except for those that are nought.
_FAMILY_SHADES = np.arange(_N_CURVE_SHADES, dtype=np.uint8)
_OWN_SHADES = np.where(_FAMILY_SHADES > 0, _FAMILY_SHADES + np.uint8(_N_CURVE_SHADES), 0)
_OWN_SHADES = _OWN_SHADES.astype(np.uint8)
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
        super().__init__(lane_key(drum), 46, 30, _PARTS)
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
        reach = 12 * view.seconds_per_pixel
        time = view.time_of(x)
        best: tuple[float, Onset] | None = None
        inside = strokes.between(time - reach, time + reach)
        for index in range(inside.start, inside.stop):
            across = view.x_of(strokes.times[index]) - x
            down = self.y_of(strokes.heights[index], view.height) - y
            distance = float(np.hypot(across, down))
            if distance <= radius_of_step(int(strokes.sizes[index])) + _GRASP and (
                best is None or distance < best[0]
            ):
                best = distance, strokes.onsets[index]
        return best[1] if best else None

    def strokes_in(self, view: LaneView, area: QRectF) -> list[Onset]:
        """The strokes whose stem or marker lies in an area of the lane (points)."""
        strokes = view.data.strokes(self.drum)
        inside = strokes.between(view.time_of(area.left()), view.time_of(area.right()))
        foot = view.height - BOTTOM
        return [
            strokes.onsets[index]
            for index in range(inside.start, inside.stop)
            if self.y_of(strokes.heights[index], view.height) <= area.bottom()
            and area.top() <= foot
        ]

    # Drawing.

    def is_touched(self, part: Part, data: SongData) -> bool:
        """True if the change is about this drum, or about all of them."""
        is_of_others = not part & ~OF_DRUMS and self.drum not in data.touched_drums
        return bool(part & self.parts) and not is_of_others

    def is_ready(self, data: SongData) -> bool:
        """True once the network has heard the song."""
        return data.pictures is not None and self.drum in data.pictures.drums

    def paint(self, painter: QPainter, view: LaneView) -> None:
        """Draw the curves, the threshold's line, and the strokes over both."""
        paint_ground(painter, view)
        pictures = view.data.pictures
        if pictures is None or self.drum not in pictures.drums:
            paint_notice(painter, view, listening_notice(view.data.document))
            return
        strokes = view.data.strokes(self.drum)
        # Strokes whose markers reach into this part.
        reach = 12 * view.seconds_per_pixel
        inside = strokes.between(view.start - reach, view.end + reach)
        is_dense = strokes.spacing < _DENSE * view.seconds_per_pixel
        shades = self._curves(view, pictures)
        self._stamp_threshold(shades, view)
        if is_dense:
            self._stamp_strokes(shades, view, strokes, inside)
        draw_pixels(painter, self._colours(view).take(shades), view.ratio)
        if not is_dense:
            self._paint_strokes(painter, view, strokes, inside)

    def _colours(self, view: LaneView) -> NDArray[np.uint32]:
        return _table(Inks.of(view.colours.drums[self.drum], view.colours), view.colours.text.rgb())

    def _curves(self, view: LaneView, pictures: AnalysisPictures) -> Shades:
        """The drum's own activation, over that with which the threshold is compared."""
        place = _CurvePlace(view.start, view.end, view.n_columns, view.height, view.ratio)
        own = _shades(pictures.drums[self.drum], place, _OWN_SHADES)
        family = pictures.families.get(self.drum)
        if family is None:
            return own
        return np.maximum(own, _family_shades(family, place))

    def _stamp_threshold(self, shades: Shades, view: LaneView) -> None:
        """A dashed line, in step with the song so that it moves along with it."""
        threshold = view.data.threshold(self.drum)
        if threshold is None:
            return
        thickness = max(round(view.ratio), 1)
        row = round(self.y_of(threshold, view.height) * view.ratio)
        first = round(view.start / view.seconds_per_pixel * view.ratio)
        is_dash = (np.arange(view.n_columns) + first) // round(4 * view.ratio) % 2 == 0
        shades[row : row + thickness, is_dash] = _DASH

    def _stamp_strokes(
        self, shades: Shades, view: LaneView, strokes: DrumStrokes, inside: slice
    ) -> None:
        """Strokes as dots, for views where markers would lie over one another."""
        values = strokes.shares[inside] + _FIRST_DOT
        selection = view.data.selection
        if selection:
            chosen = [(o.time, o.drum) in selection for o in strokes.onsets[inside]]
            values[np.array(chosen, dtype=bool)] = _FIRST_DOT + N_SHARES
        # The doubtful ones last, so that they are seen.
        order = np.argsort(values, kind="stable")
        x = (strokes.times[inside] - view.start) / view.seconds_per_pixel
        y = view.height - BOTTOM - strokes.heights[inside] * (view.height - TOP - BOTTOM)
        columns = np.floor(x * view.ratio).astype(np.intp)
        rows = np.floor(y * view.ratio).astype(np.intp)
        size = round(3 * view.ratio)
        is_inside = (columns >= -size) & (columns < view.n_columns + size)
        order = order[is_inside[order]]
        dots = values[order].astype(np.uint8)
        stamp_dots(shades, columns[order], rows[order], dots, size)

    def _paint_strokes(
        self, painter: QPainter, view: LaneView, strokes: DrumStrokes, inside: slice
    ) -> None:
        # On whole pixels, counted from the song's start so that they pan without a tremble.
        per_second = view.ratio / view.seconds_per_pixel
        first = round(view.start * per_second)
        xs = ((np.round(strokes.times[inside] * per_second) - first) / view.ratio).tolist()
        room = view.height - TOP - BOTTOM
        ys = (view.height - BOTTOM - strokes.heights[inside] * room).tolist()
        kinds = strokes.kinds[inside].tolist()
        inks = Inks.of(view.colours.drums[self.drum], view.colours)
        plain, ringed = (markers(inks, is_selected, view.ratio) for is_selected in (False, True))
        selection, onsets = view.data.selection, strokes.onsets[inside]
        for x, y, kind, onset in zip(xs, ys, kinds, onsets, strict=True):
            is_selected = bool(selection) and (onset.time, onset.drum) in selection
            image, reach = ringed[kind] if is_selected else plain[kind]
            painter.drawImage(QPointF(x - reach, y - reach), image)


@dataclass(frozen=True)
class _CurvePlace:
    """From when to when a curve is drawn, in how many columns, in a lane of which height."""

    start: float
    end: float
    n_columns: int
    height: int
    ratio: float


def _shades(curve: Curve, place: _CurvePlace, values: Shades) -> Shades:
    """A curve as values of pixels `(n_rows, n_columns)` of its lane."""
    ratio = place.ratio
    n_rows, foot = max(round(place.height * ratio), 1), round(BOTTOM * ratio)
    # One more column on either side: what stands beside the edges shapes the line there.
    margin = (place.end - place.start) / place.n_columns
    heights = curve.heights(place.start - margin, place.end + margin, place.n_columns + 2)
    heights = heights * np.float32((place.height - TOP - BOTTOM) * ratio)
    shades = np.zeros((n_rows, place.n_columns), dtype=np.uint8)
    style = CurveStyle(0.3, 0.75, 1.1 * ratio)
    curve_shades = filled_curve(heights, n_rows - foot, style, values)
    shades[: n_rows - foot] = curve_shades[:, 1:-1]
    return shades


@lru_cache(maxsize=8)
def _family_shades(curve: Curve, place: _CurvePlace) -> Shades:
    """The same for a family, whose drums all show it; kept until the next ones are asked for."""
    return _shades(curve, place, _FAMILY_SHADES)


@lru_cache(maxsize=64)
def _table(inks: Inks, text: int) -> NDArray[np.uint32]:
    """The colours of a drum's pixels: its family's curve, its own, dots, and the threshold."""
    colour, ground = QColor.fromRgb(inks.sure), QColor.fromRgb(inks.ground)
    table = np.zeros(256, dtype=np.uint32)
    family = mixed(ground, colour, 0.28)
    table[:_N_CURVE_SHADES] = shade_ramp(family, _N_CURVE_SHADES)
    table[_N_CURVE_SHADES:_FIRST_DOT] = shade_ramp(colour, _N_CURVE_SHADES)
    dots = stroke_colours(inks)
    table[_FIRST_DOT : _FIRST_DOT + len(dots)] = dots
    table[_DASH] = mixed(ground, QColor.fromRgb(text), 0.36).rgb()
    return table
