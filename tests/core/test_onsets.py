"""Peak picking: which strokes are found, when exactly, and how loud."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.activations import Activations
from core.errors import UsageError
from core.onsets import (
    DEFAULT_THRESHOLD,
    PeakPicking,
    find_peaks,
    pick_onsets,
)

RATE = 100.0
PLAIN = PeakPicking()


def activations(kick: NDArray[np.float32], velocity: float = 0.5) -> Activations:
    """Two drums; the snare is silent."""
    drums = np.stack([kick, np.zeros_like(kick)], axis=1).astype(np.float32)
    beats = np.zeros(len(kick), dtype=np.float32)
    velocities = np.full_like(drums, velocity)
    return Activations(drums, velocities, beats, beats, ("kick", "snare"), RATE)


def strokes(*peaks: tuple[float, float], n_frames: int = 100) -> NDArray[np.float32]:
    """Bumps as the network makes them: (frame, height), one frame wide on either side."""
    frames = np.arange(n_frames)
    bumps = [height * np.exp(-(((frames - at) / 0.85) ** 2)) for at, height in peaks]
    return np.max(bumps, axis=0).astype(np.float32)


def times(found: Activations, picking: PeakPicking = PLAIN) -> list[float]:
    return [onset.time for onset in pick_onsets(found, picking)]


def test_silence_gives_no_onsets() -> None:
    assert pick_onsets(activations(np.zeros(200, dtype=np.float32)), PLAIN) == ()
    noise = np.random.default_rng(1).uniform(0, 0.2, 500).astype(np.float32)
    assert pick_onsets(activations(noise), PLAIN) == ()


def test_each_stroke_is_found_once_at_its_time() -> None:
    found = pick_onsets(activations(strokes((20, 0.9), (50, 0.6), (70, 0.8))), PLAIN)
    assert [o.time for o in found] == pytest.approx([0.2, 0.5, 0.7], abs=1e-3)
    assert {o.drum for o in found} == {"kick"}
    assert [o.confidence for o in found] == pytest.approx([0.9, 0.6, 0.8])


def test_flam_25_ms_apart_is_two_strokes() -> None:
    found = times(activations(strokes((50, 0.7), (52.5, 0.9))))
    assert found == pytest.approx([0.5, 0.525], abs=0.004)


def test_peak_nearer_than_the_shortest_distance_is_the_same_stroke() -> None:
    twice = strokes((50, 0.9), (52, 0.8))
    twice[51] = 0.1
    quick = PeakPicking(maximum_window=0.01)
    assert times(activations(twice), quick) == pytest.approx([0.5], abs=0.005)


@pytest.mark.parametrize("place", [50.0, 50.2, 50.4, 49.7, 50.5])
def test_time_between_frames_is_interpolated(place: float) -> None:
    (time,) = times(activations(strokes((place, 0.9))))
    assert time == pytest.approx(place / RATE, abs=0.0015)


def test_plateau_is_one_stroke() -> None:
    plateau = np.zeros(100, dtype=np.float32)
    plateau[40:43] = 0.9
    assert len(times(activations(plateau))) == 1


def test_threshold_belongs_to_its_drum() -> None:
    found = activations(strokes((50, 0.5)))
    assert len(times(found, PeakPicking({"kick": 0.4}))) == 1
    assert not times(found, PeakPicking({"kick": 0.6}))
    assert len(times(found, PeakPicking({"snare": 0.6}))) == 1
    assert PLAIN.threshold("kick") == DEFAULT_THRESHOLD


def test_mean_around_a_peak_raises_what_it_must_exceed() -> None:
    busy = np.full(200, 0.28, dtype=np.float32)
    busy[100] = 0.34
    assert len(find_peaks(busy, RATE, PeakPicking(mean_weight=0.0), 0.3)) == 1
    assert len(find_peaks(busy, RATE, PLAIN, 0.3)) == 0


@pytest.mark.parametrize("at", [0, 99])
def test_stroke_at_the_edge_is_kept_and_no_time_is_negative(at: int) -> None:
    (time,) = times(activations(strokes((at, 0.9))))
    assert time == pytest.approx(at / RATE, abs=0.006)
    assert time >= 0


@pytest.mark.parametrize(("level", "velocity"), [(0.0, 1), (0.001, 1), (0.5, 64), (1.0, 127)])
def test_velocity_is_that_of_midi(level: float, velocity: int) -> None:
    (onset,) = pick_onsets(activations(strokes((50, 0.9)), level), PLAIN)
    assert onset.velocity == velocity


def test_onsets_of_all_drums_come_in_order_of_time() -> None:
    found = activations(strokes((60, 0.9), (20, 0.9)))
    found.drums[:, 1] = strokes((40, 0.9), (60, 0.9))
    drums = [(onset.drum, round(onset.time, 2)) for onset in pick_onsets(found, PLAIN)]
    assert drums == [("kick", 0.2), ("snare", 0.4), ("kick", 0.6), ("snare", 0.6)]


@pytest.mark.parametrize("threshold", [0.0, 1.0, -0.2, 3.0])
def test_threshold_outside_of_0_to_1_is_refused(threshold: float) -> None:
    with pytest.raises(UsageError, match="kick"):
        PeakPicking({"kick": threshold})


def toms(high: NDArray[np.float32], low: NDArray[np.float32]) -> Activations:
    drums = np.stack([high, low], axis=1)
    beats = np.zeros(len(high), dtype=np.float32)
    names = ("tom_high", "tom_low")
    return Activations(drums, np.full_like(drums, 0.5), beats, beats, names, RATE)


def test_toms_that_share_a_doubt_make_one_stroke_of_the_likelier() -> None:
    found = pick_onsets(toms(strokes((50, 0.2)), strokes((50, 0.25))), PLAIN)
    assert [(o.drum, round(o.time, 2)) for o in found] == [("tom_low", 0.5)]
    assert not pick_onsets(toms(strokes((50, 0.2)), strokes((80, 0.25))), PLAIN)


def test_two_toms_that_are_both_sure_are_both_written() -> None:
    found = pick_onsets(toms(strokes((50, 0.9)), strokes((51, 0.8))), PLAIN)
    assert sorted(o.drum for o in found) == ["tom_high", "tom_low"]
