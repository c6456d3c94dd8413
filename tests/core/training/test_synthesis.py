"""Kits, patterns and synthesis: what is played is heard where it stands."""

from dataclasses import replace
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from core.errors import DatasetError
from core.kit import DRUM_NAMES
from core.song import SAMPLE_RATE
from core.training.inventions import add_figures, invent_pattern, vary_pattern
from core.training.kit_in_song import render_drums
from core.training.kits import KitLibrary, Piece, load_kits
from core.training.material import MaterialFolders, load_material
from core.training.mixing import compress, loudness_db, random_bus, random_tone
from core.training.patterns import (
    Pattern,
    PatternStroke,
    click_beats,
    load_grooves,
    load_song_pattern,
    midi_beats,
)
from core.training.synthesis import (
    Material,
    SynthesisSettings,
    synthesise_song,
)
from tests.core.training.toy_material import make_accompaniment, make_data, rock_midi

SHORT = SynthesisSettings(duration=4.0)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_data(tmp_path_factory.mktemp("toy") / "data")


@pytest.fixture(scope="module")
def material(data: Path) -> Material:
    return load_material(MaterialFolders(data, make_accompaniment(data / "music")), "training")


@pytest.fixture(scope="module")
def kits(data: Path) -> KitLibrary:
    return load_kits(data / "kits")


def power(sound: NDArray[np.float32], start: float, stop: float) -> float:
    """Mean square between two times in seconds."""
    part = sound[max(round(start * SAMPLE_RATE), 0) : round(stop * SAMPLE_RATE)]
    return float((part.astype(np.float64) ** 2).mean())


def test_kits_hold_pieces_softest_first_peaking_at_one(kits: KitLibrary) -> None:
    assert kits.kit_names == {"osdk", "black_pearl"}
    (snare, _) = kits.pieces["snare"]
    assert (snare.drum, len(snare.samples)) == ("snare", 2)
    assert all(np.abs(sample).max() == pytest.approx(1, abs=0.01) for sample in snare.samples)
    assert kits.only(frozenset({"osdk"})).kit_names == {"osdk"}


def test_kits_that_are_not_there_or_damaged_are_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"kits\.csv"):
        load_kits(tmp_path)
    (tmp_path / "kits.csv").write_text("file,kit,piece,loudness_rank\na.wav,k,kick,1\n")
    with pytest.raises(DatasetError, match=r"a\.wav"):
        load_kits(tmp_path)
    soundfile.write(tmp_path / "a.wav", np.ones(100), 22050)
    with pytest.raises(DatasetError, match="22050"):
        load_kits(tmp_path)


def test_groove_has_strokes_and_beats_of_the_click(data: Path) -> None:
    groove = load_grooves(data / "grooves")[0]
    assert groove.drummer == "drummer1"
    assert groove.pattern.strokes[0] == PatternStroke(0.0, "kick", 110)
    assert groove.pattern.beats is not None
    assert groove.pattern.beats[:5] == ((0.0, 1), (0.5, 2), (1.0, 3), (1.5, 4), (2.0, 1))
    with pytest.raises(DatasetError, match=r"info\.csv"):
        load_grooves(data)


def test_click_of_eighths_gives_no_beats() -> None:
    assert click_beats(120, "6-8", 4.0) is None
    assert click_beats(60, "3-4", 3.5) == ((0.0, 1), (1.0, 2), (2.0, 3), (3.0, 1))


def test_song_pattern_keeps_the_drum_channel_alone(data: Path) -> None:
    pattern = load_song_pattern(data / "songs" / "a.mid")
    assert len(pattern.strokes) == 6 * 12
    assert pattern.tempo == pytest.approx(120)
    assert pattern.duration == pytest.approx(12, abs=0.3)


