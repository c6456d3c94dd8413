"""The lanes of pictures: the spectrogram, with attention over it if wished, and attention."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QPainter

from core.waveform import mixed_rows
from melody_gui.timeline.colour_maps import colour_table, veil_table
from melody_gui.timeline.lane import Lane, LaneView, paint_ground, paint_notice
from melody_gui.timeline.notices import listening_notice, spectrum_notice
from melody_gui.timeline.pictures import SpectrogramPicture
from melody_gui.timeline.rasters import draw_pixels
from melody_gui.timeline.song_data import Part, SongData

# Places that hardly matter keep the colours of the spectrogram.
_HEATMAP_EXPONENT = 1.5
FREQUENCY_LABELS = (
    (50.0, "50 Hz"),
    (200.0, "200 Hz"),
    (1000.0, "1 kHz"),
    (4000.0, "4 kHz"),
    (12000.0, "12 kHz"),
)


def frequency_place(frequency: float, frequencies: tuple[float, ...]) -> float:
    """Where a frequency (Hz) lies between the lowest band (0) and the highest (1), in octaves."""
    lowest, highest = frequencies[0], frequencies[-1]
    return float(np.log(frequency / lowest) / np.log(highest / lowest))


def _sampled(picture: SpectrogramPicture, view: LaneView) -> NDArray[np.uint8]:
    """The picture `(n_rows, n_columns)` for a view, low frequencies at the bottom."""
    frequencies = np.array(picture.frequencies)
    octaves = np.linspace(np.log(frequencies[-1]), np.log(frequencies[0]), view.n_rows)
    columns = picture.image.sample(view.start, view.end, view.n_columns)
    return mixed_rows(columns, np.log(frequencies).tolist(), octaves)


def _sampled_beside(
    picture: SpectrogramPicture, view: LaneView, shown: tuple[float, ...]
) -> NDArray[np.uint8]:
    """The picture, laid on one whose bands are `shown` (Hz): 0 beyond its own bands."""
    own = np.log(np.array(picture.frequencies))
    octaves = np.linspace(np.log(shown[-1]), np.log(shown[0]), view.n_rows)
    columns = picture.image.sample(view.start, view.end, view.n_columns)
    found = mixed_rows(columns, own.tolist(), octaves)
    half_band = (own[-1] - own[-2]) / 2 if len(own) > 1 else 0.0
    found[(octaves > own[-1] + half_band) | (octaves < own[0] - half_band)] = 0
    return found


class SpectrogramLane(Lane):
    """Loudness by frequency, on an even scale of octaves."""

    def __init__(self) -> None:
        parts = Part.SPECTROGRAM | Part.ACTIVATIONS | Part.STYLE | Part.GRID | Part.STATE
        super().__init__("spectrogram", 120, 52, parts)

    @property
    def title(self) -> str:
        """The lane's name for the user."""
        return QCoreApplication.translate("Timeline", "Spectrogram")

    def is_ready(self, data: SongData) -> bool:
        """True once the picture is made."""
        return data.spectrogram is not None

    def paint(self, painter: QPainter, view: LaneView) -> None:
        """Draw the picture with the lines of bars, and attention over it."""
        picture, look = view.data.spectrogram, view.look
        if picture is None:
            paint_ground(painter, view)
            paint_notice(painter, view, spectrum_notice(view.data.document))
            return
        table = colour_table(look.colour_map, look.lowest_decibels)
        pixels = table.take(_sampled(picture, view))
        view.ground.lighten(pixels, view.left)
        draw_pixels(painter, pixels, view.ratio)
        pictures = view.data.pictures
        if pictures and pictures.attention and look.attention_opacity > 0:
            veil = veil_table(_channels(view.colours.accent), look.attention_opacity)
            draw_pixels(painter, veil.take(_sampled(pictures.attention, view)), view.ratio)
        style = view.data.style_pictures
        if style and look.shows_heatmap and look.heatmap_opacity > 0:
            colour = _channels(view.colours.heatmap)
            veil = veil_table(colour, look.heatmap_opacity, _HEATMAP_EXPONENT)
            heat = _sampled_beside(style.heatmap, view, picture.frequencies)
            draw_pixels(painter, veil.take(heat), view.ratio)


def _channels(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


class AttentionLane(Lane):
    """Which frequencies the network weighed."""

    def __init__(self) -> None:
        super().__init__("attention", 64, 36, Part.ACTIVATIONS | Part.GRID | Part.STATE)

    @property
    def title(self) -> str:
        """The lane's name for the user."""
        return QCoreApplication.translate("Timeline", "Attention")

    def is_ready(self, data: SongData) -> bool:
        """True if the network has heard the song, and weighed it."""
        return data.pictures is not None and data.pictures.attention is not None

    def paint(self, painter: QPainter, view: LaneView) -> None:
        """Draw the weights in the colours of the spectrogram."""
        pictures = view.data.pictures
        if pictures is None or pictures.attention is None:
            paint_ground(painter, view)
            notice = listening_notice(view.data.document)
            if pictures is not None:
                notice = QCoreApplication.translate("Timeline", "This network has no attention")
            paint_notice(painter, view, notice)
            return
        table = colour_table(view.look.colour_map)
        pixels = table.take(_sampled(pictures.attention, view))
        view.ground.lighten(pixels, view.left)
        draw_pixels(painter, pixels, view.ratio)
