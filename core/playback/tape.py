"""What can be played at one speed: song, drums and clicks, sample beside sample."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError
from core.playback.click import ClickTrack
from core.playback.track import Blocks
from core.song import SAMPLE_RATE

SLOWEST, FASTEST = 0.25, 1.5


def check_speed(speed: float) -> float:
    """The speed itself (1 is the song's own); raises `UsageError` beyond 25..150 %."""
    if not SLOWEST <= speed <= FASTEST:
        raise UsageError(f"The speed lies between 25 and 150 %, not at {100 * speed:g} %.")
    return speed


def _silence() -> NDArray[np.int16]:
    return np.zeros((0, 1), dtype=np.int16)


@dataclass(frozen=True, eq=False)
class Tape:
    """Sounds at `speed`, all starting with the song: int16 `(n_samples, 1 or 2)`, drums, clicks.

    Times are seconds of the song at its own speed; samples count at 44.1 kHz on the tape, so
    that a tape at half speed has twice as many. `ready` holds the spans of samples at which the
    song is made so far, in order; None: everywhere.
    """

    song: NDArray[np.int16] = field(default_factory=_silence)
    drums: Blocks = field(default_factory=Blocks)
    clicks: ClickTrack = field(default_factory=ClickTrack)
    speed: float = 1.0
    ready: tuple[tuple[int, int], ...] | None = None

    def __post_init__(self) -> None:
        check_speed(self.speed)

    @property
    def n_samples(self) -> int:
        """Length in samples: that of the song, or of the drums where there is no song."""
        return len(self.song) or self.drums.n_samples

    @property
    def duration(self) -> float:
        """Length in seconds of the song."""
        return self.time_of(self.n_samples)

    def sample_of(self, time: float) -> int:
        """The sample on the tape at which a time of the song sounds."""
        return round(time / self.speed * SAMPLE_RATE)

    def time_of(self, sample: float) -> float:
        """The time of the song, in seconds, that sounds at a sample of the tape."""
        return sample * self.speed / SAMPLE_RATE

    def song_pieces(self, first: int, last: int) -> Iterator[tuple[int, NDArray[np.int16]]]:
        """The song from sample `first` to `last`: one piece, or none outside of it."""
        first, last = max(first, 0), min(last, len(self.song))
        if first < last:
            yield first, self.song[first:last]

    def ready_to(self, sample: int) -> int:
        """Up to where the tape can be played from a sample on; that sample: not at all yet."""
        if self.ready is None:
            return self.n_samples
        for start, end in self.ready:
            if start <= sample < end:
                return end
        return min(sample, self.n_samples)

    def has_same_sound(self, other: "Tape") -> bool:
        """True if the two differ at most in how much is ready."""
        mine = (self.song, self.drums, self.clicks)
        return all(
            a is b for a, b in zip(mine, (other.song, other.drums, other.clicks), strict=True)
        )
