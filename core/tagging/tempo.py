"""Mel spectrogram -> tempo, without beats: quick, for sorting songs.

The autocorrelation of how much louder each moment is than the one before (the
autocorrelation tempogram of Grosche et al. 2010), times how usual each tempo is.
"""

import numpy as np
from numpy.typing import NDArray

from core.tagging.classification import Tempo
from core.tagging.mel import MelSpectrogram

_SLOWEST, _FASTEST = 40.0, 240.0
_USUAL, _OCTAVES = 120.0, 0.7
# Seconds that hold some bars of any tempo.
_STRETCH = 10.0
# Tempos so close to the best one count for it.
_SAME = 0.04


def estimate_tempo(mel: MelSpectrogram) -> Tempo:
    """The tempo that fits the song best, and its share of all that fits. Silence gives 120, 0."""
    rate = mel.settings.frame_rate
    rises = np.maximum(np.diff(mel.values.numpy(), axis=0), 0).mean(axis=1)
    # Between two frames no peak is lower than on one of them.
    rises = np.convolve(np.pad(rises, 1), (0.25, 0.5, 0.25))
    fit = np.maximum(_autocorrelation(rises, round(_STRETCH * rate)), 0)
    tempos = 60 * rate / np.maximum(np.arange(len(fit)), 0.1)
    possible = (tempos >= _SLOWEST) & (tempos <= _FASTEST)
    fit, tempos = fit[possible], tempos[possible]
    if not len(fit):
        return Tempo(_USUAL, 0.0)
    # Only peaks are tempos: between two of them the autocorrelation is merely not low.
    inner = fit[1:-1]
    is_peak = np.concatenate([[False], (inner > fit[:-2]) & (inner >= fit[2:]), [False]])
    usual = np.exp(-0.5 * (np.log2(tempos / _USUAL) / _OCTAVES) ** 2)
    weight = np.where(is_peak, fit**2 * usual, 0.0)
    if not weight.any():
        return Tempo(_USUAL, 0.0)
    best = int(weight.argmax())
    same = np.abs(tempos / tempos[best] - 1) < _SAME
    bpm = 60 * rate / (60 * rate / tempos[best] + _beside_peak(fit, best))
    return Tempo(float(bpm), float(weight[same].sum() / weight.sum()))


def _beside_peak(fit: NDArray[np.float64], peak: int) -> float:
    """How far beside the lag of the highest value the top of a parabola through it lies, lags."""
    left, top, right = (float(value) for value in fit[peak - 1 : peak + 2])
    bend = left - 2 * top + right
    return 0.5 * (left - right) / bend if bend < 0 else 0.0


def _autocorrelation(values: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """The mean over stretches, overlapping by half, of each one's autocorrelation, 1 at lag 0."""
    length = min(length, len(values))
    starts = range(0, max(len(values) - length, 0) + 1, max(1, length // 2))
    stretches = np.stack([values[start : start + length] for start in starts])
    stretches = stretches - stretches.mean(axis=1, keepdims=True)
    spectra = np.fft.rfft(stretches, 2 * length, axis=1)
    correlations = np.fft.irfft(np.abs(spectra) ** 2, axis=1)[:, :length]
    loud = correlations[:, :1] > 1e-9
    normalised = np.divide(
        correlations, correlations[:, :1], out=np.zeros_like(correlations), where=loud
    )
    return np.asarray(normalised.mean(axis=0))
