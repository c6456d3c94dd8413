"""The whole flow from song to classification, with a tagger of chance weights."""

from pathlib import Path

import numpy as np
import pytest
import torch

from core.errors import CancelledError, ModelError
from core.networks.tagging.build import Voting, build_tag_network
from core.song import SAMPLE_RATE, Song
from core.tagging.attention import N_BANDS, N_TIMES, attend
from core.tagging.classification import classification_object
from core.tagging.classify import classify_song
from core.tagging.highlight import SECONDS, find_highlight
from core.tagging.labels import GENRE, KIND_OF_LABEL, LABELS, MOOD, labels_of
from core.tagging.mel import MelSettings, mel_spectrogram
from core.tagging.tag_checkpoint import (
    TagCheckpoint,
    load_tag_checkpoint,
    save_tag_checkpoint,
)
from core.tagging.taggram import predict_taggram, window_starts
from core.tagging.tempo import estimate_tempo
from tests.core.tagging.toy_tagger import clicks, toy_checkpoint


def test_all_labels_are_ranked_by_kind_and_genres_sum_to_one() -> None:
    result = classify_song(clicks(100, 10), toy_checkpoint())
    assert {one.label for one in result.genres} == set(labels_of(GENRE))
    assert {one.label for one in result.moods} == set(labels_of(MOOD))
    assert len(result.genres) + len(result.moods) + len(result.tags) == len(LABELS)
    assert sum(one.probability for one in result.genres) == pytest.approx(1, abs=1e-5)
    for kind in (result.genres, result.moods, result.tags):
        probabilities = [one.probability for one in kind]
        assert probabilities == sorted(probabilities, reverse=True)
    assert np.linalg.norm(result.embedding) == pytest.approx(1, abs=1e-5)


def test_json_has_the_promised_fields() -> None:
    told = classification_object(classify_song(clicks(100, 5), toy_checkpoint()), Path("a.wav"))
    assert told["format"] == "melody-classification" and told["version"] == 1
    assert told["file"] == "a.wav"
    assert set(told["genres"][0]) == {"label", "probability"}
    assert set(told["highlight"]) == {"start", "end"}
    assert len(told["embedding"]) == 16


def test_windows_cover_the_song_and_the_last_ends_with_it() -> None:
    assert window_starts(100, 187) == [0]
    assert window_starts(187, 187) == [0]
    assert window_starts(400, 187) == [0, 187, 213]


def test_a_song_shorter_than_a_window_is_classified() -> None:
    result = classify_song(clicks(120, 1.2), toy_checkpoint())
    assert result.highlight.start == 0
    assert result.highlight.end == pytest.approx(1.2, abs=0.01)


def test_attention_covers_the_song_in_rising_time() -> None:
    result = classify_song(clicks(100, 8), toy_checkpoint())
    attention = result.attention
    assert (np.diff(attention.times) > 0).all()
    assert attention.times[0] < 0.3 and attention.times[-1] > 7.5
    assert attention.overall.shape == (len(attention.times), len(attention.frequencies))
    heatmap = attention.heatmap(result.genres[0].label)
    assert heatmap.shape == attention.overall.shape
    assert heatmap.min() >= 0 and heatmap.max() == 1
    assert attention.over_time().max() == 1


def test_what_places_add_is_what_the_logit_loses_without_them() -> None:
    checkpoint = toy_checkpoint()
    network = checkpoint.network
    windows = torch.rand(2, 187, 96) * 3
    heard, attention = attend(network, windows)  # type: ignore[arg-type]
    assert attention.overall.shape == (2, N_TIMES, N_BANDS)
    assert attention.overall.mean(axis=(1, 2)) == pytest.approx([1, 1], abs=1e-4)
    with torch.no_grad():
        pooled = network.pooled(windows)  # type: ignore[operator]
        # A small step along the sums changes the logits as much as all places together add.
        step = 1e-3
        more = network.head(pooled * (1 + step)).labels  # type: ignore[operator]
    slope = (more - heard.labels) / step
    added = attention.by_label.astype(np.float32).sum(axis=(2, 3))
    assert added == pytest.approx(slope.numpy(), abs=0.05)


