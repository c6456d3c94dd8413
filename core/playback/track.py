"""A long sound in blocks: those that are not made yet are silent, equal ones can be shared."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.song import SAMPLE_RATE

# Short, so that an edit has little to make anew; long beside what a stroke rings.
BLOCK = 5 * SAMPLE_RATE

Samples = NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Blocks:
    """`n_samples` of sound, int16 `(BLOCK, n_channels)` each; the last block may be shorter."""

    n_samples: int = 0
    blocks: tuple[Samples | None, ...] = ()

    def pieces(self, first: int, last: int) -> Iterator[tuple[int, Samples]]:
        """What sounds from sample `first` to `last`: pieces, each with where it begins."""
        first, last = max(first, 0), min(last, self.n_samples)
        while first < last:
            index, offset = divmod(first, BLOCK)
            end = min(last, (index + 1) * BLOCK)
            block = self.blocks[index]
            if block is not None:
                yield first, block[offset : offset + end - first]
            first = end

    def is_made(self, first: int, last: int) -> bool:
        """True if every block between two samples is there."""
        last = min(last, self.n_samples)
        return all(each is not None for each in self.blocks[first // BLOCK : -(-last // BLOCK)])


def block_spans(n_samples: int) -> list[tuple[int, int]]:
    """The first sample of each block of a sound and the one after its last."""
    return [(start, min(start + BLOCK, n_samples)) for start in range(0, n_samples, BLOCK)]
