"""Spectrogram -> activations: what the network heard, frame by frame."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.checkpoint import Checkpoint
from core.errors import ModelError, UsageError
from core.features import Spectrogram

# A whole song in one call is slower than pieces; each piece sees this much on both sides.
PIECE_FRAMES = 1500
CONTEXT_FRAMES = 150


@dataclass(frozen=True)
class Activations:
    """What the network's heads say about each frame, all in 0..1, float32.

    `drums` and `velocities` are `(n_frames, n_drums)` in the order of `drum_names`; velocities
    count only where a stroke is. `beats` (every felt beat, downbeats included) and `downbeats`
    are `(n_frames,)`. Frame i is centred on i / frame_rate seconds.
    """

    drums: NDArray[np.float32]
    velocities: NDArray[np.float32]
    beats: NDArray[np.float32]
    downbeats: NDArray[np.float32]
    drum_names: tuple[str, ...]
    frame_rate: float

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.beats)

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.n_frames / self.frame_rate


def choose_device(name: str = "auto") -> torch.device:
    """The device named auto, cpu, cuda or mps; raises `UsageError` if this machine lacks it."""
    has = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if name == "auto":
        return torch.device(next(d for d in ("cuda", "mps", "cpu") if has[d]))
    if name not in has:
        raise UsageError(f"There is no device named “{name}”; choose auto, cpu, cuda or mps.")
    if not has[name]:
        raise UsageError(f"This machine has no {name} device that torch can use. Try auto or cpu.")
    return torch.device(name)


def pieces(n_frames: int) -> list[tuple[slice, slice]]:
    """For each piece: the frames that the network sees, and those of them that count."""
    cut = []
    for start in range(0, n_frames, PIECE_FRAMES):
        stop = min(start + PIECE_FRAMES, n_frames)
        seen = slice(max(start - CONTEXT_FRAMES, 0), min(stop + CONTEXT_FRAMES, n_frames))
        cut.append((seen, slice(start - seen.start, stop - seen.start)))
    return cut


def predict_activations(
    spectrogram: Spectrogram,
    checkpoint: Checkpoint,
    device: str = "auto",
    on_progress: Callable[[float], None] | None = None,
) -> Activations:
    """Activations of a whole song, predicted piece by piece.

    Raises `ModelError` if the spectrogram was made with other settings than the checkpoint's.
    `on_progress` gets a fraction; an exception that it raises ends the work.
    """
    if spectrogram.settings != checkpoint.features:
        raise ModelError("The spectrogram was made with other settings than the network's.")
    chosen = choose_device(device)
    network = checkpoint.network.to(chosen).eval()
    if chosen.type == "cpu":
        network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    cut = pieces(spectrogram.n_frames)
    parts: list[tuple[Tensor, Tensor, Tensor]] = []
    for index, (seen, counted) in enumerate(cut):
        parts.append(_predict_piece(network, spectrogram.values[seen].to(chosen), counted))
        if on_progress:
            on_progress((index + 1) / len(cut))
    drums, velocities, beats = (torch.cat(part).numpy() for part in zip(*parts, strict=True))
    return Activations(
        drums,
        velocities,
        beats[:, 0],
        beats[:, 1],
        checkpoint.drum_names,
        checkpoint.features.frame_rate,
    )


def _predict_piece(
    network: nn.Module, values: Tensor, counted: slice
) -> tuple[Tensor, Tensor, Tensor]:
    with torch.inference_mode(), contextlib.ExitStack() as stack:
        if values.device.type == "cuda":
            stack.enter_context(torch.autocast("cuda", dtype=torch.bfloat16))
        logits = network(values.unsqueeze(0))
        drums, velocities, beats = (
            torch.sigmoid(part[0, counted].float()).cpu() for part in logits
        )
    return drums, velocities, beats
