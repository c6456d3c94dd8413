"""Fixtures that several tests share."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.processors import keep_threads_quiet

keep_threads_quiet()

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
