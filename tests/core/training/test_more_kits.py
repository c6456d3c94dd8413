"""Kits made for the training: of soundfonts, synthesised, and how often they are drawn."""

import argparse
import shutil
import struct
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from core.cli import Parser
from core.commands import prepare_kits
from core.errors import DatasetError, MelodyError, UsageError
from core.features import FeatureSettings
from core.kit import DRUM_NAMES
from core.song import SAMPLE_RATE
from core.training.drum_machines import machine_kits
from core.training.kits import (
    ATTACK_OFFSET,
    KitLibrary,
    Piece,
    begin_at_attack,
    load_kits,
    save_kits,
)
from core.training.material import MaterialFolders, check_material, load_material
from core.training.shards import ShardSettings
from core.training.soundfont_kits import (
    DrumPreset,
    find_drum_presets,
    likeness,
    render_preset,
    soundfont_kits,
)
from core.training.synthesis import SynthesisSettings
from tests.core.training.toy_material import make_accompaniment, make_data

Sound = NDArray[np.float32]
ATTACK = round(ATTACK_OFFSET * SAMPLE_RATE)


def tone(frequency: float, seconds: float = 0.5) -> Sound:
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (np.exp(-times / 0.08) * np.cos(2 * np.pi * frequency * times)).astype(np.float32)


def centroid(sound: Sound) -> float:
    """The centre of the spectrum, Hz."""
    powers = np.abs(np.fft.rfft(sound, 2 * SAMPLE_RATE)) ** 2
    return float((powers * np.arange(len(powers)) / 2).sum() / powers.sum())


def soundfont(path: Path, presets: list[tuple[str, int, int]]) -> Path:
    """A file with nothing but preset headers (name, program, bank), as SF2 has them."""
    headers = b"".join(
        struct.pack("<20sHHHIII", name.encode(), program, bank, 0, 0, 0, 0)
        for name, program, bank in [*presets, ("EOP", 0, 0)]
    )
    info = b"INFOifil" + struct.pack("<I", 4) + b"\2\0\1\0"
    data = b"pdtaphdr" + struct.pack("<I", len(headers)) + headers
    lists = b"".join(b"LIST" + struct.pack("<I", len(part)) + part for part in (info, data))
    path.write_bytes(b"RIFF" + struct.pack("<I", len(lists) + 4) + b"sfbk" + lists)
    return path


@pytest.fixture
def fluidsynth(monkeypatch: pytest.MonkeyPatch) -> None:
    """A player whose strokes are tones: each note its pitch, in program 8 the kicks another.

    Cowbells are silent, and harder snares ring higher.
    """

    def play(command: list[str], **_: object) -> None:
        midi = mido.MidiFile(command[-1])
        sound = np.zeros(int((midi.length + 1) * SAMPLE_RATE), dtype=np.float32)
        now, program = 0.0, 0
        for message in midi:
            now += message.time
            program = getattr(message, "program", program)
            if message.type != "note_on" or message.note == 56:
                continue
            frequency = 90.0 * 1.06**message.note
            if message.note == 38:
                frequency += 3 * message.velocity
            if message.note == 36 and program == 8:
                frequency *= 1.3
            start = round(now * SAMPLE_RATE) + 150
            stroke = tone(frequency) * np.float32(message.velocity / 127)
            sound[start : start + len(stroke)] = stroke
        target = command[command.index("-F") + 1]
        soundfile.write(target, np.stack([sound, sound], 1), SAMPLE_RATE, subtype="FLOAT")

    monkeypatch.setattr("core.training.soundfont_kits.subprocess.run", play)


def test_drum_presets_are_found_without_those_that_are_no_kits(tmp_path: Path) -> None:
    presets = [("Room", 8, 128), ("Piano", 0, 0), ("Standard", 0, 128), ("Orchestra", 48, 128)]
    path = soundfont(tmp_path / "a.sf2", presets)
    assert find_drum_presets(path) == [DrumPreset(0, "Standard"), DrumPreset(8, "Room")]


