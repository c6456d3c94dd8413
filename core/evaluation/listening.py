"""Clips -> what a tagger and the baseline hear in them, each clip decoded once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray

from core.evaluation.masking import MaskedSong, mask_song
from core.song import Song
from core.tagging.classify import classify_song
from core.tagging.labels import GENRE, labels_of
from core.tagging.mel import MelSpectrogram, mel_spectrogram
from core.tagging.tag_checkpoint import TagCheckpoint
from core.tagging.taggram import predict_taggram

_SEED = 0


@dataclass(frozen=True)
class HeardClip:
    """A clip's style `vector (n_dimensions,)` and the probability of each label by itself.

    Genres' probabilities are those before they are made to sum to 1. `masked` is None where the
    network has no attention or none was asked for.
    """

    vector: NDArray[np.float32]
    probabilities: Mapping[str, float]
    masked: MaskedSong | None = None


Listener = Callable[[Song], HeardClip]


def listener(checkpoint: TagCheckpoint, *, with_masking: bool = True) -> Listener:
    """What hears a clip as the tagger of `checkpoint` does; masks are drawn from a fixed seed."""
    rng = np.random.default_rng(_SEED)

    def hear(song: Song) -> HeardClip:
        return _hear(song, checkpoint, rng if with_masking else None)

    return hear


def _hear(song: Song, checkpoint: TagCheckpoint, rng: Generator | None) -> HeardClip:
    mel = mel_spectrogram(song, checkpoint.mel)
    taggram = predict_taggram(mel, checkpoint, with_attention=False)
    probabilities = dict(zip(taggram.labels, map(float, taggram.of_song), strict=True))
    genres = [label for label in labels_of(GENRE) if label in probabilities]
    masked = None
    if rng is not None and genres:
        attention = classify_song(song, checkpoint).attention
        if attention.by_label.any():
            masked = mask_song(
                mel.values.numpy(),
                checkpoint.mel.frame_rate,
                attention,
                lambda values: _genres_of(values, checkpoint, genres),
                rng,
            )
    return HeardClip(taggram.song_vector, probabilities, masked)


def _genres_of(
    values: NDArray[np.float32], checkpoint: TagCheckpoint, genres: list[str]
) -> dict[str, float]:
    """The probability of each genre by itself for a spectrogram `(n_frames, n_bands)`."""
    mel = MelSpectrogram(torch.from_numpy(values), checkpoint.mel)
    taggram = predict_taggram(mel, checkpoint, with_attention=False)
    probabilities = dict(zip(taggram.labels, map(float, taggram.of_song), strict=True))
    return {label: probabilities[label] for label in genres}


def hear_clips(
    paths: tuple[Path, ...],
    load: Callable[[Path], Song],
    hear: Listener | None,
    baseline: Callable[[Song], NDArray[np.float32]],
    on_progress: Callable[[float], None] | None = None,
) -> tuple[list[HeardClip], list[NDArray[np.float32]]]:
    """What `hear` makes of each clip (nothing if it is None), and the baseline's vectors."""
    heard, vectors = [], []
    for number, path in enumerate(paths, start=1):
        song = load(path)
        vectors.append(baseline(song))
        if hear:
            heard.append(hear(song))
        if on_progress:
            on_progress(number / len(paths))
    return heard, vectors
