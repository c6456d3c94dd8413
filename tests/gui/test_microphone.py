"""Microphone and recorder, with a fake device called by hand."""

import itertools
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from core.song import load_song
from melody_gui.microphone import CapturedBlock, Microphone
from melody_gui.recorder import Recorder
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
def microphone(qtbot: QtBot) -> Iterator[Microphone]:
    microphone = Microphone()
    yield microphone
    microphone.stop()
    assert "microphone" not in {thread.name for thread in threading.enumerate()}


def noise(n_samples: int) -> Samples:
    return (0.3 * np.random.default_rng(1).standard_normal(n_samples)).astype(np.float32)


def blocks_of(samples: Samples, length: int = 512) -> list[Samples]:
    return [samples[start : start + length] for start in range(0, len(samples), length)]


def test_every_block_reaches_every_listener_in_order(
    microphone: Microphone, sounddevice: FakeSounddevice
) -> None:
    listeners = [microphone.listen(), microphone.listen()]
    assert microphone.start()
    sound = noise(50 * 512)
    for block in blocks_of(sound):
        sounddevice.streams[0].give(block)
    microphone.stop()
    for listener in listeners:
        found = listener.take_all()
        np.testing.assert_array_equal(np.concatenate([each.samples for each in found]), sound)
        assert [each.first_sample for each in found] == list(range(0, 50 * 512, 512))


def test_a_block_keeps_its_sound_when_the_device_reuses_its_memory(
    microphone: Microphone, sounddevice: FakeSounddevice
) -> None:
    listener = microphone.listen()
    microphone.start()
    memory = np.full(512, 0.5, dtype=np.float32)
    sounddevice.streams[0].give(memory)
    memory[:] = 0
    block = listener.take(timeout=2.0)
    assert block is not None and np.all(block.samples == 0.5)


def test_a_block_tells_when_it_was_in_the_air(
    microphone: Microphone, sounddevice: FakeSounddevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = microphone.listen()
    microphone.start()
    monkeypatch.setattr("melody_gui.microphone.time", SimpleNamespace(perf_counter=lambda: 7.0))
    sounddevice.streams[0].give(noise(512))
    block = listener.take(timeout=2.0)
    assert block is not None and block.time == pytest.approx(6.98)  # the fake is 20 ms late


def test_the_level_is_told_with_its_clipping(
    microphone: Microphone, sounddevice: FakeSounddevice, qtbot: QtBot
) -> None:
    microphone.start()
    with qtbot.waitSignal(microphone.level_changed) as told:
        sounddevice.streams[0].give(np.full(512, 0.5, dtype=np.float32))
    assert told.args == [pytest.approx(0.5), pytest.approx(0.5), False]
    levels: list[tuple[float, float, bool]] = []
    microphone.level_changed.connect(lambda *level: levels.append(level))
    loud = np.zeros(512, dtype=np.float32)
    loud[100] = -1.0

    def give_until_told() -> bool:
        sounddevice.streams[0].give(loud)
        return bool(levels)

    qtbot.waitUntil(give_until_told, timeout=2000)
    assert levels[0][0] == 1.0 and levels[0][2]


def test_a_microphone_of_48_khz_is_brought_to_44_1(
    microphone: Microphone, sounddevice: FakeSounddevice
) -> None:
    sounddevice.devices[1]["default_samplerate"] = 48000.0

    def refuse(options: dict[str, Any]) -> None:
        if options["samplerate"] != 48000:
            raise PortAudioError("Invalid sample rate [PaErrorCode -9997]")

    sounddevice.refuse = refuse
    listener = microphone.listen()
    assert microphone.start("Headset | ALSA")
    times = np.arange(48000) / 48000
    tone = (0.5 * np.sin(2 * np.pi * 1000 * times)).astype(np.float32)
    for block in blocks_of(tone, sounddevice.streams[0].options["blocksize"]):
        sounddevice.streams[0].give(block)
    microphone.stop()
    found = listener.take_all()
    heard = np.concatenate([each.samples for each in found])
    assert 0.95 * RATE < len(heard) <= RATE
    expected = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(len(heard)) / RATE)
    np.testing.assert_allclose(heard[500:-500], expected[500:-500], atol=0.01)
    assert all(
        after.first_sample == before.first_sample + len(before.samples)
        for before, after in itertools.pairwise(found)
    )


