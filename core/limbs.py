"""Onsets -> onsets that one drummer can play: two hands, and one stroke a drum at a time.

A network hears each drum by itself and now and then hears one stroke as several drums. Of
strokes that coincide, the surer ones stay.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from core.kit import DRUMS, Voice
from core.onsets import Onset

# Strokes nearer than this (seconds) are one movement; flams of one hand pair are wider.
TOGETHER = 0.03
N_HANDS = 2
# One instrument struck in different ways: only one of them sounds at a time.
_SAME_INSTRUMENT = (
    frozenset({"hihat_closed", "hihat_open"}),
    frozenset({"ride", "ride_bell"}),
    frozenset({"snare", "side_stick"}),
)
# Often another player's or a machine's: they take no hand of the drummer.
_OTHER_PLAYERS = frozenset({"tambourine", "clap", "cowbell"})


def playable_onsets(onsets: Sequence[Onset]) -> tuple[Onset, ...]:
    """The onsets in order of time without those that ask for a third hand."""
    ranked = sorted(onsets, key=lambda onset: -onset.confidence)
    # By slices of time, so that only the neighbouring three need be looked through.
    kept: dict[int, list[Onset]] = defaultdict(list)
    for onset in ranked:
        place = int(onset.time / TOGETHER)
        near = (o for neighbour in (place - 1, place, place + 1) for o in kept[neighbour])
        if _fits(onset, [o for o in near if abs(o.time - onset.time) < TOGETHER]):
            kept[place].append(onset)
    return tuple(
        sorted((o for found in kept.values() for o in found), key=lambda o: (o.time, o.drum))
    )


def _fits(onset: Onset, together: Iterable[Onset]) -> bool:
    others = {o.drum for o in together} - {onset.drum}
    if any(onset.drum in pair and others & pair for pair in _SAME_INSTRUMENT):
        return False
    hands = {drum for drum in others if _takes_a_hand(drum)}
    return not _takes_a_hand(onset.drum) or len(hands) < N_HANDS


def _takes_a_hand(drum: str) -> bool:
    return DRUMS[drum].voice is Voice.HANDS and drum not in _OTHER_PLAYERS
