"""What each format calls the same thing: note values and noteheads, one row each."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from core.kit import Notehead

# MuseScore and MusicXML use the same words for note values.
VALUE_NAMES: Mapping[Fraction, str] = MappingProxyType(
    {
        Fraction(1): "whole",
        Fraction(1, 2): "half",
        Fraction(1, 4): "quarter",
        Fraction(1, 8): "eighth",
        Fraction(1, 16): "16th",
        Fraction(1, 32): "32nd",
        Fraction(1, 64): "64th",
        Fraction(1, 128): "128th",
    }
)
VALUES_BY_NAME: Mapping[str, Fraction] = MappingProxyType({n: v for v, n in VALUE_NAMES.items()})


@dataclass(frozen=True)
class HeadNames:
    """One notehead in the words of each format.

    `musescore` is the head group of a MuseScore file, `smufl` the glyph's name in a
    legend, empty where MuseScore's text font draws another shape, `plain` a character of
    ordinary fonts that looks like it. `mei` is a `head.shape` that
    Verovio draws, with `mei_plain` the character for that shape; it is empty for the plain
    head. Verovio ends the whole process on a glyph that its font lacks, so only glyphs stand
    here that its fonts Leipzig, Leland, Bravura and Petaluma hold: no triangle, for one.
    """

    musescore: str
    musicxml: str
    smufl: str
    plain: str
    mei: str
    mei_plain: str


HEADS: Mapping[Notehead, HeadNames] = MappingProxyType(
    {
        Notehead.NORMAL: HeadNames("normal", "normal", "noteheadBlack", "●", "", "●"),
        Notehead.CROSS: HeadNames("cross", "x", "noteheadXBlack", "×", "x", "×"),
        Notehead.CIRCLED_CROSS: HeadNames(
            "xcircle", "circle-x", "noteheadCircleX", "⊗", "U+E0B3", "⊗"
        ),
        Notehead.DIAMOND: HeadNames("diamond", "diamond", "", "◆", "diamond", "◆"),
        Notehead.TRIANGLE: HeadNames("triangle-up", "triangle", "", "▲", "U+E0B9", "■"),
        Notehead.SLASHED: HeadNames(
            "slashed1", "slashed", "noteheadSlashedBlack1", "●", "U+E0CF", "●"
        ),
    }
)
