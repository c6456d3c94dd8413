"""Exercises with every drum struck often: invented patterns on kits that training never hears.

Songs seldom hold a splash or a ride bell; here each is heard often enough to be counted. Of drums
that no kit of the validation has (the china) the training's kits give the sound.
"""

import json

from core.song import SAMPLE_RATE
from core.training.inventions import invent_pattern
from core.training.kit_in_song import render_drums
from core.training.kits import KitLibrary
from core.training.mixing import Sound
from core.training.patterns import Pattern
from core.training.references import chance_of, peaking

SECONDS = 30.0
_TAIL = 1.5


def render_exercise(name: str, kits: KitLibrary, seed: int) -> tuple[Sound, bytes]:
    """The sound of the exercise of that name, and its strokes and beats as JSON.

    The JSON is an object with the lists `onsets` and `beats`, as `melody evaluate` reads it.
    """
    rng = chance_of(name, seed)
    pattern = invent_pattern(rng, SECONDS)
    strokes = tuple(s for s in pattern.strokes if s.drum in kits.pieces and s.time < SECONDS)
    beats = tuple(beat for beat in pattern.beats or () if beat[0] < SECONDS)
    played = Pattern(strokes, beats, SECONDS, pattern.tempo)
    drums = render_drums(rng, played, kits, round((SECONDS + _TAIL) * SAMPLE_RATE))
    content = {
        "onsets": [
            {"time": round(s.time, 4), "drum": s.drum, "velocity": s.velocity} for s in strokes
        ],
        "beats": [{"time": round(time, 4), "number": number} for time, number in beats],
    }
    return peaking(drums), (json.dumps(content, indent=1) + "\n").encode()
