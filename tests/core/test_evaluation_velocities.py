"""Correlation of velocities, and where those of a reference come from."""

import json
from pathlib import Path

import mido
import numpy as np
import pytest

from core.errors import DatasetError
from core.evaluation.annotations import Annotation, load_annotation
from core.evaluation.pairs import pair_files
from core.evaluation.report import AnnotationPair, evaluate, evaluation_json, evaluation_table
from core.evaluation.velocities import Correlation, VelocityPair, evaluate_velocities
from core.onsets import Onset

LOUDNESSES = (30, 110, 60, 90, 45)


def pair(
    reference: tuple[int | None, ...],
    estimate: tuple[int | None, ...],
    name: str = "song",
    drum: str = "kick",
    late: float = 0.0,
) -> VelocityPair:
    """A stroke a second on both sides, the estimated ones `late` by some seconds."""
    ours = tuple(Onset(1.0 + i, drum, v or 100) for i, v in enumerate(reference))
    theirs = tuple(Onset(1.0 + i + late, drum, v or 100) for i, v in enumerate(estimate))
    return VelocityPair(name, ours, reference, theirs, estimate)


def correlation(*pairs: VelocityPair, drum: str = "kick") -> Correlation:
    figures = evaluate_velocities(pairs)
    assert figures is not None
    return figures.drums[drum]


def save_velocities(path: Path, notes: list[tuple[float, int, int]]) -> None:
    """A MIDI file of notes (seconds, MIDI note, velocity) in order."""
    midi = mido.MidiFile(ticks_per_beat=500)
    track = mido.MidiTrack()
    midi.tracks.append(track)
    last = 0
    for time, note, velocity in notes:
        tick = round(time * 1000)  # 120 quarters of 500 ticks a minute
        track.append(mido.Message("note_on", note=note, velocity=velocity, time=tick - last))
        last = tick
    midi.save(path)


def test_correlation_is_pearsons_over_matched_strokes() -> None:
    heard = (40, 100, 80, 70, 50)
    found = correlation(pair(LOUDNESSES, heard, late=0.04))
    assert found.pooled == pytest.approx(np.corrcoef(LOUDNESSES, heard)[0, 1])
    assert found.mean == pytest.approx(found.pooled)
    assert (found.n_strokes, found.pooled_interval) == (5, None)


