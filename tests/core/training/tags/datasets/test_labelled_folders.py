"""Each labelled dataset in its published layout, as a tiny folder."""

from collections import defaultdict
from pathlib import Path

import pytest

from core.errors import DatasetError, UsageError
from core.training.tags.datasets import (
    SPLITS,
    TAGGED_DATASETS,
    TEST,
    TRAIN,
    VALIDATION,
    TaggedDataset,
    list_tagged_dataset,
)
from core.training.tags.datasets.names import merged_label, renamed
from core.training.tags.datasets.tagged import split_by_artist
from tests.core.training.tags.datasets.labelled_folders import (
    make_fma,
    make_gtzan,
    make_jamendo,
    make_magnatagatune,
    write_filtered_lists,
    write_gtzan_index,
    write_mp3,
)


def splits_of(dataset: TaggedDataset) -> dict[str, str]:
    return {song.path.stem: song.split for song in dataset.songs}


# ---- all of them


@pytest.mark.parametrize("name", TAGGED_DATASETS)
def test_an_empty_folder_is_refused_by_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="not laid out like"):
        list_tagged_dataset(name, tmp_path)


def test_an_unknown_dataset_or_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="gtzan"):
        list_tagged_dataset("million-songs", tmp_path)
    with pytest.raises(DatasetError, match="There is no folder"):
        list_tagged_dataset("gtzan", tmp_path / "nowhere")


# ---- GTZAN


def test_gtzan_takes_the_fault_filtered_split_where_its_lists_lie(tmp_path: Path) -> None:
    make_gtzan(tmp_path)
    write_filtered_lists(tmp_path, {"train": (1,), "valid": (2,), "test": (3,)})
    dataset = list_tagged_dataset("gtzan", tmp_path)
    splits = splits_of(dataset)
    assert splits["blues.00001"] == TRAIN
    assert splits["blues.00002"] == VALIDATION
    assert splits["hiphop.00003"] == TEST
    assert "blues.00000" not in splits, "a clip in none of the lists is faulty"
    assert not dataset.warnings
    assert not dataset.is_multi_label


def test_gtzan_says_hip_hop_as_melody_does(tmp_path: Path) -> None:
    dataset = list_tagged_dataset("gtzan", make_gtzan(tmp_path))
    assert len(dataset.classes) == 10
    assert "hip-hop" in dataset.classes and "hiphop" not in dataset.classes
    assert all(
        len(song.labels) == 1 and song.labels <= set(dataset.classes) for song in dataset.songs
    )


def test_gtzan_shares_artists_out_where_only_the_index_tells_them(tmp_path: Path) -> None:
    make_gtzan(tmp_path, n_clips=6, clips="genres_original")
    write_gtzan_index(tmp_path, "AAABBC")
    dataset = list_tagged_dataset("gtzan", tmp_path)
    assert len(dataset.songs) == 60
    assert dataset.songs[0].artist == "blues A"
    splits_of_artist = defaultdict(set)
    for song in dataset.songs:
        splits_of_artist[song.artist].add(song.split)
    assert all(len(splits) == 1 for splits in splits_of_artist.values())
    assert {song.split for song in dataset.songs} == set(SPLITS)
    assert any("not those of the usual" in warning for warning in dataset.warnings)


def test_gtzan_without_lists_or_index_warns_of_artists_on_both_sides(tmp_path: Path) -> None:
    dataset = list_tagged_dataset("gtzan", make_gtzan(tmp_path, n_clips=1))
    assert any("artists stand on both sides" in warning for warning in dataset.warnings)
    for number, split in ((49, TRAIN), (69, VALIDATION), (99, TEST)):
        (tmp_path / "genres/rock/rock.00000.wav").rename(
            tmp_path / f"genres/rock/rock.{number:05d}.wav"
        )
        assert splits_of(list_tagged_dataset("gtzan", tmp_path))[f"rock.{number:05d}"] == split
        (tmp_path / f"genres/rock/rock.{number:05d}.wav").rename(
            tmp_path / "genres/rock/rock.00000.wav"
        )


def test_gtzan_leaves_the_unreadable_clip_out_and_says_so(tmp_path: Path) -> None:
    make_gtzan(tmp_path)
    (tmp_path / "genres/jazz/jazz.00002.wav").write_bytes(b"RIFF no sound " * 40)
    dataset = list_tagged_dataset("gtzan", tmp_path)
    assert "jazz.00002" not in splits_of(dataset)
    assert any("jazz.00002.wav" in warning for warning in dataset.warnings)


