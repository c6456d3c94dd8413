"""Analyses kept on disk: the same strokes come out, and nothing on the disk can do harm."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.analysis import Analysis, analyse
from core.analysis_cache import AnalysisCache, analysis_key, file_sha256
from core.calibration import Calibration
from core.checkpoint import load_checkpoint
from core.corrections import Corrections
from core.errors import CancelledError
from core.onsets import PeakPicking
from core.revise import quick_onsets, revise
from core.song import load_song
from core.weights_file import shipped_weights_path
from tests.core.analyses import rock_analysis

KEY = analysis_key("song", "weights")
LOTS = 10**9


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    picking = PeakPicking({"kick": 0.31, "snare": 0.1 + 0.2}, {"kick": Calibration(1.1, -0.3)})
    return replace(rock_analysis(), peak_picking=picking)


@pytest.fixture
def cache(tmp_path: Path) -> AnalysisCache:
    return AnalysisCache(tmp_path / "cache", LOTS)


def test_stored_analysis_gives_the_same_transcription(cache, analysis) -> None:
    assert cache.store(KEY, analysis)
    found = cache.load(KEY, analysis.song)
    assert found is not None
    assert found.song is analysis.song
    assert found.peak_picking == analysis.peak_picking
    assert found.activations.drum_names == analysis.activations.drum_names
    one, other = revise(analysis, Corrections()), revise(found, Corrections())
    assert (one.onsets, one.grid, one.score) == (other.onsets, other.grid, other.score)


def test_spectrogram_and_attention_look_the_same(cache, analysis) -> None:
    cache.store(KEY, analysis)
    found = cache.load(KEY, analysis.song)
    assert found.spectrogram.settings == analysis.spectrogram.settings
    np.testing.assert_allclose(found.spectrogram.values, analysis.spectrogram.values, rtol=1e-3)
    np.testing.assert_allclose(found.attention.weights, analysis.attention.weights, rtol=0.02)
    assert found.attention.weights.dtype == np.float32


def test_network_without_attention_is_kept_without(cache, analysis) -> None:
    cache.store(KEY, replace(analysis, attention=None))
    assert cache.load(KEY, analysis.song).attention is None


def test_what_was_never_stored_is_not_found(cache, analysis) -> None:
    assert cache.load(KEY, analysis.song) is None
    cache.store(KEY, analysis)
    assert cache.load(analysis_key("song", "other weights"), analysis.song) is None
    assert cache.load(analysis_key("other song", "weights"), analysis.song) is None


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]


def without_header(content: bytes) -> bytes:
    return bytes(200) + content[200:]


@pytest.mark.parametrize(
    "damage", [cut, flipped, without_header, lambda _: b"", lambda _: b"PK\x03\x04 nothing"]
)
def test_damaged_file_is_thrown_away(cache, analysis, damage) -> None:
    cache.store(KEY, analysis)
    (file,) = cache.folder.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert cache.load(KEY, analysis.song) is None
    assert not file.exists()
    assert cache.store(KEY, analysis)
    assert cache.load(KEY, analysis.song) is not None


def test_file_whose_parts_do_not_fit_is_thrown_away(cache, analysis) -> None:
    cache.store(KEY, analysis)
    (file,) = cache.folder.iterdir()
    with np.load(file) as parts:
        content = dict(parts)
    np.savez(file, **content | {"beats": content["beats"][:-1]})
    assert cache.load(KEY, analysis.song) is None
    assert not file.exists()


def test_pickled_objects_are_never_loaded(cache, analysis) -> None:
    cache.store(KEY, analysis)
    (file,) = cache.folder.iterdir()
    np.savez(file, facts=np.array([{"format": "evil"}], dtype=object))
    assert cache.load(KEY, analysis.song) is None


def test_longest_unused_goes_first(cache, analysis) -> None:
    keys = [analysis_key(str(n), "weights") for n in range(4)]
    for n, key in enumerate(keys[:3]):
        cache.store(key, analysis)
        os.utime(cache.folder / f"{key}.npz", (1000 + n, 1000 + n))
    size = cache.n_bytes() // 3
    cache.load(keys[0], analysis.song)
    small = AnalysisCache(cache.folder, 3 * size + size // 2)
    small.store(keys[3], analysis)
    kept = [key for key in keys if small.load(key, analysis.song) is not None]
    assert kept == [keys[0], keys[2], keys[3]]


def test_analysis_beyond_the_limit_is_not_kept(tmp_path, analysis) -> None:
    cache = AnalysisCache(tmp_path, 1000)
    assert not cache.store(KEY, analysis)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made_is_no_error(tmp_path, analysis) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = AnalysisCache(tmp_path / "file" / "cache", LOTS)
    assert not cache.store(KEY, analysis)
    assert cache.load(KEY, analysis.song) is None
    assert cache.n_bytes() == 0


def test_folder_that_another_process_deletes_is_made_again(cache, analysis) -> None:
    cache.store(KEY, analysis)
    for file in cache.folder.iterdir():
        file.unlink()
    cache.folder.rmdir()
    assert cache.load(KEY, analysis.song) is None
    assert cache.store(KEY, analysis)


def test_files_that_vanish_while_pruning_do_no_harm(cache, analysis, monkeypatch) -> None:
    cache.store(KEY, analysis)
    stale = [(0.0, LOTS, cache.folder / "gone.npz")]
    monkeypatch.setattr(AnalysisCache, "_files", lambda _self: stale)
    assert cache.store(KEY, analysis)


def test_clearing_leaves_other_files_alone(cache, analysis) -> None:
    cache.store(KEY, analysis)
    (cache.folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert cache.n_bytes() > 1000
    cache.clear()
    assert cache.n_bytes() == 0
    assert [file.name for file in cache.folder.iterdir()] == ["notes.txt"]


def test_hash_is_that_of_the_content_and_progress_rises(tmp_path: Path) -> None:
    content = bytes(range(256)) * 20_000
    (tmp_path / "song").write_bytes(content)
    seen: list[float] = []
    assert file_sha256(tmp_path / "song", seen.append) == hashlib.sha256(content).hexdigest()
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_hashing_can_be_cancelled(tmp_path: Path) -> None:
    (tmp_path / "song").write_bytes(b"sound")

    def cancel(_fraction: float) -> None:
        raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        file_sha256(tmp_path / "song", cancel)


@pytest.mark.slow
@pytest.mark.skipif(not shipped_weights_path().is_file(), reason="the shipped weights are missing")
def test_demo_song_gives_the_same_strokes_from_the_disk(cache, demo_path: Path) -> None:
    heard = analyse(load_song(demo_path), load_checkpoint(), "cpu")
    cache.store(KEY, heard)
    found = cache.load(KEY, heard.song)
    for corrections in (Corrections(), Corrections(sensitivity=0.8)):
        assert len(quick_onsets(heard, corrections)) > 200
        assert quick_onsets(found, corrections) == quick_onsets(heard, corrections)
    assert found.attention is not None
    error = np.abs(found.attention.weights - heard.attention.weights)
    assert error.max() < 0.01 * heard.attention.weights.max()
