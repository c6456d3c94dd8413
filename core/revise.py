"""Analysis + corrections -> transcription: all that follows from them, without the network.

Strokes are picked with the corrected thresholds and edited; the grid is tracked from what the
model heard by itself, then edited, so that no edit of a stroke moves it. What the corrections
leave as it was is taken over from the transcription before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from core.activations import Activations
from core.analysis import Analysis
from core.attention import AttentionMap
from core.beats import BeatGrid, track_beats
from core.corrections import Corrections, corrected_onsets
from core.engrave import build_score
from core.features import Spectrogram
from core.grid_edits import SoundingPart, corrected_grid, forced_feels
from core.limbs import playable_onsets
from core.onsets import Onset, PeakPicking, pick_onsets
from core.quantize import QuantizedBar, quantize_onsets
from core.score import Score
from core.song import Song

OnProgress = Callable[[float], None]

# Fractions of the work that are done when beats are tracked, strokes placed, the score spelled.
STROKES_DONE, BEATS_DONE, PLACES_DONE = 0.15, 0.72, 0.86


@dataclass(frozen=True)
class Transcription:
    """A song and all that was made of it, stage by stage.

    `onsets` are the strokes as corrected, `grid` the bars as corrected and `bars` both
    together; `picked`, `tracked` and `heard` are the same before any stroke (and, for
    `tracked`, the grid) was corrected. `attention` is None for a network that has none.
    """

    song: Song
    spectrogram: Spectrogram
    activations: Activations
    onsets: tuple[Onset, ...]
    grid: BeatGrid
    score: Score
    attention: AttentionMap | None = None
    corrections: Corrections = field(default_factory=Corrections)
    bars: tuple[QuantizedBar, ...] = ()
    picked: tuple[Onset, ...] = ()
    tracked: BeatGrid = field(default_factory=lambda: BeatGrid(()))
    heard: tuple[QuantizedBar, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for the user: what may be wrong with the song or its transcription."""
        no_drums = () if self.onsets else ("No drums were heard: the score is empty.",)
        return self.song.warnings + no_drums


def corrected_peak_picking(suited: PeakPicking, corrections: Corrections) -> PeakPicking:
    """The thresholds (0..1) by which strokes are picked: the lines to draw.

    The sensitivity s moves the odds t / (1 - t) of a threshold by the factor (1 - s) / s, so
    that thresholds near 0 and 1 move as much as those between, and none leaves 0..1. A drum's
    own threshold holds as the user gave it.
    """
    s = corrections.sensitivity
    moved = {
        drum: t if s == 0.5 else t * (1 - s) / (t * (1 - s) + (1 - t) * s)
        for drum, t in suited.thresholds.items()
    }
    return replace(suited, thresholds={**moved, **corrections.thresholds})


def picked_onsets(analysis: Analysis, corrections: Corrections) -> tuple[Onset, ...]:
    """The strokes that the model finds by the corrected thresholds, before any is edited."""
    peak_picking = corrected_peak_picking(analysis.peak_picking, corrections)
    return playable_onsets(pick_onsets(analysis.activations, peak_picking))


def quick_onsets(analysis: Analysis, corrections: Corrections) -> tuple[Onset, ...]:
    """The strokes to show, in order of time, before bars and score are made of them."""
    return corrected_onsets(picked_onsets(analysis, corrections), corrections)


def still_picked(
    previous: Transcription | None, corrections: Corrections
) -> tuple[Onset, ...] | None:
    """The strokes that `previous` was made of if the same thresholds hold, else None."""
    if previous is None:
        return None
    then = previous.corrections
    is_same = (then.thresholds, then.sensitivity) == (
        corrections.thresholds,
        corrections.sensitivity,
    )
    return previous.picked if is_same else None


def revise(
    analysis: Analysis,
    corrections: Corrections,
    previous: Transcription | None = None,
    on_progress: OnProgress | None = None,
) -> Transcription:
    """The transcription that these corrections make of what the network heard.

    `previous`, an older transcription of the same song, saves work and changes no result.
    `on_progress` gets the fraction done, 0..1, some times a second; to cancel, it raises
    `CancelledError`.
    """
    report = on_progress or (lambda _: None)
    if previous is not None and previous.activations is not analysis.activations:
        previous = None
    report(0.0)
    picked = still_picked(previous, corrections)
    if picked is None:
        picked = picked_onsets(analysis, corrections)
    onsets = corrected_onsets(picked, corrections)
    report(STROKES_DONE)
    tracked = _tracked_grid(analysis, corrections, previous, lambda: report(STROKES_DONE))
    part = _sounding_part(analysis, (*picked, *onsets))
    grid = corrected_grid(tracked, corrections.grid, part)
    report(BEATS_DONE)
    place = partial(_placed, grid, corrections, previous, lambda: report(BEATS_DONE))
    heard = place(picked)
    bars = heard if onsets == picked else place(onsets)
    report(PLACES_DONE)
    title, artist = _names(analysis.song, corrections)
    score = build_score(bars, title=title, artist=artist, repeats=corrections.repeats)
    report(1.0)
    return Transcription(
        analysis.song,
        analysis.spectrogram,
        analysis.activations,
        onsets,
        grid,
        score,
        analysis.attention,
        corrections,
        bars,
        picked,
        tracked,
        heard,
    )


def _tracked_grid(
    analysis: Analysis,
    corrections: Corrections,
    previous: Transcription | None,
    check: Callable[[], None],
) -> BeatGrid:
    """The grid as tracked from the model's own strokes: no threshold of the user's moves it."""
    if previous is not None and previous.corrections.beats == corrections.beats:
        return previous.tracked
    own = picked_onsets(analysis, Corrections())
    return track_beats(analysis.activations, own, corrections.beats, check)


def _sounding_part(analysis: Analysis, onsets: Sequence[Onset]) -> SoundingPart:
    times = [onset.time for onset in onsets]
    duration = analysis.activations.duration
    return SoundingPart(duration, min(times, default=None), max(times, default=None))


def _placed(
    grid: BeatGrid,
    corrections: Corrections,
    previous: Transcription | None,
    check: Callable[[], None],
    onsets: tuple[Onset, ...],
) -> tuple[QuantizedBar, ...]:
    """The strokes in bars; those of `previous` where nothing has changed."""
    feels = forced_feels(grid.bars, corrections.grid)
    known = previous if previous is not None and previous.grid == grid else None
    if known and feels == forced_feels(grid.bars, known.corrections.grid):
        if onsets == known.picked:
            return known.heard
        if onsets == known.onsets:
            return known.bars
    return quantize_onsets(onsets, grid, feels, check)


def _names(song: Song, corrections: Corrections) -> tuple[str, str]:
    """Title and artist: as the user wrote them, else from the tags, else from the file's name."""
    file_name = song.path.stem if song.path else ""
    title = song.title or file_name if corrections.title is None else corrections.title
    return title, song.artist if corrections.artist is None else corrections.artist
