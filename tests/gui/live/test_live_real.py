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


# Other programs on the machine may hold the processors for a while: then it is measured again.
N_ATTEMPTS = 3
LONGEST_LATENCY = 0.1
# Of the page's 33 ms timer: the event loop must not be held up.
LONGEST_TICK = 0.05


@pytest.mark.parametrize("bpm", [92, 138])
def test_strokes_of_a_loop_are_shown_with_the_right_drum_within_a_tenth_of_a_second(
    bpm: int, pulse: Pulse, tmp_path: Path
) -> None:
    for attempt in range(N_ATTEMPTS):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        session = listen_to(rock_loop(bpm), pulse, folder)
        verdict, tick = session.verdict, float(np.percentile(session.tick_intervals, 95))
        print(
            f"\n{bpm} bpm: {verdict}; capture clock {1000 * session.clock_lead:+.1f} ms from the "
            f"witness's; timer {1000 * tick:.1f} ms p95"
        )
        # What is heard does not depend on how busy the machine is.
        assert session.said == ()
        assert session.likeness > 0.99
        assert verdict.recall >= 0.9
        assert verdict.precision >= 0.8
        if verdict.latency(95) <= LONGEST_LATENCY and tick <= LONGEST_TICK:
            return
    assert verdict.latency(95) <= LONGEST_LATENCY
    assert tick <= LONGEST_TICK
