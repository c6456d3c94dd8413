"""Four bars with a bit of everything, and how a writer's file is compared with the kept one.

`python -m tests.core.writers.golden` writes the kept files anew; look at their difference
before committing.
"""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from core.meter import TimeSignature
from core.score import (
    Bar,
    Beam,
    Chord,
    Grace,
    NoteValue,
    Rest,
    Score,
    Stroke,
    Swing,
    TempoMark,
    Tremolo,
    Tuplet,
)

FOLDER = Path(__file__).parents[2] / "data" / "scores"
COMMON_TIME = TimeSignature(4, 4)
HALF, QUARTER, EIGHTH, SIXTEENTH = (NoteValue(Fraction(1, 2**k)) for k in range(1, 5))


def hat(value: NoteValue = EIGHTH, beam: Beam = Beam.NONE, **marks: bool) -> Chord:
    """A closed hat."""
    return Chord(value, (Stroke("hihat_closed", 70, **marks),), beam)


def kick(value: NoteValue = QUARTER) -> Chord:
    """A bass drum."""
    return Chord(value, (Stroke("kick", 100),))


def _groove() -> Bar:
    hands = []
    for beat in range(4):
        first = [Stroke("hihat_closed", 70)]
        if beat % 2:
            first.append(Stroke("snare", 105, accent=True))
        hands += [
            Chord(EIGHTH, tuple(first), Beam.BEGIN),
            Chord(
                EIGHTH,
                (Stroke("hihat_open" if beat == 3 else "hihat_closed", 60),),
                Beam.END,
            ),
        ]
    feet = (kick(), Rest(QUARTER), kick(), Rest(QUARTER, is_hidden=True))
    return Bar(
        COMMON_TIME,
        tuple(hands),
        feet,
        section="A",
        tempo=TempoMark(112),
        swing=Swing(60, Fraction(1, 16)),
    )


def _fill() -> Bar:
    triplet = Tuplet(
        3,
        2,
        Fraction(1, 8),
        (
            Chord(EIGHTH, (Stroke("tom_high", 90),), Beam.BEGIN),
            Chord(EIGHTH, (Stroke("tom_mid", 95),), Beam.MIDDLE),
            Chord(EIGHTH, (Stroke("tom_low", 100),), Beam.END),
        ),
    )
    ghosts = (
        Chord(SIXTEENTH, (Stroke("snare", 25, ghost=True),), Beam.BEGIN),
        Chord(NoteValue(Fraction(1, 8), 1), (Stroke("snare", 90, grace=Grace.FLAM),), Beam.END),
    )
    drag = Chord(QUARTER, (Stroke("snare", 100, grace=Grace.DRAG), Stroke("crash", 110)))
    roll = Chord(QUARTER, (Stroke("snare", 80),), tremolo=Tremolo.MEASURED_32, tied_to_next=True)
    return Bar(COMMON_TIME, (triplet, *ghosts, drag, roll), (), text="Fill", line_break=True)


def golden_score() -> Score:
    """The four bars: a groove, its repeat, a fill, and a last stroke after it."""
    groove = _groove()
    repeat = Bar(COMMON_TIME, groove.hands, groove.feet, repeats_previous=True)
    last = Bar(
        COMMON_TIME,
        (Chord(QUARTER, (Stroke("snare", 110),)), Rest(QUARTER), Rest(HALF)),
        (kick(), Rest(QUARTER, is_hidden=True), Rest(HALF, is_hidden=True)),
    )
    return Score((groove, repeat, _fill(), last), title="Four & more", artist="Nobody")


def kept(name: str) -> bytes:
    """The kept file, whatever line ends a checkout gave it."""
    return (FOLDER / name).read_bytes().replace(b"\r\n", b"\n")


def write_kept(name: str, writer: Callable[[Score], bytes]) -> None:
    """Keep what `writer` makes of the four bars."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / name).write_bytes(writer(golden_score()))


def _main() -> None:
    from core.writers.mei import mei_bytes  # noqa: PLC0415
    from core.writers.midi import midi_bytes  # noqa: PLC0415
    from core.writers.mscx import mscx_bytes  # noqa: PLC0415
    from core.writers.musicxml import musicxml_bytes  # noqa: PLC0415

    write_kept("four_bars.mei", mei_bytes)
    write_kept("four_bars.mid", midi_bytes)
    write_kept("four_bars.mscx", mscx_bytes)
    write_kept("four_bars.musicxml", musicxml_bytes)


if __name__ == "__main__":
    _main()
