"""Strokes -> sound: a real kit's samples, struck as hard as each stroke was.

The samples ship in `resources/sounds`; `sounds.json` there names their files and levels.
"""

import json
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import AudioError
from core.kit import DRUM_NAMES
from core.playback.mixing import limited, to_int16
from core.playback.track import block_spans
from core.song import SAMPLE_RATE

if TYPE_CHECKING:
    from core.onsets import Onset

Samples = NDArray[np.float32]

SOUNDS_FOLDER = Path(__file__).parents[2] / "resources" / "sounds"

# The stroke begins this far into each file, in seconds.
ATTACK_OFFSET = 0.002
# A stroke of velocity v sounds 36 log10(v / 127) dB below the loudest: 64 is 11 dB softer.
_DECIBELS_PER_DECADE = 36.0
# Closing the hi-hat, by stick or foot, ends an open one within so many samples.
_N_CHOKE = round(0.03 * SAMPLE_RATE)
_HIHATS = frozenset({"hihat_closed", "hihat_open", "hihat_pedal"})
# Seconds of the song within which strokes of a drum take turns between the two nearest samples:
# an edit changes the turns of no more strokes than those.
_TURNS = 4.0

ProgressCallback = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Layer:
    """A sampled stroke, float32 `(n_samples,)` peaking at 1, `level` dB below the loudest."""

    samples: Samples
    level: float


@dataclass(frozen=True)
class DrumSound:
    """A drum's layers, softest first, its loudest peak in dB and its place (-1 left..1 right)."""

    layers: tuple[Layer, ...]
    peak: float
    place: float


@dataclass(frozen=True)
class DrumSounds:
    """The sound of every drum in `KIT`."""

    drums: Mapping[str, DrumSound]

    def stroke(self, drum: str, velocity: int) -> Samples:
        """One stroke alone, `(n_samples, 2)`, beginning `ATTACK_OFFSET` before its attack."""
        placed = _place(self.drums[drum], velocity, 0, 0)
        return placed.layer.samples[:, None] * _gains(placed)


@dataclass(frozen=True)
class PlacedStroke:
    """A stroke's sound in the mix: from sample `start`, `n_samples` long until it is choked."""

    start: int
    n_samples: int
    layer: Layer
    left: float
    right: float

    @property
    def end(self) -> int:
        """The sample after the last that sounds."""
        return self.start + min(self.n_samples + _N_CHOKE, len(self.layer.samples))


@lru_cache(maxsize=2)
def load_drum_sounds(folder: Path = SOUNDS_FOLDER) -> DrumSounds:
    """The sounds in a folder with `sounds.json`; raises `AudioError` where one is missing."""
    import soundfile  # noqa: PLC0415

    try:
        table = json.loads((folder / "sounds.json").read_text(encoding="utf-8"))
        drums = {}
        for name in DRUM_NAMES:
            entry = table[name]
            layers = []
            for layer in entry["layers"]:
                samples, rate = soundfile.read(folder / layer["file"], dtype="float32")
                if rate != SAMPLE_RATE or samples.ndim != 1:
                    raise ValueError(f"{layer['file']} is not mono at {SAMPLE_RATE} Hz")
                layers.append(Layer(samples / np.abs(samples).max(), float(layer["level"])))
            drums[name] = DrumSound(tuple(layers), float(entry["peak"]), float(entry["place"]))
    except (OSError, ValueError, KeyError, TypeError, soundfile.SoundFileError) as error:
        raise AudioError(
            f"The drum sounds that belong to Melody are damaged ({error}). Install Melody again."
        ) from error
    return DrumSounds(drums)


def render_drums(
    onsets: "Sequence[Onset]", duration: float, sounds: DrumSounds, speed: float = 1.0
) -> Samples:
    """The strokes as drums, float32 `(n_samples, 2)`, for a song of `duration` at `speed`."""
    n_samples = round(duration / speed * SAMPLE_RATE)
    return limited(_render_span(place_strokes(onsets, sounds, speed), 0, n_samples))


