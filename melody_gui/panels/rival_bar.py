"""One drum that may have been struck: a bar as long as its activation, to click on."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from melody_gui import theme
from melody_gui.drum_titles import drum_title
from melody_gui.panels.controls import describe


class RivalBar(QAbstractButton):
    """A drum with its activation; checked for the drum that the stroke is written for."""

    def __init__(self, drum: str, activation: float, *, is_chosen: bool) -> None:
        super().__init__()
        self.drum = drum
        self._activation = activation
        self.setCheckable(True)
        self.setChecked(is_chosen)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        title = drum_title(drum)
        if is_chosen:
            describe(self, self.tr("The stroke is written as {drum}").format(drum=title))
        else:
            describe(self, self.tr("Change the stroke to {drum}").format(drum=title))

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(160, self.fontMetrics().height() + 9)

    def nextCheckState(self) -> None:
        """A click wishes; whether the drum is changed, the document says."""

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up under the mouse."""
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name, bar and number."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colours = theme.colours()
            area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(colours.accent if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colours.raised if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 5, 5)
            width = int(area.width())
            font = painter.font()
            font.setBold(self.isChecked())
            painter.setFont(font)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.setPen(colours.text if self.isChecked() else colours.dim_text)
            room = QRectF(6, 0, 0.44 * width, self.height())
            name = painter.fontMetrics().elidedText(
                drum_title(self.drum), Qt.TextElideMode.ElideRight, int(room.width())
            )
            painter.drawText(room, middle, name)
            number = QRectF(width - 38, 0, 34, self.height())
            painter.drawText(
                number, middle | Qt.AlignmentFlag.AlignRight, f"{self._activation:.2f}"
            )
            start = 6 + 0.46 * width
            groove = QRectF(start, self.height() / 2 - 3, width - 44 - start, 6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.grid_line)
            painter.drawRoundedRect(groove, 3, 3)
            groove.setWidth(max(groove.width() * self._activation, 3.0))
            painter.setBrush(colours.drums[self.drum])
            painter.drawRoundedRect(groove, 3, 3)
