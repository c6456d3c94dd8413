"""Songs with known scores: the MIDI songs that training never sees, played by kits it never hears.

From each song whole bars are taken, from the bar of its first stroke on. The drums are struck on
a kit of the validation; the song's prepared accompaniment lies under them at one fixed level.
What was written is known exactly: bars from the file's time signatures, notes from its ticks.

A note stands where the file has it, on multiples of 1/32 and 1/48 of a whole note; a file that was
played rather than written is brought there, to the coarsest of 1/16, 1/24, 1/32 and 1/48 that
lies within 1/192. A stroke that is followed within 30 ms by one on the same drum is a grace
stroke: heard, but not a note.
"""

import io
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import mido
import numpy as np
import soundfile
from numpy.random import Generator

from core.beats import GridBar
from core.errors import DatasetError, UsageError
from core.kit import MIDI_NOTE_TO_DRUM
from core.meter import TimeSignature
from core.song import SAMPLE_RATE
from core.training.accompaniment import read_excerpt
from core.training.kit_in_song import render_drums
from core.training.mixing import Sound, loudness_db
from core.training.patterns import Pattern, PatternStroke
from core.training.synthesis import Material
from core.writers.tables import JSON_FORMAT, JSON_VERSION

LEAD_IN = 0.5  # seconds of silence before the first bar, as recordings have it
TAIL = 1.5  # seconds in which the last strokes ring
_GRACE_GAP = 0.03
_GRIDS = (16, 24, 32, 48)
_TOLERANCE = Fraction(1, 192)
_DEFAULT_TEMPO = 500_000
_PEAK = 0.9
_N_FADE = SAMPLE_RATE // 100


@dataclass(frozen=True)
class ReferenceSettings:
    """`duration`: seconds of each song at most; `balance_db`: drums over accompaniment."""

    duration: float = 90.0
    balance_db: float = 3.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.duration >= 10:
            raise UsageError(f"References last 10 s at least, not {self.duration:g} s.")


@dataclass(frozen=True)
class TickBar:
    """A bar of a MIDI file, from `start` to `stop` in ticks."""

    start: int
    stop: int
    time_signature: TimeSignature


@dataclass(frozen=True)
class WrittenStroke:
    """A stroke of a MIDI file with the `position` (of a whole note) of its note in its bar."""

    tick: int
    drum: str
    velocity: int
    bar: int
    position: Fraction


@dataclass(frozen=True)
class ReferenceNote:
    """A note at `position` (of a whole note) in its bar, with the stroke that sounds it."""

    position: Fraction
    stroke: PatternStroke
    has_grace: bool = False


@dataclass(frozen=True)
class ReferenceBar:
    """A bar as it was written: its grid, and its notes in order."""

    grid: GridBar
    notes: tuple[ReferenceNote, ...]


@dataclass(frozen=True)
class ReferenceSong:
    """A song, its sound `(n_samples,)` at 44.1 kHz, and its score; times count from its start.

    `mix` is None where no accompaniment is prepared. `n_left_out` strokes in these bars are of
    no drum that the kits have.
    """

    name: str
    strokes: tuple[PatternStroke, ...]
    bars: tuple[ReferenceBar, ...]
    drums: Sound
    mix: Sound | None
    n_left_out: int

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.drums) / SAMPLE_RATE

    @property
    def n_notes(self) -> int:
        """How many notes are written."""
        return sum(len(bar.notes) for bar in self.bars)


class TempoMap:
    """Ticks of a MIDI file -> seconds, under its changes of tempo."""

    def __init__(self, changes: dict[int, int], ticks_per_beat: int) -> None:
        tempos = {0: _DEFAULT_TEMPO, **changes}
        self._ticks = np.array(sorted(tempos))
        self._tick_lengths = np.array([tempos[t] for t in self._ticks]) / ticks_per_beat / 1e6
        lengths = np.diff(self._ticks) * self._tick_lengths[:-1]
        self._seconds = np.concatenate([[0.0], np.cumsum(lengths)])

    def seconds(self, tick: float) -> float:
        """The time of a tick."""
        index = int(np.searchsorted(self._ticks, tick, side="right")) - 1
        return float(self._seconds[index] + (tick - self._ticks[index]) * self._tick_lengths[index])


