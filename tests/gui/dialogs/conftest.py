"""A transcription to export, made without a network, and no questions that wait for ever."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.corrections import Corrections
from core.revise import revise
from tests.core.toy_analysis import rock_peaks, toy_analysis

if TYPE_CHECKING:
    from melody_gui.document import Document, Services

# ruff: noqa: PLC0415


@pytest.fixture
def document(services: "Services", tmp_path: Path, qtbot: QtBot) -> "Iterator[Document]":
    """An open song of four bars of rock."""
    from melody_gui.document import Document

    made = Document(tmp_path / "song.wav", services)
    made._transcription = revise(toy_analysis(rock_peaks()), Corrections(title="Toy: live/loud"))
    made._corrections = Corrections(title="Toy: live/loud")
    yield made
    made.close()


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget], None]:
    """A function that shows a widget."""

    def show_it(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()

    return show_it


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What the desktop was asked to open."""
    asked: list[Path] = []

    def open_url(url: QUrl) -> bool:
        asked.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return asked
