"""Number libraries leave the processors alone between two calculations."""

import os
import subprocess
import sys

import pytest

from core.processors import keep_threads_quiet

# Prints the processor time that passes in a quarter of a second after a product of matrices.
_PRODUCT = """
from core.processors import keep_threads_quiet
keep_threads_quiet()
import time
import numpy as np
vectors = np.exp(2j * np.pi * np.random.default_rng(0).random((310, 100)))
vectors @ np.ones(100)
before = time.process_time()
time.sleep(0.25)
print(time.process_time() - before)
"""


def test_no_thread_spins_after_a_product() -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")
    }
    output = subprocess.run(
        [sys.executable, "-c", _PRODUCT],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(output.stdout) < 0.02


def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    monkeypatch.delenv("OMP_WAIT_POLICY")
    keep_threads_quiet()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
