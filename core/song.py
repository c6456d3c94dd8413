"""A path -> a `Song`: decoded, mono, at 44.1 kHz, with its tags."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.decoding import Decoded, decode, printable
from core.errors import (
    AudioError,
    NotAudioError,
    SilentSongError,
    SongNotFoundError,
    SongTooShortError,
)

SAMPLE_RATE = 44100

# What files that may be songs are called; sound tracks of films too.
AUDIO_SUFFIXES = frozenset({
    ".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".aac", ".mp4",
    ".mkv", ".webm", ".wma", ".aif", ".aiff",
})  # fmt: skip

_SHORTEST_SONG = 1.0

# Half the range from the lowest to the highest sample: 80 dB below full scale, under which
# only the noise of recording is left.
_SILENCE_LEVEL = 1e-4

# Headers and decoders may differ by a block; more than this is a missing piece.
_LENGTH_TOLERANCE = 0.5


@dataclass(frozen=True)
class Song:
    """Mono samples `(n_samples,)`, float32 in -1..1, at `sample_rate` per second.

    `warnings` are sentences for the user (for instance how much of a truncated file was read).
    """

    samples: NDArray[np.float32]
    sample_rate: int = SAMPLE_RATE
    title: str = ""
    artist: str = ""
    path: Path | None = None
    warnings: tuple[str, ...] = ()

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate


def load_song(path: Path | str, on_progress: Callable[[float], None] | None = None) -> Song:
    """The song in a sound or video file: its first audio track, mono at 44.1 kHz, and its tags.

    Raises one of the `AudioError`s where there is no song to be had; lesser damage becomes
    a sentence in `Song.warnings`. `on_progress` gets the fraction decoded so far.
    """
    path = Path(path)
    name = f"“{printable(str(path))}”"
    _check_file(path, name)
    try:
        decoded = decode(path, SAMPLE_RATE, None, on_progress)
        channel = decoded.uncancelled_channel
        if channel is not None:
            del decoded
            decoded = decode(path, SAMPLE_RATE, channel, on_progress)
    except OSError as error:
        raise AudioError(f"{name} could not be read: {error.strerror or error}.") from error
    except MemoryError as error:
        raise AudioError(
            f"{name} is too long for the memory of this machine. Cut it into shorter pieces."
        ) from error
    _check_sound(decoded, name)
    _scale_to_full_range(decoded.samples)
    if on_progress:
        on_progress(1.0)
    return Song(
        decoded.samples,
        title=decoded.title or printable(path.stem),
        artist=decoded.artist,
        path=path,
        warnings=_warnings(decoded, name, channel),
    )


def _check_file(path: Path, name: str) -> None:
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
        size = path.stat().st_size
        if is_file:
            path.open("rb").close()
    except PermissionError as error:
        raise AudioError(
            f"{name} may not be read by you. Ask its owner for permission, or copy it."
        ) from error
    except (OSError, ValueError) as error:
        raise SongNotFoundError(f"There is no file {name}. Check its name and folder.") from error
    if is_folder:
        raise SongNotFoundError(f"{name} is a folder. Name a song inside it.")
    if not is_file:
        raise NotAudioError(f"{name} is a device or pipe, not a file. Save the song to a file.")
    if size == 0:
        raise NotAudioError(f"{name} is empty (0 bytes). Get the song again.")


def _check_sound(decoded: Decoded, name: str) -> None:
    samples = decoded.samples
    if not len(samples):
        raise NotAudioError(
            f"Nothing in {name} could be decoded: it is damaged, cut off, or no sound file."
        )
    duration = len(samples) / SAMPLE_RATE
    if duration < _SHORTEST_SONG:
        raise SongTooShortError(
            f"{name} is too short: it holds {duration:.2f} seconds of sound, Melody needs at "
            "least one."
        )
    if float(samples.max()) - float(samples.min()) < 2 * _SILENCE_LEVEL:
        reason = "no valid samples are left in it" if decoded.n_invalid else "it holds only silence"
        raise SilentSongError(f"{name} has no sound: {reason}. Check how it was recorded.")


def _scale_to_full_range(samples: NDArray[np.float32]) -> None:
    """Divide in place by the peak where it exceeds 1 (float files, lossy codecs)."""
    peak = max(float(samples.max()), -float(samples.min()))
    if peak > 1:
        samples /= np.float32(peak)


def _warnings(decoded: Decoded, name: str, used_channel: int | None) -> tuple[str, ...]:
    duration = len(decoded.samples) / SAMPLE_RATE
    found = []
    if decoded.announced is not None and decoded.announced - duration > _LENGTH_TOLERANCE:
        found.append(
            f"Only {_minutes(duration)} of the {_minutes(decoded.announced)} of {name} could be "
            "read; the file is cut off or damaged."
        )
    if decoded.n_damaged:
        places = "1 place" if decoded.n_damaged == 1 else f"{decoded.n_damaged} places"
        found.append(
            f"{name} is damaged: in {places} sound is missing. Strokes there are lost, and times "
            "after them may be wrong."
        )
    if decoded.n_invalid:
        found.append(
            f"{name} held {decoded.n_invalid} samples that are no numbers; they were taken as "
            "silence."
        )
    if used_channel is not None:
        found.append(
            f"The two channels of {name} cancel each other out; only the "
            f"{('left', 'right')[used_channel]} one is used."
        )
    return tuple(found)


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min"
