"""Where a run's songs come from: synthesis, recordings, or both; more than memory holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from core.errors import DatasetError
from core.training.datasets import RecordedSong, list_dataset
from core.training.datasets.recorded import TRAINING, VALIDATION, load_recorded
from core.training.material import MaterialFolders, check_material
from core.training.recipe import Recipe
from core.training.segments import MixedPool, Pool, SongPool
from core.training.shards import FeatureSong, ShardCache, ShardSettings

Progress = Callable[[float], None]


@dataclass(frozen=True)
class RunFolders:
    """Where a run reads (`material`) and writes: `run` its results, `cache` what it prepares.

    `datasets` are folders of recorded songs by the name of their layout: idmt, mdb, egmd, melody.
    `start` is a checkpoint whose weights a new run begins with.
    """

    material: MaterialFolders
    run: Path
    cache: Path
    datasets: Mapping[str, Path] = field(default_factory=dict)
    start: Path | None = None


class SongSources:
    """The songs of a run by epoch; epochs are asked for in rising order.

    An epoch's songs follow from recipe and number alone, so that a run that was stopped and
    resumed sees what it would have seen.
    """

    def __init__(self, recipe: Recipe, folders: RunFolders) -> None:
        self._recipe, self._cache = recipe, folders.cache
        self._recorded: list[RecordedSong] = []
        for name, folder in folders.datasets.items():
            self._recorded += list_dataset(name, folder)
        if self._recorded and not self._of_split(TRAINING):
            raise DatasetError("The datasets hold no song to train with beside those to validate.")
        self._shards: ShardCache | None = None
        if not self._recorded or recipe.recordings.share < 1:
            check_material(folders.material)
            settings = ShardSettings(
                folders.material,
                recipe.features,
                recipe.synthesis,
                recipe.seed,
                recipe.shards.n_songs,
            )
            self._shards = ShardCache(folders.cache, settings, recipe.shards.n_workers)
        self._synthesised = SongPool(recipe.shards.n_in_memory)
        self._n_loaded = 0

    def close(self) -> None:
        """Stop what prepares songs in the background."""
        if self._shards is not None:
            self._shards.close()

    def validation_songs(self, on_progress: Progress) -> list[FeatureSong]:
        """The songs to validate on, synthesised and recorded ones."""
        songs: list[FeatureSong] = []
        held_out = range(self._recipe.shards.n_validation)
        if self._shards is not None:
            self._shards.request("validation", held_out)
            # The workers go on with what the first epoch needs.
            self._shards.request("training", range(self._recipe.shards.n_first))
            for index in held_out:
                songs += self._shards.load("validation", index)
                on_progress((index + 1) / len(held_out))
        recorded = self._of_split(VALIDATION)
        n_wanted = min(self._recipe.recordings.n_validation, len(recorded))
        places = np.linspace(0, len(recorded) - 1, n_wanted).round().astype(int) if n_wanted else ()
        songs += self._load([recorded[place] for place in places], on_progress)
        if not songs:
            raise DatasetError("The datasets hold no song to validate on.")
        return songs

    def pool(self, epoch: int, on_progress: Progress) -> Pool:
        """What the segments of an epoch are drawn from."""
        if self._shards is not None:
            self._load_shards(self._shards, epoch, on_progress)
        songs = self._of_split(TRAINING)
        if not songs:
            return self._synthesised
        rng = np.random.default_rng((self._recipe.seed, 4, epoch))
        n_wanted = min(self._recipe.recordings.n_each_epoch, len(songs))
        chosen = rng.choice(len(songs), size=n_wanted, replace=False)
        loaded = self._load([songs[index] for index in chosen], on_progress)
        if not loaded:
            raise DatasetError("All recordings of the datasets are silent or too short.")
        recorded = SongPool(1)
        recorded.add(loaded)
        if self._shards is None:
            return recorded
        return MixedPool(self._synthesised, recorded, self._recipe.recordings.share)

    def _load_shards(self, shards: ShardCache, epoch: int, on_progress: Progress) -> None:
        plan = self._recipe.shards
        n_wanted = plan.n_first + epoch * plan.n_each_epoch
        first = max(self._n_loaded, n_wanted - plan.n_in_memory)
        shards.request("training", range(first, n_wanted + 2 * plan.n_each_epoch))
        for index in range(first, n_wanted):
            self._synthesised.add(shards.load("training", index))
            on_progress((index + 1 - first) / (n_wanted - first))
        self._n_loaded = n_wanted

    def _of_split(self, split: str) -> list[RecordedSong]:
        return [song for song in self._recorded if song.split == split]

    def _load(self, songs: Sequence[RecordedSong], on_progress: Progress) -> list[FeatureSong]:
        """The songs that sound, their features made where they are not yet."""
        loaded = []
        for number, song in enumerate(songs, start=1):
            found = load_recorded(song, self._recipe.features, self._cache)
            if found is not None:
                loaded.append(found)
            on_progress(number / len(songs))
        return loaded
