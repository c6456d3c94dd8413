"""Beat and downbeat activations -> a grid of beats and bars that follows the real tempo."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.activations import Activations
from core.beat_tracking.evidence import (
    BeatEvidence,
    FloatArray,
    Strokes,
    downbeat_odds_of_frames,
    gather_evidence,
)
from core.beat_tracking.extent import BeatRun, SongExtent, extended, uniform_run
from core.beat_tracking.fit import refine_beats
from core.beat_tracking.metre import BarPosition, find_bar_positions
from core.beat_tracking.path import TempoRange
from core.beat_tracking.tempo import ALL_TEMPOS, BeatSearch, find_beats, nearest_indices
from core.beat_tracking.uneven import find_uneven_bars
from core.errors import UsageError
from core.meter import TimeSignature
from core.onsets import Onset

_DEFAULT_TEMPO = 120.0
_SLOWEST_COMPOUND = 35.0  # felt beats of slow 6/8 songs are dotted quarters
_FEWEST_STROKES = 4  # that can tell a tempo where the network hears no beats
_FORCED = 1e4


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


@dataclass(frozen=True)
class BeatSettings:
    """What the user knows better than the tracker; None where the tracker decides.

    `tempo` is in felt beats a minute (dotted quarters in 6/8) and holds to within 15 %;
    `first_downbeat` is the time in seconds of a downbeat from which the bars count.
    """

    tempo: float | None = None
    time_signature: TimeSignature | None = None
    first_downbeat: float | None = None

    def __post_init__(self) -> None:
        if self.tempo is not None and not 20 <= self.tempo <= 400:
            raise UsageError(f"A tempo lies between 20 and 400 beats a minute, not {self.tempo:g}.")
        if self.time_signature is not None and self.time_signature.numerator > 32:
            raise UsageError(f"A bar of {self.time_signature} is too long: 32 beats at most.")
        time = self.first_downbeat
        if time is not None and not (math.isfinite(time) and time >= 0):
            raise UsageError(f"The first downbeat is a time of 0 s or later, not {time:g} s.")


def track_beats(
    activations: Activations,
    onsets: Sequence[Onset],
    settings: BeatSettings,
    check: Callable[[], None] | None = None,
) -> BeatGrid:
    """The grid of beats and bars of a song, from its start (or pick-up) to its end.

    `check` is called again and again; what it raises ends the tracking. Raises `UsageError` if
    the first downbeat that the settings name lies after the song.
    """
    strokes = Strokes.of(onsets)
    evidence = gather_evidence(activations, strokes)
    extent = _extent(evidence, strokes, settings)
    run = extended(_find_run(evidence, strokes, settings, check), extent)
    downbeat = None
    if settings.first_downbeat is not None:
        downbeat = int(nearest_indices(run.times, np.array([settings.first_downbeat]))[0])
    times = run.times
    uneven = _uneven_bars(run, evidence, strokes, settings)
    if uneven is not None:
        times, positions = uneven
    elif len(run.cycle) > 1:
        assert settings.time_signature is not None
        positions = [BarPosition(settings.time_signature, int(each)) for each in run.positions]
    else:
        positions = find_bar_positions(
            run.times, evidence, strokes, settings.time_signature, downbeat
        )
    return BeatGrid(_lay_bars(times, positions, extent))


def _extent(evidence: BeatEvidence, strokes: Strokes, settings: BeatSettings) -> SongExtent:
    duration = evidence.n_frames / evidence.frame_rate
    if settings.first_downbeat is not None and settings.first_downbeat >= max(duration, 1e-9):
        raise UsageError(
            f"The first downbeat, {settings.first_downbeat:g} s, lies after the song's end at "
            f"{duration:.1f} s."
        )
    has_strokes = len(strokes) > 0
    return SongExtent(
        duration,
        float(strokes.times[0]) if has_strokes else None,
        float(strokes.times[-1]) if has_strokes else None,
        settings.first_downbeat,
    )


def _find_run(
    evidence: BeatEvidence,
    strokes: Strokes,
    settings: BeatSettings,
    check: Callable[[], None] | None,
) -> BeatRun:
    """The beats that are heard; an even run of them where nothing is."""
    cycle = _cycle(settings.time_signature)
    if not evidence.is_network_usable and len(strokes) < _FEWEST_STROKES:
        start = float(strokes.times[0]) if len(strokes) else 0.0
        if settings.first_downbeat is not None:
            start = settings.first_downbeat
        return uniform_run(start, settings.tempo or _DEFAULT_TEMPO, cycle)
    search = BeatSearch(
        _allowed_tempos(settings.time_signature),
        settings.tempo,
        cycle,
        _bonuses(evidence, strokes, settings, len(cycle)),
        check,
    )
    path = find_beats(evidence, strokes, search)
    positions = np.append(path.positions, (path.positions[-1] + 1) % len(cycle))
    return BeatRun(refine_beats(path, cycle, evidence, strokes), positions, cycle)


def _uneven_bars(
    run: BeatRun, evidence: BeatEvidence, strokes: Strokes, settings: BeatSettings
) -> tuple[FloatArray, list[BarPosition]] | None:
    """Beats and their places in bars of 5/8 and 7/8, unless the user's word is against them."""
    if settings.time_signature is not None:
        return None
    found = find_uneven_bars(run.times, evidence, strokes)
    if found is None or settings.first_downbeat is None:
        return found
    times, positions = found
    nearest = int(nearest_indices(times, np.array([settings.first_downbeat]))[0])
    return found if positions[nearest].index == 0 else None


