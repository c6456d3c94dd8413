"""`melody library`: folders of songs -> a library that knows what kind of song each one is."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.listening import (
    Listener,
    add_listening_options,
    describe,
    scan_drums_with_bar,
    scan_with_bar,
)
from core.commands.messages import exit_code_of, tell_error, tell_warning
from core.commands.options import expand_patterns
from core.errors import DatasetError, UsageError

if TYPE_CHECKING:
    from core.library.entry import LibraryEntry
    from core.library.index import LibraryIndex
    from core.library.scan import ScanResult

_TEXT = """\
Listens to the songs in each FOLDER, with all that is in it, and keeps in your library what kind
of song each one is: genres, moods, tags, tempo, its typical part, and a vector by which melody
similar finds songs that are alike. With --drums it also finds out metre, drums and difficulty.
Songs that are known already and have not changed are not listened to again; stopped with Ctrl-C
and started again, it goes on. Without a FOLDER, shows what the library holds (--list, --json) or
tidies it (--forget-missing).
"""
_EXAMPLES = """\
examples:
  melody library ~/Music
  melody library ~/Music/practice --drums
  melody library --list
  melody library ~/Music/funk --forget-missing --json > funk.json
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "library",
        parents=[common],
        help="listen to folders of songs and list what kind of songs they are",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="*", metavar="FOLDER", help="folders of songs, or songs")
    parser.add_argument(
        "--drums",
        action="store_true",
        help="find out metre, drums and difficulty too (takes several times as long)",
    )
    parser.add_argument(
        "--forget-missing",
        action="store_true",
        help="forget songs of these folders (without a FOLDER: all songs) whose file is gone",
    )
    parser.add_argument(
        "--list",
        action="store_true",
        help="print a line for each song of these folders (without a FOLDER: for all songs)",
    )
    parser.add_argument(
        "--json", action="store_true", help="print all that is known of these songs as JSON"
    )
    add_listening_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Scan and list; returns 0, or the exit code of the first song that failed."""
    from core.library.index import LibraryIndex, default_library_path  # noqa: PLC0415

    path: Path = options.index or default_library_path()
    folders = [Path(name) for name in expand_patterns(options.folders)]
    if not folders:
        _check_has_work(options, path)
    # Asked before the network is loaded: what is wrong here is told at once.
    songs = songs_in(folders)
    listener = Listener(options.weights) if songs else None
    code = 0
    with LibraryIndex(path) as index:
        if index.was_rebuilt:
            tell_warning(f"{path} was of an older Melody: its songs are listened to anew.")
        if listener is not None:
            result = scan_with_bar(songs, index, listener, is_shown=not options.quiet)
            code = _tell(result, path, options)
            if options.drums:
                drums = scan_drums_with_bar(songs, index, is_shown=not options.quiet)
                code_of_drums = _tell(drums, path, options, "transcribed")
                code = code or code_of_drums
        if options.forget_missing:
            missing = index.forget_missing(folders or None)
            if not (options.quiet or options.json):
                print(f"{path}: {_counted(len(missing))} forgotten")
        if options.list or options.json:
            _print_entries(_within(index, folders), as_json=options.json)
    return code


def songs_in(folders: Sequence[Path]) -> list[Path]:
    """The songs of the folders; raises `DatasetError` for one that holds none.

    It may be that of a disk that is not there now, and its songs must not be forgotten.
    """
    from core.library.scan import find_songs  # noqa: PLC0415

    found: list[Path] = []
    for folder in folders:
        within = find_songs([folder])
        if not within:
            raise DatasetError(f"{folder} holds no song.")
        found += within
    return list(dict.fromkeys(found))


def _check_has_work(options: argparse.Namespace, path: Path) -> None:
    if not (options.list or options.json or options.forget_missing):
        raise UsageError("Name a FOLDER of songs, or give --list (see melody library --help).")
    if not path.is_file():
        raise DatasetError(f"There is no library {path} yet: name a FOLDER of songs to make it.")


def _tell(
    result: "ScanResult", path: Path, options: argparse.Namespace, heard: str = "listened to"
) -> int:
    """Tell how the scan went; returns the exit code that it gives."""
    for failure in result.failures:
        about = str(failure.path)
        tell_error(failure.error, about=about, wants_traceback=hasattr(options, "debug"))
    if not (options.quiet or options.json):
        print(
            f"{path}: {_counted(len(result.added))} {heard}, {result.n_current} known already,"
            f" {len(result.failures)} failed",
            flush=True,
        )
    return exit_code_of(result.failures[0].error) if result.failures else 0


def _counted(n_songs: int) -> str:
    return "1 song" if n_songs == 1 else f"{n_songs} songs"


def _within(index: "LibraryIndex", folders: Sequence[Path]) -> "list[LibraryEntry]":
    """The songs of the library that lie in these folders; all if there are none."""
    from core.library.entry import library_path  # noqa: PLC0415

    places = [library_path(folder) for folder in folders]
    return [
        entry
        for entry in index.entries()
        if not places or any(entry.path.is_relative_to(place) for place in places)
    ]


def _print_entries(entries: "Sequence[LibraryEntry]", *, as_json: bool) -> None:
    from core.library.library_json import library_object  # noqa: PLC0415

    if as_json:
        # Escapes, so that any file name comes through any terminal.
        print(json.dumps(library_object(entries), indent=1))
        return
    for entry in entries:
        print(describe(entry))
