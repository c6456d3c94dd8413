"""`melody prepare-accompaniment`: music without drums, for `melody train` to drum over."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

_SOUNDS = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".aiff", ".aif")
_TEXT = """\
Makes the music that melody train puts under its drums, as mono files in one folder: MIDI songs
played without their drums, music that has no drum kit as it is (orchestral music, guitar stems,
speech), and what sustains in music that has one. What is there already is kept; stopped with
Ctrl-C and started again, it goes on. Folders are searched with all that is in them. Use music
whose licence allows training.
"""
_EXAMPLES = """\
examples:
  melody prepare-accompaniment --songs data/songs --soundfont FluidR3_GM.sf2 --out accompaniment
  melody prepare-accompaniment --drumless orchestral speech --with-drums rock --out accompaniment
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "prepare-accompaniment",
        parents=[common],
        help="make the music that melody train drums over",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--songs", type=Path, metavar="FOLDER", help="MIDI songs (needs fluidsynth installed)"
    )
    parser.add_argument(
        "--soundfont",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="soundfonts (.sf2) that play the songs by turns",
    )
    for option, text in (
        ("--drumless", "music without a drum kit"),
        ("--with-drums", "music with drums: only what sustains in it is used"),
    ):
        parser.add_argument(
            option, type=Path, nargs="+", default=[], metavar="FOLDER|FILE", help=text
        )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("cache/accompaniment"),
        metavar="FOLDER",
        help="where the files are written (default: cache/accompaniment)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the files; prints how many there are and returns 0."""
    from tqdm import tqdm  # noqa: PLC0415

    from core.errors import UsageError  # noqa: PLC0415
    from core.training.accompaniment import (  # noqa: PLC0415
        AccompanimentSources,
        prepare_accompaniment,
    )

    sources = AccompanimentSources(
        tuple(find_files([options.songs] if options.songs else [], (".mid", ".midi"))),
        tuple(options.soundfont),
        tuple(find_files(options.drumless, _SOUNDS)),
        tuple(find_files(options.with_drums, _SOUNDS)),
    )
    if not (sources.midi_songs or sources.drumless or sources.with_drums):
        raise UsageError("Name music with --songs, --drumless or --with-drums.")
    with tqdm(
        total=100,
        desc="preparing",
        bar_format="{desc} {percentage:3.0f}%|{bar}| {elapsed}<{remaining}",
        file=sys.stderr,
        disable=options.quiet or not sys.stderr.isatty(),
    ) as bar:

        def on_progress(fraction: float) -> None:
            bar.update(100 * fraction - bar.n)

        prepare_accompaniment(sources, options.out, on_progress)
    print(f"{options.out}: {len(list(options.out.glob('*.wav')))} files")
    return 0


def find_files(places: Iterable[Path], endings: tuple[str, ...]) -> Iterator[Path]:
    """The named files, and all files with such an ending in the named folders, in order."""
    from core.errors import DatasetError  # noqa: PLC0415

    for place in places:
        if place.is_file():
            yield place
            continue
        found = sorted(p for p in place.rglob("*") if p.suffix.lower() in endings and p.is_file())
        if not found:
            raise DatasetError(f"{place} holds no file that ends in {', '.join(endings)}.")
        yield from found
