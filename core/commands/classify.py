"""`melody classify`: what kind of songs they are."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.messages import exit_code_of, tell_error
from core.commands.options import expand_patterns

if TYPE_CHECKING:
    from core.tagging.classification import Classification, LabelProbability

_TEXT = """\
Tells the genre, moods and tags of each SONG with their probabilities, its tempo, and its most
typical part. With --json, a list with one object a song (docs/json-format.md).
"""
_EXAMPLES = """\
examples:
  melody classify song.mp3
  melody classify *.flac --json > songs.json
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "classify",
        parents=[common],
        help="tell genre, mood and tags of songs",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("songs", nargs="+", metavar="SONG", help="an audio file")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    parser.add_argument(
        "--top", type=int, default=5, metavar="N", help="labels shown of each kind (default: 5)"
    )
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="another checkpoint than the one shipped with Melody",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Classify all songs; returns 0, or the exit code of the first song that failed."""
    import torch  # noqa: PLC0415

    from core.song import load_song  # noqa: PLC0415
    from core.tagging.classification import classification_object  # noqa: PLC0415
    from core.tagging.classify import classify_song  # noqa: PLC0415
    from core.tagging.tag_checkpoint import load_tag_checkpoint  # noqa: PLC0415

    torch.set_num_threads(1)
    checkpoint = load_tag_checkpoint(options.weights)
    objects: list[dict[str, Any]] = []
    failures: list[Exception] = []
    for name in expand_patterns(options.songs):
        try:
            classification = classify_song(load_song(name), checkpoint)
        except Exception as error:  # one bad song must not stop the rest
            failures.append(error)
            tell_error(error, about=name, wants_traceback=hasattr(options, "debug"))
            continue
        if options.json:
            objects.append(classification_object(classification, name))
        else:
            print(_text(name, classification, max(1, options.top)), flush=True)
    if options.json:
        print(json.dumps(objects, indent=1, ensure_ascii=False))
    return exit_code_of(failures[0]) if failures else 0


def _text(name: str, classification: "Classification", n: int) -> str:
    tempo, highlight = classification.tempo, classification.highlight
    return "\n".join(
        (
            name,
            f"  genres     {_labels(classification.genres, n)}",
            f"  moods      {_labels(classification.moods, n)}",
            f"  tags       {_labels(classification.tags, n)}",
            f"  tempo      {tempo.bpm:.0f} bpm ({tempo.probability:.0%})",
            f"  highlight  {_clock(highlight.start)}-{_clock(highlight.end)}",
        )
    )


def _labels(labels: "tuple[LabelProbability, ...]", n: int) -> str:
    return ", ".join(f"{one.label} {one.probability:.0%}" for one in labels[:n])


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
