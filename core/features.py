"""Song -> log-frequency spectrogram at 100 frames/s: one code for training, inference, live use."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from core.errors import UsageError
from core.song import SAMPLE_RATE, Song


@dataclass(frozen=True)
class FeatureSettings:
    """How a spectrogram is made; kept in every checkpoint.

    Lengths in samples, frequencies in Hz. Bands are triangular, spaced `bands_per_octave` to
    the octave; bands narrower than a bin of the transform are merged (as in Böck & Widmer
    2013), so there are fewer of them at the low end. With `spacing` "linear" the bins of the
    transform are kept as they are, as plain magnitudes.
    """

    sample_rate: int = SAMPLE_RATE
    hop_length: int = 441
    window_length: int = 2048
    bands_per_octave: int = 12
    lowest_frequency: float = 30.0
    highest_frequency: float = 17000.0
    log_gain: float = 1.0
    spacing: str = "log"

    def __post_init__(self) -> None:
        if not 0 < self.hop_length <= self.window_length:
            raise UsageError("The hop length must lie between 1 and the window length.")
        if not 0 < self.lowest_frequency < self.highest_frequency <= self.sample_rate / 2:
            raise UsageError("The frequencies of the bands must rise, up to half the sample rate.")
        if self.spacing not in ("log", "linear"):
            raise UsageError("The bands are spaced “log” or “linear”.")

    @property
    def frame_rate(self) -> float:
        """Frames per second."""
        return self.sample_rate / self.hop_length

    @property
    def band_bins(self) -> tuple[int, ...]:
        """Bins of the transform at the bands' corners, strictly rising; `n_bands + 2` of them."""
        if self.spacing == "linear":
            return tuple(range(-1, self.window_length // 2 + 2))
        n_octaves = np.log2(self.highest_frequency / self.lowest_frequency)
        steps = np.arange(int(n_octaves * self.bands_per_octave) + 1) / self.bands_per_octave
        bins = self.lowest_frequency * 2**steps * self.window_length / self.sample_rate
        return tuple(sorted({int(b) for b in np.round(bins) if b >= 0.5}))

    @property
    def n_bands(self) -> int:
        """Number of frequency bands."""
        return len(self.band_bins) - 2

    @property
    def band_frequencies(self) -> tuple[float, ...]:
        """Centre frequency of each band in Hz."""
        return tuple(b * self.sample_rate / self.window_length for b in self.band_bins[1:-1])


@dataclass(frozen=True)
class Spectrogram:
    """Log magnitudes `(n_frames, n_bands)`, float32; frame i is centred on i / frame_rate s."""

    values: Tensor
    settings: FeatureSettings

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return int(self.values.shape[0])


@lru_cache(maxsize=8)
def _filterbank(settings: FeatureSettings) -> Tensor:
    """Triangular filters `(n_bins, n_bands)`, each summing to one."""
    corners = settings.band_bins
    filters = np.zeros((settings.window_length // 2 + 1, settings.n_bands), dtype=np.float32)
    for band in range(settings.n_bands):
        start, centre, stop = corners[band : band + 3]
        filters[start:centre, band] = np.arange(centre - start) / (centre - start)
        filters[centre:stop, band] = 1 - np.arange(stop - centre) / (stop - centre)
    return torch.from_numpy(filters / filters.sum(axis=0))


def log_bands(samples: Tensor, settings: FeatureSettings) -> Tensor:
    """Log magnitudes `(..., n_frames, n_bands)` of samples `(..., n_samples)`.

    The samples are padded with zeros by half a window on both sides, so that
    n_frames = n_samples // hop_length + 1.
    """
    half = settings.window_length // 2
    return log_bands_of_padded(torch.nn.functional.pad(samples, (half, half)), settings)


def log_bands_of_padded(samples: Tensor, settings: FeatureSettings) -> Tensor:
    """As `log_bands`, of samples that begin half a window before the first frame's centre."""
    window = torch.hann_window(settings.window_length, device=samples.device)
    transform = torch.stft(
        samples,
        settings.window_length,
        settings.hop_length,
        window=window,
        center=False,
        return_complex=True,
    )
    magnitudes = transform.abs().transpose(-1, -2)
    if settings.spacing == "linear":
        return magnitudes
    bands = magnitudes @ _filterbank(settings).to(samples.device)
    return torch.log10(1 + settings.log_gain * bands)


def log_spectrogram(song: Song, settings: FeatureSettings) -> Spectrogram:
    """The spectrogram of a whole song, made in pieces of a minute so that memory stays bounded."""
    samples = torch.from_numpy(song.samples)
    hop, half = settings.hop_length, settings.window_length // 2
    n_frames, n_piece = len(samples) // hop + 1, 6000
    parts = []
    for first in range(0, n_frames, n_piece):
        last = min(first + n_piece, n_frames) - 1
        start, stop = first * hop - half, last * hop + half
        inside = samples[max(start, 0) : min(stop, len(samples))]
        padded = torch.nn.functional.pad(inside, (max(-start, 0), max(stop - len(samples), 0)))
        parts.append(log_bands_of_padded(padded, settings))
    return Spectrogram(torch.cat(parts), settings)
