"""Songs with known scores: the MIDI songs that training never sees, played by kits it never hears.

From each song whole bars are taken, from the bar of its first stroke on. The drums are struck on
a kit of the validation; the song's prepared accompaniment lies under them at one fixed level.
What was written is known exactly: bars from the file's time signatures, notes from its ticks.

Notes are placed as `midi_scores` says. A stroke that is followed within 30 ms by one on the same
drum is a grace stroke: heard, but not a note.
"""

import io
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import soundfile
from numpy.random import Generator

from core.beats import GridBar
from core.errors import UsageError
from core.song import SAMPLE_RATE
from core.training.accompaniment import read_excerpt
from core.training.kit_in_song import render_drums
from core.training.midi_scores import MidiScore, TickBar, WrittenStroke
from core.training.mixing import Sound, loudness_db
from core.training.patterns import Pattern, PatternStroke
from core.training.synthesis import Material
from core.writers.tables import JSON_FORMAT, JSON_VERSION

LEAD_IN = 0.5  # seconds of silence before the first bar, as recordings have it
TAIL = 1.5  # seconds in which the last strokes ring
_GRACE_GAP = 0.03
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
    name: str, score: MidiScore, material: Material, settings: ReferenceSettings
) -> ReferenceSong | None:
    """The song of that name as a reference; None if it has no stroke on a drum of the kits."""
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
    drums, mix = _render(name, played, (start, grids[-1].end + TAIL), material, settings)
    return ReferenceSong(
        name, played, _reference_bars(grids, first, inside, played), drums, mix, n_left_out
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
    rng = chance_of(name, settings.seed)
    pattern = Pattern(strokes, None, duration, 120.0)
    drums = peaking(render_drums(rng, pattern, material.kits, n_samples))
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
    return drums, peaking(drums + backing * np.float32(10 ** (gain_db / 20)))


def flac_bytes(sound: Sound) -> bytes:
    """The sound as a mono FLAC file of 16 bits."""
    file = io.BytesIO()
    soundfile.write(file, sound, SAMPLE_RATE, subtype="PCM_16", format="FLAC")
    return file.getvalue()


def chance_of(name: str, seed: int) -> Generator:
    """A song sounds the same whatever other songs there are."""
    return np.random.default_rng((seed, zlib.crc32(name.encode())))


def peaking(sound: Sound) -> Sound:
    """The sound with its peak just below full scale."""
    peak = float(np.abs(sound).max()) or 1.0
    return np.asarray(sound * (_PEAK / peak), dtype=np.float32)
