"""Music under the drums: made once, without the drums that are in it."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.errors import DatasetError, UsageError
from core.song import SAMPLE_RATE
from core.training import accompaniment
from core.training.accompaniment import (
    AccompanimentSources,
    harmonic_part,
    load_accompaniment,
    prepare_accompaniment,
    read_excerpt,
    render_midi_song,
)
from tests.core.training.toy_material import rock_midi

SOUNDFONTS = (
    Path("/usr/share/sounds/sf2/default-GM.sf2"),
    Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"),
    Path("/usr/share/soundfonts/default.sf2"),
)


def tone(seconds: float, frequency: float = 440.0) -> np.ndarray:
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * frequency * times)).astype(np.float32)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    path = tmp_path / "album" / "song.ogg"
    path.parent.mkdir()
    soundfile.write(path, np.stack([tone(4), tone(4, 330)], axis=1), SAMPLE_RATE)
    return path


@pytest.fixture
def soundfont() -> Path:
    if shutil.which("fluidsynth") is None:
        pytest.skip("fluidsynth is not installed")
    found = next((path for path in SOUNDFONTS if path.is_file()), None)
    if found is None:
        pytest.skip("no soundfont is installed")
    return found


def test_harmonic_part_keeps_tones_and_takes_clicks_out() -> None:
    clicks = np.zeros(3 * SAMPLE_RATE, dtype=np.float32)
    for start in range(SAMPLE_RATE // 2, len(clicks) - 400, SAMPLE_RATE // 2):
        clicks[start : start + 60] = 0.9 * np.hanning(60)
    kept_clicks = harmonic_part(clicks)
    assert (kept_clicks**2).sum() < 0.1 * (clicks**2).sum()
    kept_tone = harmonic_part(tone(3))[: 3 * SAMPLE_RATE]
    middle = slice(SAMPLE_RATE // 2, -SAMPLE_RATE // 2)
    assert np.corrcoef(kept_tone[middle], tone(3)[middle])[0, 1] > 0.99
    assert (kept_tone[middle] ** 2).sum() > 0.8 * (tone(3)[middle] ** 2).sum()


def test_files_are_made_once_and_only_what_is_missing_is_made_again(
    music: Path, tmp_path: Path
) -> None:
    out, told = tmp_path / "out", []
    sources = AccompanimentSources(drumless=(music,), with_drums=(music,))
    prepare_accompaniment(sources, out, told.append)
    assert {path.name for path in out.iterdir()} == {
        "album-song.music.wav",
        "album-song.harmonic.wav",
    }
    assert told == [0.5, 1.0]
    kept = out / "album-song.music.wav"
    samples, rate = soundfile.read(kept)
    assert (rate, samples.ndim, len(samples)) == (SAMPLE_RATE, 1, 4 * SAMPLE_RATE)
    assert np.abs(samples).max() == pytest.approx(0.9, abs=0.01)
    written = kept.stat().st_mtime_ns
    (out / "album-song.harmonic.wav").unlink()
    prepare_accompaniment(sources, out)
    assert (out / "album-song.harmonic.wav").exists()
    assert kept.stat().st_mtime_ns == written


def test_interrupted_file_is_not_taken_for_a_finished_one(
    music: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, write = tmp_path / "out", soundfile.write

    def interrupted(path: Path, samples: np.ndarray, *options: object, **more: object) -> None:
        write(path, samples[:100], *options, **more)
        raise KeyboardInterrupt

    sources = AccompanimentSources(drumless=(music,))
    monkeypatch.setattr(accompaniment.soundfile, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        prepare_accompaniment(sources, out)
    assert not load_accompaniment(out).others
    monkeypatch.undo()
    prepare_accompaniment(sources, out)
    assert soundfile.info(out / "album-song.music.wav").frames == 4 * SAMPLE_RATE


def test_silent_and_unreadable_music(tmp_path: Path) -> None:
    silent = tmp_path / "silent.wav"
    soundfile.write(silent, np.zeros(SAMPLE_RATE), SAMPLE_RATE)
    prepare_accompaniment(AccompanimentSources(drumless=(silent,)), tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())
    (tmp_path / "text.ogg").write_text("no sound")
    with pytest.raises(DatasetError, match=r"text\.ogg"):
        prepare_accompaniment(
            AccompanimentSources(with_drums=(tmp_path / "text.ogg",)), tmp_path / "out"
        )


def test_songs_without_a_soundfont_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="soundfont"):
        AccompanimentSources(midi_songs=(tmp_path / "a.mid",))
    with pytest.raises(DatasetError, match=r"no\.sf2"):
        AccompanimentSources((tmp_path / "a.mid",), (tmp_path / "no.sf2",))


def test_missing_fluidsynth_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    rock_midi(1, programs=(0,)).save(tmp_path / "a.mid")
    with pytest.raises(DatasetError, match="not installed"):
        render_midi_song(tmp_path / "a.mid", tmp_path / "x.sf2", tmp_path)


def test_song_is_played_in_two_parts_without_its_drums(soundfont: Path, tmp_path: Path) -> None:
    rock_midi(2, programs=(0, 33)).save(tmp_path / "both.mid")
    rock_midi(1).save(tmp_path / "drums.mid")
    made = render_midi_song(tmp_path / "both.mid", soundfont, tmp_path)
    assert [path.name for path in made] == ["both.strings.wav", "both.others.wav"]
    assert render_midi_song(tmp_path / "drums.mid", soundfont, tmp_path) == []
    sound = read_excerpt(made[1], 0, 4 * SAMPLE_RATE)
    assert (sound[SAMPLE_RATE // 2 : SAMPLE_RATE] ** 2).mean() > 1e-3
    undrummed = rock_midi(2, programs=(0, 33))
    del undrummed.tracks[0]
    undrummed.save(tmp_path / "none.mid")
    without = render_midi_song(tmp_path / "none.mid", soundfont, tmp_path)[1]
    assert np.allclose(sound[:80000], read_excerpt(without, 0, 80000), atol=1e-3)
    assert not list(tmp_path.glob("*.unfinished"))


def test_prepared_files_are_known_by_song_and_drawn_by_chance(tmp_path: Path) -> None:
    for name in ("a.b.strings", "a.b.others", "x-y.music"):
        soundfile.write(tmp_path / f"{name}.wav", tone(2), SAMPLE_RATE)
    found = load_accompaniment(tmp_path)
    assert {stem: len(parts) for stem, parts in found.songs.items()} == {"a.b": 2}
    assert [path.name for path in found.others] == ["x-y.music.wav"]
    rng = np.random.default_rng(1)
    assert np.abs(found.song_excerpt(rng, "a.b", 0.5, SAMPLE_RATE)).max() > 0.05
    assert not found.song_excerpt(rng, "c", 0.0, SAMPLE_RATE).any()
    drawn = found.draw_any(rng, 3 * SAMPLE_RATE)
    assert len(drawn) == 3 * SAMPLE_RATE
    assert np.abs(drawn[: 2 * SAMPLE_RATE]).max() > 0.2
    assert not drawn[2 * SAMPLE_RATE :].any(), "silence after the end"
    nothing = load_accompaniment(tmp_path / "nowhere")
    assert not nothing.draw_any(rng, 100).any()


def test_file_that_went_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"gone\.wav"):
        read_excerpt(tmp_path / "gone.wav", 0, 100)
