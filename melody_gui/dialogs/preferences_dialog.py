"""The preferences: each holds as soon as it is chosen."""

import sys
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.kit import KIT
from melody_gui import theme
from melody_gui.drum_colours import drum_colours
from melody_gui.panels.controls import describe, label
from melody_gui.settings import Settings, cache_folder
from melody_gui.sound_devices import SoundDevice, SoundDeviceError, input_devices, output_devices
from melody_gui.translations import languages

# What a choice is called, and the value that is kept.
Choices = Sequence[tuple[str, str]]
_MEGABYTE = 1_000_000
_SWATCH, _N_SWATCHES = 12, 5
_TITLE_WIDTH = 190
# As far from the edge as texts in other fields.
_FIELD_MARGINS = (6, 0, 0, 0)


class PreferencesDialog(QDialog):
    """Looks, sound, score, files."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.combos: dict[str, QComboBox] = {}
        self.sentences: list[QLabel] = []
        self.setWindowTitle(self.tr("Preferences"))
        self.resize(580, 700)
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        self._add_looks()
        self._add_sound()
        self._add_score()
        self._add_files()
        self._column.addStretch(1)
        body = QWidget()
        body.setLayout(self._column)
        self._column.setContentsMargins(4, 0, 12, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 12)
        column.addWidget(area)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        close = box.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        describe(close, self.tr("Close this window"), "Esc")
        column.addWidget(box)

    # The groups.

    def _add_looks(self) -> None:
        form = self._add_group(self.tr("Appearance"))
        themes = (
            (self.tr("Same as the system"), "system"), (self.tr("Light"), "light"),
            (self.tr("Dark"), "dark"),
        )  # fmt: skip
        self._add_combo(form, "theme", self.tr("Theme"), themes)
        colours = (
            (self.tr("Standard"), "standard"), (self.tr("Colour-blind safe"), "safe"),
        )  # fmt: skip
        self._add_combo(form, "drum_colours", self.tr("Drum colours"), colours)
        self._show_swatches()
        theme.notifier().changed.connect(self._show_swatches)
        found = ((self.tr("Same as the system"), "system"), *languages())
        self._add_combo(form, "language", self.tr("Language"), found)
        form.addRow(
            _title(""), label(self.tr("The language changes when you restart Melody."), "dim")
        )

    def _add_sound(self) -> None:
        form = self._add_group(self.tr("Sound"))
        for name, title, find in (
            ("output_device", self.tr("Play on"), output_devices),
            ("input_device", self.tr("Listen to"), input_devices),
        ):
            try:
                devices, trouble = find(), ""
            except SoundDeviceError as error:
                devices, trouble = (), str(error)
            kept = getattr(self._settings.preferences, name)
            self._add_combo(form, name, title, self._device_choices(devices, kept))
        if trouble:
            sentence = label(trouble, "warning")
            sentence.setWordWrap(True)
            self.sentences.append(sentence)
            form.addRow(sentence)
        devices_of_network = (
            (self.tr("Automatic"), "auto"), (self.tr("Processor (CPU)"), "cpu"),
            *_accelerators(),
        )  # fmt: skip
        self._add_combo(form, "device", self.tr("Run the network on"), devices_of_network)

    def _add_score(self) -> None:
        form = self._add_group(self.tr("Score"))
        repeats = (
            (self.tr("As repeat signs"), "simile"), (self.tr("Written out"), "written"),
        )  # fmt: skip
        self._add_combo(form, "repeats", self.tr("Equal bars"), repeats)
        sizes = (("A4", "A4"), (self.tr("US Letter"), "Letter"))
        self._add_combo(form, "page_size", self.tr("Page size"), sizes)
        papers = (
            (self.tr("Light"), "light"), (self.tr("Dark"), "dark"),
            (self.tr("Same as the window"), "theme"),
        )  # fmt: skip
        self._add_combo(form, "paper", self.tr("Paper on screen"), papers)

    def _add_files(self) -> None:
        form = self._add_group(self.tr("Files"))
        self.autosave = QSpinBox()
        self.autosave.setRange(0, 600)
        self.autosave.setSingleStep(10)
        self.autosave.setSpecialValueText(self.tr("Never"))
        self.autosave.setSuffix(self.tr(" s"))
        self.autosave.setValue(self._settings.preferences.autosave_seconds)
        self.autosave.lineEdit().setTextMargins(*_FIELD_MARGINS)
        describe(self.autosave, self.tr("How often unsaved corrections are kept for recovery"))
        self.autosave.valueChanged.connect(
            lambda value: self._settings.change(autosave_seconds=value)
        )
        form.addRow(_title(self.tr("Keep unsaved work every")), self.autosave)
        self.cache_size = QSpinBox()
        self.cache_size.setRange(0, 100_000)
        self.cache_size.setSingleStep(500)
        self.cache_size.setSuffix(self.tr(" MB"))
        self.cache_size.setValue(self._settings.preferences.cache_megabytes)
        self.cache_size.lineEdit().setTextMargins(*_FIELD_MARGINS)
        describe(self.cache_size, self.tr("How much disk space analysed songs may take"))
        self.cache_size.valueChanged.connect(
            lambda value: self._settings.change(cache_megabytes=value)
        )
        form.addRow(_title(self.tr("Space for analysed songs")), self.cache_size)
        self.cache_label = label("", "dim")
        self.clear_button = QPushButton(self.tr("Clear"))
        self.clear_button.setAutoDefault(False)
        describe(
            self.clear_button,
            self.tr("Delete the saved analyses; songs are analysed again when opened"),
        )
        self.clear_button.clicked.connect(self._on_clear_clicked)
        row = QHBoxLayout()
        row.addWidget(self.cache_label, 1)
        row.addWidget(self.clear_button)
        form.addRow(_title(""), row)
        self._show_cache()

    # Parts of groups.

    def _add_group(self, title: str) -> QFormLayout:
        heading = label(title, "caption")
        heading.setContentsMargins(0, 12, 0, 2)
        self._column.addWidget(heading)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._column.addLayout(form)
        return form

    def _add_combo(self, form: QFormLayout, name: str, title: str, choices: Choices) -> QComboBox:
        combo = QComboBox()
        for text, value in choices:
            combo.addItem(text, value)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(12)
        kept = getattr(self._settings.preferences, name)
        combo.setCurrentIndex(max(combo.findData(kept), 0))
        describe(combo, title)
        combo.activated.connect(
            lambda index: self._settings.change(**{name: str(combo.itemData(index))})
        )
        form.addRow(_title(title), combo)
        self.combos[name] = combo
        return combo

    def _device_choices(self, devices: Sequence[SoundDevice], kept: str) -> Choices:
        choices = [(self.tr("System default"), "")]
        choices += [(device.name, device.key) for device in devices]
        if kept and kept not in {value for _, value in choices}:
            name = kept.split(" | ", maxsplit=1)[0]
            choices.append((self.tr("{name} (not connected)").format(name=name), kept))
        return choices

    def _show_swatches(self) -> None:
        combo = self.combos["drum_colours"]
        for index in range(combo.count()):
            is_dark = theme.colours().is_dark
            combo.setItemIcon(index, _swatches(str(combo.itemData(index)), is_dark=is_dark))
        combo.setIconSize(QSize(_SWATCH * _N_SWATCHES, _SWATCH))

    def _show_cache(self) -> None:
        from core.analysis_cache import AnalysisCache  # noqa: PLC0415 - not before it is needed

        n_bytes = AnalysisCache(cache_folder(), 0).n_bytes()
        text = self.tr("{n} MB used now").format(n=round(n_bytes / _MEGABYTE))
        self.cache_label.setText(text)
        self.clear_button.setEnabled(n_bytes > 0)

    def _on_clear_clicked(self) -> None:
        from core.analysis_cache import AnalysisCache  # noqa: PLC0415

        AnalysisCache(cache_folder(), 0).clear()
        self._show_cache()


def _title(text: str) -> QLabel:
    """The name of a choice; all are as wide, so that the choices stand below each other."""
    made = label(text)
    made.setMinimumWidth(_TITLE_WIDTH)
    return made


def _accelerators() -> list[tuple[str, str]]:
    """The graphics processors of this machine that the network can use."""
    torch = sys.modules.get("torch")
    if torch is None:  # the window is younger than a second; ask again another time
        return []
    found = []
    if torch.cuda.is_available():
        found.append((f"GPU ({torch.cuda.get_device_name(0)})", "cuda"))
    if torch.backends.mps.is_available():
        found.append(("GPU (Apple)", "mps"))
    return found


def _swatches(name: str, *, is_dark: bool) -> QIcon:
    """A dot in the colour of each class of drums."""
    colours = drum_colours(name, is_dark=is_dark)
    first = {drum.class_5: drum.name for drum in reversed(KIT) if drum.class_5}
    names = sorted(first.values(), key=list(colours).index)
    ratio = 2
    pixmap = QPixmap(ratio * _SWATCH * _N_SWATCHES, ratio * _SWATCH)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor(0, 0, 0, 0))
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for place, drum in enumerate(names):
            painter.setBrush(colours[drum])
            painter.drawEllipse(place * _SWATCH + 1, 1, _SWATCH - 2, _SWATCH - 2)
    return QIcon(pixmap)
