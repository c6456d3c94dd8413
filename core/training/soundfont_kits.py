"""Drum kits out of soundfonts: every piece of every drum preset struck alone by fluidsynth.

Without reverb and chorus; the synthesis adds its own. Soundfonts repeat themselves: a piece that
sounds like one found before, and a harder stroke that is only a louder one, are left out.
"""

import re
import struct
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import mido
import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy import fft

from core.errors import DatasetError, UsageError
from core.song import SAMPLE_RATE
from core.training.kits import LONGEST_SAMPLE, Piece, begin_at_attack

Sound = NDArray[np.float32]

# Notes of General MIDI percussion. Where a piece has two notes, the second ones are another kit's.
_NOTES: dict[str, tuple[int, ...]] = {
    "kick": (36, 35), "snare": (38, 40), "side_stick": (37,), "hihat_closed": (42,),
    "hihat_pedal": (44,), "hihat_open": (46,), "tom_low": (41, 43), "tom_mid": (45, 47),
    "tom_high": (48, 50), "crash": (49, 57), "ride": (51, 59), "ride_bell": (53,),
    "china": (52,), "splash": (55,), "cowbell": (56,), "tambourine": (54,), "clap": (39,),
}  # fmt: skip
_RINGING = ("crash", "ride", "ride_bell", "china", "splash", "hihat_open")
_VELOCITIES = (30, 55, 80, 105, 127)
# Presets above are the orchestra's percussion, sound effects, marching bands.
_LAST_KIT_PROGRAM = 47
_DRUM_BANK = 128
_PAUSE = 0.1
_SAME_PIECE = 0.95
_SAME_STROKE = 0.995


@dataclass(frozen=True)
class DrumPreset:
    """A preset of the percussion bank: MIDI program (from 0) and the name that it bears."""

    program: int
    name: str


@dataclass(frozen=True)
class _Strike:
    """One stroke to be played: `start` and `seconds` long, in seconds of the MIDI file."""

    note: int
    velocity: int
    start: float
    seconds: float


def soundfont_kits(
    soundfonts: Sequence[Path], on_progress: Callable[[float], None] | None = None
) -> Iterator[Piece]:
    """The pieces of all drum kits in the soundfonts, each sound once.

    Raises `UsageError` if two soundfonts have the same name: their kits would have, too.
    """
    if len({_simple_name(path.stem) for path in soundfonts}) < len(soundfonts):
        raise UsageError("Two soundfonts have the same name: rename one of the files.")
    presets = [(path, preset) for path in soundfonts for preset in find_drum_presets(path)]
    known: dict[str, list[Sound]] = {}
    for index, (path, preset) in enumerate(presets):
        kit = _simple_name(f"{path.stem} {preset.program} {preset.name}")
        for piece in render_preset(path, preset, kit):
            marks = known.setdefault(piece.drum, [])
            mark = piece.samples[-1]
            if not any(likeness(mark, other) > _SAME_PIECE for other in marks):
                marks.append(mark)
                yield piece
        if on_progress:
            on_progress((index + 1) / len(presets))


