"""Arrays -> images, pixel by pixel: far quicker than a painter for curves of a thousand columns.

All arrays are in device pixels. Curves are values of a table of colours, the higher the more
densely the curve's colour covers a pixel.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

FloatArray = NDArray[np.float32]
Shades = NDArray[np.uint8]

N_SHADES = 224
PLAIN_SHADES = np.arange(N_SHADES, dtype=np.uint8)


@dataclass(frozen=True)
class CurveStyle:
    """Densities 0..1 of a curve's line and of the fill below, the line's thickness in pixels."""

    fill: float
    line: float
    thickness: float


def draw_pixels(painter: QPainter, pixels: NDArray[np.uint32], ratio: float) -> None:
    """Draw premultiplied 0xAARRGGBB pixels `(height, width)` at the origin."""
    pixels = np.ascontiguousarray(pixels)
    height, width = len(pixels), pixels.size // max(len(pixels), 1)
    # The image only borrows the array, which lives until it is drawn.
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(QPointF(0, 0), image)


def shade_ramp(colour: QColor, n_shades: int) -> NDArray[np.uint32]:
    """Premultiplied 0xAARRGGBB `(n_shades,)` of one colour from none of it to all of it."""
    alpha = np.arange(n_shades) / (n_shades - 1)
    dense = (255, colour.red(), colour.green(), colour.blue())
    channels = [(alpha * each).astype(np.uint32) for each in dense]
    return np.asarray(channels[0] << 24 | channels[1] << 16 | channels[2] << 8 | channels[3])


def filled_curve(heights: FloatArray, n_rows: int, style: CurveStyle, values: Shades) -> Shades:
    """A curve `(n_rows, n_columns)` of `heights` in pixels above the bottom, filled below.

    `values` `(n_shades,)` stand for pixels that are covered not at all up to entirely.
    """
    before = np.concatenate([heights[:1], heights[:-1]])
    after = np.concatenate([heights[1:], heights[-1:]])
    lowest = np.minimum(heights, np.minimum(heights + before, heights + after) / 2)
    highest = np.maximum(heights, np.maximum(heights + before, heights + after) / 2)
    shades = np.zeros((n_rows, len(heights)), dtype=np.uint8)
    # A curve that lies at nought is no line along the bottom: it fades in as it rises.
    risen = _bounded((highest - np.float32(style.thickness)) / np.float32(2 * style.thickness))
    used = np.flatnonzero(risen)
    if not len(used):
        return shades
    # Most activations lie at nought most of the time: only what rises is worked out.
    lowest, highest, heights = lowest[used], highest[used], heights[used]
    scale = risen[used] * np.float32(len(values) - 1)
    n_used = min(max(int(highest.max() + style.thickness) + 2, 1), n_rows)
    rows = np.arange(n_used, dtype=np.float32)[::-1, None]
    half = np.float32(style.thickness / 2)
    covered = np.minimum((highest + half) - rows, rows + (1 + half - lowest))
    _bounded(covered)
    covered *= np.float32(style.line)
    below = heights - rows
    _bounded(below)
    below *= np.float32(style.fill)
    np.maximum(covered, below, out=covered)
    covered *= scale
    drawn = values.take(covered.astype(np.uint8))
    if len(used) == shades.shape[1]:
        shades[n_rows - n_used :] = drawn
    else:
        shades[n_rows - n_used :, used] = drawn
    return shades


def mirrored_band(lowest: FloatArray, highest: FloatArray, n_rows: int, density: float) -> Shades:
    """Columns `(n_rows, n_columns)` covered from `lowest` to `highest`, pixels from the bottom."""
    rows = np.arange(n_rows, dtype=np.float32)[::-1, None]
    covered = _bounded(np.minimum(highest - rows, rows + 1 - lowest))
    return np.asarray(covered * np.float32(density * (N_SHADES - 1)), dtype=np.uint8)


def _bounded(values: FloatArray) -> FloatArray:
    """The values themselves, brought into 0..1; quicker than `np.clip` for small arrays."""
    np.maximum(values, 0, out=values)
    return np.minimum(values, 1, out=values)


def stamp_dots(
    shades: Shades, columns: NDArray[np.intp], rows: NDArray[np.intp], values: Shades, size: int
) -> None:
    """Put square dots of `size` pixels into `shades`, centred on the places given."""
    n_rows, n_columns = shades.shape
    reach = range(-(size // 2), size - size // 2)
    ys = [np.minimum(np.maximum(rows + down, 0), n_rows - 1) for down in reach]
    xs = [np.minimum(np.maximum(columns + right, 0), n_columns - 1) for right in reach]
    for y in ys:
        for x in xs:
            shades[y, x] = values
