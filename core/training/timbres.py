"""Drums that no kit holds: a piece of a kit with another tone, driven, or struck with a second one.

A few kits are soon known by heart; each song's pieces sound new.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy import signal

from core.song import SAMPLE_RATE
from core.training.mixing import Sound, random_tone

_TONE_DB = 7.0
_LOUDEST_SECOND_DB = -2.0
_SOFTEST_SECOND_DB = -16.0


@dataclass(frozen=True)
class Timbre:
    """How a piece is changed; `second_level` is that of another piece struck with it, 0: none."""

    response: Sound
    drive: float | None
    second_level: float

    def apply(self, sound: Sound, second: Sound) -> Sound:
        """The changed sound `(n_samples,)`, its peak as before; both strokes begin at the start."""
        if self.second_level > 0:
            mixed = np.zeros(max(len(sound), len(second)), dtype=np.float32)
            mixed[: len(sound)] += sound
            mixed[: len(second)] += second * np.float32(self.second_level)
        else:
            mixed = sound
        changed = signal.oaconvolve(mixed, self.response)[: len(mixed)]
        if self.drive is not None:
            changed = changed / (np.abs(changed).max() + 1e-9)
            changed = np.tanh(changed * self.drive)
        peak = np.abs(sound).max() / (np.abs(changed).max() + 1e-9)
        return np.asarray(changed * peak, dtype=np.float32)


def random_timbre(rng: Generator) -> Timbre:
    """Tone always, a second piece in one of three, drive in one of four."""
    return Timbre(
        random_tone(rng, _TONE_DB),
        float(rng.uniform(0.6, 4)) if rng.random() < 0.25 else None,
        float(10 ** (rng.uniform(_SOFTEST_SECOND_DB, _LOUDEST_SECOND_DB) / 20))
        if rng.random() < 0.33
        else 0.0,
    )


def rattle(rng: Generator, sound: Sound) -> Sound:
    """What snare wires do while another drum is struck: the snare's sound without its stroke."""
    n_rise = int(rng.uniform(0.004, 0.025) * SAMPLE_RATE)
    rise = np.minimum(np.arange(len(sound)) / n_rise, 1)
    return np.asarray(sound * rise**2, dtype=np.float32)
