"""Labelled folders -> songs to learn from, their windows made once and kept."""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from core.errors import AudioError, DatasetError
from core.networks.tagging.parts import SAMPLES
from core.song import load_song
from core.tagging.mel import MelSettings, mel_of_samples
from core.tagging.taggram import window_starts
from core.training.tags.datasets import TRAIN, VALIDATION, TaggedDataset, TaggedSong
from core.training.tags.sources import LabelledSong, LabelledSource
from core.training.tags.teacher import TEACHER_FRAMES

# Windows kept of a song, spread over it: two minutes.
_MOST_WINDOWS = 40


def labelled_source(
    dataset: TaggedDataset,
    cache: Path,
    hears: str,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[LabelledSource, list[str]]:
    """The dataset's songs of the training and validation splits, and a sentence for each that
    could not be read. Their windows are kept in `cache`. Raises `DatasetError` if none is left.
    """
    complaints: list[str] = []
    songs: dict[str, list[LabelledSong]] = {TRAIN: [], VALIDATION: []}
    wanted = [song for song in dataset.songs if song.split in songs]
    for number, song in enumerate(wanted):
        try:
            file = _kept_windows(song.path, cache, hears)
        except (AudioError, DatasetError) as error:
            complaints.append(str(error))
        else:
            songs[song.split].append(
                LabelledSong(partial(_load, file), _labels(song, dataset.classes))
            )
        if on_progress:
            on_progress((number + 1) / len(wanted))
    return LabelledSource(dataset.classes, songs[TRAIN], songs[VALIDATION]), complaints


def _labels(song: TaggedSong, classes: Sequence[str]) -> NDArray[np.float32]:
    return np.array([name in song.labels for name in classes], dtype=np.float32)


def _load(file: Path) -> NDArray[np.float32]:
    return np.asarray(np.load(file), dtype=np.float32)


def _kept_windows(path: Path, cache: Path, hears: str) -> Path:
    """The file that holds the song's windows `(n, ...)`, made if it is not there."""
    digest = hashlib.sha256(str(path.resolve()).encode(errors="surrogateescape")).hexdigest()
    file = cache / f"{hears}-{digest[:16]}.npy"
    if not file.exists():
        windows = song_windows(path, hears)
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".unfinished.npy")
        np.save(unfinished, windows)
        unfinished.replace(file)
    return file


def song_windows(path: Path, hears: str) -> NDArray[np.float16]:
    """Windows of 3 s one after the other, spread over the song if it has too many.

    Mel spectrograms `(n, 187, 96)`, or samples `(n, n_samples)` where the network hears those.
    Raises `DatasetError` for a song shorter than a window.
    """
    settings = MelSettings()
    song = load_song(path)
    samples = soxr.resample(song.samples, song.sample_rate, settings.sample_rate)
    if hears == SAMPLES:
        values, length = samples, (TEACHER_FRAMES - 1) * settings.hop_length
    else:
        values, length = mel_of_samples(samples, settings).numpy(), TEACHER_FRAMES
    if len(values) < length:
        raise DatasetError(f"{path} is shorter than three seconds.")
    starts = window_starts(len(values), length)
    n = min(len(starts), _MOST_WINDOWS)
    chosen = np.linspace(0, len(starts) - 1, n).round().astype(int)
    windows = [values[starts[place] : starts[place] + length] for place in chosen]
    return np.stack(windows).astype(np.float16)