def render_drum_track(
    onsets: "Sequence[Onset]",
    duration: float,
    sounds: DrumSounds,
    speed: float = 1.0,
    on_progress: ProgressCallback | None = None,
) -> NDArray[np.int16]:
    """What `render_drums` makes in 16 bits, a block after the other to save memory.

    `on_progress` gets the fraction done; to cancel, it raises.
    """
    track = np.zeros((round(duration / speed * SAMPLE_RATE), 2), dtype=np.int16)
    spans = block_spans(len(track))
    strokes = strokes_of_spans(place_strokes(onsets, sounds, speed), spans)
    for (first, last), inside in zip(spans, strokes, strict=True):
        track[first:last] = render_block(inside, first, last)
        if on_progress:
            on_progress(last / len(track))
    return track


def render_block(strokes: Sequence[PlacedStroke], first: int, last: int) -> NDArray[np.int16]:
    """The sound of strokes between two samples, int16 `(last - first, 2)`."""
    if not strokes:
        return np.zeros((last - first, 2), dtype=np.int16)  # takes no memory until written to
    return to_int16(limited(_render_span(strokes, first, last)))


def strokes_of_spans(
    strokes: "Iterable[PlacedStroke]", spans: Sequence[tuple[int, int]]
) -> list[tuple[PlacedStroke, ...]]:
    """For each span of samples the strokes that sound in it; spans follow without a gap."""
    starts = [first for first, _ in spans]
    inside: list[list[PlacedStroke]] = [[] for _ in spans]
    for stroke in strokes:
        index = max(bisect_right(starts, stroke.start) - 1, 0)
        while index < len(spans) and starts[index] < stroke.end:
            inside[index].append(stroke)
            index += 1
    return [tuple(each) for each in inside]


def place_strokes(
    onsets: "Iterable[Onset]", sounds: DrumSounds, speed: float = 1.0
) -> list[PlacedStroke]:
    """What each stroke sounds like at `speed`, and where, in order of time.

    A stroke's sound depends on others close to it alone, so that an edit changes little.
    """
    strokes = sorted(onsets, key=lambda onset: onset.time)
    hihats = [each.time / speed for each in strokes if each.drum in _HIHATS]
    placed = []
    n_struck: Counter[tuple[str, int]] = Counter()
    for stroke in strokes:
        sound = sounds.drums.get(stroke.drum)
        if sound is None:
            continue
        time = stroke.time / speed
        start = round((time - ATTACK_OFFSET) * SAMPLE_RATE)
        turn = stroke.drum, int(stroke.time // _TURNS)
        each = _place(sound, stroke.velocity, start, n_struck[turn])
        n_struck[turn] += 1
        if stroke.drum == "hihat_open":
            index = bisect_left(hihats, time + 0.005)
            if index < len(hihats):
                n_left = round((hihats[index] - time + ATTACK_OFFSET) * SAMPLE_RATE)
                each = replace(each, n_samples=min(each.n_samples, n_left))
        placed.append(each)
    return placed


def _place(sound: DrumSound, velocity: int, start: int, number: int) -> PlacedStroke:
    """The stroke with the layer that was played about as hard; neighbours take turns."""
    level = _DECIBELS_PER_DECADE * math.log10(max(velocity, 1) / 127)
    by_distance = sorted(sound.layers, key=lambda layer: abs(layer.level - level))
    layer = by_distance[number % min(2, len(by_distance))]
    angle = (sound.place + 1) * math.pi / 4
    gain = 10 ** ((sound.peak + level) / 20) * math.sqrt(2)
    left, right = gain * math.cos(angle), gain * math.sin(angle)
    return PlacedStroke(start, len(layer.samples), layer, left, right)


def _gains(placed: PlacedStroke) -> Samples:
    return np.array([placed.left, placed.right], dtype=np.float32)


def _render_span(placed: Iterable[PlacedStroke], first: int, last: int) -> Samples:
    """The sound between two samples, `(last - first, 2)`."""
    mix = np.zeros((last - first, 2), dtype=np.float32)
    fall = np.linspace(1, 0, _N_CHOKE, dtype=np.float32)
    for each in placed:
        samples = each.layer.samples
        if each.n_samples < len(samples):
            samples = samples[: each.n_samples + _N_CHOKE].copy()
            samples[each.n_samples :] *= fall[: len(samples) - each.n_samples]
        begin, end = max(each.start, first), min(each.start + len(samples), last)
        if begin < end:
            part = samples[begin - each.start : end - each.start, None]
            mix[begin - first : end - first] += part * _gains(each)
    return mix
