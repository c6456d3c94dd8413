"""The teacher's weights are read from TensorFlow's files, and answers become Melody's labels."""

import struct
from pathlib import Path

import numpy as np
import pytest
import torch

from core.errors import DatasetError
from core.tagging.labels import LABELS
from core.training.tags.teacher import TEACHER_FRAMES, Teacher, load_teacher
from core.training.tags.tensor_bundle import load_tensors
from core.training.tags.vocabulary import MSD_TAGS, MTT_TAGS, VOCABULARIES, labels_from_tags

Tensors = dict[str, np.ndarray]


def varint(value: int) -> bytes:
    """A number in groups of seven bits."""
    groups = []
    while True:
        groups.append(value & 0x7F | (0x80 if value > 0x7F else 0))
        value >>= 7
        if not value:
            return bytes(groups)


def field(number: int, content: int | bytes) -> bytes:
    """One field of a protocol buffer."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def block(entries: list[tuple[bytes, bytes]]) -> bytes:
    """A block of a LevelDB table, each key sharing what it can with the one before it."""
    content, last = b"", b""
    for key, value in entries:
        n_shared = len(last) if key.startswith(last) else 0
        content += varint(n_shared) + varint(len(key) - n_shared) + varint(len(value))
        content += key[n_shared:] + value
        last = key
    return content + struct.pack("<II", 0, 1)


def write_bundle(tensors: Tensors, folder: Path) -> None:
    """A checkpoint as TensorFlow writes it."""
    numbers, entries = b"", [(b"", b"")]
    for name in sorted(tensors):
        values = np.asarray(tensors[name], dtype="<f4")
        shape = b"".join(field(2, field(1, int(n))) for n in values.shape)
        told = field(1, 1) + field(2, shape) + field(4, len(numbers)) + field(5, values.nbytes)
        entries.append((name.encode(), told))
        numbers += values.tobytes()
    first = block(entries)
    table = first + b"\0" + bytes(4)
    index = block([(b"\xff", varint(0) + varint(len(first)))])
    place = len(table)
    table += index + b"\0" + bytes(4)
    footer = varint(0) + varint(0) + varint(place) + varint(len(index))
    table += footer.ljust(40, b"\0") + struct.pack("<Q", 0xDB4775248B80FB57)
    (folder / ".index").write_bytes(table)
    (folder / ".data-00000-of-00001").write_bytes(numbers)


def teacher_tensors(rng: np.random.Generator, n_tags: int = 50) -> Tensors:
    """Tensors with the names and shapes of musiCNN's."""
    kernels = {
        0: (7, 38, 1, 204), 1: (7, 67, 1, 204), 2: (128, 1, 1, 51), 3: (64, 1, 1, 51),
        4: (32, 1, 1, 51), 5: (7, 561, 1, 64), 6: (7, 64, 1, 64), 7: (7, 64, 1, 64),
    }  # fmt: skip
    tensors: Tensors = {}
    for number, shape in kernels.items():
        name = f"conv2d_{number}" if number else "conv2d"
        tensors[f"{name}/kernel"] = rng.normal(0, 0.05, shape)
        tensors[f"{name}/bias"] = rng.normal(0, 0.05, shape[-1])
    sizes = [1, 204, 204, 51, 51, 51, 64, 64, 64, 1506, 200]
    for number, size in enumerate(sizes):
        name = f"batch_normalization_{number}" if number else "batch_normalization"
        tensors[f"{name}/gamma"] = rng.uniform(0.5, 1.5, size)
        tensors[f"{name}/beta"] = rng.normal(0, 0.1, size)
        tensors[f"{name}/moving_mean"] = rng.normal(0, 0.1, size)
        tensors[f"{name}/moving_variance"] = rng.uniform(0.5, 1.5, size)
    tensors |= {"dense/kernel": rng.normal(0, 0.05, (1506, 200)), "dense/bias": np.zeros(200)}
    tensors |= {"dense_1/kernel": rng.normal(0, 0.05, (200, n_tags))}
    return tensors | {"dense_1/bias": np.full(n_tags, 0.25)}


