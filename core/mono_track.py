"""Blocks of samples of any rate and width -> one mono track that grows in place."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

# No sound is louder than full scale of 32-bit integers taken as floats: that is damage.
_LARGEST_SAMPLE = 2.0**31

# Unrelated channels mix to half their mean energy; 20 dB below the louder one is cancelling.
_CANCELLED_ENERGY = 0.01


class MonoTrack:
    """Mono samples, float32 at `sample_rate`, averaged over the channels of what is added.

    Only `channel` is taken where one is given. Samples that are no numbers become 0 and are
    counted in `n_invalid`; `n_channels` is the most that a block had. The buffer grows in
    small steps and in place, so that half an hour needs hardly more memory than its own 318 MB.
    """

    def __init__(self, sample_rate: int, channel: int | None = None) -> None:
        self.sample_rate = sample_rate
        self.n_invalid = 0
        self.n_channels = 1
        self._channel = channel
        self._buffer = np.empty(0, dtype=np.float32)
        self._length = 0
        self._input_rate = sample_rate
        self._resampler: Any = None
        self._mix_energy = 0.0
        self._channel_energies = np.zeros(2)

    def append(self, block: NDArray[np.float32], rate: int) -> None:
        """Add samples `(n_samples, n_channels)` at `rate` per second."""
        self.n_channels = max(self.n_channels, block.shape[1])
        with np.errstate(all="ignore"):
            mono = self._mix(block)
            energy = float(np.dot(mono, mono))
            if not np.isfinite(energy):
                is_invalid = ~(np.abs(mono) <= _LARGEST_SAMPLE)
                mono[is_invalid] = 0
                self.n_invalid += int(np.count_nonzero(is_invalid))
            elif block.shape[1] == 2:
                self._mix_energy += energy
                self._channel_energies += [float(np.dot(c, c)) for c in block.T]
        self._resample(mono, rate)

    def finish(self) -> NDArray[np.float32]:
        """The whole track `(n_samples,)`; nothing can be added after it."""
        self._flush_resampler()
        self._buffer.resize(self._length, refcheck=False)
        return self._buffer

    @property
    def uncancelled_channel(self) -> int | None:
        """The channel to take alone if two channels cancel each other (L = -R), else None."""
        loudest = int(self._channel_energies.argmax())
        is_cancelled = self._mix_energy < _CANCELLED_ENERGY * self._channel_energies[loudest]
        return loudest if is_cancelled and self._channel is None else None

    def _mix(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        n_channels = block.shape[1]
        if self._channel is not None:
            return block[:, min(self._channel, n_channels - 1)].copy()
        mono = block[:, 0].copy()
        for channel in range(1, n_channels):
            mono += block[:, channel]
        if n_channels > 1:
            mono /= n_channels
        return mono

    def _resample(self, mono: NDArray[np.float32], rate: int) -> None:
        if rate != self._input_rate:
            self._flush_resampler()
            self._input_rate = rate
            if rate != self.sample_rate:
                import soxr  # noqa: PLC0415

                self._resampler = soxr.ResampleStream(rate, self.sample_rate, 1, dtype="float32")
        self._store(mono if self._resampler is None else self._resampler.resample_chunk(mono))

    def _flush_resampler(self) -> None:
        if self._resampler is not None:
            rest = self._resampler.resample_chunk(np.empty(0, dtype=np.float32), last=True)
            self._resampler = None
            self._store(rest)

    def _store(self, mono: NDArray[np.float32]) -> None:
        end = self._length + len(mono)
        if end > len(self._buffer):
            step = max(60 * self.sample_rate, len(self._buffer) // 8)
            self._buffer.resize(max(end, len(self._buffer) + step), refcheck=False)
        self._buffer[self._length : end] = mono
        self._length = end
