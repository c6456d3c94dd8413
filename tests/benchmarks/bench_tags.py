"""Taggers of the family beside each other: one row a checkpoint, those that hear alike voting.

    melody train --task tags --lessons lessons --network NAME --run-folder runs/NAME   (each)
    python -m tests.benchmarks.bench_tags CLIPS runs/*/best.pt

CLIPS as `melody evaluate-tags` takes them; the figures are its own. `agreement` is that with the
teachers on songs held out; the cost that of the network for four minutes, one thread, cpu seconds.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from core.evaluation.labelled_clips import LabelledClips, load_labelled_clips
from core.evaluation.listening import HeardClip
from core.evaluation.mfcc import mfcc_vector
from core.evaluation.tag_report import TagEvaluation, evaluate_clips
from core.networks.tagging.build import Voting, tag_network_name
from core.networks.tagging.parts import MEL, TagLogits, labels_of_song
from core.song import load_song
from core.tagging.tag_checkpoint import TagCheckpoint, load_tag_checkpoint
from core.training.tags.labelled import song_windows

_FOUR_MINUTES = 80
_GENRES = ("electronic", "rock", "pop")

Network = Callable[[Tensor], TagLogits]


def hear(network: Network, labels: Sequence[str], windows: Tensor) -> HeardClip:
    """What a network hears in the windows of a clip."""
    with torch.inference_mode():
        heard = network(windows)
        said = labels_of_song(heard.labels, heard.importance)
        vector = torch.softmax(heard.importance, dim=0) @ heard.vector
    probabilities = dict(zip(labels, map(float, said), strict=True))
    return HeardClip(torch.nn.functional.normalize(vector, dim=0).numpy(), probabilities)


def cost(network: Network, windows: Tensor) -> float:
    """Cpu seconds for four minutes of music."""
    batch = windows[:1].expand(8, *windows.shape[1:]).contiguous()
    with torch.inference_mode():
        network(batch)
        start = time.process_time()
        network(batch)
    return (time.process_time() - start) * _FOUR_MINUTES / 8


def line(name: str, numbers: str, figures: TagEvaluation) -> str:
    """A row of the table."""
    probed = figures.vectors or figures.baseline
    areas = figures.zero_shot or {}
    cells = [f"{probed.genres.accuracy:.3f}", f"{probed.mean_emotion:.3f}"]
    cells += [f"{probed.same_genre:.3f}"]
    cells += [f"{areas[genre]:.2f}" if genre in areas else "-" for genre in _GENRES]
    return f"{name:<20}{numbers:<28}" + "".join(f"{cell:>8}" for cell in cells)


def numbers_of(checkpoint: TagCheckpoint, windows: Tensor) -> str:
    """Parameters, agreement with the teachers and cost."""
    n = sum(parameter.numel() for parameter in checkpoint.network.parameters())
    figures = checkpoint.training.get("figures", {})
    agreement = float(figures.get("agreement", float("nan")))
    return f"{n / 1e6:5.2f} M {agreement:8.3f} {cost(checkpoint.network, windows):8.2f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    options = parser.parse_args()
    torch.set_num_threads(1)
    clips = load_labelled_clips(options.clips)
    checkpoints = [load_tag_checkpoint(path) for path in options.checkpoints]
    windows = {
        hears: [torch.from_numpy(song_windows(p, hears).astype(np.float32)) for p in clips.paths]
        for hears in {checkpoint.network.hears for checkpoint in checkpoints}
    }
    baseline = [mfcc_vector(load_song(path)) for path in clips.paths]
    print(f"{'':20}{'size  agreement  cost':<28}{'genre':>8}{'moods':>8}{'P@10':>8}", end="")
    print("".join(f"{genre:>8}"[:8] for genre in ("electr", "rock", "pop")))
    print(line("MFCC", "", evaluate_clips(clips, [], baseline)))
    for checkpoint in checkpoints:
        own = windows[checkpoint.network.hears]
        figures = _figures(checkpoint.network, checkpoint.labels, own, clips, baseline)
        name = tag_network_name(checkpoint.network)
        print(line(name, numbers_of(checkpoint, own[0]), figures), flush=True)
    alike = [one for one in checkpoints if one.network.hears == MEL]
    if len(alike) > 1:
        voting = Voting([one.network for one in alike]).eval()
        figures = _figures(voting, alike[0].labels, windows[MEL], clips, baseline)
        print(line(f"{len(alike)} voting", "", figures))


def _figures(
    network: Network,
    labels: Sequence[str],
    windows: Sequence[Tensor],
    clips: LabelledClips,
    baseline: Sequence[np.ndarray],
) -> TagEvaluation:
    heard = [hear(network, labels, own) for own in windows]
    return evaluate_clips(clips, heard, baseline)


if __name__ == "__main__":
    main()