def test_gtzan_tells_how_many_listed_clips_are_not_there(tmp_path: Path) -> None:
    make_gtzan(tmp_path)
    write_filtered_lists(tmp_path, {"train": (1, 7), "valid": (2,), "test": (3,)})
    assert "10 of 40 listed sound files" in list_tagged_dataset("gtzan", tmp_path).warnings[0]


def test_gtzan_refuses_a_part_of_the_lists_and_clips_in_two(tmp_path: Path) -> None:
    make_gtzan(tmp_path)
    write_filtered_lists(tmp_path, {"train": (1,), "valid": (2,)})
    with pytest.raises(DatasetError, match=r"test_filtered\.txt"):
        list_tagged_dataset("gtzan", tmp_path)
    write_filtered_lists(tmp_path, {"test": (2,)})
    with pytest.raises(DatasetError, match="two lists"):
        list_tagged_dataset("gtzan", tmp_path)
    (tmp_path / "test_filtered.txt").write_text("polka/polka.00001.wav\n")
    with pytest.raises(DatasetError, match=r"line 1: .*polka"):
        list_tagged_dataset("gtzan", tmp_path)


def test_splitting_by_artist_keeps_shares_and_artists() -> None:
    groups = [("rock", f"artist {number % 20}") for number in range(100)]
    splits = split_by_artist(groups)
    assert [splits.count(split) for split in SPLITS] == [50, 20, 30]
    assert len(set(zip((artist for _, artist in groups), splits, strict=True))) == 20


# ---- MagnaTagATune


@pytest.mark.parametrize("clips", ["", "mp3"])
def test_magnatagatune_splits_by_folder_and_knows_artists(tmp_path: Path, clips: str) -> None:
    dataset = list_tagged_dataset("magnatagatune", make_magnatagatune(tmp_path, clips))
    found = {song.path.parent.name: song for song in dataset.songs}
    assert {name: song.split for name, song in found.items()} == {
        "f": TEST,
        "0": TRAIN,
        "b": TRAIN,
        "c": VALIDATION,
    }
    assert found["c"].artist == "One"
    assert found["c"].labels == {"rock", "female", "new age"}
    assert len(dataset.songs) == 4, "the clip without tags is left out"
    assert dataset.is_multi_label


def test_magnatagatune_keeps_synonyms_apart_unless_merged(tmp_path: Path) -> None:
    dataset = list_tagged_dataset("magnatagatune", make_magnatagatune(tmp_path))
    assert {"female", "female voice", "classic", "classical"} <= set(dataset.classes)
    merged = dataset.merged()
    assert {"female", "classic"}.isdisjoint(merged.classes)
    voices = [song.path.parent.name for song in merged.songs if "female voice" in song.labels]
    assert sorted(voices) == ["c", "f"]


def test_magnatagatune_takes_only_the_most_frequent_tags(tmp_path: Path) -> None:
    make_magnatagatune(tmp_path)
    tags = [f"tag {number}" for number in range(60)]
    rows = [["clip_id", *tags, "mp3_path"]]
    for clip, n_tags in ((2, 60), (6, 50)):
        path = "f/one-album-01-song-0-29.mp3" if clip == 2 else "0/two-album-02-song-0-29.mp3"
        rows.append([str(clip), *("1" if n < n_tags else "0" for n in range(60)), path])
    text = "\n".join("\t".join(f'"{field}"' for field in row) for row in rows)
    (tmp_path / "annotations_final.csv").write_text(text)
    dataset = list_tagged_dataset("magnatagatune", tmp_path)
    assert set(dataset.classes) == set(tags[:50])


def test_magnatagatune_leaves_empty_files_out(tmp_path: Path) -> None:
    make_magnatagatune(tmp_path)
    write_mp3(tmp_path / "0/two-album-02-song-0-29.mp3", n_bytes=0)
    (tmp_path / "f/one-album-01-song-0-29.mp3").unlink()
    dataset = list_tagged_dataset("magnatagatune", tmp_path)
    assert len(dataset.songs) == 2
    assert [word in " ".join(dataset.warnings) for word in ("1 of 4", "two-album")] == [True, True]


