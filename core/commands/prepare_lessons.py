"""`melody prepare-lessons`: what teachers hear in music, for `melody train --task tags`."""

import argparse
import random
import sys
from pathlib import Path
from typing import Any

from core.commands.messages import tell_warning

_VOCABULARIES = ("msd", "mtt")
_TEXT = """\
Asks published taggers what they hear in music that nobody labelled, and keeps windows of it with
their answers for melody train --task tags. A teacher is a folder with the TensorFlow checkpoint
of musiCNN (MSD_musicnn, MTT_musicnn in the package musicnn, ISC licence). Songs are changed at
random (speed, tone, two at once), so that a few hours give many different windows. What is there
already is kept; stopped with Ctrl-C and started again, it goes on. Use music whose licence allows
training.
"""
_EXAMPLES = """\
examples:
  melody prepare-lessons music/ --teacher msd=musicnn/MSD_musicnn \\
      --teacher mtt=musicnn/MTT_musicnn --out lessons
  melody train --task tags --lessons lessons
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "prepare-lessons",
        parents=[common],
        help="ask taggers what they hear, for melody train --task tags",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("songs", nargs="+", metavar="SONG", help="songs or folders of them")
    parser.add_argument(
        "--teacher",
        type=_teacher,
        action="append",
        required=True,
        dest="teachers",
        metavar="NAME=FOLDER",
        help="msd or mtt, by the tags that it knows, and where its checkpoint lies",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="where the lessons are written"
    )
    parser.add_argument(
        "--windows",
        type=int,
        default=24,
        metavar="N",
        help="windows of three seconds a song (default: 24)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.set_defaults(run=run)


def _teacher(text: str) -> tuple[str, Path]:
    name, sign, folder = text.partition("=")
    if name not in _VOCABULARIES or not sign or not folder:
        raise argparse.ArgumentTypeError(
            f"“{text}” is not NAME=FOLDER with a name out of {', '.join(_VOCABULARIES)}"
        )
    return name, Path(folder)


def run(options: argparse.Namespace) -> int:
    """Make the lessons; returns 0."""
    import torch  # noqa: PLC0415
    from tqdm import tqdm  # noqa: PLC0415

    from core.commands.label_songs import find_songs  # noqa: PLC0415
    from core.errors import UsageError  # noqa: PLC0415
    from core.training.tags.distillation import prepare_lessons  # noqa: PLC0415
    from core.training.tags.teacher import load_teacher  # noqa: PLC0415

    if options.windows < 1:
        raise UsageError("--windows is a number of 1 or more.")
    torch.set_num_threads(1)
    teachers = {name: load_teacher(folder) for name, folder in options.teachers}
    songs = find_songs(options.songs)
    # So that a run that was stopped has heard of everything.
    random.Random(1).shuffle(songs)
    with tqdm(
        total=100,
        desc="asking the teachers",
        bar_format="{desc} {percentage:3.0f}%|{bar}| {elapsed}<{remaining}",
        file=sys.stderr,
        disable=options.quiet or not sys.stderr.isatty(),
    ) as bar:
        complaints = prepare_lessons(
            songs,
            teachers,
            options.out,
            options.windows,
            lambda fraction: bar.update(100 * fraction - bar.n) and None,
        )
    for complaint in complaints:
        tell_warning(complaint)
    print(f"{options.out}: lessons of {len(songs) - len(complaints)} songs")
    return 0
