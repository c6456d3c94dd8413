"""Times and places as text.

Nothing heavy is imported here: the window is on screen before the network is.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from core.beats import BeatGrid


def clock(seconds: float, *, has_tenths: bool = False) -> str:
    """Seconds as "1:23" or "1:23.4"."""
    if has_tenths:
        tenths = int(max(seconds, 0.0) * 10 + 1e-6)
        minutes, rest = divmod(tenths, 600)
        return f"{minutes}:{rest // 10:02d}.{rest % 10}"
    minutes, whole = divmod(round(max(seconds, 0.0)), 60)
    return f"{minutes}:{whole:02d}"


def first_bar_number(grid: "BeatGrid") -> int:
    """The number of the first bar: 0 for a pick-up, as in the score."""
    return 0 if grid.bars and grid.bars[0].n_missing_beats else 1


def bar_and_beat(grid: "BeatGrid", time: float) -> tuple[int, int] | None:
    """Number of the bar and of its beat at `time`, None outside the bars."""
    if not grid.bars:
        return None
    from core.snapping import bar_index  # noqa: PLC0415 - there is a grid: it is loaded

    index = bar_index(grid, time)
    bar = grid.bars[index]
    if time < bar.start - 1e-6 or time >= bar.end:
        return None
    n_begun = sum(beat <= time + 1e-6 for beat in bar.beats)
    return index + first_bar_number(grid), bar.n_missing_beats + max(n_begun, 1)


def place_text(grid: "BeatGrid | None", time: float) -> str:
    """Bar and beat as "bar 12.3", empty where there are no bars."""
    found = bar_and_beat(grid, time) if grid else None
    if found is None:
        return ""
    text = QCoreApplication.translate("Times", "bar {bar}.{beat}")
    return text.format(bar=found[0], beat=found[1])


def bars_text(grid: "BeatGrid | None", start: float, end: float) -> str:
    """A stretch of the song as "bars 5–8"; as times where there are no bars."""
    if grid is None or not grid.bars:
        return f"{clock(start)}–{clock(end)}"
    from core.snapping import bar_index  # noqa: PLC0415

    first = bar_index(grid, start + 1e-3) + first_bar_number(grid)
    last = bar_index(grid, end - 1e-3) + first_bar_number(grid)
    if first == last:
        return QCoreApplication.translate("Times", "bar {bar}").format(bar=first)
    text = QCoreApplication.translate("Times", "bars {first}–{last}")
    return text.format(first=first, last=last)
