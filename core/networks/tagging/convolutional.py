"""Convolutional taggers: kernels over all bands (1-D), small kernels (2-D), raw samples.

2-D: 3x3 convolutions and pooling (Choi et al. 2016), plain, with residual connections (He et al.
2016) or with squeeze-and-excitation (Hu et al. 2018). 1-D: kernels as tall as the spectrogram
(Dieleman & Schrauwen 2014). Sample-level: strides of three samples (Lee et al. 2017).
"""

from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, max_pool1d

from core.networks.tagging.parts import (
    SAMPLES,
    BandNorm,
    StyleHead,
    TagLogits,
    TagNetwork,
    TagNetworkSizes,
    convolution,
    mean_and_max,
)


class OneDimensional(TagNetwork):
    """Kernels over the whole frequency axis, then over time alone."""

    def __init__(self, sizes: TagNetworkSizes) -> None:
        super().__init__(sizes)
        n = sizes.channels(192)
        self.entrance = BandNorm(sizes.n_bands)
        self.layers = nn.ModuleList(
            _convolution_1d(n_in, n, 5) for n_in in (sizes.n_bands, n, n, n)
        )
        self.head = StyleHead(2 * n, sizes)

    def forward(self, windows: Tensor) -> TagLogits:
        """Labels and vector of windows `(n, n_frames, n_bands)`."""
        features = self.entrance(windows).transpose(1, 2)
        for number, layer in enumerate(self.layers):
            features = layer(max_pool1d(features, 2) if number else features)
        result: TagLogits = self.head(mean_and_max(features))
        return result


class Block(nn.Module):
    """Two 3x3 convolutions; `residual` adds what came in, `squeeze` weighs the channels."""

    def __init__(self, n_in: int, n_out: int, *, residual: bool, squeeze: bool) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(convolution(n_in, n_out), convolution(n_out, n_out))
        self.shortcut = nn.Conv2d(n_in, n_out, 1) if residual else None
        self.squeeze = (
            nn.Sequential(
                nn.Linear(n_out, n_out // 4),
                nn.ReLU(inplace=True),
                nn.Linear(n_out // 4, n_out),
                nn.Sigmoid(),
            )
            if squeeze
            else None
        )

    def forward(self, features: Tensor) -> Tensor:
        """`(n, n_in, n_frames, n_bands)` -> `(n, n_out, n_frames, n_bands)`."""
        result: Tensor = self.convolutions(features)
        if self.squeeze is not None:
            result = result * self.squeeze(result.mean(dim=(2, 3)))[:, :, None, None]
        return result if self.shortcut is None else result + self.shortcut(features)


class TwoDimensional(TagNetwork):
    """Small kernels over time and frequency, both halved after each block."""

    residual: ClassVar[bool] = False
    squeeze: ClassVar[bool] = False

    def __init__(self, sizes: TagNetworkSizes) -> None:
        super().__init__(sizes)
        self.trunk = Trunk(sizes, residual=self.residual, squeeze=self.squeeze)
        self.head = StyleHead(2 * self.trunk.n_channels, sizes)

    def forward(self, windows: Tensor) -> TagLogits:
        """Labels and vector of windows `(n, n_frames, n_bands)`."""
        result: TagLogits = self.head(mean_and_max(self.trunk(windows)))
        return result


class Residual(TwoDimensional):
    """`TwoDimensional` with residual connections."""

    residual: ClassVar[bool] = True


class SqueezeExcitation(TwoDimensional):
    """`TwoDimensional` with residual connections and weighed channels."""

    residual: ClassVar[bool] = True
    squeeze: ClassVar[bool] = True


class Trunk(nn.Module):
    """2-D convolutions: windows to features a sixteenth as long and as high."""

    def __init__(self, sizes: TagNetworkSizes, *, residual: bool, squeeze: bool) -> None:
        super().__init__()
        channels = [sizes.channels(n) for n in (24, 48, 96, 160)]
        self.n_channels = channels[-1]
        self.n_bands = -(-sizes.n_bands // 16)
        self.entrance = BandNorm(sizes.n_bands)
        self.first = convolution(1, channels[0], 5, stride=2)
        self.blocks = nn.ModuleList(
            Block(n_in, n_out, residual=residual, squeeze=squeeze)
            for n_in, n_out in zip(channels[:1] + channels[:-1], channels, strict=True)
        )

    def forward(self, windows: Tensor) -> Tensor:
        """`(n, n_frames, n_bands)` -> `(n, n_channels, n_frames / 16, n_bands / 16)`."""
        features = self.first(self.entrance(windows).unsqueeze(1))
        for number, block in enumerate(self.blocks):
            features = block(avg_pool2d(features, 2, ceil_mode=True) if number else features)
        result: Tensor = features
        return result


class SampleLevel(TagNetwork):
    """Raw samples, a third as many after each layer."""

    hears: ClassVar[str] = SAMPLES

    def __init__(self, sizes: TagNetworkSizes) -> None:
        super().__init__(sizes)
        channels = [sizes.channels(n) for n in (48, 48, 96, 96, 96, 160, 160, 160)]
        self.first = nn.Sequential(
            nn.Conv1d(1, channels[0], 3, stride=3),
            nn.BatchNorm1d(channels[0]),
            nn.ReLU(inplace=True),
        )
        self.layers = nn.ModuleList(
            _convolution_1d(n_in, n_out, 3)
            for n_in, n_out in zip(channels[:1] + channels[:-1], channels, strict=True)
        )
        self.head = StyleHead(2 * channels[-1], sizes)

    def forward(self, windows: Tensor) -> TagLogits:
        """Labels and vector of windows `(n, n_samples)`."""
        features = self.first(windows.unsqueeze(1))
        for layer in self.layers:
            features = max_pool1d(layer(features), 3, ceil_mode=True)
        result: TagLogits = self.head(mean_and_max(torch.relu(features)))
        return result


def _convolution_1d(n_in: int, n_out: int, size: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv1d(n_in, n_out, size, padding=size // 2, bias=False),
        nn.BatchNorm1d(n_out),
        nn.ReLU(inplace=True),
    )
