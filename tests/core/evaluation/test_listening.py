"""What is heard in a clip by an untrained tagger: shapes, and masks where there is attention."""

import numpy as np
import pytest
import torch

from core.evaluation.listening import listener
from core.networks.tagging.build import build_tag_network
from core.song import SAMPLE_RATE, Song
from core.tagging.labels import GENRE, LABELS, labels_of
from core.tagging.tag_checkpoint import TagCheckpoint

SIZES = {"n_labels": len(LABELS), "n_vector": 16, "width": 0.25}


@pytest.fixture(scope="module")
def noise() -> Song:
    """Four seconds: two windows."""
    rng = np.random.default_rng(0)
    return Song(rng.normal(0, 0.1, 4 * SAMPLE_RATE).astype(np.float32))


def tagger(name: str) -> TagCheckpoint:
    torch.manual_seed(0)
    return TagCheckpoint(build_tag_network(name, SIZES).eval())


def test_a_network_with_attention_is_heard_masked_too(noise: Song) -> None:
    heard = listener(tagger("melody"))(noise)
    assert heard.vector.ndim == 1
    assert set(heard.probabilities) == set(LABELS)
    assert heard.masked is not None
    assert heard.masked.label in labels_of(GENRE)
    assert heard.masked.whole == pytest.approx(heard.probabilities[heard.masked.label])
    assert heard.masked.attended != heard.masked.whole


def test_masks_can_be_left_out(noise: Song) -> None:
    assert listener(tagger("melody"), with_masking=False)(noise).masked is None


def test_a_network_without_attention_has_no_masks(noise: Song) -> None:
    heard = listener(tagger("cnn-2d"))(noise)
    assert heard.masked is None
    assert set(heard.probabilities) == set(LABELS)
