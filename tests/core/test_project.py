"""`.melody` files: what was saved comes back, and what cannot be read is told in plain words."""

import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis_cache import file_sha256
from core.beats import BeatSettings
from core.corrections import AddedStroke, ChangedStroke, Corrections, RemovedStroke
from core.engrave import Repeats
from core.errors import OutputError, ProjectError
from core.grid_edits import (
    DownbeatAt,
    FirstDownbeat,
    MetreFrom,
    SwingAsHeard,
    SwingFrom,
    TempoScaled,
)
from core.kit import DRUM_NAMES
from core.meter import TimeSignature
from core.project import (
    VERSION,
    Project,
    SongReference,
    autosave_path,
    find_song,
    list_recoverable,
    load_project,
    project_from_bytes,
    project_to_bytes,
    save_project,
)
from core.score import Swing

PROJECTS = Path(__file__).parents[1] / "data" / "projects"

SOME = Project(
    SongReference("/music/song.mp3", "../music/song.mp3", "ab" * 32, 183.25, 4_400_123),
    Corrections(
        {"kick": 0.1 + 0.2, "snare": 0.5},
        0.6,
        (
            AddedStroke(1.1, "crash", 120),
            RemovedStroke(2.0 / 3, "kick"),
            ChangedStroke(3.0, "snare", 3.1, "side_stick", 64),
        ),
        (
            DownbeatAt(1.5),
            DownbeatAt(9.5, keeps_before=True),
            FirstDownbeat(0.25),
            TempoScaled(2.0),
            TempoScaled(0.5, 10.0, 20.0),
            MetreFrom(None, TimeSignature(7, 8)),
            MetreFrom(30.0, TimeSignature(3, 4), 40.0),
            SwingFrom(50.0, Swing(62, Fraction(1, 16)), 60.0),
            SwingFrom(None, None),
            SwingAsHeard(70.0),
        ),
        BeatSettings(120.5, TimeSignature(6, 8), 0.5),
        "Tomorrow’s Beat",
        "Čapek & Söhne",
        Repeats.WRITTEN,
    ),
    {"device": "cpu"},
    {"loop": [1.0, 2.5], "zoom": 3.25, "lanes": ["kick", "snare"]},
)


def saved(project: Project) -> Project:
    return project_from_bytes(project_to_bytes(project))


def same(one: Project, other: Project) -> bool:
    return replace(one, application="") == replace(other, application="")


def test_all_kinds_of_corrections_come_back(tmp_path: Path) -> None:
    save_project(SOME, tmp_path / "a.melody")
    assert same(load_project(tmp_path / "a.melody"), SOME)


def test_golden_project_reads_as_ever() -> None:
    golden = load_project(PROJECTS / "version_1.melody")
    assert same(golden, SOME)
    assert golden.application == "0.1.0"


def test_golden_project_is_written_as_ever() -> None:
    golden = json.loads((PROJECTS / "version_1.melody").read_text(encoding="utf-8"))
    written = json.loads(project_to_bytes(SOME))
    assert written | {"application": "0.1.0"} == golden
    assert written["version"] == VERSION


def test_draft_of_version_0_is_brought_up_to_date() -> None:
    project = load_project(PROJECTS / "version_0.melody")
    assert project.song == SongReference("/music/song.mp3")
    assert project.corrections.edits == (AddedStroke(1.5, "crash", 100),)
    assert project.corrections.thresholds == {"kick": 0.4}


def test_people_can_read_the_file() -> None:
    text = project_to_bytes(SOME).decode("utf-8")
    assert "Čapek & Söhne" in text
    assert '"time_signature": "7/8"' in text
    assert '"unit": "1/16"' in text


