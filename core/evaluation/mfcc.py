"""The baseline: what timbre alone tells, without anything learned."""

import librosa
import numpy as np
import soxr
from numpy.typing import NDArray

from core.song import Song

_SAMPLE_RATE = 22050
_N_COEFFICIENTS = 20


def mfcc_vector(song: Song) -> NDArray[np.float32]:
    """Mean and standard deviation over time of 20 MFCC and their slopes (deltas), `(80,)`.

    librosa's MFCC at 22,050 Hz: windows of 93 ms every 23 ms, 128 mel bands; slopes over 9 frames.
    """
    samples = soxr.resample(song.samples, song.sample_rate, _SAMPLE_RATE, quality="HQ")
    coefficients = librosa.feature.mfcc(y=samples, sr=_SAMPLE_RATE, n_mfcc=_N_COEFFICIENTS)
    both = np.concatenate([coefficients, librosa.feature.delta(coefficients)])
    return np.concatenate([both.mean(axis=1), both.std(axis=1)]).astype(np.float32)
