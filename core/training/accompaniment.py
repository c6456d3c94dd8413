"""Music without a drum kit, to be heard over or under the drums.

`prepare_accompaniment` makes one folder of mono 16-bit files at 44.1 kHz from MIDI songs
(played by a soundfont, drums muted; bass and guitars apart from the rest), guitar stems, music
without kit drums, the harmonic part of music with drums (Fitzgerald 2010: median filtering),
and speech. All of it is made once; the synthesis reads excerpts.
"""

import glob
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import mido
import numpy as np
import soundfile
import soxr
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import ndimage, signal

from core.errors import DatasetError, UsageError
from core.song import SAMPLE_RATE

# General MIDI programs (from 0) of guitars and basses.
_STRINGED = range(24, 40)
_HARMONIC_EXCERPT = 75.0


def render_midi_song(path: Path, soundfont: Path, folder: Path) -> list[Path]:
    """The song without its drums as two files in `folder`: guitars with bass, and the rest.

    They are named SONG.strings.wav and SONG.others.wav; an empty part is left out. Time 0 is
    that of the MIDI file.
    """
    parts = {}
    with TemporaryDirectory() as scratch:
        for part, is_wanted in (
            ("strings", lambda program: program in _STRINGED),
            ("others", lambda program: program not in _STRINGED),
        ):
            midi, n_notes = _with_programs(_read_midi(path), is_wanted)
            if n_notes:
                muted = Path(scratch) / f"{part}.mid"
                midi.save(muted)
                parts[folder / f"{path.stem}.{part}.wav"] = _play(muted, soundfont, path.name)
    # Not before all parts are there: a song with one part counts as done.
    return [target for target, samples in parts.items() if _save(samples, target)]


def _read_midi(path: Path) -> mido.MidiFile:
    try:
        return mido.MidiFile(path)
    except (OSError, ValueError, EOFError, KeyError, IndexError) as error:
        raise DatasetError(f"{path} is no readable MIDI file: {error}") from error


def _with_programs(
    midi: mido.MidiFile, is_wanted: Callable[[int], bool]
) -> tuple[mido.MidiFile, int]:
    """The file with the notes of wanted programs alone, and how many these are."""
    programs = dict.fromkeys(range(16), 0)
    n_notes = 0
    kept = mido.MidiFile(type=1, ticks_per_beat=midi.ticks_per_beat)
    track = mido.MidiTrack()
    pending = 0
    for message in mido.merge_tracks(midi.tracks):
        pending += message.time
        if message.type == "program_change":
            programs[message.channel] = message.program
        if message.type in ("note_on", "note_off"):
            if message.channel == 9 or not is_wanted(programs[message.channel]):
                continue
            n_notes += message.type == "note_on"
        track.append(message.copy(time=pending))
        pending = 0
    kept.tracks.append(track)
    return kept, n_notes


def _play(midi: Path, soundfont: Path, name: str) -> NDArray[np.float32]:
    """The sound of the MIDI file, mono, at 44.1 kHz."""
    command = ["fluidsynth", "-ni", "-q", "-g", "0.6", "-r", str(SAMPLE_RATE), "-F"]
    stereo = midi.with_suffix(".wav")
    try:
        subprocess.run(
            [*command, str(stereo), str(soundfont), str(midi)], check=True, capture_output=True
        )
        samples, _ = soundfile.read(stereo, dtype="float32")
    except FileNotFoundError as error:
        raise DatasetError(
            "MIDI songs are played by fluidsynth, which is not installed. Install it (Debian:"
            " apt install fluidsynth; Mac: brew install fluid-synth) or leave the songs out."
        ) from error
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        raise DatasetError(f"fluidsynth could not play {name} with {soundfont}.") from error
    return np.asarray(samples.mean(axis=1), dtype=np.float32)


def _save(samples: NDArray[np.float32], target: Path) -> bool:
    """Write the samples, the peak at 0.9; not if they are silence."""
    peak = float(np.abs(samples).max(initial=0.0))
    if peak <= 1e-3:
        return False
    unfinished = target.with_suffix(".unfinished")
    scaled = samples * (0.9 / peak)
    soundfile.write(unfinished, scaled, SAMPLE_RATE, subtype="PCM_16", format="WAV")
    unfinished.replace(target)
    return True


