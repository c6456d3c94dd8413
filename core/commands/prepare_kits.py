"""`melody prepare-kits`: more drum kits for `melody train`, from soundfonts and synthesised."""

import argparse
import sys
from pathlib import Path
from typing import Any

_TEXT = """\
Makes drum kits that melody train takes with --more-kits: those of soundfonts, every piece struck
alone by fluidsynth, and electronic ones, synthesised with settings by chance. Use soundfonts whose
licence allows training.
"""
_EXAMPLES = """\
examples:
  melody prepare-kits --soundfont FluidR3_GM.sf2 --machines 12 --out kits
  melody train --data data --accompaniment accompaniment --more-kits kits
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "prepare-kits",
        parents=[common],
        help="make more drum kits for melody train",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--soundfont",
        type=Path,
        action="append",
        default=[],
        dest="soundfonts",
        metavar="FILE",
        help="a soundfont (.sf2, .sf3) with drum kits; may be given several times",
    )
    parser.add_argument(
        "--machines",
        type=int,
        default=0,
        metavar="N",
        help="how many electronic kits to synthesise (default: 0)",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        metavar="N",
        help="the same seed gives the same electronic kits (default: 0)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("cache/kits"),
        metavar="FOLDER",
        help="where the kits are written: a folder without kits (default: cache/kits)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the kits; prints how many there are and returns 0."""
    from itertools import chain  # noqa: PLC0415

    from tqdm import tqdm  # noqa: PLC0415

    from core.errors import UsageError  # noqa: PLC0415
    from core.training.drum_machines import machine_kits  # noqa: PLC0415
    from core.training.kits import load_kits, save_kits  # noqa: PLC0415
    from core.training.soundfont_kits import soundfont_kits  # noqa: PLC0415

    if options.machines < 0 or options.seed < 0:
        raise UsageError("--machines and --seed are numbers, 0 or more.")
    if not (options.soundfonts or options.machines):
        raise UsageError("Name soundfonts with --soundfont, or a number of kits with --machines.")
    with tqdm(
        total=100,
        desc="making kits",
        bar_format="{desc} {percentage:3.0f}%|{bar}| {elapsed}<{remaining}",
        file=sys.stderr,
        disable=options.quiet or not sys.stderr.isatty(),
    ) as bar:

        def on_progress(fraction: float) -> None:
            bar.update(100 * fraction - bar.n)

        made = chain(
            soundfont_kits(options.soundfonts, on_progress),
            machine_kits(options.machines, options.seed),
        )
        save_kits(made, options.out)
    kits = load_kits(options.out)
    n_samples = sum(len(p.samples) for pieces in kits.pieces.values() for p in pieces)
    print(f"{options.out}: {len(kits.kit_names)} kits, {n_samples} samples")
    return 0
