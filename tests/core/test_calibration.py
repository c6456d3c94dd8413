"""Activations become probabilities, for a drum and for a song."""

import numpy as np
import pytest

from core.calibration import Calibration, adapt_to_song, best_threshold
from core.errors import ModelError
from core.training.validation import fit_calibration, natural_f


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
    fitted = fit_calibration(scores, hits, 1.0)
    assert (fitted.slope, fitted.offset) == pytest.approx((1.5, -1.0), abs=0.1)
    rarer = fit_calibration(scores, hits, 0.25)
    assert rarer.offset == pytest.approx(-1.0 + np.log(0.25), abs=0.15)


def test_clear_song_has_a_threshold_of_a_half_and_a_doubtful_one_a_lower() -> None:
    clear = np.array([0.99] * 50 + [0.01] * 50)
    doubtful = np.linspace(0.1, 0.9, 100)
    assert best_threshold(clear) == pytest.approx(0.5, abs=0.01)
    assert 0.3 <= best_threshold(doubtful) < 0.42
    assert best_threshold(np.zeros(0)) == 0.5


def test_best_threshold_gives_the_greatest_expected_f() -> None:
    rng = np.random.default_rng(5)
    likely = rng.beta(0.5, 0.5, 300)
    strokes = rng.random((400, 300)) < likely

    def mean_f(threshold: float) -> float:
        kept = likely >= threshold
        return float(np.mean(2 * (strokes & kept).sum(1) / (kept.sum() + strokes.sum(1))))

    best = mean_f(best_threshold(likely))
    assert best >= max(mean_f(t) for t in (0.2, 0.3, 0.6, 0.8))


def test_drum_that_does_not_play_is_doubted_and_one_that_does_is_believed() -> None:
    calibration = Calibration(hit_rate=0.5)
    rng = np.random.default_rng(1)
    absent = adapt_to_song(calibration, rng.uniform(0.1, 0.45, 200))
    present = adapt_to_song(calibration, rng.uniform(0.55, 0.95, 200))
    middle = np.array([0.5])
    assert absent.probability(middle)[0] < 0.2
    assert present.probability(middle)[0] > 0.8


def test_few_peaks_move_a_calibration_little() -> None:
    moved = adapt_to_song(Calibration(hit_rate=0.5), np.array([0.3, 0.35]))
    assert 0.4 < moved.probability(np.array([0.5]))[0] < 0.5
    unmoved = adapt_to_song(Calibration(hit_rate=0.5), np.zeros(0))
    assert unmoved.offset == pytest.approx(0, abs=1e-6)


def test_natural_f_counts_strokes_by_their_natural_rate() -> None:
    counts = np.array([50, 100, 100])
    assert natural_f(counts, 10.0, 10.0) == pytest.approx(0.5)
    # A tenth of the strokes, as many false alarms: 5 of 10 found, 50 false.
    assert natural_f(counts, 10.0, 1.0) == pytest.approx(2 * 5 / (10 + 5 + 50))