def test_magnatagatune_refuses_tables_with_commas(tmp_path: Path) -> None:
    make_magnatagatune(tmp_path)
    table = tmp_path / "annotations_final.csv"
    table.write_text(table.read_text().replace("\t", ","))
    with pytest.raises(DatasetError, match="tab-separated"):
        list_tagged_dataset("magnatagatune", tmp_path)


# ---- FMA


def test_fma_small_has_only_its_own_tracks(tmp_path: Path) -> None:
    dataset = list_tagged_dataset("fma", make_fma(tmp_path))
    assert splits_of(dataset) == {"000002": TRAIN, "001025": VALIDATION}
    assert dataset.classes == ("International", "hip-hop")
    assert {song.artist for song in dataset.songs} == {"1", "2"}
    assert not dataset.warnings
    assert not dataset.is_multi_label


def test_fma_medium_holds_small_and_skips_tracks_without_a_genre(tmp_path: Path) -> None:
    dataset = list_tagged_dataset("fma", make_fma(tmp_path, "fma_medium"))
    assert splits_of(dataset) == {"000002": TRAIN, "001025": VALIDATION, "020007": TEST}


def test_fma_leaves_stumps_and_missing_clips_out(tmp_path: Path) -> None:
    make_fma(tmp_path)
    write_mp3(tmp_path / "fma_small/001/001025.mp3", n_bytes=300)
    dataset = list_tagged_dataset("fma", tmp_path)
    assert set(splits_of(dataset)) == {"000002"}
    assert "001025.mp3" in dataset.warnings[0]
    (tmp_path / "fma_small/000/000002.mp3").unlink()
    with pytest.raises(DatasetError, match="none of the sound files"):
        list_tagged_dataset("fma", tmp_path)


def test_fma_refuses_a_table_with_one_header_row(tmp_path: Path) -> None:
    make_fma(tmp_path)
    (tmp_path / "fma_metadata/tracks.csv").write_text("track_id,split,genre_top\n2,training,Rock\n")
    with pytest.raises(DatasetError, match="two header rows"):
        list_tagged_dataset("fma", tmp_path)


# ---- MTG-Jamendo


@pytest.mark.parametrize(("songs", "ending"), [("", ".mp3"), ("audio-low", ".low.mp3")])
def test_jamendo_reads_its_first_split(tmp_path: Path, songs: str, ending: str) -> None:
    dataset = list_tagged_dataset("jamendo", make_jamendo(tmp_path, songs=songs, ending=ending))
    assert [song.split for song in dataset.songs] == [TRAIN, TRAIN, VALIDATION, TEST]
    assert dataset.songs[0].artist == "artist_000014"
    assert dataset.songs[0].labels == {"genre---punkrock", "hip-hop"}
    assert dataset.songs[1].labels == {"rock", "synth"}
    assert dataset.songs[3].labels == {"rock", "mood/theme---film"}
    assert dataset.is_multi_label


def test_jamendo_has_subsets_of_tags(tmp_path: Path) -> None:
    make_jamendo(tmp_path, subset="autotagging_moodtheme")
    assert len(list_tagged_dataset("jamendo-moodtheme", tmp_path).songs) == 4
    with pytest.raises(DatasetError, match=r"autotagging_genre-train\.tsv"):
        list_tagged_dataset("jamendo-genre", tmp_path)


def test_jamendo_names_the_line_that_is_short(tmp_path: Path) -> None:
    make_jamendo(tmp_path)
    table = tmp_path / "data/splits/split-0/autotagging-test.tsv"
    table.write_text(table.read_text() + "track_1\tartist_1\n")
    with pytest.raises(DatasetError, match="line 3"):
        list_tagged_dataset("jamendo", tmp_path)


# ---- names


def test_names_keep_their_number_when_several_mean_one_label() -> None:
    names = ("no vocal", "no vocals", "female", "female voice", "beats", "Hip-Hop", "polka")
    given = renamed(names)
    assert given["beats"] == "beat", "nothing else means it"
    assert given["Hip-Hop"] == "hip-hop"
    assert given["female"] == "female", "“female voice” is spelled like the label"
    assert given["no vocal"] == "no vocal", "neither is spelled like “instrumental”"
    assert len(set(given.values())) == len(names)


def test_synonyms_merge_into_melodys_labels() -> None:
    assert {merged_label(name) for name in ("no vocals", "No-Voice")} == {"instrumental"}
    assert merged_label("mood/theme---easylistening") == "easy listening"
    assert merged_label("polka") is None
