"""`load_song`: every format, the recording's own times, tags, progress, memory."""

import subprocess
import sys

import av
import numpy as np
import pytest
import soundfile

from core.errors import (
    CancelledError,
)
from core.song import SAMPLE_RATE, load_song
from tests.sound_files import (
    DURATION,
    click_errors,
    clicks,
    damage_middle,
    encode,
    steady_sound,
    write_sound,
)

ONE_MS = SAMPLE_RATE // 1000


# What is read


@pytest.mark.parametrize(
    ("name", "subtype"),
    [
        ("song.wav", "PCM_U8"),
        ("song.wav", "PCM_16"),
        ("song.wav", "PCM_24"),
        ("song.wav", "PCM_32"),
        ("song.wav", "FLOAT"),
        ("song.wav", "DOUBLE"),
        ("song.flac", "PCM_16"),
        ("song.flac", "PCM_24"),
        ("song.aiff", "PCM_16"),
        ("song.aiff", "PCM_S8"),
        ("song.ogg", "VORBIS"),
    ],
)
@pytest.mark.parametrize("n_channels", [1, 2])
def test_clicks_keep_their_sample_in_files_of_soundfile(tmp_path, name, subtype, n_channels):
    path = write_sound(tmp_path / name, clicks(44100, n_channels), 44100, subtype=subtype)

    song = load_song(path)

    assert song.samples.dtype == np.float32
    assert song.samples.ndim == 1
    assert song.sample_rate == 44100
    assert abs(len(song.samples) - DURATION * SAMPLE_RATE) <= 1
    assert not click_errors(song.samples, SAMPLE_RATE).any()
    assert song.samples.max() == pytest.approx(clicks(44100).max(), abs=0.05)
    assert song.warnings == ()


@pytest.mark.parametrize(
    ("name", "codec", "rate", "with_video"),
    [
        ("song.mp3", "libmp3lame", 44100, False),
        ("song.mp3", "libmp3lame", 22050, False),
        ("song.m4a", "aac", 44100, False),
        ("song.m4a", "aac", 48000, False),
        ("lossless.m4a", "alac", 44100, False),
        ("raw.aac", "aac", 44100, False),
        ("raw.aac", "aac", 22050, False),
        ("song.opus", "libopus", 48000, False),
        ("opus.ogg", "libopus", 48000, False),
        ("song.wma", "wmav2", 44100, False),
        ("song.wma", "wmav2", 22050, False),
        ("old.wma", "wmav1", 44100, False),
        ("film.mp4", "aac", 44100, True),
        ("film.mkv", "aac", 44100, True),
        ("film.mkv", "libopus", 48000, True),
        ("film.mkv", "libmp3lame", 44100, True),
        ("film.avi", "libmp3lame", 44100, True),
        ("film.ts", "aac", 48000, False),
        ("song.ac3", "ac3", 48000, False),
        ("song.mp2", "mp2", 44100, False),
        ("song.wv", "wavpack", 44100, False),
    ],
)
@pytest.mark.parametrize("n_channels", [1, 2])
def test_clicks_keep_their_time_in_files_of_ffmpeg(
    tmp_path, name, codec, rate, with_video, n_channels
):
    path = tmp_path / name
    encode(path, clicks(rate, n_channels), rate, codec, with_video=with_video)

    song = load_song(path)

    assert song.duration == pytest.approx(DURATION, abs=0.06)
    assert np.abs(click_errors(song.samples, SAMPLE_RATE)).max() <= ONE_MS
    assert song.warnings == ()


def test_mp3_without_a_lame_header_loses_the_delay_of_encoder_and_decoder(tmp_path):
    path = tmp_path / "song.mp3"
    encode(path, clicks(44100), 44100, "libmp3lame", container_options={"write_xing": "0"})

    song = load_song(path)

    assert np.abs(click_errors(song.samples, SAMPLE_RATE)).max() <= ONE_MS
    assert song.warnings == ()


