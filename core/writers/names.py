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

    `musescore` is the head group of a MuseScore file, `smufl` the glyph's name in SMuFL fonts
    and `code` its code point. `mei` is a `head.shape` that Verovio draws in every font that it
    brings (it ends the whole process on a glyph that its font lacks); empty for the plain head.
    """

    musescore: str
    musicxml: str
    mei: str
    smufl: str
    code: str


HEADS: Mapping[Notehead, HeadNames] = MappingProxyType(
    {
        Notehead.NORMAL: HeadNames("normal", "normal", "", "noteheadBlack", "\ue0a4"),
        Notehead.CROSS: HeadNames("cross", "x", "x", "noteheadXBlack", "\ue0a9"),
        Notehead.CIRCLED_CROSS: HeadNames(
            "xcircle", "circle-x", "U+E0B3", "noteheadCircleX", "\ue0b3"
        ),
        Notehead.DIAMOND: HeadNames(
            "diamond", "diamond", "diamond", "noteheadDiamondBlack", "\ue0db"
        ),
        Notehead.TRIANGLE: HeadNames(
            "triangle-up", "triangle", "isotriangle", "noteheadTriangleUpBlack", "\ue0be"
        ),
        Notehead.SLASHED: HeadNames(
            "slashed1", "slashed", "U+E0CF", "noteheadSlashedBlack1", "\ue0cf"
        ),
    }
)
