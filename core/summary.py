"""What a song is, in a few words: its tempo, metre, swing and drums."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from core.kit import DRUM_NAMES
from core.meter import TimeSignature
from core.onsets import Onset
from core.revise import Transcription
from core.score import Swing

# Tempos that differ by less than this share of the tempo are one tempo that breathes.
_STEADY = 0.06


@dataclass(frozen=True)
class Tempo:
    """Felt beats a minute: the usual ones, the slowest and the fastest of any bar that counts."""

    usual: float
    slowest: float
    fastest: float

    @property
    def is_steady(self) -> bool:
        """True if the song keeps to one tempo."""
        return self.fastest - self.slowest < _STEADY * self.usual


@dataclass(frozen=True)
class Summary:
    """`tempo` and `swing` are None where there is none; the commonest metre stands first."""

    tempo: Tempo | None
    time_signatures: tuple[TimeSignature, ...]
    swing: Swing | None


def summarize(transcription: Transcription) -> Summary:
    """The summary of what was found and corrected."""
    bars = transcription.grid.bars
    metres = Counter(bar.time_signature for bar in bars)
    swing = next((bar.swing for bar in transcription.score.bars if bar.swing), None)
    return Summary(
        _tempo([bar.tempo for bar in bars if not bar.n_missing_beats]),
        tuple(metre for metre, _ in metres.most_common()),
        swing,
    )


def count_drums(onsets: Sequence[Onset]) -> dict[str, int]:
    """Strokes of each drum, in the order of the kit; drums that are not struck are left out."""
    counts = Counter(onset.drum for onset in onsets)
    return {drum: counts[drum] for drum in DRUM_NAMES if counts[drum]}


def _tempo(tempos: Sequence[float]) -> Tempo | None:
    if not tempos:
        return None
    ordered = sorted(tempos)
    # A bar or two whose beats were misheard say nothing of the song's tempo.
    n_odd = len(ordered) // 10
    kept = ordered[n_odd : len(ordered) - n_odd]
    return Tempo(median(kept), kept[0], kept[-1])
