"""The drum part of a MIDI song as it is written: bars and the places of the notes in them.

Bars come from the time signatures; a file that tells none counts as 4/4, as MIDI has it, though its
music may be anything. A note stands where the file has it, on multiples of 1/32 and
1/48 of a whole note; a file that was played rather than written is brought there, to the coarsest
of 1/16, 1/24, 1/32 and 1/48 that lies within 1/192.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import mido
import numpy as np

from core.errors import DatasetError
from core.kit import MIDI_NOTE_TO_DRUM
from core.meter import TimeSignature

_GRIDS = (16, 24, 32, 48)
_TOLERANCE = Fraction(1, 192)
_DEFAULT_TEMPO = 500_000


@dataclass(frozen=True)
class TickBar:
    """A bar of a MIDI file, from `start` to `stop` in ticks."""

    start: int
    stop: int
    time_signature: TimeSignature


@dataclass(frozen=True)
class WrittenStroke:
    """A stroke of a MIDI file with the `position` (of a whole note) of its note in its bar."""

    tick: int
    drum: str
    velocity: int
    bar: int
    position: Fraction


class TempoMap:
    """Ticks of a MIDI file -> seconds, under its changes of tempo."""

    def __init__(self, changes: dict[int, int], ticks_per_beat: int) -> None:
        tempos = {0: _DEFAULT_TEMPO, **changes}
        self._ticks = np.array(sorted(tempos))
        self._tick_lengths = np.array([tempos[t] for t in self._ticks]) / ticks_per_beat / 1e6
        lengths = np.diff(self._ticks) * self._tick_lengths[:-1]
        self._seconds = np.concatenate([[0.0], np.cumsum(lengths)])

    def seconds(self, tick: float) -> float:
        """The time of a tick."""
        index = int(np.searchsorted(self._ticks, tick, side="right")) - 1
        return float(self._seconds[index] + (tick - self._ticks[index]) * self._tick_lengths[index])


@dataclass(frozen=True)
class MidiScore:
    """The drum part of a MIDI song as written: bars, strokes in order, tempo, unknown strokes.

    `unknown` holds the bar of each stroke whose MIDI note is no drum of the kit. Without
    `has_time_signature` nobody wrote the bars down: they are a guess.
    """

    bars: tuple[TickBar, ...]
    strokes: tuple[WrittenStroke, ...]
    tempo: TempoMap
    ticks_per_beat: int
    unknown: tuple[int, ...]
    has_time_signature: bool


def load_midi_score(path: Path) -> MidiScore:
    """The drums (channel 10) of a MIDI song; raises `DatasetError` for what is none."""
    try:
        midi = mido.MidiFile(path)
    except (OSError, ValueError, EOFError, KeyError, IndexError) as error:
        raise DatasetError(f"{path} is no readable MIDI file: {error}") from error
    tempos: dict[int, int] = {}
    metres: dict[int, tuple[int, int]] = {}
    notes: dict[tuple[int, int], int] = {}
    end = 1
    for track in midi.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "set_tempo":
                tempos[tick] = message.tempo
            elif message.type == "time_signature":
                metres[tick] = (message.numerator, message.denominator)
            elif message.type == "note_on" and message.velocity and message.channel == 9:
                key = (tick, message.note)
                notes[key] = max(notes.get(key, 0), message.velocity)
        end = max(end, tick)
    bars = tick_bars({0: (4, 4), **metres}, end, midi.ticks_per_beat)
    strokes, unknown = _place(notes, bars, midi.ticks_per_beat)
    tempo = TempoMap(tempos, midi.ticks_per_beat)
    return MidiScore(bars, strokes, tempo, midi.ticks_per_beat, unknown, bool(metres))


def tick_bars(
    metres: dict[int, tuple[int, int]], end: int, ticks_per_beat: int
) -> tuple[TickBar, ...]:
    """Bars from time signatures by tick, up to the one in which tick `end` falls.

    A bar that a new time signature cuts short has the metre that fills it, where there is one.
    """
    whole = 4 * ticks_per_beat
    bars = []
    changes = [*sorted(metres.items()), None]
    for change, following in pairwise(changes):
        assert change is not None
        start, metre = change[0], TimeSignature(*change[1])
        stop = following[0] if following else end + 1
        length = int(whole * metre.bar_length)
        for tick in range(start, stop, length):
            bar_stop = min(tick + length, stop) if following else tick + length
            bars.append(TickBar(tick, bar_stop, _filling(metre, Fraction(bar_stop - tick, whole))))
    return tuple(bars)


def _filling(metre: TimeSignature, length: Fraction) -> TimeSignature:
    """The metre itself, or for a bar of another length one of that length."""
    if length == metre.bar_length:
        return metre
    denominator = max(metre.denominator, length.denominator)
    if denominator > 32 or denominator & (denominator - 1):
        return metre
    return TimeSignature(int(length * denominator), denominator)


def _place(
    notes: dict[tuple[int, int], int], bars: Sequence[TickBar], ticks_per_beat: int
) -> tuple[tuple[WrittenStroke, ...], tuple[int, ...]]:
    """The strokes of drums in order, one for a drum at a tick, and the bars of unknown ones."""
    starts = np.array([bar.start for bar in bars])
    strokes: dict[tuple[int, str], WrittenStroke] = {}
    unknown = []
    for (tick, note), velocity in sorted(notes.items()):
        index = int(np.searchsorted(starts, tick, side="right")) - 1
        bar = bars[index]
        drum = MIDI_NOTE_TO_DRUM.get(note)
        if drum is None:
            unknown.append(index)
            continue
        position = snapped(Fraction(tick - bar.start, 4 * ticks_per_beat))
        if position >= Fraction(bar.stop - bar.start, 4 * ticks_per_beat):
            index, position = index + 1, Fraction(0)
        other = strokes.get((tick, drum))
        loudest = max(velocity, other.velocity) if other else velocity
        strokes[tick, drum] = WrittenStroke(tick, drum, loudest, index, position)
    return tuple(strokes.values()), tuple(unknown)


def snapped(position: Fraction) -> Fraction:
    """The written place of a position (of a whole note), as the module's docstring defines it."""
    nearest = [Fraction(round(position * grid), grid) for grid in _GRIDS]
    near = [place for place in nearest if abs(place - position) <= _TOLERANCE]
    return near[0] if near else min(nearest, key=lambda place: abs(place - position))
