"""The player: with a fake device called by hand, and in silence."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from core.beats import BeatGrid, GridBar
from core.errors import AudioError, UsageError
from core.meter import TimeSignature
from core.onsets import Onset
from core.playback.deck import FADE
from melody_gui.job import JobRunner
from melody_gui.player import Player
from tests.gui.fake_sounddevice import (
    FakeSounddevice,
    PortAudioError,
    install,
    remove_portaudio,
)

RATE = 44100
Samples = NDArray[np.float32]


@pytest.fixture
def sounddevice(monkeypatch: pytest.MonkeyPatch) -> FakeSounddevice:
    return install(monkeypatch)


@pytest.fixture
def no_portaudio(monkeypatch: pytest.MonkeyPatch) -> None:
    remove_portaudio(monkeypatch)


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[JobRunner]:
    runner = JobRunner()
    yield runner
    assert runner.shut_down()


@pytest.fixture
def player(jobs: JobRunner) -> Iterator[Player]:
    player = Player(jobs)
    yield player
    player.shut_down()


def ramp(seconds: float) -> Samples:
    """A song each of whose samples is another; quiet enough for the limiter to stay away."""
    return (np.arange(round(seconds * RATE)) % 20000 / 32768).astype(np.float32)


def load(player: Player, song: Samples, jobs: JobRunner, qtbot: QtBot) -> None:
    player.set_song(song)
    qtbot.waitUntil(lambda: not jobs.jobs, timeout=10_000)


def four_four(n_bars: int = 4, beat: float = 0.5) -> BeatGrid:
    bars = [
        GridBar(
            TimeSignature(4, 4),
            tuple(4 * beat * bar + k * beat for k in range(4)),
            4 * beat * (bar + 1),
        )
        for bar in range(n_bars)
    ]
    return BeatGrid(tuple(bars))


def test_the_device_gets_the_song_sample_for_sample(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    song = ramp(3.0)
    load(player, song, jobs, qtbot)
    player.play()
    (stream,) = sounddevice.streams
    heard = np.concatenate([stream.ask() for _ in range(100)])
    np.testing.assert_array_equal(heard[FADE:, 0], song[: len(heard) - FADE])
    np.testing.assert_array_equal(heard[:, 0], heard[:, 1])


def test_pausing_fades_out_and_stays(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(3.0), jobs, qtbot)
    player.play()
    (stream,) = sounddevice.streams
    stream.ask(4410)
    with qtbot.waitSignal(player.playing_changed):
        player.pause()
    after = stream.ask(4410)
    assert np.abs(after[:FADE]).max() > 0
    assert not after[FADE:].any()
    player.play()
    again = stream.ask(4410)
    expected = ramp(3.0)[4410 - FADE :][:FADE]
    np.testing.assert_allclose(again[FADE : 2 * FADE, 0], expected, atol=1e-6)


def test_play_waits_for_a_song_that_is_still_being_loaded(
    player: Player, sounddevice: FakeSounddevice, qtbot: QtBot
) -> None:
    player.set_song(ramp(2.0))
    player.play()
    assert player.is_playing and not sounddevice.streams
    qtbot.waitUntil(lambda: bool(sounddevice.streams), timeout=5000)
    assert sounddevice.streams[0].ask().any()


def test_nothing_is_played_without_a_song(player: Player, sounddevice: FakeSounddevice) -> None:
    player.play()
    assert not player.is_playing and not sounddevice.streams


def test_seeking_moves_the_playhead_at_once_and_is_kept_within_the_song(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(3.0), jobs, qtbot)
    with qtbot.waitSignal(player.position_changed) as moved:
        player.seek(1.5)
    assert moved.args == [1.5]
    player.seek(99.0)
    assert player.position == 3.0
    player.seek(-1.0)
    assert player.position == 0.0


def test_the_silent_clock_moves_the_playhead_and_says_why(
    player: Player, no_portaudio: None, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(1.0), jobs, qtbot)
    places: list[float] = []
    player.position_changed.connect(places.append)
    with qtbot.waitSignal(player.sound_lost) as lost:
        player.play()
    assert "PortAudio" in lost.args[0] and "silence" in lost.args[0]
    assert not player.has_sound and player.devices() == ()
    qtbot.waitUntil(lambda: not player.is_playing, timeout=5000)
    assert player.position == pytest.approx(1.0)
    assert len(places) > 20 and places == sorted(places)


def test_after_the_end_play_starts_over(
    player: Player, no_portaudio: None, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(1.0), jobs, qtbot)
    player.seek(0.9)
    player.play()
    qtbot.waitUntil(lambda: not player.is_playing, timeout=5000)
    player.play()
    assert player.position == 0.0
    qtbot.waitUntil(lambda: 0.1 < player.position < 0.9, timeout=5000)


def test_a_loop_holds_the_playhead(
    player: Player, no_portaudio: None, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(3.0), jobs, qtbot)
    player.set_loop((1.0, 1.2))
    places: list[float] = []
    player.play()
    player.position_changed.connect(places.append)
    qtbot.waitUntil(lambda: sum(b < a for a, b in itertools.pairwise(places)) >= 3)
    assert min(places) >= 1.0 and max(places) <= 1.2
    player.set_loop(None)
    qtbot.waitUntil(lambda: player.position > 1.3, timeout=5000)


def test_a_loop_too_short_to_hear_is_refused(player: Player) -> None:
    with pytest.raises(UsageError, match="loop"):
        player.set_loop((1.0, 1.05))


def test_no_device_is_told_in_the_users_words(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    sounddevice.devices = []
    load(player, ramp(1.0), jobs, qtbot)
    with qtbot.waitSignal(player.sound_lost) as lost:
        player.play()
    assert lost.args[0].startswith("No sound device is connected.")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("Invalid sample rate [PaErrorCode -9997]", "44.1 kHz"),
        ("Device unavailable [PaErrorCode -9985]", "another program"),
    ],
)
def test_a_device_that_refuses_is_told_in_the_users_words(
    player: Player,
    sounddevice: FakeSounddevice,
    jobs: JobRunner,
    qtbot: QtBot,
    error: str,
    words: str,
) -> None:
    def refuse(_options: object) -> None:
        raise PortAudioError(error)

    sounddevice.refuse = refuse
    load(player, ramp(1.0), jobs, qtbot)
    with qtbot.waitSignal(player.sound_lost) as lost:
        player.play()
    assert words in lost.args[0]


def test_a_pulled_plug_leaves_the_playhead_running_and_sound_comes_back(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(20.0), jobs, qtbot)
    player.play()
    with qtbot.waitSignal(player.sound_lost):
        sounddevice.streams[0].end()
    assert sounddevice.streams[0].is_closed
    place = player.position
    qtbot.waitUntil(lambda: player.position > place + 0.2, timeout=5000)
    player.pause()
    with qtbot.waitSignal(player.sound_found):
        player.play()
    assert player.has_sound and len(sounddevice.streams) == 2


def test_a_chosen_device_that_is_gone_is_named(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(1.0), jobs, qtbot)
    player.choose_device("Old headset | ALSA")
    with qtbot.waitSignal(player.sound_lost) as lost:
        player.play()
    assert "“Old headset” is not connected" in lost.args[0]


def test_changing_the_device_while_playing_goes_on_there(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(3.0), jobs, qtbot)
    assert [device.key for device in player.devices()] == ["Speakers | ALSA", "Headset | ALSA"]
    player.play()
    sounddevice.streams[0].ask(4410)
    player.choose_device("Headset | ALSA")
    first, second = sounddevice.streams
    assert first.is_closed and second.options["device"] == 1
    np.testing.assert_array_equal(second.ask()[:, 0], ramp(3.0)[4410 - FADE :][:512])


def test_underflows_are_counted(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(1.0), jobs, qtbot)
    player.play()
    sounddevice.streams[0].ask(underflow=True)
    assert player.n_underflows == 1


def test_balance_volume_and_click_act_without_a_new_tape(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    song = np.full(3 * RATE, 0.25, dtype=np.float32)
    load(player, song, jobs, qtbot)
    player.play()
    (stream,) = sounddevice.streams
    stream.ask(1024)
    player.set_volume(0.5)
    assert stream.ask(1024)[-1, 0] == pytest.approx(0.125, abs=1e-3)
    player.set_balance(1.0)
    stream.ask(1024)
    assert not stream.ask(1024).any()
    player.set_balance(0.75)
    stream.ask(1024)
    assert stream.ask(1024)[-1, 0] == pytest.approx(0.0625, abs=1e-3)


def test_strokes_are_heard_as_drums_at_their_times(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, np.zeros(2 * RATE, dtype=np.float32), jobs, qtbot)
    player.set_onsets([Onset(1.0, "snare", 100)])
    assert not jobs.jobs  # nobody hears the drums yet
    player.set_balance(1.0)
    qtbot.waitUntil(lambda: not jobs.jobs, timeout=10_000)
    player.play()
    heard = np.abs(np.concatenate([sounddevice.streams[0].ask() for _ in range(160)])[FADE:, 0])
    first = int(np.argmax(heard > 0.1 * heard.max()))
    assert abs(first - RATE) < 0.003 * RATE


def test_the_count_in_clicks_two_bars_and_then_the_song_begins(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    song = np.full(8 * RATE, 0.25, dtype=np.float32)
    load(player, song, jobs, qtbot)
    player.set_grid(four_four())
    qtbot.waitUntil(lambda: not jobs.jobs, timeout=10_000)
    player.set_count_in(2)
    player.seek(2.0)
    player.play()
    n_lead = 2 * 2 * RATE
    heard = np.concatenate([sounddevice.streams[0].ask() for _ in range(400)])[:, 0]
    assert np.all(heard[n_lead : n_lead + RATE // 2] == 0.25)
    lead = heard[: n_lead - FADE]
    for beat in range(8):
        start = round(0.5 * beat * RATE)
        assert np.abs(lead[start : start + 500]).max() > 0.2
        assert not lead[start + 5000 : start + 15000].any()
    downbeats = [np.abs(lead[round(0.5 * k * RATE) :][:500]).max() for k in range(8)]
    assert min(downbeats[0], downbeats[4]) > max(downbeats[1:4] + downbeats[5:])


def test_the_playhead_waits_while_counting_in(
    player: Player, no_portaudio: None, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(4.0), jobs, qtbot)
    player.set_grid(four_four(2, 0.1))
    player.set_count_in(1)
    player.seek(0.8)
    with qtbot.waitSignal(player.counting_in_changed) as counting:
        player.play()
    assert counting.args == [True] and player.position == 0.8
    with qtbot.waitSignal(player.counting_in_changed) as counting:
        pass
    assert counting.args == [False]
    qtbot.waitUntil(lambda: player.position > 0.9)


def test_the_beats_of_a_count_in_are_counted_as_they_sound(
    player: Player, no_portaudio: None, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(4.0), jobs, qtbot)
    player.set_grid(four_four(4, 0.1))
    player.set_count_in(1)
    player.seek(0.8)
    counted: list[int] = []
    player.counted.connect(counted.append)
    player.play()
    qtbot.waitUntil(lambda: player.position > 0.9)
    assert counted == [1, 2, 3, 4, 0]
    player.pause()
    player.seek(0.8)
    player.play()
    qtbot.waitUntil(lambda: counted[5:] == [1])
    player.pause()
    assert counted[5:] == [1, 0]


def test_playing_waits_with_a_sign_for_sound_that_is_still_being_made(
    player: Player, no_portaudio: None, jobs: JobRunner, qtbot: QtBot
) -> None:
    player.set_speed(0.5)
    player.set_song(ramp(5.0))
    with qtbot.waitSignal(player.waiting_changed) as waiting:
        player.play()
    assert waiting.args == [True] and player.is_waiting and player.is_playing
    qtbot.waitUntil(lambda: player.position > 0.05, timeout=20_000)
    assert not player.is_waiting
    player.pause()
    player.set_song(ramp(5.1))
    player.play()
    assert player.is_waiting
    player.pause()
    assert not player.is_waiting


def test_a_new_speed_is_pending_until_it_is_heard(
    player: Player, no_portaudio: None, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(5.0), jobs, qtbot)
    wished: list[float] = []
    player.wished_speed_changed.connect(wished.append)
    with qtbot.waitSignal(player.speed_pending_changed) as pending:
        player.set_speed(0.8)
    assert pending.args == [True] and player.is_speed_pending and wished == [0.8]
    with qtbot.waitSignal(player.speed_pending_changed, timeout=20_000) as pending:
        pass
    assert pending.args == [False] and player.speed == 0.8
    with qtbot.waitSignal(player.speed_pending_changed, timeout=20_000):
        player.set_speed(0.6)
        player.set_speed(0.8)
    assert not player.is_speed_pending


def test_a_speed_that_fails_leaves_the_one_that_sounds(
    player: Player,
    no_portaudio: None,
    jobs: JobRunner,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise AudioError("The stretcher is ill.")

    load(player, ramp(5.0), jobs, qtbot)
    monkeypatch.setattr("melody_gui.tape_maker.stretch", fail)
    wished: list[float] = []
    player.wished_speed_changed.connect(wished.append)
    with qtbot.waitSignal(player.speed_failed, timeout=5000) as failed:
        player.set_speed(0.8)
    assert failed.args == ["The stretcher is ill."]
    assert wished == [0.8, 1.0] and not player.is_speed_pending and player.speed == 1.0


@pytest.mark.slow
def test_a_place_that_is_not_stretched_yet_is_stretched_next(
    player: Player, no_portaudio: None, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(300.0), jobs, qtbot)
    player.play()
    with qtbot.waitSignal(player.speed_changed, timeout=20_000):
        player.set_speed(0.5)
    waits: list[bool] = []
    player.waiting_changed.connect(waits.append)
    player.seek(250.0)
    qtbot.waitUntil(lambda: player.position > 250.1, timeout=15_000)
    assert waits == [True, False]
    assert any(job.title for job in jobs.jobs)  # the rest is still being made
    player.seek(10.0)
    qtbot.waitUntil(lambda: player.position > 10.1, timeout=5000)


@pytest.mark.slow
def test_another_speed_goes_on_at_the_same_place_with_the_same_pitch(
    player: Player, no_portaudio: None, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(30.0), jobs, qtbot)
    player.seek(10.0)
    player.play()
    with qtbot.waitSignal(player.speed_changed, timeout=30_000) as changed:
        player.set_speed(0.5)
        assert player.speed == 1.0 and player.wished_speed == 0.5
    assert changed.args == [0.5]
    assert 10.0 < player.position < 25.0
    before = player.position
    qtbot.wait(500)
    assert 0.1 < player.position - before < 0.4
    qtbot.waitUntil(lambda: not jobs.jobs, timeout=30_000)


@pytest.mark.slow
def test_song_and_drums_stay_together_at_another_speed(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    song = np.zeros(6 * RATE, dtype=np.float32)
    burst = np.arange(900)
    song[3 * RATE : 3 * RATE + 900] = 0.5 * np.sin(burst / 5) * np.exp(-burst / 200)
    load(player, song, jobs, qtbot)
    player.set_onsets([Onset(3.0, "side_stick", 110)])
    player.set_balance(0.5)
    player.set_speed(0.5)
    qtbot.waitUntil(lambda: player.speed == 0.5 and not jobs.jobs, timeout=60_000)
    attacks = []
    for balance in (0.0, 1.0):
        player.set_balance(balance)
        player.seek(2.9)
        player.play()
        stream = sounddevice.streams[-1]
        heard = np.abs(np.concatenate([stream.ask() for _ in range(40)])[FADE:, 0])
        steps = np.abs(np.diff(heard))
        attacks.append(float(np.argmax(steps > 0.3 * steps.max())) / RATE)
        player.pause()
        stream.ask()
    assert attacks == pytest.approx([0.2, 0.2], abs=0.005)


def test_going_back_to_the_songs_own_speed_needs_no_stretching(
    player: Player, no_portaudio: None, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(30.0), jobs, qtbot)
    player.set_speed(0.5)
    player.set_speed(1.0)
    qtbot.waitUntil(lambda: not jobs.jobs, timeout=10_000)
    assert player.speed == player.wished_speed == 1.0


def test_a_speed_beyond_the_limits_is_refused(player: Player) -> None:
    with pytest.raises(UsageError, match="25 and 150"):
        player.set_speed(2.0)


def test_stereo_of_the_same_song_replaces_it_without_a_break(
    player: Player, sounddevice: FakeSounddevice, jobs: JobRunner, qtbot: QtBot
) -> None:
    load(player, ramp(3.0), jobs, qtbot)
    player.set_loop((1.0, 2.0))
    player.seek(1.5)
    player.play()
    sounddevice.streams[0].ask(RATE // 10)
    stereo = np.stack([ramp(3.0), -ramp(3.0)], axis=1)
    load(player, stereo, jobs, qtbot)
    heard = sounddevice.streams[0].ask(2048)
    start = round(1.5 * RATE) + RATE // 10 - FADE
    np.testing.assert_allclose(heard[:, 0], ramp(3.0)[start : start + 2048], atol=1e-6)
    np.testing.assert_array_equal(heard[FADE:, 1], -heard[FADE:, 0])
    assert player.is_playing and player.loop == (1.0, 2.0)


def test_a_sound_is_heard_beside_the_song_and_without_it(
    player: Player, sounddevice: FakeSounddevice
) -> None:
    player.sound(np.full(1000, 0.5, dtype=np.float32))
    heard = sounddevice.streams[0].ask(2048)
    assert np.all(heard[:1000] == 0.5) and not heard[1000:].any()


def test_a_paused_player_lets_the_device_go(
    player: Player,
    sounddevice: FakeSounddevice,
    jobs: JobRunner,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("melody_gui.player._IDLE", 0.05)
    load(player, ramp(3.0), jobs, qtbot)
    player.play()
    sounddevice.streams[0].ask()
    player.pause()
    qtbot.waitUntil(lambda: sounddevice.streams[0].is_closed, timeout=2000)
    player.play()
    assert len(sounddevice.streams) == 2
