"""`melody render-references`: songs with known scores, for `melody evaluate`."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.messages import tell_warning
from core.output import check_output, write_atomically

if TYPE_CHECKING:
    from core.training.references import ReferenceSong
    from core.training.synthesis import Material

_TEXT = """\
Plays the MIDI songs that melody train never sees on drum kits that it never hears, and writes
what there is to hear in them: NAME.drums.flac (the drums alone), NAME.mix.flac (with the song's
accompaniment, where melody prepare-accompaniment made one) and NAME.json (strokes, beats and
written bars). Of each song whole bars are taken from its first stroke on. The same seed gives
the same songs. Strokes on drums that no kit has are left out, and so are songs whose file tells
no time signature: nobody knows their bars.

With --exercises N it makes N exercises instead, half a minute each, in which rare drums are
struck as often as common ones: drums alone, their strokes and beats, no bars.
"""
_EXAMPLES = """\
examples:
  melody render-references --data data --accompaniment accompaniment --out references
  melody evaluate references references/*.drums.flac
  melody evaluate references references/*.mix.flac
  melody render-references --data data --exercises 60 --out exercises
  melody evaluate exercises exercises/*.flac
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "render-references",
        parents=[common],
        help="make songs with known scores to evaluate with",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("../shared/data"),
        metavar="FOLDER",
        help="with the folders kits, grooves and songs (default: ../shared/data)",
    )
    parser.add_argument(
        "--accompaniment",
        type=Path,
        default=Path("cache/accompaniment"),
        metavar="FOLDER",
        help="made by melody prepare-accompaniment --songs (default: cache/accompaniment)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("references"),
        metavar="FOLDER",
        help="where the files are written (default: references)",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=90.0,
        metavar="S",
        help="how much of each song at most (default: 90)",
    )
    parser.add_argument(
        "--balance",
        type=float,
        default=3.0,
        metavar="DB",
        help="how much louder than the accompaniment the drums are (default: 3 dB)",
    )
    parser.add_argument(
        "--exercises", type=int, default=0, metavar="N", help="make so many exercises, no songs"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="other kits (default: 0)")
    parser.add_argument("--force", action="store_true", help="overwrite what is there")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the songs; prints a line on each and returns 0."""
    from core.errors import UsageError  # noqa: PLC0415
    from core.training.material import (  # noqa: PLC0415
        MaterialFolders,
        check_material,
        load_material,
    )

    if options.seed < 0 or options.exercises < 0:
        raise UsageError("--seed and --exercises are whole numbers from 0 on.")
    folders = MaterialFolders(options.data, options.accompaniment)
    check_material(folders)
    material = load_material(folders, "validation")
    if options.exercises:
        _write_exercises(material, options)
    else:
        _write_songs(material, options)
    return 0


def _write_exercises(material: "Material", options: argparse.Namespace) -> None:
    from core.training.exercises import render_exercise  # noqa: PLC0415
    from core.training.references import flac_bytes  # noqa: PLC0415

    names = [f"exercise_{number:03d}" for number in range(1, options.exercises + 1)]
    for name in _with_progress(names, options):
        drums, truth = render_exercise(name, material.kits, options.seed)
        write_atomically(options.out / f"{name}.flac", flac_bytes(drums), force=options.force)
        write_atomically(options.out / f"{name}.json", truth, force=options.force)
    print(f"{len(names)} exercises")


def _write_songs(material: "Material", options: argparse.Namespace) -> None:
    from core.errors import DatasetError  # noqa: PLC0415
    from core.training.midi_scores import load_midi_score  # noqa: PLC0415
    from core.training.references import ReferenceSettings, render_reference  # noqa: PLC0415

    settings = ReferenceSettings(options.seconds, options.balance, options.seed)
    names = [name for name, _ in material.songs]
    if not names:
        raise DatasetError(f"{options.data / 'songs'} holds no MIDI song with drums to hold out.")
    for name in _with_progress(names, options):
        score = load_midi_score(options.data / "songs" / f"{name}.mid")
        if not score.has_time_signature:
            tell_warning(f"{name} left out: its file tells no time signature, so no bars.")
            continue
        song = render_reference(name, score, material, settings)
        if song is None:
            tell_warning(f"{name} left out: it has no stroke on a drum of the kits.")
            continue
        _write(song, options)


def _with_progress(names: list[str], options: argparse.Namespace) -> Iterable[str]:
    """The names one after the other, with a progress bar; told first if one is there already."""
    from tqdm import tqdm  # noqa: PLC0415

    for name in names:
        check_output(options.out / f"{name}.json", force=options.force)
    shown = not options.quiet and sys.stderr.isatty()
    bar: Iterable[str] = tqdm(names, desc="playing", file=sys.stderr, disable=not shown)
    return bar


def _write(song: "ReferenceSong", options: argparse.Namespace) -> None:
    """Write the files of a song, the JSON last: it tells that all are there."""
    from core.training.references import flac_bytes, reference_json  # noqa: PLC0415

    files = {"drums.flac": flac_bytes(song.drums)}
    if song.mix is not None:
        files["mix.flac"] = flac_bytes(song.mix)
    files["json"] = reference_json(song)
    for ending, content in files.items():
        write_atomically(options.out / f"{song.name}.{ending}", content, force=options.force)
    print(f"{song.name}: {song.duration:.0f} s, {len(song.bars)} bars, {song.n_notes} notes")
    if song.mix is None:
        tell_warning(f"{song.name} has no mix: no accompaniment is prepared for it.")
    if song.n_left_out:
        tell_warning(f"{song.name}: {song.n_left_out} strokes of no drum of the kits left out.")
