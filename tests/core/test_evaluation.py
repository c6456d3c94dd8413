"""The figures of `melody evaluate`, against triples of reference, estimate and result."""

import json
import shutil
from pathlib import Path

import mido
import numpy as np
import pytest

from core.errors import DatasetError, UsageError
from core.evaluation.annotations import MDB_KINDS, Beat, load_annotation, song_name
from core.evaluation.beats import BeatPair, evaluate_beats
from core.evaluation.bootstrap import bootstrap_interval
from core.evaluation.drums import (
    CLASS_SETS,
    Counts,
    DrumFigures,
    StrokePair,
    class_times,
    evaluate_drums,
    match_strokes,
)
from core.evaluation.pairs import pair_files
from core.evaluation.report import (
    AnnotationPair,
    Evaluation,
    evaluate,
    evaluation_json,
    evaluation_table,
)
from core.kit import DRUMS, KIT
from core.onsets import Onset

DATA = Path(__file__).parent.parent / "data" / "evaluation"
THREE, FIVE, EIGHT, ALL = CLASS_SETS


def strokes(*pairs: tuple[float, str]) -> tuple[Onset, ...]:
    return tuple(Onset(time, drum, 100) for time, drum in pairs)


@pytest.fixture(scope="module")
def golden() -> Evaluation:
    files = pair_files(DATA / "reference", [DATA / "estimate"])
    return evaluate(
        [
            AnnotationPair(f.name, load_annotation(f.reference), load_annotation(f.estimate))
            for f in files
        ]
    )


def figures(evaluation: Evaluation, classes: str, window: float = 0.05) -> DrumFigures:
    return next(d for d in evaluation.drums if (d.classes, d.window) == (classes, window))


def test_three_classes_leave_side_stick_toms_and_cymbals_out(golden: Evaluation) -> None:
    three = figures(golden, "3")
    assert three.drums == {
        "kick": Counts(1, 2, 2),
        "snare": Counts(1, 1, 2),
        "hihat": Counts(3, 3, 3),
    }
    assert three.sum_f == pytest.approx(10 / 13)
    assert three.mean_f == pytest.approx((1 / 2 + 2 / 3 + 1) / 3)


def test_narrow_window_loses_the_snare_that_is_30_ms_late(golden: Evaluation) -> None:
    three = figures(golden, "3", 0.025)
    assert three.drums["snare"] == Counts(0, 1, 2)
    assert three.sum_f == pytest.approx(8 / 13)


def test_five_classes_fold_cymbals_struck_together_into_one(golden: Evaluation) -> None:
    five = figures(golden, "5")
    assert five.drums["cymbals"] == Counts(1, 1, 2)
    assert five.drums["toms"] == Counts(1, 1, 1)
    assert five.total == Counts(7, 8, 10)
    assert five.songs["quiet"] == Counts(1, 1, 2)


def test_eight_classes_count_the_side_stick_as_percussion(golden: Evaluation) -> None:
    eight = figures(golden, "8")
    assert eight.drums["percussion"] == Counts(0, 1, 0)
    assert eight.drums["crash"] == Counts(1, 1, 2)
    assert eight.drums["ride"] == Counts(0, 1, 0)


def test_all_classes_keep_open_and_closed_hats_apart(golden: Evaluation) -> None:
    every = figures(golden, "all")
    assert every.drums["hihat_closed"] == Counts(2, 2, 3)
    assert every.drums["hihat_open"] == Counts(0, 1, 0)
    assert every.drums["china"] == Counts(0, 0, 1)


def test_mean_f_ignores_drums_without_a_reference_stroke(golden: Evaluation) -> None:
    every = figures(golden, "all")
    with_reference = [c.f_measure for c in every.drums.values() if c.n_reference]
    assert "china" not in [n for n, c in every.drums.items() if c.n_reference]
    assert every.mean_f == pytest.approx(sum(f or 0 for f in with_reference) / len(with_reference))


def test_median_offset_is_estimate_minus_reference(golden: Evaluation) -> None:
    pair = StrokePair(
        "late",
        strokes((1, "kick"), (2, "kick"), (3, "snare")),
        strokes((1.01, "kick"), (2.02, "kick"), (3.04, "snare")),
    )
    assert evaluate_drums([pair], THREE, 0.05).median_offset == pytest.approx(0.02)
    assert figures(golden, "5").median_offset == 0.0


def test_beats_match_within_70_ms_and_downbeats_among_themselves(golden: Evaluation) -> None:
    beats = golden.beats
    assert beats is not None
    assert list(beats.songs) == ["rock"]
    assert beats.beat_f == pytest.approx(4 / 5)
    assert beats.downbeat_f == pytest.approx(2 / 3)


