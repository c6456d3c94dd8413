"""Documents whose analysis was made by hand: panels need no network."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.waveform import build_waveform
from melody_gui import theme
from melody_gui.loading import SongRead, SpectrogramMade
from melody_gui.style import style_sheet
from tests.core.toy_analysis import rock_peaks, toy_analysis

if TYPE_CHECKING:
    from core.analysis import Analysis
    from melody_gui.document import Document, Services

# ruff: noqa: PLC0415

Make = Callable[..., "Document"]


@pytest.fixture
def make_document(services: "Services", qtbot: QtBot) -> Iterator[Make]:
    """A function that makes a document of an analysis; without one it waits to be opened."""
    from melody_gui.document import Document

    made: list[Document] = []

    def make(analysis: "Analysis | None" = None, name: str = "toy.wav") -> Document:
        document = Document(Path(f"/songs/{name}"), services)
        made.append(document)
        if analysis is not None:
            song = replace(analysis.song, path=document.path)
            waveform = build_waveform(song.samples, song.sample_rate)
            document._on_part(SongRead(song, waveform, "0" * 64))
            document._on_part(SpectrogramMade(analysis.spectrogram))
            with qtbot.waitSignal(document.transcription_changed, timeout=10_000):
                document._on_analysed(replace(analysis, song=song))
        return document

    yield make
    for document in made:
        document.close()


@pytest.fixture
def rock(make_document: Make) -> "Document":
    """Four bars of rock at 120 beats a minute, with two doubtful strokes and a faint one."""
    peaks = [
        *rock_peaks(height=0.98),
        (3.25, "crash", 0.5),
        (6.25, "tom_low", 0.6),
        (5.25, "cowbell", 0.15),
    ]
    return make_document(toy_analysis(peaks))


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget], None]:
    """A function that shows a widget in the look of the program."""

    def show_it(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setStyleSheet(style_sheet(theme.colours()))
        with qtbot.waitExposed(widget):
            widget.show()

    return show_it
