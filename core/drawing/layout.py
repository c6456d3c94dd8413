"""How large pages are, and how large the music on them."""

from dataclasses import dataclass

from core.drawing.shapes import PER_MILLIMETRE
from core.errors import UsageError


@dataclass(frozen=True)
class PageLayout:
    """Paper of `width` x `height`, its `margin`, and the distance of two staff lines, all in mm.

    `is_one_line` draws all bars in one line, on a sheet as wide as they need.
    """

    width: float = 210.0
    height: float = 297.0
    margin: float = 14.0
    staff_space: float = 1.65
    is_one_line: bool = False

    def __post_init__(self) -> None:
        if not 50 <= self.width <= 2000 or not 50 <= self.height <= 2000:
            raise UsageError(f"A page cannot be {self.width:g} x {self.height:g} mm large.")
        if not 0 <= self.margin <= 50:
            raise UsageError(f"A margin lies between 0 and 50 mm, not at {self.margin:g}.")
        if not 0.9 <= self.staff_space <= 2.4:
            raise UsageError(f"Staff lines are .9 to 2.4 mm apart, not {self.staff_space:g}.")

    @property
    def margin_units(self) -> float:
        """The margin in the unit of shapes."""
        return self.margin * PER_MILLIMETRE


A4 = PageLayout()
LETTER = PageLayout(width=215.9, height=279.4)
ONE_LINE = PageLayout(is_one_line=True, margin=6.0)
