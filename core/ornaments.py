"""Onsets -> strokes as a drummer thinks of them: flams, drags and rolls are one stroke each.

Grace strokes and rolls must be found in seconds, before any grid is laid over the onsets:
the two strokes of a flam are 10..45 ms apart at every tempo, and a buzz roll has no grid.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from core.kit import DRUMS, Voice
from core.onsets import Onset
from core.score import Grace

FLAM_GAP = (0.008, 0.045)
DRAG_GAP = (0.010, 0.060)
# Grace strokes stand alone: what lies around them is farther away by this factor.
_APART = 1.7
# The two strokes of a drag are lighter than this share of the main one.
_DRAG_LIGHTNESS = 0.75
# Amid a run of fast strokes only a grace stroke lighter than this is told from the run.
_FLAM_LIGHTNESS = 0.7
_ALONE = 0.110
# A pedal that bounces back strikes again this soon, and lighter than this share.
_REBOUND_GAP, _REBOUND_LIGHTNESS = 0.080, 0.55
_ROLL_GAP = 0.070
_ROLL_MIN_STROKES = 6
_ROLL_SLOWEST = 0.8  # of a 32nd note: slower strokes can be read as 32nds, and are written so


@dataclass(frozen=True)
class PlayedStroke:
    """A stroke before quantising: `time` in seconds of the main stroke, `onset` its index.

    `roll` holds the times of all strokes of a roll, in seconds, and `roll_onsets` the indexes
    of their onsets; both are empty for a single stroke.
    """

    time: float
    drum: str
    velocity: int
    confidence: float
    onset: int
    grace: Grace | None = None
    roll: tuple[float, ...] = ()
    roll_onsets: tuple[int, ...] = ()


def can_flam(drum: str) -> bool:
    """True for drums on which grace strokes are written; doubles elsewhere are no music."""
    return DRUMS[drum].voice is Voice.HANDS and DRUMS[drum].class_8 in (
        "snare",
        "toms",
        "percussion",
    )


def gather_strokes(onsets: Sequence[Onset], quarter_length: float) -> list[PlayedStroke]:
    """Strokes in order of time, with grace strokes and rolls joined to one stroke each.

    `quarter_length` is the song's usual quarter note in seconds.
    """
    by_drum: dict[str, list[PlayedStroke]] = {}
    for index, onset in sorted(enumerate(onsets), key=lambda item: item[1].time):
        stroke = PlayedStroke(onset.time, onset.drum, onset.velocity, onset.confidence, index)
        by_drum.setdefault(onset.drum, []).append(stroke)
    strokes: list[PlayedStroke] = []
    for drum, of_drum in by_drum.items():
        if DRUMS[drum].voice is Voice.FEET:
            strokes += _without_rebounds(of_drum)
        elif can_flam(drum):
            strokes += _join_graces(_join_rolls(of_drum, quarter_length))
        else:
            strokes += of_drum
    return sorted(strokes, key=lambda stroke: (stroke.time, stroke.onset))


def _without_rebounds(strokes: list[PlayedStroke]) -> list[PlayedStroke]:
    """The strokes of one pedal without those that only its bouncing made."""
    kept: list[PlayedStroke] = []
    for stroke in strokes:
        bounces = (
            kept
            and stroke.time - kept[-1].time < _REBOUND_GAP
            and stroke.velocity < _REBOUND_LIGHTNESS * kept[-1].velocity
        )
        if not bounces:
            kept.append(stroke)
    return kept


def _join_rolls(strokes: list[PlayedStroke], quarter_length: float) -> list[PlayedStroke]:
    """Runs too fast for 32nds that last for most of a quarter or more, as one stroke each."""
    joined: list[PlayedStroke] = []
    first = 0
    while first < len(strokes):
        last = first
        while last + 1 < len(strokes) and _gap(strokes, last) <= _ROLL_GAP:
            last += 1
        run = strokes[first : last + 1]
        if len(run) > 2 and run[-1].velocity > 1.3 * median(s.velocity for s in run[:-1]):
            run = run[:-1]  # the stroke that a roll leads to is a note of its own
        if _is_roll(run, quarter_length):
            joined.append(
                replace(
                    run[0],
                    velocity=round(median(s.velocity for s in run)),
                    confidence=sum(s.confidence for s in run) / len(run),
                    roll=tuple(s.time for s in run),
                    roll_onsets=tuple(s.onset for s in run),
                )
            )
        else:
            joined += run
        first += len(run)
    return joined


def _is_roll(run: list[PlayedStroke], quarter_length: float) -> bool:
    if len(run) < _ROLL_MIN_STROKES:
        return False
    gap = median(_gap(run, i) for i in range(len(run) - 1))
    lasts = run[-1].time - run[0].time + gap
    return gap < _ROLL_SLOWEST * quarter_length / 8 and lasts > 0.8 * quarter_length


def _gap(strokes: list[PlayedStroke], index: int) -> float:
    """Seconds from a stroke to the next; endless after the last and before the first."""
    if not 0 <= index < len(strokes) - 1:
        return float("inf")
    return strokes[index + 1].time - strokes[index].time


def _join_graces(strokes: list[PlayedStroke]) -> list[PlayedStroke]:
    joined: list[PlayedStroke] = []
    index = 0
    while index < len(strokes):
        n_strokes, grace = 1, None
        if _is_drag(strokes, index):
            n_strokes, grace = 3, Grace.DRAG
        elif _is_flam(strokes, index):
            n_strokes, grace = 2, Grace.FLAM
        group = strokes[index : index + n_strokes]
        if grace:
            loudest = max(group, key=lambda stroke: stroke.velocity)
            joined.append(replace(group[-1], velocity=loudest.velocity, grace=grace))
        else:
            joined += group
        index += n_strokes
    return joined


def _is_flam(strokes: list[PlayedStroke], index: int) -> bool:
    gap = _gap(strokes, index)
    if not FLAM_GAP[0] <= gap <= FLAM_GAP[1] or any(s.roll for s in strokes[index : index + 2]):
        return False
    around = min(_gap(strokes, index - 1), _gap(strokes, index + 1))
    is_light = strokes[index].velocity < _FLAM_LIGHTNESS * strokes[index + 1].velocity
    return around > _APART * gap and (is_light or around > _ALONE)


def _is_drag(strokes: list[PlayedStroke], index: int) -> bool:
    group = strokes[index : index + 3]
    if len(group) < 3 or any(stroke.roll for stroke in group):
        return False
    gaps = _gap(strokes, index), _gap(strokes, index + 1)
    if not all(DRAG_GAP[0] <= gap <= DRAG_GAP[1] for gap in gaps):
        return False
    if max(group[0].velocity, group[1].velocity) > _DRAG_LIGHTNESS * group[2].velocity:
        return False
    around = min(_gap(strokes, index - 1), _gap(strokes, index + 2))
    return around > _APART * max(gaps)
