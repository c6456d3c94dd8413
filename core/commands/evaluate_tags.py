"""`melody evaluate-tags`: how well genres, moods and likeness are heard."""

import argparse
import hashlib
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.evaluation.listening import Listener
    from core.evaluation.report import Weights

_TEXT = """\
FOLDER holds clips and songs.csv, which names for each its file, genre, artist_id and mean ratings
of emotions (the layout of Emotify's data).

Prints, for the vectors that the network makes of the clips and beside them for MFCC (timbre alone,
nothing learned): accuracy of a linear probe for the genre, correlation of linear probes for the
emotions, both in five folds that keep artists apart; how many of the 10 likest clips of other
artists are of the same genre (nothing is trained for this); ROC-AUC of genres by the network's tags
alone; and how much more the likeliest genre suffers if the tenth of the spectrogram with the most
attention is hidden than if a random tenth is. docs/tags.md tells how each is measured.
"""
_EXAMPLES = """\
examples:
  melody evaluate-tags clips/
  melody evaluate-tags clips/ --weights tagger.pt --json > figures.json
  melody evaluate-tags clips/ --features mfcc
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "evaluate-tags",
        parents=[common],
        help="measure genres, moods and likeness on labelled clips",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="clips with songs.csv")
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="the tagger's checkpoint (default: the one shipped with Melody)",
    )
    parser.add_argument(
        "--features",
        choices=("vectors", "mfcc"),
        default="vectors",
        help="what is measured: the network's vectors beside MFCC (default), or MFCC alone",
    )
    parser.add_argument(
        "--no-masking", action="store_true", help="leave out what attention is worth (faster)"
    )
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the figures; returns 0."""
    from tqdm import tqdm  # noqa: PLC0415

    _check_installed()
    from core.evaluation.labelled_clips import load_labelled_clips  # noqa: PLC0415
    from core.evaluation.listening import hear_clips  # noqa: PLC0415
    from core.evaluation.mfcc import mfcc_vector  # noqa: PLC0415
    from core.evaluation.tag_report import (  # noqa: PLC0415
        evaluate_clips,
        tag_evaluation_json,
        tag_evaluation_table,
    )
    from core.song import load_song  # noqa: PLC0415

    clips = load_labelled_clips(options.folder)
    hear, weights = _tagger(options)
    is_shown = not options.quiet and sys.stderr.isatty()
    with tqdm(total=1.0, desc="listening", leave=False, disable=not is_shown) as bar:
        heard, baseline = hear_clips(
            clips.paths, load_song, hear, mfcc_vector, lambda done: bar.update(done - bar.n)
        )
    evaluation = evaluate_clips(clips, heard, baseline, weights)
    if options.json:
        print(json.dumps(tag_evaluation_json(evaluation), indent=2, ensure_ascii=False))
    else:
        print(tag_evaluation_table(evaluation))
    return 0


def _check_installed() -> None:
    """Tell what to install where the libraries of the probes and of MFCC are not there."""
    from core.errors import UsageError  # noqa: PLC0415

    missing = [name for name in ("sklearn", "librosa") if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"Measuring tags needs {' and '.join(missing)}. Run: pip install 'melody-drums[train]'"
        )


def _tagger(options: argparse.Namespace) -> "tuple[Listener | None, Weights | None]":
    """What hears the clips, and its weights, told so that figures can be traced to them."""
    if options.features == "mfcc":
        return None, None
    from core.evaluation.listening import listener  # noqa: PLC0415
    from core.evaluation.report import Weights  # noqa: PLC0415
    from core.tagging.tag_checkpoint import load_tag_checkpoint  # noqa: PLC0415
    from core.weights_file import TAG_WEIGHTS, shipped_weights_path  # noqa: PLC0415

    checkpoint = load_tag_checkpoint(options.weights)
    path = options.weights or shipped_weights_path(TAG_WEIGHTS)
    weights = Weights(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    return listener(checkpoint, with_masking=not options.no_masking), weights
