"""Mel spectrogram -> what the tagger hears in each window of three seconds."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import pad

from core.errors import ModelError
from core.networks.tagging.build import Voting, vote
from core.networks.tagging.melody import MelodyTagger
from core.networks.tagging.parts import MEL, TagLogits, TagNetwork
from core.tagging.attention import WindowAttention, attend
from core.tagging.mel import MelSpectrogram
from core.tagging.tag_checkpoint import TagCheckpoint

_BATCH = 8


@dataclass(frozen=True)
class Taggram:
    """Of `n` windows one after the other: `probabilities (n, n_labels)`, `vectors (n, n_vector)`.

    `importance (n,)` is how much each counts for the song, summing to 1; `starts (n,)` and
    `window` (their length) in seconds. `attention` is None for a network that has none.
    """

    labels: tuple[str, ...]
    probabilities: NDArray[np.float32]
    vectors: NDArray[np.float32]
    importance: NDArray[np.float32]
    starts: NDArray[np.float32]
    window: float
    attention: WindowAttention | None

    @property
    def of_song(self) -> NDArray[np.float32]:
        """The probability of each label for the whole song, `(n_labels,)`."""
        return np.asarray(self.importance @ self.probabilities, dtype=np.float32)

    @property
    def song_vector(self) -> NDArray[np.float32]:
        """The style of the whole song, `(n_vector,)`, of length 1."""
        mean = self.importance @ self.vectors
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


def predict_taggram(
    mel: MelSpectrogram,
    checkpoint: TagCheckpoint,
    on_progress: Callable[[float], None] | None = None,
    *,
    with_attention: bool = True,
) -> Taggram:
    """What the tagger hears in a whole song.

    The last window ends with the song; a song shorter than a window is heard with silence behind.
    `on_progress` gets the fraction done; to cancel, it raises. Raises `ModelError` for a network
    that hears samples.
    """
    network = checkpoint.network.eval()
    if network.hears != MEL:
        raise ModelError("This network hears samples; songs are classified by spectrograms.")
    starts = window_starts(mel.n_frames, checkpoint.n_frames)
    logits: list[TagLogits] = []
    attended: list[WindowAttention] = []
    for first in range(0, len(starts), _BATCH):
        windows = _windows(mel.values, starts[first : first + _BATCH], checkpoint.n_frames)
        heard, attention = _hear(network, windows, with_attention=with_attention)
        logits.append(heard)
        if attention is not None:
            attended.append(attention)
        if on_progress:
            on_progress(min(1.0, (first + _BATCH) / len(starts)))
    labels, vectors, importance, _ = (torch.cat(parts) for parts in zip(*logits, strict=True))
    rate = checkpoint.mel.frame_rate
    return Taggram(
        checkpoint.labels,
        torch.sigmoid(labels).numpy(),
        vectors.numpy(),
        torch.softmax(importance, dim=0).numpy(),
        np.array(starts, dtype=np.float32) / np.float32(rate),
        checkpoint.n_frames / rate,
        _joined(attended),
    )


def window_starts(n_frames: int, length: int) -> list[int]:
    """First frames of windows of that length that cover a song."""
    starts = list(range(0, max(n_frames - length, 0) + 1, length))
    if n_frames > starts[-1] + length:
        starts.append(n_frames - length)
    return starts


def _hear(
    network: TagNetwork, windows: Tensor, *, with_attention: bool
) -> tuple[TagLogits, WindowAttention | None]:
    """What is heard in windows; where networks vote, the attention of the first that has any."""
    if with_attention and isinstance(network, MelodyTagger):
        return attend(network, windows)
    if with_attention and isinstance(network, Voting):
        members = [one for one in network.members if isinstance(one, TagNetwork)]
        parts = [_hear(one, windows, with_attention=True) for one in members]
        seen = [attention for _, attention in parts if attention is not None]
        return vote([heard for heard, _ in parts]), seen[0] if seen else None
    with torch.inference_mode():
        return network(windows), None


def _windows(values: Tensor, starts: list[int], length: int) -> Tensor:
    windows = [values[start : start + length] for start in starts]
    return torch.stack([pad(one, (0, 0, 0, length - len(one))) for one in windows])


def _joined(parts: list[WindowAttention]) -> WindowAttention | None:
    if not parts:
        return None
    return WindowAttention(
        np.concatenate([part.overall for part in parts]),
        np.concatenate([part.by_label for part in parts]),
    )
