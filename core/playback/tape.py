"""What can be played at one speed: song, drums and clicks, sample beside sample."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError
from core.song import SAMPLE_RATE

SLOWEST, FASTEST = 0.25, 1.5


def check_speed(speed: float) -> float:
    """The speed itself (1 is the song's own); raises `UsageError` beyond 25..150 %."""
    if not SLOWEST <= speed <= FASTEST:
        raise UsageError(f"The speed lies between 25 and 150 %, not at {100 * speed:g} %.")
    return speed


def _silence() -> NDArray[np.int16]:
    return np.zeros((0, 1), dtype=np.int16)


@dataclass(frozen=True)
class Tape:
    """Sounds at `speed`, each int16 `(n_samples, 1 or 2)`, all starting with the song.

    Times are seconds of the song at its own speed; samples count at 44.1 kHz on the tape, so
    that a tape at half speed has twice as many.
    """

    song: NDArray[np.int16] = field(default_factory=_silence)
    drums: NDArray[np.int16] = field(default_factory=_silence)
    clicks: NDArray[np.int16] = field(default_factory=_silence)
    speed: float = 1.0

    def __post_init__(self) -> None:
        check_speed(self.speed)

    @property
    def n_samples(self) -> int:
        """Length in samples: that of the song, or of the drums where there is no song."""
        return len(self.song) or max(len(self.drums), len(self.clicks))

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
