"""Task: the written score. How many notes would have to be corrected by hand.

A score is its bars in order, a bar the set of its notes, a note a drum at a position (an exact
`Fraction` of a whole note, in a pick-up bar counted from where the whole bar would have begun).
The figure is the least number of **edits** that turn the estimate into the reference. One edit

- **inserts** a note that the estimate lacks,
- **deletes** a note that it has too much,
- **moves** a note to another position in its bar, near or far, 1/8 to 1/12 too, or
- **changes** the drum of a note in its place.

A note that is in the wrong place and on the wrong drum takes two edits, and so does one that
stands on the wrong side of a bar line.

Bars are aligned first to last: a bar of the estimate is matched with one of the reference, is
deleted with its notes, or one of the reference is inserted with its notes, an edit a note; of all
alignments the one with the fewest edits counts. So a silent bar more or less (a lead-in, a
count-in) costs nothing, and a bar left out costs its own notes and no others. Bars are matched as
they are written: two bars are never joined, one is never halved, and none slides over a bar line.
A song written at half or double tempo, or with its bar lines a beat away, has its notes at other
positions in other bars, and pays for nearly all of them. Time in seconds plays no part.

Not counted: ghost notes and accents, grace strokes (a flam is one note), velocities, note values
and rests, metre, tempo, repeat signs (compared as what they repeat). Beside the edits, the share
of reference bars that were matched with a bar of the same metre is told.

From the edits and the notes of the reference: **edits per 100 notes** = 100 edits / notes, pooled
over songs, with a 95 % interval by bootstrap over songs; and the same for each kind of edit and
each song. It passes 100 when more is wrong than the reference holds. Where the fewest edits can
be reached in several ways, changes are preferred to moves, and matched bars to others. Songs whose
reference or estimate tells no bars are left out; an empty list of bars is an empty score.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache, reduce
from itertools import accumulate
from operator import add

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from core.errors import DatasetError
from core.evaluation.bootstrap import Interval, bootstrap_interval
from core.evaluation.written import WrittenBar, WrittenNote

# Of two ways with equally many edits the one with more changes, or more matched bars.
_FEWER_EDITS = 1_000_000
_Notes = frozenset[WrittenNote]
_EditsOf = Callable[[_Notes, _Notes], "Edits"]


@dataclass(frozen=True)
class ScorePair:
    """The bars of one song, as the reference and as the estimate have them."""

    name: str
    reference: tuple[WrittenBar, ...]
    estimate: tuple[WrittenBar, ...]


@dataclass(frozen=True)
class Edits:
    """Edits that turn an estimate into the reference, by kind."""

    n_inserted: int = 0
    n_deleted: int = 0
    n_moved: int = 0
    n_changed: int = 0

    def __add__(self, other: "Edits") -> "Edits":
        return Edits(*map(add, astuple(self), astuple(other)))

    @property
    def total(self) -> int:
        """All edits."""
        return self.n_inserted + self.n_deleted + self.n_moved + self.n_changed


@dataclass(frozen=True)
class BarStep:
    """A step of an alignment: indices of a reference and an estimated bar, None for no partner."""

    reference: int | None
    estimate: int | None
    edits: Edits


@dataclass(frozen=True)
class SongScoreFigures:
    """Edits of one song, or of all, with what they are counted against.

    `n_matched_bars` reference bars have a partner, `n_bars_in_metre` one of the same metre.
    """

    edits: Edits
    n_notes: int
    n_reference_bars: int
    n_estimated_bars: int
    n_matched_bars: int
    n_bars_in_metre: int

    @property
    def edits_per_100(self) -> float | None:
        """Edits for 100 notes of the reference; None if it has no note."""
        return self.per_100(self.edits.total)

    def per_100(self, n_edits: int) -> float | None:
        """That number of edits for 100 notes of the reference; None if it has no note."""
        return 100 * n_edits / self.n_notes if self.n_notes else None

    def __add__(self, other: "SongScoreFigures") -> "SongScoreFigures":
        return SongScoreFigures(
            self.edits + other.edits,
            self.n_notes + other.n_notes,
            self.n_reference_bars + other.n_reference_bars,
            self.n_estimated_bars + other.n_estimated_bars,
            self.n_matched_bars + other.n_matched_bars,
            self.n_bars_in_metre + other.n_bars_in_metre,
        )


@dataclass(frozen=True)
class ScoreFigures:
    """Figures pooled over songs with the interval of their edits per 100 notes, and each song's."""

    total: SongScoreFigures
    interval: Interval | None
    songs: Mapping[str, SongScoreFigures]


def validate(pair: ScorePair) -> None:
    """Raise `DatasetError` if the reference has no bars."""
    if not pair.reference:
        raise DatasetError(f"{pair.name}: the reference lists no bars.")


