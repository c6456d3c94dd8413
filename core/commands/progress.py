"""One progress bar for all songs, on stderr, and only where somebody watches."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from tqdm import tqdm

from core.transcribe import stage_at

_FORMAT = "{desc} {percentage:3.0f}%|{bar}| {elapsed}<{remaining}"


class SongsProgress:
    """Shows how much of all songs is done, and the stage of the one that last moved."""

    def __init__(self, songs: Sequence[Path], *, is_shown: bool = True) -> None:
        self._songs = songs
        self._percent = [0] * len(songs)
        self._bar = tqdm(
            total=100 * len(songs),
            bar_format=_FORMAT,
            desc="loading the network",
            leave=False,
            mininterval=0,
            file=sys.stderr,
            disable=not (is_shown and sys.stderr.isatty()),
        )

    def __enter__(self) -> "SongsProgress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()

    def update(self, song: int, fraction: float) -> None:
        """Song number `song` (from 0) is done to that fraction (0..1)."""
        gained = int(100 * fraction) - self._percent[song]
        if gained <= 0:
            return
        self._percent[song] += gained
        name = self._songs[song].name
        self._bar.set_description_str(f"{name}: {stage_at(fraction).title}", refresh=False)
        self._bar.update(gained)

    def finish(self, song: int) -> None:
        """Song number `song` is done, well or badly."""
        self.update(song, 1.0)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """The bar steps aside for lines that are to stay."""
        with tqdm.external_write_mode(file=sys.stderr):
            yield
