"""How times, places in the music and strokes are told to the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from melody_gui.timeline.drum_lane import drum_title
from melody_gui.timeline.musical_grid import MusicalGrid

if TYPE_CHECKING:
    from core.onsets import Onset


def time_text(seconds: float, n_decimals: int = 0) -> str:
    """Minutes and seconds, such as 1:05 or, with decimals, 1:05.250."""
    units = 10**n_decimals
    total = round(abs(seconds) * units)
    minutes, rest = divmod(total, 60 * units)
    whole, decimals = divmod(rest, units)
    sign = "-" if seconds < 0 and total else ""
    tail = f".{decimals:0{n_decimals}d}" if n_decimals else ""
    return f"{sign}{minutes}:{whole:02d}{tail}"


def place_text(grid: MusicalGrid, time: float) -> str:
    """The bar and beat of a time, the beat with what of it is over: “bar 12, beat 3.50”."""
    place = grid.place_of(time)
    text = QCoreApplication.translate("Timeline", "bar {bar}, beat {beat}")
    return text.format(bar=place.bar, beat=f"{place.beat + place.fraction:.2f}")


def stroke_text(onset: Onset, grid: MusicalGrid | None) -> str:
    """All about a stroke, for a tooltip."""
    places = [time_text(onset.time, 3)]
    if grid is not None:
        places.append(place_text(grid, onset.time))
    figures = QCoreApplication.translate(
        "Timeline", "velocity {velocity}, confidence {confidence} %"
    ).format(velocity=onset.velocity, confidence=round(100 * onset.confidence))
    return "\n".join((drum_title(onset.drum), " · ".join(places), figures))
