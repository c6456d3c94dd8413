"""Deck, levels, metronome and drums: what sounds when."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.beats import BeatGrid, GridBar
from core.errors import AudioError, UsageError
from core.kit import DRUM_NAMES
from core.meter import TimeSignature
from core.onsets import Onset
from core.playback.click import (
    ClickKind,
    Subdivision,
    click_track,
    count_in,
    count_in_clicks,
    grid_clicks,
    render_clicks,
    render_count_in,
)
from core.playback.deck import FADE, Deck, Heard
from core.playback.drum_sounds import (
    SOUNDS_FOLDER,
    DrumSounds,
    load_drum_sounds,
    render_drum_track,
    render_drums,
)
from core.playback.drum_track import empty_drum_track, renewed_drums
from core.playback.mixing import Mix, limited, to_int16
from core.playback.tape import Tape
from core.playback.track import BLOCK, Blocks

RATE = 44100
Samples = NDArray[np.float32]


def ramp(n_samples: int) -> NDArray[np.int16]:
    return (np.arange(n_samples) % 20000 + 1).astype(np.int16)[:, None]


def played(deck: Deck, n_samples: int, block: int = 512) -> Samples:
    """What a device gets that asks for blocks of a size, the left channel in 16-bit steps."""
    parts = []
    while n_samples > 0:
        out = np.full((min(block, n_samples), 2), np.nan, dtype=np.float32)
        deck.fill(out)
        parts.append(out[:, 0] * 32768)
        n_samples -= len(out)
    return np.concatenate(parts)


def loaded(tape: Tape) -> Deck:
    deck = Deck()
    deck.load(tape)
    return deck


# The deck.


@pytest.mark.parametrize("block", [7, 64, 441, 512, 5000])
def test_the_song_sounds_sample_for_sample_whatever_the_block(block: int) -> None:
    song = ramp(8000)
    deck = loaded(Tape(song))
    deck.play()
    heard = played(deck, FADE + 8500, block)
    assert not heard[:FADE].any()
    np.testing.assert_array_equal(heard[FADE : FADE + 8000], song[:, 0])
    assert not heard[FADE + 8000 :].any()


@settings(max_examples=25, deadline=None)
@given(
    start=st.integers(0, 30_000),
    length=st.integers(4410, 30_000),
    block=st.integers(32, 3000),
    seek=st.integers(0, 60_000),
)
def test_a_loop_repeats_to_the_sample(start: int, length: int, block: int, seek: int) -> None:
    song = ramp(70_000)
    end = start + length
    deck = loaded(Tape(song))
    deck.loop = (start / RATE, end / RATE)
    deck.seek(min(seek, end - FADE - 1) / RATE)
    deck.play()
    heard = played(deck, 4 * length + end, block)
    # From the first time that the loop's start sounds in full, every turn is the same.
    first = FADE + end - min(seek, end - FADE - 1)
    for turn in range(3):
        at = first + turn * length
        expected = song[start : end - FADE, 0]
        np.testing.assert_array_equal(heard[at : at + len(expected)], expected)


def test_the_seam_of_a_loop_fades_over() -> None:
    song = np.concatenate([np.full((20_000, 1), 8000), np.full((20_000, 1), -8000)])
    deck = loaded(Tape(song.astype(np.int16)))
    deck.loop = (0.1, 30_000 / RATE)
    deck.play()
    heard = played(deck, 60_000)
    seam = heard[FADE + 30_000 - FADE : FADE + 30_000]
    assert np.all(np.diff(seam) > 0) and np.abs(np.diff(heard[25_000:40_000])).max() < 200


def test_seeking_while_playing_gives_the_goal_its_whole_attack() -> None:
    song = ramp(40_000)
    deck = loaded(Tape(song))
    deck.play()
    played(deck, 5000)
    deck.seek(30_000 / RATE)
    heard = played(deck, 5000)
    np.testing.assert_array_equal(heard[FADE:], song[30_000 : 30_000 + 5000 - FADE, 0])
    # Until then the old place fades out under it: no jump is larger than the fade makes it.
    assert np.abs(np.diff(heard[:FADE])).max() < 20_000 / FADE + 10


def test_what_is_heard_follows_the_samples_and_waits_for_wishes() -> None:
    deck = loaded(Tape(ramp(RATE)))
    deck.obey()
    assert deck.heard_at(0) is None
    deck.play()
    played(deck, FADE + 4410)
    assert deck.heard_at(0) == Heard(0.0, True)
    found = deck.heard_at(FADE + 2205)
    assert found is not None and found.time == pytest.approx(0.05)
    deck.seek(0.5)
    assert deck.heard_at(FADE + 4410) is None  # the old place, still sounding
    played(deck, 4410)
    assert deck.heard_at(FADE + 4409) is None
    found = deck.heard_at(FADE + 4410 + FADE + 441)
    assert found is not None and found.time == pytest.approx(0.51)


def test_the_end_is_heard_when_the_last_sample_has_sounded() -> None:
    deck = loaded(Tape(ramp(1000)))
    deck.play()
    played(deck, 4000)
    before, after = deck.heard_at(FADE + 999), deck.heard_at(FADE + 1001)
    assert before is not None and before.is_playing
    assert after == Heard(pytest.approx(1000 / RATE), False)


def test_pausing_keeps_the_place() -> None:
    deck = loaded(Tape(ramp(RATE)))
    deck.play()
    played(deck, 10_000)
    deck.pause()
    played(deck, 10_000)
    deck.play()
    heard = played(deck, 1000)
    np.testing.assert_array_equal(heard[FADE:], ramp(RATE)[10_000 - FADE :][: 1000 - FADE, 0])


def test_a_count_in_sounds_before_the_song_and_the_playhead_waits() -> None:
    song = ramp(20_000)
    lead = np.full((5000, 1), 3000, dtype=np.int16)
    deck = loaded(Tape(song))
    deck.mix = Mix(click_level=1.0)
    deck.play(lead)
    heard = played(deck, 6000)
    assert np.all(heard[: 5000 - FADE] == 3000)
    np.testing.assert_array_equal(heard[5000:], song[:1000, 0])
    assert deck.heard_at(2000) == Heard(0.0, True, pytest.approx(3000 / RATE))
    found = deck.heard_at(5441)
    assert found == Heard(pytest.approx(0.01), True)


def test_a_tape_of_another_speed_goes_on_at_the_same_time() -> None:
    deck = loaded(Tape(ramp(40_000)))
    deck.play()
    played(deck, FADE + 10_000)
    slow = (np.arange(80_000) % 20_000 + 5000).astype(np.int16)[:, None]
    deck.load(Tape(slow, speed=0.5))
    heard = played(deck, 2000)
    np.testing.assert_array_equal(heard[FADE:], slow[20_000 + FADE : 22_000, 0])
    found = deck.heard_at(FADE + 10_000 + 882)
    assert found is not None and found.time == pytest.approx((10_000 + 441) / RATE)


def test_new_drums_come_in_without_a_break_in_the_song() -> None:
    song = ramp(40_000)
    deck = loaded(Tape(song))
    deck.mix = Mix(balance=0.5)
    deck.play()
    played(deck, FADE + 5000)
    deck.load(Tape(song, drums=Blocks(40_000, (np.full((40_000, 2), 100, dtype=np.int16),))))
    heard = played(deck, 3000)
    np.testing.assert_allclose(heard[:FADE], song[5000 : 5000 + FADE, 0], atol=100)
    np.testing.assert_allclose(heard[FADE:], song[5000 + FADE : 8000, 0] + 100, atol=0.01)


def test_levels_change_without_a_jump() -> None:
    deck = loaded(Tape(np.full((40_000, 1), 10_000, dtype=np.int16)))
    deck.play()
    played(deck, 1000)
    deck.mix = Mix(volume=0.0)
    heard = played(deck, 1000)
    assert np.abs(np.diff(heard)).max() < 10_000 / FADE + 1 and heard[-1] == 0


def test_advancing_in_silence_goes_the_same_way_as_sounding() -> None:
    one, other = loaded(Tape(ramp(30_000))), loaded(Tape(ramp(30_000)))
    for deck in (one, other):
        deck.loop = (0.2, 0.4)
        deck.play()
    played(one, 50_000)
    other.advance(50_000)
    for clock in range(0, 50_000, 1777):
        heard, silent = one.heard_at(clock), other.heard_at(clock)
        assert heard is not None and silent is not None
        assert heard.time == pytest.approx(silent.time)


def test_a_single_sound_needs_no_tape() -> None:
    deck = Deck()
    deck.sound(np.full((700, 2), 0.25, dtype=np.float32))
    heard = played(deck, 1000)
    assert np.all(heard[:700] == 8192) and not heard[700:].any()


# A tape in the making.


def test_the_deck_waits_where_the_tape_is_not_ready_and_goes_on_when_it_is() -> None:
    song = ramp(4 * RATE)
    deck = loaded(Tape(song, ready=((0, 20_000),)))
    deck.play()
    heard = played(deck, 40_000)
    end = FADE + 20_000
    np.testing.assert_array_equal(heard[FADE : end - FADE], song[: 20_000 - FADE, 0])
    assert heard[end - FADE : end - 1].all() and not heard[end:].any()
    waiting = deck.heard_at(30_000)
    assert waiting == Heard(pytest.approx((20_000 - FADE) / RATE), True, is_waiting=True)
    # A few samples more are no reason to go on.
    deck.load(Tape(song, ready=((0, 21_000),)))
    assert not played(deck, 4000).any()
    deck.load(Tape(song, ready=((0, 3 * RATE),)))
    heard = played(deck, 5000)
    goal = 20_000 - FADE
    np.testing.assert_array_equal(heard[FADE:], song[goal : goal + 5000 - FADE, 0])
    assert deck.heard_at(44_000 + 3000) == Heard(
        pytest.approx((goal + 3000 - FADE) / RATE, abs=1e-4), True
    )


def test_seeking_to_what_is_not_made_waits_with_the_count_in() -> None:
    song, lead = ramp(4 * RATE), np.full((5000, 1), 3000, dtype=np.int16)
    deck = loaded(Tape(song, ready=((0, RATE),)))
    deck.seek(2.0)
    deck.play(lead)
    assert not played(deck, 3000).any()
    deck.load(Tape(song))
    heard = played(deck, 6000)
    assert heard[:4000].all()
    np.testing.assert_array_equal(heard[5000:], song[2 * RATE : 2 * RATE + 1000, 0])
    deck.load(Tape(song, ready=((0, RATE),)))
    played(deck, 100)
    deck.pause()
    assert deck.heard_at(10**6) is not None
    played(deck, 100)
    stopped = deck.heard_at(10**6)
    assert stopped is not None and not stopped.is_playing and not stopped.is_waiting


def test_readiness_that_grows_changes_nothing_in_the_sound() -> None:
    song = ramp(RATE)
    tape = Tape(song, ready=((0, RATE // 2),))
    deck = loaded(tape)
    deck.play()
    first = played(deck, 5000)
    deck.load(replace(tape, ready=((0, RATE),)))
    heard = np.concatenate([first, played(deck, 30_000)])
    np.testing.assert_array_equal(heard[FADE:], song[: 35_000 - FADE, 0])


def test_blocks_sound_across_their_borders_and_unmade_ones_are_silent() -> None:
    sound = np.stack([np.arange(3 * BLOCK) % 9973] * 2, axis=1).astype(np.int16)
    blocks = Blocks(3 * BLOCK, (sound[:BLOCK], None, sound[2 * BLOCK :]))
    expected = sound.copy()
    expected[BLOCK : 2 * BLOCK] = 0
    found = np.zeros_like(sound)
    for first in range(-1000, 3 * BLOCK + 1000, 7777):
        for start, piece in blocks.pieces(first, first + 7777):
            found[start : start + len(piece)] = piece
    np.testing.assert_array_equal(found, expected)
    assert blocks.is_made(100, BLOCK) and not blocks.is_made(100, BLOCK + 1)
    assert blocks.is_made(2 * BLOCK, 9 * BLOCK)


# Levels.


def test_balance_fades_one_side_and_leaves_the_other_whole() -> None:
    gains = {b: (Mix(balance=b).song_gain, Mix(balance=b).drums_gain) for b in (0, 0.25, 0.5, 1)}
    assert gains == {0: (1, 0), 0.25: (1, 0.5), 0.5: (1, 1), 1: (0, 1)}
    assert Mix(click_level=0.5).click_gain == 0
    assert Mix(volume=0.5, click_level=0.5, is_click_on=True).click_gain == 0.25


@pytest.mark.parametrize("name", ["volume", "balance", "click_level"])
def test_levels_beyond_their_range_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="between 0 and 1"):
        Mix(**{name: 1.2})


def test_the_limiter_keeps_quiet_samples_and_bounds_loud_ones() -> None:
    loud = np.linspace(-4, 4, 20_001, dtype=np.float32)[:, None].repeat(2, 1)
    found = limited(loud)
    quiet = np.abs(loud) <= 0.8
    np.testing.assert_array_equal(found[quiet], loud[quiet])
    assert np.abs(found).max() <= 1 and np.all(np.diff(found[:, 0]) >= 0)
    assert np.all(np.sign(found) == np.sign(loud))


def test_sixteen_bits_round_and_clip() -> None:
    samples = np.array([0.5, -1.0, 1.5, 1.4 / 32768], dtype=np.float32)
    np.testing.assert_array_equal(to_int16(samples)[:, 0], [16384, -32768, 32767, 1])


def test_a_tape_knows_its_times() -> None:
    tape = Tape(np.zeros((2 * RATE, 1), dtype=np.int16), speed=0.5)
    assert tape.duration == 1.0
    assert tape.sample_of(0.25) == RATE // 2 and tape.time_of(RATE // 2) == 0.25


# The metronome.


def bar(signature: str, start: float, beat: float, n_missing: int = 0) -> GridBar:
    time_signature = TimeSignature.parse(signature)
    n_beats = len(time_signature.beat_lengths) - n_missing
    beats = tuple(start + k * beat for k in range(n_beats))
    return GridBar(time_signature, beats, start + n_beats * beat, n_missing)


def attacks(track: Samples) -> list[float]:
    """Times at which something begins after silence."""
    loud = np.flatnonzero(np.abs(track) > 1e-3)
    starts = loud[np.diff(loud, prepend=-(10**6)) > 1000]
    return [float(start) / RATE for start in starts]


def test_the_metronome_accents_downbeats_and_follows_the_grid() -> None:
    grid = BeatGrid((bar("4/4", 0.2, 0.5, n_missing=3), bar("3/4", 0.7, 0.4)))
    clicks = grid_clicks(grid)
    assert [click.time for click in clicks] == pytest.approx([0.2, 0.7, 1.1, 1.5])
    beat, downbeat = ClickKind.BEAT, ClickKind.DOWNBEAT
    assert [click.kind for click in clicks] == [beat, downbeat, beat, beat]
    track = render_clicks(grid, 2.0)
    assert attacks(track) == pytest.approx([0.2, 0.7, 1.1, 1.5], abs=0.001)


@pytest.mark.parametrize(("signature", "n_clicks"), [("4/4", 8), ("6/8", 6), ("7/8", 7)])
def test_eighths_are_clicked_between_the_beats(signature: str, n_clicks: int) -> None:
    grid = BeatGrid((bar(signature, 0.0, 0.6),))
    assert len(grid_clicks(grid, Subdivision.EIGHTHS)) == n_clicks


def test_clicks_at_half_speed_lie_twice_as_far_apart() -> None:
    grid = BeatGrid((bar("4/4", 0.2, 0.5),))
    track = render_clicks(grid, 3.0, speed=0.5)
    assert len(track) == 6 * RATE
    assert attacks(track) == pytest.approx([0.4, 1.4, 2.4, 3.4], abs=0.001)


@pytest.mark.parametrize("speed", [1.0, 0.5])
def test_clicks_in_a_list_sound_like_rendered_ones(speed: float) -> None:
    grid = BeatGrid((bar("4/4", 0.2, 0.5), bar("4/4", 2.2, 0.1)))
    track = click_track(grid, Subdivision.EIGHTHS, speed)
    rendered = render_clicks(grid, 3.0, Subdivision.EIGHTHS, speed)
    found = np.zeros(len(rendered), dtype=np.float32)
    for first in range(0, len(found), 500):
        for start, piece in track.pieces(first, min(first + 500, len(found))):
            found[start : start + len(piece)] += piece[:, 0] / np.float32(32768)
    np.testing.assert_allclose(found, rendered, atol=3e-4)


def test_without_a_grid_nothing_is_clicked() -> None:
    assert not render_clicks(None, 1.0).any()
    assert not render_clicks(BeatGrid(()), 1.0).any()


def test_counting_in_takes_the_tempo_of_the_bar_where_playing_begins() -> None:
    grid = BeatGrid((bar("4/4", 0.0, 0.5), bar("3/4", 2.0, 0.3)))
    clicks, length = count_in_clicks(grid, 2.0, 2)
    assert length == pytest.approx(1.8)
    assert [click.time for click in clicks] == pytest.approx([0.3 * k for k in range(6)])
    assert [click.kind is ClickKind.DOWNBEAT for click in clicks] == [True, False, False] * 2


def test_counting_in_to_the_middle_of_a_bar_ends_on_its_beat() -> None:
    grid = BeatGrid((bar("4/4", 0.0, 0.5),))
    clicks, length = count_in_clicks(grid, 1.0, 1)
    assert length == pytest.approx(3.0)
    assert [click.time for click in clicks] == pytest.approx([0.5 * k for k in range(6)])
    assert [k for k, click in enumerate(clicks) if click.kind is ClickKind.DOWNBEAT] == [0, 4]


def test_counting_in_to_a_pick_up_gives_the_beats_that_it_lacks() -> None:
    grid = BeatGrid((bar("4/4", 0.3, 0.5, n_missing=3), bar("4/4", 0.8, 0.5)))
    clicks, length = count_in_clicks(grid, 0.3, 1)
    assert length == pytest.approx(3.5) and len(clicks) == 7


def test_beats_are_counted_as_drummers_count_them() -> None:
    grid = BeatGrid((bar("4/4", 0.0, 0.5),))
    counted = count_in(grid, 1.0, 1, speed=0.5)
    assert [number for _, number in counted.beats] == [1, 2, 3, 4, 1, 2]
    lefts = [left for left, _ in counted.beats]
    assert lefts == pytest.approx([6.0, 5.0, 4.0, 3.0, 2.0, 1.0])
    assert [counted.number_at(left) for left in (7.0, 6.0, 5.01, 5.0, 0.1)] == [0, 1, 1, 2, 2]
    assert [n for _, n in count_in(BeatGrid(()), 0.0, 2).beats] == [1, 2, 3, 4] * 2


def test_a_count_in_is_scaled_by_the_speed() -> None:
    grid = BeatGrid((bar("4/4", 0.0, 0.5),))
    assert len(render_count_in(grid, 0.0, 1, speed=0.5)) == 4 * RATE
    assert len(render_count_in(BeatGrid(()), 0.0, 1)) == 2 * RATE


# The drums.


@pytest.fixture(scope="module")
def sounds() -> DrumSounds:
    return load_drum_sounds()


@pytest.mark.parametrize("drum", DRUM_NAMES)
def test_every_drum_sounds_at_its_time_and_louder_when_struck_harder(
    drum: str, sounds: DrumSounds
) -> None:
    levels = []
    for velocity in (1, 30, 60, 90, 127):
        track = np.abs(render_drums([Onset(0.5, drum, velocity)], 2.0, sounds)).max(axis=1)
        levels.append(float(track.max()))
        first = int(np.argmax(track > 0.1 * track.max()))
        assert abs(first / RATE - 0.5) < 0.004
        # Vorbis smears a little of the attack forward.
        assert track[: round(0.49 * RATE)].max() < 0.02 * track.max()
    assert levels == sorted(levels) and levels[0] < 0.1 * levels[-1]
    assert 0.1 < levels[-1] <= 1


def test_the_sounds_are_small_and_have_a_card() -> None:
    assert sum(file.stat().st_size for file in SOUNDS_FOLDER.iterdir()) < 3_000_000
    card = (SOUNDS_FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(drum in card for drum in DRUM_NAMES)


@pytest.mark.parametrize("closing", ["hihat_closed", "hihat_pedal", "hihat_open"])
def test_closing_the_hihat_ends_an_open_one(closing: str, sounds: DrumSounds) -> None:
    ringing = render_drums([Onset(0.1, "hihat_open", 100)], 1.5, sounds)
    both = render_drums([Onset(0.1, "hihat_open", 100), Onset(0.5, closing, 30)], 1.5, sounds)
    closed = render_drums([Onset(0.5, closing, 30)], 1.5, sounds)
    after = slice(round(0.55 * RATE), round(0.9 * RATE))
    assert np.abs(both[after]).max() < 0.5 * np.abs(ringing[after]).max() + np.abs(closed).max()
    before = slice(0, round(0.495 * RATE))
    np.testing.assert_array_equal(both[before], ringing[before])


def test_a_crash_rings_on_through_other_strokes(sounds: DrumSounds) -> None:
    alone = render_drums([Onset(0.1, "crash", 100)], 1.5, sounds)
    other = render_drums([Onset(0.5, "hihat_closed", 60)], 1.5, sounds)
    both = render_drums([Onset(0.1, "crash", 100), Onset(0.5, "hihat_closed", 60)], 1.5, sounds)
    np.testing.assert_allclose(both, alone + other, atol=1e-6)


def test_strokes_are_placed_in_stereo(sounds: DrumSounds) -> None:
    left, right = np.abs(render_drums([Onset(0.1, "tom_low", 100)], 1.0, sounds)).max(axis=0)
    assert left > right
    kick = render_drums([Onset(0.1, "kick", 100)], 1.0, sounds)
    np.testing.assert_allclose(kick[:, 0], kick[:, 1], atol=1e-6)


def test_repeated_strokes_are_not_all_alike(sounds: DrumSounds) -> None:
    strokes = [Onset(0.1 + 0.5 * k, "snare", 90) for k in range(2)]
    track = render_drums(strokes, 1.2, sounds)[:, 0]
    first, second = (track[round((t - 0.01) * RATE) :][:15_000] for t in (0.1, 0.6))
    correlation = np.corrcoef(first, second)[0, 1]
    assert correlation < 0.999


def test_the_track_in_blocks_is_the_whole_rendered_at_once(sounds: DrumSounds) -> None:
    generator = np.random.default_rng(2)
    strokes = [
        Onset(float(time), str(generator.choice(DRUM_NAMES)), int(generator.integers(1, 128)))
        for time in np.sort(generator.uniform(0, 50, 300))
    ]
    fractions: list[float] = []
    track = render_drum_track(strokes, 50.0, sounds, 0.8, fractions.append)
    np.testing.assert_array_equal(track, to_int16(render_drums(strokes, 50.0, sounds, 0.8)))
    assert fractions == sorted(fractions) and fractions[-1] == 1.0


def test_an_edit_makes_only_the_blocks_anew_that_sound_otherwise(sounds: DrumSounds) -> None:
    strokes = [Onset(0.25 * k, ("kick", "hihat_closed", "snare")[k % 3], 90) for k in range(240)]
    *_, before = renewed_drums(empty_drum_track(60.0), strokes, sounds)
    whole = render_drum_track(strokes, 60.0, sounds)
    np.testing.assert_array_equal(np.concatenate([*before.sound.blocks]), whole)
    edited = [*strokes, Onset(31.1, "snare", 70)]
    states = list(renewed_drums(before, edited, sounds))
    after = states[-1]
    pairs = zip(before.sound.blocks, after.sound.blocks, strict=True)
    assert [k for k, (old, new) in enumerate(pairs) if old is not new] == [6]
    assert len(states) == 2
    np.testing.assert_array_equal(
        np.concatenate([*after.sound.blocks]), render_drum_track(edited, 60.0, sounds)
    )


def test_drums_under_the_playhead_are_made_first(sounds: DrumSounds) -> None:
    strokes = [Onset(0.5 * k, "kick", 90) for k in range(60)]
    states = list(renewed_drums(empty_drum_track(30.0, 0.5), strokes, sounds, 3 * BLOCK + 10))
    made = [[k for k, each in enumerate(s.sound.blocks) if each is not None] for s in states]
    assert made[:2] == [[3], [3, 4]] and made[-1] == list(range(12))


def test_strokes_outside_the_song_do_no_harm(sounds: DrumSounds) -> None:
    track = render_drums([Onset(0.0, "kick", 100), Onset(9.0, "kick", 100)], 1.0, sounds)
    assert track.shape == (RATE, 2) and track.any()
    assert render_drum_track([], 1.0, sounds).shape == (RATE, 2)


def test_damaged_sounds_are_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(AudioError, match="Install Melody again"):
        load_drum_sounds(tmp_path_factory.mktemp("sounds"))
