"""The public layouts and Melody's own, as tiny folders made of numbers."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.errors import DatasetError, UsageError
from core.kit import DRUM_NAMES
from core.song import SAMPLE_RATE
from core.training.datasets import RecordedSong, list_dataset
from core.training.datasets.recorded import TRAINING, VALIDATION, load_recorded, truth_of
from core.training.material import MaterialFolders
from core.training.recipe import RecordingPlan
from core.training.sources import RunFolders, SongSources
from core.training.targets import HIHATS, Truth
from tests.core.training.toy_material import (
    TOY_FEATURES,
    TOY_RECIPE,
    click_song,
    make_accompaniment,
    make_data,
    rock_midi,
)

STROKES = ((0.5, "KD"), (1.0, "HH"), (1.5, "SD"), (2.0, "HH"))
SOUNDS = {"KD": "kick", "SD": "snare", "HH": "hihat_closed"}
EVENT = (
    "<event><pitch>1</pitch><onsetSec>{}</onsetSec>"
    "<offsetSec>0</offsetSec><instrument> {} </instrument></event>"
)


def make_idmt(folder: Path, n_songs: int = 2) -> Path:
    for part in ("audio", "annotation_xml", "annotation_svl"):
        (folder / part).mkdir(parents=True)
    for number in range(n_songs):
        name = f"RealDrum01_{number:02d}"
        events = "".join(EVENT.format(time, kind) for time, kind in STROKES)
        text = f'<?xml version="1.0"?><instrumentRecording><transcription>{events}'
        text += "</transcription></instrumentRecording>"
        (folder / "annotation_xml" / f"{name}#MIX.xml").write_text(text)
        for part in ("MIX", "HH", "KD", "KD#train"):
            heard = [(t, SOUNDS[kind]) for t, kind in STROKES if part in ("MIX", kind)]
            sound = click_song(heard, 3.0, silence=1e-3)
            soundfile.write(folder / "audio" / f"{name}#{part}.wav", sound, SAMPLE_RATE)
    return folder


def make_mdb(folder: Path, names: tuple[str, ...] = ("Punk", "Disco")) -> Path:
    for part in ("annotations/subclass", "annotations/class", "annotations/beats"):
        (folder / part).mkdir(parents=True)
    for part in ("drum_only", "full_mix"):
        (folder / "audio" / part).mkdir(parents=True)
    for name in names:
        song = f"MusicDelta_{name}"
        (folder / f"annotations/subclass/{song}_subclass.txt").write_text(
            "0.500000 \t KD \n1.000000 \t SDG \n1.500000 \t OHH \n\n2.000000 \t SST \n"
        )
        (folder / f"annotations/class/{song}_class.txt").write_text("0.500000 \t KD \n")
        (folder / f"annotations/beats/{song}_MIX.beats").write_text("0.500\t4\n1.000\t1\n")
        sound = click_song([(0.5, "kick"), (1.0, "snare"), (1.5, "hihat_open")], 3.0)
        soundfile.write(folder / f"audio/drum_only/{song}_Drum.wav", sound, SAMPLE_RATE)
        stereo = np.stack([sound, sound], axis=1)
        soundfile.write(folder / f"audio/full_mix/{song}_MIX.wav", stereo, SAMPLE_RATE)
    return folder


def make_egmd(folder: Path) -> Path:
    session = folder / "drummer1" / "session1"
    session.mkdir(parents=True)
    names = (
        "drummer", "session", "id", "style", "bpm", "beat_type", "time_signature", "duration",
        "split", "midi_filename", "audio_filename", "kit_name",
    )  # fmt: skip
    rows = []
    kinds = (
        ("train", "4-4", 8.0),
        ("validation", "3-4", 8.0),
        ("test", "4-4", 8.0),
        ("train", "6-8", 8.0),
        ("train", "4-4", 0.8),
    )
    for number, (split, signature, duration) in enumerate(kinds):
        stem = f"drummer1/session1/{number}_rock_120_beat_{signature}"
        start = ("drummer1", "drummer1/session1", f"drummer1/session1/{number}", "rock", 120)
        files = (f"{stem}.midi", f"{stem}.wav", "Acoustic Kit")
        rows.append((*start, "beat", signature, duration, split, *files))
        rock_midi().save(folder / f"{stem}.midi")
        soundfile.write(folder / f"{stem}.wav", click_song([(0.0, "kick")], 8.0), SAMPLE_RATE)
    missing = ("drummer1", "s", "i", "rock", 120, "beat", "4-4", 9.0, "train", "no.midi", "no.wav")
    with (folder / "e-gmd-v1.0.0.csv").open("w", newline="", encoding="utf-8") as table:
        csv.writer(table).writerows([names, *rows, (*missing, "Kit")])
    return folder


def make_transcribed(
    folder: Path, beats: tuple[tuple[float, int], ...] = ((0.5, 1), (1.0, 2))
) -> Path:
    folder.mkdir(parents=True)
    onsets = [
        {"time": time, "drum": drum, "velocity": velocity, "confidence": confidence}
        for time, drum, velocity, confidence in (
            (0.5, "kick", 100, 0.99),
            (1.0, "snare", 90, 0.8),
            (1.5, "tom_mid", 80, 0.6),
        )
    ]
    told = [{"time": time, "number": number} for time, number in beats]
    content = {"format": "melody-transcription", "version": 1, "onsets": onsets, "beats": told}
    (folder / "my.song.json").write_text(json.dumps({**content, "bars": []}))
    sound = click_song([(0.5, "kick"), (1.0, "snare"), (1.5, "tom_mid")], 3.0, silence=1e-3)
    soundfile.write(folder / "my.song.wav", sound, SAMPLE_RATE)
    return folder


def strokes_of(truth: Truth) -> list[tuple[float, str, int]]:
    return [
        (round(float(time), 3), DRUM_NAMES[drum], int(velocity))
        for time, drum, velocity in zip(
            truth.onset_times, truth.onset_drums, truth.onset_velocities, strict=True
        )
    ]


def doubts_of(truth: Truth) -> list[tuple[float, str]]:
    return sorted(
        (round(float(time), 3), DRUM_NAMES[drum])
        for time, drum in zip(truth.doubt_times, truth.doubt_drums, strict=True)
    )


def named(songs: tuple[RecordedSong, ...], ending: str) -> list[RecordedSong]:
    return [song for song in songs if song.audio.name.endswith(ending)]


def test_idmt_mix_tells_its_strokes_and_leaves_other_drums_open(tmp_path: Path) -> None:
    songs = list_dataset("idmt", make_idmt(tmp_path / "idmt"))
    truth = named(songs, "00#MIX.wav")[0].read_truth()
    assert strokes_of(truth) == [
        (0.5, "kick", 0),
        (1.0, "hihat_closed", 0),
        (1.5, "snare", 0),
        (2.0, "hihat_closed", 0),
    ]
    assert not truth.tells_hihats
    assert not truth.has_beats
    known = {name for name, known in zip(DRUM_NAMES, truth.is_labelled, strict=True) if known}
    assert known == {"kick", "snare", "hihat_closed", "hihat_open", "hihat_pedal"}
    assert truth.tells(DRUM_NAMES.index("kick"))
    assert not any(truth.tells(index) for index in HIHATS)


def test_idmt_single_drum_has_the_strokes_of_that_drum_alone(tmp_path: Path) -> None:
    songs = list_dataset("idmt", make_idmt(tmp_path / "idmt"))
    assert not named(songs, "train.wav")
    truth = named(songs, "00#KD.wav")[0].read_truth()
    assert strokes_of(truth) == [(0.5, "kick", 0)]


def test_mdb_has_kinds_beats_and_both_recordings(tmp_path: Path) -> None:
    songs = list_dataset("mdb", make_mdb(tmp_path / "mdb"))
    assert len(songs) == 4
    truth = named(songs, "Punk_MIX.wav")[0].read_truth()
    drums = [drum for _, drum, _ in strokes_of(truth)]
    assert drums == ["kick", "snare", "hihat_open", "side_stick"]
    assert truth.beat_times.tolist() == [0.5, 1.0]
    assert truth.beat_numbers.tolist() == [4, 1]
    assert not truth.tells(DRUM_NAMES.index("cowbell"))
    assert truth.tells(DRUM_NAMES.index("china"))


def test_mdb_is_found_in_the_folder_that_one_clones(tmp_path: Path) -> None:
    make_mdb(tmp_path / "MDBDrums" / "MDB Drums")
    assert len(list_dataset("mdb", tmp_path / "MDBDrums")) == 4


def test_mdb_without_a_beats_file_has_no_beats(tmp_path: Path) -> None:
    folder = make_mdb(tmp_path / "mdb")
    (folder / "annotations/beats/MusicDelta_Punk_MIX.beats").unlink()
    songs = list_dataset("mdb", folder)
    assert not named(songs, "Punk_Drum.wav")[0].read_truth().has_beats


def test_recordings_of_one_performance_stay_on_one_side_of_the_split(tmp_path: Path) -> None:
    names = tuple(f"Song{number}" for number in range(10))
    songs = list_dataset("mdb", make_mdb(tmp_path / "mdb", names))
    held_out = [song for song in songs if song.split == VALIDATION]
    assert len(held_out) == 4
    assert len({song.group for song in held_out}) == 2
    assert not {s.group for s in held_out} & {s.group for s in songs if s.split != VALIDATION}


def test_egmd_follows_its_table(tmp_path: Path) -> None:
    songs = list_dataset("egmd", make_egmd(tmp_path / "egmd"))
    assert [song.audio.name[0] + song.split for song in songs] == [
        "0training",
        "1validation",
        "3training",
    ]
    truth = songs[0].read_truth()
    assert strokes_of(truth)[:3] == [
        (0.0, "kick", 110),
        (0.0, "hihat_closed", 80),
        (0.25, "hihat_closed", 60),
    ]
    assert truth.beat_times[:3].tolist() == [0.0, 0.5, 1.0]
    assert truth.beat_numbers[:5].tolist() == [1, 2, 3, 4, 1]
    assert songs[1].read_truth().beat_numbers[:4].tolist() == [1, 2, 3, 1]
    assert not songs[2].read_truth().has_beats, "what a click counts in 6/8 is not told"
    known = {name for name, known in zip(DRUM_NAMES, truth.is_labelled, strict=True) if known}
    assert known == set(DRUM_NAMES) - {"china", "splash", "cowbell", "tambourine", "clap"}


def test_transcribed_song_has_its_sure_strokes_and_doubts_about_the_family_of_others(
    tmp_path: Path,
) -> None:
    (song,) = list_dataset("melody", make_transcribed(tmp_path / "mine"))
    truth = song.read_truth()
    assert strokes_of(truth) == [(0.5, "kick", 100), (1.0, "snare", 90)]
    assert doubts_of(truth) == [(1.5, drum) for drum in ("tom_high", "tom_low", "tom_mid")]
    assert truth.is_labelled.all()
    assert truth.beat_times.tolist() == [0.5, 1.0]
    assert truth.beat_numbers.tolist() == [1, 2]


def test_doubts_of_transcribed_songs_are_read_from_the_file_beside_them(tmp_path: Path) -> None:
    folder = make_transcribed(tmp_path / "mine")
    doubts = folder / "my.song.doubts.csv"
    doubts.write_text("time,drum\n2.0,crash\n0.5,snare\n")
    (song,) = list_dataset("melody", folder)
    assert {(0.5, "snare"), (1.5, "tom_mid"), (2.0, "crash")} < set(doubts_of(song.read_truth()))
    assert len(doubts_of(song.read_truth())) == 5
    for text, words in (
        ("2.0,crash\n", "columns time, drum"),
        ("time,drum\n1.0,kick\nsoon,crash\n", "line 3"),
        ("time,drum\n1.0,triangle\n", "line 2.*triangle"),
        ("time,drum\n-1.0,kick\n", "line 2.*-1.0"),
        ("time,drum\n1.0\n", "line 2"),
    ):
        doubts.write_text(text)
        with pytest.raises(DatasetError, match=words):
            song.read_truth()


def test_transcribed_song_without_beats_leaves_them_open(tmp_path: Path) -> None:
    (song,) = list_dataset("melody", make_transcribed(tmp_path / "mine", beats=()))
    assert not song.read_truth().has_beats


def test_no_transcribed_song_is_ever_held_out(tmp_path: Path) -> None:
    folder = make_transcribed(tmp_path / "mine")
    for number in range(30):
        for ending in ("json", "wav"):
            (folder / f"{number}.{ending}").write_bytes((folder / f"my.song.{ending}").read_bytes())
    (folder / "no sound.json").write_text("{}")
    (folder / "no transcription.wav").write_bytes(b"")
    songs = list_dataset("melody", folder)
    assert len(songs) == 31
    assert all(song.split == TRAINING for song in songs)


def test_with_transcribed_songs_validation_stays_synthesised(tmp_path: Path) -> None:
    shards = replace(TOY_RECIPE.shards, n_songs=2, n_workers=0)
    recipe = replace(TOY_RECIPE, shards=shards, recordings=RecordingPlan(share=0.5))
    material = MaterialFolders(make_data(tmp_path / "data"), make_accompaniment(tmp_path / "music"))
    datasets = {"melody": make_transcribed(tmp_path / "mine")}
    folders = RunFolders(material, tmp_path / "run", tmp_path / "cache", datasets)
    sources = SongSources(recipe, folders)
    validation = sources.validation_songs(lambda _fraction: None)
    assert len(validation) == 2
    assert not any(len(song.truth.doubt_times) for song in validation)
    pool, rng = sources.pool(0, lambda _fraction: None), np.random.default_rng(1)
    drawn = [len(pool.draw(rng).truth.doubt_times) for _ in range(20)]
    assert set(drawn) == {0, 3}
    alone = replace(recipe, recordings=RecordingPlan(share=1.0))
    with pytest.raises(DatasetError, match="no song to validate"):
        SongSources(alone, folders).validation_songs(lambda _fraction: None)


@pytest.mark.parametrize("name", ["idmt", "mdb", "egmd", "melody"])
def test_folder_of_another_kind_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="not laid out like"):
        list_dataset(name, tmp_path)
    with pytest.raises(DatasetError, match="no folder"):
        list_dataset(name, tmp_path / "nowhere")


def test_unknown_dataset_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="idmt, mdb, egmd, melody"):
        list_dataset("enst", Path())


def test_odd_annotations_are_told_with_their_file_and_line(tmp_path: Path) -> None:
    mdb = make_mdb(tmp_path / "mdb")
    annotation = mdb / "annotations/subclass/MusicDelta_Punk_subclass.txt"
    for text, words in (
        ("0.5 XX", "line 1.*XX"),
        ("\nsoon KD", "line 2.*soon"),
        ("0.5", "no time"),
    ):
        annotation.write_text(text)
        with pytest.raises(DatasetError, match=words):
            named(list_dataset("mdb", mdb), "Punk_Drum.wav")[0].read_truth()
    idmt = make_idmt(tmp_path / "idmt")
    annotation = idmt / "annotation_xml/RealDrum01_00#MIX.xml"
    for text in ("<event>", f"<a>{EVENT.format(1, 'XY')}</a>", f"<a>{EVENT.format('', 'KD')}</a>"):
        annotation.write_text(text)
        with pytest.raises(DatasetError, match="RealDrum01_00"):
            named(list_dataset("idmt", idmt), "00#MIX.wav")[0].read_truth()
    egmd = make_egmd(tmp_path / "egmd")
    song = list_dataset("egmd", egmd)[0]
    next(egmd.rglob("0_*.midi")).write_bytes(b"no MIDI")
    with pytest.raises(DatasetError, match="MIDI"):
        song.read_truth()
    (egmd / "e-gmd-v1.0.0.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DatasetError, match="not the table"):
        list_dataset("egmd", egmd)


def test_features_are_made_once_and_hold_the_stroke_where_it_is(tmp_path: Path) -> None:
    song = named(list_dataset("idmt", make_idmt(tmp_path / "idmt")), "00#MIX.wav")[0]
    cache = tmp_path / "cache"
    made = load_recorded(song, TOY_FEATURES, cache)
    assert made is not None
    assert made.features.shape == (301, TOY_FEATURES.n_bands)
    loudness = made.features.astype(float).sum(axis=1)
    assert loudness[50:54].max() > 5 * loudness[40:48].max()
    (file,) = cache.iterdir()
    written = file.stat().st_mtime_ns
    again = load_recorded(song, TOY_FEATURES, cache)
    assert again is not None
    assert file.stat().st_mtime_ns == written
    assert np.array_equal(again.features, made.features)


def test_silent_and_short_recordings_are_left_out_and_damaged_ones_told(tmp_path: Path) -> None:
    path = tmp_path / "song.wav"
    song = RecordedSong("g", path, lambda: truth_of((), ("kick",)))
    soundfile.write(path, np.zeros(3 * SAMPLE_RATE), SAMPLE_RATE)
    assert load_recorded(song, TOY_FEATURES, tmp_path) is None
    soundfile.write(path, np.ones(SAMPLE_RATE // 2) * 0.5, SAMPLE_RATE)
    assert load_recorded(song, TOY_FEATURES, tmp_path) is None
    path.write_bytes(b"this is no sound")
    with pytest.raises(DatasetError, match=r"song\.wav"):
        load_recorded(song, TOY_FEATURES, tmp_path)
