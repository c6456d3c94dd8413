"""A published tagger as teacher: tag probabilities for music that nobody labelled.

musiCNN (Pons & Serra, "musicnn: pre-trained convolutional neural networks for music audio
tagging", ISMIR late-breaking 2019; weights under the ISC licence) hears 3 s at a time: tall and
long filters over a mel spectrogram, residual convolutions over time, pooling, two dense layers.
Its weights are TensorFlow's; the network here is the same one in torch.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import conv2d, pad, relu

from core.errors import DatasetError
from core.training.tags.tensor_bundle import load_tensors

TEACHER_FRAMES = 187
_N_BANDS = 96
_EPSILON = 1e-3
# Length of each long filter, frames.
_LONG = (128, 64, 32)
# Height of each tall filter, bands; they are 7 frames long.
_TALL = (38, 67)
_N_TALL, _N_LONG, _N_MIDDLE, _N_DENSE = 204, 51, 64, 200


class TeacherOutput(NamedTuple):
    """`logits (n, n_tags)`, the last hidden layer `hidden (n, 200)`, and what it is made of: the
    features' loudest and mean, `pooled (n, 1506)`, standardised.
    """

    logits: Tensor
    hidden: Tensor
    pooled: Tensor


class Teacher(nn.Module):
    """musiCNN: mel spectrograms `(n, n_frames, 96)`, log10(1 + 10000 power), to tags."""

    def __init__(self, n_tags: int) -> None:
        super().__init__()
        self.entrance = nn.BatchNorm2d(1, eps=_EPSILON)
        self.tall = nn.ModuleList(_Filter(_N_TALL, (7, height)) for height in _TALL)
        self.long = nn.ModuleList(_Filter(_N_LONG, (length, 1)) for length in _LONG)
        n_front = 2 * _N_TALL + 3 * _N_LONG
        self.middle = nn.ModuleList(
            _Middle(n_front if first else _N_MIDDLE) for first in (True, False, False)
        )
        n_pooled = 2 * (n_front + 3 * _N_MIDDLE)
        self.pooled_norm = nn.BatchNorm1d(n_pooled, eps=_EPSILON)
        self.dense = nn.Linear(n_pooled, _N_DENSE)
        self.dense_norm = nn.BatchNorm1d(_N_DENSE, eps=_EPSILON)
        self.tags = nn.Linear(_N_DENSE, n_tags)

    def forward(self, mel: Tensor) -> TeacherOutput:
        """Tags of each spectrogram."""
        x = self.entrance(mel[:, None])
        tall = [block(pad(x, (0, 0, 3, 3))) for block in self.tall]
        # As TensorFlow pads even lengths: one frame more behind than before.
        long = [
            block(pad(x, (0, 0, (length - 1) // 2, length // 2)))
            for block, length in zip(self.long, _LONG, strict=True)
        ]
        front = torch.cat(tall + long, dim=1)
        first = self.middle[0](front)
        second = first + self.middle[1](first)
        third = second + self.middle[2](second)
        features = torch.cat([front, first, second, third], dim=1)
        pooled = torch.stack([features.amax(dim=2), features.mean(dim=2)], dim=2).flatten(1)
        pooled = self.pooled_norm(pooled)
        hidden = self.dense_norm(relu(self.dense(pooled)))
        return TeacherOutput(self.tags(hidden), hidden, pooled)


class _Filter(nn.Module):
    """Filters over time and frequency; of each the loudest place in frequency: `(n, c, t)`."""

    def __init__(self, n_filters: int, kernel: tuple[int, int]) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(1, n_filters, kernel)
        self.norm = nn.BatchNorm1d(n_filters, eps=_EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        # The norm follows, but keeps the order of places, or turns it round: so the loudest can be
        # taken first, which saves a third of the time.
        sign = self.norm.weight.sign()
        weight = self.convolution.weight * sign[:, None, None, None]
        assert self.convolution.bias is not None
        loudest = conv2d(x, weight, self.convolution.bias * sign).amax(dim=3) * sign[:, None]
        result: Tensor = self.norm(relu(loudest))
        return result


class _Middle(nn.Module):
    """A convolution over time."""

    def __init__(self, n_channels: int) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(n_channels, _N_MIDDLE, 7, padding=3)
        self.norm = nn.BatchNorm1d(_N_MIDDLE, eps=_EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.norm(relu(self.convolution(x)))
        return result


def load_teacher(folder: Path) -> Teacher:
    """The teacher whose TensorFlow checkpoint lies in the folder, ready to be asked.

    Raises `DatasetError` if there is none.
    """
    tensors = load_tensors(folder)
    try:
        teacher = Teacher(tensors["dense_1/bias"].shape[0])
        _fill(teacher, tensors)
    except (KeyError, RuntimeError, ValueError) as error:
        raise DatasetError(f"{folder} holds a checkpoint, but not of musiCNN.") from error
    return teacher.eval()


def _fill(teacher: Teacher, tensors: dict[str, NDArray[np.float32]]) -> None:
    """Put TensorFlow's tensors, numbered in the order of the layers, into the network."""
    filters = [*teacher.tall, *teacher.long, *teacher.middle]
    for number, block in enumerate(filters):
        name = f"conv2d_{number}" if number else "conv2d"
        # (time, frequency, in, out); in the middle the channels lie in the frequency axis.
        kernel = tensors[f"{name}/kernel"].transpose(3, 2, 0, 1)
        if isinstance(block, _Middle):
            kernel = kernel[:, 0].transpose(0, 2, 1)
        assert isinstance(block, _Filter | _Middle)
        _set(block.convolution, kernel, tensors[f"{name}/bias"])
    norms = [
        teacher.entrance,
        *(block.norm for block in filters),
        teacher.pooled_norm,
        teacher.dense_norm,
    ]
    for number, norm in enumerate(norms):
        name = f"batch_normalization_{number}" if number else "batch_normalization"
        assert isinstance(norm, nn.BatchNorm1d | nn.BatchNorm2d)
        assert norm.running_mean is not None and norm.running_var is not None
        _set(norm, tensors[f"{name}/gamma"], tensors[f"{name}/beta"])
        norm.running_mean.copy_(torch.from_numpy(tensors[f"{name}/moving_mean"]))
        norm.running_var.copy_(torch.from_numpy(tensors[f"{name}/moving_variance"]))
    _set(teacher.dense, tensors["dense/kernel"].T, tensors["dense/bias"])
    _set(teacher.tags, tensors["dense_1/kernel"].T, tensors["dense_1/bias"])


def _set(layer: nn.Module, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
    with torch.no_grad():
        for name, values in (("weight", weight), ("bias", bias)):
            parameter = layer.get_parameter(name)
            if parameter.shape != values.shape:
                raise ValueError(f"{name} of another size")
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(values)))
