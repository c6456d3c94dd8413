"""A song -> what a network is sure of in it, and where it is in doubt: labels to train with.

Confidences are probabilities by the checkpoint's calibrations, which tell of a family of drums
whether any of them was struck. A label names one drum, so that drum's own activation alone must
be as sure. Doubts are

- about all drums of a family where a peak of the family is no sure stroke of it;
- about one drum where its own activation peaks without being a sure stroke, as another drum of
  its family near by may have been taken for it, or hide it.

The labels are made of the clean song; the training lays other music over it, so that the student
learns to hear there what the teacher heard here.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import soundfile
from numpy.typing import NDArray

from core.activations import Activations
from core.analysis import Analysis, analyse
from core.beats import BeatGrid, BeatSettings, track_beats
from core.checkpoint import Checkpoint
from core.corrections import Corrections
from core.errors import UsageError
from core.onsets import Onset, PeakPicking, families, family_activation, find_peaks
from core.revise import picked_onsets
from core.score import Score
from core.song import Song
from core.training.datasets.transcribed import DOUBTS_HEADER
from core.training.validation import count_matches
from core.writers.tables import json_bytes

# Samples of 1.0 in files of 16 bits.
_FULL_SCALE = 32768
# A peak this near (seconds) to a stroke of its family is that stroke.
_SAME_STROKE = 0.03
# A drum's own peak this near to its sure stroke is that stroke; strokes of flams lie farther apart.
_SAME_PEAK = 0.018
# Frames on either side of a stroke in which its drum's own activation may peak.
_N_NEIGHBOURS = 1
# Beats are labels where the tracker's are those that the network hears: F-measures, at ±70 ms,
# against its plain peaks. Of 8 held-out MIDI songs 3 passed, all tracked right (F 0.99); those
# tracked wrong agreed on downbeats to 0.4 at most.
_BEATS_AGREE, _DOWNBEATS_AGREE = 0.7, 0.55
_BEAT_WINDOW, _BEAT_HEARD = 0.07, 0.3
_BEAT_PEAKS = PeakPicking(maximum_window=0.1, mean_weight=0.0, shortest_distance=0.2)
# Not lowered by the mean, as thresholds for strokes are: a peak in a dense place is a doubt, too.
_ALL_PEAKS = PeakPicking(mean_weight=0.0)


@dataclass(frozen=True)
class LabelSettings:
    """What counts as label and as doubt, as probabilities 0..1, and of which part of a song.

    At most `seconds` of a song are labelled, those in its middle. A song with fewer than
    `fewest_strokes` sure strokes a minute is no song to learn from.
    """

    sure: float = 0.75
    doubtful: float = 0.15
    seconds: float = 120.0
    fewest_strokes: float = 20.0

    def __post_init__(self) -> None:
        if not 0 < self.doubtful < self.sure < 1:
            raise UsageError("Doubtful lies above 0, sure above doubtful and below 1.")
        if not self.seconds >= 1:
            raise UsageError("At least one second of each song is labelled.")


@dataclass(frozen=True)
class Labels:
    """The labels of the part `song`: sure strokes; doubts (seconds, drum); bars if heard."""

    song: Song
    strokes: tuple[Onset, ...]
    doubts: tuple[tuple[float, str], ...]
    grid: BeatGrid

    @property
    def strokes_a_minute(self) -> float:
        """How many sure strokes a minute there are."""
        return 60 * len(self.strokes) / self.song.duration


def middle_of(song: Song, seconds: float) -> Song:
    """The song, or its middle of so many seconds, as the 16 bits that a file of it keeps."""
    n_samples = min(round(seconds * song.sample_rate), len(song.samples))
    first = (len(song.samples) - n_samples) // 2
    middle = song.samples[first : first + n_samples]
    rounded = np.clip(np.rint(middle * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1) / _FULL_SCALE
    return replace(song, samples=rounded.astype(np.float32))


def label_song(
    song: Song,
    checkpoint: Checkpoint,
    settings: LabelSettings,
    device: str = "auto",
    on_progress: Callable[[float], None] | None = None,
) -> Labels:
    """The labels of the song's middle.

    `on_progress` gets the fraction done, 0..1; to cancel, it raises `CancelledError`.
    """
    analysis = analyse(middle_of(song, settings.seconds), checkpoint, device, on_progress)
    return labels_of(analysis, settings)


def labels_of(analysis: Analysis, settings: LabelSettings) -> Labels:
    """The labels that follow from what the network heard."""
    onsets = picked_onsets(analysis, Corrections())
    strokes = tuple(_sure_strokes(analysis, onsets, settings.sure))
    doubts = sorted(set(_doubts(analysis, strokes, settings.doubtful)))
    grid = track_beats(analysis.activations, onsets, BeatSettings())
    if not _agrees(grid, analysis.activations):
        grid = BeatGrid(())
    return Labels(analysis.song, strokes, tuple(doubts), grid)


def _sure_strokes(
    analysis: Analysis, onsets: Sequence[Onset], least_probability: float
) -> Iterator[Onset]:
    activations = analysis.activations
    for onset in onsets:
        column = activations.drum_names.index(onset.drum)
        frame = round(onset.time * activations.frame_rate)
        near = activations.drums[max(frame - _N_NEIGHBOURS, 0) : frame + _N_NEIGHBOURS + 1, column]
        own = analysis.peak_picking.calibration(onset.drum).probability(near.max(keepdims=True))
        # Rounded as in the JSON, where readers compare it.
        if min(float(own[0]), round(onset.confidence, 3)) >= least_probability:
            yield onset


def _doubts(
    analysis: Analysis, strokes: Sequence[Onset], doubtful: float
) -> Iterator[tuple[float, str]]:
    """Time in seconds and drum of each doubt; some more than once."""
    activations, picking = analysis.activations, analysis.peak_picking
    for family in families(activations.drum_names):
        names = [activations.drum_names[index] for index in family]
        # A stroke that is picked and not sure is in doubt however unlikely it is.
        limit = min(
            picking.calibration(names[0]).activation(doubtful), *map(picking.threshold, names)
        )
        times = _peak_times(activations, family_activation(activations, family), limit)
        sure = [stroke.time for stroke in strokes if stroke.drum in names]
        yield from ((time, name) for time in _far_from(sure, times, _SAME_STROKE) for name in names)
        for index, name in zip(family, names, strict=True):
            times = _peak_times(activations, activations.drums[:, index], limit)
            sure = [stroke.time for stroke in strokes if stroke.drum == name]
            yield from ((time, name) for time in _far_from(sure, times, _SAME_PEAK))


def _peak_times(
    activations: Activations, activation: NDArray[np.float32], limit: float
) -> NDArray[np.float64]:
    """Times in seconds of all peaks from the activation `limit` on."""
    frames = find_peaks(activation, activations.frame_rate, _ALL_PEAKS, limit)
    return frames / activations.frame_rate


def _far_from(sure: Sequence[float], times: NDArray[np.float64], reach: float) -> list[float]:
    """The times that lie farther than `reach` seconds from all the sure ones."""
    if not sure:
        return list(times)
    distances = np.abs(times[:, None] - np.array(sure)[None, :])
    return list(times[distances.min(axis=1) > reach])


def _agrees(grid: BeatGrid, activations: Activations) -> bool:
    """Whether the grid's beats and downbeats are those that the network hears by itself."""
    beats = [time for bar in grid.bars for time in bar.beats]
    downbeats = [bar.start for bar in grid.bars if not bar.n_missing_beats]
    rate = activations.frame_rate
    return (
        _agreement(beats, activations.beats, rate) >= _BEATS_AGREE
        and _agreement(downbeats, activations.downbeats, rate) >= _DOWNBEATS_AGREE
    )


