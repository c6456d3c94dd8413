"""Length, style, tempo, metre and swing of the song, and what may be set about them."""

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QToolButton, QWidget

from core.meter import TimeSignature
from core.score import Swing
from melody_gui.choices import METRES, SWINGS, as_heard, swing_title
from melody_gui.label_titles import label_title
from melody_gui.panels.controls import ElidedLabel, describe, label
from melody_gui.panels.times import clock

if TYPE_CHECKING:
    from core.summary import Tempo
    from core.tagging.classification import Classification
    from melody_gui.document import Document


class SongFacts(QWidget):
    """A row each of length, style, tempo, metre and swing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self.duration, self.tempo = label(), label()
        self.kind = ElidedLabel("–")
        self.halve, self.double = self._factor_button("½×"), self._factor_button("2×")
        describe(self.halve, self.tr("Halve the tempo: twice as many notes in each bar"))
        describe(self.double, self.tr("Double the tempo: half as many notes in each bar"))
        self.halve.clicked.connect(lambda: self._scale_tempo(0.5))
        self.double.clicked.connect(lambda: self._scale_tempo(2.0))
        self.metre, self.swing = QComboBox(), QComboBox()
        self._fill_metres()
        self._fill_swings()
        self._lay_out()

    def set_document(self, document: "Document | None") -> None:
        """Show this song."""
        old, self._document = self._document, document
        for each, connect in ((old, False), (document, True)):
            if each is not None:
                for signal in (each.song_loaded, each.transcription_changed, each.style.changed):
                    signal.connect(self._refresh) if connect else signal.disconnect(self._refresh)
        self._refresh()

    def _factor_button(self, text: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        return button

    def _fill_metres(self) -> None:
        for metre in METRES:
            self.metre.addItem(str(metre), metre)
        self.metre.activated.connect(self._on_metre_chosen)
        describe(
            self.metre, self.tr("Metre of the whole song; choose another to redraw the bar lines")
        )

    def _fill_swings(self) -> None:
        self.swing.addItem(as_heard(), None)
        for choice in SWINGS:
            self.swing.addItem(choice.title, Swing(choice.ratio, Fraction(1, choice.unit)))
        self.swing.activated.connect(self._on_swing_chosen)
        describe(self.swing, self.tr("Whether the notes are written straight or swung"))

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        tempo = QHBoxLayout()
        tempo.setSpacing(2)
        tempo.addWidget(self.tempo, 1)
        tempo.addWidget(self.halve)
        tempo.addWidget(self.double)
        rows: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            (self.tr("Length"), self.duration),
            (self.tr("Style"), self.kind),
            (self.tr("Tempo"), tempo),
            (self.tr("Metre"), self.metre),
            (self.tr("Swing"), self.swing),
        )
        for number, (text, shown) in enumerate(rows):
            grid.addWidget(label(text, "dim"), number, 0)
            if isinstance(shown, QWidget):
                grid.addWidget(shown, number, 1)
            else:
                grid.addLayout(shown, number, 1)
        for combo in (self.metre, self.swing):
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.setMinimumContentsLength(6)

    def _refresh(self) -> None:
        document = self._document
        has_song = document is not None and document.song is not None
        self.duration.setText(clock(document.duration) if document and has_song else "–")
        self.kind.setText(_style_text(document.style.classification if document else None))
        found = document.transcription if document else None
        for control in (self.halve, self.double, self.metre, self.swing):
            control.setEnabled(found is not None)
        if document is None or found is None:
            self.tempo.setText("–")
            self._show_metres(())
            return
        from core.summary import summarize  # noqa: PLC0415 - loaded by now

        summary = summarize(found)
        self.tempo.setText(self._tempo_text(summary.tempo))
        self._show_metres(summary.time_signatures)
        self._show_swing(document, summary.swing)

    def _tempo_text(self, tempo: "Tempo | None") -> str:
        if tempo is None:
            return "–"
        if tempo.is_steady:
            return self.tr("{tempo} bpm").format(tempo=round(tempo.usual))
        text = self.tr("{slowest}–{fastest} bpm")
        return text.format(slowest=round(tempo.slowest), fastest=round(tempo.fastest))

    def _show_metres(self, metres: tuple[TimeSignature, ...]) -> None:
        texts = [str(metre) for metre in metres]
        if len(texts) == 1 and self.metre.findText(texts[0]) < 0:
            self.metre.addItem(texts[0], metres[0])
        index = self.metre.findText(texts[0]) if len(texts) == 1 else -1
        self.metre.setPlaceholderText(", ".join(texts))
        self.metre.setCurrentIndex(index)

    def _show_swing(self, document: "Document", heard: Swing | None) -> None:
        from core.grid_edits import SwingFrom  # noqa: PLC0415 - loaded by now

        edits = [edit for edit in document.corrections.grid if isinstance(edit, SwingFrom)]
        whole = [edit.swing for edit in edits if edit.time is None and edit.end is None]
        chosen = whole[-1] if whole else None
        text = as_heard()
        if chosen is None:
            text += f": {self._swing_text(heard)}"
        self.swing.setItemText(0, text)
        self.swing.setCurrentIndex(max(self._index_of(chosen), 0))

    def _index_of(self, swing: Swing | None) -> int:
        return next((i for i in range(self.swing.count()) if self.swing.itemData(i) == swing), 0)

    def _swing_text(self, swing: Swing | None) -> str:
        if swing is None:
            return self.tr("straight")
        return swing_title(swing.ratio, swing.unit.denominator)

    def _scale_tempo(self, factor: float) -> None:
        if self._document:
            self._document.scale_tempo(factor)

    def _on_metre_chosen(self, index: int) -> None:
        if self._document:
            self._document.set_time_signature(self.metre.itemData(index))

    def _on_swing_chosen(self, index: int) -> None:
        if self._document:
            self._document.set_swing(self.swing.itemData(index))


def _style_text(classification: "Classification | None") -> str:
    """The likeliest genre and mood; a dash before they are known."""
    if classification is None:
        return "–"
    ranked = (classification.genres, classification.moods)
    return " · ".join(label_title(kind[0].label) for kind in ranked if kind) or "–"
