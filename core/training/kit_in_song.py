"""The kit of one song: which pieces it has, how they sound there, and how they are struck."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.random import Generator

from core.kit import DRUM_NAMES
from core.song import SAMPLE_RATE
from core.training.kits import ATTACK_OFFSET, KitLibrary, Piece
from core.training.mixing import Sound
from core.training.patterns import Pattern
from core.training.timbres import Timbre, random_timbre, rattle

# Level of each drum in a mix relative to the kick, dB: mean and spread over songs.
_LEVELS_DB = {
    "kick": (0, 3), "snare": (0, 3.5), "side_stick": (-7, 4), "hihat_closed": (-11, 5),
    "hihat_open": (-9, 5), "hihat_pedal": (-14, 4), "tom_high": (-3, 4), "tom_mid": (-3, 4),
    "tom_low": (-3, 4), "crash": (-7, 5), "ride": (-11, 5), "ride_bell": (-9, 4),
    "china": (-7, 4), "splash": (-9, 4), "cowbell": (-9, 4), "tambourine": (-11, 5),
    "clap": (-6, 4),
}  # fmt: skip
_HIHATS = ("hihat_closed", "hihat_open", "hihat_pedal")
_TOMS = ("tom_high", "tom_mid", "tom_low")
# Drums that few kits have, and what another drum becomes them by: its name, how many times as
# fast it is played, and the seconds in which it dies away. A splash is a small, short crash; a
# side stick the knock of a small shell without its ring.
_LIKENESSES: Mapping[str, tuple[str, tuple[float, float], tuple[float, float]]] = MappingProxyType(
    {
        "splash": ("crash", (1.25, 2.1), (0.06, 0.28)),
        "side_stick": ("tom_high", (1.8, 3.6), (0.008, 0.04)),
        "hihat_pedal": ("hihat_closed", (0.8, 1.1), (0.015, 0.05)),
    }
)


class Instrument:
    """One piece as it sounds in one song: level, pitch, decay, dynamics."""

    def __init__(self, rng: Generator, piece: Piece, level_db: float) -> None:
        self.piece = piece
        self.level = 10 ** (level_db / 20)
        self.pitch = 2 ** (rng.normal(0, 1.6) / 12)
        self.decay = rng.uniform(0.08, 0.6) if rng.random() < 0.3 else None
        self.range_db = rng.uniform(18, 34)
        self.timbre: Timbre | None = None
        self.second = piece
        self.second_pitch = self.pitch
        self._ready: dict[int, Sound] = {}

    def strike(self, rng: Generator, velocity: int) -> Sound:
        """The sound of one stroke, softer samples for softer strokes."""
        n = len(self.piece.samples)
        place = velocity / 127 * n + rng.normal(0, 0.12 * n)
        sound = self._sample(int(np.clip(place, 0, n - 1)))
        gain = self.level * 10 ** (self.range_db * (velocity / 127 - 1) / 20)
        return sound * np.float32(gain * rng.uniform(0.9, 1.1))

    def _sample(self, index: int) -> Sound:
        if index not in self._ready:
            sound = _at_pitch(self.piece.samples[index], self.pitch)
            if self.timbre is not None:
                place = int(index / len(self.piece.samples) * len(self.second.samples))
                second = _at_pitch(self.second.samples[place], self.second_pitch)
                sound = self.timbre.apply(sound, second)
            if self.decay is not None:
                sound = sound * np.exp(-np.arange(len(sound)) / (self.decay * SAMPLE_RATE))
            self._ready[index] = sound.astype(np.float32)
        return self._ready[index]


def _at_pitch(sound: Sound, pitch: float) -> Sound:
    """The sound played `pitch` times as fast."""
    positions = np.arange(0, len(sound) - 1, pitch)
    return np.asarray(np.interp(positions, np.arange(len(sound)), sound), dtype=np.float32)


def draw_kit(rng: Generator, kits: KitLibrary) -> dict[str, Instrument]:
    """A kit for one song: most pieces of one kit, the others from anywhere; toms in order."""
    base = kits.draw_kit(rng)
    tom_level = rng.normal(*_LEVELS_DB["tom_high"])
    cymbal_level = rng.normal(0, 3)
    kit = {}
    for drum in DRUM_NAMES:
        if not kits.pieces.get(drum):
            continue
        own = [p for p in kits.pieces[drum] if p.kit == base]
        is_own = bool(own) and rng.random() < 0.6
        level = tom_level if drum in _TOMS else rng.normal(*_LEVELS_DB[drum])
        if drum in ("hihat_closed", "hihat_open", "ride", "crash", "china"):
            level += cymbal_level
        piece = own[int(rng.integers(len(own)))] if is_own else kits.draw_piece(rng, drum)
        kit[drum] = Instrument(rng, piece, level)
    toms = [kit[tom] for tom in _TOMS if tom in kit]
    if rng.random() < 0.5 and len({tom.piece.kit for tom in toms}) == 1:
        for tom in toms:
            tom.pitch = toms[0].pitch
    return kit


def vary_timbres(
    rng: Generator, kit: Mapping[str, Instrument], kits: KitLibrary, share: float
) -> None:
    """Give that share of the instruments a sound that is in no kit."""
    for drum, instrument in kit.items():
        if rng.random() < share:
            instrument.timbre = random_timbre(rng)
            instrument.second = kits.draw_piece(rng, drum)
            instrument.second_pitch = 2 ** (rng.normal(0, 2) / 12)


def replace_rare(
    rng: Generator, kit: Mapping[str, Instrument], kits: KitLibrary, share: float
) -> None:
    """Give that share of the drums that few kits have the sound of a likeness of another drum."""
    for drum, (source, pitches, decays) in _LIKENESSES.items():
        if rng.random() < share and drum in kit and kits.pieces.get(source):
            instrument = kit[drum]
            instrument.piece = kits.draw_piece(rng, source)
            instrument.pitch = rng.uniform(*pitches)
            instrument.decay = rng.uniform(*decays)


def render_drums(rng: Generator, pattern: Pattern, kits: KitLibrary, n_samples: int) -> Sound:
    """The strokes struck on a kit drawn for this song, as the kits have it."""
    return strike(rng, pattern, draw_kit(rng, kits), n_samples)


def strike(
    rng: Generator, pattern: Pattern, kit: Mapping[str, Instrument], n_samples: int
) -> Sound:
    """The strokes of the pattern on the kit's instruments; drums that it lacks are silent."""
    mix = np.zeros(n_samples, dtype=np.float32)
    hihat_times = [s.time for s in pattern.strokes if s.drum in _HIHATS]
    for stroke in pattern.strokes:
        if stroke.drum not in kit:
            continue
        sound = kit[stroke.drum].strike(rng, stroke.velocity)
        if stroke.drum in _HIHATS:
            sound = _choked(sound, stroke.time, hihat_times)
        _add_at(mix, sound, stroke.time - ATTACK_OFFSET)
    return mix


