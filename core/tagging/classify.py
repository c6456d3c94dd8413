"""Song -> what kind of song it is: the whole flow, one line a stage."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from core.song import Song
from core.tagging.attention import N_BANDS, N_TIMES
from core.tagging.classification import (
    Classification,
    Highlight,
    LabelProbability,
    TagAttention,
)
from core.tagging.highlight import find_highlight
from core.tagging.labels import GENRE, KIND_OF_LABEL, MOOD
from core.tagging.mel import mel_spectrogram
from core.tagging.tag_checkpoint import TagCheckpoint
from core.tagging.taggram import Taggram, predict_taggram
from core.tagging.tempo import estimate_tempo


def classify_song(
    song: Song, checkpoint: TagCheckpoint, on_progress: Callable[[float], None] | None = None
) -> Classification:
    """What kind of song it is, and where that is heard.

    `on_progress` gets the fraction done; to cancel, it raises `CancelledError`.
    """
    mel = mel_spectrogram(song, checkpoint.mel)
    taggram = predict_taggram(mel, checkpoint, on_progress)
    genres, moods, tags = _by_kind(taggram)
    return Classification(
        genres,
        moods,
        tags,
        estimate_tempo(mel),
        taggram.song_vector,
        _highlight(taggram, genres, song.duration),
        _attention(taggram, checkpoint),
        song.duration,
    )


def _by_kind(taggram: Taggram) -> tuple[tuple[LabelProbability, ...], ...]:
    """Genres, moods, and all else; a song has one genre, so theirs sum to 1."""
    kinds = [KIND_OF_LABEL.get(label) for label in taggram.labels]
    probabilities = dict(zip(taggram.labels, taggram.of_song, strict=True))
    kept = {
        kind: {label: float(probabilities[label]) for label, own in each if own == kind}
        for kind in (GENRE, MOOD)
        for each in [list(zip(taggram.labels, kinds, strict=True))]
    }
    rest = {
        label: float(probabilities[label])
        for label, kind in zip(taggram.labels, kinds, strict=True)
        if kind not in (GENRE, MOOD)
    }
    total = sum(kept[GENRE].values()) or 1.0
    genres = {label: value / total for label, value in kept[GENRE].items()}
    return _ranked(genres.items()), _ranked(kept[MOOD].items()), _ranked(rest.items())


def _ranked(labels: Iterable[tuple[str, float]]) -> tuple[LabelProbability, ...]:
    ranked = sorted(labels, key=lambda pair: -pair[1])
    return tuple(LabelProbability(label, probability) for label, probability in ranked)


def _highlight(
    taggram: Taggram, genres: tuple[LabelProbability, ...], duration: float
) -> Highlight:
    """Evidence is the probability of the song's likeliest genre, window by window."""
    place = taggram.labels.index(genres[0].label) if genres else 0
    return find_highlight(
        taggram.vectors, taggram.probabilities[:, place], taggram.starts, taggram.window, duration
    )


def _attention(taggram: Taggram, checkpoint: TagCheckpoint) -> TagAttention:
    """The attention of all windows in a row; even where the network has none."""
    n = len(taggram.starts)
    step = taggram.window / N_TIMES
    times = taggram.starts[:, None] + (np.arange(N_TIMES) + 0.5) * step
    frequencies = checkpoint.mel.band_frequencies.reshape(N_BANDS, -1).mean(axis=1)
    if taggram.attention is None:
        overall = np.ones((n * N_TIMES, N_BANDS), dtype=np.float32)
        by_label = np.zeros((len(taggram.labels), n * N_TIMES, N_BANDS), dtype=np.float16)
    else:
        # What counts more for the song counts more here.
        share = (taggram.importance * n)[:, None, None].astype(np.float32)
        overall = (taggram.attention.overall * share).reshape(n * N_TIMES, N_BANDS)
        weighed = taggram.attention.by_label * share[:, None].astype(np.float16)
        by_label = weighed.transpose(1, 0, 2, 3).reshape(-1, n * N_TIMES, N_BANDS)
    kept = _rising(times.ravel())
    return TagAttention(
        times.ravel()[kept].astype(np.float32),
        frequencies.astype(np.float32),
        overall[kept],
        taggram.labels,
        by_label[:, kept],
    )


def _rising(times: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which rows to show: where the last window overlaps the one before, the earlier one."""
    highest = np.maximum.accumulate(np.concatenate([[-np.inf], times[:-1]]))
    return np.asarray(times > highest)
