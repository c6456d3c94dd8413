"""Large numbers with a caption below each: how fast is played, and how fast it is shown."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget


class Figures(QWidget):
    """Strokes a minute, the tempo heard, and the time from stroke to screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(24)
        self.strokes = self._add(
            self.tr("strokes a minute"), self.tr("Strokes of the last four seconds, a minute")
        )
        self.tempo = self._add(self.tr("bpm heard"), self.tr("The tempo that you are playing"))
        self.latency = self._add(
            self.tr("ms latency"), self.tr("Time from the sound in the microphone to the screen")
        )
        layout.addStretch(1)
        self.clear()

    def clear(self) -> None:
        """Show no numbers."""
        for label in (self.strokes, self.tempo, self.latency):
            label.setText("–")

    def _add(self, caption: str, tip: str) -> QLabel:
        number = QLabel()
        number.setProperty("role", "title")
        number.setAccessibleName(caption)
        font = QFont(number.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        number.setFont(font)
        below = QLabel(caption)
        below.setProperty("role", "dim")
        box = QWidget()
        box.setToolTip(tip)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for label in (number, below):
            label.setAlignment(Qt.AlignmentFlag.AlignLeft)
            column.addWidget(label)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(box)
        return number
