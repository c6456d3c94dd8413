"""Sounds that no kit holds begin where the kits' do, as loud as they were."""

import numpy as np
import pytest

from core.song import SAMPLE_RATE
from core.training.kit_in_song import draw_kit, rattling, replace_rare, strike, vary_timbres
from core.training.kits import ATTACK_OFFSET, KitLibrary, Piece
from core.training.mixing import Sound
from core.training.patterns import Pattern, PatternStroke
from core.training.timbres import Timbre, random_timbre, rattle


def click(frequency: float, seconds: float = 0.3) -> Sound:
    """A decaying tone that begins where samples of kits do."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tone = np.cos(2 * np.pi * frequency * time) * np.exp(-time / 0.05)
    return np.concatenate([np.zeros(int(ATTACK_OFFSET * SAMPLE_RATE)), tone]).astype(np.float32)


KITS = KitLibrary(
    {
        "kick": (Piece("a", "kick", (click(60),)), Piece("b", "kick", (click(90),))),
        "snare": (Piece("a", "snare", (click(220),)), Piece("b", "snare", (click(330),))),
    }
)


def spectrum_at(sound: Sound, frequency: float) -> float:
    """Magnitude of the sound at a frequency."""
    turns = np.arange(len(sound)) * frequency / SAMPLE_RATE
    return float(np.abs(sound @ np.exp(-2j * np.pi * turns)))


def test_changed_sounds_keep_their_beginning_and_their_peak() -> None:
    rng = np.random.default_rng(1)
    sound = click(500)
    for _ in range(20):
        changed = random_timbre(rng).apply(sound, click(700, 0.4))
        assert np.abs(changed).max() == pytest.approx(np.abs(sound).max(), rel=1e-4)
        loud = np.flatnonzero(np.abs(changed) > 0.2 * np.abs(changed).max())
        assert abs(loud[0] / SAMPLE_RATE - ATTACK_OFFSET) < 0.001


def test_second_piece_is_heard_at_its_level() -> None:
    nothing_done = np.array([1.0, 0.0], dtype=np.float32)
    sound = Timbre(nothing_done, None, 0.5).apply(click(500), click(2000))
    ratio = spectrum_at(sound, 2000) / spectrum_at(sound, 500)
    assert ratio == pytest.approx(0.5, rel=0.05)
    alone = Timbre(nothing_done, None, 0.0).apply(click(500), click(2000))
    assert np.allclose(alone, click(500), atol=1e-4)


def test_share_of_instruments_sounds_new_and_the_rest_as_before() -> None:
    stroke = PatternStroke(0.0, "kick", 100)
    pattern = Pattern((stroke,), None, 1.0, 120.0)

    def struck(share: float) -> Sound:
        kit = draw_kit(np.random.default_rng(3), KITS)
        vary_timbres(np.random.default_rng(4), kit, KITS, share)
        return strike(np.random.default_rng(5), pattern, kit, SAMPLE_RATE)

    assert np.array_equal(struck(0.0), struck(0.0))
    assert not np.allclose(struck(0.0), struck(1.0), atol=1e-3)


def test_wires_rattle_softly_with_the_kick_and_without_the_snares_stroke() -> None:
    pattern = Pattern((PatternStroke(0.1, "kick", 110),), None, 1.0, 120.0)
    kit = draw_kit(np.random.default_rng(3), KITS)
    sound = rattling(np.random.default_rng(1), pattern, kit, SAMPLE_RATE)
    kick = strike(np.random.default_rng(1), pattern, kit, SAMPLE_RATE)
    assert 0 < np.abs(sound).max() < 0.5 * np.abs(kick).max()
    assert np.abs(sound[: int(0.1 * SAMPLE_RATE)]).max() == 0
    risen = rattle(np.random.default_rng(1), np.ones(SAMPLE_RATE, dtype=np.float32))
    assert risen[0] == 0 and risen[100] < 0.5 and risen[-1] == 1
    no_snare = {"kick": kit["kick"]}
    assert not rattling(np.random.default_rng(1), pattern, no_snare, SAMPLE_RATE).any()


def test_rare_drums_are_made_of_others_and_sound_shorter_and_higher() -> None:
    pieces = {"crash": (Piece("a", "crash", (click(500, 1.0),)),)}
    kits = KitLibrary({**pieces, "splash": (Piece("b", "splash", (click(300, 1.0),)),)})
    pattern = Pattern((PatternStroke(0.0, "splash", 110),), None, 1.0, 120.0)

    def splash(share: float) -> Sound:
        kit = draw_kit(np.random.default_rng(3), kits)
        kit["splash"].pitch, kit["splash"].decay = 1.0, None
        replace_rare(np.random.default_rng(4), kit, kits, share)
        return strike(np.random.default_rng(5), pattern, kit, SAMPLE_RATE)

    kept, made = splash(0.0), splash(1.0)
    assert np.abs(np.fft.rfft(kept)).argmax() == pytest.approx(300, abs=10)
    assert 600 < np.abs(np.fft.rfft(made)).argmax() < 1100
    assert np.abs(made[: len(made) // 50]).max() > 0.5 * np.abs(made).max()
