"""Song -> mel spectrogram as music taggers hear it: coarser than drums need."""

from dataclasses import dataclass
from functools import lru_cache

import librosa
import numpy as np
import soxr
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.errors import UsageError
from core.song import Song

# Frames that are transformed at a time: bounds the memory, whatever the song's length.
_CHUNK_FRAMES = 8192


@dataclass(frozen=True)
class MelSettings:
    """How a mel spectrogram is made; kept in every checkpoint.

    Lengths in samples. Values are log10(1 + `log_gain` * power) in bands on Slaney's mel scale
    up to half the sample rate, as musiCNN (Pons & Serra 2019) hears them.
    """

    sample_rate: int = 16000
    hop_length: int = 256
    window_length: int = 512
    n_bands: int = 96
    log_gain: float = 10000.0

    def __post_init__(self) -> None:
        if not 0 < self.hop_length <= self.window_length:
            raise UsageError("The hop length must lie between 1 and the window length.")

    @property
    def frame_rate(self) -> float:
        """Frames per second."""
        return self.sample_rate / self.hop_length

    @property
    def band_frequencies(self) -> NDArray[np.float32]:
        """Centre frequency of each band in Hz, `(n_bands,)`."""
        corners = librosa.mel_frequencies(self.n_bands + 2, fmin=0, fmax=self.sample_rate / 2)
        return np.asarray(corners[1:-1], dtype=np.float32)


@dataclass(frozen=True)
class MelSpectrogram:
    """Log powers `(n_frames, n_bands)`, float32; frame i is centred on i / frame_rate seconds."""

    values: Tensor
    settings: MelSettings

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return int(self.values.shape[0])


def mel_spectrogram(song: Song, settings: MelSettings) -> MelSpectrogram:
    """The mel spectrogram of a whole song."""
    samples = soxr.resample(song.samples, song.sample_rate, settings.sample_rate, quality="HQ")
    return MelSpectrogram(mel_of_samples(samples, settings), settings)


def mel_of_samples(samples: NDArray[np.float32], settings: MelSettings) -> Tensor:
    """Log powers `(n_frames, n_bands)` of samples at the settings' rate."""
    half = settings.window_length // 2
    padded = torch.from_numpy(np.pad(samples.astype(np.float32, copy=False), half))
    frames = padded.unfold(0, settings.window_length, settings.hop_length)
    window = torch.hann_window(settings.window_length)
    filters = _filters(settings)
    parts = []
    for start in range(0, len(frames), _CHUNK_FRAMES):
        spectra = torch.fft.rfft(frames[start : start + _CHUNK_FRAMES] * window)
        powers = spectra.real.square() + spectra.imag.square()
        parts.append(torch.log10(1 + settings.log_gain * (powers @ filters)))
    return torch.cat(parts)


@lru_cache(maxsize=4)
def _filters(settings: MelSettings) -> Tensor:
    """What each bin of the transform adds to each band, `(n_bins, n_bands)`."""
    bank = librosa.filters.mel(
        sr=settings.sample_rate, n_fft=settings.window_length, n_mels=settings.n_bands
    )
    return torch.from_numpy(np.ascontiguousarray(bank.T, dtype=np.float32))
