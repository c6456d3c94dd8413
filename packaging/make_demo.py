"""Makes the demo song that ships in resources/demo: our own piece on real drum samples.

The drums are one-shots of two free kits, played from the patterns below with human timing
and velocity; bass, guitars, organ and brass come from a General MIDI soundfont through
fluidsynth. Every stroke and beat is written down beside the song, so that tests can compare
a transcription with the truth. The same seed gives the same samples.

    python packaging/make_demo.py KITS_FOLDER SOUNDFONT.sf2 [--output resources/demo] [--seed 7]

KITS_FOLDER holds the kits' folders and `kits.csv` (file, kit, piece, level_db_re_loudest).
"""

import argparse
import csv
import json
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import mido
import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, sosfilt

SAMPLE_RATE = 44100
TEMPO = 104.0
STEP = 60 / TEMPO / 4
STEPS_PER_BAR = 16
TICKS_PER_BEAT = 960
LEAD_IN = 0.35
RING_OUT = 2.6
# The stroke begins this far into each file of the kits, in seconds.
STROKE_IN_FILE = 0.002
TITLE, ARTIST = "Kettle on Monday", "Melody"

Stereo = NDArray[np.float64]

# Drums. One character a sixteenth: X accent, x normal, o soft, g ghost, f flam, . nothing.
VELOCITIES = {"X": 112, "x": 90, "o": 68, "g": 34, "f": 114}
FLAM_TIME, FLAM_VELOCITY = 0.032, 52

INTRO = {
    "hihat_closed": "X.o.x.o.X.o.x.o.",
    "side_stick": "....x.......x...",
    "kick": "X.........x.....",
}
INTRO_END = {
    "hihat_closed": "X.o.x.o.X.o.....",
    "side_stick": "....x...........",
    "snare": "............oxxX",
    "kick": "X.........x.x...",
}
VERSE = {
    "hihat_closed": "X.x.X.x.X.x.X.x.",
    "snare": "....X....g..X..g",
    "kick": "X..x...x..x.....",
}
VERSE_OPEN = {
    "hihat_closed": "X.x.X.x.X.x.X...",
    "hihat_open": "..............x.",
    "snare": "....X..g.g..X...",
    "kick": "X..x......x...x.",
}
VERSE_FILL = {
    "hihat_closed": "X.x.X.x.........",
    "snare": "....X...xX......",
    "tom_high": "..........xX....",
    "tom_mid": "............xx..",
    "tom_low": "..............XX",
    "kick": "X..x....x...x...",
}
CHORUS_CRASH = {
    "crash": "X...............",
    "ride": "..x.X.x.X.x.X.x.",
    "snare": "....X.......X...",
    "hihat_pedal": "....o.......o...",
    "kick": "X.x.....X.x.....",
}
CHORUS = {
    "ride": "X.x.X.x.X.x.X.x.",
    "snare": "....X.......X..g",
    "hihat_pedal": "....o.......o...",
    "kick": "X.x.....X.x...x.",
}
CHORUS_FLAM = CHORUS | {"snare": "....X.......f..."}
CHORUS_OPEN_CRASH = {
    "crash": "X...............",
    "hihat_open": "..x.X.x.X.x.X.x.",
    "snare": "....X.......X...",
    "kick": "X.x.....X.x.....",
}
CHORUS_OPEN = {
    "hihat_open": "X.x.X.x.X.x.X.x.",
    "snare": "....X.......X...",
    "kick": "X.x....xX.x.....",
}
CHORUS_FILL = {
    "hihat_open": "X.x.X...........",
    "snare": "....X...xxxX....",
    "tom_high": "............xX..",
    "tom_low": "..............XX",
    "kick": "X.x.....x...x...",
}
END = {"crash": "X...............", "kick": "X..............."}

