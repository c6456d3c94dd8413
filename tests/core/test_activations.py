"""Spectrogram -> activations, piece by piece."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.activations import (
    CONTEXT_FRAMES,
    PIECE_FRAMES,
    choose_device,
    pieces,
    predict_activations,
)
from core.errors import CancelledError, ModelError, UsageError
from core.features import FeatureSettings, Spectrogram
from core.kit import DRUM_NAMES
from tests.core.toy_networks import noise, toy_checkpoint


@pytest.mark.parametrize("n_frames", [1, 1499, 1500, 1501, 4000, 10000])
def test_pieces_cover_each_frame_once_and_see_around_it(n_frames: int) -> None:
    counted: list[int] = []
    for seen, inside in pieces(n_frames):
        frames = range(n_frames)[seen]
        counted += frames[inside]
        assert len(frames) <= PIECE_FRAMES + 2 * CONTEXT_FRAMES
        first, last = frames[inside][0], frames[inside][-1]
        assert frames[0] == max(first - CONTEXT_FRAMES, 0)
        assert frames[-1] == min(last + CONTEXT_FRAMES, n_frames - 1)
    assert counted == list(range(n_frames))


def test_activations_have_a_frame_a_spectrogram_frame_and_lie_in_0_to_1() -> None:
    found = predict_activations(noise(250), toy_checkpoint(), "cpu")
    assert found.drums.shape == found.velocities.shape == (250, len(DRUM_NAMES))
    assert found.beats.shape == found.downbeats.shape == (250,)
    assert found.drums.dtype == np.float32
    assert (found.n_frames, found.duration) == (250, 2.5)
    for part in (found.drums, found.velocities, found.beats, found.downbeats):
        assert ((part >= 0) & (part <= 1)).all()


@pytest.mark.parametrize("name", ["melody", "findyourrhythm"])
def test_piecewise_equals_whole(name: str) -> None:
    checkpoint, spectrogram = toy_checkpoint(name), noise(2 * PIECE_FRAMES + 700)
    found = predict_activations(spectrogram, checkpoint, "cpu")
    with torch.inference_mode():
        logits = checkpoint.network(spectrogram.values.unsqueeze(0))
    assert np.allclose(found.drums, torch.sigmoid(logits.drums[0]).numpy(), atol=1e-3)
    assert np.allclose(found.velocities, torch.sigmoid(logits.velocities[0]).numpy(), atol=1e-3)
    beats = torch.sigmoid(logits.beats[0]).numpy()
    assert np.allclose(found.beats, beats[:, 0], atol=1e-3)
    assert np.allclose(found.downbeats, beats[:, 1], atol=1e-3)
    assert float(found.drums.std(axis=0).max()) > 0.01, "a constant would pass too"


def test_progress_rises_to_one() -> None:
    told: list[float] = []
    predict_activations(noise(4000), toy_checkpoint(), "cpu", told.append)
    assert told == sorted(told)
    assert len(told) == 3
    assert told[-1] == 1.0


def test_callback_can_cancel() -> None:
    calls = []

    def cancel(fraction: float) -> None:
        calls.append(fraction)
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        predict_activations(noise(6000), toy_checkpoint(), "cpu", cancel)
    assert len(calls) == 1


def test_spectrogram_of_other_settings_is_refused() -> None:
    other = Spectrogram(noise(10).values, FeatureSettings(bands_per_octave=4))
    with pytest.raises(ModelError, match="other settings"):
        predict_activations(other, toy_checkpoint(), "cpu")
    checkpoint = toy_checkpoint()
    changed = replace(checkpoint, features=replace(checkpoint.features, log_gain=2.0))
    with pytest.raises(ModelError):
        predict_activations(noise(10), changed, "cpu")


def test_device_is_chosen_by_name_and_by_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for cuda, mps, best in ((True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")):
        monkeypatch.setattr(torch.cuda, "is_available", lambda has=cuda: has)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda has=mps: has)
        assert choose_device().type == best
    assert choose_device("cpu").type == "cpu"
    with pytest.raises(UsageError, match="no cuda device"):
        choose_device("cuda")
    with pytest.raises(UsageError, match="no device named"):
        choose_device("tpu")