def test_files_that_are_no_soundfonts_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.sf2").write_text("RIFF but no soundfont")
    for path, words in (
        (tmp_path / "a.sf2", "is no soundfont"),
        (tmp_path / "none.sf2", "can't be read"),
        (soundfont(tmp_path / "piano.sf2", [("Piano", 0, 0)]), "holds no drum kit"),
    ):
        with pytest.raises(DatasetError, match=words):
            find_drum_presets(path)


@pytest.mark.usefixtures("fluidsynth")
def test_every_sound_of_a_soundfont_is_kept_once(tmp_path: Path) -> None:
    path = soundfont(tmp_path / "My Kits.sf2", [("Standard", 0, 128), ("Room!", 8, 128)])
    progress: list[float] = []
    pieces = list(soundfont_kits([path], progress.append))
    kits = {kit: {p.name for p in pieces if p.kit == kit} for kit in {p.kit for p in pieces}}
    assert set(kits) == {"my_kits_0_standard", "my_kits_0_standard_2", "my_kits_8_room"}
    assert kits["my_kits_0_standard"] == set(DRUM_NAMES) - {"cowbell"}
    assert kits["my_kits_0_standard_2"] >= {"kick", "snare", "tom_low", "crash", "ride"}
    assert kits["my_kits_8_room"] == {"kick"}
    assert progress == [0.5, 1.0]
    by_name = {p.name: p for p in pieces if p.kit == "my_kits_0_standard"}
    assert len(by_name["kick"].samples) == 1, "louder copies are no samples of their own"
    pitches = [centroid(sample) for sample in by_name["snare"].samples]
    assert len(pitches) == 5
    assert pitches == sorted(pitches), "softest first"
    assert all(
        np.abs(s[:ATTACK]).max() < 0.04 < np.abs(s[ATTACK]) for s in by_name["snare"].samples
    )


def test_missing_player_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = soundfont(tmp_path / "a.sf2", [("Standard", 0, 128)])
    for error, words in (
        (FileNotFoundError(), "not installed"),
        (subprocess.CalledProcessError(1, "fluidsynth"), "could not play"),
    ):

        def fail(*_: object, error: Exception = error, **__: object) -> None:
            raise error

        monkeypatch.setattr("core.training.soundfont_kits.subprocess.run", fail)
        with pytest.raises(DatasetError, match=words):
            list(soundfont_kits([path]))


@pytest.mark.slow
def test_real_soundfont_gives_strokes_that_begin_in_time() -> None:
    places = Path("/usr/share/sounds").glob("sf[23]/*.sf[23]")
    found = sorted(p for p in places if not p.is_symlink())
    if shutil.which("fluidsynth") is None or not found:
        pytest.skip("needs fluidsynth and a soundfont in /usr/share/sounds")
    preset = find_drum_presets(found[0])[0]
    pieces = {p.name: p for p in render_preset(found[0], preset, "kit") if p.kit == "kit"}
    assert {"kick", "snare", "hihat_closed", "crash", "tom_low"} <= set(pieces)
    for piece in pieces.values():
        for sample in piece.samples:
            assert np.abs(sample).max() == pytest.approx(1)
            assert np.abs(sample[:ATTACK]).max() < 10 ** (-30 / 20) <= np.abs(sample[ATTACK])
    assert centroid(pieces["kick"].samples[-1]) < centroid(pieces["hihat_closed"].samples[-1])


def test_sound_begins_just_before_its_attack_and_ends_when_it_has_died_away() -> None:
    sound = np.concatenate([np.full(700, 1e-5, np.float32), tone(200, 2.0) * 0.25])
    cut = begin_at_attack(sound)
    assert cut is not None
    assert cut[ATTACK] == pytest.approx(1)
    assert np.abs(cut[:ATTACK]).max() < 1e-3
    assert 0.4 < len(cut) / SAMPLE_RATE < 0.65
    early = begin_at_attack(tone(200))
    assert early is not None and early[ATTACK] == pytest.approx(1)
    assert begin_at_attack(np.zeros(1000, np.float32)) is None


def test_likeness_knows_shifted_and_softer_copies() -> None:
    rng = np.random.default_rng(1)
    one, other = (rng.standard_normal(20000).astype(np.float32) for _ in range(2))
    assert likeness(one, 0.1 * one) == pytest.approx(1, abs=1e-4)
    assert likeness(one, np.concatenate([np.zeros(20, np.float32), one])) > 0.99
    assert likeness(one, other) < 0.1