def test_beats_follow_tempo_and_metre_changes() -> None:
    midi = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("set_tempo", tempo=500000, time=0))
    track.append(mido.MetaMessage("time_signature", numerator=3, denominator=4, time=0))
    track.append(mido.MetaMessage("set_tempo", tempo=1000000, time=480))
    track.append(mido.MetaMessage("time_signature", numerator=6, denominator=8, time=960))
    track.append(mido.MetaMessage("end_of_track", time=1440))
    midi.tracks.append(track)
    beats = midi_beats(midi)
    assert [round(time, 3) for time, _ in beats] == [0, 0.5, 1.5, 2.5, 4.0]
    assert [number for _, number in beats] == [1, 2, 3, 1, 2]


def test_damaged_midi_song_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.mid").write_bytes(b"MThd no")
    with pytest.raises(DatasetError, match=r"a\.mid"):
        load_song_pattern(tmp_path / "a.mid")


def test_excerpt_and_stretch_move_strokes_and_beats_together() -> None:
    strokes = tuple(PatternStroke(t, "kick", 100) for t in (0.0, 1.0, 2.0, 3.0))
    pattern = Pattern(strokes, tuple((s.time, 1) for s in strokes), 4.0, 60.0)
    part = pattern.excerpt(1.0, 2.0).stretched(0.5)
    assert [s.time for s in part.strokes] == [0.0, 0.5]
    assert part.beats == ((0.0, 1), (0.5, 1))
    assert (part.duration, part.tempo) == (1.0, 120.0)
    assert replace(pattern, beats=None).excerpt(0, 1).beats is None


