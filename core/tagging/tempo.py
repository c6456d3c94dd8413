"""Mel spectrogram -> tempo, without beats: quick, for sorting songs.

The autocorrelation of how much louder each moment is than the one before (Grosche et al. 2010;
librosa's tempogram), times how usual each tempo is.
"""

import librosa
import numpy as np

from core.tagging.classification import Tempo
from core.tagging.mel import MelSpectrogram

_SLOWEST, _FASTEST = 40.0, 240.0
_USUAL, _OCTAVES = 120.0, 0.7
# Tempos so close to the best one count for it.
_SAME = 0.04


def estimate_tempo(mel: MelSpectrogram) -> Tempo:
    """The tempo that fits the song best, and its share of all that fits. Silence gives 120, 0."""
    rate = mel.settings.frame_rate
    rises = np.maximum(np.diff(mel.values.numpy(), axis=0), 0).mean(axis=1)
    rises = np.concatenate([[0.0], rises])
    if not np.any(rises > 0):
        return Tempo(_USUAL, 0.0)
    # Ten seconds hold some bars of any tempo.
    tempogram = librosa.feature.tempogram(
        onset_envelope=rises, sr=rate, hop_length=1, win_length=min(round(10 * rate), len(rises))
    )
    fit = np.maximum(tempogram.mean(axis=1), 0)
    tempos = librosa.tempo_frequencies(len(fit), sr=rate, hop_length=1)
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


def _beside_peak(fit: np.ndarray, peak: int) -> float:
    """How far beside the lag of the highest value the top of a parabola through it lies, lags."""
    left, top, right = (float(value) for value in fit[peak - 1 : peak + 2])
    bend = left - 2 * top + right
    return 0.5 * (left - right) / bend if bend < 0 else 0.0