def test_tensors_come_back_as_they_were_written(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    tensors = {
        "dense/kernel": rng.normal(size=(3, 5)),
        "dense": np.array(2.5),
        "dense/kernel/Adam": rng.normal(size=(300,)),
    }
    write_bundle(tensors, tmp_path)
    found = load_tensors(tmp_path)
    assert set(found) == set(tensors)
    for name, values in tensors.items():
        assert found[name].shape == values.shape
        assert found[name] == pytest.approx(values, abs=1e-6)


def test_other_files_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no TensorFlow checkpoint"):
        load_tensors(tmp_path)
    (tmp_path / ".index").write_bytes(b"nothing of the kind" * 5)
    (tmp_path / ".data-00000-of-00001").write_bytes(b"")
    with pytest.raises(DatasetError, match="TensorFlow"):
        load_tensors(tmp_path)
    write_bundle({"dense_1/bias": np.zeros(3)}, tmp_path)
    with pytest.raises(DatasetError, match="musiCNN"):
        load_teacher(tmp_path)


def test_teacher_computes_with_the_weights_of_the_file(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    tensors = teacher_tensors(rng)
    write_bundle(tensors, tmp_path)
    teacher = load_teacher(tmp_path)
    mel = torch.rand(2, TEACHER_FRAMES, 96)
    with torch.no_grad():
        logits, hidden, pooled = teacher(mel)
        again = hidden.numpy() @ tensors["dense_1/kernel"] + 0.25
    assert logits.shape == (2, 50) and hidden.shape == (2, 200)
    assert pooled.shape == (2, 1506)
    assert logits.numpy() == pytest.approx(again, abs=1e-4)
    # The first tall filter at one place, by hand.
    x = (mel[0].numpy() - tensors["batch_normalization/moving_mean"]) / np.sqrt(
        tensors["batch_normalization/moving_variance"] + 1e-3
    )
    x = x * tensors["batch_normalization/gamma"] + tensors["batch_normalization/beta"]
    by_hand = (x[10:17, 20:58] * tensors["conv2d/kernel"][:, :, 0, 7]).sum()
    with torch.no_grad():
        found = teacher.tall[0].convolution(teacher.entrance(mel[:1, None]))[0, 7, 10, 20]  # type: ignore[operator,union-attr]
    assert float(found) == pytest.approx(by_hand + tensors["conv2d/bias"][7], abs=1e-4)


def test_long_filters_pad_as_tensorflow_does() -> None:
    teacher = Teacher(50).eval()
    with torch.no_grad():
        # An impulse through a filter that is 1 at its first place alone: where it comes out tells
        # how many frames were padded before.
        filters = teacher.long[0].convolution  # type: ignore[union-attr]
        filters.weight.zero_()  # type: ignore[union-attr,operator]
        filters.weight[:, 0, 0, 0] = 1  # type: ignore[index]
        filters.bias.zero_()  # type: ignore[union-attr,operator]
        mel = torch.zeros(1, TEACHER_FRAMES, 96)
        mel[0, 20] = 1
        from torch.nn.functional import pad  # noqa: PLC0415

        out = filters(pad(mel[:, None], (0, 0, 63, 64)))  # type: ignore[operator]
    assert int(out[0, 0, :, 0].argmax()) == 20 + 63


def test_synonyms_take_the_likelier_and_teachers_are_averaged() -> None:
    msd, mtt = np.zeros((1, 50), np.float32), np.zeros((1, 50), np.float32)
    msd[0, MSD_TAGS.index("female vocalists")] = 0.3
    msd[0, MSD_TAGS.index("female vocalist")] = 0.5
    mtt[0, MTT_TAGS.index("woman")] = 0.9
    mtt[0, MTT_TAGS.index("harpsichord")] = 0.7
    found = labels_from_tags([msd, mtt], ["msd", "mtt"])[0]
    assert found[LABELS.index("female voice")] == pytest.approx(0.7)
    assert found[LABELS.index("harpsichord")] == pytest.approx(0.7)
    assert found[LABELS.index("rock")] == 0
    with pytest.raises(DatasetError, match="techno"):
        labels_from_tags([msd], ["msd"])


def test_vocabularies_are_fifty_different_tags() -> None:
    assert all(len(set(tags)) == 50 for tags in VOCABULARIES.values())
