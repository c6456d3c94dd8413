"""A seed -> a song of half a minute with every stroke and beat known.

Strokes come from real drummers, songs and inventions, sounds from real kits mixed across each
other, accompaniment from music without drums; rooms, tone, compression and level vary (what
matters for networks that train on synthesis is variety: see Cartwright & Bello 2018).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from core.song import SAMPLE_RATE
from core.training.accompaniment import Accompaniment
from core.training.inventions import invent_pattern, vary_pattern
from core.training.kit_in_song import draw_kit, rattling, replace_rare, strike, vary_timbres
from core.training.kits import KitLibrary
from core.training.mixing import Sound, loudness_db, random_bus
from core.training.patterns import Groove, Pattern, PatternStroke

_HIHATS = ("hihat_closed", "hihat_open", "hihat_pedal")
_TOMS = ("tom_high", "tom_mid", "tom_low")
_ABSENT_FAMILIES = (
    _HIHATS,
    ("ride", "ride_bell"),
    ("crash", "china", "splash"),
    _TOMS,
    ("snare", "side_stick", "clap"),
    ("kick",),
)
_ABSENT_WEIGHTS = (0.45, 0.15, 0.1, 0.1, 0.1, 0.1)


@dataclass(frozen=True)
class Material:
    """What songs are made of. `songs` pairs the stem of a MIDI song with its drum track."""

    kits: KitLibrary
    grooves: tuple[Groove, ...]
    songs: tuple[tuple[str, Pattern], ...]
    accompaniment: Accompaniment


@dataclass(frozen=True)
class SynthesisedSong:
    """Samples `(n_samples,)` at 44.1 kHz with the truth about them."""

    samples: Sound
    pattern: Pattern


@dataclass(frozen=True)
class SynthesisSettings:
    """Shares of kinds of songs (the rest are inventions); `duration` in seconds.

    In `absent_share` of the songs one or two families of drums (hi-hats most often) don't play.
    `timbre_share` of the pieces sound as in no kit, and in `rattle_share` of the songs the snare's
    wires rattle when kick or toms are struck. `likeness_share` of the drums that few kits have are
    made of another drum (`replace_rare`).
    """

    duration: float = 24.0
    groove_share: float = 0.45
    song_share: float = 0.25
    music_only_share: float = 0.04
    drums_only_share: float = 0.22
    absent_share: float = 0.0
    timbre_share: float = 0.0
    rattle_share: float = 0.0
    likeness_share: float = 0.0


def synthesise_song(
    seed: tuple[int, ...], material: Material, settings: SynthesisSettings
) -> SynthesisedSong:
    """The song that belongs to the seed: the same one whenever it is asked for."""
    rng = np.random.default_rng(seed)
    n_samples = int(settings.duration * SAMPLE_RATE)
    pattern, backing = _draw_pattern(rng, material, settings, n_samples)
    # Their own sources of chance: the rest of a song is the same with and without them.
    pattern = _without_families(np.random.default_rng((*seed, 1)), pattern, settings.absent_share)
    kit = draw_kit(rng, material.kits)
    replace_rare(np.random.default_rng((*seed, 4)), kit, material.kits, settings.likeness_share)
    vary_timbres(np.random.default_rng((*seed, 2)), kit, material.kits, settings.timbre_share)
    drums = strike(rng, pattern, kit, n_samples)
    other_rng = np.random.default_rng((*seed, 3))
    if other_rng.random() < settings.rattle_share:
        drums += rattling(other_rng, pattern, kit, n_samples)
    if rng.random() < 0.25 and pattern.strokes:
        backing = backing + _locked_tones(rng, pattern, n_samples)
    drums = random_bus(rng).apply(drums)
    if rng.random() < settings.drums_only_share and pattern.strokes:
        backing = np.zeros_like(drums)
    mix = drums
    if np.abs(backing).max() > 1e-4:
        backing = random_bus(rng, tone_db=5.0).apply(backing)
        balance = rng.uniform(-9, 14)
        if pattern.strokes:
            gain = loudness_db(drums) - loudness_db(backing) - balance
            backing = backing * np.float32(10 ** (gain / 20))
        mix = drums + backing
    return SynthesisedSong(_master(rng, mix), pattern)


def _draw_pattern(
    rng: Generator, material: Material, settings: SynthesisSettings, n_samples: int
) -> tuple[Pattern, Sound]:
    """What the drums play, and the accompaniment under it."""
    duration, kind = settings.duration, rng.random()
    backing = material.accompaniment.draw_any(rng, n_samples)
    if rng.random() < 0.2:
        other = material.accompaniment.draw_any(rng, n_samples)
        backing = backing + other * np.float32(rng.uniform(0.2, 1))
    if kind < settings.music_only_share:
        return Pattern((), None, duration, 120.0), backing
    kind -= settings.music_only_share
    if kind < settings.song_share and material.songs:
        stem, pattern = material.songs[int(rng.integers(len(material.songs)))]
        start = float(rng.uniform(0, max(pattern.duration - duration, 0.1)))
        song = material.accompaniment.song_excerpt(rng, stem, start, n_samples)
        excerpt = _humanised(rng, pattern.excerpt(start, duration))
        if rng.random() < 0.3 or np.abs(song).max() < 1e-4:
            song = song + backing * np.float32(rng.uniform(0.1, 0.7))
        return vary_pattern(rng, excerpt), song
    if kind < settings.song_share + settings.groove_share and material.grooves:
        pattern = _draw_groove(rng, material.grooves).pattern
        stretch = float(np.exp(rng.uniform(-0.18, 0.18)))
        start = float(rng.uniform(0, max(pattern.duration - duration / stretch, 0.01)))
        excerpt = pattern.excerpt(start, duration / stretch).stretched(stretch)
        return vary_pattern(rng, excerpt), backing
    return invent_pattern(rng, duration), backing


def _without_families(rng: Generator, pattern: Pattern, share: float) -> Pattern:
    """The pattern, in that share of cases without one or two families of drums."""
    if rng.random() >= share:
        return pattern
    n_absent = 1 + int(rng.random() < 0.4)
    chosen = rng.choice(len(_ABSENT_FAMILIES), n_absent, replace=False, p=_ABSENT_WEIGHTS)
    absent = {drum for index in chosen for drum in _ABSENT_FAMILIES[index]}
    return replace(pattern, strokes=tuple(s for s in pattern.strokes if s.drum not in absent))


def _draw_groove(rng: Generator, grooves: tuple[Groove, ...]) -> Groove:
    """Drummers alike often, then their grooves by the root of their length."""
    drummers = sorted({g.drummer for g in grooves})
    drummer = drummers[int(rng.integers(len(drummers)))]
    own = [g for g in grooves if g.drummer == drummer]
    weights = np.sqrt([g.pattern.duration for g in own])
    return own[int(rng.choice(len(own), p=weights / weights.sum()))]


def _humanised(rng: Generator, pattern: Pattern) -> Pattern:
    """Written songs are exact; players are not."""
    jitter = rng.uniform(0, 0.01)
    strokes = tuple(
        PatternStroke(
            max(0.0, s.time + rng.normal(0, jitter)),
            s.drum,
            int(np.clip(s.velocity * rng.uniform(0.7, 1.1), 1, 127)),
        )
        for s in pattern.strokes
    )
    return Pattern(strokes, pattern.beats, pattern.duration, pattern.tempo)


def _locked_tones(rng: Generator, pattern: Pattern, n_samples: int) -> Sound:
    """A synthetic bass on the kicks and distorted chords on other strokes: hard confounders."""
    mix = np.zeros(n_samples, dtype=np.float32)
    lock = {"kick": (40.0, 110.0, 1.0)}
    if rng.random() < 0.6:
        lock[str(rng.choice(("snare", "hihat_closed", "kick")))] = (80.0, 400.0, 0.6)
    scale = rng.choice((0, 2, 3, 5, 7, 9, 10), size=4)
    drive = rng.uniform(1, 12)
    for stroke in pattern.strokes:
        if stroke.drum not in lock or rng.random() < 0.3:
            continue
        low, high, level = lock[stroke.drum]
        root = low * 2 ** (float(rng.choice(scale)) / 12)
        frequency = root if root < high else root / 2
        n = int(rng.uniform(0.08, 0.5) * SAMPLE_RATE)
        phase = np.arange(n) * (frequency / SAMPLE_RATE)
        tone = 2 * (phase % 1) - 1
        if rng.random() < 0.5:
            tone = tone + np.sin(2 * np.pi * 1.5 * phase)
        tone = np.tanh(tone * drive) * np.exp(-np.arange(n) / (0.2 * SAMPLE_RATE))
        n_attack = int(rng.uniform(0.001, 0.02) * SAMPLE_RATE)
        tone[:n_attack] *= np.linspace(0, 1, n_attack)
        start = max(int((stroke.time + rng.normal(0, 0.01)) * SAMPLE_RATE), 0)
        stop = min(start + n, n_samples)
        if stop > start:
            mix[start:stop] += (tone[: stop - start] * level * 0.3).astype(np.float32)
    return np.asarray(mix, dtype=np.float32)


def _master(rng: Generator, mix: Sound) -> Sound:
    """Limiting, noise and level."""
    peak = float(np.abs(mix).max())
    if peak > 1e-6:
        mix = mix / peak
        if rng.random() < 0.35:
            drive = rng.uniform(1, 4)
            mix = np.tanh(mix * drive) / np.tanh(drive)
    if rng.random() < 0.3:
        noise = rng.standard_normal(len(mix)).astype(np.float32)
        mix = mix + noise * np.float32(10 ** (rng.uniform(-75, -38) / 20))
    mix = mix * np.float32(10 ** (rng.uniform(-16, 0) / 20))
    return np.asarray(mix, dtype=np.float32)
