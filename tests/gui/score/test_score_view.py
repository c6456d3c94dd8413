"""The score in the window: what it shows, and what mouse and keyboard do on it."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from core.drawing.engraver import Engraver
from core.drawing.shapes import Rectangle
from core.onsets import Onset
from core.score_pages import NoteMark
from melody_gui import theme
from melody_gui.document import Document
from melody_gui.job import JobRunner
from melody_gui.score.drawn_score import drum_at, staff_line_of
from melody_gui.score.paper import paper
from melody_gui.score.score_view import ScoreView
from tests.core.writers.golden import golden_score
from tests.gui.score.conftest import BAR_SECONDS, State, WishList, long_song, written

LEFT = Qt.MouseButton.LeftButton
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def show(view: ScoreView, document: WishList, qtbot: QtBot) -> None:
    """Show the document and wait for its pages."""
    with qtbot.waitSignal(view.pages_drawn, timeout=20_000):
        view.set_document(document)  # type: ignore[arg-type]
    settle(view, qtbot)


def settle(view: ScoreView, qtbot: QtBot) -> None:
    """Wait until nothing is left to scroll or paint."""
    animations = view.canvas.follower._animations.values()
    qtbot.waitUntil(lambda: all(a.state() is a.State.Stopped for a in animations))
    for _ in range(30):
        QApplication.processEvents()


def spot(view: ScoreView, page: int, x: float, y: float) -> QPoint:
    """The point of the viewport at a point of a page."""
    place = view.canvas.window_area(page, Rectangle(x, y, x, y)).topLeft()
    return place.toPoint()


def middle(view: ScoreView, note: NoteMark) -> QPoint:
    return spot(view, note.page, *note.bounds.center)


def note_of(view: ScoreView, bar: int, drum: str) -> NoteMark:
    """The first note of a drum in a bar."""
    assert view.drawn is not None
    return next(n for n in view.drawn.pages.notes if n.place.bar == bar and n.place.drum == drum)


def click(view: ScoreView, point: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(view.canvas.viewport(), LEFT, modifiers, point)


def drag(view: ScoreView, start: QPoint, end: QPoint) -> None:
    """Press at one point, move to the other, release."""
    port = view.canvas.viewport()
    QTest.mousePress(port, LEFT, NONE, start)
    for share in (0.3, 0.6, 1.0):
        way = QPointF(end - start) * share
        QTest.mouseMove(port, start + way.toPoint())
    QTest.mouseRelease(port, LEFT, NONE, end)


def picture(view: ScoreView) -> QImage:
    return view.canvas.viewport().grab().toImage()


def near(image: QImage, point: QPoint, colour: QColor, reach: int = 5) -> bool:
    """True if a pixel around the point is about of that colour."""
    for x in range(point.x() - reach, point.x() + reach + 1):
        for y in range(point.y() - reach, point.y() + reach + 1):
            found = QColor(image.pixel(x, y))
            parts = zip(found.getRgb(), colour.getRgb(), strict=True)
            if max(abs(a - b) for a, b in parts if a is not None and b is not None) < 40:
                return True
    return False


def test_an_empty_view_says_what_to_do(view: ScoreView) -> None:
    assert "Open a song" in view.canvas._notice
    view.set_document(None)
    assert view.drawn is None


def test_while_a_song_is_heard_the_view_says_so(view: ScoreView) -> None:
    document = WishList()
    document.state = State.ANALYSING
    view.set_document(document)  # type: ignore[arg-type]
    assert "once the song has been heard" in view.canvas._notice
    document.state = State.FAILED
    document.state_changed.emit()
    assert "no score" in view.canvas._notice


def test_pages_come_on_light_paper_with_dark_ink(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    image = picture(view)
    note = middle(view, note_of(view, 0, "kick"))
    assert near(image, note, paper("light").ink)
    assert near(image, note + QPoint(0, 60), paper("light").sheet, 0)


def test_dark_paper_has_light_ink(view: ScoreView, document: WishList, qtbot: QtBot) -> None:
    show(view, document, qtbot)
    view.set_paper("dark")
    settle(view, qtbot)
    assert near(picture(view), middle(view, note_of(view, 0, "kick")), paper("dark").ink)
    assert paper("dark").ink.lightness() > paper("dark").sheet.lightness()


def test_a_click_on_a_note_selects_its_stroke_and_seeks(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    note = note_of(view, 2, "tom_mid")
    with qtbot.waitSignal(view.seek_requested) as caught:
        click(view, middle(view, note))
    assert len(document.selection) == 1
    ((time, drum),) = document.selection
    assert drum == "tom_mid" and caught.args == [pytest.approx(time)]
    assert 2 * BAR_SECONDS < time < 3 * BAR_SECONDS


def test_selected_notes_are_drawn_in_the_accent(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    note = note_of(view, 0, "kick")
    before = picture(view)
    click(view, middle(view, note))
    settle(view, qtbot)
    assert not near(before, middle(view, note), paper("light").accent)
    assert near(picture(view), middle(view, note), paper("light").accent)
    document.clear_selection()
    settle(view, qtbot)
    assert not near(picture(view), middle(view, note), paper("light").accent)


def test_control_adds_to_the_selection_and_takes_away(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    first, second = note_of(view, 0, "kick"), note_of(view, 0, "snare")
    click(view, middle(view, first))
    click(view, middle(view, second), CONTROL)
    assert {drum for _, drum in document.selection} == {"kick", "snare"}
    click(view, middle(view, first), CONTROL)
    assert {drum for _, drum in document.selection} == {"snare"}


def test_shift_selects_all_up_to_the_note(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    click(view, middle(view, note_of(view, 0, "kick")))
    shift = Qt.KeyboardModifier.ShiftModifier
    click(view, middle(view, note_of(view, 0, "hihat_open")), shift)
    in_bar = [onset for onset in document.onsets if onset.time < BAR_SECONDS]
    assert len(document.selection) == len(in_bar)


def test_the_sign_of_a_repeated_bar_selects_all_of_it(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    click(view, middle(view, note_of(view, 1, "kick")))
    in_bar = {(o.time, o.drum) for o in document.onsets if BAR_SECONDS <= o.time < 2 * BAR_SECONDS}
    assert document.selection == in_bar and len(in_bar) > 5


def test_a_click_beside_the_notes_seeks_and_selects_nothing(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    assert view.drawn is not None
    document.select([(0.0, "kick")])
    bar = view.drawn.pages.bars[3]
    x = bar.x_at(0.8)
    with qtbot.waitSignal(view.seek_requested) as caught:
        click(view, spot(view, bar.page, x, bar.bounds.bottom))
    assert caught.args == [pytest.approx(3.8 * BAR_SECONDS, abs=0.05)]
    assert document.selection == frozenset()


def test_a_band_selects_the_notes_inside_it(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    assert view.drawn is not None
    bar = view.drawn.pages.bars[2]
    area = bar.bounds.grown(700)
    drag(
        view,
        spot(view, bar.page, bar.bounds.left + 20, area.top),
        spot(view, bar.page, bar.bounds.right - 20, area.bottom),
    )
    in_bar = {(o.time, o.drum) for o in document.onsets if 2 <= o.time / BAR_SECONDS < 3}
    assert document.selection == in_bar


def test_a_note_dragged_sideways_moves_in_time(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    assert view.drawn is not None
    note = note_of(view, 3, "kick")
    target = view.drawn.pages.bars[3].x_at(0.5)
    start = middle(view, note)
    drag(view, start, QPoint(spot(view, note.page, target, 0).x(), start.y() + 3))
    assert document.wishes == [("move", pytest.approx(BAR_SECONDS / 2, abs=0.13), True)]
    assert document.selection == {(3 * BAR_SECONDS, "kick")}


def test_a_note_dragged_upwards_changes_its_drum(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    assert view.drawn is not None
    note = note_of(view, 3, "kick")
    high = view.drawn.pages.bars[3].y_of_line(-1)
    start = middle(view, note)
    drag(view, start, QPoint(start.x() + 2, spot(view, note.page, 0, high).y()))
    assert document.wishes == [("drum", "hihat_closed")]


def test_a_double_click_adds_the_drum_of_that_height(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    assert view.drawn is not None
    bar = view.drawn.pages.bars[3]
    point = spot(view, bar.page, bar.x_at(0.75), bar.y_of_line(7))
    QTest.mouseDClick(view.canvas.viewport(), LEFT, NONE, point)
    assert document.wishes == [("add", 3.75 * BAR_SECONDS, "kick", 90)]


def test_the_pencil_shows_a_head_and_adds_it(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    assert view.drawn is not None
    bar = view.drawn.pages.bars[3]
    point = spot(view, bar.page, bar.x_at(0.75), bar.y_of_line(1))
    view.pencil_button.click()
    QTest.mouseMove(view.canvas.viewport(), point - QPoint(4, 0))
    QTest.mouseMove(view.canvas.viewport(), point)
    (head,) = view.canvas.preview.heads
    assert head.drum == "tom_high"
    click(view, point)
    assert document.wishes == [("add", 3.75 * BAR_SECONDS, "tom_high", 90)]
    view.pencil_button.click()
    assert view.canvas.preview.heads == ()


def test_arrow_keys_go_from_stroke_to_stroke(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    click(view, middle(view, note_of(view, 0, "kick")))
    first = document.selection
    with qtbot.waitSignal(view.seek_requested) as caught:
        QTest.keyClick(view.canvas, Qt.Key.Key_Left)
    assert document.selection != first
    assert caught.args == [next(iter(document.selection))[0]]
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    assert document.selection == first
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert document.selection == frozenset()


def test_notes_are_named_by_a_tool_tip(view: ScoreView, document: WishList, qtbot: QtBot) -> None:
    show(view, document, qtbot)
    point = QPointF(middle(view, note_of(view, 2, "tom_mid")))
    tip = view.canvas.gestures.tool_tip(point)
    assert "Mid Tom" in tip and "Bar 3" in tip and "Velocity 95" in tip and "100 %" in tip
    repeated = QPointF(middle(view, note_of(view, 1, "kick")))
    assert "repeats" in view.canvas.gestures.tool_tip(repeated)
    assert view.canvas.gestures.tool_tip(QPointF(2, 2)) == ""


def test_doubtful_notes_are_tinted(view: ScoreView, qtbot: QtBot) -> None:
    show(view, WishList(written(golden_score(), confidence=0.2)), qtbot)
    doubtful = paper("light").ink_for(0.2)
    assert doubtful != paper("light").ink
    assert near(picture(view), middle(view, note_of(view, 0, "kick")), doubtful)


def test_strokes_that_are_gone_fade_and_new_ones_show_at_once(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    kick = middle(view, note_of(view, 0, "kick"))
    bar = view.drawn.pages.bars[3] if view.drawn else None
    assert bar is not None
    new = spot(view, bar.page, bar.x_at(0.5), bar.y_of_line(5))
    before = picture(view)
    added = Onset(3.5 * BAR_SECONDS, "tom_low", 90)
    document.onsets = (*document.onsets[1:], added)
    first = [o for o in document.onsets if o.drum == "kick" and o.time == 0]
    document.onsets = tuple(o for o in document.onsets if o not in first)
    document.onsets_changed.emit()
    settle(view, qtbot)
    after = picture(view)
    assert near(before, kick, paper("light").ink, 3) and not near(
        after, kick, paper("light").ink, 2
    )
    assert not near(before, new, paper("light").ink, 2)
    assert near(after, new, QColor(90, 92, 92), 2)


def test_the_cursor_moves_in_a_moment_and_scrolls_ahead(view: ScoreView, qtbot: QtBot) -> None:
    show(view, WishList(written(long_song())), qtbot)
    bar = view.canvas.verticalScrollBar()
    assert bar.value() == 0
    start = perf_counter()
    for step in range(100):
        view.set_playhead(0.01 * step)
    assert (perf_counter() - start) / 100 < 0.002
    for second in range(60):
        view.set_playhead(float(second))
        settle(view, qtbot)
        point = view.canvas.point
        assert point is not None and point.bar.index == int(second // BAR_SECONDS)
        place = view.canvas.window_area(point.bar.page, point.bar.bounds)
        assert place.top() >= 0 and place.bottom() <= view.canvas.viewport().height()
    assert bar.value() > 0


def test_the_first_line_is_shown_with_the_title(view: ScoreView, qtbot: QtBot) -> None:
    show(view, WishList(written(long_song())), qtbot)
    view.set_playhead(100.0)
    settle(view, qtbot)
    view.set_playhead(0.0)
    settle(view, qtbot)
    assert view.canvas.verticalScrollBar().value() == 0


def test_the_view_stays_where_the_user_scrolled_until_the_next_line(
    view: ScoreView, qtbot: QtBot
) -> None:
    show(view, WishList(written(long_song())), qtbot)
    view.set_playhead(1.0)
    settle(view, qtbot)
    bar = view.canvas.verticalScrollBar()
    view.canvas.follower.hold()
    bar.setValue(bar.maximum())
    view.set_playhead(1.5)
    settle(view, qtbot)
    assert bar.value() == bar.maximum()
    view.set_playhead(30.0)
    settle(view, qtbot)
    assert bar.value() < bar.maximum()


def test_without_following_nothing_scrolls(view: ScoreView, qtbot: QtBot) -> None:
    show(view, WishList(written(long_song())), qtbot)
    view.follow_button.click()
    view.set_playhead(100.0)
    settle(view, qtbot)
    assert view.canvas.verticalScrollBar().value() == 0
    view.follow_button.click()
    settle(view, qtbot)
    assert view.canvas.verticalScrollBar().value() > 0


def test_one_long_line_scrolls_sideways(view: ScoreView, qtbot: QtBot) -> None:
    show(view, WishList(written(long_song())), qtbot)
    with qtbot.waitSignal(view.pages_drawn, timeout=20_000):
        view._line_button.click()
    settle(view, qtbot)
    assert view.drawn is not None and len(view.drawn.pages.pages) == 1
    for second in (0.0, 20.0, 21.0, 22.0, 300.0):
        view.set_playhead(second)
        settle(view, qtbot)
        point = view.canvas.point
        assert point is not None
        x = spot(view, 0, point.x, 0).x()
        assert 0 <= x <= view.canvas.viewport().width()


def test_zoom_keeps_the_music_under_the_mouse(view: ScoreView, qtbot: QtBot) -> None:
    show(view, WishList(written(long_song())), qtbot)
    view.canvas.verticalScrollBar().setValue(400)
    note = note_of(view, 10, "snare")
    before = middle(view, note)
    view.canvas.zoom_by(1.5, QPointF(before))
    after = middle(view, note)
    assert abs(after.x() - before.x()) <= 2 and abs(after.y() - before.y()) <= 2
    assert not view.fit_button.isChecked()
    view.fit_button.click()
    assert view.fit_button.isChecked() and view.canvas.is_fitting


def test_zoom_stays_within_its_bounds(view: ScoreView, document: WishList, qtbot: QtBot) -> None:
    show(view, document, qtbot)
    for _ in range(30):
        view.zoom_in_button.click()
    assert view.canvas.zoom == 4.0
    for _ in range(40):
        view.zoom_out_button.click()
    assert view.canvas.zoom == pytest.approx(0.3)


def test_a_changed_score_keeps_its_place_and_the_old_one_until_then(
    view: ScoreView, qtbot: QtBot
) -> None:
    document = WishList(written(long_song()))
    show(view, document, qtbot)
    view.canvas.verticalScrollBar().setValue(500)
    old = view.drawn
    document.transcription = written(replace(long_song(), title="Renamed"))
    with qtbot.waitSignal(view.pages_drawn, timeout=20_000):
        document.transcription_changed.emit()
        assert view.drawn is old
    assert view.drawn is not old and view.canvas.verticalScrollBar().value() == 500


def test_another_document_takes_the_place_of_the_old_one(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    other = WishList(written(long_song(8)))
    show(view, other, qtbot)
    assert view.drawn is not None and len(view.drawn.pages.bars) == 8
    document.select([(0.0, "kick")])
    document.transcription_changed.emit()
    QApplication.processEvents()
    assert len(view.drawn.pages.bars) == 8
    view.set_document(None)
    assert view.drawn is None


def test_the_loop_is_shaded(view: ScoreView, document: WishList, qtbot: QtBot) -> None:
    show(view, document, qtbot)
    assert view.drawn is not None
    bar = view.drawn.pages.bars[3]
    point = spot(view, bar.page, bar.x_at(0.4), bar.bounds.bottom + 0.5 * bar.bounds.height)
    before = QColor(picture(view).pixel(point.x(), point.y()))
    document.loop = (3 * BAR_SECONDS, 4 * BAR_SECONDS)
    document.loop_changed.emit()
    settle(view, qtbot)
    after = QColor(picture(view).pixel(point.x(), point.y()))
    assert before == paper("light").sheet and after != before


def test_a_crash_while_drawing_is_said_and_the_next_change_is_drawn(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    healthy, view._engraver = view._engraver, Engraver((sys.executable, "-c", "exit(3)"))
    document.transcription_changed.emit()
    qtbot.waitUntil(lambda: "stopped unexpectedly" in view.status_label.text(), timeout=10_000)
    assert view.drawn is not None
    view._engraver = healthy
    with qtbot.waitSignal(view.pages_drawn, timeout=20_000):
        document.transcription_changed.emit()
    assert "stopped" not in view.status_label.text()


def test_letter_paper_breaks_pages_anew(view: ScoreView, document: WishList, qtbot: QtBot) -> None:
    show(view, document, qtbot)
    with qtbot.waitSignal(view.pages_drawn, timeout=20_000):
        view.set_page_size("Letter")
    assert view.drawn is not None and view.drawn.pages.pages[0].width == 21590


def test_places_on_the_staff_mean_the_common_drums() -> None:
    found = {line: drum_at(line) for line in (-4, -2, -1, 0, 1, 2, 3, 5, 7, 9)}
    assert found == {
        -4: "china", -2: "crash", -1: "hihat_closed", 0: "ride", 1: "tom_high", 2: "tom_mid",
        3: "snare", 5: "tom_low", 7: "kick", 9: "hihat_pedal",
    }  # fmt: skip


def test_other_colours_of_the_window_are_taken_up(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    view.set_paper("theme")
    try:
        for name in ("light", "dark"):
            theme.choose(name)
            settle(view, qtbot)
            note = middle(view, note_of(view, 0, "kick"))
            assert near(picture(view), note, paper(name).ink)
    finally:
        theme.choose("system")


@pytest.mark.slow
def test_the_window_never_waits_long_for_the_score(view: ScoreView, qtbot: QtBot) -> None:
    document = WishList(written(long_song(200)))
    view.set_document(document)  # type: ignore[arg-type]
    waits: list[float] = []
    end = perf_counter() + 4
    second = 0.0
    while perf_counter() < end:
        start = perf_counter()
        QApplication.processEvents()
        second += 0.05
        view.set_playhead(second)
        waits.append(perf_counter() - start)
    assert view.drawn is not None
    # Two hiccups are those of a busy machine.
    assert sorted(waits)[-3] < 0.05


@pytest.mark.slow
def test_a_click_in_a_real_song_reaches_its_document(
    view: ScoreView, open_document: Callable[[], Document], qtbot: QtBot
) -> None:
    document = open_document()
    with qtbot.waitSignal(view.pages_drawn, timeout=20_000):
        view.set_document(document)
    settle(view, qtbot)
    assert view.drawn is not None
    note = view.drawn.pages.notes[3]
    click(view, middle(view, note))
    (key,) = document.selection
    assert key == view.drawn.key(note)
    n_onsets = len(document.onsets)
    with qtbot.waitSignal(view.pages_drawn, timeout=20_000):
        document.delete_selected()
    assert len(document.onsets) == n_onsets - 1
    assert key not in view.drawn.marks
    view.set_document(None)


def entries(menu: QMenu | None) -> dict[str, QAction]:
    assert menu is not None
    return {action.text(): action for action in menu.actions()}


def submenu(menu: QMenu | None, text: str) -> dict[str, QAction]:
    found = entries(menu)[text].menu()
    assert isinstance(found, QMenu)
    return entries(found)


def test_the_menu_of_a_note_corrects_its_stroke(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    note = note_of(view, 0, "snare")
    assert view.drawn is not None
    key = view.drawn.key(note)
    menu = view.canvas.gestures.menu(QPointF(middle(view, note)))
    assert document.selection == {key}
    drums = submenu(menu, "Drum")
    assert [text for text, action in drums.items() if action.isChecked()] == ["Snare"]
    drums["Side Stick"].trigger()
    submenu(menu, "Velocity")["Ghost note"].trigger()
    entries(menu)["Apply to all equal bars"].trigger()
    entries(menu)["Delete"].trigger()
    wanted = [("drum", "side_stick"), ("velocity", 35), ("equal bars",), ("delete",)]
    assert document.wishes == wanted
    document.wishes.clear()
    entries(menu)["This is the “1”"].trigger()
    assert key is not None
    assert document.wishes == [("downbeat", key[0])]


def test_the_menu_of_a_bar_loops_it_bars_it_and_adds_strokes(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    document.select([(0.0, "kick")])
    assert view.drawn is not None
    bar = next(bar for bar in view.drawn.pages.bars[1:] if not bar.is_repeat)
    x, y = bar.x_at(0.56), bar.y_of_line(staff_line_of("tom_mid"))
    place = QPointF(spot(view, bar.page, x, y))
    menu = view.canvas.gestures.menu(place)
    assert "Delete" not in entries(menu)
    assert document.selection == {(0.0, "kick")}
    entries(menu)["Add here: Mid Tom"].trigger()
    entries(menu)["Loop this bar"].trigger()
    submenu(menu, "Metre from here on")["3/4"].trigger()
    added, loop, metre = document.wishes
    assert (added[0], added[2]) == ("add", "tom_mid")
    assert loop[1] == loop[2] == pytest.approx((bar.index + 0.56) * BAR_SECONDS, abs=0.02)
    assert metre == ("metre", "3/4", loop[1])
    with qtbot.waitSignal(view.seek_requested) as caught:
        entries(menu)["Go here"].trigger()
    assert caught.args == [loop[1]]


def test_the_menu_opens_at_the_mouse_and_at_the_selected_note(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    note = note_of(view, 0, "snare")
    assert view.drawn is not None
    key = view.drawn.key(note)
    assert key is not None
    document.select([key])
    port = view.canvas.viewport()
    for reason, at in (
        (QContextMenuEvent.Reason.Mouse, middle(view, note)),
        (QContextMenuEvent.Reason.Keyboard, QPoint(2, 2)),
    ):
        event = QContextMenuEvent(reason, at, port.mapToGlobal(at))
        QApplication.sendEvent(port, event)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert "Delete" in entries(menu)
        assert (menu.pos() - port.mapToGlobal(middle(view, note))).manhattanLength() < 12
        menu.close()
        assert document.selection == {key}


def test_a_low_view_begins_with_the_first_line_of_music(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    view.resize(1000, 250)
    show(view, document, qtbot)
    assert view.drawn is not None
    bar = view.drawn.pages.bars[0]
    staff = view.canvas.window_area(bar.page, bar.bounds)
    assert view.canvas.verticalScrollBar().value() > 0
    assert 0 < staff.top() < staff.bottom() < 0.55 * view.canvas.viewport().height()


def test_a_high_view_begins_with_the_title(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    assert view.canvas.verticalScrollBar().value() == 0


def test_a_narrow_view_shows_the_whole_width_and_all_its_tools(
    view: ScoreView, document: WishList, qtbot: QtBot
) -> None:
    view.resize(500, 700)
    show(view, document, qtbot)
    view.status_label.setText("a message that is far too long for a window of this width " * 3)
    for _ in range(5):
        QApplication.processEvents()
    assert view.width() == 500
    assert view.canvas.horizontalScrollBar().maximum() == 0
    for button in view.findChildren(QToolButton):
        assert view.rect().contains(button.geometry()), button.text()
        assert button.width() >= button.sizeHint().width()
    assert view.status_label.toolTip() == view.status_label.text()


def test_the_look_of_the_score_outlives_it(
    view: ScoreView, document: WishList, runner: JobRunner, qtbot: QtBot
) -> None:
    show(view, document, qtbot)
    view.set_one_line(True)
    view.canvas.zoom_by(1.5)
    view.follow_button.setChecked(False)
    state = json.loads(json.dumps(view.look_state()))
    other = ScoreView(runner)
    qtbot.addWidget(other)
    other.restore_look_state(state)
    show(other, document, qtbot)
    assert other.layout_of_pages.is_one_line
    assert other.canvas.zoom == pytest.approx(view.canvas.zoom)
    assert not other.canvas.is_fitting
    assert not other.canvas.follower.is_on
    other.restore_look_state({"fits": True, "zoom": "large"})
    assert other.canvas.is_fitting
    other.shut_down()
