"""Tiny folders in the layouts of the labelled datasets; the sounds are noise or filler bytes."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import soundfile

GENRES = (
    "blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock",
)  # fmt: skip


def write_wav(path: Path, seconds: float = 1.0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(0).normal(0, 0.1, int(8000 * seconds))
    soundfile.write(path, noise, 8000)


def write_mp3(path: Path, n_bytes: int = 5000) -> None:
    """Nothing is decoded when a dataset is listed, so any bytes will do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xff" * n_bytes)


def make_gtzan(folder: Path, n_clips: int = 4, clips: str = "genres") -> Path:
    for genre in GENRES:
        for number in range(n_clips):
            write_wav(folder / clips / genre / f"{genre}.{number:05d}.wav")
    return folder


def write_filtered_lists(folder: Path, lists: Mapping[str, Sequence[int]]) -> None:
    for name, numbers in lists.items():
        lines = [f"{genre}/{genre}.{number:05d}.wav" for genre in GENRES for number in numbers]
        (folder / f"{name}_filtered.txt").write_text("\n".join(lines) + "\n")


def write_gtzan_index(folder: Path, artists: Sequence[str]) -> None:
    lines = [
        f"{genre}.{number:05d}.wav :: {genre} {artist} :: Song {number}"
        for genre in GENRES
        for number, artist in enumerate(artists)
    ]
    (folder / "GTZANindex.txt").write_text("\n".join(lines), encoding="utf-8")


TAGGED_CLIPS = (
    ("2", "f/one-album-01-song-0-29.mp3", "One", {"guitar", "no vocals", "female voice"}),
    ("6", "0/two-album-02-song-0-29.mp3", "Two", {"guitar", "classical", "classic"}),
    ("10", "c/one-album-03-song-0-29.mp3", "One", {"rock", "female", "new age"}),
    ("11", "b/three-album-04-song-0-29.mp3", "Three", {"rock"}),
    ("12", "b/four-album-05-song-0-29.mp3", "Four", set()),
)


def make_magnatagatune(folder: Path, clips: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    tags = sorted({tag for *_, own in TAGGED_CLIPS for tag in own})
    with (folder / "annotations_final.csv").open("w", newline="") as file:
        rows = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_ALL)
        rows.writerow(["clip_id", *tags, "mp3_path"])
        for clip, path, _, own in TAGGED_CLIPS:
            rows.writerow([clip, *(int(tag in own) for tag in tags), path])
        rows.writerow(["13", *(0 for _ in tags), ""])
    with (folder / "clip_info_final.csv").open("w", newline="") as file:
        rows = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_ALL)
        names = ["clip_id", "track_number", "title", "artist", "album", "url", "segmentStart"]
        rows.writerow([*names, "segmentEnd", "original_url", "mp3_path"])
        for clip, path, artist, _ in TAGGED_CLIPS:
            rows.writerow([clip, 1, "Song", artist, "Album", "", 0, 29, "", path])
    for _, path, _, _ in TAGGED_CLIPS:
        write_mp3(folder / clips / path)
    return folder


FMA_TRACKS = (
    (2, "training", "small", "Hip-Hop", 1, "A biography, of\ntwo lines"),
    (1025, "validation", "small", "International", 2, ""),
    (20007, "test", "medium", "Soul-RnB", 3, "x" * 200_000),
    (20008, "training", "large", "Rock", 4, ""),
    (20009, "training", "medium", "", 4, ""),
)


def make_fma(folder: Path, clips: str = "fma_small") -> Path:
    (folder / "fma_metadata").mkdir(parents=True)
    with (folder / "fma_metadata" / "tracks.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["", "album", "artist", "artist", "set", "set", "track"])
        rows.writerow(["", "id", "bio", "id", "split", "subset", "genre_top"])
        rows.writerow(["track_id", "", "", "", "", "", ""])
        for track, split, subset, genre, artist, bio in FMA_TRACKS:
            rows.writerow([track, 1, bio, artist, split, subset, genre])
    for track, _, subset, _, _, _ in FMA_TRACKS:
        if subset == "small" or clips == "fma_medium":
            name = f"{track:06d}"
            write_mp3(folder / clips / name[:3] / f"{name}.mp3")
    return folder


JAMENDO_ROWS = {
    "train": (
        ("14/214.mp3", "artist_000014", ("genre---punkrock", "genre---hiphop")),
        ("15/215.mp3", "artist_000014", ("genre---rock", "instrument---synthesizer")),
    ),
    "validation": (("18/218.mp3", "artist_000015", ("mood/theme---happy",)),),
    "test": (("19/219.mp3", "artist_000016", ("genre---rock", "mood/theme---film")),),
}


def make_jamendo(
    folder: Path, subset: str = "autotagging", songs: str = "audio", ending: str = ".mp3"
) -> Path:
    tables = folder / "data" / "splits" / "split-0"
    tables.mkdir(parents=True, exist_ok=True)
    for split, rows in JAMENDO_ROWS.items():
        lines = ["TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS"]
        for path, artist, tags in rows:
            track = f"track_{int(Path(path).stem):07d}"
            lines.append("\t".join([track, artist, "album_000031", path, "124.6", *tags]))
            write_mp3(folder / songs / Path(path).with_suffix(ending))
        (tables / f"{subset}-{split}.tsv").write_text("\n".join(lines) + "\n")
    return folder
