"""What the lanes show of an analysis, made ready for every zoom beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.onsets import families, family_activation
from core.waveform import Curve, ImagePyramid, build_curve, build_image, decibels

if TYPE_CHECKING:
    from core.analysis import Analysis
    from core.features import Spectrogram

# Decibels below the loudest that are kept; what is shown of them is a choice of colours.
LOWEST_DECIBELS = -100.0
# This share of the weights lies below the brightest colour: single ones may stand out far.
_BRIGHTEST_SHARE = 0.998


@dataclass(frozen=True)
class SpectrogramPicture:
    """Decibels, `LOWEST_DECIBELS`..0 as 0..255, in bands of these frequencies (Hz)."""

    image: ImagePyramid
    frequencies: tuple[float, ...]


@dataclass(frozen=True)
class AnalysisPictures:
    """Curves of each drum, of its family where it has one, of beats and downbeats.

    `attention` is None for a network without any.
    """

    attention: SpectrogramPicture | None
    drums: Mapping[str, Curve]
    families: Mapping[str, Curve]
    beats: Curve
    downbeats: Curve


def spectrogram_picture(spectrogram: Spectrogram) -> SpectrogramPicture:
    """The picture of a spectrogram; some 100 ms for ten minutes."""
    settings = spectrogram.settings
    values = spectrogram.values.numpy()
    if settings.spacing == "log":
        loudness = decibels(values, settings.log_gain, LOWEST_DECIBELS)
    else:
        loudness = decibels(np.log10(1 + values), 1.0, LOWEST_DECIBELS)
    image = build_image(loudness, (LOWEST_DECIBELS, 0.0), settings.frame_rate)
    return SpectrogramPicture(image, settings.band_frequencies)


def analysis_pictures(analysis: Analysis) -> AnalysisPictures:
    """The pictures of all else that the network said; some 100 ms for ten minutes."""
    activations = analysis.activations
    rate, names = activations.frame_rate, activations.drum_names
    of_families: dict[str, Curve] = {}
    for family in families(names):
        if len(family) > 1:
            curve = build_curve(family_activation(activations, family), rate)
            of_families |= {names[index]: curve for index in family}
    return AnalysisPictures(
        _attention_picture(analysis),
        {name: build_curve(activations.drums[:, i], rate) for i, name in enumerate(names)},
        of_families,
        build_curve(activations.beats, rate),
        build_curve(activations.downbeats, rate),
    )


def _attention_picture(analysis: Analysis) -> SpectrogramPicture | None:
    if analysis.attention is None:
        return None
    weights, settings = analysis.attention.weights, analysis.spectrogram.settings
    # A thousand frames tell the range as well as all of them.
    some = weights[:: max(len(weights) // 1000, 1)]
    brightest = max(float(np.quantile(some, _BRIGHTEST_SHARE)), 1.0) if some.size else 1.0
    image = build_image(weights, (0.0, brightest), settings.frame_rate)
    return SpectrogramPicture(image, settings.band_frequencies)
