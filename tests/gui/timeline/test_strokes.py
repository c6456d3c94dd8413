"""Selecting, adding, moving and changing strokes on the lanes, and thresholds."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from melody_gui.document import Document
from melody_gui.timeline.texts import stroke_text
from melody_gui.timeline.timeline_view import TimelineView
from tests.gui.timeline.mouse import begin_drag, click, double_click, drag, place, turn_wheel

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def drums_at(document: Document, time: float) -> set[str]:
    return {onset.drum for onset in document.onsets if abs(onset.time - time) < 0.02}


def velocity_at(document: Document, drum: str, time: float) -> int:
    return next(o.velocity for o in document.onsets if o.drum == drum and abs(o.time - time) < 0.02)


def chosen(document: Document) -> list[tuple[float, str]]:
    return sorted((round(time, 2), drum) for time, drum in document.selection)


def stroke(view: TimelineView, drum: str, time: float) -> QPoint:
    """The middle of a stroke's marker."""
    return place(view, drum, time, 0.9)


@pytest.fixture(autouse=True)
def closer(view: TimelineView) -> None:
    view.axis.show_range(4.4, 8.6)


def test_a_click_selects_a_stroke_and_only_it(view: TimelineView, document: Document) -> None:
    click(view.canvas, stroke(view, "snare", 5.0))
    assert chosen(document) == [(5.0, "snare")]
    click(view.canvas, stroke(view, "kick", 4.5))
    assert chosen(document) == [(4.5, "kick")]


def test_a_click_with_control_adds_and_takes_away(view: TimelineView, document: Document) -> None:
    click(view.canvas, stroke(view, "snare", 5.0))
    click(view.canvas, stroke(view, "kick", 4.5), CONTROL)
    click(view.canvas, stroke(view, "hihat_closed", 5.25), SHIFT)
    assert chosen(document) == [(4.5, "kick"), (5.0, "snare"), (5.25, "hihat_closed")]
    click(view.canvas, stroke(view, "kick", 4.5), CONTROL)
    assert chosen(document) == [(5.0, "snare"), (5.25, "hihat_closed")]


def test_a_click_beside_all_strokes_selects_nothing(view: TimelineView, document: Document) -> None:
    click(view.canvas, stroke(view, "snare", 5.0))
    click(view.canvas, place(view, "snare", 5.2))
    assert not document.selection


def test_a_band_selects_over_several_lanes(view: TimelineView, document: Document) -> None:
    drag(view.canvas, place(view, "kick", 4.85, 1.0), place(view, "hihat_closed", 5.6, 0.2))
    inside = {(5.0, "snare"), (5.5, "kick")} | {(t, "hihat_closed") for t in (5.0, 5.25, 5.5)}
    assert set(chosen(document)) == inside


def test_a_band_with_control_extends_the_selection(view: TimelineView, document: Document) -> None:
    click(view.canvas, stroke(view, "kick", 6.5))
    drag(view.canvas, place(view, "snare", 4.9), place(view, "snare", 5.1, 0.1), CONTROL)
    assert chosen(document) == [(5.0, "snare"), (6.5, "kick")]


def test_dragging_a_stroke_moves_it_to_the_next_tatum(
    view: TimelineView, document: Document
) -> None:
    drag(view.canvas, stroke(view, "snare", 5.0), stroke(view, "snare", 5.13))
    assert "snare" not in drums_at(document, 5.0)
    assert "snare" in drums_at(document, 5.125)
    document.undo_stack.undo()
    assert "snare" in drums_at(document, 5.0)


def test_dragging_with_alt_moves_freely(view: TimelineView, document: Document) -> None:
    drag(view.canvas, stroke(view, "snare", 5.0), stroke(view, "snare", 5.09), ALT)
    moved = next(time for time, drum in document.selection if drum == "snare")
    assert moved == pytest.approx(5.09, abs=2 * view.axis.seconds_per_pixel)


def test_all_selected_strokes_move_together(view: TimelineView, document: Document) -> None:
    click(view.canvas, stroke(view, "snare", 5.0))
    click(view.canvas, stroke(view, "kick", 5.5), CONTROL)
    drag(view.canvas, stroke(view, "snare", 5.0), stroke(view, "snare", 5.125))
    moved = sorted(document.selection)
    assert [drum for _, drum in moved] == ["snare", "kick"]
    assert [time for time, _ in moved] == pytest.approx([5.125, 5.625], abs=0.01)


