"""Activations are scores; a calibration makes probabilities of them.

A drum's calibration (the same for drums of a family) says how often a peak of that activation is a
stroke, in songs that the network was not trained on (Platt 1999: a logistic function of the
score's log-odds).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError

_SMALLEST = 1e-4


@dataclass(frozen=True)
class Calibration:
    """log-odds of the probability = `slope` * log-odds of the activation + `offset`."""

    slope: float = 1.0
    offset: float = 0.0

    def __post_init__(self) -> None:
        if not self.slope > 0:
            raise ModelError("A calibration must rise with the activation.")

    def probability(self, activation: NDArray[np.floating]) -> NDArray[np.float64]:
        """Probabilities 0..1 that peaks of these activations are strokes."""
        return _logistic(self.slope * log_odds(activation) + self.offset)

    def activation(self, probability: float) -> float:
        """The activation (0..1) of a peak that is a stroke with this probability."""
        odds = log_odds(np.array([probability]))
        return float(_logistic((odds - self.offset) / self.slope)[0])


def log_odds(probability: NDArray[np.floating]) -> NDArray[np.float64]:
    """Natural log-odds; values nearer to 0 or 1 than 1e-4 count as that."""
    bounded = np.clip(np.asarray(probability, dtype=np.float64), _SMALLEST, 1 - _SMALLEST)
    return np.asarray(np.log(bounded / (1 - bounded)))


def _logistic(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-odds)))
