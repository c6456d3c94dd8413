"""`load_song` on bad files: what is refused, how it is said, and what is mended."""

import os
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from core.errors import (
    AudioError,
    MelodyError,
    NotAudioError,
    SilentSongError,
    SongNotFoundError,
    SongTooShortError,
)
from core.song import SAMPLE_RATE, load_song
from tests.sound_files import (
    DURATION,
    add_pictures,
    click_errors,
    clicks,
    cut_off,
    damage_middle,
    encode,
    steady_sound,
    write_pictures,
    write_sound,
)

ONE_MS = SAMPLE_RATE // 1000


# What is refused


def refusal(path: Path | str, kind: type[MelodyError], *words: str) -> str:
    """The message with which a file is refused; all of `words` must be in it."""
    with pytest.raises(kind) as caught:
        load_song(path)
    message = str(caught.value)
    assert type(caught.value) is kind
    assert Path(path).name[:20] in message
    for word in words:
        assert word in message
    return message


def test_a_missing_file_is_refused(tmp_path):
    refusal(tmp_path / "nowhere.mp3", SongNotFoundError, "There is no file")
    refusal(tmp_path / "nowhere" / "song.mp3", SongNotFoundError, "There is no file")


def test_an_impossible_name_is_refused(tmp_path):
    refusal(tmp_path / ("a" * 400), SongNotFoundError, "There is no file")
    with pytest.raises(SongNotFoundError):
        load_song("zero\0byte.wav")


def test_a_folder_is_refused(tmp_path):
    refusal(tmp_path, SongNotFoundError, "is a folder")


@pytest.mark.parametrize("name", ["empty.wav", "empty.mp3"])
def test_an_empty_file_is_refused(tmp_path, name):
    (tmp_path / name).touch()

    refusal(tmp_path / name, NotAudioError, "is empty")


@pytest.mark.parametrize("name", ["text.mp3", "text.wav", "text.txt", "text.flac"])
def test_a_text_is_refused(tmp_path, name):
    (tmp_path / name).write_text("This is a letter and no song.\n" * 200)

    refusal(tmp_path / name, NotAudioError)


@pytest.mark.parametrize(
    "start",
    [b"", b"RIFF\x00\x10\x00\x00WAVEfmt ", b"fLaC", b"OggS\x00\x02vorbis", b"FORM", b"ID3\x03"],
)
def test_random_bytes_are_refused(tmp_path, start):
    noise = np.random.default_rng(1).bytes(100_000)
    (tmp_path / "noise.wav").write_bytes(start + noise)

    with pytest.raises((NotAudioError, SongTooShortError), match=r"noise\.wav"):
        load_song(tmp_path / "noise.wav")


def test_a_file_of_one_byte_is_refused(tmp_path):
    (tmp_path / "one.wav").write_bytes(b"R")

    refusal(tmp_path / "one.wav", NotAudioError)


def test_a_video_without_sound_is_refused(tmp_path):
    with av.open(tmp_path / "film.mp4", "w") as container:
        write_pictures(container, add_pictures(container))

    refusal(tmp_path / "film.mp4", NotAudioError, "no audio track")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")

    refusal(tmp_path / "pipe.wav", NotAudioError, "pipe")


def test_a_file_without_permission_is_refused(tmp_path, monkeypatch):
    path = write_sound(tmp_path / "secret.wav", clicks(44100), 44100)

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    # Not chmod: the administrator, as whom tests may run, reads everything.
    monkeypatch.setattr(Path, "open", refuse)

    refusal(path, AudioError, "may not be read")


@pytest.mark.parametrize("name", ["short.wav", "short.flac"])
def test_a_song_shorter_than_a_second_is_refused(tmp_path, name):
    write_sound(tmp_path / name, clicks(44100)[: int(0.9 * 44100)], 44100)

    refusal(tmp_path / name, SongTooShortError, "0.90 seconds")


def test_a_song_of_a_second_is_read(tmp_path):
    write_sound(tmp_path / "second.wav", clicks(44100)[22050:66150], 44100)

    assert load_song(tmp_path / "second.wav").duration == 1


