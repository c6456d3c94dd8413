"""The command `melody`: reads the command line, runs a subcommand, tells errors in one line.

Nothing heavy is imported before a subcommand runs: `melody --help` must answer at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from core.commands.messages import exit_code_of, tell_error
from core.errors import UsageError
from core.processors import keep_threads_quiet

COMMANDS = (
    "transcribe",
    "classify",
    "evaluate",
    "evaluate-tags",
    "train",
    "prepare-accompaniment",
    "prepare-kits",
    "render-references",
    "label-songs",
    "prepare-lessons",
    "calibrate",
    "vote",
    "library",
    "similar",
    "info",
)
_DESCRIPTION = "Opens a song, finds every drum stroke, and writes drum sheet music for MuseScore."
_EXAMPLES = """\
examples:
  melody song.mp3                          opens the window (as does melody alone)
  melody transcribe song.mp3 -o song.mscx
  melody transcribe *.mp3 --output-dir charts --format mscx,midi
  melody evaluate references/ estimates/

`melody COMMAND --help` tells more. Exit codes: 0 all well; 1 unexpected error; 2 wrong
command; 3-7 a song could not be read; 8 weights; 9 score; 10 output; 11 data; 13 library;
130 stopped.
"""


class Parser(argparse.ArgumentParser):
    """Raises what it dislikes instead of ending the process with the whole usage."""

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as a `UsageError`."""
        raise UsageError(f"{message} (see {self.prog} --help)")


class _Version(argparse.Action):
    """Prints the version; looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from importlib.metadata import version  # noqa: PLC0415

        print(f"melody {version('melody-drums')}")
        parser.exit()


def build_parser() -> Parser:
    """The parser of the whole command line; `run` of its result is the subcommand's function."""
    common = Parser(add_help=False)
    common.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS,
        help="show where an error arose (the traceback)",
    )
    parser = Parser(
        "melody",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and end")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name in COMMANDS:
        module = import_module("core.commands." + name.replace("-", "_"))
        module.add_parser(subparsers, common)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns its exit code."""
    keep_threads_quiet()
    _accept_any_characters()
    wants_traceback = "--debug" in (sys.argv[1:] if arguments is None else arguments)
    try:
        parser = build_parser()
        options = parser.parse_args(arguments)
        if not hasattr(options, "run"):
            parser.print_help()
            return 0
        return int(options.run(options))
    except KeyboardInterrupt:
        print("melody: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader went away (`melody ... | head`): not an error, but there's nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        tell_error(error, wants_traceback=wants_traceback)
        return exit_code_of(error)


def _accept_any_characters() -> None:
    """File names and error texts must never fail to print, whatever the terminal's encoding."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