def test_json_holds_every_figure_as_plain_values(golden: Evaluation) -> None:
    content = json.loads(json.dumps(evaluation_json(golden), allow_nan=False))
    assert content["songs"] == ["quiet", "rock"]
    assert len(content["drums"]) == 8
    assert content["drums"][0]["drums"]["hihat"]["f"] == 1.0
    assert content["beats"]["songs"]["rock"]["beat_f"] == pytest.approx(0.8)


def test_table_shows_sum_f_of_each_class_set(golden: Evaluation) -> None:
    table = evaluation_table(golden)
    line = next(line for line in table.splitlines() if line.split()[:3] == ["3", "±50", "ms"])
    assert line.split()[3] == "0.769"
    assert "downbeats  F 0.667" in table


def test_perfect_estimate_scores_one_everywhere() -> None:
    onsets = strokes(*((1 + i / 2, drum.name) for i, drum in enumerate(KIT)))
    for classes in CLASS_SETS:
        result = evaluate_drums([StrokePair("song", onsets, onsets)], classes, 0.025)
        assert (result.sum_f, result.mean_f, result.median_offset) == (1.0, 1.0, 0.0)


def test_no_strokes_at_all_give_no_figure() -> None:
    result = evaluate_drums([StrokePair("silence", (), ())], FIVE, 0.05)
    assert (result.sum_f, result.mean_f, result.median_offset) == (None, None, None)
    assert result.sum_f_interval is None


def test_strokes_invented_in_silence_count_against_sum_f() -> None:
    silence = StrokePair("silence", (), strokes((1, "kick")))
    song = StrokePair("song", strokes((1, "kick")), strokes((1, "kick")))
    assert evaluate_drums([silence, song], FIVE, 0.05).sum_f == pytest.approx(2 / 3)


def test_each_stroke_is_matched_at_most_once() -> None:
    offsets = match_strokes(np.array([1.0]), np.array([0.99, 1.0, 1.01]), 0.05)
    assert len(offsets) == 1


def test_matching_finds_as_many_pairs_as_possible() -> None:
    # Greedy nearest matching would pair 1.04 with 1.05 and leave 1.00 alone.
    assert len(match_strokes(np.array([1.0, 1.05]), np.array([1.04, 1.09]), 0.05)) == 2


def test_stroke_exactly_at_the_window_is_right() -> None:
    assert len(match_strokes(np.array([0.57]), np.array([0.62]), 0.05)) == 1
    assert len(match_strokes(np.array([0.57]), np.array([0.6205]), 0.05)) == 0


def test_strokes_of_a_class_merge_below_15_ms_and_flams_stay() -> None:
    onsets = strokes((1, "crash"), (1.014, "ride"), (2, "snare"), (2.02, "snare"), (3, "crash"))
    times = class_times(onsets, FIVE)
    assert times["cymbals"].tolist() == [1, 3]
    assert times["snare"].tolist() == [2, 2.02]


def test_unordered_strokes_are_refused_with_the_song_named() -> None:
    pair = StrokePair("mess", strokes((2, "kick"), (1, "kick")), ())
    with pytest.raises(DatasetError, match="mess: the strokes of the reference"):
        evaluate_drums([pair], FIVE, 0.05)


def test_class_sets_have_as_many_classes_as_they_say() -> None:
    assert [len(classes.classes) for classes in CLASS_SETS] == [3, 5, 8, len(KIT)]


def test_every_mdb_kind_is_a_drum_of_the_kit() -> None:
    assert set(MDB_KINDS.values()) <= set(DRUMS)
    assert len(MDB_KINDS) == 21


def test_interval_spans_the_figure_and_shrinks_with_agreement() -> None:
    same = [StrokePair(str(i), strokes((1, "kick")), strokes((1, "kick"))) for i in range(5)]
    interval = evaluate_drums(same, THREE, 0.05).sum_f_interval
    assert interval is not None
    assert (interval.low, interval.high) == (1.0, 1.0)
    mixed = [*same, StrokePair("bad", strokes((1, "kick")), strokes((2, "kick")))]
    result = evaluate_drums(mixed, THREE, 0.05)
    assert result.sum_f_interval is not None and result.sum_f is not None
    assert result.sum_f_interval.low < result.sum_f < result.sum_f_interval.high


def test_one_song_gives_no_interval() -> None:
    assert bootstrap_interval(1, lambda draws: draws.mean(axis=1)) is None


def test_estimate_without_beats_scores_zero_and_reference_without_is_refused() -> None:
    beats = (Beat(1, 1), Beat(2, 2))
    result = evaluate_beats([BeatPair("song", beats, ())])
    assert result is not None
    assert (result.beat_f, result.downbeat_f) == (0.0, 0.0)
    with pytest.raises(DatasetError, match="lists no beats"):
        evaluate_beats([BeatPair("song", (), beats)])


