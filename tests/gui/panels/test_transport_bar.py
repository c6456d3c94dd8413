"""The transport bar: wishes as signals, what holds as setters."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from melody_gui.document import Document
from melody_gui.panels.transport_bar import TransportBar

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(rock: Document, show: Callable[[QWidget], None]) -> TransportBar:
    made = TransportBar()
    made.set_document(rock)
    made.resize(1000, 52)
    show(made)
    return made


def test_buttons_wish(bar: TransportBar, qtbot: QtBot) -> None:
    for button, signal in (
        (bar.play, bar.play_toggled), (bar.to_start, bar.to_start_requested),
        (bar.clicks, bar.clicks_toggled), (bar.count_in, bar.count_in_toggled),
        (bar.loop, bar.loop_toggled),
    ):  # fmt: skip
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, LEFT)


def test_place_is_shown_in_time_and_bars(bar: TransportBar) -> None:
    bar.set_playhead(4.76)
    texts = {label.text() for label in (bar._time, bar._place)}
    assert texts == {"0:04.7", "bar 3.2"}


def test_play_button_says_what_a_click_does(bar: TransportBar) -> None:
    assert not bar.play.icon().isNull()
    bar.describe_shortcuts({"play": "Space"})
    assert bar.play.toolTip() == "Play (Space)"
    bar.set_playing(True)
    assert bar.play.toolTip() == "Pause (Space)"


def test_loop_of_the_song_is_named_by_its_bars(
    bar: TransportBar, rock: Document, qtbot: QtBot
) -> None:
    rock.set_loop(2.1, 5.9)
    assert bar.loop.isChecked()
    assert bar.loop.text().strip() == "bars 2–3"
    rock.clear_loop()
    assert not bar.loop.isChecked()
    assert not bar.loop.text()


def test_loop_button_shows_only_what_the_song_says(bar: TransportBar, qtbot: QtBot) -> None:
    qtbot.mouseClick(bar.loop, LEFT)
    assert not bar.loop.isChecked()


def test_speed_snaps_to_the_songs_own_and_resets(bar: TransportBar, qtbot: QtBot) -> None:
    seen: list[float] = []
    bar.speed_changed.connect(seen.append)
    bar.speed.setFocus()
    qtbot.keyClick(bar.speed, Qt.Key.Key_Home)
    assert seen[-1] == 0.25
    qtbot.mouseDClick(bar.speed, LEFT, pos=QPoint(bar.speed.width() // 2, 8))
    assert seen[-1] == 1.0
    bar.speed.setValue(102)
    assert seen[-1] == 1.0
    assert bar.speed.value() == 100


def test_setters_announce_nothing(bar: TransportBar, qtbot: QtBot) -> None:
    with (
        qtbot.assertNotEmitted(bar.speed_changed), qtbot.assertNotEmitted(bar.balance_changed),
        qtbot.assertNotEmitted(bar.volume_changed), qtbot.assertNotEmitted(bar.clicks_toggled),
        qtbot.assertNotEmitted(bar.count_in_toggled),
    ):  # fmt: skip
        bar.set_speed(0.5)
        bar.set_balance(0.25)
        bar.set_volume(0.3)
        bar.set_clicks(True)
        bar.set_count_in(True)
    assert (bar.speed.value(), bar.balance.value(), bar.volume.value()) == (50, 25, 30)


def test_mute_is_no_volume_and_moving_the_slider_ends_it(bar: TransportBar, qtbot: QtBot) -> None:
    seen: list[float] = []
    bar.volume_changed.connect(seen.append)
    bar.set_volume(0.6)
    qtbot.mouseClick(bar.mute, LEFT)
    assert seen == [0.0]
    bar.volume.setValue(70)
    assert not bar.mute.isChecked()
    assert seen[-1] == 0.7


def test_nothing_can_be_played_without_a_song(bar: TransportBar) -> None:
    bar.set_document(None)
    assert not bar.play.isEnabled()
    assert not bar.loop.isEnabled()


def test_every_control_has_a_tooltip_and_a_name(bar: TransportBar) -> None:
    for control in (
        bar.play, bar.to_start, bar.loop, bar.clicks, bar.count_in, bar.mute, bar.speed,
        bar.balance, bar.volume,
    ):  # fmt: skip
        assert control.toolTip()
        assert control.accessibleName()
