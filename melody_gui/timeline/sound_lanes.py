"""The lanes of the sound itself and of the network's beats: waveform, beats and downbeats."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from melody_gui.theme import Colours
from melody_gui.timeline.lane import (
    Lane,
    LaneView,
    faded,
    paint_ground,
    paint_level,
    paint_notice,
)
from melody_gui.timeline.notices import listening_notice, reading_notice
from melody_gui.timeline.rasters import filled_curve, image_of, mirrored_band, shade_table
from melody_gui.timeline.song_data import Part

_PADDING = 6


class WaveformLane(Lane):
    """Peaks, and the loudness within them."""

    def __init__(self) -> None:
        super().__init__("waveform", 72, Part.SONG | Part.GRID | Part.STATE)

    @property
    def title(self) -> str:
        """The lane's name for the user."""
        return QCoreApplication.translate("Timeline", "Waveform")

    def colour(self, colours: Colours) -> QColor | None:
        """The colour of samples."""
        return colours.waveform

    def paint(self, painter: QPainter, view: LaneView) -> None:
        """Draw peaks lightly and loudness densely."""
        paint_ground(painter, view)
        waveform = view.data.waveform
        if waveform is None:
            paint_notice(painter, view, reading_notice(view.data.document))
            return
        paint_level(painter, view, view.height / 2, QPen(view.colours.grid_line, 1))
        peaks = waveform.peaks(view.axis.start, view.axis.end, view.n_columns)
        middle = view.n_rows / 2
        # Whatever is louder than full scale stays inside.
        reach = (middle - _PADDING * view.ratio) / max(1.0, float(peaks.highest.max(initial=1)))
        least = np.float32(0.5 * view.ratio)
        # Samples far apart are joined by a line.
        lowest, highest = _joined(peaks.lowest, peaks.highest)
        outer = mirrored_band(
            np.minimum(middle + lowest * reach, middle - least).astype(np.float32),
            np.maximum(middle + highest * reach, middle + least).astype(np.float32),
            view.n_rows,
            0.5,
        )
        rms = np.minimum(peaks.rms, np.maximum(highest, -lowest)) * reach
        inner = mirrored_band(
            (middle - rms).astype(np.float32), (middle + rms).astype(np.float32), view.n_rows, 1.0
        )
        pixels = shade_table(view.colours.waveform)[np.maximum(outer, inner)]
        painter.drawImage(QPointF(0, 0), image_of(pixels, view.ratio))


def _joined(
    lowest: np.ndarray[tuple[int], np.dtype[np.float32]],
    highest: np.ndarray[tuple[int], np.dtype[np.float32]],
) -> tuple[
    np.ndarray[tuple[int], np.dtype[np.float32]], np.ndarray[tuple[int], np.dtype[np.float32]]
]:
    """Columns that reach half-way to their neighbours, so that no gaps are seen."""
    low, high = lowest.copy(), highest.copy()
    half_way = (np.maximum(lowest[1:], lowest[:-1]) + np.minimum(highest[1:], highest[:-1])) / 2
    low[1:], low[:-1] = np.minimum(low[1:], half_way), np.minimum(low[:-1], half_way)
    high[1:], high[:-1] = np.maximum(high[1:], half_way), np.maximum(high[:-1], half_way)
    return low, high


class BeatsLane(Lane):
    """How sure the network is of a beat, and of a bar's first one."""

    def __init__(self) -> None:
        super().__init__("beats", 40, Part.ACTIVATIONS | Part.GRID | Part.STATE)

    @property
    def title(self) -> str:
        """The lane's name for the user."""
        return QCoreApplication.translate("Timeline", "Beats")

    def colour(self, colours: Colours) -> QColor | None:
        """The colour of downbeats."""
        return colours.accent

    def paint(self, painter: QPainter, view: LaneView) -> None:
        """Draw beats in grey and downbeats in the accent's colour over them."""
        paint_ground(painter, view)
        pictures = view.data.pictures
        if pictures is None:
            paint_notice(painter, view, listening_notice(view.data.document))
            return
        reach = np.float32(view.n_rows - _PADDING * view.ratio)
        for curve, colour, fill in (
            (pictures.beats, view.colours.dim_text, 0.16),
            (pictures.downbeats, view.colours.accent, 0.3),
        ):
            heights = curve.heights(view.axis.start, view.axis.end, view.n_columns) * reach
            shades = filled_curve(heights, view.n_rows, fill, 0.85, 1.1 * view.ratio)
            pixels = shade_table(faded(colour, 1.0))[shades]
            painter.drawImage(QPointF(0, 0), image_of(pixels, view.ratio))
