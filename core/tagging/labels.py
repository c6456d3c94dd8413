"""The one table of labels that a song can be given, by kind."""

from collections.abc import Mapping
from types import MappingProxyType

GENRE, MOOD, TEMPO, TAG = "genre", "mood", "tempo", "tag"

# What the taggers that taught Melody call music; the rest of their words are tags.
_GENRES = (
    "rock", "pop", "alternative", "indie", "electronic", "dance", "jazz", "metal", "soul", "folk",
    "punk", "blues", "ambient", "hip-hop", "country", "funk", "rnb", "house", "techno",
    "classical", "new age",
)  # fmt: skip
_MOODS = (
    "beautiful", "chillout", "mellow", "party", "easy listening", "sexy", "catchy", "sad",
    "happy", "quiet", "loud", "soft", "weird",
)  # fmt: skip
_TEMPOS = ("slow", "fast")
_TAGS = (
    "alternative rock", "classic rock", "indie rock", "hard rock", "progressive rock",
    "heavy metal", "indie pop", "electronica", "electro", "experimental", "60s", "70s", "80s",
    "90s", "00s", "oldies", "acoustic", "instrumental", "female voice", "male voice", "choir",
    "guitar", "piano", "strings", "violin", "cello", "flute", "harp", "harpsichord", "sitar",
    "synth", "drums", "beat", "solo", "opera", "indian",
)  # fmt: skip

KIND_OF_LABEL: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(_GENRES, GENRE),
        **dict.fromkeys(_MOODS, MOOD),
        **dict.fromkeys(_TEMPOS, TEMPO),
        **dict.fromkeys(_TAGS, TAG),
    }
)
LABELS: tuple[str, ...] = tuple(KIND_OF_LABEL)


def labels_of(kind: str) -> tuple[str, ...]:
    """The labels of one kind."""
    return tuple(label for label, own in KIND_OF_LABEL.items() if own == kind)
