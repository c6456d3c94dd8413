"""The status bar: what is being done, how far it is, how long it will take, and Cancel."""

from time import monotonic

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from melody_gui.job import Job, JobRunner

# Before so much is done, the time left would be a guess.
_LEAST_FRACTION, _LEAST_SECONDS = 0.05, 1.0
_INTERVAL = 60  # milliseconds


class StatusLine(QWidget):
    """Shows the oldest job that runs; `say` shows a sentence while none does."""

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._job: Job | None = None
        self._begun = 0.0
        self._sentence = ""
        self._label = QLabel()
        self._label.setAccessibleName(self.tr("What Melody is doing"))
        self._left = QLabel()
        self._left.setProperty("role", "dim")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(180, 6)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setToolTip(self.tr("Stop this work (Esc)"))
        self._cancel.setAccessibleName(self.tr("Cancel the work"))
        self._cancel.clicked.connect(self._on_cancel_clicked)
        self._cancel.setProperty("role", "compact")
        # The bar is as high without a job as with one: nothing above it may move.
        for widget in (self._left, self._bar, self._cancel):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 1, 8, 1)
        layout.setSpacing(12)
        layout.addWidget(self._label, 1)
        for widget in (self._left, self._bar, self._cancel):
            layout.addWidget(widget)
        # Progress comes often, and a progress bar paints the window at once: look now and then.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self._refresh)
        runner.jobs_changed.connect(self._on_jobs_changed)
        self._refresh()

    def say(self, sentence: str) -> None:
        """Show this while no job runs."""
        self._sentence = sentence
        self._refresh()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._label.text()

    def cancel(self) -> None:
        """Stop the job that is shown."""
        self._refresh()
        if self._job:
            self._job.cancel()
            self._runner.jobs_changed.emit()

    def _on_jobs_changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _on_cancel_clicked(self) -> None:
        self.cancel()

    def _refresh(self) -> None:
        jobs = [job for job in self._runner.jobs if job.title]
        job = jobs[0] if jobs else None
        if job is not self._job:
            self._job, self._begun = job, monotonic()
        for widget in (self._left, self._bar, self._cancel):
            widget.setVisible(job is not None)
        if job is None:
            self._label.setText(self._sentence)
            return
        more = len(jobs) - 1
        waiting = self.tr("({n} more)").format(n=more) if more else ""
        self._label.setText(f"{job.title} {waiting}".rstrip())
        self._bar.setValue(round(1000 * job.fraction))
        self._left.setText(self._time_left(job.fraction))

    def _time_left(self, fraction: float) -> str:
        spent = monotonic() - self._begun
        if fraction < _LEAST_FRACTION or spent < _LEAST_SECONDS:
            return ""
        return time_left_text(spent * (1 - fraction) / fraction)


def time_left_text(seconds: float) -> str:
    """How long it will still take, in words."""
    if seconds < 60:
        text = QCoreApplication.translate("StatusLine", "about {n} s left")
        return text.format(n=max(round(seconds), 1))
    text = QCoreApplication.translate("StatusLine", "about {n} min left")
    return text.format(n=round(seconds / 60))
