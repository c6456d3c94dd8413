"""All figures of an evaluation together, as a table to read or as JSON to keep.

JSON, version 1: `{"format": "melody-evaluation", "version": 1, "songs": [names], "drums": [{
"classes", "window", "sum_f", "sum_f_interval", "precision", "recall", "mean_f",
"mean_f_interval", "median_offset", "drums": {NAME: {...}}, "songs": {NAME: {...}}}],
"beats": {"beat_f", "beat_f_interval", "downbeat_f", "downbeat_f_interval", "songs"} or null}`;
times in seconds, intervals as [low, high], null for a figure without ground.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.evaluation.annotations import Annotation
from core.evaluation.beats import BeatFigures, BeatPair, evaluate_beats
from core.evaluation.bootstrap import Interval
from core.evaluation.drums import (
    CLASS_SETS,
    WINDOWS,
    Counts,
    DrumFigures,
    StrokePair,
    evaluate_drums,
)


@dataclass(frozen=True)
class AnnotationPair:
    """One song as the reference and as the estimate have it."""

    name: str
    reference: Annotation
    estimate: Annotation


@dataclass(frozen=True)
class Evaluation:
    """Figures of strokes for each set of classes and window, and of beats (None: none told)."""

    songs: tuple[str, ...]
    drums: tuple[DrumFigures, ...]
    beats: BeatFigures | None


def evaluate(pairs: Sequence[AnnotationPair]) -> Evaluation:
    """All figures of the songs."""
    strokes = [StrokePair(p.name, p.reference.onsets, p.estimate.onsets) for p in pairs]
    beats = [
        BeatPair(p.name, p.reference.beats, p.estimate.beats)
        for p in pairs
        if p.reference.beats is not None and p.estimate.beats is not None
    ]
    return Evaluation(
        tuple(pair.name for pair in pairs),
        tuple(
            evaluate_drums(strokes, classes, window) for classes in CLASS_SETS for window in WINDOWS
        ),
        evaluate_beats(beats),
    )


def evaluation_table(evaluation: Evaluation) -> str:
    """The figures as text of several lines."""
    lines = [f"{_counted(len(evaluation.songs), 'song')}: {', '.join(evaluation.songs)}", ""]
    lines += [
        "classes  window   sum F  95 %         mean F  95 %         precision  recall   offset"
    ]
    lines += [_summary_line(figures) for figures in evaluation.drums]
    for figures in evaluation.drums:
        if figures.window == WINDOWS[0]:
            lines += ["", *_drum_lines(figures)]
    lines += ["", *_song_lines(evaluation)]
    if evaluation.beats is not None:
        beats = evaluation.beats
        lines += [
            "",
            f"beats      F {_figure(beats.beat_f)}  {_interval(beats.beat_f_interval)}  ±70 ms,"
            f" {_counted(len(beats.songs), 'song')}",
            f"downbeats  F {_figure(beats.downbeat_f)}  {_interval(beats.downbeat_f_interval)}",
        ]
    return "\n".join(line.rstrip() for line in lines)


def _summary_line(figures: DrumFigures) -> str:
    offset = "-" if figures.median_offset is None else f"{1000 * figures.median_offset:+.1f} ms"
    return (
        f"{figures.classes:>7}  ±{1000 * figures.window:2.0f} ms  {_figure(figures.sum_f)}  "
        f"{_interval(figures.sum_f_interval)}   {_figure(figures.mean_f)}  "
        f"{_interval(figures.mean_f_interval)}      {_figure(figures.total.precision)}   "
        f"{_figure(figures.total.recall)}  {offset:>7}"
    )


def _drum_lines(figures: DrumFigures) -> list[str]:
    lines = [
        f"{figures.classes + ' classes':<15} F      precision  recall  reference  estimate  matched"
    ]
    return lines + [
        f"  {name:<13}{_figure(counts.f_measure)}      {_figure(counts.precision)}   "
        f"{_figure(counts.recall)}  {counts.n_reference:>9}  {counts.n_estimated:>8}  "
        f"{counts.n_matched:>7}"
        for name, counts in figures.drums.items()
        if counts.n_reference or counts.n_estimated
    ]


def _song_lines(evaluation: Evaluation) -> list[str]:
    shown = [figures for figures in evaluation.drums if figures.window == WINDOWS[0]]
    width = max(len(name) for name in (*evaluation.songs, "song"))
    heads = "".join(f"{'F ' + figures.classes:>8}" for figures in shown)
    lines = [f"{'song':<{width}}{heads}   beat F  downbeat F"]
    for name in evaluation.songs:
        line = f"{name:<{width}}" + "".join(
            f"{_figure(figures.songs[name].f_measure):>8}" for figures in shown
        )
        if evaluation.beats is not None and name in evaluation.beats.songs:
            beats = evaluation.beats.songs[name]
            line += f"   {_figure(beats.beat_f):>6}  {_figure(beats.downbeat_f):>10}"
        lines.append(line)
    return lines


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _figure(value: float | None) -> str:
    return "    -" if value is None else f"{value:5.3f}"


def _interval(interval: Interval | None) -> str:
    return f"{'-':^11}" if interval is None else f"{interval.low:.3f}-{interval.high:.3f}"


def evaluation_json(evaluation: Evaluation) -> dict[str, Any]:
    """The figures as plain values, in the schema of the module's docstring."""
    beats = evaluation.beats
    return {
        "format": "melody-evaluation",
        "version": 1,
        "songs": list(evaluation.songs),
        "drums": [_drums_json(figures) for figures in evaluation.drums],
        "beats": None
        if beats is None
        else {
            "beat_f": beats.beat_f,
            "beat_f_interval": _interval_json(beats.beat_f_interval),
            "downbeat_f": beats.downbeat_f,
            "downbeat_f_interval": _interval_json(beats.downbeat_f_interval),
            "songs": {
                name: {"beat_f": song.beat_f, "downbeat_f": song.downbeat_f}
                for name, song in beats.songs.items()
            },
        },
    }


def _drums_json(figures: DrumFigures) -> dict[str, Any]:
    return {
        "classes": figures.classes,
        "window": figures.window,
        "sum_f": figures.sum_f,
        "sum_f_interval": _interval_json(figures.sum_f_interval),
        "precision": figures.total.precision,
        "recall": figures.total.recall,
        "mean_f": figures.mean_f,
        "mean_f_interval": _interval_json(figures.mean_f_interval),
        "median_offset": figures.median_offset,
        "drums": {name: _counts_json(counts) for name, counts in figures.drums.items()},
        "songs": {name: _counts_json(counts) for name, counts in figures.songs.items()},
    }


def _counts_json(counts: Counts) -> dict[str, float | None]:
    return {
        "f": counts.f_measure,
        "precision": counts.precision,
        "recall": counts.recall,
        "n_reference": counts.n_reference,
        "n_estimated": counts.n_estimated,
        "n_matched": counts.n_matched,
    }


def _interval_json(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.low, interval.high]
