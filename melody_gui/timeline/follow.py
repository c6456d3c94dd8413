"""How the lanes follow the playhead while the song plays."""

from __future__ import annotations

from enum import Enum

from melody_gui.timeline.time_axis import TimeAxis


class FollowMode(Enum):
    """Turn the page at its end, keep the playhead in the middle, or stay."""

    PAGE = "page"
    SMOOTH = "smooth"
    OFF = "off"


# Where on the screen the playhead turns the page, and where it is then.
_PAGE_END, _PAGE_START = 0.95, 0.05


class Follower:
    """Moves the axis along with the playhead.

    Whoever looks elsewhere while the song plays is left there until the playhead is seen again.
    """

    def __init__(self, axis: TimeAxis) -> None:
        self._axis = axis
        self._was_seen = True
        self.mode = FollowMode.PAGE
        self.is_playing = False

    def begin(self) -> None:
        """The song plays from now on: follow, wherever the user looks."""
        self._was_seen = True

    def follow(self, seconds: float, before: float) -> None:
        """The playhead has gone from `before` to `seconds`."""
        axis = self._axis
        if self.mode is FollowMode.OFF:
            return
        if not self.is_playing:
            axis.reveal(seconds)
            return
        is_seen = axis.start <= before <= axis.end
        self._was_seen = self._was_seen or is_seen
        if not is_seen and not self._was_seen:
            return
        if self.mode is FollowMode.SMOOTH:
            axis.show_from(seconds - axis.span / 2)
        elif not axis.start <= seconds <= axis.start + _PAGE_END * axis.span:
            axis.show_from(seconds - _PAGE_START * axis.span)

    def let_go(self, playhead: float) -> None:
        """The user has moved the axis."""
        if self.is_playing:
            self._was_seen = self._axis.start <= playhead <= self._axis.end
