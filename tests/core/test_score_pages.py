"""Drawn pages: every bar and stroke has its place, and the process that draws may die."""

import os
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import pytest

from core.drawing.engraver import Engraver
from core.drawing.layout import A4, LETTER, ONE_LINE, PageLayout
from core.drawing.outlines import parse_path
from core.drawing.shapes import Glyph, Line, Rectangle, Text, bounds_of
from core.errors import CancelledError, ScoreError, UsageError
from core.kit import DRUMS
from core.score import Bar, Chord, Rest, Score, Stroke
from core.score_pages import ScorePages, draw_pages
from core.writers.mei import mei_bytes, note_places
from core.writers.svg import svg_bytes
from tests.core.random_scores import random_score
from tests.core.writers.golden import COMMON_TIME, HALF, QUARTER, golden_score, hat

pytestmark = pytest.mark.skipif(find_spec("verovio") is None, reason="Verovio is not installed")


@pytest.fixture(scope="module")
def engraver() -> Iterator[Engraver]:
    engraver = Engraver()
    yield engraver
    engraver.close()


def timed(score: Score, bar_seconds: float = 2.0) -> Score:
    """The score with bars of the same length in seconds, from second 1 on."""
    bars = [
        replace(bar, start=1.0 + index * bar_seconds, end=1.0 + (index + 1) * bar_seconds)
        for index, bar in enumerate(score.bars)
    ]
    return score.with_bars(tuple(bars))


@pytest.fixture(scope="module")
def golden_pages(engraver: Engraver) -> ScorePages:
    return draw_pages(timed(golden_score()), A4, engraver)


def long_score(n_bars: int) -> Score:
    """Bars of quarter notes, four a line."""
    bar = Bar(COMMON_TIME, tuple(hat(QUARTER) for _ in range(4)))
    bars = (replace(bar, line_break=index % 4 == 3) for index in range(n_bars))
    return Score(tuple(bars), title="Long", artist="Nobody")


def assert_complete(pages: ScorePages) -> None:
    """Each bar and stroke of the score stands on a page, within its paper."""
    score = pages.score
    assert len(pages.notes) == len(note_places(score))
    assert [bar.index for bar in pages.bars] == list(range(len(score.bars)))
    for mark in (*pages.notes, *pages.bars):
        sheet = pages.pages[mark.page]
        paper = Rectangle(0, 0, sheet.width, sheet.height)
        assert mark.bounds.width > 0 and mark.bounds.height > 0
        assert paper.contains(*mark.bounds.center)
    for bar in pages.bars:
        for places in zip(*bar.stops, strict=True):
            assert list(places) == sorted(set(places))


def test_every_stroke_and_bar_has_a_place(golden_pages: ScorePages) -> None:
    assert_complete(golden_pages)


def test_a_head_lies_on_the_staff_line_of_its_drum(golden_pages: ScorePages) -> None:
    for note in golden_pages.notes:
        bar = golden_pages.bars[note.place.bar]
        if not bar.is_repeat:
            _, y = note.bounds.center
            assert bar.staff_line_at(y) == DRUMS[note.place.drum].staff_line
            expected = bar.y_of_line(DRUMS[note.place.drum].staff_line)
            assert y == pytest.approx(expected, abs=10)


def test_strokes_of_a_repeated_bar_share_its_sign(golden_pages: ScorePages) -> None:
    signs = {note.bounds for note in golden_pages.notes if note.place.bar == 1}
    assert len(signs) == 1
    assert golden_pages.bars[1].is_repeat
    bar = golden_pages.bars[1].bounds
    assert bar.contains(*next(iter(signs)).center)


def test_the_cursor_is_in_the_bar_of_its_time_and_moves_on(golden_pages: ScorePages) -> None:
    for number in range(4):
        points = [golden_pages.point_at(1.0 + 2 * number + 0.1 * step) for step in range(20)]
        assert all(point and point.bar.index == number for point in points)
        xs = [point.x for point in points if point]
        assert xs == sorted(set(xs))