def test_midi_is_read_by_seconds_and_unknown_notes_are_reported(tmp_path: Path) -> None:
    midi = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    midi.tracks.append(track)
    track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(60)))
    track.append(mido.Message("note_on", channel=9, note=36, velocity=90, time=480))
    track.append(mido.Message("note_on", channel=9, note=22, velocity=70, time=240))
    track.append(mido.Message("note_on", channel=9, note=75, velocity=70, time=0))
    track.append(mido.Message("note_on", channel=0, note=38, velocity=70, time=0))
    track.append(mido.Message("note_on", channel=9, note=36, velocity=0, time=240))
    midi.save(tmp_path / "song.mid")
    annotation = load_annotation(tmp_path / "song.mid")
    assert [(o.time, o.drum, o.velocity) for o in annotation.onsets] == [
        (1.0, "kick", 90),
        (1.5, "hihat_closed", 70),
    ]
    assert annotation.beats is None
    assert "note 75" in annotation.warnings[0]


def test_beats_beside_the_strokes_are_read() -> None:
    annotation = load_annotation(DATA / "reference" / "rock.onsets.txt")
    assert annotation.beats is not None
    assert annotation.beats[-1] == Beat(2.5, 1)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.onsets.txt", "0.5 KD\n0.7 XX\n", "line 2: there is no drum named “XX”"),
        ("a.onsets.txt", "0.5\n", "line 1 holds no time"),
        ("a.onsets.txt", "half KD\n", "line 1: “half” is not a time"),
        ("a.onsets.txt", "nan KD\n", "line 1: nan is not a time"),
        ("a.csv", "when,what\n1,kick\n", "columns time and drum"),
        ("a.csv", "time,drum\n1,kick\nx,kick\n", "line 3 is not a stroke"),
        ("a.csv", "time,drum\n1\n", "line 2 is not a stroke"),
        ("a.json", '{"format": "other"}', "no transcription that Melody wrote"),
        ("a.json", "[1, 2", "no transcription that Melody wrote"),
        ("a.mid", "no midi", "not a MIDI file"),
        ("a.beat", "1 1", "ends in none of"),
    ],
)
def test_bad_file_is_refused_with_its_place(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=message) as caught:
        load_annotation(path)
    assert str(path) in str(caught.value)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="There is no file"):
        load_annotation(tmp_path / "none.json")


def test_song_names_lose_their_known_ending() -> None:
    names = ("A.onsets.txt", "A.mid", "A.drums.flac", "A.beats.txt")
    assert [song_name(Path(name)) for name in names] == ["A", "A", "A.drums", "A"]


def test_audio_named_after_the_song_is_paired(tmp_path: Path) -> None:
    for name in ("One.onsets.txt", "One.beats.txt", "One.drums.flac", "One.mix.flac"):
        (tmp_path / name).touch()
    (pair,) = pair_files(tmp_path, [tmp_path / "One.mix.flac"])
    assert (pair.name, pair.estimate.name) == ("One", "One.mix.flac")
    with pytest.raises(UsageError, match="several estimates"):
        pair_files(tmp_path, [tmp_path])


def test_longer_song_name_wins_over_a_shorter_one(tmp_path: Path) -> None:
    for name in ("Rock.onsets.txt", "Rock.live.onsets.txt"):
        (tmp_path / name).touch()
    estimates = [tmp_path / "Rock.live.json", tmp_path / "Rock.json"]
    for estimate in estimates:
        estimate.touch()
    pairs = pair_files(tmp_path, estimates)
    assert {p.name: p.estimate.name for p in pairs} == {
        "Rock": "Rock.json",
        "Rock.live": "Rock.live.json",
    }


def test_names_that_do_not_match_are_refused_both_ways(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    estimate = tmp_path / "data" / "estimate"
    (estimate / "quiet.csv").rename(estimate / "other.csv")
    with pytest.raises(UsageError, match=r"No reference has the name of other\.csv"):
        pair_files(tmp_path / "data" / "reference", [estimate])
    (estimate / "other.csv").unlink()
    with pytest.raises(UsageError, match=r"No estimate has the name of quiet\.onsets\.txt"):
        pair_files(tmp_path / "data" / "reference", [estimate])


def test_one_file_against_one_file_needs_no_equal_names() -> None:
    pairs = pair_files(DATA / "reference/rock.onsets.txt", [DATA / "estimate/quiet.csv"])
    assert [p.name for p in pairs] == ["rock"]


def test_one_reference_picks_its_estimate_from_a_folder() -> None:
    (pair,) = pair_files(DATA / "reference/rock.onsets.txt", [DATA / "estimate"])
    assert pair.estimate.name == "rock.drums.json"
