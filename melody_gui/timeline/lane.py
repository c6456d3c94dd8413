"""What every lane has: a key, a height, and how it paints itself into a rectangle of pixels."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QRegion

from melody_gui.theme import Colours
from melody_gui.timeline.ground import Ground
from melody_gui.timeline.song_data import Part, SongData


@dataclass(frozen=True)
class Look:
    """How pictures are drawn.

    `lowest_decibels` get the darkest colour. `attention_opacity` (0..1) is how densely the
    drum network's attention lies over the spectrogram, `heatmap_opacity` how densely attention
    for the style does where it is greatest, if it is shown at all.
    """

    colour_map: str = "magma"
    lowest_decibels: float = -70.0
    attention_opacity: float = 0.0
    shows_heatmap: bool = True
    heatmap_opacity: float = 0.6


@dataclass(frozen=True)
class LaneView:
    """A part of a lane to be painted, or the whole of it to be measured by.

    From `start` (seconds) on, `width` by `height` points at `seconds_per_pixel`, `ratio` device
    pixels to a point. `ground` holds the lines of bars and beats for the whole width, of which
    this part begins at `left`.
    """

    data: SongData
    look: Look
    colours: Colours
    ground: Ground
    start: float
    seconds_per_pixel: float
    left: int
    width: int
    height: int
    ratio: float

    @property
    def end(self) -> float:
        """The time at the right edge."""
        return self.time_of(self.width)

    @property
    def n_columns(self) -> int:
        """Device pixels from left to right."""
        return max(round(self.width * self.ratio), 1)

    @property
    def n_rows(self) -> int:
        """Device pixels from top to bottom."""
        return max(round(self.height * self.ratio), 1)

    def x_of(self, time: float) -> float:
        """Points from the left edge."""
        return (time - self.start) / self.seconds_per_pixel

    def time_of(self, x: float) -> float:
        """Seconds at so many points from the left edge."""
        return self.start + x * self.seconds_per_pixel


@dataclass
class Lane(ABC):
    """One strip of the timeline; `parts` are what of the song it shows.

    It has its `natural_height` (points) where there is room, and never less than `least_height`
    unless the user wishes so.
    """

    key: str
    natural_height: int
    least_height: int
    parts: Part = field(default=Part.SONG | Part.GRID | Part.STATE)

    @property
    @abstractmethod
    def title(self) -> str:
        """The lane's name for the user."""

    def details(self, data: SongData) -> tuple[str, ...]:
        """What of the song the lane shows just now, in many words and in few; mostly nothing."""
        return ()

    def colour(self, colours: Colours) -> QColor | None:
        """The colour that stands for the lane, if any."""
        return None

    def is_touched(self, part: Part, data: SongData) -> bool:
        """True if the lane looks otherwise after a change of that part."""
        return bool(part & self.parts)

    @abstractmethod
    def is_ready(self, data: SongData) -> bool:
        """True if there is something to show; else a notice stands in the middle."""

    @abstractmethod
    def paint(self, painter: QPainter, view: LaneView) -> None:
        """Draw the lane; the painter's origin is its upper left corner."""


def paint_ground(painter: QPainter, view: LaneView) -> None:
    """The ground with the lines of bars and beats."""
    view.ground.paint(painter, view.left, view.width, view.height)


def paint_level(painter: QPainter, view: LaneView, y: float, pen: QPen) -> None:
    """A line from left to right."""
    painter.setPen(pen)
    painter.drawLine(QLineF(0, y, view.width, y))


def paint_notice(painter: QPainter, view: LaneView, text: str) -> None:
    """Words in the middle of a lane that has nothing to show yet."""
    font = QFont(painter.font())
    font.setPixelSize(12)
    painter.setFont(font)
    painter.setPen(view.colours.dim_text)
    area = QRectF(0, 0, view.width, view.height)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def rectangles(region: QRegion) -> list[QRect]:
    """The rectangles of a region."""
    # A region can be iterated over, which its types do not say.
    found: list[QRect] = list(region)  # type: ignore[call-overload]
    return found


def faded(colour: QColor, opacity: float) -> QColor:
    """The colour, less dense."""
    result = QColor(colour)
    result.setAlphaF(opacity * colour.alphaF())
    return result


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """The first colour with a share of the second."""
    return QColor.fromRgbF(
        first.redF() * (1 - share) + second.redF() * share,
        first.greenF() * (1 - share) + second.greenF() * share,
        first.blueF() * (1 - share) + second.blueF() * share,
    )
