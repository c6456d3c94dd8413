"""Attention for a song's style as the lanes show it: a curve over time and a heatmap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.waveform import Curve, build_curve, build_image
from melody_gui.timeline.pictures import SpectrogramPicture

if TYPE_CHECKING:
    from core.tagging.classification import TagAttention

# Frames a second between which attention is drawn, however finely the network attends.
_LOWEST_RATE, _HIGHEST_RATE = 4.0, 50.0


@dataclass(frozen=True)
class StylePictures:
    """Attention for `label` (None: for all labels) from the song's start to its end."""

    label: str | None
    curve: Curve
    heatmap: SpectrogramPicture


def style_pictures(attention: TagAttention, label: str | None, duration: float) -> StylePictures:
    """The pictures of attention for a label; some 10 ms for ten minutes."""
    times = attention.times.astype(np.float64)
    step = float(np.median(np.diff(times))) if len(times) > 1 else 1.0
    rate = float(np.clip(1 / max(step, 1e-3), _LOWEST_RATE, _HIGHEST_RATE))
    # The network's places begin anywhere; pictures begin at nought and are evenly spaced.
    wanted = np.arange(int(duration * rate) + 1) / rate
    heat = _resampled(attention.heatmap(label), times, wanted)
    over_time = _resampled(attention.over_time(label)[:, None], times, wanted)
    image = build_image(heat, (0.0, 1.0), rate)
    frequencies = tuple(np.maximum(attention.frequencies.astype(float), 1.0).tolist())
    curve = build_curve(over_time[:, 0], rate)
    return StylePictures(label, curve, SpectrogramPicture(image, frequencies))


def _resampled(
    values: NDArray[np.float32], times: NDArray[np.float64], wanted: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Rows `(n_wanted, n_columns)` between rows at `times`; the outer ones go on to the ends."""
    if not len(times):
        return np.zeros((len(wanted), values.shape[1]), dtype=np.float32)
    places = np.interp(wanted, times, np.arange(len(times)))
    first = places.astype(np.intp)
    after = np.minimum(first + 1, len(times) - 1)
    share = (places - first).astype(np.float32)[:, None]
    return values[first] * (1 - share) + values[after] * share
