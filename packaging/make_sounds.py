"""Makes the drum sounds in resources/sounds from free drum kits.

Every drum gets a few strokes from soft to loud, cut where they fade away, brought to one level
(`sounds.json` keeps how loud each was) and written as Ogg Vorbis. Three drums are in no kit whose
licence lets us ship it without conditions: the china comes from a kit that asks for credit, the
splash is a small crash made of a large one, and the cowbell is made from numbers.

    python packaging/make_sounds.py KITS_FOLDER [--output resources/sounds]

KITS_FOLDER holds the kits' folders and `kits.csv` (file, kit, piece, level_db_re_loudest).
"""

import argparse
import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

SAMPLE_RATE = 44100
ATTACK_OFFSET = 0.002
LOUDEST = 0.9
VORBIS_QUALITY = 0.45

Samples = NDArray[np.float64]


@dataclass(frozen=True)
class Source:
    """Where a drum comes from and how it is set up.

    `peak` is the loudest stroke's peak in dB, `place` -1 (left) to 1, `seconds` the longest
    that a sample rings.
    """

    kit: str
    piece: str
    peak: float
    place: float
    seconds: float
    n_layers: int = 5


SOURCES = {
    "kick": Source("gogodze", "kick", -1.0, 0.0, 0.8),
    "snare": Source("gogodze", "snare", -2.5, 0.06, 0.9, 7),
    "side_stick": Source("gogodze", "side_stick", -7.5, 0.06, 0.5, 4),
    "hihat_closed": Source("gogodze", "hihat_closed", -11.5, 0.35, 0.5, 6),
    "hihat_open": Source("gogodze", "hihat_open", -10.5, 0.35, 2.2, 4),
    "hihat_pedal": Source("gogodze", "hihat_pedal", -14.5, 0.35, 0.4, 4),
    "tom_high": Source("gogodze", "tom_high", -4.0, 0.25, 1.0),
    "tom_mid": Source("gogodze", "tom_mid", -4.0, -0.1, 1.2),
    "tom_low": Source("gogodze", "tom_low", -3.5, -0.35, 1.5),
    "crash": Source("osdk", "crash", -7.5, -0.4, 3.5, 4),
    "ride": Source("osdk", "ride", -11.5, -0.3, 2.6, 5),
    "ride_bell": Source("osdk", "ride_bell", -9.5, -0.3, 2.6, 4),
    "china": Source("muldjord", "china", -7.5, 0.4, 2.5, 3),
    "splash": Source("osdk", "crash", -9.5, 0.15, 1.2, 3),
    "tambourine": Source("worldperc", "tambourine", -9.5, -0.2, 0.7, 4),
    "clap": Source("frankensnare", "clap", -6.5, 0.1, 0.7, 3),
}
SPLASH_PITCH = 1.7
COWBELL_PEAK, COWBELL_PLACE = -9.5, 0.2


def main() -> None:
    """Read the arguments, write the folder."""
    parser = argparse.ArgumentParser(description="Makes the drum sounds of the player.")
    parser.add_argument("kits", type=Path)
    default = Path(__file__).parents[1] / "resources" / "sounds"
    parser.add_argument("--output", type=Path, default=default)
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    for old in arguments.output.glob("*.ogg"):
        old.unlink()
    table = {
        drum: entry(drum, source, layers(drum, source, arguments.kits), arguments.output)
        for drum, source in SOURCES.items()
    }
    cowbell = Source("", "", COWBELL_PEAK, COWBELL_PLACE, 0.4)
    table["cowbell"] = entry("cowbell", cowbell, cowbell_layers(), arguments.output)
    text = json.dumps(table, indent=1) + "\n"
    (arguments.output / "sounds.json").write_text(text, encoding="utf-8")


def entry(drum: str, source: Source, found: list[tuple[float, Samples]], output: Path) -> object:
    """Write a drum's layers, softest first; what `sounds.json` says of them."""
    written = []
    for number, (level, samples) in enumerate(sorted(found, key=lambda item: item[0]), 1):
        name = f"{drum}_{number}.ogg"
        peak = LOUDEST / np.abs(samples).max()
        with soundfile.SoundFile(
            output / name, "w", SAMPLE_RATE, 1, compression_level=1 - VORBIS_QUALITY
        ) as file:
            file.write(samples * peak)
        written.append({"file": name, "level": round(level, 1)})
    return {"peak": source.peak, "place": source.place, "layers": written}


