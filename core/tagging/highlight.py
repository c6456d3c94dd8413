"""The most typical part of a song: like the whole of it, and speaking for what it is."""

import numpy as np
from numpy.typing import NDArray

from core.tagging.classification import Highlight

SECONDS = 20.0


def find_highlight(
    vectors: NDArray[np.float32],
    evidence: NDArray[np.float32],
    starts: NDArray[np.float32],
    window: float,
    duration: float,
) -> Highlight:
    """The `SECONDS` (all of a shorter song) that are most like the song.

    Of each window `vectors (n, n_vector)` tell the style, `evidence (n,)` how much the network
    found there for what the song is. A part counts by how like the windows of the whole song
    its windows are (mean cosine; as in audio thumbnailing by self-similarity, Cooper & Foote
    2002), and by its evidence; both as spread over the song, alike.
    """
    n_part = max(1, round(SECONDS / window))
    if duration <= SECONDS or len(vectors) <= n_part:
        return Highlight(0.0, min(duration, SECONDS))
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.maximum(norms, 1e-9)
    typical = unit @ unit.mean(axis=0)
    score = _standardised(typical) + _standardised(evidence)
    parts = np.convolve(score, np.ones(n_part) / n_part, mode="valid")
    start = min(float(starts[int(parts.argmax())]), duration - SECONDS)
    return Highlight(start, start + SECONDS)


def _standardised(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-9), dtype=np.float32)
