"""Small controls that the panels share."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLabel,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QToolButton,
    QWidget,
)

from melody_gui import theme

_ICON_SIZE = 20


def describe(control: QWidget, text: str, shortcut: str = "") -> None:
    """Give the control a tooltip, with its shortcut, and an accessible name."""
    control.setAccessibleName(text)
    if shortcut:
        keys = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        text = f"{text} ({keys})"
    control.setToolTip(text)


def icon_button(
    icon: str, text: str, *, is_checkable: bool = False, parent: QWidget | None = None
) -> QToolButton:
    """A flat button with an icon alone; `text` says what it does."""
    button = QToolButton(parent)
    button.setIconSize(QSize(_ICON_SIZE, _ICON_SIZE))
    button.setCheckable(is_checkable)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    theme.keep_icon(button, icon)
    describe(button, text)
    return button


def with_icon(button: QAbstractButton, icon: str, role: str = "text") -> QAbstractButton:
    """The button with an icon before its text."""
    button.setIconSize(QSize(18, 18))
    theme.keep_icon(button, icon, role)
    return button


def label(text: str = "", role: str = "") -> QLabel:
    """A label that looks as its role says: dim, caption, heading, title, warning, error, key."""
    made = QLabel(text)
    if role:
        made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def line(*, is_upright: bool = False) -> QFrame:
    """A thin separator."""
    made = QFrame()
    made.setProperty("role", "upright" if is_upright else "line")
    return made


class IconLabel(QWidget):
    """An icon that only shows what stands beside it."""

    def __init__(self, icon: str, role: str = "dim_text", size: int = 18) -> None:
        super().__init__()
        self._icon, self._role = icon, role
        self.setFixedSize(size, size)
        theme.notifier().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        colour = getattr(theme.colours(), self._role)
        size = round(self.width() * self.devicePixelRatioF())
        with QPainter(self) as painter:
            painter.drawPixmap(self.rect(), theme.pixmap(self._icon, colour, size))


class ElidedLabel(QLabel):
    """A label that ends in an ellipsis where there is no room; the tooltip has all of it."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text)
        if role:
            self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Show `text`."""
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        with QPainter(self) as painter:
            shown = self.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, self.width()
            )
            painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)


class Slider(QSlider):
    """A level slider: a click goes there at once, a double click goes back to the default.

    `moved` carries every value that the user chooses, `was_reset` comes with a double click;
    values that the program sets are not announced.
    """

    moved = Signal(int)
    was_reset = Signal()

    def __init__(self, minimum: int, maximum: int, default: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.default = default
        self.setRange(minimum, maximum)
        self.setValue(default)
        self.setPageStep(max(1, (maximum - minimum) // 10))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._is_told = False
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: int) -> None:
        """Stand at `value` without announcing it; not while the user drags."""
        if self.isSliderDown():
            return
        self._is_told = True
        self.setValue(value)
        self._is_told = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place of the click."""
        if event.button() is Qt.MouseButton.LeftButton:
            handle = self._handle()
            if not handle.adjusted(-3, -6, 3, 6).contains(event.position().toPoint()):
                self._go_to(event.position().toPoint(), handle.width())
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to the default."""
        self.setSliderDown(False)
        self.show_value(self.default)
        self.was_reset.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel: one that scrolls must not turn its sliders."""
        event.ignore()

    def _handle(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        complex_control = QStyle.ComplexControl.CC_Slider
        part = QStyle.SubControl.SC_SliderHandle
        return self.style().subControlRect(complex_control, option, part, self)

    def _go_to(self, place: QPoint, handle_width: int) -> None:
        span = self.width() - handle_width
        x = place.x() - handle_width // 2
        self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), x, span))

    def _on_value_changed(self, value: int) -> None:
        if not self._is_told:
            self.moved.emit(value)
