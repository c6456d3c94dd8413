"""The small panel that says how the timeline is drawn: colours, range, attention, following."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QSlider, QWidget

from melody_gui.timeline.colour_maps import COLOUR_MAPS
from melody_gui.timeline.follow import FollowMode
from melody_gui.timeline.lane import Look

_FAINTEST, _LOUDEST = 30, 100


class LookPanel(QWidget):
    """Choices of a `Look` and a `FollowMode`; its signals carry the new ones."""

    look_changed = Signal(object)
    follow_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.colour_map = QComboBox()
        names = {
            "magma": self.tr("Magma"),
            "viridis": self.tr("Viridis"),
            "cividis": self.tr("Cividis (for all eyes)"),
            "grey": self.tr("Grey"),
            "ink": self.tr("Ink on paper"),
        }
        for name in COLOUR_MAPS:
            self.colour_map.addItem(names[name], name)
        self.range = _slider(_FAINTEST, _LOUDEST, self.tr("Range of the spectrogram"))
        self.attention = _slider(0, 100, self.tr("Attention over the spectrogram"))
        self.heatmap = _slider(0, 100, self.tr("Heatmap of the style over the spectrogram"))
        self._range_text, self._attention_text, self._heatmap_text = QLabel(), QLabel(), QLabel()
        self.follow = QComboBox()
        for mode, text in (
            (FollowMode.PAGE, self.tr("Page by page")),
            (FollowMode.SMOOTH, self.tr("Smoothly")),
            (FollowMode.OFF, self.tr("Not at all")),
        ):
            self.follow.addItem(text, mode.value)
        self._lay_out()
        self.set_look(self._look)
        self.colour_map.currentIndexChanged.connect(self._on_changed)
        self.range.valueChanged.connect(self._on_changed)
        self.attention.valueChanged.connect(self._on_changed)
        self.heatmap.valueChanged.connect(self._on_changed)
        self.follow.currentIndexChanged.connect(
            lambda: self.follow_changed.emit(FollowMode(self.follow.currentData()))
        )

    def set_look(self, look: Look) -> None:
        """Show the choices of a look."""
        self._look = look
        for widget in (self.colour_map, self.range, self.attention, self.heatmap):
            widget.blockSignals(True)
        self.colour_map.setCurrentIndex(self.colour_map.findData(look.colour_map))
        self.range.setValue(round(-look.lowest_decibels))
        self.attention.setValue(round(100 * look.attention_opacity))
        self.heatmap.setValue(round(100 * look.heatmap_opacity) if look.shows_heatmap else 0)
        for widget in (self.colour_map, self.range, self.attention, self.heatmap):
            widget.blockSignals(False)
        self._show_values()

    def set_follow(self, mode: FollowMode) -> None:
        """Show how the playhead is followed."""
        self.follow.blockSignals(True)
        self.follow.setCurrentIndex(self.follow.findData(mode.value))
        self.follow.blockSignals(False)

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(16, 12, 16, 12)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.colour_map.setToolTip(self.tr("Colours of the spectrogram and of attention"))
        self.colour_map.setAccessibleName(self.tr("Colours"))
        self.follow.setToolTip(self.tr("How the lanes follow the playhead"))
        self.follow.setAccessibleName(self.tr("Follow the playhead"))
        form.addRow(self.tr("Colours"), self.colour_map)
        form.addRow(self.tr("Range"), _beside(self.range, self._range_text))
        form.addRow(self.tr("Attention overlay"), _beside(self.attention, self._attention_text))
        form.addRow(self.tr("Style heatmap"), _beside(self.heatmap, self._heatmap_text))
        form.addRow(self.tr("Follow the playhead"), self.follow)

    def _on_changed(self) -> None:
        # Off is not a density: what is switched on again is as dense as before.
        density = self.heatmap.value() / 100
        self._look = replace(
            self._look,
            colour_map=self.colour_map.currentData(),
            lowest_decibels=-float(self.range.value()),
            attention_opacity=self.attention.value() / 100,
            shows_heatmap=density > 0,
            heatmap_opacity=density or self._look.heatmap_opacity,
        )
        self._show_values()
        self.look_changed.emit(self._look)

    def _show_values(self) -> None:
        self._range_text.setText(self.tr("{n} dB").format(n=self.range.value()))
        self._attention_text.setText(self.tr("{n} %").format(n=self.attention.value()))
        self._heatmap_text.setText(self.tr("{n} %").format(n=self.heatmap.value()))


def _slider(lowest: int, highest: int, name: str) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(lowest, highest)
    slider.setMinimumWidth(150)
    slider.setAccessibleName(name)
    slider.setToolTip(name)
    return slider


def _beside(slider: QSlider, label: QLabel) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    label.setMinimumWidth(48)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    layout.addWidget(slider, 1)
    layout.addWidget(label)
    return row
