"""Preferences and memory survive, and bad values of other versions do no harm."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from melody_gui.settings import Preferences, Settings


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def reread(store: QSettings) -> Settings:
    store.sync()
    return Settings(QSettings(store.fileName(), QSettings.Format.IniFormat))


def test_preferences_are_remembered_and_announced(store: QSettings, qtbot: QtBot) -> None:
    settings = Settings(store)
    with qtbot.waitSignal(settings.preferences_changed) as caught:
        settings.change(theme="dark", cache_megabytes=500)
    assert caught.args == [Preferences(), Preferences(theme="dark", cache_megabytes=500)]
    assert reread(store).preferences == Preferences(theme="dark", cache_megabytes=500)


def test_same_preferences_are_no_change(store: QSettings, qtbot: QtBot) -> None:
    settings = Settings(store)
    with qtbot.assertNotEmitted(settings.preferences_changed):
        settings.change(theme=settings.preferences.theme)


def test_unknown_values_become_the_defaults(store: QSettings) -> None:
    store.setValue("preferences/theme", "pink")
    store.setValue("preferences/cache_megabytes", "many")
    store.setValue("preferences/output_device", "Speakers")
    assert reread(store).preferences == Preferences(output_device="Speakers")


def test_recent_songs_come_latest_first_without_doubles_and_lost_files(
    store: QSettings, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{k}.wav" for k in range(3)]
    settings = Settings(store)
    for path in (*paths, paths[0]):
        path.touch()
        settings.add_recent_song(path)
    paths[1].unlink()
    assert reread(store).recent_songs == (paths[0], paths[2])
    settings.clear_recent_songs()
    assert reread(store).recent_songs == ()


def test_one_recent_song_is_read_back_as_one(store: QSettings, tmp_path: Path) -> None:
    song = tmp_path / "a b,c.wav"
    song.touch()
    Settings(store).add_recent_song(song)
    assert reread(store).recent_songs == (song,)
