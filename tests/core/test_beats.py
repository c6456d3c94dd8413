"""Beat grids of songs made from numbers: known beats, imperfect activations, drum patterns."""

import itertools
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import mir_eval
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.activations import Activations
from core.beats import BeatGrid, BeatSettings, track_beats
from core.errors import UsageError
from core.kit import DRUM_NAMES
from core.meter import TimeSignature
from core.onsets import Onset

FRAME_RATE = 100.0
# Strokes of a bar: (place in beats from the bar's start, drum, velocity).
Groove = Sequence[tuple[float, str, int]]


def rock(n_hats: int = 2) -> list[tuple[float, str, int]]:
    """Kick on 1 and 3, snare on 2 and 4, hi-hat evenly."""
    hats = [(k / n_hats, "hihat_closed", 80) for k in range(4 * n_hats)]
    return [*hats, (0, "kick", 110), (1, "snare", 110), (2, "kick", 105), (3, "snare", 110)]


WALTZ: Groove = [(k / 2, "hihat_closed", 80) for k in range(6)] + [
    (0, "kick", 110), (1, "snare", 90), (2, "snare", 90),
]  # fmt: skip
FIVE: Groove = [(k / 2, "ride", 80) for k in range(10)] + [
    (0, "kick", 110), (1.5, "kick", 90), (3, "snare", 110), (4, "kick", 100),
]  # fmt: skip
COMPOUND: Groove = [(k / 3, "hihat_closed", 80) for k in range(6)] + [
    (0, "kick", 110), (1, "snare", 110),
]  # fmt: skip
SWING: Groove = [(k + d, "ride", 80) for k in range(4) for d in (0, 2 / 3)] + [
    (0, "kick", 100), (1, "snare", 100), (2, "kick", 100), (3, "snare", 100),
]  # fmt: skip


@dataclass(frozen=True)
class KnownSong:
    """Beats and downbeats in seconds, with what a network and a drummer make of them."""

    beats: NDArray[np.float64]
    downbeats: NDArray[np.float64]
    onsets: tuple[Onset, ...]
    activations: Activations


@dataclass(frozen=True)
class Network:
    """How well the pretended network hears."""

    peak: float = 0.8
    missing: float = 0.1
    offbeat: float = 0.25
    downbeat: float = 0.6
    noise: float = 0.08
    jitter: float = 0.008


def peaks(
    times: NDArray[np.float64], heights: NDArray[np.float64], n_frames: int
) -> NDArray[np.float64]:
    frames = np.arange(n_frames)
    values = np.zeros(n_frames)
    for time, height in zip(times, heights, strict=True):
        values = np.maximum(
            values, height * np.exp(-0.5 * ((frames - time * FRAME_RATE) / 1.3) ** 2)
        )
    return values


def make_activations(
    beats: NDArray[np.float64],
    downbeats: NDArray[np.float64],
    duration: float,
    network: Network = Network(),
    seed: int = 0,
) -> Activations:
    rng = np.random.default_rng(seed)
    n_frames = int(duration * FRAME_RATE)
    offbeats = (beats[:-1] + beats[1:]) / 2
    heights = network.peak * rng.uniform(0.6, 1.15, len(beats))
    heights *= rng.random(len(beats)) >= network.missing
    jittered = beats + rng.normal(0, network.jitter, len(beats))
    heard = np.maximum(
        peaks(jittered, heights, n_frames),
        peaks(offbeats, network.offbeat * rng.uniform(0, 2, len(offbeats)), n_frames),
    )
    heard = np.clip(np.maximum(heard, rng.uniform(0, network.noise, n_frames)), 0, 1)
    down = np.maximum(
        peaks(downbeats, network.downbeat * rng.uniform(0.3, 1.2, len(downbeats)), n_frames),
        peaks(beats, 0.3 * network.downbeat * rng.uniform(0, 1, len(beats)), n_frames),
    )
    return activations_of(heard, np.clip(down, 0, 1))


