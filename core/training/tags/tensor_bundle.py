"""Tensors from a TensorFlow checkpoint, read without TensorFlow.

A checkpoint (format V2) is a table of names in `NAME.index` and the numbers in
`NAME.data-00000-of-00001`. The table is a LevelDB table: blocks of entries whose keys share
prefixes, a footer that points to the block of blocks; each value is a protocol buffer
(`BundleEntryProto`: 1 type, 2 shape, 4 offset, 5 size).
"""

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import DatasetError

_FOOTER_BYTES = 48
_MAGIC = 0xDB4775248B80FB57
_FLOAT32 = 1
_TYPE, _SHAPE, _OFFSET, _SIZE = 1, 2, 4, 5
_DIMENSION, _DIMENSION_SIZE = 2, 1


def load_tensors(folder: Path, name: str = "") -> dict[str, NDArray[np.float32]]:
    """All float tensors of the checkpoint of that name (`NAME.index`, ...) in a folder, by name.

    Raises `DatasetError` if the files are missing or no such checkpoint.
    """
    index = folder / f"{name}.index"
    data = folder / f"{name}.data-00000-of-00001"
    try:
        table, numbers = index.read_bytes(), data.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise DatasetError(f"There is no TensorFlow checkpoint in {folder}: {reason}.") from error
    try:
        return dict(_tensors(table, numbers))
    except (IndexError, struct.error, ValueError) as error:
        raise DatasetError(f"{index} is no TensorFlow checkpoint that can be read.") from error


def _tensors(table: bytes, numbers: bytes) -> Iterator[tuple[str, NDArray[np.float32]]]:
    for key, value in _entries(table):
        if not key:
            continue
        fields = _fields(value)
        if fields.get(_TYPE, [0])[-1] != _FLOAT32:
            continue
        shape = _shape(fields[_SHAPE][-1]) if _SHAPE in fields else ()
        offset, size = _whole(fields.get(_OFFSET, [0])[-1]), _whole(fields[_SIZE][-1])
        flat = np.frombuffer(numbers, dtype="<f4", count=size // 4, offset=offset)
        yield key.decode(), flat.reshape(shape).astype(np.float32)


def _entries(table: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of all blocks of the table."""
    footer = table[-_FOOTER_BYTES:]
    if struct.unpack("<Q", footer[-8:])[0] != _MAGIC:
        raise ValueError("no table")
    _, place = _handle(footer, 0)
    index, _ = _handle(footer, place)
    for _, value in _block(table, *index):
        block, _ = _handle(value, 0)
        yield from _block(table, *block)


def _handle(content: bytes, place: int) -> tuple[tuple[int, int], int]:
    """Offset and size of a block, and where the reading stopped."""
    offset, place = _varint(content, place)
    size, place = _varint(content, place)
    return (offset, size), place


def _block(table: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Entries of one block; each key repeats the beginning of the one before it."""
    if table[offset + size] != 0:
        raise ValueError("compressed block")
    block = table[offset : offset + size]
    n_restarts = struct.unpack("<I", block[-4:])[0]
    end = len(block) - 4 - 4 * n_restarts
    place, key = 0, b""
    while place < end:
        n_shared, place = _varint(block, place)
        n_own, place = _varint(block, place)
        n_value, place = _varint(block, place)
        key = key[:n_shared] + block[place : place + n_own]
        place += n_own
        yield key, block[place : place + n_value]
        place += n_value


def _varint(content: bytes, place: int) -> tuple[int, int]:
    """A number in groups of seven bits, the lowest first, and where it ends."""
    value = shift = 0
    while True:
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
        shift += 7


def _fields(message: bytes) -> dict[int, list[int | bytes]]:
    """Fields of a protocol buffer by number: whole numbers, or bytes of what is nested."""
    fields: dict[int, list[int | bytes]] = {}
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        number, kind = tag >> 3, tag & 7
        value: int | bytes
        if kind == 0:
            value, place = _varint(message, place)
        elif kind == 2:
            n, place = _varint(message, place)
            value, place = message[place : place + n], place + n
        else:
            n = {1: 8, 5: 4}[kind]
            value, place = message[place : place + n], place + n
        fields.setdefault(number, []).append(value)
    return fields


def _shape(message: int | bytes) -> tuple[int, ...]:
    dimensions = _fields(_nested(message)).get(_DIMENSION, [])
    return tuple(_whole(_fields(_nested(one)).get(_DIMENSION_SIZE, [0])[-1]) for one in dimensions)


def _nested(value: int | bytes) -> bytes:
    if not isinstance(value, bytes):
        raise ValueError("a number where a message belongs")
    return value


def _whole(value: int | bytes) -> int:
    if not isinstance(value, int):
        raise ValueError("a message where a number belongs")
    return value
