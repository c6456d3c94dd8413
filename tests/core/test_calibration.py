"""Activations become probabilities, for a drum and for a song."""

import numpy as np
import pytest

from core.calibration import Calibration
from core.errors import ModelError
from core.training.validation import fit_calibration


def test_calibration_and_its_inverse_agree() -> None:
    calibration = Calibration(1.7, -0.8)
    probability = calibration.probability(np.array([0.05, 0.4, 0.9]))
    assert np.all(np.diff(probability) > 0)
    back = [calibration.activation(float(p)) for p in probability]
    assert back == pytest.approx([0.05, 0.4, 0.9], abs=1e-3)


def test_falling_calibration_is_refused() -> None:
    with pytest.raises(ModelError):
        Calibration(-1.0)


def test_fitted_probabilities_are_the_shares_of_hits() -> None:
    rng = np.random.default_rng(3)
    scores = rng.uniform(0.02, 0.98, 20000)
    hits = rng.random(20000) < Calibration(1.5, -1.0).probability(scores)
    fitted = fit_calibration(scores, hits)
    assert (fitted.slope, fitted.offset) == pytest.approx((1.5, -1.0), abs=0.1)
