"""The one table of drums: names, MIDI notes, places on the staff, noteheads, voices, classes.

Everything that depends on the set of drums derives from `KIT`: the heads of the network,
the drumset map of a score, the classes of an evaluation. Staff lines follow the
Percussive Arts Society's guide (Weinberg 1998) in MuseScore's counting: 0 is the top line
of the staff, each step down adds 1 (so 4 is the middle line, 8 the bottom line).
MIDI notes are those of General MIDI; `more_midi_notes` are further notes that files use
for the same drum (among them the Roland TD-11 edge zones of the Groove MIDI Dataset).
"""

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Notehead(Enum):
    """Shapes of noteheads, named as MuseScore names them."""

    NORMAL = "normal"
    CROSS = "cross"
    CIRCLED_CROSS = "xcircle"
    DIAMOND = "diamond"
    TRIANGLE = "triangle-up"
    SLASHED = "slashed1"


class Voice(Enum):
    """Hands are written with stems up in voice 1, feet with stems down in voice 2."""

    HANDS = 1
    FEET = 2


@dataclass(frozen=True)
class Drum:
    """One drum as heard, written and played.

    `class_5` and `class_3` name the class in which reduced reports count the drum; None
    where those reports leave it out (the convention of the MDB Drums evaluations).
    """

    name: str
    title: str
    midi_note: int
    staff_line: int
    notehead: Notehead
    voice: Voice
    class_8: str
    class_5: str | None
    class_3: str | None
    more_midi_notes: tuple[int, ...] = ()


_HANDS, _FEET = Voice.HANDS, Voice.FEET

KIT: tuple[Drum, ...] = (
    Drum("kick", "Bass Drum", 36, 7, Notehead.NORMAL, _FEET, "kick", "kick", "kick", (35,)),
    Drum("snare", "Snare", 38, 3, Notehead.NORMAL, _HANDS, "snare", "snare", "snare", (40,)),
    Drum("side_stick", "Side Stick", 37, 3, Notehead.CROSS, _HANDS, "percussion", None, None),
    Drum("hihat_closed", "Closed Hi-Hat", 42, -1, Notehead.CROSS, _HANDS, "hihat", "hihat", "hihat", (22,)),
    Drum("hihat_open", "Open Hi-Hat", 46, -1, Notehead.CIRCLED_CROSS, _HANDS, "hihat", "hihat", "hihat", (26,)),
    Drum("hihat_pedal", "Pedal Hi-Hat", 44, 9, Notehead.CROSS, _FEET, "hihat", "hihat", "hihat"),
    Drum("tom_high", "High Tom", 50, 1, Notehead.NORMAL, _HANDS, "toms", "toms", None, (48,)),
    Drum("tom_mid", "Mid Tom", 47, 2, Notehead.NORMAL, _HANDS, "toms", "toms", None, (45,)),
    Drum("tom_low", "Floor Tom", 43, 5, Notehead.NORMAL, _HANDS, "toms", "toms", None, (41, 58)),
    Drum("crash", "Crash", 49, -2, Notehead.CROSS, _HANDS, "crash", "cymbals", None, (57,)),
    Drum("ride", "Ride", 51, 0, Notehead.CROSS, _HANDS, "ride", "cymbals", None, (59,)),
    Drum("ride_bell", "Ride Bell", 53, 0, Notehead.DIAMOND, _HANDS, "bell", "cymbals", None),
    Drum("china", "China", 52, -4, Notehead.CROSS, _HANDS, "crash", "cymbals", None),
    Drum("splash", "Splash", 55, -3, Notehead.CROSS, _HANDS, "crash", "cymbals", None),
    Drum("cowbell", "Cowbell", 56, 0, Notehead.TRIANGLE, _HANDS, "bell", None, None),
    Drum("tambourine", "Tambourine", 54, -5, Notehead.CROSS, _HANDS, "percussion", None, None),
    Drum("clap", "Clap", 39, 4, Notehead.CROSS, _HANDS, "percussion", None, None),
)  # fmt: skip

DRUM_NAMES: tuple[str, ...] = tuple(drum.name for drum in KIT)
DRUMS = MappingProxyType({drum.name: drum for drum in KIT})
MIDI_NOTE_TO_DRUM = MappingProxyType(
    {note: drum.name for drum in KIT for note in drum.more_midi_notes}
    | {drum.midi_note: drum.name for drum in KIT}
)
