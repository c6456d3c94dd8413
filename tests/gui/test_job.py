"""Jobs: results, progress, cancelling, failures; nothing stale reaches the window."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from core.errors import UsageError
from melody_gui.job import Callbacks, Failure, JobRunner, Lane, Work


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    assert made.shut_down()


def test_result_and_progress_come_back_in_the_windows_thread(
    runner: JobRunner, qtbot: QtBot
) -> None:
    seen: list[Any] = []
    threads: list[QThread] = []

    def function(work: Work) -> str:
        threads.append(QThread.currentThread())
        work.on_progress(0.5)
        work.report("half")
        return "whole"

    def note(content: object) -> None:
        seen.append(content)
        threads.append(QThread.currentThread())

    runner.start("count", function, Callbacks(note, note, note))
    qtbot.waitUntil(lambda: seen == [0.5, "half", "whole"])
    assert threads[0] is not threads[1]
    assert threads[1:] == [QThread.currentThread()] * 3
    assert runner.jobs == ()


def test_cancelled_job_ends_at_its_next_progress(runner: JobRunner, qtbot: QtBot) -> None:
    begun, ended = threading.Event(), []

    def function(work: Work) -> None:
        begun.set()
        while True:
            work.on_progress(0.0)

    job = runner.start(
        "for ever",
        function,
        Callbacks(on_result=pytest.fail, on_cancelled=lambda: ended.append("cancelled")),
    )
    assert begun.wait(5)
    job.cancel()
    assert runner.jobs == ()
    qtbot.waitUntil(lambda: ended == ["cancelled"], timeout=1000)


def test_newer_job_of_the_same_key_silences_the_older(runner: JobRunner, qtbot: QtBot) -> None:
    begun, go_on, results = threading.Event(), threading.Event(), []

    def old(work: Work) -> str:
        begun.set()
        assert go_on.wait(5)
        return "old"

    runner.start("old", old, Callbacks(results.append), key="song")
    assert begun.wait(5)
    runner.start("new", lambda work: "new", Callbacks(results.append), key="song", lane=Lane.QUICK)
    qtbot.waitUntil(lambda: results == ["new"])
    with qtbot.waitSignal(runner.jobs_changed):
        go_on.set()
    assert results == ["new"]


def test_lanes_do_not_wait_for_each_other(runner: JobRunner, qtbot: QtBot) -> None:
    go_on, results = threading.Event(), []

    def slow(work: Work) -> str:
        assert go_on.wait(5)
        return "slow"

    runner.start("slow", slow, Callbacks(results.append))
    runner.start("quick", lambda work: "quick", Callbacks(results.append), lane=Lane.QUICK)
    qtbot.waitUntil(lambda: results == ["quick"])
    go_on.set()
    qtbot.waitUntil(lambda: results == ["quick", "slow"])


def test_expected_failure_keeps_its_own_words(runner: JobRunner, qtbot: QtBot) -> None:
    failures: list[Failure] = []

    def function(work: Work) -> None:
        raise UsageError("The tempo is no number.")

    runner.start("fail", function, Callbacks(on_failure=failures.append))
    qtbot.waitUntil(lambda: len(failures) == 1)
    assert failures[0].message == "The tempo is no number."
    assert failures[0].is_expected


def test_unexpected_failure_without_a_callback_is_announced(
    runner: JobRunner, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def function(work: Work) -> float:
        return 1 / 0

    with qtbot.waitSignal(runner.failed) as caught:
        runner.start("fail", function, Callbacks())
    assert caught.args is not None
    failure = caught.args[0]
    assert not failure.is_expected
    assert "ZeroDivisionError" in failure.message
    assert "Traceback" in failure.details
    assert "Traceback" in caplog.text


def test_shutting_down_ends_running_work_and_drops_what_waits(qtbot: QtBot) -> None:
    runner, begun = JobRunner(), threading.Event()

    def function(work: Work) -> None:
        begun.set()
        while True:
            work.on_progress(0.0)

    runner.start("runs", function, Callbacks(on_cancelled=lambda: pytest.fail("stale")))
    runner.start("waits", pytest.fail, Callbacks())
    assert begun.wait(5)
    assert runner.shut_down()
    late = runner.start("late", lambda _work: pytest.fail("started"), Callbacks())
    assert late.is_cancelled
    assert not runner.jobs
    qtbot.wait(50)
