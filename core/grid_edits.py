"""What the user knows of beats and bars: the tracked grid -> the corrected one.

Without the network and without tracking again: beats keep their times, and bars are laid anew
over them, one after another without gaps.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from core.errors import UsageError
from core.meter import TimeSignature
from core.score import Swing


@dataclass(frozen=True)
class DownbeatAt:
    """The "1" is at the beat nearest to `time` (seconds); bars count from there, both ways.

    With `keeps_before` the bars before stay as they are, and the last of them may become short.
    """

    time: float
    keeps_before: bool = False

    def __post_init__(self) -> None:
        _check_times(self.time, None)


@dataclass(frozen=True)
class FirstDownbeat:
    """As `DownbeatAt`, and bars are counted from here: silent ones before are left out."""

    time: float

    def __post_init__(self) -> None:
        _check_times(self.time, None)


@dataclass(frozen=True)
class TempoScaled:
    """The tempo is twice (`factor` 2) or half (.5) the tracked one.

    From the bar nearest to `start` to the bar line nearest to `end` (None: the song's ends).
    """

    factor: float
    start: float | None = None
    end: float | None = None

    def __post_init__(self) -> None:
        if self.factor not in (0.5, 2.0):
            raise UsageError(f"The tempo is doubled or halved, not multiplied by {self.factor}.")
        _check_times(self.start, self.end)


@dataclass(frozen=True)
class MetreFrom:
    """Another metre from the bar line nearest to `time` to the one nearest to `end`.

    None stands for the song's ends. Felt beats stay felt beats (4/4 as 12/8), but between metres
    of one bar length (3/4, 6/8) bars stay bars, and irregular metres (7/8) keep their eighths.
    """

    time: float | None
    time_signature: TimeSignature
    end: float | None = None

    def __post_init__(self) -> None:
        if self.time_signature.numerator > 32:
            raise UsageError(f"A bar of {self.time_signature} is too long: 32 beats at most.")
        _check_times(self.time, self.end)


@dataclass(frozen=True)
class SwingFrom:
    """Swing from the bar line nearest to `time` to the one nearest to `end`.

    `swing` None leaves it to what is heard; a ratio of 50 is straight.
    """

    time: float | None
    swing: Swing | None
    end: float | None = None

    def __post_init__(self) -> None:
        if self.swing is not None and not 50 <= self.swing.ratio <= 80:
            raise UsageError(f"A swing lies between 50 and 80 %, not at {self.swing.ratio} %.")
        _check_times(self.time, self.end)


GridEdit: TypeAlias = DownbeatAt | FirstDownbeat | TempoScaled | MetreFrom | SwingFrom


def _check_times(start: float | None, end: float | None) -> None:
    for time in (start, end):
        if time is not None and not math.isfinite(time):
            raise UsageError(f"{time} is no time in the song.")
    if start is not None and end is not None and end <= start:
        raise UsageError("A stretch of the song must end after it begins.")


def with_grid_edit(edits: Sequence[GridEdit], edit: GridEdit) -> tuple[GridEdit, ...]:
    """The edits and one more, which replaces the last one where it makes that one moot."""
    if edits and _is_moot(edits[-1], edit):
        return (*edits[:-1], edit)
    if isinstance(edit, TempoScaled) and edits and _cancels(edits[-1], edit):
        return tuple(edits[:-1])
    return (*edits, edit)


def _is_moot(last: GridEdit, edit: GridEdit) -> bool:
    """True if after `edit` nothing is left of `last`, which was made just before."""
    if isinstance(edit, DownbeatAt) and isinstance(last, DownbeatAt):
        return not (last.keeps_before or edit.keeps_before)
    if isinstance(edit, FirstDownbeat):
        return isinstance(last, FirstDownbeat)
    if isinstance(edit, SwingFrom) and isinstance(last, SwingFrom):
        return (edit.time, edit.end) == (last.time, last.end)
    return False


def _cancels(last: GridEdit, edit: TempoScaled) -> bool:
    return (
        isinstance(last, TempoScaled)
        and last.factor * edit.factor == 1
        and (last.start, last.end) == (edit.start, edit.end)
    )
