"""`melody vote`: taggers that were trained apart, as one."""

import argparse
from pathlib import Path
from typing import Any

from core.output import check_output

_TEXT = """\
Writes a checkpoint in which several taggers that learned from the same teachers vote: what they
say of a song, and their vectors, are averaged, at the sum of their costs. The attention shown is
that of the first one that has any. With lessons it tells how well each, and all together, agree
with the teachers on songs that none of them learned from.
"""
_EXAMPLES = """\
examples:
  melody vote runs/tags/best.pt runs/lstm/best.pt --out tags.pt --lessons lessons
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "vote",
        parents=[common],
        help="let several taggers vote",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("weights", nargs="+", type=Path, metavar="WEIGHTS", help="checkpoints")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the checkpoint to write"
    )
    parser.add_argument(
        "--lessons", type=Path, metavar="FOLDER", help="those that all of them learned from"
    )
    parser.add_argument("--force", action="store_true", help="overwrite the checkpoint")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the checkpoint; returns 0."""
    from core.tagging.tag_checkpoint import load_tag_checkpoint, save_tag_checkpoint  # noqa: PLC0415
    from core.training.tags.voting import join_taggers  # noqa: PLC0415

    check_output(options.out, force=options.force)
    joined = join_taggers(options.weights)
    if options.lessons:
        from core.training.tags.agreement import agreement_of  # noqa: PLC0415
        from core.training.tags.sources import LessonSource  # noqa: PLC0415

        held_out = LessonSource(options.lessons, joined.labels, joined.network.hears).held_out(8)
        for path in options.weights:
            network = load_tag_checkpoint(path).network
            print(f"{path}: agreement {agreement_of(network, held_out):.3f}", flush=True)
        print(f"{options.out}: agreement {agreement_of(joined.network, held_out):.3f}")
    save_tag_checkpoint(joined, options.out)
    return 0
