"""Songs with known scores: what is written is what is played, and what `melody evaluate` reads."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile

from core.cli import main
from core.errors import DatasetError, UsageError
from core.evaluation.annotations import load_annotation
from core.evaluation.written import WrittenNote
from core.meter import TimeSignature
from core.song import SAMPLE_RATE
from core.training.material import MaterialFolders, load_material
from core.training.midi_scores import MidiScore, TempoMap, load_midi_score, snapped, tick_bars
from core.training.references import (
    LEAD_IN,
    TAIL,
    ReferenceSettings,
    ReferenceSong,
    reference_json,
    render_reference,
)
from core.training.synthesis import Material
from tests.core.training.toy_material import ROCK, make_accompaniment, make_data

WHOLE = 1920  # ticks of a whole note in the toy songs


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> MaterialFolders:
    folder = tmp_path_factory.mktemp("references")
    data = make_data(folder / "data")
    tell_metre(data / "songs" / "a.mid")
    return MaterialFolders(data, make_accompaniment(folder / "music"))


def tell_metre(path: Path) -> None:
    """Write a time signature into the toy song, which has none."""
    midi = mido.MidiFile(path)
    midi.tracks[0].insert(0, meter(4, 4))
    midi.save(path)


@pytest.fixture(scope="module")
def material(folders: MaterialFolders) -> Material:
    return load_material(folders, "validation")


@pytest.fixture
def rendered(tmp_path: Path, material: Material) -> Callable[..., ReferenceSong]:
    """Renders a song of events (tick, message without its time)."""

    def render(
        events: list[tuple[int, mido.Message | mido.MetaMessage]], duration: float = 90
    ) -> ReferenceSong:
        midi = mido.MidiFile(ticks_per_beat=WHOLE // 4)
        track = mido.MidiTrack()
        midi.tracks.append(track)
        last = 0
        for tick, message in sorted(events, key=lambda event: event[0]):
            track.append(message.copy(time=tick - last))
            last = tick
        midi.save(tmp_path / "song.mid")
        score = load_midi_score(tmp_path / "song.mid")
        song = render_reference("song", score, material, ReferenceSettings(duration=duration))
        assert song is not None
        return song

    return render


def toy_score(folders: MaterialFolders) -> MidiScore:
    return load_midi_score(folders.data / "songs" / "a.mid")


def stroke(note: int, velocity: int = 90) -> mido.Message:
    return mido.Message("note_on", channel=9, note=note, velocity=velocity)


def meter(numerator: int, denominator: int) -> mido.MetaMessage:
    return mido.MetaMessage("time_signature", numerator=numerator, denominator=denominator)


def positions(song: ReferenceSong, bar: int = 0) -> list[tuple[str, str]]:
    return [(str(note.position), note.stroke.drum) for note in song.bars[bar].notes]


@pytest.mark.parametrize(
    ("position", "written"),
    [
        ("3/16", "3/16"), ("1/12", "1/12"), ("5/32", "5/32"), ("7/48", "7/48"),
        ("31/960", "1/32"), ("241/960", "1/4"), ("101/1200", "1/12"), ("1/90", "1/48"),
        ("191/192", "1"), ("0", "0"),
    ],
)  # fmt: skip
def test_positions_snap_to_the_coarsest_grid_that_is_near(position: str, written: str) -> None:
    assert snapped(Fraction(position)) == Fraction(written)


def test_every_written_position_stays_where_it_is() -> None:
    for grid in (16, 24, 32, 48):
        for number in range(grid):
            assert snapped(Fraction(number, grid)) == Fraction(number, grid)


def test_bars_follow_time_signatures_and_one_cut_short_gets_its_own() -> None:
    bars = tick_bars({0: (4, 4), 2400: (7, 8), 4080: (4, 4)}, 5000, 480)
    assert [(bar.start, bar.stop, str(bar.time_signature)) for bar in bars] == [
        (0, 1920, "4/4"), (1920, 2400, "1/4"), (2400, 4080, "7/8"), (4080, 6000, "4/4"),
    ]  # fmt: skip
    assert tick_bars({0: (4, 4)}, 1920, 480)[-1].start == 1920


def test_tempo_changes_move_what_follows() -> None:
    tempo = TempoMap({0: 500_000, 960: 1_000_000}, 480)
    assert [tempo.seconds(tick) for tick in (0, 480, 960, 1440)] == [0, 0.5, 1, 2]
    assert TempoMap({480: 1_000_000}, 480).seconds(960) == 1.5


def test_rock_is_written_as_it_is_in_the_file(folders: MaterialFolders, material: Material) -> None:
    song = render_reference("a", toy_score(folders), material, ReferenceSettings())
    assert song is not None
    assert len(song.bars) == 6
    assert {n.stroke.drum for n in song.bars[0].notes} == {
        "kick", "snare", "hihat_closed", "hihat_open",
    }  # fmt: skip
    for bar in song.bars:
        assert len(bar.notes) == len(ROCK)
        assert {note.position for note in bar.notes} == {Fraction(i, 8) for i in range(8)}
    assert song.duration == pytest.approx(LEAD_IN + 6 * 2 + TAIL)
    assert [stroke.time for stroke in song.strokes[:3]] == pytest.approx([0.5, 0.5, 0.75])
    assert song.bars[1].grid.beats == pytest.approx((2.5, 3.0, 3.5, 4.0))


def test_drums_sound_at_their_strokes_and_the_mix_is_fuller(
    folders: MaterialFolders, material: Material
) -> None:
    song = render_reference("a", toy_score(folders), material, ReferenceSettings())
    assert song is not None and song.mix is not None
    n_lead = round(LEAD_IN * SAMPLE_RATE)
    assert np.abs(song.drums[: n_lead - 200]).max() == 0
    assert np.abs(song.drums[n_lead : n_lead + 2000]).max() > 0.1
    assert np.abs(song.drums).max() == pytest.approx(0.9)
    between = slice(n_lead + 9000, n_lead + 10500)  # the first stroke has died away
    assert np.abs(song.mix[between]).mean() > 2 * np.abs(song.drums[between]).mean()


def test_the_same_seed_gives_the_same_song_and_another_one_another(
    folders: MaterialFolders, material: Material
) -> None:
    score = toy_score(folders)
    songs = [render_reference("a", score, material, ReferenceSettings(seed=s)) for s in (0, 0, 1)]
    drums = [song.drums for song in songs if song is not None]
    assert np.array_equal(drums[0], drums[1])
    assert not np.array_equal(drums[0], drums[2])


def test_excerpt_is_whole_bars_from_the_first_stroke_on(
    rendered: Callable[..., ReferenceSong],
) -> None:
    events = [(5 * WHOLE + i * WHOLE // 2, stroke(36)) for i in range(20)]
    song = rendered(events, duration=11)  # bars of 2 s at 120 beats a minute
    assert len(song.bars) == 5
    assert song.n_notes == 10
    assert song.bars[0].grid.start == pytest.approx(LEAD_IN)
    assert song.bars[-1].grid.end == pytest.approx(LEAD_IN + 10)


def test_played_strokes_are_brought_to_their_places_over_the_bar_line_too(
    rendered: Callable[..., ReferenceSong],
) -> None:
    song = rendered(
        [(0, stroke(36)), (485, stroke(38)), (WHOLE - 8, stroke(49)), (WHOLE + 3, stroke(36))]
    )
    assert positions(song) == [("0", "kick"), ("1/4", "snare")]
    assert positions(song, 1) == [("0", "crash"), ("0", "kick")]
    assert song.strokes[1].time == pytest.approx(LEAD_IN + 485 / 960)


def test_one_drum_at_one_place_is_one_note_and_grace_strokes_are_none(
    rendered: Callable[..., ReferenceSong],
) -> None:
    song = rendered(
        [
            (0, stroke(35, 60)), (0, stroke(36, 100)),
            (460, stroke(38, 40)), (480, stroke(38, 90)),
        ]
    )  # fmt: skip
    assert positions(song) == [("0", "kick"), ("1/4", "snare")]
    assert [(s.drum, s.velocity) for s in song.strokes] == [
        ("kick", 100), ("snare", 40), ("snare", 90),
    ]  # fmt: skip
    assert [note.has_grace for note in song.bars[0].notes] == [False, True]


def test_strokes_of_no_drum_are_left_out_and_counted(
    rendered: Callable[..., ReferenceSong],
) -> None:
    # Maracas are no drum of Melody's kit, and the toy kits have no china.
    song = rendered([(0, stroke(36)), (480, stroke(70)), (960, stroke(52))])
    assert positions(song) == [("0", "kick")]
    assert song.n_left_out == 2


def test_felt_beats_are_those_of_the_metre(rendered: Callable[..., ReferenceSong]) -> None:
    events = [(0, meter(6, 8)), *((i * WHOLE // 8, stroke(42)) for i in range(12))]
    song = rendered(events)
    assert [bar.grid.time_signature for bar in song.bars] == [TimeSignature(6, 8)] * 2
    assert song.bars[0].grid.beats == pytest.approx((0.5, 1.25))
    beats = json.loads(reference_json(song))["beats"]
    assert [beat["number"] for beat in beats] == [1, 2, 1, 2]


def test_json_is_read_back_as_a_transcription(
    rendered: Callable[..., ReferenceSong], tmp_path: Path
) -> None:
    song = rendered([(0, stroke(36, 77)), (160, stroke(42)), (WHOLE, stroke(38))])
    (tmp_path / "song.json").write_bytes(reference_json(song))
    annotation = load_annotation(tmp_path / "song.json")
    assert annotation.bars is not None
    assert [bar.notes for bar in annotation.bars] == [
        {WrittenNote(Fraction(0), "kick"), WrittenNote(Fraction(1, 12), "hihat_closed")},
        {WrittenNote(Fraction(0), "snare")},
    ]
    assert annotation.velocities == (77, 90, 90)


def test_song_without_drums_is_none_and_no_midi_is_refused(
    material: Material, tmp_path: Path
) -> None:
    mido.MidiFile(type=1).save(tmp_path / "silent.mid")
    silent = load_midi_score(tmp_path / "silent.mid")
    assert render_reference("silent", silent, material, ReferenceSettings()) is None
    (tmp_path / "text.mid").write_text("no music")
    with pytest.raises(DatasetError, match=r"text\.mid is no readable MIDI file"):
        load_midi_score(tmp_path / "text.mid")
    with pytest.raises(UsageError, match="10 s at least"):
        ReferenceSettings(duration=3)


def test_command_writes_references_that_evaluate_finds_perfect(
    folders: MaterialFolders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "references"
    arguments = [
        "render-references", "--data", str(folders.data),
        "--accompaniment", str(folders.accompaniment), "--out", str(out), "--quiet",
    ]  # fmt: skip
    assert main(arguments) == 0
    assert capsys.readouterr().out.splitlines() == ["a: 14 s, 6 bars, 72 notes"]
    assert sorted(path.name for path in out.iterdir()) == [
        "a.drums.flac", "a.json", "a.mix.flac",
    ]  # fmt: skip
    assert soundfile.info(out / "a.mix.flac").samplerate == SAMPLE_RATE
    figures = tmp_path / "figures.json"
    assert main(["evaluate", str(out), str(out / "a.json"), "--json", str(figures)]) == 0
    content = json.loads(figures.read_text())
    assert content["score"]["edits_per_100_notes"] == 0
    assert content["score"]["n_notes"] == 72
    assert content["velocities"]["drums"]["kick"]["pooled"] == pytest.approx(1)
    assert content["weights"] is None
    assert main(arguments) == 10
    assert "--force" in capsys.readouterr().err
    assert main([*arguments, "--force"]) == 0


def test_song_whose_bars_nobody_wrote_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = make_data(tmp_path / "data")
    assert main(["render-references", "--data", str(data), "--out", str(tmp_path / "out")]) == 0
    assert "a left out: its file tells no time signature" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_command_tells_what_is_missing(
    folders: MaterialFolders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = str(tmp_path / "nowhere")
    assert main(["render-references", "--data", nowhere]) == 11
    assert "kits.csv is missing" in capsys.readouterr().err
    common = ["render-references", "--data", str(folders.data), "--out", str(tmp_path / "out")]
    assert main([*common, "--accompaniment", nowhere]) == 0
    assert "no accompaniment is prepared" in capsys.readouterr().err
    assert not (tmp_path / "out" / "a.mix.flac").exists()
    assert main([*common, "--seconds", "1", "--force"]) == 2


def test_exercises_strike_rare_drums_and_sound_where_they_are_written(
    folders: MaterialFolders, material: Material, tmp_path: Path
) -> None:
    arguments = ["--data", str(folders.data), "--out", str(tmp_path), "--quiet"]
    assert main(["render-references", *arguments, "--exercises", "3"]) == 0
    found = [load_annotation(path) for path in sorted(tmp_path.glob("*.json"))]
    assert len(found) == 3
    for path, truth in zip(sorted(tmp_path.glob("*.flac")), found, strict=True):
        sound, rate = soundfile.read(path)
        assert rate == SAMPLE_RATE
        assert truth.bars is None and truth.beats
        assert {onset.drum for onset in truth.onsets} <= set(material.kits.pieces)
        first = truth.onsets[0].time
        assert np.abs(sound[: max(int((first - 0.005) * rate), 0)]).max(initial=0) < 1e-3
        assert np.abs(sound[int(first * rate) :][:4410]).max() > 1e-3
    before = (tmp_path / "exercise_001.flac").read_bytes()
    again = tmp_path / "again"
    arguments[3] = str(again)
    assert main(["render-references", *arguments, "--exercises", "1"]) == 0
    assert (again / "exercise_001.flac").read_bytes() == before
    assert main(["render-references", *arguments, "--exercises", "-1"]) != 0
