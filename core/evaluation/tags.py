"""How well genres, moods and tags are told, and whether songs alike have vectors alike.

Single labels (`evaluate_classes`): *accuracy* is the share of songs whose class is right; the
*confusion matrix* counts songs of the row's class that were given the column's.

Many labels (`evaluate_tags`), from probabilities 0..1 or any scores that rise with likeliness:

- *ROC-AUC* of a tag: how likely a song with the tag scores higher than one without (ties count
  half); .5 is chance, whatever the tag's frequency.
- *PR-AUC* of a tag: average precision, the precision at each song with the tag, songs ranked by
  score, averaged over those songs (no interpolation); chance is the tag's frequency. Its mean
  over tags is the *mean average precision*.
- *precision*, *recall*, *F* of a tag: songs at or above the threshold count as tagged. Precision is
  0 where none is, and F 0 where both are.
- *macro*: the mean over tags, each weighing the same. A tag that all songs have, or none, has no
  areas (None) and stays out of their means; its precision, recall and F stay out too if no song
  has it.
- *P@K* (`precision_at_k`): the share of a song's K likeliest tags that it has, averaged over songs.
  A song with fewer than K tags can't reach 1.

Likeness (`retrieval_precision`): for each song the K others of other artists whose vectors make
the smallest angle with its own; the share of them that is of its class, averaged over songs.
Vectors are taken as they are (plain cosine): not centred, not scaled. Songs of the same artist are
left out since they are alike for the artist's sake.

Areas, precision and recall are scikit-learn's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import (
    average_precision_score,
    confusion_matrix,
    precision_recall_fscore_support,
    roc_auc_score,
)

from core.errors import UsageError


@dataclass(frozen=True)
class ClassFigures:
    """Single labels: `confusion (n_classes, n_classes)`, rows the reference, columns the told."""

    classes: tuple[str, ...]
    confusion: NDArray[np.intp]

    @property
    def accuracy(self) -> float:
        """Share of songs whose class is right, 0..1."""
        return float(np.trace(self.confusion) / self.confusion.sum())

    @property
    def recalls(self) -> dict[str, float]:
        """Share of each class's songs that were found, 0..1; NaN for a class without songs."""
        with np.errstate(invalid="ignore"):
            shares = np.diag(self.confusion) / self.confusion.sum(axis=1)
        return dict(zip(self.classes, map(float, shares), strict=True))


@dataclass(frozen=True)
class TagFigures:
    """One tag; areas are None where all songs have it or none has. All 0..1."""

    tag: str
    n_songs: int
    roc_auc: float | None
    pr_auc: float | None
    precision: float
    recall: float
    f_measure: float


@dataclass(frozen=True)
class TagsFigures:
    """Many labels: figures a tag and their means over tags; None where no tag has the figure."""

    tags: tuple[TagFigures, ...]
    threshold: float
    roc_auc: float | None
    pr_auc: float | None
    precision: float | None
    recall: float | None
    f_measure: float | None


def evaluate_classes(
    reference: Sequence[str], estimate: Sequence[str], classes: Sequence[str]
) -> ClassFigures:
    """Single labels of the same songs in the same order; `classes` orders the confusion matrix."""
    if not reference or len(reference) != len(estimate):
        raise UsageError(
            f"{len(estimate)} estimated classes do not belong to {len(reference)} songs."
        )
    if unknown := sorted((set(reference) | set(estimate)) - set(classes)):
        raise UsageError(f"“{unknown[0]}” is none of the classes {', '.join(classes)}.")
    confusion = confusion_matrix(list(reference), list(estimate), labels=list(classes))
    return ClassFigures(tuple(classes), np.asarray(confusion, dtype=np.intp))


def evaluate_tags(
    reference: ArrayLike, scores: ArrayLike, tags: Sequence[str], threshold: float = 0.5
) -> TagsFigures:
    """Many labels: `reference (n_songs, n_tags)` of 0 and 1, `scores` of the same shape."""
    has_tag, values = _checked(reference, scores)
    if has_tag.shape[1] != len(tags):
        raise UsageError(f"{has_tag.shape[1]} columns do not belong to {len(tags)} tags.")
    figures = tuple(
        _figures_of_tag(tag, has_tag[:, column], values[:, column], threshold)
        for column, tag in enumerate(tags)
    )
    present = [one for one in figures if one.n_songs]
    return TagsFigures(
        figures,
        threshold,
        _mean(one.roc_auc for one in figures if one.roc_auc is not None),
        _mean(one.pr_auc for one in figures if one.pr_auc is not None),
        _mean(one.precision for one in present),
        _mean(one.recall for one in present),
        _mean(one.f_measure for one in present),
    )


def roc_auc(reference: ArrayLike, scores: ArrayLike) -> float | None:
    """The area for one tag, `reference` and `scores (n_songs,)`; None if all or none have it."""
    has_tag = np.asarray(reference, dtype=bool)
    if has_tag.all() or not has_tag.any():
        return None
    return float(roc_auc_score(has_tag, np.asarray(scores, dtype=float)))


def precision_at_k(reference: ArrayLike, scores: ArrayLike, k: int) -> float:
    """Share of each song's `k` likeliest tags that it has, mean over songs, 0..1."""
    has_tag, values = _checked(reference, scores)
    if not 1 <= k <= has_tag.shape[1]:
        raise UsageError(f"P@{k} needs between 1 and {has_tag.shape[1]} of the tags.")
    best = np.argsort(-values, axis=1, kind="stable")[:, :k]
    return float(np.take_along_axis(has_tag, best, axis=1).mean())


def retrieval_precision(
    vectors: ArrayLike, classes: Sequence[str], artists: Sequence[str], k: int = 10
) -> NDArray[np.float64]:
    """Of each song the share of its class among the `k` likest of other artists, `(n_songs,)`.

    `vectors (n_songs, n_dimensions)`. Fewer than `k` others are all taken; NaN without any.
    """
    rows = np.asarray(vectors, dtype=float)
    if rows.ndim != 2 or not len(rows) == len(classes) == len(artists):
        raise UsageError("Each song needs one vector, one class and one artist.")
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = rows / np.where(lengths > 0, lengths, 1)
    likeness = unit @ unit.T
    own, by = np.asarray(classes), np.asarray(artists)
    shares = np.full(len(rows), np.nan)
    for song in range(len(rows)):
        others = np.flatnonzero(by != by[song])
        best = others[np.argsort(-likeness[song, others], kind="stable")[:k]]
        if len(best):
            shares[song] = (own[best] == own[song]).mean()
    return shares


def _checked(
    reference: ArrayLike, scores: ArrayLike
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    has_tag, values = np.asarray(reference, dtype=bool), np.asarray(scores, dtype=float)
    if has_tag.ndim != 2 or has_tag.shape != values.shape or not has_tag.size:
        raise UsageError(
            f"Scores of shape {values.shape} do not belong to labels of shape {has_tag.shape}."
        )
    return has_tag, values


def _figures_of_tag(
    tag: str, has_tag: NDArray[np.bool_], scores: NDArray[np.float64], threshold: float
) -> TagFigures:
    precision, recall, f_measure, _ = precision_recall_fscore_support(
        has_tag, scores >= threshold, average="binary", zero_division=0.0
    )
    area = roc_auc(has_tag, scores)
    return TagFigures(
        tag,
        int(has_tag.sum()),
        area,
        None if area is None else float(average_precision_score(has_tag, scores)),
        float(precision),
        float(recall),
        float(f_measure),
    )


def _mean(figures: Iterable[float]) -> float | None:
    values = list(figures)
    return float(np.mean(values)) if values else None
