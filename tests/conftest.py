"""Fixtures that several tests share."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

# Spinning OpenMP threads slow networks tenfold on a busy machine; torch reads this when imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

DEMO_FOLDER = Path(__file__).parent.parent / "resources" / "demo"


@pytest.fixture(scope="session")
def demo_path() -> Path:
    """The demo song that ships with Melody."""
    return DEMO_FOLDER / "demo.ogg"


@pytest.fixture(scope="session")
def demo_truth() -> dict[str, Any]:
    """What the demo song truly holds: onsets, beats, sections, tempo and metre."""
    truth: dict[str, Any] = json.loads((DEMO_FOLDER / "demo.json").read_text(encoding="utf-8"))
    return truth
