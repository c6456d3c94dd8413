"""How far a tagger is from what it should say: of teachers, of labelled songs, of likeness."""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, mse_loss, normalize, relu

from core.networks.tagging.parts import TagLogits, labels_of_song

_CERTAIN = 1e-6


@dataclass(frozen=True)
class TagLossWeights:
    """Weights of the parts of the loss.

    `labels`: cross-entropy with the labels; `hidden`: squared error of the vector against the
    teachers' last hidden layers; `pooled`: of the features that these are made of, read off the
    layer before the vector (hints, Romero et al. 2015); `likeness`: squared error of how alike the
    vectors of any two windows are (cosine), against how alike those last layers are (Tung & Mori
    2019); `triplets`: windows of a song are to be more alike than those of others, by `margin`
    (Schroff et al. 2015).
    """

    labels: float = 1.0
    hidden: float = 1.0
    pooled: float = 1.0
    likeness: float = 1.0
    triplets: float = 0.1
    margin: float = 0.2


class TeacherLayers(nn.Module):
    """The teachers' layers, standardised, and what reads the pooled features off the network.

    The vector itself is to be the last hidden layers side by side. In training alone.
    """

    def __init__(self, n_hidden: int, n_pooled: int) -> None:
        super().__init__()
        self.standard_hidden = nn.BatchNorm1d(n_hidden, affine=False, momentum=0.02)
        self.standard_pooled = nn.BatchNorm1d(n_pooled, affine=False, momentum=0.02)
        self.read_pooled = nn.Linear(2 * n_hidden, n_pooled)


class Taught(NamedTuple):
    """What teachers said of windows: `labels (n, n_labels)`, `hidden (n, n_hidden)` and `pooled
    (n, n_pooled)`.
    """

    labels: Tensor
    hidden: Tensor
    pooled: Tensor


def teacher_loss(
    heard: TagLogits, taught: Taught, layers: TeacherLayers, weights: TagLossWeights
) -> Tensor:
    """Loss of windows `(n, ...)` against what teachers said of them; one number."""
    with torch.no_grad():
        hidden = layers.standard_hidden(taught.hidden)
        pooled = layers.standard_pooled(taught.pooled)
    loss = weights.labels * _cross_entropy(heard.labels, taught.labels)
    loss = loss + weights.hidden * mse_loss(heard.vector, hidden)
    loss = loss + weights.pooled * mse_loss(layers.read_pooled(heard.hidden), pooled)
    alike, should = (likeness(vectors) for vectors in (heard.vector, hidden))
    return loss + weights.likeness * 4 * mse_loss(alike, should)


def weak_label_loss(heard: TagLogits, labels: Tensor, n_windows: int, *, is_single: bool) -> Tensor:
    """Loss of songs that have labels as a whole, `labels (n_songs, n_labels)`; one number.

    `heard` are `n_windows` windows of each song, in order. With `is_single` each song has one
    label: the probabilities are made to sum to one.
    """
    n_songs = len(labels)
    said = labels_of_song(
        heard.labels.reshape(n_songs, n_windows, -1), heard.importance.reshape(n_songs, n_windows)
    ).clamp(_CERTAIN, 1 - _CERTAIN)
    if is_single:
        share = said / said.sum(dim=1, keepdim=True)
        return -(labels * share.log()).sum(dim=1).mean()
    return -(labels * said.log() + (1 - labels) * (1 - said).log()).sum(dim=1).mean()


def triplet_loss(vectors: Tensor, margin: float) -> Tensor:
    """Loss of `(n_songs, n_windows, n_vector)`: two windows of a song against each other's.

    Every other song's second window is a negative; those farther than the margin don't count.
    """
    if vectors.shape[1] < 2 or len(vectors) < 2:
        return vectors.new_zeros(())
    anchors, positives = (normalize(vectors[:, place], dim=1) for place in (0, 1))
    alike = anchors @ positives.T
    own = alike.diagonal().unsqueeze(1)
    others = ~torch.eye(len(alike), dtype=torch.bool, device=alike.device)
    return relu(margin - own + alike)[others].mean()


def likeness(vectors: Tensor) -> Tensor:
    """Cosines of all pairs of vectors `(n, d)`: `(n, n)`."""
    unit = normalize(vectors, dim=1)
    return unit @ unit.T


def _cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Sum over labels, mean over windows, less what is left when all is right: 0 at best."""
    certain = labels.clamp(_CERTAIN, 1 - _CERTAIN)
    least = binary_cross_entropy_with_logits(torch.logit(certain), certain)
    excess = binary_cross_entropy_with_logits(logits, labels) - least
    return excess * labels.shape[1]
