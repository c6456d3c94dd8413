"""What the drummer changed, kept apart from what the model found.

`Corrections` are values: every wish makes new ones, and undo goes back to the old ones. An edit
of a stroke that the model found names it by its time and drum and is matched to the nearest one
within `SAME_STROKE`, so that edits outlive another analysis of the song. An edit of a stroke
that the user made changes the edit itself: lists stay as short as what was changed.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from core.beats import BeatSettings
from core.engrave import Repeats
from core.errors import UsageError
from core.grid_edits import GridEdit, with_grid_edit
from core.kit import DRUMS
from core.onsets import Onset

# An edit means the model's stroke of its drum that is nearest within so many seconds.
SAME_STROKE = 0.03
# The model tells no two strokes of a drum apart that are nearer: one of the user's replaces it.
_TOO_NEAR = 0.022
DEFAULT_VELOCITY = 90

StrokeKey: TypeAlias = tuple[float, str]
"""Time and drum of a stroke that is shown: they name it."""


@dataclass(frozen=True)
class AddedStroke:
    """A stroke that the model did not find."""

    time: float
    drum: str
    velocity: int = DEFAULT_VELOCITY

    def __post_init__(self) -> None:
        _check_stroke(self.time, self.drum, self.velocity)


@dataclass(frozen=True)
class RemovedStroke:
    """The model's stroke of `drum` near `time` was none."""

    time: float
    drum: str

    def __post_init__(self) -> None:
        _check_stroke(self.time, self.drum)


@dataclass(frozen=True)
class ChangedStroke:
    """The model's stroke of `drum` near `time` was another one, or at another time.

    The stroke stays even where the model no longer finds it: the user has seen to it.
    """

    time: float
    drum: str
    new_time: float
    new_drum: str
    new_velocity: int

    def __post_init__(self) -> None:
        _check_stroke(self.time, self.drum)
        _check_stroke(self.new_time, self.new_drum, self.new_velocity)


StrokeEdit: TypeAlias = AddedStroke | RemovedStroke | ChangedStroke


@dataclass(frozen=True)
class Corrections:
    """All that the user decided about one song.

    `thresholds` (0..1 a drum) hold exactly as given; `sensitivity` 0..1 moves all others: above
    .5 fainter strokes are written too. `beats` is what the user told the beat tracker, `grid`
    what was changed in its result, in the order made. None for `title` or `artist` leaves them
    to the song's tags.
    """

    thresholds: Mapping[str, float] = field(default_factory=dict)
    sensitivity: float = 0.5
    edits: tuple[StrokeEdit, ...] = ()
    grid: tuple[GridEdit, ...] = ()
    beats: BeatSettings = field(default_factory=BeatSettings)
    title: str | None = None
    artist: str | None = None
    repeats: Repeats = Repeats.SIMILE

    def __post_init__(self) -> None:
        if not 0 < self.sensitivity < 1:
            raise UsageError(f"The sensitivity lies between 0 and 1, not at {self.sensitivity}.")
        for drum, threshold in self.thresholds.items():
            if not 0 < threshold < 1:
                raise UsageError(f"The threshold of {drum} must lie between 0 and 1.")


def _check_stroke(time: float, drum: str, velocity: int = DEFAULT_VELOCITY) -> None:
    if not 0 <= time < float("inf"):
        raise UsageError(f"A stroke lies at a time of 0 s or later, not at {time} s.")
    if drum not in DRUMS:
        raise UsageError(f"There is no drum named “{drum}” in the kit.")
    if not 1 <= velocity <= 127:
        raise UsageError(f"A velocity lies between 1 and 127, not at {velocity}.")


def key_of(stroke: Onset) -> StrokeKey:
    """The key that names a stroke that is shown."""
    return stroke.time, stroke.drum


def find_strokes(onsets: Iterable[Onset], keys: Collection[StrokeKey]) -> tuple[Onset, ...]:
    """Those of the shown `onsets` that the keys name."""
    wanted = frozenset(keys)
    return tuple(onset for onset in onsets if key_of(onset) in wanted)


# How strokes become others: the new strokes, in the order of the old ones.


def moved(strokes: Iterable[Onset], seconds: float) -> tuple[Onset, ...]:
    """The strokes later by so many seconds; none goes before the song's start."""
    return tuple(replace(s, time=max(0.0, s.time + seconds), confidence=1.0) for s in strokes)


def moved_to(strokes: Iterable[Onset], times: Iterable[float]) -> tuple[Onset, ...]:
    """The strokes at the given times, one each."""
    return tuple(
        replace(s, time=max(0.0, float(time)), confidence=1.0)
        for s, time in zip(strokes, times, strict=True)
    )


