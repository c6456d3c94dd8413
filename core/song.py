"""A path -> a `Song`: decoded, mono, at 44.1 kHz, with its tags."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 44100


@dataclass(frozen=True)
class Song:
    """Mono samples `(n_samples,)`, float32 in -1..1, at `sample_rate` per second.

    `warnings` are sentences for the user (for instance how much of a truncated file was read).
    """

    samples: NDArray[np.float32]
    sample_rate: int = SAMPLE_RATE
    title: str = ""
    artist: str = ""
    path: Path | None = None
    warnings: tuple[str, ...] = ()

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate
