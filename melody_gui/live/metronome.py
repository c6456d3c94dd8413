"""The metronome that strokes are held against, and tapping its tempo: plain values, no widgets.

All times are seconds of `time.perf_counter`.
"""

import math
from collections import deque
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

SLOWEST_BPM = 30.0
FASTEST_BPM = 300.0
# A pause longer than this, in seconds, begins a new tapping.
_LONGEST_TAP = 60 / SLOWEST_BPM + 0.5
_N_TAPS = 8


@dataclass(frozen=True)
class Metronome:
    """Beats of `bpm` a minute in bars of `beats_per_bar`; `origin` is the time of a downbeat."""

    bpm: float = 100.0
    beats_per_bar: int = 4
    origin: float = 0.0

    def __post_init__(self) -> None:
        if not SLOWEST_BPM <= self.bpm <= FASTEST_BPM or self.beats_per_bar < 1:
            raise ValueError(f"No metronome beats {self.bpm} times a minute.")

    @property
    def beat_length(self) -> float:
        """Seconds from beat to beat."""
        return 60 / self.bpm

    def beats_at(self, time: float) -> float:
        """Beats since the origin."""
        return (time - self.origin) / self.beat_length

    def time_of(self, beats: float) -> float:
        """When that many beats since the origin have passed."""
        return self.origin + beats * self.beat_length

    def with_tempo(self, bpm: float, now: float) -> "Metronome":
        """Another tempo; the place in the bar stays what it is at `now`."""
        bpm = min(max(bpm, SLOWEST_BPM), FASTEST_BPM)
        return replace(self, bpm=bpm, origin=now - self.beats_at(now) * 60 / bpm)

    def with_beats_per_bar(self, beats_per_bar: int, now: float) -> "Metronome":
        """Another metre; the bar in which `now` lies begins where it began."""
        first = math.floor(self.beats_at(now) / self.beats_per_bar) * self.beats_per_bar
        return replace(self, beats_per_bar=beats_per_bar, origin=self.time_of(first))

    def with_beat_at(self, time: float) -> "Metronome":
        """Shifted by half a beat at most, so that a beat falls on `time`."""
        beats = self.beats_at(time)
        return replace(self, origin=self.origin + (beats - round(beats)) * self.beat_length)


class TapTempo:
    """The tempo of taps: the mean of the last intervals; a pause begins anew."""

    def __init__(self) -> None:
        self._taps: deque[float] = deque(maxlen=_N_TAPS)

    def tap(self, time: float) -> float | None:
        """The tempo in beats a minute after this tap, None after the first."""
        if self._taps and time - self._taps[-1] > _LONGEST_TAP:
            self._taps.clear()
        if len(self._taps) >= 2:
            expected = (self._taps[-1] - self._taps[0]) / (len(self._taps) - 1)
            if not 0.6 < (time - self._taps[-1]) / expected < 1.6:
                last = self._taps[-1]
                self._taps.clear()
                self._taps.append(last)
        self._taps.append(time)
        if len(self._taps) < 2:
            return None
        interval = (self._taps[-1] - self._taps[0]) / (len(self._taps) - 1)
        return min(max(60 / max(interval, 1e-3), SLOWEST_BPM), FASTEST_BPM)


@dataclass(frozen=True)
class DetectedTempo:
    """The beat that strokes suggest: `beat` is the time of one, `downbeat` that of a bar."""

    bpm: float
    beat: float
    downbeat: float


_BEAT_WEIGHTS = {"kick": 1.0, "snare": 1.0, "hihat_closed": 0.45, "hihat_pedal": 0.6, "ride": 0.45}
_FEWEST_STROKES = 8
# Of an even pulse the strength is 2.05, of strokes at random about 0.5.
_WEAKEST = 1.0
_BACKBEAT_SHARE = 3.0
# How near to a beat, in beats, strokes on it are.
_ON_BEAT = 0.06
_SPAN = 10.0
_TEMPI = np.arange(55.0, 210.0, 0.5)