def _agreement(times: Sequence[float], activation: NDArray[np.float32], frame_rate: float) -> float:
    """F-measure (0..1) of the times in seconds against the plain peaks of the activation."""
    heard = find_peaks(activation, frame_rate, _BEAT_PEAKS, _BEAT_HEARD) / frame_rate
    n_both = len(times) + len(heard)
    return 2 * count_matches(heard, np.array(times), _BEAT_WINDOW) / n_both if n_both else 0.0


def labels_json(labels: Labels, file_name: str) -> bytes:
    """Sure strokes and beats in the schema of docs/json-format.md, without written bars."""
    song = replace(labels.song, path=labels.song.path and labels.song.path.with_name(file_name))
    score = Score((), song.title, song.artist)
    return json_bytes(song, labels.strokes, labels.grid, score)


def doubts_csv(labels: Labels) -> bytes:
    """A header line, then a line a doubt: time in seconds, drum."""
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(DOUBTS_HEADER)
    rows.writerows((f"{time:.4f}", drum) for time, drum in labels.doubts)
    return table.getvalue().encode()


def song_flac(labels: Labels) -> bytes:
    """The labelled part as a mono FLAC file of 16 bits."""
    file = io.BytesIO()
    # As whole numbers: from floats the library would scale by 32767.
    samples = np.rint(labels.song.samples * _FULL_SCALE).astype(np.int16)
    soundfile.write(file, samples, labels.song.sample_rate, subtype="PCM_16", format="FLAC")
    return file.getvalue()
