"""Listening to songs for a library, with a progress bar: what `library` and `similar` share."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from core.library.entry import LibraryEntry
    from core.library.index import LibraryIndex
    from core.library.scan import ScanProgress, ScanResult
    from core.tagging.tag_checkpoint import TagCheckpoint

_FORMAT = "{desc} {percentage:3.0f}%|{bar}| {elapsed}<{remaining}"


def add_listening_options(parser: argparse.ArgumentParser) -> None:
    """Declare `--index`, `--weights` and `--quiet`."""
    parser.add_argument(
        "--index",
        type=Path,
        metavar="FILE",
        help="the library's file (default: your own library, which the window shows too)",
    )
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="the checkpoint that listens (default: the one shipped with Melody)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar, no summary")


class Listener:
    """The network that listens; `version` names its weights.

    Raises `ModelError` if there are no usable weights.
    """

    def __init__(self, weights: Path | None) -> None:
        import torch  # noqa: PLC0415

        from core.tagging.tag_checkpoint import load_tag_checkpoint  # noqa: PLC0415

        self._checkpoint: TagCheckpoint = load_tag_checkpoint(weights)
        self.version: str = self._checkpoint.version
        # One thread takes the least processor time; the other cores are the user's.
        torch.set_num_threads(1)

    def listen(
        self, path: Path, on_progress: Callable[[float], None] | None = None
    ) -> "tuple[LibraryEntry, ArrayLike]":
        """The entry of the song at `path`, and its vector `(n_dimensions,)`."""
        from core.library.entry import entry_of  # noqa: PLC0415
        from core.song import load_song  # noqa: PLC0415
        from core.tagging.classify import classify_song  # noqa: PLC0415

        song = load_song(path)
        classification = classify_song(song, self._checkpoint, on_progress)
        return entry_of(song, classification), classification.embedding


def scan_with_bar(
    songs: "Sequence[Path]", index: "LibraryIndex", listener: Listener, *, is_shown: bool
) -> "ScanResult":
    """Make the library know these songs; the bar is on stderr, and only where somebody watches."""
    from tqdm import tqdm  # noqa: PLC0415

    from core.library.scan import scan  # noqa: PLC0415

    with tqdm(
        total=len(songs),
        bar_format=_FORMAT,
        leave=False,
        file=sys.stderr,
        disable=not (is_shown and sys.stderr.isatty()),
    ) as bar:

        def show(n_done: float) -> None:
            bar.update(n_done - bar.n)

        def on_song(progress: "ScanProgress") -> None:
            if progress.path is not None:
                bar.set_description_str(progress.path.name, refresh=False)
            show(progress.n_done)

        def listen(path: Path) -> "tuple[LibraryEntry, ArrayLike]":
            n_done = int(bar.n)
            return listener.listen(path, lambda fraction: show(n_done + 0.999 * fraction))

        return scan(songs, index, listen, listener.version, on_song)


def describe(entry: "LibraryEntry") -> str:
    """A song in a line: genre, mood, tempo, metre, difficulty, name and file; "-" if unknown."""
    genre, mood = entry.top_genre, entry.top_mood
    cells = [
        f"{genre.label if genre else '-':<12}",
        f"{mood.label if mood else '-':<14}",
        f"{f'{entry.tempo.bpm:.0f} bpm' if entry.tempo else '-':>7}",
        f"{entry.time_signature or '-':>5}",
        f"{'-' if entry.difficulty is None else f'{entry.difficulty:.1f}':>3}",
        " – ".join(name for name in (entry.artist, entry.title) if name) or "-",
        str(entry.path),
    ]
    return "  ".join(cells)
