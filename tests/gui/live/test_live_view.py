"""The live page by its real widgets: listening, strokes on the screen, messages, takes."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.errors import ModelError
from melody_gui import theme
from melody_gui.live.kit_pads import PaintedStroke
from melody_gui.live.live_view import LiveView
from tests.gui.live.fakes import RATE, FakeMicrophone

LEFT = Qt.MouseButton.LeftButton
Listen = Callable[[], None]


def test_listening_starts_and_stops_by_its_button(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot
) -> None:
    assert not microphone.is_on
    listen()
    assert microphone.is_on
    assert view.input_bar.listen_button.text() == "Stop"
    qtbot.mouseClick(view.input_bar.listen_button, LEFT)
    assert not microphone.is_on
    assert not view.is_listening
    assert view.input_bar.listen_button.text() == "Listen"
    assert microphone.n_listeners == 0


def test_struck_drums_light_up_at_once_and_louder_ones_brighter(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot
) -> None:
    listen()
    before = view.pads.grab().toImage()
    painted: list[PaintedStroke] = []
    view.strokes_painted.connect(painted.extend)
    microphone.strike("kick", velocity=120)
    microphone.strike("snare", velocity=30)
    qtbot.waitUntil(lambda: len(painted) == 2)
    lit = view.pads.lit_drums
    assert lit["kick"] > lit["snare"] > 0
    assert view.pads.grab().toImage() != before
    assert all(0 < each.latency < 5 for each in painted)
    assert view.latency is not None
    qtbot.waitUntil(lambda: view.pads.lit_drums == {}, timeout=3000)


def test_strokes_stand_on_lanes_and_staff_and_are_counted(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot
) -> None:
    listen()
    for _ in range(4):
        microphone.strike("hihat_closed", "kick")
    qtbot.waitUntil(lambda: len(view.activations.strokes) == 8)
    assert [each.stroke.drum for each in view.staff.placed].count("kick") == 4
    assert view.spectrogram.newest.max() > 0
    qtbot.waitUntil(lambda: view.figures.strokes.text() == "120")
    qtbot.waitUntil(lambda: view.figures.latency.text().isdigit())


def test_a_stroke_is_captured_when_its_block_was(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot
) -> None:
    listen()
    blocks = microphone.listen()
    microphone.play(np.zeros(3 * 512, dtype=np.float32))
    microphone.strike("tom_low")
    qtbot.waitUntil(lambda: len(view.staff.placed) == 1)
    last = blocks.take_all()[-1]
    assert view.staff.placed[0].stroke.captured_at == pytest.approx(last.time, abs=1e-6)


def test_a_microphone_that_refuses_is_told_and_can_be_tried_again(
    view: LiveView, microphone: FakeMicrophone, qtbot: QtBot
) -> None:
    microphone.refuses = "Melody may not use the microphone."
    qtbot.mouseClick(view.input_bar.listen_button, LEFT)
    assert view.message_bar.text == "Melody may not use the microphone."
    assert not view.is_listening
    assert not view.input_bar.listen_button.isChecked()
    microphone.refuses = ""
    qtbot.mouseClick(view.message_bar.retry_button, LEFT)
    assert view.is_listening
    assert view.message_bar.text == ""


def test_a_missing_network_is_told_and_the_microphone_let_go(
    view: LiveView, microphone: FakeMicrophone, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ModelError("There are no weights.")

    monkeypatch.setattr(view, "_load_checkpoint", fail)
    qtbot.mouseClick(view.input_bar.listen_button, LEFT)
    qtbot.waitUntil(lambda: view.message_bar.text == "There are no weights.")
    assert not microphone.is_on
    assert not view.is_listening


def test_lost_sound_is_told_while_listening_goes_on(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot
) -> None:
    listen()
    microphone.overflowed.emit(3)
    assert "3 times" in view.message_bar.text
    assert view.is_listening
    microphone.strike("snare")
    qtbot.waitUntil(lambda: len(view.staff.placed) == 1)


def test_when_the_computer_is_too_slow_the_newest_sound_is_heard(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot
) -> None:
    listen()
    held, go_on = threading.Event(), threading.Event()
    transcriber_push = view.make_transcriber(None).push.__func__  # type: ignore[attr-defined, arg-type]

    def slow_push(self: object, samples: np.ndarray) -> object:
        held.set()
        assert go_on.wait(5)
        return transcriber_push(self, samples)

    view.make_transcriber.push = slow_push  # type: ignore[attr-defined]
    try:
        microphone.play(np.zeros(512, dtype=np.float32))
        assert held.wait(5)
        microphone.play(np.zeros(2 * RATE, dtype=np.float32))
        microphone.strike("crash")
        go_on.set()
        qtbot.waitUntil(lambda: "2.0 s were not heard" in view.message_bar.text)
        qtbot.waitUntil(lambda: [e.stroke.drum for e in view.staff.placed] == ["crash"])
    finally:
        go_on.set()
        view.make_transcriber.push = transcriber_push  # type: ignore[attr-defined]


def record(view: LiveView, microphone: FakeMicrophone, qtbot: QtBot) -> np.ndarray:
    """Record noise for a little longer than a take must last."""
    qtbot.mouseClick(view.input_bar.record_button, LEFT)
    assert view.is_recording
    # Below zero: no strokes to the fake transcriber.
    sound = np.random.default_rng(1).uniform(-0.5, 0.0, RATE).astype(np.float32)
    microphone.play(sound)
    label = view.input_bar.take_label
    qtbot.waitUntil(lambda: label.text() >= "0:01", timeout=10_000)
    assert "MB" in label.text()
    return sound


def test_a_recorded_take_is_a_file_with_what_was_played(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot
) -> None:
    listen()
    sound = record(view, microphone, qtbot)
    with qtbot.waitSignal(view.take_recorded) as caught:
        qtbot.mouseClick(view.input_bar.record_button, LEFT)
    assert caught.args is not None
    samples, rate = soundfile.read(caught.args[0])
    assert rate == RATE
    assert np.abs(samples - sound).max() < 1e-4
    assert view.is_listening
    assert not view.is_recording


def test_a_take_survives_a_pulled_plug(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot
) -> None:
    listen()
    record(view, microphone, qtbot)
    with qtbot.waitSignal(view.take_recorded) as caught:
        microphone.pull_the_plug()
    assert caught.args is not None
    assert soundfile.info(caught.args[0]).frames == RATE
    assert view.message_bar.text == "The microphone was unplugged."
    assert not view.is_listening
    qtbot.mouseClick(view.message_bar.retry_button, LEFT)
    assert view.is_listening


def test_a_take_of_an_instant_is_no_song(
    view: LiveView, listen: Listen, qtbot: QtBot, tmp_path: Path
) -> None:
    listen()
    with qtbot.assertNotEmitted(view.take_recorded):
        qtbot.mouseClick(view.input_bar.record_button, LEFT)
        qtbot.mouseClick(view.input_bar.record_button, LEFT)
    assert "a second at least" in view.message_bar.text
    assert list((tmp_path / "takes").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(
    view: LiveView, listen: Listen, qtbot: QtBot, tmp_path: Path
) -> None:
    listen()
    (tmp_path / "takes").write_text("a file where the folder should be")
    qtbot.mouseClick(view.input_bar.record_button, LEFT)
    assert view.message_bar.text != ""
    assert not view.is_recording
    assert not view.input_bar.record_button.isChecked()
    assert view.is_listening


def test_another_device_is_listened_to_and_remembered(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot
) -> None:
    listen()
    box = view.input_bar.device_box
    with qtbot.waitSignal(view.input_device_chosen) as caught:
        box.setCurrentIndex(box.findText("Interface"))
        box.activated.emit(box.currentIndex())
    assert caught.args == ["Interface | ALSA"]
    qtbot.waitUntil(lambda: microphone.started_with == ["", "Interface | ALSA"])


def test_a_remembered_device_that_is_gone_is_named(view: LiveView, qtbot: QtBot) -> None:
    view.set_input_device("Old mic | ALSA")
    qtbot.waitUntil(lambda: view.input_bar.device_box.currentText() == "Old mic (not connected)")


def test_no_device_is_told_and_refreshing_finds_one(
    view: LiveView, microphone: FakeMicrophone, qtbot: QtBot
) -> None:
    offered = microphone.offered
    microphone.offered = ()
    qtbot.mouseClick(view.input_bar.refresh_button, LEFT)
    qtbot.waitUntil(lambda: "No microphone was found" in view.message_bar.text)
    microphone.offered = offered
    qtbot.mouseClick(view.input_bar.refresh_button, LEFT)
    qtbot.waitUntil(lambda: view.message_bar.text == "")
    assert view.input_bar.device_box.findText("Kit mic") >= 0


def test_without_portaudio_the_page_says_so(
    view: LiveView, microphone: FakeMicrophone, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sounddevice", None)
    microphone.offered = ()
    qtbot.mouseClick(view.input_bar.refresh_button, LEFT)
    qtbot.waitUntil(lambda: "PortAudio" in view.message_bar.text)
    qtbot.mouseClick(view.metronome_bar.click_button, LEFT)
    assert "PortAudio" in view.message_bar.text
    assert not view.metronome_bar.click_button.isChecked()


def test_a_page_that_is_left_does_not_listen_on(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot
) -> None:
    listen()
    with qtbot.waitSignal(view.closed):
        qtbot.mouseClick(view.input_bar.back_button, LEFT)
    assert not microphone.is_on
    listen()
    view.hide()
    assert not microphone.is_on


def test_a_take_goes_on_while_another_page_is_shown(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot
) -> None:
    listen()
    qtbot.mouseClick(view.input_bar.record_button, LEFT)
    view.hide()
    assert microphone.is_on
    assert view.is_recording


def test_twenty_starts_leave_nothing_behind(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot
) -> None:
    def once() -> None:
        listen()
        microphone.strike("kick")
        qtbot.waitUntil(lambda: len(view.staff.placed) == 1)
        qtbot.mouseClick(view.input_bar.listen_button, LEFT)
        qtbot.waitUntil(lambda: view._runner.jobs == () and view._runner._jobs == [])

    once()
    n_threads, n_children = threading.active_count(), len(view.findChildren(object))
    for _ in range(20):
        once()
    assert microphone.n_listeners == 0
    assert threading.active_count() == n_threads
    assert len(view.findChildren(object)) == n_children


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_page_is_painted_in_the_colours_that_hold(
    view: LiveView, microphone: FakeMicrophone, listen: Listen, qtbot: QtBot, name: str
) -> None:
    listen()
    microphone.strike("kick", "ride_bell", "side_stick")
    qtbot.waitUntil(lambda: len(view.staff.placed) == 3)
    theme.choose(name)
    try:
        for widget in (view.pads, view.staff, view.spectrogram, view.activations):
            corner = widget.grab().toImage().pixelColor(1, 1)
            assert corner.name() == theme.colours().window.name()
    finally:
        theme.choose("dark")


def test_every_control_has_a_tooltip_and_a_name(view: LiveView) -> None:
    bar, metronome = view.input_bar, view.metronome_bar
    for control in (
        bar.back_button, bar.listen_button, bar.device_box, bar.refresh_button, bar.record_button,
        bar.meter, metronome.click_button, metronome.tempo_box, metronome.tap_button,
        metronome.follow_button, metronome.metre_box, metronome.division_box, view.pads,
        view.staff, view.spectrogram, view.activations,
    ):  # fmt: skip
        assert control.toolTip()
        assert control.accessibleName()
