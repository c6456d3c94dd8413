"""A sound file -> its first audio track in mono, decoded block by block, with its tags.

Two decoders share the work. soundfile reads wav, aiff, flac and Ogg Vorbis, the faster of
the two; PyAV (FFmpeg) reads all else and whatever soundfile gives up on. MP3 goes to PyAV
although soundfile is faster there too (.2 s against .45 s of processor time for four
minutes): its libmpg123 writes complaints to the terminal and stops at the first damaged
frame, where FFmpeg goes on.

Times must be those of the recording, so the delay that an encoder puts before the music is
taken away where the container does not say it itself (`_CODEC_DELAYS`).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from core.errors import NotAudioError
from core.mono_track import MonoTrack

ProgressCallback = Callable[[float], None]
Samples = NDArray[np.float32]

_BLOCK_LENGTH = 1 << 16

# soundfile gives the largest number there is for a stream whose length is not written in it.
_UNKNOWN_LENGTH = 1 << 48

# Samples, at the file's rate, that precede the music when the container does not announce
# them. Measured with impulses at known times, encoded by FFmpeg and LAME; they are the least
# that the codecs' transforms cause. The decoder's name counts, so MP3 stands here twice.
_CODEC_DELAYS = {"aac": 1024, "mp3": 1105, "mp3float": 1105, "mp2": 481, "mp2float": 481} | {
    "ac3": 256, "eac3": 256, "dca": 512,
}  # fmt: skip

# FFmpeg's decoders of these drop two frames at the start, of which only one is delay.
_CODECS_CUT_TOO_FAR = ("wmav1", "wmav2")

# Containers whose header tells how long the sound is, so that a missing end can be noticed.
_CONTAINERS_WITH_LENGTH = ("mov", "matroska", "flac", "wv", "tta", "caf")

# Jumps in the frames' times, in seconds: up to the first they are rounding, below the second
# jitter (unless something could not be decoded there), above the third a broken clock.
_ROUNDING, _SHORTEST_GAP, _LONGEST_GAP = 0.002, 0.05, 60.0

_SAMPLE_RATES = range(2000, 800_000)

# PyAV 18 reads past the end of a planar frame's list of planes when it has this many.
_N_PLANES_OF_FFMPEG = 8


@dataclass(frozen=True)
class Decoded:
    """A decoded track: `samples` `(n_samples,)`, float32, and what the decoder noticed.

    `announced` is the length in seconds that the file promises (None if it does not tell);
    `n_damaged` counts places where sound is missing, `n_invalid` samples that were no
    numbers, `n_channels` the channels of the file. `uncancelled_channel` is set if the mix of
    two channels cancels itself out.
    """

    samples: Samples
    title: str
    artist: str
    announced: float | None
    n_damaged: int
    n_invalid: int
    n_channels: int
    uncancelled_channel: int | None


def decode(
    path: Path,
    sample_rate: int,
    channel: int | None = None,
    on_progress: ProgressCallback | None = None,
) -> Decoded:
    """The first audio track of a file, mixed to mono (or one channel of it) at `sample_rate`.

    Raises `NotAudioError` when there is none or nothing of it can be decoded.
    """
    with path.open("rb") as file:
        head = file.read(64)
    track = MonoTrack(sample_rate, channel)
    if head[:4] in (b"RIFF", b"RF64", b"FORM", b"fLaC") or (
        head[:4] == b"OggS" and b"vorbis" in head
    ):
        decoded = _decode_with_soundfile(path, head, track, on_progress)
        if decoded is not None:
            return decoded
        track = MonoTrack(sample_rate, channel)
    return _decode_with_av(path, track, on_progress)


@contextmanager
def _readable(path: Path) -> Iterator[str | BinaryIO]:
    """The absolute name, or an open file where the name is not UTF-8, as both decoders demand.

    Absolute, so that FFmpeg does not read the name as a protocol ("concat:...").
    """
    name = str(path.absolute())
    if name.encode("utf-8", "replace").decode() == name:
        yield name
    else:
        with path.open("rb") as file:
            yield file


def _decode_with_soundfile(
    path: Path, head: bytes, track: MonoTrack, on_progress: ProgressCallback | None
) -> Decoded | None:
    """The decoded file, or None where soundfile cannot read it to its end."""
    import soundfile  # noqa: PLC0415

    with _readable(path) as source:
        try:
            file = soundfile.SoundFile(source)
        except (soundfile.SoundFileError, ValueError, TypeError):
            return None
        with file:
            n_frames, rate, n_read = max(file.frames, 1), file.samplerate, 0
            while True:
                try:
                    block = file.read(_BLOCK_LENGTH, dtype="float32", always_2d=True)
                except soundfile.SoundFileError:
                    return None
                if not len(block):
                    break
                track.append(block, rate)
                n_read += len(block)
                if on_progress:
                    on_progress(min(n_read / n_frames, 1.0))
            # Sound lost in the middle: PyAV knows where, and keeps the times after it right.
            if n_read < n_frames < _UNKNOWN_LENGTH:
                return None
            announced = _announced_by_header(head, path, n_read / rate)
            return _finish(track, {"title": file.title, "artist": file.artist}, announced)


def _announced_by_header(head: bytes, path: Path, duration: float) -> float | None:
    """Length in seconds that the header of a wav or aiff file claims, if its end is missing."""
    if head[:4] not in (b"RIFF", b"FORM"):
        return None
    claimed = int.from_bytes(head[4:8], "little" if head[:4] == b"RIFF" else "big") + 8
    actual = path.stat().st_size
    # Programs that stream a wav don't know its length and write the largest number they can.
    if claimed >= 0x7FFF0000 or claimed <= actual:
        return None
    return duration * claimed / actual


def _decode_with_av(path: Path, track: MonoTrack, on_progress: ProgressCallback | None) -> Decoded:
    import av  # noqa: PLC0415

    av.logging.set_level(None)
    with _readable(path) as source:
        try:
            # The whitelist keeps playlists from opening what lies on other machines.
            container = av.open(
                source, metadata_errors="replace", options={"protocol_whitelist": "file"}
            )
        except _av_errors() as error:
            raise NotAudioError(
                f"“{printable(str(path))}” is not a sound file that Melody can read: it is of "
                "another kind, damaged or cut off. Give a song as wav, flac, ogg, opus, mp3, "
                "m4a, wma, aiff, or a video with sound."
            ) from error
        with container:
            return _decode_container(container, path, track, on_progress)


def _decode_container(
    container: Any, path: Path, track: MonoTrack, on_progress: ProgressCallback | None
) -> Decoded:
    if not container.streams.audio:
        raise NotAudioError(
            f"“{printable(str(path))}” holds no audio track. Give a file with sound in it."
        )
    reader = _AudioReader(container)
    if reader.stream.codec_context is None:
        raise NotAudioError(
            f"The sound in “{printable(str(path))}” is protected or of an unknown kind. "
            "Convert it to flac or mp3 with the program that plays it."
        )
    for block, rate in reader.blocks():
        track.append(block, rate)
        if on_progress and container.duration:
            on_progress(min(1e6 * reader.position / container.duration, 1.0))
    tags = {**reader.stream.metadata, **container.metadata}
    return _finish(track, tags, reader.announced, reader.n_damaged)


class _AudioReader:
    """Reads the first audio track of an open container and notices what goes wrong.

    `n_damaged` counts the places between decoded frames where something is missing;
    `position` is the time in seconds, on the container's clock, up to which has been read.
    """

    def __init__(self, container: Any) -> None:
        self.container = container
        self.stream = container.streams.audio[0]
        self.position = 0.0
        self.n_damaged = 0
        self._first_pts: int | None = None

    @property
    def announced(self) -> float | None:
        """Length in seconds that the file promises; None where that would be a guess."""
        container_name = self.container.format.name.split(",")[0]
        if container_name == "matroska":
            if "DURATION" in self.stream.metadata:
                return _clock_seconds(self.stream.metadata["DURATION"])
            if self.container.streams.video or not self.container.duration:
                return None
            return float(self.container.duration / 1e6)
        is_known = container_name in _CONTAINERS_WITH_LENGTH or (
            container_name == "mp3" and self._container_knows_delay
        )
        if not is_known or not self.stream.duration:
            return None
        return float(self.stream.duration * self.stream.time_base)

    def blocks(self) -> Iterator[tuple[Samples, int]]:
        """Blocks `(n_samples, n_channels)` of some length, each with its sample rate."""
        pieces: list[Samples] = []
        rate = n_samples = 0
        for samples, piece_rate in self._pieces():
            is_other = bool(pieces) and samples.shape[1] != pieces[0].shape[1]
            if pieces and (is_other or piece_rate != rate or n_samples >= _BLOCK_LENGTH):
                yield np.concatenate(pieces), rate
                pieces, n_samples = [], 0
            rate = piece_rate
            pieces.append(samples)
            n_samples += len(samples)
        if pieces:
            yield np.concatenate(pieces), rate

    def _pieces(self) -> Iterator[tuple[Samples, int]]:
        """The frames' samples, the encoder's delay taken away and gaps filled with zeros."""
        n_to_drop: int | None = None
        for frame, samples, is_after_damage in self._frames():
            rate = frame.sample_rate
            if n_to_drop is None:
                n_to_drop = self._delay()
                n_missing = max(-n_to_drop, 0)
                self.position = frame.time or 0.0
            else:
                n_missing = round(self._gap_before(frame, is_after_damage) * rate)
                self.n_damaged += is_after_damage or n_missing > 0
            if n_missing:
                yield np.zeros((n_missing, samples.shape[1]), dtype=np.float32), rate
            n_dropped = min(max(n_to_drop, 0), len(samples))
            n_to_drop -= n_dropped
            start = self.position if frame.time is None else frame.time
            self.position = start + len(samples) / rate
            yield samples[n_dropped:], rate

    def _gap_before(self, frame: Any, is_after_damage: bool) -> float:
        """Seconds of sound that are missing before a frame, as far as its time tells."""
        gap = 0.0 if frame.time is None else float(frame.time) - self.position
        shortest = _ROUNDING if is_after_damage else _SHORTEST_GAP
        return gap if shortest < gap < _LONGEST_GAP else 0.0

    def _frames(self) -> Iterator[tuple[Any, Samples, bool]]:
        """Decoded frames, their samples, and whether just before them decoding failed."""
        packets = self.container.demux(self.stream)
        is_after_damage = False
        while True:
            try:
                packet = next(packets)
                if self._first_pts is None:
                    self._first_pts = packet.pts or 0
                frames = [(frame, _frame_samples(frame)) for frame in packet.decode()]
            except StopIteration:
                return
            except _av_errors():
                # After an error of the container itself `packets` ends of its own accord.
                is_after_damage = True
                continue
            for frame, samples in frames:
                yield frame, samples, is_after_damage
                is_after_damage = False

    @property
    def _container_knows_delay(self) -> bool:
        # Then FFmpeg has the track begin later than its first packet, and drops the delay.
        return (self._first_pts or 0) < (self.stream.start_time or 0)

    def _delay(self) -> int:
        """Samples to drop at the start; negative: samples that are missing there."""
        codec = self.stream.codec_context
        if codec.name in _CODECS_CUT_TOO_FAR:
            return -int(codec.delay) // 2
        return 0 if self._container_knows_delay else _CODEC_DELAYS.get(codec.name, 0)


def _av_errors() -> tuple[type[Exception], ...]:
    """What PyAV raises on damaged files: FFmpeg's errors and Python's own of many kinds."""
    import av  # noqa: PLC0415

    own = (ValueError, LookupError, ArithmeticError, TypeError, AttributeError, AssertionError)
    return (av.FFmpegError, OSError, RuntimeError, *own)


def _frame_samples(frame: Any) -> Samples:
    """Samples `(n_samples, n_channels)` in -1..1 of a decoder's frame, whatever its format.

    Raises `ValueError` where damage has given the frame an impossible sample rate.
    """
    import av  # noqa: PLC0415

    if frame.sample_rate not in _SAMPLE_RATES:
        raise ValueError(f"{frame.sample_rate} is no sample rate of music")
    n_channels = frame.layout.nb_channels
    if frame.format.is_planar and n_channels >= _N_PLANES_OF_FFMPEG:
        resampler = av.AudioResampler(frame.format.packed, frame.layout, frame.sample_rate)
        values: NDArray[Any] = np.concatenate(
            [f.to_ndarray() for f in resampler.resample(frame)], 1
        )
        values = values.reshape(-1, n_channels)
    elif frame.format.is_planar:
        values = frame.to_ndarray().T
    else:
        values = frame.to_ndarray().reshape(-1, n_channels)
    samples: Samples = values.astype(np.float32)
    if values.dtype.kind == "u":
        samples -= 128
        samples /= 128
    elif values.dtype.kind == "i":
        samples /= -float(np.iinfo(values.dtype).min)
    return samples


def _clock_seconds(text: str) -> float | None:
    """Seconds of a time such as "00:03:25.120", None if it is none."""
    try:
        hours, minutes, seconds = text.split(":")
        return 3600 * int(hours) + 60 * int(minutes) + float(seconds)
    except ValueError:
        return None


def _finish(
    track: MonoTrack, tags: Mapping[str, str], announced: float | None, n_damaged: int = 0
) -> Decoded:
    texts = {name.lower(): printable(text) for name, text in tags.items()}
    return Decoded(
        samples=track.finish(),
        title=texts.get("title", ""),
        artist=texts.get("artist", ""),
        announced=announced,
        n_damaged=n_damaged,
        n_invalid=track.n_invalid,
        n_channels=track.n_channels,
        uncancelled_channel=track.uncancelled_channel,
    )


def printable(text: str) -> str:
    """The text on one line, without what cannot be shown or written into a score."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())
