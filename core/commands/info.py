"""`melody info`: versions, device and weights, for a question or a bug report."""

import argparse
import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from core.commands.machine import available_memory, n_cores
from core.errors import MelodyError
from core.musescore import find_musescore

if TYPE_CHECKING:
    from torch.nn import Module

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
    """Print what there is; returns 0, or 8 if weights are missing or damaged."""
    print(f"melody   {_version('melody-drums')}")
    print(f"python   {platform.python_version()}, {platform.platform()}")
    print(f"packages {', '.join(f'{name} {_version(name)}' for name in _PACKAGES)}")
    print(f"device   {_device()}")
    print(f"pages    {find_musescore() or 'no MuseScore found: no PDF'}")
    code = 0
    for title, describe in (
        ("weights", _drum_weights),
        ("live", _live_weights),
        ("styles", _tag_weights),
    ):
        try:
            lines = describe()
        except MelodyError as error:
            lines, code = [str(error)], error.exit_code
        print(f"{title:<9}" + f"\n{'':<9}".join(lines))
    return code


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


def _drum_weights() -> list[str]:
    from core.checkpoint import load_checkpoint  # noqa: PLC0415
    from core.networks.build import network_name  # noqa: PLC0415
    from core.weights_file import DRUM_WEIGHTS  # noqa: PLC0415

    checkpoint = load_checkpoint()
    network = network_name(checkpoint.network)
    drums = f"{len(checkpoint.drum_names)} drums: {', '.join(checkpoint.drum_names)}"
    return _facts(DRUM_WEIGHTS, network, checkpoint.network, drums, checkpoint.training)


def _live_weights() -> list[str]:
    from core.checkpoint import load_live_checkpoint  # noqa: PLC0415
    from core.networks.build import network_name  # noqa: PLC0415
    from core.weights_file import LIVE_WEIGHTS  # noqa: PLC0415

    checkpoint = load_live_checkpoint()
    network = network_name(checkpoint.network)
    drums = f"{len(checkpoint.drum_names)} drums"
    return _facts(LIVE_WEIGHTS, network, checkpoint.network, drums, {})


def _tag_weights() -> list[str]:
    from core.networks.tagging.build import tag_network_name  # noqa: PLC0415
    from core.tagging.tag_checkpoint import load_tag_checkpoint  # noqa: PLC0415
    from core.weights_file import TAG_WEIGHTS  # noqa: PLC0415

    checkpoint = load_tag_checkpoint()
    network = tag_network_name(checkpoint.network)
    labels = f"{len(checkpoint.labels)} labels, version {checkpoint.version}"
    return _facts(TAG_WEIGHTS, network, checkpoint.network, labels, {})


def _facts(
    name: str, kind: str, network: "Module", knows: str, training: Mapping[str, Any]
) -> list[str]:
    """What is known about weights that are shipped, a line a fact."""
    from core.weights_file import shipped_weights_path  # noqa: PLC0415

    path = shipped_weights_path(name)
    n_parameters = sum(parameter.numel() for parameter in network.parameters())
    return [
        str(path),
        f"network {kind}, {n_parameters:,} parameters",
        knows,
        f"SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}",
        *(
            f"{title}: {value}"
            for title, value in training.items()
            if isinstance(value, str | int | float)
        ),
    ]
