"""`melody similar`: the songs of a library, or of a folder, that are most like a song."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.commands.library import songs_in
from core.commands.listening import Listener, add_listening_options, describe, scan_with_bar
from core.commands.messages import tell_warning
from core.errors import DatasetError, ModelError, UsageError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from core.library.index import LibraryIndex, SimilarSong

_TEXT = """\
Ranks songs by how much they are like SONG: by the angle between their vectors, told as its
cosine (1: the same). LIBRARY is the file of a library, or a folder, whose songs are listened to
first as melody library does it. SONG itself is left out.
"""
_EXAMPLES = """\
examples:
  melody similar song.mp3 ~/Music
  melody similar song.mp3 band.sqlite --count 5 --json
"""


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    parser = subparsers.add_parser(
        "similar",
        parents=[common],
        help="rank the songs of a library by likeness to a song",
        description=_TEXT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("song", type=Path, metavar="SONG", help="an audio file")
    parser.add_argument(
        "library", type=Path, metavar="LIBRARY", help="a library's file, or a folder of songs"
    )
    parser.add_argument(
        "--count", type=int, default=10, metavar="N", help="songs to print (default: 10)"
    )
    parser.add_argument("--json", action="store_true", help="print the songs as JSON")
    add_listening_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the songs most like the one named, the likest first; returns 0."""
    from core.library.index import LibraryIndex, default_library_path  # noqa: PLC0415

    if options.count < 1:
        raise UsageError(f"--count needs a number of 1 or more, not {options.count}.")
    is_folder = options.library.is_dir()
    if not (is_folder or options.library.is_file()):
        raise DatasetError(f"There is no library or folder {options.library}.")
    if options.index and not is_folder:
        raise UsageError("LIBRARY is a library's file already: leave out --index.")
    songs = songs_in([options.library]) if is_folder else None
    path = (options.index or default_library_path()) if is_folder else options.library
    listener = Listener(options.weights)
    with LibraryIndex(path) as index:
        # Before the folder: a song that cannot be read is told at once.
        embedding = _embedding(options.song, index, listener)
        if songs is not None:
            _scan(songs, index, listener, options)
        found = index.similar(
            embedding,
            options.count,
            without=options.song,
            among=songs,
            weights=listener.version,
        )
        if not found and songs is None:
            _refuse_other_weights(index, options.song)
    _print(options.song, found, as_json=options.json)
    return 0


def _embedding(song: Path, index: "LibraryIndex", listener: Listener) -> "ArrayLike":
    """The song's vector `(n_dimensions,)`: the stored one if the song is still the same."""
    from core.library.index import Stamp  # noqa: PLC0415

    try:
        is_known = index.is_current(song, Stamp.of(song, listener.version))
    except OSError:  # listening tells what is wrong with the file
        is_known = False
    known = index.embedding(song) if is_known else None
    return listener.listen(song)[1] if known is None else known


def _scan(
    songs: Sequence[Path], index: "LibraryIndex", listener: Listener, options: argparse.Namespace
) -> None:
    """Make the library know the songs of the folder; one that fails is told and left out."""
    result = scan_with_bar(songs, index, listener, is_shown=not options.quiet)
    for failure in result.failures:
        about = "" if str(failure.path) in failure.reason else f"{failure.path}: "
        tell_warning(f"{about}{failure.reason}")


def _refuse_other_weights(index: "LibraryIndex", song: Path) -> None:
    """Raise `ModelError` if there are other songs: then they were heard by other weights."""
    if len(index) > (index.entry(song) is not None):
        raise ModelError(
            f"The songs of {index.path} were heard by other weights. Give melody library their"
            " folders again, and they are listened to anew."
        )


def _print(song: Path, found: "Sequence[SimilarSong]", *, as_json: bool) -> None:
    from core.library.library_json import similar_object  # noqa: PLC0415

    if as_json:
        # Escapes, so that any file name comes through any terminal.
        print(json.dumps(similar_object(song, found), indent=1))
        return
    for one in found:
        print(f"{one.likeness:.3f}  {describe(one.entry)}")
