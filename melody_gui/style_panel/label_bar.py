"""One class that a song may belong to: a bar as long as it is likely, to click on."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from melody_gui import theme
from melody_gui.label_titles import label_title
from melody_gui.panels.controls import describe
from melody_gui.timeline.lane import faded

# Points at the right for the number, and the share of the width that names have.
_NUMBER, _NAMES = 44, 0.42
_GROOVE = 6


class LabelBar(QAbstractButton):
    """A label with its probability (0..1); checked while attention for it is shown."""

    def __init__(self, label: str, probability: float, *, has_attention: bool = True) -> None:
        super().__init__()
        self.label = label
        self.probability = probability
        self.setText(label_title(label))
        self.setCheckable(True)
        self.setEnabled(has_attention)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._describe)
        self._describe()

    @property
    def percent(self) -> str:
        """The probability as it is written."""
        rounded = round(100 * self.probability)
        few = rounded == 0 and self.probability > 0
        return self.tr("< 1 %") if few else self.tr("{n} %").format(n=rounded)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(180, self.fontMetrics().height() + 9)

    def nextCheckState(self) -> None:
        """A click wishes; for which class attention is shown, the song's style knows."""

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up under the mouse."""
        self.update()
        super().enterEvent(event)

    def _describe(self) -> None:
        texts = {"label": self.text(), "percent": self.percent}
        if self.isChecked():
            text = self.tr("{label}, {percent}. Shown on the timeline; click for all classes again")
        else:
            text = self.tr("{label}, {percent}. Click to see when and where it is heard")
        describe(self, text.format(**texts))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name, bar and number."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colours = theme.colours()
            self._paint_ground(painter)
            font = QFont(self.font())
            font.setBold(self.isChecked())
            font.setFeature(QFont.Tag("tnum"), 1)
            painter.setFont(font)
            painter.setPen(colours.text)
            width, height = self.width(), self.height()
            middle = Qt.AlignmentFlag.AlignVCenter
            names = QRectF(8, 0, _NAMES * width - 8, height)
            name = painter.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, int(names.width())
            )
            painter.drawText(names, middle, name)
            number = QRectF(width - _NUMBER, 0, _NUMBER - 8, height)
            painter.drawText(number, middle | Qt.AlignmentFlag.AlignRight, self.percent)
            left = names.right() + 8
            room = QRectF(left, height / 2 - _GROOVE / 2, width - _NUMBER - 6 - left, _GROOVE)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.border if self.isChecked() else colours.grid_line)
            painter.drawRoundedRect(room, _GROOVE / 2, _GROOVE / 2)
            if self.probability > 0:
                room.setWidth(max(room.width() * min(self.probability, 1.0), _GROOVE / 2))
                painter.setBrush(colours.attention)
                painter.drawRoundedRect(room, _GROOVE / 2, _GROOVE / 2)

    def _paint_ground(self, painter: QPainter) -> None:
        colours = theme.colours()
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(colours.accent if self.hasFocus() else Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(faded(colours.attention, 0.2))
        else:
            is_lit = self.underMouse() and self.isEnabled()
            painter.setBrush(colours.raised if is_lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, 5, 5)
