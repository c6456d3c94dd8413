"""The drums of a whole song in blocks: after an edit only those that sound otherwise are made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.playback.drum_sounds import (
    DrumSounds,
    PlacedStroke,
    place_strokes,
    render_block,
    strokes_of_spans,
)
from core.playback.track import Blocks, block_spans
from core.song import SAMPLE_RATE

if TYPE_CHECKING:
    from core.onsets import Onset


@dataclass(frozen=True, eq=False)
class DrumTrack:
    """Drums at `speed`, and for each block the strokes that sound in it; None: not made yet."""

    sound: Blocks
    speed: float
    strokes: tuple[tuple[PlacedStroke, ...] | None, ...]


def empty_drum_track(duration: float, speed: float = 1.0) -> DrumTrack:
    """The drums of a song of `duration` seconds before anything is made."""
    n_samples = round(duration / speed * SAMPLE_RATE)
    n_blocks = len(block_spans(n_samples))
    return DrumTrack(Blocks(n_samples, (None,) * n_blocks), speed, (None,) * n_blocks)


def renewed_drums(
    before: DrumTrack, onsets: "Sequence[Onset]", sounds: DrumSounds, first_sample: int = 0
) -> Iterator[DrumTrack]:
    """The drums with these strokes instead, a block more of them each time; the last is whole.

    Blocks that sound as they did are kept. What lies at `first_sample` of the track and after it
    is made first.
    """
    spans = block_spans(before.sound.n_samples)
    wanted = strokes_of_spans(place_strokes(onsets, sounds, before.speed), spans)
    track = before
    ahead = [index for index, (_, last) in enumerate(spans) if last > first_sample]
    order = [*ahead, *range(len(spans) - len(ahead))]
    for index in order:
        if track.strokes[index] != wanted[index]:
            track = _with_block(track, index, wanted[index], spans[index])
            yield track
    yield track


def _with_block(
    track: DrumTrack, index: int, strokes: tuple[PlacedStroke, ...], span: tuple[int, int]
) -> DrumTrack:
    blocks, known = list(track.sound.blocks), list(track.strokes)
    blocks[index], known[index] = render_block(strokes, *span), strokes
    return replace(track, sound=replace(track.sound, blocks=tuple(blocks)), strokes=tuple(known))
