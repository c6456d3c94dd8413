"""F-measures of a network on songs with known strokes, and the thresholds that suit it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import torch
from numpy.typing import NDArray

from core.activations import Activations, predict_activations
from core.checkpoint import Checkpoint
from core.features import Spectrogram
from core.onsets import PeakPicking, find_peaks
from core.training.shards import FeatureSong

CANDIDATE_THRESHOLDS = tuple(np.round(np.arange(0.1, 0.91, 0.05), 2).tolist())
# Strokes a minute in music as it is played: the mean over the Groove MIDI Dataset (710 minutes)
# and the drum tracks of Freedoom's songs (287 minutes). Synthesis plays rare drums far more often.
NATURAL_RATES: Mapping[str, float] = MappingProxyType(
    {
        "kick": 119.5, "snare": 112.4, "side_stick": 10.2, "hihat_closed": 97.3,
        "hihat_open": 25.8, "hihat_pedal": 51.5, "tom_high": 9.9, "tom_mid": 6.0,
        "tom_low": 11.8, "crash": 10.5, "ride": 42.4, "ride_bell": 15.4, "china": 1.3,
        "splash": 1.2, "cowbell": 1.4, "tambourine": 3.9, "clap": 0.7,
    }
)  # fmt: skip
_WINDOW = 0.05
_BEAT_WINDOW = 0.07


@dataclass(frozen=True)
class ValidationFigures:
    """F-measures 0..1 at ±50 ms (beats ±70 ms), pooled over songs.

    `drums` holds each drum that was struck; `sum_f` pools all strokes of all drums, `mean_f` is
    the mean over drums. Of recordings only drums that their annotations name are counted.
    `thresholds` are those of `CANDIDATE_THRESHOLDS` that would be best if each drum were struck
    as often as in music as it is played; all figures are taken at these thresholds.
    """

    sum_f: float
    mean_f: float
    drums: Mapping[str, float]
    beats: float
    downbeats: float
    thresholds: Mapping[str, float]


def count_matches(
    reference: NDArray[np.floating], estimate: NDArray[np.floating], window: float
) -> int:
    """How many events of two rising sequences pair up one to one within `window` seconds."""
    n_matches = i = j = 0
    while i < len(reference) and j < len(estimate):
        difference = estimate[j] - reference[i]
        if abs(difference) <= window:
            n_matches, i, j = n_matches + 1, i + 1, j + 1
        elif difference < 0:
            j += 1
        else:
            i += 1
    return n_matches


def validate(
    checkpoint: Checkpoint, songs: Sequence[FeatureSong], device: str
) -> ValidationFigures:
    """The figures of the checkpoint's network on the songs, each drum at its threshold."""
    predicted = [
        predict_activations(
            Spectrogram(torch.from_numpy(song.features.astype(np.float32)), checkpoint.features),
            checkpoint,
            device,
        )
        for song in songs
    ]
    best: dict[str, tuple[float, float, NDArray[np.int64]]] = {}
    for index, drum in enumerate(checkpoint.drum_names):
        counts = _counts_by_threshold(predicted, songs, index)
        minutes = sum(a.duration for a in predicted) / 60
        place = int(np.argmax([natural_f(c, minutes, NATURAL_RATES[drum]) for c in counts]))
        best[drum] = (CANDIDATE_THRESHOLDS[place], _f_measure(counts[place]), counts[place])
    struck = {drum: found for drum, found in best.items() if found[2][1] > 0}
    total = sum((found[2] for found in struck.values()), start=np.zeros(3, dtype=np.int64))
    return ValidationFigures(
        _f_measure(total),
        float(np.mean([found[1] for found in struck.values()])) if struck else 0.0,
        {drum: found[1] for drum, found in struck.items()},
        _beat_f(predicted, songs, only_first=False),
        _beat_f(predicted, songs, only_first=True),
        {drum: found[0] for drum, found in struck.items()},
    )


def natural_f(counts: NDArray[np.int64], minutes: float, natural_rate: float) -> float:
    """F-measure if the drum were struck `natural_rate` times a minute instead of as it was.

    Strokes found and missed scale with the rate; false alarms come from all that is no stroke
    of the drum, and stay. `counts` are matches, strokes in truth, strokes found in `minutes`.
    """
    n_matches, n_truth, n_found = (float(c) for c in counts)
    if n_truth == 0:
        return 0.0
    scale = natural_rate * minutes / n_truth
    false_alarms = n_found - n_matches
    return 2 * scale * n_matches / (scale * (n_truth + n_matches) + false_alarms)


def _counts_by_threshold(
    predicted: Sequence[Activations], songs: Sequence[FeatureSong], index: int
) -> list[NDArray[np.int64]]:
    """For each candidate threshold (matches, strokes in truth, strokes found)."""
    picking = PeakPicking()
    counts = []
    for threshold in CANDIDATE_THRESHOLDS:
        count = np.zeros(3, dtype=np.int64)
        for activations, song in zip(predicted, songs, strict=True):
            if not song.truth.tells(index):
                continue
            times = song.truth.onset_times[song.truth.onset_drums == index]
            # Invented patterns run on past the song's end.
            truth = np.sort(times[times < activations.duration])
            activation = activations.drums[:, index]
            peaks = find_peaks(activation, activations.frame_rate, picking, threshold)
            found = peaks / activations.frame_rate
            count += (count_matches(truth, found, _WINDOW), len(truth), len(found))
        counts.append(count)
    return counts


def _beat_f(
    predicted: Sequence[Activations], songs: Sequence[FeatureSong], only_first: bool
) -> float:
    """F-measure of plain peaks of the beat or downbeat activation above .3."""
    picking = PeakPicking(maximum_window=0.1, mean_weight=0.0, shortest_distance=0.2)
    count = np.zeros(3, dtype=np.int64)
    for activations, song in zip(predicted, songs, strict=True):
        if not song.truth.has_beats:
            continue
        truth = song.truth.beat_times
        if only_first:
            truth = truth[song.truth.beat_numbers == 1]
        activation = activations.downbeats if only_first else activations.beats
        found = find_peaks(activation, activations.frame_rate, picking, 0.3)
        times = found / activations.frame_rate
        count += (count_matches(truth, times, _BEAT_WINDOW), len(truth), len(times))
    return _f_measure(count)


def _f_measure(counts: NDArray[np.int64]) -> float:
    n_matches, n_truth, n_found = (int(c) for c in counts)
    return 2 * n_matches / (n_truth + n_found) if n_truth + n_found else 0.0