SECTIONS = (
    ("Intro", (INTRO, INTRO, INTRO, INTRO_END)),
    ("Verse", (VERSE, VERSE_OPEN) * 3 + (VERSE, VERSE_FILL)),
    ("Chorus", (CHORUS_CRASH, CHORUS, CHORUS, CHORUS_FLAM,
                CHORUS_OPEN_CRASH, CHORUS_OPEN, CHORUS_OPEN, CHORUS_FILL)),
    ("End", (END,)),
)  # fmt: skip

# Where each drum's samples come from, its loudest peak in the mix (dB) and its place (-1..1).
SOUNDS = {
    "kick": ("gogodze", "kick", -4.5, 0.0),
    "snare": ("gogodze", "snare", -6.0, 0.08),
    "side_stick": ("gogodze", "side_stick", -12.0, 0.08),
    "hihat_closed": ("gogodze", "hihat_closed", -16.5, 0.35),
    "hihat_open": ("gogodze", "hihat_half_open", -14.0, 0.35),
    "hihat_pedal": ("gogodze", "hihat_pedal", -20.0, 0.35),
    "tom_high": ("gogodze", "tom_high", -7.5, 0.25),
    "tom_mid": ("gogodze", "tom_mid", -7.5, -0.1),
    "tom_low": ("gogodze", "tom_low", -7.0, -0.35),
    "crash": ("osdk", "crash", -11.0, -0.4),
    "ride": ("osdk", "ride", -15.0, -0.3),
}
HIHAT = ("hihat_closed", "hihat_open", "hihat_pedal")
# Mean lateness and spread of a player's hands and feet, in seconds.
FEEL = {"snare": (0.004, 0.003), "kick": (0.0, 0.003), "crash": (0.0, 0.003)}
OTHER_FEEL = (0.001, 0.0035)


@dataclass(frozen=True)
class Stroke:
    """A stroke of the demo: time in seconds, drum as named in `KIT`, velocity 1..127."""

    time: float
    drum: str
    velocity: int


@dataclass(frozen=True)
class Note:
    """A note of the band: first sixteenth in the song, MIDI pitch, length in sixteenths."""

    step: float
    pitch: int
    length: float
    velocity: int = 96


def bars() -> list[dict[str, str]]:
    """The drum patterns of all bars in order."""
    return [bar for _, section in SECTIONS for bar in section]


def step_time(step: float) -> float:
    """Time of a sixteenth, counted from the first downbeat, in seconds."""
    return LEAD_IN + step * STEP


def play(generator: np.random.Generator) -> list[Stroke]:
    """All strokes with a player's small differences, in order of time."""
    strokes = []
    for number, bar in enumerate(bars()):
        for drum, pattern in bar.items():
            late, spread = FEEL.get(drum, OTHER_FEEL)
            for step, mark in enumerate(pattern):
                if mark == ".":
                    continue
                jitter = float(np.clip(generator.normal(0, spread), -2 * spread, 2 * spread))
                time = step_time(number * STEPS_PER_BAR + step) + late + jitter
                velocity = round(VELOCITIES[mark] * (1 + generator.normal(0, 0.05)))
                strokes.append(Stroke(time, drum, int(np.clip(velocity, 1, 127))))
                if mark == "f":
                    strokes.append(Stroke(time - FLAM_TIME, drum, FLAM_VELOCITY))
    return sorted(strokes, key=lambda stroke: stroke.time)


