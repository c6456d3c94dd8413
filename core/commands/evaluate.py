"""`melody evaluate`: how well transcriptions agree with references."""

import argparse
import hashlib
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.messages import tell_warning
from core.commands.options import add_device, expand_patterns
from core.output import check_output, write_atomically

if TYPE_CHECKING:
    from core.evaluation.annotations import Annotation
    from core.evaluation.pairs import FilePair
    from core.evaluation.report import AnnotationPair, Weights

_TEXT = """\
REFERENCE is a file or a folder of NAME.onsets.txt (a line a stroke: time in seconds and kind,
KD SD SDG SDB SDD SDF SDNS SST CHH OHH PHH HIT MHT HFT LFT RDC RDB CRC CHC SPC TMB as in MDB
Drums, or a drum's name in Melody) with NAME.beats.txt (time, number in the bar), or of Melody's
JSON or CSV, or MIDI. ESTIMATE are files or folders of JSON, CSV, MIDI or text; audio files are
transcribed first. Estimates belong to the reference with which their names begin
(NAME.drums.flac to NAME.onsets.txt).

Prints F-measure, precision and recall of strokes within 50 and 25 ms with 3, 5, 8 and all drums,
pooled ("sum F") and as the mean over drums ("mean F") with 95 % intervals over songs, and F of
beats and downbeats within 70 ms.

Where both sides tell written bars (Melody's JSON; transcribed songs do), prints how many edits
turn the written estimate into the reference, per 100 notes of the reference. Bars are aligned
first to last, so that the fewest edits remain. One edit inserts a note, deletes a note, moves a
note to another position in its bar, or changes the drum of a note in its place; a bar without a
partner costs its notes. Nothing slides over a bar line: half or double tempo and shifted bar
lines count in full. Ghost notes, accents, grace strokes and note values are not counted.

Where both sides tell velocities (JSON, CSV, MIDI, or NAME.velocities.mid beside NAME.onsets.txt),
prints their correlation over matched strokes of kick, snare and hi-hat.
"""
_EXAMPLES = """\
examples:
  melody evaluate song.onsets.txt song.json
  melody evaluate references/ estimates/ --json figures.json
  melody evaluate recordings/ recordings/*.drums.flac
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "evaluate",
        parents=[common],
        help="compare transcriptions with references",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("reference", type=Path, metavar="REFERENCE", help="a file or folder")
    parser.add_argument("estimates", nargs="+", metavar="ESTIMATE", help="files or folders")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    parser.add_argument("--force", action="store_true", help="overwrite the JSON file")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="the checkpoint that transcribes songs (default: the one shipped with Melody)",
    )
    add_device(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the figures; returns 0."""
    from core.evaluation.pairs import is_audio, pair_files  # noqa: PLC0415
    from core.evaluation.report import (  # noqa: PLC0415
        evaluate,
        evaluation_json,
        evaluation_table,
    )

    if options.json is not None:
        check_output(options.json, force=options.force)
    files = pair_files(options.reference, [Path(e) for e in expand_patterns(options.estimates)])
    weights = _weights(options) if any(is_audio(file.estimate) for file in files) else None
    evaluation = evaluate(_load_pairs(files, options))
    print(evaluation_table(evaluation, weights))
    if options.json is not None:
        content = evaluation_json(evaluation, weights)
        text = json.dumps(content, indent=2, ensure_ascii=False)
        write_atomically(options.json, text.encode() + b"\n", force=options.force)
    return 0


def _weights(options: argparse.Namespace) -> "Weights":
    """The weights that transcribe, told so that figures can be traced to them."""
    from core.errors import ModelError  # noqa: PLC0415
    from core.evaluation.report import Weights  # noqa: PLC0415
    from core.weights_file import shipped_weights_path  # noqa: PLC0415

    path = options.weights or shipped_weights_path()
    try:
        return Weights(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    except OSError as error:
        raise ModelError(f"There are no weights at {path}: {error.strerror}.") from error


def _load_pairs(
    files: "tuple[FilePair, ...]", options: argparse.Namespace
) -> "list[AnnotationPair]":
    from core.evaluation.annotations import load_annotation  # noqa: PLC0415
    from core.evaluation.pairs import is_audio  # noqa: PLC0415
    from core.evaluation.report import AnnotationPair  # noqa: PLC0415

    # References first: a mistake in one is told before the long work.
    references = {file.name: load_annotation(file.reference) for file in files}
    heard = _transcribe([file.estimate for file in files if is_audio(file.estimate)], options)
    pairs = []
    for file in files:
        estimate = (
            heard[file.estimate] if file.estimate in heard else load_annotation(file.estimate)
        )
        for warning in references[file.name].warnings + estimate.warnings:
            tell_warning(warning)
        pairs.append(AnnotationPair(file.name, references[file.name], estimate))
    return pairs


def _transcribe(songs: list[Path], options: argparse.Namespace) -> "dict[Path, Annotation]":
    """What Melody hears in each song."""
    if not songs:
        return {}
    from core.checkpoint import load_checkpoint  # noqa: PLC0415
    from core.commands.progress import SongsProgress  # noqa: PLC0415
    from core.evaluation.annotations import annotation_of  # noqa: PLC0415
    from core.transcribe import TranscribeSettings, transcribe_file  # noqa: PLC0415

    checkpoint = load_checkpoint(options.weights)
    settings = TranscribeSettings(device=options.device)
    heard = {}
    with SongsProgress(songs, is_shown=not options.quiet) as progress:
        for number, song in enumerate(songs):
            on_progress = partial(progress.update, number)
            heard[song] = annotation_of(transcribe_file(song, checkpoint, settings, on_progress))
    return heard
