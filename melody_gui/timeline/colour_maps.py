"""Colour maps of spectrograms: lightness rises evenly, so that colour-blind eyes read them too."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from melody_gui.timeline.pictures import LOWEST_DECIBELS

# Points at equal distances on the maps of van der Walt and Smith (2015) and of Nuñez, Anderton
# and Renslow (2018), from dark to light.
_POINTS: dict[str, tuple[int, ...]] = {
    "magma": (
        0x000004, 0x140E36, 0x3B0F70, 0x641A80, 0x8C2981, 0xB73779, 0xDE4968, 0xF7705C, 0xFE9F6D,
        0xFECF92, 0xFCFDBF,
    ),
    "viridis": (
        0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151,
        0xBDDF26, 0xFDE725,
    ),
    "cividis": (
        0x00224E, 0x083370, 0x35456C, 0x4F576C, 0x666970, 0x7D7C78, 0x948E77, 0xAEA371, 0xC8B866,
        0xE5CF52, 0xFEE838,
    ),
    "grey": (0x0B0B0D, 0xF6F6F6),
    "ink": (0xFAFAF7, 0x16181C),
}  # fmt: skip
COLOUR_MAPS = tuple(_POINTS)


def colours_between(points: tuple[int, ...], n_colours: int = 256) -> NDArray[np.uint8]:
    """`(n_colours, 3)` red, green, blue, evenly between points given as 0xRRGGBB."""
    channels = np.array([[p >> 16, (p >> 8) & 255, p & 255] for p in points], dtype=np.float64)
    places = np.linspace(0, len(points) - 1, n_colours)
    mixed = [np.interp(places, np.arange(len(points)), channel) for channel in channels.T]
    return np.round(np.column_stack(mixed)).astype(np.uint8)


@lru_cache(maxsize=64)
def colour_table(name: str, lowest: float = LOWEST_DECIBELS) -> NDArray[np.uint32]:
    """The 0xAARRGGBB of each value of a picture `(256,)`; `lowest` decibels get the first one."""
    mapped = colours_between(_POINTS[name])
    loudness = LOWEST_DECIBELS * (1 - np.arange(256) / 255)
    places = np.clip(255 * (1 - loudness / lowest), 0, 255).astype(np.intp)
    red, green, blue = mapped[places].astype(np.uint32).T
    return np.asarray(0xFF000000 | red << 16 | green << 8 | blue, dtype=np.uint32)


def veil_table(
    colour: tuple[int, int, int], opacity: float, exponent: float = 1.0
) -> NDArray[np.uint32]:
    """Premultiplied 0xAARRGGBB `(256,)` of one colour: the greater the value, the denser.

    With an `exponent` above 1, low values stay clear of the veil.
    """
    alpha = (np.arange(256) / 255) ** exponent * opacity
    red, green, blue = (np.round(alpha * channel).astype(np.uint32) for channel in colour)
    dense = np.round(alpha * 255).astype(np.uint32)
    return np.asarray(dense << 24 | red << 16 | green << 8 | blue, dtype=np.uint32)
