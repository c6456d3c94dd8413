"""A causal network as its frames arrive: what it has seen is kept, not computed again.

Of one frame at a time most of the cost is in the calls, not in the sums. So what follows in
the network is brought together here: batch normalisation is folded into the convolution
before it, the three scales are one convolution, the heads one matrix. The answers are
those of the network itself.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from core.errors import ModelError
from core.networks.drum_network import DrumNetwork, MultiScaleConvolution


@dataclass(frozen=True)
class FrameActivations:
    """What the heads say of one frame, all in 0..1: `drums` and `velocities` `(n_drums,)`,
    `beats` (beat, downbeat) `(2,)`. `attention` `(n_pooled_bands,)` is the mean over its heads.
    """

    drums: Tensor
    velocities: Tensor
    beats: Tensor
    attention: Tensor


class DrumNetworkStream:
    """Steps through a spectrogram of any length, frame by frame.

    All steps together give what the network gives of the whole spectrogram, but for the last
    `look_ahead` frames, about which it can't know yet.
    """

    def __init__(self, network: DrumNetwork) -> None:
        if not network.sizes.causal:
            raise ModelError("This network needs the whole song. Playing live needs a causal one.")
        sizes = network.sizes
        self.look_ahead, self._n_drums = sizes.look_ahead, sizes.n_drums
        self.n_pooled_bands = int(network.attention.band_bias.shape[-1])
        with torch.no_grad():
            self._scale, self._shift = _affine(network.normalise)
            self._convolutions = (
                _merged_scales(network.scales),
                _folded_block(network.convolution_1),
                _folded_block(network.convolution_2),
            )
            score = network.attention.score
            assert score.bias is not None
            self._score = _Convolution(score.weight.clone(), score.bias.clone())
            self._band_bias = network.attention.band_bias.clone()
            self._n_heads = network.attention.n_heads
            self._join = [p.detach().clone() for p in network.join.parameters()]
            self._recurrent = [p.detach().clone() for p in network.recurrent.parameters()]
            heads = (network.drum_head, network.velocity_head, network.beat_head)
            self._heads = (
                torch.cat([head.weight for head in heads]),
                torch.cat([head.bias for head in heads]),
            )
        self.reset()

    def reset(self) -> None:
        """Forget all frames: a new spectrogram begins."""
        for layer in (*self._convolutions, self._score):
            layer.reset()
        zeros = torch.zeros(1, self._recurrent[1].shape[1])
        self._memory = zeros, zeros
        self._n_seen = 0

    @torch.inference_mode()
    def step(self, frame: Tensor) -> FrameActivations | None:
        """What the network says once it has seen the next frame `(n_bands,)` too.

        That is about the frame `look_ahead` frames before it; None while there is no such frame.
        """
        features = torch.addcmul(self._shift, frame, self._scale).view(1, 1, 1, -1)
        first, second, third = self._convolutions
        for layer in (first, second):
            features = functional.max_pool2d(layer.step(features), (1, 2), ceil_mode=True).relu_()
        features = third.step(features).relu_()
        self._n_seen += 1
        return self._judge(features) if self._n_seen > self.look_ahead else None

    def _judge(self, features: Tensor) -> FrameActivations:
        """`(1, n_channels, 1, n_pooled_bands)` -> activations."""
        scores = self._score.step(features) + self._band_bias
        weights = torch.softmax(scores, dim=-1)
        n_bands = self.n_pooled_bands
        by_head = features.view(self._n_heads, -1, n_bands)
        weighed = by_head * (weights.view(self._n_heads, 1, n_bands) * n_bands)
        joined = functional.linear(weighed.view(1, -1), self._join[0], self._join[1]).relu_()
        self._memory = torch.lstm_cell(joined, self._memory, *self._recurrent)
        both = torch.cat([self._memory[0], joined], dim=1)
        found = torch.sigmoid(functional.linear(both, *self._heads)[0])
        n = self._n_drums
        attention = weights.view(self._n_heads, n_bands).mean(dim=0)
        return FrameActivations(found[:n], found[n : 2 * n], found[2 * n :], attention)


class _Convolution:
    """A causal convolution that keeps the frames it looks back at."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        self.weight, self.bias = weight, bias
        self._past: Tensor | None = None

    def reset(self) -> None:
        """Forget all frames."""
        self._past = None

    def step(self, features: Tensor) -> Tensor:
        """The next frame `(1, n_in, 1, n_bands)` -> `(1, n_out, 1, n_bands)`."""
        _, n_in, n_frames, n_bands_seen = self.weight.shape
        if self._past is None:
            self._past = torch.zeros(1, n_in, n_frames - 1, features.shape[3])
        seen = torch.cat([self._past, features], dim=2)
        self._past = seen[:, :, 1:]
        return functional.conv2d(seen, self.weight, self.bias, padding=(0, n_bands_seen // 2))


def _affine(normalise: nn.BatchNorm1d | nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Scale and shift that a batch normalisation comes to once it is trained."""
    mean, variance = normalise.running_mean, normalise.running_var
    assert mean is not None and variance is not None
    scale = normalise.weight / torch.sqrt(variance + normalise.eps)
    return scale.clone(), normalise.bias - mean * scale


def _folded(weight: Tensor, bias: Tensor | None, normalise: nn.BatchNorm2d) -> _Convolution:
    """The convolution with the batch normalisation that follows it."""
    scale, shift = _affine(normalise)
    shift = shift if bias is None else shift + bias * scale
    return _Convolution(weight * scale.view(-1, 1, 1, 1), shift)


def _folded_block(block: nn.Sequential) -> _Convolution:
    convolution, normalise, _ = block
    assert isinstance(convolution, nn.Conv2d) and isinstance(normalise, nn.BatchNorm2d)
    return _folded(convolution.weight, convolution.bias, normalise)


def _merged_scales(scales: MultiScaleConvolution) -> _Convolution:
    """The scales as one convolution, their kernels put into one as large as the largest."""
    convolutions = [scale for scale in scales.scales if isinstance(scale, nn.Conv2d)]
    kernels = [convolution.weight for convolution in convolutions]
    n_frames = max(kernel.shape[2] for kernel in kernels)
    n_bands = max(kernel.shape[3] for kernel in kernels)
    grown = []
    for kernel in kernels:
        beside = (n_bands - kernel.shape[3]) // 2
        # All end with the present frame, and are centred on the same band.
        grown.append(functional.pad(kernel, (beside, beside, n_frames - kernel.shape[2], 0)))
    bias = torch.cat([c.bias for c in convolutions if c.bias is not None])
    return _folded(torch.cat(grown), bias, scales.normalise)
