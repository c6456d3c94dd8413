"""Recipes: everything that a training run follows from, as JSON files beside this module."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.errors import UsageError
from core.features import FeatureSettings
from core.training.losses import LossWeights
from core.training.segments import MicrophoneSettings, MixingSettings
from core.training.shards import SONGS_A_SHARD
from core.training.synthesis import SynthesisSettings

RECIPES_FOLDER = Path(__file__).parent / "recipes"


@dataclass(frozen=True)
class Schedule:
    """Lengths of a run. The learning rate rises over `n_warmup_steps`, then falls to zero as a
    cosine over the run; training stops early after `patience` epochs without a better one.
    """

    n_epochs: int = 40
    n_steps: int = 300
    batch_size: int = 10
    n_frames: int = 600
    learning_rate: float = 2e-3
    weight_decay: float = 1e-4
    n_warmup_steps: int = 200
    average_decay: float = 0.998
    patience: int = 12


@dataclass(frozen=True)
class ShardPlan:
    """Shards known before the first epoch, new ones each epoch, and how many stay in memory.

    `n_workers` processes make them (0: the training itself does); what they make is the same.
    """

    n_first: int = 6
    n_each_epoch: int = 3
    n_in_memory: int = 60
    n_validation: int = 3
    n_songs: int = SONGS_A_SHARD
    n_workers: int = 1


@dataclass(frozen=True)
class RecordingPlan:
    """How recorded songs join, where folders of them are given.

    `share` of all segments comes from them (1: no songs are synthesised at all), from
    `n_each_epoch` of them at a time, drawn anew for each epoch; `n_validation` of those held
    out are validated on.
    """

    share: float = 0.3
    n_each_epoch: int = 200
    n_validation: int = 24

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise UsageError("The share of recorded songs lies above 0, and 1 at most.")


@dataclass(frozen=True)
class Recipe:
    """All settings of a training run."""

    name: str
    network: str = "melody"
    sizes: dict[str, Any] = field(default_factory=dict)
    features: FeatureSettings = field(default_factory=FeatureSettings)
    synthesis: SynthesisSettings = field(default_factory=SynthesisSettings)
    schedule: Schedule = field(default_factory=Schedule)
    shards: ShardPlan = field(default_factory=ShardPlan)
    recordings: RecordingPlan = field(default_factory=RecordingPlan)
    microphone: MicrophoneSettings = field(default_factory=MicrophoneSettings)
    mixing: MixingSettings = field(default_factory=MixingSettings)
    loss: LossWeights = field(default_factory=LossWeights)
    seed: int = 1

    def to_json(self) -> str:
        """The recipe as a JSON text."""
        return json.dumps(asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> "Recipe":
        """The recipe written by `to_json`; parts that are missing take their defaults."""
        try:
            values = json.loads(text)
            if not isinstance(values, dict):
                raise TypeError("it holds no settings")
            for name, part in _PARTS.items():
                if name in values:
                    values[name] = part(**values[name])
            return cls(**values)
        except (TypeError, ValueError) as error:
            raise UsageError(f"This is no training recipe: {error}") from error


_PARTS: dict[str, Any] = {
    "features": FeatureSettings,
    "synthesis": SynthesisSettings,
    "schedule": Schedule,
    "shards": ShardPlan,
    "recordings": RecordingPlan,
    "microphone": MicrophoneSettings,
    "mixing": MixingSettings,
    "loss": LossWeights,
}


def load_recipe(name: str) -> Recipe:
    """The recipe with that name, or the one in the JSON file with that path."""
    is_file = name.endswith(".json")
    path = Path(name) if is_file else RECIPES_FOLDER / f"{name}.json"
    if is_file and not path.is_file():
        raise UsageError(f"There is no recipe file {path}.")
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in RECIPES_FOLDER.glob("*.json")))
        raise UsageError(f"There is no recipe “{name}”. There are: {known}; or name a JSON file.")
    try:
        return Recipe.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The recipe {path} can't be read: {error}") from error
