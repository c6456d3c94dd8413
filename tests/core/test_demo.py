"""The demo song and its truth fit each other."""

from itertools import pairwise

import numpy as np
import pytest

from core.features import FeatureSettings, log_spectrogram
from core.kit import DRUM_NAMES
from core.song import load_song


@pytest.fixture(scope="module")
def demo_song(demo_path):
    return load_song(demo_path)


@pytest.fixture(scope="module")
def demo_spectrogram(demo_song):
    return log_spectrogram(demo_song, FeatureSettings())


def test_the_demo_song_is_small_tagged_and_sound(demo_path, demo_song):
    assert demo_path.stat().st_size < 1_200_000
    assert 40 < demo_song.duration < 60
    assert (demo_song.title, demo_song.artist) == ("Kettle on Monday", "Melody")
    assert demo_song.warnings == ()
    assert 0.5 < np.abs(demo_song.samples).max() <= 1


def test_the_truth_names_drums_of_the_kit_in_order_of_time(demo_song, demo_truth):
    onsets = demo_truth["onsets"]
    times = [onset["time"] for onset in onsets]

    assert len(onsets) > 200
    assert len({onset["drum"] for onset in onsets}) >= 10
    assert {onset["drum"] for onset in onsets} <= set(DRUM_NAMES)
    assert all(1 <= onset["velocity"] <= 127 for onset in onsets)
    assert times == sorted(times)
    assert times[0] > 0
    assert times[-1] < demo_song.duration


def test_beats_are_counted_by_four_at_the_tempo(demo_truth):
    beats = demo_truth["beats"]

    assert [beat["number"] for beat in beats] == [1, 2, 3, 4] * (len(beats) // 4)
    for before, after in pairwise(beats):
        assert after["time"] - before["time"] == pytest.approx(60 / demo_truth["tempo"], abs=2e-4)


def test_every_section_begins_on_a_downbeat(demo_truth):
    downbeats = {beat["time"] for beat in demo_truth["beats"] if beat["number"] == 1}

    assert {section["time"] for section in demo_truth["sections"]} <= downbeats


@pytest.mark.parametrize(
    ("drum", "lowest", "highest"),
    [("kick", 30, 120), ("snare", 150, 5000), ("tom_low", 60, 300), ("hihat_closed", 6000, 17000)],
)
def test_the_sound_rises_where_the_truth_has_a_stroke(
    demo_spectrogram, demo_truth, drum, lowest, highest
):
    settings = demo_spectrogram.settings
    frequencies = np.array(settings.band_frequencies)
    bands = (lowest <= frequencies) & (frequencies <= highest)
    values = demo_spectrogram.values.numpy()[:, bands]
    rise = np.maximum(np.diff(values, axis=0), 0).mean(axis=1)
    strokes = [o for o in demo_truth["onsets"] if o["drum"] == drum and o["velocity"] > 60]

    # The frame of the steepest rise within 100 ms around the stroke, against the stroke's own.
    errors = []
    for stroke in strokes:
        frame = round(stroke["time"] * settings.frame_rate)
        errors.append(int(rise[frame - 5 : frame + 5].argmax()) - 4)

    assert strokes
    assert np.mean(np.abs(errors) <= 2) > 0.95
