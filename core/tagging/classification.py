"""What a song is, as Melody hears it, and what that was heard from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.decoding import printable

FORMAT = "melody-classification"
VERSION = 1


@dataclass(frozen=True)
class LabelProbability:
    """A genre, mood or tag, and how likely it is, 0..1."""

    label: str
    probability: float


@dataclass(frozen=True)
class Highlight:
    """The most typical part of a song, seconds."""

    start: float
    end: float


@dataclass(frozen=True)
class TagAttention:
    """How much the network attended to each place of a song, over time and frequency.

    `times (n_times,)` are the seconds and `frequencies (n_bands,)` the Hz on which rows and
    columns are centred. `overall (n_times, n_bands)` is the attention itself, 0 and more, 1 on
    average; `by_label (n_labels, n_times, n_bands)` what each place adds to the label named in
    `labels` at the same position, in the label's logit; negative where it speaks against it.
    """

    times: NDArray[np.float32]
    frequencies: NDArray[np.float32]
    overall: NDArray[np.float32]
    labels: tuple[str, ...]
    by_label: NDArray[np.float16]

    def heatmap(self, label: str | None = None) -> NDArray[np.float32]:
        """Attention `(n_times, n_bands)` for a label, 0..1; without one, that for all."""
        if label is None:
            values = self.overall
        else:
            values = self.by_label[self.labels.index(label)].astype(np.float32)
        kept = np.maximum(values, 0)
        top = float(np.quantile(kept, 0.995)) if kept.size else 0.0
        return np.asarray(np.clip(kept / top, 0, 1) if top > 0 else kept, dtype=np.float32)

    def over_time(self, label: str | None = None) -> NDArray[np.float32]:
        """Attention `(n_times,)` for a label, 0..1 (the most is 1)."""
        sums = self.heatmap(label).sum(axis=1)
        top = float(sums.max(initial=0.0))
        return np.asarray(sums / top if top > 0 else sums, dtype=np.float32)


@dataclass(frozen=True)
class Tempo:
    """Beats a minute of a song, and how likely that it is this one, 0..1."""

    bpm: float
    probability: float


@dataclass(frozen=True)
class Classification:
    """What a song is: all labels of each kind, the most likely first.

    The genres' probabilities sum to 1; moods and tags are likely each by itself. `embedding
    (n_dimensions,)` is the song's style: songs alike have vectors of a small angle; its length
    is 1. `duration` in seconds.
    """

    genres: tuple[LabelProbability, ...]
    moods: tuple[LabelProbability, ...]
    tags: tuple[LabelProbability, ...]
    tempo: Tempo
    embedding: NDArray[np.float32]
    highlight: Highlight
    attention: TagAttention
    duration: float

    @property
    def by_label(self) -> Mapping[str, float]:
        """The probability of every label."""
        return {one.label: one.probability for one in (*self.genres, *self.moods, *self.tags)}


def classification_object(classification: Classification, file: Path | str) -> dict[str, Any]:
    """What `melody classify --json` writes of a song (docs/json-format.md)."""
    highlight, tempo = classification.highlight, classification.tempo
    return {
        "format": FORMAT,
        "version": VERSION,
        "file": printable(str(file)),
        "genres": _ranked(classification.genres),
        "moods": _ranked(classification.moods),
        "tags": _ranked(classification.tags),
        "tempo": {"bpm": round(tempo.bpm, 1), "probability": round(tempo.probability, 3)},
        "embedding": [round(float(value), 5) for value in classification.embedding],
        "highlight": {"start": round(highlight.start, 2), "end": round(highlight.end, 2)},
    }


def _ranked(labels: tuple[LabelProbability, ...]) -> list[dict[str, Any]]:
    return [{"label": one.label, "probability": round(one.probability, 4)} for one in labels]
