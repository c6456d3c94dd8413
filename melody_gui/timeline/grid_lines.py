"""Lines of bars, beats and parts of beats that run through all lanes, as fine as there is room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from melody_gui.timeline.musical_grid import MusicalGrid
from melody_gui.timeline.time_axis import TimeAxis

# Pixels from line to line, below which finer ones are left out.
_CLOSEST_BARS, _CLOSEST_BEATS, _CLOSEST_PARTS = 22, 14, 18
# Every so many bars get a line where there is no room for all.
_BAR_STEPS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


@dataclass(frozen=True)
class GridLines:
    """Places in whole points from the left edge, so that all lines are equally sharp."""

    bars: tuple[int, ...] = ()
    beats: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()


def grid_lines(grid: MusicalGrid | None, axis: TimeAxis) -> GridLines:
    """The lines for what the axis shows now."""
    if grid is None or grid.n_bars < 1:
        return GridLines()
    start, end = axis.start, axis.end
    step = bar_step(grid, axis, _CLOSEST_BARS)
    bars = _inside(grid.bar_lines[::step], start, end)
    beats = parts = np.zeros(0)
    if step == 1:
        shown = _inside(grid.beats, start, end)
        typical = _typical_distance(grid.beats, axis)
        if typical >= _CLOSEST_BEATS:
            beats = shown
        n_parts = next((n for n in (4, 2) if typical / n >= _CLOSEST_PARTS), 0)
        if n_parts:
            parts = _inside(grid.parts_of_beats(start, end, n_parts), start, end)
    return GridLines(*(_places(times, axis) for times in (bars, beats, parts)))


def bar_step(grid: MusicalGrid, axis: TimeAxis, closest: float) -> int:
    """Every so many bars are `closest` points apart or more."""
    typical = _typical_distance(grid.bar_lines, axis)
    return next((step for step in _BAR_STEPS if step * typical >= closest), _BAR_STEPS[-1])


def _typical_distance(times: NDArray[np.float64], axis: TimeAxis) -> float:
    """Points from one time to the next, as most are."""
    if len(times) < 2:
        return float("inf")
    return float(np.median(np.diff(times))) / axis.seconds_per_pixel


def _inside(times: NDArray[np.float64], start: float, end: float) -> NDArray[np.float64]:
    first, stop = np.searchsorted(times, [start, end])
    return times[first:stop]


def _places(times: NDArray[np.float64], axis: TimeAxis) -> tuple[int, ...]:
    # Counted from the song's start, so that lines keep their distances while the axis pans.
    first = round(axis.start / axis.seconds_per_pixel)
    places = np.round(times / axis.seconds_per_pixel).astype(np.intp) - first
    return tuple(places.tolist())
