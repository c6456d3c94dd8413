"""Synthesised songs kept as features and truth, in files of a few dozen songs each.

Shard k of a seed is always the same, so a training run is reproducible however its shards came
to be: made on the fly by worker processes, or found in the folder.
"""

import hashlib
import json
import multiprocessing
import multiprocessing.process
import os
import signal
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.errors import DatasetError
from core.features import FeatureSettings, log_bands
from core.training.material import MaterialFolders, load_material
from core.training.synthesis import Material, SynthesisSettings, synthesise_song
from core.training.targets import Truth

SONGS_A_SHARD = 24
# Settings (part, name, usual value) that came later: shards made before them stay valid.
_TOLD_IF_UNUSUAL = (
    ("", "n_songs", SONGS_A_SHARD),
    ("folders", "more_kits", None),
    ("synthesis", "timbre_share", 0.0),
    ("synthesis", "rattle_share", 0.0),
    ("synthesis", "likeness_share", 0.0),
)


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
    n_songs: int = SONGS_A_SHARD

    @property
    def digest(self) -> str:
        """A short name for these settings; part of the files' names."""
        values = asdict(self)
        for part, name, usual in _TOLD_IF_UNUSUAL:
            holder = values[part] if part else values
            if holder[name] == usual:
                del holder[name]
        content = json.dumps(values, default=str, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:10]


@dataclass(frozen=True)
class ShardName:
    """Shard `index` of the split "training" or "validation"."""

    split: str
    index: int


def make_shard(name: ShardName, material: Material, settings: ShardSettings) -> list[FeatureSong]:
    """The songs of a shard, synthesised."""
    songs = []
    for number in range(settings.n_songs):
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
    # A file made before labels could be missing doesn't say that all are there.
    told = {f.name: f"{f.name}_{number}" for f in fields(Truth)}
    values: dict[str, Any] = {n: arrays[key] for n, key in told.items() if key in arrays}
    flags = {name: bool(value) for name, value in values.items() if value.ndim == 0}
    return FeatureSong(arrays[f"features_{number}"], Truth(**{**values, **flags}))


class ShardCache:
    """A folder of shards, filled ahead of the training by `n_workers` processes.

    With no workers the shards are made where they are asked for.
    """

    def __init__(self, folder: Path, settings: ShardSettings, n_workers: int = 1) -> None:
        self.folder = folder
        self._settings = settings
        self._n_workers = n_workers
        self._futures: dict[ShardName, Future[None]] = {}
        self._executor: ProcessPoolExecutor | None = None
        self._workers: list[multiprocessing.process.BaseProcess] = []

    def path(self, name: ShardName) -> Path:
        """Where a shard lies."""
        return self.folder / f"{name.split}-{self._settings.digest}-{name.index:05d}.npz"

    def request(self, split: str, indexes: range) -> None:
        """Have the shards made that are not there yet."""
        for name in (ShardName(split, index) for index in indexes):
            if self._n_workers and name not in self._futures and not self.path(name).exists():
                self._futures[name] = self._submit(name)

    def load(self, split: str, index: int) -> list[FeatureSong]:
        """One shard, waited for if it is not there yet."""
        self.request(split, range(index, index + 1))
        name = ShardName(split, index)
        path = self.path(name)
        if name in self._futures:
            try:
                self._futures.pop(name).result()
            except BrokenProcessPool as error:
                raise DatasetError(
                    "A process that makes songs was ended, most likely for want of memory. "
                    "Free some memory, ask for fewer jobs, and resume the training."
                ) from error
        elif not path.exists():
            _make_file(name, path, self._settings)
        return load_shard(path)

    def close(self) -> None:
        """Stop the workers at once; a shard that they have begun is dropped."""
        if self._executor is not None:
            for worker in self._workers:
                worker.terminate()
            self._executor.shutdown(wait=True, cancel_futures=True)

    def _submit(self, name: ShardName) -> "Future[None]":
        if self._executor is None:
            # Not forked: the training's threads would not survive in the children.
            self._executor = ProcessPoolExecutor(
                self._n_workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_start_worker,
                initargs=(self._settings,),
            )
            others = multiprocessing.active_children()
            future = self._executor.submit(_work, name, self.path(name))
            self._workers = [p for p in multiprocessing.active_children() if p not in others]
            return future
        return self._executor.submit(_work, name, self.path(name))


_settings: ShardSettings | None = None


def _start_worker(settings: ShardSettings) -> None:
    global _settings  # noqa: PLW0603 - a process pool offers no other place
    # Ctrl-C reaches all processes of a terminal; the training ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    torch.set_num_threads(1)
    if hasattr(os, "nice"):
        os.nice(5)
    _settings = settings


def _work(name: ShardName, path: Path) -> None:
    assert _settings is not None
    _make_file(name, path, _settings)


def _make_file(name: ShardName, path: Path, settings: ShardSettings) -> None:
    material = load_material(settings.folders, name.split)
    save_shard(make_shard(name, material, settings), path)