def test_an_overflow_is_counted_and_the_microphone_goes_on(
    microphone: Microphone, sounddevice: FakeSounddevice, qtbot: QtBot
) -> None:
    listener = microphone.listen()
    microphone.start()
    with qtbot.waitSignal(microphone.overflowed) as told:
        sounddevice.streams[0].give(noise(512))
        sounddevice.streams[0].give(noise(512), overflow=True)
    assert told.args == [1] and microphone.n_overflows == 1 and microphone.is_running
    sounddevice.streams[0].give(noise(512))
    microphone.stop()
    assert len(listener.take_all()) == 3


def test_a_listener_that_does_not_listen_is_told_what_it_missed(
    microphone: Microphone, sounddevice: FakeSounddevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("melody_gui.microphone._LONGEST_QUEUE", 4)
    slow, quick = microphone.listen(), microphone.listen()
    microphone.start()
    heard: list[CapturedBlock] = []
    for block in blocks_of(noise(6 * 512)):
        sounddevice.streams[0].give(block)
        found = quick.take(timeout=2.0)
        assert found is not None
        heard.append(found)
    assert len(heard) == 6 and not any(block.n_lost for block in heard)
    assert [block.first_sample for block in slow.take_all()] == [0, 512, 1024, 1536]
    sounddevice.streams[0].give(noise(512))
    late = slow.take(timeout=2.0)
    assert late is not None and late.n_lost == 2 * 512 and late.first_sample == 6 * 512


def test_a_missing_library_is_told(
    microphone: Microphone, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    remove_portaudio(monkeypatch)
    with qtbot.waitSignal(microphone.failed) as failed:
        assert not microphone.start()
    assert "PortAudio is missing" in failed.args[0]
    assert microphone.devices() == () and not microphone.is_running


def test_no_microphone_is_told(
    microphone: Microphone, sounddevice: FakeSounddevice, qtbot: QtBot
) -> None:
    sounddevice.devices = sounddevice.devices[:1]
    with qtbot.waitSignal(microphone.failed) as failed:
        microphone.start()
    assert failed.args[0].startswith("No microphone is connected.")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("Unanticipated host error [PaErrorCode -9999]: 'access denied'", "privacy settings"),
        ("Device unavailable [PaErrorCode -9985]", "another program"),
    ],
)
def test_a_refusal_is_told_in_the_users_words(
    microphone: Microphone, sounddevice: FakeSounddevice, qtbot: QtBot, error: str, words: str
) -> None:
    def refuse(_options: object) -> None:
        raise PortAudioError(error)

    sounddevice.refuse = refuse
    with qtbot.waitSignal(microphone.failed) as failed:
        microphone.start()
    assert words in failed.args[0]


def test_a_pulled_plug_is_told(
    microphone: Microphone, sounddevice: FakeSounddevice, qtbot: QtBot
) -> None:
    microphone.start()
    sounddevice.streams[0].give(noise(512))
    with qtbot.waitSignal(microphone.failed, timeout=2000) as failed:
        sounddevice.streams[0].end()
    assert "unplugged" in failed.args[0]
    assert sounddevice.streams[0].is_closed and not microphone.is_running


def test_a_microphone_that_falls_silent_for_a_second_is_unplugged(
    microphone: Microphone, sounddevice: FakeSounddevice, qtbot: QtBot
) -> None:
    microphone.start()
    sounddevice.streams[0].give(noise(512))
    with qtbot.waitSignal(microphone.failed, timeout=3000) as failed:
        pass
    assert "unplugged" in failed.args[0]


def test_the_list_of_devices_is_looked_at_anew_unless_one_is_open(
    microphone: Microphone, sounddevice: FakeSounddevice
) -> None:
    assert [device.name for device in microphone.devices()] == ["Headset"]
    assert sounddevice.n_refreshed == 1
    microphone.start()
    microphone.devices()
    assert sounddevice.n_refreshed == 1


