"""What a tagger learns from: lessons of teachers, or labelled songs; drawn song by song."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from core.errors import DatasetError
from core.networks.tagging.parts import SAMPLES
from core.training.tags.augment import WindowChanges
from core.training.tags.distillation import Lesson, load_lessons
from core.training.tags.losses import Taught

_HELD_OUT = 10


@dataclass(frozen=True)
class TagBatch:
    """Windows of songs in order, `(n_songs * n_windows, ...)`, and what is known of them.

    `labels` are those of each window where teachers told them, and all that these said is
    `taught`; else those of each song, `(n_songs, n_labels)`, and `taught` is None.
    """

    windows: Tensor
    labels: Tensor
    taught: Taught | None
    n_windows: int


class TagSource(Protocol):
    """Songs to learn from."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the labels that the songs are given."""
        ...

    @property
    def n_taught(self) -> tuple[int, int] | None:
        """Widths of the teachers' hidden layers and pooled features; None without teachers."""
        ...

    def draw(
        self, rng: Generator, n_songs: int, n_windows: int, changes: WindowChanges
    ) -> TagBatch:
        """A batch of songs drawn at random."""
        ...

    def held_out(self, n_windows: int) -> Sequence[TagBatch]:
        """Songs that are never drawn."""
        ...


class LessonSource:
    """Lessons of teachers; every tenth song is held out."""

    def __init__(self, folder: Path, labels: tuple[str, ...], hears: str) -> None:
        lessons = load_lessons(folder)
        if len(lessons) < 2 or lessons[0].labels.shape[1] != len(labels):
            raise DatasetError(f"The lessons in {folder} are too few, or of another Melody.")
        self._hears = hears
        self._held_out = lessons[::_HELD_OUT]
        self._lessons = [one for i, one in enumerate(lessons) if i % _HELD_OUT]
        self.labels = labels
        self.n_taught: tuple[int, int] | None = (
            int(lessons[0].hidden.shape[1]),
            int(lessons[0].pooled.shape[1]),
        )

    def draw(
        self, rng: Generator, n_songs: int, n_windows: int, changes: WindowChanges
    ) -> TagBatch:
        """A batch of songs drawn at random, long ones more often (by the root of their length)."""
        chances = np.sqrt([len(one.labels) for one in self._lessons])
        chosen = rng.choice(len(self._lessons), n_songs, p=chances / chances.sum())
        picked = []
        for song in chosen:
            lesson = self._lessons[int(song)]
            n = len(lesson.labels)
            picked.append((lesson, rng.choice(n, n_windows, replace=n < n_windows)))
        windows = [
            self._window(lesson, int(place), rng, changes)
            for lesson, places in picked
            for place in places
        ]
        return self._batch(picked, windows, n_windows)

    def held_out(self, n_windows: int) -> list[TagBatch]:
        """All windows of the songs held out, a batch a song."""
        rng, unchanged = np.random.default_rng(0), WindowChanges()
        batches = []
        for lesson in self._held_out:
            places = np.arange(len(lesson.labels))
            windows = [self._window(lesson, int(place), rng, unchanged) for place in places]
            batches.append(self._batch([(lesson, places)], windows, len(places)))
        return batches

    def _window(
        self, lesson: Lesson, place: int, rng: Generator, changes: WindowChanges
    ) -> NDArray[np.float32]:
        if self._hears == SAMPLES:
            return np.asarray(lesson.samples[place] / np.float32(32767), dtype=np.float32)
        return changes.apply(rng, lesson.mel[place].astype(np.float32))

    @staticmethod
    def _batch(
        picked: Sequence[tuple[Lesson, NDArray[np.int64]]],
        windows: Sequence[NDArray[np.float32]],
        n_windows: int,
    ) -> TagBatch:
        taught = Taught(
            *(
                torch.from_numpy(np.concatenate(parts).astype(np.float32))
                for parts in zip(
                    *((one.labels[at], one.hidden[at], one.pooled[at]) for one, at in picked),
                    strict=True,
                )
            )
        )
        return TagBatch(torch.from_numpy(np.stack(windows)), taught.labels, taught, n_windows)


@dataclass(frozen=True)
class LabelledSong:
    """A song that people labelled: `load` gives its windows `(n, ...)`, `labels (n_labels,)`."""

    load: Callable[[], NDArray[np.float32]]
    labels: NDArray[np.float32]


class LabelledSource:
    """Songs with labels that hold somewhere in them; `held_out_songs` are never drawn."""

    n_taught: tuple[int, int] | None = None

    def __init__(
        self,
        labels: tuple[str, ...],
        songs: Sequence[LabelledSong],
        held_out_songs: Sequence[LabelledSong],
    ) -> None:
        if not songs or not held_out_songs:
            raise DatasetError("The dataset holds no songs to train with, or none to validate on.")
        self.labels = labels
        self._songs, self._held_out = songs, held_out_songs

    def draw(
        self, rng: Generator, n_songs: int, n_windows: int, changes: WindowChanges
    ) -> TagBatch:
        """A batch of songs drawn at random, windows from anywhere in each."""
        chosen = [self._songs[int(i)] for i in rng.integers(len(self._songs), size=n_songs)]
        windows = []
        for song in chosen:
            own = song.load()
            places = rng.choice(len(own), n_windows, replace=len(own) < n_windows)
            windows += [_changed(rng, changes, own[int(place)]) for place in places]
        return _labelled_batch(windows, chosen, n_windows)

    def held_out(self, n_windows: int) -> list[TagBatch]:
        """Windows spread over each song held out, a batch a song."""
        batches = []
        for song in self._held_out:
            own = song.load()
            places = np.linspace(0, len(own) - 1, n_windows).round().astype(int)
            batches.append(_labelled_batch([own[int(p)] for p in places], [song], n_windows))
        return batches


def _changed(
    rng: Generator, changes: WindowChanges, window: NDArray[np.float32]
) -> NDArray[np.float32]:
    return changes.apply(rng, window) if window.ndim == 2 else window


def _labelled_batch(
    windows: Sequence[NDArray[np.float32]], songs: Sequence[LabelledSong], n_windows: int
) -> TagBatch:
    return TagBatch(
        torch.from_numpy(np.stack(windows).astype(np.float32)),
        torch.from_numpy(np.stack([song.labels for song in songs])),
        None,
        n_windows,
    )
