"""Recurrent taggers: CRNN, LSTM with self-attention, and networks joined.

CRNN: 2-D convolutions, then a GRU over time (Choi et al. 2017). Self-attention: an LSTM over the
frames, then multi-head attention among its steps (Vaswani et al. 2017).
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool1d

from core.networks.tagging.convolutional import Trunk
from core.networks.tagging.parts import (
    BandNorm,
    StyleHead,
    TagLogits,
    TagNetwork,
    TagNetworkSizes,
    mean_and_max,
)


class ConvolutionalRecurrent(TagNetwork):
    """Convolutions, and a GRU over what they leave of time."""

    def __init__(self, sizes: TagNetworkSizes) -> None:
        super().__init__(sizes)
        self.trunk = Trunk(sizes, residual=False, squeeze=False)
        n_hidden = sizes.channels(128)
        n_in = self.trunk.n_channels * self.trunk.n_bands
        self.recurrent = nn.GRU(n_in, n_hidden, batch_first=True, bidirectional=True)
        self.head = StyleHead(4 * n_hidden, sizes)

    def forward(self, windows: Tensor) -> TagLogits:
        """Labels and vector of windows `(n, n_frames, n_bands)`."""
        steps, _ = self.recurrent(self.trunk(windows).transpose(1, 2).flatten(2))
        result: TagLogits = self.head(mean_and_max(steps.transpose(1, 2)))
        return result


class SelfAttentionPath(nn.Module):
    """An LSTM over groups of four frames, and attention of several heads among its steps."""

    def __init__(self, sizes: TagNetworkSizes) -> None:
        super().__init__()
        n_hidden = 4 * max(1, sizes.channels(128) // 4)
        self.n_features = 4 * n_hidden
        self.entrance = BandNorm(sizes.n_bands)
        self.recurrent = nn.LSTM(sizes.n_bands, n_hidden, batch_first=True, bidirectional=True)
        self.attention = nn.MultiheadAttention(2 * n_hidden, 4, batch_first=True)
        self.normalise = nn.LayerNorm(2 * n_hidden)

    def forward(self, windows: Tensor) -> Tensor:
        """`(n, n_frames, n_bands)` -> `(n, n_features)`."""
        frames = avg_pool1d(self.entrance(windows).transpose(1, 2), 4)
        steps, _ = self.recurrent(frames.transpose(1, 2))
        attended, _ = self.attention(steps, steps, steps, need_weights=False)
        return mean_and_max(self.normalise(steps + attended).transpose(1, 2))


class SelfAttention(TagNetwork):
    """The LSTM with self-attention alone."""

    def __init__(self, sizes: TagNetworkSizes) -> None:
        super().__init__(sizes)
        self.path = SelfAttentionPath(sizes)
        self.head = StyleHead(self.path.n_features, sizes)

    def forward(self, windows: Tensor) -> TagLogits:
        """Labels and vector of windows `(n, n_frames, n_bands)`."""
        result: TagLogits = self.head(self.path(windows))
        return result


class JoinedPaths(TagNetwork):
    """Convolutions beside the LSTM with self-attention; their features joined before the vector."""

    def __init__(self, sizes: TagNetworkSizes) -> None:
        super().__init__(sizes)
        self.trunk = Trunk(sizes, residual=True, squeeze=True)
        self.path = SelfAttentionPath(sizes)
        self.head = StyleHead(2 * self.trunk.n_channels + self.path.n_features, sizes)

    def forward(self, windows: Tensor) -> TagLogits:
        """Labels and vector of windows `(n, n_frames, n_bands)`."""
        features = torch.cat([mean_and_max(self.trunk(windows)), self.path(windows)], dim=1)
        result: TagLogits = self.head(features)
        return result
