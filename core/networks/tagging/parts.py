"""What the networks of the family share: sizes, results, the way from features to labels."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import torch
from torch import Tensor, nn

from core.errors import ModelError

MEL, SAMPLES = "mel", "samples"


class TagLogits(NamedTuple):
    """What is heard in a batch of windows: the logits of `labels (n, n_labels)`, their `vector
    (n, n_vector)`, the logit of how much each counts for its song, `importance (n,)`, and the
    layer before the vector, `hidden (n, 2 * n_vector)`.
    """

    labels: Tensor
    vector: Tensor
    importance: Tensor
    hidden: Tensor


@dataclass(frozen=True)
class TagNetworkSizes:
    """Sizes of a network of the family; kept in its checkpoint.

    `width` multiplies the number of channels of every layer.
    """

    n_labels: int
    n_bands: int = 96
    n_vector: int = 256
    width: float = 1.0
    dropout: float = 0.1

    def __post_init__(self) -> None:
        if min(self.n_labels, self.n_bands, self.n_vector) < 1 or self.width <= 0:
            raise ModelError("All sizes of a network lie above zero.")

    def channels(self, n: int) -> int:
        """That many channels, multiplied by the width."""
        return max(4, round(n * self.width))


class TagNetwork(nn.Module):
    """A network of the family: windows to `TagLogits`.

    `hears` tells what windows are: mel spectrograms `(n, n_frames, n_bands)`, or samples
    `(n, n_samples)` of 16 kHz in -1..1.
    """

    hears: ClassVar[str] = MEL

    def __init__(self, sizes: TagNetworkSizes) -> None:
        super().__init__()
        self.sizes = sizes

    def forward(self, windows: Tensor) -> TagLogits:
        """Labels and vector of each window."""
        raise NotImplementedError


class StyleHead(nn.Module):
    """Pooled features -> the style vector -> all labels, of whatever kind, from that one vector."""

    def __init__(self, n_features: int, sizes: TagNetworkSizes) -> None:
        super().__init__()
        self.normalise = nn.BatchNorm1d(n_features)
        self.hidden = nn.Linear(n_features, 2 * sizes.n_vector)
        self.dropout = nn.Dropout(sizes.dropout)
        self.vector = nn.Linear(2 * sizes.n_vector, sizes.n_vector)
        self.labels = nn.Linear(sizes.n_vector, sizes.n_labels)
        # Most labels don't fit most music.
        nn.init.constant_(self.labels.bias, -3.0)
        self.importance = nn.Linear(sizes.n_vector, 1)
        # All windows count alike until songs whose labels hold for parts of them teach otherwise.
        nn.init.zeros_(self.importance.weight)
        nn.init.zeros_(self.importance.bias)

    def forward(self, features: Tensor) -> TagLogits:
        """Features `(n, n_features)` to labels and vector."""
        hidden = torch.relu(self.hidden(self.normalise(features)))
        vector = self.vector(self.dropout(hidden))
        return TagLogits(self.labels(vector), vector, self.importance(vector).squeeze(1), hidden)


class BandNorm(nn.Module):
    """Each band with mean 0 and spread 1, as the windows of the training had it."""

    def __init__(self, n_bands: int) -> None:
        super().__init__()
        self.normalise = nn.BatchNorm1d(n_bands)

    def forward(self, mel: Tensor) -> Tensor:
        """`(n, n_frames, n_bands)` in the same shape."""
        result: Tensor = self.normalise(mel.transpose(1, 2)).transpose(1, 2)
        return result


def convolution(n_in: int, n_out: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    """A convolution over time and frequency, normalised, rectified."""
    return nn.Sequential(
        nn.Conv2d(n_in, n_out, size, stride=stride, padding=size // 2, bias=False),
        nn.BatchNorm2d(n_out),
        nn.ReLU(inplace=True),
    )


def mean_and_max(features: Tensor) -> Tensor:
    """`(n, n_channels, ...)` -> `(n, 2 * n_channels)`."""
    flat = features.flatten(2)
    return torch.cat([flat.mean(dim=2), flat.amax(dim=2)], dim=1)


def labels_of_song(logits: Tensor, importance: Tensor) -> Tensor:
    """Probabilities `(n_songs, n_labels)` from those of its windows, weighed by importance.

    Attention pooling of weak labels (Kong et al. 2018): `logits (n_songs, n_windows, n_labels)`,
    `importance (n_songs, n_windows)`.
    """
    weights = torch.softmax(importance, dim=-1).unsqueeze(-1)
    return (torch.sigmoid(logits) * weights).sum(dim=-2)
