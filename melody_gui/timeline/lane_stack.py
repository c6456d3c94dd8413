"""Which lanes there are, in which order, which are hidden, and how high each is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.kit import DRUM_NAMES
from melody_gui.timeline.drum_lane import DrumLane, lane_key
from melody_gui.timeline.lane import Lane
from melody_gui.timeline.picture_lanes import AttentionLane, SpectrogramLane
from melody_gui.timeline.song_data import Part, SongData
from melody_gui.timeline.sound_lanes import BeatsLane, WaveformLane
from melody_gui.timeline.style_lane import StyleLane

SMALLEST_LANE, LARGEST_LANE = 24, 600
# The drums of nearly every song: their lanes wait for the network.
_EXPECTED_DRUMS = ("kick", "snare", "hihat_closed")
# What carries the groove comes first, so that low windows show it without scrolling.
_DRUM_ORDER = (
    "kick", "snare", "hihat_closed", "hihat_open", "hihat_pedal", "ride", "crash", "tom_high",
    "tom_mid", "tom_low", "side_stick", "ride_bell", "china", "splash", "cowbell", "tambourine",
    "clap",
)  # fmt: skip
# Lower than this (points), the room is for drums: attention waits until it is asked for.
_ROOM_FOR_ATTENTION, _ROOM_FOR_STYLE = 360, 280


@dataclass(frozen=True)
class PlacedLane:
    """A lane that is shown, `top` points below the upper edge of the first one."""

    lane: Lane
    top: int
    height: int

    @property
    def bottom(self) -> int:
        """Where the next lane begins."""
        return self.top + self.height


class LaneStack(QObject):
    """The lanes; `changed` fires whenever other lanes are shown, or elsewhere."""

    changed = Signal()

    def __init__(self, data: SongData, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data = data
        drums = sorted(
            DRUM_NAMES,
            key=lambda d: _DRUM_ORDER.index(d) if d in _DRUM_ORDER else len(_DRUM_ORDER),
        )
        lanes: list[Lane] = [WaveformLane(), StyleLane(), SpectrogramLane(), AttentionLane()]
        lanes += [DrumLane(drum) for drum in drums]
        lanes.append(BeatsLane())
        self._lanes = {lane.key: lane for lane in lanes}
        self._order = list(self._lanes)
        # What the user chose; all others are shown as the song asks for.
        self._chosen: dict[str, bool] = {}
        self._heights: dict[str, int] = {}
        self._frozen: dict[str, int] = {}
        self._available = 0
        self._placed: tuple[PlacedLane, ...] = ()
        data.changed.connect(self._on_data_changed)
        self._place()

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """All lanes in their order, hidden ones too."""
        return tuple(self._lanes[key] for key in self._order)

    @property
    def placed(self) -> tuple[PlacedLane, ...]:
        """The lanes that are shown, from above."""
        return self._placed

    @property
    def height(self) -> int:
        """The height of all shown lanes together."""
        return self._placed[-1].bottom if self._placed else 0

    def lane(self, key: str) -> Lane:
        """The lane of that key."""
        return self._lanes[key]

    def place_of(self, key: str) -> PlacedLane | None:
        """Where a lane is; None if it is hidden."""
        return next((each for each in self._placed if each.lane.key == key), None)

    def lane_at(self, y: float) -> PlacedLane | None:
        """The lane at `y` points below the first one's upper edge."""
        return next((each for each in self._placed if each.top <= y < each.bottom), None)

    def edge_at(self, y: float, reach: int) -> PlacedLane | None:
        """The lane whose lower edge lies within `reach` points of `y`."""
        return next((each for each in self._placed if abs(each.bottom - y) <= reach), None)

    def is_shown(self, key: str) -> bool:
        """True unless the lane is hidden."""
        chosen = self._chosen.get(key)
        return self._is_expected(key) if chosen is None else chosen

    def set_shown(self, key: str, is_shown: bool) -> None:
        """Show or hide a lane."""
        if is_shown != self.is_shown(key):
            self._chosen[key] = is_shown
            self._place()

    def show_all(self) -> None:
        """Show every lane."""
        self._chosen = dict.fromkeys(self._order, True)
        self._place()

    def show_usual(self) -> None:
        """Show the lanes of the drums that occur, in the usual order and heights."""
        self._chosen.clear()
        self._heights.clear()
        self._order = list(self._lanes)
        self._place()

    def move(self, key: str, before: str | None) -> None:
        """Put a lane before another one; None puts it last."""
        if key == before:
            return
        self._order.remove(key)
        index = len(self._order) if before is None else self._order.index(before)
        self._order.insert(index, key)
        self._place()

    def step(self, key: str, n_steps: int) -> None:
        """Move a lane up (below 0) or down among those that are shown."""
        shown = [each.lane.key for each in self._placed]
        if key not in shown:
            return
        index = min(max(shown.index(key) + n_steps, 0), len(shown) - 1)
        others = [each for each in shown if each != key]
        self.move(key, others[index] if index < len(others) else None)

    def begin_resizing(self) -> None:
        """Keep the heights of all lanes, so that an edge follows the mouse."""
        self._frozen = {each.lane.key: each.height for each in self._placed}

    def resize(self, key: str, height: int) -> None:
        """Give a lane so many points."""
        bounded = min(max(height, SMALLEST_LANE), LARGEST_LANE)
        self._heights[key] = bounded
        if self._frozen:
            self._frozen[key] = bounded
        self._place()

    def end_resizing(self) -> None:
        """Let the other lanes share the room that is left."""
        self._frozen = {}
        self._place()

    def set_available(self, height: int) -> None:
        """Fill so many points if the lanes need less."""
        if height != self._available:
            self._available = height
            self._place()

    def state(self) -> dict[str, Any]:
        """Order, choices and heights, as JSON can hold them."""
        return {
            "order": list(self._order),
            "shown": dict(self._chosen),
            "heights": dict(self._heights),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over a state; lanes that it does not know keep their places."""
        self._order = _restored_order(self._order, state.get("order", ()))
        self._chosen = {
            k: bool(v) for k, v in dict(state.get("shown", {})).items() if k in self._lanes
        }
        self._heights = {
            k: min(max(int(v), SMALLEST_LANE), LARGEST_LANE)
            for k, v in dict(state.get("heights", {})).items()
            if k in self._lanes
        }
        self._place()

    def _is_expected(self, key: str) -> bool:
        """Whether a lane is shown that the user said nothing of."""
        lane = self._lanes[key]
        if isinstance(lane, AttentionLane):
            return self._available >= _ROOM_FOR_ATTENTION
        if isinstance(lane, StyleLane):
            has_room = self._available >= _ROOM_FOR_STYLE or self._data.is_class_chosen
            return has_room and self._data.is_style_expected
        if not isinstance(lane, DrumLane):
            return True
        if self._data.pictures is None and not self._data.seen_drums:
            return lane.drum in _EXPECTED_DRUMS
        return lane.drum in self._data.seen_drums

    def _on_data_changed(self, part: Part) -> None:
        if part & (Part.SONG | Part.ACTIVATIONS | Part.STROKES | Part.STYLE):
            self._place()

    def _place(self) -> None:
        shown = [self._lanes[key] for key in self._order if self.is_shown(key)]
        heights = self._shared_heights(shown)
        placed, top = [], 0
        for lane, height in zip(shown, heights, strict=True):
            placed.append(PlacedLane(lane, top, height))
            top += height
        if tuple(placed) != self._placed:
            self._placed = tuple(placed)
            self.changed.emit()

    def _shared_heights(self, shown: Sequence[Lane]) -> list[int]:
        """Natural heights, shared out over the room, but for those that the user chose.

        Lanes stretch to fill the room, and shrink a little before they need scrolling.
        """
        if self._frozen:
            return [self._frozen.get(lane.key, lane.natural_height) for lane in shown]
        free = [lane for lane in shown if lane.key not in self._heights]
        room = self._available - sum(self._heights.get(lane.key, 0) for lane in shown)
        heights = {**self._heights, **_shared(free, room)}
        return [heights[lane.key] for lane in shown]


def _shared(lanes: Sequence[Lane], room: int) -> dict[str, int]:
    """Heights that fill the room, but none below the least ones."""
    least = sum(lane.least_height for lane in lanes)
    natural = sum(lane.natural_height for lane in lanes)
    if room < natural:
        share = max(room - least, 0) / max(natural - least, 1)
        wished = [x.least_height + share * (x.natural_height - x.least_height) for x in lanes]
    else:
        wished = [lane.natural_height * room / natural for lane in lanes]
    heights, end, wished_end = {}, 0, 0.0
    for lane, wish in zip(lanes, wished, strict=True):
        # Edges are rounded rather than heights, so that no point is lost.
        wished_end += wish
        heights[lane.key] = round(wished_end) - end
        end += heights[lane.key]
    return heights


def lane_of_drum(stack: LaneStack, drum: str) -> PlacedLane | None:
    """Where a drum's lane is; None if it is hidden."""
    return stack.place_of(lane_key(drum))


def _restored_order(known: Sequence[str], wanted: Iterable[str]) -> list[str]:
    """The wanted order, with each lane that it leaves out after the one known before it."""
    order = list(dict.fromkeys(key for key in wanted if key in known))
    for index, key in enumerate(known):
        if key not in order:
            before = known[index - 1] if index else None
            order.insert(order.index(before) + 1 if before in order else 0, key)
    return order