def _simple_name(text: str) -> str:
    """The text as part of a file name: small letters, digits and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def find_drum_presets(soundfont: Path) -> list[DrumPreset]:
    """The drum kits that a soundfont (SF2 or SF3) holds, by program."""
    try:
        with soundfont.open("rb") as file:
            headers = _read_preset_headers(file)
    except OSError as error:
        raise DatasetError(f"The soundfont {soundfont} can't be read: {error}") from error
    if headers is None:
        raise DatasetError(f"{soundfont} is no soundfont (SF2 or SF3).")
    found: dict[int, DrumPreset] = {}
    for start in range(0, len(headers) - 38, 38):  # the last header only marks the end
        name, program, bank = struct.unpack_from("<20sHH", headers, start)
        if bank == _DRUM_BANK and program <= _LAST_KIT_PROGRAM:
            title = name.split(b"\0")[0].decode("latin-1").strip()
            found.setdefault(program, DrumPreset(program, title))
    if not found:
        raise DatasetError(f"The soundfont {soundfont} holds no drum kit.")
    return [found[program] for program in sorted(found)]


def _read_preset_headers(file: BinaryIO) -> bytes | None:
    """The content of the chunk "phdr"; None if there is none."""
    if file.read(4) != b"RIFF" or file.read(8)[4:] != b"sfbk":
        return None
    while len(head := file.read(8)) == 8:
        kind, size = struct.unpack("<4sI", head)
        if kind == b"phdr":
            return file.read(size)
        if kind == b"LIST" and file.read(4) == b"pdta":
            continue  # the chunks in it are read one by one
        file.seek(size - 4 * (kind == b"LIST") + size % 2, 1)
    return None


def render_preset(soundfont: Path, preset: DrumPreset, kit: str) -> Iterator[Piece]:
    """Every piece of a preset, struck alone; second notes of pieces as the kit KIT_2."""
    strikes = _plan()
    played = _play(strikes, soundfont, preset)
    samples: dict[int, list[Sound]] = {}
    for strike in strikes:
        sound = _cut(played, strike)
        if sound is not None:
            samples.setdefault(strike.note, []).append(sound)
    for name, notes in _NOTES.items():
        for number, note in enumerate(notes):
            if note in samples:
                own = f"{kit}_2" if number else kit
                yield Piece(own, name, _different(samples[note]), "soundfont")


def _plan() -> list[_Strike]:
    """All notes at all velocities, one after the other."""
    strikes = []
    start = _PAUSE
    for name, notes in _NOTES.items():
        seconds = LONGEST_SAMPLE if name in _RINGING else LONGEST_SAMPLE / 2
        for note in notes:
            for velocity in _VELOCITIES:
                strikes.append(_Strike(note, velocity, start, seconds))
                start += seconds + _PAUSE
    return strikes


def _midi_of(strikes: Sequence[_Strike], program: int) -> mido.MidiFile:
    """The strikes on the percussion channel, each silenced before the next."""
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("set_tempo", tempo=1_000_000))  # a tick is a millisecond
    track.append(mido.Message("program_change", channel=9, program=program))
    now = 0
    for s in strikes:
        begin, end = round(1000 * s.start), round(1000 * (s.start + s.seconds))
        track.append(
            mido.Message("note_on", channel=9, note=s.note, velocity=s.velocity, time=begin - now)
        )
        track.append(mido.Message("note_off", channel=9, note=s.note, time=end - begin))
        track.append(mido.Message("control_change", channel=9, control=120, value=0))
        now = end
    midi = mido.MidiFile(ticks_per_beat=1000)
    midi.tracks.append(track)
    return midi


def _play(strikes: Sequence[_Strike], soundfont: Path, preset: DrumPreset) -> Sound:
    """The sound of the strikes, mono, at 44.1 kHz."""
    with TemporaryDirectory() as scratch:
        midi, sound = Path(scratch) / "strikes.mid", Path(scratch) / "strikes.wav"
        _midi_of(strikes, preset.program).save(midi)
        # Float samples can't clip; samples loaded as needed: big soundfonts start at once.
        options = ["-R", "0", "-C", "0", "-g", "0.5", "-r", str(SAMPLE_RATE), "-O", "float"]
        options += ["-T", "wav", "-o", "synth.dynamic-sample-loading=1", "-F", str(sound)]
        try:
            subprocess.run(
                ["fluidsynth", "-ni", "-q", *options, str(soundfont), str(midi)],
                check=True,
                capture_output=True,
            )
            samples, _ = soundfile.read(sound, dtype="float32", always_2d=True)
        except FileNotFoundError as error:
            raise DatasetError(
                "Soundfonts are played by fluidsynth, which is not installed. Install it (Debian:"
                " apt install fluidsynth; Mac: brew install fluid-synth) or leave them out."
            ) from error
        except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
            raise DatasetError(f"fluidsynth could not play {soundfont}.") from error
    return np.asarray(samples.mean(axis=1), dtype=np.float32)


def _cut(played: Sound, strike: _Strike) -> Sound | None:
    """One stroke, its attack `ATTACK_OFFSET` after the beginning; None if it is silent."""
    first = round((strike.start - _PAUSE / 2) * SAMPLE_RATE)
    last = round((strike.start + strike.seconds) * SAMPLE_RATE)
    return begin_at_attack(played[max(first, 0) : last])


def likeness(one: Sound, other: Sound) -> float:
    """The highest correlation of the beginnings of two sounds, whatever their levels: 0 to 1."""
    n = SAMPLE_RATE // 4
    n_fft = 2 * n
    a, b = one[:n], other[:n]
    energy = float(np.sqrt((a @ a) * (b @ b))) or 1.0
    product = fft.rfft(a, n_fft) * np.conj(fft.rfft(b, n_fft))
    correlation = fft.irfft(product, n_fft)
    n_shift = SAMPLE_RATE // 500
    near = np.concatenate([correlation[:n_shift], correlation[-n_shift:]])
    return float(np.abs(near).max()) / energy


def _different(samples: Sequence[Sound]) -> tuple[Sound, ...]:
    """The hardest stroke and those that are more than a softer copy of the next; softest first."""
    kept = [samples[-1]]
    for sample in reversed(samples[:-1]):
        if likeness(sample, kept[-1]) < _SAME_STROKE:
            kept.append(sample)
    return tuple(reversed(kept))
