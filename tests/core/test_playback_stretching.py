"""Slower and faster: times, pitch, joints, order, cancelling."""

import multiprocessing

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import AudioError, CancelledError, UsageError
from core.playback import stretching
from core.playback.stretching import StretchProgress, stretch, stretch_at_once, stretched_length
from core.song import SAMPLE_RATE

Samples = NDArray[np.int16]


def tone(seconds: float, pitch: float = 440.0) -> Samples:
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    wave = 10_000 * np.sin(2 * np.pi * pitch * times)
    return np.stack([wave, 0.5 * wave], axis=1).astype(np.int16)


def with_clicks(seconds: float, times: NDArray[np.float64]) -> Samples:
    song = tone(seconds, 220.0) // 4
    n = 900
    click = np.sin(2 * np.pi * 1500 * np.arange(n) / SAMPLE_RATE) * np.exp(-np.arange(n) / 200)
    for time in times:
        start = round(time * SAMPLE_RATE)
        song[start : start + n] += (20_000 * click).astype(np.int16)[:, None]
    return song


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.8, 1.25, 1.5])
def test_strokes_lie_where_the_speed_puts_them(speed: float) -> None:
    # More than one section, so that strokes beside the joint are among them.
    times = np.arange(0.5, 13.5, 0.437)
    found = stretch(with_clicks(14.0, times), speed)
    assert found.shape == (round(14 / speed * SAMPLE_RATE), 2)
    errors = []
    for time in times / speed:
        start = round(time * SAMPLE_RATE) - 3000
        steps = np.abs(np.diff(found[start : start + 6000, 0].astype(float)))
        errors.append((int(np.argmax(steps > 0.5 * steps.max())) - 3000) / SAMPLE_RATE)
    # At a quarter of the speed the stretcher smears an attack over more than its own length.
    assert np.abs(errors).max() < (0.003 if speed >= 0.5 else 0.04)
    assert abs(np.mean(errors)) < (0.001 if speed >= 0.5 else 0.02)


@pytest.mark.parametrize("speed", [0.5, 1.3])
def test_pitch_stays_and_joints_are_smooth(speed: float) -> None:
    found = stretch(tone(14.0), speed)[:, 0].astype(float)
    middle = found[SAMPLE_RATE:-SAMPLE_RATE]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    pitch = float(np.argmax(spectrum)) * SAMPLE_RATE / len(middle)
    assert pitch == pytest.approx(440, abs=0.5)
    # The loudness of a steady tone stays steady, over the joints too.
    n = 441
    levels = np.sqrt((middle[: len(middle) // n * n].reshape(-1, n) ** 2).mean(axis=1))
    # (A steady tone has no attack to hide a joint: a hundredth of a second may be softer.)
    assert levels.min() > 0.5 * np.median(levels) and levels.max() < 1.1 * np.median(levels)
    assert np.count_nonzero(levels < 0.95 * np.median(levels)) <= 3


def test_sections_join_just_before_an_attack() -> None:
    song = with_clicks(14.0, np.array([5.2, 11.9]))
    sections = stretching._sections(song, 0.5)
    starts = [each.output_start / SAMPLE_RATE / 2 for each in sections]
    assert [round(start, 1) for start in starts] == [0.0, 5.2, 11.9]
    assert 0 <= 5.2 - starts[1] < 0.006
    # A song that is one section has no joint at all: then it is what the stretcher makes of it.
    short = song[: 5 * SAMPLE_RATE]
    whole = np.rint(stretch_at_once(short, 0.7) * 32768)
    assert len(whole) == stretched_length(len(short), 0.7)
    np.testing.assert_array_equal(stretch(short, 0.7), whole)


def test_what_is_wanted_most_is_made_first() -> None:
    song = tone(24.0)
    told: list[StretchProgress] = []

    def on_progress(progress: StretchProgress) -> None:
        told.append(progress)
        assert progress.samples.shape == (48 * SAMPLE_RATE, 2)
        # No hundredth of a second that is said to be ready is silent.
        for first, last in progress.ready:
            ready = progress.samples[first:last, 0]
            pieces = np.abs(ready[: len(ready) // 441 * 441].reshape(-1, 441))
            assert np.all(pieces.max(axis=1) > 2000)

    def wanted() -> list[tuple[int, int]]:
        # First someone plays at 15 s; when that is there, he has gone back to 2 s.
        has_first = bool(told) and bool(told[-1].ready)
        spans = [(2, 24)] if has_first else [(15, 24)]
        return [(a * SAMPLE_RATE, b * SAMPLE_RATE) for a, b in spans]

    result = stretch(song, 0.5, on_progress, wanted)
    states = list(dict.fromkeys(progress.ready for progress in told if progress.ready))
    ((start, end),) = states[0]
    assert start <= 30 * SAMPLE_RATE < end
    (first, second) = states[1]
    assert first[0] <= 4 * SAMPLE_RATE < first[1] < start and second == (start, end)
    assert states[-1] == ((0, len(result)),)
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0


def test_cancelling_ends_the_process() -> None:
    def cancel(_progress: StretchProgress) -> None:
        raise CancelledError("stop")

    with pytest.raises(CancelledError):
        stretch(tone(10.0), 0.5, cancel)
    assert not multiprocessing.active_children()


def test_a_stretcher_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def kill(_progress: StretchProgress) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    monkeypatch.setattr(stretching, "_POLL", 0.01)
    with pytest.raises(AudioError, match="stretcher"):
        stretch(tone(30.0), 0.25, kill)


def test_mono_and_nothing_can_be_stretched() -> None:
    assert stretch(tone(1.0)[:, :1], 0.5).shape == (2 * SAMPLE_RATE, 1)
    assert stretch(np.zeros((0, 2), dtype=np.int16), 0.5).shape == (0, 2)


def test_speeds_beyond_the_limits_are_refused() -> None:
    for speed in (0.2, 1.6):
        with pytest.raises(UsageError, match="25 and 150"):
            stretch(tone(1.0), speed)
