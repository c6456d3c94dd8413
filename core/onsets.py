"""Activations -> onsets: where each drum was struck, how hard, and how sure that is.

Drums that are easily taken for one another (toms, hi-hats, cymbals) are picked as a family:
first, whether any of them was struck, then which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.activations import Activations
from core.calibration import Calibration
from core.errors import UsageError
from core.kit import DRUMS

DEFAULT_THRESHOLD = 0.3
# Peaks below this activation are not even considered.
LOWEST_PEAK = 0.05
# A drum beside the likeliest of its family is written too from this activation on.
_SURE = 0.6
# Frames on either side of a peak in which a drum's own activation may peak.
_N_NEIGHBOURS = 1
_FAMILIES = frozenset({"toms", "hihat", "cymbals"})


@dataclass(frozen=True)
class Onset:
    """A stroke: `time` in seconds, `drum` as named in `KIT`, `velocity` 1..127.

    `confidence` is 0..1: how likely it is that the stroke was there, where the drum is calibrated.
    """

    time: float
    drum: str
    velocity: int
    confidence: float = 1.0


@dataclass(frozen=True)
class PeakPicking:
    """Peak picking after Böck, Krebs and Schedl (2012).

    A frame is an onset if its activation is the greatest within `maximum_window` seconds on
    either side, exceeds the moving mean over `mean_window` seconds on either side by
    its drum's threshold, and lies `shortest_distance` seconds or more after the last onset of
    that drum (22 ms keeps the two strokes of a flam apart). `calibrations` make confidences of
    activations.
    """

    thresholds: Mapping[str, float] = field(default_factory=dict)
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
    maximum_window: float = 0.02
    mean_window: float = 0.15
    mean_weight: float = 0.25
    shortest_distance: float = 0.022

    def __post_init__(self) -> None:
        for drum, threshold in self.thresholds.items():
            if not 0 < threshold < 1:
                raise UsageError(f"The threshold of {drum} must lie between 0 and 1.")

    def threshold(self, drum: str) -> float:
        """The drum's threshold."""
        return self.thresholds.get(drum, DEFAULT_THRESHOLD)

    def calibration(self, drum: str) -> Calibration:
        """The drum's calibration; one that changes nothing if there is none."""
        return self.calibrations.get(drum, Calibration())


def families(drum_names: tuple[str, ...]) -> list[tuple[int, ...]]:
    """The drums, as indices into `drum_names`, in families; most drums are one of their own."""
    found: dict[str, list[int]] = {}
    for index, name in enumerate(drum_names):
        family = DRUMS[name].class_5
        found.setdefault(family if family in _FAMILIES else name, []).append(index)
    return [tuple(indices) for indices in found.values()]


def family_activation(activations: Activations, family: tuple[int, ...]) -> NDArray[np.float32]:
    """How sure it is `(n_frames,)` that any drum of the family was struck: a noisy or."""
    none = np.prod(1 - activations.drums[:, list(family)], axis=1)
    return np.asarray(1 - none, dtype=np.float32)


def pick_onsets(activations: Activations, peak_picking: PeakPicking) -> tuple[Onset, ...]:
    """The onsets of all drums in order of time."""
    onsets = [
        onset
        for family in families(activations.drum_names)
        for onset in _pick_family(activations, family, peak_picking)
    ]
    return tuple(sorted(onsets, key=lambda onset: (onset.time, onset.drum)))


def find_peaks(
    activation: NDArray[np.float32], frame_rate: float, peak_picking: PeakPicking, threshold: float
) -> NDArray[np.intp]:
    """Frames `(n_peaks,)` at which an activation `(n_frames,)` has an onset."""
    n_maximum = round(peak_picking.maximum_window * frame_rate)
    n_mean = round(peak_picking.mean_window * frame_rate)
    maximum = ndimage.maximum_filter1d(activation, 2 * n_maximum + 1, mode="nearest")
    mean = ndimage.uniform_filter1d(activation, 2 * n_mean + 1, mode="nearest")
    is_peak = (activation == maximum) & (
        activation >= threshold + peak_picking.mean_weight * np.minimum(mean, 0.5)
    )
    kept: list[int] = []
    shortest = peak_picking.shortest_distance * frame_rate
    for frame in np.flatnonzero(is_peak).tolist():
        if not kept or frame - kept[-1] >= shortest:
            kept.append(frame)
    return np.array(kept, dtype=np.intp)


def _pick_family(
    activations: Activations, family: tuple[int, ...], peak_picking: PeakPicking
) -> list[Onset]:
    lowest = min(peak_picking.threshold(activations.drum_names[index]) for index in family)
    activation = family_activation(activations, family)
    frames = find_peaks(activation, activations.frame_rate, peak_picking, lowest)
    return name_strokes(activations, family, frames, peak_picking)


def name_strokes(
    activations: Activations,
    family: tuple[int, ...],
    frames: NDArray[np.intp],
    peak_picking: PeakPicking,
) -> list[Onset]:
    """The strokes on drums of a family at the frames `(n_peaks,)` where one of them was struck."""
    names = [activations.drum_names[index] for index in family]
    activation = family_activation(activations, family)
    thresholds = np.array([peak_picking.threshold(name) for name in names], dtype=np.float32)
    own = _members_at(activations, family, frames)
    is_struck = own >= _SURE
    is_struck[np.arange(len(frames)), np.argmax(own, axis=1)] = True
    is_struck &= activation[frames][:, None] >= thresholds
    rows, columns = np.nonzero(is_struck)
    times = (frames + _sub_frame_shifts(activation, frames)) / activations.frame_rate
    velocities = activations.velocities[frames[rows], np.array(family)[columns]]
    confidences = peak_picking.calibration(names[0]).probability(activation[frames])
    found = zip(
        np.maximum(times[rows], 0.0).tolist(),
        columns.tolist(),
        np.clip(np.rint(127 * velocities.astype(np.float64)), 1, 127).astype(int).tolist(),
        confidences[rows].tolist(),
        strict=True,
    )
    return [Onset(time, names[column], velocity, sure) for time, column, velocity, sure in found]


def _members_at(
    activations: Activations, family: tuple[int, ...], frames: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Each member's own activation at the peaks `(n_peaks, n_members)`: the best near them."""
    near = frames[:, None] + np.arange(-_N_NEIGHBOURS, _N_NEIGHBOURS + 1)
    near = np.clip(near, 0, activations.n_frames - 1)
    own = activations.drums[near[:, :, None], np.array(family)]
    return np.asarray(own.max(axis=1))


def _sub_frame_shifts(
    activation: NDArray[np.float32], frames: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Where the peak lies between the frames, -0.5..0.5: the top of a parabola through three."""
    padded = np.pad(activation.astype(np.float64), 1, mode="edge")
    before, at, after = padded[frames], padded[frames + 1], padded[frames + 2]
    curvature = before - 2 * at + after
    flat = np.abs(curvature) < 1e-9
    shifts = 0.5 * (before - after) / np.where(flat, 1.0, curvature)
    return np.where(flat, 0.0, np.clip(shifts, -0.5, 0.5))
