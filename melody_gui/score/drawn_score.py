"""A transcription and its drawn pages: which head is which stroke, which shapes lie where.

Made by a worker, read by the view; knows no Qt.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.corrections import StrokeKey
from core.drawing.engraver import Engraver
from core.drawing.layout import PageLayout
from core.drawing.shapes import Rectangle
from core.kit import DRUMS, KIT
from core.onsets import Onset
from core.score import Score
from core.score_pages import NoteMark, ScorePages, draw_pages

# Shapes are found by squares of this side, in page units.
_BIN = 3000.0
# Drums that a place on the staff may mean; others share a place with one of these.
_RARE_CLASSES = frozenset({"percussion", "bell"})


@dataclass(frozen=True)
class DrawnScore:
    """The pages of a score and the strokes that it was written from."""

    pages: ScorePages
    onsets: tuple[Onset, ...]
    bins: tuple[Mapping[tuple[int, int], Sequence[int]], ...]

    @cached_property
    def marks(self) -> Mapping[StrokeKey, Sequence[NoteMark]]:
        """The heads of every stroke."""
        found: dict[StrokeKey, list[NoteMark]] = defaultdict(list)
        for note in self.pages.notes:
            key = self.key(note)
            if key:
                found[key].append(note)
        return found

    def onset(self, note: NoteMark) -> Onset | None:
        """The stroke that the head was written from."""
        index = note.place.onset
        return None if index is None or index >= len(self.onsets) else self.onsets[index]

    def key(self, note: NoteMark) -> StrokeKey | None:
        """The name of that stroke."""
        onset = self.onset(note)
        return (onset.time, onset.drum) if onset else None

    def keys_under(self, note: NoteMark) -> list[StrokeKey]:
        """The strokes that share the head's place: all of the bar for a repeat sign."""
        if not self.pages.bars[note.place.bar].is_repeat:
            key = self.key(note)
            return [key] if key else []
        same = (n for n in self.pages.notes if n.place.xml_id == note.place.xml_id)
        return [key for key in map(self.key, same) if key]

    def shapes_near(self, page: int, area: Rectangle) -> list[int]:
        """Places in the page's shapes of all that may reach into an area, in drawing order."""
        bins = self.bins[page]
        found: set[int] = set()
        for square in _squares(area):
            found.update(bins.get(square, ()))
        return sorted(found)


def drawn_score(
    score: Score,
    onsets: tuple[Onset, ...],
    layout: PageLayout,
    engraver: Engraver,
    on_progress: Callable[[float], None],
) -> DrawnScore:
    """The pages of the score with all that the view looks up; for a worker."""
    pages = draw_pages(score, layout, engraver, on_progress)
    bins = tuple(_bins(shape.bounds for shape in page.shapes) for page in pages.pages)
    drawn = DrawnScore(pages, onsets, bins)
    # Counted here, so that the window does not wait for it.
    _ = drawn.marks
    return drawn


def drum_at(staff_line: int) -> str:
    """The drum that stands on a place of the staff, or on the nearest one that holds a drum."""
    drums = [drum for drum in KIT if drum.class_8 not in _RARE_CLASSES]
    return min(drums, key=lambda drum: abs(drum.staff_line - staff_line)).name


def staff_line_of(drum: str) -> int:
    """The place of a drum on the staff: 0 the top line, 8 the bottom one."""
    return DRUMS[drum].staff_line


def _bins(bounds: Iterable[Rectangle]) -> Mapping[tuple[int, int], Sequence[int]]:
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, area in enumerate(bounds):
        for square in _squares(area):
            found[square].append(number)
    return dict(found)


def _squares(area: Rectangle) -> list[tuple[int, int]]:
    columns = range(int(area.left // _BIN), int(area.right // _BIN) + 1)
    rows = range(int(area.top // _BIN), int(area.bottom // _BIN) + 1)
    return [(column, row) for row in rows for column in columns]
