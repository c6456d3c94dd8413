"""Beats beyond those heard: on to the song's start and end, at the tempo next to them."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.beat_tracking.evidence import FloatArray, IntArray

_N_NEAR = 8  # beats that tell the tempo at an end
_MOST_BEATS_A_BAR = 32


@dataclass(frozen=True)
class SongExtent:
    """Seconds: the song's length, its first and last stroke, the downbeat to count from.

    `tolerance` is the share of a beat by which a stroke may miss the beat it is meant for.
    """

    duration: float
    first_stroke: float | None
    last_stroke: float | None
    first_downbeat: float | None

    tolerance: ClassVar[float] = 0.12


@dataclass(frozen=True)
class BeatRun:
    """Beats in a row: `times` in seconds, `positions` in the `cycle` of relative lengths."""

    times: FloatArray
    positions: IntArray
    cycle: FloatArray


def uniform_run(start: float, tempo: float, cycle: FloatArray) -> BeatRun:
    """One bar of even beats (felt beats a minute, on average) from `start`; the rest follows."""
    lengths = np.tile(cycle, _N_NEAR)
    times = start + 60 / tempo * np.concatenate([[0.0], np.cumsum(lengths)])
    positions = np.arange(len(times)) % len(cycle)
    return BeatRun(times, positions, cycle)


def extended(run: BeatRun, extent: SongExtent) -> BeatRun:
    """The run from a bar before the song's start (or first stroke) to two after its end."""
    earliest = min(0.0, extent.first_stroke or 0.0)
    latest = max(extent.duration, extent.last_stroke or 0.0)
    n_cycle = len(run.cycle)
    head_tempo = _seconds_a_beat(run, slice(None, _N_NEAR))
    tail_tempo = _seconds_a_beat(run, slice(-_N_NEAR, None))
    head, time, position = [], float(run.times[0]), int(run.positions[0])
    while time > earliest + SongExtent.tolerance * head_tempo:
        position = (position - 1) % n_cycle
        time -= head_tempo * float(run.cycle[position])
        head.append(time)
    tail, time, position = [], float(run.times[-1]), int(run.positions[-1])
    n_more = 2 * _MOST_BEATS_A_BAR + 1
    while time <= latest or n_more > 0:
        n_more -= time > latest
        time += tail_tempo * float(run.cycle[position])
        position = (position + 1) % n_cycle
        tail.append(time)
    times = np.concatenate([head[::-1], run.times, tail])
    positions = (np.arange(len(times)) + int(run.positions[0]) - len(head)) % n_cycle
    return BeatRun(times, positions, run.cycle)


def _seconds_a_beat(run: BeatRun, near: slice) -> float:
    """Median length of an average beat of the cycle at one end of the run."""
    times, positions = run.times[near], run.positions[near]
    return float(np.median(np.diff(times) / run.cycle[positions[:-1]]))
