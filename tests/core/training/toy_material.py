"""Tiny training material made from numbers: kits, grooves, songs, a recipe that ends in seconds."""

import csv
from collections.abc import Sequence
from pathlib import Path

import mido
import numpy as np
import soundfile
from numpy.typing import NDArray

from core.features import FeatureSettings
from core.kit import DRUMS
from core.song import SAMPLE_RATE
from core.training.kits import ATTACK_OFFSET
from core.training.recipe import Recipe, Schedule, ShardPlan
from core.training.synthesis import SynthesisSettings

KITS = ("osdk", "black_pearl")
PIECES = ("kick", "snare", "hihat_closed", "hihat_open", "tom_high", "crash")
# A bar of rock at 120 bpm: (beat, MIDI note, velocity).
ROCK = (
    (0, 36, 110), (0, 42, 80), (0.5, 42, 60), (1, 38, 100), (1, 42, 80), (1.5, 42, 60),
    (2, 36, 105), (2, 42, 80), (2.5, 42, 60), (3, 38, 100), (3, 42, 80), (3.5, 46, 70),
)  # fmt: skip


def hit(drum: str, seconds: float = 0.25) -> NDArray[np.float32]:
    """A stroke of its own colour: a decaying tone, with noise for all but the kick."""
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    frequency = 60.0 * (1 + 2 * list(DRUMS).index(drum))
    tone = np.sin(2 * np.pi * frequency * times)
    noise = np.random.default_rng(1).standard_normal(len(times)) * (drum != "kick")
    return (np.exp(-times / 0.05) * (0.6 * tone + 0.2 * noise)).astype(np.float32)


def click_song(
    strokes: Sequence[tuple[float, str]], duration: float = 4.0, silence: float = 0.0
) -> NDArray[np.float32]:
    """A recording: strokes (seconds, drum) with very soft noise between them."""
    rng = np.random.default_rng(2)
    samples = silence * rng.standard_normal(int(duration * SAMPLE_RATE)).astype(np.float32)
    for time, drum in strokes:
        start = round(time * SAMPLE_RATE)
        sound = hit(drum)[: len(samples) - start]
        samples[start : start + len(sound)] += sound
    return (0.5 * samples).astype(np.float32)


def make_kits(folder: Path) -> Path:
    """Two kits (one that training uses, one that validation uses) of two strokes a piece."""
    folder.mkdir(parents=True)
    before = np.zeros(round(ATTACK_OFFSET * SAMPLE_RATE), dtype=np.float32)
    rows = []
    for kit in KITS:
        (folder / kit).mkdir()
        for piece in PIECES:
            for rank in (1, 2):
                file = f"{kit}/{piece}-{rank}.wav"
                sound = np.concatenate([before, hit(piece) * 0.4 * rank])
                soundfile.write(folder / file, sound, SAMPLE_RATE)
                rows.append((file, kit, piece, rank))
    with (folder / "kits.csv").open("w", newline="", encoding="utf-8") as table:
        csv.writer(table).writerows([("file", "kit", "piece", "loudness_rank"), *rows])
    return folder


def rock_midi(n_bars: int = 4, programs: Sequence[int] = ()) -> mido.MidiFile:
    """Bars of `ROCK` at 120 bpm on channel 10, with a long note a bar for each program."""
    midi = mido.MidiFile(type=1, ticks_per_beat=480)
    drums = [(bar * 4 + beat, note, v) for bar in range(n_bars) for beat, note, v in ROCK]
    midi.tracks.append(_track(9, [(b, b + 0.1, note, v) for b, note, v in drums]))
    for channel, program in enumerate(programs):
        notes = [(4.0 * bar, 4.0 * bar + 3, 50 + channel, 90) for bar in range(n_bars)]
        track = _track(channel, notes)
        track.insert(0, mido.Message("program_change", channel=channel, program=program))
        midi.tracks.append(track)
    return midi


def _track(channel: int, notes: Sequence[tuple[float, float, int, int]]) -> mido.MidiTrack:
    """Notes as (first beat, last beat, note, velocity)."""
    events = []
    for start, stop, note, velocity in notes:
        events.append((round(480 * start), "note_on", note, velocity))
        events.append((round(480 * stop), "note_off", note, 0))
    track, last = mido.MidiTrack(), 0
    for tick, kind, note, velocity in sorted(events):
        track.append(
            mido.Message(kind, channel=channel, note=note, velocity=velocity, time=tick - last)
        )
        last = tick
    return track


def make_data(folder: Path) -> Path:
    """A folder with kits, grooves of two drummers, and two songs."""
    make_kits(folder / "kits")
    (folder / "grooves").mkdir()
    (folder / "songs").mkdir()
    rows = []
    for drummer in ("drummer1", "drummer4"):
        rock_midi().save(folder / "grooves" / f"{drummer}.mid")
        rows.append((drummer, 120, "4-4", f"{drummer}.mid", 8.0))
    names = ("drummer", "bpm", "time_signature", "midi_filename", "duration")
    with (folder / "grooves" / "info.csv").open("w", newline="", encoding="utf-8") as table:
        csv.writer(table).writerows([names, *rows])
    for name in ("a", "b"):
        rock_midi(n_bars=6, programs=(0,)).save(folder / "songs" / f"{name}.mid")
    return folder


def make_accompaniment(folder: Path) -> Path:
    """Three prepared files: a chord, and a part of each of the songs."""
    folder.mkdir(parents=True)
    times = np.arange(12 * SAMPLE_RATE) / SAMPLE_RATE
    for name, frequency in (("chord.music", 220), ("a.others", 330), ("b.strings", 110)):
        sound = 0.3 * np.sign(np.sin(2 * np.pi * frequency * times))
        soundfile.write(folder / f"{name}.wav", sound, SAMPLE_RATE)
    return folder


TOY_FEATURES = FeatureSettings(bands_per_octave=3)
TOY_RECIPE = Recipe(
    name="toy",
    sizes={
        "n_scale_channels": 2,
        "channels": (4, 4),
        "n_attention_heads": 2,
        "n_joined": 8,
        "n_recurrent": 8,
    },
    features=TOY_FEATURES,
    synthesis=SynthesisSettings(duration=3.0),
    schedule=Schedule(n_epochs=2, n_steps=2, batch_size=2, n_frames=100, n_warmup_steps=2),
    shards=ShardPlan(n_first=1, n_each_epoch=1, n_in_memory=2, n_validation=1),
)
