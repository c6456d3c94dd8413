"""What frozen vectors of songs hold: linear probes, and likeness without any training.

`vectors (n_songs, n_dimensions)` are probed for classes and ratings in five folds of songs. All
songs of an artist stand in one fold, so that no artist is learned by heart; the folds follow from
the artists alone, without chance. In each fold the features are standardised by the mean and
deviation of the songs that are learned from.

- *Classes*: multinomial logistic regression. How far its weights are held back (C, of
  `_LOGISTIC_CS`) is searched within the songs that are learned from, again by folds of artists.
- *Ratings*: ridge regression of each rating by itself; its penalty (of `_RIDGE_PENALTIES`) is
  searched by leaving one song out. *r* is Pearson's correlation of predicted and true ratings over
  all songs, each predicted in the fold in which it was not learned from.
- *Likeness*: `core.evaluation.tags.retrieval_precision` of the vectors as they are (plain cosine,
  which is how songs are ranked by likeness in Melody) and, beside it, of vectors whose
  dimensions are first standardised over all songs; nothing is trained in either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from core.errors import DatasetError
from core.evaluation.labelled_clips import LabelledClips
from core.evaluation.tags import ClassFigures, evaluate_classes, retrieval_precision, roc_auc

N_FOLDS = 5
N_RETRIEVED = 10
_LOGISTIC_CS = (1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)
_RIDGE_PENALTIES = tuple(10.0**power for power in np.arange(-1, 5.5, 0.5))
_MOST_STEPS = 2000


@dataclass(frozen=True)
class ProbeFigures:
    """What vectors hold: genres told, `emotions` as r each, and P@10 of the same genre.

    `same_genre` is by plain cosine, `same_genre_standardised` with standardised dimensions.
    """

    genres: ClassFigures
    emotions: Mapping[str, float]
    same_genre: float
    same_genre_standardised: float

    @property
    def mean_emotion(self) -> float | None:
        """Mean r over the emotions; None where none was rated."""
        return float(np.mean(list(self.emotions.values()))) if self.emotions else None


def probe(vectors: ArrayLike, clips: LabelledClips) -> ProbeFigures:
    """The figures of the clips' vectors `(n_clips, n_dimensions)`, in the clips' order."""
    rows = np.asarray(vectors, dtype=np.float64)
    genres = predict_classes(rows, clips.genres, clips.artists)
    ratings = predict_ratings(rows, clips.ratings, clips.artists)
    standardised = StandardScaler().fit_transform(rows)
    return ProbeFigures(
        evaluate_classes(clips.genres, genres, clips.classes),
        {
            emotion: correlation(clips.ratings[:, n], ratings[:, n])
            for n, emotion in enumerate(clips.emotions)
        },
        _mean_precision(rows, clips),
        _mean_precision(standardised, clips),
    )


def zero_shot(
    probabilities: Sequence[Mapping[str, float]], clips: LabelledClips
) -> dict[str, float]:
    """ROC-AUC of the label named as a genre, for each genre that is a label of all clips' tags."""
    areas = {}
    for genre in clips.classes:
        if all(genre in own for own in probabilities):
            is_genre = [own == genre for own in clips.genres]
            area = roc_auc(is_genre, [own[genre] for own in probabilities])
            if area is not None:
                areas[genre] = area
    return areas


def artist_folds(
    artists: Sequence[str], n_folds: int = N_FOLDS
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Indices of the songs to learn from and of those to predict, artists never on both sides."""
    if len(set(artists)) < n_folds:
        raise DatasetError(
            f"{n_folds} folds need songs of {n_folds} artists; there are {len(set(artists))}."
        )
    yield from GroupKFold(n_folds).split(np.empty((len(artists), 1)), groups=list(artists))


def predict_classes(
    vectors: NDArray[np.float64], classes: Sequence[str], artists: Sequence[str]
) -> list[str]:
    """The class of each song, predicted in the fold in which it was not learned from."""
    if len(set(classes)) < 2:
        raise DatasetError("Telling classes apart needs songs of two classes at least.")
    own, by = np.asarray(classes), np.asarray(artists)
    predicted = np.empty_like(own)
    for train, test in artist_folds(artists):
        search = GridSearchCV(
            make_pipeline(StandardScaler(), LogisticRegression(max_iter=_MOST_STEPS)),
            {"logisticregression__C": _LOGISTIC_CS},
            cv=GroupKFold(min(N_FOLDS, len(set(by[train])))),
        )
        search.fit(vectors[train], own[train], groups=by[train])
        predicted[test] = search.predict(vectors[test])
    return [str(name) for name in predicted]


def predict_ratings(
    vectors: NDArray[np.float64], ratings: NDArray[np.float64], artists: Sequence[str]
) -> NDArray[np.float64]:
    """Each rating of each song `(n_songs, n_ratings)`, predicted where it was not learned from."""
    predicted = np.empty_like(ratings)
    if not ratings.shape[1]:
        return predicted
    for train, test in artist_folds(artists):
        scaler = StandardScaler().fit(vectors[train])
        ridge = RidgeCV(_RIDGE_PENALTIES, alpha_per_target=True)
        ridge.fit(scaler.transform(vectors[train]), ratings[train])
        predicted[test] = ridge.predict(scaler.transform(vectors[test])).reshape(len(test), -1)
    return predicted


def correlation(reference: NDArray[np.float64], estimate: NDArray[np.float64]) -> float:
    """Pearson's r; 0 where one side does not vary, as nothing is told then."""
    if np.ptp(reference) == 0 or np.ptp(estimate) == 0:
        return 0.0
    return float(np.corrcoef(reference, estimate)[0, 1])


def _mean_precision(vectors: NDArray[np.float64], clips: LabelledClips) -> float:
    return float(np.mean(retrieval_precision(vectors, clips.genres, clips.artists, N_RETRIEVED)))
