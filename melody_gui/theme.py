"""Colours and icons by role, for a light and a dark window."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from core.kit import KIT

_ICONS = Path(__file__).parent.parent / "resources" / "icons"


@dataclass(frozen=True)
class Colours:
    """What each thing is drawn in."""

    is_dark: bool
    window: QColor
    panel: QColor
    text: QColor
    dim_text: QColor
    accent: QColor
    accent_text: QColor
    playhead: QColor
    selection: QColor
    grid_line: QColor
    bar_line: QColor
    warning: QColor
    error: QColor
    waveform: QColor
    paper: QColor
    ink: QColor
    low_confidence: QColor
    drums: Mapping[str, QColor]


class Notifier(QObject):
    """Says that the colours are others now."""

    changed = Signal()


# After Okabe and Ito (2008): told apart by colour-blind people too; a class of drums each.
_CLASS_COLOURS = {
    "dark": {
        "kick": "#56b4e9", "snare": "#e69f00", "hihat": "#f0e442", "toms": "#009e73",
        "cymbals": "#cc79a7", None: "#b0b4ba",
    },
    "light": {
        "kick": "#0072b2", "snare": "#d55e00", "hihat": "#a88a00", "toms": "#007a58",
        "cymbals": "#a8497d", None: "#6b7078",
    },
}  # fmt: skip


def _drum_colours(name: str) -> dict[str, QColor]:
    return {drum.name: QColor(_CLASS_COLOURS[name][drum.class_5]) for drum in KIT}


def dark_colours() -> Colours:
    """The colours of the dark window."""
    return Colours(
        is_dark=True,
        window=QColor("#1b1d21"),
        panel=QColor("#23262b"),
        text=QColor("#e8eaed"),
        dim_text=QColor("#9aa0a8"),
        accent=QColor("#4ea1ff"),
        accent_text=QColor("#0b1220"),
        playhead=QColor("#ff5d5d"),
        selection=QColor("#4ea1ff"),
        grid_line=QColor("#33373e"),
        bar_line=QColor("#565c66"),
        warning=QColor("#f2b84b"),
        error=QColor("#ff6b6b"),
        waveform=QColor("#7fa8d6"),
        paper=QColor("#f7f5f0"),
        ink=QColor("#15171a"),
        low_confidence=QColor("#d9822b"),
        drums=_drum_colours("dark"),
    )


def light_colours() -> Colours:
    """The colours of the light window."""
    return Colours(
        is_dark=False,
        window=QColor("#f4f5f7"),
        panel=QColor("#ffffff"),
        text=QColor("#1d2025"),
        dim_text=QColor("#646b75"),
        accent=QColor("#1566c0"),
        accent_text=QColor("#ffffff"),
        playhead=QColor("#d62f2f"),
        selection=QColor("#1566c0"),
        grid_line=QColor("#e1e4e8"),
        bar_line=QColor("#b3b9c2"),
        warning=QColor("#9a6400"),
        error=QColor("#c02626"),
        waveform=QColor("#4678ad"),
        paper=QColor("#ffffff"),
        ink=QColor("#15171a"),
        low_confidence=QColor("#c4631a"),
        drums=_drum_colours("light"),
    )


class _Theme:
    """The one choice of colours that holds now."""

    def __init__(self) -> None:
        self.colours = dark_colours()
        self.notifier = Notifier()


@lru_cache(maxsize=1)
def _theme() -> _Theme:
    return _Theme()


def colours() -> Colours:
    """The colours that hold now."""
    return _theme().colours


def notifier() -> Notifier:
    """Its `changed` fires when other colours hold."""
    return _theme().notifier


def choose(name: str) -> None:
    """Hold the colours of "light", "dark" or the "system"."""
    if name == "system":
        hints = QGuiApplication.styleHints()
        name = "light" if hints.colorScheme() is Qt.ColorScheme.Light else "dark"
    _theme().colours = light_colours() if name == "light" else dark_colours()
    icon.cache_clear()
    _theme().notifier.changed.emit()


def palette() -> QPalette:
    """Qt's palette in the colours that hold now."""
    found = colours()
    result = QPalette()
    roles = {
        QPalette.ColorRole.Window: found.window,
        QPalette.ColorRole.WindowText: found.text,
        QPalette.ColorRole.Base: found.panel,
        QPalette.ColorRole.AlternateBase: found.window,
        QPalette.ColorRole.Text: found.text,
        QPalette.ColorRole.Button: found.panel,
        QPalette.ColorRole.ButtonText: found.text,
        QPalette.ColorRole.Highlight: found.accent,
        QPalette.ColorRole.HighlightedText: found.accent_text,
        QPalette.ColorRole.ToolTipBase: found.panel,
        QPalette.ColorRole.ToolTipText: found.text,
        QPalette.ColorRole.PlaceholderText: found.dim_text,
        QPalette.ColorRole.Link: found.accent,
    }
    for role, colour in roles.items():
        result.setColor(role, colour)
    disabled = QPalette.ColorGroup.Disabled
    for role in (
        QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText,
    ):  # fmt: skip
        result.setColor(disabled, role, found.dim_text)
    return result


@lru_cache(maxsize=256)
def icon(name: str) -> QIcon:
    """The icon NAME.svg of the resources, in the colour of text."""
    result = QIcon()
    for mode, colour in (
        (QIcon.Mode.Normal, colours().text), (QIcon.Mode.Disabled, colours().grid_line),
    ):  # fmt: skip
        result.addPixmap(_tinted(_ICONS / f"{name}.svg", colour), mode)
    return result


def _tinted(path: Path, colour: QColor, size: int = 64) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(path.read_bytes()))
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), colour)
    painter.end()
    return pixmap
