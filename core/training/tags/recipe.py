"""Recipes of taggers: everything that a training run follows from."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.errors import UsageError
from core.training.tags.augment import WindowChanges
from core.training.tags.losses import TagLossWeights

RECIPES_FOLDER = Path(__file__).parent / "recipes"


@dataclass(frozen=True)
class TagSchedule:
    """Lengths of a run. The learning rate rises over `n_warmup_steps`, then falls to zero as a
    cosine. A batch holds `n_windows` windows of each of `n_songs` songs.
    """

    n_epochs: int = 12
    n_steps: int = 250
    n_songs: int = 16
    n_windows: int = 2
    learning_rate: float = 2e-3
    weight_decay: float = 1e-4
    n_warmup_steps: int = 100
    average_decay: float = 0.995


@dataclass(frozen=True)
class TagRecipe:
    """All settings of a run; `network` is a name of `core.networks.tagging.build`."""

    name: str
    network: str = "melody"
    sizes: dict[str, Any] = field(default_factory=dict)
    schedule: TagSchedule = field(default_factory=TagSchedule)
    changes: WindowChanges = field(default_factory=WindowChanges)
    loss: TagLossWeights = field(default_factory=TagLossWeights)
    seed: int = 1

    def to_json(self) -> str:
        """The recipe as a JSON text."""
        return json.dumps(asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> "TagRecipe":
        """The recipe written by `to_json`; parts that are missing take their defaults."""
        try:
            values = json.loads(text)
            if not isinstance(values, dict):
                raise TypeError("it holds no settings")
            parts: dict[str, Any] = {
                "schedule": TagSchedule,
                "changes": WindowChanges,
                "loss": TagLossWeights,
            }
            for name, part in parts.items():
                if name in values:
                    values[name] = part(**values[name])
            return cls(**values)
        except (TypeError, ValueError) as error:
            raise UsageError(f"This is no recipe of a tagger: {error}") from error


def load_tag_recipe(name: str) -> TagRecipe:
    """The recipe with that name, or the one in the JSON file with that path."""
    is_file = name.endswith(".json")
    path = Path(name) if is_file else RECIPES_FOLDER / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in RECIPES_FOLDER.glob("*.json")))
        raise UsageError(
            f"There is no recipe of a tagger “{name}”. There are: {known}; or name a JSON file."
        )
    try:
        return TagRecipe.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The recipe {path} can't be read: {error}") from error