def _cycle(time_signature: TimeSignature | None) -> FloatArray:
    """Relative lengths of the felt beats, `[1.0]` if they are all equal."""
    if time_signature is None or len(set(time_signature.beat_lengths)) == 1:
        return np.ones(1)
    lengths = np.array([float(length) for length in time_signature.beat_lengths])
    relative: FloatArray = lengths / lengths.mean()
    return relative


def _allowed_tempos(time_signature: TimeSignature | None) -> TempoRange:
    is_compound = time_signature is not None and time_signature.beat_lengths[0].numerator == 3
    return TempoRange(_SLOWEST_COMPOUND if is_compound else ALL_TEMPOS.slowest, ALL_TEMPOS.fastest)


def _bonuses(
    evidence: BeatEvidence, strokes: Strokes, settings: BeatSettings, n_positions: int
) -> FloatArray:
    """What a beat at a frame gains by its position in the bar: `(n_frames, n_positions)`."""
    bonuses = np.zeros((evidence.n_frames, n_positions))
    if n_positions > 1:
        bonuses[:, 0] = downbeat_odds_of_frames(evidence, strokes)
    if settings.first_downbeat is not None:
        # The user's ear is as good as a few hundredths of a second; the strokes do the rest.
        frame = settings.first_downbeat * evidence.frame_rate
        distance = np.abs(np.arange(evidence.n_frames) - frame)
        bonuses[:, 0] += np.where(distance <= 4, _FORCED - 0.3 * distance, 0.0)
    return bonuses


def _lay_bars(
    times: FloatArray, positions: Sequence[BarPosition], extent: SongExtent
) -> tuple[GridBar, ...]:
    """Bars from the beats; silent ones that hang over the song's ends are left out."""
    starts = [i for i, each in enumerate(positions) if each.index == 0]
    bars = []
    if starts[0] > 0:
        bars.append(_bar(times, positions, 0, starts[0]))
    bars += [_bar(times, positions, i, j) for i, j in itertools.pairwise(starts)]
    bars = _without_silent_end(_without_silent_start(bars, extent), extent)
    first_beats = bars[0].beats
    if extent.first_stroke is not None and extent.first_stroke < first_beats[0]:
        bars[0] = _from(bars[0], 0, extent.first_stroke)
    return tuple(bars)


def _bar(times: FloatArray, positions: Sequence[BarPosition], first: int, stop: int) -> GridBar:
    beats = tuple(float(time) for time in times[first:stop])
    where = positions[first]
    return GridBar(where.time_signature, beats, float(times[stop]), where.index)


def _from(bar: GridBar, n_left_out: int, start: float | None = None) -> GridBar:
    """The bar without its first beats, beginning at `start` if given."""
    beats = bar.beats[n_left_out:]
    if start is not None:
        beats = (start, *beats[1:])
    return GridBar(bar.time_signature, beats, bar.end, bar.n_missing_beats + n_left_out)


def _without_silent_start(bars: list[GridBar], extent: SongExtent) -> list[GridBar]:
    """Bars from the song's start or the chosen downbeat; before it only what holds strokes."""
    counted_from = 0.0 if extent.first_downbeat is None else extent.first_downbeat
    first = extent.first_stroke
    while len(bars) > 1:
        bar = bars[0]
        interval = (bar.end - bar.start) / len(bar.beats)
        is_silent = first is None or first >= bar.end - SongExtent.tolerance * interval
        is_early = bar.start < counted_from - 0.25 * interval
        if is_silent and (is_early or bar.n_missing_beats > 0):
            bars = bars[1:]
            continue
        if first is not None and (is_early or bar.n_missing_beats > 0):
            reached = [b <= first + SongExtent.tolerance * interval for b in bar.beats]
            bars = [_from(bar, max(0, sum(reached) - 1)), *bars[1:]]
        break
    return bars


def _without_silent_end(bars: list[GridBar], extent: SongExtent) -> list[GridBar]:
    """Bars up to the one that the last stroke or the song's end falls into."""
    while len(bars) > 1:
        bar, before = bars[-1], bars[-2]
        interval = (before.end - before.start) / len(before.beats)
        last = -math.inf if extent.last_stroke is None else extent.last_stroke
        holds_strokes = last >= bar.start - SongExtent.tolerance * interval
        if holds_strokes or (bar.start + bar.end) / 2 < extent.duration:
            break
        bars = bars[:-1]
    return bars
