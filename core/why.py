"""Why a stroke was found: what the network saw and weighed at that moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.analysis import Analysis
from core.corrections import AddedStroke, Corrections, StrokeKey, key_of
from core.onsets import Onset, PeakPicking, families, family_activation

FloatArray = NDArray[np.float32]

# Seconds on either side of the stroke that are shown.
SPECTROGRAM_SPAN = 0.15
ACTIVATION_SPAN = 0.3
# Frames on either side of the stroke in which a drum's activation may peak.
_N_NEAR = 2
# A drum that is written within so many seconds of a stroke is no other name for it.
_SAME_MOMENT = 0.03
# Strokes that are at least this likely need no second look.
SURE = 0.8


@dataclass(frozen=True)
class Rival:
    """A drum that may have been struck instead, and its activation 0..1 at that moment."""

    drum: str
    activation: float


@dataclass(frozen=True)
class Explanation:
    """All that is shown of one stroke.

    `spectrogram` is `(n_slice_frames, n_bands)` in log magnitudes, 0 outside the song, around
    `slice_start` seconds on; `frequencies` `(n_bands,)` in Hz. `attention` `(n_bands,)` weighs
    the bands at the stroke, 1 being even attention, None for a network without.
    `activation` `(n_frames,)` from `activation_start` seconds on is that of the drum's family,
    which was compared with `threshold` `(n_frames,)`; `own` is that of the drum alone. `family`
    names the drums of the family, `rivals` are all drums, the strongest first.
    """

    onset: Onset
    frame_rate: float
    slice_start: float
    spectrogram: FloatArray
    frequencies: FloatArray
    attention: FloatArray | None
    activation_start: float
    activation: FloatArray
    own: FloatArray
    threshold: FloatArray
    family: tuple[str, ...]
    rivals: tuple[Rival, ...]

    @property
    def is_found_by_network(self) -> bool:
        """True if the activation exceeds the threshold near the stroke."""
        middle = round((self.onset.time - self.activation_start) * self.frame_rate)
        near = slice(max(middle - _N_NEAR, 0), middle + _N_NEAR + 1)
        return bool((self.activation[near] >= self.threshold[near]).any())


def explain(analysis: Analysis, onset: Onset, peak_picking: PeakPicking) -> Explanation:
    """What the network saw, heard and weighed around a stroke.

    `peak_picking` holds the thresholds as corrected. For drums that the network does not know
    the activations are 0.
    """
    activations = analysis.activations
    rate = activations.frame_rate
    frame = round(onset.time * rate)
    wide, narrow = round(ACTIVATION_SPAN * rate), round(SPECTROGRAM_SPAN * rate)
    curve, own, threshold = _curves(analysis, onset.drum, peak_picking)
    frequencies = np.array(analysis.spectrogram.settings.band_frequencies, dtype=np.float32)
    attention = None
    if analysis.attention is not None:
        weights = analysis.attention.weights
        attention = weights[min(max(frame, 0), len(weights) - 1)]
    return Explanation(
        onset,
        rate,
        (frame - narrow) / rate,
        _cut(analysis.spectrogram.values.numpy(), frame, narrow),
        frequencies,
        attention,
        (frame - wide) / rate,
        _cut(curve, frame, wide),
        _cut(own, frame, wide),
        _cut(threshold, frame, wide),
        _family(activations.drum_names, onset.drum),
        _rivals(analysis, frame),
    )


def open_rivals(found: Explanation, onsets: Sequence[Onset]) -> tuple[Rival, ...]:
    """The drums that the stroke may be, the strongest first: its own, and those not struck beside.

    A drum with a stroke of its own among `onsets` at that moment is no other name for this one.
    """
    struck = drums_beside(found.onset, onsets)
    return tuple(rival for rival in found.rivals if rival.drum not in struck)


def drums_beside(onset: Onset, onsets: Sequence[Onset]) -> tuple[str, ...]:
    """The other drums that are written at the moment of this stroke."""
    near = {
        each.drum
        for each in onsets
        if abs(each.time - onset.time) <= _SAME_MOMENT and each.drum != onset.drum
    }
    return tuple(sorted(near))


def is_added(onset: Onset, corrections: Corrections) -> bool:
    """True if the user put the stroke where none was."""
    return any(
        isinstance(edit, AddedStroke) and (edit.time, edit.drum) == key_of(onset)
        for edit in corrections.edits
    )


def most_doubtful(onsets: Sequence[Onset], seen: Collection[StrokeKey]) -> Onset | None:
    """The stroke that is most likely wrong, of those not yet seen to; None if all others are sure.

    Of equally doubtful ones the earliest.
    """
    left = doubtful(onsets, seen)
    return min(left, key=lambda onset: (onset.confidence, onset.time)) if left else None


def doubtful(onsets: Sequence[Onset], seen: Collection[StrokeKey]) -> tuple[Onset, ...]:
    """The strokes that deserve a second look and were not yet seen to."""
    return tuple(o for o in onsets if o.confidence < SURE and key_of(o) not in seen)


def _curves(
    analysis: Analysis, drum: str, peak_picking: PeakPicking
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Activations `(n_frames,)` of the drum's family and of the drum, and what they must exceed."""
    activations = analysis.activations
    names = activations.drum_names
    nothing = np.zeros(activations.n_frames, dtype=np.float32)
    if drum not in names:
        return nothing, nothing, nothing + np.float32(peak_picking.threshold(drum))
    index = names.index(drum)
    family = _family(names, drum)
    curve = family_activation(activations, tuple(names.index(each) for each in family))
    n_mean = round(peak_picking.mean_window * activations.frame_rate)
    mean = ndimage.uniform_filter1d(curve, 2 * n_mean + 1, mode="nearest")
    above = peak_picking.mean_weight * np.minimum(mean, 0.5)
    # The family is picked with the lowest of its thresholds; the drum's own holds for the peak.
    lowest = min(peak_picking.threshold(each) for each in family)
    threshold = np.maximum(lowest + above, peak_picking.threshold(drum))
    return curve, activations.drums[:, index], np.asarray(threshold, dtype=np.float32)


def _family(names: tuple[str, ...], drum: str) -> tuple[str, ...]:
    """The drums that are picked together with this one, itself among them."""
    if drum not in names:
        return (drum,)
    index = names.index(drum)
    family = next(each for each in families(names) if index in each)
    return tuple(names[member] for member in family)


def _cut(values: NDArray[np.float32], frame: int, n_around: int) -> FloatArray:
    """The values from `n_around` frames before to as many after, 0 outside the song."""
    start, stop = frame - n_around, frame + n_around + 1
    inside = values[max(start, 0) : max(stop, 0)]
    before = max(-start, 0)
    after = (stop - start) - before - len(inside)
    padding = [(before, after), *[(0, 0)] * (values.ndim - 1)]
    return np.asarray(np.pad(inside, padding), dtype=np.float32)


def _rivals(analysis: Analysis, frame: int) -> tuple[Rival, ...]:
    activations = analysis.activations
    near = activations.drums[max(frame - _N_NEAR, 0) : frame + _N_NEAR + 1]
    if not len(near):
        return tuple(Rival(name, 0.0) for name in activations.drum_names)
    peaks = near.max(axis=0)
    rivals = zip(activations.drum_names, peaks.tolist(), strict=True)
    ranked = sorted(rivals, key=lambda each: -each[1])
    return tuple(Rival(name, float(peak)) for name, peak in ranked)
