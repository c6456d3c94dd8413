"""Scrolling that keeps the cursor in view, ahead of time and never against the user."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QObject, QPropertyAnimation, QRectF
from PySide6.QtWidgets import QScrollBar

from core.drawing.shapes import Rectangle
from core.score_pages import BarMark, PagePoint
from melody_gui.score.sheet_layout import GAP

if TYPE_CHECKING:
    from melody_gui.score.score_canvas import ScoreCanvas

_MILLISECONDS = 320
_RUNNING = QPropertyAnimation.State.Running
# The next line comes to this share of the height; one long line turns at a share of its width.
_TOP_SHARE, _TURN_SHARE, _BACK_SHARE = 0.08, 0.78, 0.14

# Views lower than this show the first line of music rather than the title above it.
_LOW = 300
# Staff heights above a line's own room that its section and tempo take.
_HEADING = 2.2


class Follower(QObject):
    """Scrolls a canvas after its cursor."""

    def __init__(self, canvas: "ScoreCanvas") -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._is_on = True
        # The line of music at which the user scrolled away; None while following.
        self._held_at: tuple[int, int] | None = None
        self._animations = {
            bar: QPropertyAnimation(bar, b"value", self)
            for bar in (canvas.horizontalScrollBar(), canvas.verticalScrollBar())
        }
        for bar, animation in self._animations.items():
            animation.setDuration(_MILLISECONDS)
            animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
            bar.sliderPressed.connect(self.hold)
        canvas.zoom_changed.connect(self._on_zoom_changed)

    @property
    def is_on(self) -> bool:
        """True if the view follows the cursor at all."""
        return self._is_on

    def set_on(self, is_on: bool) -> None:
        """Follow the cursor, or stay."""
        self._is_on = is_on
        self._held_at = None
        if is_on:
            self.follow(self._canvas.point, has_jumped=True)

    def hold(self) -> None:
        """Stay until the music has come to another line that is in view."""
        for animation in self._animations.values():
            animation.stop()
        point = self._canvas.point
        self._held_at = (point.bar.page, point.bar.system) if point else None

    def follow(self, point: PagePoint | None, *, has_jumped: bool) -> None:
        """Bring the cursor into view if it is about to leave it."""
        sheets = self._canvas.sheets
        if point is None or sheets is None or not self._is_on:
            return
        if sheets.pages.layout.is_one_line:
            self._follow_line(point, has_jumped=has_jumped)
        else:
            self._follow_system(point, has_jumped=has_jumped)

    def begin(self, point: PagePoint | None) -> None:
        """Pages have come: show the cursor's line, at once, and the title if there is room."""
        sheets = self._canvas.sheets
        if point is None or sheets is None or not self._is_on or sheets.pages.layout.is_one_line:
            self.follow(point, has_jumped=True)
            return
        now, height = self._picture(point.bar, _system_area(point.bar)), self._height
        bar = self._canvas.verticalScrollBar()
        if now.bottom() > bar.value() + height or now.top() < bar.value() or height < _LOW:
            self._animations[bar].stop()
            bar.setValue(round(self._best_top(point.bar, now, height)))

    @property
    def _height(self) -> int:
        return self._canvas.viewport().height()

    def show(self, number: int, area: Rectangle) -> None:
        """Scroll as little as needed to show an area of a page."""
        sheets = self._canvas.sheets
        if sheets is None:
            return
        place = sheets.picture_area(number, area.grown(1200))
        size = self._canvas.viewport().size()
        for bar, start, end, length in (
            (self._canvas.horizontalScrollBar(), place.left(), place.right(), size.width()),
            (self._canvas.verticalScrollBar(), place.top(), place.bottom(), size.height()),
        ):
            if start < bar.value():
                self._scroll(bar, start)
            elif end > bar.value() + length:
                self._scroll(bar, end - length)

    def _on_zoom_changed(self) -> None:
        """On the way to a place that is elsewhere now: look for it again."""
        running = [a for a in self._animations.values() if a.state() is _RUNNING]
        for animation in running:
            animation.stop()
        if running:
            self.follow(self._canvas.point, has_jumped=True)

    def _follow_line(self, point: PagePoint, *, has_jumped: bool) -> None:
        bar, width = self._canvas.horizontalScrollBar(), self._canvas.viewport().width()
        area = Rectangle(point.x, 0, point.x, 0)
        x = self._picture(point.bar, area).left() - bar.value()
        if self._held_at and not has_jumped:
            if 0 <= x <= _TURN_SHARE * width:
                self._held_at = None
            return
        self._held_at = None
        if not 0 <= x <= _TURN_SHARE * width:
            self._scroll(bar, bar.value() + x - _BACK_SHARE * width)

    def _follow_system(self, point: PagePoint, *, has_jumped: bool) -> None:
        bar, height = self._canvas.verticalScrollBar(), self._height
        now = self._picture(point.bar, _system_area(point.bar))
        top, bottom = bar.value(), bar.value() + height
        is_visible = top <= now.top() and now.bottom() <= bottom
        if self._held_at and not has_jumped:
            if is_visible and (point.bar.page, point.bar.system) != self._held_at:
                self._held_at = None
            return
        self._held_at = None
        following = self._next_system(point.bar)
        # Where two lines fit, the eye may already rest on the next one.
        wanted = now.united(following) if following else now
        if wanted.height() > (1 - _TOP_SHARE) * height:
            wanted = now
        if not (top <= now.top() and wanted.bottom() <= bottom):
            self._scroll(bar, self._best_top(point.bar, now, height))

    def _best_top(self, bar: BarMark, now: QRectF, height: int) -> float:
        """From where to show a line: with the page's title, if both find room."""
        sheets = self._canvas.sheets
        assert sheets is not None
        top = sheets.sheets()[bar.page].top() - GAP
        if bar.system > 0:
            return now.top() - _TOP_SHARE * height
        if height >= _LOW and now.bottom() - top <= height:
            return top
        # With what stands above the first line: its section and tempo.
        staff = sheets.picture_area(bar.page, bar.bounds).height()
        return now.top() - min(_HEADING * staff, height / 4)

    def _next_system(self, bar: BarMark) -> QRectF | None:
        sheets = self._canvas.sheets
        assert sheets is not None
        place = (bar.page, bar.system)
        later = (b for b in sheets.pages.bars[bar.index :] if (b.page, b.system) != place)
        following = next(later, None)
        return self._picture(following, _system_area(following)) if following else None

    def _picture(self, bar: BarMark, area: Rectangle) -> QRectF:
        sheets = self._canvas.sheets
        assert sheets is not None
        return sheets.picture_area(bar.page, area)

    def _scroll(self, bar: QScrollBar, value: float) -> None:
        target = min(max(round(value), bar.minimum()), bar.maximum())
        animation = self._animations[bar]
        is_running = animation.state() is _RUNNING
        if target == (animation.endValue() if is_running else bar.value()):
            return
        animation.stop()
        animation.setStartValue(bar.value())
        animation.setEndValue(target)
        animation.start()


def _system_area(bar: BarMark) -> Rectangle:
    reach = bar.bounds.height
    return Rectangle(
        bar.bounds.left, bar.bounds.top - reach, bar.bounds.right, bar.bounds.bottom + reach
    )