def rattling(
    rng: Generator, pattern: Pattern, kit: Mapping[str, Instrument], n_samples: int
) -> Sound:
    """The snare's wires, softly, whenever kick or toms are struck: no stroke of the snare."""
    mix = np.zeros(n_samples, dtype=np.float32)
    if "snare" not in kit:
        return mix
    softer = 10 ** (rng.uniform(-30, -10) / 20)
    for stroke in pattern.strokes:
        if stroke.drum in ("kick", *_TOMS) and stroke.drum in kit:
            sound = rattle(rng, kit["snare"].strike(rng, stroke.velocity))
            _add_at(mix, sound * np.float32(softer), stroke.time + rng.uniform(0, 0.01))
    return mix


def _add_at(mix: Sound, sound: Sound, time: float) -> None:
    """Add the sound to the mix from `time` seconds on, as far as it lies in it."""
    start = round(time * SAMPLE_RATE)
    skipped = max(-start, 0)
    start = max(start, 0)
    stop = min(start + len(sound) - skipped, len(mix))
    if stop > start:
        mix[start:stop] += sound[skipped : skipped + stop - start]


def _choked(sound: Sound, time: float, hihat_times: list[float]) -> Sound:
    """The sound up to the next stroke on the hi-hat, which ends it."""
    index = int(np.searchsorted(hihat_times, time + 0.015))
    if index == len(hihat_times):
        return sound
    n = int((hihat_times[index] - time) * SAMPLE_RATE)
    n_fade = 900
    if n + n_fade >= len(sound):
        return sound
    cut = sound[: n + n_fade].copy()
    cut[n:] *= np.linspace(1, 0, n_fade, dtype=np.float32)
    return cut
