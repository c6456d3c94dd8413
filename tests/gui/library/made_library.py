"""Songs of a library made up from numbers, and an ear that hears them without a network."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.corrections import Corrections
from core.errors import NotAudioError
from core.kit import DRUM_NAMES
from core.library.entry import LibraryEntry
from core.library.index import LibraryIndex, Stamp
from core.revise import Transcription, revise
from core.tagging.classification import Highlight, LabelProbability, Tempo
from core.tagging.labels import GENRE, MOOD, TAG, labels_of
from melody_gui.library.scanning import Ear
from tests.core.toy_analysis import rock_peaks, toy_analysis

_FIRST = ("Blue", "Kettle", "Silent", "Paper", "Golden", "Second", "Winter", "Loud", "Broken")
_SECOND = ("River", "Monday", "Engine", "Garden", "Street", "Signal", "Harvest", "Mirror")
_BANDS = ("The Lanterns", "Ada & the Gears", "Northbound", "Marigold", "Slow Ferry", "Tin Roof")
N_DIMENSIONS = 8


def ranked(labels: Sequence[str], rng: np.random.Generator) -> tuple[LabelProbability, ...]:
    """Labels in a random order, each less likely than the one before."""
    shares = np.sort(rng.dirichlet(np.full(len(labels), 0.15)))[::-1]
    order = rng.permutation(len(labels))
    return tuple(
        LabelProbability(labels[place], float(share))
        for place, share in zip(order, shares, strict=True)
    )


def made_entry(number: int, folder: Path = Path("/music")) -> LibraryEntry:
    """The song of that number: always the same one; every third was never opened."""
    rng = np.random.default_rng(number)
    title = f"{_FIRST[number % 9]} {_SECOND[number // 9 % 8]} {number}"
    duration = float(rng.uniform(95, 480))
    is_known = number % 3 != 2
    played = [drum for drum in DRUM_NAMES if rng.random() < 0.5] or ["kick"]
    return LibraryEntry(
        folder / f"{number:04d}.mp3",
        title,
        _BANDS[int(rng.integers(6))],
        duration,
        ranked(labels_of(GENRE), rng),
        ranked(labels_of(MOOD), rng),
        ranked(labels_of(TAG), rng),
        Tempo(float(rng.uniform(58, 196)), 0.7),
        Highlight(20.0, 40.0),
        str(rng.choice(["4/4", "4/4", "4/4", "6/8", "3/4", "12/8", "7/8"])) if is_known else None,
        tuple(played) if is_known else None,
        float(rng.uniform(1, 5)) if is_known else None,
    )


def vector_of(number: int) -> NDArray[np.float32]:
    """The style of the song of that number: near that of its neighbours."""
    angle = number / 12
    vector = np.zeros(N_DIMENSIONS, dtype=np.float32)
    vector[:2] = np.cos(angle), np.sin(angle)
    return vector


def fill_library(path: Path, n_songs: int) -> list[LibraryEntry]:
    """Write a library of so many songs; returns them."""
    entries = [made_entry(number) for number in range(n_songs)]
    with LibraryIndex(path) as index:
        for number, entry in enumerate(entries):
            index.put(entry, vector_of(number), Stamp(1, 1, "made"))
    return entries


def write_songs(folder: Path, *names: str) -> None:
    """Files that the made ear hears something in; those whose names begin with "bad" are bad."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(name.encode())


def made_ear(
    heard: list[Path] | None = None, wait: Callable[[], object] = lambda: None
) -> Callable[[], Ear]:
    """An ear that notes what it hears; it calls `wait` before each song."""

    def listen(
        path: Path, on_progress: Callable[[float], None]
    ) -> tuple[LibraryEntry, NDArray[np.float32]]:
        wait()
        on_progress(0.5)
        if path.name.startswith("bad"):
            raise NotAudioError(f"“{path.name}” holds no sound.")
        if heard is not None:
            heard.append(path)
        number = sum(path.name.encode())
        entry = made_entry(number, path.parent)
        return (
            LibraryEntry(path, path.stem, "Somebody", 60.0, entry.genres, entry.moods),
            vector_of(number),
        )

    def transcribe(path: Path, on_progress: Callable[[float], None]) -> Transcription:
        on_progress(0.5)
        if path.name.startswith("odd"):
            raise NotAudioError(f"“{path.name}” cannot be counted.")
        return revise(toy_analysis(rock_peaks()), Corrections())

    return lambda: Ear(listen, "made", transcribe)