def with_drum(strokes: Iterable[Onset], drum: str) -> tuple[Onset, ...]:
    """The strokes on another drum."""
    return tuple(replace(s, drum=drum, confidence=1.0) for s in strokes)


def with_velocity(strokes: Iterable[Onset], velocity: int) -> tuple[Onset, ...]:
    """The strokes with one velocity, 1..127."""
    bounded = min(max(velocity, 1), 127)
    return tuple(replace(s, velocity=bounded, confidence=1.0) for s in strokes)


def with_louder(strokes: Iterable[Onset], delta: int) -> tuple[Onset, ...]:
    """The strokes louder (or softer, below 0) by `delta`, within 1..127."""
    return tuple(
        replace(s, velocity=min(max(s.velocity + delta, 1), 127), confidence=1.0) for s in strokes
    )


# Wishes: old corrections and strokes that are shown -> new corrections.


def add_stroke(
    corrections: Corrections, time: float, drum: str, velocity: int = DEFAULT_VELOCITY
) -> Corrections:
    """With one more stroke; it takes the place of one that the user made at this very time."""
    added = AddedStroke(max(0.0, float(time)), drum, velocity)
    return _with_edits(corrections, (*corrections.edits, added), {_shown_key(added)})


def remove_strokes(corrections: Corrections, strokes: Iterable[Onset]) -> Corrections:
    """Without these strokes."""
    places = _places(corrections.edits)
    edits: list[StrokeEdit | None] = list(corrections.edits)
    for stroke in strokes:
        place = places.get(key_of(stroke))
        if place is None:
            edits.append(RemovedStroke(stroke.time, stroke.drum))
        else:
            edits[place] = _removed(corrections.edits[place])
    return replace(corrections, edits=tuple(edit for edit in edits if edit is not None))


def replace_strokes(
    corrections: Corrections, old: Sequence[Onset], new: Sequence[Onset]
) -> Corrections:
    """With each of the `old` strokes that are shown turned into the `new` one of its place."""
    places = _places(corrections.edits)
    edits = list(corrections.edits)
    for was, now in zip(old, new, strict=True):
        if (key_of(was), was.velocity) == (key_of(now), now.velocity):
            continue
        place = places.get(key_of(was))
        if place is None:
            edits.append(ChangedStroke(was.time, was.drum, now.time, now.drum, now.velocity))
            continue
        edit = edits[place]
        if isinstance(edit, ChangedStroke):
            edits[place] = replace(
                edit, new_time=now.time, new_drum=now.drum, new_velocity=now.velocity
            )
        else:
            edits[place] = AddedStroke(now.time, now.drum, now.velocity)
    return _with_edits(corrections, edits, {key_of(stroke) for stroke in new})


def move_strokes(corrections: Corrections, strokes: Sequence[Onset], seconds: float) -> Corrections:
    """With these strokes later by so many seconds."""
    return replace_strokes(corrections, strokes, moved(strokes, seconds))


def move_strokes_to(
    corrections: Corrections, strokes: Sequence[Onset], times: Sequence[float]
) -> Corrections:
    """With these strokes at the given times, one each."""
    return replace_strokes(corrections, strokes, moved_to(strokes, times))


def change_drum(corrections: Corrections, strokes: Sequence[Onset], drum: str) -> Corrections:
    """With these strokes on another drum."""
    return replace_strokes(corrections, strokes, with_drum(strokes, drum))


def change_velocity(
    corrections: Corrections, strokes: Sequence[Onset], velocity: int
) -> Corrections:
    """With these strokes at one velocity, 1..127."""
    return replace_strokes(corrections, strokes, with_velocity(strokes, velocity))


def nudge_velocity(corrections: Corrections, strokes: Sequence[Onset], delta: int) -> Corrections:
    """With these strokes louder by `delta`."""
    return replace_strokes(corrections, strokes, with_louder(strokes, delta))


def set_threshold(corrections: Corrections, drum: str, value: float | None) -> Corrections:
    """With this threshold (0..1) for a drum; None gives it back to the model."""
    others = {d: t for d, t in corrections.thresholds.items() if d != drum}
    if value is not None:
        others[drum] = float(value)
    return replace(corrections, thresholds=others)


def set_sensitivity(corrections: Corrections, sensitivity: float) -> Corrections:
    """With this sensitivity (0..1) for all drums without a threshold of their own."""
    return replace(corrections, sensitivity=float(sensitivity))


def add_grid_edit(corrections: Corrections, edit: GridEdit) -> Corrections:
    """With one more change of the grid; it may cancel or replace the last one."""
    return replace(corrections, grid=with_grid_edit(corrections.grid, edit))