def test_the_cursor_stands_on_a_note_when_it_sounds(golden_pages: ScorePages) -> None:
    for note in golden_pages.notes:
        bar = golden_pages.bars[note.place.bar]
        if note.place.time is not None and not bar.is_repeat:
            point = golden_pages.point_at(note.place.time)
            assert point is not None
            assert abs(point.x - note.bounds.center[0]) <= note.bounds.width


def test_times_before_and_after_the_score_hold_at_its_ends(golden_pages: ScorePages) -> None:
    first, last = golden_pages.point_at(-5.0), golden_pages.point_at(99.0)
    assert first and first.bar.index == 0 and first.x == first.bar.stops[0][1]
    assert last and last.bar.index == 3 and last.x == last.bar.stops[-1][1]


def test_a_span_of_time_covers_its_part_of_each_line(golden_pages: ScorePages) -> None:
    bars = golden_pages.bars
    (page, whole), (_, last) = golden_pages.spans(1.0, 99.0)
    assert page == 0
    assert (whole.left, whole.right) == (bars[0].bounds.left, bars[2].bounds.right)
    assert last == bars[3].bounds
    ((_, inner),) = golden_pages.spans(2.0, 4.0)
    assert inner.left == pytest.approx(bars[0].x_at(0.5))
    assert inner.right == pytest.approx(bars[1].x_at(0.5))
    assert golden_pages.spans(100.0, 101.0) == []


def test_a_score_without_times_has_no_cursor(engraver: Engraver) -> None:
    assert draw_pages(golden_score(), A4, engraver).point_at(1.0) is None


def test_a_place_in_a_bar_gives_the_time_that_is_drawn_there(golden_pages: ScorePages) -> None:
    for time in (1.2, 3.7, 6.1, 8.6):
        point = golden_pages.point_at(time)
        assert point is not None
        assert point.bar.time_at(point.x) == pytest.approx(time)
        x, y = point.x, point.bar.bounds.center[1]
        assert golden_pages.bar_at(point.bar.page, x, y) == point.bar


def test_a_note_is_found_under_the_mouse_and_nothing_beside_the_staff(
    golden_pages: ScorePages,
) -> None:
    note = golden_pages.notes[0]
    assert golden_pages.note_at(note.page, *note.bounds.center) == note
    assert golden_pages.note_at(note.page, 100, 100, margin=50) is None
    assert golden_pages.bar_at(0, 3000, 28000) is None


def test_an_area_holds_the_notes_inside_it(golden_pages: ScorePages) -> None:
    bar = golden_pages.bars[2]
    inside = golden_pages.notes_in(bar.page, bar.bounds.grown(400))
    assert {note.place.bar for note in inside} >= {2}
    assert {n for n in golden_pages.notes if n.place.bar == 2} <= set(inside)


def test_silent_bars_of_one_rest_share_its_width(engraver: Engraver) -> None:
    silent = Bar(COMMON_TIME)
    struck = Bar(COMMON_TIME, (Chord(HALF, (Stroke("snare", 90),)), Rest(HALF)))
    score = timed(Score((struck, replace(silent, n_silent_bars=3), silent, silent, struck)))
    pages = draw_pages(score, A4, engraver)
    assert_complete(pages)
    edges = [bar.bounds.right for bar in pages.bars]
    assert edges == sorted(set(edges))
    point = pages.point_at(1.0 + 2 * 2.5)
    assert point and point.bar.index == 2


def test_the_first_page_has_title_artist_and_legend_above_the_music(
    golden_pages: ScorePages,
) -> None:
    texts = {
        shape.words: shape for shape in golden_pages.pages[0].shapes if isinstance(shape, Text)
    }
    assert {"Four & more", "Nobody", "Snare", "Ghost note", "Fill", "A"} <= set(texts)
    top = min(
        shape.bounds.top
        for shape in golden_pages.pages[0].shapes
        if isinstance(shape, Glyph | Line) and shape.bounds.top > texts["Ghost note"].y
    )
    assert texts["Snare"].y < texts["A"].bounds.top and texts["Snare"].y < top


