"""The level meter: peak, clipping, and what it tells the drummer about the gain."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from melody_gui.live import level_meter
from melody_gui.live.level_meter import LevelMeter


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(level_meter, "time", made)
    return made


@pytest.fixture
def meter(qtbot: QtBot, clock: Clock) -> LevelMeter:
    made = LevelMeter()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("peak", "hint"),
    [(0.0, "No sound"), (0.005, "Too quiet"), (0.3, "Good level"), (0.95, "Too loud")],
)
def test_the_hint_fits_the_level(meter: LevelMeter, clock: Clock, peak: float, hint: str) -> None:
    for _ in range(100):
        meter.show_peak(peak)
        clock.now += 1 / 30
    assert meter.hint.startswith(hint)


def test_nothing_is_said_of_the_first_silence(meter: LevelMeter) -> None:
    meter.show_peak(0.001)
    assert meter.hint == ""


def test_the_clipping_light_stays_for_a_while_and_a_click_puts_it_out(
    meter: LevelMeter, clock: Clock, qtbot: QtBot
) -> None:
    meter.show_peak(1.0)
    assert meter.is_clipping
    clock.now += 1
    meter.show_peak(0.1)
    assert meter.is_clipping
    qtbot.mouseClick(meter, Qt.MouseButton.LeftButton)
    assert not meter.is_clipping
    meter.show_peak(1.0)
    clock.now += 5
    assert not meter.is_clipping


def test_the_level_jumps_up_and_falls_slowly(meter: LevelMeter, clock: Clock) -> None:
    meter.show_peak(0.5)
    assert meter.level == pytest.approx(-6, abs=0.1)
    clock.now += 0.1
    meter.show_peak(0.0)
    assert meter.level == pytest.approx(-9, abs=0.1)
