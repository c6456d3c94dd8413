"""Masking on a made-up tagger that listens to one place only."""

import numpy as np
import pytest

from core.evaluation.masking import (
    MaskedSong,
    attended_cells,
    cell_of_place,
    mask_song,
    masking_figures,
    moved_in_time,
    shuffled,
)
from core.tagging.classification import TagAttention

N_TIMES, N_CELL_BANDS, N_FRAMES, N_BANDS, FRAME_RATE = 10, 4, 100, 8, 10.0
# "rock" is heard in the first second, "pop" in the last; both in all bands.
MEL = np.random.default_rng(0).uniform(0, 1, (N_FRAMES, N_BANDS)).astype(np.float32)
MEL[:10] = MEL[-10:] = 8


def attention(rock_time: int = 0) -> TagAttention:
    by_label = np.zeros((2, N_TIMES, N_CELL_BANDS), dtype=np.float16)
    by_label[0, -1], by_label[1, rock_time] = 1, 2
    return TagAttention(
        np.arange(N_TIMES, dtype=np.float32) + np.float32(0.5),
        np.array([100, 400, 1600, 6400], dtype=np.float32),
        np.ones((N_TIMES, N_CELL_BANDS), dtype=np.float32),
        ("pop", "rock"),
        by_label,
    )


def predict(mel: np.ndarray) -> dict[str, float]:
    """The made-up tagger."""
    return {"rock": float(mel[:10].mean()) / 10, "pop": float(mel[-10:].mean()) / 20}


def test_the_tenth_that_speaks_most_for_a_label_is_attended() -> None:
    cells = attended_cells(attention(), "rock")
    assert cells[0].all() and cells.sum() == 4
    assert attended_cells(attention(), "pop")[-1].all()


def test_places_belong_to_the_nearest_time_and_an_even_share_of_bands() -> None:
    place = cell_of_place((N_FRAMES, N_BANDS), FRAME_RATE, attention())
    assert place.shape == (N_FRAMES, N_BANDS)
    assert place[0].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert place[12, 0] == 1 * N_CELL_BANDS
    assert place[-1, -1] == N_TIMES * N_CELL_BANDS - 1
    assert (np.bincount(place.ravel()) > 0).all(), "no cell is without places"


def test_random_and_moved_masks_hide_as_many_places() -> None:
    cells = attended_cells(attention(), "rock")
    rng = np.random.default_rng(0)
    assert shuffled(cells, rng).sum() == cells.sum()
    moved = moved_in_time(cells, rng)
    assert moved.sum() == cells.sum() and not (moved & cells).any()


def test_hiding_what_is_listened_to_hurts_more_than_hiding_other_places() -> None:
    song = mask_song(MEL, FRAME_RATE, attention(), predict, np.random.default_rng(0))
    assert song.label == "rock"
    assert song.whole == pytest.approx(0.8)
    assert song.attended == pytest.approx(MEL.mean() / 10, abs=1e-4), "the mean stands instead"
    assert song.attended < song.random - 0.3
    assert song.attended < song.moved - 0.3


def test_attention_to_a_wrong_place_shows() -> None:
    song = mask_song(MEL, FRAME_RATE, attention(rock_time=5), predict, np.random.default_rng(0))
    assert song.attended > song.random - 1e-6


def test_figures_are_means_of_falls_with_an_interval() -> None:
    songs = [
        MaskedSong("rock", 0.8, 0.3, 0.7, 0.6),
        MaskedSong("pop", 0.6, 0.5, 0.6, 0.6),
        MaskedSong("pop", 0.4, 0.4, 0.3, 0.3),
    ]
    figures = masking_figures(songs)
    assert figures.attended == pytest.approx((0.5 + 0.1 + 0.0) / 3)
    assert figures.random == pytest.approx((0.1 + 0.0 + 0.1) / 3)
    assert figures.more_than_random == pytest.approx((0.4 + 0.1 - 0.1) / 3)
    assert figures.share_hurt_more == pytest.approx(2 / 3)
    interval = figures.more_than_random_interval
    assert interval is not None
    assert interval.low == pytest.approx(-0.1) and interval.high == pytest.approx(0.4)


def test_one_song_has_no_interval() -> None:
    assert masking_figures([MaskedSong("rock", 0.8, 0.3, 0.7, 0.6)]).attended_interval is None
