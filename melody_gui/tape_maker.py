"""Makes the tapes that the player plays, beside the window: the song at its speed, drums, clicks.

Drums and clicks are not stretched with the song but played again at the stretched times, so that
their attacks stay sharp.
"""

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from core.playback.click import ClickTrack, Subdivision, click_track
from core.playback.drum_sounds import load_drum_sounds
from core.playback.drum_track import DrumTrack, empty_drum_track, renewed_drums
from core.playback.mixing import to_int16
from core.playback.stretching import Spans, StretchProgress, stretch
from core.playback.tape import Tape, check_speed
from core.song import SAMPLE_RATE
from melody_gui.job import Callbacks, Failure, JobRunner, Lane, Work
from melody_gui.sound_devices import SoundDeviceError, portaudio

if TYPE_CHECKING:
    from core.beats import BeatGrid
    from core.onsets import Onset

# Seconds of sound beyond the playhead with which playing at a new speed begins; the rest is made
# several times faster than it is played.
_HEAD_START = 2.0
# Seconds of drums that are made before anything else at a new speed.
_DRUMS_AHEAD = 10.0
# Seconds for which a new speed must stand: while a slider is dragged, no work is begun in vain.
_SETTLING = 0.1
# Seconds between two states of the drums that are handed over.
_DRUMS_INTERVAL = 0.15

AnySamples = NDArray[np.float32] | NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class _Side:
    """What there is at one speed: the song, int16 `(n, 1 or 2)`, ready in spans, and the drums."""

    song: NDArray[np.int16]
    drums: DrumTrack
    clicks: ClickTrack
    ready: Spans | None = None

    @property
    def speed(self) -> float:
        return self.drums.speed

    def tape(self) -> Tape:
        return Tape(self.song, self.drums.sound, self.clicks, self.speed, self.ready)

    def can_play(self, time_of_song: float, *, with_drums: bool) -> bool:
        """True if song and drums are made from a time on for as long as a head start takes."""
        tape = self.tape()
        first = min(tape.sample_of(time_of_song), max(tape.n_samples - 1, 0))
        last = min(first + round(_HEAD_START * SAMPLE_RATE), tape.n_samples)
        has_drums = not with_drums or self.drums.sound.is_made(first, last)
        return has_drums and tape.ready_to(first) >= last