def activations_of(beats: NDArray[np.float64], downbeats: NDArray[np.float64]) -> Activations:
    drums = np.zeros((len(beats), len(DRUM_NAMES)), dtype=np.float32)
    return Activations(
        drums,
        drums,
        beats.astype(np.float32),
        downbeats.astype(np.float32),
        DRUM_NAMES,
        FRAME_RATE,
    )


def play(
    beats: NDArray[np.float64],
    bars: Sequence[tuple[int, Groove]],
    is_silent: Callable[[int], bool] = lambda bar: False,
    jitter: float = 0.006,
) -> tuple[Onset, ...]:
    """Strokes of grooves over beats; `bars` gives each bar's number of beats and its groove."""
    rng = np.random.default_rng(1)
    onsets, first = [], 0
    for number, (n_beats, groove) in enumerate(bars):
        for place, drum, velocity in [] if is_silent(number) else groove:
            position = first + place
            if position > len(beats) - 1:
                continue
            time = float(np.interp(position, np.arange(len(beats)), beats))
            onsets.append(Onset(time + rng.normal(0, jitter), drum, velocity, 0.9))
        first += n_beats
    return tuple(sorted(onsets, key=lambda onset: onset.time))


def make_song(
    beats: NDArray[np.float64],
    bars: Sequence[tuple[int, Groove]],
    network: Network = Network(),
    is_silent: Callable[[int], bool] = lambda bar: False,
) -> KnownSong:
    starts = np.cumsum([0] + [n for n, _ in bars])
    downbeats = beats[starts[starts < len(beats)]]
    activations = make_activations(beats, downbeats, float(beats[-1]) + 0.3, network)
    return KnownSong(beats, downbeats, play(beats, bars, is_silent), activations)


def even_beats(tempo: float, n_beats: int, start: float = 0.5) -> NDArray[np.float64]:
    return start + 60 / tempo * np.arange(n_beats)


def beat_f(song: KnownSong, grid: BeatGrid) -> float:
    found = np.array([beat for bar in grid.bars for beat in bar.beats])
    return float(mir_eval.beat.f_measure(song.beats, np.maximum(found, 0)))


def downbeat_f(song: KnownSong, grid: BeatGrid) -> float:
    found = np.array([bar.start for bar in grid.bars if bar.n_missing_beats == 0])
    return float(mir_eval.beat.f_measure(song.downbeats, np.maximum(found, 0)))


def metres(grid: BeatGrid) -> Counter[str]:
    return Counter(str(bar.time_signature) for bar in grid.bars)


def assert_tiles(grid: BeatGrid, onsets: Sequence[Onset], duration: float) -> None:
    assert grid.bars
    beats = [beat for bar in grid.bars for beat in bar.beats] + [grid.bars[-1].end]
    assert all(math.isfinite(beat) for beat in beats)
    assert all(a < b for a, b in itertools.pairwise(beats))
    for bar, after in itertools.pairwise(grid.bars):
        assert bar.end == after.start
        assert after.n_missing_beats == 0
    for bar in grid.bars:
        assert len(bar.beats) == len(bar.time_signature.beat_lengths) - bar.n_missing_beats
        assert len(bar.beats) > 0
    if onsets:
        assert grid.bars[0].start <= min(onset.time for onset in onsets)
        assert grid.bars[-1].end > max(onset.time for onset in onsets)
    last = grid.bars[-1]
    full_bar = (last.end - last.start) * len(last.time_signature.beat_lengths) / len(last.beats)
    assert last.end >= duration - 0.75 * full_bar


def check(
    song: KnownSong, beat_floor: float, downbeat_floor: float, chosen: BeatSettings | None = None
) -> BeatGrid:
    grid = track_beats(song.activations, song.onsets, chosen or BeatSettings())
    assert_tiles(grid, song.onsets, song.activations.duration)
    assert beat_f(song, grid) >= beat_floor
    assert downbeat_f(song, grid) >= downbeat_floor
    return grid


