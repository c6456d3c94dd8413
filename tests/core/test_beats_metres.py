"""Beat grids of songs in rarer metres and at fast tempos, made from numbers."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.beat_tracking.path import _FREE_STEP_COST, _JUMP_COST, _STEP_COST, _best_transitions
from core.beats import BeatSettings, track_beats
from core.meter import TimeSignature
from core.onsets import Onset
from tests.core.test_beats import (
    FIVE,
    WALTZ,
    Groove,
    KnownSong,
    Network,
    check,
    even_beats,
    make_activations,
    make_song,
    metres,
    rock,
)

SIX: Groove = [(k / 2, "ride", 80) for k in range(12)] + [
    (0, "kick", 110), (2.5, "kick", 90), (3, "tom_low", 100), (4, "snare", 110), (5, "kick", 90),
]  # fmt: skip
SEVEN: Groove = [(k / 2, "hihat_closed", 80) for k in range(14)] + [
    (0, "kick", 110), (2, "snare", 110), (3.5, "kick", 90), (4, "snare", 110), (6, "snare", 90),
]  # fmt: skip


def in_eighths(bars: list[int], eighth: float, marked: str = "eighths") -> KnownSong:
    """A song of bars of so many eighths; the network marks all eighths or felt beats."""
    rng = np.random.default_rng(3)
    starts = np.cumsum([0, *bars])
    onsets: list[Onset] = []
    felt: list[int] = []
    for start, n_eighths in zip(starts, bars, strict=False):
        # Twos, with a three at the end of bars of an odd number.
        groups = start + np.arange(0, n_eighths - 1, 2)
        felt += groups.tolist()
        strokes = [(int(start) + k, "hihat_closed", 80) for k in range(n_eighths)]
        strokes += [(int(start), "kick", 115), (int(groups[-1]), "snare", 110)]
        onsets += [
            Onset(0.5 + eighth * k + float(rng.normal(0, 0.004)), drum, velocity, 0.9)
            for k, drum, velocity in strokes
        ]
    beats, downbeats = 0.5 + eighth * np.array(felt), 0.5 + eighth * starts[:-1]
    heard: NDArray[np.float64] = beats
    if marked == "eighths":
        heard = 0.5 + eighth * np.arange(starts[-1])
    activations = make_activations(heard, downbeats, 0.5 + eighth * float(starts[-1]))
    in_order = tuple(sorted(onsets, key=lambda onset: onset.time))
    return KnownSong(beats, downbeats, in_order, activations)


@pytest.mark.parametrize(("n_eighths", "eighth"), [(5, 0.29), (7, 0.25), (7, 0.21)])
@pytest.mark.parametrize("marked", ["eighths", "felt beats"])
def test_odd_bars_of_eighths_are_recognised(n_eighths: int, eighth: float, marked: str) -> None:
    grid = check(in_eighths([n_eighths] * 30, eighth, marked), 0.95, 0.93)
    assert metres(grid)[f"{n_eighths}/8"] >= 28


def test_seven_and_five_eighths_and_quarters_may_take_turns() -> None:
    grid = check(in_eighths([7, 7, 5, 8] * 8, 0.27, "felt beats"), 0.93, 0.85)
    assert metres(grid)["7/8"] >= 14
    assert metres(grid)["5/8"] >= 6


def test_a_given_downbeat_keeps_odd_bars_that_begin_there() -> None:
    song = in_eighths([7] * 24, 0.25)
    chosen = BeatSettings(first_downbeat=float(song.downbeats[3]) + 0.01)
    assert metres(check(song, 0.9, 0.9, chosen))["7/8"] >= 20


def test_a_metre_that_was_asked_for_is_not_read_as_odd() -> None:
    song = in_eighths([7] * 24, 0.25)
    grid = track_beats(song.activations, song.onsets, BeatSettings(None, TimeSignature(4, 4)))
    assert set(metres(grid)) == {"4/4"}


@pytest.mark.parametrize(
    ("metre", "n_beats", "groove", "tempo"),
    [("6/4", 6, SIX, 96.0), ("7/4", 7, SEVEN, 118.0)],
)
def test_long_bars_are_recognised(metre: str, n_beats: int, groove: Groove, tempo: float) -> None:
    song = make_song(even_beats(tempo, 20 * n_beats), [(n_beats, groove)] * 20)
    assert metres(check(song, 0.97, 0.93))[metre] >= 18


def test_sections_may_have_metres_of_their_own() -> None:
    turns = [*[(5, FIVE)] * 8, *[(7, SEVEN)] * 8, *[(4, rock())] * 8, *[(3, WALTZ)] * 10]
    song = make_song(even_beats(122, sum(n for n, _ in turns)), turns, Network(downbeat=0.8))
    grid = check(song, 0.97, 0.85)
    assert set(metres(grid)) >= {"5/4", "7/4", "4/4", "3/4"}


def test_a_loop_in_four_four_does_not_change_its_metre_for_lost_downbeats() -> None:
    network = Network(downbeat=0.35, missing=0.25)
    song = make_song(even_beats(127, 160), [(4, rock())] * 40, network)
    assert set(metres(check(song, 0.95, 0.9))) == {"4/4"}


@pytest.mark.parametrize("tempo", [205.0, 232.0])
def test_very_fast_beats_are_heard_as_such(tempo: float) -> None:
    song = make_song(even_beats(tempo, 256), [(4, rock(1))] * 64, Network(offbeat=0.05))
    check(song, 0.95, 0.9)


@pytest.mark.parametrize("n_intervals", [1, 2, 30])
def test_changes_of_tempo_cost_what_the_model_says(n_intervals: int) -> None:
    rng = np.random.default_rng(0)
    intervals = 25 + np.arange(n_intervals)
    ended = rng.normal(0, 20, (3, 2, n_intervals))
    ended[0, 0, 0] = -np.inf
    best, index = _best_transitions(ended, _STEP_COST * np.log(intervals))
    for place in np.ndindex(ended.shape):
        scores = []
        for before in range(n_intervals):
            cost = 0.0
            if before != place[2]:
                nearer = place[2] + (1 if before > place[2] else -1)
                ratio = intervals[before] / intervals[nearer]
                cost = min(_JUMP_COST, _FREE_STEP_COST + _STEP_COST * abs(np.log(ratio)))
            scores.append(ended[place[0], place[1], before] - cost)
        assert best[place] == pytest.approx(max(scores))
        assert scores[int(index[place])] == pytest.approx(max(scores))