class Sampler:
    """Plays strokes with the samples of the kits: near in loudness, not always the same."""

    def __init__(self, kits: Path, generator: np.random.Generator) -> None:
        self.generator = generator
        self.samples: dict[str, list[tuple[float, NDArray[np.float64]]]] = {d: [] for d in SOUNDS}
        places = {(kit, piece): drum for drum, (kit, piece, _, _) in SOUNDS.items()}
        with (kits / "kits.csv").open(newline="", encoding="utf-8") as table:
            for row in csv.DictReader(table):
                drum = places.get((row["kit"], row["piece"]))
                if drum:
                    samples, rate = soundfile.read(kits / row["file"])
                    assert rate == SAMPLE_RATE
                    self.samples[drum].append((float(row["level_db_re_loudest"]), samples))
        self.peaks = {
            drum: np.abs(max(found, key=lambda item: item[0])[1]).max()
            for drum, found in self.samples.items()
        }

    def sound(self, stroke: Stroke) -> NDArray[np.float64]:
        """The samples of one stroke at its level in the mix."""
        level = 36 * np.log10(stroke.velocity / 127)
        nearest = sorted(self.samples[stroke.drum], key=lambda item: abs(item[0] - level))[:4]
        sample_level, samples = nearest[int(self.generator.integers(len(nearest)))]
        gain_db = SOUNDS[stroke.drum][2] + level - sample_level
        return samples * 10 ** (gain_db / 20) / self.peaks[stroke.drum]


def render_drums(strokes: list[Stroke], sampler: Sampler, n_samples: int) -> Stereo:
    """The drums in stereo; every stroke of the hi-hat ends the one before."""
    mix = np.zeros((n_samples, 2))
    hihat_times = [stroke.time for stroke in strokes if stroke.drum in HIHAT]
    for stroke in strokes:
        sound = sampler.sound(stroke)
        if stroke.drum in HIHAT:
            later = [time for time in hihat_times if time > stroke.time + 0.01]
            if later:
                sound = fade_after(sound, min(later) - stroke.time)
        start = round((stroke.time - STROKE_IN_FILE) * SAMPLE_RATE)
        sound = sound[: n_samples - start]
        mix[start : start + len(sound)] += panned(sound, SOUNDS[stroke.drum][3])
    return mix


