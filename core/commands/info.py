"""`melody info`: versions, device and weights, for a question or a bug report."""

import argparse
import hashlib
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from core.commands.machine import available_memory, n_cores
from core.errors import MelodyError
from core.musescore import find_musescore

_PACKAGES = ("torch", "numpy", "scipy", "av", "soundfile", "mido", "mir_eval")


def add_parser(subparsers: Any, common: argparse.ArgumentParser) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser(
        "info",
        parents=[common],
        help="show versions, device and weights",
        description="Shows versions, device and weights, for a question or a bug report.",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what there is; returns 0, or 8 without usable weights."""
    print(f"melody   {_version('melody-drums')}")
    print(f"python   {platform.python_version()}, {platform.platform()}")
    print(f"packages {', '.join(f'{name} {_version(name)}' for name in _PACKAGES)}")
    print(f"device   {_device()}")
    print(f"pages    {find_musescore() or 'no MuseScore found: no PDF'}")
    try:
        lines = _weights()
    except MelodyError as error:
        print(f"weights  {error}")
        return error.exit_code
    print("weights  " + "\n         ".join(lines))
    return 0


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def _device() -> str:
    import torch  # noqa: PLC0415

    from core.activations import choose_device  # noqa: PLC0415

    device = choose_device("auto").type
    name = f" ({torch.cuda.get_device_name()})" if device == "cuda" else ""
    memory = available_memory()
    room = "" if memory is None else f", {memory / 1e9:.1f} GB of memory available"
    return f"{device}{name}; {n_cores()} processor cores{room}"


def _weights() -> list[str]:
    """What is known about the shipped weights, a line a fact."""
    from core.checkpoint import load_checkpoint  # noqa: PLC0415
    from core.networks.build import network_name  # noqa: PLC0415
    from core.weights_file import shipped_weights_path  # noqa: PLC0415

    path = shipped_weights_path()
    checkpoint = load_checkpoint()
    n_weights = sum(parameter.numel() for parameter in checkpoint.network.parameters())
    return [
        str(path),
        f"network {network_name(checkpoint.network)}, {n_weights:,} parameters",
        f"{len(checkpoint.drum_names)} drums: {', '.join(checkpoint.drum_names)}",
        f"SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}",
        *(
            f"{name}: {value}"
            for name, value in checkpoint.training.items()
            if isinstance(value, str | int | float)
        ),
    ]
