"""Melody's tagger: the spectrogram at four scales, attention over the places of each, one vector.

The spectrogram is halved step by step. At each scale every place (a sub-region of the spectrogram:
some frames, some bands) gets a weight from each head of a gated attention (Ilse et al.,
"Attention-based deep multiple instance learning", ICML 2018), a softmax over time and frequency;
the features of the places, weighed, are summed up, and the sums of all scales joined. So what the
network listens to can be shown, place by place (`core.tagging.attention`).
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d

from core.networks.tagging.parts import (
    BandNorm,
    StyleHead,
    TagLogits,
    TagNetwork,
    TagNetworkSizes,
    convolution,
)

_FIRST_CHANNELS = 24
_CHANNELS = (40, 80, 144, 192)
_N_HEADS = 4
_N_GATE = 48


class RegionAttention(nn.Module):
    """Weighs the places of one scale; the weights of each head sum to one over all places.

    `weights (n, n_heads, n_frames, n_bands)` and `values (n, n_values, n_frames, n_bands)` pass
    their input on unchanged, so that forward hooks on them can read it. A third of the heads'
    values belongs to each head.
    """

    def __init__(self, n_channels: int, n_bands: int, n_values: int) -> None:
        super().__init__()
        # Convolutions forget where they are; what lies low and what lies high differ in music.
        self.place = nn.Parameter(torch.zeros(1, n_channels, 1, n_bands))
        self.value = nn.Conv2d(n_channels, n_values, 1)
        self.gate = nn.Conv2d(n_channels, 2 * _N_GATE, 1)
        self.score = nn.Conv2d(_N_GATE, _N_HEADS, 1)
        self.weights = nn.Identity()
        self.values = nn.Identity()

    def forward(self, features: Tensor) -> Tensor:
        """Features `(n, n_channels, n_frames, n_bands)` to their weighed sums `(n, n_values)`."""
        n, _, n_frames, n_bands = features.shape
        placed = features + self.place
        what, how_much = self.gate(placed).chunk(2, dim=1)
        scores = self.score(torch.tanh(what) * torch.sigmoid(how_much))
        weights = torch.softmax(scores.flatten(2), dim=2).reshape(n, _N_HEADS, n_frames, n_bands)
        weights = self.weights(weights)
        values = self.values(torch.relu(self.value(placed)))
        by_head = values.reshape(n, _N_HEADS, -1, n_frames * n_bands)
        sums: Tensor = by_head @ weights.reshape(n, _N_HEADS, n_frames * n_bands, 1)
        return sums.flatten(1)


class MelodyTagger(TagNetwork):
    """Windows of a mel spectrogram to labels, by attention at four scales."""

    def __init__(self, sizes: TagNetworkSizes) -> None:
        super().__init__(sizes)
        channels = [sizes.channels(n) for n in _CHANNELS]
        self.entrance = BandNorm(sizes.n_bands)
        n_first = sizes.channels(_FIRST_CHANNELS)
        self.first = convolution(1, n_first, 5, stride=2)
        self.stages = nn.ModuleList(
            nn.Sequential(convolution(n_in, n_out), convolution(n_out, n_out))
            for n_in, n_out in zip([n_first, *channels[:-1]], channels, strict=True)
        )
        n_bands = [_halved(sizes.n_bands, times) for times in range(2, len(channels) + 2)]
        n_values = [_N_HEADS * max(1, n // 2) for n in channels]
        self.attention = nn.ModuleList(
            RegionAttention(*numbers) for numbers in zip(channels, n_bands, n_values, strict=True)
        )
        self.head = StyleHead(sum(n_values), sizes)

    def pooled(self, windows: Tensor) -> Tensor:
        """The weighed sums of all scales, `(n, n_features)`."""
        features = self.first(self.entrance(windows).unsqueeze(1))
        sums = []
        for stage, attention in zip(self.stages, self.attention, strict=True):
            features = stage(avg_pool2d(features, 2, ceil_mode=True))
            sums.append(attention(features))
        return torch.cat(sums, dim=1)

    def forward(self, windows: Tensor) -> TagLogits:
        """Labels and vector of windows `(n, n_frames, n_bands)`."""
        result: TagLogits = self.head(self.pooled(windows))
        return result


def _halved(n: int, times: int) -> int:
    for _ in range(times):
        n = -(-n // 2)
    return n
