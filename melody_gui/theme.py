"""Colours and icons by role, for a light and a dark window."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from melody_gui.drum_colours import drum_colours

_ICONS = Path(__file__).parent.parent / "resources" / "icons"
# In device pixels; Qt takes the next larger one.
_ICON_SIZES = (16, 20, 32, 40)


@dataclass(frozen=True)
class Colours:
    """What each thing is drawn in.

    `window` is behind all, `panel` behind lists and inputs, `raised` under the mouse.
    """

    is_dark: bool
    window: QColor
    panel: QColor
    raised: QColor
    border: QColor
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
    attention: QColor
    heatmap: QColor
    drums: Mapping[str, QColor]


class Notifier(QObject):
    """Says that the colours are others now."""

    changed = Signal()


def dark_colours(drums: str = "standard") -> Colours:
    """The colours of the dark window, with the set of drum colours of that name."""
    return Colours(
        is_dark=True,
        window=QColor("#1b1d21"),
        panel=QColor("#23262b"),
        raised=QColor("#2f333a"),
        border=QColor("#3d424b"),
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
        attention=QColor("#3fd0b0"),
        heatmap=QColor("#3df5d2"),
        drums=drum_colours(drums, is_dark=True),
    )


def light_colours(drums: str = "standard") -> Colours:
    """The colours of the light window, with the set of drum colours of that name."""
    return Colours(
        is_dark=False,
        window=QColor("#f4f5f7"),
        panel=QColor("#ffffff"),
        raised=QColor("#e9ecf0"),
        border=QColor("#cdd2d9"),
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
        attention=QColor("#0b7a68"),
        heatmap=QColor("#3df5d2"),
        drums=drum_colours(drums, is_dark=False),
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


def choose(name: str, drums: str = "standard") -> None:
    """Hold the colours of "light", "dark" or the "system", and those of the drums."""
    if name == "system":
        hints = QGuiApplication.styleHints()
        name = "light" if hints.colorScheme() is Qt.ColorScheme.Light else "dark"
    _theme().colours = light_colours(drums) if name == "light" else dark_colours(drums)
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
        QPalette.ColorRole.Accent: found.accent,
    }
    for role, colour in roles.items():
        result.setColor(role, colour)
    disabled = QPalette.ColorGroup.Disabled
    for role in (
        QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText,
    ):  # fmt: skip
        result.setColor(disabled, role, found.bar_line)
    return result


@lru_cache(maxsize=512)
def icon(name: str, role: str = "text") -> QIcon:
    """The icon NAME.svg of the resources in the colour of that role; the accent where it is on."""
    found = colours()
    plain: QColor = getattr(found, role)
    accent = found.accent if role == "text" else plain
    off, on = QIcon.State.Off, QIcon.State.On
    result = QIcon()
    for size in _ICON_SIZES:
        normal = pixmap(name, plain, size)
        disabled = pixmap(name, found.bar_line, size)
        result.addPixmap(normal, QIcon.Mode.Normal, off)
        chosen = normal if accent == plain else pixmap(name, accent, size)
        result.addPixmap(chosen, QIcon.Mode.Normal, on)
        for state in (off, on):
            result.addPixmap(disabled, QIcon.Mode.Disabled, state)
    return result


def pixmap(name: str, colour: QColor, size: int = 64) -> QPixmap:
    """The icon NAME.svg of the resources in one colour, `size` device pixels wide."""
    return _tinted(_ICONS / f"{name}.svg", colour, size)


def application_icon() -> QIcon:
    """The icon of the program itself, in its own colours."""
    return QIcon(str(_ICONS / "melody.svg"))


class _KeptIcon(QObject):
    """Gives its parent the icon again whenever the colours change."""

    def __init__(self, target: QAction | QAbstractButton, name: str, role: str) -> None:
        super().__init__(target)
        self._target, self._name, self._role = target, name, role
        notifier().changed.connect(self._on_changed)
        self._on_changed()

    def take(self, name: str, role: str) -> None:
        """Show another icon from now on."""
        self._name, self._role = name, role
        self._on_changed()

    def _on_changed(self) -> None:
        self._target.setIcon(icon(self._name, self._role))


def keep_icon(target: QAction | QAbstractButton, name: str, role: str = "text") -> None:
    """Show the icon on an action or a button, tinted anew whenever the colours change."""
    kept = target.findChild(_KeptIcon, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if kept is None:
        _KeptIcon(target, name, role)
    else:
        kept.take(name, role)


@lru_cache(maxsize=128)
def _renderer(path: Path) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(path.read_bytes()))


def _tinted(path: Path, colour: QColor, size: int) -> QPixmap:
    renderer = _renderer(path)
    result = QPixmap(size, size)
    result.fill(Qt.GlobalColor.transparent)
    with QPainter(result) as painter:
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(result.rect(), colour)
    return result
