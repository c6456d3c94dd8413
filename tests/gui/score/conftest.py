"""A score with strokes of its own, and a document that only notes down what is wished."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from core.corrections import StrokeKey
from core.drawing.engraver import Engraver
from core.meter import TimeSignature
from core.onsets import Onset
from core.score import Bar, Chord, Rest, Score, Tuplet, VoiceElement, place_elements
from melody_gui.job import JobRunner
from melody_gui.score.score_view import ScoreView
from tests.core.writers.golden import golden_score

BAR_SECONDS = 2.0
LINE_SECONDS = 4 * BAR_SECONDS


class State(Enum):
    """The states that the view asks for, by name."""

    ANALYSING = "analysing"
    READY = "ready"
    FAILED = "failed"


class Written:
    """Stands for a transcription: its score and its strokes."""

    def __init__(self, score: Score, onsets: tuple[Onset, ...]) -> None:
        self.score = score
        self.onsets = onsets


class WishList(QObject):
    """Has the signals and the state of a document; notes down wishes and does none of them."""

    state_changed = Signal()
    transcription_changed = Signal()
    onsets_changed = Signal()
    selection_changed = Signal()
    loop_changed = Signal()

    def __init__(self, transcription: Written | None = None) -> None:
        super().__init__()
        self.transcription = transcription
        self.onsets = transcription.onsets if transcription else ()
        self.selection: frozenset[StrokeKey] = frozenset()
        self.loop: tuple[float, float] | None = None
        self.state = State.READY
        self.wishes: list[tuple[Any, ...]] = []

    def select(self, keys: Collection[StrokeKey]) -> None:
        self.selection = frozenset(keys)
        self.selection_changed.emit()

    def clear_selection(self) -> None:
        self.select(())

    def step_selection(self, n_steps: int, from_time: float) -> None:
        keys = [(onset.time, onset.drum) for onset in self.onsets]
        chosen = [index for index, key in enumerate(keys) if key in self.selection]
        first = next(i for i, key in enumerate(keys) if key[0] >= from_time)
        self.select([keys[chosen[0] + n_steps if chosen else first]])

    def snapped_time(self, time: float) -> float:
        return round(time * 8) / 8

    def add_stroke(self, time: float, drum: str, velocity: int = 90, *, snapped: bool) -> None:
        self.wishes.append(("add", self.snapped_time(time) if snapped else time, drum, velocity))

    def move_selected(self, seconds: float, *, snapped: bool) -> None:
        self.wishes.append(("move", seconds, snapped))

    def set_drum_of_selected(self, drum: str) -> None:
        self.wishes.append(("drum", drum))

    def set_velocity_of_selected(self, velocity: int) -> None:
        self.wishes.append(("velocity", velocity))

    def delete_selected(self) -> None:
        self.wishes.append(("delete",))

    def apply_selection_to_equal_bars(self) -> None:
        self.wishes.append(("equal bars",))

    def set_downbeat(self, time: float) -> None:
        self.wishes.append(("downbeat", time))

    def set_loop_of_bars(self, first: float, last: float) -> None:
        self.wishes.append(("loop", first, last))

    def set_time_signature(self, time_signature: TimeSignature, start: float) -> None:
        self.wishes.append(("metre", str(time_signature), start))

    def reset_grid(self) -> None:
        self.wishes.append(("grid as found",))


def written(score: Score, confidence: float = 1.0) -> Written:
    """The score with times, and every stroke written from an onset of its own."""
    onsets: list[Onset] = []
    bars: list[Bar] = []
    for index, bar in enumerate(score.bars):
        start = index * BAR_SECONDS
        timed = replace(bar, start=start, end=start + BAR_SECONDS)
        hands = _numbered(timed, timed.hands, onsets, confidence)
        feet = _numbered(timed, timed.feet, onsets, confidence)
        bars.append(replace(timed, hands=hands, feet=feet))
    return Written(score.with_bars(tuple(bars)), tuple(onsets))


def _numbered(
    bar: Bar, voice: tuple[VoiceElement, ...], onsets: list[Onset], confidence: float
) -> tuple[VoiceElement, ...]:
    positions = iter([placed.position for placed in place_elements(voice)])

    def numbered(element: Chord | Rest, position: Fraction) -> Chord | Rest:
        if isinstance(element, Rest):
            return element
        strokes = []
        for stroke in element.strokes:
            assert bar.start is not None
            time = bar.start + float(position / bar.length) * BAR_SECONDS
            strokes.append(replace(stroke, onset=len(onsets)))
            onsets.append(Onset(time, stroke.drum, stroke.velocity, confidence))
        return replace(element, strokes=tuple(strokes))

    found: list[VoiceElement] = []
    for item in voice:
        if isinstance(item, Tuplet):
            members = tuple(numbered(member, next(positions)) for member in item.elements)
            found.append(replace(item, elements=members))
        else:
            found.append(numbered(item, next(positions)))
    return tuple(found)


def long_song(n_bars: int = 64) -> Score:
    """Many bars of the golden groove, four a line."""
    groove = golden_score().bars[0]
    bars = (
        replace(
            groove,
            section="A" if index == 0 else None,
            tempo=groove.tempo if index == 0 else None,
            swing=None,
            line_break=index % 4 == 3,
        )
        for index in range(n_bars)
    )
    return Score(tuple(bars), title="A long song", artist="Nobody")


@pytest.fixture
def document() -> WishList:
    return WishList(written(golden_score()))


@pytest.fixture(scope="session")
def engraver() -> Iterator[Engraver]:
    engraver = Engraver()
    yield engraver
    engraver.close()


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    runner = JobRunner()
    yield runner
    assert runner.shut_down()


@pytest.fixture
def view(qtbot: QtBot, runner: JobRunner) -> Iterator[ScoreView]:
    """An empty view on the screen."""
    view = ScoreView(runner)
    qtbot.addWidget(view)
    view.resize(1000, 600)
    with qtbot.waitExposed(view):
        view.show()
    yield view
    view.shut_down()
