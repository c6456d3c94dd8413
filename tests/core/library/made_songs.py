"""Entries, vectors and classifications of songs that nobody recorded."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.library.entry import LibraryEntry
from core.library.index import LibraryIndex, Stamp
from core.tagging.classification import (
    Classification,
    Highlight,
    LabelProbability,
    TagAttention,
    Tempo,
)
from core.tagging.labels import GENRE, MOOD, TAG, labels_of

N_DIMENSIONS = 24
STAMP = Stamp(1000, 1_700_000_000_123_456_789, "v1")


def made_labels(kind: str, seed: int) -> tuple[LabelProbability, ...]:
    """All labels of a kind, the most likely first."""
    names = labels_of(kind)
    probabilities = np.random.default_rng(seed).random(len(names))
    ranked = np.argsort(-probabilities)
    return tuple(LabelProbability(names[i], float(probabilities[i])) for i in ranked)


def made_entry(path: Path, seed: int = 0) -> LibraryEntry:
    return LibraryEntry(
        path,
        f"Song {seed}",
        f"Artist {seed % 3}",
        100.0 + seed,
        made_labels(GENRE, seed),
        made_labels(MOOD, seed),
        made_labels(TAG, seed),
        Tempo(90.5 + seed, 0.75),
        Highlight(10.0, 30.5),
    )


def made_vectors(n_songs: int, seed: int = 0) -> NDArray[np.float32]:
    """Vectors `(n_songs, N_DIMENSIONS)` of all lengths."""
    return np.random.default_rng(seed).normal(size=(n_songs, N_DIMENSIONS)).astype(np.float32)


def made_classification(seed: int, embedding: Sequence[float] | None = None) -> Classification:
    vector = np.array(made_vectors(1, seed)[0] if embedding is None else embedding)
    n_labels = 2
    attention = TagAttention(
        np.arange(3, dtype=np.float32),
        np.array([100.0, 200.0], dtype=np.float32),
        np.ones((3, 2), dtype=np.float32),
        ("rock", "pop"),
        np.ones((n_labels, 3, 2), dtype=np.float16),
    )
    return Classification(
        made_labels(GENRE, seed),
        made_labels(MOOD, seed),
        made_labels(TAG, seed),
        Tempo(100.0, 0.5),
        (vector / np.linalg.norm(vector)).astype(np.float32),
        Highlight(0.5, 1.5),
        attention,
        3.0,
    )


def vector(seed: int = 0) -> np.ndarray:
    return made_vectors(1, seed)[0]


def fill(index: LibraryIndex, folder: Path, vectors: np.ndarray) -> list[Path]:
    paths = [folder / f"{number:05}.mp3" for number in range(len(vectors))]
    with closing(sqlite3.connect(index.path)) as fast:
        # One put is a transaction of its own: a thousand of them would make the tests slow.
        index.put(replace(made_entry(paths[0]), tags=()), vectors[0], STAMP)
        columns = [row[1] for row in fast.execute("PRAGMA table_info(songs)")]
        (row,) = fast.execute("SELECT * FROM songs").fetchall()
        places = ", ".join("?" * len(columns))
        for path, own in zip(paths[1:], vectors[1:], strict=True):
            values = dict(zip(columns, row, strict=True))
            unit = (own / np.linalg.norm(own)).astype("<f4")
            values |= {"path": os.fsencode(path), "vector": unit.tobytes()}
            fast.execute(f"INSERT INTO songs VALUES ({places})", list(values.values()))
        fast.commit()
    return paths
