"""Playing live: what is heard block by block is what the whole would give, and it comes early."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.activations import predict_activations
from core.attention import predict_attention
from core.calibration import Calibration
from core.checkpoint import load_live_checkpoint
from core.errors import ModelError, UsageError
from core.features import FeatureSettings, Spectrogram, log_bands
from core.kit import DRUM_NAMES
from core.live import (
    LiveBlock,
    LiveTranscriber,
    OnsetStream,
    SpectrogramStream,
    live_peak_picking,
)
from core.onsets import Onset, PeakPicking
from tests.core.toy_networks import SETTINGS, toy_checkpoint, toy_live_checkpoint
from tests.rock_loop import HEARD_AS, heard_live, rock_loop, shipped_drums, through_room

Sound = NDArray[np.float32]
RATE = 100.0


def clicks(seconds: float = 1.2, seed: int = 1) -> Sound:
    """Bursts of noise over a soft hum."""
    rng = np.random.default_rng(seed)
    n = int(seconds * 44100)
    sound = 0.01 * np.sin(np.arange(n) * 0.02)
    for start in rng.integers(0, n - 4000, size=6):
        sound[start : start + 4000] += rng.normal(0, 0.3, 4000) * np.exp(-np.arange(4000) / 600)
    return sound.astype(np.float32)


def cut(sound: Sound, lengths: list[int]) -> list[Sound]:
    """The sound in blocks of these lengths, again and again; every sample in one of them."""
    blocks, start = [], 0
    while start < len(sound):
        length = lengths[len(blocks) % len(lengths)]
        blocks.append(sound[start : start + length])
        start += length
    return blocks


def heard(live: LiveTranscriber, blocks: list[Sound]) -> LiveBlock:
    """All that the blocks gave, as one."""
    live.reset()
    given_back = [live.push(block) for block in blocks]
    joined = {
        name: np.concatenate([getattr(block, name) for block in given_back])
        for name in ("spectrogram", "activations", "velocities", "attention", "beats", "downbeats")
    }
    onsets = tuple(onset for block in given_back for onset in block.onsets)
    return LiveBlock(spectrogram_frame=0, first_frame=0, onsets=onsets, **joined)


@pytest.fixture(scope="module")
def live() -> LiveTranscriber:
    return LiveTranscriber(toy_live_checkpoint())


@pytest.mark.parametrize("chosen", [FeatureSettings(), SETTINGS])
@pytest.mark.parametrize("n_samples", [1023, 1024, 1465, 30_000])
def test_spectrogram_of_blocks_is_that_of_the_whole(
    chosen: FeatureSettings, n_samples: int
) -> None:
    sound = torch.from_numpy(clicks()[:n_samples])
    stream = SpectrogramStream(chosen)
    frames = [frame for block in sound.split(333) for frame in stream.push(block)]
    whole = log_bands(sound, chosen)
    # Those whose second half of a window has arrived.
    assert len(frames) == max((n_samples - 1024) // 441 + 1, 0) == stream.n_frames
    if frames:
        torch.testing.assert_close(torch.cat(frames), whole[: len(frames)], atol=1e-6, rtol=0)


def test_what_is_heard_is_what_the_network_says_of_the_whole() -> None:
    checkpoint = toy_live_checkpoint()
    sound = clicks()
    found = heard(LiveTranscriber(checkpoint), cut(sound, [700]))
    spectrogram = Spectrogram(log_bands(torch.from_numpy(sound), SETTINGS), SETTINGS)
    whole = predict_activations(spectrogram, checkpoint, "cpu")
    n = len(found.activations)
    # All frames whose sound has come, but for those that the network still looks ahead.
    assert n == len(found.spectrogram) - 1 == (len(sound) - 1024) // 441
    np.testing.assert_allclose(found.activations, whole.drums[:n], atol=1e-4)
    np.testing.assert_allclose(found.velocities, whole.velocities[:n], atol=1e-4)
    np.testing.assert_allclose(found.beats, whole.beats[:n], atol=1e-4)
    np.testing.assert_allclose(found.downbeats, whole.downbeats[:n], atol=1e-4)
    attention = predict_attention(spectrogram, checkpoint).weights
    np.testing.assert_allclose(found.attention, attention[:n], atol=1e-4)
    assert found.activations.std() > 0.05


@settings(deadline=None, max_examples=25)
@given(lengths=st.lists(st.integers(0, 3000), min_size=1, max_size=6).filter(lambda n: sum(n) > 99))
def test_blocks_of_any_length_give_the_same(live: LiveTranscriber, lengths: list[int]) -> None:
    sound = clicks(0.4)
    expected = heard(live, [sound])
    found = heard(live, cut(sound, lengths))
    for name in ("spectrogram", "activations", "velocities", "attention", "beats"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), atol=1e-6)
    np.testing.assert_array_equal(found.activations, expected.activations)
    assert found.onsets == expected.onsets


def test_blocks_tell_which_frames_they_hold(live: LiveTranscriber) -> None:
    live.reset()
    n_spectrogram = n_judged = 0
    for block in cut(clicks(0.4), [900]):
        found = live.push(block)
        assert found.spectrogram_frame == n_spectrogram
        assert found.first_frame == n_judged
        n_spectrogram += len(found.spectrogram)
        n_judged += len(found.activations)
        assert len(found.activations) == len(found.attention) == len(found.downbeats)
    assert live.seconds == pytest.approx(n_judged / RATE)


def test_reset_begins_at_the_first_sample_again(live: LiveTranscriber) -> None:
    live.reset()
    first = live.push(clicks(0.3))
    live.reset()
    again = live.push(clicks(0.3))
    assert again.spectrogram_frame == again.first_frame == 0
    np.testing.assert_array_equal(again.activations, first.activations)
    live.warm_up()
    assert live.seconds == 0


def test_only_causal_networks_and_one_channel_can_be_heard_live(live: LiveTranscriber) -> None:
    for name in ("melody", "findyourrhythm"):
        with pytest.raises(ModelError):
            LiveTranscriber(toy_checkpoint(name))
    with pytest.raises(UsageError):
        live.push(np.zeros((2, 100), dtype=np.float32))


def picked(
    peaks: list[tuple[int, float, str]], n_frames: int = 80, thresholds: float = 0.3
) -> list[tuple[int, Onset]]:
    """The strokes of (frame, height, drum) with the frame with which they were told."""
    drums = np.zeros((n_frames, len(DRUM_NAMES)), dtype=np.float32)
    for frame, height, name in peaks:
        for shift, share in ((-1, 0.5), (0, 1.0), (1, 0.5)):
            column = drums[:, DRUM_NAMES.index(name)]
            column[frame + shift] = max(column[frame + shift], share * height)
    stream = OnsetStream(DRUM_NAMES, RATE)
    picking = PeakPicking(dict.fromkeys(DRUM_NAMES, thresholds))
    velocity = np.full(len(DRUM_NAMES), 0.5, dtype=np.float32)
    return [
        (frame, onset)
        for frame, row in enumerate(drums)
        for onset in stream.push(row, velocity, picking)
    ]


def test_a_stroke_is_told_with_the_frame_that_reaches_its_threshold() -> None:
    told = picked([(20, 0.95, "kick"), (50, 0.5, "snare")])
    assert [(frame, onset.drum) for frame, onset in told] == [(19, "kick"), (50, "snare")]
    assert [onset.time for _, onset in told] == pytest.approx([0.2, 0.5], abs=0.0051)
    assert {onset.velocity for _, onset in told} == {64}


def test_a_stroke_that_rises_slowly_is_one_stroke() -> None:
    slowly = [(20 + step, 0.4 + 0.1 * step, "snare") for step in range(6)]
    assert len(picked(slowly)) == 1


def test_each_stroke_is_told_once() -> None:
    peaks = [
        (frame, height, "snare")
        for frame, height in zip(range(5, 75, 7), [0.95, 0.5] * 5, strict=True)
    ]
    assert len(picked(peaks)) == len(peaks)
    # One that stays high is one stroke.
    long = [(frame, 0.9, "crash") for frame in range(20, 40)]
    assert len(picked(long)) == 1


def test_a_flam_is_two_strokes() -> None:
    told = picked([(20, 0.8, "snare"), (23, 0.95, "snare")])
    assert [onset.time for _, onset in told] == pytest.approx([0.2, 0.23], abs=0.006)


def test_drums_taken_for_one_another_are_one_stroke_of_the_likeliest() -> None:
    told = picked([(20, 0.5, "hihat_closed"), (20, 0.3, "hihat_open"), (20, 0.9, "kick")])
    assert sorted(onset.drum for _, onset in told) == ["hihat_closed", "kick"]


def test_what_stays_below_its_threshold_is_not_told() -> None:
    assert picked([(20, 0.5, "kick")], thresholds=0.6) == []
    rng = np.random.default_rng(1)
    noise = [(int(frame), float(rng.uniform(0, 0.25)), "kick") for frame in range(2, 70)]
    assert picked(noise) == []


def test_strokes_are_told_from_the_asked_likelihood_on() -> None:
    sure, doubtful = Calibration(1.0, 1.0), Calibration(1.0, -1.0)
    checkpoint = replace(
        toy_live_checkpoint(),
        calibrations={"kick": sure, "snare": doubtful},
        thresholds={"kick": 0.9, "crash": 0.7},
    )
    for likelihood in (0.3, 0.6):
        picking = live_peak_picking(checkpoint, likelihood)
        for drum, calibration in checkpoint.calibrations.items():
            threshold = np.array([picking.threshold(drum)])
            assert calibration.probability(threshold) == pytest.approx(likelihood)
        assert picking.threshold("crash") == 0.7
        assert picking.calibrations == checkpoint.calibrations


@pytest.mark.slow
@pytest.mark.parametrize(("bpm", "peak_db"), [(92, -6.0), (126, -24.0)])
def test_rock_loop_through_a_microphone_is_heard(bpm: float, peak_db: float) -> None:
    onsets = rock_loop(bpm, n_bars=4)
    sound = through_room(shipped_drums(onsets), peak_db=peak_db)
    told = heard_live(LiveTranscriber(load_live_checkpoint()), sound)
    n_right, late = 0, []
    for name in ("kick", "snare", "hi-hat"):
        expected = [onset.time for onset in onsets if HEARD_AS[onset.drum] == name]
        found = [(o.time, at) for at, o in told if HEARD_AS.get(o.drum) == name]
        for time in expected:
            near = [at - time for heard, at in found if abs(heard - time) < 0.05]
            n_right += bool(near)
            late += near[:1]
    assert n_right >= 0.9 * len(onsets)
    assert len(told) <= 1.2 * len(onsets)
    # The microphone and the screen take 39 ms more of the 100.
    assert np.percentile(late, 95) <= 0.06


def test_shipped_live_network_is_causal_and_knows_all_drums() -> None:
    checkpoint = load_live_checkpoint()
    assert checkpoint.drum_names == DRUM_NAMES
    assert checkpoint.features == FeatureSettings()
    assert checkpoint.training["recipe"] == "live"
    n_weights = sum(p.numel() for p in checkpoint.network.parameters())
    assert n_weights < 300_000
    LiveTranscriber(checkpoint)
