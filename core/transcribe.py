"""The whole flow: a song -> its drum score, with every intermediate result kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from core.analysis import analyse
from core.beats import BeatSettings
from core.checkpoint import Checkpoint
from core.corrections import Corrections
from core.engrave import Repeats
from core.meter import TimeSignature
from core.revise import OnProgress, Transcription, revise
from core.song import Song, load_song

__all__ = [
    "STAGES",
    "OnProgress",
    "Stage",
    "TranscribeSettings",
    "Transcription",
    "stage_at",
    "transcribe",
    "transcribe_file",
]


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
    `thresholds` (0..1 a drum) hold exactly as given. `title` and `artist` replace
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
        self.corrections()

    def corrections(self) -> Corrections:
        """The part that is decided after the network has listened; it refuses bad values."""
        return Corrections(
            self.thresholds,
            self.sensitivity,
            beats=BeatSettings(self.tempo, self.time_signature, self.first_downbeat),
            title=self.title,
            artist=self.artist,
            repeats=self.repeats,
        )


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
    if on_progress:
        on_progress(0.0)
    listened = (SPECTROGRAM.share + LISTENING.share) / (1 - READING.share)
    analysis = analyse(song, checkpoint, settings.device, _part(on_progress, 0.0, listened))
    return revise(analysis, settings.corrections(), None, _part(on_progress, listened, 1.0))


def stage_at(fraction: float) -> Stage:
    """The stage in which `transcribe_file` is when that fraction (0..1) is done."""
    for stage, end in zip(STAGES, accumulate(stage.share for stage in STAGES), strict=True):
        if fraction < end - 1e-9:
            return stage
    return STAGES[-1]


def _part(on_progress: OnProgress | None, start: float, end: float) -> OnProgress | None:
    """A callback that fills the part from `start` to `end` of the given one."""
    if on_progress is None:
        return None
    return lambda fraction: on_progress(start + fraction * (end - start))
