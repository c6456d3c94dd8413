"""A network stepped through frame by frame is the network run over the whole."""

import pytest
import torch
from torch import Tensor

from core.errors import ModelError
from core.networks import DrumNetwork, DrumNetworkSizes
from core.networks.streaming import DrumNetworkStream, FrameActivations


def trained_on_noise(look_ahead: int, n_bands: int) -> DrumNetwork:
    """A network whose batch normalisation has seen something."""
    torch.manual_seed(look_ahead)
    sizes = {"n_scale_channels": 2, "channels": (4, 8), "n_joined": 8, "n_recurrent": 6}
    network = DrumNetwork(
        DrumNetworkSizes(n_bands, 17, **sizes, causal=True, look_ahead=look_ahead)
    )
    torch.nn.init.normal_(network.attention.band_bias)
    torch.nn.init.normal_(network.drum_head.weight)
    with torch.no_grad():
        for _ in range(20):
            network(3 * torch.rand(4, 30, n_bands))
    return network.eval()


def steps(stream: DrumNetworkStream, spectrogram: Tensor) -> list[FrameActivations]:
    return [said for frame in spectrogram if (said := stream.step(frame)) is not None]


@pytest.mark.parametrize("look_ahead", [0, 1, 3])
@pytest.mark.parametrize("n_bands", [27, 81])
def test_steps_give_what_the_network_gives_of_the_whole(look_ahead: int, n_bands: int) -> None:
    network = trained_on_noise(look_ahead, n_bands)
    spectrogram = 3 * torch.rand(60, n_bands)
    seen: list[Tensor] = []
    network.attention.weights.register_forward_hook(lambda _m, _i, output: seen.append(output))
    with torch.inference_mode():
        whole = network(spectrogram.unsqueeze(0))
    said = steps(DrumNetworkStream(network), spectrogram)
    n = 60 - look_ahead
    assert len(said) == n
    assert whole.drums.std() > 0.1
    for name in ("drums", "velocities", "beats"):
        found = torch.stack([getattr(each, name) for each in said])
        torch.testing.assert_close(
            found, torch.sigmoid(getattr(whole, name))[0, :n], atol=1e-4, rtol=0
        )
    attention = torch.stack([each.attention for each in said])
    torch.testing.assert_close(attention, seen[0][0].mean(dim=0)[:n], atol=1e-4, rtol=0)


def test_reset_forgets_all_frames() -> None:
    stream = DrumNetworkStream(trained_on_noise(1, 27))
    spectrogram = torch.rand(10, 27)
    first = steps(stream, spectrogram)
    stream.reset()
    again = steps(stream, spectrogram)
    assert len(first) == len(again) == 9
    assert all(torch.equal(a.drums, b.drums) for a, b in zip(first, again, strict=True))


def test_network_stays_as_it_is_while_a_stream_goes_on() -> None:
    network = trained_on_noise(1, 27)
    spectrogram = torch.rand(1, 20, 27)
    with torch.inference_mode():
        before = network(spectrogram).drums
        steps(DrumNetworkStream(network), torch.rand(5, 27))
        assert torch.equal(network(spectrogram).drums, before)


def test_network_that_needs_the_whole_song_is_refused() -> None:
    network = DrumNetwork(DrumNetworkSizes(27, 17, n_joined=8, n_recurrent=6))
    with pytest.raises(ModelError, match="causal"):
        DrumNetworkStream(network)
