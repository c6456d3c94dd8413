"""Beat and downbeat activations -> a grid of beats and bars that follows the real tempo."""

from dataclasses import dataclass

from core.meter import TimeSignature


@dataclass(frozen=True)
class GridBar:
    """One bar of the grid.

    `beats` are the times in seconds of its felt beats (`time_signature.beat_lengths`: quarters
    in 4/4, dotted quarters in 6/8), the first one the downbeat; `end` is the next downbeat.
    A pick-up bar (`n_missing_beats` > 0) lacks that many beats at its start.
    """

    time_signature: TimeSignature
    beats: tuple[float, ...]
    end: float
    n_missing_beats: int = 0

    @property
    def start(self) -> float:
        """Time of the bar's first beat in seconds."""
        return self.beats[0]

    @property
    def tempo(self) -> float:
        """Felt beats a minute, averaged over the bar (weighted by their written lengths)."""
        lengths = self.time_signature.beat_lengths[self.n_missing_beats :]
        mean_length = sum(self.time_signature.beat_lengths) / len(self.time_signature.beat_lengths)
        n_beats = float(sum(lengths) / mean_length)
        return 60 * n_beats / (self.end - self.start)


@dataclass(frozen=True)
class BeatGrid:
    """Bars that follow one another without gaps, from before the first stroke to the end."""

    bars: tuple[GridBar, ...]
