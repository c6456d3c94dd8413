"""F-measures of a network on songs with known strokes, and the thresholds that suit it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import optimize

from core.activations import Activations, predict_activations
from core.calibration import Calibration, log_odds
from core.checkpoint import Checkpoint
from core.features import Spectrogram
from core.onsets import (
    DEFAULT_THRESHOLD,
    LOWEST_PEAK,
    PeakPicking,
    families,
    family_activation,
    find_peaks,
    pick_onsets,
)
from core.training.shards import FeatureSong

CANDIDATE_THRESHOLDS = tuple(np.round(np.arange(0.1, 0.91, 0.02), 2).tolist())
_WINDOW = 0.05
_BEAT_WINDOW = 0.07


@dataclass(frozen=True)
class ValidationFigures:
    """F-measures 0..1 at ±50 ms (beats ±70 ms), pooled over songs.

    `drums` holds each drum that was struck; `sum_f` pools all strokes of all drums, `mean_f` is
    the mean over drums. Of recordings only drums that their annotations name are counted.
    `thresholds` are one of `CANDIDATE_THRESHOLDS` for all drums, the one that is best for all
    strokes together: one number chosen on thousands of strokes holds for other songs, too, where
    thresholds a drum, or fitted to each song, did worse. `calibrations` are fitted to the same
    peaks. The figures are those of onsets picked as in a transcription.
    """

    sum_f: float
    mean_f: float
    drums: Mapping[str, float]
    beats: float
    downbeats: float
    thresholds: Mapping[str, float]
    calibrations: Mapping[str, Calibration]


def matched(
    reference: NDArray[np.floating], estimate: NDArray[np.floating], window: float
) -> NDArray[np.bool_]:
    """Which of the estimated events pair up one to one with reference ones within `window` s.

    Both sequences rise.
    """
    is_matched = np.zeros(len(estimate), dtype=np.bool_)
    i = j = 0
    while i < len(reference) and j < len(estimate):
        difference = estimate[j] - reference[i]
        if abs(difference) <= window:
            is_matched[j] = True
            i, j = i + 1, j + 1
        elif difference < 0:
            j += 1
        else:
            i += 1
    return is_matched


def count_matches(
    reference: NDArray[np.floating], estimate: NDArray[np.floating], window: float
) -> int:
    """How many events of two rising sequences pair up one to one within `window` seconds."""
    return int(matched(reference, estimate, window).sum())


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
    calibrations, thresholds = _calibrate(predicted, songs)
    counts = _counts_a_drum(predicted, songs, PeakPicking(thresholds, calibrations))
    struck = {drum: count for drum, count in counts.items() if count[1] > 0}
    total = sum(struck.values(), start=np.zeros(3, dtype=np.int64))
    f_measures = {drum: _f_measure(count) for drum, count in struck.items()}
    return ValidationFigures(
        _f_measure(total),
        float(np.mean(list(f_measures.values()))) if struck else 0.0,
        f_measures,
        _beat_f(predicted, songs, only_first=False),
        _beat_f(predicted, songs, only_first=True),
        thresholds,
        calibrations,
    )


def _counts_a_drum(
    predicted: Sequence[Activations],
    songs: Sequence[FeatureSong],
    peak_picking: PeakPicking,
) -> dict[str, NDArray[np.int64]]:
    """For each drum (matches, strokes in truth, strokes found), picked as in a transcription."""
    names = predicted[0].drum_names
    counts = {name: np.zeros(3, dtype=np.int64) for name in names}
    for activations, song in zip(predicted, songs, strict=True):
        onsets = pick_onsets(activations, peak_picking)
        for index, name in enumerate(names):
            if song.truth.tells(index):
                truth = _times_of(song, (index,), activations.duration)
                found = np.array([onset.time for onset in onsets if onset.drum == name])
                n_matches = count_matches(truth, found, _WINDOW)
                counts[name] += (n_matches, len(truth), len(found))
    return counts


def _times_of(song: FeatureSong, drums: tuple[int, ...], duration: float) -> NDArray[np.float32]:
    """Times of the strokes of these drums, rising; invented patterns run past the song's end."""
    truth = song.truth
    times = truth.onset_times[np.isin(truth.onset_drums, drums)]
    return np.unique(times[times < duration])


def _calibrate(
    predicted: Sequence[Activations], songs: Sequence[FeatureSong]
) -> tuple[dict[str, Calibration], dict[str, float]]:
    """Calibrations of the drums that were struck, by family, and the threshold of all drums."""
    names = predicted[0].drum_names
    calibrations: dict[str, Calibration] = {}
    found = []
    for family in families(names):
        peaks = _family_peaks(predicted, songs, family)
        found.append(peaks)
        if not peaks.n_truth:
            continue
        fitted = fit_calibration(peaks.scores, peaks.hits)
        calibrations |= {names[index]: fitted for index in family}
    threshold = _best_threshold(found)
    return calibrations, dict.fromkeys(names, threshold)


@dataclass(frozen=True)
class _FamilyPeaks:
    """All peaks of a family: scores `(n_peaks,)`, whether each is a stroke, and how many are."""

    scores: NDArray[np.float32]
    hits: NDArray[np.bool_]
    n_truth: int


def _family_peaks(
    predicted: Sequence[Activations], songs: Sequence[FeatureSong], family: tuple[int, ...]
) -> _FamilyPeaks:
    picking = PeakPicking()
    scores, hits = [np.zeros(0, dtype=np.float32)], [np.zeros(0, dtype=np.bool_)]
    n_truth = 0
    for activations, song in zip(predicted, songs, strict=True):
        if not all(song.truth.tells(index) for index in family):
            continue
        truth = _times_of(song, family, activations.duration)
        activation = family_activation(activations, family)
        peaks = find_peaks(activation, activations.frame_rate, picking, LOWEST_PEAK)
        scores.append(activation[peaks])
        hits.append(matched(truth, peaks / activations.frame_rate, _WINDOW))
        n_truth += len(truth)
    return _FamilyPeaks(np.concatenate(scores), np.concatenate(hits), n_truth)


def _best_threshold(found: Sequence[_FamilyPeaks]) -> float:
    """The candidate threshold with the best F-measure over all strokes of all families."""
    if not found:
        return DEFAULT_THRESHOLD
    scores = np.concatenate([peaks.scores for peaks in found])
    hits = np.concatenate([peaks.hits for peaks in found])
    n_truth = sum(peaks.n_truth for peaks in found)
    f_measures = []
    for threshold in CANDIDATE_THRESHOLDS:
        is_found = scores >= threshold
        f_measures.append(_f_measure(np.array([hits[is_found].sum(), n_truth, is_found.sum()])))
    return float(CANDIDATE_THRESHOLDS[int(np.argmax(f_measures))])


def fit_calibration(scores: NDArray[np.floating], hits: NDArray[np.bool_]) -> Calibration:
    """The calibration that makes `hits` likeliest.

    A weak prior holds it near the activation itself where there are few peaks.
    """
    odds = log_odds(scores)

    def loss(parameters: NDArray[np.float64]) -> float:
        slope, offset = float(np.exp(parameters[0])), float(parameters[1])
        signed = np.where(hits, 1, -1) * (slope * odds + offset)
        prior = 10 * parameters[0] ** 2 + offset**2
        return float(np.logaddexp(0, -signed).sum() + prior)

    found = optimize.minimize(loss, np.zeros(2), method="Nelder-Mead").x
    return Calibration(float(np.exp(found[0])), float(found[1]))


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
