"""Strokes as CSV, everything as JSON."""

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import numpy as np

from core.beats import BeatGrid, GridBar
from core.evaluation.annotations import load_annotation
from core.meter import TimeSignature
from core.onsets import Onset
from core.score import Bar, Chord, Grace, NoteValue, Rest, Score, Stroke
from core.song import Song
from core.writers.tables import csv_bytes, json_bytes

SONG = Song(np.zeros(44100 * 2, dtype=np.float32), path=Path("folder/tune.mp3"))
ONSETS = (Onset(0.5, "kick", 101, 0.91234), Onset(1.25, "snare", 40, 0.5))
GRID = BeatGrid((GridBar(TimeSignature(2, 4), (0.5, 1.0), 1.5),))
SCORE = Score(
    (
        Bar(
            TimeSignature(2, 4),
            (
                Rest(NoteValue(Fraction(1, 4), 1)),
                Chord(
                    NoteValue(Fraction(1, 8)),
                    (Stroke("snare", 40, ghost=True, grace=Grace.FLAM),),
                ),
            ),
            (Chord(NoteValue(Fraction(1, 2)), (Stroke("kick", 101, accent=True),)),),
            start=0.5,
            section="A",
        ),
    ),
    title="Tune “é”",
)


def test_json_holds_song_onsets_beats_and_bars() -> None:
    assert json.loads(json_bytes(SONG, ONSETS, GRID, SCORE)) == {
        "format": "melody-transcription",
        "version": 1,
        "song": {"title": "Tune “é”", "artist": "", "duration": 2.0, "file": "tune.mp3"},
        "onsets": [
            {"time": 0.5, "drum": "kick", "velocity": 101, "confidence": 0.912},
            {"time": 1.25, "drum": "snare", "velocity": 40, "confidence": 0.5},
        ],
        "beats": [{"time": 0.5, "number": 1}, {"time": 1.0, "number": 2}],
        "bars": [
            {
                "start": 0.5,
                "meter": "2/4",
                "tempo": 120.0,
                "section": "A",
                "notes": [
                    {
                        "position": "0",
                        "drum": "kick",
                        "velocity": 101,
                        "ghost": False,
                        "accent": True,
                        "grace": False,
                    },
                    {
                        "position": "3/8",
                        "drum": "snare",
                        "velocity": 40,
                        "ghost": True,
                        "accent": False,
                        "grace": True,
                    },
                ],
            }
        ],
    }


def test_csv_is_a_line_an_onset() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_bytes(ONSETS).decode())))
    assert [row["drum"] for row in rows] == ["kick", "snare"]
    assert rows[0] == {
        "time": "0.5000",
        "drum": "kick",
        "velocity": "101",
        "confidence": "0.912",
    }


def test_evaluation_reads_both_back(tmp_path: Path) -> None:
    for name, content in (
        ("a.json", json_bytes(SONG, ONSETS, GRID, SCORE)),
        ("a.csv", csv_bytes(ONSETS)),
    ):
        (tmp_path / name).write_bytes(content)
        found = load_annotation(tmp_path / name).onsets
        assert [(o.time, o.drum) for o in found] == [(o.time, o.drum) for o in ONSETS]
