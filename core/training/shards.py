"""Synthesised songs kept as features and truth, in files of a few dozen songs each.

Shard k of a seed is always the same, so a training run is reproducible however its shards came
to be: made on the fly by worker processes, or found in the folder.
"""

import hashlib
import json
import multiprocessing
import os
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.features import FeatureSettings, log_bands
from core.training.material import MaterialFolders, load_material
from core.training.synthesis import Material, SynthesisSettings, synthesise_song
from core.training.targets import Truth

SONGS_A_SHARD = 24


@dataclass(frozen=True)
class FeatureSong:
    """One song as the training reads it: features `(n_frames, n_bands)`, float16, and truth."""

    features: NDArray[np.float16]
    truth: Truth


@dataclass(frozen=True)
class ShardSettings:
    """Everything that the content of shards follows from, but for their split and index."""

    folders: MaterialFolders
    features: FeatureSettings
    synthesis: SynthesisSettings
    seed: int


@dataclass(frozen=True)
class ShardName:
    """Shard `index` of the split "training" or "validation"."""

    split: str
    index: int


def make_shard(name: ShardName, material: Material, settings: ShardSettings) -> list[FeatureSong]:
    """The songs of a shard, synthesised."""
    songs = []
    for number in range(SONGS_A_SHARD):
        seed = (settings.seed, int(name.split == "validation"), name.index, number)
        song = synthesise_song(seed, material, settings.synthesis)
        bands = log_bands(torch.from_numpy(song.samples), settings.features)
        songs.append(FeatureSong(bands.numpy().astype(np.float16), Truth.of(song.pattern)))
    return songs


def save_shard(songs: list[FeatureSong], path: Path) -> None:
    """Write the songs to one file; it appears only when it is whole."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for number, song in enumerate(songs):
        arrays[f"features_{number}"] = song.features
        for name, value in vars(song.truth).items():
            arrays[f"{name}_{number}"] = np.asarray(value)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished.npz")
    np.savez(unfinished, **arrays)  # type: ignore[arg-type]
    unfinished.replace(path)


def load_shard(path: Path) -> list[FeatureSong]:
    """The songs of a file written by `save_shard`."""
    with np.load(path) as arrays:
        n_songs = sum(name.startswith("features_") for name in arrays.files)
        return [_song_from(arrays, number) for number in range(n_songs)]


def _song_from(arrays: Mapping[str, NDArray[Any]], number: int) -> FeatureSong:
    truth = Truth(
        arrays[f"onset_times_{number}"],
        arrays[f"onset_drums_{number}"],
        arrays[f"onset_velocities_{number}"],
        arrays[f"beat_times_{number}"],
        arrays[f"beat_numbers_{number}"],
        bool(arrays[f"has_beats_{number}"]),
    )
    return FeatureSong(arrays[f"features_{number}"], truth)


class ShardCache:
    """A folder of shards, filled ahead of the training by `n_workers` processes."""

    def __init__(self, folder: Path, settings: ShardSettings, n_workers: int = 1) -> None:
        self.folder = folder
        content = json.dumps(asdict(settings), default=str, sort_keys=True)
        self._digest = hashlib.sha256(content.encode()).hexdigest()[:10]
        self._futures: dict[ShardName, Future[None]] = {}
        # Not forked: the training's threads would not survive in the children.
        self._executor = ProcessPoolExecutor(
            n_workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start_worker,
            initargs=(settings,),
        )

    def path(self, name: ShardName) -> Path:
        """Where a shard lies."""
        return self.folder / f"{name.split}-{self._digest}-{name.index:05d}.npz"

    def request(self, split: str, indexes: range) -> None:
        """Have the shards made that are not there yet."""
        for name in (ShardName(split, index) for index in indexes):
            if name not in self._futures and not self.path(name).exists():
                self._futures[name] = self._executor.submit(_work, name, self.path(name))

    def load(self, split: str, index: int) -> list[FeatureSong]:
        """One shard, waited for if it is not there yet."""
        self.request(split, range(index, index + 1))
        name = ShardName(split, index)
        if name in self._futures:
            self._futures.pop(name).result()
        return load_shard(self.path(name))

    def close(self) -> None:
        """Stop the workers; what they have not begun is dropped."""
        self._executor.shutdown(wait=False, cancel_futures=True)


_settings: ShardSettings | None = None


def _start_worker(settings: ShardSettings) -> None:
    global _settings  # noqa: PLW0603 - a process pool offers no other place
    torch.set_num_threads(1)
    if hasattr(os, "nice"):
        os.nice(5)
    _settings = settings


def _work(name: ShardName, path: Path) -> None:
    assert _settings is not None
    material = load_material(_settings.folders, name.split)
    save_shard(make_shard(name, material, _settings), path)
