"""All taggers of the family share entrance and exit, and learn."""

import pytest
import torch

from core.errors import ModelError
from core.networks.tagging.build import (
    TAG_NETWORKS,
    Voting,
    build_tag_network,
    tag_network_name,
    tag_network_sizes,
)
from core.networks.tagging.melody import MelodyTagger
from core.networks.tagging.parts import SAMPLES, labels_of_song

SIZES = {"n_labels": 5, "n_vector": 12, "width": 0.25}


def windows_for(name: str, n: int = 4) -> torch.Tensor:
    """Two kinds of windows in turn: low and high, or slow and quick."""
    torch.manual_seed(2)
    if TAG_NETWORKS[name].hears == SAMPLES:
        time = torch.arange(47616) / 16000
        return torch.stack([torch.sin(6.28 * (200 + 3000 * (i % 2)) * time) for i in range(n)])
    windows = torch.rand(n, 187, 96)
    windows[::2, :, :30] += 2
    windows[1::2, :, 60:] += 2
    return windows


@pytest.mark.parametrize("name", TAG_NETWORKS)
def test_network_learns_to_tell_two_sounds_apart(name: str) -> None:
    torch.manual_seed(1)
    network = build_tag_network(name, SIZES)
    windows = windows_for(name, 8)
    wanted = torch.tensor([[1.0, 0, 0, 0, 0], [0, 1.0, 0, 0, 0]] * 4)
    optimizer = torch.optim.Adam(network.parameters(), 3e-3)
    for _ in range(30):
        heard = network(windows)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(heard.labels, wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert heard.labels.shape == (8, 5)
    assert heard.vector.shape == (8, 12)
    assert heard.importance.shape == (8,)
    assert ((heard.labels[:, 0] > heard.labels[:, 1]) == (wanted[:, 0] > 0)).all()


@pytest.mark.parametrize("name", TAG_NETWORKS)
def test_network_is_rebuilt_from_name_and_sizes(name: str) -> None:
    network = build_tag_network(name, SIZES).eval()
    again = build_tag_network(tag_network_name(network), tag_network_sizes(network)).eval()
    again.load_state_dict(network.state_dict(), strict=True)
    windows = windows_for(name, 2)
    with torch.no_grad():
        assert torch.equal(network(windows).labels, again(windows).labels)


def test_attention_weights_of_each_head_sum_to_one_at_every_scale() -> None:
    network = build_tag_network("melody", SIZES).eval()
    assert isinstance(network, MelodyTagger)
    seen = []
    for attention in network.attention:
        attention.weights.register_forward_hook(lambda _m, _i, out: seen.append(out))
    with torch.no_grad():
        network(windows_for("melody", 2))
    assert [tuple(one.shape[2:]) for one in seen] == [(47, 24), (24, 12), (12, 6), (6, 3)]
    for one in seen:
        assert torch.allclose(one.sum(dim=(2, 3)), torch.ones(2, 4), atol=1e-4)


def test_windows_of_an_untrained_song_count_alike() -> None:
    network = build_tag_network("cnn-1d", SIZES).eval()
    with torch.no_grad():
        heard = network(windows_for("cnn-1d", 4))
    song = labels_of_song(heard.labels[None], heard.importance[None])
    assert torch.allclose(song, torch.sigmoid(heard.labels).mean(dim=0, keepdim=True), atol=1e-6)
    certain = labels_of_song(torch.tensor([[[9.0], [-9.0]]]), torch.tensor([[20.0, 0.0]]))
    assert certain.item() > 0.99


def test_voters_average_what_they_say() -> None:
    members = [build_tag_network(name, SIZES).eval() for name in ("cnn-1d", "lstm-attention")]
    windows = windows_for("cnn-1d", 2)
    with torch.no_grad():
        voting = Voting(members).eval()
        heard = voting(windows)
        apart = [member(windows) for member in members]
    assert torch.allclose(heard.labels, (apart[0].labels + apart[1].labels) / 2)
    assert torch.allclose(heard.vector, (apart[0].vector + apart[1].vector) / 2)
    again = build_tag_network(tag_network_name(voting), tag_network_sizes(voting))
    again.load_state_dict(voting.state_dict())
    with torch.no_grad():
        assert torch.allclose(again.eval()(windows).labels, heard.labels)
    with pytest.raises(ModelError):
        Voting([])
    for name in ("n_labels", "n_vector"):
        with pytest.raises(ModelError):
            Voting([members[0], build_tag_network("cnn-1d", {**SIZES, name: 6})])
    with pytest.raises(ModelError):
        Voting([members[0], build_tag_network("sample-level", SIZES)])


def test_unknown_names_and_sizes_are_refused() -> None:
    with pytest.raises(ModelError, match="cnn-9d"):
        build_tag_network("cnn-9d", SIZES)
    with pytest.raises(ModelError):
        build_tag_network("melody", {"n_labels": 5, "n_legs": 4})
    with pytest.raises(ModelError):
        build_tag_network("melody", {"n_labels": 0})