@pytest.mark.parametrize("tempo", [62.0, 87.3, 120.0, 151.7, 199.0])
def test_a_constant_tempo_is_found_and_the_metre_is_four_four(tempo: float) -> None:
    song = make_song(even_beats(tempo, 96), [(4, rock())] * 24)
    grid = check(song, 0.97, 0.95)
    assert set(metres(grid)) == {"4/4"}


def test_beats_of_a_click_agree_with_the_strokes_to_a_few_milliseconds() -> None:
    song = make_song(even_beats(117.3, 160), [(4, rock())] * 40)
    shifted = tuple(Onset(o.time + 0.02, o.drum, o.velocity, o.confidence) for o in song.onsets)
    grid = track_beats(song.activations, shifted, BeatSettings())
    found = np.array([beat for bar in grid.bars for beat in bar.beats])[4:150]
    wanted = song.beats + 0.02
    distance = np.array([np.abs(wanted - beat).min() for beat in found])
    assert distance.max() < 0.004


def test_a_click_gives_bars_of_one_tempo() -> None:
    song = make_song(even_beats(93.7, 128), [(4, rock())] * 32)
    tempos = [bar.tempo for bar in check(song, 0.97, 0.95).bars[1:-1]]
    assert max(tempos) - min(tempos) < 0.1
    assert np.median(tempos) == pytest.approx(93.7, abs=0.1)


def test_a_drifting_tempo_is_followed() -> None:
    tempos = 110 + 14 * np.sin(np.arange(160) / 25)
    song = make_song(0.4 + np.cumsum(60 / tempos), [(4, rock())] * 40)
    grid = check(song, 0.97, 0.95)
    wanted = np.interp([bar.start for bar in grid.bars], song.beats, tempos)
    errors = [abs(bar.tempo - tempo) for bar, tempo in zip(grid.bars, wanted, strict=True)]
    assert np.median(errors) < 2


def test_rubato_is_followed() -> None:
    rng = np.random.default_rng(5)
    tempos = 80 * np.exp(np.convolve(rng.normal(0, 0.12, 128), np.ones(4) / 4, mode="same"))
    check(make_song(0.4 + np.cumsum(60 / tempos), [(4, rock())] * 32), 0.93, 0.9)


def test_a_sudden_change_of_tempo_is_followed() -> None:
    tempos = np.where(np.arange(128) < 64, 100.0, 140.0)
    beats = 0.5 + np.concatenate([[0.0], np.cumsum(60 / tempos)[:-1]])
    grid = check(make_song(beats, [(4, rock())] * 32), 0.97, 0.95)
    assert grid.bars[8].tempo == pytest.approx(100, abs=0.7)
    assert grid.bars[24].tempo == pytest.approx(140, abs=0.7)


@pytest.mark.parametrize(
    ("metre", "groove", "n_beats", "tempo"),
    [("3/4", WALTZ, 3, 130.0), ("5/4", FIVE, 5, 140.0), ("6/8", COMPOUND, 2, 66.0)],
)
def test_other_metres_are_recognised(
    metre: str, groove: Groove, n_beats: int, tempo: float
) -> None:
    song = make_song(even_beats(tempo, 24 * n_beats), [(n_beats, groove)] * 24)
    grid = check(song, 0.97, 0.9)
    assert metres(grid)[metre] >= 22


@pytest.mark.parametrize("n_bars", [6, 12, 24])
def test_of_a_short_song_too_the_network_tells_the_downbeats(n_bars: int) -> None:
    # The strokes alone say that the snare begins the bar.
    turned = [(place, {"kick": "snare", "snare": "kick"}.get(d, d), v) for place, d, v in rock(2)]
    beats = even_beats(112, 4 * n_bars)
    song = make_song(beats, [(4, turned)] * n_bars, Network(downbeat=0.9))
    check(song, 0.95, 0.9)


