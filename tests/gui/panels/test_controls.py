"""Controls that the panels share."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from melody_gui.panels.controls import ElidedLabel, Slider, describe, icon_button
from melody_gui.panels.times import bars_text, clock, place_text

Show = Callable[[QWidget], None]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (59.4, "0:59"), (59.6, "1:00"), (-3, "0:00"), (3725, "62:05")],
)
def test_clock_counts_minutes_and_seconds(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_tenths_are_those_that_have_passed() -> None:
    assert clock(59.99, has_tenths=True) == "0:59.9"
    assert clock(61.3, has_tenths=True) == "1:01.3"


def test_places_without_a_grid_are_times() -> None:
    assert place_text(None, 3) == ""
    assert bars_text(None, 3, 65) == "0:03–1:05"


def test_tooltip_names_the_shortcut(qtbot: QtBot) -> None:
    button = icon_button("play", "")
    qtbot.addWidget(button)
    describe(button, "Play", "Ctrl+P")
    assert button.toolTip() == "Play (Ctrl+P)"
    assert button.accessibleName() == "Play"


def test_slider_goes_where_it_is_clicked(show: Show, qtbot: QtBot) -> None:
    slider = Slider(0, 100, 50)
    slider.resize(200, 24)
    show(slider)
    with qtbot.waitSignal(slider.moved):
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(190, 12))
    assert slider.value() >= 95


def test_wheel_over_a_slider_scrolls_the_panel_instead(show: Show) -> None:
    slider = Slider(0, 100, 50)
    show(slider)
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 120), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(slider, event)
    assert slider.value() == 50
    assert not event.isAccepted()


def test_elided_label_keeps_its_whole_text_in_the_tooltip(show: Show) -> None:
    label = ElidedLabel()
    label.setText("A title that is much too long for so narrow a place")
    label.resize(60, 20)
    show(label)
    assert label.toolTip() == label.text()
    assert label.minimumSizeHint().width() < 60
