"""Colours that can be read and told apart, icons that follow them, a sheet without holes."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from core.kit import DRUM_NAMES, KIT
from melody_gui import theme
from melody_gui.drum_colours import drum_colours
from melody_gui.style import style_sheet

ICONS = Path(theme.__file__).parent.parent / "resources" / "icons"
THEMES = {"dark": theme.dark_colours, "light": theme.light_colours}
# Linear RGB as seen without red and without green cones (Viénot, Brettel and Mollon 1999).
LACKING = {
    "red": [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    "green": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


@pytest.fixture(autouse=True)
def _dark_again(qtbot: QtBot) -> Iterator[None]:
    yield
    theme.choose("dark")


def linear(colour: QColor) -> np.ndarray:
    rgb = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(first: QColor, second: QColor) -> float:
    light, dark = sorted((float(linear(c) @ TO_XYZ[1]) for c in (first, second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / (0.9505, 1.0, 1.089)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("name", THEMES)
def test_text_can_be_read_on_every_ground(name: str) -> None:
    colours = THEMES[name]()
    for ground in (colours.window, colours.panel):
        assert contrast(colours.text, ground) >= 7
        for text in (colours.dim_text, colours.warning, colours.error):
            assert contrast(text, ground) >= 4.5, text.name()
    assert contrast(colours.accent_text, colours.accent) >= 4.5
    assert contrast(colours.ink, colours.paper) >= 7


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("drums", ["standard", "safe"])
def test_every_drum_stands_out_from_the_ground(name: str, drums: str) -> None:
    colours = THEMES[name](drums)
    assert set(colours.drums) == set(DRUM_NAMES)
    for drum, colour in colours.drums.items():
        assert contrast(colour, colours.window) >= 2.5, drum


@pytest.mark.parametrize("lacking", LACKING)
@pytest.mark.parametrize("is_dark", [True, False])
def test_safe_colours_are_told_apart_by_colour_blind_people(lacking: str, is_dark: bool) -> None:
    found = drum_colours("safe", is_dark=is_dark)
    seen = {d: lab(np.array(LACKING[lacking]) @ linear(found[d])) for d in DRUM_NAMES}
    for (first, a), (second, b) in combinations(seen.items(), 2):
        assert np.linalg.norm(a - b) > 11, f"{first} and {second}"


@pytest.mark.parametrize("is_dark", [True, False])
def test_safe_crash_and_ride_differ_in_lightness_too(is_dark: bool) -> None:
    found = drum_colours("safe", is_dark=is_dark)
    crash, ride = (lab(linear(found[drum])) for drum in ("crash", "ride"))
    assert abs(crash[0] - ride[0]) > 15
    assert np.linalg.norm(crash - ride) > 25


@pytest.mark.parametrize("drums", ["standard", "safe"])
@pytest.mark.parametrize("is_dark", [True, False])
def test_drums_of_the_common_kit_differ(drums: str, is_dark: bool) -> None:
    found = drum_colours(drums, is_dark=is_dark)
    common = [d.name for d in KIT if d.class_5]
    for first, second in combinations(common, 2):
        assert found[first] != found[second], f"{first} and {second}"


def test_choosing_a_theme_tells_everybody(qtbot: QtBot) -> None:
    theme.choose("dark")
    with qtbot.waitSignal(theme.notifier().changed):
        theme.choose("light", "safe")
    assert not theme.colours().is_dark
    assert theme.colours().drums["kick"].name() == "#0072b2"
    assert theme.palette().window().color() == theme.colours().window


@pytest.mark.parametrize("path", sorted(ICONS.glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_is_drawn(path: Path, qtbot: QtBot) -> None:
    image = theme.pixmap(path.stem, QColor("#ff0000"), 32).toImage()
    alphas = [image.pixelColor(x, y).alpha() for x in range(32) for y in range(32)]
    assert sum(alpha > 128 for alpha in alphas) > 8
    edge = [image.pixelColor(x, y).alpha() for x in (0, 31) for y in range(32)]
    assert max(edge) == 0 or path.stem == "melody", "an icon keeps clear of its edge"


def test_kept_icon_follows_theme_and_state(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    theme.choose("dark")
    theme.keep_icon(button, "stop")
    assert middle(button.icon()) == theme.colours().text
    assert middle(button.icon(), QIcon.State.On) == theme.colours().accent
    theme.choose("light")
    assert middle(button.icon()) == theme.light_colours().text
    theme.keep_icon(button, "record", "error")
    assert middle(button.icon()) == theme.light_colours().error


def middle(icon: QIcon, state: QIcon.State = QIcon.State.Off) -> QColor:
    image = icon.pixmap(QSize(32, 32), QIcon.Mode.Normal, state).toImage()
    return QColor(image.pixelColor(image.width() // 2, image.height() // 2).name())


@pytest.mark.parametrize("name", THEMES)
def test_style_sheet_has_no_holes_and_is_understood(name: str, qtbot: QtBot, qtlog: Any) -> None:
    sheet = style_sheet(THEMES[name]())
    assert not re.search(r"\{\w+\}", sheet)
    for path in re.findall(r"url\((.*?)\)", sheet):
        assert Path(path).is_file(), path
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyleSheet(sheet)
    button = QPushButton("text")
    qtbot.addWidget(button)
    with qtbot.waitExposed(button):
        button.show()
    assert not [record for record in qtlog.records if "parse" in (record.message or "")]