# The recorder.


def give_all(sounddevice: FakeSounddevice, sound: Samples) -> None:
    for block in blocks_of(sound):
        sounddevice.streams[-1].give(block)


@pytest.fixture
def recorder(microphone: Microphone) -> Iterator[Recorder]:
    recorder = Recorder(microphone)
    yield recorder
    recorder.stop()


def test_a_take_is_what_was_heard(
    microphone: Microphone, recorder: Recorder, sounddevice: FakeSounddevice, tmp_path: Path
) -> None:
    microphone.start()
    path = tmp_path / "takes" / "take.flac"
    assert recorder.record(path) and recorder.is_recording
    sound = noise(3 * RATE).clip(-0.99, 0.99)
    give_all(sounddevice, sound)
    microphone.stop()
    assert recorder.stop() == path and not recorder.is_recording
    written, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    np.testing.assert_allclose(written, sound, atol=2**-22)


def test_lost_sound_is_silence_in_the_take(
    microphone: Microphone,
    recorder: Recorder,
    sounddevice: FakeSounddevice,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 5.0
    clock = SimpleNamespace(perf_counter=lambda: now)
    microphone.start()
    monkeypatch.setattr("melody_gui.microphone.time", clock)
    recorder.record(tmp_path / "take.flac")
    sounddevice.streams[0].give(np.full(512, 0.5, dtype=np.float32))
    now += 512 / RATE + 0.1
    sounddevice.streams[0].give(np.full(512, 0.25, dtype=np.float32), overflow=True)
    microphone.stop()
    recorder.stop()
    written, _ = soundfile.read(tmp_path / "take.flac", dtype="float32")
    assert len(written) == pytest.approx(1024 + 0.1 * RATE, abs=1)
    assert not written[512:-512].any() and np.all(written[-512:] == 0.25)


def test_a_take_that_was_never_ended_can_be_opened(
    microphone: Microphone,
    recorder: Recorder,
    sounddevice: FakeSounddevice,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("melody_gui.recorder._FLUSH_INTERVAL", 0.05)
    microphone.start()
    path = tmp_path / "take.flac"
    recorder.record(path)
    give_all(sounddevice, noise(3 * RATE))
    qtbot.waitUntil(lambda: recorder.duration > 2.9, timeout=5000)
    crashed = shutil.copy(path, tmp_path / "crashed.flac")
    assert load_song(crashed).duration > 2.8


def test_a_full_disk_ends_the_take_and_keeps_it(
    microphone: Microphone,
    recorder: Recorder,
    sounddevice: FakeSounddevice,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("melody_gui.recorder._FLUSH_INTERVAL", 0.05)
    microphone.start()
    path = tmp_path / "take.flac"
    recorder.record(path)
    give_all(sounddevice, noise(RATE))
    full = SimpleNamespace(free=1000)
    with qtbot.waitSignal(recorder.failed, timeout=5000) as failed:
        monkeypatch.setattr("melody_gui.recorder.shutil.disk_usage", lambda _path: full)
    assert "nearly full" in failed.args[0] and not recorder.is_recording
    assert load_song(path).duration == pytest.approx(1.0, abs=0.02)
    assert not recorder.record(tmp_path / "another.flac")


def test_a_take_never_overwrites_a_file(
    recorder: Recorder, tmp_path: Path, qtbot: QtBot, sounddevice: FakeSounddevice
) -> None:
    path = tmp_path / "take.flac"
    path.write_bytes(b"dear to me")
    with qtbot.waitSignal(recorder.failed) as failed:
        assert not recorder.record(path)
    assert "take.flac" in failed.args[0]
    assert path.read_bytes() == b"dear to me"


def test_a_folder_that_cannot_be_written_is_told(
    recorder: Recorder, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with qtbot.waitSignal(recorder.failed):
        assert not recorder.record(tmp_path / "file" / "take.flac")
