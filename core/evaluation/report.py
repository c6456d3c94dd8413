"""All figures of an evaluation together, as a table to read or as JSON to keep.

JSON, version 1 (more keys may follow): `{"format": "melody-evaluation", "version": 1, "weights":
{"file", "sha256"} or null (nothing was transcribed), "songs": [names], "drums": [{
"classes", "window", "sum_f", "sum_f_interval", "precision", "recall", "mean_f",
"mean_f_interval", "median_offset", "drums": {NAME: {...}}, "songs": {NAME: {...}}}],
"beats": {"beat_f", "beat_f_interval", "downbeat_f", "downbeat_f_interval", "songs"} or null,
"score": {"edits_per_100_notes", "interval", "inserted_per_100_notes", "deleted_per_100_notes",
"moved_per_100_notes", "changed_per_100_notes", "n_edits", "n_inserted", "n_deleted", "n_moved",
"n_changed", "n_notes", "n_reference_bars", "n_estimated_bars", "n_matched_bars",
"n_bars_in_metre", "songs": {NAME: {... all but interval and songs}}} or null,
"velocities": {"n_songs", "drums": {NAME: {"pooled", "pooled_interval", "mean", "n_strokes",
"songs": {NAME: r}}}} or null}`; times in seconds, intervals as [low, high], null for a figure
without ground.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
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
from core.evaluation.score import ScoreFigures, ScorePair, SongScoreFigures, evaluate_scores
from core.evaluation.velocities import VelocityFigures, VelocityPair, evaluate_velocities

_HEAD = "sum F  95 %         mean F  95 %         precision  recall   offset"


@dataclass(frozen=True)
class AnnotationPair:
    """One song as the reference and as the estimate have it."""

    name: str
    reference: Annotation
    estimate: Annotation


@dataclass(frozen=True)
class Weights:
    """Which weights transcribed the songs: the file's name and its SHA-256."""

    file: str
    sha256: str


@dataclass(frozen=True)
class Evaluation:
    """Figures of strokes for each set of classes and window; the others None where none is told."""

    songs: tuple[str, ...]
    drums: tuple[DrumFigures, ...]
    beats: BeatFigures | None
    score: ScoreFigures | None = None
    velocities: VelocityFigures | None = None


def evaluate(pairs: Sequence[AnnotationPair]) -> Evaluation:
    """All figures of the songs."""
    strokes = [StrokePair(p.name, p.reference.onsets, p.estimate.onsets) for p in pairs]
    return Evaluation(
        tuple(pair.name for pair in pairs),
        tuple(
            evaluate_drums(strokes, classes, window) for classes in CLASS_SETS for window in WINDOWS
        ),
        evaluate_beats(
            [
                BeatPair(p.name, p.reference.beats, p.estimate.beats)
                for p in pairs
                if p.reference.beats is not None and p.estimate.beats is not None
            ]
        ),
        evaluate_scores(
            [
                ScorePair(p.name, p.reference.bars, p.estimate.bars)
                for p in pairs
                if p.reference.bars is not None and p.estimate.bars is not None
            ]
        ),
        evaluate_velocities(
            [
                VelocityPair(p.name, r.onsets, r.velocities, e.onsets, e.velocities)
                for p in pairs
                for r, e in [(p.reference, p.estimate)]
                if r.velocities is not None and e.velocities is not None
            ]
        ),
    )


def evaluation_table(evaluation: Evaluation, weights: Weights | None = None) -> str:
    """The figures as text of several lines; `weights` are those that transcribed the songs."""
    lines = [f"{_counted(len(evaluation.songs), 'song')}: {', '.join(evaluation.songs)}"]
    if weights is not None:
        lines += [f"transcribed with {weights.file} (SHA-256 {weights.sha256[:12]})"]
    lines += ["", f"classes  window   {_HEAD}"]
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
    if evaluation.score is not None:
        lines += ["", *_score_lines(evaluation.score)]
    if evaluation.velocities is not None:
        lines += ["", *_velocity_lines(evaluation.velocities)]
    return "\n".join(line.rstrip() for line in lines)


