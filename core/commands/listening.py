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
    from core.library.scan import scan  # noqa: PLC0415

    with _SongBar(len(songs), is_shown=is_shown) as bar:
        return scan(
            songs,
            index,
            lambda path: listener.listen(path, bar.show_within_song),
            listener.version,
            bar.show_song,
        )


def scan_drums_with_bar(
    songs: "Sequence[Path]", index: "LibraryIndex", *, is_shown: bool
) -> "ScanResult":
    """Make the library know metre, drums and difficulty of these songs; the bar as above."""
    from core.checkpoint import load_checkpoint  # noqa: PLC0415
    from core.library.scan import scan_drums  # noqa: PLC0415
    from core.transcribe import transcribe_file  # noqa: PLC0415

    checkpoint = load_checkpoint()
    with _SongBar(len(songs), is_shown=is_shown) as bar:
        return scan_drums(
            songs,
            index,
            lambda path: transcribe_file(path, checkpoint, on_progress=bar.show_within_song),
            bar.show_song,
        )


class _SongBar:
    """A progress bar of songs that names the one in work, and gets on within it too."""

    def __init__(self, n_songs: int, *, is_shown: bool) -> None:
        from tqdm import tqdm  # noqa: PLC0415

        self._n_done = 0
        self._bar = tqdm(
            total=n_songs,
            bar_format=_FORMAT,
            leave=False,
            file=sys.stderr,
            disable=not (is_shown and sys.stderr.isatty()),
        )

    def __enter__(self) -> "_SongBar":
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.close()

    def show_song(self, progress: "ScanProgress") -> None:
        self._n_done = progress.n_done
        if progress.path is not None:
            self._bar.set_description_str(progress.path.name, refresh=False)
        self._show(progress.n_done)

    def show_within_song(self, fraction: float) -> None:
        self._show(self._n_done + 0.999 * fraction)

    def _show(self, n_done: float) -> None:
        self._bar.update(n_done - self._bar.n)


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