@dataclass(frozen=True)
class MidiScore:
    """The drum part of a MIDI song as written: bars, strokes in order, tempo, unknown strokes.

    `unknown` holds the bar of each stroke whose MIDI note is no drum of the kit.
    """

    bars: tuple[TickBar, ...]
    strokes: tuple[WrittenStroke, ...]
    tempo: TempoMap
    ticks_per_beat: int
    unknown: tuple[int, ...]


def load_midi_score(path: Path) -> MidiScore:
    """The drums (channel 10) of a MIDI song; raises `DatasetError` for what is none."""
    try:
        midi = mido.MidiFile(path)
    except (OSError, ValueError, EOFError, KeyError, IndexError) as error:
        raise DatasetError(f"{path} is no readable MIDI file: {error}") from error
    tempos: dict[int, int] = {}
    metres: dict[int, tuple[int, int]] = {0: (4, 4)}
    notes: dict[tuple[int, int], int] = {}
    end = 1
    for track in midi.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "set_tempo":
                tempos[tick] = message.tempo
            elif message.type == "time_signature":
                metres[tick] = (message.numerator, message.denominator)
            elif message.type == "note_on" and message.velocity and message.channel == 9:
                key = (tick, message.note)
                notes[key] = max(notes.get(key, 0), message.velocity)
        end = max(end, tick)
    bars = tick_bars(metres, end, midi.ticks_per_beat)
    strokes, unknown = _place(notes, bars, midi.ticks_per_beat)
    return MidiScore(
        bars, strokes, TempoMap(tempos, midi.ticks_per_beat), midi.ticks_per_beat, unknown
    )


def tick_bars(
    metres: dict[int, tuple[int, int]], end: int, ticks_per_beat: int
) -> tuple[TickBar, ...]:
    """Bars up to tick `end` from time signatures by tick.

    A bar that a new time signature cuts short has the metre that fills it, where there is one.
    """
    whole = 4 * ticks_per_beat
    changes = [*sorted(metres.items()), (end, (4, 4))]
    bars = []
    for (start, (numerator, denominator)), (stop, _) in pairwise(changes):
        metre = TimeSignature(numerator, denominator)
        length = int(whole * metre.bar_length)
        for tick in range(start, stop, length):
            bar_stop = tick + length if stop == end else min(tick + length, stop)
            bars.append(TickBar(tick, bar_stop, _filling(metre, Fraction(bar_stop - tick, whole))))
    return tuple(bars)


def _filling(metre: TimeSignature, length: Fraction) -> TimeSignature:
    """The metre itself, or for a bar of another length one of that length."""
    if length == metre.bar_length:
        return metre
    denominator = max(metre.denominator, length.denominator)
    if denominator > 32 or denominator & (denominator - 1):
        return metre
    return TimeSignature(int(length * denominator), denominator)


def _place(
    notes: dict[tuple[int, int], int], bars: Sequence[TickBar], ticks_per_beat: int
) -> tuple[tuple[WrittenStroke, ...], tuple[int, ...]]:
    """The strokes of drums in order, one for a drum at a tick, and the bars of unknown ones."""
    starts = np.array([bar.start for bar in bars])
    strokes: dict[tuple[int, str], WrittenStroke] = {}
    unknown = []
    for (tick, note), velocity in sorted(notes.items()):
        index = int(np.searchsorted(starts, tick, side="right")) - 1
        bar = bars[index]
        drum = MIDI_NOTE_TO_DRUM.get(note)
        if drum is None:
            unknown.append(index)
            continue
        position = snapped(Fraction(tick - bar.start, 4 * ticks_per_beat))
        if position >= Fraction(bar.stop - bar.start, 4 * ticks_per_beat):
            index, position = index + 1, Fraction(0)
        other = strokes.get((tick, drum))
        loudest = max(velocity, other.velocity) if other else velocity
        strokes[tick, drum] = WrittenStroke(tick, drum, loudest, index, position)
    return tuple(strokes.values()), tuple(unknown)