NUMBERS = st.floats(0, 1e5)
DRUMS = st.sampled_from(DRUM_NAMES)
VELOCITIES = st.integers(1, 127)
METRES = st.builds(TimeSignature, st.integers(1, 32), st.sampled_from([1, 2, 4, 8, 16, 32]))
SWINGS = st.builds(Swing, st.integers(50, 80), st.sampled_from([Fraction(1, 8), Fraction(1, 16)]))
STRETCHES = st.tuples(NUMBERS, st.none() | st.floats(1, 100)).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1])
)
STROKE_EDITS = st.one_of(
    st.builds(AddedStroke, NUMBERS, DRUMS, VELOCITIES),
    st.builds(RemovedStroke, NUMBERS, DRUMS),
    st.builds(ChangedStroke, NUMBERS, DRUMS, NUMBERS, DRUMS, VELOCITIES),
)
GRID_EDITS = st.one_of(
    st.builds(DownbeatAt, NUMBERS, st.booleans()),
    st.builds(FirstDownbeat, NUMBERS),
    st.builds(lambda f, ends: TempoScaled(f, *ends), st.sampled_from([0.5, 2.0]), STRETCHES),
    st.builds(lambda metre, ends: MetreFrom(ends[0], metre, ends[1]), METRES, STRETCHES),
    st.builds(
        lambda swing, ends: SwingFrom(ends[0], swing, ends[1]), st.none() | SWINGS, STRETCHES
    ),
    st.builds(lambda ends: SwingAsHeard(*ends), STRETCHES),
)
THRESHOLDS = st.floats(0, 1, exclude_min=True, exclude_max=True)
CORRECTIONS = st.builds(
    Corrections,
    st.dictionaries(DRUMS, THRESHOLDS),
    THRESHOLDS,
    st.lists(STROKE_EDITS, max_size=8).map(tuple),
    st.lists(GRID_EDITS, max_size=5).map(tuple),
    st.builds(
        BeatSettings, st.none() | st.floats(20, 400), st.none() | METRES, st.none() | NUMBERS
    ),
    st.none() | st.text(),
    st.none() | st.text(),
    st.sampled_from(Repeats),
)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(CORRECTIONS, st.dictionaries(st.text(), PLAIN, max_size=3))
def test_any_corrections_and_views_come_back_to_the_last_bit(corrections, view) -> None:
    project = Project(SongReference("/song"), corrections, view=view)
    assert same(saved(project), project)


def plain_project() -> dict:
    return json.loads(project_to_bytes(SOME))


def changed(*path, to) -> bytes:
    plain = plain_project()
    inner = plain
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = to
    return json.dumps(plain).encode()


@pytest.mark.parametrize(
    "content",
    [
        project_to_bytes(SOME)[:-200],
        changed("version", to="1"),
        changed("version", to=-1),
        changed("version", to=True),
        changed("song", to="/song.mp3"),
        changed("song", "path", to=None),
        changed("song", "duration", to=[]),
        changed("song", "size", to=float("inf")),
        changed("corrections", to=[]),
        changed("corrections", "sensitivity", to=7),
        changed("corrections", "sensitivity", to=float("nan")),
        changed("corrections", "thresholds", to=[1]),
        changed("corrections", "strokes", 0, to={"edit": "painted"}),
        changed("corrections", "strokes", 0, to=3),
        changed("corrections", "strokes", 0, "drum", to="triangle"),
        changed("corrections", "strokes", 0, "velocity", to=1.5),
        changed("corrections", "strokes", 0, "time", to=None),
        changed("corrections", "strokes", 0, "time", to="1"),
        changed("corrections", "strokes", 0, "time", to=10**400),
        changed("corrections", "grid", 0, "keeps_before", to=1),
        changed("corrections", "grid", 5, "time_signature", to="seven"),
        changed("corrections", "grid", 5, "time_signature", to=None),
        changed("corrections", "grid", 7, "swing", to={"ratio": 60, "unit": "1/0"}),
        changed("corrections", "repeats", to="often"),
        changed("view", to=None),
    ],
)
def test_damage_is_told_in_plain_words(content: bytes) -> None:
    with pytest.raises(ProjectError, match=r"“a\.melody” is damaged"):
        project_from_bytes(content, "a.melody")


@pytest.mark.parametrize(
    "content",
    [b"", b"ID3\x03\x00\xff\xfb", b"{}", b"[]", b"7", b'{"format": "other"}', b"[" * 100_000],
)
def test_other_files_are_no_projects(content: bytes) -> None:
    with pytest.raises(ProjectError, match="not a project"):
        project_from_bytes(content)


def test_newer_project_asks_for_a_newer_melody() -> None:
    with pytest.raises(ProjectError, match="newer Melody"):
        project_from_bytes(changed("version", to=VERSION + 1))


def test_unknown_keys_are_passed_over() -> None:
    plain = plain_project() | {"mood": "calm"}
    plain["corrections"]["strokes"][0]["colour"] = "red"
    assert same(project_from_bytes(json.dumps(plain).encode()), SOME)


def test_missing_file_and_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no file"):
        load_project(tmp_path / "none.melody")
    with pytest.raises(ProjectError, match="could not be read"):
        load_project(tmp_path)


