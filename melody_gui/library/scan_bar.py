"""How far listening to folders is, and what came of it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from core.library.scan import ScanFailure, ScanResult
from melody_gui.job import Failure
from melody_gui.library.song_library import ScanState
from melody_gui.panels.controls import ElidedLabel, describe, label
from melody_gui.status_line import time_left_text


class ScanBar(QWidget):
    """The foot of the library: progress and Cancel while it listens, else what came of it.

    `failures_requested` carries a tuple of `ScanFailure` that the user wants to see.
    """

    cancel_requested = Signal()
    failures_requested = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._failures: tuple[ScanFailure, ...] = ()
        self.text = ElidedLabel("", "dim")
        self.text.setAccessibleName(self.tr("What the library is doing"))
        self.left = label("", "dim")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(180, 6)
        self.bar.setAccessibleName(self.tr("Progress of listening"))
        self.failures_button = QPushButton()
        self.failures_button.setProperty("role", "compact")
        self.failures_button.clicked.connect(self._on_failures_clicked)
        self.cancel_button = QPushButton(self.tr("Stop"))
        self.cancel_button.setProperty("role", "compact")
        describe(self.cancel_button, self.tr("Stop listening; what was heard is kept"), "Esc")
        self.cancel_button.clicked.connect(self.cancel_requested)
        # Nothing above may move when listening begins or ends.
        for widget in (self.left, self.bar, self.failures_button, self.cancel_button):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(widget is self.cancel_button)
            widget.setSizePolicy(policy)
        self._lay_out()
        self.set_state(None)
        self._offer(())

    def set_state(self, state: ScanState | None) -> None:
        """Show how far listening is; None: it does not listen."""
        is_scanning = state is not None
        for widget in (self.left, self.bar, self.cancel_button):
            widget.setVisible(is_scanning)
        if state is None:
            return
        self._offer(())
        progress = state.progress
        if progress is None:
            self.bar.setRange(0, 0)
            self.text.setText(self.tr("Looking for songs…"))
            self.left.setText("")
            return
        self.bar.setRange(0, max(progress.n_songs, 1))
        self.bar.setValue(progress.n_done)
        if progress.path is not None:
            if progress.is_of_drums:
                text = self.tr("Finding the drums of song {n} of {total}: {name}")
            else:
                text = self.tr("Listening to song {n} of {total}: {name}")
            number = progress.n_done + 1
            self.text.setText(
                text.format(n=number, total=progress.n_songs, name=progress.path.name)
            )
        seconds = state.seconds_left
        self.left.setText("" if seconds is None else time_left_text(seconds))

    def say(self, sentence: str) -> None:
        """Show this until it listens again."""
        self.text.setText(sentence)

    def show_result(self, result: ScanResult | None) -> None:
        """Tell what came of listening; None: it was stopped."""
        if result is None:
            self.say(self.tr("Stopped. What was heard is kept."))
            return
        n_added = len(result.added)
        if n_added == 1:
            self.say(self.tr("One song was added or heard anew."))
        elif n_added:
            self.say(self.tr("{n} songs were added or heard anew.").format(n=n_added))
        else:
            self.say(self.tr("Nothing is new."))
        self._offer(result.failures)

    def show_failure(self, failure: Failure) -> None:
        """Tell why it cannot listen at all."""
        self.say(failure.message)

    def _offer(self, failures: Sequence[ScanFailure]) -> None:
        self._failures = tuple(failures)
        n_failed = len(failures)
        if n_failed == 1:
            self.failures_button.setText(self.tr("One was left out…"))
        else:
            self.failures_button.setText(self.tr("{n} were left out…").format(n=n_failed))
        describe(self.failures_button, self.tr("Show which songs could not be read, and why"))
        self.failures_button.setVisible(bool(failures))

    def _on_failures_clicked(self) -> None:
        self.failures_requested.emit(self._failures)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 12, 4)
        row.setSpacing(12)
        row.addWidget(self.text, 1)
        row.addWidget(self.failures_button)
        row.addWidget(self.left)
        row.addWidget(self.bar)
        row.addWidget(self.cancel_button)
