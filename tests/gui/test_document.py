"""One song from opening over corrections to undo, as the views use it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.meter import TimeSignature
from melody_gui.document import Document, DocumentState, Services

Open = Callable[..., Document]


def keys(document: Document) -> set[tuple[float, str]]:
    return {(onset.time, onset.drum) for onset in document.onsets}


def settle(document: Document, qtbot: QtBot, wish: Callable[[], object]) -> None:
    """Make a wish and wait for the score that follows."""
    with qtbot.waitSignal(document.transcription_changed, timeout=10_000):
        wish()


def test_parts_of_a_song_come_one_after_another(
    services: Services, song_path: Path, qtbot: QtBot
) -> None:
    document = Document(song_path, services)
    seen: list[str] = []
    document.song_loaded.connect(lambda: seen.append("song"))
    document.spectrogram_computed.connect(lambda: seen.append("spectrogram"))
    document.analysis_finished.connect(lambda: seen.append("analysis"))
    document.onsets_changed.connect(lambda: seen.append("onsets"))
    document.transcription_changed.connect(lambda: seen.append("score"))
    document.start()
    qtbot.waitUntil(lambda: document.state is DocumentState.READY, timeout=30_000)
    assert seen == ["song", "spectrogram", "analysis", "onsets", "score"]
    assert len(document.onsets) > 40
    assert document.transcription is not None
    assert len(document.transcription.score.bars) >= 4


def test_second_opening_comes_from_the_cache(
    open_document: Open, services: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_document()
    monkeypatch.setattr("melody_gui.loading.analyse", pytest.fail)
    second = open_document()
    assert second.onsets == first.onsets


def test_missing_song_fails_in_the_users_words(
    services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    document = Document(tmp_path / "gone.wav", services)
    with qtbot.waitSignal(document.failed):
        document.start()
    assert document.state is DocumentState.FAILED
    assert document.failure is not None
    assert document.failure.is_expected
    assert "gone.wav" in document.failure.message


def test_cancelled_analysis_can_be_begun_again(
    services: Services, song_path: Path, qtbot: QtBot
) -> None:
    document = Document(song_path, services)
    document.start()
    document.cancel()
    qtbot.waitUntil(lambda: document.state is DocumentState.FAILED)
    document.start()
    qtbot.waitUntil(lambda: document.state is DocumentState.READY, timeout=30_000)


def test_added_stroke_is_shown_at_once_and_written_soon(open_document: Open, qtbot: QtBot) -> None:
    document = open_document()
    before = document.onsets
    settle(document, qtbot, lambda: document.add_stroke(3.0, "cowbell"))
    added = document.selected_onsets()
    assert [o.drum for o in added] == ["cowbell"]
    assert added[0].time == document.snapped_time(3.0)
    assert document.transcription is not None
    assert set(document.transcription.onsets) == {*before, *added}
    drums = {s.drum for bar in document.transcription.score.bars for _, s in bar.strokes()}
    assert "cowbell" in drums


def test_undo_and_redo_walk_through_every_kind_of_correction(
    open_document: Open, qtbot: QtBot
) -> None:
    document = open_document()
    chosen = document.onsets[10]
    key = (chosen.time, chosen.drum)
    states = [(document.corrections, document.onsets)]
    wishes: list[Callable[[], object]] = [
        lambda: document.add_stroke(2.0, "splash", snapped=False),
        lambda: document.move_selected(0.05, snapped=False),
        lambda: document.set_drum_of_selected("china"),
        lambda: document.set_velocity_of_selected(33),
        document.delete_selected,
        lambda: (document.select([key]), document.delete_selected()),
        lambda: document.set_threshold("snare", 0.9),
        lambda: document.set_sensitivity(0.7),
        lambda: document.scale_tempo(2.0),
        lambda: document.set_time_signature(TimeSignature(3, 4)),
        lambda: document.set_swing_ratio(67, 8),
        lambda: document.set_downbeat(3.0),
        lambda: document.set_names("Other title", "Somebody"),
    ]
    for wish in wishes:
        settle(document, qtbot, wish)
        states.append((document.corrections, document.onsets))
    assert len({id(c) for c, _ in states}) == len(states)
    assert document.undo_stack.count() == len(wishes)
    for corrections, onsets in reversed(states[:-1]):
        settle(document, qtbot, document.undo_stack.undo)
        assert document.corrections == corrections
        assert document.onsets == onsets
    for corrections, onsets in states[1:]:
        settle(document, qtbot, document.undo_stack.redo)
        assert document.corrections == corrections
        assert document.onsets == onsets


def test_dragging_a_threshold_is_one_step_of_undo(open_document: Open, qtbot: QtBot) -> None:
    document = open_document()
    before = document.onsets
    for value in (0.5, 0.7, 0.9):
        document.set_threshold("hihat_closed", value)
    qtbot.waitUntil(lambda: document.onsets != before)
    assert document.undo_stack.count() == 1
    settle(document, qtbot, document.undo_stack.undo)
    assert document.onsets == before


def test_stroke_edits_leave_the_bars_where_they_are(open_document: Open, qtbot: QtBot) -> None:
    document = open_document()
    assert document.transcription is not None
    grid = document.transcription.grid
    document.select([(o.time, o.drum) for o in document.onsets[::2]])
    settle(document, qtbot, document.delete_selected)
    assert document.transcription.grid == grid


def test_the_one_is_where_it_was_tapped(open_document: Open, qtbot: QtBot) -> None:
    document = open_document()
    assert document.transcription is not None
    second_beat = document.transcription.grid.bars[1].beats[1]
    settle(document, qtbot, lambda: document.set_downbeat(second_beat + 0.02))
    starts = [bar.start for bar in document.transcription.grid.bars]
    assert min(abs(start - second_beat) for start in starts) < 0.01


def test_correction_spreads_to_equal_bars(open_document: Open, qtbot: QtBot) -> None:
    document = open_document()
    assert document.transcription is not None
    bars = document.transcription.grid.bars
    settle(document, qtbot, lambda: document.add_stroke(bars[2].beats[1], "clap"))
    n_before = sum(o.drum == "clap" for o in document.onsets)
    n_bars = document.apply_selection_to_equal_bars()
    if n_bars:
        assert sum(o.drum == "clap" for o in document.onsets) == n_before + n_bars
        document.undo_stack.undo()
    assert sum(o.drum == "clap" for o in document.onsets) == n_before == 1


def test_selection_steps_through_strokes_in_time(open_document: Open) -> None:
    document = open_document()
    document.step_selection(1, from_time=4.0)
    first = document.selected_onsets()[0]
    assert first.time >= 4.0
    document.step_selection(1)
    document.step_selection(-1)
    assert document.selected_onsets() == (first,)


def test_loop_snaps_to_bars(open_document: Open, qtbot: QtBot) -> None:
    document = open_document()
    assert document.transcription is not None
    bars = document.transcription.grid.bars
    with qtbot.waitSignal(document.loop_changed):
        document.set_loop(bars[1].start + 0.1, bars[2].end - 0.1)
    assert document.loop == (bars[1].start, bars[2].end)
    document.set_loop_of_bars(bars[3].start + 0.2, bars[3].start + 0.3)
    assert document.loop == (bars[3].start, bars[3].end)
    document.clear_loop()
    assert document.loop is None
