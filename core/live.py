"""Sound from a microphone, block by block -> strokes, each as soon as it can be known.

The same stages as for a song, each going on where it stopped: samples -> spectrogram ->
activations -> onsets. Nothing looks ahead but by half a window of the transform and the
network's look-ahead; and all goes frame by frame, so that the same sound gives
the same strokes however it is cut into blocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.activations import Activations
from core.attention import spread_over_bands
from core.checkpoint import Checkpoint
from core.errors import ModelError, UsageError
from core.features import FeatureSettings, log_bands_of_padded
from core.networks.drum_network import DrumNetwork
from core.networks.streaming import DrumNetworkStream
from core.onsets import LOWEST_PEAK, Onset, PeakPicking, families, name_strokes

# Seconds of activations kept: the moving mean of peak picking looks back this far.
_MEMORY = 0.16
# Strokes that are likelier than this are told: false ones annoy more than missing ones.
_LIKELY = 0.45
# So much must an activation have risen again after a stroke for another stroke.
_RISE = 0.15
_N_WARM_UP_FRAMES = 20


@dataclass(frozen=True)
class LiveBlock:
    """What is known since the block before; any of the arrays may be empty.

    `spectrogram` `(n_new, n_bands)` begins with frame number `spectrogram_frame`.
    `activations` and `velocities` `(n_judged, n_drums)`, `attention` `(n_judged, n_bands)`,
    `beats` and `downbeats` `(n_judged,)` begin with frame number `first_frame`, which lags
    behind by the network's look-ahead. Frame i is centred on i / frame_rate seconds
    after the first sample, and so are the times of the `onsets` counted.
    """

    spectrogram_frame: int
    spectrogram: NDArray[np.float32]
    first_frame: int
    activations: NDArray[np.float32]
    velocities: NDArray[np.float32]
    attention: NDArray[np.float32]
    beats: NDArray[np.float32]
    downbeats: NDArray[np.float32]
    onsets: tuple[Onset, ...]


class SpectrogramStream:
    """The spectrogram of samples that arrive block by block: that of `log_bands`, frame by frame.

    Each frame is there as soon as half a window after its centre has arrived.
    """

    def __init__(self, settings: FeatureSettings) -> None:
        self.settings = settings
        self.reset()

    def reset(self) -> None:
        """Forget all samples: new sound begins."""
        self._waiting = torch.zeros(self.settings.window_length // 2)
        self.n_frames = 0

    def push(self, samples: Tensor) -> list[Tensor]:
        """The new frames, each `(1, n_bands)`."""
        hop, window = self.settings.hop_length, self.settings.window_length
        waiting = torch.cat([self._waiting, samples])
        n_new = max((len(waiting) - window) // hop + 1, 0)
        starts = range(0, n_new * hop, hop)
        frames = [log_bands_of_padded(waiting[s : s + window], self.settings) for s in starts]
        # A copy: the view would keep the whole block in memory.
        self._waiting = waiting[n_new * hop :].clone()
        self.n_frames += n_new
        return frames


class OnsetStream:
    """Strokes from activations that arrive frame by frame.

    As in `pick_onsets`, drums that are easily taken for one another are heard as a family. But a
    stroke is told as soon as its activation reaches the threshold: waiting for its peak costs
    10 ms and finds no more. The moving mean knows the past alone. A stroke is told once: another
    one must rise out of what the one before it left.
    """

    def __init__(self, drum_names: tuple[str, ...], frame_rate: float) -> None:
        self.drum_names, self.frame_rate = drum_names, frame_rate
        self._families = families(drum_names)
        # The families one after another, and where each begins.
        self._order = np.concatenate(self._families)
        self._starts = np.cumsum([0, *(len(family) for family in self._families[:-1])])
        self._n_memory = round(_MEMORY * frame_rate)
        self.reset()

    def reset(self) -> None:
        """Forget all frames."""
        n_drums, n_families = len(self.drum_names), len(self._families)
        self.n_frames = 0
        self._drums = np.zeros((self._n_memory, n_drums), dtype=np.float32)
        self._velocities = np.zeros((self._n_memory, n_drums), dtype=np.float32)
        self._likely = np.zeros((self._n_memory, n_families), dtype=np.float32)
        self._last = np.full(n_families, -np.inf)
        # Since the last stroke: the least activation, and whether it has fallen at all.
        self._lowest = np.zeros(n_families)
        self._has_fallen = np.ones(n_families, dtype=np.bool_)

    def push(
        self,
        drums: NDArray[np.float32],
        velocities: NDArray[np.float32],
        peak_picking: PeakPicking,
    ) -> list[Onset]:
        """The strokes that are known with the next frame, `(n_drums,)` each."""
        self._drums = np.vstack([self._drums[1:], drums])
        self._velocities = np.vstack([self._velocities[1:], velocities])
        likely = 1 - np.multiply.reduceat((1 - drums)[self._order], self._starts)
        self._likely = np.vstack([self._likely[1:], likely])
        self.n_frames += 1
        self._has_fallen |= self._likely[-1] < self._likely[-2]
        self._lowest = np.where(
            self._has_fallen, np.minimum(self._lowest, self._likely[-1]), self._likely[-1]
        )
        onsets: list[Onset] = []
        for index in np.flatnonzero(self._is_struck(peak_picking)).tolist():
            strokes = self._strokes(self._families[index], peak_picking)
            if strokes:
                onsets += strokes
                self._last[index] = self.n_frames - 1
                self._lowest[index] = self._likely[-1, index]
                self._has_fallen[index] = False
        return onsets

    def _is_struck(self, peak_picking: PeakPicking) -> NDArray[np.bool_]:
        """Which families `(n_families,)` begin a stroke with the last frame."""
        thresholds = np.array([peak_picking.threshold(name) for name in self.drum_names])
        lowest = np.minimum.reduceat(thresholds[self._order], self._starts)
        mean = np.minimum(self._likely.mean(axis=0), 0.5)
        is_late_enough = (
            self.n_frames - 1 - self._last >= peak_picking.shortest_distance * self.frame_rate
        )
        now = self._likely[-1]
        is_likely = now >= lowest + peak_picking.mean_weight * mean
        return np.asarray(is_likely & is_late_enough & (now >= self._lowest + _RISE))

    def _strokes(self, family: tuple[int, ...], peak_picking: PeakPicking) -> list[Onset]:
        """The strokes on drums of the family in the last frame."""
        n = 3
        nearest = Activations(
            self._drums[-n:],
            self._velocities[-n:],
            np.zeros(n, dtype=np.float32),
            np.zeros(n, dtype=np.float32),
            self.drum_names,
            self.frame_rate,
        )
        frames = np.array([n - 1], dtype=np.intp)
        start = (self.n_frames - n) / self.frame_rate
        found = name_strokes(nearest, family, frames, peak_picking)
        return [replace(onset, time=max(0.0, onset.time + start)) for onset in found]


def live_peak_picking(checkpoint: Checkpoint, likelihood: float = _LIKELY) -> PeakPicking:
    """Peak picking that tells strokes of this likelihood (0..1) or more.

    A song's thresholds suit the whole of it; live the whole is not known, so all drums are told
    when they are as likely. Drums that are not calibrated keep the checkpoint's thresholds.
    """
    suited = {
        drum: max(calibration.activation(likelihood), LOWEST_PEAK)
        for drum, calibration in checkpoint.calibrations.items()
    }
    return PeakPicking({**checkpoint.thresholds, **suited}, checkpoint.calibrations)


class LiveTranscriber:
    """Hears what is played: `push` it sound as it comes, get strokes as soon as they are known.

    `peak_picking` may be replaced at any time, by a stricter `live_peak_picking`, say. Not to be
    called from two threads at once. Raises `ModelError` if the checkpoint's network is not causal.
    """

    def __init__(self, checkpoint: Checkpoint) -> None:
        if not isinstance(checkpoint.network, DrumNetwork):
            raise ModelError("Playing live needs a causal network of the kind “melody”.")
        self.features = checkpoint.features
        self._n_bands = checkpoint.features.n_bands
        self.drum_names = checkpoint.drum_names
        self.peak_picking = live_peak_picking(checkpoint)
        self._spectrogram = SpectrogramStream(checkpoint.features)
        self._network = DrumNetworkStream(checkpoint.network)
        self._onsets = OnsetStream(checkpoint.drum_names, checkpoint.features.frame_rate)

    @property
    def frame_rate(self) -> float:
        """Frames per second."""
        return self.features.frame_rate

    @property
    def seconds(self) -> float:
        """How much sound has been judged."""
        return self._onsets.n_frames / self.frame_rate

    def reset(self) -> None:
        """Forget all sound: the next sample pushed is at 0 s again."""
        self._spectrogram.reset()
        self._network.reset()
        self._onsets.reset()

    def warm_up(self) -> None:
        """Have everything loaded and allocated, so that the first block is not slow; resets."""
        self.reset()
        rng = np.random.default_rng(0)
        n_samples = _N_WARM_UP_FRAMES * self.features.hop_length + self.features.window_length
        self.push(rng.normal(0, 0.01, n_samples).astype(np.float32))
        self.reset()

    @torch.inference_mode()
    def push(self, samples: NDArray[np.float32]) -> LiveBlock:
        """What is known with the next samples `(n,)`, mono, at `features.sample_rate`."""
        if samples.ndim != 1:
            raise UsageError("A live block is one channel of samples.")
        spectrogram_frame, first_frame = self._spectrogram.n_frames, self._onsets.n_frames
        block = torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))
        frames = self._spectrogram.push(block)
        judged = [found for f in frames if (found := self._network.step(f[0])) is not None]
        n_drums, n_bands = len(self.drum_names), self._n_bands
        drums = _stacked([each.drums for each in judged], n_drums)
        velocities = _stacked([each.velocities for each in judged], n_drums)
        beats = _stacked([each.beats for each in judged], 2)
        onsets = [
            onset
            for frame_drums, frame_velocities in zip(drums, velocities, strict=True)
            for onset in self._onsets.push(frame_drums, frame_velocities, self.peak_picking)
        ]
        attention = _stacked([each.attention for each in judged], self._network.n_pooled_bands)
        return LiveBlock(
            spectrogram_frame,
            _stacked([frame[0] for frame in frames], n_bands),
            first_frame,
            drums,
            velocities,
            spread_over_bands(torch.from_numpy(attention), n_bands),
            beats[:, 0],
            beats[:, 1],
            tuple(onsets),
        )


def _stacked(rows: Sequence[Tensor], n_columns: int) -> NDArray[np.float32]:
    """The rows `(n_columns,)` one below the other `(n_rows, n_columns)`."""
    return (torch.stack(list(rows)) if rows else torch.zeros(0, n_columns)).numpy()
