"""Preferences by the real controls; each holds at once."""

from collections.abc import Callable
from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from melody_gui.dialogs import preferences_dialog
from melody_gui.dialogs.preferences_dialog import PreferencesDialog
from melody_gui.settings import CHOICES, Preferences, Settings, cache_folder
from melody_gui.sound_devices import SoundDevice, SoundDeviceError

LEFT = Qt.MouseButton.LeftButton
Show = Callable[[QWidget], None]
SPEAKERS = SoundDevice("Speakers | ALSA", "Speakers", 2, 44100.0, True)


@pytest.fixture(autouse=True)
def _devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences_dialog, "output_devices", lambda: (SPEAKERS,))
    monkeypatch.setattr(preferences_dialog, "input_devices", lambda: ())


@pytest.fixture
def dialog(settings: Settings, show: Show) -> PreferencesDialog:
    made = PreferencesDialog(settings)
    show(made)
    return made


def test_every_preference_has_a_control(dialog: PreferencesDialog) -> None:
    names = {field.name for field in fields(Preferences)}
    assert names == set(dialog.combos) | {"cache_megabytes", "autosave_seconds"}
    for name, combo in dialog.combos.items():
        assert combo.accessibleName() and combo.toolTip()
        values = {combo.itemData(index) for index in range(combo.count())}
        assert name not in CHOICES or name == "device" or values == set(CHOICES[name])


@pytest.mark.parametrize(
    ("name", "n_down", "value"),
    [
        ("theme", 2, "dark"), ("drum_colours", 1, "safe"), ("language", 1, "en"),
        ("repeats", 1, "written"), ("page_size", 1, "Letter"), ("paper", 2, "theme"),
        ("output_device", 1, "Speakers | ALSA"), ("device", 1, "cpu"),
    ],
)  # fmt: skip
def test_choice_by_keyboard_holds_at_once(
    dialog: PreferencesDialog, settings: Settings, qtbot: QtBot, name: str, n_down: int, value: str
) -> None:
    combo = dialog.combos[name]
    combo.setCurrentIndex(0)
    for _ in range(n_down):
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert getattr(settings.preferences, name) == value


def test_dialog_shows_what_was_chosen(settings: Settings, show: Show) -> None:
    settings.change(paper="dark", autosave_seconds=60, output_device="Headphones | ALSA")
    dialog = PreferencesDialog(settings)
    show(dialog)
    assert dialog.combos["paper"].currentData() == "dark"
    assert dialog.autosave.value() == 60
    assert dialog.combos["output_device"].currentText() == "Headphones (not connected)"


def test_missing_sound_library_is_said(
    settings: Settings, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> tuple[SoundDevice, ...]:
        raise SoundDeviceError("PortAudio is missing.")

    monkeypatch.setattr(preferences_dialog, "output_devices", fail)
    monkeypatch.setattr(preferences_dialog, "input_devices", fail)
    dialog = PreferencesDialog(settings)
    show(dialog)
    assert dialog.combos["output_device"].count() == 1
    assert any(label.text() == "PortAudio is missing." for label in dialog.sentences)


def test_autosave_can_be_switched_off(
    dialog: PreferencesDialog, settings: Settings, qtbot: QtBot
) -> None:
    dialog.autosave.selectAll()
    qtbot.keyClicks(dialog.autosave, "0")
    qtbot.keyClick(dialog.autosave, Qt.Key.Key_Return)
    assert settings.preferences.autosave_seconds == 0
    assert dialog.autosave.text() == "Never"


def test_cache_is_measured_and_cleared(settings: Settings, show: Show, qtbot: QtBot) -> None:
    kept = cache_folder() / ("0" * 64 + ".npz")
    kept.write_bytes(bytes(3_000_000))
    dialog = PreferencesDialog(settings)
    show(dialog)
    assert dialog.cache_label.text() == "3 MB used now"
    qtbot.mouseClick(dialog.clear_button, LEFT)
    assert not kept.exists()
    assert dialog.cache_label.text() == "0 MB used now"
    assert not dialog.clear_button.isEnabled()
