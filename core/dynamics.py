"""How loud a stroke is among the strokes of its drum: ghost notes and accents.

Both are relative to the song: a velocity of 60 is a ghost note in a rock song and a plain
stroke in a ballad. Accents are marked sparingly, for an accent on everything says nothing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from statistics import median

from core.kit import DRUMS
from core.ornaments import PlayedStroke

# A ghost note is softer than this share of the loud strokes around it.
_GHOST_SHARE = 0.5
# Loud strokes of a quiet passage count only down to this share of the song's loud strokes;
# below it, all strokes of the passage are ghosts.
_QUIETEST_PASSAGE = 0.6
_PASSAGE = 8.0  # seconds to either side
_ACCENT_RATIO = 1.3
_ACCENT_STEP = 18
# At most this share of a drum's strokes may be accents; a louder majority is its usual level.
_MAX_ACCENTS = {"snare": 0.35, "toms": 0.35, "hihat": 0.2, "ride": 0.2}
_MIN_STROKES = 4


def find_ghosts(strokes: Sequence[PlayedStroke]) -> frozenset[int]:
    """Onset indexes of the snare's ghost notes; `strokes` in order of time."""
    snare = [stroke for stroke in strokes if stroke.drum == "snare" and not stroke.roll]
    if len(snare) < _MIN_STROKES:
        return frozenset()
    times = [stroke.time for stroke in snare]
    loud_in_song = _loud([stroke.velocity for stroke in snare])
    ghosts = set()
    for stroke in snare:
        around = snare[
            bisect_left(times, stroke.time - _PASSAGE) : bisect_right(times, stroke.time + _PASSAGE)
        ]
        loud_here = _loud([other.velocity for other in around])
        loud = max(loud_here, _QUIETEST_PASSAGE * loud_in_song)
        if stroke.velocity < _GHOST_SHARE * loud and stroke.grace is None:
            ghosts.add(stroke.onset)
    return frozenset(ghosts)


def find_accents(strokes: Sequence[PlayedStroke], ghosts: frozenset[int]) -> frozenset[int]:
    """Onset indexes of strokes clearly louder than their drum usually is."""
    by_drum: dict[str, list[PlayedStroke]] = {}
    for stroke in strokes:
        if stroke.onset not in ghosts:
            by_drum.setdefault(stroke.drum, []).append(stroke)
    accents: set[int] = set()
    for drum, of_drum in by_drum.items():
        usual = median(stroke.velocity for stroke in of_drum)
        bar = max(_ACCENT_RATIO * usual, usual + _ACCENT_STEP)
        loud = [stroke.onset for stroke in of_drum if stroke.velocity >= bar]
        if len(of_drum) >= _MIN_STROKES and len(loud) <= _max_share(drum) * len(of_drum):
            accents.update(loud)
    return frozenset(accents)


def _max_share(drum: str) -> float:
    return _MAX_ACCENTS.get(DRUMS[drum].class_8, 0.0)


def _loud(velocities: list[int]) -> float:
    """The 90th percentile: the level of the backbeat even where most strokes are ghosts."""
    ordered = sorted(velocities)
    return ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))]