def test_dragging_to_another_lane_changes_the_drum_in_one_step(
    view: TimelineView, document: Document
) -> None:
    drag(view.canvas, stroke(view, "snare", 5.0), place(view, "kick", 5.0))
    assert drums_at(document, 5.0) == {"kick", "hihat_closed"}
    document.undo_stack.undo()
    assert drums_at(document, 5.0) == {"snare", "hihat_closed"}


def test_dragging_aslant_changes_drum_and_time_in_one_step(
    view: TimelineView, document: Document
) -> None:
    drag(view.canvas, stroke(view, "snare", 5.0), place(view, "kick", 5.125))
    assert drums_at(document, 5.0) == {"hihat_closed"}
    assert drums_at(document, 5.125) == {"kick"}
    document.undo_stack.undo()
    assert drums_at(document, 5.0) == {"snare", "hihat_closed"}
    assert drums_at(document, 5.125) == set()


def test_escape_gives_up_a_drag(view: TimelineView, document: Document, qtbot: QtBot) -> None:
    begin_drag(view.canvas, stroke(view, "snare", 5.0), stroke(view, "snare", 5.3))
    qtbot.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert "snare" in drums_at(document, 5.0)
    assert not document.undo_stack.canUndo()


def test_a_double_click_adds_a_stroke_on_the_tatum(view: TimelineView, document: Document) -> None:
    double_click(view.canvas, place(view, "snare", 5.62))
    assert "snare" in drums_at(document, 5.625)
    assert velocity_at(document, "snare", 5.625) == 80
    assert [drum for _, drum in chosen(document)] == ["snare"]


def test_a_double_click_with_alt_adds_where_it_is(view: TimelineView, document: Document) -> None:
    double_click(view.canvas, place(view, "snare", 5.56), ALT)
    added = next(time for time, _ in document.selection)
    assert added == pytest.approx(5.56, abs=view.axis.seconds_per_pixel)


def test_a_double_click_on_a_stroke_adds_none(view: TimelineView, document: Document) -> None:
    n_strokes = len(document.onsets)
    double_click(view.canvas, stroke(view, "snare", 5.0))
    assert len(document.onsets) == n_strokes


def test_the_wheel_with_shift_strikes_a_selected_stroke_harder(
    view: TimelineView, document: Document
) -> None:
    point = stroke(view, "snare", 5.0)
    start = view.axis.start
    turn_wheel(view.canvas, point, 1, SHIFT)
    assert velocity_at(document, "snare", 5.0) == 80, "not selected: nothing changes"
    view.axis.restore(start, start + view.axis.span)
    point = stroke(view, "snare", 5.0)
    click(view.canvas, point)
    turn_wheel(view.canvas, point, 2, SHIFT)
    assert velocity_at(document, "snare", 5.0) == 88
    turn_wheel(view.canvas, stroke(view, "snare", 5.0), -3, SHIFT)
    assert velocity_at(document, "snare", 5.0) == 76


def test_dragging_the_threshold_line_picks_anew(
    view: TimelineView, document: Document, qtbot: QtBot
) -> None:
    assert any(onset.drum == "snare" for onset in document.onsets)
    start, end = place(view, "snare", 5.2, 0.3), place(view, "snare", 5.2, 0.95)
    drag(view.canvas, start, end)
    assert document.corrections.thresholds["snare"] == pytest.approx(0.95, abs=0.04)
    qtbot.waitUntil(lambda: not any(onset.drum == "snare" for onset in document.onsets))
    assert any(onset.drum == "kick" for onset in document.onsets)
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: any(onset.drum == "snare" for onset in document.onsets))
    assert not document.undo_stack.canUndo(), "one drag, one step"


def test_strokes_follow_the_threshold_while_it_is_dragged(
    view: TimelineView, document: Document, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(document.onsets_changed):
        begin_drag(view.canvas, place(view, "snare", 5.2, 0.3), place(view, "snare", 5.2, 0.95))


def test_the_tooltip_tells_all_about_a_stroke(view: TimelineView, document: Document) -> None:
    onset = next(o for o in document.onsets if o.drum == "snare" and abs(o.time - 5.0) < 0.01)
    text = stroke_text(onset, view.data.grid)
    assert "Snare" in text
    assert "0:05.00" in text
    assert "bar 3, beat 2" in text
    assert "velocity 80" in text


def test_a_lane_stays_although_its_last_stroke_was_deleted(
    view: TimelineView, document: Document
) -> None:
    document.select([(o.time, o.drum) for o in document.onsets if o.drum == "kick"])
    document.delete_selected()
    assert view.stack.is_shown("drum:kick")
    assert len(view.data.strokes("kick").onsets) == 0
