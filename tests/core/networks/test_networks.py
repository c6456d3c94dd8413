"""Shapes, attention, and networks rebuilt from their sizes."""

import pytest
import torch

from core.errors import ModelError
from core.networks import (
    DrumNetwork,
    DrumNetworkSizes,
    FindYourRhythm,
    FindYourRhythmSizes,
    build_network,
)
from core.networks.build import network_name, network_sizes
from core.networks.drum_network import FrequencyAttention, MultiScaleConvolution

SMALL = {"n_scale_channels": 2, "channels": (4, 8), "n_joined": 8, "n_recurrent": 6}


@pytest.mark.parametrize("n_bands", [4, 27, 81])
@pytest.mark.parametrize("n_frames", [1, 7, 60])
def test_network_gives_logits_for_each_frame(n_bands: int, n_frames: int) -> None:
    network = DrumNetwork(DrumNetworkSizes(n_bands, 17, **SMALL)).eval()
    logits = network(torch.rand(2, n_frames, n_bands))
    assert logits.drums.shape == logits.velocities.shape == (2, n_frames, 17)
    assert logits.beats.shape == (2, n_frames, 2)


def test_untrained_network_expects_strokes_to_be_rare() -> None:
    torch.manual_seed(1)
    network = DrumNetwork(DrumNetworkSizes(27, 17, **SMALL)).eval()
    with torch.inference_mode():
        logits = network(torch.rand(1, 50, 27))
    assert float(torch.sigmoid(logits.drums).mean()) < 0.05
    assert float(torch.sigmoid(logits.beats).mean()) < 0.05


def test_scales_look_at_different_reaches_and_keep_the_size() -> None:
    scales = MultiScaleConvolution(3)
    assert scales(torch.rand(2, 1, 11, 13)).shape == (2, 9, 11, 13)
    assert {scale.kernel_size for scale in scales.scales} == {(3, 3), (7, 3), (3, 9)}


def test_attention_weights_of_each_head_sum_to_one_over_the_bands() -> None:
    torch.manual_seed(1)
    attention = FrequencyAttention(8, 10, 4)
    torch.nn.init.normal_(attention.band_bias)
    seen = []
    attention.weights.register_forward_hook(lambda _m, _i, output: seen.append(output))
    features = torch.randn(2, 8, 5, 10)
    with torch.inference_mode():
        weighed = attention(features)
    (weights,) = seen
    assert weights.shape == (2, 4, 5, 10)
    assert torch.allclose(weights.sum(dim=-1), torch.ones(2, 4, 5))
    assert float(weights.std()) > 0.01
    # What the hook reads is what the features were weighed with: two channels a head.
    by_channel = weights.repeat_interleave(2, dim=1) * 10
    assert torch.allclose(weighed, features * by_channel, atol=1e-6)


def test_even_attention_leaves_the_features_as_they_are() -> None:
    attention = FrequencyAttention(8, 10, 4)
    torch.nn.init.zeros_(attention.score.weight)
    torch.nn.init.zeros_(attention.score.bias)
    features = torch.randn(1, 8, 5, 10)
    assert torch.allclose(attention(features), features, atol=1e-6)


def test_all_weights_get_a_gradient() -> None:
    network = DrumNetwork(DrumNetworkSizes(27, 17, **SMALL))
    logits = network(torch.rand(2, 20, 27))
    sum(part.square().sum() for part in logits).backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters())


def test_causal_network_knows_nothing_beyond_its_look_ahead() -> None:
    torch.manual_seed(1)
    for look_ahead in (0, 2):
        sizes = DrumNetworkSizes(27, 17, **SMALL, causal=True, look_ahead=look_ahead)
        network = DrumNetwork(sizes).eval()
        spectrogram = torch.rand(1, 40, 27)
        changed = spectrogram.clone()
        changed[:, 20:] = torch.rand(1, 20, 27)
        with torch.inference_mode():
            before, after = network(spectrogram).drums, network(changed).drums
        assert before.shape == (1, 40, 17)
        assert torch.equal(before[:, : 20 - look_ahead], after[:, : 20 - look_ahead])
        assert not torch.allclose(before[:, 20 - look_ahead], after[:, 20 - look_ahead])


def test_only_a_causal_network_can_look_ahead() -> None:
    with pytest.raises(ModelError):
        DrumNetworkSizes(27, 17, look_ahead=1)
    with pytest.raises(ModelError):
        DrumNetworkSizes(27, 17, causal=True, look_ahead=-1)


def test_find_your_rhythm_hears_drums_and_no_beats() -> None:
    network = FindYourRhythm(FindYourRhythmSizes(1025, 17, n_recurrent=4)).eval()
    logits = network(torch.rand(2, 9, 1025))
    assert logits.drums.shape == logits.velocities.shape == (2, 9, 17)
    assert (torch.sigmoid(logits.beats) < 0.001).all()


@pytest.mark.parametrize("name", ["melody", "findyourrhythm"])
def test_network_is_rebuilt_from_its_name_and_sizes(name: str) -> None:
    sizes = {"n_bands": 27, "n_drums": 17, "n_recurrent": 6}
    network = build_network(name, sizes)
    assert network_name(network) == name
    rebuilt = build_network(name, network_sizes(network))
    rebuilt.load_state_dict(network.state_dict(), strict=True)
    spectrogram = torch.rand(1, 12, 27)
    with torch.inference_mode():
        first, second = network.eval()(spectrogram), rebuilt.eval()(spectrogram)
    assert torch.equal(first.drums, second.drums)


def test_unknown_networks_and_sizes_are_refused() -> None:
    with pytest.raises(ModelError, match="melody, ensemble, findyourrhythm"):
        build_network("transformer", {})
    with pytest.raises(ModelError, match="sizes"):
        build_network("melody", {"n_bands": 27, "n_drums": 17, "n_layers": 3})
    with pytest.raises(ModelError, match="Linear"):
        network_name(torch.nn.Linear(1, 1))
