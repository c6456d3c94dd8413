"""Melody's network: multi-scale CNN -> attention over frequency -> BiLSTM -> heads.

The trunk is that of the CRNNs for drum transcription (Vogl et al. 2017): small convolutions
over time and frequency, then a recurrent layer over time. Two things differ. The first layer
looks at three scales at once (a stroke's attack, its spectrum, its decay). And before the bands
are joined, each frame weighs them: a softmax over the bands, so that what the network listens
to in each moment can be shown.

For playing live there is a causal variant: all convolutions look back alone, the LSTM runs
forward, and each frame's answer waits for a few frames more (`look_ahead`). It has the same
parts, and gives the same answers frame by frame (`core.networks.streaming`).
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from core.errors import ModelError


class FrameLogits(NamedTuple):
    """Logits of a batch: `drums` and `velocities` `(n, n_frames, n_drums)`,
    `beats` (beat, downbeat) `(n, n_frames, 2)`.
    """

    drums: Tensor
    velocities: Tensor
    beats: Tensor


@dataclass(frozen=True)
class DrumNetworkSizes:
    """Sizes of a `DrumNetwork`; kept in its checkpoint.

    A `causal` network knows of no frame more than `look_ahead` frames after the one it judges.
    """

    n_bands: int
    n_drums: int
    n_scale_channels: int = 8
    channels: tuple[int, int] = (32, 48)
    n_attention_heads: int = 4
    n_joined: int = 160
    n_recurrent: int = 96
    dropout: float = 0.2
    causal: bool = False
    look_ahead: int = 0

    def __post_init__(self) -> None:
        if self.look_ahead < 0 or (self.look_ahead and not self.causal):
            raise ModelError("Only a causal network has a look-ahead, of no frame or more.")


class CausalConvolution(nn.Conv2d):
    """A convolution over time and frequency that pads time only before its beginning."""

    def forward(self, features: Tensor) -> Tensor:
        """`(n, n_in, n_frames, n_bands)` -> `(n, n_out, n_frames, n_bands)`."""
        n_past = int(self.kernel_size[0]) - 1
        return super().forward(functional.pad(features, (0, 0, n_past, 0)))


def _time_frequency_convolution(
    n_in: int, n_out: int, shape: tuple[int, int], *, causal: bool, bias: bool = True
) -> nn.Conv2d:
    """A convolution that keeps the numbers of frames and bands."""
    n_bands_beside = shape[1] // 2
    if causal:
        return CausalConvolution(n_in, n_out, shape, padding=(0, n_bands_beside), bias=bias)
    return nn.Conv2d(n_in, n_out, shape, padding=(shape[0] // 2, n_bands_beside), bias=bias)


class MultiScaleConvolution(nn.Module):
    """Three kernels side by side: 3x3, 7 frames x 3 bands, 3 frames x 9 bands."""

    def __init__(self, n_channels: int, *, causal: bool = False) -> None:
        super().__init__()
        shapes = ((3, 3), (7, 3), (3, 9))
        self.scales = nn.ModuleList(
            _time_frequency_convolution(1, n_channels, shape, causal=causal) for shape in shapes
        )
        self.normalise = nn.BatchNorm2d(len(shapes) * n_channels)

    def forward(self, spectrogram: Tensor) -> Tensor:
        """`(n, 1, n_frames, n_bands)` -> `(n, 3 * n_channels, n_frames, n_bands)`."""
        scales = torch.cat([scale(spectrogram) for scale in self.scales], dim=1)
        return torch.relu(self.normalise(scales))


class FrequencyAttention(nn.Module):
    """Weighs the bands of each frame; the weights of each head sum to one over the bands.

    The channels are shared out among the heads. `weights` passes the weights on unchanged, so
    that a forward hook on it can read them: `(n, n_heads, n_frames, n_bands)`.
    """

    def __init__(
        self, n_channels: int, n_bands: int, n_heads: int, *, causal: bool = False
    ) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.score = _time_frequency_convolution(n_channels, n_heads, (5, 1), causal=causal)
        self.band_bias = nn.Parameter(torch.zeros(n_heads, 1, n_bands))
        self.weights = nn.Identity()

    def forward(self, features: Tensor) -> Tensor:
        """Features `(n, n_channels, n_frames, n_bands)` weighed, in the same shape."""
        n, n_channels, n_frames, n_bands = features.shape
        weights = self.weights(torch.softmax(self.score(features) + self.band_bias, dim=-1))
        by_head = features.reshape(n, self.n_heads, n_channels // self.n_heads, n_frames, n_bands)
        # Times the number of bands: even weights leave the features as they are.
        weighed: Tensor = by_head * (weights.unsqueeze(2) * n_bands)
        return weighed.reshape(features.shape)


def _convolution(n_in: int, n_out: int, *, causal: bool) -> nn.Sequential:
    convolution = _time_frequency_convolution(n_in, n_out, (3, 3), causal=causal, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(n_out), nn.ReLU())


class DrumNetwork(nn.Module):
    """Log-frequency spectrogram -> logits a frame: drums, velocities, beat and downbeat."""

    def __init__(self, sizes: DrumNetworkSizes) -> None:
        super().__init__()
        self.sizes = sizes
        first, second = sizes.channels
        causal = sizes.causal
        self.normalise = nn.BatchNorm1d(sizes.n_bands)
        self.scales = MultiScaleConvolution(sizes.n_scale_channels, causal=causal)
        self.convolution_1 = _convolution(3 * sizes.n_scale_channels, first, causal=causal)
        self.convolution_2 = _convolution(first, second, causal=causal)
        self.pool = nn.MaxPool2d((1, 2), ceil_mode=True)
        n_pooled = (sizes.n_bands + 3) // 4
        self.attention = FrequencyAttention(
            second, n_pooled, sizes.n_attention_heads, causal=causal
        )
        self.join = nn.Sequential(nn.Linear(second * n_pooled, sizes.n_joined), nn.ReLU())
        self.dropout = nn.Dropout(sizes.dropout)
        self.recurrent = nn.LSTM(
            sizes.n_joined, sizes.n_recurrent, batch_first=True, bidirectional=not causal
        )
        n_features = (1 if causal else 2) * sizes.n_recurrent + sizes.n_joined
        self.drum_head = nn.Linear(n_features, sizes.n_drums)
        self.velocity_head = nn.Linear(n_features, sizes.n_drums)
        self.beat_head = nn.Linear(n_features, 2)
        # Strokes are rare: start from about one frame in fifty.
        nn.init.constant_(self.drum_head.bias, -4.0)
        nn.init.constant_(self.beat_head.bias, -4.0)

    def forward(self, spectrogram: Tensor) -> FrameLogits:
        """Logits of spectrograms `(n, n_frames, n_bands)`."""
        # After the end comes silence, as before the beginning.
        later = functional.pad(spectrogram, (0, 0, 0, self.sizes.look_ahead))
        return self.judge(self.listen(later)[:, :, self.sizes.look_ahead :])

    def listen(self, spectrogram: Tensor) -> Tensor:
        """Features `(n, n_channels, n_frames, n_pooled_bands)` of spectrograms."""
        features = self.normalise(spectrogram.transpose(1, 2)).transpose(1, 2).unsqueeze(1)
        features = self.pool(self.scales(features))
        features = self.pool(self.convolution_1(features))
        return self.convolution_2(features)  # type: ignore[no-any-return]

    def judge(self, features: Tensor) -> FrameLogits:
        """Logits of features, frame by frame."""
        weighed = self.attention(features)
        joined = self.dropout(self.join(weighed.transpose(1, 2).flatten(2)))
        context, _ = self.recurrent(joined)
        both = self.dropout(torch.cat([context, joined], dim=-1))
        return FrameLogits(self.drum_head(both), self.velocity_head(both), self.beat_head(both))
