"""Plays a tape: start, stop, seek, loop, count-in, all exact to the sample and without clicks.

The sound device's thread calls `fill`; the window calls everything else. What the window wishes
waits in a queue until the device comes for its next block, so that no lock can hold the sound
up. `fill` takes no new memory for samples: it multiplies slices into arrays made beforehand.

Every jump is a crossfade that ends where it leads to: the sound fades in over the `FADE` samples
before the goal, so that a stroke at the goal has its whole attack. A loop from A to B repeats
every B - A samples exactly.

A tape may still be in the making. Where it is not ready, the deck waits in silence and goes on
by itself as soon as a tape is loaded that is.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError
from core.playback.mixing import Limiter, Mix
from core.playback.tape import Tape
from core.song import SAMPLE_RATE

FADE = 220
SHORTEST_LOOP = 0.1
# Samples that must be ready before a deck that has waited goes on, or it would soon wait again.
_HEAD_START = SAMPLE_RATE
_LONGEST_PIECE = 2048
_N_RECORDS = 1024

_FULL_SCALE = np.float32(32768)

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Heard:
    """What sounds at a moment: the time in the song, in seconds, and whether it moves.

    `count_in_left` is how many seconds of a count-in are still to come, `is_waiting` whether
    playing waits for the tape to be made.
    """

    time: float
    is_playing: bool
    count_in_left: float = 0.0
    is_waiting: bool = False

    @property
    def is_counting_in(self) -> bool:
        """True while the count-in clicks."""
        return self.count_in_left > 0


@dataclass(frozen=True)
class _Record:
    """`n` samples that the device got from `clock` on; they begin at `time` of the song."""

    clock: int
    n: int
    time: float
    seconds_per_sample: float
    is_playing: bool
    is_waiting: bool
    n_lead_left: int
    order: int


@dataclass(frozen=True)
class _Command:
    action: Callable[[], None]
    order: int


class Deck:
    """A tape, the place on it, and the levels at which it sounds."""

    def __init__(self) -> None:
        self.mix = Mix()
        self._commands: deque[_Command] = deque()
        self._order = self._obeyed = 0
        self._loop: tuple[float, float] | None = None
        self._tape = Tape()
        self._is_playing = self._is_waiting = False
        self._position = self._goal = self._muted_until = 0
        self._lead: NDArray[np.int16] | None = None
        self._outgoing: tuple[Tape, int] | None = None
        self._n_faded = 0
        self._extra: Samples | None = None
        self._n_extra_played = 0
        self._gains = np.array(self._wished_gains(), dtype=np.float32)
        self._next_gains = self._gains.copy()
        self._clock = 0
        self._records: list[_Record | None] = [None] * _N_RECORDS
        self._n_records = 0
        self._make_scratch()

    def _make_scratch(self) -> None:
        self._limiter = Limiter(_LONGEST_PIECE)
        self._voice = np.empty((_LONGEST_PIECE, 2), dtype=np.float32)
        self._product = np.empty((_LONGEST_PIECE, 2), dtype=np.float32)
        self._ramp = np.empty((_LONGEST_PIECE, 1), dtype=np.float32)
        self._count = np.arange(_LONGEST_PIECE, dtype=np.float32)[:, None]
        rise = (np.arange(FADE) + 0.5) / FADE
        self._rise: Samples = np.asarray(rise, dtype=np.float32)[:, None]
        self._fall = self._rise[::-1].copy()

    # The window's side.

    @property
    def clock(self) -> int:
        """Samples handed to the device so far."""
        return self._clock

    @property
    def loop(self) -> tuple[float, float] | None:
        """Start and end of the loop in seconds of the song, None to play through."""
        return self._loop

    @loop.setter
    def loop(self, span: tuple[float, float] | None) -> None:
        if span is not None and span[1] - span[0] < SHORTEST_LOOP - 1e-6:
            raise UsageError(f"A loop lasts {SHORTEST_LOOP:g} seconds at least.")
        self._loop = span

    def load(self, tape: Tape) -> None:
        """Go on with another tape at the same time of the song."""
        self._wish(lambda: self._change_tape(tape))

    def play(self, lead: NDArray[np.int16] | None = None) -> None:
        """Start, after the clicks `(n_samples, 1)` of a count-in if there is one."""
        self._wish(lambda: self._start(lead), is_jump=True)

    def pause(self) -> None:
        """Fade out and stay."""
        self._wish(self._stop)

    def seek(self, time: float) -> None:
        """Jump to a time of the song in seconds."""
        self._wish(lambda: self._jump_to(self._tape.sample_of(time)), is_jump=True)

    def sound(self, samples: Samples | None) -> None:
        """Sound `(n_samples, 2)` once, whether the tape plays or not; None ends that."""
        self._wish(lambda: self._set_extra(samples))

    def obey(self) -> None:
        """Do at once what waits; only while no device calls `fill`."""
        while self._commands:
            command = self._commands.popleft()
            command.action()
            self._obeyed = max(self._obeyed, command.order)

    def heard_at(self, clock: float) -> Heard | None:
        """What sounds when the device has sounded `clock` samples.

        None as long as nothing sounds yet of what was last wished for.
        """
        for back in range(1, min(self._n_records, _N_RECORDS) + 1):
            record = self._records[(self._n_records - back) % _N_RECORDS]
            assert record is not None
            if record.clock <= clock:
                if record.order < self._order:
                    return None
                n_heard = min(clock - record.clock, record.n)
                time = record.time + n_heard * record.seconds_per_sample
                left = max(record.n_lead_left - n_heard, 0) / SAMPLE_RATE
                return Heard(time, record.is_playing, left, record.is_waiting)
        return None

    def _wish(self, action: Callable[[], None], *, is_jump: bool = False) -> None:
        self._order += is_jump
        self._commands.append(_Command(action, self._order))

    # The device's side.

    def fill(self, out: Samples) -> None:
        """Write the next samples into `out`, `(n_samples, 2)`."""
        self._run(len(out), out)

    def advance(self, n_samples: int) -> None:
        """Move on as if that many samples had sounded."""
        self._run(n_samples, None)

    def _run(self, n_samples: int, out: Samples | None) -> None:
        self.obey()
        done = 0
        while done < n_samples:
            self._pass_seam()
            self._heed_readiness()
            n = self._piece_length(n_samples - done)
            if out is not None:
                self._sound_piece(out[done : done + n])
            self._record(n)
            self._move(n)
            done += n

    def _change_tape(self, tape: Tape) -> None:
        before, self._tape = self._tape, tape
        if before.has_same_sound(tape):
            return
        if self._is_sounding:
            self._outgoing, self._n_faded = (before, self._position), 0
        if before.speed == tape.speed:
            goal, position = self._goal, self._position
        else:
            goal = tape.sample_of(before.time_of(self._goal))
            position = tape.sample_of(before.time_of(self._position))
            if self._lead is not None and self._position < self._goal:
                # The count-in goes on at the tempo at which it began.
                position = goal - (self._goal - self._position)
        self._muted_until += position - self._position
        if self._outgoing:
            self._muted_until = position
        self._position, self._goal = min(position, tape.n_samples), goal

    def _start(self, lead: NDArray[np.int16] | None) -> None:
        if not self._is_playing:
            self._is_playing = True
            self._begin_at(self._place, lead)

    def _stop(self) -> None:
        if self._is_playing:
            self._fade_out()
            self._is_playing = self._is_waiting = False
            self._goal = self._position = self._place
            self._lead = None

    def _jump_to(self, sample: int) -> None:
        sample = min(max(sample, 0), self._tape.n_samples)
        if self._is_playing:
            self._fade_out()
            self._begin_at(sample, None)
        else:
            self._goal = self._position = sample

    def _begin_at(self, sample: int, lead: NDArray[np.int16] | None) -> None:
        self._is_waiting = False
        self._goal, self._muted_until = sample, sample - FADE
        self._position = sample - max(FADE, 0 if lead is None else len(lead))
        self._lead = lead

    def _fade_out(self) -> None:
        if self._is_sounding:
            self._outgoing, self._n_faded = (self._tape, self._position), 0

    def _set_extra(self, samples: Samples | None) -> None:
        self._extra, self._n_extra_played = samples, 0

    @property
    def _is_sounding(self) -> bool:
        return self._is_playing and not self._is_waiting and self._position >= self._muted_until

    @property
    def _place(self) -> int:
        return max(self._position, self._goal)

    def _seam(self) -> tuple[int, int] | None:
        """Samples at which the loop turns back and where it leads to."""
        if self._loop is None:
            return None
        start, end = (self._tape.sample_of(time) for time in self._loop)
        return min(end, self._tape.n_samples) - FADE, start

    def _pass_seam(self) -> None:
        seam = self._seam()
        if seam and self._is_playing and seam[0] <= self._position < seam[0] + FADE:
            # Whoever starts inside the last few milliseconds turns back at once.
            late = self._position - seam[0]
            self._fade_out()
            self._begin_at(seam[1], None)
            self._position += late
            self._muted_until += late

    def _heed_readiness(self) -> None:
        """Fade out and wait where the tape is not made yet; go on when it is."""
        if not self._is_playing:
            return
        place = self._place
        end = self._tape.ready_to(place)
        is_last = end == self._tape.n_samples
        if self._is_waiting:
            if is_last or end - place >= _HEAD_START:
                self._begin_at(place, self._lead)
        elif not is_last and place >= end - FADE:
            self._fade_out()
            self._goal = self._position = place
            self._is_waiting = True

    def _piece_length(self, longest: int) -> int:
        """Samples up to the next change: of a fade, the loop's seam, the tape's end."""
        limits = [longest, _LONGEST_PIECE]
        if self._outgoing:
            limits.append(FADE - self._n_faded)
        if self._is_playing and not self._is_waiting:
            seam = self._seam()
            marks = [self._muted_until, self._muted_until + FADE, self._goal, self._tape.n_samples]
            marks.append(self._tape.ready_to(self._place) - FADE)
            marks += [seam[0]] if seam else []
            limits += [mark - self._position for mark in marks if mark > self._position]
        return min(limits)

    def _record(self, n: int) -> None:
        tape = self._tape
        is_before_goal = self._is_playing and self._position < self._goal
        is_moving = self._is_playing and not is_before_goal and not self._is_waiting
        is_counting_in = is_before_goal and self._lead is not None and not self._is_waiting
        record = _Record(
            self._clock,
            n,
            tape.time_of(self._place),
            tape.speed / SAMPLE_RATE if is_moving else 0.0,
            self._is_playing,
            self._is_waiting,
            self._goal - self._position if is_counting_in else 0,
            self._obeyed,
        )
        self._records[self._n_records % _N_RECORDS] = record
        self._n_records += 1

    def _move(self, n: int) -> None:
        self._clock += n
        if self._outgoing:
            self._n_faded += n
            tape, position = self._outgoing
            self._outgoing = (tape, position + n) if self._n_faded < FADE else None
        if self._extra is not None:
            self._n_extra_played += n
            if self._n_extra_played >= len(self._extra):
                self._extra = None
        if self._is_playing and not self._is_waiting:
            self._position += n
            if self._lead is not None and self._position >= self._goal:
                self._lead = None
            if self._position >= self._tape.n_samples:
                self._is_playing = False
                self._goal = self._position = self._tape.n_samples

    # Sound.

    def _wished_gains(self) -> tuple[float, float, float]:
        mix = self.mix
        return mix.song_gain, mix.drums_gain, mix.click_gain

    def _sound_piece(self, out: Samples) -> None:
        n = len(out)
        out.fill(0)
        wished = self._wished_gains()
        for index, (now, then) in enumerate(zip(self._gains, wished, strict=True)):
            self._next_gains[index] = now + min(max(then - now, -n / FADE), n / FADE)
        if self._is_sounding:
            n_in = self._position - self._muted_until
            ramp = self._rise[n_in : n_in + n] if n_in < FADE else None
            self._add_voice(out, self._tape, self._position, ramp)
        if self._outgoing:
            ramp = self._fall[self._n_faded : self._n_faded + n]
            self._add_voice(out, *self._outgoing, ramp)
        self._add_lead(out)
        self._add_extra(out)
        self._gains[:] = self._next_gains
        if self._gains.sum() > 1 or self._extra is not None or self._lead is not None:
            self._limiter.limit(out)

    def _add_voice(self, out: Samples, tape: Tape, position: int, ramp: Samples | None) -> None:
        voice = out
        if ramp is not None:
            voice = self._voice[: len(out)]
            voice.fill(0)
        last = position + len(out)
        for index, source in enumerate((tape.song_pieces, tape.drums.pieces, tape.clicks.pieces)):
            before, after = self._gains[index], self._next_gains[index]
            if before or after:
                for first, piece in source(position, last):
                    self._add_piece(voice, piece, first - position, before, after)
        if ramp is not None:
            np.multiply(voice, ramp, out=voice)
            np.add(out, voice, out=out)

    def _add_piece(
        self,
        out: Samples,
        piece: NDArray[np.int16],
        skipped: int,
        before: np.float32,
        after: np.float32,
    ) -> None:
        """Add a piece `skipped` samples into `out`, over which its gain goes to `after`."""
        product = self._product[: len(piece)]
        if before == after:
            np.multiply(piece, after / _FULL_SCALE, out=product)
        else:
            ramp = self._ramp[: len(piece)]
            count = self._count[skipped : skipped + len(piece)]
            np.multiply(count, (after - before) / len(out) / _FULL_SCALE, out=ramp)
            np.add(ramp, before / _FULL_SCALE, out=ramp)
            np.multiply(piece, ramp, out=product)
        target = out[skipped : skipped + len(piece)]
        np.add(target, product, out=target)

    def _add_lead(self, out: Samples) -> None:
        if self._lead is None or not self._is_playing or self._is_waiting:
            return
        first = self._position - self._goal + len(self._lead)
        piece = self._lead[max(first, 0) : first + len(out)]
        gain = np.float32(self.mix.volume * self.mix.click_level) / _FULL_SCALE
        product = self._product[: len(piece)]
        np.multiply(piece, gain, out=product)
        target = out[: len(piece)]
        np.add(target, product, out=target)

    def _add_extra(self, out: Samples) -> None:
        if self._extra is None:
            return
        piece = self._extra[self._n_extra_played : self._n_extra_played + len(out)]
        product = self._product[: len(piece)]
        np.multiply(piece, np.float32(self.mix.volume), out=product)
        target = out[: len(piece)]
        np.add(target, product, out=target)
