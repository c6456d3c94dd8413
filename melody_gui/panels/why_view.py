"""Why a stroke was found: what was heard, how sure it is, and what else it may have been."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from melody_gui.drum_titles import drum_title
from melody_gui.panels.controls import (
    IconLabel,
    Slider,
    describe,
    icon_button,
    label,
    line,
    with_icon,
)
from melody_gui.panels.rival_bar import RivalBar
from melody_gui.panels.times import place_text
from melody_gui.panels.why_plots import ActivationCurve, SpectrogramSlice

if TYPE_CHECKING:
    from core.corrections import StrokeKey
    from core.onsets import Onset
    from core.why import Explanation
    from melody_gui.document import Document

_N_RIVALS = 5

# What is heavy is imported when a song is there; by then it is loaded.
# ruff: noqa: PLC0415


class WhyView(QWidget):
    """Explains the selected stroke, and leads through the doubtful ones.

    `hear_song_requested` carries a time in seconds, `hear_drum_requested` drum and velocity.
    """

    hear_song_requested = Signal(float)
    hear_drum_requested = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._onset: Onset | None = None
        self._rival_bars: list[RivalBar] = []
        self._make_heading()
        self._make_navigation()
        self._make_velocity()
        self._make_decisions()
        self._slice, self._curve = SpectrogramSlice(), ActivationCurve()
        self.curve_caption, self.rivals_caption = label("", "dim"), label("", "dim")
        for caption in (self.curve_caption, self.rivals_caption):
            caption.setWordWrap(True)
        self._rivals = QVBoxLayout()
        self._rivals.setSpacing(0)
        self._lay_out()
        self.set_document(None)

    def set_document(self, document: "Document | None") -> None:
        """Explain strokes of this song."""
        old, self._document = self._document, document
        if old is not None:
            for signal, slot in self._followed(old):
                signal.disconnect(slot)
        if document is not None:
            for signal, slot in self._followed(document):
                signal.connect(slot)
        self._refresh()

    @property
    def onset(self) -> "Onset | None":
        """The stroke that is explained."""
        return self._onset

    @property
    def rival_bars(self) -> tuple[RivalBar, ...]:
        """The drums that it may be, the likeliest first."""
        return tuple(self._rival_bars)

    def show_next_doubtful(self) -> None:
        """Select the stroke that is most likely wrong; the one shown now counts as seen to."""
        document = self._document
        if document is None:
            return
        from core.why import most_doubtful

        if self._onset is not None:
            self._remember_as_seen(self._onset)
        found = most_doubtful(document.onsets, self._seen())
        if found is not None:
            document.select([(found.time, found.drum)])
        self._refresh()

    def _followed(self, document: "Document") -> list[tuple[SignalInstance, Callable[[], None]]]:
        return [
            (document.selection_changed, self._refresh),
            (document.onsets_changed, self._refresh),
            (document.transcription_changed, self._refresh),
        ]

    # What was seen to is kept with the song: its project file remembers it.

    def _seen(self) -> "set[StrokeKey]":
        kept = self._document.view_state.get("seen", []) if self._document else []
        return {(float(time), str(drum)) for time, drum in kept}

    def _remember_as_seen(self, onset: "Onset") -> None:
        assert self._document is not None
        seen = self._seen() | {(onset.time, onset.drum)}
        self._document.view_state["seen"] = [list(key) for key in sorted(seen)]

    # Making the parts.

    def _make_heading(self) -> None:
        self.drum_label = label("", "heading")
        self.place_label = label("", "dim")
        self.sure_label = label("", "heading")
        self.sure_detail = label("", "dim")
        self.sure_detail.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.sure_label.setAlignment(Qt.AlignmentFlag.AlignRight)
        tip = self.tr("How likely this stroke is to be right")
        self.sure_label.setToolTip(tip)
        self.sure_detail.setToolTip(tip)
        self.remark = label("", "dim")
        self.remark.setWordWrap(True)

    def _make_navigation(self) -> None:
        self.previous_button = icon_button("chevron-left", "")
        self.next_button = icon_button("chevron-right", "")
        describe(self.previous_button, self.tr("Previous stroke"), ",")
        describe(self.next_button, self.tr("Next stroke"), ".")
        self.previous_button.clicked.connect(partial(self._step, -1))
        self.next_button.clicked.connect(partial(self._step, 1))
        self.doubtful_button = QPushButton()
        with_icon(self.doubtful_button, "doubtful")
        describe(self.doubtful_button, self.tr("Go to the stroke that is most likely wrong"), "N")
        self.doubtful_button.clicked.connect(self.show_next_doubtful)
        self.begin_button = QPushButton(self.tr("Review doubtful strokes"))
        with_icon(self.begin_button, "doubtful")
        describe(self.begin_button, self.tr("Go to the stroke that is most likely wrong"), "N")
        self.begin_button.clicked.connect(self.show_next_doubtful)

    def _make_velocity(self) -> None:
        self.velocity = Slider(1, 127, 90)
        describe(self.velocity, self.tr("How hard the stroke is played"), "Alt+Up")
        self.velocity.moved.connect(self._on_velocity_moved)
        self.velocity.was_reset.connect(lambda: self._on_velocity_moved(self.velocity.value()))
        self.velocity_label = label("")
        self.velocity_label.setMinimumWidth(self.fontMetrics().horizontalAdvance("127"))
        self.hear_song_button = QPushButton(self.tr("Song"))
        with_icon(self.hear_song_button, "song")
        describe(self.hear_song_button, self.tr("Hear the song at this place"))
        self.hear_song_button.clicked.connect(self._on_hear_song)
        self.hear_drum_button = QPushButton(self.tr("Drum"))
        with_icon(self.hear_drum_button, "drums")
        describe(self.hear_drum_button, self.tr("Hear this drum at the written velocity"))
        self.hear_drum_button.clicked.connect(self._on_hear_drum)

    def _make_decisions(self) -> None:
        self.right_button = QPushButton(self.tr("Right, next"))
        with_icon(self.right_button, "check")
        describe(self.right_button, self.tr("This stroke is right: go to the next doubtful one"))
        self.right_button.clicked.connect(self.show_next_doubtful)
        self.wrong_button = QPushButton(self.tr("Delete, next"))
        with_icon(self.wrong_button, "delete")
        describe(self.wrong_button, self.tr("Delete this stroke and go to the next doubtful one"))
        self.wrong_button.clicked.connect(self._on_wrong_clicked)
        for button in (
            self.right_button, self.wrong_button, self.hear_song_button, self.hear_drum_button,
            self.doubtful_button, self.begin_button,
        ):  # fmt: skip
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setProperty("role", "compact")

    def _lay_out(self) -> None:
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty_page())
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(14, 12, 14, 16)
        column.setSpacing(8)
        column.addLayout(self._heading_row())
        column.addWidget(self.remark)
        column.addLayout(_row(self.previous_button, self.next_button, (self.doubtful_button, 1)))
        column.addWidget(line())
        column.addWidget(label(self.tr("What was heard"), "caption"))
        column.addWidget(self._slice)
        column.addWidget(label(self.tr("How sure the network was"), "caption"))
        column.addWidget(self._curve)
        column.addWidget(self.curve_caption)
        column.addWidget(label(self.tr("Which drum it could be"), "caption"))
        column.addLayout(self._rivals)
        column.addWidget(self.rivals_caption)
        column.addWidget(line())
        velocity = label(self.tr("Velocity"), "caption")
        column.addLayout(_row(velocity, (self.velocity, 1), self.velocity_label))
        hear = label(self.tr("Hear"), "caption")
        column.addLayout(_row(hear, (self.hear_song_button, 1), (self.hear_drum_button, 1)))
        column.addWidget(line())
        column.addLayout(_row((self.right_button, 1), (self.wrong_button, 1)))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self._body)
        self._pages.addWidget(area)
        self.setMinimumWidth(264)

    def _empty_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(1)
        column.addWidget(IconLabel("why", "dim_text", 32), 0, centre)
        hint = label(self.tr("Select a stroke to see why it was found."), "dim")
        hint.setWordWrap(True)
        hint.setAlignment(centre)
        column.addWidget(hint)
        column.addWidget(self.begin_button, 0, centre)
        column.addStretch(2)
        return page

    def _heading_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for upper, lower, stretch in (
            (self.drum_label, self.place_label, 1), (self.sure_label, self.sure_detail, 0),
        ):  # fmt: skip
            column = QVBoxLayout()
            column.setSpacing(1)
            column.addWidget(upper)
            column.addWidget(lower)
            row.addLayout(column, stretch)
        return row

    # Showing the stroke.

    def _refresh(self) -> None:
        document = self._document
        chosen = document.selected_onsets() if document else ()
        self._onset = chosen[0] if chosen else None
        self._show_doubtful()
        if document is None or document.analysis is None or self._onset is None:
            self._onset = None
            self._pages.setCurrentIndex(0)
            return
        from core.revise import corrected_peak_picking
        from core.why import explain

        picking = corrected_peak_picking(document.analysis.peak_picking, document.corrections)
        found = explain(document.analysis, self._onset, picking)
        self._pages.setCurrentIndex(1)
        self._show_heading(self._onset)
        self.remark.setText(self._remark(found, len(chosen)))
        self.remark.setVisible(bool(self.remark.text()))
        self._slice.set_explanation(found)
        self._curve.set_explanation(found)
        self.curve_caption.setText(_about_curve(found))
        self._show_rivals(document, found)
        self.velocity.default = self._onset.velocity
        self.velocity.show_value(self._onset.velocity)
        self.velocity_label.setText(str(self._onset.velocity))

    def _show_heading(self, onset: "Onset") -> None:
        assert self._document is not None
        transcription = self._document.transcription
        place = place_text(transcription.grid if transcription else None, onset.time)
        minutes, seconds = divmod(onset.time, 60)
        time = f"{int(minutes)}:{seconds:06.3f}"
        self.drum_label.setText(drum_title(onset.drum))
        self.place_label.setText(f"{time} · {place}" if place else time)
        is_made = onset.confidence >= 1.0
        percent = self.tr("{percent} %").format(percent=round(100 * onset.confidence))
        self.sure_label.setText(self.tr("Yours") if is_made else percent)
        self.sure_detail.setText("" if is_made else self.tr("confidence"))

    def _remark(self, found: "Explanation", n_selected: int) -> str:
        parts = []
        if n_selected > 1:
            text = self.tr("The first of {n} selected strokes; changes apply to all of them.")
            parts.append(text.format(n=n_selected))
        if not found.is_found_by_network:
            parts.append(self.tr("The network did not hear this stroke."))
        return " ".join(parts)

    def _show_rivals(self, document: "Document", found: "Explanation") -> None:
        from core.why import drums_beside, is_added, open_rivals

        for bar in self._rival_bars:
            bar.hide()
            bar.deleteLater()
        has_rivals = not is_added(found.onset, document.corrections)
        left = open_rivals(found, document.onsets) if has_rivals else ()
        shown = list(left[:_N_RIVALS])
        shown += [r for r in left[_N_RIVALS:] if r.drum == found.onset.drum]
        self._rival_bars = [
            RivalBar(r.drum, r.activation, is_chosen=r.drum == found.onset.drum) for r in shown
        ]
        for bar in self._rival_bars:
            bar.clicked.connect(partial(self._on_rival_clicked, bar.drum))
            self._rivals.addWidget(bar)
        beside = ", ".join(drum_title(drum) for drum in drums_beside(found.onset, document.onsets))
        also = self.tr("Also struck: {drums}").format(drums=beside) if beside else ""
        texts = ("" if has_rivals else self.tr("Added by you."), also)
        self.rivals_caption.setText("\n".join(text for text in texts if text))
        self.rivals_caption.setVisible(bool(self.rivals_caption.text()))

    def _show_doubtful(self) -> None:
        n_left = 0
        if self._document and self._document.analysis:
            from core.why import doubtful

            n_left = len(doubtful(self._document.onsets, self._seen()))
        text = self.tr("Next doubtful ({n})").format(n=n_left)
        self.doubtful_button.setText(text if n_left else self.tr("None doubtful"))
        self.doubtful_button.setEnabled(n_left > 0)
        self.begin_button.setVisible(n_left > 0)

    # What the user does.

    def _step(self, n_steps: int) -> None:
        if self._document:
            self._document.step_selection(n_steps)

    def _on_rival_clicked(self, drum: str) -> None:
        if self._document and self._onset and drum != self._onset.drum:
            self._document.set_drum_of_selected(drum)

    def _on_velocity_moved(self, velocity: int) -> None:
        self.velocity_label.setText(str(velocity))
        if self._document:
            self._document.set_velocity_of_selected(velocity)

    def _on_hear_song(self) -> None:
        if self._onset:
            self.hear_song_requested.emit(self._onset.time)

    def _on_hear_drum(self) -> None:
        if self._onset:
            self.hear_drum_requested.emit(self._onset.drum, self._onset.velocity)

    def _on_wrong_clicked(self) -> None:
        if self._document and self._onset:
            self._document.delete_selected()
            self.show_next_doubtful()


def _about_curve(found: "Explanation") -> str:
    """What the lines of the curve are."""
    translate = QCoreApplication.translate
    if len(found.family) == 1:
        text = translate("WhyView", "Solid: {drum}. Dashed: the threshold.")
        return text.format(drum=drum_title(found.onset.drum))
    text = translate(
        "WhyView",
        "Solid: {family} together, which is what must exceed the threshold (dashed). "
        "Dotted: {drum} alone.",
    )
    names = ", ".join(drum_title(drum) for drum in found.family)
    return text.format(family=names, drum=drum_title(found.onset.drum))


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