def march(downbeat: float) -> KnownSong:
    """Kick and snare in turn, which may be two four or four four."""
    strokes = [(0, "kick", 110), (1, "snare", 110), (1.5, "snare", 90)]
    return make_song(even_beats(112, 64), [(2, strokes)] * 32, Network(downbeat=downbeat))


def test_two_beats_repeated_are_written_in_four_four_as_is_usual() -> None:
    grid = track_beats(march(0.9).activations, march(0.9).onsets, BeatSettings())
    assert set(metres(grid)) == {"4/4"}
    # Every second downbeat of the march is still a downbeat.
    assert downbeat_f(march(0.9), grid) > 0.6


def test_two_four_is_written_when_it_is_asked_for() -> None:
    asked = BeatSettings(time_signature=TimeSignature(2, 4))
    assert metres(check(march(0.9), 0.97, 0.9, asked))["2/4"] >= 28


def test_swing_and_shuffle_stay_four_four() -> None:
    song = make_song(even_beats(126, 96), [(4, SWING)] * 24)
    assert set(metres(check(song, 0.97, 0.95))) == {"4/4"}


def test_a_few_triplet_fills_do_not_make_six_eight() -> None:
    fill: Groove = [(k / 3, "snare", 100) for k in range(12)]
    song = make_song(even_beats(110, 96), [*[(4, rock())] * 7, (4, fill)] * 3)
    assert set(metres(check(song, 0.97, 0.93))) == {"4/4"}


def test_a_metre_change_is_found() -> None:
    beats = even_beats(120, 16 * 4 + 16 * 3)
    grid = check(make_song(beats, [(4, rock())] * 16 + [(3, WALTZ)] * 16), 0.97, 0.93)
    assert 15 <= metres(grid)["4/4"] <= 17
    assert metres(grid)["3/4"] >= 15


def test_a_pick_up_makes_a_bar_that_lacks_its_first_beats() -> None:
    pick_up: Groove = [(0, "snare", 100), (0.5, "snare", 110)]
    bars = [(1, pick_up), *[(4, rock())] * 20]
    beats = even_beats(120, 81, start=0.1)
    song = make_song(beats, bars)
    downbeats = beats[1::4]
    activations = make_activations(beats, downbeats, float(beats[-1]) + 0.3)
    grid = check(KnownSong(beats, downbeats, song.onsets, activations), 0.97, 0.95)
    assert grid.bars[0].n_missing_beats == 3
    assert grid.bars[1].start == pytest.approx(beats[1], abs=0.02)


def test_a_silent_intro_is_barred_too() -> None:
    song = make_song(even_beats(100, 96), [(4, rock())] * 24, is_silent=lambda bar: bar < 8)
    grid = check(song, 0.97, 0.95)
    assert grid.bars[0].n_missing_beats == 0
    assert grid.bars[0].start < 1


@pytest.mark.parametrize("tempo", [84.0, 90.0, 160.0])
def test_false_peaks_on_offbeats_do_not_double_or_halve_the_tempo(tempo: float) -> None:
    network = Network(peak=0.75, missing=0.15, offbeat=0.45)
    song = make_song(even_beats(tempo, 128), [(4, rock(2))] * 32, network)
    check(song, 0.95, 0.93)


def test_a_break_of_eight_bars_is_bridged() -> None:
    beats = even_beats(128, 128)
    bars = [(4, rock())] * 32
    song = make_song(beats, bars, is_silent=lambda bar: 12 <= bar < 20)
    heard = song.activations.beats.copy()
    heard[int(beats[48] * FRAME_RATE) : int(beats[80] * FRAME_RATE) - 10] *= 0.05
    activations = activations_of(heard, song.activations.downbeats)
    check(KnownSong(beats, song.downbeats, song.onsets, activations), 0.97, 0.95)


