"""Time signatures: how long a bar is, and into which felt beats it falls."""

from dataclasses import dataclass
from fractions import Fraction

from core.errors import ScoreError


@dataclass(frozen=True)
class TimeSignature:
    """`numerator`/`denominator`, with the lengths of the beats that group its beams."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if self.numerator < 1 or self.denominator not in (1, 2, 4, 8, 16, 32):
            raise ScoreError(f"{self.numerator}/{self.denominator} is not a time signature.")

    @classmethod
    def parse(cls, text: str) -> "TimeSignature":
        """The time signature written as "6/8"."""
        try:
            numerator, denominator = (int(part) for part in text.split("/"))
        except ValueError as error:
            raise ScoreError(f"“{text}” is not a time signature such as 4/4 or 6/8.") from error
        return cls(numerator, denominator)

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    @property
    def bar_length(self) -> Fraction:
        """Length of a bar, as a fraction of a whole note."""
        return Fraction(self.numerator, self.denominator)

    @property
    def beat_lengths(self) -> tuple[Fraction, ...]:
        """Lengths of the felt beats, summing to the bar.

        Dotted quarters in 6/8, 9/8 and 12/8; groups of 2 and 3 eighths in 5/8, 7/8 and the
        like (the 3 last); else one beat for each count of the denominator.
        """
        unit = Fraction(1, self.denominator)
        if self.denominator >= 8:
            if self.numerator % 3 == 0:
                return (3 * unit,) * (self.numerator // 3)
            if self.numerator > 3:
                n_twos = self.numerator // 2 - self.numerator % 2
                return (2 * unit,) * n_twos + (3 * unit,) * (self.numerator % 2)
        return (unit,) * self.numerator