def reset_thresholds(corrections: Corrections) -> Corrections:
    """With the model's thresholds."""
    return replace(corrections, thresholds={}, sensitivity=0.5)


def reset_strokes(
    corrections: Corrections, start: float = 0.0, end: float = float("inf")
) -> Corrections:
    """Without the edits of strokes that lie, or lay, from `start` until before `end` (seconds)."""
    kept = tuple(
        edit for edit in corrections.edits if not any(start <= t < end for t in edit_times(edit))
    )
    return replace(corrections, edits=kept)


def reset_grid(corrections: Corrections) -> Corrections:
    """With the grid as it was tracked."""
    return replace(corrections, grid=(), beats=BeatSettings())


def edit_times(edit: StrokeEdit) -> tuple[float, ...]:
    """Where the stroke of an edit lies and, if the user moved it, where it lay."""
    if isinstance(edit, ChangedStroke):
        return edit.new_time, edit.time
    return (edit.time,)


# What is shown.


def corrected_onsets(picked: Sequence[Onset], corrections: Corrections) -> tuple[Onset, ...]:
    """The strokes to show, in order of time: those picked, with the user's edits.

    Strokes that the user made have confidence 1. No two strokes share a key.
    """
    if not corrections.edits:
        return tuple(picked)
    made = [onset for edit in corrections.edits if (onset := _made_by(edit))]
    hidden = set(matched_strokes(picked, corrections.edits).values())
    times: dict[str, list[float]] = defaultdict(list)
    for onset in sorted(made, key=key_of):
        times[onset.drum].append(onset.time)
    kept = [
        onset
        for index, onset in enumerate(picked)
        if index not in hidden and not _has_within(times[onset.drum], onset.time, _TOO_NEAR)
    ]
    return tuple(sorted((*kept, *made), key=key_of))


def _has_within(times: Sequence[float], time: float, distance: float) -> bool:
    """True if one of the sorted `times` is nearer than `distance`."""
    after = bisect_right(times, time - distance)
    return after < len(times) and times[after] < time + distance


def _made_by(edit: StrokeEdit) -> Onset | None:
    """The stroke that an edit puts into the song."""
    match edit:
        case AddedStroke():
            return Onset(edit.time, edit.drum, edit.velocity)
        case ChangedStroke():
            return Onset(edit.new_time, edit.new_drum, edit.new_velocity)
        case RemovedStroke():
            return None


def matched_strokes(picked: Sequence[Onset], edits: Sequence[StrokeEdit]) -> dict[int, int]:
    """Which picked stroke each edit removes or changes, as indices: at most one, each once."""
    by_drum: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for index, onset in enumerate(picked):
        by_drum[onset.drum].append((onset.time, index))
    pairs = []
    for number, edit in enumerate(edits):
        if isinstance(edit, AddedStroke):
            continue
        strokes = by_drum[edit.drum]
        for time, index in strokes[bisect_left(strokes, (edit.time - SAME_STROKE, -1)) :]:
            if time > edit.time + SAME_STROKE:
                break
            pairs.append((abs(time - edit.time), number, index))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, number, index in sorted(pairs):
        if number not in found and index not in taken:
            found[number] = index
            taken.add(index)
    return found


def _shown_key(edit: StrokeEdit) -> StrokeKey | None:
    made = _made_by(edit)
    return key_of(made) if made else None


def _places(edits: Sequence[StrokeEdit]) -> dict[StrokeKey, int]:
    """Where in the list the edit stands that made a shown stroke."""
    found = {}
    for place, edit in enumerate(edits):
        key = _shown_key(edit)
        if key is not None:
            found[key] = place
    return found


def _removed(edit: StrokeEdit) -> StrokeEdit | None:
    """What is left of an edit when the stroke that it made is removed."""
    return RemovedStroke(edit.time, edit.drum) if isinstance(edit, ChangedStroke) else None


def _with_edits(
    corrections: Corrections, edits: Sequence[StrokeEdit], fresh: Collection[StrokeKey | None]
) -> Corrections:
    """With these edits; of two strokes with one key, the one just made (else the later) stays."""
    owners: dict[StrokeKey, int] = {}
    before = frozenset(corrections.edits)
    for place, edit in enumerate(edits):
        key = _shown_key(edit)
        if key is None:
            continue
        is_old = key in fresh and edit in before
        if key not in owners or not is_old:
            owners[key] = place
    kept: list[StrokeEdit | None] = [
        edit if (key := _shown_key(edit)) is None or owners[key] == place else _removed(edit)
        for place, edit in enumerate(edits)
    ]
    return replace(corrections, edits=tuple(edit for edit in kept if edit is not None))
