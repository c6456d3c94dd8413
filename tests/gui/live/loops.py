"""Drum loops of which every stroke is known, and how well and how soon strokes were shown."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.kit import DRUMS
from core.onsets import Onset
from core.playback.drum_sounds import load_drum_sounds, render_drums

RATE = 44100
# Strokes shown within this many seconds of a true one are that one.
WINDOW = 0.05
# Silence before the first stroke: sound servers may swallow what is played first.
LEAD = 1.5

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Loop:
    """Samples `(n,)`, mono at 44.1 kHz, and the strokes in them."""

    samples: Samples
    strokes: tuple[Onset, ...]


def rock_loop(bpm: float, n_bars: int = 8, seed: int = 0) -> Loop:
    """Eighths on the hi-hat, the snare on 2 and 4, kicks between: played, not programmed.

    Strokes lie up to 6 ms off the grid and differ in velocity.
    """
    generator = np.random.default_rng(seed)
    beat = 60 / bpm
    kicks = {0: (0.0, 2.0), 1: (0.0, 1.5, 2.0), 2: (0.0, 2.5), 3: (0.0, 2.0, 3.5)}
    strokes = []
    for bar in range(n_bars):
        places = [("hihat_closed", k / 2, 92 if k % 2 == 0 else 68) for k in range(8)]
        places += [("snare", 1.0, 105), ("snare", 3.0, 105)]
        places += [("kick", k, 100) for k in kicks[bar % 4]]
        for drum, position, velocity in places:
            time = LEAD + (4 * bar + position) * beat + generator.uniform(-0.006, 0.006)
            louder = int(np.clip(velocity + generator.normal(0, 8), 1, 127))
            strokes.append(Onset(time, drum, louder))
    strokes.sort(key=lambda stroke: stroke.time)
    seconds = LEAD + n_bars * 4 * beat + 0.5
    rendered = render_drums(strokes, seconds, load_drum_sounds()).mean(axis=1)
    samples = (0.6 * rendered / np.abs(rendered).max()).astype(np.float32)
    return Loop(samples, tuple(strokes))


@dataclass(frozen=True)
class Shown:
    """A stroke on the screen: its drum, when it was heard, when it was painted."""

    drum: str
    captured_at: float
    painted_at: float


@dataclass(frozen=True)
class Verdict:
    """How well a loop was shown; latencies `(n_found,)` in seconds from sound to screen.

    `n_shown` counts strokes of the classes of drums that the loop has, `n_foreign` all others.
    """

    n_true: int
    n_found: int
    n_shown: int
    n_foreign: int
    latencies: NDArray[np.float64]

    @property
    def recall(self) -> float:
        """The share of the loop's strokes that were shown with the right drum."""
        return self.n_found / self.n_true

    @property
    def precision(self) -> float:
        """The share of what was shown that is true, of the loop's classes of drums."""
        return self.n_found / max(self.n_shown, 1)

    def __str__(self) -> str:
        return (
            f"{self.n_found} of {self.n_true} strokes shown with the right drum "
            f"({100 * self.recall:.0f} %), precision {100 * self.precision:.0f} %, "
            f"{self.n_foreign} strokes of other drums; latency {1000 * self.latency(50):.0f} ms "
            f"median, {1000 * self.latency(95):.0f} ms p95, {1000 * self.latency(100):.0f} ms max"
        )

    def latency(self, percentile: float) -> float:
        """Seconds from sound to screen at a percentile."""
        return float(np.percentile(self.latencies, percentile))


def judge(true: Iterable[tuple[str, float]], shown: Iterable[Shown]) -> Verdict:
    """Compare the strokes shown with the true ones, (drum, when captured), by class of drums.

    Each stroke shown counts for one true stroke at most.
    """
    true, shown = list(true), list(shown)
    latencies: list[float] = []
    kinds = {_kind(drum) for drum, _ in true}
    for kind in kinds:
        left = sorted((s for s in shown if _kind(s.drum) == kind), key=lambda s: s.captured_at)
        for _, captured_at in sorted(t for t in true if _kind(t[0]) == kind):
            near = [s for s in left if abs(s.captured_at - captured_at) <= WINDOW]
            if near:
                best = min(near, key=lambda s: abs(s.captured_at - captured_at))
                left.remove(best)
                latencies.append(best.painted_at - captured_at)
    n_shown = sum(_kind(each.drum) in kinds for each in shown)
    return Verdict(
        len(true), len(latencies), n_shown, len(shown) - n_shown, np.array(latencies or [np.inf])
    )


def _kind(drum: str) -> str:
    return DRUMS[drum].class_5 or drum