def test_long_scores_take_several_numbered_pages(engraver: Engraver) -> None:
    pages = draw_pages(long_score(120), A4, engraver)
    assert_complete(pages)
    assert len(pages.pages) > 1
    for number, page in enumerate(pages.pages, start=1):
        words = [shape.words for shape in page.shapes if isinstance(shape, Text)]
        assert f"{number} / {len(pages.pages)}" in words


def test_pages_have_the_size_of_their_paper(engraver: Engraver) -> None:
    page = draw_pages(golden_score(), LETTER, engraver).pages[0]
    assert (page.width, page.height) == (21590, 27940)


def test_one_long_line_holds_all_bars_in_one_system(engraver: Engraver) -> None:
    pages = draw_pages(long_score(120), ONE_LINE, engraver)
    assert_complete(pages)
    assert len(pages.pages) == 1
    assert {bar.system for bar in pages.bars} == {0}
    assert len({bar.bounds.top for bar in pages.bars}) == 1
    words = [shape.words for shape in pages.pages[0].shapes if isinstance(shape, Text)]
    assert "Long" not in words


def test_one_line_of_hundreds_of_bars_is_whole(engraver: Engraver) -> None:
    assert_complete(draw_pages(long_score(400), ONE_LINE, engraver))


def test_a_score_without_bars_is_an_empty_page(engraver: Engraver) -> None:
    pages = draw_pages(Score((), title="Nothing"), A4, engraver)
    assert pages.notes == () and pages.bars == ()


@pytest.mark.parametrize("seed", range(10))
def test_random_scores_are_drawn_whole(seed: int, engraver: Engraver) -> None:
    assert_complete(draw_pages(timed(random_score(seed)), A4, engraver))


@pytest.mark.slow
def test_many_random_scores_are_drawn_whole(engraver: Engraver) -> None:
    for seed in range(10, 210):
        layout = ONE_LINE if seed % 3 == 0 else A4
        pages = draw_pages(timed(random_score(seed)), layout, engraver)
        assert_complete(pages)
        assert all(page.shapes for page in pages.pages)


def test_a_crash_is_an_error_and_the_next_order_is_drawn(engraver: Engraver) -> None:
    good = mei_bytes(golden_score()).decode()
    deadly = good.replace('head.shape="x"', 'head.shape="U+E1FF"')
    assert deadly != good
    with pytest.raises(ScoreError, match="stopped unexpectedly"):
        engraver.draw(deadly, A4)
    assert engraver.process_id is None
    assert len(engraver.draw(good, A4).pages) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_process_that_died_idle_is_replaced_without_a_word(engraver: Engraver) -> None:
    good = mei_bytes(golden_score()).decode()
    engraver.draw(good, A4)
    first = engraver.process_id
    assert first is not None
    os.kill(first, signal.SIGKILL)
    while engraver.process_id is not None:
        pass
    assert len(engraver.draw(good, A4).pages) == 1
    assert engraver.process_id != first


def test_what_verovio_refuses_is_an_error_and_the_process_stays(engraver: Engraver) -> None:
    good = mei_bytes(golden_score()).decode()
    engraver.draw(good, A4)
    first = engraver.process_id
    with pytest.raises(ScoreError, match="could not be drawn"):
        engraver.draw("<mei><unfinished", A4)
    assert engraver.process_id == first
    assert len(engraver.draw(good, A4).pages) == 1


def test_a_missing_program_is_an_error() -> None:
    with pytest.raises(ScoreError, match="could not be drawn"):
        Engraver(("there-is-no-such-program",)).draw("<mei/>", A4)