def _read_mono(path: Path, longest: float) -> NDArray[np.float32]:
    """Up to `longest` seconds from the middle of a file, mono, at 44.1 kHz."""
    try:
        with soundfile.SoundFile(path) as file:
            n_wanted = min(int(longest * file.samplerate), file.frames)
            file.seek((file.frames - n_wanted) // 2)
            samples = file.read(n_wanted, dtype="float32", always_2d=True).mean(axis=1)
            rate = file.samplerate
    except (OSError, RuntimeError) as error:
        raise DatasetError(f"{path} can't be read: {error}") from error
    return np.asarray(soxr.resample(samples, rate, SAMPLE_RATE), dtype=np.float32)


def harmonic_part(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """What sustains in the music; strokes are largely taken out (Fitzgerald 2010)."""
    _, _, bins = signal.stft(samples, SAMPLE_RATE, nperseg=4096, noverlap=3072)
    magnitudes = np.abs(bins).astype(np.float32)
    harmonic = ndimage.median_filter(magnitudes, size=(1, 17)) ** 2
    percussive = ndimage.median_filter(magnitudes, size=(17, 1)) ** 2
    mask = harmonic / (harmonic + 2 * percussive + 1e-10)
    _, kept = signal.istft(bins * mask, SAMPLE_RATE, nperseg=4096, noverlap=3072)
    return np.asarray(kept, dtype=np.float32)


@dataclass(frozen=True)
class AccompanimentSources:
    """Where accompaniment comes from; each of them may be empty.

    `drumless` are music files without a drum kit (orchestral music, guitar stems, speech);
    of those in `with_drums` only the harmonic part is used.
    """

    midi_songs: tuple[Path, ...] = ()
    soundfonts: tuple[Path, ...] = ()
    drumless: tuple[Path, ...] = ()
    with_drums: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        if self.midi_songs and not self.soundfonts:
            raise UsageError("MIDI songs need a soundfont (a .sf2 file) to be played with.")
        for soundfont in self.soundfonts:
            if not soundfont.is_file():
                raise DatasetError(f"There is no soundfont {soundfont}.")


def prepare_accompaniment(
    sources: AccompanimentSources,
    folder: Path,
    on_progress: Callable[[float], None] | None = None,
) -> None:
    """Make what is not yet there; stopped and started again, it goes on."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs: list[Callable[[], object]] = []
    for index, path in enumerate(sources.midi_songs):
        soundfont = sources.soundfonts[index % len(sources.soundfonts)]
        if not any(folder.glob(f"{glob.escape(path.stem)}.*.wav")):
            jobs.append(lambda p=path, s=soundfont: render_midi_song(p, s, folder))  # type: ignore[misc]
    for path, is_harmonic in [(p, False) for p in sources.drumless] + [
        (p, True) for p in sources.with_drums
    ]:
        kind = "harmonic" if is_harmonic else "music"
        target = folder / f"{path.parent.name}-{path.stem}.{kind}.wav"
        if not target.exists():
            jobs.append(lambda p=path, t=target, h=is_harmonic: _prepare_file(p, t, h))  # type: ignore[misc]
    for index, job in enumerate(jobs):
        job()
        if on_progress:
            on_progress((index + 1) / len(jobs))


def _prepare_file(path: Path, target: Path, is_harmonic: bool) -> None:
    samples = _read_mono(path, _HARMONIC_EXCERPT if is_harmonic else 300.0)
    _save(harmonic_part(samples) if is_harmonic else samples, target)


@dataclass(frozen=True)
class Accompaniment:
    """Prepared files: `songs` by the stem of their MIDI file, `others` of any kind."""

    songs: dict[str, tuple[Path, ...]]
    others: tuple[Path, ...]

    def draw_any(self, rng: Generator, n_samples: int) -> NDArray[np.float32]:
        """An excerpt of any file, starting anywhere, with silence after the file's end."""
        n_songs = sum(len(parts) for parts in self.songs.values())
        pool: Iterable[Path] = self.others
        if not self.others or rng.random() < 0.4 * bool(n_songs):
            pool = [part for parts in self.songs.values() for part in parts]
        files = list(pool)
        if not files:
            return np.zeros(n_samples, dtype=np.float32)
        path = files[int(rng.integers(len(files)))]
        try:
            n_file = soundfile.info(path).frames
        except (OSError, RuntimeError) as error:
            raise DatasetError(f"The accompaniment {path} can't be read: {error}") from error
        return read_excerpt(path, int(rng.integers(0, max(n_file - n_samples, 1))), n_samples)

    def song_excerpt(
        self, rng: Generator, stem: str, start: float, n_samples: int
    ) -> NDArray[np.float32]:
        """The parts of one song from `start` seconds, at random levels."""
        mix = np.zeros(n_samples, dtype=np.float32)
        for path in self.songs.get(stem, ()):
            part = read_excerpt(path, int(start * SAMPLE_RATE), n_samples)
            if path.name.endswith("strings.wav") and rng.random() < 0.4:
                part = np.tanh(part * rng.uniform(3, 25)).astype(np.float32) * 0.5
            mix += part * np.float32(10 ** (rng.uniform(-9, 3) / 20))
        return mix


def read_excerpt(path: Path, start: int, n_samples: int) -> NDArray[np.float32]:
    """`n_samples` of a prepared file from sample `start`, zeros after its end."""
    excerpt = np.zeros(n_samples, dtype=np.float32)
    try:
        with soundfile.SoundFile(path) as file:
            if start < file.frames:
                file.seek(start)
                read = file.read(n_samples, dtype="float32")
                excerpt[: len(read)] = read
    except (OSError, RuntimeError) as error:
        raise DatasetError(f"The accompaniment {path} can't be read: {error}") from error
    return excerpt


def load_accompaniment(folder: Path) -> Accompaniment:
    """All prepared files of a folder; none if it does not exist."""
    songs: dict[str, list[Path]] = {}
    others = []
    for path in sorted(folder.glob("*.wav")):
        stem, part = path.name.rsplit(".", 2)[:2]
        if part in ("strings", "others"):
            songs.setdefault(stem, []).append(path)
        else:
            others.append(path)
    return Accompaniment({stem: tuple(parts) for stem, parts in songs.items()}, tuple(others))
