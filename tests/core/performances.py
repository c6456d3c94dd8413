"""Known drum parts, and onsets as a human would play them: what quantising must read back."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.beats import BeatGrid, GridBar
from core.meter import TimeSignature
from core.onsets import Onset

Part = list[tuple[Fraction, str]]
STRAIGHT = 0.5


def grid_of(n_bars: int, tempo: float, meter: str = "4/4", start: float = 1.0) -> BeatGrid:
    """Bars of a constant tempo in quarters a minute."""
    time_signature = TimeSignature.parse(meter)
    time, bars = start, []
    for _ in range(n_bars):
        beats = []
        for length in time_signature.beat_lengths:
            beats.append(time)
            time += float(4 * length) * 60 / tempo
        bars.append(GridBar(time_signature, tuple(beats), time))
    return BeatGrid(tuple(bars))


def struck(drum: str, *positions: str) -> Part:
    """One drum at positions written as fractions of a whole note."""
    return [(Fraction(position), drum) for position in positions]


def each(drum: str, n_parts: int, length: Fraction = Fraction(1)) -> Part:
    """One drum on every n-th part of a whole note, throughout a bar of `length`."""
    return [(Fraction(k, n_parts), drum) for k in range(int(length * n_parts))]


@dataclass(frozen=True)
class Playing:
    """How a part is played: tempo in quarters, spread in seconds, ratio of swung 8ths."""

    tempo: float
    spread: float = 0.008
    swing: float = STRAIGHT
    lateness: float = 0.0
    seed: int = 0


def perform(parts: Sequence[Part], playing: Playing, start: float = 1.0) -> list[Onset]:
    """The onsets of 4/4 bars, each off by at most twice the spread."""
    rng = random.Random(playing.seed)
    onsets = []
    for index, part in enumerate(parts):
        for position, drum in part:
            quarters = 4 * (index + float(position))
            if playing.swing != STRAIGHT and (position * 8).denominator == 1:
                whole, phase = divmod(quarters, 1.0)
                quarters = whole + (playing.swing if phase == 0.5 else phase)
            error = max(-2.0, min(2.0, rng.gauss(0, 1))) * playing.spread + playing.lateness
            onsets.append(Onset(start + quarters * 60 / playing.tempo + error, drum, 90))
    return onsets


BACKBEAT = struck("kick", "0", "1/2") + struck("snare", "1/4", "3/4")
ROCK = each("hihat_closed", 8) + BACKBEAT
SIXTEENTHS = each("hihat_closed", 16) + BACKBEAT
TRIPLETS = each("hihat_closed", 12) + BACKBEAT
TRIPLET_FILL = each("snare", 12, Fraction(1, 2)) + struck(
    "tom_low", "1/2", "7/12", "2/3", "3/4", "5/6", "11/12"
)
THIRTY_SECONDS = each("snare", 32, Fraction(1, 2)) + struck("kick", "1/2") + struck("snare", "3/4")
SEXTUPLETS = each("snare", 24, Fraction(1, 2)) + struck("kick", "1/2") + struck("snare", "3/4")
