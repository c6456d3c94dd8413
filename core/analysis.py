"""Song -> all that the network says of it, in one pass: what corrections never change."""

from collections.abc import Callable
from dataclasses import dataclass

from core.activations import Activations, predict_activations
from core.attention import AttentionMap, record_attention
from core.checkpoint import Checkpoint
from core.features import Spectrogram, log_spectrogram
from core.onsets import DEFAULT_THRESHOLD, PeakPicking
from core.song import Song
from core.velocities import with_levels

# The share of an analysis that the spectrogram takes; the network takes the rest.
_SPECTROGRAM_SHARE = 0.08


@dataclass(frozen=True)
class Analysis:
    """A song as the network heard it.

    `attention` is None for a network that has none. `peak_picking` holds the thresholds and
    calibrations of the checkpoint.
    """

    song: Song
    spectrogram: Spectrogram
    activations: Activations
    attention: AttentionMap | None
    peak_picking: PeakPicking


def analyse(
    song: Song,
    checkpoint: Checkpoint,
    device: str = "auto",
    on_progress: Callable[[float], None] | None = None,
    on_spectrogram: Callable[[Spectrogram], None] | None = None,
) -> Analysis:
    """The analysis of a song; `on_spectrogram` gets its spectrogram as soon as it is there.

    `on_progress` gets the fraction done, 0..1; to cancel, it raises `CancelledError`.
    """
    spectrogram = log_spectrogram(song, checkpoint.features)
    if on_spectrogram:
        on_spectrogram(spectrogram)

    def on_heard(fraction: float) -> None:
        if on_progress:
            on_progress(_SPECTROGRAM_SHARE + (1 - _SPECTROGRAM_SHARE) * fraction)

    on_heard(0.0)
    with record_attention(checkpoint.network) as recorded:
        activations = predict_activations(spectrogram, checkpoint, device, on_heard)
    return Analysis(
        song,
        spectrogram,
        with_levels(activations, spectrogram),
        recorded.attention_map(spectrogram),
        peak_picking_of(checkpoint),
    )


def peak_picking_of(checkpoint: Checkpoint) -> PeakPicking:
    """Thresholds for all drums of the network, with its calibrations."""
    thresholds = {d: checkpoint.thresholds.get(d, DEFAULT_THRESHOLD) for d in checkpoint.drum_names}
    return PeakPicking(thresholds, checkpoint.calibrations)
