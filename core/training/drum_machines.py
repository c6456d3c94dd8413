"""Electronic drum kits, synthesised as drum machines of around 1980 did it.

Skins are sines that fall in pitch, metals are sums of detuned square waves and noise through
filters; every kit has its own settings by chance. Harder strokes are brighter.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import signal

from core.song import SAMPLE_RATE
from core.training.kits import Piece, begin_at_attack

_Wave = NDArray[np.float64]
# One stroke of a piece from how hard it is struck, above 0 to 1.
_Voice = Callable[[float], _Wave]

_LEVELS = (0.3, 0.65, 1.0)
# Many machines lack these.
_RARE = ("hihat_pedal", "ride_bell", "china", "splash", "cowbell", "tambourine", "clap")
_RARE_SHARE = 0.6
# Frequencies of the square waves in a metal relative to the lowest.
_METAL_RATIOS = np.array([1.0, 1.48, 1.8, 2.55, 2.63, 3.9])


def machine_kits(n_kits: int, seed: int = 0) -> Iterator[Piece]:
    """The pieces of `n_kits` kits; the same seed gives the same kits, however many are asked."""
    for number in range(n_kits):
        rng = np.random.default_rng((seed, number))
        for name, voice in _voices(rng).items():
            if name in _RARE and rng.random() > _RARE_SHARE:
                continue
            waves = [begin_at_attack(voice(level).astype(np.float32)) for level in _LEVELS]
            samples = tuple(wave for wave in waves if wave is not None)
            yield Piece(f"machine_{seed}_{number + 1}", name, samples, "machine")


def _voices(rng: Generator) -> dict[str, _Voice]:
    """One kit: its settings drawn."""
    metal = _Metal(rng)
    low_tom = rng.uniform(65, 110)
    mid_tom = low_tom * rng.uniform(1.25, 1.5)
    tom_decay, tom_fall = rng.uniform(0.08, 0.28), rng.uniform(1.2, 2.2)
    return {
        "kick": _kick(rng),
        "snare": _snare(rng),
        "side_stick": _side_stick(rng),
        "tom_low": _tom(rng, low_tom, tom_fall, tom_decay),
        "tom_mid": _tom(rng, mid_tom, tom_fall, tom_decay * 0.9),
        "tom_high": _tom(rng, mid_tom * rng.uniform(1.25, 1.5), tom_fall, tom_decay * 0.8),
        **{name: metal.voice(rng, name) for name in _METALS},
        "cowbell": _cowbell(rng),
        "tambourine": _tambourine(rng),
        "clap": _clap(rng),
    }


def _times(seconds: float) -> _Wave:
    return np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _band(wave: _Wave, low: float, high: float = 0.0) -> _Wave:
    """What lies above `low`, and below `high` if that is told, Hz; 12 dB an octave each."""
    if high:
        sections = signal.butter(2, (low, high), "bandpass", fs=SAMPLE_RATE, output="sos")
    else:
        sections = signal.butter(2, low, "highpass", fs=SAMPLE_RATE, output="sos")
    return np.asarray(signal.sosfilt(sections, wave))


def _dulled(wave: _Wave, level: float, brightest: float) -> _Wave:
    """Soft strokes lose what lies above a part of `brightest` Hz; 6 dB an octave."""
    high = min(brightest * (0.25 + 0.75 * level), 0.45 * SAMPLE_RATE)
    sections = signal.butter(1, high, "lowpass", fs=SAMPLE_RATE, output="sos")
    return np.asarray(signal.sosfilt(sections, wave))


def _unit(wave: _Wave) -> _Wave:
    return wave / (float(np.abs(wave).max()) or 1.0)


def _falling_sine(t: _Wave, frequency: float, fall: float, fall_time: float) -> _Wave:
    """A sine that begins at `fall` times its frequency and comes down to it."""
    momentary = frequency * (1 + (fall - 1) * np.exp(-t / fall_time))
    return np.asarray(np.sin(2 * np.pi * np.cumsum(momentary) / SAMPLE_RATE))


def _kick(rng: Generator) -> _Voice:
    frequency, fall = rng.uniform(42, 68), rng.uniform(1.8, 6)
    fall_time, decay = rng.uniform(0.006, 0.04), np.exp(rng.uniform(np.log(0.05), np.log(0.4)))
    click, drive = rng.uniform(0.02, 0.5), np.exp(rng.uniform(-1, 1.6))
    click_low = rng.uniform(800, 4000)

    def voice(level: float) -> _Wave:
        t = _times(6.9 * decay + 0.05)
        body = _falling_sine(t, frequency, 1 + (fall - 1) * (0.5 + 0.5 * level), fall_time)
        wave = body * np.exp(-t / decay)
        burst = _band(rng.standard_normal(len(t)) * np.exp(-t / 0.002), click_low)
        wave = wave + _unit(burst) * click * level
        return np.asarray(np.tanh(wave * drive * (0.4 + 0.6 * level)))

    return voice


def _snare(rng: Generator) -> _Voice:
    low = rng.uniform(150, 240)
    high = low * rng.uniform(1.45, 1.9)
    tone_decay, noise_decay = rng.uniform(0.02, 0.09), rng.uniform(0.04, 0.16)
    noise_low, noise_share = rng.uniform(500, 2500), rng.uniform(0.35, 0.8)
    balance, drive = rng.uniform(0.3, 0.8), np.exp(rng.uniform(-1, 1))

    def voice(level: float) -> _Wave:
        t = _times(6.9 * max(tone_decay, noise_decay))
        tones = balance * _falling_sine(t, low, 1.4, 0.01)
        tones = tones + (1 - balance) * _falling_sine(t, high, 1.2, 0.01)
        noise = _band(rng.standard_normal(len(t)), noise_low)
        noise = _unit(_dulled(noise, level, 16000)) * np.exp(-t / noise_decay)
        share = noise_share * (0.6 + 0.4 * level)
        wave = (1 - share) * tones * np.exp(-t / tone_decay) + share * 1.5 * noise
        return np.asarray(np.tanh(wave * drive))

    return voice


def _side_stick(rng: Generator) -> _Voice:
    low, high = rng.uniform(380, 900), rng.uniform(1500, 2600)
    decay, balance = rng.uniform(0.004, 0.016), rng.uniform(0.2, 0.8)

    def voice(level: float) -> _Wave:
        t = _times(7 * decay + 0.01)
        wave = balance * np.sin(2 * np.pi * low * t) + (1 - balance) * np.sin(2 * np.pi * high * t)
        wave = np.tanh(3 * wave * np.exp(-t / decay))
        click = _unit(_band(rng.standard_normal(len(t)) * np.exp(-t / 0.001), 2000))
        return _dulled(wave + 0.4 * level * click, level, 12000)

    return voice


def _tom(rng: Generator, frequency: float, fall: float, decay: float) -> _Voice:
    noise_share, fall_time = rng.uniform(0.01, 0.12), rng.uniform(0.015, 0.06)
    noise_high = rng.uniform(1500, 6000)

    def voice(level: float) -> _Wave:
        t = _times(6.9 * decay)
        wave = _falling_sine(t, frequency, 1 + (fall - 1) * (0.5 + 0.5 * level), fall_time)
        noise = _unit(_band(rng.standard_normal(len(t)), 150, noise_high))
        noise = noise * np.exp(-t / (0.3 * decay)) * noise_share * (0.3 + 0.7 * level)
        return np.asarray(wave * np.exp(-t / decay) + noise)

    return voice


# Of each metal the ranges of: decay in seconds, lowest frequency in Hz, share of noise.
_METALS: Mapping[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float]]] = (
    MappingProxyType(
        {
            "hihat_closed": ((0.012, 0.045), (5500, 9000), (0.1, 0.8)),
            "hihat_pedal": ((0.02, 0.06), (4000, 7000), (0.1, 0.8)),
            "hihat_open": ((0.12, 0.4), (5500, 9000), (0.1, 0.8)),
            "ride": ((0.25, 0.6), (3000, 6000), (0.05, 0.4)),
            "ride_bell": ((0.2, 0.5), (900, 1800), (0.0, 0.08)),
            "crash": ((0.3, 0.7), (2200, 4500), (0.4, 0.9)),
            "china": ((0.2, 0.45), (700, 1500), (0.5, 0.9)),
            "splash": ((0.08, 0.2), (3500, 6000), (0.4, 0.9)),
        }
    )
)


class _Metal:
    """What the cymbals of one kit have in common: their square waves and their noise."""

    def __init__(self, rng: Generator) -> None:
        lowest = rng.uniform(180, 420)
        self._frequencies = lowest * _METAL_RATIOS * rng.uniform(0.93, 1.07, len(_METAL_RATIOS))
        self._hihat_low = rng.uniform(*_METALS["hihat_closed"][1])
        self._hihat_noise = rng.uniform(*_METALS["hihat_closed"][2])

    def voice(self, rng: Generator, name: str) -> _Voice:
        """One of the cymbals; hi-hats differ in how long they ring."""
        decay, low, noise_share = (rng.uniform(*limits) for limits in _METALS[name])
        if name.startswith("hihat"):
            low = self._hihat_low * (0.8 if name == "hihat_pedal" else 1.0)
            noise_share = self._hihat_noise
        pitch = 1.0 if name.startswith("hihat") else rng.uniform(0.8, 1.6)
        ping = rng.uniform(0.3, 0.8) if name in ("ride", "ride_bell") else rng.uniform(0, 0.3)

        def voice(level: float) -> _Wave:
            t = _times(6.9 * decay)
            phases = np.outer(self._frequencies * pitch, t) + rng.random((len(_METAL_RATIOS), 1))
            squares = np.sign(np.sin(2 * np.pi * phases)).mean(axis=0)
            noise = rng.standard_normal(len(t)) * 0.4
            wave = _band((1 - noise_share) * squares + noise_share * noise, low)
            # The stroke itself dies away sooner than the ringing.
            shape = (1 - ping) * np.exp(-t / decay) + ping * np.exp(-t / (0.12 * decay))
            return _dulled(wave * shape, level, 20000)

        return voice


def _cowbell(rng: Generator) -> _Voice:
    low = rng.uniform(480, 640)
    high = low * rng.uniform(1.4, 1.55)
    decay, width = rng.uniform(0.05, 0.16), rng.uniform(1.3, 2.5)

    def voice(level: float) -> _Wave:
        t = _times(6.9 * decay)
        wave = np.sign(np.sin(2 * np.pi * low * t)) + np.sign(np.sin(2 * np.pi * high * t))
        shape = 0.5 * np.exp(-t / decay) + 0.5 * np.exp(-t / (0.15 * decay))
        return _dulled(_band(wave, low * 0.8, high * 1.1 * width) * shape, level, 12000)

    return voice


def _tambourine(rng: Generator) -> _Voice:
    jingles = rng.uniform(4500, 12000, 7)
    low, decay = rng.uniform(4000, 7000), rng.uniform(0.02, 0.08)
    gaps = np.cumsum(rng.uniform(0.006, 0.02, int(rng.integers(1, 4))))
    share = rng.uniform(0.2, 0.7)

    def voice(level: float) -> _Wave:
        t = _times(6.9 * decay + float(gaps[-1]))
        noise = _unit(_band(rng.standard_normal(len(t)), low))
        tones = np.sin(2 * np.pi * (np.outer(jingles, t) + rng.random((7, 1)))).mean(axis=0)
        shape = np.exp(-t / decay) + sum(0.5 * _struck(t, gap, decay) for gap in gaps)
        return _dulled(((1 - share) * noise + share * _unit(tones)) * shape, level, 18000)

    return voice


def _clap(rng: Generator) -> _Voice:
    centre, spread = rng.uniform(900, 1700), rng.uniform(1.4, 2.5)
    hands = np.cumsum(rng.uniform(0.007, 0.013, int(rng.integers(2, 4))))
    burst, decay = rng.uniform(0.003, 0.006), rng.uniform(0.03, 0.12)
    room = rng.uniform(0.2, 0.7)

    def voice(level: float) -> _Wave:
        t = _times(6.9 * decay + float(hands[-1]))
        noise = _unit(_band(rng.standard_normal(len(t)), centre / spread, centre * spread))
        bright = _unit(_band(rng.standard_normal(len(t)), centre))
        shape = np.exp(-t / burst) + sum(_struck(t, hand, burst) for hand in hands)
        shape = shape + room * _struck(t, float(hands[-1]), decay)
        return (noise + 0.5 * level * bright) * shape

    return voice


def _struck(t: _Wave, start: float, decay: float) -> _Wave:
    """What rings from `start`, dying away."""
    return np.where(t >= start, np.exp(-np.maximum(t - start, 0) / decay), 0.0)
