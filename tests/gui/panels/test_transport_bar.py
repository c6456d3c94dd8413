"""The transport bar: wishes as signals, what holds as setters."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from melody_gui import theme
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
    assert (bar.display.time.text(), bar.display.place.text()) == ("0:04.7", "bar 3.2")


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
    assert bar.loop_bars.text() == "bars 2–3"
    rock.clear_loop()
    assert not bar.loop.isChecked()
    assert not bar.loop_bars.text()


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
        bar.balance, bar.volume, bar.click_menu.button, bar.click_menu.level,
        bar.click_menu.eighths,
    ):  # fmt: skip
        assert control.toolTip()
        assert control.accessibleName()


def test_nothing_moves_whatever_is_shown(bar: TransportBar, rock: Document) -> None:
    def places() -> list[tuple[int, int, int, int]]:
        bar.layout().activate()
        controls = (
            bar.to_start, bar.play, bar.display, bar.clicks, bar.click_menu, bar.count_in,
            bar.loop, bar.loop_bars, bar.speed, bar._percent, bar.balance, bar.mute, bar.volume,
        )  # fmt: skip
        return [each.geometry().getRect() for each in controls]

    before = places()
    changes: list[Callable[[], None]] = [
        lambda: rock.set_loop(0.1, 7.9),
        lambda: bar.set_playhead(1e4),
        lambda: bar.set_count(4),
        lambda: bar.set_count(0),
        lambda: bar.set_waiting(True),
        lambda: bar.set_speed(1.5),
        lambda: bar.set_speed_pending(True),
        lambda: bar.set_playing(True),
    ]
    for change in changes:
        change()
        assert places() == before


def test_count_in_is_shown_in_place_of_the_place(bar: TransportBar) -> None:
    bar.set_count(3)
    assert bar.display.big_count.isVisible() and bar.display.big_count.number == 3
    assert not bar.display.time.isVisible()
    picture = bar.display.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(40) for y in range(picture.height())}
    assert theme.colours().accent.name() in colours
    bar.set_count(0)
    assert bar.display.time.isVisible()


def test_waiting_is_told_until_it_ends(bar: TransportBar) -> None:
    bar.set_playhead(4.76)
    bar.set_waiting(True)
    bar.set_playhead(4.76)
    assert bar.display.place.text() == "preparing…"
    bar.set_waiting(False)
    assert bar.display.place.text() == "bar 3.2"


def test_speed_that_is_not_heard_yet_is_marked(bar: TransportBar) -> None:
    bar.set_speed(0.5)
    bar.set_speed_pending(True)
    assert bar._percent.text() == "50 %…" and bar._percent.property("role") == "dim"
    bar.set_speed_pending(False)
    assert bar._percent.text() == "50 %" and not bar._percent.property("role")


def test_metronome_has_a_level_and_eighths(bar: TransportBar, qtbot: QtBot) -> None:
    menu = bar.click_menu
    bar.set_click_level(0.4)
    bar.set_eighths(False)
    assert menu.level.value() == 40
    with qtbot.waitSignal(bar.click_level_changed) as changed:
        menu.level.setValue(55)
    assert changed.args == [0.55]
    with qtbot.waitSignal(bar.click_level_changed) as changed:
        qtbot.mouseDClick(menu.level, LEFT)
    assert changed.args == [0.7]
    with qtbot.waitSignal(bar.eighths_toggled) as changed:
        menu.eighths.click()
    assert changed.args == [True]
    with (
        qtbot.assertNotEmitted(bar.eighths_toggled),
        qtbot.assertNotEmitted(bar.click_level_changed),
    ):
        bar.set_eighths(False)
        bar.set_click_level(1.0)


def test_the_speed_is_told_from_the_start(bar: TransportBar) -> None:
    assert bar._percent.text() == "100 %"