def test_weak_downbeats_are_found_by_the_drums() -> None:
    network = Network(downbeat=0.0)
    song = make_song(even_beats(104, 96), [(4, rock())] * 24, network)
    crashes = tuple(Onset(float(time), "crash", 110, 0.9) for time in song.downbeats[::4])
    onsets = tuple(sorted(song.onsets + crashes, key=lambda onset: onset.time))
    check(KnownSong(song.beats, song.downbeats, onsets, song.activations), 0.97, 0.95)


@pytest.mark.parametrize(
    ("metre", "places"),
    [("7/8", (0, 2, 4, 7)), ("5/8", (0, 2, 5))],
)
def test_beats_of_unequal_length_follow_a_given_metre(metre: str, places: tuple[int, ...]) -> None:
    eighth, n_bars, n_eighths = 0.21, 30, places[-1]
    bars = 0.4 + eighth * n_eighths * np.arange(n_bars)
    beats = np.concatenate([bar + eighth * np.array(places[:-1]) for bar in bars])
    rng = np.random.default_rng(2)
    onsets = [
        Onset(float(bar + eighth * k + rng.normal(0, 0.005)), "hihat_closed", 80)
        for bar in bars
        for k in range(n_eighths)
    ]
    onsets += [Onset(float(bar), "kick", 110) for bar in bars]
    onsets += [Onset(float(bar + eighth * places[-2]), "snare", 110) for bar in bars]
    activations = make_activations(beats, bars, float(bars[-1]) + eighth * n_eighths)
    chosen = BeatSettings(time_signature=TimeSignature.parse(metre))
    song = KnownSong(beats, bars, tuple(onsets), activations)
    grid = check(song, 0.97, 0.97, chosen)
    assert set(metres(grid)) == {metre}


@pytest.mark.parametrize("metre", ["4/4", "3/4", "12/8", "6/8", "7/4", "2/2"])
def test_a_given_metre_is_kept(metre: str) -> None:
    song = make_song(even_beats(120, 96), [(4, rock())] * 24)
    chosen = BeatSettings(time_signature=TimeSignature.parse(metre))
    grid = track_beats(song.activations, song.onsets, chosen)
    assert_tiles(grid, song.onsets, song.activations.duration)
    assert set(metres(grid)) == {metre}


def test_twelve_eight_can_be_asked_for() -> None:
    blues = [(k / 3, "ride", 80) for k in range(12)] + [
        (0, "kick", 110), (1, "snare", 110), (2, "kick", 110), (3, "snare", 110),
    ]  # fmt: skip
    song = make_song(even_beats(64, 96), [(4, blues)] * 24)
    chosen = BeatSettings(time_signature=TimeSignature(12, 8))
    assert set(metres(check(song, 0.97, 0.95, chosen))) == {"12/8"}


@pytest.mark.parametrize("tempo", [75.0, 150.0])
def test_a_given_tempo_decides_the_octave(tempo: float) -> None:
    song = make_song(even_beats(150, 128), [(4, rock())] * 32)
    grid = track_beats(song.activations, song.onsets, BeatSettings(tempo=tempo))
    assert np.median([bar.tempo for bar in grid.bars]) == pytest.approx(tempo, rel=0.02)


def test_bars_count_from_a_given_downbeat() -> None:
    song = make_song(even_beats(120, 96), [(4, rock())] * 24)
    given_time = float(song.beats[6]) + 0.015
    grid = track_beats(song.activations, song.onsets, BeatSettings(first_downbeat=given_time))
    assert_tiles(grid, song.onsets, song.activations.duration)
    starts = np.array([bar.start for bar in grid.bars if bar.n_missing_beats == 0])
    assert np.abs(starts - song.beats[6]).min() < 0.02
    assert set(metres(grid)) == {"4/4"}


