"""Patterns that nobody played: they make rare drums, metres and figures heard often."""

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from core.kit import DRUM_NAMES
from core.training.patterns import Pattern, PatternStroke

_TIMEKEEPERS = (
    "hihat_closed", "hihat_open", "hihat_pedal", "ride", "ride_bell", "china", "crash",
    "tambourine", "cowbell", "side_stick", "tom_low", "splash",
)  # fmt: skip
_BACKBEATS = ("snare", "side_stick", "clap", "tom_high", "tom_mid", "tom_low")
# What a drum may be exchanged for through a whole pattern, so that rare drums are heard often.
_EXCHANGES = {
    "hihat_closed": ("ride", "ride_bell", "hihat_pedal", "hihat_open", "tambourine", "cowbell",
                     "china", "crash", "tom_low"),
    "hihat_open": ("crash", "china", "splash", "hihat_pedal"),
    "ride": ("hihat_closed", "ride_bell", "crash", "china", "hihat_open"),
    "snare": ("side_stick", "clap", "tom_mid", "tom_high"),
    "crash": ("china", "splash", "ride_bell"),
    "tom_high": ("tom_mid", "cowbell"),
    "tom_mid": ("tom_high", "tom_low"),
    "tom_low": ("tom_mid", "tom_high"),
    "hihat_pedal": ("hihat_closed", "tambourine"),
    "side_stick": ("snare", "cowbell", "clap"),
}  # fmt: skip


def invent_pattern(rng: Generator, duration: float) -> Pattern:
    """A random groove of one to four bars, repeated with small changes, with flams and doubles."""
    tempo = float(rng.uniform(65, 200))
    n_beats = int(rng.choice((2, 3, 4, 4, 4, 4, 5, 7)))
    n_steps = int(rng.choice((2, 2, 3, 4, 4, 4, 6)))
    step = 60 / tempo / n_steps
    chances = _step_chances(rng, n_beats, n_steps)
    loudness = {drum: rng.uniform(50, 115) for drum in chances}
    lateness = {drum: rng.normal(0, 0.006) for drum in chances}
    jitter = rng.uniform(0.001, 0.012)
    swing = rng.uniform(0, 0.3) * step if n_steps % 2 == 0 and rng.random() < 0.25 else 0.0
    n_bars = int(duration / (step * n_steps * n_beats)) + 1
    strokes = []
    for drum, chance in chances.items():
        groove = rng.random(len(chance)) < chance
        for bar in range(n_bars):
            changed = groove ^ (rng.random(len(chance)) < 0.04)
            for index in np.flatnonzero(changed):
                time = (bar * len(chance) + index) * step + lateness[drum] + rng.normal(0, jitter)
                time += swing if index % 2 else 0.0
                accent = 14 if index % n_steps == 0 else -8
                velocity = loudness[drum] + accent + rng.normal(0, 9)
                if drum == "snare" and chance[index] < 0.2:
                    velocity *= rng.uniform(0.25, 0.7)
                strokes.append(PatternStroke(max(time, 0), drum, _velocity(velocity)))
    beat = step * n_steps
    beats = tuple((i * beat, i % n_beats + 1) for i in range(int(duration / beat) + 1))
    pattern = Pattern(tuple(strokes), beats, duration, tempo)
    return _in_order(add_figures(rng, pattern))


def _step_chances(rng: Generator, n_beats: int, n_steps: int) -> dict[str, np.ndarray]:
    n = n_beats * n_steps
    on_beat = np.arange(n) % n_steps == 0
    beat = np.arange(n) // n_steps
    kick = np.where(on_beat & (beat % 2 == 0), 0.8, rng.uniform(0.05, 0.35))
    kick[0] = 0.95
    if rng.random() < 0.12:  # double bass drum
        kick[:] = 0.85
    backbeat = np.where(on_beat & (beat % 2 == 1), 0.9, rng.uniform(0.0, 0.18))
    chances = {
        "kick": kick,
        str(rng.choice(_BACKBEATS, p=(0.6, 0.1, 0.1, 0.05, 0.05, 0.1))): backbeat,
    }
    every = int(rng.choice((1, 1, 2, 2, n_steps)))
    keeper = np.where(np.arange(n) % every == 0, rng.uniform(0.7, 1.0), 0.05)
    weights = np.array((5, 1.5, 0.7, 3, 1, 0.8, 1, 0.8, 0.7, 0.5, 0.7, 0.4))
    chances[str(rng.choice(_TIMEKEEPERS, p=weights / weights.sum()))] = keeper
    for drum in rng.choice(DRUM_NAMES, size=int(rng.integers(1, 6)), replace=False):
        density = rng.choice((0.02, 0.05, 0.15, 0.4))
        chances.setdefault(str(drum), np.full(n, density) * rng.uniform(0.3, 1.7, n))
    if rng.random() < 0.4:
        crash = np.zeros(n)
        crash[0] = rng.uniform(0.1, 0.6)
        chances.setdefault(str(rng.choice(("crash", "splash", "china"))), crash)
    return {drum: np.clip(chance, 0, 1) for drum, chance in chances.items()}


