"""The classes of one kind, the most likely first: some of them, or all."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from melody_gui.panels.controls import describe, label
from melody_gui.style_panel.label_bar import LabelBar

if TYPE_CHECKING:
    from core.tagging.classification import LabelProbability


class LabelGroup(QWidget):
    """A heading over bars; `label_clicked` carries the label of a bar.

    `n_usual` bars are shown, and all of them as long as the user wishes so.
    """

    label_clicked = Signal(str)

    def __init__(self, title: str, n_usual: int) -> None:
        super().__init__()
        self._title, self._n_usual = title, n_usual
        self._shows_all = False
        self._chosen: str | None = None
        self._bars: list[LabelBar] = []
        self.setAccessibleName(title)
        self.more_button = QPushButton()
        self.more_button.setProperty("role", "link")
        self.more_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more_button.clicked.connect(self._on_more_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(title, "caption"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        column.addWidget(self.more_button)

    @property
    def bars(self) -> tuple[LabelBar, ...]:
        """All bars, those not shown too."""
        return tuple(self._bars)

    def show_labels(
        self, labels: "Sequence[LabelProbability]", with_attention: Collection[str]
    ) -> None:
        """Show other labels; bars that have no attention to show can't be clicked."""
        for bar in self._bars:
            bar.hide()
            bar.deleteLater()
        self._bars = [
            LabelBar(one.label, one.probability, has_attention=one.label in with_attention)
            for one in labels
        ]
        for bar in self._bars:
            bar.clicked.connect(partial(self.label_clicked.emit, bar.label))
            self._rows.addWidget(bar)
        self.show_chosen(self._chosen)

    def show_chosen(self, label: str | None) -> None:
        """Check the bar of a label, wherever it stands; None checks none."""
        self._chosen = label
        for bar in self._bars:
            bar.setChecked(bar.label == label)
        self._show_some()

    def _show_some(self) -> None:
        for index, bar in enumerate(self._bars):
            bar.setVisible(self._shows_all or index < self._n_usual or bar.isChecked())
        n_more = len(self._bars) - self._n_usual
        self.more_button.setVisible(n_more > 0)
        names = {"title": self._title, "n": n_more}
        if self._shows_all:
            self.more_button.setText(self.tr("Fewer"))
            describe(self.more_button, self.tr("{title}: only the most likely").format(**names))
        else:
            self.more_button.setText(self.tr("{n} more").format(**names))
            describe(self.more_button, self.tr("{title}: {n} less likely ones").format(**names))

    def _on_more_clicked(self) -> None:
        self._shows_all = not self._shows_all
        self._show_some()
