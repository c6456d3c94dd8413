"""Known drum loops, played into a virtual microphone, are on the screen in time."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.gui.live.live_session import listen_to
from tests.gui.live.loops import rock_loop
from tests.gui.pulse import Pulse, running_pulse

pytestmark = pytest.mark.slow


@pytest.fixture
def pulse() -> Iterator[Pulse]:
    with running_pulse() as server:
        yield server


@pytest.mark.parametrize("bpm", [92, 138])
def test_strokes_of_a_loop_are_shown_with_the_right_drum_within_a_tenth_of_a_second(
    bpm: int, pulse: Pulse, tmp_path: Path
) -> None:
    session = listen_to(rock_loop(bpm), pulse, tmp_path)
    verdict = session.verdict
    print(
        f"\n{bpm} bpm: {verdict}; capture clock {1000 * session.clock_lead:+.1f} ms from the "
        f"witness's; timer {1000 * np.percentile(session.tick_intervals, 95):.1f} ms p95"
    )
    assert session.said == ()
    assert session.likeness > 0.99
    assert verdict.recall >= 0.9
    assert verdict.precision >= 0.8
    assert verdict.latency(95) <= 0.1
