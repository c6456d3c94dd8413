"""What kind of song a document holds: heard by a worker once its chart is there."""

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from melody_gui.job import Callbacks, Failure, JobRunner, Work

if TYPE_CHECKING:
    from core.tagging.classification import Classification

# The key that plays the most typical part.
HIGHLIGHT_KEY = "H"


class StyleState(Enum):
    """How far hearing what kind of song it is has come."""

    WAITING = "waiting"
    LISTENING = "listening"
    READY = "ready"
    FAILED = "failed"


class SongStyle(QObject):
    """A song's classification, and for which of its labels attention is shown.

    `changed` fires when the state is another one, `label_changed` when another label is chosen.
    A failure is only noted here: a song without its style is still a song with its chart.
    """

    changed = Signal()
    progress_changed = Signal(float)
    label_changed = Signal()

    def __init__(
        self,
        runner: JobRunner,
        make_work: "Callable[[], Callable[[Work], Classification]]",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._make_work = make_work
        self._key = f"style-{id(self)}"
        self._title = ""
        self._state = StyleState.WAITING
        self._classification: Classification | None = None
        self._failure: Failure | None = None
        self._label: str | None = None

    @property
    def state(self) -> StyleState:
        """How far it has come."""
        return self._state

    @property
    def classification(self) -> "Classification | None":
        """What kind of song it is, once heard."""
        return self._classification

    @property
    def failure(self) -> Failure | None:
        """Why it is not known, in state FAILED; None if the user stopped it."""
        return self._failure

    @property
    def label(self) -> str | None:
        """The label for which attention is shown; None for all of them together."""
        return self._label

    def listen(self, title: str) -> None:
        """Hear what kind of song it is, after all that waits already; `title` names the song."""
        self._title = title
        self._start()

    def listen_again(self) -> None:
        """Try once more after a failure."""
        if self._state is StyleState.FAILED:
            self._start()

    def wait_for_others(self) -> None:
        """Let those go first that were opened meanwhile: begin again behind them."""
        if self._state is StyleState.LISTENING:
            self._start()

    def toggle_label(self, label: str) -> None:
        """Show attention for this label, or for all again if it is this one already."""
        found = self._classification
        if found is not None and label in found.attention.labels:
            self._choose(None if label == self._label else label)

    def clear_label(self) -> None:
        """Show attention for all labels."""
        self._choose(None)

    def close(self) -> None:
        """Stop listening; what is under way reaches nobody."""
        self._runner.cancel(self._key)

    def take(self, classification: "Classification") -> None:
        """Know what kind of song it is."""
        self._classification = classification
        if self._label not in classification.attention.labels:
            self._choose(None)
        self._set_state(StyleState.READY)

    def _start(self) -> None:
        self._failure = None
        # In the lane of all songs that are opened, one after another: no chart is slowed down.
        self._runner.start(
            self.tr("Hearing the style of “{title}”").format(title=self._title),
            self._make_work(),
            Callbacks(
                on_result=self.take,
                on_progress=self.progress_changed.emit,
                on_failure=self._on_failed,
                on_cancelled=lambda: self._on_failed(None),
            ),
            key=self._key,
        )
        self._set_state(StyleState.LISTENING)

    def _on_failed(self, failure: Failure | None) -> None:
        self._failure = failure
        self._set_state(StyleState.FAILED)

    def _choose(self, label: str | None) -> None:
        if label != self._label:
            self._label = label
            self.label_changed.emit()

    def _set_state(self, state: StyleState) -> None:
        self._state = state
        self.changed.emit()