@dataclass
class TempoFinder:
    """Finds the tempo of the last seconds' strokes by a Fourier tempogram."""

    times: deque[float] = field(default_factory=lambda: deque(maxlen=200))
    drums: deque[str] = field(default_factory=lambda: deque(maxlen=200))

    def add(self, time: float, drum: str) -> None:
        """Take a stroke into account."""
        self.times.append(time)
        self.drums.append(drum)

    def clear(self) -> None:
        """Forget all strokes."""
        self.times.clear()
        self.drums.clear()

    def strokes_per_minute(self, now: float, span: float = 4.0) -> int:
        """Strokes in the last `span` seconds, as a figure a minute."""
        return round(sum(now - time <= span for time in self.times) * 60 / span)

    def find(self, now: float, beats_per_bar: int = 4) -> DetectedTempo | None:
        """The tempo now, or None while too few strokes were heard or they fit no beat."""
        recent = [(t, d) for t, d in zip(self.times, self.drums, strict=True) if now - t < _SPAN]
        if len(recent) < _FEWEST_STROKES or now - recent[-1][0] > 3.0:
            return None
        times = np.array([time for time, _ in recent])
        drums = [drum for _, drum in recent]
        weights = np.array([_BEAT_WEIGHTS.get(drum, 0.5) for drum in drums])
        bpm = _best_tempo(times, weights, _backbeat_signs(drums))
        if bpm is None:
            return None
        beat = _beat_time(times, weights, bpm)
        return DetectedTempo(bpm, beat, _downbeat_time(times, drums, (bpm, beat, beats_per_bar)))


def _backbeat_signs(drums: list[str]) -> NDArray[np.float64]:
    """Kicks and snares, which take turns on the beats, by opposite signs; others 0."""
    return np.array([{"kick": 1.0, "snare": -1.0}.get(drum, 0.0) for drum in drums])


def _best_tempo(
    times: NDArray[np.float64], weights: NDArray[np.float64], signs: NDArray[np.float64]
) -> float | None:
    """The tempo at which strokes fall on beats and their halves; None if none stands out."""
    since = times - times[0]
    strength = np.zeros(len(_TEMPI))
    for division, share in ((1, 1.0), (2, 0.7), (4, 0.35)):
        turns = np.outer(_TEMPI * division / 60, since)
        strength += share * np.abs(np.exp(2j * np.pi * turns) @ weights) / weights.sum()
    if strength.max() < _WEAKEST:
        return None
    # Of a tempo, its half and its double, the one whose beats kick and snare take in turns.
    turns = np.outer(_TEMPI / 120, since)
    backbeat = np.abs(np.exp(2j * np.pi * turns) @ signs) / max(np.abs(signs).sum(), 1.0)
    strength += _BACKBEAT_SHARE * backbeat
    # Beats are felt near 110 a minute rather than at half or twice that.
    preferred = strength * np.exp(-0.5 * (np.log2(_TEMPI / 110) / 0.75) ** 2)
    best = int(np.argmax(preferred))
    near = slice(max(best - 1, 0), best + 2)
    if best in (0, len(_TEMPI) - 1):
        return float(_TEMPI[best])
    before, at, after = preferred[near]
    curvature = before - 2 * at + after
    shift = 0.5 * (before - after) / curvature if abs(curvature) > 1e-9 else 0.0
    return float(_TEMPI[best] + 0.5 * np.clip(shift, -1, 1))


def _beat_time(times: NDArray[np.float64], weights: NDArray[np.float64], bpm: float) -> float:
    """The beat nearest the last stroke.

    All strokes together tell the finest pulse, quarters or thirds of a beat; the beat is the one
    of its places on which most strokes lie.
    """
    last = times[-1]
    beats = (times - last) * bpm / 60
    vectors = {n: np.exp(2j * np.pi * n * beats) @ weights for n in (3, 4)}
    division = max(vectors, key=lambda n: abs(vectors[n]))
    first = np.angle(vectors[division]) / (2 * np.pi * division)
    places = first + np.arange(division) / division
    away = beats[None, :] - places[:, None]
    away -= np.round(away)
    on_beat = np.exp(-0.5 * (away / _ON_BEAT) ** 2) @ weights
    place = float(places[int(np.argmax(on_beat))])
    return float(last + (place - round(place)) * 60 / bpm)


def _downbeat_time(
    times: NDArray[np.float64], drums: list[str], pulse: tuple[float, float, int]
) -> float:
    """The beat of the bar on which kicks and crashes fall, and snares do not."""
    bpm, beat, beats_per_bar = pulse
    numbers = np.round((times - beat) * bpm / 60).astype(int) % beats_per_bar
    off = np.abs((times - beat) * bpm / 60 - np.round((times - beat) * bpm / 60))
    votes = np.zeros(beats_per_bar)
    for number, drum, distance in zip(numbers, drums, off, strict=True):
        if distance < 0.15:
            votes[number] += {"kick": 1.0, "crash": 1.5, "snare": -1.0}.get(drum, 0.0)
    # Ties (kick on 1 and 3) keep to the earlier beat of the span.
    first = int(np.argmax(votes))
    return float(beat + first * 60 / bpm)