@pytest.mark.parametrize("seed", range(12))
def test_invented_and_varied_patterns_are_playable(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pattern = invent_pattern(rng, 12.0)
    for played in (pattern, vary_pattern(rng, pattern), add_figures(rng, pattern)):
        for stroke in played.strokes:
            assert stroke.time >= 0
            assert stroke.drum in DRUM_NAMES
            assert 1 <= stroke.velocity <= 127
    times = [s.time for s in pattern.strokes]
    assert times == sorted(times)
    for drum in DRUM_NAMES:
        own = [s.time for s in pattern.strokes if s.drum == drum]
        assert (np.diff(own) >= 0.0119).all(), "no drum is struck twice at once"
    assert pattern.beats is not None
    assert np.diff([t for t, _ in pattern.beats]) == pytest.approx(60 / pattern.tempo)


def test_same_seed_gives_the_same_song_and_another_does_not(material: Material) -> None:
    first, again, other = (synthesise_song((7, n), material, SHORT) for n in (1, 1, 2))
    assert np.array_equal(first.samples, again.samples)
    assert first.pattern == again.pattern
    assert not np.array_equal(first.samples, other.samples)


@pytest.mark.parametrize("seed", range(6))
def test_song_is_as_long_as_asked_and_within_full_scale(seed: int, material: Material) -> None:
    song = synthesise_song((3, seed), material, SHORT)
    assert song.samples.shape == (4 * SAMPLE_RATE,)
    assert song.samples.dtype == np.float32
    assert 0.01 < np.abs(song.samples).max() < 1.2


def test_settings_choose_what_is_played(material: Material) -> None:
    silent = replace(SHORT, music_only_share=1.0)
    assert not synthesise_song((1,), material, silent).pattern.strokes
    groove = replace(SHORT, music_only_share=0.0, song_share=0.0, groove_share=1.0)
    song = synthesise_song((1,), material, groove)
    assert 120 * 0.83 < song.pattern.tempo < 120 * 1.2


@pytest.mark.parametrize("seed", range(4))
def test_every_stroke_is_heard_at_its_time(seed: int, kits: KitLibrary) -> None:
    drums = ("kick", "snare", "hihat_closed", "tom_high", "crash")
    strokes = tuple(PatternStroke(0.5 + 0.7 * i, drum, 110) for i, drum in enumerate(drums))
    pattern = Pattern(strokes, None, 4.0, 120.0)
    sound = render_drums(np.random.default_rng(seed), pattern, kits, 4 * SAMPLE_RATE)
    for stroke in strokes:
        before = power(sound, stroke.time - 0.012, stroke.time - 0.002)
        after = power(sound, stroke.time, stroke.time + 0.01)
        assert after > 20 * before + 1e-9, stroke
    assert power(sound, 0, 0.49) == 0


def test_louder_strokes_sound_louder(kits: KitLibrary) -> None:
    strokes = tuple(PatternStroke(0.5 + i, "snare", v) for i, v in enumerate((20, 60, 127)))
    sound = render_drums(
        np.random.default_rng(1), Pattern(strokes, None, 4.0, 60.0), kits, 4 * SAMPLE_RATE
    )
    powers = [power(sound, 0.5 + i, 0.7 + i) for i in range(3)]
    assert powers[0] * 3 < powers[1] < powers[2] / 3


def test_next_stroke_on_the_hihat_ends_an_open_one() -> None:
    ringing = np.ones(2 * SAMPLE_RATE, dtype=np.float32)
    long = tuple(
        replace(piece, samples=(ringing,) * 2)
        for piece in pieces_of_a_kit(("hihat_open", "hihat_pedal"))
    )
    kits = KitLibrary({piece.drum: (piece,) for piece in long[:1]})
    open_stroke = PatternStroke(0.5, "hihat_open", 110)
    closing = PatternStroke(1.0, "hihat_pedal", 110)  # this kit has none: it only chokes
    for strokes, is_choked in (((open_stroke, closing), True), ((open_stroke,), False)):
        for seed in range(5):
            pattern = Pattern(strokes, None, 2.0, 60.0)
            sound = render_drums(np.random.default_rng(seed), pattern, kits, 2 * SAMPLE_RATE)
            assert power(sound, 0.9, 0.99) > 0
            assert (power(sound, 1.05, 1.1) == 0) == is_choked


def pieces_of_a_kit(names: tuple[str, ...]) -> list[Piece]:
    return [Piece("k", name, (np.ones(10, dtype=np.float32),)) for name in names]


@pytest.mark.parametrize("seed", range(5))
def test_mixing_keeps_length_and_moves_no_stroke(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sound = np.zeros(SAMPLE_RATE, dtype=np.float32)
    sound[20000:20400] = np.hanning(400)
    treated = random_bus(rng).apply(sound)
    assert len(treated) == len(sound)
    assert np.isfinite(treated).all()
    loud = np.flatnonzero(np.abs(treated) > 0.3 * np.abs(treated).max())
    assert abs(int(loud[0]) - 20100) < 220, "within five milliseconds"


def test_compressor_lowers_loud_parts_and_leaves_soft_ones() -> None:
    times = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    tone = np.sin(2 * np.pi * 500 * times).astype(np.float32)
    assert np.abs(compress(tone * 0.01, -20, 4)[9000:]).max() == pytest.approx(0.01, rel=0.02)
    loud = np.abs(compress(tone, -20, 4)[9000:]).max()
    assert 20 * np.log10(loud) == pytest.approx(-15, abs=1)


def test_loudness_is_that_of_the_parts_that_sound() -> None:
    tone = np.sqrt(2) * 0.1 * np.sin(np.arange(SAMPLE_RATE) / 10).astype(np.float32)
    padded = np.concatenate([tone, np.zeros(5 * SAMPLE_RATE, dtype=np.float32)])
    assert loudness_db(tone) == pytest.approx(-20, abs=0.2)
    assert loudness_db(padded) == pytest.approx(-20, abs=0.3)
    assert loudness_db(np.zeros(SAMPLE_RATE, dtype=np.float32)) == -120


def test_tone_filter_stays_within_its_strength() -> None:
    for seed in range(8):
        response = random_tone(np.random.default_rng(seed), 6.0)
        gain = 20 * np.log10(np.abs(np.fft.rfft(response, 4096)) + 1e-9)
        middle = gain[10 : int(8000 / 44100 * 4096)]
        assert np.abs(middle).max() < 6 * 4.5


def test_toy_songs_are_what_the_tests_think() -> None:
    assert rock_midi(2).length == pytest.approx(4, abs=0.3)
