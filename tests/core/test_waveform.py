"""Peaks, pictures and curves at every zoom, against the plain computation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UsageError
from core.waveform import (
    build_curve,
    build_image,
    build_waveform,
    decibels,
    mixed_rows,
)

RATE = 44100


def noise(n_samples: int) -> np.ndarray:
    return np.random.default_rng(1).uniform(-1, 1, n_samples).astype(np.float32)


@pytest.mark.parametrize("n_columns", [1, 7, 100, 3000])
def test_peaks_hold_every_extreme_of_the_song(n_columns: int) -> None:
    samples = noise(300_001)
    samples[123_456], samples[200_000] = 1.5, -1.5
    waveform = build_waveform(samples, RATE)
    peaks = waveform.peaks(0, waveform.duration, n_columns)
    assert peaks.highest.max() == np.float32(1.5)
    assert peaks.lowest.min() == np.float32(-1.5)
    assert np.argmax(peaks.highest) == int(123_456 / 300_001 * n_columns)


def test_a_column_is_as_loud_as_its_samples() -> None:
    samples = noise(RATE) * np.repeat([0.1, 1.0], RATE // 2).astype(np.float32)
    peaks = build_waveform(samples, RATE).peaks(0, 1, 10)
    assert peaks.rms[:4] == pytest.approx(np.full(4, 0.1 / np.sqrt(3)), rel=0.05)
    assert peaks.rms[5:] == pytest.approx(np.full(5, 1.0 / np.sqrt(3)), rel=0.05)


def test_zoomed_in_columns_are_single_samples() -> None:
    samples = noise(1000)
    peaks = build_waveform(samples, RATE).peaks(100 / RATE, 110 / RATE, 10)
    assert peaks.highest == pytest.approx(samples[100:110])
    assert peaks.lowest == pytest.approx(samples[100:110])


def test_columns_outside_the_song_are_silent() -> None:
    peaks = build_waveform(noise(RATE), RATE).peaks(-1, 2, 30)
    assert not peaks.highest[:10].any()
    assert not peaks.rms[21:].any()
    assert (peaks.highest[10:20] > 0.9).all()


def test_a_waveform_of_nothing_is_refused() -> None:
    with pytest.raises(UsageError):
        build_waveform(np.zeros(0, dtype=np.float32), RATE)


@settings(max_examples=60, deadline=None)
@given(
    n_samples=st.integers(1, 5000),
    start=st.floats(0, 0.1),
    span=st.floats(1e-4, 0.2),
    n_columns=st.integers(1, 400),
)
def test_no_view_of_any_song_fails(
    n_samples: int, start: float, span: float, n_columns: int
) -> None:
    peaks = build_waveform(noise(n_samples), RATE).peaks(start, start + span, n_columns)
    assert len(peaks.lowest) == len(peaks.highest) == len(peaks.rms) == n_columns
    assert (peaks.lowest <= peaks.highest).all()
    assert np.isfinite(peaks.rms).all()


def test_a_picture_zoomed_out_keeps_its_brightest_points() -> None:
    values = np.zeros((10_000, 3), dtype=np.float32)
    values[4321, 1] = 1.0
    picture = build_image(values, (0, 1), 100.0).sample(0, 100, 100)
    assert picture.shape == (100, 3)
    assert np.argmax(picture[:, 1]) in (42, 43)
    assert picture[:, 1].max() > 100
    assert not picture[:, [0, 2]].any()


def test_a_picture_at_its_own_size_is_itself() -> None:
    values = np.random.default_rng(2).integers(0, 256, (50, 4)).astype(np.float32)
    picture = build_image(values, (0, 255), 100.0).sample(-0.005, 0.495, 50)
    np.testing.assert_array_equal(picture, values.astype(np.uint8))


def test_a_picture_is_dark_outside_the_song() -> None:
    values = np.ones((100, 2), dtype=np.float32)
    picture = build_image(values, (0, 1), 100.0).sample(-1, 2, 300)
    assert not picture[:95].any()
    assert (picture[105:195] == 255).all()
    assert not picture[205:].any()


@pytest.mark.parametrize("span", [0.5, 10.0, 600.0])
def test_a_curve_shows_a_peak_at_every_zoom(span: float) -> None:
    values = np.zeros(60_000, dtype=np.float32)
    values[1000] = 0.8
    start = max(0.0, 10 - span / 2)
    heights = build_curve(values, 100.0).heights(start, start + span, 1400)
    assert heights.max() == pytest.approx(0.8, abs=0.05)
    assert np.argmax(heights) == pytest.approx((10 - start) / span * 1400, abs=2)


def test_the_value_at_a_stroke_is_its_peak_nearby() -> None:
    values = np.zeros(500, dtype=np.float32)
    values[[100, 300]] = 0.9, 0.4
    found = build_curve(values, 100.0).value_at(np.array([1.01, 2.0, 3.0, 9.0]))
    np.testing.assert_allclose(found, [0.9, 0.0, 0.4, 0.0])


def test_decibels_count_from_the_loudest() -> None:
    magnitudes = np.array([100.0, 10.0, 1.0, 0.0], dtype=np.float32)
    found = decibels(np.log10(1 + magnitudes), 1.0, -80.0)
    np.testing.assert_allclose(found, [0, -20, -40, -80], atol=0.01)
    assert np.isfinite(decibels(np.zeros((3, 2), dtype=np.float32), 1.0, -80.0)).all()


def test_rows_are_mixed_between_those_there_are() -> None:
    image = np.array([[0, 100, 200]], dtype=np.uint8)
    mixed = mixed_rows(image, [10.0, 20.0, 40.0], np.array([10.0, 15.0, 30.0, 40.0]))
    np.testing.assert_allclose(mixed[:, 0], [0, 50, 150, 200], atol=1)
