"""The table and the JSON of `melody evaluate-tags`.

JSON: {"format": "melody-tag-evaluation", "version": 1, "clips": n, "artists": n, "weights":
{"file", "sha256"} or null, "vectors": figures or null, "mfcc": figures, "zero_shot": {genre:
ROC-AUC} or null, "masking": {...} or null}; figures are {"genre_accuracy", "emotions": {name: r},
"mean_emotion_r", "same_genre_p10", "same_genre_p10_standardised", "classes", "confusion"}, rows of
the confusion matrix being the clips' genres, columns those told.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.evaluation.bootstrap import Interval
from core.evaluation.labelled_clips import LabelledClips
from core.evaluation.listening import HeardClip
from core.evaluation.masking import MaskingFigures, masking_figures
from core.evaluation.probe import N_RETRIEVED, ProbeFigures, probe, zero_shot
from core.evaluation.report import Weights

FORMAT = "melody-tag-evaluation"
VERSION = 1
_DIGITS = 4
_WIDTH = 48


@dataclass(frozen=True)
class TagEvaluation:
    """All figures of a folder of clips; those of the tagger are None where only MFCC were asked."""

    n_clips: int
    n_artists: int
    baseline: ProbeFigures
    vectors: ProbeFigures | None
    zero_shot: dict[str, float] | None
    masking: MaskingFigures | None
    weights: Weights | None = None


def evaluate_clips(
    clips: LabelledClips,
    heard: Sequence[HeardClip],
    baseline: Sequence[Any],
    weights: Weights | None = None,
) -> TagEvaluation:
    """The figures of what was heard in the clips, in their order; `heard` may be empty."""
    masked = [one.masked for one in heard if one.masked]
    return TagEvaluation(
        len(clips.paths),
        len(set(clips.artists)),
        probe(baseline, clips),
        probe([one.vector for one in heard], clips) if heard else None,
        zero_shot([one.probabilities for one in heard], clips) if heard else None,
        masking_figures(masked) if masked else None,
        weights,
    )


def tag_evaluation_table(evaluation: TagEvaluation) -> str:
    """The figures for reading."""
    lines = [f"{evaluation.n_clips} clips of {evaluation.n_artists} artists"]
    if evaluation.weights:
        lines.append(f"weights {evaluation.weights.file}, {evaluation.weights.sha256[:16]}…")
    lines += ["", *_probe_lines(evaluation.vectors, evaluation.baseline)]
    if evaluation.zero_shot:
        areas = ", ".join(f"{genre} {area:.3f}" for genre, area in evaluation.zero_shot.items())
        lines += ["", f"ROC-AUC of genres by tags alone: {areas}"]
    lines += ["", *_confusion_lines(evaluation.vectors or evaluation.baseline)]
    if evaluation.masking:
        lines += ["", *_masking_lines(evaluation.masking)]
    return "\n".join(lines)


def tag_evaluation_json(evaluation: TagEvaluation) -> dict[str, Any]:
    """The figures for programs (schema above)."""
    weights = evaluation.weights
    return {
        "format": FORMAT,
        "version": VERSION,
        "clips": evaluation.n_clips,
        "artists": evaluation.n_artists,
        "weights": weights and {"file": weights.file, "sha256": weights.sha256},
        "vectors": evaluation.vectors and _probe_object(evaluation.vectors),
        "mfcc": _probe_object(evaluation.baseline),
        "zero_shot": _rounded(evaluation.zero_shot),
        "masking": _rounded(evaluation.masking and asdict(evaluation.masking)),
    }


def _probe_lines(vectors: ProbeFigures | None, baseline: ProbeFigures) -> list[str]:
    columns = [figures for figures in (vectors, baseline) if figures]
    names = (["vectors"] if vectors else []) + ["MFCC"]
    n_classes, n_emotions = len(baseline.genres.classes), len(baseline.emotions)
    same = f"same genre, other artists, P@{N_RETRIEVED}"
    rows: list[tuple[str, Sequence[float | None]]] = [
        (f"genre accuracy, {n_classes} classes", [f.genres.accuracy for f in columns]),
        (f"emotions, mean r of {n_emotions}", [f.mean_emotion for f in columns]),
        *(
            (f"  {emotion.replace('_', ' ')}", [f.emotions[emotion] for f in columns])
            for emotion in baseline.emotions
        ),
        (f"{same}, plain cosine", [f.same_genre for f in columns]),
        (f"{same}, standardised", [f.same_genre_standardised for f in columns]),
    ]
    head = " " * _WIDTH + "".join(f"{name:>9}" for name in names)
    return [head, *(f"{name:<{_WIDTH}}" + "".join(map(_cell, values)) for name, values in rows)]


def _cell(value: float | None) -> str:
    return f"{'–' if value is None else format(value, '.3f'):>9}"


def _confusion_lines(figures: ProbeFigures) -> list[str]:
    classes = figures.genres.classes
    width = max(map(len, classes)) + 2
    head = f"{'is / told as':<{max(width, 14)}}" + "".join(f"{name:>{width}}" for name in classes)
    return [
        head,
        *(
            f"{name:<{max(width, 14)}}" + "".join(f"{count:>{width}}" for count in row)
            for name, row in zip(classes, figures.genres.confusion.tolist(), strict=True)
        ),
    ]


def _masking_lines(masking: MaskingFigures) -> list[str]:
    return [
        f"With a tenth of the spectrogram hidden the likeliest genre (mean {masking.whole:.3f})"
        " falls by",
        f"  attended places  {masking.attended:.4f} {_span(masking.attended_interval)}",
        f"  random places    {masking.random:.4f} {_span(masking.random_interval)}",
        f"  attended, moved  {masking.moved:.4f}",
        f"  attended more than random by {masking.more_than_random:.4f}"
        f" {_span(masking.more_than_random_interval)}, in {masking.share_hurt_more:.0%} of"
        f" {masking.n_songs} clips",
    ]


def _span(interval: Interval | None) -> str:
    return f"[{interval.low:.4f}, {interval.high:.4f}]" if interval else ""


def _probe_object(figures: ProbeFigures) -> dict[str, Any]:
    content = {
        "genre_accuracy": figures.genres.accuracy,
        "emotions": dict(figures.emotions),
        "mean_emotion_r": figures.mean_emotion,
        "same_genre_p10": figures.same_genre,
        "same_genre_p10_standardised": figures.same_genre_standardised,
    }
    return {
        **_rounded(content),
        "classes": list(figures.genres.classes),
        "confusion": figures.genres.confusion.tolist(),
    }


def _rounded(content: Any) -> Any:
    """The same content with its numbers rounded."""
    if isinstance(content, dict):
        return {name: _rounded(value) for name, value in content.items()}
    return round(content, _DIGITS) if isinstance(content, float) else content
