"""The plain network that the project began with, kept for comparison.

After the article "FindYourRhythm": magnitudes of 1025 bins, segments of 5 s, a bidirectional
LSTM, one sigmoid a drum. It knows no beats, velocities or attention: its beat logits
are constantly low and its velocity logits zero, so that all that follows can use it.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.networks.drum_network import FrameLogits


@dataclass(frozen=True)
class FindYourRhythmSizes:
    """Sizes of a `FindYourRhythm`; kept in its checkpoint."""

    n_bands: int
    n_drums: int
    n_recurrent: int = 128
    dropout: float = 0.2


class FindYourRhythm(nn.Module):
    """Spectrogram -> BiLSTM -> one logit a drum."""

    def __init__(self, sizes: FindYourRhythmSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.recurrent = nn.LSTM(
            sizes.n_bands, sizes.n_recurrent, batch_first=True, bidirectional=True
        )
        self.dropout = nn.Dropout(sizes.dropout)
        self.drum_head = nn.Linear(2 * sizes.n_recurrent, sizes.n_drums)
        nn.init.constant_(self.drum_head.bias, -4.0)

    def forward(self, spectrogram: Tensor) -> FrameLogits:
        """Logits of spectrograms `(n, n_frames, n_bands)`."""
        context, _ = self.recurrent(spectrogram)
        drums = self.drum_head(self.dropout(context))
        no_beats = torch.full((*drums.shape[:2], 2), -10.0, device=drums.device)
        return FrameLogits(drums, torch.zeros_like(drums), no_beats)
