"""What genres, moods and tags are called in the language of the window."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

# Each label of core/tagging/labels.py with its title, where Qt Linguist finds it.
_TITLES: Mapping[str, object] = MappingProxyType(
    {
        "rock": QT_TRANSLATE_NOOP("Labels", "Rock"),
        "pop": QT_TRANSLATE_NOOP("Labels", "Pop"),
        "alternative": QT_TRANSLATE_NOOP("Labels", "Alternative"),
        "indie": QT_TRANSLATE_NOOP("Labels", "Indie"),
        "electronic": QT_TRANSLATE_NOOP("Labels", "Electronic"),
        "dance": QT_TRANSLATE_NOOP("Labels", "Dance"),
        "jazz": QT_TRANSLATE_NOOP("Labels", "Jazz"),
        "metal": QT_TRANSLATE_NOOP("Labels", "Metal"),
        "soul": QT_TRANSLATE_NOOP("Labels", "Soul"),
        "folk": QT_TRANSLATE_NOOP("Labels", "Folk"),
        "punk": QT_TRANSLATE_NOOP("Labels", "Punk"),
        "blues": QT_TRANSLATE_NOOP("Labels", "Blues"),
        "ambient": QT_TRANSLATE_NOOP("Labels", "Ambient"),
        "hip-hop": QT_TRANSLATE_NOOP("Labels", "Hip-hop"),
        "country": QT_TRANSLATE_NOOP("Labels", "Country"),
        "funk": QT_TRANSLATE_NOOP("Labels", "Funk"),
        "rnb": QT_TRANSLATE_NOOP("Labels", "R&B"),
        "house": QT_TRANSLATE_NOOP("Labels", "House"),
        "techno": QT_TRANSLATE_NOOP("Labels", "Techno"),
        "classical": QT_TRANSLATE_NOOP("Labels", "Classical"),
        "new age": QT_TRANSLATE_NOOP("Labels", "New age"),
        "beautiful": QT_TRANSLATE_NOOP("Labels", "Beautiful"),
        "chillout": QT_TRANSLATE_NOOP("Labels", "Chillout"),
        "mellow": QT_TRANSLATE_NOOP("Labels", "Mellow"),
        "party": QT_TRANSLATE_NOOP("Labels", "Party"),
        "easy listening": QT_TRANSLATE_NOOP("Labels", "Easy listening"),
        "sexy": QT_TRANSLATE_NOOP("Labels", "Sexy"),
        "catchy": QT_TRANSLATE_NOOP("Labels", "Catchy"),
        "sad": QT_TRANSLATE_NOOP("Labels", "Sad"),
        "happy": QT_TRANSLATE_NOOP("Labels", "Happy"),
        "quiet": QT_TRANSLATE_NOOP("Labels", "Quiet"),
        "loud": QT_TRANSLATE_NOOP("Labels", "Loud"),
        "soft": QT_TRANSLATE_NOOP("Labels", "Soft"),
        "weird": QT_TRANSLATE_NOOP("Labels", "Weird"),
        "slow": QT_TRANSLATE_NOOP("Labels", "Slow"),
        "fast": QT_TRANSLATE_NOOP("Labels", "Fast"),
        "alternative rock": QT_TRANSLATE_NOOP("Labels", "Alternative rock"),
        "classic rock": QT_TRANSLATE_NOOP("Labels", "Classic rock"),
        "indie rock": QT_TRANSLATE_NOOP("Labels", "Indie rock"),
        "hard rock": QT_TRANSLATE_NOOP("Labels", "Hard rock"),
        "progressive rock": QT_TRANSLATE_NOOP("Labels", "Progressive rock"),
        "heavy metal": QT_TRANSLATE_NOOP("Labels", "Heavy metal"),
        "indie pop": QT_TRANSLATE_NOOP("Labels", "Indie pop"),
        "electronica": QT_TRANSLATE_NOOP("Labels", "Electronica"),
        "electro": QT_TRANSLATE_NOOP("Labels", "Electro"),
        "experimental": QT_TRANSLATE_NOOP("Labels", "Experimental"),
        "60s": QT_TRANSLATE_NOOP("Labels", "60s"),
        "70s": QT_TRANSLATE_NOOP("Labels", "70s"),
        "80s": QT_TRANSLATE_NOOP("Labels", "80s"),
        "90s": QT_TRANSLATE_NOOP("Labels", "90s"),
        "00s": QT_TRANSLATE_NOOP("Labels", "00s"),
        "oldies": QT_TRANSLATE_NOOP("Labels", "Oldies"),
        "acoustic": QT_TRANSLATE_NOOP("Labels", "Acoustic"),
        "instrumental": QT_TRANSLATE_NOOP("Labels", "Instrumental"),
        "female voice": QT_TRANSLATE_NOOP("Labels", "Female voice"),
        "male voice": QT_TRANSLATE_NOOP("Labels", "Male voice"),
        "choir": QT_TRANSLATE_NOOP("Labels", "Choir"),
        "guitar": QT_TRANSLATE_NOOP("Labels", "Guitar"),
        "piano": QT_TRANSLATE_NOOP("Labels", "Piano"),
        "strings": QT_TRANSLATE_NOOP("Labels", "Strings"),
        "violin": QT_TRANSLATE_NOOP("Labels", "Violin"),
        "cello": QT_TRANSLATE_NOOP("Labels", "Cello"),
        "flute": QT_TRANSLATE_NOOP("Labels", "Flute"),
        "harp": QT_TRANSLATE_NOOP("Labels", "Harp"),
        "harpsichord": QT_TRANSLATE_NOOP("Labels", "Harpsichord"),
        "sitar": QT_TRANSLATE_NOOP("Labels", "Sitar"),
        "synth": QT_TRANSLATE_NOOP("Labels", "Synth"),
        "drums": QT_TRANSLATE_NOOP("Labels", "Drums"),
        "beat": QT_TRANSLATE_NOOP("Labels", "Beat"),
        "solo": QT_TRANSLATE_NOOP("Labels", "Solo"),
        "opera": QT_TRANSLATE_NOOP("Labels", "Opera"),
        "indian": QT_TRANSLATE_NOOP("Labels", "Indian"),
    }
)


def label_title(label: str) -> str:
    """The title of a label; one that this version does not know stands for itself."""
    return QCoreApplication.translate("Labels", str(_TITLES.get(label, label)))
