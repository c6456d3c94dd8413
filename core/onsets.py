"""Activations -> onsets: where each drum was struck, how hard, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.activations import Activations
from core.errors import UsageError

DEFAULT_THRESHOLD = 0.3


@dataclass(frozen=True)
class Onset:
    """A stroke: `time` in seconds, `drum` as named in `KIT`, `velocity` 1..127.

    `confidence` is 0..1.
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
    that drum (22 ms keeps the two strokes of a flam apart).
    """

    thresholds: Mapping[str, float] = field(default_factory=dict)
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


def pick_onsets(activations: Activations, peak_picking: PeakPicking) -> tuple[Onset, ...]:
    """The onsets of all drums in order of time."""
    onsets = [
        onset
        for index, drum in enumerate(activations.drum_names)
        for onset in _pick_drum(activations, index, drum, peak_picking)
    ]
    return tuple(sorted(onsets, key=lambda onset: (onset.time, onset.drum)))


def find_peaks(
    activation: NDArray[np.float32], frame_rate: float, peak_picking: PeakPicking, threshold: float
) -> NDArray[np.intp]:
    """Frames `(n_peaks,)` at which one drum's activation `(n_frames,)` has an onset."""
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


def _pick_drum(
    activations: Activations, index: int, drum: str, peak_picking: PeakPicking
) -> list[Onset]:
    activation = activations.drums[:, index]
    threshold = peak_picking.threshold(drum)
    frames = find_peaks(activation, activations.frame_rate, peak_picking, threshold)
    velocities = activations.velocities[frames, index]
    return [
        Onset(
            max(0.0, float(frame + shift) / activations.frame_rate),
            drum,
            int(np.clip(round(127 * float(velocity)), 1, 127)),
            float(activation[frame]),
        )
        for frame, shift, velocity in zip(
            frames, _sub_frame_shifts(activation, frames), velocities, strict=True
        )
    ]


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
