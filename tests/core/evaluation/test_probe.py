"""Probes on vectors made of numbers, where it is known what they hold."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import DatasetError
from core.evaluation.labelled_clips import LabelledClips, load_labelled_clips
from core.evaluation.mfcc import mfcc_vector
from core.evaluation.probe import artist_folds, correlation, predict_classes, probe, zero_shot
from core.song import SAMPLE_RATE, Song

N_CLIPS = 60


@pytest.fixture
def clips() -> LabelledClips:
    """Three genres, 15 artists of four clips each, one rating."""
    genres = tuple(("jazz", "pop", "rock")[n % 3] for n in range(N_CLIPS))
    artists = tuple(f"artist {n % 15}" for n in range(N_CLIPS))
    ratings = np.random.default_rng(1).uniform(0, 1, (N_CLIPS, 1))
    paths = tuple(Path(f"{n}.ogg") for n in range(N_CLIPS))
    return LabelledClips(paths, genres, artists, ("calmness",), ratings)


def telling_vectors(clips: LabelledClips) -> np.ndarray:
    """Vectors that hold the genre and the rating, with some noise."""
    rng = np.random.default_rng(2)
    columns = [[float(own == genre) for own in clips.genres] for genre in clips.classes]
    vectors = np.array([*columns, clips.ratings[:, 0]]).T
    return vectors + rng.normal(0, 0.05, vectors.shape)


def test_folds_keep_artists_apart_and_predict_each_song_once(clips: LabelledClips) -> None:
    folds = list(artist_folds(clips.artists))
    assert len(folds) == 5
    assert sorted(np.concatenate([test for _, test in folds])) == list(range(N_CLIPS))
    for train, test in folds:
        assert not {clips.artists[n] for n in train} & {clips.artists[n] for n in test}


def test_vectors_that_hold_genre_and_rating_are_told(clips: LabelledClips) -> None:
    figures = probe(telling_vectors(clips), clips)
    assert figures.genres.accuracy == 1.0
    assert figures.emotions["calmness"] > 0.9
    assert figures.mean_emotion == figures.emotions["calmness"]
    assert figures.same_genre > 0.9


def test_vectors_of_noise_tell_nothing(clips: LabelledClips) -> None:
    figures = probe(np.random.default_rng(3).normal(0, 1, (N_CLIPS, 4)), clips)
    assert figures.genres.accuracy < 0.55
    assert abs(figures.emotions["calmness"]) < 0.4
    assert 0.15 < figures.same_genre < 0.5


def test_an_artists_sound_does_not_help_to_tell_the_genre() -> None:
    # Vectors name the artist and nothing else: in other artists' songs they tell no genre.
    artists = [f"{n % 10}" for n in range(50)]
    genres = [("pop", "rock")[n % 10 % 2] for n in range(50)]
    vectors = np.array([[float(artist == f"{n}") for n in range(10)] for artist in artists])
    predicted = predict_classes(vectors, genres, artists)
    assert np.mean(np.array(predicted) == np.array(genres)) <= 0.5


def test_scale_of_a_dimension_does_not_matter_to_the_probe(clips: LabelledClips) -> None:
    vectors = telling_vectors(clips)
    scaled = vectors * np.array([1e-3, 1, 1e3, 1])
    assert predict_classes(scaled, clips.genres, clips.artists) == list(clips.genres)


def test_plain_cosine_hears_scales_that_standardising_takes_away(clips: LabelledClips) -> None:
    vectors = np.hstack([telling_vectors(clips), np.random.default_rng(4).normal(0, 99, (60, 2))])
    figures = probe(vectors, clips)
    assert figures.same_genre < 0.5 < figures.same_genre_standardised


def test_too_few_artists_or_classes_are_refused(clips: LabelledClips) -> None:
    with pytest.raises(DatasetError, match="5 artists"):
        probe(telling_vectors(clips), replace(clips, artists=("one",) * N_CLIPS))
    with pytest.raises(DatasetError, match="two classes"):
        probe(telling_vectors(clips), replace(clips, genres=("pop",) * N_CLIPS))


def test_clips_without_ratings_have_no_emotions(clips: LabelledClips) -> None:
    bare = replace(clips, emotions=(), ratings=np.empty((N_CLIPS, 0)))
    assert probe(telling_vectors(clips), bare).mean_emotion is None


def test_correlation_is_nought_where_nothing_varies() -> None:
    assert correlation(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])) == pytest.approx(1)
    assert correlation(np.array([1.0, 2.0]), np.array([5.0, 5.0])) == 0.0


def test_zero_shot_measures_genres_that_are_labels(clips: LabelledClips) -> None:
    probabilities = [{"jazz": 0.9 if own == "jazz" else 0.1, "rock": 0.5} for own in clips.genres]
    assert zero_shot(probabilities, clips) == {"jazz": 1.0, "rock": 0.5}


def test_the_baseline_hears_timbre_in_80_numbers() -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    tone = 0.1 * np.sin(2 * np.pi * 440 * np.arange(SAMPLE_RATE) / SAMPLE_RATE)
    of_noise, of_tone = mfcc_vector(Song(noise)), mfcc_vector(Song(tone.astype(np.float32)))
    assert of_noise.shape == (80,)
    assert np.isfinite(of_noise).all()
    assert of_tone[1] > of_noise[1] + 50, "the tone has its power at the low end"
    assert np.abs(of_tone[20:40]).max() < 5, "nothing changes in a steady tone"


def write_table(folder: Path, rows: list[list[str]]) -> None:
    with (folder / "songs.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)


HEADER = ["file", "genre", "artist_id", "n_raters", "amazement", "tension"]


def test_labelled_clips_are_read_without_amazement(tmp_path: Path) -> None:
    write_table(tmp_path, [HEADER, ["a.ogg", "pop", "7", "20", "0.9", "0.25"]])
    (tmp_path / "a.ogg").touch()
    clips = load_labelled_clips(tmp_path)
    assert clips.emotions == ("tension",)
    assert clips.ratings.tolist() == [[0.25]]
    assert (clips.genres, clips.artists, clips.paths) == (("pop",), ("7",), (tmp_path / "a.ogg",))


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([HEADER, ["gone.ogg", "pop", "7", "20", "0.9", "0.25"]], r"gone\.ogg"),
        ([HEADER, ["a.ogg", "pop", "7", "20", "0.9", "much"]], "no number"),
        ([["file", "genre"], ["a.ogg", "pop"]], "artist_id"),
        ([HEADER], "names no clip"),
    ],
)
def test_labelled_clips_say_what_is_wrong(
    tmp_path: Path, rows: list[list[str]], complaint: str
) -> None:
    (tmp_path / "a.ogg").touch()
    write_table(tmp_path, rows)
    with pytest.raises(DatasetError, match=complaint):
        load_labelled_clips(tmp_path)


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"songs\.csv"):
        load_labelled_clips(tmp_path)