def test_aac_copied_from_a_raw_stream_into_an_m4a_loses_its_delay(tmp_path):
    raw = encode(tmp_path / "raw.aac", clicks(44100), 44100, "aac")
    with av.open(raw) as source, av.open(tmp_path / "copy.m4a", "w") as copy:
        stream = copy.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.dts is not None:
                packet.stream = stream
                copy.mux(packet)

    song = load_song(tmp_path / "copy.m4a")

    assert np.abs(click_errors(song.samples, SAMPLE_RATE)).max() <= ONE_MS


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 32000, 48000, 88200, 96000, 192000])
def test_every_sample_rate_comes_out_at_44100_with_clicks_in_place(tmp_path, rate):
    path = write_sound(tmp_path / "song.wav", clicks(rate), rate)

    song = load_song(path)

    assert abs(len(song.samples) - DURATION * SAMPLE_RATE) <= 1
    # A click may have begun half a sample of the file beside its time.
    assert np.abs(click_errors(song.samples, SAMPLE_RATE)).max() <= 1 + 0.5 * SAMPLE_RATE / rate


def test_resampling_keeps_a_tone_and_adds_nothing_to_it(tmp_path):
    times = np.arange(3 * 48000) / 48000
    write_sound(
        tmp_path / "song.wav", 0.5 * np.sin(2 * np.pi * 997 * times), 48000, subtype="FLOAT"
    )

    samples = load_song(tmp_path / "song.wav").samples

    expected = 0.5 * np.sin(2 * np.pi * 997 * np.arange(len(samples)) / SAMPLE_RATE)
    middle = slice(SAMPLE_RATE // 2, -SAMPLE_RATE // 2)
    assert np.abs(samples[middle] - expected[middle]).max() < 1e-4


def test_channels_are_averaged(tmp_path):
    left = clicks(44100)
    write_sound(tmp_path / "song.wav", np.hstack([left, 0 * left]), 44100, subtype="FLOAT")

    samples = load_song(tmp_path / "song.wav").samples

    np.testing.assert_allclose(samples, left[:, 0] / 2, atol=1e-6)


def test_six_channels_are_averaged(tmp_path):
    write_sound(tmp_path / "song.wav", clicks(44100, 6), 44100, subtype="FLOAT")

    samples = load_song(tmp_path / "song.wav").samples

    np.testing.assert_allclose(samples, clicks(44100)[:, 0], atol=1e-6)


def test_eight_channels_in_planes_are_averaged(tmp_path):
    # PyAV's own conversion of such frames reads beyond their memory.
    sound = np.repeat(clicks(48000), 8, axis=1).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(sound, format="flt", layout="7.1")
    frame.sample_rate = 48000
    with av.open(tmp_path / "surround.m4a", "w") as container:
        stream = container.add_stream("aac", rate=48000, layout="7.1")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    song = load_song(tmp_path / "surround.m4a")

    assert np.abs(click_errors(song.samples, SAMPLE_RATE)).max() <= ONE_MS


@pytest.mark.parametrize("louder", [0, 1])
def test_channels_out_of_phase_do_not_cancel_to_silence(tmp_path, louder):
    stereo = np.hstack([clicks(44100), -clicks(44100)])
    stereo[:, 1 - louder] *= 0.95
    write_sound(tmp_path / "song.wav", stereo, 44100, subtype="FLOAT")

    song = load_song(tmp_path / "song.wav")

    np.testing.assert_allclose(song.samples, stereo[:, louder], atol=1e-6)
    assert ("left", "right")[louder] in song.warnings[0]


def test_channels_out_of_phase_do_not_cancel_in_an_mp3_either(tmp_path):
    stereo = np.hstack([clicks(44100), -clicks(44100)])

    song = load_song(encode(tmp_path / "song.mp3", stereo, 44100, "libmp3lame"))

    assert np.abs(song.samples).max() > 0.5


def test_float_samples_beyond_full_scale_are_scaled_down(tmp_path):
    write_sound(tmp_path / "song.wav", 20000 * clicks(44100), 44100, subtype="FLOAT")

    samples = load_song(tmp_path / "song.wav").samples

    assert np.abs(samples).max() == pytest.approx(1)
    assert not click_errors(samples, SAMPLE_RATE).any()


def test_a_file_is_known_by_its_content_not_by_its_name(tmp_path):
    path = encode(tmp_path / "song.mp3", clicks(44100), 44100, "libmp3lame")

    song = load_song(path.rename(tmp_path / "song.wav"))

    assert np.abs(click_errors(song.samples, SAMPLE_RATE)).max() <= ONE_MS


# Title and artist


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [("x.mp3", "libmp3lame", 44100), ("x.m4a", "aac", 44100), ("x.opus", "libopus", 48000),
     ("x.wma", "wmav2", 44100), ("x.mkv", "aac", 44100), ("x.flac", "flac", 44100)],
)  # fmt: skip
def test_title_and_artist_come_from_the_tags(tmp_path, name, codec, rate):
    tags = {"title": "Señor  Snare\n", "artist": "The\x07 Kickers"}
    path = encode(tmp_path / name, clicks(rate), rate, codec, tags=tags)

    song = load_song(path)

    assert (song.title, song.artist, song.path) == ("Señor Snare", "The Kickers", path)


