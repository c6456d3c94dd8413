"""Activations are scores; a calibration makes probabilities of them.

A peak's activation says how sure the network was under the mixture of songs that it was trained
on. Its calibration, one a drum (the same for drums of a family), says how often such a peak is
a stroke in music as it is played
(Platt 1999: a logistic function of the score's log-odds).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError

_SMALLEST = 1e-4
_N_PRIOR = 10
_N_ITERATIONS = 30


@dataclass(frozen=True)
class Calibration:
    """log-odds of the probability = `slope` * log-odds of the activation + `offset`.

    `log_prior` is how much oftener than in training the drum is struck in music as it is
    played, as a logarithm; it weighs drums of a family against each other. `hit_rate` is the share
    of all peaks that are strokes.
    """

    slope: float = 1.0
    offset: float = 0.0
    log_prior: float = 0.0
    hit_rate: float = 0.5

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


def adapt_to_song(calibration: Calibration, activation: NDArray[np.floating]) -> Calibration:
    """The calibration for a song with peaks of these activations.

    Songs differ in how many of a drum's peaks are strokes: where a drum does not play at all,
    none is. That share is estimated by expectation maximisation (Saerens, Latinne and
    Decaestecker 2002), with `_N_PRIOR` peaks of an average song added so that few peaks
    move little.
    """
    base = log_odds(np.array([calibration.hit_rate]))[0]
    odds = log_odds(calibration.probability(activation))
    shift = 0.0
    for _ in range(_N_ITERATIONS):
        expected = _logistic(odds + shift).sum() + _N_PRIOR * calibration.hit_rate
        rate = expected / (len(odds) + _N_PRIOR)
        shift = float(log_odds(np.array([rate]))[0] - base)
    return replace(calibration, offset=calibration.offset + shift)


def log_odds(probability: NDArray[np.floating]) -> NDArray[np.float64]:
    """Natural log-odds; values nearer to 0 or 1 than 1e-4 count as that."""
    bounded = np.clip(np.asarray(probability, dtype=np.float64), _SMALLEST, 1 - _SMALLEST)
    return np.asarray(np.log(bounded / (1 - bounded)))


def _logistic(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-odds)))


def best_threshold(probabilities: NDArray[np.floating], least: float = 0.3) -> float:
    """The probability from which events should be kept so that the expected F is greatest.

    With the k likeliest of all events kept, F is expected to be 2 * (sum of their probabilities)
    / (k + sum of all probabilities); the threshold is half of its greatest value (Lipton, Elkan
    and Naryanaswamy 2014): .5 where everything is clear, lower where much is doubtful, but not
    below `least`.
    """
    ranked = np.sort(np.asarray(probabilities, dtype=np.float64))[::-1]
    if not len(ranked):
        return 0.5
    n_kept = np.arange(1, len(ranked) + 1)
    expected_f = 2 * np.cumsum(ranked) / (n_kept + ranked.sum())
    return float(max(expected_f.max() / 2, least))