def layers(drum: str, source: Source, kits: Path) -> list[tuple[float, Samples]]:
    """Strokes of a piece, spread evenly in loudness: level in dB, samples."""
    with (kits / "kits.csv").open(newline="", encoding="utf-8") as rows:
        strokes = [
            (float(row["level_db_re_loudest"]), kits / row["file"])
            for row in csv.DictReader(rows)
            if (row["kit"], row["piece"]) == (source.kit, source.piece)
        ]
    softest = max(min(level for level, _ in strokes), -26.0)
    chosen: dict[Path, float] = {}
    for wanted in np.linspace(softest, 0, source.n_layers):
        left = [stroke for stroke in strokes if stroke[1] not in chosen]
        level, path = min(left, key=lambda stroke: abs(stroke[0] - wanted))
        chosen[path] = level
    return [(level, one_stroke(drum, source, path)) for path, level in chosen.items()]


def one_stroke(drum: str, source: Source, path: Path) -> Samples:
    """The samples of one stroke, mono, cut and faded out."""
    samples, rate = soundfile.read(path, always_2d=True)
    assert rate == SAMPLE_RATE, path
    mono = samples.mean(axis=1)
    if drum == "splash":
        mono = splash(mono)
    return faded(prompt(mono), source.seconds)


def prompt(samples: Samples) -> Samples:
    """The samples without a slow beginning: a pedal's foot presses long before it is heard."""
    level = np.abs(samples)
    late = int(np.argmax(level > 0.15 * level.max())) - round(ATTACK_OFFSET * SAMPLE_RATE)
    if late < 0.002 * SAMPLE_RATE:
        return samples
    cut = samples[late:].copy()
    n_fade = round(0.001 * SAMPLE_RATE)
    cut[:n_fade] *= np.linspace(0, 1, n_fade)
    return cut


def splash(crash: Samples) -> Samples:
    """A crash made smaller: higher, thinner, and gone sooner."""
    attack = round(ATTACK_OFFSET * SAMPLE_RATE)
    higher = soxr.resample(crash, SPLASH_PITCH * SAMPLE_RATE, SAMPLE_RATE)
    # Keep the attack where it was: the resampling has moved it towards the start.
    higher = np.concatenate([np.zeros(attack - round(attack / SPLASH_PITCH)), higher])
    higher = sosfilt(butter(2, 500, "high", fs=SAMPLE_RATE, output="sos"), higher)
    times = np.maximum(np.arange(len(higher)) - attack, 0) / SAMPLE_RATE
    shortened: Samples = higher * np.exp(-times / 0.28)
    return shortened


def faded(samples: Samples, seconds: float) -> Samples:
    """Cut at -60 dB or after `seconds`, with a fade-out over the last third."""
    loud = np.flatnonzero(np.abs(samples) > 1e-3 * np.abs(samples).max())
    cut = samples[: min(int(loud[-1]) + 1, round(seconds * SAMPLE_RATE))].copy()
    n_fade = len(cut) // 3
    cut[len(cut) - n_fade :] *= np.cos(np.linspace(0, np.pi / 2, n_fade)) ** 2
    return cut


def cowbell_layers() -> list[tuple[float, Samples]]:
    """A cowbell from numbers: two clanging tones, duller the softer it is struck."""
    times = np.arange(round(0.45 * SAMPLE_RATE)) / SAMPLE_RATE
    attack = np.zeros(round(ATTACK_OFFSET * SAMPLE_RATE))
    found = []
    for level, brightness in ((-14.0, 0.45), (-7.0, 0.7), (0.0, 1.0)):
        tone = np.zeros(len(times))
        for pitch, share in ((562.0, 0.7), (845.0, 1.0)):
            for overtone in range(1, 14):
                weight = share * brightness ** (overtone - 1) / overtone**1.1
                # A struck plate's overtones lie a little off the harmonic series.
                frequency = pitch * overtone * (1 + 0.004 * overtone)
                decay = 0.11 / (1 + 0.25 * overtone)
                tone += weight * np.sin(2 * np.pi * frequency * times) * np.exp(-times / decay)
        tone *= np.minimum(times / 0.0004, 1)
        found.append((level, faded(np.concatenate([attack, tone]), 0.4)))
    return found


if __name__ == "__main__":
    main()
