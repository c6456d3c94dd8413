"""The whole flow: a song -> its drum score, with every intermediate result kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

from core.activations import Activations, predict_activations
from core.beats import BeatGrid, BeatSettings, track_beats
from core.checkpoint import Checkpoint
from core.engrave import Repeats, build_score
from core.errors import UsageError
from core.features import Spectrogram, log_spectrogram
from core.limbs import playable_onsets
from core.meter import TimeSignature
from core.onsets import DEFAULT_THRESHOLD, Onset, PeakPicking, pick_onsets, song_peak_picking
from core.quantize import quantize_onsets
from core.score import Score
from core.song import Song, load_song

OnProgress = Callable[[float], None]


@dataclass(frozen=True)
class Stage:
    """A stage of the flow: what it does, and its share (0..1) of the time of `transcribe_file`."""

    title: str
    share: float


READING = Stage("reading", 0.06)
SPECTROGRAM = Stage("spectrogram", 0.06)
LISTENING = Stage("listening", 0.74)
STROKES = Stage("strokes", 0.02)
BEATS = Stage("beats", 0.08)
SCORE = Stage("score", 0.04)
STAGES = (READING, SPECTROGRAM, LISTENING, STROKES, BEATS, SCORE)


@dataclass(frozen=True)
class TranscribeSettings:
    """What the user may decide; None leaves it to the song.

    `tempo` in felt beats a minute, `first_downbeat` in seconds. `sensitivity` 0..1 moves all
    thresholds: above .5 fainter strokes are written too, below it only surer ones;
    `thresholds` (0..1 a drum) replace those of the checkpoint. `title` and `artist` replace
    the song's tags.
    """

    tempo: float | None = None
    time_signature: TimeSignature | None = None
    first_downbeat: float | None = None
    repeats: Repeats = Repeats.SIMILE
    device: str = "auto"
    sensitivity: float = 0.5
    thresholds: Mapping[str, float] = field(default_factory=dict)
    title: str | None = None
    artist: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.sensitivity < 1:
            raise UsageError(f"The sensitivity lies between 0 and 1, not at {self.sensitivity}.")
        self.beat_settings()

    def beat_settings(self) -> BeatSettings:
        """The part that beat tracking needs; it refuses bad values."""
        return BeatSettings(self.tempo, self.time_signature, self.first_downbeat)


@dataclass(frozen=True)
class Transcription:
    """A song and all that was made of it, stage by stage."""

    song: Song
    spectrogram: Spectrogram
    activations: Activations
    onsets: tuple[Onset, ...]
    grid: BeatGrid
    score: Score

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for the user: what may be wrong with the song or its transcription."""
        no_drums = () if self.onsets else ("No drums were heard: the score is empty.",)
        return self.song.warnings + no_drums


def transcribe_file(
    path: Path,
    checkpoint: Checkpoint,
    settings: TranscribeSettings | None = None,
    on_progress: OnProgress | None = None,
) -> Transcription:
    """The transcription of the song at `path`; `stage_at` names the stage of a fraction."""
    song = load_song(path, _part(on_progress, 0.0, READING.share))
    return transcribe(song, checkpoint, settings, _part(on_progress, READING.share, 1.0))


def transcribe(
    song: Song,
    checkpoint: Checkpoint,
    settings: TranscribeSettings | None = None,
    on_progress: OnProgress | None = None,
) -> Transcription:
    """The transcription of a song that was read already.

    `on_progress` gets the fraction done, 0..1; to cancel, it raises `CancelledError`.
    """
    settings = settings or TranscribeSettings()
    begin = _stage_reporter(on_progress)
    begin(SPECTROGRAM)
    spectrogram = log_spectrogram(song, checkpoint.features)
    on_heard = begin(LISTENING)
    activations = predict_activations(spectrogram, checkpoint, settings.device, on_heard)
    begin(STROKES)
    peak_picking = peak_picking_of(activations, checkpoint, settings)
    onsets = playable_onsets(pick_onsets(activations, peak_picking))
    begin(BEATS)
    grid = track_beats(activations, onsets, settings.beat_settings())
    begin(SCORE)
    bars = quantize_onsets(onsets, grid)
    title, artist = _names(song, settings)
    score = build_score(bars, title=title, artist=artist, repeats=settings.repeats)
    if on_progress:
        on_progress(1.0)
    return Transcription(song, spectrogram, activations, onsets, grid, score)


def stage_at(fraction: float) -> Stage:
    """The stage in which `transcribe_file` is when that fraction (0..1) is done."""
    for stage, end in zip(STAGES, accumulate(stage.share for stage in STAGES), strict=True):
        if fraction < end - 1e-9:
            return stage
    return STAGES[-1]


def peak_picking_of(
    activations: Activations, checkpoint: Checkpoint, settings: TranscribeSettings
) -> PeakPicking:
    """The thresholds (0..1) of the drums in this song, with calibrations that suit it.

    The sensitivity s moves the odds t / (1 - t) of a threshold by the factor (1 - s) / s, so
    that thresholds near 0 and 1 move as much as those between, and none leaves 0..1.
    """
    s = settings.sensitivity
    suited = song_peak_picking(activations, checkpoint.calibrations)
    defaults = {**checkpoint.thresholds, **suited.thresholds}
    thresholds = {}
    for drum in checkpoint.drum_names:
        t = settings.thresholds.get(drum, defaults.get(drum, DEFAULT_THRESHOLD))
        thresholds[drum] = t * (1 - s) / (t * (1 - s) + (1 - t) * s)
    return replace(suited, thresholds=thresholds)


def _names(song: Song, settings: TranscribeSettings) -> tuple[str, str]:
    """Title and artist: as asked for, else from the tags, else from the file's name."""
    file_name = song.path.stem if song.path else ""
    title = song.title or file_name if settings.title is None else settings.title
    return title, song.artist if settings.artist is None else settings.artist


def _part(on_progress: OnProgress | None, start: float, end: float) -> OnProgress | None:
    """A callback that fills the part from `start` to `end` of the given one."""
    if on_progress is None:
        return None
    return lambda fraction: on_progress(start + fraction * (end - start))


def _stage_reporter(on_progress: OnProgress | None) -> Callable[[Stage], OnProgress | None]:
    """A function that reports a stage's begin and returns the callback for its own progress."""
    ends = list(accumulate(stage.share for stage in STAGES))
    first = ends[0]

    def begin(stage: Stage) -> OnProgress | None:
        end = (ends[STAGES.index(stage)] - first) / (1 - first)
        start = end - stage.share / (1 - first)
        own = _part(on_progress, start, end)
        if own:
            own(0.0)
        return own

    return begin
