"""The open song on the screen: timeline, score, panels and player, joined by the session."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.analysis_cache import AnalysisCache
from core.engrave import Repeats
from core.errors import ScoreError
from core.musescore import find_musescore
from core.onsets import Onset
from core.output import write_atomically
from core.playback.click import Subdivision
from core.playback.drum_sounds import load_drum_sounds, render_drums
from core.playback.stereo import load_stereo
from core.writers import WRITERS
from melody_gui.document import Document, DocumentState, Services
from melody_gui.job import Callbacks, JobRunner, Lane, Work
from melody_gui.live.live_view import LiveView
from melody_gui.loading import Model
from melody_gui.microphone import Microphone
from melody_gui.panels.failure_view import FailureView
from melody_gui.panels.song_list import SongList
from melody_gui.panels.song_panel import SongPanel
from melody_gui.panels.transport_bar import TransportBar
from melody_gui.panels.why_view import WhyView
from melody_gui.player import Player
from melody_gui.score.score_view import ScoreView
from melody_gui.session import Session
from melody_gui.settings import Settings, cache_folder, data_folder
from melody_gui.style_panel.style_panel import StylePanel
from melody_gui.timeline.timeline_view import TimelineView

_SLOWEST, _FASTEST = 0.25, 1.5
# Pixels of a screen on which all views have room beside each other.
_WIDE = 1500
_NARROWEST_LEFT = 260


class Workspace(QWidget):
    """All views of the current song.

    `changed` fires whenever the menus may have to change; `said` carries sentences for the
    status bar; `close_requested` a document that the user wants closed.
    """

    changed = Signal()
    said = Signal(str)
    close_requested = Signal(object)

    def __init__(self, runner: JobRunner, settings: Settings) -> None:
        super().__init__()
        self._runner = runner
        self._settings = settings
        self._shown: Document | None = None
        cache = AnalysisCache(cache_folder(), settings.preferences.cache_megabytes * 1_000_000)
        services = Services(runner, settings, Model(), cache)
        self.session = Session(services, data_folder("autosave"), self)
        self.player = Player(runner, self, output_device=settings.preferences.output_device)
        self.microphone = Microphone(self)
        self._make_views(services)
        self._lay_out()
        self._connect()
        self._restore_look()

    # What the menus wish for.

    def toggle_play(self) -> None:
        """Play or pause."""
        self.player.toggle()

    def seek(self, seconds: float) -> None:
        """Move the playhead."""
        self.player.seek(min(max(seconds, 0.0), max(self.player.duration, 0.0)))

    def play_highlight(self) -> None:
        """Jump to the most typical part of the song and play it."""
        document = self._shown
        found = document.style.classification if document else None
        if document is None or found is None:
            return
        start = found.highlight.start
        if document.loop and not document.loop[0] <= start < document.loop[1]:
            document.clear_loop()  # it would not let the playhead out
        self.seek(start)
        if not self.player.is_playing:
            self.toggle_play()

    def step_speed(self, step: float | None) -> None:
        """Faster or slower by `step`; None: as recorded."""
        speed = 1.0 if step is None else self.player.wished_speed + step
        self._set_speed(round(min(max(speed, _SLOWEST), _FASTEST), 2))

    def toggle_loop(self) -> None:
        """Loop the selected strokes' bars or the bar at the playhead; or no longer."""
        document = self._shown
        if document is None:
            return
        if document.loop:
            document.clear_loop()
            return
        times = [o.time for o in document.selected_onsets()] or [self.player.position]
        document.set_loop_of_bars(min(times), max(times))

    def toggle_metronome(self) -> None:
        """Click on the beats, or no longer."""
        self._set_clicks(not self.player.mix.is_click_on)

    def toggle_count_in(self) -> None:
        """Count in before playing, or no longer."""
        self.transport_bar.count_in_toggled.emit(not self._settings_flag("count-in"))

    def set_downbeat(self) -> None:
        """The "1" is at the first selected stroke, or at the playhead."""
        document = self._shown
        if document:
            chosen = document.selected_onsets()
            document.set_downbeat(chosen[0].time if chosen else self.player.position)

    def step_stroke(self, n_steps: int) -> None:
        """Select the next or previous stroke and go there."""
        if self._shown:
            self._shown.step_selection(n_steps, self.player.position)
            self._go_to_selection()

    def next_doubtful(self) -> None:
        """Select the stroke that is most likely wrong, of those not yet seen to."""
        if self._shown:
            if not self.shows_part("why"):
                self.toggle_part("why")
                self.changed.emit()
            self.why_view.show_next_doubtful()
            self._go_to_selection()

    def apply_to_equal_bars(self) -> None:
        """Make the correction of these bars in all bars that were equal to them."""
        if self._shown:
            n_bars = self._shown.apply_selection_to_equal_bars()
            if n_bars:
                self.said.emit(self.tr("{n} more bar(s) corrected.").format(n=n_bars))
            else:
                self.said.emit(self.tr("No other bar was equal to this one."))

    def zoom(self, factor: float | None) -> None:
        """Zoom the timeline about the playhead; None shows the whole song."""
        if factor is None:
            self.timeline.fit_all()
        else:
            self.timeline.zoom(factor)

    def toggle_part(self, name: str) -> None:
        """Show or hide a view."""
        self._parts[name].setVisible(self._parts[name].isHidden())
        self._show_right()

    def shows_part(self, name: str) -> bool:
        """Whether that view is shown."""
        return not self._parts[name].isHidden()

    def _show_right(self) -> None:
        """Give the right column's room to the middle while nothing is in it."""
        is_used = self.shows_part("style") or self.shows_part("why")
        self._splitters["right"].setVisible(is_used)

    @property
    def is_score_beside(self) -> bool:
        """Whether the score stands beside the timeline instead of below."""
        return self._splitters["middle"].orientation() is Qt.Orientation.Horizontal

    def set_score_beside(self, is_beside: bool) -> None:
        """Put the score beside the timeline, or below."""
        orientation = Qt.Orientation.Horizontal if is_beside else Qt.Orientation.Vertical
        self._splitters["middle"].setOrientation(orientation)

    def open_in_musescore(self) -> None:
        """Write the score to a temporary file and open it in MuseScore."""
        document = self._shown
        if document is None or document.transcription is None:
            return
        transcription, title = document.transcription, document.title

        def open_it(work: Work) -> None:
            program = find_musescore()
            if program is None:
                raise ScoreError(
                    "MuseScore was not found on this machine. Install it from musescore.org, or "
                    "export the score and open it elsewhere."
                )
            folder = Path(tempfile.mkdtemp(prefix="melody-"))
            name = "".join(c if c.isalnum() or c in " -_" else "_" for c in title).strip()
            path = folder / f"{name or 'score'}.mscz"
            write_atomically(path, WRITERS["mscz"].function(transcription))
            subprocess.Popen([program, path], start_new_session=True)

        self._runner.start(
            self.tr("Opening MuseScore"), open_it, Callbacks(), lane=Lane.QUICK, key="musescore"
        )

    def shut_down(self) -> None:
        """Let the devices go and remember the look."""
        self.keep_view_state()
        for name, splitter in self._splitters.items():
            self._settings.set_value(f"splitter-{name}", splitter.saveState())
        looks = {"timeline": self.timeline.look_state(), "score": self.score_view.look_state()}
        self._settings.set_value("views", json.dumps(looks))
        hidden = [name for name in self._parts if not self.shows_part(name)]
        self._settings.set_value("hidden", ",".join(hidden))
        self._settings.set_value("volume", self.player.mix.volume)
        self._settings.set_value("balance", self.player.mix.balance)
        self._settings.set_value("click-level", self.player.mix.click_level)
        self.session.shut_down()
        self.live_view.shut_down()
        self.microphone.stop()
        self.player.shut_down()
        self.score_view.shut_down()

    # Putting together.

    def _make_views(self, services: Services) -> None:
        runner = services.runner
        self.song_list = SongList()
        self.song_panel = SongPanel()
        self.timeline = TimelineView(runner)
        self.score_view = ScoreView(runner)
        self.style_panel = StylePanel()
        self.why_view = WhyView()
        self.transport_bar = TransportBar()
        self.failure_view = FailureView()
        takes = data_folder("takes")
        self.live_view = LiveView(runner, self.microphone, services.model.live_checkpoint, takes)
        self._views = (
            self.song_panel, self.timeline, self.score_view, self.style_panel, self.why_view,
            self.transport_bar, self.failure_view,
        )  # fmt: skip

    def _lay_out(self) -> None:
        left = _splitter(Qt.Orientation.Vertical, self.song_list, self.song_panel)
        middle = _splitter(Qt.Orientation.Vertical, self.timeline, self.score_view)
        self._centre = QStackedWidget()
        self._centre.addWidget(middle)
        self._centre.addWidget(self.failure_view)
        right = _splitter(Qt.Orientation.Vertical, self.style_panel, self.why_view)
        across = _splitter(Qt.Orientation.Horizontal, left, self._centre, right)
        left.setMinimumWidth(_NARROWEST_LEFT)
        left.setSizes([160, 500])
        middle.setSizes([420, 380])
        across.setSizes([260, 900, 280])
        across.setStretchFactor(1, 1)
        right.setSizes([480, 340])
        self._splitters = {"left": left, "middle": middle, "right": right, "across": across}
        self._parts = {
            "songs": self.song_list, "panel": self.song_panel, "timeline": self.timeline,
            "score": self.score_view, "style": self.style_panel, "why": self.why_view,
        }  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(across, 1)
        layout.addWidget(self.transport_bar)

    def _connect(self) -> None:
        session, player, bar = self.session, self.player, self.transport_bar
        session.current_changed.connect(self._on_current_changed)
        session.document_added.connect(self.song_list.add_document)
        session.document_removed.connect(self.song_list.remove_document)
        self.song_list.chosen.connect(session.show)
        self.song_list.close_requested.connect(self.close_requested)
        self.song_list.files_dropped.connect(session.open)
        self.song_list.retry_requested.connect(session.retry)
        self.failure_view.retry_requested.connect(session.retry)
        self.failure_view.close_requested.connect(self.close_requested)
        player.position_changed.connect(self._on_position_changed)
        player.playing_changed.connect(bar.set_playing)
        player.playing_changed.connect(self.timeline.set_playing)
        player.waiting_changed.connect(bar.set_waiting)
        player.counted.connect(bar.set_count)
        player.speed_pending_changed.connect(bar.set_speed_pending)
        player.wished_speed_changed.connect(bar.set_speed)
        player.sound_lost.connect(self.said)
        player.speed_failed.connect(self.said)
        for view in (self.timeline, self.score_view):
            view.seek_requested.connect(self.seek)
        bar.play_toggled.connect(player.toggle)
        bar.to_start_requested.connect(lambda: self.seek(0.0))
        bar.loop_toggled.connect(lambda _on: self.toggle_loop())
        bar.speed_changed.connect(self._set_speed)
        bar.balance_changed.connect(player.set_balance)
        bar.volume_changed.connect(player.set_volume)
        bar.describe_shortcuts(
            {"play": "Space", "to_start": "Home", "loop": "L", "clicks": "M", "count_in": "C"}
        )
        bar.clicks_toggled.connect(self._set_clicks)
        bar.click_level_changed.connect(player.set_click_level)
        bar.eighths_toggled.connect(self._set_eighths)
        bar.count_in_toggled.connect(self._set_count_in)
        self.why_view.hear_song_requested.connect(self._hear_song)
        self.why_view.hear_drum_requested.connect(self._hear_drum)
        self.song_panel.review_requested.connect(self.next_doubtful)
        self.style_panel.highlight_requested.connect(self.play_highlight)
        self.style_panel.heatmap_toggled.connect(self.timeline.set_heatmap_shown)
        self.timeline.look_changed.connect(
            lambda look: self.style_panel.set_heatmap_shown(look.shows_heatmap)
        )
        self.live_view.input_device_chosen.connect(
            lambda key: self._settings.change(input_device=key)
        )
        self._settings.preferences_changed.connect(self._on_preferences_changed)

    # The current song.

    def _on_current_changed(self) -> None:
        self.keep_view_state()
        if self._shown is not None:
            self._shown.disconnect(self)
            self._shown.style.disconnect(self)
        self.player.pause()
        self._runner.cancel("stereo")
        document = self._shown = self.session.current
        for view in self._views:
            view.set_document(document)
        self.song_list.set_current(document)
        self.player.set_song(None)
        if document is not None:
            document.song_loaded.connect(self._on_song_loaded)
            document.onsets_changed.connect(self._on_onsets_changed)
            document.transcription_changed.connect(self._on_transcription_changed)
            document.loop_changed.connect(self._on_loop_changed)
            for signal in (
                document.state_changed, document.dirty_changed, document.corrections_changed,
                document.style.changed,
            ):  # fmt: skip
                signal.connect(self._on_document_changed)
            document.selection_changed.connect(self._on_selection_changed)
            if document.view_state:
                self.timeline.restore_view_state(document.view_state.get("timeline", {}))
            if document.song:
                self._on_song_loaded()
            if document.transcription:
                self._on_transcription_changed()
        self._on_document_changed()

    def _on_document_changed(self) -> None:
        has_failed = self._shown is not None and self._shown.state is DocumentState.FAILED
        self._centre.setCurrentIndex(1 if has_failed else 0)
        self.changed.emit()

    def _on_selection_changed(self) -> None:
        if self._shown is not None and len(self._shown.selection) == 1:
            self.timeline.show_stroke(next(iter(self._shown.selection)))
        self.changed.emit()

    def _on_song_loaded(self) -> None:
        document = self._shown
        assert document is not None and document.song is not None
        self.player.set_song(document.song.samples)
        path, n_samples = document.path, len(document.song.samples)
        self._runner.start(
            "",
            lambda work: load_stereo(path, n_samples, work.on_progress),
            Callbacks(on_result=self.player.set_song, on_failure=lambda _failure: None),
            lane=Lane.READING,
            key="stereo",
        )
        self._on_loop_changed()

    def _on_onsets_changed(self) -> None:
        assert self._shown is not None
        self.player.set_onsets(self._shown.onsets)

    def _on_transcription_changed(self) -> None:
        document = self._shown
        assert document is not None and document.transcription is not None
        self.player.set_onsets(document.onsets)
        self.player.set_grid(document.transcription.grid)
        for warning in document.transcription.warnings:
            self.said.emit(warning)
        self.changed.emit()

    def _on_loop_changed(self) -> None:
        assert self._shown is not None
        self.player.set_loop(self._shown.loop)

    def _on_position_changed(self, seconds: float) -> None:
        for view in (self.timeline, self.score_view, self.transport_bar):
            view.set_playhead(seconds)

    def _go_to_selection(self) -> None:
        chosen = self._shown.selected_onsets() if self._shown else ()
        if chosen and not self.player.is_playing:
            self.seek(chosen[0].time)

    # Sound.

    def _set_speed(self, speed: float) -> None:
        self.player.set_speed(speed)

    def _set_clicks(self, is_on: bool) -> None:
        self.player.set_click_on(is_on)
        self.transport_bar.set_clicks(is_on)
        self._settings.set_value("clicks", int(is_on))

    def _set_eighths(self, is_on: bool) -> None:
        self.player.set_click_subdivision(Subdivision.EIGHTHS if is_on else Subdivision.BEATS)
        self.transport_bar.set_eighths(is_on)
        self._settings.set_value("eighths", int(is_on))

    def _set_count_in(self, is_on: bool) -> None:
        self.player.set_count_in(1 if is_on else 0)
        self.transport_bar.set_count_in(is_on)
        self._settings.set_value("count-in", int(is_on))

    def _settings_flag(self, name: str) -> bool:
        return str(self._settings.value(name, 0)) == "1"

    def _hear_song(self, time: float) -> None:
        document = self._shown
        if document and document.song:
            rate = document.song.sample_rate
            start = max(round((time - 0.05) * rate), 0)
            self.player.sound(document.song.samples[start : start + round(0.6 * rate)])

    def _hear_drum(self, drum: str, velocity: int) -> None:
        self.player.sound(render_drums([Onset(0.0, drum, velocity)], 1.5, load_drum_sounds()))

    # Looks.

    def keep_view_state(self) -> None:
        """Note in the document how its views look, for its project."""
        if self._shown is not None:
            self._shown.view_state["timeline"] = self.timeline.view_state()

    def _restore_look(self) -> None:
        for name, splitter in self._splitters.items():
            state = self._settings.value(f"splitter-{name}")
            if isinstance(state, QByteArray):
                splitter.restoreState(state)
        looks = _parsed(self._settings.value("views", "{}"))
        self.timeline.restore_look_state(looks.get("timeline", {}))
        self.score_view.restore_look_state(looks.get("score", {}))
        default = "style,why" if self._screen_width() < _WIDE else ""
        for name in str(self._settings.value("hidden", default)).split(","):
            if name in self._parts:
                self._parts[name].hide()
        self._show_right()
        bar, mix = self.transport_bar, self.player.mix
        self.player.set_volume(float(self._settings.value("volume", mix.volume)))
        self.player.set_balance(float(self._settings.value("balance", mix.balance)))
        self.player.set_click_level(float(self._settings.value("click-level", mix.click_level)))
        self._set_eighths(self._settings_flag("eighths"))
        bar.set_volume(self.player.mix.volume)
        bar.set_balance(self.player.mix.balance)
        bar.set_click_level(self.player.mix.click_level)
        self._set_clicks(self._settings_flag("clicks"))
        self._set_count_in(self._settings_flag("count-in"))
        self._on_preferences_changed()

    def _screen_width(self) -> int:
        return self.screen().availableGeometry().width()

    def _on_preferences_changed(self) -> None:
        preferences = self._settings.preferences
        self.player.choose_device(preferences.output_device)
        self.live_view.set_input_device(preferences.input_device)
        self.live_view.set_output_device(preferences.output_device)
        self.score_view.set_paper(preferences.paper)
        self.score_view.set_page_size(preferences.page_size)
        for document in self.session.documents:
            document.set_repeats(Repeats(preferences.repeats))


def _parsed(text: object) -> dict[str, Any]:
    """What was kept as JSON; nothing if another version wrote something else."""
    try:
        found = json.loads(str(text))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _splitter(orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(1)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter
