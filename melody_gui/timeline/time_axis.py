"""The one time axis that ruler and lanes share: which seconds are on the screen."""

from PySide6.QtCore import QObject, Signal

# Seconds on the screen at the closest zoom.
_SHORTEST_SPAN = 0.05
# Pixels left free before the song's start and after its end, so that both can be grabbed.
_MARGIN = 10


class TimeAxis(QObject):
    """Turns seconds into pixels; `changed` fires whenever other seconds are shown."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._duration = 0.0
        self._width = 800
        self._start = self._unrounded = 0.0
        self._seconds_per_pixel = 0.01
        self._shows_all = True

    @property
    def duration(self) -> float:
        """Length of the song in seconds; 0 without one."""
        return self._duration

    @property
    def width(self) -> int:
        """Width of the screen's part in pixels."""
        return self._width

    @property
    def start(self) -> float:
        """The time at the left edge, a little below 0 at the song's start."""
        return self._start

    @property
    def end(self) -> float:
        """The time at the right edge."""
        return self._start + self.span

    @property
    def span(self) -> float:
        """Seconds on the screen."""
        return self._width * self._seconds_per_pixel

    @property
    def seconds_per_pixel(self) -> float:
        """The zoom."""
        return self._seconds_per_pixel

    @property
    def shows_all(self) -> bool:
        """True while the whole song is kept on the screen, whatever its width."""
        return self._shows_all

    @property
    def limits(self) -> tuple[float, float]:
        """The earliest and the latest `start` at this zoom."""
        margin = _MARGIN * self._seconds_per_pixel
        return -margin, max(self._duration + margin - self.span, -margin)

    def x_of(self, time: float) -> float:
        """Pixels from the left edge."""
        return (time - self._start) / self._seconds_per_pixel

    def time_of(self, x: float) -> float:
        """Seconds at so many pixels from the left edge; may lie outside the song."""
        return self._start + x * self._seconds_per_pixel

    def song_time_of(self, x: float) -> float:
        """Seconds at `x`, within the song."""
        return min(max(self.time_of(x), 0.0), self._duration)

    def set_width(self, width: int) -> None:
        """Use so many pixels; the left edge stays."""
        if width == self._width or width < 1:
            return
        self._width = width
        if self._shows_all:
            self.fit()
        else:
            self._show(self._start, self._seconds_per_pixel)

    def set_duration(self, duration: float) -> None:
        """Show all of a song of so many seconds."""
        self._duration = duration
        self.fit()

    def fit(self) -> None:
        """Show the whole song."""
        self._shows_all = True
        n_pixels = max(self._width - 2 * _MARGIN, 1)
        seconds_per_pixel = max(self._duration, _SHORTEST_SPAN) / n_pixels
        self._place(-_MARGIN * seconds_per_pixel, seconds_per_pixel)

    def show_range(self, start: float, end: float) -> None:
        """Show the time from `start` to `end`, and a little around it."""
        n_pixels = max(self._width - 2 * _MARGIN, 1)
        seconds_per_pixel = max(end - start, _SHORTEST_SPAN) / n_pixels
        self._show(start - _MARGIN * seconds_per_pixel, seconds_per_pixel)

    def restore(self, start: float, end: float) -> None:
        """Show exactly the time from `start` to `end`, as `start` and `end` once were."""
        self._show(start, max(end - start, _SHORTEST_SPAN) / self._width)

    def show_from(self, start: float) -> None:
        """Show the time from `start` on at the same zoom."""
        self._show(start, self._seconds_per_pixel)

    def pan(self, n_pixels: float) -> None:
        """Show what lies so many pixels to the right."""
        self._show(self._start + n_pixels * self._seconds_per_pixel, self._seconds_per_pixel)

    def zoom(self, factor: float, about_x: float) -> None:
        """Show `factor` times as much detail; the time at `about_x` stays where it is."""
        # From the start before it was rounded, or errors would add up from step to step.
        time = self._unrounded + about_x * self._seconds_per_pixel
        seconds_per_pixel = self._bounded(self._seconds_per_pixel / factor)
        if seconds_per_pixel != self._seconds_per_pixel:
            self._show(time - about_x * seconds_per_pixel, seconds_per_pixel)

    def reveal(self, time: float, margin: float = 0.1) -> None:
        """Bring `time` onto the screen if it is not, `margin` of the width from the left."""
        if not self._start <= time <= self.end:
            self.show_from(time - margin * self.span)

    def _bounded(self, seconds_per_pixel: float) -> float:
        n_pixels = max(self._width - 2 * _MARGIN, 1)
        coarsest = max(self._duration, _SHORTEST_SPAN) / n_pixels
        return min(max(seconds_per_pixel, _SHORTEST_SPAN / self._width), coarsest)

    def _show(self, start: float, seconds_per_pixel: float) -> None:
        seconds_per_pixel = self._bounded(seconds_per_pixel)
        coarsest = self._bounded(float("inf"))
        self._shows_all = seconds_per_pixel >= coarsest
        self._place(start, seconds_per_pixel)

    def _place(self, start: float, seconds_per_pixel: float) -> None:
        before = (self._start, self._seconds_per_pixel)
        self._seconds_per_pixel = seconds_per_pixel
        earliest, latest = self.limits
        # Whole pixels, so that what was drawn stays where it is relative to the pixels.
        self._unrounded = min(max(start, earliest), latest)
        self._start = round(self._unrounded / seconds_per_pixel) * seconds_per_pixel
        if before != (self._start, self._seconds_per_pixel):
            self.changed.emit()