def vary_pattern(rng: Generator, pattern: Pattern) -> Pattern:
    """Some drums exchanged through the whole pattern, some left out, small figures added."""
    drums = sorted({s.drum for s in pattern.strokes})
    mapping = {drum: drum for drum in drums}
    for drum in drums:
        if drum in _EXCHANGES and rng.random() < 0.25:
            mapping[drum] = str(rng.choice(_EXCHANGES[drum]))
    left_out = {drum for drum in drums if rng.random() < 0.06}
    gain = rng.uniform(0.8, 1.15)
    strokes = tuple(
        PatternStroke(s.time, mapping[s.drum], _velocity(s.velocity * gain))
        for s in pattern.strokes
        if s.drum not in left_out
    )
    return _in_order(add_figures(rng, replace(pattern, strokes=strokes)))


def add_figures(rng: Generator, pattern: Pattern) -> Pattern:
    """Flams, fast doubles, runs over the toms, crashes on downbeats and dropped bars."""
    strokes = list(pattern.strokes)
    if rng.random() < 0.3:
        strokes += _echoes(
            rng, pattern.strokes, ("snare", "tom_high", "tom_low"), (0.018, 0.04), 0.5
        )
    if rng.random() < 0.25:
        fast = 60 / pattern.tempo / 4
        strokes += _echoes(
            rng, pattern.strokes, ("snare", "kick", "tom_mid", "tom_low"), (-fast, -fast / 2), 0.9
        )
    downbeats = [time for time, number in pattern.beats or () if number == 1]
    if downbeats and rng.random() < 0.5:
        cymbal = str(rng.choice(("crash", "crash", "china", "splash", "ride_bell")))
        for time in downbeats:
            if rng.random() < 0.25:
                time_played = max(0.0, time + rng.normal(0, 0.008))
                strokes.append(PatternStroke(time_played, cymbal, int(rng.integers(70, 127))))
    if downbeats and rng.random() < 0.5:
        strokes = _with_runs(rng, strokes, downbeats, 60 / pattern.tempo)
    if len(downbeats) > 4 and rng.random() < 0.15:
        first = int(rng.integers(0, len(downbeats) - 2))
        silence = (
            downbeats[first],
            downbeats[min(first + int(rng.integers(1, 4)), len(downbeats) - 1)],
        )
        strokes = [s for s in strokes if not silence[0] <= s.time < silence[1]]
    return replace(pattern, strokes=tuple(strokes))


def _echoes(
    rng: Generator,
    strokes: tuple[PatternStroke, ...],
    drums: tuple[str, ...],
    before: tuple[float, float],
    loudness: float,
) -> list[PatternStroke]:
    """Softer strokes `before` seconds before some of the strokes of `drums`."""
    low, high = sorted(before)
    return [
        PatternStroke(
            max(0.0, s.time - rng.uniform(low, high)), s.drum, _velocity(s.velocity * loudness)
        )
        for s in strokes
        if s.drum in drums and rng.random() < 0.1
    ]


def _with_runs(
    rng: Generator, strokes: list[PatternStroke], downbeats: list[float], beat: float
) -> list[PatternStroke]:
    """Some bars end in a fill: everything but the kick gives way to a run."""
    for end in downbeats[1:]:
        if rng.random() > 0.25:
            continue
        n_beats, n_steps = int(rng.choice((1, 2, 4))), int(rng.choice((2, 3, 4, 6, 8)))
        start = end - n_beats * beat
        if start < 0:
            continue
        strokes = [s for s in strokes if not (start <= s.time < end - 0.02 and s.drum != "kick")]
        drums = rng.choice(("snare", "tom_high", "tom_mid", "tom_low"), size=n_beats)
        for index in range(n_beats * n_steps):
            if rng.random() < 0.85:
                time = start + index * beat / n_steps + rng.normal(0, 0.006)
                velocity = int(rng.normal(95, 14))
                drum = str(drums[index // n_steps])
                strokes.append(PatternStroke(max(time, 0.0), drum, _velocity(velocity)))
    return strokes


def _velocity(value: float) -> int:
    return int(np.clip(round(value), 1, 127))


def _in_order(pattern: Pattern) -> Pattern:
    """Strokes sorted by time; of two strokes of a drum nearer than 12 ms the louder stays."""
    kept: list[PatternStroke] = []
    last: dict[str, int] = {}
    for stroke in sorted(pattern.strokes, key=lambda s: s.time):
        index = last.get(stroke.drum)
        if index is not None and stroke.time - kept[index].time < 0.012:
            if stroke.velocity > kept[index].velocity:
                kept[index] = replace(kept[index], velocity=stroke.velocity)
            continue
        last[stroke.drum] = len(kept)
        kept.append(stroke)
    return replace(pattern, strokes=tuple(kept))
