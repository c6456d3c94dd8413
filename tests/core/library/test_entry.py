"""Entries: what of a song, its classification and its transcription stands in them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.corrections import Corrections
from core.kit import DRUM_NAMES
from core.library.difficulty import difficulty_of, measure_demands
from core.library.entry import LibraryEntry, entry_of, score_facts, with_score
from core.revise import revise
from core.song import Song
from tests.core.library.made_songs import made_classification, made_entry
from tests.core.toy_analysis import rock_peaks, toy_analysis

SAMPLES = np.zeros(44100, dtype=np.float32)


def test_entry_holds_what_was_read_and_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    song = Song(SAMPLES, title="So What", artist="Miles", path=Path("x/../so what.mp3"))
    heard = made_classification(3)
    entry = entry_of(song, heard)
    assert entry.path == tmp_path / "so what.mp3"
    assert (entry.title, entry.artist, entry.duration) == ("So What", "Miles", heard.duration)
    assert (entry.genres, entry.moods, entry.tags) == (heard.genres, heard.moods, heard.tags)
    assert (entry.tempo, entry.highlight) == (heard.tempo, heard.highlight)
    assert (entry.time_signature, entry.drums, entry.difficulty) == (None, None, None)


def test_song_without_a_file_has_no_entry() -> None:
    with pytest.raises(ValueError, match="file"):
        entry_of(Song(SAMPLES), made_classification(0))


def test_likeliest_genre_and_mood_stand_first() -> None:
    entry = made_entry(Path("/a.mp3"))
    assert entry.top_genre == max(entry.genres, key=lambda one: one.probability)
    assert entry.top_mood == max(entry.moods, key=lambda one: one.probability)
    bare = LibraryEntry(Path("/a.mp3"), "", "", 1.0)
    assert (bare.top_genre, bare.top_mood) == (None, None)


def test_score_tells_metre_drums_and_difficulty() -> None:
    transcription = revise(toy_analysis(rock_peaks()), Corrections())
    facts = score_facts(transcription)
    assert facts.time_signature == "4/4"
    assert facts.drums == ("kick", "snare", "hihat_closed")
    assert list(facts.drums) == sorted(facts.drums, key=DRUM_NAMES.index)
    assert facts.difficulty == difficulty_of(measure_demands(transcription))
    entry = made_entry(Path("/a.mp3"))
    known = with_score(entry, facts)
    assert (known.time_signature, known.drums) == (facts.time_signature, facts.drums)
    assert known.tempo is not None
    assert known.tempo.bpm == pytest.approx(120, abs=1)
    unknown = replace(known, time_signature=None, drums=None, difficulty=None, tempo=entry.tempo)
    assert unknown == entry


def test_score_without_strokes_has_no_drums_and_is_easy() -> None:
    facts = score_facts(revise(toy_analysis([]), Corrections()))
    assert facts.drums == ()
    assert facts.difficulty == 1.0