def fade_after(sound: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
    """The sound faded out within 15 ms after a time."""
    end, length = round(seconds * SAMPLE_RATE), round(0.015 * SAMPLE_RATE)
    sound = sound[: end + length].copy()
    if len(sound) > end:
        sound[end:] *= np.linspace(1, 0, length)[: len(sound) - end]
    return sound


def panned(sound: NDArray[np.float64], place: float) -> Stereo:
    """Mono to stereo with equal power; `place` from -1 (left) to 1 (right)."""
    angle = (place + 1) * np.pi / 4
    return sound[:, None] * np.array([np.cos(angle), np.sin(angle)]) * np.sqrt(2)


def add_room(dry: Stereo, generator: np.random.Generator, seconds: float, level: float) -> Stereo:
    """The sound in a small room: decaying noise, darker than the sound itself."""
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    response = generator.normal(size=(len(times), 2)) * np.exp(-6.9 * times / seconds)[:, None]
    response[: int(0.008 * SAMPLE_RATE)] = 0
    response = sosfilt(butter(2, [250, 5000], "band", fs=SAMPLE_RATE, output="sos"), response, 0)
    response *= level / np.sqrt((response**2).sum(axis=0))
    wet = fftconvolve(dry, response, axes=0)[: len(dry)]
    return dry + wet


# The band. Chords of the verse: Em7 and A7 in turn; of the chorus: C, D, Em, G.
def bass_notes() -> Iterator[Note]:
    """A riff that meets the kick, then driving eighths."""
    verse = {
        28: ((0, 0, 2.5), (3, 0, 1), (7, 12, 1), (10, 3, 1.5), (12, 5, 1.5), (14, 7, 1.5)),
        33: ((0, 0, 2.5), (3, 0, 1), (7, 12, 1), (10, 7, 1.5), (12, 10, 1.5), (14, -2, 1.5)),
    }
    for bar in range(2, 12):
        root = (28, 33)[bar % 2]
        for step, up, length in verse[root]:
            yield Note(16 * bar + step, root + up, length, 104 if step == 0 else 92)
    for bar in range(12, 20):
        root = (36, 38, 28, 31)[bar % 4]
        for step in range(0, 16, 2):
            up = 12 if step == 14 else 0
            yield Note(16 * bar + step, root + up, 1.8, 104 if step in (0, 8) else 92)
    yield Note(16 * 20, 28, 16, 108)


def clean_guitar_notes() -> Iterator[Note]:
    """Short chords between the beats of intro and verse."""
    chords = ((59, 62, 67), (61, 64, 67))
    for bar in range(0, 12):
        steps = (2, 5, 11, 14) if bar >= 4 else (2, 11)
        for step in steps:
            for pitch in chords[bar % 2]:
                yield Note(16 * bar + step, pitch, 0.7, 78 if step in (2, 11) else 66)


def driven_guitar_notes() -> Iterator[Note]:
    """Fifths and octaves in the chorus, and the last chord."""
    for bar in range(12, 20):
        root = (48, 50, 52, 55)[bar % 4]
        for step, length in ((0, 1.6), (2, 5.0), (8, 1.6), (10, 5.0)):
            for pitch in (root, root + 7, root + 12):
                yield Note(16 * bar + step, pitch, length, 84)
    for pitch in (40, 47, 52, 59):
        yield Note(16 * 20, pitch, 16, 90)


def organ_notes() -> Iterator[Note]:
    """Held chords from the middle of the verse on."""
    verse = ((55, 59, 62, 64), (55, 57, 61, 64))
    chorus = ((55, 60, 64), (54, 57, 62), (55, 59, 64), (55, 59, 62))
    for bar in range(8, 12):
        for pitch in verse[bar % 2]:
            yield Note(16 * bar, pitch, 15, 66)
    for bar in range(12, 20):
        for pitch in chorus[bar % 4]:
            yield Note(16 * bar, pitch, 15.5, 78)


def brass_notes() -> Iterator[Note]:
    """The tune of the chorus, and an answer in the verse."""
    for bar in (7, 9):
        for step, pitch, length in ((8, 71, 1), (11, 69, 1), (12, 67, 1.5), (14, 64, 1.5)):
            yield Note(16 * bar + step, pitch, length, 80)
    tune = (
        ((0, 67, 2.5), (3, 67, 1), (6, 69, 1.5), (8, 72, 5)),
        ((0, 74, 2.5), (3, 72, 1), (6, 69, 1.5), (8, 66, 5)),
        ((0, 71, 2.5), (3, 69, 1), (6, 67, 1.5), (8, 64, 3), (12, 67, 1.5), (14, 69, 1.5)),
        ((0, 71, 6), (8, 74, 2), (11, 71, 1), (12, 69, 3)),
    )
    for bar in range(12, 20):
        for step, pitch, length in tune[bar % 4]:
            yield Note(16 * bar + step, pitch, length, 92)
    yield Note(16 * 20, 71, 12, 96)


# Programs of General MIDI (from 0), volume and panning (0..127).
BAND = (
    (33, 104, 64, bass_notes),
    (27, 84, 30, clean_guitar_notes),
    (29, 56, 96, driven_guitar_notes),
    (18, 54, 50, organ_notes),
    (61, 66, 78, brass_notes),
)


def band_track(channel: int, generator: np.random.Generator) -> mido.MidiTrack:
    """One player's MIDI track, with small differences of time and velocity."""
    program, volume, place, notes = BAND[channel]
    events = [(0, mido.Message("program_change", channel=channel, program=program))]
    for control, value in ((7, volume), (10, place)):
        message = mido.Message("control_change", channel=channel, control=control, value=value)
        events.append((0, message))
    for note in notes():
        time = step_time(note.step) + generator.normal(0, 0.004)
        start = round(time / (4 * STEP) * TICKS_PER_BEAT)
        velocity = int(np.clip(note.velocity + generator.normal(0, 4), 1, 127))
        on = mido.Message("note_on", channel=channel, note=note.pitch, velocity=velocity)
        end = start + round(note.length / 4 * TICKS_PER_BEAT)
        events += [(start, on), (end, on.copy(velocity=0))]
    events.sort(key=lambda event: event[0])
    track, now = mido.MidiTrack(), 0
    for time, message in events:
        track.append(message.copy(time=time - now))
        now = time
    return track


def render_band(soundfont: Path, generator: np.random.Generator, n_samples: int) -> Stereo:
    """The band in stereo, by fluidsynth."""
    song = mido.MidiFile(ticks_per_beat=TICKS_PER_BEAT)
    song.tracks.append(mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(TEMPO))]))
    song.tracks += [band_track(channel, generator) for channel in range(len(BAND))]
    with tempfile.TemporaryDirectory() as folder:
        midi, wav = Path(folder) / "band.mid", Path(folder) / "band.wav"
        song.save(midi)
        command = ["fluidsynth", "-ni", "-q", "-g", "0.6", "-r", str(SAMPLE_RATE)]
        subprocess.run([*command, "-F", str(wav), str(soundfont), str(midi)], check=True)
        samples, _ = soundfile.read(wav)
    band = np.zeros((n_samples, 2))
    band[: len(samples)] = samples[:n_samples]
    return band


