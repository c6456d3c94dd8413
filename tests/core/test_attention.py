"""The attention map is what the network weighed, on the bands of the spectrogram."""

import numpy as np
import pytest
import torch

from core.attention import predict_attention
from core.errors import ModelError
from core.networks import DrumNetwork
from tests.core.toy_networks import SETTINGS, noise, toy_checkpoint


def test_each_frame_has_a_mean_of_one_over_all_bands() -> None:
    spectrogram = noise(3300)
    weights = predict_attention(spectrogram, toy_checkpoint()).weights
    assert weights.shape == (3300, SETTINGS.n_bands)
    assert weights.dtype == np.float32
    assert np.allclose(weights.mean(axis=1), 1, atol=1e-4)
    assert (weights >= 0).all()


def test_favoured_bands_stand_out_where_they_are() -> None:
    checkpoint = toy_checkpoint()
    network = checkpoint.network
    assert isinstance(network, DrumNetwork)
    with torch.no_grad():
        network.attention.band_bias[:, :, 2] = 8.0  # spectrogram bands 8 to 11
    weights = predict_attention(noise(50), checkpoint).weights
    assert set(np.flatnonzero(weights.mean(axis=0) > 3)) == {8, 9, 10, 11}


def test_map_changes_with_the_sound_and_leaves_no_hook_behind() -> None:
    checkpoint = toy_checkpoint()
    network = checkpoint.network
    assert isinstance(network, DrumNetwork)
    first = predict_attention(noise(50, seed=1), checkpoint).weights
    second = predict_attention(noise(50, seed=2), checkpoint).weights
    assert not np.allclose(first, second)
    assert not network.attention.weights._forward_hooks


def test_network_without_attention_is_told() -> None:
    with pytest.raises(ModelError, match="no attention"):
        predict_attention(noise(10), toy_checkpoint("findyourrhythm"))
