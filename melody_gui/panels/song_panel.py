"""What is known of the song, and the choices that hold for all of it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.kit import DRUM_NAMES
from melody_gui.panels.controls import (
    IconLabel,
    Slider,
    describe,
    label,
    line,
    with_icon,
)
from melody_gui.panels.drum_row import SLIDER_WIDTH, DrumRow
from melody_gui.panels.song_facts import SongFacts

if TYPE_CHECKING:
    from core.confidence import LikelyStrokes
    from melody_gui.document import Document

# What is heavy is imported when a song is there; by then it is loaded.
# ruff: noqa: PLC0415


class SongPanel(QWidget):
    """Title, tempo, metre, drums and confidence; `review_requested` asks for doubtful strokes."""

    review_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._likely: tuple[LikelyStrokes, ...] = ()
        self._shows_all = False
        self._warnings: tuple[str, ...] = ()
        self.facts = SongFacts()
        self._make_names()
        self._make_drums()
        self._make_confidence()
        self._notices = QVBoxLayout()
        self._notices.setSpacing(8)
        self._lay_out()
        self.set_document(None)

    def set_document(self, document: "Document | None") -> None:
        """Show this song."""
        old, self._document = self._document, document
        if old is not None:
            for signal, slot in self._followed(old):
                signal.disconnect(slot)
        if document is not None:
            for signal, slot in self._followed(document):
                signal.connect(slot)
        self._likely = ()
        self.facts.set_document(document)
        self._body.setVisible(document is not None)
        self._on_corrections_changed()
        self._on_analysis_finished()
        self._on_transcription_changed()

    @property
    def notices(self) -> tuple[str, ...]:
        """The warnings that are shown."""
        return self._warnings

    def _followed(self, document: "Document") -> list[tuple[SignalInstance, Callable[[], None]]]:
        return [
            (document.song_loaded, self._on_corrections_changed),
            (document.corrections_changed, self._on_corrections_changed),
            (document.analysis_finished, self._on_analysis_finished),
            (document.onsets_changed, self._on_onsets_changed),
            (document.transcription_changed, self._on_transcription_changed),
        ]

    # Making the parts.

    def _make_names(self) -> None:
        self.title, self.artist = QLineEdit(), QLineEdit()
        self.title.setProperty("heading", True)
        self.title.setPlaceholderText(self.tr("Title"))
        self.artist.setPlaceholderText(self.tr("Artist"))
        describe(self.title, self.tr("Title of the song, as shown on the score"))
        describe(self.artist, self.tr("Artist, as shown on the score"))
        for field in (self.title, self.artist):
            field.setProperty("role", "quiet")
            field.editingFinished.connect(self._on_names_edited)

    def _make_drums(self) -> None:
        self.drum_rows = {drum: DrumRow(drum) for drum in DRUM_NAMES}
        for row in self.drum_rows.values():
            row.threshold_moved.connect(self._on_threshold_moved)
            row.threshold_reset.connect(self._on_threshold_reset)
        self.more_button = QPushButton()
        self.more_button.setProperty("role", "link")
        self.more_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more_button.clicked.connect(self._on_more_clicked)
        self.sensitivity = Slider(2, 98, 50)
        self.sensitivity.setProperty("centred", True)
        describe(
            self.sensitivity,
            self.tr("Sensitivity for all drums: further right, fainter strokes count too; double "
                    "click to reset"),
        )  # fmt: skip
        self.sensitivity.moved.connect(self._on_sensitivity_moved)
        self.sensitivity.was_reset.connect(lambda: self._on_sensitivity_moved(50))

    def _make_confidence(self) -> None:
        self.edits_left = label("", "heading")
        self.edits_left.setWordWrap(True)
        self.edits_detail = label("", "dim")
        self.edits_detail.setWordWrap(True)
        self.review_button = QPushButton(self.tr("Review doubtful strokes"))
        self.review_button.setProperty("role", "compact")
        describe(self.review_button, self.tr("Go to the stroke that is most likely wrong"), "N")
        with_icon(self.review_button, "doubtful")
        self.review_button.clicked.connect(self.review_requested)

    def _lay_out(self) -> None:
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(14, 12, 14, 16)
        column.setSpacing(8)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.artist)
        column.addLayout(names)
        column.addLayout(self._notices)
        column.addWidget(self.facts)
        column.addWidget(self._lay_out_findings())
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self._body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self.setMinimumWidth(230)

    def _lay_out_findings(self) -> QWidget:
        """What is there only when the network has heard the song."""
        self._findings = QWidget()
        column = QVBoxLayout(self._findings)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(line())
        column.addWidget(label(self.tr("Confidence"), "caption"))
        for widget in (self.edits_left, self.edits_detail, self.review_button, line()):
            column.addWidget(widget)
        column.addLayout(self._drums_heading())
        for row in self.drum_rows.values():
            column.addWidget(row)
        column.addWidget(self.more_button)
        column.addSpacing(4)
        column.addWidget(label(self.tr("Sensitivity"), "caption"))
        column.addLayout(self._sensitivity_row())
        return self._findings

    def _drums_heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._drums_title = label(self.tr("Drums"), "caption")
        row.addWidget(self._drums_title, 1)
        threshold = label(self.tr("Threshold"), "dim")
        threshold.setFixedWidth(SLIDER_WIDTH)
        row.addWidget(threshold)
        return row

    def _sensitivity_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(self.tr("Fewer"), "dim"))
        row.addWidget(self.sensitivity, 1)
        row.addWidget(label(self.tr("More"), "dim"))
        return row

    # What the song says.

    def _on_corrections_changed(self) -> None:
        document = self._document
        title, artist = (document.title, document.artist) if document else ("", "")
        for field, text in ((self.title, title), (self.artist, artist)):
            if field.text() != text and not field.isModified():
                field.setText(text)
                field.setCursorPosition(0)
        if document:
            self.sensitivity.show_value(round(100 * document.corrections.sensitivity))
        self._show_thresholds()

    def _on_analysis_finished(self) -> None:
        analysis = self._document.analysis if self._document else None
        if analysis is not None:
            from core.confidence import likely_strokes

            self._likely = likely_strokes(analysis)
        self._findings.setVisible(analysis is not None)
        self._show_thresholds()
        self._on_onsets_changed()

    def _on_onsets_changed(self) -> None:
        self._show_counts()
        self._show_confidence()

    def _on_transcription_changed(self) -> None:
        document = self._document
        if document and document.transcription:
            self._show_notices(document.transcription.warnings)
        else:
            self._show_notices(document.song.warnings if document and document.song else ())
        self._on_onsets_changed()

    def _show_thresholds(self) -> None:
        document = self._document
        if document is None or document.analysis is None:
            return
        from core.corrections import reset_thresholds
        from core.revise import corrected_peak_picking

        suited = document.analysis.peak_picking
        picking = corrected_peak_picking(suited, document.corrections)
        proposed = corrected_peak_picking(suited, reset_thresholds(document.corrections))
        for drum, row in self.drum_rows.items():
            row.show_threshold(picking.threshold(drum), proposed.threshold(drum))

    def _show_counts(self) -> None:
        from core.summary import count_drums

        counts = count_drums(self._document.onsets) if self._document else {}
        largest = max(counts.values(), default=1)
        for drum, row in self.drum_rows.items():
            row.show_count(counts.get(drum, 0), largest)
            row.setVisible(drum in counts or self._shows_all)
        n_absent = len(DRUM_NAMES) - len(counts)
        if self._shows_all:
            self.more_button.setText(self.tr("Hide drums that are not played"))
        else:
            self.more_button.setText(self.tr("Show {n} more drums").format(n=n_absent))
        self.more_button.setVisible(bool(n_absent) and bool(self._likely))
        describe(self.more_button, self.tr("Drums that were not found in this song"))

    def _show_confidence(self) -> None:
        document = self._document
        if document is None or not self._likely:
            self.edits_left.setText("–")
            self.edits_detail.setText("")
            return
        from core.confidence import expected_edits

        found = expected_edits(self._likely, document.onsets, document.corrections)
        self.edits_left.setText(self._edits_text(found.total))
        detail = self.tr(
            "Of {n} strokes about {wrong} may be wrong; about {missing} may be missing."
        )
        self.edits_detail.setText(
            detail.format(
                n=len(document.onsets),
                wrong=_rounded(found.n_wrong),
                missing=_rounded(found.n_missing),
            )
        )

    def _edits_text(self, n_edits: float) -> str:
        n = _rounded(n_edits)
        if n == 0:
            return self.tr("No edits left")
        if n == 1:
            return self.tr("About 1 edit left")
        return self.tr("About {n} edits left").format(n=n)

    def _show_notices(self, warnings: Sequence[str]) -> None:
        if self._warnings == tuple(warnings):
            return
        self._warnings = tuple(warnings)
        while item := self._notices.takeAt(0):
            frame = item.widget()
            if frame:
                frame.hide()
                frame.deleteLater()
        for warning in warnings:
            self._notices.addWidget(_notice(warning))

    # What the user does.

    def _on_names_edited(self) -> None:
        if self._document and (self.title.isModified() or self.artist.isModified()):
            self.title.setModified(False)
            self.artist.setModified(False)
            title = self.title.text().strip() or self._document.title
            self._document.set_names(title, self.artist.text().strip())
            self._on_corrections_changed()

    def _on_threshold_moved(self, drum: str, threshold: float) -> None:
        if self._document:
            self._document.set_threshold(drum, threshold)

    def _on_threshold_reset(self, drum: str) -> None:
        if self._document:
            self._document.reset_threshold(drum)

    def _on_sensitivity_moved(self, value: int) -> None:
        if self._document:
            self._document.set_sensitivity(value / 100)

    def _on_more_clicked(self) -> None:
        self._shows_all = not self._shows_all
        self._show_counts()


def _rounded(number: float) -> int:
    """A number as sure as it can be said: from 20 on in fives, from 100 on in tens."""
    step = 1 if number < 20 else 5 if number < 100 else 10
    return step * round(number / step)


def _notice(text: str) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "notice")
    frame.setAccessibleName(text)
    row = QHBoxLayout(frame)
    row.setContentsMargins(8, 8, 8, 8)
    row.setSpacing(8)
    row.addWidget(IconLabel("warning", "warning", 18), 0, Qt.AlignmentFlag.AlignTop)
    sentence = label(text)
    sentence.setWordWrap(True)
    row.addWidget(sentence, 1)
    return frame
