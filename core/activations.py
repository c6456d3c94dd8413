"""Spectrogram -> activations: what the network heard, frame by frame."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Activations:
    """What the network's heads say about each frame, all in 0..1, float32.

    `drums` and `velocities` are `(n_frames, n_drums)` in the order of `drum_names`; velocities
    count only where a stroke is. `beats` (every felt beat, downbeats included) and `downbeats`
    are `(n_frames,)`. Frame i is centred on i / frame_rate seconds.
    """

    drums: NDArray[np.float32]
    velocities: NDArray[np.float32]
    beats: NDArray[np.float32]
    downbeats: NDArray[np.float32]
    drum_names: tuple[str, ...]
    frame_rate: float

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.beats)

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.n_frames / self.frame_rate
