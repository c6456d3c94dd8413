"""The strip that shows when in the song its style was heard, or one class of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QPainter

from melody_gui.label_titles import label_title
from melody_gui.timeline.lane import Lane, LaneView, paint_ground, paint_notice
from melody_gui.timeline.notices import style_notice
from melody_gui.timeline.rasters import (
    N_SHADES,
    PLAIN_SHADES,
    CurveStyle,
    draw_pixels,
    filled_curve,
    shade_ramp,
)
from melody_gui.timeline.song_data import Part, SongData

if TYPE_CHECKING:
    from melody_gui.theme import Colours

_PADDING = 5
KEY = "style"


class StyleLane(Lane):
    """Attention over time, for all classes or for the one that was chosen."""

    def __init__(self) -> None:
        super().__init__(KEY, 40, 34, Part.STYLE | Part.GRID | Part.STATE)

    @property
    def title(self) -> str:
        """The lane's name for the user."""
        return QCoreApplication.translate("Timeline", "Style")

    def details(self, data: SongData) -> tuple[str, ...]:
        """The class for which attention is shown."""
        pictures = data.style_pictures
        if pictures is None:
            return ()
        if pictures.label is None:
            return (QCoreApplication.translate("Timeline", "attention for all"),)
        title = label_title(pictures.label)
        text = QCoreApplication.translate("Timeline", "attention for {label}")
        return text.format(label=title), title

    def colour(self, colours: Colours) -> QColor | None:
        """The colour of attention."""
        return colours.attention

    def is_ready(self, data: SongData) -> bool:
        """True once the style was heard and drawn."""
        return data.style_pictures is not None

    def paint(self, painter: QPainter, view: LaneView) -> None:
        """Draw attention as a filled curve."""
        paint_ground(painter, view)
        pictures = view.data.style_pictures
        if pictures is None:
            paint_notice(painter, view, style_notice(view.data.document))
            return
        reach = np.float32(view.n_rows - _PADDING * view.ratio)
        heights = pictures.curve.heights(view.start, view.end, view.n_columns) * reach
        style = CurveStyle(0.35, 0.95, 1.3 * view.ratio)
        shades = filled_curve(heights, view.n_rows, style, PLAIN_SHADES)
        draw_pixels(painter, shade_ramp(view.colours.attention, N_SHADES).take(shades), view.ratio)
