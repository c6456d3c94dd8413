"""What kind of song it is: genres, moods, tags, tempo, the most typical part, songs like it."""

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from melody_gui.label_titles import label_title
from melody_gui.panels.controls import IconLabel, describe, icon_button, label, line
from melody_gui.song_style import HIGHLIGHT_KEY, StyleState
from melody_gui.style_panel.label_group import LabelGroup
from melody_gui.timeline.texts import time_text

if TYPE_CHECKING:
    from core.tagging.classification import Classification
    from melody_gui.document import Document
    from melody_gui.song_style import SongStyle

# How many of each kind are shown at first.
_N_GENRES, _N_MOODS, _N_TAGS = 5, 3, 5
# Letters that have room beside a box.
_LONGEST_LINE = 28


class StylePanel(QWidget):
    """Shows a song's classification; a click on a class shows its attention on the timeline.

    `highlight_requested` asks for the most typical part to be played, `heatmap_toggled` says
    whether attention is to lie over the spectrogram.
    """

    highlight_requested = Signal()
    heatmap_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._shown: Classification | None = None
        self._make_waiting()
        self._make_facts()
        self.genres = LabelGroup(self.tr("Genres"), _N_GENRES)
        self.moods = LabelGroup(self.tr("Moods"), _N_MOODS)
        self.tags = LabelGroup(self.tr("Tags"), _N_TAGS)
        for group in self.groups:
            group.label_clicked.connect(self._on_label_clicked)
        self._lay_out()
        self.setAccessibleName(self.tr("Style"))
        self.set_document(None)

    @property
    def groups(self) -> tuple[LabelGroup, ...]:
        """Genres, moods and tags."""
        return self.genres, self.moods, self.tags

    def set_document(self, document: "Document | None") -> None:
        """Show this song."""
        for signal, slot in self._followed():
            signal.disconnect(slot)
        self._document = document
        for signal, slot in self._followed():
            signal.connect(slot)
        self._refresh()

    def set_heatmap_shown(self, is_shown: bool) -> None:
        """Show whether attention lies over the spectrogram."""
        self.heatmap_box.setChecked(is_shown)

    def set_similar_view(self, view: QWidget) -> None:
        """Show this below everything else, under the heading “Similar songs”."""
        self._similar.addWidget(view)
        self._similar_part.show()

    @property
    def _style(self) -> "SongStyle | None":
        return self._document.style if self._document else None

    def _followed(self) -> list[tuple[SignalInstance, Callable[..., None]]]:
        style = self._style
        if self._document is None or style is None:
            return []
        return [
            (self._document.state_changed, self._refresh),
            (style.changed, self._refresh),
            (style.label_changed, self._show_label),
            (style.progress_changed, self._on_progress),
        ]

    # Making the parts.

    def _make_waiting(self) -> None:
        self.notice = label("", "dim")
        self.notice.setWordWrap(True)
        self.notice.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.retry_button = QPushButton(self.tr("Try again"))
        self.retry_button.setProperty("role", "compact")
        describe(self.retry_button, self.tr("Try once more to hear the style of the song"))
        self.retry_button.clicked.connect(self._on_retry)

    def _make_facts(self) -> None:
        self.tempo_label, self.tempo_detail = label(""), label("", "dim")
        self.highlight_label = label("")
        self.play_button = QPushButton(self.tr("Play the highlight"))
        self.play_button.setProperty("role", "compact")
        describe(
            self.play_button,
            self.tr("Jump to the most typical part of the song and play it"),
            HIGHLIGHT_KEY,
        )
        self.play_button.clicked.connect(self.highlight_requested)
        self.loop_button = icon_button("loop", self.tr("Loop the most typical part"))
        self.loop_button.clicked.connect(self._on_loop)
        self.hint = label("", "dim")
        self.hint.setWordWrap(True)
        text = self.tr("Heatmap over the spectrogram")
        # Boxes don't wrap their words by themselves.
        self.heatmap_box = QCheckBox(textwrap.fill(text, _LONGEST_LINE))
        describe(
            self.heatmap_box,
            self.tr("Tint the spectrogram where the network attended to, in time and frequency"),
        )
        self.heatmap_box.setChecked(True)
        self.heatmap_box.clicked.connect(self.heatmap_toggled)

    def _lay_out(self) -> None:
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._waiting_page())
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(14, 12, 14, 16)
        column.setSpacing(8)
        column.addLayout(_row((label(self.tr("Style"), "heading"), 1)))
        column.addLayout(self._facts())
        column.addWidget(line())
        column.addWidget(self.hint)
        for group in self.groups:
            column.addWidget(group)
        column.addWidget(line())
        column.addWidget(self.heatmap_box)
        column.addWidget(self._make_similar())
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self.body)
        self._pages.addWidget(area)
        self.setMinimumWidth(264)

    def _facts(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(
            _row((label(self.tr("Tempo"), "dim"), 1), self.tempo_label, self.tempo_detail)
        )
        typical = label(self.tr("Most typical part"), "dim")
        column.addLayout(_row((typical, 1), self.highlight_label))
        column.addLayout(_row((self.play_button, 1), self.loop_button))
        return column

    def _waiting_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(1)
        column.addWidget(IconLabel("song", "dim_text", 32), 0, centre)
        column.addWidget(self.notice)
        column.addWidget(self.progress)
        column.addWidget(self.retry_button, 0, centre)
        column.addStretch(2)
        return page

    def _make_similar(self) -> QWidget:
        self._similar_part = QWidget()
        self._similar = QVBoxLayout(self._similar_part)
        self._similar.setContentsMargins(0, 0, 0, 0)
        self._similar.setSpacing(6)
        self._similar.addWidget(line())
        self._similar.addWidget(label(self.tr("Similar songs"), "caption"))
        self._similar_part.hide()
        return self._similar_part

    # What the song says.

    def _refresh(self) -> None:
        style = self._style
        found = style.classification if style else None
        self._pages.setCurrentIndex(1 if found else 0)
        if found is None:
            self._shown = None
            self._show_notice()
            return
        if found is not self._shown:
            self._shown = found
            self._show_classification(found)
        self._show_label()

    def _show_notice(self) -> None:
        style = self._style
        state = style.state if style else StyleState.WAITING
        is_failed = state is StyleState.FAILED
        self.progress.setVisible(state is StyleState.LISTENING)
        self.retry_button.setVisible(is_failed)
        if style is None:
            text = self.tr("Genre, mood and what the song is made of stand here.")
        elif is_failed:
            text = self.tr("The style of this song is not known.")
            text += f"\n{style.failure.message}" if style.failure else ""
        elif state is StyleState.LISTENING:
            text = self.tr("Hearing what kind of song it is…")
        else:
            text = self.tr("What kind of song it is, Melody hears once the chart is there.")
        self.notice.setText(text)

    def _show_classification(self, found: "Classification") -> None:
        labels = frozenset(found.attention.labels)
        self.genres.show_labels(found.genres, labels)
        self.moods.show_labels(found.moods, labels)
        self.tags.show_labels(found.tags, labels)
        self.tempo_label.setText(self.tr("{tempo} bpm").format(tempo=round(found.tempo.bpm)))
        sure = self.tr("{n} % sure").format(n=round(100 * found.tempo.probability))
        self.tempo_detail.setText(sure)
        start, end = time_text(found.highlight.start), time_text(found.highlight.end)
        self.highlight_label.setText(f"{start}–{end}")

    def _show_label(self) -> None:
        chosen = self._style.label if self._style else None
        for group in self.groups:
            group.show_chosen(chosen)
        if chosen is None:
            text = self.tr("Click a class to see when and where in the song it is heard.")
        else:
            text = self.tr("The timeline shows what speaks for “{label}”.")
            text = text.format(label=label_title(chosen))
        self.hint.setText(text)

    def _on_progress(self, fraction: float) -> None:
        self.progress.setValue(round(1000 * fraction))

    # What the user does.

    def _on_label_clicked(self, label_name: str) -> None:
        if self._style:
            self._style.toggle_label(label_name)
            # A click that changed nothing must not leave its bar checked.
            self._show_label()

    def _on_retry(self) -> None:
        if self._style:
            self._style.listen_again()

    def _on_loop(self) -> None:
        if self._document and self._shown:
            highlight = self._shown.highlight
            self._document.set_loop(highlight.start, highlight.end)


def _row(*parts: QWidget | tuple[QWidget, int]) -> QHBoxLayout:
    """Widgets side by side, each with a stretch if given."""
    row = QHBoxLayout()
    row.setSpacing(6)
    for part in parts:
        if isinstance(part, tuple):
            row.addWidget(part[0], part[1])
        else:
            row.addWidget(part)
    return row
