"""Figures of labels against values worked out by hand."""

import numpy as np
import pytest

from core.errors import UsageError
from core.evaluation.tags import (
    evaluate_classes,
    evaluate_tags,
    precision_at_k,
    retrieval_precision,
    roc_auc,
)


def test_classes_are_counted_in_a_confusion_matrix() -> None:
    figures = evaluate_classes(
        ["pop", "pop", "rock", "jazz"], ["pop", "rock", "rock", "rock"], ["jazz", "pop", "rock"]
    )
    assert figures.confusion.tolist() == [[0, 0, 1], [0, 1, 1], [0, 0, 1]]
    assert figures.accuracy == 0.5
    assert figures.recalls == {"jazz": 0.0, "pop": 0.5, "rock": 1.0}


def test_classes_refuse_what_does_not_belong_together() -> None:
    with pytest.raises(UsageError, match="polka"):
        evaluate_classes(["polka"], ["pop"], ["pop"])
    with pytest.raises(UsageError, match="2 songs"):
        evaluate_classes(["pop", "pop"], ["pop"], ["pop"])


# Ranked by score, the first tag's songs are: yes, no, yes, no. So three of the four pairs (with,
# without) are in order, and the precisions at the two songs with the tag are 1/1 and 2/3.
REFERENCE = np.array([[1, 0, 1], [0, 1, 1], [1, 0, 1], [0, 0, 1]])
SCORES = np.array([[0.9, 0.2, 0.6], [0.8, 0.7, 0.4], [0.6, 0.7, 0.5], [0.1, 0.1, 0.9]])


def test_areas_of_a_tag_are_those_worked_out_by_hand() -> None:
    first = evaluate_tags(REFERENCE, SCORES, ("guitar", "flute", "music")).tags[0]
    assert first.roc_auc == pytest.approx(3 / 4)
    assert first.pr_auc == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert first.n_songs == 2


def test_a_tie_counts_half_in_roc_auc() -> None:
    # The second tag's one song ties with one of the three without.
    flute = evaluate_tags(REFERENCE, SCORES, ("guitar", "flute", "music")).tags[1]
    assert flute.roc_auc == pytest.approx(2.5 / 3)
    assert flute.pr_auc == pytest.approx(1 / 2)


def test_precision_and_recall_take_songs_at_the_threshold() -> None:
    # At .6 three songs count as tagged, two of them rightly, and no tagged one is missed.
    guitar = evaluate_tags(REFERENCE, SCORES, ("guitar", "flute", "music"), threshold=0.6).tags[0]
    assert (guitar.precision, guitar.recall) == (pytest.approx(2 / 3), 1.0)
    assert guitar.f_measure == pytest.approx(0.8)


def test_a_tag_that_all_songs_have_has_no_areas_and_stays_out_of_their_means() -> None:
    figures = evaluate_tags(REFERENCE, SCORES, ("guitar", "flute", "music"))
    assert figures.tags[2].roc_auc is None and figures.tags[2].pr_auc is None
    assert figures.roc_auc == pytest.approx((3 / 4 + 2.5 / 3) / 2)
    assert figures.pr_auc == pytest.approx((5 / 6 + 1 / 2) / 2)
    # guitar 2/3, flute 1/2, music 3/3 at .5; recalls 1, 1, 3/4.
    assert figures.precision == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)
    assert figures.recall == pytest.approx((1 + 1 + 3 / 4) / 3)


def test_a_tag_that_no_song_has_stays_out_of_all_means() -> None:
    figures = evaluate_tags([[1, 0], [0, 0]], [[0.9, 0.9], [0.1, 0.1]], ("guitar", "flute"))
    assert (figures.precision, figures.recall, figures.f_measure) == (1.0, 1.0, 1.0)
    assert figures.roc_auc == 1.0
    none = evaluate_tags([[0]], [[0.9]], ("flute",))
    assert none.roc_auc is None and none.f_measure is None


def test_tags_refuse_other_shapes() -> None:
    with pytest.raises(UsageError, match="shape"):
        evaluate_tags(REFERENCE, SCORES[:2], ("guitar", "flute", "music"))
    with pytest.raises(UsageError, match="2 tags"):
        evaluate_tags(REFERENCE, SCORES, ("guitar", "flute"))
    with pytest.raises(UsageError):
        precision_at_k(REFERENCE, SCORES, 4)


def test_roc_auc_does_not_depend_on_the_scale_of_scores() -> None:
    assert roc_auc([1, 0, 1, 0], [90, 80, 60, -10]) == pytest.approx(3 / 4)


def test_precision_at_k_counts_a_songs_likeliest_tags() -> None:
    # Two likeliest: guitar+music (both right), guitar+flute (flute), flute+guitar (guitar),
    # music+guitar (music; guitar ties with flute and stands before it).
    assert precision_at_k(REFERENCE, SCORES, 2) == pytest.approx((2 + 1 + 1 + 1) / 8)
    assert precision_at_k(REFERENCE, SCORES, 3) == pytest.approx(REFERENCE.mean())


def test_retrieval_leaves_out_songs_of_the_same_artist() -> None:
    vectors = [[1, 0], [1, 0.01], [1, 0.1], [0, 1]]
    classes = ["pop", "pop", "rock", "pop"]
    # By artist a: its own other song is not looked at; next come rock, then pop.
    shares = retrieval_precision(vectors, classes, ["a", "a", "b", "c"], k=1)
    assert shares.tolist() == [0.0, 0.0, 0.0, 0.0]
    assert retrieval_precision(vectors, classes, ["a", "d", "b", "c"], k=1).tolist()[0] == 1.0
    shares = retrieval_precision(vectors, classes, ["a", "a", "b", "c"], k=2)
    assert shares.tolist() == [0.5, 0.5, 0.0, 0.5]


def test_retrieval_compares_angles_not_lengths() -> None:
    vectors = [[1, 0], [100, 1], [1, 1], [0.0, 0.0]]
    shares = retrieval_precision(vectors, ["pop", "pop", "rock", "rock"], list("abcd"), k=1)
    assert shares[0] == 1.0


def test_retrieval_has_no_figure_for_a_song_without_other_artists() -> None:
    assert np.isnan(retrieval_precision([[1, 0], [0, 1]], ["pop", "pop"], ["a", "a"])).all()
