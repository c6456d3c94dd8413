"""Files of trained weights: written whole or not at all, read strictly, those shipped checked.

Nothing but tensors and plain values is unpickled.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from core.errors import ModelError

DRUM_WEIGHTS = "drums"
LIVE_WEIGHTS = "live"
TAG_WEIGHTS = "tags"


def shipped_weights_path(name: str = DRUM_WEIGHTS) -> Path:
    """Where the weights of that name lie that come with Melody."""
    return Path(__file__).parent.parent / "resources" / "weights" / f"{name}.pt"


def save_weights(content: Mapping[str, Any], path: Path) -> None:
    """Write the content; an older file at `path` is replaced only when all is written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    torch.save(dict(content), unfinished)
    unfinished.replace(path)


def load_weights(path: Path | None, shipped: str, form: tuple[str, int]) -> tuple[Any, Path]:
    """The content of the file at `path`, or of the `shipped` one, and where it lies.

    `form` is the format's name and the newest version that is understood. Raises `ModelError` if
    the file is missing, damaged, of another format, of a newer version, or (for the shipped
    one) differs from its recorded SHA-256.
    """
    file = path or shipped_weights_path(shipped)
    if not file.is_file():
        raise ModelError(f"There are no weights at {file}. Reinstall Melody or name another file.")
    if path is None:
        _check_sha256(file)
    try:
        content = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises many kinds, none of them documented
        raise ModelError(f"{file} is damaged or is not a checkpoint of Melody.") from error
    name, version = form
    if not isinstance(content, dict) or content.get("format") != name:
        raise ModelError(f"{file} is not a checkpoint of Melody that fits here ({name}).")
    if content["version"] > version:
        raise ModelError(f"{file} was made by a newer Melody. Update Melody to use it.")
    return content, file


def _check_sha256(file: Path) -> None:
    recorded = file.with_suffix(".sha256")
    if not recorded.is_file():
        raise ModelError(f"{recorded} is missing. Reinstall Melody.")
    if hashlib.sha256(file.read_bytes()).hexdigest() != recorded.read_text().split()[0]:
        raise ModelError(
            f"{file} is damaged (its SHA-256 is not the recorded one). Reinstall Melody."
        )