def snapped(position: Fraction) -> Fraction:
    """The written place of a position (of a whole note), as the module's docstring defines it."""
    nearest = [Fraction(round(position * grid), grid) for grid in _GRIDS]
    near = [place for place in nearest if abs(place - position) <= _TOLERANCE]
    return near[0] if near else min(nearest, key=lambda place: abs(place - position))


def reference_json(song: ReferenceSong) -> bytes:
    """The strokes, beats and bars in the schema of docs/json-format.md."""
    content = {
        "format": JSON_FORMAT,
        "version": JSON_VERSION,
        "song": {
            "title": song.name,
            "artist": "",
            "duration": round(song.duration, 4),
            "file": None,
        },
        "onsets": [
            {
                "time": round(stroke.time, 4),
                "drum": stroke.drum,
                "velocity": stroke.velocity,
                "confidence": 1.0,
            }
            for stroke in sorted(song.strokes, key=lambda stroke: stroke.time)
        ],
        "beats": [
            {"time": round(time, 4), "number": number}
            for bar in song.bars
            for number, time in enumerate(bar.grid.beats, start=1)
        ],
        "bars": [_bar_json(bar) for bar in song.bars],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _bar_json(bar: ReferenceBar) -> dict[str, Any]:
    return {
        "start": round(bar.grid.start, 4),
        "meter": str(bar.grid.time_signature),
        "tempo": round(bar.grid.tempo, 2),
        "section": None,
        "notes": [
            {
                "position": str(note.position),
                "drum": note.stroke.drum,
                "velocity": note.stroke.velocity,
                "ghost": False,
                "accent": False,
                "grace": note.has_grace,
            }
            for note in bar.notes
        ],
    }


def render_reference(
    path: Path, material: Material, settings: ReferenceSettings
) -> ReferenceSong | None:
    """The song at `path` as a reference; None if it has no stroke on a drum of the kits."""
    score = load_midi_score(path)
    strokes = [
        s for s in score.strokes if s.drum in material.kits.pieces and s.bar < len(score.bars)
    ]
    if not strokes:
        return None
    first, stop = _excerpt(score, strokes, settings.duration)
    start = score.tempo.seconds(score.bars[first].start)
    bars = score.bars[first:stop]
    inside = [s for s in strokes if first <= s.bar < stop]
    played = tuple(
        PatternStroke(score.tempo.seconds(s.tick) - start + LEAD_IN, s.drum, s.velocity)
        for s in inside
    )
    n_left_out = sum(first <= bar < stop for bar in score.unknown)
    n_left_out += sum(first <= s.bar < stop for s in score.strokes) - len(inside)
    grids = [_grid_bar(bar, score, start - LEAD_IN) for bar in bars]
    drums, mix = _render(path.stem, played, (start, grids[-1].end + TAIL), material, settings)
    return ReferenceSong(
        path.stem, played, _reference_bars(grids, first, inside, played), drums, mix, n_left_out
    )


def _excerpt(
    score: MidiScore, strokes: Sequence[WrittenStroke], duration: float
) -> tuple[int, int]:
    """First bar and the one after the last: whole bars from the first stroke on."""
    first = strokes[0].bar
    last = max(stroke.bar for stroke in strokes)
    start = score.tempo.seconds(score.bars[first].start)
    stop = first + 1
    while stop <= last and score.tempo.seconds(score.bars[stop].stop) - start <= duration:
        stop += 1
    return first, stop


def _grid_bar(bar: TickBar, score: MidiScore, origin: float) -> GridBar:
    """The felt beats of a bar in seconds after `origin`."""
    ticks, tick = [], Fraction(bar.start)
    for length in bar.time_signature.beat_lengths:
        if tick < bar.stop:
            ticks.append(float(tick))
        tick += length * 4 * score.ticks_per_beat
    beats = tuple(score.tempo.seconds(t) - origin for t in ticks)
    return GridBar(bar.time_signature, beats, score.tempo.seconds(bar.stop) - origin)


def _reference_bars(
    grids: Sequence[GridBar],
    first: int,
    strokes: Sequence[WrittenStroke],
    played: Sequence[PatternStroke],
) -> tuple[ReferenceBar, ...]:
    """The bars with their notes; the last stroke of a drum at a place is the note."""
    notes: list[dict[tuple[Fraction, str], ReferenceNote]] = [{} for _ in grids]
    following: dict[str, tuple[int, Fraction]] = {}
    next_times: dict[str, float] = {}
    for written, stroke in reversed(list(zip(strokes, played, strict=True))):
        drum = stroke.drum
        is_grace = next_times.get(drum, np.inf) - stroke.time <= _GRACE_GAP
        next_times[drum] = stroke.time
        if is_grace:
            bar, position = following[drum]
            notes[bar][position, drum] = replace(notes[bar][position, drum], has_grace=True)
            continue
        bar, position = following[drum] = written.bar - first, written.position
        notes[bar].setdefault((position, drum), ReferenceNote(position, stroke))
    return tuple(
        ReferenceBar(grid, tuple(of_bar[key] for key in sorted(of_bar)))
        for grid, of_bar in zip(grids, notes, strict=True)
    )


def _render(
    name: str,
    strokes: tuple[PatternStroke, ...],
    place: tuple[float, float],
    material: Material,
    settings: ReferenceSettings,
) -> tuple[Sound, Sound | None]:
    """Drums alone and the mix; `place` is the first bar's time in the song, and the duration."""
    start, duration = place
    n_samples = round(duration * SAMPLE_RATE)
    rng = _chance(name, settings.seed)
    pattern = Pattern(strokes, None, duration, 120.0)
    drums = _peaking(render_drums(rng, pattern, material.kits, n_samples))
    parts = material.accompaniment.songs.get(name, ())
    if not parts:
        return drums, None
    n_lead = round(LEAD_IN * SAMPLE_RATE)
    backing = np.zeros(n_samples, dtype=np.float32)
    for part in parts:
        backing[n_lead:] += read_excerpt(part, round(start * SAMPLE_RATE), n_samples - n_lead)
    backing[n_lead : n_lead + _N_FADE] *= np.linspace(0, 1, _N_FADE, dtype=np.float32)
    n_tail = round(TAIL * SAMPLE_RATE)
    backing[-n_tail:] *= np.linspace(1, 0, n_tail, dtype=np.float32)
    if np.abs(backing).max() < 1e-4:
        return drums, drums
    gain_db = loudness_db(drums) - loudness_db(backing) - settings.balance_db
    return drums, _peaking(drums + backing * np.float32(10 ** (gain_db / 20)))


def flac_bytes(sound: Sound) -> bytes:
    """The sound as a mono FLAC file of 16 bits."""
    file = io.BytesIO()
    soundfile.write(file, sound, SAMPLE_RATE, subtype="PCM_16", format="FLAC")
    return file.getvalue()


def _chance(name: str, seed: int) -> Generator:
    """A song sounds the same whatever other songs there are."""
    return np.random.default_rng((seed, zlib.crc32(name.encode())))


def _peaking(sound: Sound) -> Sound:
    """The sound with its peak just below full scale."""
    peak = float(np.abs(sound).max()) or 1.0
    return np.asarray(sound * (_PEAK / peak), dtype=np.float32)
