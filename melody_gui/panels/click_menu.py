"""What the metronome sounds like: a small menu beside its button."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QMenu,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from melody_gui.panels.controls import IconLabel, Slider, describe, icon_button, label

_LEVEL = 70


class ClickMenuButton(QWidget):
    """A narrow button whose menu has the level of the clicks, 0..1, and the eighths."""

    level_changed = Signal(float)
    eighths_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.button = icon_button("chevron-up", self.tr("Level and eighths of the metronome"))
        self.button.setIconSize(QSize(14, 14))
        self.button.setFixedWidth(24)
        self.level = Slider(0, 100, _LEVEL)
        self.level.setMinimumWidth(130)
        describe(self.level, self.tr("Level of metronome and count-in; double click for the usual"))
        self.level.moved.connect(lambda value: self.level_changed.emit(value / 100))
        self.level.was_reset.connect(lambda: self.level_changed.emit(self.level.value() / 100))
        self.eighths = QCheckBox(self.tr("Eighths between the beats"))
        describe(self.eighths, self.tr("Click the eighths between the beats, too"))
        self.eighths.clicked.connect(self.eighths_toggled)
        self.menu = QMenu(self.button)
        action = QWidgetAction(self.menu)
        action.setDefaultWidget(self._panel())
        self.menu.addAction(action)
        self.menu.aboutToShow.connect(lambda: self.level.setFocus(Qt.FocusReason.PopupFocusReason))
        self.button.setMenu(self.menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)

    def show_level(self, level: float) -> None:
        """Show how loud the clicks are, 0..1."""
        self.level.show_value(round(100 * level))

    def show_eighths(self, is_on: bool) -> None:
        """Show whether eighths are clicked."""
        self.eighths.setChecked(is_on)

    def _panel(self) -> QWidget:
        panel = QWidget()
        grid = QGridLayout(panel)
        grid.setContentsMargins(10, 8, 10, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(self.tr("Metronome"), "caption"), 0, 0, 1, 2)
        grid.addWidget(IconLabel("volume"), 1, 0)
        grid.addWidget(self.level, 1, 1)
        grid.addWidget(self.eighths, 2, 0, 1, 2)
        return panel