def test_failed_save_leaves_the_older_project(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a.melody"
    save_project(SOME, path)
    before = path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="disk is full"):
        save_project(replace(SOME, view={}), path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.melody"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A song beside a folder of projects."""
    (tmp_path / "music").mkdir()
    (tmp_path / "projects").mkdir()
    (tmp_path / "music" / "song.mp3").write_bytes(b"the song")
    return tmp_path


def project_in(folder: Path) -> Project:
    song, path = folder / "music" / "song.mp3", folder / "projects" / "a.melody"
    return Project(SongReference.of(song, path, file_sha256(song), 60.0))


def test_reference_holds_both_ways_to_the_song(folder: Path) -> None:
    song = project_in(folder).song
    assert song.relative_path == "../music/song.mp3"
    assert Path(song.path) == folder / "music" / "song.mp3"
    assert (song.duration, song.size) == (60.0, 8)


def test_song_is_found_at_its_place(folder: Path) -> None:
    found = find_song(project_in(folder), folder / "projects" / "a.melody")
    assert found == (folder / "music" / "song.mp3").resolve()


def test_song_is_found_when_both_were_moved_together(folder: Path, tmp_path: Path) -> None:
    project = project_in(folder)
    (tmp_path / "moved").mkdir()
    for name in ("music", "projects"):
        (folder / name).rename(tmp_path / "moved" / name)
    found = find_song(project, tmp_path / "moved" / "projects" / "a.melody")
    assert found == (tmp_path / "moved" / "music" / "song.mp3").resolve()


def test_song_is_found_when_only_the_project_was_moved(folder: Path, tmp_path: Path) -> None:
    found = find_song(project_in(folder), tmp_path / "far" / "away" / "a.melody")
    assert found == (folder / "music" / "song.mp3").resolve()


def test_song_is_found_beside_the_project(folder: Path) -> None:
    project = project_in(folder)
    (folder / "music" / "song.mp3").rename(folder / "projects" / "song.mp3")
    found = find_song(project, folder / "projects" / "a.melody")
    assert found == (folder / "projects" / "song.mp3").resolve()


def test_song_of_another_system_is_found_beside_the_project(folder: Path) -> None:
    (folder / "projects" / "song.mp3").write_bytes(b"the song")
    project = Project(SongReference("C:\\music\\song.mp3"))
    found = find_song(project, folder / "projects" / "a.melody")
    assert found == (folder / "projects" / "song.mp3").resolve()


def test_right_content_wins_over_the_right_place(folder: Path) -> None:
    project = project_in(folder)
    (folder / "projects" / "song.mp3").write_bytes(b"the song")
    for other in (b"another!", b"another one"):
        (folder / "music" / "song.mp3").write_bytes(other)
        found = find_song(project, folder / "projects" / "a.melody")
        assert found == (folder / "projects" / "song.mp3").resolve()


def test_another_recording_is_told_apart(folder: Path) -> None:
    project = project_in(folder)
    song = folder / "music" / "song.mp3"
    assert project.song.is_same_recording(file_sha256(song))
    song.write_bytes(b"another take")
    assert find_song(project, folder / "projects" / "a.melody") == song.resolve()
    assert not project.song.is_same_recording(file_sha256(song))
    assert replace(project.song, sha256="").is_same_recording(file_sha256(song))


def test_song_that_is_gone_is_not_found(folder: Path) -> None:
    project = project_in(folder)
    (folder / "music" / "song.mp3").unlink()
    assert find_song(project, folder / "projects" / "a.melody") is None


@pytest.mark.skipif(os.name == "nt", reason="names there are always text")
def test_name_that_is_no_valid_text_comes_back() -> None:
    path = os.fsdecode(b"/music/caf\xe9.mp3")
    assert saved(Project(SongReference(path))).song.path == path
    assert autosave_path(Path("auto"), Path(path)).name.isascii()


def test_songs_of_one_name_have_autosaves_of_their_own() -> None:
    folder = Path("autosave")
    one, other = (autosave_path(folder, Path(f"/{n}/song: a?.mp3")) for n in (1, 2))
    assert one != other
    assert one == autosave_path(folder, Path("/1/song: a?.mp3"))
    assert one.parent == folder
    assert not set(one.name) & set(':?/\\"<>|*')


def test_recoverable_are_the_readable_autosaves_latest_first(tmp_path: Path) -> None:
    assert list_recoverable(tmp_path / "none") == []
    paths = [autosave_path(tmp_path, Path(f"/{n}.mp3")) for n in range(3)]
    for age, path in enumerate(paths):
        save_project(SOME, path)
        os.utime(path, (10_000 - age, 10_000 - age))
    (tmp_path / "damaged.melody").write_bytes(b"{")
    (tmp_path / "notes.txt").write_bytes(b"")
    assert list_recoverable(tmp_path) == paths