class TapeMaker(QObject):
    """Keeps a tape up to date with song, strokes, grid and speed.

    `tape_made` carries each new `Tape`; `progressed` the fraction done of a change of speed;
    `speed_failed` says why the speed could not be changed. What is made first follows from
    `playhead`, a time of the song, and `loop`. Drums that nobody hears are not made: those of a
    long song take hundreds of megabytes.
    """

    tape_made = Signal(Tape)
    progressed = Signal(float)
    speed_failed = Signal(str)

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.speed = 1.0
        self.playhead = 0.0
        self.loop: tuple[float, float] | None = None
        self._jobs = jobs
        self._original: NDArray[np.int16] | None = None
        self._current: _Side | None = None
        self._coming: _Side | None = None
        self._onsets: tuple[Onset, ...] = ()
        self._grid: BeatGrid | None = None
        self._subdivision = Subdivision.BEATS
        self._duration = 0.0
        self._needs_drums = False

    @property
    def is_changing_speed(self) -> bool:
        """True until the speed that was chosen last is ready to be heard."""
        return self._original is not None and (
            self._current is None or self._current.speed != self.speed
        )

    def set_song(self, samples: AnySamples | None) -> None:
        """Take a song, `(n_samples,)` or `(n_samples, 1 or 2)`, without strokes or grid."""
        self.cancel()
        self._original = self._current = self._coming = None
        self._onsets, self._grid = (), None
        self._duration = 0.0 if samples is None else len(samples) / SAMPLE_RATE
        if samples is None:
            self.tape_made.emit(Tape(speed=self.speed))
        else:
            self.replace_song(samples)

    def replace_song(self, samples: AnySamples) -> None:
        """Take other samples of the same song, as long as the ones before."""
        self._jobs.start(
            "",
            lambda _work: _loaded(samples),
            Callbacks(on_result=self._on_song_ready),
            lane=Lane.QUICK,
            key=self._key("load"),
        )

    def set_onsets(self, onsets: "Sequence[Onset]") -> None:
        """Take the strokes that the drums shall play."""
        self._onsets = tuple(onsets)
        self._render_drums()

    def set_needs_drums(self, needs_drums: bool) -> None:
        """Say whether drums are heard at all."""
        if needs_drums != self._needs_drums:
            self._needs_drums = needs_drums
            self._render_drums()

    def set_grid(self, grid: "BeatGrid | None") -> None:
        """Take the beats on which the metronome shall click."""
        self._grid = grid
        self._renew_clicks()

    def set_subdivision(self, subdivision: Subdivision) -> None:
        """Choose what the metronome clicks between the beats."""
        self._subdivision = subdivision
        self._renew_clicks()

    def set_speed(self, speed: float) -> None:
        """Make everything at another speed, 1 is the song's own."""
        if check_speed(speed) == self.speed:
            return
        self.speed = speed
        self._jobs.cancel(self._key("speed"))
        self._coming = None
        current = self._current
        if self._original is None:
            return
        if current is not None and current.speed == speed and current.ready is None:
            self._render_drums()
        else:
            self._change_speed(self._original)

    def cancel(self) -> None:
        """Give up what is being made."""
        for name in ("load", "speed", "drums"):
            self._jobs.cancel(self._key(name))

    # The song at a speed.

    def _change_speed(self, original: NDArray[np.int16]) -> None:
        """Begin to make the song at the speed that was chosen, beside what sounds until then."""
        speed, current = self.speed, self._current
        drums = empty_drum_track(self._duration, speed)
        if current is not None and current.speed == speed:
            drums = current.drums
        self._coming = self._side(original[:0], drums, ())
        self._jobs.cancel(self._key("drums"))

        def make(work: Work) -> NDArray[np.int16]:
            if speed == 1.0:
                self._make_drums_ahead(drums, work)
                return original
            time.sleep(_SETTLING)
            self._make_drums_ahead(drums, work)
            return self._stretched(original, speed, work)

        self._jobs.start(
            "" if speed == 1.0 else self.tr("Changing the speed"),
            make,
            Callbacks(
                on_result=self._on_song_made,
                on_report=self._on_reported,
                on_failure=self._on_speed_failed,
            ),
            lane=Lane.SOUND,
            key=self._key("speed"),
        )

    def _make_drums_ahead(self, drums: DrumTrack, work: Work) -> None:
        """Report the drums under the playhead: they shall not wait for what edits wait for."""
        if not self._needs_drums:
            return
        first = round(self.playhead / drums.speed * SAMPLE_RATE)
        last = first + round(_DRUMS_AHEAD * SAMPLE_RATE)
        for made in renewed_drums(drums, self._onsets, load_drum_sounds(), first):
            work.check()
            drums = made
            if made.sound.is_made(first, last):
                break
        work.report(drums)

    def _stretched(
        self, original: NDArray[np.int16], speed: float, work: Work
    ) -> NDArray[np.int16]:
        def report(progress: StretchProgress) -> None:
            work.on_progress(progress.fraction)
            work.report(progress)

        return stretch(original, speed, report, self._wanted)

    def _wanted(self) -> list[tuple[int, int]]:
        """Spans of the song, in samples, in the order in which they will be heard."""
        playhead, end, loop = self.playhead, self._duration, self.loop
        spans = [(playhead, end)]
        if loop and loop[0] <= playhead < loop[1]:
            spans = [(playhead, loop[1]), loop, *spans]
        elif loop:
            spans = [(playhead, playhead + _HEAD_START), loop, *spans]
        return [(round(a * SAMPLE_RATE), round(b * SAMPLE_RATE)) for a, b in spans]

    def _on_song_ready(self, samples: NDArray[np.int16]) -> None:
        self._original = samples
        if self.speed != 1.0:
            self._change_speed(samples)
            return
        known = self._current
        drums = known.drums if known and known.speed == 1.0 else empty_drum_track(self._duration)
        self._jobs.cancel(self._key("speed"))
        self._coming = None
        self._take(self._side(samples, drums, None))
        self._render_drums()

    def _on_reported(self, part: StretchProgress | DrumTrack) -> None:
        if isinstance(part, DrumTrack):
            self._on_drums(part)
            self._render_drums()
        else:
            self.progressed.emit(part.fraction)
            self._on_song_part(part.samples, part.ready)

    def _on_song_made(self, samples: NDArray[np.int16]) -> None:
        self._on_song_part(samples, None)
        if self._coming is not None:
            # The user is at a place without drums yet; they come in a moment.
            self._take(self._coming)
        self.progressed.emit(1.0)

    def _on_song_part(self, samples: NDArray[np.int16], ready: Spans | None) -> None:
        if self._coming is not None:
            self._coming = replace(self._coming, song=samples, ready=ready)
            self._take_coming()
        elif self._current is not None and self._current.ready != ready:
            self._take(replace(self._current, ready=ready))

    def _on_speed_failed(self, failure: Failure) -> None:
        self._coming = None
        if self._current is not None and self._current.speed != self.speed:
            self.speed = self._current.speed
            self._render_drums()
        elif self._original is not None:
            # Better at its own speed than not at all.
            self.set_speed(1.0)
        self.speed_failed.emit(failure.message)

    # Drums and clicks.

    def _render_drums(self) -> None:
        """Make what the strokes changed, at the speed that is heard next."""
        side = self._coming or self._current
        if side is None or not self._needs_drums:
            return
        onsets, before = self._onsets, side.drums
        first = round(self.playhead / side.speed * SAMPLE_RATE)

        def make(work: Work) -> DrumTrack:
            told = time.monotonic()
            for made in renewed_drums(before, onsets, load_drum_sounds(), first):
                work.check()
                if time.monotonic() > told + _DRUMS_INTERVAL:
                    work.report(made)
                    told = time.monotonic()
            return made

        self._jobs.start(
            "",
            make,
            Callbacks(on_result=self._on_drums, on_report=self._on_drums),
            lane=Lane.QUICK,
            key=self._key("drums"),
        )

    def _on_drums(self, drums: DrumTrack) -> None:
        if self._coming is not None and self._coming.speed == drums.speed:
            self._coming = replace(self._coming, drums=drums)
            self._take_coming()
        elif self._current is not None and self._current.speed == drums.speed:
            self._take(replace(self._current, drums=drums))

    def _renew_clicks(self) -> None:
        if self._coming is not None:
            self._coming = self._side(self._coming.song, self._coming.drums, self._coming.ready)
        current = self._current
        if current is not None:
            self._take(self._side(current.song, current.drums, current.ready))

    def _side(self, song: NDArray[np.int16], drums: DrumTrack, ready: Spans | None) -> _Side:
        clicks = click_track(self._grid, self._subdivision, drums.speed)
        return _Side(song, drums, clicks, ready)

    def _take_coming(self) -> None:
        """Go over to the new speed once it can be heard."""
        coming = self._coming
        if coming is not None and coming.can_play(self.playhead, with_drums=self._needs_drums):
            self._take(coming)

    def _take(self, side: _Side) -> None:
        if side is self._coming:
            self._coming = None
        self._current = side
        self.tape_made.emit(side.tape())

    def _key(self, name: str) -> str:
        return f"player {id(self)} {name}"


def _loaded(samples: AnySamples) -> NDArray[np.int16]:
    # PortAudio looks for devices when it is loaded; done here, the window need not wait for it.
    with contextlib.suppress(SoundDeviceError):
        portaudio()
    return to_int16(samples)