def test_a_given_downbeat_before_the_first_stroke_opens_the_first_bar() -> None:
    song = make_song(even_beats(120, 96), [(4, rock())] * 24, is_silent=lambda bar: bar < 6)
    chosen = BeatSettings(first_downbeat=float(song.downbeats[4]))
    grid = check(song, 0.85, 0.85, chosen)
    assert grid.bars[0].start == pytest.approx(song.downbeats[4], abs=0.02)


def test_drums_alone_give_a_grid_where_the_network_is_mute() -> None:
    song = make_song(even_beats(108, 96), [(4, rock())] * 24)
    mute = np.zeros(song.activations.n_frames)
    song = KnownSong(song.beats, song.downbeats, song.onsets, activations_of(mute, mute))
    check(song, 0.95, 0.9)


def test_silence_gives_120_in_four_four() -> None:
    grid = track_beats(activations_of(np.zeros(2000), np.zeros(2000)), (), BeatSettings())
    assert_tiles(grid, (), 20.0)
    assert {round(bar.tempo, 3) for bar in grid.bars} == {120.0}
    assert metres(grid) == {"4/4": 10}


def test_silence_takes_the_given_tempo_metre_and_downbeat() -> None:
    chosen = BeatSettings(90.0, TimeSignature(3, 4), 1.0)
    grid = track_beats(activations_of(np.zeros(2000), np.zeros(2000)), (), chosen)
    assert grid.bars[0].start == pytest.approx(1.0)
    assert {round(bar.tempo, 3) for bar in grid.bars} == {90.0}
    assert set(metres(grid)) == {"3/4"}


def test_no_frames_at_all_give_a_bar() -> None:
    grid = track_beats(activations_of(np.zeros(0), np.zeros(0)), (), BeatSettings())
    assert len(grid.bars) == 1


@pytest.mark.parametrize("tempo", [0.0, -3.0, 500.0, math.nan, math.inf])
def test_a_bad_tempo_is_refused(tempo: float) -> None:
    with pytest.raises(UsageError, match="tempo"):
        BeatSettings(tempo=tempo)


@pytest.mark.parametrize("time", [-1.0, math.nan, math.inf])
def test_a_bad_first_downbeat_is_refused(time: float) -> None:
    with pytest.raises(UsageError, match="downbeat"):
        BeatSettings(first_downbeat=time)


def test_a_first_downbeat_after_the_song_is_refused() -> None:
    silence = activations_of(np.zeros(500), np.zeros(500))
    with pytest.raises(UsageError, match="after the song's end"):
        track_beats(silence, (), BeatSettings(first_downbeat=30.0))


@st.composite
def _songs(draw: st.DrawFn) -> tuple[Activations, tuple[Onset, ...]]:
    n_frames = draw(st.integers(0, 1500))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    power = draw(st.sampled_from([1.0, 4.0, 30.0]))
    activations = activations_of(rng.random(n_frames) ** power, rng.random(n_frames) ** power)
    times = st.floats(0, max(0.1, n_frames / FRAME_RATE))
    onset = st.builds(
        Onset, times, st.sampled_from(DRUM_NAMES), st.integers(1, 127), st.floats(0, 1)
    )
    return activations, tuple(sorted(draw(st.lists(onset, max_size=30)), key=lambda o: o.time))


@settings(max_examples=60, deadline=None)
@given(
    _songs(),
    st.none() | st.floats(30, 300),
    st.none() | st.sampled_from([TimeSignature.parse(m) for m in ("2/4", "7/8", "6/8", "4/4")]),
)
def test_any_song_gets_a_grid_that_tiles(
    song: tuple[Activations, tuple[Onset, ...]], tempo: float | None, metre: TimeSignature | None
) -> None:
    activations, onsets = song
    grid = track_beats(activations, onsets, BeatSettings(tempo, metre))
    # In noise the tempo leaps, so that half a bar at the end may be any length.
    assert_tiles(grid, onsets, duration=0.0)
