"""Short songs and a network that hears of each only its number, for the library's commands."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.song import SAMPLE_RATE, Song
from core.tagging import classify as classify_module
from core.tagging import tag_checkpoint as checkpoint_module
from core.tagging.classification import Classification
from tests.core.library.made_songs import made_classification


def circle(number: int) -> list[float]:
    """A vector that turns by 10 degrees a number: near numbers are alike."""
    angle = np.radians(10 * number)
    return [float(np.cos(angle)), float(np.sin(angle)), 0.0]


def make_song(path: Path, duration: float = 1.1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    times = np.arange(round(duration * SAMPLE_RATE)) / SAMPLE_RATE
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * 440 * times), SAMPLE_RATE)
    return path


@dataclass
class FakeNetwork:
    """Hears of a song only the number that is its file's name."""

    version: str = "v1"
    heard: list[str] = field(default_factory=list)
    stops_at: str = ""

    def load(self, _path: Path | None = None) -> "FakeNetwork":
        return self

    def classify(
        self, song: Song, checkpoint: object, on_progress: Callable[[float], None] | None = None
    ) -> Classification:
        assert song.path is not None and checkpoint is self
        if song.path.stem == self.stops_at:
            raise KeyboardInterrupt
        self.heard.append(song.path.stem)
        if on_progress:
            on_progress(0.5)
            on_progress(1.0)
        number = int(song.path.stem)
        return made_classification(number, circle(number))


def install(monkeypatch: pytest.MonkeyPatch) -> FakeNetwork:
    """The fake in the place of the network that ships with Melody."""
    network = FakeNetwork()
    monkeypatch.setattr(checkpoint_module, "load_tag_checkpoint", network.load)
    monkeypatch.setattr(classify_module, "classify_song", network.classify)
    return network
