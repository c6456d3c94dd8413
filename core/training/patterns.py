"""What is played: strokes with beats, from real drummers' grooves, songs and by invention."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import mido
import numpy as np

from core.errors import DatasetError
from core.kit import MIDI_NOTE_TO_DRUM

# The Roland TD-11 of the Groove MIDI Dataset uses these two for the edges of its crashes.
TD11_NOTE_TO_DRUM: Mapping[int, str] = {**MIDI_NOTE_TO_DRUM, 55: "crash", 52: "crash"}


@dataclass(frozen=True)
class PatternStroke:
    """A stroke at `time` seconds with `velocity` 1..127."""

    time: float
    drum: str
    velocity: int


@dataclass(frozen=True)
class Pattern:
    """Strokes in order of time, and beats as (time in seconds, number in the bar from 1).

    `beats` is None where they are not known. `tempo` is in felt beats a minute.
    """

    strokes: tuple[PatternStroke, ...]
    beats: tuple[tuple[float, int], ...] | None
    duration: float
    tempo: float

    def excerpt(self, start: float, duration: float) -> "Pattern":
        """The `duration` seconds from `start`, with times counted from there."""
        stop = start + duration
        strokes = tuple(
            replace(s, time=s.time - start) for s in self.strokes if start <= s.time < stop
        )
        beats = self.beats and tuple(
            (time - start, number) for time, number in self.beats if start <= time < stop
        )
        return Pattern(strokes, beats, duration, self.tempo)

    def stretched(self, factor: float) -> "Pattern":
        """The same pattern with all times multiplied by `factor`."""
        strokes = tuple(replace(s, time=s.time * factor) for s in self.strokes)
        beats = self.beats and tuple((time * factor, number) for time, number in self.beats)
        return Pattern(strokes, beats, self.duration * factor, self.tempo / factor)


def midi_strokes(midi: mido.MidiFile, notes: Mapping[int, str]) -> list[PatternStroke]:
    """The strokes on channel 10, drums named by `notes`; other notes are left out."""
    strokes, time = [], 0.0
    for message in midi:
        time += message.time
        if message.type == "note_on" and message.velocity and message.channel == 9:
            drum = notes.get(message.note)
            if drum:
                strokes.append(PatternStroke(time, drum, message.velocity))
    return strokes


def click_beats(
    tempo: float, time_signature: str, duration: float
) -> tuple[tuple[float, int], ...] | None:
    """Beats (seconds, number in the bar) of a click from time 0 in a metre such as "3-4".

    None for metres other than x/4: which note the click counted is not told there.
    """
    numerator, denominator = (int(part) for part in time_signature.split("-"))
    if denominator != 4:
        return None
    n_beats = int(duration * tempo / 60) + 1
    return tuple((i * 60 / tempo, i % numerator + 1) for i in range(n_beats))


@dataclass(frozen=True)
class Groove:
    """A performance of the Groove MIDI Dataset, with its drummer."""

    drummer: str
    pattern: Pattern


def load_grooves(folder: Path, shortest: float = 4.0) -> list[Groove]:
    """Performances of at least `shortest` seconds listed in the folder's `info.csv`.

    They were played to a click from time 0, so beats and bars follow from tempo and metre;
    metres other than x/4 get no beats.
    """
    table = folder / "info.csv"
    if not table.is_file():
        raise DatasetError(f"{folder} is no folder of grooves: it holds no info.csv.")
    grooves = []
    with table.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            path = folder / row["midi_filename"]
            if float(row["duration"]) < shortest or not path.is_file():
                continue
            strokes = midi_strokes(mido.MidiFile(path), TD11_NOTE_TO_DRUM)
            tempo = float(row["bpm"])
            duration = float(row["duration"])
            beats = click_beats(tempo, row["time_signature"], duration)
            pattern = Pattern(tuple(strokes), beats, duration, tempo)
            grooves.append(Groove(row["drummer"], pattern))
    return grooves


def midi_beats(midi: mido.MidiFile) -> tuple[tuple[float, int], ...]:
    """Felt beats of a MIDI file from its tempo and metre events: (seconds, number in the bar).

    Quarters in x/4, dotted quarters in 6/8, 9/8 and 12/8, halves in x/2; other metres count
    their own unit.
    """
    tempo_changes: dict[int, int] = {}
    meter_changes: dict[int, tuple[int, int]] = {0: (4, 4)}
    for track in midi.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "set_tempo":
                tempo_changes[tick] = message.tempo
            elif message.type == "time_signature":
                meter_changes[tick] = (message.numerator, message.denominator)
    last_tick = max(sum(m.time for m in track) for track in midi.tracks)
    tempos, meters = sorted(tempo_changes.items()), sorted(meter_changes.items())
    beats: list[tuple[float, int]] = []
    for index, (start, (numerator, denominator)) in enumerate(meters):
        stop = meters[index + 1][0] if index + 1 < len(meters) else last_tick
        unit, n_beats = midi.ticks_per_beat * 4 // denominator, numerator
        if denominator == 8 and numerator % 3 == 0:
            unit, n_beats = 3 * unit, numerator // 3
        ticks = range(start, stop, unit)
        seconds = _ticks_to_seconds(ticks, tempos, midi.ticks_per_beat)
        beats += [(second, i % n_beats + 1) for i, second in enumerate(seconds)]
    return tuple(beats)


def _ticks_to_seconds(
    ticks: Iterable[int], tempos: list[tuple[int, int]], ticks_per_beat: int
) -> list[float]:
    """Times of rising ticks under a tempo map of (tick, microseconds a quarter)."""
    seconds, time, last, tempo, pending = [], 0.0, 0, 500000, list(tempos)
    for tick in ticks:
        while pending and pending[0][0] <= tick:
            change, new_tempo = pending.pop(0)
            time += (change - last) * tempo / ticks_per_beat / 1e6
            last, tempo = change, new_tempo
        seconds.append(time + (tick - last) * tempo / ticks_per_beat / 1e6)
    return seconds


def load_song_pattern(path: Path) -> Pattern:
    """The drum track (channel 10) of a MIDI song with its beats."""
    try:
        midi = mido.MidiFile(path)
        strokes = midi_strokes(midi, MIDI_NOTE_TO_DRUM)
        beats = midi_beats(midi)
    except (OSError, ValueError, EOFError, KeyError) as error:
        raise DatasetError(f"{path} is no readable MIDI file: {error}") from error
    tempo = 60 / float(np.median(np.diff([t for t, _ in beats]))) if len(beats) > 1 else 120.0
    return Pattern(tuple(strokes), beats, midi.length, tempo)
