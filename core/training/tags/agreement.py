"""How far taggers say what their teachers said, on songs that they never learned from."""

from collections.abc import Sequence

import torch
from torch import Tensor

from core.networks.tagging.parts import TagNetwork
from core.training.tags.sources import TagBatch


def agreement(said: Tensor, wanted: Tensor) -> float:
    """Mean over labels (columns) of the correlation; labels that never vary are left out."""
    said, wanted = said - said.mean(dim=0), wanted - wanted.mean(dim=0)
    spread = said.norm(dim=0) * wanted.norm(dim=0)
    known = spread > 1e-9
    if not known.any():
        return 0.0
    return float(((said * wanted).sum(dim=0)[known] / spread[known]).mean())


def agreement_of(network: TagNetwork, held_out: Sequence[TagBatch]) -> float:
    """`agreement` of a network in inference mode with what teachers said of songs held out."""
    with torch.inference_mode():
        said = [torch.sigmoid(network(batch.windows).labels) for batch in held_out]
    return agreement(torch.cat(said), torch.cat([batch.labels for batch in held_out]))
