"""How many strokes a drummer will likely have to mend, from calibrated probabilities alone.

A stroke that is likely with probability p is wrong with 1 - p; a peak of the network that was not
picked is a stroke all the same with its p. Their sums are the numbers of edits to expect,
as far as the calibration holds for the song. A stroke given to another drum of its family (one
tom for another) counts as right: whether any of the family was struck is what is calibrated.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.corrections import Corrections, RemovedStroke
from core.onsets import (
    LOWEST_PEAK,
    Onset,
    PeakPicking,
    families,
    family_activation,
    find_peaks,
)

# A peak this near (seconds) to a stroke of its family is that stroke.
_SAME_STROKE = 0.03


@dataclass(frozen=True)
class ExpectedEdits:
    """How many strokes are expected to be wrong, and how many to be missing."""

    n_wrong: float
    n_missing: float

    @property
    def total(self) -> float:
        """The edits that are left."""
        return self.n_wrong + self.n_missing


@dataclass(frozen=True)
class LikelyStrokes:
    """All peaks of one family of drums: their times in seconds and how likely each is a stroke."""

    drums: tuple[str, ...]
    times: NDArray[np.float64]
    probabilities: NDArray[np.float64]


def likely_strokes(analysis: Analysis) -> tuple[LikelyStrokes, ...]:
    """The peaks of all families, picked or not; corrections change nothing in them."""
    activations, picking = analysis.activations, analysis.peak_picking
    found = []
    for family in families(activations.drum_names):
        names = tuple(activations.drum_names[index] for index in family)
        activation = family_activation(activations, family)
        frames = find_peaks(activation, activations.frame_rate, PeakPicking(), LOWEST_PEAK)
        probabilities = picking.calibration(names[0]).probability(activation[frames])
        found.append(LikelyStrokes(names, frames / activations.frame_rate, probabilities))
    return tuple(found)


def expected_edits(
    likely: Sequence[LikelyStrokes], onsets: Sequence[Onset], corrections: Corrections
) -> ExpectedEdits:
    """The edits that the strokes now shown still need.

    Strokes that the user made are right (their confidence is 1), and where the user removed one
    there is none to miss.
    """
    n_wrong = sum(1 - onset.confidence for onset in onsets)
    removed = [edit for edit in corrections.edits if isinstance(edit, RemovedStroke)]
    n_missing = 0.0
    for each in likely:
        settled = [o.time for o in onsets if o.drum in each.drums]
        settled += [edit.time for edit in removed if edit.drum in each.drums]
        n_missing += float(each.probabilities[_far_from(each.times, settled)].sum())
    return ExpectedEdits(n_wrong, n_missing)


def _far_from(times: NDArray[np.float64], settled: Collection[float]) -> NDArray[np.bool_]:
    """Which of the times `(n_times,)` lie farther than `_SAME_STROKE` from all settled ones."""
    if not settled:
        return np.ones(len(times), dtype=bool)
    ordered = np.sort(np.array(tuple(settled)))
    after = np.searchsorted(ordered, times).clip(max=len(ordered) - 1)
    before = (after - 1).clip(min=0)
    distance = np.minimum(np.abs(ordered[after] - times), np.abs(ordered[before] - times))
    return np.asarray(distance > _SAME_STROKE)
