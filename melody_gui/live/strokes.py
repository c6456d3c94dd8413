"""What the live preview knows of a stroke, and the pads that stand for drums."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication


@dataclass(frozen=True)
class LiveStroke:
    """A stroke as it was just heard.

    `time` is seconds since the microphone began; `captured_at` is when the microphone took in
    that sound, in seconds of `time.perf_counter`.
    """

    drum: str
    velocity: int
    time: float
    captured_at: float
    confidence: float = 1.0


class Shape(Enum):
    """What a pad looks like."""

    DRUM = "drum"
    KICK = "kick"
    CYMBAL = "cymbal"
    HIHAT = "hihat"
    COWBELL = "cowbell"
    SMALL = "small"


@dataclass(frozen=True)
class Pad:
    """One instrument of the kit as the drummer sees it.

    `drums` are the kit's names that light it. The place is that of its middle in a field of
    160 x 100 with the drummer below; `tilt` is in degrees, `depth` the height of a drum's shell.
    """

    name: str
    drums: tuple[str, ...]
    shape: Shape
    x: float
    y: float
    width: float
    height: float
    tilt: float = 0.0
    depth: float = 0.0


FIELD_WIDTH, FIELD_HEIGHT = 160.0, 100.0

# From the back to the front: later ones are painted over earlier ones.
PADS: tuple[Pad, ...] = (
    Pad("splash", ("splash",), Shape.CYMBAL, 68, 11, 20, 8.5, -4),
    Pad("china", ("china",), Shape.CYMBAL, 143, 18, 29, 13, 14),
    Pad("crash", ("crash",), Shape.CYMBAL, 33, 20, 45, 20, -9),
    Pad("kick", ("kick",), Shape.KICK, 81, 62, 40, 40),
    Pad("cowbell", ("cowbell",), Shape.COWBELL, 97, 15, 11, 7, -8),
    Pad("tom_high", ("tom_high",), Shape.DRUM, 64, 33, 29, 17, -4, 7),
    Pad("tom_mid", ("tom_mid",), Shape.DRUM, 98, 33, 31, 18, 4, 8),
    Pad("ride", ("ride", "ride_bell"), Shape.CYMBAL, 130, 39, 48, 23, 7),
    Pad("hihat", ("hihat_closed", "hihat_open", "hihat_pedal"), Shape.HIHAT, 20, 49, 35, 16, -3),
    Pad("tom_low", ("tom_low",), Shape.DRUM, 121, 70, 40, 25, 2, 12),
    Pad("snare", ("snare", "side_stick"), Shape.DRUM, 46, 71, 36, 22, -2, 6.5),
    Pad("tambourine", ("tambourine",), Shape.SMALL, 148, 73, 12, 7),
    Pad("clap", ("clap",), Shape.SMALL, 148, 87, 12, 7),
)

PAD_OF_DRUM: Mapping[str, Pad] = MappingProxyType({drum: pad for pad in PADS for drum in pad.drums})


def pad_title(name: str) -> str:
    """The pad's name for the user."""
    translate = QCoreApplication.translate
    titles = {
        "kick": translate("KitPads", "Kick"),
        "snare": translate("KitPads", "Snare"),
        "hihat": translate("KitPads", "Hi-hat"),
        "tom_high": translate("KitPads", "High tom"),
        "tom_mid": translate("KitPads", "Mid tom"),
        "tom_low": translate("KitPads", "Floor tom"),
        "crash": translate("KitPads", "Crash"),
        "ride": translate("KitPads", "Ride"),
        "china": translate("KitPads", "China"),
        "splash": translate("KitPads", "Splash"),
        "cowbell": translate("KitPads", "Cowbell"),
        "tambourine": translate("KitPads", "Tambourine"),
        "clap": translate("KitPads", "Clap"),
    }
    return titles[name]


def manner_title(drum: str) -> str:
    """How the pad was struck, where that is worth a word; else empty."""
    translate = QCoreApplication.translate
    manners = {
        "hihat_open": translate("KitPads", "open"),
        "hihat_pedal": translate("KitPads", "foot"),
        "side_stick": translate("KitPads", "side stick"),
        "ride_bell": translate("KitPads", "bell"),
    }
    return manners.get(drum, "")