def evaluate_scores(pairs: Sequence[ScorePair]) -> ScoreFigures | None:
    """The figures of all songs, as the module's docstring defines them; None without songs."""
    if not pairs:
        return None
    for pair in pairs:
        validate(pair)
    songs = {pair.name: _song_figures(pair) for pair in pairs}
    n_edits = np.array([song.edits.total for song in songs.values()])
    n_notes = np.array([song.n_notes for song in songs.values()])

    def pooled(draws: NDArray[np.intp]) -> NDArray[np.float64]:
        notes = n_notes[draws].sum(axis=1)
        return np.where(notes > 0, 100 * n_edits[draws].sum(axis=1) / np.maximum(notes, 1), np.nan)

    return ScoreFigures(reduce(add, songs.values()), bootstrap_interval(len(pairs), pooled), songs)


def _song_figures(pair: ScorePair) -> SongScoreFigures:
    steps = align_bars(pair.reference, pair.estimate)
    matched = [
        (pair.reference[step.reference], pair.estimate[step.estimate])
        for step in steps
        if step.reference is not None and step.estimate is not None
    ]
    return SongScoreFigures(
        reduce(add, (step.edits for step in steps), Edits()),
        sum(len(bar.notes) for bar in pair.reference),
        len(pair.reference),
        len(pair.estimate),
        len(matched),
        sum(ours.time_signature == theirs.time_signature for ours, theirs in matched),
    )


def bar_edits(reference: _Notes, estimate: _Notes) -> Edits:
    """The fewest edits that turn one bar's notes into the other's.

    Notes that both bars hold stay as they are (some cheapest way always leaves them). Of the
    others, each pair that shares its drum or its position saves an edit over a deletion and an
    insertion, so the fewest edits come with as many pairs as possible.
    """
    missing, extra = list(reference - estimate), list(estimate - reference)
    if not missing or not extra:
        return Edits(len(missing), len(extra))
    preferred = 1 + max(len(missing), len(extra))
    is_moved = np.array([[ours.drum == theirs.drum for theirs in extra] for ours in missing])
    is_changed = np.array(
        [[ours.position == theirs.position for theirs in extra] for ours in missing]
    )
    # A change weighs a little more than a move: all of them together less than one more pair.
    savings = np.where(is_changed, preferred + 1, np.where(is_moved, preferred, 0))
    rows, columns = linear_sum_assignment(savings, maximize=True)
    n_moved = int(is_moved[rows, columns].sum())
    n_changed = int(is_changed[rows, columns].sum())
    n_pairs = n_moved + n_changed
    return Edits(len(missing) - n_pairs, len(extra) - n_pairs, n_moved, n_changed)


def align_bars(
    reference: Sequence[WrittenBar], estimate: Sequence[WrittenBar]
) -> tuple[BarStep, ...]:
    """The alignment with the fewest edits, step by step from the first bars to the last."""
    edits_of = cache(bar_edits)  # bars repeat themselves
    costs = _alignment_costs(reference, estimate, edits_of)
    steps = []
    row, column = len(reference), len(estimate)
    while row or column:
        if row and column:
            edits = edits_of(reference[row - 1].notes, estimate[column - 1].notes)
            before = costs[row - 1][column - 1] + _FEWER_EDITS * edits.total
            if before == costs[row][column]:
                row, column = row - 1, column - 1
                steps.append(BarStep(row, column, edits))
                continue
        if row and costs[row - 1][column] + _alone(reference[row - 1]) == costs[row][column]:
            row -= 1
            steps.append(BarStep(row, None, Edits(n_inserted=len(reference[row].notes))))
        else:
            column -= 1
            steps.append(BarStep(None, column, Edits(n_deleted=len(estimate[column].notes))))
    return tuple(reversed(steps))


def _alignment_costs(
    reference: Sequence[WrittenBar], estimate: Sequence[WrittenBar], edits_of: _EditsOf
) -> list[list[int]]:
    """Least cost of aligning the first `row` and the first `column` bars, at [row][column]."""
    costs = [list(accumulate((_alone(bar) for bar in estimate), initial=0))]
    for ours in reference:
        above = costs[-1]
        line = [above[0] + _alone(ours)]
        for column, theirs in enumerate(estimate, start=1):
            line.append(
                min(
                    above[column - 1] + _FEWER_EDITS * edits_of(ours.notes, theirs.notes).total,
                    above[column] + _alone(ours),
                    line[-1] + _alone(theirs),
                )
            )
        costs.append(line)
    return costs


def _alone(bar: WrittenBar) -> int:
    """Cost of a bar without a partner."""
    return _FEWER_EDITS * len(bar.notes) + 1