def test_a_header_without_samples_is_refused(tmp_path):
    write_sound(tmp_path / "none.wav", np.zeros((0, 2)), 44100)

    refusal(tmp_path / "none.wav", NotAudioError, "Nothing in")


@pytest.mark.parametrize("level", [0.0, 3e-5])
@pytest.mark.parametrize("offset", [0.0, 0.1])
def test_silence_is_refused(tmp_path, level, offset):
    noise = level * np.random.default_rng(0).uniform(-1, 1, (88200, 2)) + offset
    write_sound(tmp_path / "silence.wav", noise, 44100, subtype="FLOAT")

    refusal(tmp_path / "silence.wav", SilentSongError, "only silence")


def test_a_soft_song_is_no_silence(tmp_path):
    write_sound(tmp_path / "soft.wav", 0.002 * clicks(44100), 44100, subtype="FLOAT")

    assert np.abs(load_song(tmp_path / "soft.wav").samples).max() > 0.0005


# What is mended, with a warning


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30])
def test_samples_that_are_no_numbers_become_silence_with_a_warning(tmp_path, bad):
    samples = clicks(44100, 2)
    samples[100:110, 0] = bad
    write_sound(tmp_path / "song.wav", samples, 44100, subtype="FLOAT")

    song = load_song(tmp_path / "song.wav")

    assert np.isfinite(song.samples).all()
    assert not song.samples[100:110].any()
    assert not click_errors(song.samples, SAMPLE_RATE).any()
    assert "10 samples that are no numbers" in song.warnings[0]


def test_samples_that_are_no_numbers_are_mended_before_resampling(tmp_path):
    samples = clicks(48000)
    samples[1000] = np.nan
    write_sound(tmp_path / "song.wav", samples, 48000, subtype="FLOAT")

    song = load_song(tmp_path / "song.wav")

    assert np.isfinite(song.samples).all()
    assert np.abs(click_errors(song.samples, SAMPLE_RATE)).max() <= 1


def test_nothing_but_invalid_samples_is_refused(tmp_path):
    write_sound(tmp_path / "nan.wav", np.full((88200, 1), np.nan), 44100, subtype="FLOAT")

    refusal(tmp_path / "nan.wav", SilentSongError, "no valid samples")


@pytest.mark.parametrize("name", ["song.wav", "song.aiff", "song.flac"])
def test_a_cut_off_file_is_read_as_far_as_it_goes(tmp_path, name):
    path = cut_off(write_sound(tmp_path / name, steady_sound(16), 44100), 0.5)

    song = load_song(path)

    assert song.duration == pytest.approx(8, abs=0.5)
    assert "0:08 min of the 0:16 min" in song.warnings[0]
    assert name in song.warnings[0]


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("song.mp3", "libmp3lame", None),
        ("song.m4a", "aac", {"movflags": "faststart"}),
        ("song.mkv", "aac", None),
    ],
)
def test_a_cut_off_compressed_file_is_read_as_far_as_it_goes(tmp_path, name, codec, options):
    path = encode(tmp_path / name, steady_sound(16), 44100, codec, container_options=options)

    song = load_song(cut_off(path, 0.5))

    assert song.duration == pytest.approx(8, abs=0.5)
    assert "0:08 min of the 0:16 min" in song.warnings[0]


@pytest.mark.parametrize(("name", "codec"), [("song.aac", "aac"), ("song.opus", "libopus")])
def test_a_cut_off_file_of_unknown_length_is_read_without_a_guess(tmp_path, name, codec):
    path = encode(tmp_path / name, steady_sound(10, 48000), 48000, codec)

    song = load_song(cut_off(path, 0.5))

    assert song.duration == pytest.approx(5, abs=0.3)


def test_an_m4a_without_its_index_is_refused(tmp_path):
    path = encode(tmp_path / "song.m4a", steady_sound(), 44100, "aac")

    refusal(cut_off(path, 0.8), NotAudioError, "cut off")


