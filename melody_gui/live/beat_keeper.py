"""Keeps the live page's metronome: set, tapped, or following the drummer; seen and heard."""

import time

from PySide6.QtCore import QObject, Signal

from melody_gui.live.click_output import ClickOutput
from melody_gui.live.metronome import DetectedTempo, Metronome, TempoFinder
from melody_gui.live.metronome_bar import MetronomeBar
from melody_gui.live.staff_strip import StaffStrip
from melody_gui.live.strokes import LiveStroke
from melody_gui.sound_devices import SoundDeviceError


class BeatKeeper(QObject):
    """Holds the metronome and hands it to the staff and the click whenever it changes.

    `click_failed` carries why the click cannot be heard.
    """

    click_failed = Signal(str)

    def __init__(self, bar: MetronomeBar, staff: StaffStrip) -> None:
        super().__init__(bar)
        self._bar, self._staff = bar, staff
        self._finder = TempoFinder()
        self._is_following = False
        self._click: ClickOutput | None = None
        self.output_device = ""
        self.metronome = Metronome(origin=time.perf_counter())
        self._set(self.metronome)
        bar.tempo_chosen.connect(self._on_tempo_chosen)
        bar.tapped.connect(self._on_tapped)
        bar.follow_toggled.connect(self.follow)
        bar.beats_per_bar_chosen.connect(self._on_beats_per_bar_chosen)
        bar.division_chosen.connect(staff.set_division)
        bar.click_toggled.connect(self.set_click)

    def add_strokes(self, strokes: tuple[LiveStroke, ...]) -> None:
        """Hear strokes."""
        for stroke in strokes:
            self._finder.add(stroke.captured_at, stroke.drum)

    def clear(self) -> None:
        """Forget all strokes."""
        self._finder.clear()
        self._bar.show_detected(None)
        self._bar.show_late(None)

    def strokes_per_minute(self, now: float) -> int:
        """How fast is played."""
        return self._finder.strokes_per_minute(now)

    def look(self, now: float) -> DetectedTempo | None:
        """Find the tempo that is played, show it, and follow it where that is wished."""
        detected = self._detected(now)
        self._bar.show_detected(detected)
        self._bar.show_late(self._staff.mean_late)
        if detected and self._is_following:
            moved = self.metronome.with_tempo(detected.bpm, now).with_beat_at(detected.beat)
            self._set(moved)
            self._bar.set_tempo(detected.bpm)
        return detected

    def follow(self, is_wished: bool) -> None:
        """Let the metronome go with the drummer; at first, also the "1" is where it is played."""
        self._is_following = is_wished
        now = time.perf_counter()
        detected = self._detected(now)
        if is_wished and detected:
            bpm = self.metronome.with_tempo(detected.bpm, now).bpm
            self._set(Metronome(bpm, self.metronome.beats_per_bar, detected.downbeat))
            self._bar.set_tempo(bpm)

    def set_click(self, is_wished: bool) -> None:
        """Let the metronome sound."""
        if self._click:
            self._click.close()
            self._click = None
        if is_wished:
            try:
                self._click = ClickOutput(self.metronome, self.output_device)
            except SoundDeviceError as error:
                self.click_failed.emit(str(error))
        self._bar.set_click_on(self._click is not None)

    def _detected(self, now: float) -> DetectedTempo | None:
        return self._finder.find(now, self.metronome.beats_per_bar)

    def _set(self, metronome: Metronome) -> None:
        self.metronome = metronome
        self._staff.set_metronome(metronome)
        if self._click:
            self._click.set_metronome(metronome)

    def _on_tempo_chosen(self, bpm: float) -> None:
        self._stop_following()
        self._set(self.metronome.with_tempo(bpm, time.perf_counter()))

    def _on_tapped(self, bpm: float, tapped_at: float) -> None:
        self._stop_following()
        self._set(self.metronome.with_tempo(bpm, tapped_at).with_beat_at(tapped_at))

    def _on_beats_per_bar_chosen(self, n_beats: int) -> None:
        self._set(self.metronome.with_beats_per_bar(n_beats, time.perf_counter()))

    def _stop_following(self) -> None:
        self._is_following = False
        self._bar.set_following(False)
