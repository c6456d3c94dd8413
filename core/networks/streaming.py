"""A causal network as its frames arrive: what it has seen is kept, not computed again."""

from copy import deepcopy
from typing import NamedTuple

import torch
from torch import Tensor, nn

from core.errors import ModelError
from core.networks.drum_network import CausalConvolution, DrumNetwork, FrameLogits


class StreamedFrames(NamedTuple):
    """What the network says of `n_frames` frames in a row.

    `logits` have a leading dimension of 1; `attention` `(n_frames, n_pooled_bands)` is the mean
    over the heads. `first_frame` is the number of the first of the frames, counted from 0.
    """

    logits: FrameLogits
    attention: Tensor
    first_frame: int


class DrumNetworkStream:
    """Steps through a spectrogram of any length; the steps may be of any length too.

    All steps together give what the network gives of the whole spectrogram, but for the last
    `look_ahead` frames, about which it can't know yet. The network itself stays as it is.
    """

    def __init__(self, network: DrumNetwork) -> None:
        if not network.sizes.causal:
            raise ModelError("This network needs the whole song. Playing live needs a causal one.")
        self.sizes = network.sizes
        self._network = deepcopy(network).eval()
        _keep_past(self._network)
        self._attention: list[Tensor] = []
        self._network.attention.weights.register_forward_hook(
            lambda _module, _inputs, output: self._attention.append(output)
        )
        self._n_seen = 0

    @property
    def n_pooled_bands(self) -> int:
        """How many bands the attention weighs."""
        return int(self._network.attention.band_bias.shape[-1])

    def reset(self) -> None:
        """Forget all frames: a new spectrogram begins."""
        for module in self._network.modules():
            if isinstance(module, (_ConvolutionStream, _RecurrentStream)):
                module.past = None
        self._n_seen = 0

    @torch.inference_mode()
    def step(self, frames: Tensor) -> StreamedFrames:
        """What the network says once it has seen the next frames `(n_frames, n_bands)` too."""
        look_ahead = self.sizes.look_ahead
        first = max(self._n_seen - look_ahead, 0)
        n_unjudged = min(max(look_ahead - self._n_seen, 0), len(frames))
        if not len(frames):
            return self._nothing(first)
        features = self._network.listen(frames.unsqueeze(0))[:, :, n_unjudged:]
        self._n_seen += len(frames)
        if not features.shape[2]:
            return self._nothing(first)
        self._attention.clear()
        logits = self._network.judge(features)
        return StreamedFrames(logits, self._attention[0][0].mean(dim=0), first)

    def _nothing(self, first_frame: int) -> StreamedFrames:
        drums = torch.zeros(1, 0, self.sizes.n_drums)
        logits = FrameLogits(drums, drums, torch.zeros(1, 0, 2))
        return StreamedFrames(logits, torch.zeros(0, self.n_pooled_bands), first_frame)


class _ConvolutionStream(nn.Module):
    """A causal convolution that goes on where its last input ended."""

    def __init__(self, convolution: CausalConvolution) -> None:
        super().__init__()
        self.convolution = convolution
        self.past: Tensor | None = None

    def forward(self, features: Tensor) -> Tensor:
        if self.past is None:
            n, n_channels, _, n_bands = features.shape
            self.past = features.new_zeros(n, n_channels, self.convolution.n_past, n_bands)
        joined = torch.cat([self.past, features], dim=2)
        self.past = joined[:, :, joined.shape[2] - self.convolution.n_past :]
        return self.convolution.after_past(joined)


class _RecurrentStream(nn.Module):
    """An LSTM that goes on where its last input ended."""

    def __init__(self, recurrent: nn.LSTM) -> None:
        super().__init__()
        self.recurrent = recurrent
        self.past: tuple[Tensor, Tensor] | None = None

    def forward(self, joined: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        context, self.past = self.recurrent(joined, self.past)
        return context, self.past


def _keep_past(module: nn.Module) -> None:
    """Put parts that keep their past in the place of those that look back."""
    for name, child in module.named_children():
        if isinstance(child, CausalConvolution):
            setattr(module, name, _ConvolutionStream(child))
        elif isinstance(child, nn.LSTM):
            setattr(module, name, _RecurrentStream(child))
        else:
            _keep_past(child)
