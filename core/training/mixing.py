"""Rooms, tone, dynamics and level: what happens to a sound between the stroke and the file."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import fft, signal

from core.song import SAMPLE_RATE

Sound = NDArray[np.float32]


def loudness_db(sound: Sound) -> float:
    """RMS level in dB of the parts that are not silent (blocks within 40 dB of the loudest)."""
    n_block = SAMPLE_RATE // 10
    blocks = sound[: len(sound) // n_block * n_block].reshape(-1, n_block)
    powers = (blocks.astype(np.float64) ** 2).mean(axis=1)
    if not len(powers) or powers.max() <= 1e-12:
        return -120.0
    return float(10 * np.log10(powers[powers > powers.max() * 1e-4].mean()))


def random_room(rng: Generator) -> Sound:
    """A synthetic impulse response: the direct sound, then decaying coloured noise."""
    decay_time = float(np.exp(rng.uniform(np.log(0.08), np.log(1.4))))
    n = int(decay_time * SAMPLE_RATE)
    delay = int(rng.uniform(0.001, 0.02) * SAMPLE_RATE)
    time = np.arange(n) / SAMPLE_RATE
    tail = rng.standard_normal(n) * np.exp(-6.9 * time / decay_time)
    # Air and walls swallow the high end.
    pole = rng.uniform(0.2, 0.85)
    tail = signal.lfilter([1 - pole], [1, -pole], tail)
    tail /= np.sqrt((tail**2).sum()) + 1e-9
    response = np.zeros(n + delay, dtype=np.float32)
    response[delay:] = tail * 10 ** (rng.uniform(-26, -2) / 20)
    response[0] += 1
    return response


def random_tone(rng: Generator, strength_db: float) -> Sound:
    """A minimum-length filter whose response tilts and bends by up to `strength_db`."""
    n_fft = 1024
    frequencies = fft.rfftfreq(n_fft, 1 / SAMPLE_RATE)
    octaves = np.log2(np.maximum(frequencies, 20) / 1000)
    gain = rng.uniform(-1, 1) * strength_db * octaves / 4.5
    for _ in range(int(rng.integers(1, 4))):
        centre, width = rng.uniform(-4.5, 4), rng.uniform(0.4, 1.5)
        gain += rng.uniform(-1, 1) * strength_db * np.exp(-(((octaves - centre) / width) ** 2))
    if rng.random() < 0.25:  # lossy codecs and old recordings lack the top
        gain -= 60 * (frequencies > rng.uniform(9000, 16500))
    cepstrum = fft.irfft(gain / 20 * np.log(10))
    cepstrum[1 : n_fft // 2] *= 2
    cepstrum[n_fft // 2 + 1 :] = 0
    return np.asarray(fft.irfft(np.exp(fft.rfft(cepstrum))), dtype=np.float32)


def convolve(sound: Sound, response: Sound) -> Sound:
    """The sound through an impulse response, as long as it was."""
    if len(response) < 2:
        return sound
    return np.asarray(signal.oaconvolve(sound, response)[: len(sound)], dtype=np.float32)


def compress(sound: Sound, threshold_db: float, ratio: float) -> Sound:
    """A bus compressor with about 5 ms attack and 100 ms release."""
    n_block = 128
    n_padded = -(-len(sound) // n_block) * n_block
    peaks = np.abs(np.pad(sound, (0, n_padded - len(sound)))).reshape(-1, n_block).max(axis=1)
    block_time = n_block / SAMPLE_RATE
    release = np.exp(-block_time / 0.1)
    envelope = np.empty_like(peaks)
    level = 0.0
    for index, peak in enumerate(peaks.tolist()):
        level = level + 0.5 * (peak - level) if peak > level else level * release
        envelope[index] = level
    over = np.maximum(20 * np.log10(envelope + 1e-6) - threshold_db, 0)
    gain = 10 ** (-over * (1 - 1 / ratio) / 20)
    positions = (np.arange(len(peaks)) + 0.5) * n_block
    smooth = np.interp(np.arange(len(sound)), positions, gain)
    return np.asarray(sound * smooth, dtype=np.float32)


@dataclass(frozen=True)
class BusSettings:
    """How a group of sounds is treated; drawn by `random_bus`."""

    response: Sound
    threshold_db: float | None
    ratio: float
    drive: float | None

    def apply(self, sound: Sound) -> Sound:
        """The sound through tone, room, compressor and saturation."""
        peak = float(np.abs(sound).max())
        if peak < 1e-6:
            return sound
        treated = convolve(sound / peak, self.response)
        treated /= np.abs(treated).max() + 1e-9
        if self.threshold_db is not None:
            treated = compress(treated, self.threshold_db, self.ratio)
        if self.drive is not None:
            treated = np.tanh(treated * self.drive) / np.tanh(self.drive)
        return np.asarray(treated, dtype=np.float32)


def random_bus(rng: Generator, tone_db: float = 8.0) -> BusSettings:
    """Tone always, a room in two of three songs, compression and saturation in some."""
    response = random_tone(rng, tone_db)
    if rng.random() < 0.66:
        response = np.asarray(signal.fftconvolve(random_room(rng), response), dtype=np.float32)
    return BusSettings(
        response,
        float(rng.uniform(-30, -6)) if rng.random() < 0.5 else None,
        float(rng.uniform(1.5, 8)),
        float(rng.uniform(0.5, 5)) if rng.random() < 0.35 else None,
    )
