"""Exporting by the real dialog: formats, names, replacing, progress, cancelling, failing."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import soundfile
from PySide6.QtCore import QPoint, QStandardPaths, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.errors import OutputError
from core.writers import WRITERS
from melody_gui.dialogs import export_dialog, export_formats
from melody_gui.dialogs.export_dialog import ExportDialog
from melody_gui.dialogs.export_formats import existing_files, is_file_name
from melody_gui.document import Document, Services
from melody_gui.settings import Settings

LEFT = Qt.MouseButton.LeftButton
Show = Callable[[QWidget], None]


@pytest.fixture
def dialog(
    document: Document, services: Services, settings: Settings, show: Show, tmp_path: Path
) -> ExportDialog:
    made = ExportDialog(document, services.runner, settings)
    made.folder_field.setText(str(tmp_path))
    show(made)
    return made


def choose(dialog: ExportDialog, *names: str) -> None:
    for name, box in dialog.format_boxes.items():
        box.setChecked(name in names)


def export(dialog: ExportDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.export_button, LEFT)
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 1, timeout=30_000)


def test_title_becomes_a_name_that_files_may_have(dialog: ExportDialog) -> None:
    assert dialog.name_field.text() == "Toy_ live_loud"
    assert is_file_name("Blue Ridge, no. 2")
    assert not any(is_file_name(name) for name in ("", " ", "..", "a/b", "what?"))


def test_every_format_of_the_command_line_is_offered(dialog: ExportDialog) -> None:
    # The window draws its own pages instead of asking MuseScore for them.
    assert set(WRITERS) - {"pdf"} <= set(dialog.format_boxes)
    for name, box in dialog.format_boxes.items():
        suffix = next(f.suffix for f in dialog._formats if f.name == name)
        assert name not in WRITERS or WRITERS[name].suffix == suffix
        assert box.toolTip()


def test_chosen_files_are_written_and_listed(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(dialog, "mscz", "midi", "csv")
    assert dialog.export_button.text() == "Export 3 files"
    qtbot.keyClicks(dialog.name_field, " (1)")
    export(dialog, qtbot)
    names = {"Toy_ live_loud (1).mscz", "Toy_ live_loud (1).mid", "Toy_ live_loud (1).csv"}
    assert {path.name for path in tmp_path.iterdir()} >= names
    assert {path.name for path in dialog.written} == names
    assert dialog.done_label.text() == "Exported 3 files"
    assert all(path.read_bytes() for path in dialog.written)


@pytest.mark.slow
def test_every_format_can_be_written(dialog: ExportDialog, qtbot: QtBot) -> None:
    choose(dialog, *dialog.format_boxes)
    export(dialog, qtbot)
    suffixes = sorted(f.suffix for f in dialog._formats)
    stem = dialog.name_field.text()
    assert sorted(path.name.removeprefix(stem) for path in dialog.written) == suffixes
    by_suffix = {path.name.removeprefix(stem): path for path in dialog.written}
    assert by_suffix[".pdf"].read_bytes().startswith(b"%PDF")
    assert by_suffix[".png"].read_bytes().startswith(b"\x89PNG")
    for suffix in (".drums.wav", ".metronome.wav"):
        samples, rate = soundfile.read(by_suffix[suffix])
        assert rate == 44100
        assert len(samples) == 8 * 44100
        assert abs(samples).max() > 0.1


def test_formats_and_folder_are_remembered(
    dialog: ExportDialog, qtbot: QtBot, document: Document, services: Services, settings: Settings,
    tmp_path: Path,
) -> None:  # fmt: skip
    choose(dialog, "mei")
    export(dialog, qtbot)
    again = ExportDialog(document, services.runner, settings)
    qtbot.addWidget(again)
    assert [each.name for each in again.chosen_formats()] == ["mei"]
    assert again.folder_field.text() == str(tmp_path)


@pytest.mark.parametrize("place", ["folder", "resources", "read-only"])
def test_files_go_beside_the_song_or_among_the_documents(
    document: Document, services: Services, settings: Settings, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, place: str,
) -> None:  # fmt: skip
    documents, folder = tmp_path / "Documents", tmp_path / "songs" / "rock"
    for each in (documents, folder):
        each.mkdir(parents=True)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(documents))
    if place == "resources":
        monkeypatch.setattr(export_dialog, "_RESOURCES", tmp_path / "songs")
    if place == "read-only":
        monkeypatch.setattr(export_dialog.os, "access", lambda path, mode: path != folder)
    document.path = folder / "song.wav"
    made = ExportDialog(document, services.runner, settings)
    qtbot.addWidget(made)
    assert made.folder_field.text() == str(folder if place == "folder" else documents)


def test_after_many_files_the_dialog_is_small(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(dialog, "mscz", "midi", "csv", "json", "mei")
    before = dialog.height()
    export(dialog, qtbot)
    assert dialog.height() < before / 2
    assert dialog.files_label.text() == "Toy_ live_loud: .mscz, .mei, .mid, .csv, .json"
    assert dialog.folder_label.text() == str(tmp_path)
    bottom = dialog.close_button.mapTo(dialog, dialog.close_button.rect().bottomLeft()).y()
    assert bottom < dialog.height()


def test_existing_files_are_named_before_they_are_replaced(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    old = tmp_path / "Toy_ live_loud.csv"
    old.write_text("old")
    choose(dialog, "csv", "mei")
    assert dialog.export_button.text() == "Replace and export"
    assert old.name in dialog.message.text()
    export(dialog, qtbot)
    assert old.read_text() != "old"


def test_further_pages_count_as_existing(dialog: ExportDialog, tmp_path: Path) -> None:
    png = next(f for f in dialog._formats if f.name == "png")
    paths = [tmp_path / "a.png", tmp_path / "a-2.png", tmp_path / "a-3.png"]
    for path in paths:
        path.touch()
    assert existing_files(tmp_path, "a", [png]) == paths


def test_nothing_chosen_cannot_be_exported(dialog: ExportDialog, qtbot: QtBot) -> None:
    choose(dialog)
    assert not dialog.export_button.isEnabled()
    assert dialog.message.text() == "Choose at least one format."
    box = dialog.format_boxes["mscz"]
    qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    assert dialog.export_button.isEnabled()
    dialog.name_field.setText("a/b")
    assert not dialog.export_button.isEnabled()


def test_failure_is_said_in_the_dialog_and_can_be_mended(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(dialog, "csv")
    (tmp_path / "file").touch()
    dialog.folder_field.setText(str(tmp_path / "file"))
    qtbot.mouseClick(dialog.export_button, LEFT)
    qtbot.waitUntil(lambda: "not a folder" in dialog.message.text())
    assert dialog.pages.currentIndex() == 0
    dialog.folder_field.setText(str(tmp_path))
    export(dialog, qtbot)


def test_cancel_stops_the_export_and_keeps_the_dialog(
    dialog: ExportDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_: Any) -> list[bytes]:
        begun.set()
        assert go_on.wait(5)
        return [b"content"]

    monkeypatch.setattr(export_formats, "_contents", slow)
    choose(dialog, "csv")
    qtbot.mouseClick(dialog.export_button, LEFT)
    assert begun.wait(5)
    assert dialog.progress.isVisible()
    qtbot.mouseClick(dialog.cancel_button, LEFT)
    go_on.set()
    qtbot.waitUntil(lambda: not dialog.progress.isVisible())
    assert dialog.isVisible()
    assert list(tmp_path.glob("*.csv")) == []
    qtbot.mouseClick(dialog.cancel_button, LEFT)
    assert not dialog.isVisible()


def test_failed_write_leaves_the_older_file(
    dialog: ExportDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = tmp_path / "Toy_ live_loud.csv"
    old.write_text("old")

    def full(*_: Any) -> list[bytes]:
        raise OutputError("The disk is full.")

    monkeypatch.setattr(export_formats, "_contents", full)
    choose(dialog, "csv")
    qtbot.mouseClick(dialog.export_button, LEFT)
    qtbot.waitUntil(lambda: dialog.message.text() == "The disk is full.")
    assert old.read_text() == "old"


def test_written_score_is_opened_in_musescore_or_its_folder(
    dialog: ExportDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, opened: list[Path],
    tmp_path: Path,
) -> None:  # fmt: skip
    started: list[Any] = []
    module = "melody_gui.dialogs.export_dialog"
    monkeypatch.setattr(f"{module}.find_musescore", lambda: Path("mscore"))
    monkeypatch.setattr(f"{module}.subprocess.Popen", lambda call, **_: started.append(call))
    choose(dialog, "musicxml", "mscx", "csv")
    export(dialog, qtbot)
    qtbot.mouseClick(dialog.musescore_button, LEFT)
    assert started == [[Path("mscore"), tmp_path / "Toy_ live_loud.mscx"]]
    qtbot.mouseClick(dialog.show_button, LEFT)
    assert opened == [tmp_path]


def test_musescore_is_not_offered_where_it_is_missing(
    dialog: ExportDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("melody_gui.dialogs.export_dialog.find_musescore", lambda: None)
    choose(dialog, "mscx")
    export(dialog, qtbot)
    assert not dialog.musescore_button.isVisible()
