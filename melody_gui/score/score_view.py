"""The drum part of the open song: pages or one long line, to read, to play along, to correct."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.drawing.engraver import Engraver
from core.drawing.layout import A4, LETTER, ONE_LINE, PageLayout
from melody_gui import theme
from melody_gui.job import Callbacks, Failure, JobRunner, Lane
from melody_gui.panels.controls import ElidedLabel
from melody_gui.score.drawn_score import DrawnScore, drawn_score
from melody_gui.score.score_canvas import ScoreCanvas

if TYPE_CHECKING:
    from melody_gui.document import Document

# Pages drawn within this time take the place of the old ones without a sign.
_DIM_AFTER_MILLISECONDS = 300
PAGE_LAYOUTS = {"A4": A4, "Letter": LETTER}


class ScoreView(QWidget):
    """Shows the score of a document and takes corrections; `seek_requested` carries seconds.

    `pages_drawn` fires when the pages of the current score are on the screen.
    """

    seek_requested = Signal(float)
    pages_drawn = Signal()

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._engraver = Engraver()
        self._document: Document | None = None
        self._page_layout = A4
        self._is_one_line = False
        self.canvas = ScoreCanvas()
        self._dim_timer = QTimer(self)
        self._dim_timer.setSingleShot(True)
        self._dim_timer.setInterval(_DIM_AFTER_MILLISECONDS)
        self._dim_timer.timeout.connect(self._on_waited)
        self._make_tools()
        self._lay_out()
        self.canvas.seek_requested.connect(self.seek_requested)
        self.canvas.zoom_changed.connect(self._on_zoom_changed)
        self._show_state()

    @property
    def drawn(self) -> DrawnScore | None:
        """The pages that are shown."""
        return self.canvas.drawn

    def set_document(self, document: "Document | None") -> None:
        """Show the score of another song, or none."""
        self._runner.cancel(self._key)
        old, self._document = self._document, document
        if old is not None:
            for signal, slot in self._links(old):
                signal.disconnect(slot)
        self._dim_timer.stop()
        self.canvas.document = document
        self.canvas.set_drawn(None)
        if document is not None:
            for signal, slot in self._links(document):
                signal.connect(slot)
        self._show_state()
        self._engrave()

    def set_playhead(self, seconds: float) -> None:
        """Move the cursor to a time of the song."""
        self.canvas.set_playhead(seconds)

    def set_paper(self, choice: str) -> None:
        """Draw on "light" or "dark" paper, or as the "theme" is."""
        self.canvas.set_paper(choice)

    def set_page_size(self, name: str) -> None:
        """Break pages for paper of that name, "A4" or "Letter"."""
        layout = PAGE_LAYOUTS.get(name, A4)
        if layout != self._page_layout:
            self._page_layout = layout
            self._engrave()

    def set_one_line(self, is_one_line: bool) -> None:
        """Show one long line instead of pages."""
        button = self._line_button if is_one_line else self._pages_button
        button.setChecked(True)
        if is_one_line != self._is_one_line:
            self._is_one_line = is_one_line
            self.canvas.fit()
            self._engrave()

    def look_state(self) -> dict[str, Any]:
        """How scores are shown, whichever it is, as JSON can hold it."""
        return {
            "one_line": self._is_one_line,
            "fits": self.canvas.is_fitting,
            "zoom": self.canvas.zoom,
            "follows": self.follow_button.isChecked(),
        }

    def restore_look_state(self, state: Mapping[str, Any]) -> None:
        """Take over a look; what is missing or makes no sense stays as it is."""
        self.set_one_line(bool(state.get("one_line", self._is_one_line)))
        self.follow_button.setChecked(bool(state.get("follows", self.follow_button.isChecked())))
        zoom = state.get("zoom")
        if state.get("fits", self.canvas.is_fitting) or not isinstance(zoom, int | float):
            self.canvas.fit()
        else:
            self.canvas.set_zoom(zoom)
        self._on_zoom_changed(self.canvas.zoom)

    def shut_down(self) -> None:
        """End the process that draws."""
        self._runner.cancel(self._key)
        self._engraver.close()

    @property
    def layout_of_pages(self) -> PageLayout:
        """How the pages are laid out now."""
        return ONE_LINE if self._is_one_line else self._page_layout

    # Putting together.

    def _make_tools(self) -> None:
        self._pages_button = self._tool(self.tr("Pages"), self.tr("Show pages as they are printed"))
        self._line_button = self._tool(
            self.tr("One line"), self.tr("Show all bars in one long line")
        )
        kinds = QButtonGroup(self)
        for button in (self._pages_button, self._line_button):
            button.setCheckable(True)
            kinds.addButton(button)
        self._pages_button.setChecked(True)
        self._line_button.toggled.connect(self.set_one_line)
        tip = self.tr("Click on the staff to add strokes (or hold Alt, or double-click)")
        self.pencil_button = self._tool(self.tr("Add strokes"), tip, "edit")
        self.pencil_button.setCheckable(True)
        self.pencil_button.toggled.connect(self.canvas.gestures.set_pencil)
        tip = self.tr("Scroll with the music while it plays")
        self.follow_button = self._tool(self.tr("Follow"), tip)
        self.follow_button.setCheckable(True)
        self.follow_button.setChecked(True)
        self.follow_button.toggled.connect(self.canvas.follower.set_on)
        tip = self.tr("Smaller (Ctrl+wheel)")
        self.zoom_out_button = self._tool(self.tr("Zoom out"), tip, "zoom-out")
        self.zoom_out_button.clicked.connect(self.canvas.zoom_out)
        tip = self.tr("Larger (Ctrl+wheel)")
        self.zoom_in_button = self._tool(self.tr("Zoom in"), tip, "zoom-in")
        self.zoom_in_button.clicked.connect(self.canvas.zoom_in)
        self.fit_button = self._tool(self.tr("Fit"), self.tr("Fit the page to the view"), "fit")
        self.fit_button.setCheckable(True)
        self.fit_button.setChecked(True)
        self.fit_button.clicked.connect(self.canvas.fit)
        self.status_label = ElidedLabel("", "dim")
        self.status_label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.zoom_label = QLabel()
        self.zoom_label.setProperty("role", "dim")
        self.zoom_label.setMinimumWidth(44)
        self.zoom_label.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _tool(self, name: str, tip: str, icon: str = "") -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip)
        button.setAccessibleName(name)
        button.setAutoRaise(True)
        if icon:
            button.setIconSize(QSize(18, 18))
            theme.keep_icon(button, icon)
        else:
            button.setText(name)
        return button

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setContentsMargins(8, 4, 8, 4)
        tools.setSpacing(4)
        for part in (self._pages_button, self._line_button, _upright(), self.pencil_button):
            tools.addWidget(part)
        tools.addWidget(self.follow_button)
        tools.addWidget(self.status_label, 1)
        for part in (self.zoom_out_button, self.zoom_label, self.zoom_in_button, self.fit_button):
            tools.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(tools)
        layout.addWidget(self.canvas, 1)

    # The document.

    def _links(self, document: "Document") -> list[tuple[SignalInstance, Callable[..., object]]]:
        return [
            (document.state_changed, self._show_state),
            (document.transcription_changed, self._engrave),
            (document.onsets_changed, self.canvas.refresh_notes),
            (document.selection_changed, self._on_selection_changed),
            (document.loop_changed, self.canvas.viewport().update),
        ]

    @property
    def _key(self) -> str:
        return f"pages-{id(self)}"

    def _engrave(self) -> None:
        """Have the pages drawn; the old ones stay until then."""
        transcription = self._document.transcription if self._document else None
        if transcription is None:
            return
        score, onsets = transcription.score, transcription.onsets
        layout, engraver = self.layout_of_pages, self._engraver
        self._dim_timer.start()
        self._runner.start(
            self.tr("Drawing the score"),
            lambda work: drawn_score(score, onsets, layout, engraver, work.on_progress),
            Callbacks(on_result=self._on_drawn, on_failure=self._on_failed),
            lane=Lane.DRAWING,
            key=self._key,
        )
        self._show_state()

    def _on_drawn(self, drawn: DrawnScore) -> None:
        self._dim_timer.stop()
        self.canvas.set_drawn(drawn)
        self._show_state()
        self.pages_drawn.emit()

    def _on_failed(self, failure: Failure) -> None:
        self._dim_timer.stop()
        self.canvas.set_notice(failure.message)
        self.status_label.setText(failure.message)

    def _on_waited(self) -> None:
        self.canvas.set_dimmed(True)
        self.status_label.setText(self.tr("Updating…"))

    def _on_selection_changed(self) -> None:
        self.canvas.refresh_notes()
        if not self.canvas.hasFocus():
            self.canvas.show_selection()

    def _on_zoom_changed(self, zoom: float) -> None:
        self.zoom_label.setText(self.tr("{n} %").format(n=round(100 * zoom)))
        self.fit_button.setChecked(self.canvas.is_fitting)

    def _show_state(self) -> None:
        self.canvas.set_notice(self._notice())
        drawn = self.canvas.drawn
        text = ""
        if drawn and not self._is_one_line:
            n_pages = len(drawn.pages.pages)
            text = self.tr("1 page") if n_pages == 1 else self.tr("{n} pages").format(n=n_pages)
        self.status_label.setText(text)
        for button in (self.zoom_in_button, self.zoom_out_button, self.pencil_button):
            button.setEnabled(drawn is not None)

    def _notice(self) -> str:
        if self._document is None:
            return self.tr("Open a song to see its drum part here")
        # Compared by name: the states live beside the document, which brings torch along.
        if self._document.state.name == "FAILED":
            return self.tr("The song could not be heard, so there is no score")
        if self._document.transcription is None:
            return self.tr("The score appears here once the song has been heard")
        return self.tr("Drawing the score…")


def _upright() -> QFrame:
    line = QFrame()
    line.setProperty("role", "upright")
    return line
