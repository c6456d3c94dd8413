"""The metronome, tapping, the tempo that is heard, and strokes held against it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from melody_gui.live.click_output import ClickTrack
from melody_gui.live.live_view import LiveView
from melody_gui.live.metronome import Metronome, TapTempo, TempoFinder
from melody_gui.live.metronome_bar import MetronomeBar
from melody_gui.live.staff_strip import StaffStrip, place_stroke
from melody_gui.live.strokes import LiveStroke

RATE = 44100


def stroke(drum: str, captured_at: float) -> LiveStroke:
    return LiveStroke(drum, 90, captured_at, captured_at)


@given(st.floats(40, 240), st.floats(40, 240), st.floats(0, 1000))
def test_another_tempo_keeps_the_place_in_the_bar(old: float, new: float, now: float) -> None:
    metronome = Metronome(old, 4, 3.0)
    changed = metronome.with_tempo(new, now)
    assert changed.beats_at(now) == pytest.approx(metronome.beats_at(now), abs=1e-6)


def test_a_beat_is_moved_to_where_it_was_tapped() -> None:
    metronome = Metronome(120, 4, 0.0).with_beat_at(10.1)
    assert metronome.beats_at(10.1) == pytest.approx(20)


def test_another_metre_begins_with_the_bar_that_sounds() -> None:
    metronome = Metronome(60, 4, 0.0).with_beats_per_bar(3, 9.5)
    assert metronome.beats_at(8.0) == pytest.approx(0.0)


def test_taps_give_their_tempo_and_a_pause_begins_anew() -> None:
    taps = TapTempo()
    assert taps.tap(1.0) is None
    assert taps.tap(1.5) == pytest.approx(120)
    assert taps.tap(2.0) == pytest.approx(120)
    assert taps.tap(20.0) is None
    assert taps.tap(21.0) == pytest.approx(60)


def test_taps_at_another_tempo_are_believed_at_once() -> None:
    taps = TapTempo()
    for time in (0.0, 1.0, 2.0, 3.0):
        taps.tap(time)
    taps.tap(3.5)
    assert taps.tap(4.0) == pytest.approx(120)


@pytest.mark.parametrize("bpm", [72, 96, 120, 150])
def test_the_tempo_and_the_one_of_a_rock_beat_are_found(bpm: float) -> None:
    generator = np.random.default_rng(2)
    finder, beat = TempoFinder(), 60 / bpm
    n_beats = int(10 / beat)
    for half in range(2 * n_beats):
        time = 5.0 + half * beat / 2 + generator.normal(0, 0.006)
        finder.add(time, "hihat_closed")
        place = half % 8
        if place in (0, 4, 5):
            finder.add(time, "kick")
        if place in (2, 6):
            finder.add(time, "snare")
    now = 5.0 + n_beats * beat
    found = finder.find(now)
    assert found is not None
    assert found.bpm == pytest.approx(bpm, abs=1.0)
    assert abs((found.beat - 5.0 + beat / 2) % beat - beat / 2) < 0.02
    downbeat = (found.downbeat - 5.0) / beat % 2
    assert min(downbeat, 2 - downbeat) < 0.1


def test_too_few_or_irregular_strokes_have_no_tempo() -> None:
    finder = TempoFinder()
    for time in (0.1, 0.5, 0.9):
        finder.add(time, "snare")
    assert finder.find(1.0) is None
    generator = np.random.default_rng(3)
    for time in np.sort(generator.uniform(1, 10, 60)):
        finder.add(float(time), "snare")
    assert finder.find(10.0) is None


def test_strokes_a_minute_count_the_last_seconds() -> None:
    finder = TempoFinder()
    for time in np.arange(0, 10, 0.25):
        finder.add(float(time), "kick")
    assert finder.strokes_per_minute(9.75) == pytest.approx(240, abs=16)
    assert finder.strokes_per_minute(60.0) == 0


def test_a_stroke_is_early_or_late_against_the_grid() -> None:
    metronome = Metronome(120, 4, 0.0)
    early = place_stroke(stroke("snare", 0.48), metronome, 2)
    assert early.slot == 1
    assert early.late == pytest.approx(-0.02)
    late = place_stroke(stroke("kick", 0.53), metronome, 2)
    assert late.slot == 1
    assert late.late == pytest.approx(0.03)
    triplet = place_stroke(stroke("kick", 0.34), metronome, 3)
    assert triplet.slot == pytest.approx(2 / 3)


def test_the_staff_tells_how_late_strokes_are_on_average(qtbot: QtBot) -> None:
    staff = StaffStrip()
    qtbot.addWidget(staff)
    staff.set_metronome(Metronome(120, 4, 0.0))
    assert staff.mean_late is None
    staff.add_strokes((stroke("kick", 0.51), stroke("snare", 1.03)))
    assert staff.mean_late == pytest.approx(0.02)


def test_clicks_fall_on_beats_to_the_sample_and_once_each() -> None:
    track = ClickTrack(Metronome(120, 4, 100.0))
    out = np.zeros((512, 2), dtype=np.float32)
    generator = np.random.default_rng(0)
    parts = []
    for block in range(4 * RATE // 512):
        # The device's clock is not exact.
        track.fill(out, 99.9 + block * 512 / RATE + generator.normal(0, 1e-5))
        parts.append(out[:, 0].copy())
    heard = np.abs(np.concatenate(parts))
    loud = np.flatnonzero(heard > 0.02)
    starts = loud[np.diff(loud, prepend=-RATE) > RATE // 4]
    expected = np.array([0.1 + 0.5 * k for k in range(8)]) * RATE
    assert len(starts) == 8
    assert np.abs(starts - expected).max() < 60
    peaks = [heard[s : s + 2000].max() for s in starts]
    assert peaks[0] == pytest.approx(peaks[4])
    assert peaks[0] > 1.1 * peaks[1]


def test_the_tap_button_sets_the_tempo(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    bar = MetronomeBar()
    qtbot.addWidget(bar)
    clock = iter([10.0, 10.5, 11.0])
    monkeypatch.setattr("melody_gui.live.metronome_bar.time.perf_counter", lambda: next(clock))
    tapped: list[tuple[float, float]] = []
    bar.tapped.connect(lambda bpm, at: tapped.append((bpm, at)))
    for _ in range(3):
        qtbot.mouseClick(bar.tap_button, Qt.MouseButton.LeftButton)
    assert bar.tempo_box.value() == pytest.approx(120)
    assert tapped[-1] == (pytest.approx(120), 11.0)


def test_tempo_metre_and_tap_set_the_pages_metronome(view: LiveView, qtbot: QtBot) -> None:
    bar = view.metronome_bar
    bar.tempo_box.setValue(133.0)
    assert view.metronome.bpm == pytest.approx(133)
    bar.metre_box.setCurrentIndex(bar.metre_box.findData(3))
    bar.metre_box.activated.emit(bar.metre_box.currentIndex())
    assert view.metronome.beats_per_bar == 3
    bar.tap(50.0)
    bar.tap(51.0)
    assert view.metronome.bpm == pytest.approx(60)
    beats = view.metronome.beats_at(51.0)
    assert beats == pytest.approx(round(beats))


def test_the_metronome_follows_the_drummer(view: LiveView, qtbot: QtBot) -> None:
    for k in range(24):
        view.beat_keeper.add_strokes((stroke("snare" if k % 2 else "kick", 100 + 0.4 * k),))
    qtbot.mouseClick(view.metronome_bar.follow_button, Qt.MouseButton.LeftButton)
    assert view.beat_keeper.look(100 + 0.4 * 24) is not None
    assert view.metronome.bpm == pytest.approx(150, abs=1)
    assert view.metronome_bar.tempo_box.value() == pytest.approx(150, abs=1)
    assert "150" in view.metronome_bar.follow_button.text()
    view.metronome_bar.tempo_box.setValue(90)
    assert not view.metronome_bar.follow_button.isChecked()
