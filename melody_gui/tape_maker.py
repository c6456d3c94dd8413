"""Makes the tapes that the player plays, beside the window: the song at its speed, drums, clicks.

Drums and clicks are not stretched with the song but played again at the stretched times, so that
their attacks stay sharp.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from core.playback.click import Subdivision, render_clicks
from core.playback.drum_sounds import load_drum_sounds, render_drum_track
from core.playback.mixing import to_int16
from core.playback.stretching import StretchProgress, stretch
from core.playback.tape import Tape, check_speed
from core.song import SAMPLE_RATE
from melody_gui.job import Callbacks, Failure, JobRunner, Lane, Work
from melody_gui.sound_devices import SoundDeviceError, portaudio

if TYPE_CHECKING:
    from core.beats import BeatGrid
    from core.onsets import Onset

# Seconds of stretched song beyond the playhead with which playing at a new speed begins; the
# rest is made several times faster than it is played.
_HEAD_START = 4.0


@dataclass(frozen=True)
class _Song:
    """The song's samples, int16 `(n, 1 or 2)`, at `speed`."""

    samples: NDArray[np.int16]
    speed: float


class TapeMaker(QObject):
    """Keeps a tape up to date with song, strokes, grid and speed.

    `tape_made` carries each new `Tape`; `progressed` the fraction done of a change of speed;
    `speed_failed` says why the speed could not be changed.
    """

    tape_made = Signal(Tape)
    progressed = Signal(float)
    speed_failed = Signal(str)

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.speed = 1.0
        self.playhead = 0.0
        self._jobs = jobs
        self._original: _Song | None = None
        self._current: _Song | None = None
        self._onsets: tuple[Onset, ...] = ()
        self._grid: BeatGrid | None = None
        self._subdivision = Subdivision.BEATS
        self._duration = 0.0
        self._drums: tuple[object, NDArray[np.int16]] | None = None

    def set_song(self, samples: NDArray[np.float32] | None) -> None:
        """Take a song, float32 `(n_samples,)` or `(n_samples, 2)`, without strokes or grid."""
        self.cancel()
        self._original = self._current = None
        self._onsets, self._grid, self._drums = (), None, None
        self._duration = 0.0 if samples is None else len(samples) / SAMPLE_RATE
        if samples is None:
            self.tape_made.emit(Tape(speed=self.speed))
            return
        song = samples
        self._start("load", "", lambda _: _loaded(song), "song")

    def replace_song(self, samples: NDArray[np.float32]) -> None:
        """Take other samples of the same song, as long as the ones before."""
        self._start("load", "", lambda _: _loaded(samples), "song")

    def set_onsets(self, onsets: "Sequence[Onset]") -> None:
        """Take the strokes that the drums shall play."""
        self._onsets = tuple(onsets)
        self._render()

    def set_grid(self, grid: "BeatGrid | None") -> None:
        """Take the beats on which the metronome shall click."""
        self._grid = grid
        self._render()

    def set_subdivision(self, subdivision: Subdivision) -> None:
        """Choose what the metronome clicks between the beats."""
        self._subdivision = subdivision
        self._render()

    def set_speed(self, speed: float) -> None:
        """Make everything at another speed, 1 is the song's own."""
        self.speed = check_speed(speed)
        self._jobs.cancel(self._key("stretch"))
        self._stretch()

    def cancel(self) -> None:
        """Give up what is being made."""
        for name in ("load", "stretch", "drums", "render"):
            self._jobs.cancel(self._key(name))

    def _stretch(self) -> None:
        original, speed = self._original, self.speed
        if original is None:
            return
        if self._current is not None and self._current.speed == speed:
            self._render()
        elif speed == 1.0:
            self._take(original)
        else:
            self._render_drums_ahead()
            first = round(self.playhead * SAMPLE_RATE)
            self._start(
                "stretch",
                self.tr("Changing the speed"),
                lambda work: _stretched(original, speed, first, work),
                "stretch",
            )

    def _render_drums_ahead(self) -> None:
        """Have the drums ready by the time that the stretched song is."""
        onsets, duration, speed = self._onsets, self._duration, self.speed

        def make(work: Work) -> None:
            sounds = load_drum_sounds()
            drums = render_drum_track(onsets, duration, sounds, speed, work.on_progress)
            # Set here, in the worker: the tape's job, next in the same lane, looks for it.
            self._drums = (onsets, speed), drums

        self._start("drums", "", make, "drums")

    def _take(self, song: _Song) -> None:
        self._current = song
        self._render()

    def _render(self) -> None:
        current = self._current
        if current is None:
            return
        onsets, grid, duration = self._onsets, self._grid, self._duration
        subdivision = self._subdivision

        def make(work: Work) -> Any:
            key, known = (onsets, current.speed), self._drums
            if known is not None and known[0] == key:
                drums = known[1]
            else:
                sounds = load_drum_sounds()
                drums = render_drum_track(onsets, duration, sounds, current.speed, work.on_progress)
            clicks = render_clicks(grid, duration, subdivision, current.speed)
            tape = Tape(current.samples, drums, to_int16(clicks), current.speed)
            return (key, drums), tape

        self._start("render", "", make, "tape")

    def _start(self, name: str, title: str, function: Any, kind: str) -> None:
        handlers = {
            "song": Callbacks(on_result=self._on_song_ready),
            "tape": Callbacks(on_result=self._on_tape_ready),
            "drums": Callbacks(),
            "stretch": Callbacks(
                on_result=self._on_stretched,
                on_report=self._on_stretch_reported,
                on_failure=self._on_stretch_failed,
            ),
        }
        # Drums are what an edit waits for; a stretch may take a while.
        lane = Lane.SOUND if kind == "stretch" else Lane.QUICK
        self._jobs.start(title, function, handlers[kind], lane=lane, key=self._key(name))

    def _key(self, name: str) -> str:
        return f"player {id(self)} {name}"

    def _on_song_ready(self, samples: NDArray[np.int16]) -> None:
        self._original = _Song(samples, 1.0)
        if self.speed != 1.0:
            self._jobs.cancel(self._key("stretch"))
            self._current = None
            self._stretch()
        elif self._current is None:
            self._current = self._original
            self.tape_made.emit(Tape(samples))
            self._render()
        else:
            self._take(self._original)

    def _on_tape_ready(self, made: Any) -> None:
        self._drums, tape = made
        self.tape_made.emit(tape)

    def _on_stretch_reported(self, progress: StretchProgress) -> None:
        self.progressed.emit(progress.fraction)
        wanted = round(self.playhead / self.speed * SAMPLE_RATE)
        enough = min(wanted + round(_HEAD_START * SAMPLE_RATE), len(progress.samples))
        is_used = self._current is not None and self._current.samples is progress.samples
        if progress.ready_from <= wanted and progress.ready_to >= enough and not is_used:
            self._take(_Song(progress.samples, self.speed))

    def _on_stretched(self, samples: NDArray[np.int16]) -> None:
        self.progressed.emit(1.0)
        if self._current is None or self._current.samples is not samples:
            self._take(_Song(samples, self.speed))

    def _on_stretch_failed(self, failure: Failure) -> None:
        self.speed = 1.0 if self._current is None else self._current.speed
        if self._current is None:
            self._stretch()  # better at its own speed than not at all
        self.speed_failed.emit(failure.message)


def _loaded(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    # PortAudio looks for devices when it is loaded; done here, the window need not wait for it.
    with contextlib.suppress(SoundDeviceError):
        portaudio()
    return to_int16(samples)


def _stretched(original: _Song, speed: float, first: int, work: Work) -> NDArray[np.int16]:
    def report(progress: StretchProgress | None) -> None:
        work.check()
        if progress is not None:
            work.on_progress(progress.fraction)
            work.report(progress)

    return stretch(original.samples, speed, report, first)
