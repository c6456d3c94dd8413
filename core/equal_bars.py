"""One correction for all equal bars: what was changed in a bar is changed wherever it recurs.

Bars count as equal if the drums that were corrected were heard at the same written places in
both, however loud, and all others at most of theirs: a network seldom hears every stroke of a
groove each time that it recurs. A bar that the user has corrected otherwise is left alone.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from core.beats import GridBar
from core.corrections import (
    AddedStroke,
    ChangedStroke,
    Corrections,
    RemovedStroke,
    StrokeEdit,
    matched_strokes,
)
from core.onsets import Onset
from core.quantize import QuantizedBar
from core.revise import Transcription

# A stroke that comes before a bar line by less than this share of a beat belongs behind it.
_EARLY = 0.15
_SAME_PLACE = 0.03  # seconds
# The share of all strokes that bars must have in common to count as equal.
_LIKENESS = 0.8
# Strokes that are no notes of their own (doubles) are found by time, within so many seconds.
_NEAR = 0.05


@dataclass(frozen=True)
class EqualBarEdits:
    """The corrections with those of some bars made in `n_bars` other ones too."""

    corrections: Corrections
    n_bars: int


@dataclass(frozen=True)
class _Placed:
    """An edit, the picked stroke that it means (None if there is none), and their bar."""

    edit: StrokeEdit
    stroke: int | None
    bar: int


def equal_bar_edits(
    transcription: Transcription, corrections: Corrections, times: Iterable[float]
) -> EqualBarEdits:
    """Make the edits of the bars at `times` (seconds) in all bars that were equal to them.

    `transcription` may be older than the `corrections` by some edits of strokes.
    """
    bars, picked = transcription.heard, transcription.picked
    if not bars:
        return EqualBarEdits(corrections, 0)
    sources = sorted({_bar_at(bars, time) for time in times})
    placed = _placed_edits(transcription, corrections)
    n_changed = 0
    for source in sources:
        own = [each for each in placed if each.bar == source]
        drums = {drum for each in own for drum in _drums_of(each.edit)}
        for target, bar in enumerate(bars):
            if not own or target in sources or not _are_equal(bars[source], bar, drums):
                continue
            wanted = [w for each in own if (w := _transferred(each, target, bars, picked))]
            before = [each for each in placed if each.bar == target]
            if not all(any(_agrees(each, other) for other in wanted) for each in before):
                continue
            if {each.edit for each in before} != {each.edit for each in wanted}:
                placed = [each for each in placed if each.bar != target] + wanted
                n_changed += 1
    if not n_changed:
        return EqualBarEdits(corrections, 0)
    edits = tuple(each.edit for each in placed)
    return EqualBarEdits(replace(corrections, edits=edits), n_changed)


def _are_equal(one: QuantizedBar, other: QuantizedBar, drums: Collection[str]) -> bool:
    """True if two bars of one metre have these drums in common, and nearly all others."""
    metres = [(b.grid_bar.time_signature, b.grid_bar.n_missing_beats) for b in (one, other)]
    mine, others = _content(one), _content(other)
    if metres[0] != metres[1] or any(place[0] in drums for place in mine ^ others):
        return False
    return len(mine & others) >= _LIKENESS * len(mine | others)


def _content(bar: QuantizedBar) -> frozenset[tuple[object, ...]]:
    """What is struck where."""
    return frozenset((s.stroke.drum, s.position, s.stroke.grace, s.roll) for s in bar.strokes)


def _drums_of(edit: StrokeEdit) -> tuple[str, ...]:
    """The drums that an edit concerns."""
    return (edit.drum, edit.new_drum) if isinstance(edit, ChangedStroke) else (edit.drum,)


def _bar_at(bars: Sequence[QuantizedBar], time: float) -> int:
    """The index of the bar to which a stroke at a time belongs."""
    starts = [bar.grid_bar.start - _EARLY * _first_beat(bar.grid_bar) for bar in bars]
    return max(bisect_right(starts, time) - 1, 0)


def _first_beat(bar: GridBar) -> float:
    return (*bar.beats, bar.end)[1] - bar.start


def _placed_edits(transcription: Transcription, corrections: Corrections) -> list[_Placed]:
    """The edits with the strokes and bars that they belong to, in their order."""
    bars, picked = transcription.heard, transcription.picked
    bar_of_stroke = {
        stroke.stroke.onset: index for index, bar in enumerate(bars) for stroke in bar.strokes
    }
    matched = matched_strokes(picked, corrections.edits)
    placed = []
    for number, edit in enumerate(corrections.edits):
        stroke = matched.get(number)
        time = edit.time if stroke is None else picked[stroke].time
        if stroke is None and isinstance(edit, ChangedStroke):
            time = edit.new_time
        bar = bar_of_stroke.get(stroke) if stroke is not None else None
        placed.append(_Placed(edit, stroke, _bar_at(bars, time) if bar is None else bar))
    return placed


def _transferred(
    source: _Placed, target: int, bars: Sequence[QuantizedBar], picked: Sequence[Onset]
) -> _Placed | None:
    """The same edit in another bar, which was equal; None if its stroke is not found there."""
    edit, here, there = source.edit, bars[source.bar].grid_bar, bars[target].grid_bar
    if source.stroke is None:
        if isinstance(edit, RemovedStroke):
            return None
        made = edit if isinstance(edit, AddedStroke) else _as_added(edit)
        time = _same_place(made.time, here, there)
        return _Placed(AddedStroke(time, made.drum, made.velocity), None, target)
    index = _counterpart(source, target, bars, picked)
    if index is None:
        return None
    was, now = picked[source.stroke], picked[index]
    if not isinstance(edit, ChangedStroke):
        return _Placed(RemovedStroke(now.time, now.drum), index, target)
    is_moved = edit.new_time != edit.time
    changed = ChangedStroke(
        now.time,
        now.drum,
        _same_place(edit.new_time, here, there) if is_moved else now.time,
        edit.new_drum,
        edit.new_velocity if edit.new_velocity != was.velocity else now.velocity,
    )
    return _Placed(changed, index, target)


def _as_added(edit: ChangedStroke) -> AddedStroke:
    """The edit of a stroke that the model no longer finds."""
    return AddedStroke(edit.new_time, edit.new_drum, edit.new_velocity)


def _counterpart(
    source: _Placed, target: int, bars: Sequence[QuantizedBar], picked: Sequence[Onset]
) -> int | None:
    """The picked stroke of the target bar that corresponds to an edit's own."""
    places = {s.stroke.onset: (s.position, s.stroke.drum) for s in bars[source.bar].strokes}
    place = places.get(source.stroke)
    if place is not None:
        by_place = {(s.position, s.stroke.drum): s.stroke.onset for s in bars[target].strokes}
        return by_place.get(place)
    assert source.stroke is not None
    stroke = picked[source.stroke]
    time = _same_place(stroke.time, bars[source.bar].grid_bar, bars[target].grid_bar)
    near = [
        (abs(onset.time - time), index)
        for index, onset in enumerate(picked)
        if onset.drum == stroke.drum and abs(onset.time - time) < _NEAR
    ]
    return min(near)[1] if near else None


def _same_place(time: float, here: GridBar, there: GridBar) -> float:
    """The time in bar `there` that is as far into its beat as `time` is in bar `here`."""
    edges, others = (*here.beats, here.end), (*there.beats, there.end)
    index = min(max(bisect_right(edges, time) - 1, 0), len(here.beats) - 1)
    share = (time - edges[index]) / (edges[index + 1] - edges[index])
    return max(0.0, others[index] + share * (others[index + 1] - others[index]))


def _agrees(one: _Placed, other: _Placed) -> bool:
    """True if two edits of a bar are the same but for small differences."""
    if type(one.edit) is not type(other.edit) or one.stroke != other.stroke:
        return False
    if isinstance(one.edit, AddedStroke):
        is_near = abs(one.edit.time - other.edit.time) < _SAME_PLACE
        return is_near and one.edit.drum == other.edit.drum
    return True
