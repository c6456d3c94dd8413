"""Score -> pages as they are drawn, with the place of every bar and stroke, and back from places.

Lengths are hundredths of a millimetre on the page (see `core.drawing.shapes`), times are seconds.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from core.drawing.engraver import Engraver, shared_engraver
from core.drawing.layout import A4, PageLayout
from core.drawing.shapes import Drawing, GlyphOutline, Page, Rectangle, StaffPart
from core.score import Score
from core.writers.layout import inside_silent_run, shows_repeat, silent_run
from core.writers.mei import NotePlace, mei_bytes, note_places
from core.writers.mei_notes import bar_id
from core.writers.title_block import HEAD_CODES, with_page_texts

N_STAFF_SPACES = 4

# Pairs (fraction of a bar, x).
Stops = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class NoteMark:
    """A stroke on the page. In a bar that is drawn as a repeat all share the bar's sign."""

    place: NotePlace
    page: int
    bounds: Rectangle


@dataclass(frozen=True)
class BarMark:
    """A bar on the page: `bounds` is its staff, from the top line to the bottom line.

    `stops` are pairs (fraction of the bar, x), both rising, between which time runs evenly.
    `start` and `end` are its times, None for a score without a song.
    """

    index: int
    page: int
    system: int
    bounds: Rectangle
    stops: Stops
    start: float | None
    end: float | None
    is_repeat: bool

    def x_at(self, fraction: float) -> float:
        """Where that fraction (0..1) of the bar stands."""
        return _interpolated(fraction, self.stops)

    def fraction_at(self, x: float) -> float:
        """Which fraction (0..1) of the bar stands at x."""
        return _interpolated(x, [(place, fraction) for fraction, place in self.stops])

    def time_at(self, x: float) -> float | None:
        """The time of what stands at x."""
        if self.start is None or self.end is None:
            return None
        return self.start + self.fraction_at(x) * (self.end - self.start)

    def staff_line_at(self, y: float) -> int:
        """The place on the staff at y, in the kit's counting: 0 the top line, 8 the bottom one."""
        step = self.bounds.height / (2 * N_STAFF_SPACES)
        return round((y - self.bounds.top) / step)

    def y_of_line(self, staff_line: int) -> float:
        """Where a place on the staff is."""
        return self.bounds.top + staff_line * self.bounds.height / (2 * N_STAFF_SPACES)


@dataclass(frozen=True)
class PagePoint:
    """A point in time on the pages: in which bar, at which x."""

    bar: BarMark
    x: float


@dataclass(frozen=True)
class ScorePages:
    """The pages of a score and where everything on them is. `bars` has one entry a bar."""

    score: Score
    layout: PageLayout
    pages: tuple[Page, ...]
    outlines: Mapping[str, GlyphOutline]
    bars: tuple[BarMark, ...]
    notes: tuple[NoteMark, ...]

    @cached_property
    def _timed_bars(self) -> tuple[list[float], list[BarMark]]:
        timed = [bar for bar in self.bars if bar.start is not None and bar.end is not None]
        timed.sort(key=lambda bar: bar.start or 0.0)
        return [bar.start or 0.0 for bar in timed], timed

    def point_at(self, time: float) -> PagePoint | None:
        """Where the music is at that time; the nearest end before the first and after the last bar.

        None for a score without times.
        """
        starts, timed = self._timed_bars
        if not timed:
            return None
        bar = timed[max(0, bisect_right(starts, time) - 1)]
        assert bar.start is not None and bar.end is not None
        fraction = (time - bar.start) / ((bar.end - bar.start) or 1.0)
        return PagePoint(bar, bar.x_at(min(max(fraction, 0.0), 1.0)))

    def spans(self, start: float, end: float) -> list[tuple[int, Rectangle]]:
        """The parts of the staff between two times: number of a page, and where on it."""
        found: list[tuple[BarMark, Rectangle]] = []
        for bar in self._timed_bars[1]:
            assert bar.start is not None and bar.end is not None
            if bar.end <= start or bar.start >= end:
                continue
            length = (bar.end - bar.start) or 1.0
            left = bar.x_at((start - bar.start) / length) if bar.start < start else bar.bounds.left
            right = bar.x_at((end - bar.start) / length) if bar.end > end else bar.bounds.right
            part = replace(bar.bounds, left=left, right=right)
            if found and _follow(found[-1][0], bar):
                part = found[-1][1].united(part)
                found.pop()
            found.append((bar, part))
        return [(bar.page, part) for bar, part in found]

    def bar_at(self, page: int, x: float, y: float) -> BarMark | None:
        """The bar at a point of a page: of the nearest line, if its staff is not too far away."""
        near = [bar for bar in self.bars if bar.page == page and bar.bounds.left <= x]
        near = [bar for bar in near if x < bar.bounds.right]
        if not near:
            return None
        best = min(near, key=lambda bar: abs(bar.bounds.center[1] - y))
        reach = 1.75 * best.bounds.height
        return best if abs(best.bounds.center[1] - y) <= reach else None

    def note_at(self, page: int, x: float, y: float, margin: float = 0.0) -> NoteMark | None:
        """The stroke whose head is at a point of a page, or nearest within `margin` around it."""
        hits = [
            note
            for note in self.notes
            if note.page == page and note.bounds.grown(margin).contains(x, y)
        ]
        return min(hits, key=lambda note: _distance(note.bounds, x, y), default=None)

    def notes_in(self, page: int, area: Rectangle) -> list[NoteMark]:
        """The strokes of a page whose heads have their middle inside an area."""
        return [
            note for note in self.notes if note.page == page and area.contains(*note.bounds.center)
        ]


