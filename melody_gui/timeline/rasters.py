"""Arrays -> images, pixel by pixel: far quicker than a painter for curves of a thousand columns.

All arrays are in device pixels. Curves are drawn as values of a table of 256 colours: up to
`N_SHADES` for how densely the curve's colour covers a pixel, the rest for dots of other colours.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

FloatArray = NDArray[np.float32]
Shades = NDArray[np.uint8]

N_SHADES = 224


def image_of(pixels: NDArray[np.uint32], ratio: float) -> QImage:
    """The image of premultiplied 0xAARRGGBB pixels `(height, width)`, `ratio` to a point."""
    pixels = np.ascontiguousarray(pixels)
    height, width = len(pixels), pixels.size // max(len(pixels), 1)
    image = QImage(
        pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
    ).copy()
    image.setDevicePixelRatio(ratio)
    return image


def shade_table(colour: QColor, dots: Sequence[QColor] = ()) -> NDArray[np.uint32]:
    """Premultiplied 0xAARRGGBB `(256,)`: `N_SHADES` of one colour, then the dots' colours."""
    table = np.zeros(256, dtype=np.uint32)
    alpha = np.arange(N_SHADES) / (N_SHADES - 1)
    dense = (255, colour.red(), colour.green(), colour.blue())
    channels = [(alpha * each).astype(np.uint32) for each in dense]
    table[:N_SHADES] = channels[0] << 24 | channels[1] << 16 | channels[2] << 8 | channels[3]
    for index, dot in enumerate(dots):
        table[N_SHADES + index] = dot.rgb() | 0xFF000000
    return table


def filled_curve(
    heights: FloatArray, n_rows: int, fill: float, line: float, thickness: float = 1.2
) -> Shades:
    """A curve `(n_rows, n_columns)` of `heights` in pixels above the bottom, filled below.

    `fill` and `line` are densities 0..1, `thickness` is the line's in pixels.
    """
    before = np.concatenate([heights[:1], heights[:-1]])
    after = np.concatenate([heights[1:], heights[-1:]])
    lowest = np.minimum(heights, np.minimum(heights + before, heights + after) / 2)
    highest = np.maximum(heights, np.maximum(heights + before, heights + after) / 2)
    return shaded_band(lowest, highest, heights, n_rows, (fill, line, thickness))


def shaded_band(
    lowest: FloatArray,
    highest: FloatArray,
    filled: FloatArray,
    n_rows: int,
    style: tuple[float, float, float],
) -> Shades:
    """A line that covers `lowest`..`highest` in each column, and a fill below `filled`."""
    fill, line, thickness = (np.float32(each) for each in style)
    shades = np.zeros((n_rows, len(filled)), dtype=np.uint8)
    # Rows above all peaks stay empty and cost nothing.
    n_used = int(np.clip(np.ceil(highest.max(initial=0.0) + thickness) + 1, 1, n_rows))
    rows = np.arange(n_used, dtype=np.float32)[::-1, None]
    half = thickness / 2
    covered = np.clip(np.minimum(highest + half - rows, rows + 1 - lowest + half), 0, 1)
    covered *= line
    if fill:
        np.maximum(covered, np.clip(filled - rows, 0, 1) * fill, out=covered)
    covered *= np.float32(N_SHADES - 1)
    # A curve that lies at nought is no line along the bottom.
    covered[:, highest <= 0.25] = 0
    shades[n_rows - n_used :] = covered.astype(np.uint8)
    return shades


def mirrored_band(lowest: FloatArray, highest: FloatArray, n_rows: int, density: float) -> Shades:
    """Columns `(n_rows, n_columns)` covered from `lowest` to `highest`, pixels from the bottom."""
    rows = np.arange(n_rows, dtype=np.float32)[::-1, None]
    covered = np.clip(np.minimum(highest - rows, rows + 1 - lowest), 0, 1)
    return np.asarray(covered * np.float32(density * (N_SHADES - 1)), dtype=np.uint8)


def stamp_dots(
    shades: Shades, columns: NDArray[np.intp], rows: NDArray[np.intp], values: Shades, size: int
) -> None:
    """Put square dots of `size` pixels into `shades`, centred on the places given."""
    reach = range(-(size // 2), size - size // 2)
    for down in reach:
        for right in reach:
            y = np.clip(rows + down, 0, shades.shape[0] - 1)
            x = np.clip(columns + right, 0, shades.shape[1] - 1)
            shades[y, x] = values
