"""Activations and onsets -> how likely each frame is a beat, and each beat a downbeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

from core.activations import Activations
from core.kit import KIT
from core.onsets import Onset

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Below this the beat head says nothing (silence, an untrained network), and drums decide alone.
_USABLE_ACTIVATION = 0.1
_USUAL_PEAK = 0.9
_FIRSTS_WEIGHT = 0.4  # of the downbeat head: where it is sure there is a beat, too
_SLOWEST_BAR = 2.5  # seconds between downbeats, usually


class Role(IntEnum):
    """What a drum does in a groove: kick and snare make the pattern, crashes mark bars."""

    KICK = 0
    SNARE = 1
    TIME = 2
    CRASH = 3
    TOM = 4


_ROLE_OF_CLASS = {
    "kick": Role.KICK,
    "snare": Role.SNARE,
    "toms": Role.TOM,
    "crash": Role.CRASH,
}
# Side stick and clap stand where the snare would: on the backbeat.
_ROLE_OF_DRUM = MappingProxyType(
    {drum.name: _ROLE_OF_CLASS.get(drum.class_8, Role.TIME) for drum in KIT}
    | {"side_stick": Role.SNARE, "clap": Role.SNARE}
)
_BEAT_WEIGHT_OF_ROLE = np.array([1.0, 1.0, 0.5, 1.0, 0.4])


@dataclass(frozen=True)
class Strokes:
    """The onsets as arrays `(n_strokes,)`, in order of time: seconds, `Role`s, weights 0..1.

    A stroke's weight is its confidence, less for soft (ghost) strokes.
    """

    times: FloatArray
    roles: IntArray
    weights: FloatArray

    @classmethod
    def of(cls, onsets: Sequence[Onset]) -> "Strokes":
        """The strokes of these onsets."""
        ordered = sorted(onsets, key=lambda onset: onset.time)
        loudness = np.array([onset.velocity for onset in ordered], dtype=float) / 127
        confidence = np.array([onset.confidence for onset in ordered], dtype=float)
        return cls(
            np.array([onset.time for onset in ordered], dtype=float),
            np.array([_ROLE_OF_DRUM[onset.drum] for onset in ordered], dtype=np.int64),
            np.clip(confidence, 0, 1) * np.clip(2 * loudness, 0.1, 1),
        )

    def __len__(self) -> int:
        return len(self.times)

    def only(self, role: Role) -> "Strokes":
        """The strokes of one role."""
        kept = self.roles == role
        return Strokes(self.times[kept], self.roles[kept], self.weights[kept])


@dataclass(frozen=True)
class BeatEvidence:
    """For each frame `(n_frames,)`: the probability of a beat, and the downbeat activation.

    `beats` blends the network's two heads with the drum strokes; `network` is its beat head alone,
    scaled so that its peaks reach about .9.
    """

    beats: FloatArray
    network: FloatArray
    downbeats: FloatArray
    frame_rate: float
    is_network_usable: bool = True

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.beats)


def gather_evidence(activations: Activations, strokes: Strokes) -> BeatEvidence:
    """The evidence for beats in a song of these activations and strokes."""
    rate = activations.frame_rate
    last_stroke = strokes.times[-1] if len(strokes) else 0.0
    n_frames = max(activations.n_frames, int(last_stroke * rate) + 2)
    network, is_usable = _scaled_network(_padded(activations.beats, n_frames), rate)
    drums = _stroke_envelope(strokes, n_frames, rate)
    # A usable beat head outranks the strokes, which fall on offbeats too.
    stroke_weight = 0.3 if is_usable else 0.85
    downbeats = _padded(activations.downbeats, n_frames)
    firsts = _scaled_downbeats(downbeats, rate)
    beats = 1 - (1 - network) * (1 - stroke_weight * drums) * (1 - _FIRSTS_WEIGHT * firsts)
    return BeatEvidence(beats, network, downbeats, rate, is_usable)


def _padded(values: NDArray[np.float32], n_frames: int) -> FloatArray:
    finite = np.clip(np.nan_to_num(values.astype(float)), 0, 1)
    return np.pad(finite, (0, n_frames - len(finite)))


def _scaled_network(beats: FloatArray, frame_rate: float) -> tuple[FloatArray, bool]:
    """The beat head with its usual peak raised to .9, and whether it says anything at all.

    The usual peak is a high quantile of the maxima of windows of 1.1 s (as long as the slowest
    beat), so that breaks without beats don't count.
    """
    window = max(1, round(1.1 * frame_rate))
    maxima = maximum_filter1d(beats, window)[:: max(1, window // 2)]
    usual_peak = float(np.quantile(maxima, 0.7))
    if usual_peak < _USABLE_ACTIVATION:
        return np.clip(beats, 0, 0.97), False
    return np.clip(beats * max(1.0, _USUAL_PEAK / usual_peak), 0, 0.97), True


def _scaled_downbeats(downbeats: FloatArray, frame_rate: float) -> FloatArray:
    """The downbeat head with its usual peak raised to .9; unchanged if it says nothing."""
    window = max(1, round(_SLOWEST_BAR * frame_rate))
    maxima = maximum_filter1d(downbeats, window)[:: max(1, window // 2)]
    usual_peak = max(_USABLE_ACTIVATION, float(np.quantile(maxima, 0.7)))
    return np.clip(downbeats * max(1.0, _USUAL_PEAK / usual_peak), 0, 0.97)


def _stroke_envelope(strokes: Strokes, n_frames: int, frame_rate: float) -> FloatArray:
    """How strongly the drums mark each frame, 0..1; strokes are three frames wide."""
    envelope = np.zeros(n_frames)
    weights = strokes.weights * _BEAT_WEIGHT_OF_ROLE[strokes.roles]
    centres = np.round(strokes.times * frame_rate).astype(int)
    for shift, share in ((-1, 0.6), (0, 1.0), (1, 0.6)):
        frames = np.clip(centres + shift, 0, n_frames - 1)
        np.maximum.at(envelope, frames, share * weights)
    return envelope


def downbeat_odds_of_frames(evidence: BeatEvidence, strokes: Strokes) -> FloatArray:
    """Log odds `(n_frames,)` that a beat at a frame is a downbeat: network, kick, crash, snare."""
    reach = 2 * max(1, round(0.03 * evidence.frame_rate)) + 1
    peaks = maximum_filter1d(evidence.downbeats, reach)
    high = float(np.quantile(peaks[:: max(1, reach // 2)], 0.97))
    odds = np.zeros(evidence.n_frames)
    if high >= 0.03:
        odds += np.clip(1.6 * np.log(np.maximum(peaks, 1e-3) / (0.5 * high)), -1.8, 2.2)
    for role, weight in ((Role.KICK, 0.5), (Role.CRASH, 1.2), (Role.SNARE, -0.6)):
        struck = _stroke_envelope(strokes.only(role), evidence.n_frames, evidence.frame_rate)
        odds += weight * maximum_filter1d(struck, reach)
    return odds
