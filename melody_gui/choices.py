"""What may be chosen of metres and swings, in the same words wherever it is offered.

Nothing heavy is imported here: the menus are on screen before the network is.
"""

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from core.meter import TimeSignature

METRES = tuple(
    TimeSignature(numerator, denominator)
    for numerator, denominator in (
        (2, 4), (3, 4), (4, 4), (5, 4), (6, 4), (7, 4), (2, 2), (3, 8), (5, 8), (6, 8), (7, 8),
        (9, 8), (12, 8),
    )
)  # fmt: skip


@dataclass(frozen=True)
class SwingChoice:
    """Pairs of notes of 1/`unit` of which the first takes `ratio` percent; 50 is straight."""

    ratio: int
    unit: int
    words: str

    @property
    def title(self) -> str:
        """What it is called in the language of the window."""
        return QCoreApplication.translate("Choices", self.words)


SWINGS = (
    SwingChoice(50, 8, str(QT_TRANSLATE_NOOP("Choices", "Straight"))),
    SwingChoice(58, 8, str(QT_TRANSLATE_NOOP("Choices", "Light 8ths (58 %)"))),
    SwingChoice(62, 8, str(QT_TRANSLATE_NOOP("Choices", "Medium 8ths (62 %)"))),
    SwingChoice(67, 8, str(QT_TRANSLATE_NOOP("Choices", "Triplet 8ths (67 %)"))),
    SwingChoice(58, 16, str(QT_TRANSLATE_NOOP("Choices", "Light 16ths (58 %)"))),
    SwingChoice(67, 16, str(QT_TRANSLATE_NOOP("Choices", "Triplet 16ths (67 %)"))),
)


def as_heard() -> str:
    """What the choice is called that leaves the swing to Melody."""
    return QCoreApplication.translate("Choices", "As heard")


def swing_title(ratio: int, unit: int) -> str:
    """What a swing is called, be it among the choices or not."""
    for choice in SWINGS:
        if (choice.ratio, choice.unit) == (ratio, unit):
            return choice.title
    text = QCoreApplication.translate("Choices", "{unit}ths ({ratio} %)")
    return text.format(unit=unit, ratio=ratio)