def test_a_wav_of_a_stream_without_length_gets_no_warning(tmp_path):
    path = write_sound(tmp_path / "stream.wav", clicks(44100), 44100)
    content = bytearray(path.read_bytes())
    content[4:8] = content[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(content)

    song = load_song(path)

    assert song.duration == pytest.approx(DURATION)
    assert song.warnings == ()


def test_a_video_longer_than_its_sound_gets_no_warning(tmp_path):
    # 20 pictures at 10 per second against 1.5 seconds of sound.
    path = encode(tmp_path / "a.mkv", clicks(44100)[:66150], 44100, "aac", with_video=True)

    assert load_song(path).warnings == ()


@pytest.mark.parametrize(
    ("name", "codec"), [("song.flac", "flac"), ("song.m4a", "aac"), ("song.mkv", "aac")]
)
def test_times_after_a_damaged_middle_stay_right(tmp_path, name, codec):
    sound = steady_sound(16)
    sound[14 * 44100 :] = 0
    sound[15 * 44100 :, :] = clicks(44100, 2)[22050 : 22050 + 44100]
    path = encode(tmp_path / name, sound, 44100, codec)

    song = load_song(damage_middle(path))

    assert song.duration == pytest.approx(16, abs=0.1)
    ending = song.samples[15 * SAMPLE_RATE - 4410 :]
    assert np.flatnonzero(np.abs(ending) > 0.2)[0] == pytest.approx(4410, abs=2 * ONE_MS)
    assert "is damaged" in song.warnings[-1]


@pytest.mark.parametrize(("name", "codec"), [("song.mp3", "libmp3lame"), ("song.aac", "aac")])
def test_a_stream_damaged_in_the_middle_is_read_to_its_end(tmp_path, name, codec):
    path = encode(tmp_path / name, steady_sound(16), 44100, codec)

    song = load_song(damage_middle(path))

    assert 13 < song.duration < 16.1
    assert any("is damaged" in warning for warning in song.warnings)


def test_one_lost_mp3_frame_does_not_shift_what_follows(tmp_path):
    sound = 0.1 * steady_sound(6)
    sound[4 * 44100 : 4 * 44100 + 882] += clicks(44100, 2)[22050 : 22050 + 882]
    path = encode(tmp_path / "song.mp3", sound, 44100, "libmp3lame")
    content = bytearray(path.read_bytes())
    with av.open(path) as container:
        packets = [(p.pos, p.size) for p in container.demux(audio=0) if p.dts is not None]
    position, size = packets[80]
    content[position + 4 : position + size] = b"\xff" * (size - 4)
    path.write_bytes(content)

    samples = load_song(path).samples

    start = np.flatnonzero(np.abs(samples) > 0.35)[0]
    assert start == pytest.approx(4 * SAMPLE_RATE, abs=2 * ONE_MS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "codec"),
    [("x.mp3", "libmp3lame"), ("x.m4a", "aac"), ("x.mkv", "aac"), ("x.flac", "flac"),
     ("x.wma", "wmav2"), ("x.opus", "libopus"), ("x.wav", "pcm_s16le"), ("x.aiff", "pcm_s16be")],
)  # fmt: skip
def test_no_random_damage_raises_anything_but_an_audio_error(tmp_path, name, codec):
    rate = 48000 if codec == "libopus" else 44100
    path = encode(tmp_path / name, steady_sound(2, rate), rate, codec)
    whole = path.read_bytes()
    generator = np.random.default_rng(11)
    n_read = 0

    for _ in range(60):
        content = bytearray(whole)
        area = 600 if generator.random() < 0.5 else len(whole)
        for place in generator.integers(0, area, generator.choice([1, 20, 200])):
            content[place] = generator.integers(256)
        path.write_bytes(content[: generator.integers(1, 2 * len(whole))])
        try:
            samples = load_song(path).samples
        except AudioError:
            continue
        n_read += 1
        assert np.abs(samples).max() <= 1.0001

    assert n_read
