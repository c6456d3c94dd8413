"""A path -> an analysed song, part by part: what the worker does when a song is opened."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from core.analysis import Analysis, analyse
from core.analysis_cache import AnalysisCache, analysis_key, file_sha256
from core.checkpoint import (
    Checkpoint,
    load_checkpoint,
    load_live_checkpoint,
)
from core.features import Spectrogram
from core.song import Song, load_song
from core.waveform import Waveform, build_waveform
from core.weights_file import shipped_weights_path
from melody_gui.job import Work

if TYPE_CHECKING:
    from core.tagging.classification import Classification
    from core.tagging.tag_checkpoint import TagCheckpoint

_READING_SHARE = 0.08


class Model:
    """The network, loaded by whoever needs it first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._checkpoint: Checkpoint | None = None
        self._live_checkpoint: Checkpoint | None = None
        self._tag_checkpoint: TagCheckpoint | None = None

    def checkpoint(self) -> Checkpoint:
        """The shipped checkpoint; raises `ModelError` if it is missing or damaged."""
        with self._lock:
            if self._checkpoint is None:
                self._checkpoint = load_checkpoint()
            return self._checkpoint

    def live_checkpoint(self) -> Checkpoint:
        """The shipped checkpoint of the causal network; raises `ModelError` as above."""
        with self._lock:
            if self._live_checkpoint is None:
                self._live_checkpoint = load_live_checkpoint()
            return self._live_checkpoint

    def tag_checkpoint(self) -> "TagCheckpoint":
        """The shipped checkpoint of the network of styles; raises `ModelError` as above."""
        # Imported when the first chart stands, which must not wait for it.
        from core.tagging.tag_checkpoint import load_tag_checkpoint  # noqa: PLC0415

        with self._lock:
            if self._tag_checkpoint is None:
                self._tag_checkpoint = load_tag_checkpoint()
            return self._tag_checkpoint

    def sha256(self) -> str:
        """The hash that names the weights, for the cache."""
        return file_sha256(shipped_weights_path())


@dataclass(frozen=True)
class SongRead:
    """The first part: the song, its waveform, and the hash of its file."""

    song: Song
    waveform: Waveform
    sha256: str


@dataclass(frozen=True)
class SpectrogramMade:
    """The second part."""

    spectrogram: Spectrogram


def read_and_analyse(
    path: Path, model: Model, cache: AnalysisCache, device: str
) -> Callable[[Work], Analysis]:
    """The work of opening a song: reports `SongRead`, `SpectrogramMade`, returns the `Analysis`."""

    def run(work: Work) -> Analysis:
        song = load_song(path, lambda f: work.on_progress(_READING_SHARE * f))
        sha256 = file_sha256(path)
        work.report(SongRead(song, build_waveform(song.samples, song.sample_rate), sha256))
        key = analysis_key(sha256, model.sha256())
        found = cache.load(key, song)
        if found is None:
            found = analyse(
                song,
                model.checkpoint(),
                device,
                lambda f: work.on_progress(_READING_SHARE + (1 - _READING_SHARE) * f),
                lambda spectrogram: work.report(SpectrogramMade(spectrogram)),
            )
            cache.store(key, found)
        else:
            work.report(SpectrogramMade(found.spectrogram))
        return found

    return run


def classification_work(song: Song, model: Model) -> "Callable[[Work], Classification]":
    """The work of hearing what kind of song it is."""

    def run(work: Work) -> "Classification":
        from core.tagging.classify import classify_song  # noqa: PLC0415 - as above

        return classify_song(song, model.tag_checkpoint(), work.on_progress)

    return run
