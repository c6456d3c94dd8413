"""Task: drum strokes. How many strokes of the reference were found, and how many invented.

Times are seconds. Each drum is counted in a class; reports are made with 3, 5, 8 and all
classes (`CLASS_SETS`, from `KIT`); strokes of drums without a class are left out of both sides
(side stick and tambourine have none among 3 and 5). Within a class, strokes nearer than 15 ms to
the last kept one merge into it, on both sides: two cymbals struck together are one stroke of
"cymbals", while the two strokes of a flam stay two.

An estimated stroke is right if it lies within `window` (±50 ms or ±25 ms) of a reference stroke
of its class; each stroke is matched at most once, as many as possible (`mir_eval`'s matching).
From the numbers matched (tp), in the reference (tp + fn) and in the estimate (tp + fp):

- precision = tp / (tp + fp), recall = tp / (tp + fn), F = 2 tp / (2 tp + fp + fn);
- **sum F**: tp, fp and fn pooled over songs and classes;
- **mean F**: the mean, over the classes with at least a reference stroke, of each class's F, with
  tp, fp and fn pooled over songs;
- the median offset: estimated minus reference time of the matched strokes, pooled;
- 95 % intervals of sum F and mean F by bootstrap over songs.

A figure without ground (precision of no estimates, ...) is None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from mir_eval.util import match_events, validate_events
from numpy.typing import NDArray

from core.errors import DatasetError
from core.evaluation.bootstrap import Interval, bootstrap_interval
from core.kit import KIT
from core.onsets import Onset

WINDOWS = (0.05, 0.025)
MERGE_DISTANCE = 0.015
_TIME_RESOLUTION = 1e-9


@dataclass(frozen=True)
class DrumClasses:
    """A way to count drums in fewer classes; drums that `class_of` does not name are left out."""

    name: str
    class_of: Mapping[str, str]

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, in the order of the kit."""
        return tuple(dict.fromkeys(self.class_of.values()))


def _named(class_of: Mapping[str, str | None]) -> Mapping[str, str]:
    return MappingProxyType({drum: name for drum, name in class_of.items() if name is not None})


CLASS_SETS: tuple[DrumClasses, ...] = (
    DrumClasses("3", _named({drum.name: drum.class_3 for drum in KIT})),
    DrumClasses("5", _named({drum.name: drum.class_5 for drum in KIT})),
    DrumClasses("8", _named({drum.name: drum.class_8 for drum in KIT})),
    DrumClasses("all", _named({drum.name: drum.name for drum in KIT})),
)


@dataclass(frozen=True)
class StrokePair:
    """The strokes of one song, as the reference and as the estimate have them."""

    name: str
    reference: tuple[Onset, ...]
    estimate: tuple[Onset, ...]


@dataclass(frozen=True)
class Counts:
    """Numbers of strokes matched, in the reference and in the estimate."""

    n_matched: int = 0
    n_reference: int = 0
    n_estimated: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.n_matched + other.n_matched,
            self.n_reference + other.n_reference,
            self.n_estimated + other.n_estimated,
        )

    @property
    def precision(self) -> float | None:
        """Share of the estimate that is right."""
        return self.n_matched / self.n_estimated if self.n_estimated else None

    @property
    def recall(self) -> float | None:
        """Share of the reference that was found."""
        return self.n_matched / self.n_reference if self.n_reference else None

    @property
    def f_measure(self) -> float | None:
        """Harmonic mean of precision and recall."""
        n_both = self.n_reference + self.n_estimated
        return 2 * self.n_matched / n_both if n_both else None


@dataclass(frozen=True)
class DrumFigures:
    """The figures of all songs with one set of classes and one window."""

    classes: str
    window: float
    total: Counts
    mean_f: float | None
    sum_f_interval: Interval | None
    mean_f_interval: Interval | None
    median_offset: float | None
    drums: Mapping[str, Counts]
    songs: Mapping[str, Counts]

    @property
    def sum_f(self) -> float | None:
        """F of all strokes of all songs and classes pooled."""
        return self.total.f_measure


