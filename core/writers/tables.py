"""What was found, for other programs: strokes as CSV, everything as JSON.

The JSON's schema is documented in docs/json-format.md; `JSON_VERSION` rises when a reader of
the older one could be misled.
"""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from core.beats import BeatGrid, GridBar
from core.onsets import Onset
from core.score import Bar, Score
from core.song import Song

JSON_FORMAT = "melody-transcription"
JSON_VERSION = 1


def csv_bytes(onsets: Sequence[Onset]) -> bytes:
    """A header line, then a line an onset: time in seconds, drum, velocity, confidence."""
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(["time", "drum", "velocity", "confidence"])
    for onset in onsets:
        row = _onset(onset)
        rows.writerow([f"{row['time']:.4f}", *list(row.values())[1:]])
    return table.getvalue().encode()


def json_bytes(song: Song, onsets: Sequence[Onset], grid: BeatGrid, score: Score) -> bytes:
    """The whole transcription as JSON, in the schema of docs/json-format.md."""
    content = {
        "format": JSON_FORMAT,
        "version": JSON_VERSION,
        "song": {
            "title": score.title,
            "artist": score.artist,
            "duration": round(song.duration, 4),
            "file": song.path.name if song.path else None,
        },
        "onsets": [_onset(onset) for onset in onsets],
        "beats": [beat for bar in grid.bars for beat in _beats(bar)],
        "bars": _bars(score, grid),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _onset(onset: Onset) -> dict[str, Any]:
    return {
        "time": round(onset.time, 4),
        "drum": onset.drum,
        "velocity": onset.velocity,
        "confidence": round(onset.confidence, 3),
    }


def _beats(bar: GridBar) -> list[dict[str, Any]]:
    return [
        {"time": round(time, 4), "number": number}
        for number, time in enumerate(bar.beats, start=bar.n_missing_beats + 1)
    ]


def _bars(score: Score, grid: BeatGrid) -> list[dict[str, Any]]:
    """Each bar of the score; bars after the grid's end keep its last tempo."""
    bars = []
    for index, bar in enumerate(score.bars):
        grid_bar = grid.bars[min(index, len(grid.bars) - 1)] if grid.bars else None
        bars.append(
            {
                "start": None if bar.start is None else round(bar.start, 4),
                "meter": str(bar.time_signature),
                "tempo": round(grid_bar.tempo, 2) if grid_bar else None,
                "section": bar.section,
                "notes": _notes(bar),
            }
        )
    return bars


def _notes(bar: Bar) -> list[dict[str, Any]]:
    return [
        {
            "position": str(position),
            "drum": stroke.drum,
            "velocity": stroke.velocity,
            "ghost": stroke.ghost,
            "accent": stroke.accent,
            "grace": stroke.grace is not None,
        }
        for position, stroke in bar.strokes()
    ]
