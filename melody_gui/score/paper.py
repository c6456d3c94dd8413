"""The colours of the page in the window."""

from dataclasses import dataclass

from PySide6.QtGui import QColor

from melody_gui import theme

# As in the lanes: from this confidence on a stroke counts as sure, up to that as doubtful.
_SURE, _DOUBTFUL = 0.85, 0.3
# How much of that colour is in the ink from sure to doubtful; small shares would look muddy.
_SHARES = (0.0, 0.5, 0.7, 0.85, 1.0)


@dataclass(frozen=True)
class Paper:
    """Colours by role; `doubts` go from the ink of a sure note to that of a doubtful one."""

    sheet: QColor
    edge: QColor
    ink: QColor
    faded: QColor
    accent: QColor
    playhead: QColor
    loop: QColor
    doubts: tuple[QColor, ...]

    def ink_for(self, confidence: float) -> QColor:
        """The colour of a note of that confidence, 0..1."""
        doubt = (_SURE - confidence) / (_SURE - _DOUBTFUL)
        return self.doubts[round(min(max(doubt, 0.0), 1.0) * (len(_SHARES) - 1))]


def paper(choice: str) -> Paper:
    """The paper "light", "dark", or as the "theme" is."""
    now = theme.colours()
    is_dark = choice == "dark" or (choice == "theme" and now.is_dark)
    # Accents are chosen for their ground, which need not be that of the window.
    found = theme.dark_colours() if is_dark else theme.light_colours()
    sheet = found.panel if is_dark else now.paper
    ink = found.text if is_dark else now.ink
    return Paper(
        sheet=sheet,
        edge=now.border,
        ink=ink,
        faded=mixed(sheet, ink, 0.3),
        accent=found.accent,
        playhead=found.playhead,
        loop=found.accent,
        doubts=tuple(mixed(ink, found.low_confidence, share) for share in _SHARES),
    )


def mixed(ground: QColor, colour: QColor, share: float) -> QColor:
    """The ground with a share (0..1) of another colour in it."""
    return QColor.fromRgbF(
        ground.redF() * (1 - share) + colour.redF() * share,
        ground.greenF() * (1 - share) + colour.greenF() * share,
        ground.blueF() * (1 - share) + colour.blueF() * share,
    )


def seen_through(colour: QColor, opacity: float) -> QColor:
    """The colour with an opacity of 0..1."""
    result = QColor(colour)
    result.setAlphaF(opacity)
    return result
