"""Song -> mel spectrogram as music taggers hear it: coarser than drums need."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import soxr
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.errors import UsageError
from core.song import Song

# Frames that are transformed at a time: bounds the memory, whatever the song's length.
_CHUNK_FRAMES = 8192
_BREAK_HZ, _HZ_A_MEL = 1000.0, 200.0 / 3
_BREAK_MEL = _BREAK_HZ / _HZ_A_MEL
_LOG_STEP = float(np.log(6.4)) / 27


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
        return self.band_corners[1:-1]

    @property
    def band_corners(self) -> NDArray[np.float32]:
        """Where bands begin, culminate and end, `(n_bands + 2,)` Hz, evenly spaced in mels.

        Slaney's scale (Auditory Toolbox, 1998): linear below 1 kHz, then logarithmic.
        """
        top = _hz_to_mel(self.sample_rate / 2)
        mels = np.linspace(0, top, self.n_bands + 2)
        above = _BREAK_HZ * np.exp((mels - _BREAK_MEL) * _LOG_STEP)
        return np.where(mels < _BREAK_MEL, mels * _HZ_A_MEL, above).astype(np.float32)


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
    """What each bin of the transform adds to each band, `(n_bins, n_bands)`: triangles of equal
    area. As librosa makes them, whose import alone takes as long as the rest of a song.
    """
    corners = settings.band_corners.astype(np.float64)
    bins = np.fft.rfftfreq(settings.window_length, 1 / settings.sample_rate)[:, None]
    low, middle, high = corners[:-2], corners[1:-1], corners[2:]
    rising, falling = (bins - low) / (middle - low), (high - bins) / (high - middle)
    triangles = np.maximum(np.minimum(rising, falling), 0) * (2 / (high - low))
    return torch.from_numpy(triangles.astype(np.float32))


def _hz_to_mel(frequency: float) -> float:
    if frequency < _BREAK_HZ:
        return frequency / _HZ_A_MEL
    return float(_BREAK_MEL + np.log(frequency / _BREAK_HZ) / _LOG_STEP)