@pytest.fixture(scope="module")
def machines() -> list[Piece]:
    return list(machine_kits(3, seed=5))


def test_machines_strike_in_time_and_brighter_when_harder(machines: list[Piece]) -> None:
    assert {p.drum for p in machines} == set(DRUM_NAMES)
    for piece in machines:
        soft, _, hard = piece.samples
        assert centroid(hard) > 0.98 * centroid(soft), piece.name
        for sample in piece.samples:
            assert np.isfinite(sample).all()
            assert np.abs(sample).max() == pytest.approx(1)
            assert len(sample) <= 3.5 * SAMPLE_RATE
            assert np.abs(sample[:ATTACK]).max() < 10 ** (-30 / 20) <= np.abs(sample[ATTACK])


def test_pieces_of_a_machine_differ_as_drums_do(machines: list[Piece]) -> None:
    for kit in {p.kit for p in machines}:
        hard = {p.name: p.samples[-1] for p in machines if p.kit == kit}
        toms = [centroid(hard[n]) for n in ("tom_low", "tom_mid", "tom_high")]
        assert toms == sorted(toms)
        assert centroid(hard["kick"]) < 400 < centroid(hard["snare"])
        assert centroid(hard["hihat_closed"]) > 5000
        assert len(hard["hihat_closed"]) * 2 < len(hard["hihat_open"]) < len(hard["crash"]) * 2


def test_machines_follow_from_their_seed(machines: list[Piece]) -> None:
    again, others = list(machine_kits(1, seed=5)), list(machine_kits(1, seed=6))
    assert all(
        np.array_equal(a, b)
        for p, q in zip(again, machines, strict=False)
        for a, b in zip(p.samples, q.samples, strict=True)
    )
    assert likeness(again[0].samples[-1], others[0].samples[-1]) < 0.999


def test_kits_come_back_from_their_folder_with_their_origin(tmp_path: Path) -> None:
    pieces = [
        Piece("a", "kick", (tone(60), tone(70)), "machine"),
        Piece("b", "snare", (tone(200),)),
    ]
    save_kits(pieces, tmp_path / "kits")
    kits = load_kits(tmp_path / "kits")
    (kick,), (snare,) = kits.pieces["kick"], kits.pieces["snare"]
    assert (kick.kit, kick.origin, snare.origin) == ("a", "machine", "recorded")
    assert [centroid(s) for s in kick.samples] == pytest.approx(
        [centroid(tone(f)) for f in (60, 70)], rel=0.02
    )
    with pytest.raises(UsageError, match="holds kits already"):
        save_kits(pieces, tmp_path / "kits")
    table = tmp_path / "kits" / "kits.csv"
    table.write_text(table.read_text().replace("machine", "toys"))
    with pytest.raises(DatasetError, match="“toys”"):
        load_kits(tmp_path / "kits")


def library(**n_kits: int) -> KitLibrary:
    """So many kits of each origin, each with five drums; kits of two origins have a clap."""
    drums = ("kick", "snare", "hihat_closed", "tom_low", "crash")
    pieces = {
        drum: tuple(
            Piece(f"{origin} {number}", drum, (), origin)
            for origin, count in n_kits.items()
            for number in range(count)
            if drum != "clap" or origin != "recorded"
        )
        for drum in (*drums, "clap")
    }
    return KitLibrary({drum: found for drum, found in pieces.items() if found})


def test_few_recorded_kits_stay_the_most_frequent() -> None:
    kits = library(recorded=3, soundfont=40, machine=12)
    rng = np.random.default_rng(1)
    bases = Counter(kits.draw_kit(rng).split()[0] for _ in range(3000))
    pieces = Counter(kits.draw_piece(rng, "snare").origin for _ in range(3000))
    claps = Counter(kits.draw_piece(rng, "clap").origin for _ in range(3000))
    for counts in (bases, pieces):
        shares = [counts[o] / 3000 for o in ("recorded", "soundfont", "machine")]
        assert shares == pytest.approx([0.6, 0.28, 0.12], abs=0.04)
    assert claps["soundfont"] / 3000 == pytest.approx(0.7, abs=0.04)
    with pytest.raises(KeyError):
        kits.draw_piece(rng, "triangle")


