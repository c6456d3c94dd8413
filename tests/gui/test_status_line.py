"""The status line: as high with a job as without."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from melody_gui import theme
from melody_gui.job import Callbacks, JobRunner
from melody_gui.status_line import StatusLine
from melody_gui.style import style_sheet


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[JobRunner]:
    runner = JobRunner()
    yield runner
    assert runner.shut_down()


def test_status_line_keeps_its_height_when_a_job_appears(jobs: JobRunner, qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyleSheet(style_sheet(theme.colours()))
    line = StatusLine(jobs)
    qtbot.addWidget(line)
    line.say("Saved.")
    with qtbot.waitExposed(line):
        line.show()
    height = line.sizeHint().height()
    assert height <= 32
    may_end = threading.Event()
    jobs.start("Reading", lambda _work: may_end.wait(10), Callbacks())
    qtbot.waitUntil(lambda: line.text == "Reading")
    assert line._cancel.isVisible() and line.sizeHint().height() == height
    may_end.set()
    qtbot.waitUntil(lambda: line.text == "Saved.")
    assert not line._cancel.isVisible() and line.sizeHint().height() == height
