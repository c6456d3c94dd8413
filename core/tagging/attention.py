"""Where in a window the tagger listened, and what each place said for each label.

Read by forward hooks on the attention of `MelodyTagger`. Each scale weighs its places; what a
place adds to a label is its weight times its value times the slope of the label's logit there
(exact but for the constant part, as the way from sums to logits is linear piece by piece).
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.networks.tagging.melody import MelodyTagger, RegionAttention
from core.networks.tagging.parts import TagLogits

# Places that are shown of a window: those of the coarsest scale in time, the finest in frequency
# that all windows can be shown with.
N_TIMES, N_BANDS = 12, 24


@dataclass
class _Seen:
    """What one scale weighed: `weights (n, n_heads, t, b)`, `values (n, n_values, t, b)`."""

    weights: list[Tensor] = field(default_factory=list)
    values: list[Tensor] = field(default_factory=list)


@dataclass(frozen=True)
class WindowAttention:
    """Of windows the `overall (n, N_TIMES, N_BANDS)` attention, each window's mean 1, and what
    each place adds to the logit of each label, `by_label (n, n_labels, N_TIMES, N_BANDS)`.
    """

    overall: NDArray[np.float32]
    by_label: NDArray[np.float16]


def attend(network: MelodyTagger, windows: Tensor) -> tuple[TagLogits, WindowAttention]:
    """What the network hears in windows `(n, n_frames, n_bands)`, and where."""
    with _recorded(network) as seen, torch.no_grad():
        pooled = network.pooled(windows)
    pooled = pooled.detach().requires_grad_()
    with torch.enable_grad():
        logits: TagLogits = network.head(pooled)
        slopes = torch.stack(
            [
                torch.autograd.grad(logits.labels[:, label].sum(), pooled, retain_graph=True)[0]
                for label in range(logits.labels.shape[1])
            ],
            dim=1,
        )
    n = len(windows)
    overall = torch.zeros(n, N_TIMES, N_BANDS)
    by_label = torch.zeros(n, slopes.shape[1], N_TIMES, N_BANDS)
    first = 0
    for scale in seen:
        weights, values = scale.weights[0], scale.values[0]
        n_values = values.shape[1]
        own = slopes[:, :, first : first + n_values]
        first += n_values
        overall += _on_grid(weights.mean(dim=1))
        each = n_values // weights.shape[1]
        weighed = values * weights.repeat_interleave(each, dim=1)
        by_label += torch.einsum("nlv,nvtb->nltb", own, _on_grid(weighed))
    overall *= N_TIMES * N_BANDS / len(seen)
    heard = TagLogits(*(part.detach() for part in logits))
    return heard, WindowAttention(overall.numpy(), by_label.half().numpy())


@contextmanager
def _recorded(network: MelodyTagger) -> Iterator[list[_Seen]]:
    seen = [_Seen() for _ in network.attention]
    with ExitStack() as stack:
        for scale, attention in zip(seen, network.attention, strict=True):
            assert isinstance(attention, RegionAttention)
            for layer, parts in (
                (attention.weights, scale.weights),
                (attention.values, scale.values),
            ):
                handle = layer.register_forward_hook(
                    lambda _module, _inputs, output, parts=parts: parts.append(output)
                )
                stack.callback(handle.remove)
        yield seen


def _on_grid(places: Tensor) -> Tensor:
    """Sums `(..., t, b)` on the grid that is shown, `(..., N_TIMES, N_BANDS)`; the total stays."""
    times = _shares(places.shape[-2], N_TIMES)
    bands = _shares(places.shape[-1], N_BANDS)
    return times.T @ places @ bands


def _shares(n_from: int, n_to: int) -> Tensor:
    """Which share of each of `n_from` equal parts of a line lies in each of `n_to` parts."""
    edges_from = torch.arange(n_from + 1) / n_from
    edges_to = torch.arange(n_to + 1) / n_to
    starts = torch.maximum(edges_from[:-1, None], edges_to[None, :-1])
    ends = torch.minimum(edges_from[1:, None], edges_to[None, 1:])
    return (ends - starts).clamp(min=0) * n_from
