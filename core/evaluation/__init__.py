"""How well a transcription agrees with a reference: one module a task.

`drums` scores strokes, `beats` scores beats and downbeats; each module's docstring is its
specification. `annotations` reads what people and programs write down about a song, `pairs`
finds which estimate belongs to which reference, `report` puts the figures together.
"""

from core.evaluation.annotations import Annotation, Beat, load_annotation
from core.evaluation.beats import BeatFigures, evaluate_beats
from core.evaluation.drums import CLASS_SETS, DrumClasses, DrumFigures, evaluate_drums
from core.evaluation.report import Evaluation, evaluate

__all__ = [
    "CLASS_SETS",
    "Annotation",
    "Beat",
    "BeatFigures",
    "DrumClasses",
    "DrumFigures",
    "Evaluation",
    "evaluate",
    "evaluate_beats",
    "evaluate_drums",
    "load_annotation",
]
