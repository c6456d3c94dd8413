"""The lanes of the sound itself and of the network's beats: waveform, beats and downbeats."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QPainter, QPen

from melody_gui.theme import Colours
from melody_gui.timeline.lane import (
    Lane,
    LaneView,
    paint_ground,
    paint_level,
    paint_notice,
)
from melody_gui.timeline.notices import listening_notice, reading_notice
from melody_gui.timeline.rasters import (
    N_SHADES,
    PLAIN_SHADES,
    CurveStyle,
    draw_pixels,
    filled_curve,
    mirrored_band,
    shade_ramp,
)
from melody_gui.timeline.song_data import Part, SongData

_PADDING = 6
# A song whose loudest sample is softer than this is drawn as soft as it is.
_QUIETEST = 0.05


class WaveformLane(Lane):
    """Peaks, and the loudness within them."""

    def __init__(self) -> None:
        super().__init__("waveform", 60, 30, Part.SONG | Part.GRID | Part.STATE)

    @property
    def title(self) -> str:
        """The lane's name for the user."""
        return QCoreApplication.translate("Timeline", "Waveform")

    def colour(self, colours: Colours) -> QColor | None:
        """The colour of samples."""
        return colours.waveform

    def is_ready(self, data: SongData) -> bool:
        """True once the song is read."""
        return data.waveform is not None

    def paint(self, painter: QPainter, view: LaneView) -> None:
        """Draw peaks lightly and loudness densely."""
        paint_ground(painter, view)
        waveform = view.data.waveform
        if waveform is None:
            paint_notice(painter, view, reading_notice(view.data.document))
            return
        paint_level(painter, view, view.height / 2, QPen(view.colours.grid_line, 1))
        peaks = waveform.peaks(view.start, view.end, view.n_columns)
        middle = view.n_rows / 2
        # Quiet songs are seen as well as loud ones.
        reach = (middle - _PADDING * view.ratio) / max(waveform.loudest, _QUIETEST)
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
        ramp = shade_ramp(view.colours.waveform, N_SHADES)
        draw_pixels(painter, ramp.take(np.maximum(outer, inner)), view.ratio)


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
        super().__init__("beats", 38, 26, Part.ACTIVATIONS | Part.GRID | Part.STATE)

    @property
    def title(self) -> str:
        """The lane's name for the user."""
        return QCoreApplication.translate("Timeline", "Beats")

    def colour(self, colours: Colours) -> QColor | None:
        """The colour of downbeats."""
        return colours.accent

    def is_ready(self, data: SongData) -> bool:
        """True once the network has heard the song."""
        return data.pictures is not None

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
            heights = curve.heights(view.start, view.end, view.n_columns) * reach
            shades = filled_curve(
                heights, view.n_rows, CurveStyle(fill, 0.85, 1.1 * view.ratio), PLAIN_SHADES
            )
            draw_pixels(painter, shade_ramp(colour, N_SHADES).take(shades), view.ratio)
