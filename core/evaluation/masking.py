"""Whether attention means something: what is attended to must matter more than the rest.

Of a song the likeliest genre is taken, and the tenth of the places of its attention map (time x
frequency) that speak most for that genre. Those places are hidden in the mel spectrogram and the
song is heard again; the *fall* is how much the genre's probability loses. It is compared with

- *random*: as many places of the same map, drawn at random;
- *moved*: the attended places moved in time by a random stretch (round the end of the song), their
  frequencies and shape kept: what remains is whether the network knows *when*.

Both are the mean of `N_DRAWS` draws. Hidden is: the spectrogram's mean in the place's stead, as the
masks of the training do. The figure is the mean fall over songs; the interval of its difference
to that of random places is a bootstrap over songs (`core.evaluation.bootstrap`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.evaluation.bootstrap import Interval, bootstrap_interval
from core.tagging.classification import TagAttention

MASKED_SHARE = 0.1
N_DRAWS = 2

Mel = NDArray[np.float32]
Cells = NDArray[np.bool_]
Predict = Callable[[Mel], Mapping[str, float]]


@dataclass(frozen=True)
class MaskedSong:
    """The probability of a song's likeliest genre `label`, as it is and with a tenth hidden."""

    label: str
    whole: float
    attended: float
    random: float
    moved: float


@dataclass(frozen=True)
class MaskingFigures:
    """Mean probability of the whole songs' genres, and mean falls of it; intervals are of falls.

    `more_than_random` is by how much more hiding attended places hurts than hiding random ones;
    `share_hurt_more` the share of songs where it does.
    """

    n_songs: int
    whole: float
    attended: float
    random: float
    moved: float
    attended_interval: Interval | None
    random_interval: Interval | None
    more_than_random: float
    more_than_random_interval: Interval | None
    more_than_moved_interval: Interval | None
    share_hurt_more: float


def mask_song(
    mel: Mel, frame_rate: float, attention: TagAttention, predict: Predict, rng: Generator
) -> MaskedSong:
    """Hide places of `mel (n_frames, n_bands)`; `predict` gives the probability of each genre."""
    whole = predict(mel)
    label = max(whole, key=lambda name: whole[name])
    cells = attended_cells(attention, label)
    place = cell_of_place(mel.shape, frame_rate, attention)

    def probability(hidden: Cells) -> float:
        return float(predict(np.where(hidden.ravel()[place], mel.mean(), mel))[label])

    return MaskedSong(
        label,
        float(whole[label]),
        probability(cells),
        float(np.mean([probability(shuffled(cells, rng)) for _ in range(N_DRAWS)])),
        float(np.mean([probability(moved_in_time(cells, rng)) for _ in range(N_DRAWS)])),
    )


def attended_cells(attention: TagAttention, label: str, share: float = MASKED_SHARE) -> Cells:
    """The `share` of the map's cells that speak most for a label, `(n_times, n_bands)`."""
    values = attention.by_label[attention.labels.index(label)].astype(np.float32)
    n_cells = max(1, round(share * values.size))
    cells = np.zeros(values.size, dtype=bool)
    cells[np.argsort(-values.ravel(), kind="stable")[:n_cells]] = True
    return cells.reshape(values.shape)


def shuffled(cells: Cells, rng: Generator) -> Cells:
    """As many cells, anywhere on the map."""
    return rng.permutation(cells.ravel()).reshape(cells.shape)


def moved_in_time(cells: Cells, rng: Generator) -> Cells:
    """The same cells, all later by one random stretch, round the end."""
    if len(cells) < 2:
        return cells
    return np.roll(cells, int(rng.integers(1, len(cells))), axis=0)


def cell_of_place(
    shape: tuple[int, ...], frame_rate: float, attention: TagAttention
) -> NDArray[np.intp]:
    """For each place of a spectrogram of that shape the number of its cell of the map.

    A frame belongs to the nearest of the map's times; the map's bands share the spectrogram's
    evenly, the lowest first.
    """
    n_frames, n_bands = shape
    edges = (attention.times[1:] + attention.times[:-1]) / 2
    row = np.searchsorted(edges, np.arange(n_frames) / frame_rate)
    n_cell_bands = len(attention.frequencies)
    column = np.arange(n_bands) * n_cell_bands // n_bands
    return row[:, None] * n_cell_bands + column


def masking_figures(songs: Sequence[MaskedSong]) -> MaskingFigures:
    """Means over songs, at least one."""
    whole = np.array([song.whole for song in songs])
    attended = whole - np.array([song.attended for song in songs])
    random = whole - np.array([song.random for song in songs])
    moved = whole - np.array([song.moved for song in songs])
    more = attended - random
    return MaskingFigures(
        len(songs),
        float(whole.mean()),
        attended=float(attended.mean()),
        random=float(random.mean()),
        moved=float(moved.mean()),
        attended_interval=_interval(attended),
        random_interval=_interval(random),
        more_than_random=float(more.mean()),
        more_than_random_interval=_interval(more),
        more_than_moved_interval=_interval(attended - moved),
        share_hurt_more=float((more > 0).mean()),
    )


def _interval(values: NDArray[np.float64]) -> Interval | None:
    return bootstrap_interval(len(values), lambda draws: values[draws].mean(axis=1))