def mix(drums: Stereo, band: Stereo) -> Stereo:
    """Both together, softly limited, faded out at the end."""
    # The band as loud as suits drums that are in front but do not stand alone.
    band *= 0.62 * np.sqrt((drums**2).mean() / (band**2).mean())
    both = drums + band
    both = np.tanh(1.5 * both / np.quantile(np.abs(both), 0.9995))
    fade = int(1.2 * SAMPLE_RATE)
    both[-fade:] *= np.linspace(1, 0, fade)[:, None] ** 2
    return 0.89 * both / np.abs(both).max()


def truth(strokes: list[Stroke]) -> dict[str, object]:
    """What the song really holds, for tests."""
    n_bars = len(bars())
    starts = np.cumsum([0] + [len(section) for _, section in SECTIONS])
    return {
        "title": TITLE,
        "artist": ARTIST,
        "tempo": TEMPO,
        "meter": "4/4",
        "sections": [
            {"time": round(step_time(16 * int(start)), 4), "name": name}
            for start, (name, _) in zip(starts[:-1], SECTIONS, strict=True)
        ],
        "beats": [
            {"time": round(step_time(4 * beat), 4), "number": beat % 4 + 1}
            for beat in range(4 * n_bars)
        ],
        "onsets": [asdict(stroke) | {"time": round(stroke.time, 4)} for stroke in strokes],
    }


def write_song(path: Path, samples: Stereo) -> None:
    """Write Ogg Vorbis with tags, in blocks (libvorbis overflows its stack on whole songs)."""
    with soundfile.SoundFile(path, "w", SAMPLE_RATE, 2, format="OGG", subtype="VORBIS") as file:
        file.title, file.artist = TITLE, ARTIST
        for start in range(0, len(samples), SAMPLE_RATE):
            file.write(samples[start : start + SAMPLE_RATE])


def main() -> None:
    """Read the command line and make the demo."""
    parser = argparse.ArgumentParser(description="Make the demo song and its truth.")
    parser.add_argument("kits", type=Path, help="folder of drum kits with kits.csv")
    parser.add_argument("soundfont", type=Path, help="General MIDI soundfont (.sf2)")
    parser.add_argument("--output", type=Path, default=Path("resources/demo"))
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    generator = np.random.default_rng(arguments.seed)

    n_samples = round((step_time(16 * (len(bars()) - 1)) + RING_OUT) * SAMPLE_RATE)
    strokes = play(generator)
    drums = render_drums(strokes, Sampler(arguments.kits, generator), n_samples)
    drums = add_room(drums, generator, seconds=0.45, level=0.35)
    band = render_band(arguments.soundfont, generator, n_samples)
    write_song(arguments.output / "demo.ogg", mix(drums, band))
    text = json.dumps(truth(strokes), indent=1)
    (arguments.output / "demo.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
