"""The song as it is heard, in stereo: what the network does not need, but the ear does."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.decoding import decode, printable
from core.errors import AudioError
from core.song import SAMPLE_RATE

_BLOCK = 1 << 20


def load_stereo(
    path: Path, n_samples: int, on_progress: Callable[[float], None] | None = None
) -> NDArray[np.float32]:
    """The song in a file, float32 `(n_samples, 2)`; `(n_samples, 1)` if it is not stereo.

    Each channel goes the same way as the mono mix of `load_song`, so all three agree sample for
    sample. `n_samples` is the length of that mix; raises `AudioError` if the file has another
    length by now, or cannot be read any more.
    """

    def decoded_channel(number: int | None, start: float) -> NDArray[np.float32]:
        def report(fraction: float) -> None:
            if on_progress:
                on_progress(start + 0.5 * fraction)

        found = decode(path, SAMPLE_RATE, number, report)
        if len(found.samples) != n_samples:
            raise AudioError(f"“{printable(str(path))}” has changed since it was opened.")
        n_channels.append(found.n_channels)
        return found.samples

    n_channels: list[int] = []
    try:
        left = decoded_channel(0, 0.0)
        if n_channels[0] == 1:
            columns = left[:, None]
        elif n_channels[0] == 2:
            columns = np.empty((n_samples, 2), dtype=np.float32)
            columns[:, 0] = left
            del left  # before the other takes as much memory
            columns[:, 1] = decoded_channel(1, 0.5)
        else:
            # Of surround sound the mix is better than two of its corners.
            del left
            columns = decoded_channel(None, 0.5)[:, None]
    except OSError as error:
        raise AudioError(f"“{printable(str(path))}” could not be read again: {error}.") from error
    return _within_full_scale(columns)


def _within_full_scale(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The samples, divided in place by their peak if it exceeds 1."""
    peak = max(float(samples.max(initial=0.0)), -float(samples.min(initial=0.0)))
    if peak > 1:
        samples /= np.float32(peak)
    return samples