def test_progress_may_cancel_and_the_next_order_is_drawn(engraver: Engraver) -> None:
    seen: list[float] = []

    def stop(fraction: float) -> None:
        seen.append(fraction)
        raise CancelledError("Stopped.")

    mei = mei_bytes(long_score(200)).decode()
    engraver.draw(mei, A4)
    first = engraver.process_id
    with pytest.raises(CancelledError):
        engraver.draw(mei, A4, on_progress=stop)
    assert len(seen) == 1 and 0 < seen[0] < 1
    seen.clear()
    engraver.draw(mei, A4, on_progress=seen.append)
    assert seen == sorted(seen) and seen[-1] == 1.0
    assert engraver.process_id == first


def test_pages_without_a_change_are_taken_over(engraver: Engraver) -> None:
    score = long_score(200)
    other = score.with_bars((*score.bars[:-1], replace(score.bars[-1], text="Changed")))
    first, again, changed = (
        engraver.draw(mei_bytes(each).decode(), A4).pages for each in (score, score, other)
    )
    assert len(first) > 2
    assert all(one is same for one, same in zip(first, again, strict=True))
    assert all(one is same for one, same in zip(first[:-1], changed[:-1], strict=True))
    words = {shape.words for shape in changed[-1].shapes if isinstance(shape, Text)}
    assert "Changed" in words


def test_the_process_ends_with_its_input_and_knows_no_torch() -> None:
    program = (
        "import sys, core.drawing.process\n"
        "heavy = {'torch', 'numpy', 'PySide6'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "core.drawing.process.main()\n"
    )
    subprocess.run(
        [sys.executable, "-c", program], stdin=subprocess.DEVNULL, check=True, timeout=60
    )


def test_senseless_layouts_are_refused() -> None:
    for wrong in ({"width": 5.0}, {"margin": -1.0}, {"staff_space": 9.0}):
        with pytest.raises(UsageError):
            PageLayout(**wrong)


def test_paths_are_read_with_all_their_commands() -> None:
    assert parse_path("m1 2h3v-1l1 1 2 2z") == (
        ("M", (1, 2)),
        ("L", (4, 2)),
        ("L", (4, 1)),
        ("L", (5, 2)),
        ("L", (7, 4)),
        ("Z", ()),
    )
    smooth = parse_path("M0 0c1 1 2 1 3 0s2-1 3 0")
    assert smooth[2] == ("C", (4, -1, 5, -1, 6, 0))
    assert bounds_of(parse_path("M1-2L3 4", flipped=True)) == Rectangle(1, -4, 3, 2)
    with pytest.raises(ValueError, match="not known"):
        parse_path("M0 0Q1 1 2 2")


def test_the_svg_has_all_pages_with_plain_paths_and_words() -> None:
    root = ET.fromstring(svg_bytes(long_score(120)))
    space = "{http://www.w3.org/2000/svg}"
    words = {text.text for text in root.iter(f"{space}text")}
    assert {"Long", "Nobody", "1 / 3"} <= words or {"Long", "1 / 2"} <= words
    glyphs = {path.get("id") for path in root.iter(f"{space}path") if path.get("id")}
    used = {
        use.get("{http://www.w3.org/1999/xlink}href", "")[1:] for use in root.iter(f"{space}use")
    }
    assert used <= glyphs and "glyph-E0A9" in used
    assert not list(root.iter(f"{space}style"))


@pytest.mark.skipif(shutil.which("rsvg-convert") is None, reason="librsvg is not installed")
def test_another_program_draws_the_svg(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(svg_bytes(golden_score()))
    picture = subprocess.run(
        ["rsvg-convert", "--width", "200", str(tmp_path / "a.svg")], capture_output=True, check=True
    )
    assert picture.stdout.startswith(b"\x89PNG")


def test_positions_beyond_a_bar_hold_at_its_ends(golden_pages: ScorePages) -> None:
    bar = golden_pages.bars[0]
    assert bar.x_at(-1) == bar.stops[0][1] and bar.x_at(2) == bar.stops[-1][1]
    assert bar.fraction_at(-1e6) == 0 and bar.fraction_at(1e6) == 1
    assert Fraction(bar.fraction_at(bar.x_at(0.5))).limit_denominator(1000) == Fraction(1, 2)
