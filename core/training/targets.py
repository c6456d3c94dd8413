"""What the network should say about each frame, from strokes and beats."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.kit import DRUM_NAMES
from core.training.patterns import Pattern

# A neighbouring frame counts half: strokes lie between frames, and labels are not exact.
_WIDENING = ((0, 1.0), (-1, 0.5), (1, 0.5))


@dataclass(frozen=True)
class Truth:
    """Strokes and beats of one song as flat arrays, small enough to keep by the thousand.

    `onset_times` (seconds), `onset_drums` (index into `DRUM_NAMES`), `onset_velocities`
    (1..127), `beat_times`, `beat_numbers`. `has_beats` is False where beats are not known.
    """

    onset_times: NDArray[np.float32]
    onset_drums: NDArray[np.int16]
    onset_velocities: NDArray[np.int16]
    beat_times: NDArray[np.float32]
    beat_numbers: NDArray[np.int16]
    has_beats: bool

    @classmethod
    def of(cls, pattern: Pattern) -> "Truth":
        """The truth about a pattern."""
        beats = pattern.beats or ()
        return cls(
            np.array([s.time for s in pattern.strokes], dtype=np.float32),
            np.array([DRUM_NAMES.index(s.drum) for s in pattern.strokes], dtype=np.int16),
            np.array([s.velocity for s in pattern.strokes], dtype=np.int16),
            np.array([time for time, _ in beats], dtype=np.float32),
            np.array([number for _, number in beats], dtype=np.int16),
            pattern.beats is not None,
        )


@dataclass(frozen=True)
class Targets:
    """Targets of a segment, float32.

    `drums` `(n_frames, n_drums)` in 0..1; `velocities` likewise with NaN where no stroke is;
    `beats` `(n_frames, 2)`: beat and downbeat, NaN where not known.
    """

    drums: NDArray[np.float32]
    velocities: NDArray[np.float32]
    beats: NDArray[np.float32]


def frame_targets(truth: Truth, first_frame: int, n_frames: int, frame_rate: float) -> Targets:
    """Targets of the `n_frames` frames from `first_frame`."""
    drums = np.zeros((n_frames, len(DRUM_NAMES)), dtype=np.float32)
    velocities = np.full((n_frames, len(DRUM_NAMES)), np.nan, dtype=np.float32)
    frames = np.round(truth.onset_times * frame_rate).astype(np.int64) - first_frame
    for shift, weight in _WIDENING:
        inside = (frames + shift >= 0) & (frames + shift < n_frames)
        place = frames[inside] + shift, truth.onset_drums[inside]
        np.maximum.at(drums, place, weight)
        velocities[place] = truth.onset_velocities[inside] / 127
    # The stroke's own frame has the last word where strokes stand close together.
    inside = (frames >= 0) & (frames < n_frames)
    velocities[frames[inside], truth.onset_drums[inside]] = truth.onset_velocities[inside] / 127
    beats = np.full((n_frames, 2), 0.0 if truth.has_beats else np.nan, dtype=np.float32)
    frames = np.round(truth.beat_times * frame_rate).astype(np.int64) - first_frame
    for shift, weight in _WIDENING:
        inside = (frames + shift >= 0) & (frames + shift < n_frames)
        np.maximum.at(beats[:, 0], frames[inside] + shift, weight)
        first = inside & (truth.beat_numbers == 1)
        np.maximum.at(beats[:, 1], frames[first] + shift, weight)
    return Targets(drums, velocities, beats)