def draw_pages(
    score: Score,
    layout: PageLayout = A4,
    engraver: Engraver | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> ScorePages:
    """The pages of a score; raises `ScoreError` if they can't be drawn.

    `on_progress` gets the fraction done; what it raises cancels the drawing.
    """
    mei = mei_bytes(score).decode("utf-8")
    drawing = (engraver or shared_engraver()).draw(mei, layout, HEAD_CODES, on_progress)
    drawing = with_page_texts(drawing, score, layout)
    staffs = {
        staff.bar_id: (number, staff)
        for number, page in enumerate(drawing.pages)
        for staff in page.staffs
    }
    places = note_places(score)
    notes = tuple(_note_marks(drawing, places))
    return ScorePages(
        score,
        layout,
        drawing.pages,
        drawing.outlines,
        tuple(_bar_marks(score, staffs, notes)),
        notes,
    )


def _note_marks(drawing: Drawing, places: Sequence[NotePlace]) -> list[NoteMark]:
    found = {
        name: (number, bounds)
        for number, page in enumerate(drawing.pages)
        for name, bounds in page.notes.items()
    }
    return [NoteMark(place, *found[place.xml_id]) for place in places if place.xml_id in found]


def _bar_marks(
    score: Score, staffs: Mapping[str, tuple[int, StaffPart]], notes: Sequence[NoteMark]
) -> list[BarMark]:
    """A mark for every bar; the bars of a multi-bar rest share its width evenly."""
    heads: dict[int, dict[float, float]] = {}
    for note in notes:
        if not note.place.xml_id.endswith("-whole"):
            bar, x = score.bars[note.place.bar], note.bounds.center[0]
            fraction = float(note.place.position / bar.length)
            stops = heads.setdefault(note.place.bar, {})
            stops[fraction] = min(stops.get(fraction, x), x)
    marks: list[BarMark] = []
    inside = inside_silent_run(score)
    for index in range(len(score.bars)):
        if index in inside or bar_id(index) not in staffs:
            continue
        page, staff = staffs[bar_id(index)]
        n_bars = silent_run(score, index)
        whole: Stops = _stops(staff, heads.get(index, {}))
        parts = _shares(staff, whole, n_bars) if n_bars > 1 else [(staff.bounds, whole)]
        for number, (bounds, share) in enumerate(parts, start=index):
            bar = score.bars[number]
            is_repeat = shows_repeat(bar)
            marks.append(
                BarMark(number, page, staff.system, bounds, share, bar.start, bar.end, is_repeat)
            )
    return marks


def _stops(staff: StaffPart, heads: Mapping[float, float]) -> Stops:
    """Pairs (fraction, x) from the begin of a bar's music to its end, both rising."""
    right = staff.bounds.right
    stops = [(0.0, heads.get(0.0, min(staff.content_left, right)))]
    for fraction, x in sorted(heads.items()):
        if fraction > stops[-1][0] and x > stops[-1][1]:
            stops.append((fraction, x))
    return (*stops, (1.0, max(right, stops[-1][1] + 1)))


def _shares(staff: StaffPart, whole: Stops, n_bars: int) -> list[tuple[Rectangle, Stops]]:
    """Bounds and stops of each of several silent bars that share one sign."""
    left, right = whole[0][1], whole[-1][1]
    ends = [left + (right - left) * number / n_bars for number in range(n_bars + 1)]
    shares: list[tuple[Rectangle, Stops]] = []
    for number, (start, end) in enumerate(pairwise(ends)):
        outer = staff.bounds.left if number == 0 else start
        bounds = replace(staff.bounds, left=outer, right=end)
        shares.append((bounds, ((0.0, start), (1.0, end))))
    return shares


def _interpolated(value: float, pairs: Sequence[tuple[float, float]]) -> float:
    """The second of rising pairs for a first one, held at both ends."""
    if value <= pairs[0][0]:
        return pairs[0][1]
    for (left, first), (right, second) in pairwise(pairs):
        if value <= right:
            return first + (second - first) * (value - left) / ((right - left) or 1.0)
    return pairs[-1][1]


def _follow(first: BarMark, second: BarMark) -> bool:
    """True if the second bar stands beside the first."""
    same_line = (first.page, first.system) == (second.page, second.system)
    return same_line and second.index == first.index + 1


def _distance(bounds: Rectangle, x: float, y: float) -> float:
    center = bounds.center
    return abs(center[0] - x) + abs(center[1] - y)