def validate(pair: StrokePair, window: float) -> None:
    """Raise `DatasetError` if times are not finite, in order and within a day, or no window."""
    if not window > 0:
        raise DatasetError(f"A window is wider than 0 s, not {window} s.")
    for side, onsets in (("reference", pair.reference), ("estimate", pair.estimate)):
        times = np.array([onset.time for onset in onsets])
        try:
            if not np.all(np.isfinite(times)):
                raise ValueError("Times must be finite.")
            validate_events(times)
        except ValueError as error:
            raise DatasetError(f"{pair.name}: the strokes of the {side}: {error}") from error


def class_times(onsets: Sequence[Onset], classes: DrumClasses) -> dict[str, NDArray[np.float64]]:
    """Times in seconds of the strokes of each class, simultaneous ones merged."""
    kept: dict[str, list[float]] = {name: [] for name in classes.classes}
    for onset in onsets:
        name = classes.class_of.get(onset.drum)
        if name is None:
            continue
        times = kept[name]
        if not times or onset.time - times[-1] >= MERGE_DISTANCE - _TIME_RESOLUTION:
            times.append(onset.time)
    return {name: np.array(times, dtype=np.float64) for name, times in kept.items()}


def match_strokes(
    reference: NDArray[np.float64], estimate: NDArray[np.float64], window: float
) -> NDArray[np.float64]:
    """Offsets in seconds (estimate minus reference) of the matched strokes of one class."""
    # Times are decimal fractions: exactly 50 ms apart must count as within 50 ms.
    matching = match_events(reference, estimate, window + _TIME_RESOLUTION)
    return np.array([estimate[e] - reference[r] for r, e in matching], dtype=np.float64)


def evaluate_drums(pairs: Sequence[StrokePair], classes: DrumClasses, window: float) -> DrumFigures:
    """The figures of all songs, as the module's docstring defines them."""
    counts = np.zeros((len(pairs), len(classes.classes), 3), dtype=np.int64)
    offsets: list[NDArray[np.float64]] = []
    for song, pair in enumerate(pairs):
        validate(pair, window)
        reference = class_times(pair.reference, classes)
        estimate = class_times(pair.estimate, classes)
        for column, name in enumerate(classes.classes):
            matched = match_strokes(reference[name], estimate[name], window)
            counts[song, column] = len(matched), len(reference[name]), len(estimate[name])
            offsets.append(matched)
    all_offsets = np.concatenate(offsets) if offsets else np.zeros(0)
    n_of_drums, n_of_songs = counts.sum(axis=0), counts.sum(axis=1)
    mean_f = float(_mean_f(n_of_drums[None])[0])
    return DrumFigures(
        classes.name,
        window,
        _counts(counts.sum(axis=(0, 1))),
        None if np.isnan(mean_f) else mean_f,
        bootstrap_interval(len(pairs), lambda draws: _sum_f(counts[draws].sum(axis=1))),
        bootstrap_interval(len(pairs), lambda draws: _mean_f(counts[draws].sum(axis=1))),
        float(np.median(all_offsets)) if len(all_offsets) else None,
        {name: _counts(n) for name, n in zip(classes.classes, n_of_drums, strict=True)},
        {pair.name: _counts(n) for pair, n in zip(pairs, n_of_songs, strict=True)},
    )


def _counts(numbers: NDArray[np.int64]) -> Counts:
    return Counts(*(int(number) for number in numbers))


def _f_measures(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """F of counts `(..., 3)`; NaN where there is no stroke at all."""
    n_both = counts[..., 1] + counts[..., 2]
    return np.where(n_both > 0, 2 * counts[..., 0] / np.maximum(n_both, 1), np.nan)


def _sum_f(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sum F `(n_draws,)` of counts `(n_draws, n_classes, 3)`."""
    return _f_measures(counts.sum(axis=1))


def _mean_f(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean F `(n_draws,)` of counts `(n_draws, n_classes, 3)`; NaN without reference strokes."""
    has_reference = counts[..., 1] > 0
    total = np.where(has_reference, _f_measures(counts), 0.0).sum(axis=1)
    n_classes = has_reference.sum(axis=1)
    return np.where(n_classes > 0, total / np.maximum(n_classes, 1), np.nan)
