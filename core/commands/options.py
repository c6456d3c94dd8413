"""Options and kinds of values that several subcommands share."""

import argparse
import glob
from collections.abc import Sequence
from pathlib import Path

from core.errors import MelodyError
from core.meter import TimeSignature

DEVICES = ("auto", "cpu", "cuda", "mps")


def add_device(parser: argparse._ActionsContainer) -> None:
    """Declare `--device`."""
    parser.add_argument(
        "--device",
        choices=DEVICES,
        default="auto",
        help="where the network runs (default: auto, the graphics card if there is one)",
    )


def time_signature(text: str) -> TimeSignature:
    """The value of `--meter`."""
    try:
        return TimeSignature.parse(text)
    except MelodyError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def fraction(text: str) -> float:
    """A number between 0 and 1, both left out."""
    try:
        value = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number") from error
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text} does not lie between 0 and 1")
    return value


def expand_patterns(names: Sequence[str]) -> list[str]:
    """The names, with patterns such as `*.mp3` replaced where the shell (Windows) did not."""
    expanded: list[str] = []
    for name in names:
        is_pattern = glob.has_magic(name) and not Path(name).exists()
        expanded += (sorted(glob.glob(name)) if is_pattern else []) or [name]  # noqa: PTH207
    return list(dict.fromkeys(expanded))