def test_correlation_asks_for_no_equal_scale() -> None:
    half = tuple(v // 2 + 20 for v in (30, 110, 60, 90, 46))
    assert correlation(pair((30, 110, 60, 90, 46), half)).pooled == pytest.approx(1)
    backwards = tuple(127 - v for v in LOUDNESSES)
    assert correlation(pair(LOUDNESSES, backwards)).pooled == pytest.approx(-1)


def test_strokes_that_are_not_matched_do_not_count() -> None:
    assert correlation(pair(LOUDNESSES, LOUDNESSES, late=0.06)).n_strokes == 0
    assert correlation(pair(LOUDNESSES, LOUDNESSES, drum="tom_low")).n_strokes == 0
    open_hats = pair(LOUDNESSES, LOUDNESSES, drum="hihat_open")
    assert correlation(open_hats, drum="hihat").n_strokes == 5


def test_strokes_without_a_velocity_do_not_count() -> None:
    found = correlation(pair((30, None, 60, 90, 45), (30, 1, 60, 90, None)))
    assert found.n_strokes == 3
    assert found.pooled == pytest.approx(1)


def test_equal_velocities_and_too_few_strokes_give_no_figure() -> None:
    assert correlation(pair((100,) * 5, LOUDNESSES)).pooled is None
    assert correlation(pair(LOUDNESSES, (100,) * 5)).pooled is None
    assert correlation(pair(LOUDNESSES[:2], LOUDNESSES[:2])).pooled is None
    assert evaluate_velocities([]) is None


def test_songs_are_pooled_and_their_own_figures_averaged() -> None:
    soft, loud = (20, 40, 30, 25), (120, 100, 110, 115)
    found = correlation(
        pair(soft, soft, "soft"), pair(loud, tuple(reversed(loud)), "loud"), pair((), (), "none")
    )
    together = np.corrcoef(soft + loud, soft + tuple(reversed(loud)))[0, 1]
    own = np.corrcoef(loud, loud[::-1])[0, 1]
    assert found.pooled == pytest.approx(together)
    assert found.songs == {"soft": pytest.approx(1), "loud": pytest.approx(own), "none": None}
    assert found.mean == pytest.approx((1 + own) / 2)
    assert found.pooled_interval is not None


def test_strokes_merged_in_a_class_keep_the_loudest_velocity() -> None:
    times = (1.0, 1.01, 2.0, 3.0)
    drums = ("hihat_closed", "hihat_pedal", "hihat_closed", "hihat_open")
    told = (20, 90, 40, 60)
    strokes = tuple(Onset(t, d, v) for t, d, v in zip(times, drums, told, strict=True))
    heard = tuple(Onset(t, "hihat_closed", v) for t, v in ((1.0, 90), (2.0, 40), (3.0, 60)))
    found = correlation(VelocityPair("song", strokes, told, heard, (90, 40, 60)), drum="hihat")
    assert found.n_strokes == 3
    assert found.pooled == pytest.approx(1)


def test_velocities_that_are_not_the_strokes_are_refused() -> None:
    with pytest.raises(DatasetError, match="song: the velocities of the estimate"):
        evaluate_velocities([VelocityPair("song", (), (), (Onset(1, "kick", 9),), ())])
    with pytest.raises(DatasetError, match="as many velocities as strokes"):
        Annotation((), velocities=(1,))


def test_velocities_beside_text_are_matched_in_time_and_class(tmp_path: Path) -> None:
    (tmp_path / "a.onsets.txt").write_text("1.0 KD\n1.0 SD\n2.0 SDG\n3.0 CHH\n4.0 KD\n")
    notes = [(0.99, 35, 80), (1.01, 38, 90), (2.02, 40, 30), (3.0, 46, 60), (4.05, 36, 70)]
    save_velocities(tmp_path / "a.velocities.mid", notes)
    annotation = load_annotation(tmp_path / "a.onsets.txt")
    assert annotation.velocities == (80, 90, 30, 60, None)
    assert [onset.velocity for onset in annotation.onsets] == [100] * 5


def test_velocities_are_no_reference_and_no_estimate_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1.0 KD\n")
    save_velocities(tmp_path / "a.velocities.mid", [(1.0, 36, 80)])
    (found,) = pair_files(tmp_path, [tmp_path])
    assert (found.reference.name, found.estimate.name) == ("a.txt", "a.txt")


def test_formats_tell_velocities_or_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1.0 KD\n")
    (tmp_path / "b.csv").write_text("time,drum\n1.0,kick\n")
    (tmp_path / "c.csv").write_text("time,drum,velocity\n2.0,kick,80\n1.0,snare,\n")
    save_velocities(tmp_path / "d.mid", [(1.0, 36, 70)])
    onsets = [{"time": 2, "drum": "kick"}, {"time": 1, "drum": "snare", "velocity": 33}]
    (tmp_path / "e.json").write_text(json.dumps({"onsets": onsets, "beats": []}))
    told = [load_annotation(path).velocities for path in sorted(tmp_path.iterdir())]
    assert told == [None, None, (None, 80), (70,), (33, None)]


def test_report_tells_correlations() -> None:
    onsets = tuple(Onset(1.0 + i, "snare", v) for i, v in enumerate(LOUDNESSES))
    told = Annotation(onsets, velocities=LOUDNESSES)
    evaluation = evaluate(
        [AnnotationPair("song", told, told), AnnotationPair("other", Annotation(onsets), told)]
    )
    assert evaluation.velocities is not None
    assert evaluation.velocities.n_songs == 1
    table = evaluation_table(evaluation)
    assert "velocities  r" in table
    assert any(line.split()[:2] == ["snare", "+1.000"] for line in table.splitlines())
    content = json.loads(json.dumps(evaluation_json(evaluation), allow_nan=False))
    assert content["velocities"]["drums"]["snare"]["songs"] == {"song": pytest.approx(1)}
    assert content["velocities"]["drums"]["kick"]["pooled"] is None
