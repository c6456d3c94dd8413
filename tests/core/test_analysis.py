"""One pass of the network gives activations and attention alike."""

import numpy as np
import pytest

from core.activations import predict_activations
from core.analysis import analyse
from core.attention import predict_attention
from core.errors import CancelledError
from core.features import Spectrogram, log_spectrogram
from core.song import Song
from tests.core.toy_networks import toy_checkpoint


def noise(seconds: float) -> Song:
    generator = np.random.default_rng(1)
    return Song(generator.uniform(-0.1, 0.1, round(44100 * seconds)).astype(np.float32))


def test_one_pass_gives_what_the_stages_give_one_by_one() -> None:
    song, checkpoint = noise(40), toy_checkpoint()
    analysis = analyse(song, checkpoint, "cpu")
    spectrogram = log_spectrogram(song, checkpoint.features)
    expected = predict_activations(spectrogram, checkpoint, "cpu")
    np.testing.assert_array_equal(analysis.activations.drums, expected.drums)
    assert analysis.attention is not None
    weights = predict_attention(spectrogram, checkpoint).weights
    np.testing.assert_allclose(analysis.attention.weights, weights, atol=1e-5)
    assert set(analysis.peak_picking.thresholds) == set(checkpoint.drum_names)


def test_spectrogram_is_shown_before_the_network_begins() -> None:
    seen: list[Spectrogram] = []
    fractions: list[float] = []

    def on_progress(fraction: float) -> None:
        assert seen
        fractions.append(fraction)

    analysis = analyse(noise(40), toy_checkpoint(), "cpu", on_progress, seen.append)
    assert seen == [analysis.spectrogram]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_analysis_stops_when_progress_raises() -> None:
    def cancel(_fraction: float) -> None:
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        analyse(noise(2), toy_checkpoint(), "cpu", cancel)