def _score_lines(figures: ScoreFigures) -> list[str]:
    rows = {"all songs": figures.total, **figures.songs}
    width = max(len(name) for name in rows)
    interval = figures.interval
    spread = "" if interval is None else f", 95 % {interval.low:.1f}-{interval.high:.1f}"
    total = figures.total.edits_per_100
    lines = [
        f"score      {'-' if total is None else f'{total:.1f}'} edits per 100 notes{spread}, "
        f"{_counted(len(figures.songs), 'song')}",
        f"{'':<{width}}   edits  inserted  deleted  moved  changed    notes  "
        "bars  matched  in metre",
    ]
    return lines + [f"{name:<{width}}  {_score_row(row)}" for name, row in rows.items()]


def _score_row(row: SongScoreFigures) -> str:
    edits = row.edits
    numbers = (edits.total, edits.n_inserted, edits.n_deleted, edits.n_moved, edits.n_changed)
    per_100 = ["-" if n is None else f"{n:.1f}" for n in map(row.per_100, numbers)]
    columns = zip(per_100, (6, 8, 7, 5, 7), strict=True)
    return (
        "  ".join(f"{text:>{width}}" for text, width in columns)
        + f"  {row.n_notes:>7}  {row.n_reference_bars:>4}  {row.n_matched_bars:>7}"
        + f"  {row.n_bars_in_metre:>8}"
    )


def _velocity_lines(figures: VelocityFigures) -> list[str]:
    lines = [
        f"velocities  r     95 %            mean of songs  strokes   (±50 ms, "
        f"{_counted(figures.n_songs, 'song')})"
    ]
    return lines + [
        f"  {name:<8}{_signed(r.pooled)}  {_signed_interval(r.pooled_interval)}  "
        f"{_signed(r.mean):>12}  {r.n_strokes:>7}"
        for name, r in figures.drums.items()
    ]


def _signed(value: float | None) -> str:
    return f"{'-':>6}" if value is None else f"{value:+6.3f}"


def _signed_interval(interval: Interval | None) -> str:
    text = "-" if interval is None else f"{interval.low:+.3f} {interval.high:+.3f}"
    return f"{text:^15}"


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


def evaluation_json(evaluation: Evaluation, weights: Weights | None = None) -> dict[str, Any]:
    """The figures as plain values, in the schema of the module's docstring."""
    beats, score, velocities = evaluation.beats, evaluation.score, evaluation.velocities
    return {
        "format": "melody-evaluation",
        "version": 1,
        "weights": weights and asdict(weights),
        "songs": list(evaluation.songs),
        "drums": [_drums_json(figures) for figures in evaluation.drums],
        "beats": beats and _beats_json(beats),
        "score": score and _score_json(score),
        "velocities": velocities and _velocities_json(velocities),
    }


def _beats_json(beats: BeatFigures) -> dict[str, Any]:
    return {
        "beat_f": beats.beat_f,
        "beat_f_interval": _interval_json(beats.beat_f_interval),
        "downbeat_f": beats.downbeat_f,
        "downbeat_f_interval": _interval_json(beats.downbeat_f_interval),
        "songs": {
            name: {"beat_f": song.beat_f, "downbeat_f": song.downbeat_f}
            for name, song in beats.songs.items()
        },
    }


def _score_json(score: ScoreFigures) -> dict[str, Any]:
    return {
        **_song_score_json(score.total),
        "interval": _interval_json(score.interval),
        "songs": {name: _song_score_json(song) for name, song in score.songs.items()},
    }


def _song_score_json(song: SongScoreFigures) -> dict[str, float | None]:
    edits = song.edits
    return {
        "edits_per_100_notes": song.edits_per_100,
        "inserted_per_100_notes": song.per_100(edits.n_inserted),
        "deleted_per_100_notes": song.per_100(edits.n_deleted),
        "moved_per_100_notes": song.per_100(edits.n_moved),
        "changed_per_100_notes": song.per_100(edits.n_changed),
        "n_edits": edits.total,
        **asdict(edits),
        "n_notes": song.n_notes,
        "n_reference_bars": song.n_reference_bars,
        "n_estimated_bars": song.n_estimated_bars,
        "n_matched_bars": song.n_matched_bars,
        "n_bars_in_metre": song.n_bars_in_metre,
    }


def _velocities_json(figures: VelocityFigures) -> dict[str, Any]:
    return {
        "n_songs": figures.n_songs,
        "drums": {
            name: {
                "pooled": r.pooled,
                "pooled_interval": _interval_json(r.pooled_interval),
                "mean": r.mean,
                "n_strokes": r.n_strokes,
                "songs": dict(r.songs),
            }
            for name, r in figures.drums.items()
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
