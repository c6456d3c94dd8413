"""How well a transcription agrees with a reference: one module a task.

`drums` scores strokes, `velocities` how loud they are, `beats` beats and downbeats, `score` the
written notes; each module's docstring is its specification. `annotations` reads what people and
programs write down about a song, `written` its bars; `pairs` finds which estimate belongs to
which reference, `report` puts the figures together. docs/evaluation.md explains them in short.
"""

from core.evaluation.annotations import Annotation, Beat, load_annotation
from core.evaluation.beats import BeatFigures, evaluate_beats
from core.evaluation.drums import CLASS_SETS, DrumClasses, DrumFigures, evaluate_drums
from core.evaluation.report import Evaluation, evaluate
from core.evaluation.score import ScoreFigures, evaluate_scores
from core.evaluation.velocities import VelocityFigures, evaluate_velocities
from core.evaluation.written import WrittenBar, WrittenNote

__all__ = [
    "CLASS_SETS",
    "Annotation",
    "Beat",
    "BeatFigures",
    "DrumClasses",
    "DrumFigures",
    "Evaluation",
    "ScoreFigures",
    "VelocityFigures",
    "WrittenBar",
    "WrittenNote",
    "evaluate",
    "evaluate_beats",
    "evaluate_drums",
    "evaluate_scores",
    "evaluate_velocities",
    "load_annotation",
]
