"""Reading the `d` of an SVG path into an outline of absolute moves, lines and cubic curves."""

import re
from collections.abc import Iterator

from core.drawing.shapes import Outline

_TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_N_VALUES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Z": 0}

Point = tuple[float, float]


def parse_path(text: str, *, flipped: bool = False) -> Outline:
    """The outline that the commands M L H V C S Z, in capitals or not, describe.

    `flipped` turns it upside down, as fonts count y upwards. Raises `ValueError` for others.
    """
    reader = _PathReader()
    for command, values in _commands(text):
        reader.add(command, values)
    if not flipped:
        return tuple(reader.parts)
    return tuple(
        (operation, tuple(-value if place % 2 else value for place, value in enumerate(values)))
        for operation, values in reader.parts
    )


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with the values of one step of it."""
    command, values = "", list[float]()
    for token in _TOKEN.findall(text):
        if token.isalpha():
            command, values = token, []
            if command.upper() not in _N_VALUES:
                raise ValueError(f"The path command {command} is not known.")
            if command in "zZ":
                yield command, []
            continue
        values.append(float(token))
        if len(values) == _N_VALUES[command.upper()]:
            yield command, values
            # Further pairs after a move are lines.
            command, values = {"M": "L", "m": "l"}.get(command, command), []


class _PathReader:
    """Collects absolute parts and remembers the pen, the subpath's start, the last handle."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, tuple[float, ...]]] = []
        self._pen: Point = (0.0, 0.0)
        self._start: Point = (0.0, 0.0)
        self._handle: Point | None = None

    def add(self, command: str, values: list[float]) -> None:
        """Append one step of a command."""
        kind = command.upper()
        points = self._absolute(kind, values, is_relative=command.islower())
        if kind == "Z":
            self.parts.append(("Z", ()))
            self._pen, self._handle = self._start, None
            return
        if kind == "S":
            x, y = self._pen
            last = self._handle or self._pen
            points = [(2 * x - last[0], 2 * y - last[1]), *points]
        operation = {"H": "L", "V": "L", "S": "C"}.get(kind, kind)
        self.parts.append((operation, tuple(value for point in points for value in point)))
        self._pen = points[-1]
        self._handle = points[-2] if operation == "C" else None
        if kind == "M":
            self._start = self._pen

    def _absolute(self, kind: str, values: list[float], *, is_relative: bool) -> list[Point]:
        x, y = self._pen
        dx, dy = (x, y) if is_relative else (0.0, 0.0)
        if kind == "H":
            return [(values[0] + dx, y)]
        if kind == "V":
            return [(x, values[0] + dy)]
        pairs = zip(values[::2], values[1::2], strict=True)
        return [(a + dx, b + dy) for a, b in pairs]
