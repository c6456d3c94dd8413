"""Recipes: everything that a training run follows from, as JSON files beside this module."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.errors import UsageError
from core.features import FeatureSettings
from core.training.losses import LossWeights
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
    """Shards known before the first epoch, new ones each epoch, and how many stay in memory."""

    n_first: int = 6
    n_each_epoch: int = 3
    n_in_memory: int = 60
    n_validation: int = 3


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
    "loss": LossWeights,
}


def load_recipe(name: str) -> Recipe:
    """The recipe with that name, or the one in the JSON file with that path."""
    path = Path(name) if name.endswith(".json") else RECIPES_FOLDER / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in RECIPES_FOLDER.glob("*.json")))
        raise UsageError(f"There is no recipe “{name}”. There are: {known}.")
    return Recipe.from_json(path.read_text(encoding="utf-8"))
