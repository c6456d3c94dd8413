"""Velocities follow the level of each drum's band within the song."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from core.activations import Activations
from core.features import FeatureSettings, Spectrogram
from core.velocities import with_levels

SETTINGS = FeatureSettings()
FREQUENCIES = np.array(SETTINGS.band_frequencies)
LOW = FREQUENCIES <= 150
FRAMES = np.arange(20, 420, 40)


def heard(
    levels: NDArray[np.float64], velocities: NDArray[np.float64]
) -> tuple[Activations, Spectrogram]:
    """Kicks whose band has these levels one frame after the onset, told at these velocities."""
    values = np.zeros((440, SETTINGS.n_bands), dtype=np.float32)
    for frame, level in zip(FRAMES, levels, strict=True):
        values[frame + 1, LOW] = level
    drums = np.zeros((440, 2), dtype=np.float32)
    drums[FRAMES, 0] = 0.9
    told = np.full((440, 2), 0.3, dtype=np.float32)
    told[FRAMES, 0] = velocities
    silent = np.zeros(440, dtype=np.float32)
    activations = Activations(drums, told, silent, silent, ("kick", "snare"), SETTINGS.frame_rate)
    return activations, Spectrogram(torch.from_numpy(values), SETTINGS)


def test_louder_strokes_get_higher_velocities_around_the_networks_mean() -> None:
    rng = np.random.default_rng(1)
    levels = rng.uniform(0.5, 2.0, len(FRAMES))
    told = rng.normal(0.6, 0.05, len(FRAMES))
    activations, spectrogram = heard(levels, told)
    found = with_levels(activations, spectrogram).velocities[FRAMES, 0]
    assert np.corrcoef(found, levels)[0, 1] > 0.75
    assert np.corrcoef(found, told)[0, 1] > np.corrcoef(levels, told)[0, 1]
    assert found.mean() == pytest.approx(told.mean(), abs=1e-3)
    assert found.std() == pytest.approx(told.std(), rel=1e-2)


def test_level_of_other_bands_and_other_drums_change_nothing() -> None:
    told = np.linspace(0.4, 0.8, len(FRAMES))
    activations, spectrogram = heard(np.ones(len(FRAMES)), told)
    spectrogram.values[:, ~LOW] = torch.rand(440, int((~LOW).sum()))
    found = with_levels(activations, spectrogram)
    assert np.allclose(found.velocities[FRAMES, 0], told, atol=1e-3)
    assert np.array_equal(found.velocities[:, 1], activations.velocities[:, 1])
    assert np.array_equal(found.drums, activations.drums)


def test_few_strokes_keep_the_networks_velocities() -> None:
    activations, spectrogram = heard(np.linspace(1, 2, len(FRAMES)), np.full(len(FRAMES), 0.5))
    activations.drums[FRAMES[3:], 0] = 0
    found = with_levels(activations, spectrogram)
    assert np.array_equal(found.velocities, activations.velocities)


def test_velocities_stay_between_0_and_1() -> None:
    levels = np.ones(len(FRAMES))
    levels[0] = 3.5
    told = np.where(np.arange(len(FRAMES)) % 2 == 0, 0.02, 0.99)
    found = with_levels(*heard(levels, told)).velocities
    assert found.min() >= 0 and found.max() <= 1
