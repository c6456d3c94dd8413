"""How the ruler is drawn: three rows, of marks, of bars and beats, and of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from melody_gui import theme
from melody_gui.timeline.grid_lines import bar_step
from melody_gui.timeline.lane import faded
from melody_gui.timeline.musical_grid import Mark, MusicalGrid
from melody_gui.timeline.song_data import SongData
from melody_gui.timeline.texts import time_text
from melody_gui.timeline.time_axis import TimeAxis

ROW_MARKS, ROW_BARS, ROW_TIME, RULER_HEIGHT = 0, 20, 39, 58
# Points between labels.
_BAR_DISTANCE, _TIME_DISTANCE, _BEAT_DISTANCE = 30, 84, 9
# Seconds between labels of time, and into how many parts ticks cut them.
_TIME_STEPS = (
    (0.01, 5), (0.02, 4), (0.05, 5), (0.1, 5), (0.2, 4), (0.5, 5), (1, 5), (2, 4), (5, 5),
    (10, 5), (15, 3), (30, 6), (60, 6), (120, 4), (300, 5), (600, 5), (1800, 6), (3600, 6),
)  # fmt: skip


@dataclass(frozen=True)
class _Group:
    """Marks that stand at one time."""

    time: float
    section: str
    words: str


def paint_ruler(painter: QPainter, axis: TimeAxis, data: SongData, width: int) -> None:
    """Draw the whole ruler, `width` points wide."""
    colours = theme.colours()
    painter.fillRect(QRectF(0, 0, width, RULER_HEIGHT), colours.window)
    if data.waveform is not None:
        _paint_time(painter, axis, width)
    if data.grid is not None:
        _paint_bars(painter, axis, data.grid)
        _paint_marks(painter, axis, data.grid, width)
    painter.fillRect(QRectF(0, RULER_HEIGHT - 1, width, 1), colours.grid_line)
    if data.highlight is not None:
        _paint_highlight(painter, axis, data.highlight)


def _paint_highlight(painter: QPainter, axis: TimeAxis, highlight: tuple[float, float]) -> None:
    """A bracket, open upwards, below the most typical part."""
    colour = theme.colours().attention
    left, right = (round(axis.x_of(time)) for time in highlight)
    painter.fillRect(QRect(left, RULER_HEIGHT - 4, right - left, 3), colour)
    for x in (left, right - 2):
        painter.fillRect(QRect(x, RULER_HEIGHT - 12, 2, 9), colour)


def _font(painter: QPainter, pixels: int, *, bold: bool = False) -> QFont:
    font = QFont(painter.font())
    font.setPixelSize(pixels)
    font.setBold(bold)
    # Figures of one width, so that numbers do not dance.
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _paint_time(painter: QPainter, axis: TimeAxis, width: int) -> None:
    colours = theme.colours()
    step, n_parts = next(
        (each for each in _TIME_STEPS if each[0] / axis.seconds_per_pixel >= _TIME_DISTANCE),
        _TIME_STEPS[-1],
    )
    n_decimals = 0 if step >= 1 else (1 if step >= 0.1 else 2)
    painter.setFont(_font(painter, 11))
    painter.setPen(colours.dim_text)
    part = step / n_parts
    first = max(int(np.floor(axis.start / part)) - n_parts, 0)
    last = int(np.ceil(min(axis.end, axis.duration) / part))
    foot, tick = RULER_HEIGHT - 1, faded(colours.bar_line, 0.8)
    for index in range(first, last + 1):
        x = round(axis.x_of(index * part))
        is_labelled = index % n_parts == 0
        height = 16 if is_labelled else 4
        painter.fillRect(QRect(x, foot - height, 1, height), tick)
        if is_labelled and index * part <= axis.duration:
            area = QRectF(x + 5, ROW_TIME, _TIME_DISTANCE, 15)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, flags, time_text(index * part, n_decimals))


def _paint_bars(painter: QPainter, axis: TimeAxis, grid: MusicalGrid) -> None:
    colours = theme.colours()
    painter.setFont(_font(painter, 12))
    widest = QFontMetricsF(painter.font()).horizontalAdvance(str(grid.n_bars))
    step = bar_step(grid, axis, max(_BAR_DISTANCE, widest + 14))
    typical = float(np.median(np.diff(grid.beats))) if len(grid.beats) > 1 else 1.0
    if step == 1 and typical / axis.seconds_per_pixel >= _BEAT_DISTANCE:
        first, stop = np.searchsorted(grid.beats, [axis.start, axis.end])
        for beat in grid.beats[first:stop]:
            x = round(axis.x_of(float(beat)))
            painter.fillRect(QRect(x, ROW_TIME - 6, 1, 5), colours.bar_line)
    # Numbers 1, 5, 9 rather than 0, 4, 8 where only some bars have room.
    offset = (1 - grid.first_number) % step
    for index in range(offset, grid.n_bars, step):
        x = round(axis.x_of(float(grid.bar_lines[index])))
        if -60 < x < axis.width:
            painter.fillRect(QRect(x, ROW_BARS + 2, 1, ROW_TIME - ROW_BARS - 3), colours.bar_line)
            painter.setPen(colours.text)
            area = QRectF(x + 5, ROW_BARS, 60, ROW_TIME - ROW_BARS - 2)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, flags, str(index + grid.first_number))


def _paint_marks(painter: QPainter, axis: TimeAxis, grid: MusicalGrid, width: int) -> None:
    """Groups of marks from the left; what held before the left edge stands there, dimmed."""
    groups = _groups(grid)
    earlier = [group for group in groups if axis.x_of(group.time) < 4]
    later = [group for group in groups if 4 <= axis.x_of(group.time) < width]
    free_from = 0.0
    if earlier:
        held = _held(grid, axis.time_of(4))
        next_x = axis.x_of(later[0].time) if later else float("inf")
        if 6 + _group_width(painter, held) < next_x:
            free_from = _paint_group(painter, held, 6, is_dim=True)
    for index, group in enumerate(later):
        x = axis.x_of(group.time)
        next_x = axis.x_of(later[index + 1].time) if index + 1 < len(later) else float("inf")
        bare = group
        if group.section and x + _group_width(painter, group) > next_x:
            bare = _Group(group.time, group.section, "")
        if x >= free_from:
            free_from = _paint_group(painter, bare, x, is_dim=False)


def _groups(grid: MusicalGrid) -> list[_Group]:
    """All marks, those of one time together."""
    times = sorted({m.time for m in (*grid.sections, *grid.metres, *grid.tempos, *grid.swings)})
    return [_Group(time, *_at(grid, time)) for time in times]


def _at(grid: MusicalGrid, time: float) -> tuple[str, str]:
    sections = [mark.text for mark in grid.sections if mark.time == time]
    words = [m.text for m in (*grid.metres, *grid.tempos) if m.time == time]
    words += [f"swing {mark.text}" for mark in grid.swings if mark.time == time]
    return (sections[0] if sections else ""), "   ".join(words)


def _held(grid: MusicalGrid, time: float) -> _Group:
    """What holds at a time."""

    def last(marks: Sequence[Mark]) -> str:
        found = [mark.text for mark in marks if mark.time <= time]
        return found[-1] if found else ""

    words = "   ".join(text for text in (last(grid.metres), last(grid.tempos)) if text)
    return _Group(time, last(grid.sections), words)


def _group_width(painter: QPainter, group: _Group) -> float:
    metrics = QFontMetricsF(_font(painter, 12))
    box = max(metrics.horizontalAdvance(group.section) + 10, 18) + 6 if group.section else 0
    return box + metrics.horizontalAdvance(group.words) + 14


def _paint_group(painter: QPainter, group: _Group, x: float, *, is_dim: bool) -> float:
    """Draw a section's letter in a box, and words behind it; returns where they end."""
    colours = theme.colours()
    end = x + _group_width(painter, group)
    if group.section:
        font = _font(painter, 11, bold=True)
        width = max(QFontMetricsF(font).horizontalAdvance(group.section) + 10, 18)
        box = QRectF(round(x), ROW_MARKS + 3, round(width), 15)
        painter.setFont(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(colours.accent, 0.45 if is_dim else 1.0))
        painter.drawRoundedRect(box, 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(colours.accent_text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, group.section)
        x = box.right() + 6
    painter.setFont(_font(painter, 12))
    painter.setPen(colours.dim_text)
    area = QRectF(x, ROW_MARKS + 2, 400, 17)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(area, flags, group.words)
    return end
