"""The names of the drums in the language of the window."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from core.kit import DRUMS

# The titles of the kit once more, where Qt Linguist finds them.
_TITLES = (
    QT_TRANSLATE_NOOP("Drums", "Bass Drum"),
    QT_TRANSLATE_NOOP("Drums", "Snare"),
    QT_TRANSLATE_NOOP("Drums", "Side Stick"),
    QT_TRANSLATE_NOOP("Drums", "Closed Hi-Hat"),
    QT_TRANSLATE_NOOP("Drums", "Open Hi-Hat"),
    QT_TRANSLATE_NOOP("Drums", "Pedal Hi-Hat"),
    QT_TRANSLATE_NOOP("Drums", "High Tom"),
    QT_TRANSLATE_NOOP("Drums", "Mid Tom"),
    QT_TRANSLATE_NOOP("Drums", "Floor Tom"),
    QT_TRANSLATE_NOOP("Drums", "Crash"),
    QT_TRANSLATE_NOOP("Drums", "Ride"),
    QT_TRANSLATE_NOOP("Drums", "Ride Bell"),
    QT_TRANSLATE_NOOP("Drums", "China"),
    QT_TRANSLATE_NOOP("Drums", "Splash"),
    QT_TRANSLATE_NOOP("Drums", "Cowbell"),
    QT_TRANSLATE_NOOP("Drums", "Tambourine"),
    QT_TRANSLATE_NOOP("Drums", "Clap"),
)


def drum_title(name: str) -> str:
    """What the drum of that name is called in the language of the window."""
    return QCoreApplication.translate("Drums", DRUMS[name].title)
