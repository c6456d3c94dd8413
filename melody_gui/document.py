"""One open song: what the network found, what the drummer changed, what both make.

Everything that the drummer may wish is a method here, one step of undo each. Corrections are
values, so a step of undo is the older value; the strokes follow at once, the score a moment
later from a worker.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from core import corrections as editing
from core.analysis import Analysis
from core.analysis_cache import AnalysisCache
from core.corrections import Corrections, StrokeKey, corrected_onsets
from core.engrave import Repeats
from core.equal_bars import equal_bar_edits
from core.features import Spectrogram
from core.grid_edits import DownbeatAt, GridEdit, MetreFrom, SwingAsHeard, SwingFrom, TempoScaled
from core.meter import TimeSignature
from core.onsets import Onset
from core.revise import quick_onsets, revise, still_picked
from core.score import Swing
from core.snapping import bar_index, nearest_bar_line, nearest_tatum, neighbour_tatum
from core.song import Song
from core.tagging.classification import Classification
from core.transcribe import Transcription
from core.waveform import Waveform
from melody_gui.job import Callbacks, Failure, Job, JobRunner, Lane, Work
from melody_gui.loading import (
    Model,
    SongRead,
    SpectrogramMade,
    classification_work,
    read_and_analyse,
)
from melody_gui.settings import Settings
from melody_gui.song_style import SongStyle
from melody_gui.undo import Corrected, CorrectionStep

_log = logging.getLogger(__name__)


class DocumentState(Enum):
    """How far an open song has come."""

    WAITING = "waiting"
    READING = "reading"
    ANALYSING = "analysing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Services:
    """What all documents share."""

    runner: JobRunner
    settings: Settings
    model: Model
    cache: AnalysisCache


class Document(QObject):
    """An open song; views read its properties, follow its signals and call its wishes."""

    state_changed = Signal()
    progress_changed = Signal(float)
    song_loaded = Signal()
    spectrogram_computed = Signal()
    analysis_finished = Signal()
    onsets_changed = Signal()
    transcription_changed = Signal()
    corrections_changed = Signal()
    selection_changed = Signal()
    loop_changed = Signal()
    dirty_changed = Signal()
    failed = Signal(Failure)

    def __init__(self, path: Path, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.project_path: Path | None = None
        # How the views look for this song; they write it, projects keep it.
        self.view_state: dict[str, Any] = {}
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self._on_clean_changed)
        self._services = services
        self._job: Job | None = None
        self._fraction = 0.0
        self._failure: Failure | None = None
        self._was_cancelled = False
        self._state = DocumentState.WAITING
        self._song: Song | None = None
        self._sha256 = ""
        self._waveform: Waveform | None = None
        self._spectrogram: Spectrogram | None = None
        self._analysis: Analysis | None = None
        self._transcription: Transcription | None = None
        self._onsets: tuple[Onset, ...] = ()
        repeats = Repeats(services.settings.preferences.repeats)
        self._corrections = Corrections(repeats=repeats)
        self._selection: frozenset[StrokeKey] = frozenset()
        self._loop: tuple[float, float] | None = None
        # What kind of song it is; heard once the score is there.
        self.style = SongStyle(services.runner, self._classification_work, self)

    # What is known.

    @property
    def state(self) -> DocumentState:
        """How far the song has come."""
        return self._state

    @property
    def fraction(self) -> float:
        """The fraction of the analysis that is done, 0..1."""
        return self._fraction

    @property
    def failure(self) -> Failure | None:
        """Why the song could not be opened, in state FAILED."""
        return self._failure

    @property
    def was_cancelled(self) -> bool:
        """True in state FAILED if it was the user who stopped the opening."""
        return self._was_cancelled

    @property
    def title(self) -> str:
        """Title as corrected, else of the tags, else the file's name."""
        if self._corrections.title:
            return self._corrections.title
        return self._song.title if self._song and self._song.title else self.path.stem

    @property
    def artist(self) -> str:
        """Artist as corrected, else of the tags."""
        if self._corrections.artist is not None:
            return self._corrections.artist
        return self._song.artist if self._song else ""

    @property
    def song(self) -> Song | None:
        """The song, once read."""
        return self._song

    @property
    def duration(self) -> float:
        """Length in seconds; 0 before the song is read."""
        return self._song.duration if self._song else 0.0

    @property
    def sha256(self) -> str:
        """The hash of the song's file, once read."""
        return self._sha256

    @property
    def waveform(self) -> Waveform | None:
        """Peaks of the song for drawing, once read."""
        return self._waveform

    @property
    def spectrogram(self) -> Spectrogram | None:
        """The spectrogram, once computed."""
        return self._spectrogram

    @property
    def analysis(self) -> Analysis | None:
        """All that the network said, once finished."""
        return self._analysis

    @property
    def transcription(self) -> Transcription | None:
        """Strokes, grid and score; the score may lag behind `onsets` for a moment."""
        return self._transcription

    @property
    def onsets(self) -> tuple[Onset, ...]:
        """The strokes as corrected, in order of time."""
        return self._onsets

    @property
    def corrections(self) -> Corrections:
        """What the drummer changed."""
        return self._corrections

    @property
    def selection(self) -> frozenset[StrokeKey]:
        """The selected strokes."""
        return self._selection

    @property
    def loop(self) -> tuple[float, float] | None:
        """The loop's start and end in seconds, None without one."""
        return self._loop

    @property
    def is_dirty(self) -> bool:
        """True while there are corrections that were not saved."""
        return not self.undo_stack.isClean()

    def selected_onsets(self) -> tuple[Onset, ...]:
        """The selected strokes in order of time."""
        return editing.find_strokes(self._onsets, self._selection)

    # Opening.

    def start(self) -> None:
        """Read and analyse the song in a worker; the signals tell what has come."""
        self._failure, self._fraction, self._was_cancelled = None, 0.0, False
        self._set_state(DocumentState.READING)
        services = self._services
        work = read_and_analyse(
            self.path, services.model, services.cache, services.settings.preferences.device
        )
        callbacks = Callbacks(
            on_result=self._on_analysed,
            on_report=self._on_part,
            on_progress=self._on_progress,
            on_failure=self._on_failed,
            on_cancelled=self._on_cancelled,
        )
        title = self.tr("Listening to “{title}”").format(title=self.path.stem)
        self._job = services.runner.start(title, work, callbacks, key=self._key("open"))

    def cancel(self) -> None:
        """Stop the analysis."""
        if self._job:
            self._job.cancel()

    def close(self) -> None:
        """Stop all that is done for this song; the document is of no more use."""
        self.style.close()
        for kind in ("open", "revise"):
            self._services.runner.cancel(self._key(kind))

    def _classification_work(self) -> Callable[[Work], Classification]:
        assert self._song is not None
        return classification_work(self._song, self._services.model)

    def _key(self, kind: str) -> str:
        return f"{kind}-{id(self)}"

    def _on_part(self, part: SongRead | SpectrogramMade) -> None:
        if isinstance(part, SongRead):
            self._song, self._waveform, self._sha256 = part.song, part.waveform, part.sha256
            self._set_state(DocumentState.ANALYSING)
            self.song_loaded.emit()
        else:
            self._spectrogram = part.spectrogram
            self.spectrogram_computed.emit()

    def _on_progress(self, fraction: float) -> None:
        self._fraction = fraction
        self.progress_changed.emit(fraction)

    def _on_analysed(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self.analysis_finished.emit()
        self._revise()

    def _on_failed(self, failure: Failure) -> None:
        _log.warning("Not opened: %s: %s", self.path, failure.message)
        self._failure = failure
        self._set_state(DocumentState.FAILED)
        self.failed.emit(failure)

    def _on_cancelled(self) -> None:
        message = self.tr("Opening “{name}” was cancelled.").format(name=self.path.name)
        self._failure = Failure(message, "", True)
        self._was_cancelled = True
        self._set_state(DocumentState.FAILED)

    def _set_state(self, state: DocumentState) -> None:
        self._state = state
        self.state_changed.emit()

    # Selecting.

    def select(self, keys: Collection[StrokeKey], *, extend: bool = False) -> None:
        """Select these strokes, beside those already selected if `extend`."""
        chosen = frozenset(keys) | (self._selection if extend else frozenset())
        if chosen != self._selection:
            self._selection = chosen
            self.selection_changed.emit()

    def clear_selection(self) -> None:
        """Select nothing."""
        self.select(())

    def select_all(self) -> None:
        """Select every stroke, or every one within the loop."""
        start, end = self._loop or (float("-inf"), float("inf"))
        self.select([(o.time, o.drum) for o in self._onsets if start <= o.time < end])

    def step_selection(self, n_steps: int, from_time: float = 0.0) -> None:
        """Select the stroke `n_steps` after (or before) the first selected one."""
        if not self._onsets:
            return
        keys = [(o.time, o.drum) for o in self._onsets]
        chosen = [index for index, key in enumerate(keys) if key in self._selection]
        if chosen:
            index = chosen[0] + n_steps
        else:
            index = next((i for i, key in enumerate(keys) if key[0] >= from_time), len(keys) - 1)
        self.select([keys[min(max(index, 0), len(keys) - 1)]])

    # Correcting strokes.

    def snapped_time(self, time: float) -> float:
        """The sixteenth or eighth triplet nearest to `time`."""
        return nearest_tatum(self._transcription.grid, time) if self._transcription else time

    def add_stroke(
        self, time: float, drum: str, velocity: int = 90, *, snapped: bool = True
    ) -> None:
        """Add a stroke and select it."""
        time = self.snapped_time(time) if snapped else time
        changed = editing.add_stroke(self._corrections, time, drum, velocity)
        self._push(self.tr("Add a stroke"), changed, {(time, drum)})

    def delete_selected(self) -> None:
        """Delete the selected strokes."""
        if self._selection:
            changed = editing.remove_strokes(self._corrections, self.selected_onsets())
            self._push(self.tr("Delete strokes"), changed, frozenset())

    def move_selected(self, seconds: float, *, snapped: bool = True) -> None:
        """Move the selected strokes; snapped, each goes to the nearest tatum from there."""
        strokes = self.selected_onsets()
        times = [min(max(o.time + seconds, 0.0), self.duration) for o in strokes]
        if snapped:
            times = [self.snapped_time(time) for time in times]
        self._move(strokes, times)

    def _move(self, strokes: Sequence[Onset], times: Sequence[float]) -> None:
        if list(times) != [o.time for o in strokes]:
            changed = editing.move_strokes_to(self._corrections, strokes, times)
            chosen = {(time, o.drum) for time, o in zip(times, strokes, strict=True)}
            self._push(self.tr("Move strokes"), changed, chosen)

    def step_selected(self, n_steps: int) -> None:
        """Move each selected stroke to the next tatum, or to the one before (-1)."""
        if self._transcription is None:
            return
        grid, strokes = self._transcription.grid, self.selected_onsets()
        times = [neighbour_tatum(grid, o.time, n_steps) for o in strokes]
        self._move(strokes, [min(max(time, 0.0), self.duration) for time in times])

    def set_drum_of_selected(self, drum: str) -> None:
        """Give the selected strokes to another drum."""
        strokes = self.selected_onsets()
        if strokes:
            changed = editing.change_drum(self._corrections, strokes, drum)
            chosen = {(o.time, drum) for o in strokes}
            self._push(self.tr("Change the drum"), changed, chosen)

    def set_velocity_of_selected(self, velocity: int) -> None:
        """Strike the selected strokes with `velocity` 1..127."""
        strokes = self.selected_onsets()
        self._push_velocity(editing.change_velocity(self._corrections, strokes, velocity))

    def nudge_velocity(self, delta: int) -> None:
        """Strike each selected stroke harder or softer by `delta`."""
        strokes = self.selected_onsets()
        self._push_velocity(editing.nudge_velocity(self._corrections, strokes, delta))

    def _push_velocity(self, changed: Corrections) -> None:
        merge_key = ("velocity", self._selection)
        self._push(self.tr("Change the velocity"), changed, self._selection, merge_key)

    def apply_selection_to_equal_bars(self) -> int:
        """Make the corrections of the selected strokes' bars in all equal bars; how many."""
        if self._transcription is None:
            return 0
        times = [time for time, _ in self._selection]
        spread = equal_bar_edits(self._transcription, self._corrections, times)
        if spread.n_bars:
            text = self.tr("Apply to all equal bars")
            self._push(text, spread.corrections, self._selection)
        return spread.n_bars

    # Thresholds, grid, names.

    def set_threshold(self, drum: str, threshold: float) -> None:
        """Pick this drum's strokes with another threshold (0..1)."""
        bounded = min(max(threshold, 0.01), 0.99)
        changed = editing.set_threshold(self._corrections, drum, bounded)
        text = self.tr("Change a threshold")
        self._push(text, changed, self._selection, ("threshold", drum))

    def reset_threshold(self, drum: str) -> None:
        """Pick this drum's strokes as the model proposes."""
        changed = editing.set_threshold(self._corrections, drum, None)
        self._push(self.tr("Reset a threshold"), changed, self._selection)

    def set_sensitivity(self, sensitivity: float) -> None:
        """Move all thresholds: above .5 fainter strokes come too (0..1)."""
        bounded = min(max(sensitivity, 0.02), 0.98)
        changed = editing.set_sensitivity(self._corrections, bounded)
        text = self.tr("Change the sensitivity")
        self._push(text, changed, self._selection, ("sensitivity",))

    def set_downbeat(self, time: float) -> None:
        """Count the bars from the beat nearest to `time`: this is the "1"."""
        self._push_grid(self.tr("Set the “1”"), DownbeatAt(time))

    def scale_tempo(self, factor: float) -> None:
        """Double (2) or halve (.5) the number of beats."""
        self._push_grid(self.tr("Change the tempo"), TempoScaled(factor))

    def set_time_signature(self, time_signature: TimeSignature, start: float | None = None) -> None:
        """Bar the song anew from `start` (seconds; None: all of it)."""
        edit = MetreFrom(start, time_signature)
        self._push_grid(self.tr("Change the metre"), edit)

    def set_swing(self, swing: Swing | None, start: float | None = None) -> None:
        """Write the song so from `start` on: a ratio of 50 is straight, None what is heard."""
        edit = SwingAsHeard(start) if swing is None else SwingFrom(start, swing)
        self._push_grid(self.tr("Change the swing"), edit)

    def set_swing_ratio(self, ratio: int, unit: int) -> None:
        """Write the song swung: `ratio` percent of a pair of 8ths or 16ths; 50 is straight."""
        self.set_swing(Swing(ratio, Fraction(1, unit)))

    def reset_grid(self) -> None:
        """Bars and beats as the model found them."""
        changed = editing.reset_grid(self._corrections)
        self._push(self.tr("Reset the beats"), changed, self._selection)

    def _push_grid(self, text: str, edit: GridEdit) -> None:
        changed = editing.add_grid_edit(self._corrections, edit)
        self._push(text, changed, self._selection)

    def set_names(self, title: str, artist: str) -> None:
        """Head the score with another title and artist."""
        if (title, artist) != (self.title, self.artist):
            changed = replace(self._corrections, title=title, artist=artist)
            self._push(self.tr("Change the title"), changed, self._selection, ("names",))

    def set_repeats(self, repeats: Repeats) -> None:
        """Write equal bars as repeat signs or written out."""
        if repeats is not self._corrections.repeats:
            changed = replace(self._corrections, repeats=repeats)
            self._push(self.tr("Change how repeats are written"), changed, self._selection)

    def set_loop(self, start: float, end: float, *, snapped: bool = True) -> None:
        """Loop from `start` to `end` (seconds), snapped to bar lines; an empty loop is none."""
        start, end = sorted((max(start, 0.0), min(end, self.duration)))
        if snapped and self._transcription:
            grid = self._transcription.grid
            start, end = nearest_bar_line(grid, start), nearest_bar_line(grid, end)
        self._set_loop((start, end) if end - start > 0.05 else None)

    def set_loop_of_bars(self, first: float, last: float) -> None:
        """Loop from the bar that holds the time `first` to the one that holds `last`."""
        if self._transcription and self._transcription.grid.bars:
            grid = self._transcription.grid
            start, end = bar_index(grid, first), bar_index(grid, last)
            self._set_loop((grid.bars[start].start, grid.bars[end].end))

    def clear_loop(self) -> None:
        """Play on without a loop."""
        self._set_loop(None)

    def _set_loop(self, loop: tuple[float, float] | None) -> None:
        if loop != self._loop:
            self._loop = loop
            self.loop_changed.emit()

    # How corrections take effect.

    def restore(
        self, corrections: Corrections, view_state: Mapping[str, Any], *, is_saved: bool
    ) -> None:
        """Begin with these corrections and this look of the views, as read from a project."""
        self._corrections = corrections
        self.view_state = dict(view_state)
        self.undo_stack.clear()
        if not is_saved:
            self.undo_stack.resetClean()
        self._refresh()

    def mark_saved(self) -> None:
        """Say that the corrections are on disk now."""
        self.undo_stack.setClean()

    def _push(
        self,
        text: str,
        corrections: Corrections,
        selection: Collection[StrokeKey],
        merge_key: tuple[Any, ...] | None = None,
    ) -> None:
        if self._analysis is None or corrections == self._corrections:
            return
        after = Corrected(corrections, frozenset(selection))
        before = Corrected(self._corrections, self._selection)
        self.undo_stack.push(CorrectionStep(text, (before, after), self._take, merge_key))

    def _take(self, step: Corrected) -> None:
        self._corrections = step.corrections
        self._selection = step.selection
        self._refresh()
        self.selection_changed.emit()

    def _refresh(self) -> None:
        self.corrections_changed.emit()
        if self._analysis:
            self._revise()

    def _revise(self) -> None:
        """The strokes at once (other thresholds: from a worker), the score from a worker."""
        assert self._analysis is not None
        analysis, corrections = self._analysis, self._corrections
        previous = self._transcription
        picked = still_picked(previous, corrections)
        if picked is not None:
            self._on_picked(corrected_onsets(picked, corrections))

        def work_it(work: Work) -> Transcription:
            if picked is None:
                work.report(quick_onsets(analysis, corrections))
            return revise(analysis, corrections, previous, work.on_progress)

        self._services.runner.start(
            self.tr("Writing the score"),
            work_it,
            Callbacks(self._on_revised, self._on_picked, on_failure=self._on_revising_failed),
            lane=Lane.QUICK,
            key=self._key("revise"),
            may_be_cancelled=False,
        )

    def _on_picked(self, onsets: tuple[Onset, ...]) -> None:
        self._onsets = onsets
        self.onsets_changed.emit()

    def _on_revised(self, transcription: Transcription) -> None:
        self._transcription = transcription
        self._onsets = transcription.onsets
        if self._state is not DocumentState.READY:
            _log.info("Ready: %s, %d strokes", self.path.name, len(self._onsets))
            self._set_state(DocumentState.READY)
            self.style.listen(self.title)
        self.transcription_changed.emit()

    def _on_revising_failed(self, failure: Failure) -> None:
        if self._transcription is None:
            self._on_failed(failure)
        else:
            self._services.runner.failed.emit(failure)

    def _on_clean_changed(self, _is_clean: bool) -> None:
        self.dirty_changed.emit()
