"""Onsets -> onsets that one drummer can play: two hands, and one stroke a drum at a time.

A network hears each drum by itself and now and then hears one stroke as several drums. Of
strokes that coincide, the surer ones stay.
"""

from collections.abc import Sequence

from core.kit import KIT, Voice
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
_RIVALS = {drum: pair - {drum} for pair in _SAME_INSTRUMENT for drum in pair}
# Often another player's or a machine's: they take no hand of the drummer.
_OTHER_PLAYERS = frozenset({"tambourine", "clap", "cowbell"})
_IN_HAND = frozenset(d.name for d in KIT if d.voice is Voice.HANDS) - _OTHER_PLAYERS


def playable_onsets(onsets: Sequence[Onset]) -> tuple[Onset, ...]:
    """The onsets in order of time without those that ask for a third hand."""
    ranked = sorted(onsets, key=lambda onset: -onset.confidence)
    # By slices of time, so that only the neighbouring three need be looked through.
    kept: dict[int, list[Onset]] = {}
    for onset in ranked:
        place = int(onset.time / TOGETHER)
        together = {
            other.drum
            for neighbour in (place - 1, place, place + 1)
            for other in kept.get(neighbour, ())
            if abs(other.time - onset.time) < TOGETHER
        }
        if not together or _fits(onset.drum, together):
            kept.setdefault(place, []).append(onset)
    return tuple(
        sorted((o for found in kept.values() for o in found), key=lambda o: (o.time, o.drum))
    )


def _fits(drum: str, together: set[str]) -> bool:
    """True if a drummer who strikes the drums `together` can strike this one with them."""
    if not together.isdisjoint(_RIVALS.get(drum, frozenset())):
        return False
    return drum not in _IN_HAND or len((together - {drum}) & _IN_HAND) < N_HANDS
