"""Activations -> onsets: where each drum was struck, how hard, and how sure that is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Onset:
    """A stroke: `time` in seconds, `drum` as named in `KIT`, `velocity` 1..127,
    `confidence` 0..1."""

    time: float
    drum: str
    velocity: int
    confidence: float = 1.0
