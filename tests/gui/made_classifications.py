"""Classifications made from numbers: no network is run."""

import numpy as np

from core.tagging.classification import (
    Classification,
    Highlight,
    LabelProbability,
    TagAttention,
    Tempo,
)
from core.tagging.labels import GENRE, LABELS, MOOD, TAG, labels_of

# A place a second, in bands of half octaves.
FREQUENCIES = np.geomspace(60.0, 7000.0, 12).astype(np.float32)
# Which part of a song each of these is heard in, and in which bands.
HEARD = {"rock": ((0.5, 0.75), slice(0, 4)), "happy": ((0.0, 0.25), slice(8, 12))}


def made_attention(duration: float) -> TagAttention:
    """Even attention overall; that of the labels in `HEARD` lies where is said there."""
    times = np.arange(0.5, duration, 1.0, dtype=np.float32)
    rng = np.random.default_rng(1)
    overall = 1 + 0.5 * rng.random((len(times), len(FREQUENCIES))).astype(np.float32)
    by_label = rng.normal(-0.2, 0.05, (len(LABELS), len(times), len(FREQUENCIES)))
    for label, ((first, last), bands) in HEARD.items():
        places = slice(round(first * len(times)), round(last * len(times)))
        by_label[LABELS.index(label), places, bands] += 2.0
    return TagAttention(times, FREQUENCIES, overall, LABELS, by_label.astype(np.float16))


def ranked(kind: str, first: str, share: float) -> tuple[LabelProbability, ...]:
    """The labels of a kind, each less likely than the one before by `share`."""
    others = [label for label in labels_of(kind) if label != first]
    probabilities = 0.8 * share ** np.arange(len(others) + 1)
    return tuple(
        LabelProbability(label, float(probability))
        for label, probability in zip((first, *others), probabilities, strict=True)
    )


def made_classification(duration: float = 16.0) -> Classification:
    """A happy rock song with guitars at 120 beats a minute, most typical in its third quarter."""
    return Classification(
        genres=ranked(GENRE, "rock", 0.2),
        moods=ranked(MOOD, "happy", 0.7),
        tags=ranked(TAG, "guitar", 0.8),
        tempo=Tempo(120.2, 0.84),
        embedding=np.full(16, 0.25, dtype=np.float32),
        highlight=Highlight(0.5 * duration, 0.75 * duration),
        attention=made_attention(duration),
        duration=duration,
    )
