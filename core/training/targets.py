"""What the network should say about each frame, from strokes and beats."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.kit import DRUM_NAMES, KIT
from core.training.patterns import Pattern

# A neighbouring frame counts half: strokes lie between frames, and labels are not exact.
_WIDENING = ((0, 1.0), (-1, 0.5), (1, 0.5))
# Seconds on either side of a doubt in which nothing is said of its drum.
_DOUBT_REACH = 0.03
HIHATS = tuple(index for index, drum in enumerate(KIT) if drum.class_3 == "hihat")


def _all_labelled() -> NDArray[np.bool_]:
    return np.ones(len(DRUM_NAMES), dtype=np.bool_)


def _no_times() -> NDArray[np.float32]:
    return np.zeros(0, dtype=np.float32)


def _no_drums() -> NDArray[np.int16]:
    return np.zeros(0, dtype=np.int16)


@dataclass(frozen=True)
class Truth:
    """Strokes and beats of one song as flat arrays, small enough to keep by the thousand.

    `onset_times` (seconds), `onset_drums` (index into `DRUM_NAMES`), `onset_velocities`
    (1..127, 0 where not known), `beat_times`, `beat_numbers`. `has_beats` is False where beats
    are not known. Recordings may tell less: `is_labelled` says of each drum in `DRUM_NAMES`
    whether its strokes are known; without `tells_hihats`, strokes on the hi-hat are all given
    as one of the hi-hats, though they may be any of them. `doubt_times` (seconds) and
    `doubt_drums` (index into `DRUM_NAMES`) are places at which it is not known whether that
    drum was struck.
    """

    onset_times: NDArray[np.float32]
    onset_drums: NDArray[np.int16]
    onset_velocities: NDArray[np.int16]
    beat_times: NDArray[np.float32]
    beat_numbers: NDArray[np.int16]
    has_beats: bool
    is_labelled: NDArray[np.bool_] = field(default_factory=_all_labelled)
    tells_hihats: bool = True
    doubt_times: NDArray[np.float32] = field(default_factory=_no_times)
    doubt_drums: NDArray[np.int16] = field(default_factory=_no_drums)

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

    def tells(self, index: int) -> bool:
        """Whether all strokes of that drum in `DRUM_NAMES` are known as that drum's."""
        return bool(self.is_labelled[index]) and (self.tells_hihats or index not in HIHATS)


@dataclass(frozen=True)
class Targets:
    """Targets of a segment, float32.

    `drums` `(n_frames, n_drums)` in 0..1, NaN where not known; `velocities` likewise with NaN
    where no stroke is; `hihats` `(n_frames,)`: a stroke on a hi-hat of unknown kind, NaN where
    `drums` tells all; `beats` `(n_frames, 2)`: beat and downbeat, NaN where not known.
    """

    drums: NDArray[np.float32]
    velocities: NDArray[np.float32]
    hihats: NDArray[np.float32]
    beats: NDArray[np.float32]


def frame_targets(truth: Truth, first_frame: int, n_frames: int, frame_rate: float) -> Targets:
    """Targets of the `n_frames` frames from `first_frame`."""
    drums = np.zeros((n_frames, len(DRUM_NAMES)), dtype=np.float32)
    velocities = np.full((n_frames, len(DRUM_NAMES)), np.nan, dtype=np.float32)
    onset_velocities = np.where(truth.onset_velocities > 0, truth.onset_velocities / 127, np.nan)
    frames = np.round(truth.onset_times * frame_rate).astype(np.int64) - first_frame
    for shift, weight in _WIDENING:
        inside = (frames + shift >= 0) & (frames + shift < n_frames)
        place = frames[inside] + shift, truth.onset_drums[inside]
        np.maximum.at(drums, place, weight)
        velocities[place] = onset_velocities[inside]
    # The stroke's own frame has the last word where strokes stand close together.
    inside = (frames >= 0) & (frames < n_frames)
    velocities[frames[inside], truth.onset_drums[inside]] = onset_velocities[inside]
    hihats = _with_unknown_hihats(drums, velocities, truth)
    # Velocities are known beside strokes alone, which no doubt touches.
    drums[_is_doubtful(drums, truth, first_frame, frame_rate)] = np.nan
    drums[:, ~truth.is_labelled] = np.nan
    beats = np.full((n_frames, 2), 0.0 if truth.has_beats else np.nan, dtype=np.float32)
    frames = np.round(truth.beat_times * frame_rate).astype(np.int64) - first_frame
    for shift, weight in _WIDENING:
        inside = (frames + shift >= 0) & (frames + shift < n_frames)
        np.maximum.at(beats[:, 0], frames[inside] + shift, weight)
        first = inside & (truth.beat_numbers == 1)
        np.maximum.at(beats[:, 1], frames[first] + shift, weight)
    return Targets(drums, velocities, hihats, beats)


def _is_doubtful(
    drums: NDArray[np.float32], truth: Truth, first_frame: int, frame_rate: float
) -> NDArray[np.bool_]:
    """Where in `drums` `(n_frames, n_drums)` a stroke may be that is not told."""
    is_near = np.zeros(drums.shape, dtype=np.bool_)
    frames = np.round(truth.doubt_times * frame_rate).astype(np.int64) - first_frame
    reach = round(_DOUBT_REACH * frame_rate)
    for shift in range(-reach, reach + 1):
        inside = (frames + shift >= 0) & (frames + shift < len(drums))
        is_near[frames[inside] + shift, truth.doubt_drums[inside]] = True
    return np.asarray(is_near & (drums == 0))


def _with_unknown_hihats(
    drums: NDArray[np.float32], velocities: NDArray[np.float32], truth: Truth
) -> NDArray[np.float32]:
    """The target of all hi-hats together; where there is one, theirs in `drums` become NaN."""
    hihats = np.full(len(drums), np.nan, dtype=np.float32)
    if not truth.tells_hihats:
        struck = drums[:, HIHATS].max(axis=1)
        is_struck = struck > 0
        hihats[is_struck] = struck[is_struck]
        for index in HIHATS:
            drums[is_struck, index] = np.nan
            velocities[is_struck, index] = np.nan
    return hihats