def test_rare_made_piece_is_drawn_no_more_often_than_a_recorded_one() -> None:
    kits = library(recorded=4, soundfont=1)
    rng = np.random.default_rng(1)
    pieces = Counter(kits.draw_piece(rng, "snare").kit for _ in range(3000))
    bases = Counter(kits.draw_kit(rng) for _ in range(3000))
    for counts in (pieces, bases):
        assert counts["soundfont 0"] / 3000 == pytest.approx(0.2, abs=0.03)


def test_kits_of_one_origin_are_drawn_as_before_there_were_others() -> None:
    kits = library(recorded=7)
    one, other = np.random.default_rng(3), np.random.default_rng(3)
    for _ in range(20):
        assert kits.draw_kit(one) == other.choice(sorted(kits.kit_names))
        assert kits.draw_piece(one, "kick") is kits.pieces["kick"][int(other.integers(7))]


def test_made_kit_of_few_drums_is_no_kit_for_a_song() -> None:
    lone = KitLibrary({"kick": (Piece("lone", "kick", (), "soundfont"),)})
    kits = library(soundfont=2).with_kits_of(lone)
    rng = np.random.default_rng(1)
    assert {kits.draw_kit(rng) for _ in range(100)} == {"soundfont 0", "soundfont 1"}
    assert "lone" in {kits.draw_piece(rng, "kick").kit for _ in range(100)}
    assert lone.draw_kit(rng) == "lone"


def test_more_kits_are_for_the_training_alone(tmp_path: Path) -> None:
    data, music = make_data(tmp_path / "data"), make_accompaniment(tmp_path / "music")
    save_kits(machine_kits(1), tmp_path / "more")
    plain = MaterialFolders(data, music)
    folders = replace(plain, more_kits=tmp_path / "more")
    check_material(folders)
    assert load_material(folders, "training").kits.kit_names == {"osdk", "machine_0_1"}
    assert load_material(folders, "validation").kits.kit_names == {"black_pearl"}
    assert load_material(plain, "training").kits.kit_names == {"osdk"}
    with pytest.raises(DatasetError, match="named with --more-kits"):
        check_material(replace(plain, more_kits=tmp_path / "nowhere"))


def test_shards_without_more_kits_keep_their_names() -> None:
    folders = MaterialFolders(Path("data"), Path("accompaniment"))
    plain = ShardSettings(folders, FeatureSettings(), SynthesisSettings(), 1)
    assert plain.digest == "8fa6c53ef1", "as before there could be more kits"
    more = replace(plain, folders=replace(folders, more_kits=Path("kits")))
    assert plain.digest != more.digest


def run(*arguments: str) -> int:
    parser = Parser("melody")
    prepare_kits.add_parser(parser.add_subparsers(), argparse.ArgumentParser(add_help=False))
    options = parser.parse_args(["prepare-kits", "--quiet", *arguments])
    return int(options.run(options))


def test_command_makes_kits_and_tells_how_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--machines", "1", "--seed", "2", "--out", str(tmp_path / "kits")) == 0
    kits = load_kits(tmp_path / "kits")
    n_samples = 3 * sum(len(pieces) for pieces in kits.pieces.values())
    assert capsys.readouterr().out == f"{tmp_path / 'kits'}: 1 kits, {n_samples} samples\n"
    assert kits.kit_names == {"machine_2_1"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Name soundfonts"),
        (["--machines", "-1"], "0 or more"),
        (["--soundfont", "none.sf2"], "can't be read"),
        (["--soundfont", "a/none.sf2", "--soundfont", "b/none.sf2"], "the same name"),
    ],
)
def test_command_tells_what_is_wrong(arguments: list[str], words: str, tmp_path: Path) -> None:
    with pytest.raises(MelodyError, match=words):
        run(*arguments, "--out", str(tmp_path / "kits"))
    assert not (tmp_path / "kits").exists()