def test_title_falls_back_to_the_name_of_the_file(tmp_path):
    song = load_song(str(write_sound(tmp_path / "01. My Song.wav", clicks(44100), 44100)))

    assert (song.title, song.artist) == ("01. My Song", "")


@pytest.mark.parametrize("name", ["concat:a|b.wav", "größe 鼓 %03d.wav", "http:x.mp3"])
def test_odd_names_of_files_are_only_names(tmp_path, monkeypatch, name):
    content = encode(tmp_path / "song.mp3", clicks(44100), 44100, "libmp3lame")
    try:
        content.rename(tmp_path / name)
    except OSError:
        pytest.skip("This file system does not allow such a name.")
    monkeypatch.chdir(tmp_path)

    assert load_song(name).duration > 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux allows names that are no text")
@pytest.mark.parametrize(("name", "codec"), [(b"\xff.mp3", "libmp3lame"), (b"\xff.flac", "flac")])
def test_names_that_are_no_text_are_read_and_shown_without_their_odd_bytes(tmp_path, name, codec):
    content = encode(tmp_path / name[1:].decode(), clicks(44100), 44100, codec)

    song = load_song(content.rename(tmp_path / name.decode(errors="surrogateescape")))

    assert song.title.encode("utf-8").decode() == song.title


# Progress, quiet, lightness


@pytest.mark.parametrize(("name", "codec"), [("song.flac", "flac"), ("song.mp3", "libmp3lame")])
def test_progress_rises_to_one(tmp_path, name, codec):
    fractions = []

    load_song(encode(tmp_path / name, steady_sound(8), 44100, codec), fractions.append)

    assert len(fractions) > 3
    assert fractions == sorted(fractions)
    assert 0 < fractions[0] < 0.5
    assert fractions[-1] == 1


@pytest.mark.parametrize(("name", "codec"), [("song.flac", "flac"), ("song.mp3", "libmp3lame")])
def test_progress_can_cancel(tmp_path, name, codec):
    path = encode(tmp_path / name, steady_sound(8), 44100, codec)

    def cancel(_fraction):
        raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        load_song(path, cancel)


@pytest.mark.parametrize(
    ("name", "codec"),
    [("song.mp3", "libmp3lame"), ("song.flac", "flac"), ("song.m4a", "aac"), ("x.opus", "libopus")],
)
def test_damaged_files_put_nothing_on_the_terminal(tmp_path, capfd, name, codec):
    rate = 48000 if codec == "libopus" else 44100
    path = damage_middle(encode(tmp_path / name, steady_sound(6, rate), rate, codec), 0.3, 0.6)

    load_song(path)

    assert capfd.readouterr() == ("", "")


def test_importing_the_module_loads_no_decoder():
    check = (
        "import sys, core.song; "
        "print([m for m in ('av', 'soundfile', 'soxr', 'torch', 'scipy') if m in sys.modules])"
    )

    result = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == "[]"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_half_an_hour_needs_little_more_memory_than_its_samples(tmp_path):
    minute = steady_sound(60)
    with soundfile.SoundFile(tmp_path / "long.flac", "w", 44100, 2) as file:
        for _ in range(30):
            file.write(minute)
    script = (
        "import sys; from pathlib import Path; from core.song import load_song; "
        "print(load_song(sys.argv[1]).duration); "
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )

    result = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "long.flac")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    duration, peak_kb = result.stdout.split()
    assert float(duration) == 1800
    assert int(peak_kb) < 450_000
