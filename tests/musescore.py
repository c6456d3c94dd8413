"""Real MuseScore as a judge of scores: is the file sound, and does it play what was written?"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import mido
import pytest

from core.kit import DRUMS
from core.score import (
    Bar,
    Chord,
    Grace,
    PlacedElement,
    Score,
    Stroke,
    Swing,
    TempoMark,
    Tremolo,
    place_elements,
)

MUSESCORE = next(filter(None, map(shutil.which, ("mscore3", "musescore3"))), None)
needs_musescore = pytest.mark.skipif(MUSESCORE is None, reason="MuseScore 3 is not installed")

TICKS_PER_WHOLE = 4 * 480
# What MuseScore says on stderr when a score is corrupt although it ends with 0.
CORRUPT = re.compile(
    r"overrun|underrun|measure +[0-9]+ pos|endTuplet|unpaired connectors|unmapped drum"
    r"|already a Chord|xml read error",
    re.IGNORECASE,
)

Event = tuple[int, int, int]
"""Tick (480 a quarter), MIDI note, velocity."""


def run_musescore(arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run MuseScore without a screen; its settings and its socket stay in `folder`."""
    assert MUSESCORE is not None
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_CONFIG_HOME": str(runtime),
        "XDG_DATA_HOME": str(runtime),
    }
    return subprocess.run(
        [MUSESCORE, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def convert_all(paths: Iterable[Path], suffixes: Sequence[str], folder: Path) -> str:
    """Convert many files in one process, each to its own name with `suffixes`; returns stderr."""
    jobs = [
        {"in": str(path), "out": [str(path.with_suffix(suffix)) for suffix in suffixes]}
        for path in paths
    ]
    job_file = folder / "jobs.json"
    job_file.write_text(json.dumps(jobs))
    result = run_musescore(["-j", str(job_file)], folder)
    return result.stderr


def check_with_musescore(path: Path, score: Score | None = None) -> list[str]:
    """What MuseScore finds wrong with the score file, as sentences; empty when it is sound.

    With `score`, MuseScore's MIDI must hold exactly the strokes of that score.
    """
    problems = []
    log, midi = path.with_suffix(".mlog"), path.with_suffix(".check.mid")
    for output in (log, midi):
        output.unlink(missing_ok=True)
    result = run_musescore(["-o", str(log), str(path)], path.parent)
    said = log.read_text().strip() if log.exists() else "no log"
    if result.returncode or not said.startswith('{"result":0}'):
        problems.append(f"{path.name}: exit {result.returncode}: {said or result.stderr}")
    result = run_musescore(["-o", str(midi), str(path)], path.parent)
    if result.returncode or not midi.exists():
        return [*problems, f"{path.name}: no MIDI, exit {result.returncode}: {result.stderr}"]
    problems += [f"{path.name}: {line}" for line in corrupt_lines(result.stderr)]
    if score:
        problems += [f"{path.name}: {text}" for text in compare_events(midi, score)]
    return problems


def corrupt_lines(stderr: str) -> list[str]:
    """The lines of MuseScore's stderr that speak of a corrupt score."""
    return [line for line in stderr.splitlines() if CORRUPT.search(line)]


def compare_events(midi: Path, score: Score, limit: int = 6) -> list[str]:
    """Sentences about strokes that MuseScore's MIDI lacks or has too many; empty when equal."""
    found, expected = read_events(midi), musescore_events(score)
    if found == expected:
        return []
    missing = sorted(set(expected) - set(found))[:limit]
    surplus = sorted(set(found) - set(expected))[:limit]
    return [
        f"{len(found)} strokes instead of {len(expected)}; missing {missing}, surplus {surplus}"
    ]


def read_events(path: Path) -> list[Event]:
    """All strokes of a MIDI file in order."""
    file = mido.MidiFile(str(path))
    events = []
    for track in file.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "note_on" and message.velocity:
                at = Fraction(tick * 480, file.ticks_per_beat)
                events.append((int(at), message.note, message.velocity))
    return sorted(events)


@dataclass(frozen=True)
class _State:
    """What holds at a bar: where it starts and what was marked before."""

    start: int
    tempo: TempoMark
    swing: Swing | None
    offset: int


def musescore_events(score: Score) -> list[Event]:
    """The strokes that MuseScore 3 plays for `score`, by rules measured on MuseScore 3.2.3.

    A chord with grace strokes sounds 15 ms a grace stroke late, the grace strokes before it
    from the beat on. A measured roll repeats the note, a tied-to note is silent unless it is
    a measured roll itself, and swing delays the second of two units unless it or the note
    before it (a grace note counts, with its written value) is shorter than the unit.
    Places inside a note are counted in thousandths of its length.
    """
    events: list[Event] = []
    state = _State(0, TempoMark(120), None, 0)
    source: Bar | None = None
    tied: dict[str, set[str]] = {"hands": set(), "feet": set()}
    opening = dict(tied)
    for number, bar in enumerate(score.bars):
        missing = bar.time_signature.bar_length - bar.length if number == 0 else Fraction(0)
        state = _State(
            state.start, bar.tempo or state.tempo, bar.swing or state.swing, _ticks(missing)
        )
        is_repeat = bar.repeats_previous and not bar.is_silent
        source = source if is_repeat else bar
        assert source is not None
        for name in ("hands", "feet"):
            voice = place_elements(getattr(source, name))
            if source.is_silent or not voice:
                tied[name] = set()
            if is_repeat:
                tied[name] = opening[name]
            opening[name] = tied[name]
            if not source.is_silent:
                events += _voice_events(voice, state, tied, name)
            if is_repeat:
                tied[name] = set()
        state = _State(state.start + _ticks(bar.length), state.tempo, state.swing, 0)
    return sorted(events)


def _voice_events(
    voice: list[PlacedElement], state: _State, tied: dict[str, set[str]], name: str
) -> list[Event]:
    events: list[Event] = []
    for number, placed in enumerate(voice):
        if not isinstance(placed.element, Chord):
            tied[name] = set()
            continue
        before = voice[number - 1] if number else None
        delay = _swing_delay(placed, before, state)
        for stroke in placed.element.strokes:
            is_roll = placed.element.tremolo is Tremolo.MEASURED_32
            if stroke.drum not in tied[name] or stroke.grace or is_roll:
                events += _stroke_events(placed, stroke, state, delay)
        drums = {stroke.drum for stroke in placed.element.strokes}
        tied[name] = drums if placed.element.tied_to_next else set()
    return events


def _stroke_events(placed: PlacedElement, stroke: Stroke, state: _State, delay: int) -> list[Event]:
    chord, length = placed.element, _ticks(placed.length)
    assert isinstance(chord, Chord)
    note, start = DRUMS[stroke.drum].midi_note, state.start + _ticks(placed.position)

    def at(thousandths: int) -> int:
        return start + thousandths * length // 1000

    n_graces = max((s.grace.value for s in chord.strokes if s.grace), default=0)
    seconds = float(placed.length) * 4 * 60 / state.tempo.quarters_per_minute
    step = int(15 / (seconds * 1000) * 1000)
    events = []
    if stroke.grace:
        soft = max(1, int(stroke.velocity * Fraction(3, 5)))
        events = [(at(step * k), note, soft) for k in range(n_graces)]
    if chord.tremolo is Tremolo.MEASURED_32:
        count = int(chord.value.length * 32)
        events += [(at(1000 // count * k), note, stroke.velocity) for k in range(count)]
    else:
        events.append((at(step * n_graces + delay), note, stroke.velocity))
    return events


def _swing_delay(placed: PlacedElement, before: PlacedElement | None, state: _State) -> int:
    """Thousandths of the note by which swing delays it."""
    if not state.swing or state.swing.ratio == 50:
        return 0
    unit = _ticks(state.swing.unit)
    assert isinstance(placed.element, Chord)
    graces = [stroke.grace for stroke in placed.element.strokes if stroke.grace]
    lengths = [_ticks(item.length) for item in (placed, before) if item]
    if graces:
        lengths[1:] = [120 if Grace.DRAG in graces else 240]
    is_second = (_ticks(placed.position) + state.offset) % (2 * unit) == unit
    if not is_second or min(lengths) < unit:
        return 0
    return 2 * unit * (state.swing.ratio - 50) * 10 // _ticks(placed.length)


def _ticks(length: Fraction) -> int:
    return int(length * TICKS_PER_WHOLE)
