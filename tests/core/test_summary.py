"""A song in a few words."""

from dataclasses import replace

from core.corrections import Corrections
from core.grid_edits import MetreFrom
from core.meter import TimeSignature
from core.onsets import Onset
from core.revise import revise
from core.summary import Tempo, count_drums, summarize
from tests.core.toy_analysis import rock_peaks, toy_analysis


def test_steady_song_has_one_tempo_and_one_metre() -> None:
    found = summarize(revise(toy_analysis(rock_peaks()), Corrections()))
    assert found.tempo is not None
    assert found.tempo.is_steady
    assert round(found.tempo.usual) == 120
    assert found.time_signatures == (TimeSignature(4, 4),)
    assert found.swing is None


def test_commonest_metre_stands_first() -> None:
    corrections = replace(Corrections(), grid=(MetreFrom(6.0, TimeSignature(2, 4)),))
    found = summarize(revise(toy_analysis(rock_peaks(4)), corrections))
    assert found.time_signatures == (TimeSignature(4, 4), TimeSignature(2, 4))


def test_tempo_that_changes_is_told() -> None:
    assert not Tempo(120, 100, 140).is_steady
    assert Tempo(120, 118, 122).is_steady


def test_drums_are_counted_in_the_order_of_the_kit() -> None:
    onsets = [Onset(1, "ride", 90), Onset(2, "kick", 90), Onset(3, "ride", 90)]
    assert list(count_drums(onsets).items()) == [("kick", 1), ("ride", 2)]


def test_song_without_bars_has_no_tempo() -> None:
    transcription = revise(toy_analysis([]), Corrections())
    found = summarize(replace(transcription, grid=replace(transcription.grid, bars=())))
    assert found.tempo is None
    assert found.time_signatures == ()