def test_a_network_without_attention_has_even_attention() -> None:
    result = classify_song(clicks(100, 4), toy_checkpoint("cnn-1d"))
    assert (result.attention.overall == 1).all()


def test_where_networks_vote_the_attention_of_the_first_that_has_any_is_shown() -> None:
    lstm, melody = toy_checkpoint("lstm-attention"), toy_checkpoint("melody")
    voting = TagCheckpoint(Voting([lstm.network, melody.network]).eval())
    song = clicks(120, 10)
    mel = mel_spectrogram(song, melody.mel)
    together, apart = predict_taggram(mel, voting), predict_taggram(mel, melody)
    assert together.attention is not None and apart.attention is not None
    assert np.array_equal(together.attention.by_label, apart.attention.by_label)
    without = predict_taggram(mel, voting, with_attention=False)
    assert np.allclose(without.probabilities, together.probabilities, atol=1e-6)


def test_a_network_that_hears_samples_is_refused() -> None:
    mel = mel_spectrogram(clicks(100, 4), MelSettings())
    sizes = {"n_labels": len(LABELS), "width": 0.1}
    with pytest.raises(ModelError):
        predict_taggram(mel, TagCheckpoint(build_tag_network("sample-level", sizes)))


def test_progress_rises_to_the_end_and_cancels() -> None:
    told: list[float] = []
    classify_song(clicks(100, 60), toy_checkpoint(), told.append)
    assert told == sorted(told) and told[-1] == 1.0 and len(told) > 1

    def stop(_fraction: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        classify_song(clicks(100, 10), toy_checkpoint(), stop)


def test_checkpoint_comes_back_the_same(tmp_path: Path) -> None:
    checkpoint = toy_checkpoint()
    save_tag_checkpoint(checkpoint, tmp_path / "tags.pt")
    loaded = load_tag_checkpoint(tmp_path / "tags.pt")
    song = clicks(100, 4)
    before, after = (classify_song(song, one).by_label for one in (checkpoint, loaded))
    assert after == pytest.approx(before, abs=2e-3)
    (tmp_path / "broken.pt").write_bytes(b"nothing")
    with pytest.raises(ModelError):
        load_tag_checkpoint(tmp_path / "broken.pt")


@pytest.mark.parametrize("bpm", [72, 95, 128, 160])
def test_tempo_of_clicks_is_found(bpm: float) -> None:
    tempo = estimate_tempo(mel_spectrogram(clicks(bpm, 20), MelSettings()))
    assert tempo.bpm == pytest.approx(bpm, rel=0.03)
    assert 0.2 < tempo.probability <= 1


def test_steady_sound_has_no_sure_tempo() -> None:
    silence = Song(np.zeros(5 * SAMPLE_RATE, dtype=np.float32))
    assert estimate_tempo(mel_spectrogram(silence, MelSettings())).probability == 0


def test_highlight_is_where_the_song_is_like_itself() -> None:
    rng = np.random.default_rng(3)
    usual, other = rng.normal(size=8), rng.normal(size=8)
    vectors = np.stack([other] * 10 + [usual] * 20 + [-usual] * 8).astype(np.float32)
    vectors += rng.normal(0, 0.05, vectors.shape).astype(np.float32)
    starts = np.arange(38, dtype=np.float32) * 3
    found = find_highlight(vectors, np.zeros(38, np.float32), starts, 3.0, 114.0)
    assert found.start >= 30 and found.end <= 90
    assert found.end - found.start == pytest.approx(SECONDS)


def test_highlight_goes_where_the_evidence_is() -> None:
    vectors = np.ones((30, 4), dtype=np.float32)
    evidence = np.zeros(30, dtype=np.float32)
    evidence[15:22] = 1
    starts = np.arange(30, dtype=np.float32) * 3
    found = find_highlight(vectors, evidence, starts, 3.0, 90.0)
    assert found.start == pytest.approx(45)


def test_every_label_has_one_kind() -> None:
    assert len(set(LABELS)) == len(LABELS) == len(KIND_OF_LABEL)
