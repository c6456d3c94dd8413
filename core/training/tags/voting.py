"""Taggers that were trained apart -> one checkpoint in which they vote."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from core.errors import ModelError
from core.networks.tagging.build import Voting
from core.tagging.tag_checkpoint import TagCheckpoint, load_tag_checkpoint


def join_taggers(paths: Sequence[Path]) -> TagCheckpoint:
    """The checkpoint in which those at the paths vote; the attention of the first one is shown.

    Raises `ModelError` if they know other labels or hear other features, or are too few.
    """
    found = [load_tag_checkpoint(path) for path in paths]
    first = found[0]
    for path, checkpoint in zip(paths, found, strict=True):
        heard = (checkpoint.labels, checkpoint.mel, checkpoint.n_frames)
        if heard != (first.labels, first.mel, first.n_frames):
            raise ModelError(f"{path} knows other labels or hears other features than {paths[0]}.")
    if len(found) < 2:
        raise ModelError("One network alone has nobody to vote with: name two or more.")
    network = Voting([checkpoint.network for checkpoint in found]).eval()
    versions = "-".join(checkpoint.version for checkpoint in found)
    training = {
        "members": [dict(checkpoint.training) for checkpoint in found],
        "version": hashlib.sha256(versions.encode()).hexdigest()[:12],
    }
    return TagCheckpoint(network, first.labels, first.mel, first.n_frames, training)
