"""Two hands, and one stroke a drum at a time."""

from core.limbs import playable_onsets
from core.onsets import Onset


def _drums(*onsets: Onset) -> list[str]:
    return [onset.drum for onset in playable_onsets(onsets)]


def test_the_least_sure_of_three_hands_goes() -> None:
    found = _drums(
        Onset(1.0, "snare", 90, 0.9),
        Onset(1.01, "crash", 90, 0.8),
        Onset(1.005, "hihat_closed", 90, 0.4),
    )
    assert found == ["snare", "crash"]


def test_feet_and_other_players_take_no_hand() -> None:
    together = ["snare", "crash", "kick", "hihat_pedal", "tambourine"]
    found = _drums(*(Onset(1.0, drum, 90, 0.9) for drum in together))
    assert sorted(found) == sorted(together)


def test_a_hihat_is_open_or_closed_but_not_both() -> None:
    assert _drums(Onset(1.0, "hihat_open", 90, 0.5), Onset(1.0, "hihat_closed", 90, 0.8)) == [
        "hihat_closed"
    ]


def test_strokes_one_after_the_other_all_stay() -> None:
    onsets = [Onset(1.0 + 0.04 * i, d, 90, 0.9) for i, d in enumerate(("snare", "crash", "china"))]
    assert len(_drums(*onsets)) == 3


def test_both_strokes_of_a_flam_stay() -> None:
    assert _drums(Onset(1.0, "snare", 50, 0.5), Onset(1.025, "snare", 90, 0.9)) == [
        "snare",
        "snare",
    ]
